//! Whether a site's departments are open at this moment, in words for its owners.

use std::collections::BTreeMap;
use warmline_handoff::Settings;
use warmline_handoff::hours::{Hours, Near, Weekday};
use warmline_model::Timestamp;

/// By field: "Now: open until 18:00 (13:05 in Europe/Berlin)".
pub(super) fn in_words(settings: &Settings, now: Timestamp) -> BTreeMap<String, String> {
    let site = settings.hours.as_ref().map(|hours| ("hours".to_owned(), hours));
    let own = settings.department_hours.iter();
    let own = own.map(|(department, hours)| (format!("department_hours.{department}"), hours));
    site.into_iter().chain(own).map(|(field, hours)| (field, said(&hours.hours(), now))).collect()
}

fn said(hours: &Hours, now: Timestamp) -> String {
    let holds = match (hours.is_open(now), hours.closes(now), hours.next_open(now)) {
        (true, Some(closes), _) => format!("open until {}", moment(hours, closes, now)),
        (true, None, _) => "open, and never closed".to_owned(),
        (false, _, Some(opens)) => format!("closed until {}", moment(hours, opens, now)),
        (false, _, None) => "closed, and never open again".to_owned(),
    };
    let here = hours.zone().local(now, now);
    format!("Now: {holds} ({:02}:{:02} in {})", here.hour, here.minute, here.zone)
}

/// "18:00", "tomorrow, 09:00", "Monday, 09:00", "2026-12-24, 09:00".
pub(super) fn moment(hours: &Hours, at: Timestamp, now: Timestamp) -> String {
    let local = hours.zone().local(at, now);
    let time = format!("{:02}:{:02}", local.hour, local.minute);
    let date = local.date;
    match local.near {
        Near::Today => time,
        Near::Tomorrow => format!("tomorrow, {time}"),
        Near::Weekday => format!("{}, {time}", name(local.weekday)),
        Near::Date => {
            let (year, day) = (date.year.unwrap_or_default(), date.day.unwrap_or_default());
            format!("{year:04}-{:02}-{day:02}, {time}", date.month)
        }
    }
}

const fn name(day: Weekday) -> &'static str {
    match day {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_reads_whether_it_is_open_now_and_until_when() {
        let settings: Settings = serde_json::from_str(
            r#"{"hours": {"zone": "Europe/Berlin", "week": {"monday": ["09:00-18:00"], "friday": ["22:00-06:00"]}},
                "department_hours": {"sales": {"zone": "UTC", "exceptions": [{"on": "2026-12-24", "spans": ["09:00-10:00"]}]}}}"#,
        )
        .expect("settings");
        // Monday the 23rd of November 2026, 13:05 in Berlin; then by hours.
        let said = |field: &str, later: i64| {
            in_words(&settings, Timestamp(1_795_435_500_000 + later * 3_600_000)).remove(field)
        };
        for (later, expected) in [
            (0, "Now: open until 18:00 (13:05 in Europe/Berlin)"),
            (-10, "Now: closed until 09:00 (03:05 in Europe/Berlin)"),
            (-24, "Now: closed until tomorrow, 09:00 (13:05 in Europe/Berlin)"),
            (24, "Now: closed until Friday, 22:00 (13:05 in Europe/Berlin)"),
            (4 * 24 + 10, "Now: open until tomorrow, 06:00 (23:05 in Europe/Berlin)"),
        ] {
            assert_eq!(said("hours", later).as_deref(), Some(expected));
        }
        let sales = "department_hours.sales";
        let december = "Now: closed until 2026-12-24, 09:00 (12:05 in UTC)";
        assert_eq!(said(sales, 0).as_deref(), Some(december));
        let never = "Now: closed, and never open again (12:05 in UTC)";
        assert_eq!(said(sales, 60 * 24).as_deref(), Some(never));
        assert_eq!(in_words(&Settings::default(), Timestamp(0)), BTreeMap::new());
    }
}
