//! What a site can set about its desk: tiers' windows and clocks, departments, skills, desks of their own.

use super::faults::{span, word};
use super::{Settings, SettingsError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use warmline_model::{Department, Millis, Skill, Tier};

/// How many departments a site may have.
const MAX_DEPARTMENTS: usize = 50;
/// How many skills a department may name.
const MAX_SKILLS: usize = 20;

/// Changes to one tier; what is absent keeps its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TierSetting {
    /// By when a person's first words are due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_response: Option<Millis>,
    /// By when the handoff is to be over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Millis>,
    /// Time to read the card before an answer to the offer is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reading_window: Option<Millis>,
    /// How long an offer stands before it goes to the next agent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer_stands: Option<Millis>,
    /// How long an agent may leave a customer without a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent_after: Option<Millis>,
    /// How much later than a Critical one that came at the same moment it is served: whoever waited
    /// that much longer goes first (R-086).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub behind: Option<Millis>,
}

/// The windows and clocks of one tier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TierRules {
    /// By when a person's first words are due (R-090).
    pub first_response: Millis,
    /// By when the handoff is to be over; absent: within the same session, and not clocked.
    pub resolution: Option<Millis>,
    /// Time to read the card before an answer to the offer is due (R-110).
    pub reading_window: Millis,
    /// How long an offer stands before it goes to the next agent; inside the first response's target
    /// (Z-4).
    pub offer_stands: Millis,
    /// How long an agent may leave a customer without a word (R-087).
    pub silent_after: Millis,
    /// How much later than a Critical one that came at the same moment it is served (R-086).
    pub behind: Millis,
}

/// Changes to one department; what is absent keeps its default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DepartmentSetting {
    /// The name customers read: "our {name} team".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// One of these skills is needed; none: anybody's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skills: Option<Vec<Skill>>,
    /// After how long a wait the others may be asked too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub others_after: Option<Millis>,
    /// Whether the others are never asked while somebody of the team has a skill that is needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skilled_only: Option<bool>,
    /// Whether the department has a desk of its own, for sites with more than one desk can hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_desk: Option<bool>,
}

/// What holds for one department.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Team {
    /// The name customers read.
    pub name: String,
    /// One of these skills is needed; none: anybody's.
    pub skills: Vec<Skill>,
    /// After how long a wait the others may be asked too; absent: never.
    pub others_after: Option<Millis>,
    /// Whether it has a desk of its own.
    pub own_desk: bool,
}

/// Which of a site's desks: the common one, or a department's own.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct DeskName(Option<Department>);

impl fmt::Display for DeskName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            // Capitals are in no department's name.
            None => f.write_str("all"),
            Some(department) => write!(f, "department-{department}"),
        }
    }
}

impl Settings {
    /// The windows and clocks of a tier.
    pub fn tier(&self, tier: Tier) -> TierRules {
        let seconds = Millis::seconds;
        let default = match tier {
            Tier::Critical => TierRules {
                first_response: seconds(30),
                resolution: Some(Millis::minutes(15)),
                reading_window: seconds(5),
                offer_stands: seconds(15),
                silent_after: Millis::minutes(2),
                behind: Millis(0),
            },
            Tier::High => TierRules {
                first_response: seconds(60),
                resolution: Some(Millis::minutes(30)),
                reading_window: seconds(10),
                offer_stands: seconds(20),
                silent_after: Millis::minutes(3),
                behind: Millis::minutes(5),
            },
            Tier::Standard => TierRules {
                first_response: seconds(90),
                resolution: None,
                reading_window: seconds(10),
                offer_stands: seconds(30),
                silent_after: Millis::minutes(5),
                behind: Millis::minutes(10),
            },
            Tier::Low => TierRules {
                first_response: seconds(120),
                resolution: None,
                reading_window: seconds(10),
                offer_stands: seconds(30),
                silent_after: Millis::minutes(10),
                behind: Millis::minutes(15),
            },
        };
        let Some(set) = self.tiers.get(&tier) else { return default };
        TierRules {
            first_response: set.first_response.unwrap_or(default.first_response),
            resolution: set.resolution.or(default.resolution),
            reading_window: set.reading_window.unwrap_or(default.reading_window),
            offer_stands: set.offer_stands.unwrap_or(default.offer_stands),
            silent_after: set.silent_after.unwrap_or(default.silent_after),
            behind: set.behind.unwrap_or(default.behind),
        }
    }

    /// The departments.
    pub fn teams(&self) -> BTreeMap<Department, Team> {
        let own = self.departments.keys().copied();
        let all = Department::DEFAULT.into_iter().chain(own);
        all.map(|department| (department, self.team(department))).collect()
    }

    /// What holds for a department; one that the site does not have is like any other.
    pub fn team(&self, department: Department) -> Team {
        let blank = DepartmentSetting::default();
        let set = self.departments.get(&department).unwrap_or(&blank);
        let skills = || match department {
            Department::SUPPORT => Vec::new(),
            Department::SECURITY => vec![department.into(), Skill::SENIOR],
            _ => vec![department.into()],
        };
        let skilled_only = set.skilled_only.unwrap_or(department == Department::SECURITY);
        let patience = set.others_after.unwrap_or(Millis::seconds(60));
        Team {
            name: set.name.clone().unwrap_or_else(|| department.name()),
            skills: set.skills.clone().unwrap_or_else(skills),
            others_after: (!skilled_only).then_some(patience),
            own_desk: set.own_desk.unwrap_or(false),
        }
    }

    /// The desk at which a department's handoffs wait and its agents work.
    pub fn desk_of(&self, department: Department) -> DeskName {
        DeskName(self.team(department).own_desk.then_some(department))
    }

    /// All desks of the site, the common one first.
    pub fn desks(&self) -> Vec<DeskName> {
        let own = self.teams().into_iter().filter(|(_, team)| team.own_desk);
        let own = own.map(|(department, _)| DeskName(Some(department)));
        std::iter::once(DeskName(None)).chain(own).collect()
    }

    pub(super) fn hours_faults(&self, faults: &mut Vec<SettingsError>) {
        if let Some(hours) = &self.hours {
            hours.compiled("hours", faults);
        }
        let teams = self.teams();
        for (department, hours) in &self.department_hours {
            let path = format!("department_hours.{department}");
            if !teams.contains_key(department) {
                faults.push(SettingsError::at(path.as_str(), "there is no such department"));
                continue;
            }
            hours.compiled(&path, faults);
        }
    }

    pub(super) fn desk_faults(&self, faults: &mut Vec<SettingsError>) {
        let mut tell = |holds: bool, path: String, allowed: &str| {
            if !holds {
                faults.push(SettingsError::at(path, allowed));
            }
        };
        for tier in Tier::ALL {
            let at = |field: &str| format!("tiers.{}.{field}", word(&tier));
            let rules = self.tier(tier);
            let day = "0 ms to 24 hours";
            let first = span(rules.first_response, 5, 86_400);
            tell(first, at("first_response"), "5,000 ms to 24 hours");
            let later = rules.resolution.is_none_or(|end| end > rules.first_response);
            tell(later, at("resolution"), "longer than first_response");
            tell(span(rules.reading_window, 0, 15), at("reading_window"), "0 to 15,000 ms");
            if rules.offer_stands <= rules.reading_window {
                let allowed = "longer than reading_window, so that there is time to answer";
                tell(false, at("offer_stands"), allowed);
            } else {
                let allowed = "at most first_response, in which the time to read is counted";
                tell(rules.offer_stands <= rules.first_response, at("offer_stands"), allowed);
            }
            let silent = span(rules.silent_after, 10, 86_400);
            tell(silent, at("silent_after"), "10,000 ms to 24 hours");
            tell(span(rules.behind, 0, 86_400), at("behind"), day);
        }
        for (more, less) in Tier::ALL.into_iter().zip(Tier::ALL.into_iter().skip(1)) {
            let path = format!("tiers.{}.behind", word(&less));
            let allowed = "at least that of the tier before it, which is more urgent";
            tell(self.tier(more).behind <= self.tier(less).behind, path, allowed);
        }
        tell(self.departments.len() <= MAX_DEPARTMENTS, "departments".into(), "at most 50");
        for (id, set) in &self.departments {
            let at = |field: &str| format!("departments.{id}.{field}");
            let named = |n: &String| !n.trim().is_empty() && n.chars().count() <= 40;
            tell(set.name.as_ref().is_none_or(named), at("name"), "1 to 40 characters");
            let few = set.skills.as_ref().is_none_or(|skills| skills.len() <= MAX_SKILLS);
            tell(few, at("skills"), "at most 20");
            let after = set.others_after.is_none_or(|after| span(after, 0, 86_400));
            tell(after, at("others_after"), "0 ms to 24 hours");
            if set.skilled_only == Some(true) {
                let allowed = "nothing, where skilled_only says that the others are never asked";
                tell(set.others_after.is_none(), at("others_after"), allowed);
                let some = !self.team(*id).skills.is_empty();
                tell(some, at("skilled_only"), "only with at least one skill");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(json: &str) -> Result<(), String> {
        let settings: Settings = serde_json::from_str(json).map_err(|e| e.to_string())?;
        settings.check().map_err(|error| error.to_string())
    }

    #[test]
    fn the_defaults_are_the_requirements() {
        // R-090, R-110, Z-4.
        let settings = Settings::default();
        assert_eq!(settings.check(), Ok(()));
        let targets = Tier::ALL.map(|tier| settings.tier(tier).first_response.0 / 1_000);
        assert_eq!(targets, [30, 60, 90, 120]);
        let resolution = Tier::ALL.map(|tier| settings.tier(tier).resolution.map(|r| r.0 / 60_000));
        assert_eq!(resolution, [Some(15), Some(30), None, None]);
        let windows = Tier::ALL.map(|tier| settings.tier(tier).reading_window.0 / 1_000);
        assert_eq!(windows, [5, 10, 10, 10]);
        assert_eq!(settings.teams().len(), 6);
        assert_eq!(settings.team(Department::SECURITY).others_after, None);
        assert_eq!(settings.desks().len(), 1);
    }

    #[test]
    fn desk_settings_that_contradict_each_other_are_refused_with_a_clear_sentence() {
        for (json, says) in [
            (
                r#"{"tiers": {"critical": {"offer_stands": 40000}}}"#,
                "tiers.critical.offer_stands: at most first_response",
            ),
            (
                r#"{"tiers": {"high": {"reading_window": 20000}}}"#,
                "tiers.high.reading_window: 0 to 15,000 ms",
            ),
            (
                r#"{"tiers": {"standard": {"offer_stands": 10000}}}"#,
                "tiers.standard.offer_stands: longer than reading_window",
            ),
            (
                r#"{"tiers": {"high": {"resolution": 30000}}}"#,
                "tiers.high.resolution: longer than first_response",
            ),
            (
                r#"{"tiers": {"low": {"behind": 0}}}"#,
                "tiers.low.behind: at least that of the tier before it",
            ),
            (
                r#"{"departments": {"legal": {"skilled_only": true, "others_after": 1000}}}"#,
                "departments.legal.others_after: nothing, where skilled_only",
            ),
            (
                r#"{"departments": {"legal": {"skilled_only": true, "skills": []}}}"#,
                "departments.legal.skilled_only: only with at least one skill",
            ),
            (r#"{"departments": {"Legal!": {}}}"#, "department must be 1 to 24 characters"),
            (
                r#"{"policies": [{"id": "legal", "department": "lawyers"}]}"#,
                "policies \"legal\": there is no department \"lawyers\"",
            ),
        ] {
            let refused = allowed(json).expect_err(json);
            assert!(refused.contains(says), "{json}: {refused}");
        }
        let fine = r#"{"departments": {"legal": {"name": "Legal"}},
                       "policies": [{"id": "legal", "department": "legal"}],
                       "tiers": {"critical": {"first_response": 60000}}}"#;
        assert_eq!(allowed(fine), Ok(()));
    }
}
