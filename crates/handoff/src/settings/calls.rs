//! What a site can set about calls that are booked: how long, how many at once, how soon, and whose calendars count (R-133).

use super::faults::span;
use super::{Settings, SettingsError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use warmline_model::{Department, Millis};

/// How many calendars a site may name.
pub const MAX_CALENDARS: usize = 20;
/// The longest id and name of a calendar, in characters.
const MAX_NAME: usize = 40;
/// The longest call.
pub(crate) const LONGEST_CALL: Millis = Millis::minutes(4 * 60);
/// A day.
const DAY: Millis = Millis::minutes(24 * 60);

/// A calendar whose busy times no call is offered in. Its address is a secret, and stays with the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarSetting {
    /// Its short name, one for each of the site's calendars.
    pub id: String,
    /// What owners read: "Team calendar".
    pub name: String,
    /// Whose calls it counts for; absent: everybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
}

impl Settings {
    /// The calendars that count for a department's calls.
    pub fn calendars_of(&self, department: Department) -> impl Iterator<Item = &CalendarSetting> {
        let counts = move |c: &&CalendarSetting| c.department.is_none_or(|of| of == department);
        self.calendars.iter().filter(counts)
    }

    pub(super) fn calls_faults(&self, faults: &mut Vec<SettingsError>) {
        let mut tell = |holds: bool, path: String, allowed: &str| {
            if !holds {
                faults.push(SettingsError::at(path, allowed));
            }
        };
        let minutes = self.call_length.0 % 60_000 == 0;
        let length = span(self.call_length, 300, LONGEST_CALL.0 / 1_000) && minutes;
        tell(length, "call_length".into(), "5 minutes to 4 hours, in whole minutes");
        tell((1..=50).contains(&self.calls_at_once), "calls_at_once".into(), "1 to 50");
        let days = (1..=60).contains(&self.call_days);
        tell(days, "call_days".into(), "1 to 60");
        let notice = span(self.call_notice, 0, 7 * 86_400);
        tell(notice, "call_notice".into(), "0 ms to seven days");
        if notice && days {
            let ahead = self.call_notice.0 < DAY.0 * i64::from(self.call_days);
            tell(ahead, "call_notice".into(), "shorter than call_days");
        }
        tell(self.calendars.len() <= MAX_CALENDARS, "calendars".into(), "at most 20");
        let teams = self.teams();
        let mut ids = BTreeSet::new();
        for (n, calendar) in self.calendars.iter().enumerate().take(MAX_CALENDARS) {
            let at = |field: &str| format!("calendars[{n}].{field}");
            let plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-' | '_');
            let fits = (1..=MAX_NAME).contains(&calendar.id.len());
            tell(fits && calendar.id.chars().all(plain), at("id"), "1 to 40 of a-z, 0-9, - and _");
            tell(ids.insert(&calendar.id), at("id"), "this id is there twice");
            let name = calendar.name.trim();
            let named = !name.is_empty() && name.chars().count() <= MAX_NAME;
            tell(named && !name.contains(char::is_control), at("name"), "1 to 40 characters");
            let known = calendar.department.is_none_or(|of| teams.contains_key(&of));
            tell(known, at("department"), "there is no such department");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_of_calls_that_can_not_be_are_told_each_with_its_place() {
        // R-133
        let faults = |json: &str| {
            let settings: Settings = serde_json::from_str(json).expect(json);
            settings.faults().into_iter().map(|fault| fault.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(faults("{}"), Vec::<String>::new());
        for (json, says) in [
            (r#"{"call_length": 60000}"#, "call_length: 5 minutes to 4 hours"),
            (r#"{"call_length": 900001}"#, "call_length: 5 minutes to 4 hours, in whole minutes"),
            (r#"{"calls_at_once": 0}"#, "calls_at_once: 1 to 50"),
            (r#"{"call_days": 61}"#, "call_days: 1 to 60"),
            (r#"{"call_notice": -1}"#, "call_notice: 0 ms to seven days"),
            (r#"{"call_notice": 86400000, "call_days": 1}"#, "call_notice: shorter than call_days"),
            (r#"{"calendars": [{"id": "A", "name": "x"}]}"#, "calendars[0].id: 1 to 40 of a-z"),
            (r#"{"calendars": [{"id": "a", "name": " "}]}"#, "calendars[0].name: 1 to 40"),
            (
                r#"{"calendars": [{"id": "a", "name": "x"}, {"id": "a", "name": "y"}]}"#,
                "calendars[1].id: this id is there twice",
            ),
            (
                r#"{"calendars": [{"id": "a", "name": "x", "department": "lawyers"}]}"#,
                "calendars[0].department: there is no such department",
            ),
        ] {
            let told = faults(json);
            assert!(told.len() == 1 && told[0].starts_with(says), "{json}: {told:?}");
        }
    }
}
