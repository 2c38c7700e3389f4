//! The rota against its rule, minute by minute, and what a setting is refused for.

use super::*;
use crate::Settings;
use warmline_model::{Department, Millis};

/// A day in minutes.
const DAY: i64 = 24 * 60;

fn at(clock: &str, zone: &str) -> Timestamp {
    let zone = Zone::find(zone).expect(zone);
    zone.shows(clock.parse().expect(clock))
}

fn rota(json: serde_json::Value) -> Rota {
    let setting: RotaSetting = serde_json::from_value(json).expect("a rota");
    setting.rota().expect("readable")
}

fn name(who: Option<&Standby>) -> &str {
    who.map_or("nobody", |who| who.first.as_str())
}

/// The rule said again: walk the clock minute by minute, and hand over whenever it first reaches the time of a
/// day on which is handed over.
fn walk(
    zone: &Zone,
    day: Option<Weekday>,
    minutes: u16,
    from: (i32, u8, u8),
    first: Timestamp,
) -> Vec<Option<i64>> {
    let mut reached: Option<((i32, u8, u8), u16)> = None;
    let mut turn: Option<i64> = None;
    let mut passed = std::collections::BTreeSet::new();
    let mut said = Vec::new();
    for minute in 0..(60 * DAY) {
        let now = first + Millis::minutes(minute);
        let local = zone.local(now, now);
        let date = (
            local.date.year.unwrap_or_default(),
            local.date.month,
            local.date.day.unwrap_or_default(),
        );
        let clock = u16::from(local.hour) * 60 + u16::from(local.minute);
        let newest = reached.is_none_or(|before| before < (date, clock));
        if newest {
            // A day that is skipped altogether is passed as well, when the next one begins.
            let skipped =
                reached.is_some_and(|(before, _)| before.2 + 1 < date.2 && before.1 == date.1);
            reached = Some((date, clock));
            let here = usize::from(date >= from && clock >= minutes && passed.insert(date));
            let gone = usize::from(skipped && date > from && day.is_none());
            if here + gone > 0 {
                turn = match turn {
                    None => Some(0),
                    Some(turn) => {
                        let on = day.is_none_or(|day| day == local.weekday);
                        Some(
                            turn + i64::from(on && here > 0)
                                + i64::try_from(gone).unwrap_or_default(),
                        )
                    }
                };
            }
        }
        said.push(turn);
    }
    said
}

#[test]
fn whose_turn_it_is_equals_a_walk_minute_by_minute_over_changes_of_the_clock() {
    // R-134
    let begins = [
        ("Europe/Berlin", "2026-03-02"),
        ("Europe/Berlin", "2026-10-05"),
        ("America/New_York", "2026-10-12"),
        ("America/Havana", "2026-02-20"),
        ("America/Havana", "2026-10-10"),
        ("Australia/Lord_Howe", "2026-03-16"),
        ("Asia/Kathmandu", "2026-02-16"),
        ("Africa/Casablanca", "2026-02-01"),
        ("Asia/Beirut", "2026-03-10"),
        ("Pacific/Apia", "2011-12-10"),
    ];
    let ids = ["a", "b", "c"];
    let mut compared = 0;
    for (zone, from) in begins {
        for (day, time) in [
            (None, "09:00"),
            (None, "00:00"),
            (None, "02:30"),
            (Some(Weekday::Monday), "09:00"),
            (Some(Weekday::Sunday), "00:30"),
            (Some(Weekday::Saturday), "23:59"),
        ] {
            let rota = rota(serde_json::json!({
                "id": "r", "zone": zone, "contacts": ids, "day": day, "at": time, "from": from
            }));
            let first = at(from, zone) - Millis::minutes(DAY);
            let date: Date = from.parse().expect(from);
            let part = |part: i8| u8::try_from(part).expect("a part");
            let date = (i32::from(date.year()), part(date.month()), part(date.day()));
            let walked = walk(&rota.zone, day, rota.at, date, first);
            for (minute, turn) in (0i64..).zip(walked) {
                // Every minute near an hour's end and beginning, and every seventh between.
                if !(minute % 60 < 2 || minute % 60 > 57 || minute % 7 == 0) {
                    continue;
                }
                let now = first + Millis::minutes(minute);
                let expected = turn.and_then(|turn| ids.get(usize::try_from(turn % 3).ok()?));
                let who = rota.on_call(None, now);
                assert_eq!(
                    name(who.as_ref()),
                    *expected.unwrap_or(&"nobody"),
                    "{zone} {day:?} {time} {minute}"
                );
                compared += 1;
            }
        }
    }
    assert!(compared > 500_000, "{compared}");
}

#[test]
fn shifts_say_at_each_moment_what_the_rota_says() {
    let zone = "America/New_York";
    let rota = rota(serde_json::json!({
        "id": "r", "zone": zone, "contacts": ["a", "b", "c"], "day": "monday", "at": "09:00", "from": "2026-10-19",
        "overrides": [
            {"from": "2026-10-28 09:00", "until": "2026-10-30 18:00", "contact": "c"},
            {"from": "2026-10-31 20:00", "until": "2026-11-01 03:00"}
        ]
    }));
    let (from, until) = (at("2026-10-18", zone), at("2026-11-15", zone));
    let shifts = rota.shifts(None, from, until);
    let said: Vec<&str> = shifts.iter().map(|shift| name(shift.who.as_ref())).collect();
    assert_eq!(said, ["nobody", "a", "b", "c", "b", "nobody", "b", "c", "a"]);
    assert_eq!(shifts.first().map(|shift| shift.from), Some(from));
    assert_eq!(shifts.last().map(|shift| shift.until), Some(until));
    for (shift, next) in shifts.iter().zip(shifts.iter().skip(1)) {
        assert_eq!(shift.until, next.from, "no moment is left out");
    }
    for minute in 0..(28 * DAY) {
        let now = from + Millis::minutes(minute);
        let shift = shifts.iter().find(|shift| shift.from <= now && now < shift.until);
        assert_eq!(shift.map(|shift| shift.who.clone()), Some(rota.on_call(None, now)), "{minute}");
    }
}

#[test]
fn the_backup_is_the_next_of_the_rota_or_a_fixed_one_and_never_the_first_again() {
    let rota_of = |contacts: &[&str], overrides: serde_json::Value| {
        rota(serde_json::json!({
            "id": "r", "zone": "UTC", "contacts": contacts, "at": "00:00", "from": "2026-11-23", "overrides": overrides
        }))
    };
    let none = serde_json::json!([]);
    let now = at("2026-11-24 12:00", "UTC");
    let backup = |rota: &Rota, fixed: Option<&str>| {
        let fixed = fixed.map(|id| ContactId::new(id).expect(id));
        let who = rota.on_call(fixed.as_ref(), now).expect("somebody");
        (who.first.to_string(), who.backup.map(String::from))
    };
    let said = |first: &str, backup: Option<&str>| (first.to_owned(), backup.map(str::to_owned));
    let two = rota_of(&["a", "b"], none.clone());
    assert_eq!(backup(&two, None), said("b", Some("a")));
    assert_eq!(backup(&two, Some("z")), said("b", Some("z")));
    assert_eq!(backup(&two, Some("b")), said("b", Some("a")), "fixed, and on call themselves");
    assert_eq!(backup(&rota_of(&["a"], none), None), said("a", None));
    let day = serde_json::json!([{"from": "2026-11-24", "until": "2026-11-25", "contact": "c"}]);
    assert_eq!(backup(&rota_of(&["a", "b", "c"], day.clone()), None), said("c", Some("a")));
    assert_eq!(backup(&rota_of(&["a"], day), None), said("c", Some("a")));
}

#[test]
fn what_can_not_be_is_told_with_its_exact_place() {
    let settings: Settings = serde_json::from_str(
        r#"{"on_call": {
            "contacts": [
                {"id": "ana", "name": "Ana", "destination": "pager"},
                {"id": "ana", "name": " ", "destination": "", "to": "call me"},
                {"id": "ben", "name": "Ben", "destination": "sms", "to": "+4915112345678"}
            ],
            "rotas": [
                {"id": "r", "zone": "Europe/Berln", "contacts": [], "at": "25:00", "from": "2026-02-30"},
                {"id": "r", "zone": "UTC", "contacts": ["ana", "zoe"], "at": "09:00", "from": "2026-11-23",
                 "overrides": [
                    {"from": "2026-12-24 09:00", "until": "2026-12-26 09:00", "contact": "ben"},
                    {"from": "2026-12-25 09:00", "until": "2026-12-27 09:00"},
                    {"from": "2026-12-31 09:00", "until": "2026-12-31 08:00", "contact": "zoe"},
                    {"from": "Easter", "until": "2027-01-01 09:00"}
                 ]},
                {"id": "s", "zone": "UTC", "contacts": ["ana"], "at": "09:00", "from": "2026-11-23",
                 "departments": ["billing", "nobody"]},
                {"id": "t", "zone": "UTC", "contacts": ["ana"], "at": "09:00", "from": "2026-11-23",
                 "departments": ["billing"]}
            ],
            "backup": "zoe", "acknowledge_within": 1000, "joins_within": 500, "hourly_alerts": 0
        }}"#,
    )
    .expect("settings");
    let faults = settings.faults();
    let told: Vec<String> = faults
        .iter()
        .map(|f| format!("{}: {}", f.path.trim_start_matches("on_call."), f.allowed))
        .collect();
    for start in [
        "backup: there is no such contact",
        "acknowledge_within: one minute to one hour",
        "joins_within: longer than acknowledge_within",
        "hourly_alerts: 1 to 60",
        "contacts[1]: the id is there twice",
        "contacts[1].name: 1 to 80",
        "contacts[1].destination: choose where",
        "contacts[1].to: a telephone number",
        "rotas[0].zone: there is no time zone \"Europe/Berln\"; did you mean Europe/Berlin?",
        "rotas[0].contacts: 1 to 50",
        "rotas[0].at: \"25:00\" is no time of day",
        "rotas[0].from: write a day",
        "rotas[1]: the id is there twice",
        "rotas[1].departments: another rota is for all already",
        "rotas[1].contacts: there is no contact \"zoe\"",
        "rotas[1].overrides[1].from: overlaps the one from 2026-12-24 09:00",
        "rotas[1].overrides[2].until: after its beginning",
        "rotas[1].overrides[2].contact: there is no contact \"zoe\"",
        "rotas[1].overrides[3].from: write a day and a time",
        "rotas[2].departments: there is no department \"nobody\"",
        "rotas[3].departments: \"billing\" has a rota already",
    ] {
        assert!(told.iter().any(|fault| fault.starts_with(start)), "{start}\n{told:#?}");
    }
    assert_eq!(told.len(), 21, "{told:#?}");
}

#[test]
fn a_department_without_a_rota_of_its_own_has_that_for_all_and_without_any_nobody() {
    // Z-6
    assert!(!Settings::default().on_call_for(Department::BILLING));
    let settings: Settings = serde_json::from_str(
        r#"{"on_call": {
            "contacts": [{"id": "ana", "name": "Ana", "destination": "pager"}],
            "rotas": [{"id": "b", "departments": ["billing"], "zone": "UTC", "contacts": ["ana"], "at": "09:00",
                       "from": "2026-11-23"}]
        }}"#,
    )
    .expect("settings");
    assert_eq!(settings.check(), Ok(()));
    assert!(settings.on_call_for(Department::BILLING));
    assert!(!settings.on_call_for(Department::SUPPORT));
    let before = at("2026-11-23 08:59", "UTC");
    assert_eq!(settings.on_call.on_call(Department::BILLING, before), None, "a gap is nobody");
    assert!(settings.on_call.on_call(Department::BILLING, before + Millis::minutes(1)).is_some());
}
