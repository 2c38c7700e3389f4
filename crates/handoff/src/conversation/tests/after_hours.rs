//! After hours: options with times, and what becomes of each (T7, R-131 to R-134).

use super::*;
use crate::wording;
use warmline_model::{Alternative, Happened, Permission, PromiseState, Reason, Slot, Tier};

/// T0 is a Thursday, 00:16 in UTC; the team works from 9 to 17 on weekdays.
pub(super) const HOURS: &str = r#"{"hours": {"zone": "UTC", "week": {
    "monday": ["09:00-17:00"], "tuesday": ["09:00-17:00"], "wednesday": ["09:00-17:00"],
    "thursday": ["09:00-17:00"], "friday": ["09:00-17:00"]}},
    "on_call": {"contacts": [{"id": "ana", "name": "Ana", "destination": "pager"}],
        "rotas": [{"id": "b", "departments": ["security"], "zone": "UTC", "contacts": ["ana"],
                   "at": "09:00", "from": "1970-01-01"}]}}"#;

pub(super) const OFFLINE: Standing =
    Standing { position: Some(1), wait: None, team_online: false, longer: None };

/// A moment of that Thursday, in seconds after T0.
pub(super) const fn clock(hour: i64, minute: i64) -> i64 {
    hour * 3_600 + minute * 60 - 1_000
}

pub(super) fn closed() -> Scene {
    let mut scene = Scene::with(serde_json::from_str(HOURS).expect("settings"));
    scene.machine = scene.machine.of(&ConversationId::new("c1").expect("id"));
    scene.say(0, "My tent leaks");
    scene.press(1);
    scene.place(2, OFFLINE);
    scene
}

pub(super) fn choose(scene: &mut Scene, seconds: i64, kind: Alternative) {
    let id = scene.id();
    scene.at(seconds, Event::VisitorChose(id, kind));
}

pub(super) fn slot(hour: i64) -> Slot {
    Slot { from: at(clock(hour, 0)), until: at(clock(hour, 30)) }
}

pub(super) fn tells(scene: &Scene, is: impl Fn(&DeskNote) -> bool) -> bool {
    scene.last.iter().any(|effect| matches!(effect, Effect::Tell(_, note) if is(note)))
}

#[test]
fn outside_the_hours_no_word_says_that_somebody_comes_now() {
    // R-131, R-136: whatever began the handoff.
    let templates = wording::Templates::default();
    let triggers =
        [Trigger::Button, Trigger::Asked, Trigger::Policy, Trigger::CannotDo, Trigger::Frustration];
    for trigger in triggers {
        let (permission, evidence) = (Permission::NotNeeded, Vec::new());
        let reason = Reason { trigger, permission, policy: None, evidence };
        for tier in [Tier::Standard, Tier::Critical] {
            let words = wording::handoff_started(&templates, &reason, tier, false);
            assert!(!words.contains("now"), "{trigger:?}: {words}");
            assert!(wording::handoff_started(&templates, &reason, tier, true).contains("now"));
        }
    }
    let said: Vec<_> =
        closed().log.iter().filter_map(|entry| entry.body.text().map(str::to_owned)).collect();
    assert!(said.iter().any(|words| words.starts_with("I am passing this on")), "{said:?}");
}

#[test]
fn that_the_team_is_offline_is_said_at_once_with_options_that_have_times() {
    // T7, R-131, R-130
    let mut scene = closed();
    assert_eq!(scene.notices(Notice::TeamOffline), 1);
    assert_eq!(
        scene.last_words(),
        "Our team is currently offline, but I want to make sure this gets handled. It is at work \
         again today at 09:00 (UTC). I have saved all the details of our conversation. Here are \
         your options: (1) I can create a priority ticket, and someone will reach out by e-mail, \
         today at 13:00 (UTC) at the latest. (2) I can schedule a call at a time that works for \
         you. Which would you prefer?"
    );
    // R-104: the options stand; they are said once more, and not every 30 s.
    let words = scene.log.len();
    for second in 3..=3_000 {
        scene.place(second, OFFLINE);
        scene.at(second, Event::Woken);
    }
    assert_eq!(scene.log.len(), words + 1, "{:?}", scene.log);
    assert!(matches!(scene.machine.stage(), Stage::Waiting(_)));
    assert_eq!(scene.machine.alternatives(), [Alternative::Email, Alternative::Callback]);
    // An agent who comes all the same takes it.
    scene.assign(3_100);
    assert!(matches!(scene.machine.stage(), Stage::Human(_)));
    assert!(scene.machine.arranging().is_none());
}

#[test]
fn a_customer_reads_times_by_their_own_clock() {
    // R-130
    let mut scene = Scene::with(serde_json::from_str(HOURS).expect("settings"));
    scene.at(0, Event::VisitorInZone(Some("Mars/Olympus".into())));
    assert_eq!(scene.machine.zone(), None);
    scene.at(0, Event::VisitorInZone(Some("asia/tokyo".into())));
    scene.press(1);
    scene.place(2, OFFLINE);
    let said = scene.last_words();
    assert!(said.contains("today at 22:00 at the latest"), "{said}");
    assert!(said.contains("again today at 18:00."), "{said}");
}

#[test]
fn where_somebody_is_at_work_after_all_it_is_a_handoff_like_any_other() {
    let mut scene = Scene::with(serde_json::from_str(HOURS).expect("settings"));
    scene.press(1);
    scene.place(2, Standing { team_online: true, ..OFFLINE });
    assert_eq!(scene.notices(Notice::TeamOffline), 0);
    // They go home while the customer waits: then it is said.
    scene.place(40, OFFLINE);
    assert_eq!(scene.notices(Notice::TeamOffline), 1);
    scene.place(50, Standing { team_online: true, ..OFFLINE });
    assert!(scene.machine.arranging().is_none());
    scene.place(60, OFFLINE);
    assert_eq!(scene.notices(Notice::TeamOffline), 1, "once in a wait");
    assert!(scene.machine.arranging().is_some());
}

#[test]
fn a_ticket_asks_for_address_and_name_and_is_confirmed_with_number_and_time() {
    // R-132
    let mut scene = closed();
    scene.say(10, "1");
    assert_eq!(scene.last_words(), "Which e-mail address can we write to?");
    for bad in
        ["mia@shop", "mia@shop.example, bo@shop.example", "mia@shop.example\nbo@x.example", "mia"]
    {
        scene.say(20, bad);
        assert!(
            scene.last_words().contains("could not read that"),
            "{bad}: {}",
            scene.last_words()
        );
        assert!(scene.machine.promise().is_none(), "{bad}");
    }
    scene.say(30, "mia@shop.example");
    assert!(scene.last_words().contains("What is your name?"));
    scene.say(40, "Mia Lund");
    let ticket = ConversationId::new("c1").expect("id").ticket();
    let said = scene.last_words().to_owned();
    let expected =
        "A team member will write to mia@shop.example, today at 13:00 (UTC) at the latest.";
    assert!(said.contains(expected) && said.contains(&ticket), "{said}");
    let promise = scene.machine.promise().expect("a record");
    assert_eq!((promise.number, promise.due), (1, at(clock(13, 0))));
    assert_eq!(scene.machine.card().customer.name.as_deref(), Some("Mia Lund"));
    assert!(scene.last.iter().any(|e| matches!(e, Effect::PassOn(Happened::Ticket, _))));
    assert!(scene.last.iter().any(|effect| {
        matches!(effect, Effect::Send(letter, _) if letter.to == "mia@shop.example"
            // It may be read on another day.
            && letter.text.contains(" at 13:00 (UTC)") && !letter.text.contains("today")
            && letter.text.contains(&ticket) && letter.subject.contains(&ticket))
    }));
    assert!(tells(
        &scene,
        |note| matches!(note, DeskNote::Promised { promise, .. } if promise.number == 1)
    ));
    assert!(matches!(scene.machine.stage(), Stage::Bot(_)));
}

#[test]
fn a_name_may_be_declined() {
    // R-132
    let mut scene = closed();
    scene.say(10, "please open a ticket");
    scene.say(20, "it is mia@shop.example");
    scene.say(30, "no");
    assert!(scene.machine.promise().is_some());
    assert_eq!(scene.machine.card().customer.name, None);
}

#[test]
fn a_call_is_booked_at_a_time_that_is_free() {
    // R-133
    let mut scene = closed();
    scene.say(10, "please call me tomorrow");
    assert!(tells(&scene, |note| matches!(note, DeskNote::WantSlots { .. })));
    assert_eq!(scene.machine.arranging().and_then(|a| a.slots()), Some(&[][..]));
    let episode = scene.machine.episode();
    scene.at(11, Event::DeskSlots(episode, vec![slot(9), slot(10)]));
    assert!(scene.last_words().contains("(1) today at 09:00 (UTC) (2) today at 10:00 (UTC)"));
    let id = scene.id();
    scene.at(12, Event::VisitorBooked(id, slot(11)));
    assert!(matches!(scene.last[..], [Effect::Refuse(_, _, Refused::NotNow)]), "not a free one");
    scene.say(13, "at 10 please");
    assert!(scene.last_words().contains("phone number"));
    scene.say(14, "555 012 3456");
    assert!(tells(&scene, |note| matches!(note, DeskNote::Book { slot: s, .. } if *s == slot(10))));
    assert!(scene.machine.promise().is_none(), "nothing is promised before it is booked");
    scene.at(15, Event::DeskSlotTaken(episode, slot(10), vec![slot(9), slot(11)]));
    assert!(scene.last_words().contains("(2) today at 11:00 (UTC)"), "{}", scene.last_words());
    let id = scene.id();
    scene.at(16, Event::VisitorBooked(id, slot(11)));
    scene.at(17, Event::DeskBooked(episode, slot(11)));
    let promise = scene.machine.promise().expect("a record");
    assert_eq!((promise.slot, promise.due), (Some(slot(11)), at(clock(11, 30))));
    assert!(scene.last_words().contains("will call you at 555 012 3456 today at 11:00 (UTC)"));
    assert!(scene.last.iter().any(|e| matches!(e, Effect::PassOn(Happened::Callback, _))));
    // Told twice: nothing.
    let log = scene.log.len();
    assert_eq!(scene.at(18, Event::DeskBooked(episode, slot(11))), []);
    assert_eq!(scene.log.len(), log);
    // Moved to another time: the desk replaces it, and so does the record.
    choose(&mut scene, 20, Alternative::Callback);
    scene.at(21, Event::DeskSlots(episode, vec![slot(14)]));
    let id = scene.id();
    scene.at(22, Event::VisitorBooked(id, slot(14)));
    scene.at(23, Event::DeskBooked(episode, slot(14)));
    let states: Vec<_> = scene.machine.promises().map(warmline_model::Promise::state).collect();
    assert_eq!(states, [PromiseState::Replaced, PromiseState::Open]);
    assert!(!tells(&scene, |note| matches!(note, DeskNote::Unbook { .. })));
    // And cancelled.
    let id = scene.id();
    scene.at(30, Event::VisitorCancelledPromise(id, 2));
    assert!(tells(&scene, |note| matches!(note, DeskNote::Unbook { .. })));
    assert_eq!(scene.machine.promise().map(|p| p.state()), Some(PromiseState::Replaced));
}

#[test]
fn a_call_that_can_not_be_booked_is_no_dead_end() {
    // R-131
    let mut scene = closed();
    choose(&mut scene, 10, Alternative::Callback);
    let woken = scene.machine.next_deadline().expect("a time");
    scene.last = scene.machine.handle(woken, Event::Woken);
    assert_eq!(scene.machine.alternatives(), [Alternative::Email]);
    // What comes too late was given back: nothing is promised without a record.
    let episode = scene.machine.episode();
    scene.at(60, Event::DeskBooked(episode, slot(9)));
    assert!(tells(&scene, |note| matches!(note, DeskNote::Unbook { .. })));
    assert!(scene.machine.promise().is_none());
}

#[test]
fn who_never_chooses_or_leaves_gets_a_ticket_where_the_address_is_known() {
    // R-131, R-132
    let mut scene = closed();
    scene.say(10, "it is order 10452, I am mia@shop.example");
    scene.at(20, Event::VisitorLeft);
    scene.at(15 + 600, Event::Woken);
    let promise = scene.machine.promise().expect("a ticket");
    assert_eq!((promise.kind, promise.contact.as_str()), (Alternative::Email, "mia@shop.example"));
    assert!(scene.last_words().contains("So that this is not lost"));

    // Without one, the team still sees it, and the options are there on return.
    let mut scene = closed();
    scene.at(20, Event::VisitorLeft);
    for second in (100..clock(8, 59)).step_by(600) {
        scene.at(second, Event::Woken);
    }
    assert!(matches!(scene.machine.stage(), Stage::Waiting(_)));
    scene.at(clock(8, 59), Event::VisitorCame(None));
    assert!(scene.last_words().starts_with("Welcome back."), "{}", scene.last_words());
    assert!(scene.last_words().contains("(1) I can create a priority ticket"));
    // From the opening on it is a line like any other.
    scene.at(clock(9, 0), Event::Woken);
    assert!(scene.machine.arranging().is_none());
    assert_eq!(scene.machine.alternatives(), [Alternative::Callback, Alternative::Email]);
}

#[test]
fn whoever_is_on_call_is_offered_only_where_the_matter_is_critical() {
    // R-134, Z-6
    let scene = closed();
    assert!(!scene.machine.alternatives().contains(&Alternative::OnCall));

    let mut scene = Scene::with(serde_json::from_str(HOURS).expect("settings"));
    scene.say(0, "Somebody hacked my account and changed my password!");
    scene.place(1, OFFLINE);
    assert!(scene.last_words().contains("(3) If this is urgent"), "{}", scene.last_words());
    scene.say(2, "it is urgent");
    assert!(tells(&scene, |note| matches!(note, DeskNote::NeedOnCall { .. })));
    let episode = scene.machine.episode();
    let by = at(3 + 900);
    scene.at(3, Event::DeskOnCall(episode, OnCallNews::Alerted { by }));
    assert!(scene.last_words().starts_with("I have alerted our on-call team."));
    assert_eq!(scene.machine.promise().map(|p| (p.kind, p.due)), Some((Alternative::OnCall, by)));
    assert!(matches!(scene.machine.stage(), Stage::Waiting(_)), "they stay for whoever comes");
    assert_eq!(scene.at(4, Event::DeskOnCall(episode, OnCallNews::Alerted { by })), []);
    let coming = OnCallNews::Acknowledged { name: "Ana".into() };
    scene.at(60, Event::DeskOnCall(episode, coming.clone()));
    assert!(scene.last_words().contains("Ana"));
    assert_eq!(scene.at(61, Event::DeskOnCall(episode, coming)), []);
    scene.assign(300);
    assert_eq!(scene.machine.promise().map(|p| p.state()), Some(PromiseState::Kept));
}

#[test]
fn that_nobody_on_call_answers_is_said_truthfully_with_what_else_there_is() {
    // R-134, R-136
    let mut scene = Scene::with(serde_json::from_str(HOURS).expect("settings"));
    scene.say(0, "Somebody hacked my account and changed my password!");
    scene.place(1, OFFLINE);
    choose(&mut scene, 2, Alternative::OnCall);
    let episode = scene.machine.episode();
    scene.at(3, Event::DeskOnCall(episode, OnCallNews::Alerted { by: at(903) }));
    scene.at(600, Event::DeskOnCall(episode, OnCallNews::Unanswered));
    assert!(scene.last_words().starts_with("I am sorry, I could not reach anyone on call."));
    assert_eq!(scene.machine.promise().map(|p| p.state()), Some(PromiseState::Broken));
    assert_eq!(scene.machine.alternatives(), [Alternative::Email, Alternative::Callback]);
    // Its time comes, and nothing is said again.
    let log = scene.log.len();
    scene.at(903, Event::Woken);
    assert_eq!(scene.log.len(), log);
    assert!(scene.at(904, Event::DeskOnCall(episode, OnCallNews::Unanswered)).is_empty());
}

#[test]
fn whoever_is_on_call_can_be_needed_once_more_a_while_after_nobody_came() {
    // R-134
    let failed = || {
        let mut scene = Scene::with(serde_json::from_str(HOURS).expect("settings"));
        scene.say(0, "Somebody hacked my account and changed my password!");
        scene.place(1, OFFLINE);
        choose(&mut scene, 2, Alternative::OnCall);
        let episode = scene.machine.episode();
        scene.at(3, Event::DeskOnCall(episode, OnCallNews::Alerted { by: at(903) }));
        scene.at(600, Event::DeskOnCall(episode, OnCallNews::Unanswered));
        scene
    };
    let again = |note: &DeskNote| matches!(note, DeskNote::NeedOnCall { asked: 1, .. });
    let offers = |scene: &Scene| scene.machine.alternatives().contains(&Alternative::OnCall);
    let mut scene = failed();
    scene.say(700, "is anybody there?");
    assert!(!offers(&scene), "not at once");
    scene.say(600 + 1_800, "is anybody there?");
    assert!(offers(&scene) && scene.last_words().contains("(3) If this is urgent"));
    scene.say(600 + 1_810, "it is urgent");
    assert!(tells(&scene, again));
    let episode = scene.machine.episode();
    scene.at(2_420, Event::DeskOnCall(episode, OnCallNews::Alerted { by: at(3_300) }));
    assert_eq!(scene.machine.promises().filter(|p| p.is_open()).count(), 1);
    assert!(!offers(&scene), "not while somebody is to join");
    // Critical words once more: at once.
    let mut scene = failed();
    scene.say(700, "Somebody hacked my account again!");
    assert!(offers(&scene), "{}", scene.last_words());
    choose(&mut scene, 710, Alternative::OnCall);
    assert!(tells(&scene, again));
}

#[test]
fn who_has_as_many_calls_as_one_person_may_have_hears_it_kindly() {
    // R-133
    let mut scene = closed();
    choose(&mut scene, 10, Alternative::Callback);
    let episode = scene.machine.episode();
    scene.at(11, Event::DeskSlots(episode, vec![slot(9)]));
    scene.say(12, "1");
    scene.say(13, "555 012 3456");
    let by = |note: &DeskNote| matches!(note, DeskNote::Book { by: Some(by), .. } if by == "tel:5550123456");
    assert!(tells(&scene, by), "{:?}", scene.last);
    scene.at(14, Event::DeskCallsEnough(episode, slot(9)));
    assert!(scene.last_words().starts_with("You already have two calls booked"));
    assert!(scene.last_words().contains("(1) I can create a priority ticket"));
    assert_eq!(scene.machine.alternatives(), [Alternative::Email]);
    assert!(scene.machine.promise().is_none());
}
