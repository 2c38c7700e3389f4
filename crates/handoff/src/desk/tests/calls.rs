//! Calls that are booked (R-133): nobody gets another's, and what was promised stays.

use super::{Scene, agent, chat, profile};
use crate::Settings;
use crate::desk::{CalendarRead, Cause, Desk, Effect, Event};
use crate::{CalendarSetting, DeskName};
use std::collections::BTreeSet;
use warmline_model::{Department, Episode, Millis, Slot, Timestamp};

/// Monday the 23rd of November 2026, 08:00 UTC: 09:00 in Berlin.
const MONDAY: Timestamp = Timestamp(1_795_420_800_000);
const HOUR: Millis = Millis::minutes(60);

/// A desk that works from 9 to 17 in Berlin, from Monday to Friday.
fn scene(more: &str) -> Scene {
    let json = format!(
        r#"{{"hours": {{"zone": "Europe/Berlin", "week": {{"monday": ["09:00-17:00"], "tuesday": ["09:00-17:00"],
            "wednesday": ["09:00-17:00"], "thursday": ["09:00-17:00"], "friday": ["09:00-17:00"]}}}}{more}}}"#
    );
    let settings: Settings = serde_json::from_str(&json).expect("settings");
    let mut scene = Scene::new(settings);
    scene.now = MONDAY;
    scene
}

fn wants(scene: &mut Scene, name: &str) -> Vec<Slot> {
    scene.effects.clear();
    scene.on(Event::SlotsWanted(chat(name), Episode(1), Department::SUPPORT));
    told(scene).expect("free calls are told")
}

fn told(scene: &Scene) -> Option<Vec<Slot>> {
    scene.effects.iter().rev().find_map(|effect| match effect {
        Effect::Slots(_, _, slots) => Some(slots.clone()),
        _ => None,
    })
}

/// Books, and says whether that worked and which are free otherwise.
fn books(scene: &mut Scene, name: &str, slot: Slot) -> Result<(), Vec<Slot>> {
    scene.effects.clear();
    scene.on(Event::CallWanted(chat(name), Episode(1), Department::SUPPORT, slot, None));
    let told = scene.effects.iter().find_map(|effect| match effect {
        Effect::Booked(id, _, booked) if (id, *booked) == (&chat(name), slot) => Some(Ok(())),
        Effect::SlotTaken(id, _, taken, free) if (id, *taken) == (&chat(name), slot) => {
            Some(Err(free.clone()))
        }
        _ => None,
    });
    told.expect("an answer")
}

fn at(hours: i64, minutes: i64) -> Slot {
    let from = MONDAY + Millis::minutes(hours * 60 + minutes);
    Slot { from, until: from + Millis::minutes(15) }
}

/// Loads the desk again from all that it ever stored.
fn again(scene: &mut Scene, stored: &mut std::collections::BTreeMap<String, String>) {
    for change in scene.desk.changes() {
        match change.value {
            Some(value) => stored.insert(change.key, value),
            None => stored.remove(&change.key),
        };
    }
    scene.desk = Desk::load(DeskName::default(), stored.clone()).expect("a desk");
}

#[test]
fn free_calls_lie_in_the_hours_from_the_notice_on_and_are_spread_over_the_days() {
    let mut scene = scene("");
    let free = wants(&mut scene, "c1");
    assert_eq!(free.first(), Some(&at(1, 0)), "an hour's notice");
    let days: BTreeSet<i64> = free.iter().map(|slot| (slot.from - MONDAY).0 / 86_400_000).collect();
    assert_eq!(days.len(), 5, "Monday to Friday");
    assert!(free.len() <= 60 && free.len() >= 50, "{}", free.len());
    assert!(
        free.is_sorted() && free.iter().all(|slot| slot.until - slot.from == Millis::minutes(15))
    );
    let last_of_tuesday = free.iter().rfind(|s| s.from < MONDAY + Millis(2 * 86_400_000));
    assert!(last_of_tuesday.is_some_and(|slot| slot.from >= at(24 + 6, 0).from), "afternoons too");
}

#[test]
fn a_hundred_visitors_who_race_for_one_call_or_for_twenty_never_get_the_same() {
    for calls in [1_usize, 20] {
        let mut scene = scene("");
        let mut stored = std::collections::BTreeMap::new();
        let free: Vec<Slot> = wants(&mut scene, "first").into_iter().take(calls).collect();
        let mut got: Vec<(usize, Slot)> = Vec::new();
        for n in 0..100 {
            let name = format!("c{n}");
            let mut wish = free[(n * 7) % free.len()];
            // Each takes the next one that is offered instead, as long as it is one of those.
            for _ in 0..=calls {
                scene.now = scene.now + Millis(1);
                match books(&mut scene, &name, wish) {
                    Ok(()) => {
                        got.push((n, wish));
                        // The desk says the same again, also after its process ended.
                        again(&mut scene, &mut stored);
                        assert_eq!(books(&mut scene, &name, wish), Ok(()));
                        break;
                    }
                    Err(others) => match others.iter().find(|other| free.contains(other)) {
                        Some(other) => wish = *other,
                        None => break,
                    },
                }
            }
        }
        let distinct: BTreeSet<Slot> = got.iter().map(|(_, slot)| *slot).collect();
        assert_eq!((got.len(), distinct.len()), (calls, calls));
        assert_eq!(scene.desk.calls().len(), calls);
    }
}

#[test]
fn as_many_calls_at_once_are_booked_as_the_team_can_make_and_each_team_has_its_own() {
    let mut scene = scene(r#", "calls_at_once": 3"#);
    for n in 0..3 {
        assert_eq!(books(&mut scene, &format!("c{n}"), at(2, 0)), Ok(()));
    }
    assert!(books(&mut scene, "c3", at(2, 0)).is_err_and(|free| !free.contains(&at(2, 0))));
    let of_billing = Event::CallWanted(chat("c4"), Episode(1), Department::BILLING, at(2, 0), None);
    scene.on(of_billing);
    assert!(scene.effects.contains(&Effect::Booked(chat("c4"), Episode(1), at(2, 0))));
}

#[test]
fn a_call_takes_the_place_of_the_one_before_and_one_that_is_cancelled_is_free_again() {
    let mut scene = scene("");
    assert_eq!(books(&mut scene, "c1", at(2, 0)), Ok(()));
    assert!(!wants(&mut scene, "c1").contains(&at(2, 0)), "one's own is no other time");
    assert_eq!(books(&mut scene, "c1", at(3, 0)), Ok(()));
    assert_eq!(scene.desk.calls().len(), 1);
    assert_eq!(books(&mut scene, "c2", at(2, 0)), Ok(()));
    assert!(books(&mut scene, "c1", at(2, 0)).is_err(), "and it keeps what it has");
    assert_eq!(scene.desk.calls().iter().filter(|c| c.slot == at(3, 0)).count(), 1);
    for _ in 0..2 {
        scene.on(Event::CallCancelled(chat("c1"), Episode(1)));
    }
    assert_eq!(books(&mut scene, "c3", at(3, 0)), Ok(()));
}

#[test]
fn what_can_not_be_is_refused_with_those_that_can() {
    let mut scene = scene("");
    let long = Slot { from: at(2, 0).from, until: at(3, 0).until };
    for (slot, why) in [
        (at(-1, 0), "past"),
        (at(0, 30), "too soon"),
        (at(2, 5), "not on the grid"),
        (long, "longer than a call"),
        (Slot { from: at(2, 15).from, until: at(2, 0).until }, "backwards"),
        (at(8, 0), "closed"),
        (at(5 * 24, 0), "Saturday"),
        (at(7 * 24 + 1, 0), "too far ahead"),
        (Slot { from: Timestamp(i64::MIN), until: Timestamp(i64::MAX) }, "nonsense"),
        (Slot { from: Timestamp(i64::MAX), until: Timestamp(i64::MIN) }, "nonsense"),
    ] {
        assert!(books(&mut scene, "c1", slot).is_err_and(|free| free.len() > 40), "{why}");
    }
    // One that was told as free can still be booked some minutes later.
    scene.now = scene.now + Millis::minutes(5);
    assert_eq!(books(&mut scene, "c1", at(1, 0)), Ok(()));
    scene.now = scene.now + Millis::minutes(6);
    assert!(books(&mut scene, "c2", at(1, 0)).is_err());
    assert_eq!(scene.desk.calls().len(), 1);
}

#[test]
fn hours_and_settings_that_change_keep_what_is_booked_and_offer_nothing_new_there() {
    let mut scene = scene("");
    assert_eq!(books(&mut scene, "c1", at(2, 0)), Ok(()));
    let mut settings = scene.desk.settings().clone();
    settings.call_length = Millis::minutes(60);
    scene.on(Event::Configured(Box::new(settings.clone())));
    // The call of a quarter of an hour lies within the hour from 11 on.
    let eleven = Slot { from: at(2, 0).from, until: at(3, 0).from };
    assert!(books(&mut scene, "c2", eleven).is_err_and(|free| !free.contains(&eleven)));
    settings.hours.as_mut().expect("hours").week.monday = vec!["14:00-17:00".into()];
    scene.on(Event::Configured(Box::new(settings)));
    assert_eq!(scene.desk.calls()[0].slot, at(2, 0));
    assert_eq!(books(&mut scene, "c1", at(2, 0)), Ok(()), "asked again, it is still theirs");
    let noon = at(5, 0).from;
    assert!(wants(&mut scene, "c2").iter().all(|slot| slot.from >= noon));
}

fn with_calendar() -> Scene {
    let mut scene = scene("");
    let mut settings = scene.desk.settings().clone();
    let calendar = CalendarSetting { id: "team".into(), name: "Team".into(), department: None };
    settings.calendars.push(calendar);
    scene.on(Event::Configured(Box::new(settings)));
    scene.wait(Millis(1));
    scene
}

fn read(scene: &mut Scene, busy: Vec<Slot>) {
    let read = CalendarRead::Busy { busy, skips: 0, first: None };
    scene.on(Event::CalendarsRead(vec![("team".into(), read)]));
}

fn fails(scene: &mut Scene) {
    let read = CalendarRead::Fault("it is longer than 2 MB".into());
    scene.on(Event::CalendarsRead(vec![("team".into(), read)]));
}

fn readings(scene: &mut Scene) -> usize {
    let effects = std::mem::take(&mut scene.effects);
    effects.iter().filter(|effect| matches!(effect, Effect::ReadCalendars(_))).count()
}

#[test]
fn whoever_asks_waits_for_a_calendar_that_is_stale_and_no_busy_time_is_offered() {
    let mut scene = with_calendar();
    assert_eq!(readings(&mut scene), 1, "once it is set up");
    scene.on(Event::SlotsWanted(chat("c1"), Episode(1), Department::SUPPORT));
    scene.on(Event::SlotsWanted(chat("c1"), Episode(1), Department::SUPPORT));
    assert_eq!((told(&scene), readings(&mut scene)), (None, 0), "it is being read");
    let lunch = Slot { from: at(3, 10).from, until: at(4, 0).from };
    read(&mut scene, vec![lunch]);
    let free = told(&scene).expect("told when it was read");
    assert!(free.iter().all(|slot| slot.until <= lunch.from || slot.from >= lunch.until));
    assert!(books(&mut scene, "c1", at(3, 0)).is_err());
    assert_eq!(books(&mut scene, "c1", at(2, 45)), Ok(()));
    // The copy is fresh for a quarter of an hour.
    scene.wait(Millis::minutes(14));
    assert!(!wants(&mut scene, "c2").is_empty());
    scene.wait(Millis::minutes(2));
    scene.effects.clear();
    scene.on(Event::SlotsWanted(chat("c2"), Episode(1), Department::SUPPORT));
    assert_eq!((told(&scene), readings(&mut scene)), (None, 1));
    // Nobody waits longer than twelve seconds: the last copy counts.
    scene.seconds(12);
    assert!(told(&scene).is_some_and(|free| !free.is_empty()));
    // A busy time that comes later takes no call away.
    read(&mut scene, vec![Slot { from: at(0, 0).from, until: at(8, 0).from }]);
    assert_eq!(scene.desk.calls()[0].slot, at(2, 45));
}

#[test]
fn a_broken_calendar_keeps_its_last_copy_for_a_day_and_then_no_call_is_offered() {
    let mut scene = with_calendar();
    read(&mut scene, Vec::new());
    assert_eq!(books(&mut scene, "c1", at(5 * 24 - 24, 0)), Ok(()));
    scene.effects.clear();
    for hour in 1..=24 {
        scene.wait(HOUR);
        assert_eq!(readings(&mut scene), 1, "every hour while a call is booked: {hour}");
        fails(&mut scene);
        let state = scene.desk.calendars();
        assert_eq!(state[0].fault.as_deref(), Some("it is longer than 2 MB"));
        assert_eq!(state[0].counts, hour < 24, "{hour}");
        assert_eq!(wants(&mut scene, "c2").is_empty(), hour >= 24, "{hour}");
    }
    scene.seconds(61);
    scene.on(Event::SlotsWanted(chat("c2"), Episode(1), Department::SUPPORT));
    assert_eq!(readings(&mut scene), 1, "tried again when somebody asks");
    read(&mut scene, Vec::new());
    assert!(told(&scene).is_some_and(|free| !free.is_empty()));
    assert_eq!(scene.desk.calendars()[0].fault, None);
    assert_eq!(scene.desk.calls().len(), 1);
}

#[test]
fn a_reading_that_is_never_heard_of_again_is_a_fault_and_survives_a_restart() {
    let mut scene = with_calendar();
    let mut stored = std::collections::BTreeMap::new();
    scene.on(Event::SlotsWanted(chat("c1"), Episode(1), Department::SUPPORT));
    scene.effects.clear();
    again(&mut scene, &mut stored);
    scene.seconds(12);
    assert_eq!(told(&scene), Some(Vec::new()), "nothing is known of when it is busy");
    scene.seconds(18);
    assert_eq!(scene.desk.calendars()[0].fault.as_deref(), Some("it could not be asked in time"));
    again(&mut scene, &mut stored);
    assert_eq!(scene.desk.next_deadline(), None);
}

#[test]
fn a_quarter_of_an_hour_before_it_whoever_can_make_the_call_is_woken_once_and_then_it_is_over() {
    let mut scene = scene("");
    for name in ["mia", "bo"] {
        scene.comes(name, profile(name));
        scene.on(Event::Reachable(agent(name), true));
    }
    let mut billing = profile("zoe");
    billing.department = Department::BILLING;
    scene.comes("zoe", billing).on(Event::Reachable(agent("zoe"), true));
    assert_eq!(books(&mut scene, "c1", at(2, 0)), Ok(()));
    scene.effects.clear();
    scene.wait(Millis(105 * 60_000 - 1));
    assert!(!scene.effects.iter().any(|effect| matches!(effect, Effect::Push(_))));
    scene.seconds(3);
    let woken: Vec<_> = scene.effects.iter().filter(|e| matches!(e, Effect::Push(_))).collect();
    assert_eq!(woken, [&Effect::Push(agent("bo")), &Effect::Push(agent("mia"))]);
    assert!(scene.effects.contains(&Effect::Show) && scene.desk.calls()[0].soon);
    let notices = scene.desk.notices(&agent("mia"));
    assert_eq!((notices.len(), notices[0].cause), (1, Cause::Call));
    assert_eq!(scene.desk.notices(&agent("zoe")), []);
    // Whoever looks has seen it.
    scene.on(Event::Saw(agent("mia"), vec![chat("c1")]));
    assert_eq!(scene.desk.notices(&agent("mia")), []);
    scene.wait(HOUR);
    assert_eq!((scene.desk.calls().len(), scene.desk.notices(&agent("bo")).len()), (0, 0));
}

#[test]
fn a_clock_that_jumps_neither_doubles_a_call_nor_holds_anybody_up() {
    let mut scene = with_calendar();
    read(&mut scene, Vec::new());
    assert_eq!(books(&mut scene, "c1", at(2, 0)), Ok(()));
    scene.now = scene.now - HOUR;
    assert!(books(&mut scene, "c2", at(2, 0)).is_err());
    scene.effects.clear();
    scene.on(Event::SlotsWanted(chat("c2"), Episode(1), Department::SUPPORT));
    assert!(told(&scene).is_some_and(|free| !free.contains(&at(2, 0))));
    scene.now = scene.now + Millis(86_400_000 * 2);
    scene.on(Event::Woken);
    assert_eq!(scene.desk.calls().len(), 0);
}

#[test]
fn one_person_has_two_calls_at_most_whatever_their_conversations() {
    // R-133
    let mut scene = scene("");
    let mut book = |name: &str, slot: Slot, by: Option<&str>| {
        scene.effects.clear();
        let by = by.map(str::to_owned);
        scene.on(Event::CallWanted(chat(name), Episode(1), Department::SUPPORT, slot, by));
        let booked = scene.effects.iter().any(|effect| matches!(effect, Effect::Booked(..)));
        let enough = scene.effects.iter().any(|effect| matches!(effect, Effect::CallsEnough(..)));
        assert_ne!(booked, enough);
        booked
    };
    assert!(book("c1", at(1, 0), Some("tel:1")));
    assert!(book("c2", at(1, 15), Some("tel:1")));
    assert!(!book("c3", at(1, 30), Some("tel:1")));
    assert!(book("c2", at(1, 45), Some("tel:1")), "moving one is not another");
    assert!(book("c4", at(1, 30), Some("id:1")) && book("c5", at(2, 0), None));
    scene.on(Event::CallCancelled(chat("c1"), Episode(1)));
    let by = Some("tel:1".to_owned());
    scene.on(Event::CallWanted(chat("c3"), Episode(1), Department::SUPPORT, at(2, 15), by));
    let calls = scene.desk.calls();
    assert!(calls.iter().any(|call| call.conversation == chat("c3")), "one is free again");
    assert!(calls.iter().all(|call| call.conversation != chat("c1")));
}
