//! What hours mean, case by case.

use super::*;
use crate::Settings;
use warmline_model::Department;

const HOUR: i64 = 3_600_000;

/// The hours of a setting that is without fault.
fn hours(json: &str) -> Hours {
    let setting: HoursSetting = serde_json::from_str(json).expect(json);
    let mut faults = Vec::new();
    let hours = setting.compiled("hours", &mut faults);
    assert_eq!(faults, [], "{json}");
    hours
}

/// What is wrong with one.
fn told(json: &str) -> Vec<String> {
    let settings: Settings = serde_json::from_str(json).expect(json);
    settings.faults().iter().map(|fault| fault.to_string()).collect()
}

/// A moment, from how it is written with its offset.
fn at(written: &str) -> Timestamp {
    let moment: jiff::Timestamp = written.parse().expect(written);
    Timestamp(moment.as_millisecond())
}

const SHOP: &str = r#"{"zone": "Europe/Berlin",
    "week": {"monday": ["09:00-12:00", "13:00-18:00"], "tuesday": ["09:00-18:00"],
             "wednesday": ["09:00-18:00"], "thursday": ["09:00-18:00"], "friday": ["22:00-02:00"]},
    "exceptions": [{"on": "12-25", "name": "Christmas Day"},
                   {"on": "2026-11-24", "spans": ["10:00-11:00", "20:00-21:00"]}]}"#;

#[test]
fn a_department_that_set_nothing_is_always_open() {
    let hours = Settings::default().hours_of(Department::BILLING);
    assert_eq!(hours, Hours::always());
    for moment in [i64::MIN, -1, 0, i64::MAX].map(Timestamp) {
        assert!(hours.is_always() && hours.is_open(moment));
        assert_eq!(hours.next_open(moment), Some(moment));
        assert_eq!(hours.closes(moment), None);
        assert_eq!(hours.after_working(moment, Millis(0)), Some(moment));
    }
    let slots: Vec<_> = hours.slots(Timestamp(1), Millis::minutes(30), 2).collect();
    assert_eq!(slots.len(), 96);
    assert_eq!(slots[0].from, Timestamp(30 * 60_000));
}

#[test]
fn a_department_has_its_own_hours_or_the_sites() {
    // R-130.
    let settings: Settings = serde_json::from_str(
        r#"{"hours": {"zone": "UTC", "week": {"monday": ["09:00-17:00"]}},
            "department_hours": {"security": {"zone": "UTC", "week": {"sunday": ["00:00-24:00"]}}}}"#,
    )
    .expect("settings");
    assert_eq!(settings.check(), Ok(()));
    let sunday = at("2026-11-22T10:00Z");
    assert!(settings.hours_of(Department::SECURITY).is_open(sunday));
    assert!(!settings.hours_of(Department::BILLING).is_open(sunday));
    let monday = settings.hours_of(Department::BILLING).next_open(sunday);
    assert_eq!(monday, Some(at("2026-11-23T09:00Z")));
}

#[test]
fn a_break_at_noon_a_night_shift_and_exceptions_are_kept() {
    let shop = hours(SHOP);
    // 2026-11-23 is a Monday.
    assert!(shop.is_open(at("2026-11-23T11:59+01:00")));
    assert!(!shop.is_open(at("2026-11-23T12:00+01:00")));
    assert_eq!(shop.next_open(at("2026-11-23T12:00+01:00")), Some(at("2026-11-23T13:00+01:00")));
    assert_eq!(shop.closes(at("2026-11-23T13:00+01:00")), Some(at("2026-11-23T18:00+01:00")));
    assert_eq!(shop.closes(at("2026-11-23T12:30+01:00")), None);
    // The Tuesday is an exception.
    let tuesday = at("2026-11-24T10:30+01:00");
    assert_eq!(
        shop.stretch(tuesday),
        Some(Stretch { from: at("2026-11-24T10:00+01:00"), until: at("2026-11-24T11:00+01:00") })
    );
    assert_eq!(shop.next_open(at("2026-11-24T11:00+01:00")), Some(at("2026-11-24T20:00+01:00")));
    // The night from Friday to Saturday.
    assert!(shop.is_open(at("2026-11-28T01:59+01:00")));
    assert!(!shop.is_open(at("2026-11-28T02:00+01:00")));
    assert_eq!(shop.next_open(at("2026-11-28T02:00+01:00")), Some(at("2026-11-30T09:00+01:00")));
    // Christmas, this year and the next: a Friday's night shift does not begin.
    assert!(!shop.is_open(at("2026-12-25T23:00+01:00")));
    assert!(!shop.is_open(at("2026-12-26T01:00+01:00")));
}

#[test]
fn the_night_before_a_holiday_is_worked_to_its_end() {
    let bar = hours(
        r#"{"zone": "Europe/Berlin", "week": {"thursday": ["22:00-04:00"], "friday": ["22:00-04:00"]},
            "exceptions": [{"on": "2026-12-25"}]}"#,
    );
    assert!(bar.is_open(at("2026-12-25T03:59+01:00")));
    assert!(!bar.is_open(at("2026-12-25T22:00+01:00")));
    assert!(!bar.is_open(at("2026-12-26T03:00+01:00")));
}

#[test]
fn one_day_of_one_year_goes_before_that_day_of_every_year() {
    let hours = hours(
        r#"{"zone": "UTC", "week": {"friday": ["09:00-17:00"]},
            "exceptions": [{"on": "12-25"}, {"on": "2026-12-25", "spans": ["12:00-13:00"]}]}"#,
    );
    assert!(hours.is_open(at("2026-12-25T12:30Z")));
    assert!(!hours.is_open(at("2026-12-25T10:00Z")));
    assert!(!hours.is_open(at("2037-12-25T12:30Z")));
}

#[test]
fn a_commitment_in_working_hours_falls_inside_hours() {
    // R-132. 2026-11-23 is a Monday.
    let shop = hours(SHOP);
    let in_hours = |from: &str, hours: i64| shop.after_working(at(from), Millis(hours * HOUR));
    let plain = in_hours("2026-11-23T09:30+01:00", 2);
    assert_eq!(plain, Some(at("2026-11-23T11:30+01:00")));
    // Across the break at noon, and from before the first opening.
    assert_eq!(in_hours("2026-11-23T11:00+01:00", 4), Some(at("2026-11-23T16:00+01:00")));
    assert_eq!(in_hours("2026-11-22T05:00+01:00", 4), Some(at("2026-11-23T14:00+01:00")));
    // The last hour of a stretch ends when it closes, not when it opens again.
    assert_eq!(in_hours("2026-11-23T17:00+01:00", 1), Some(at("2026-11-23T18:00+01:00")));
    // Through the exception to Wednesday.
    assert_eq!(in_hours("2026-11-23T17:00+01:00", 4), Some(at("2026-11-25T10:00+01:00")));
    assert_eq!(in_hours("2026-11-23T18:00+01:00", 0), Some(at("2026-11-24T10:00+01:00")));
    assert_eq!(in_hours("2026-11-23T18:00+01:00", -5), Some(at("2026-11-24T10:00+01:00")));
    assert_eq!(in_hours("2026-11-23T18:00+01:00", 1_000_000), None);
}

#[test]
fn a_span_that_begins_in_a_gap_begins_at_the_first_moment_after_it() {
    // Berlin, 2027-03-28: after 01:59 comes 03:00.
    let early = hours(r#"{"zone": "Europe/Berlin", "week": {"sunday": ["02:30-05:00"]}}"#);
    let after_gap = at("2027-03-28T03:00+02:00");
    assert!(!early.is_open(Timestamp(after_gap.0 - 1)));
    assert_eq!(early.next_open(at("2027-03-28T00:00+01:00")), Some(after_gap));
    assert_eq!(early.closes(after_gap), Some(at("2027-03-28T05:00+02:00")));
    // One that ends in it ends there; one that is wholly in it is none.
    let late = hours(r#"{"zone": "Europe/Berlin", "week": {"sunday": ["01:00-02:30"]}}"#);
    assert_eq!(late.closes(at("2027-03-28T01:30+01:00")), Some(after_gap));
    let inside = hours(r#"{"zone": "Europe/Berlin", "week": {"sunday": ["02:10-02:50"]}}"#);
    assert_eq!(inside.next_open(at("2027-03-28T00:00+01:00")), Some(at("2027-04-04T02:10+02:00")));
}

#[test]
fn a_gap_of_two_hours_at_a_change_by_decree_is_one_gap() {
    // 2007-03-11, where Winamac went over to Eastern time: after 01:59 comes 04:00.
    let zone = r#"{"zone": "America/Indiana/Winamac", "week": {"sunday": ["00:00-02:53", "03:10-05:00"]}}"#;
    let both = Stretch { from: at("2007-03-11T00:00-06:00"), until: at("2007-03-11T05:00-04:00") };
    assert_eq!(hours(zone).stretch(both.from), Some(both));
    assert_eq!(both.until - both.from, Millis(3 * HOUR));
}

#[test]
fn a_span_in_a_fold_is_open_through_both() {
    // Berlin, 2026-10-25: 02:00 to 03:00 comes twice, first with +02:00.
    let night = hours(r#"{"zone": "Europe/Berlin", "week": {"sunday": ["02:10-02:50"]}}"#);
    let both = Stretch { from: at("2026-10-25T02:10+02:00"), until: at("2026-10-25T02:50+01:00") };
    assert_eq!(night.stretch(at("2026-10-25T02:55+02:00")), Some(both));
    assert_eq!(both.until - both.from, Millis(100 * 60_000));
    // What ends when the clock is put back to that very minute does not open again.
    let late = hours(r#"{"zone": "Europe/Berlin", "week": {"sunday": ["01:00-02:00"]}}"#);
    assert_eq!(late.closes(at("2026-10-25T01:30+02:00")), Some(at("2026-10-25T02:00+02:00")));
    // A day of 25 hours has an hour more to work.
    let day = hours(r#"{"zone": "Europe/Berlin", "week": {"sunday": ["00:00-24:00"]}}"#);
    let midnight = at("2026-10-25T00:00+02:00");
    assert_eq!(day.closes(midnight), Some(Timestamp(midnight.0 + 25 * HOUR)));
    assert_eq!(day.slots(midnight, Millis(HOUR), 2).count(), 25);
}

#[test]
fn slots_lie_inside_hours_and_begin_where_a_span_begins() {
    // R-133.
    let shop = hours(SHOP);
    let clock = |slot: Stretch| {
        let local = shop.zone().local(slot.from, slot.from);
        (local.weekday, local.hour, local.minute)
    };
    let slots = |from: &str, minutes: i64, days: u16| -> Vec<_> {
        shop.slots(at(from), Millis::minutes(minutes), days).map(clock).collect()
    };
    let monday = Weekday::Monday;
    let at_noon = slots("2026-11-23T10:31+01:00", 50, 1);
    // 10:40 to 11:30 is the last that ends before noon.
    let expected = [
        (monday, 10, 40),
        (monday, 13, 0),
        (monday, 13, 50),
        (monday, 14, 40),
        (monday, 15, 30),
        (monday, 16, 20),
        (monday, 17, 10),
        (Weekday::Tuesday, 10, 0),
    ];
    assert_eq!(at_noon, expected);
    assert_eq!(slots("2026-11-23T18:00+01:00", 60, 2).len(), 2 + 9);
    assert_eq!(slots("2026-11-23T18:00+01:00", 0, 9), []);
    assert_eq!(slots("2026-11-23T18:00+01:00", -5, 9), []);
    assert_eq!(slots("2026-11-23T18:00+01:00", 60, 0), []);
    assert_eq!(slots("2026-11-23T18:00+01:00", 24 * 60, 60), []);
}

#[test]
fn hours_that_never_close_again_or_never_open_say_so() {
    let split = hours(
        r#"{"zone": "Asia/Kolkata", "week": {
            "monday": ["00:00-12:00", "12:00-00:00"], "tuesday": ["00:00-24:00"],
            "wednesday": ["00:00-24:00"], "thursday": ["00:00-24:00"], "friday": ["00:00-24:00"],
            "saturday": ["00:00-24:00"], "sunday": ["00:00-24:00"]}}"#,
    );
    let now = at("2026-11-23T10:00Z");
    assert!(split.is_always());
    assert_eq!(split.stretch(now), Some(Stretch::EVER));
    let days = Weekday::ALL
        .map(|day| format!(r#""{}": ["06:00-05:00", "05:00-06:00"]"#, crate::settings::word(&day)));
    let week = days.join(",");
    let shifts = hours(&format!(r#"{{"zone": "Asia/Kolkata", "week": {{{week}}}}}"#));
    assert!(!shifts.is_always() && shifts.is_open(now));
    assert_eq!(shifts.stretch(now), Some(Stretch::EVER));
    assert_eq!(shifts.closes(now), None);
    let leap =
        hours(r#"{"zone": "UTC", "exceptions": [{"on": "02-29", "spans": ["09:00-10:00"]}]}"#);
    assert_eq!(leap.next_open(at("2096-03-01T00:00Z")), Some(at("2104-02-29T09:00Z")));
    let once =
        hours(r#"{"zone": "UTC", "exceptions": [{"on": "2026-01-05", "spans": ["09:00-10:00"]}]}"#);
    assert_eq!(once.next_open(now), None);
    assert_eq!(once.after_working(now, Millis(1)), None);
    assert_eq!(once.slots(now, Millis::minutes(5), u16::MAX).count(), 0);
}

#[test]
fn what_can_not_be_is_told_with_its_place() {
    let faults = told(
        r#"{"hours": {"zone": "Europe/Berln", "week": {
                "monday": ["09:00-09:00", "22:00-06:00"], "tuesday": ["05:59-08:00", "8-12"],
                "wednesday": ["09:00-25:00", "24:00-24:00", "09:60-10:00", "nine to five"],
                "thursday": ["09:00-13:00", "12:00-14:00"], "sunday": ["20:00-00:01"], "friday": ["9:00 \u2013 10:30"]},
              "exceptions": [{"on": "02-30"}, {"on": "2027-02-29"}, {"on": "02-29"}, {"on": "soon"},
                             {"on": "02-29", "spans": ["10:00-11:00", "10:30-12:00"]},
                             {"on": "2027-2-1", "name": ""}]},
            "department_hours": {"billing": {"zone": "UTC"}, "lawyers": {"zone": "UTC",
              "week": {"monday": ["00:00-10:00"], "sunday": ["20:00-00:01"]}}}}"#,
    );
    let expected = [
        "hours.zone: there is no time zone \"Europe/Berln\"; did you mean Europe/Berlin?",
        "hours.week.monday[0]: ends where it begins; a whole day is 00:00-24:00",
        "hours.week.tuesday[1]: \"8\" is no time of day; from 00:00 to 24:00, as in 09:00-12:30",
        "hours.week.wednesday[0]: \"25:00\" is no time of day; from 00:00 to 24:00, as in 09:00-12:30",
        "hours.week.wednesday[1]: 24:00 is an end; what begins then is of the next day, from 00:00",
        "hours.week.wednesday[2]: \"09:60\" is no time of day; from 00:00 to 24:00, as in 09:00-12:30",
        "hours.week.wednesday[3]: a beginning and an end, as in 09:00-12:30, or 22:00-06:00 past midnight",
        "hours.week.tuesday[0]: overlaps 22:00-06:00 of monday; one span takes in both",
        "hours.week.thursday[1]: overlaps 09:00-13:00; one span takes in both",
        "hours.exceptions[0].on: there is no 02-30; write 2026-12-24, or 12-25 for every year",
        "hours.exceptions[1].on: there is no 2027-02-29; write 2026-12-24, or 12-25 for every year",
        "hours.exceptions[3].on: write 2026-12-24, or 12-25 for every year",
        "hours.exceptions[4].spans[1]: overlaps 10:00-11:00; one span takes in both",
        "hours.exceptions[4].on: this day is there twice",
        "hours.exceptions[5].name: 1 to 80 characters",
        "hours.exceptions[5].on: write 2026-12-24, or 12-25 for every year",
        "department_hours.billing.week: at least one span, here or in an exception; as in 09:00-17:30",
        "department_hours.lawyers: there is no such department",
    ];
    assert_eq!(faults, expected);
}

#[test]
fn too_many_exceptions_and_spans_are_refused_and_no_zone_is_asked_for() {
    let day = r#"{"on": "12-25"},"#.repeat(101);
    let spans = r#""09:00-10:00","#.repeat(11);
    let faults = told(&format!(
        r#"{{"hours": {{"exceptions": [{}], "week": {{"monday": [{}]}}}}}}"#,
        day.trim_end_matches(','),
        spans.trim_end_matches(',')
    ));
    assert!(faults.contains(&"hours.exceptions: at most 100, not 101".to_owned()));
    assert!(faults.contains(&"hours.week.monday: at most 10 spans a day, not 11".to_owned()));
    assert!(faults[0].starts_with("hours.zone: the clock of a place is needed; write a name like"));
}
