//! The life of a promise: made, at risk, kept, broken, replaced, and the return to it.

use super::after_hours::{OFFLINE, choose, clock, closed, slot, tells};
use super::*;
use warmline_model::{Alternative, Millis, Promise, PromiseState};

/// A ticket that was made at 00:17, due at 13:00.
fn ticket() -> Scene {
    let mut scene = closed();
    scene.say(10, "1");
    scene.say(20, "mia@shop.example");
    scene.say(30, "no");
    scene
}

fn state(scene: &Scene) -> Option<PromiseState> {
    scene.machine.promises().next().map(Promise::state)
}

#[test]
fn a_promise_is_at_risk_in_the_last_fifth_of_its_time_and_broken_at_its_end() {
    //
    let mut scene = ticket();
    let risk = scene.machine.next_deadline().expect("an alarm");
    let whole = at(clock(13, 0)) - at(30);
    assert_eq!(at(clock(13, 0)) - risk, Millis(whole.0 / 100 * 20));
    scene.last = scene.machine.handle(risk, Event::Woken);
    assert_eq!(state(&scene), Some(PromiseState::AtRisk));
    assert!(tells(&scene, |note| matches!(note, DeskNote::Promised { promise, .. }
        if promise.state() == PromiseState::AtRisk)));
    assert_eq!(scene.machine.next_deadline(), Some(at(clock(13, 0))));
    scene.at(clock(13, 0), Event::Woken);
    assert_eq!(state(&scene), Some(PromiseState::Broken));
    let said = scene.last_words().to_owned();
    assert!(
        said.starts_with("I am sorry: you were to have our e-mail today at 13:00 (UTC)"),
        "{said}"
    );
    assert!(said.contains("today at 17:00 (UTC) at the latest"), "new times: {said}");
    assert!(scene.last.iter().any(
        |effect| matches!(effect, Effect::Send(letter, _) if letter.text.starts_with("I am sorry"))
    ));
    // Said once.
    let log = scene.log.len();
    scene.at(clock(14, 0), Event::Woken);
    assert_eq!(scene.log.len(), log);
    assert_eq!(scene.machine.promise_shown().map(Promise::state), Some(PromiseState::Broken));
    // A new choice takes its place, and it stays broken.
    scene.say(clock(14, 1), "1");
    let states: Vec<_> = scene.machine.promises().map(Promise::state).collect();
    assert_eq!(states, [PromiseState::Broken, PromiseState::Open]);
    assert_eq!(scene.machine.promise_shown().map(|p| p.number), Some(2));
}

#[test]
fn a_promise_is_kept_by_the_agents_button_or_by_an_agents_words() {
    //
    let mut scene = ticket();
    let episode = scene.machine.episode();
    scene.at(clock(10, 0), Event::DeskKept(episode, Some(1), at(clock(9, 59))));
    assert_eq!(state(&scene), Some(PromiseState::Kept));
    assert_eq!(scene.machine.promise_shown().map(Promise::state), Some(PromiseState::Kept));
    assert_eq!(scene.at(clock(10, 1), Event::DeskKept(episode, Some(1), at(clock(10, 1)))), []);
    // Told after its time was over, but done in time.
    let mut scene = ticket();
    scene.at(clock(13, 1), Event::DeskKept(episode, None, at(clock(12, 59))));
    assert_eq!(state(&scene), Some(PromiseState::Kept));
    // Done too late is too late.
    let mut scene = ticket();
    scene.at(clock(13, 2), Event::DeskKept(episode, None, at(clock(13, 1))));
    assert_eq!(state(&scene), Some(PromiseState::Broken));
    assert!(scene.machine.owed().is_none());

    let mut scene = ticket();
    scene.press(clock(9, 5));
    scene.assign(clock(9, 6));
    assert_eq!(state(&scene), Some(PromiseState::Open));
    let id = scene.id();
    scene.at(clock(9, 7), Event::AgentSaid(ana(), id, "Here is your answer".into()));
    assert_eq!(state(&scene), Some(PromiseState::Kept));
}

#[test]
fn an_agent_who_joins_in_the_time_of_a_booked_call_keeps_it_and_closing_keeps_none() {
    //
    let booked = || {
        let mut scene = closed();
        choose(&mut scene, 10, Alternative::Callback);
        let episode = scene.machine.episode();
        scene.at(11, Event::DeskSlots(episode, vec![slot(10)]));
        scene.say(12, "1");
        scene.say(13, "555 012 3456");
        scene.at(14, Event::DeskBooked(episode, slot(10)));
        scene
    };
    let mut scene = booked();
    scene.press(clock(10, 1));
    scene.assign(clock(10, 2));
    assert_eq!(state(&scene), Some(PromiseState::Kept));

    let mut scene = booked();
    scene.press(clock(9, 1));
    scene.assign(clock(9, 2));
    let id = scene.id();
    scene.at(clock(9, 3), Event::AgentClosed(ana(), id, "Bye".into(), CloseReason::FollowUp));
    assert_eq!(state(&scene), Some(PromiseState::Open));
    assert_eq!(scene.machine.next_deadline(), Some(at(clock(9, 55))), "its alarm rings");
    scene.at(clock(9, 55), Event::Woken);
    scene.at(clock(10, 30), Event::Woken);
    assert_eq!(state(&scene), Some(PromiseState::Broken));
    assert!(scene.last_words().starts_with("I am sorry: we were to call you today at 10:00 (UTC)"));
}

#[test]
fn what_broke_while_a_person_leads_is_said_by_nobody_else() {
    //
    let mut scene = ticket();
    scene.press(clock(12, 50));
    scene.assign(clock(12, 51));
    let log = scene.log.len();
    scene.at(clock(13, 0), Event::Woken);
    assert_eq!(state(&scene), Some(PromiseState::Broken));
    assert_eq!(scene.log.len(), log);
}

#[test]
fn who_comes_back_hears_once_what_was_promised() {
    //
    let mut scene = ticket();
    scene.at(100, Event::VisitorLeft);
    scene.at(200, Event::VisitorCame(None));
    assert_eq!(scene.notices(Notice::WelcomeBack), 0, "that was no absence");
    scene.at(300, Event::VisitorLeft);
    scene.at(300 + 1_800, Event::VisitorCame(None));
    assert_eq!(
        scene.last_words(),
        "Welcome back. I see you were chatting with us about “My tent leaks”. An agent is \
         scheduled to follow up with you by e-mail, today at 13:00 (UTC) at the latest. Would you \
         like to add any details to your request, or is there something else I can help with?"
    );
    scene.at(2_101, Event::VisitorCame(None));
    assert_eq!(scene.notices(Notice::WelcomeBack), 1);
    // The truth, where it was broken.
    scene.at(2_200, Event::VisitorLeft);
    scene.at(clock(13, 0), Event::Woken);
    scene.at(clock(15, 0), Event::VisitorCame(None));
    let said = scene.last_words();
    assert!(said.starts_with("Welcome back.") && said.contains("did not keep that"), "{said}");
    assert!(said.contains("(1) I can create a priority ticket"), "{said}");
}

#[test]
fn a_clock_that_jumps_breaks_no_law() {
    //
    let mut scene = ticket();
    scene.at(-7_200, Event::Woken);
    assert_eq!(
        scene.machine.promise().map(|p| p.due),
        Some(at(clock(13, 0))),
        "what was said stands"
    );
    scene.at(400 * 86_400, Event::Woken);
    assert_eq!(state(&scene), Some(PromiseState::Broken));
    assert_eq!(scene.notices(Notice::PromiseChanged), 1);
    scene.at(clock(9, 0), Event::Woken);
    assert_eq!(state(&scene), Some(PromiseState::Broken));

    let mut scene = closed();
    scene.at(-7_200, Event::Woken);
    scene.at(100 * 86_400, Event::Woken);
    scene.place(100 * 86_400 + 1, OFFLINE);
    assert!(matches!(scene.machine.stage(), Stage::Waiting(_)));
}

#[test]
fn what_an_older_version_promised_is_in_the_ledger() {
    let mut stored = serde_json::to_value(Conversation::new(Settings::default())).expect("json");
    stored["promised"] = serde_json::json!({"episode": 1,
        "promise": {"kind": "email", "contact": "m@x.example", "made": 1, "due": 9}});
    let machine: Conversation = serde_json::from_value(stored).expect("a machine");
    let machine = machine.upgraded();
    assert_eq!(machine.promises().map(|p| p.number).collect::<Vec<_>>(), [1]);
    assert!(machine.next_deadline().is_some());
}

/// A critical matter, for which somebody on call was to join by so many seconds.
fn on_call_until(by: i64) -> Scene {
    let mut scene = Scene::with(serde_json::from_str(super::after_hours::HOURS).expect("settings"));
    scene.say(0, "Somebody hacked my account and changed my password!");
    scene.place(1, OFFLINE);
    choose(&mut scene, 2, Alternative::OnCall);
    let episode = scene.machine.episode();
    scene.at(3, Event::DeskOnCall(episode, OnCallNews::Alerted { by: at(by) }));
    scene
}

#[test]
fn an_apology_says_no_option_that_the_same_turn_takes_away() {
    // the team comes online in the very turn in which it breaks.
    let mut scene = on_call_until(903);
    scene.place(904, Standing { team_online: true, ..OFFLINE });
    assert_eq!(state(&scene), Some(PromiseState::Broken));
    let said = scene.last_words();
    assert!(said.starts_with("I am sorry: somebody was to join you"), "{said}");
    assert!(!said.contains("(1)") && scene.machine.arranging().is_none(), "{said}");
    // The hours begin in it.
    let mut scene = on_call_until(clock(9, 0));
    scene.at(clock(9, 0), Event::Woken);
    let said: Vec<&str> = scene
        .last
        .iter()
        .filter_map(|effect| match effect {
            Effect::Store(entry) => entry.body.text(),
            _ => None,
        })
        .collect();
    assert!(said.iter().any(|text| text.starts_with("I am sorry")), "{said:?}");
    assert!(!said.iter().any(|text| text.contains("(1)")), "{said:?}");
    assert!(scene.machine.arranging().is_none());
    // Somebody joins in it: a person leads, and says what there is to say.
    let mut scene = on_call_until(903);
    scene.assign(904);
    assert_eq!(state(&scene), Some(PromiseState::Broken));
    assert_eq!(scene.notices(Notice::PromiseChanged), 0);
    // The customer does not want to wait any more in it: what is said stands.
    let mut scene = on_call_until(903);
    let id = scene.id();
    scene.at(904, Event::VisitorCancelledWait(id));
    assert!(scene.last_words().contains("(1) I can create a priority ticket"));
    let choices = scene.machine.arranging().map(|arranging| arranging.choices.len());
    assert_eq!(choices, Some(2), "and can be chosen");
}

#[test]
fn the_apology_by_e_mail_has_the_options_with_their_dates() {
    //
    let mut scene = ticket();
    scene.at(clock(13, 0), Event::Woken);
    let letter = scene.last.iter().find_map(|effect| match effect {
        Effect::Send(letter, _) => Some(letter.text.clone()),
        _ => None,
    });
    let letter = letter.expect("a letter");
    assert!(letter.contains("(1) I can create a priority ticket"), "{letter}");
    assert!(letter.contains("(2) I can schedule a call"), "{letter}");
    assert!(!letter.contains("today"), "it may be read on another day: {letter}");
}
