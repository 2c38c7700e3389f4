//! Calls over the desk's object: what conversations ask, and what they hear (R-133).

use super::*;
use crate::{CalendarJob, CalendarToRead, read_calendar};
use std::collections::BTreeSet;
use warmline_handoff::CalendarSetting;
use warmline_model::Slot;

fn settings(json: &str) -> DeskCall {
    DeskCall::Configure(Box::new(serde_json::from_str(json).expect("settings")))
}

fn wants(n: usize) -> DeskCall {
    let (conversation, episode) = (chat(n), Episode(1));
    DeskCall::WantSlots { conversation, episode, department: Department::SUPPORT }
}

fn books(n: usize, slot: Slot) -> DeskCall {
    let (conversation, episode) = (chat(n), Episode(1));
    DeskCall::Book { conversation, episode, department: Department::SUPPORT, slot, by: None }
}

#[test]
fn a_hundred_conversations_race_for_one_call_and_for_twenty_and_each_hears_what_it_got() {
    for calls in [1_usize, 20] {
        let mut desk = Kept::new(true);
        desk.call(at(0), settings("{}"));
        desk.call(at(1), wants(0));
        let heard = desk.deliver(at(2));
        let [(_, ConversationCall::Slots { slots, .. })] = &heard[..] else { panic!("{heard:?}") };
        let slots: Vec<Slot> = slots.iter().copied().take(calls).collect();
        // Each wants one of them; whoever does not get it wants the next, and every call is made twice.
        let mut racing: Vec<(usize, usize, usize)> = (0..100).map(|n| (n, n * 13, 0)).collect();
        let mut got: BTreeMap<ConversationId, Slot> = BTreeMap::new();
        let mut now = 10;
        while !racing.is_empty() {
            for (n, wish, _) in &racing {
                for _ in 0..2 {
                    now += 1;
                    desk.call(at(now), books(*n, slots[wish % slots.len()]));
                }
            }
            let mut refused = BTreeSet::new();
            for (id, call) in desk.deliver(at(now)) {
                match call {
                    ConversationCall::Booked { slot, .. } => {
                        assert!(got.insert(id, slot).is_none_or(|before| before == slot));
                    }
                    ConversationCall::SlotTaken { slot, free, .. } => {
                        assert!(!free.contains(&slot));
                        refused.insert(id);
                    }
                    other => panic!("{other:?}"),
                }
            }
            racing.retain(|(n, _, tries)| refused.contains(&chat(*n)) && *tries < calls);
            racing
                .iter_mut()
                .for_each(|(_, wish, tries)| (*wish, *tries) = (*wish + 1, *tries + 1));
        }
        let distinct: BTreeSet<Slot> = got.values().copied().collect();
        assert_eq!((got.len(), distinct.len()), (calls, calls), "none twice, and none is left");
        let kept = desk.records.keys().filter(|key| key.starts_with("call/")).count();
        assert_eq!(kept, calls);
    }
}

#[test]
fn a_calendar_is_handed_to_the_edge_with_its_clock_and_what_it_says_counts() {
    let mut desk = Kept::new(false);
    let json = r#"{"hours": {"zone": "Europe/Berlin", "week": {"monday": ["00:00-24:00"], "tuesday": ["00:00-24:00"],
        "wednesday": ["00:00-24:00"], "thursday": ["00:00-24:00"]}},
        "calendars": [{"id": "team", "name": "Team"}]}"#;
    desk.call(at(0), settings(json));
    desk.turn(|desk| desk.wake(at(1), &[]));
    assert_eq!(desk.alarm, Some(Timestamp(1)), "at once");
    let job = desk.desk.take_readings().expect("a job");
    let team = CalendarToRead { id: "team".into(), zone: "Europe/Berlin".into() };
    let (site, name) = (SiteId::new("demo").expect("an id"), DeskName::default());
    assert_eq!(job, CalendarJob { site, desk: name, calendars: vec![team] });
    assert_eq!(desk.desk.take_readings(), None);
    desk.call(at(2), wants(1));
    assert!(desk.deliver(at(3)).is_empty(), "it waits for the calendar");
    // Tuesday the 14th of November 2023, 23:13 in Berlin: busy all Wednesday but for an hour.
    let text = "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:20231115T000000\r\nDTEND:20231115T120000\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nDTSTART:20231115T130000\r\nDTEND:20231117T000000\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nDTSTART:20230231\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let read = read_calendar(at(4), "Europe/Berlin", text);
    desk.call(at(5), DeskCall::CalendarsRead { calendars: vec![("team".into(), read)] });
    let heard = desk.deliver(at(6));
    let [(_, ConversationCall::Slots { slots, .. })] = &heard[..] else { panic!("{heard:?}") };
    let wednesday: Vec<Slot> =
        slots.iter().copied().filter(|slot| (slot.from - at(0)).0 < 20 * 3_600_000).collect();
    let noon = Timestamp(1_700_046_000_000);
    assert_eq!((wednesday.len(), wednesday[0].from), (4, noon));
    // Whoever supervises reads what is wrong with it, and everybody which calls are booked.
    desk.call(at(7), books(1, wednesday[0]));
    let profile = Profile { role: Role::Supervisor, ..profile("sue") };
    let hello = write(&FromConsole::Hello { version: VERSION });
    desk.turn(|desk| desk.console_frame(at(8), &agent("sue"), profile, true, &hello));
    let view = desk.view("sue").expect("a view");
    assert_eq!((view.calls.len(), view.calls[0].slot), (1, wednesday[0]));
    let [calendar] = &view.calendars[..] else { panic!("{:?}", view.calendars) };
    assert_eq!((calendar.name.as_str(), calendar.skips, calendar.counts), ("Team", 1, true));
    assert!(calendar.first.as_ref().is_some_and(|first| first.starts_with("line 10: ")));
    let fault = read_calendar(at(9), "UTC", "<html>");
    desk.call(at(9), DeskCall::CalendarsRead { calendars: vec![("team".into(), fault)] });
    let view = desk.view("sue").expect("a view");
    assert!(view.calendars[0].fault.as_ref().is_some_and(|fault| fault.contains("no calendar")));
}

#[test]
fn a_calendar_of_a_team_is_by_the_clock_of_that_team() {
    let mut settings: Settings = serde_json::from_str(
        r#"{"department_hours": {"billing": {"zone": "Asia/Tokyo", "week": {"monday": ["09:00-17:00"]}}}}"#,
    )
    .expect("settings");
    let department = Some(Department::BILLING);
    settings.calendars = vec![CalendarSetting { id: "b".into(), name: "B".into(), department }];
    let mut desk = Kept::new(false);
    desk.call(at(0), DeskCall::Configure(Box::new(settings)));
    desk.turn(|desk| desk.wake(at(1), &[]));
    let job = desk.desk.take_readings().expect("a job");
    assert_eq!(job.calendars[0].zone, "Asia/Tokyo");
}
