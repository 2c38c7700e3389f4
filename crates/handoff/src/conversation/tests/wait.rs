//! The wait: true words at their times, choices, and a place that is kept.

use super::*;
use crate::standing::Wait;
use warmline_model::{Alternative, Longer, Millis};

#[test]
fn an_older_word_of_the_desk_that_comes_late_does_not_undo_a_newer_one() {
    // R-101
    let mut scene = Scene::new();
    scene.press(0);
    let episode = scene.machine.episode();
    let placed = |place, second| {
        let standing =
            Standing { position: Some(place), wait: None, team_online: true, longer: None };
        Event::DeskPlaced { episode, round: 0, standing, as_of: at(second) }
    };
    assert_eq!(scene.at(3, placed(1, 2)), [Effect::Show]);
    assert!(scene.at(4, placed(2, 1)).is_empty());
    assert!(matches!(scene.machine.stage(), Stage::Waiting(w) if w.standing.position == Some(1)));
}

#[test]
fn whoever_waits_hears_something_true_every_thirty_seconds_and_never_twice() {
    // R-101, R-102, R-104
    let mut scene = Scene::new();
    scene.press(0);
    let standing = Standing { position: Some(3), wait: None, team_online: true, longer: None };
    let episode = scene.machine.episode();
    scene.at(0, Event::DeskPlaced { episode, round: 0, standing, as_of: at(0) });
    for second in 1..=150 {
        assert!(scene.machine.next_deadline().is_some_and(|due| due <= at(second + 30)));
        scene.at(second, Event::Woken);
    }
    let words: Vec<_> = scene
        .log
        .iter()
        .filter(|e| matches!(e.body, Body::Notice { notice: Notice::StillWaiting, .. }))
        .collect();
    let times: Vec<_> = words.iter().map(|e| (e.at - T0).0 / 1000).collect();
    assert_eq!(times, [30, 60, 90, 120, 150]);
    let text = |n: usize| words[n].body.text().unwrap_or_default();
    assert!(text(0).contains("you are number 3") && text(0).contains("pass along"));
    assert!(text(1).starts_with("Thank you for your patience."));
    // No figure is made up where none is known (R-103).
    assert!(!text(1).contains("minute"), "{}", text(1));
    assert!(text(3).contains("I apologize for the longer wait"));
}

#[test]
fn that_nobody_is_online_is_said_at_once_and_once() {
    // R-104
    let mut scene = Scene::new();
    scene.press(0);
    let episode = scene.machine.episode();
    let placed = |position, team_online| Event::DeskPlaced {
        episode,
        round: 0,
        standing: Standing { position: Some(position), wait: None, team_online, longer: None },
        as_of: at(i64::from(10 - position)),
    };
    scene.at(1, placed(3, false));
    scene.at(2, placed(2, false));
    assert_eq!(scene.notices(Notice::TeamOffline), 1);

    let mut scene = Scene::new();
    scene.press(0);
    scene.at(1, placed(3, true));
    scene.at(2, placed(2, false));
    assert_eq!(scene.notices(Notice::TeamOffline), 0);
}

#[test]
fn woken_an_hour_late_the_customer_hears_one_word_and_the_schedule_goes_on() {
    // R-101: no burst of words that were due while the object slept.
    let mut scene = Scene::new();
    scene.press(0);
    scene.at(3_601, Event::Woken);
    assert_eq!(scene.notices(Notice::StillWaiting), 1);
    assert_eq!(scene.machine.next_deadline(), Some(at(3_630)));
}

#[test]
fn what_is_said_while_waiting_reaches_the_card_and_not_a_bot() {
    // R-102
    let mut scene = Scene::new();
    scene.press(0);
    let effects = scene.say(31, "the parcel was wet").to_vec();
    assert!(!effects.iter().any(|e| matches!(e, Effect::Ask { .. })));
    assert_eq!(scene.machine.card().passed_along[0].text, "the parcel was wet");
}

#[test]
fn a_customer_can_go_back_to_the_bot_and_a_late_assignment_frees_the_agent() {
    // R-106
    let mut scene = Scene::new();
    scene.press(0);
    let episode = scene.machine.episode();
    let cancel = scene.id();
    let effects = scene.at(5, Event::VisitorCancelledWait(cancel)).to_vec();
    assert!(effects.contains(&over(episode)));
    assert!(matches!(scene.machine.stage(), Stage::Bot(_)));
    let effects = scene.assign(6).to_vec();
    assert_eq!(effects, [over(episode)]);
    assert_eq!(scene.notices(Notice::AgentJoined), 0);
}

#[test]
fn a_place_is_kept_for_ten_minutes_while_the_visitor_is_away_and_not_longer() {
    // R-105
    let mut scene = Scene::new();
    scene.press(0);
    scene.at(10, Event::VisitorLeft);
    scene.at(609, Event::Woken);
    assert!(scene.is_waiting());
    scene.at(609, Event::VisitorCame(None));
    scene.at(611, Event::Woken);
    assert!(scene.is_waiting());
    scene.at(700, Event::VisitorLeft);
    scene.at(1_300, Event::Woken);
    assert!(!scene.is_waiting());
}

#[test]
fn asking_without_a_socket_after_a_long_absence_keeps_the_new_place() {
    // R-105: over plain HTTP nobody says hello.
    let mut scene = Scene::new();
    scene.at(0, Event::VisitorLeft);
    scene.press(5_000);
    scene.at(5_030, Event::Woken);
    assert!(scene.is_waiting());
}

const ONLINE: Standing =
    Standing { position: Some(2), wait: None, team_online: true, longer: None };

fn range(low: i64, high: i64) -> Option<Wait> {
    Some(Wait { low: Millis::seconds(low), high: Millis::seconds(high) })
}

fn words(scene: &Scene) -> Vec<String> {
    let said = scene.log.iter().filter_map(|entry| match &entry.body {
        Body::Notice { notice: Notice::StillWaiting, text } => Some(text.clone()),
        _ => None,
    });
    said.collect()
}

/// Rings at each deadline up to then, as an alarm would.
fn run(scene: &mut Scene, until: i64) {
    while let Some(due) = scene.machine.next_deadline().filter(|due| *due <= at(until)) {
        let seconds = (due - T0).0 / 1_000;
        scene.at(seconds, Event::Woken);
    }
}

#[test]
fn after_a_minute_the_time_that_is_left_is_told_and_none_once_the_range_has_passed() {
    // R-102, R-103: T6b counts from when the desk said it.
    let told = |wait, placed| {
        let mut scene = Scene::new();
        scene.press(0);
        run(&mut scene, placed);
        scene.place(placed, Standing { wait, ..ONLINE });
        run(&mut scene, 60);
        words(&scene).remove(1)
    };
    assert!(told(range(180, 300), 0).contains("with you in about 2 to 4 minutes"));
    assert!(told(range(180, 300), 59).contains("with you in about 2 to 5 minutes"));
    assert!(!told(range(10, 50), 0).contains("minute"));
}

#[test]
fn after_two_minutes_there_is_an_apology_and_the_choices_that_the_site_has() {
    // R-102, T6c
    let word = |callback_within, email_within| {
        let settings = Settings { callback_within, email_within, ..Settings::default() };
        let mut scene = Scene::with(settings);
        scene.press(0);
        scene.place(0, ONLINE);
        run(&mut scene, 119);
        assert!(matches!(scene.machine.stage(), Stage::Waiting(w) if !w.is_long()));
        scene.at(120, Event::Woken);
        assert!(matches!(scene.machine.stage(), Stage::Waiting(w) if w.is_long()));
        assert!(scene.last.contains(&Effect::Show));
        let word = scene.last_words().to_owned();
        run(&mut scene, 150);
        assert_eq!(
            scene.last_words(),
            "Thank you for waiting. Right now you are number 2 in line."
        );
        (scene.machine.alternatives(), word)
    };
    let (all, said) = word(Some(Millis::minutes(60)), Some(Millis::minutes(240)));
    assert_eq!(all, [Alternative::Callback, Alternative::Email]);
    assert_eq!(
        said,
        "I apologize for the longer wait. Right now you are number 2 in line. Would you prefer to \
         keep waiting, or would you like a team member to call you back within 1 hour, or e-mail \
         you within 4 hours?"
    );
    let (one, said) = word(None, Some(Millis::minutes(90)));
    assert_eq!(one, [Alternative::Email]);
    assert!(said.contains("team member to e-mail you within 90 minutes?"), "{said}");
    let (none, said) = word(None, None);
    assert!(none.is_empty() && said.contains("keep waiting, or go back to the assistant"));
}

#[test]
fn why_it_takes_longer_is_told_with_the_next_word_and_once() {
    // R-103: the reason the desk knows, and no other.
    let mut scene = Scene::new();
    scene.press(0);
    scene.place(0, ONLINE);
    run(&mut scene, 30);
    let longer = Some(Longer::UrgentAhead { more: 1 });
    scene.place(40, Standing { longer, ..ONLINE });
    run(&mut scene, 90);
    scene.place(100, Standing { longer: Some(Longer::FewerPeople), ..ONLINE });
    run(&mut scene, 150);
    let said = words(&scene);
    assert!(said[1].starts_with(
        "I am sorry, this takes longer than I told you: one more urgent conversation has to go \
         first. Thank you"
    ));
    assert_eq!(said[2], "Thank you for waiting. Right now you are number 2 in line.");
    assert!(said[3].starts_with(
        "I apologize for the longer wait: fewer people of our team are available than before."
    ));
    assert!(!said[4].contains("fewer"));
}

#[test]
fn where_nobody_is_at_work_the_words_say_so_and_name_what_else_there_is() {
    // R-100, R-104
    let mut scene = Scene::new();
    scene.press(0);
    assert_eq!(scene.machine.alternatives().len(), 2, "at once");
    scene.place(1, Standing { position: Some(1), ..Standing::default() });
    assert!(scene.last_words().contains("a team member can call you back within 1 hour"));
    run(&mut scene, 150);
    for word in words(&scene) {
        assert!(word.contains("Nobody from our team is online yet."), "{word}");
        assert!(word.contains("e-mail you within 4 hours"), "{word}");
    }
}

#[test]
fn before_the_desk_has_spoken_nothing_is_said_of_the_team_or_the_line() {
    let mut scene = Scene::new();
    scene.press(0);
    run(&mut scene, 30);
    assert!(scene.last_words().starts_with("Still finding the right person for you -- you are in"));
}

#[test]
fn woken_an_hour_late_the_first_word_still_names_the_choices() {
    // R-101, R-102
    let mut scene = Scene::new();
    scene.press(0);
    scene.place(0, ONLINE);
    scene.at(3_601, Event::Woken);
    assert_eq!(words(&scene).len(), 1);
    assert!(scene.last_words().starts_with("I apologize for the longer wait."));
    scene.at(3_629, Event::Woken);
    assert_eq!(words(&scene).len(), 1);
    scene.at(3_630, Event::Woken);
    assert!(scene.last_words().starts_with("Thank you for waiting."));
}

#[test]
fn a_clock_that_jumps_an_hour_either_way_makes_no_silent_wait() {
    // R-104
    let mut scene = Scene::new();
    scene.press(7_200);
    scene.place(7_201, ONLINE);
    scene.at(3_610, Event::VisitorCame(None));
    let due = scene.machine.next_deadline().expect("a word");
    assert!(due <= at(3_640), "{due:?}");
    scene.at(3_640, Event::Woken);
    assert_eq!(words(&scene).len(), 1);
    // What the desk says by the new clock is not older than what it said by the old one.
    scene.place(3_641, Standing { position: Some(1), ..ONLINE });
    assert!(matches!(scene.machine.stage(), Stage::Waiting(w) if w.standing.position == Some(1)));
    scene.at(9_000, Event::Woken);
    assert_eq!(words(&scene).len(), 2);
    assert!(scene.machine.next_deadline().is_some_and(|due| due <= at(9_030)));
}

fn choose(scene: &mut Scene, seconds: i64, kind: Alternative) {
    let id = scene.id();
    scene.at(seconds, Event::VisitorChose(id, kind));
}

fn promised(scene: &Scene) -> Option<(&str, i64)> {
    let promise = scene.machine.promise()?;
    assert_eq!(scene.notices(Notice::Promised), 1);
    Some((&promise.contact, (promise.due - T0).0 / 1_000))
}

#[test]
fn who_prefers_a_call_is_asked_for_the_number_once_and_waits_on_until_it_is_there() {
    // R-102, R-042, R-136
    let mut scene = Scene::new();
    scene.say(0, "My tent leaks");
    scene.press(1);
    let episode = scene.machine.episode();
    choose(&mut scene, 10, Alternative::Callback);
    assert_eq!(scene.notices(Notice::WaitQuestion), 1);
    assert!(scene.last_words().contains("phone number"));
    assert!(scene.is_waiting());
    assert_eq!(scene.machine.alternatives(), [Alternative::Email]);
    let log = scene.log.len();
    choose(&mut scene, 11, Alternative::Callback);
    assert!(matches!(scene.last[..], [Effect::Refuse(Side::Visitor, Some(_), Refused::NotNow)]));
    assert_eq!(scene.log.len(), log);
    scene.say(20, "one moment, it is order 10452");
    run(&mut scene, 31);
    assert!(scene.last_words().ends_with("write your phone number here."));
    assert!(scene.is_waiting());
    scene.say(40, "555 012 3456 after five");
    assert_eq!(promised(&scene), Some(("555 012 3456", 40 + 3_600)));
    assert!(
        scene
            .last_words()
            .starts_with("A team member will call you at 555 012 3456 within 1 hour.")
    );
    assert!(matches!(scene.machine.stage(), Stage::Bot(_)));
    let notes = scene.last.iter().filter_map(|effect| match effect {
        Effect::Tell(_, note) => Some(note.clone()),
        _ => None,
    });
    let notes: Vec<DeskNote> = notes.collect();
    assert!(
        matches!(&notes[..], [DeskNote::Promised { episode: e, summary, .. }, DeskNote::Over { moved: false, .. }]
            if *e == episode && summary.contains("their tent leaks")),
        "{notes:?}"
    );
    assert!(scene.machine.card().passed_along.iter().any(|q| q.text.contains("after five")));
    // The assistant goes on, and what was asked for is not asked for again.
    let effects = scene.say(60, "Do you sell stoves?").to_vec();
    assert!(effects.iter().any(|e| matches!(e, Effect::Ask { .. })));
    assert_eq!(scene.at(70, Event::DeskKept(Episode(9), None, at(70))), []);
    assert_eq!(scene.at(80, Event::DeskKept(episode, None, at(79))), [Effect::Show]);
    assert_eq!(scene.machine.promise().and_then(|p| p.kept), Some(at(79)));
}

#[test]
fn whoever_can_be_reached_already_is_promised_at_once() {
    // R-102: no question whose answer is known.
    let mut scene = Scene::new();
    let email = Some("kim@example.org".to_owned());
    scene.at(0, Event::CustomerKnown(Customer { email, ..Customer::default() }));
    scene.press(0);
    choose(&mut scene, 5, Alternative::Email);
    assert_eq!(promised(&scene), Some(("kim@example.org", 5 + 4 * 3_600)));

    let mut scene = Scene::new();
    scene.say(0, "You can reach me at +1 415 555 0123");
    scene.press(1);
    choose(&mut scene, 5, Alternative::Callback);
    assert_eq!(promised(&scene), Some(("+1 415 555 0123", 5 + 3_600)));
}

#[test]
fn a_number_that_was_asked_for_may_be_written_in_any_way_and_other_numbers_are_none() {
    let answered = |text: &str| {
        let mut scene = Scene::new();
        scene.say(0, "My tent leaks");
        scene.press(1);
        choose(&mut scene, 5, Alternative::Callback);
        scene.say(6, text);
        promised(&scene).map(|(contact, _)| contact.to_owned())
    };
    for (text, number) in [
        ("5551234567", "5551234567"),
        ("it's 555-0123!", "555-0123"),
        ("(0)30 901820", "(0)30 901820"),
        ("+49 30 901820, please after 5", "+49 30 901820"),
        ("call 5551234 (mobile)", "5551234"),
    ] {
        assert_eq!(answered(text).as_deref(), Some(number), "{text}");
    }
    for text in [
        "123456",
        "1234567890123456789",
        "my card is 4111 1111 1111 1111",
        "it is order 10452345",
        "kim@example.org",
        "no",
        "as soon as possible",
    ] {
        assert_eq!(answered(text), None, "{text}");
    }
}

#[test]
fn a_number_is_not_what_it_is_about_and_an_emergency_is_not_put_off_to_a_call() {
    // R-062, R-030
    let chosen = |text: &str| {
        let mut scene = Scene::new();
        scene.press(1);
        choose(&mut scene, 5, Alternative::Callback);
        scene.say(6, text);
        scene
    };
    let scene = chosen("555 012 3456");
    assert!(scene.machine.card().question.is_none());
    assert!(promised(&scene).is_some());
    let scene = chosen("Somebody logged in to my account, call me on 555 012 3456");
    assert!(scene.is_waiting());
    assert_eq!(scene.machine.card().tier, warmline_model::Tier::Critical);
    assert_eq!(scene.machine.alternatives().len(), 2);
}

#[test]
fn what_is_promised_is_counted_while_the_team_works() {
    // R-132, R-130. A Thursday, by UTC.
    let hours = |week: &str| Settings {
        hours: Some(
            serde_json::from_str(&format!(r#"{{"zone":"UTC","week":{week}}}"#)).expect("hours"),
        ),
        ..Settings::default()
    };
    let hour = 60 * 60;
    let clock = |seconds: i64| seconds - at(0).0 / 1_000;
    let promised = |settings: Settings, second: i64| {
        let second = clock(second);
        let mut scene = Scene::with(settings);
        scene.press(second);
        choose(&mut scene, second + 1, Alternative::Callback);
        scene.say(second + 2, "555 012 3456");
        let promise = scene.machine.promise().cloned().expect("promised");
        (promise.due, scene.last_words().to_owned())
    };
    let weekdays = r#"{"thursday":["09:00-18:00"],"monday":["09:00-18:00"]}"#;

    let (due, said) = promised(hours(weekdays), 8 * hour - 2);
    assert_eq!(due, at(clock(10 * hour)));
    assert!(said.contains("within 2 hours") || said.contains("within 120 minutes"), "{said}");
    // Half an hour is left on Thursday, the other half is on Monday: 87.5 hours and some seconds.
    let (due, said) = promised(hours(weekdays), 17 * hour + 30 * 60 - 2);
    assert_eq!(due, at(clock(4 * 24 * hour + 9 * hour + 30 * 60)));
    assert!(said.contains("within 4 days"), "{said}");
    let (due, said) = promised(hours(weekdays), 2 * hour + 7 * 60 - 2);
    assert_eq!(due, at(clock(10 * hour)));
    assert!(said.contains("within 8 hours"), "{said}");
    // Nobody works for years: nothing can be promised.
    let once = r#"{"zone":"UTC","exceptions":[{"on":"1999-12-31","spans":["09:00-10:00"]}]}"#;
    let hours = Some(serde_json::from_str(once).expect("hours"));
    let mut scene = Scene::with(Settings { hours, ..Settings::default() });
    scene.press(0);
    assert_eq!(scene.machine.alternatives(), []);
}

#[test]
fn what_is_not_offered_cannot_be_chosen() {
    let refused = |scene: &Scene| {
        matches!(scene.last[..], [Effect::Refuse(Side::Visitor, Some(_), Refused::NotNow)])
    };
    let mut scene = Scene::with(Settings { callback_within: None, ..Settings::default() });
    choose(&mut scene, 0, Alternative::Email);
    assert!(refused(&scene), "nobody waits");
    scene.press(1);
    for kind in [Alternative::Callback, Alternative::Unknown] {
        choose(&mut scene, 2, kind);
        assert!(refused(&scene), "{kind:?}");
    }
    scene.assign(3);
    choose(&mut scene, 4, Alternative::Email);
    assert!(refused(&scene), "a human is there");
    assert!(scene.machine.promise().is_none());
}

#[test]
fn a_human_who_comes_before_the_number_does_wins() {
    // R-102
    let mut scene = Scene::new();
    scene.press(0);
    choose(&mut scene, 5, Alternative::Callback);
    scene.assign(6);
    scene.say(7, "555 012 3456");
    assert!(scene.machine.promise().is_none());
    assert!(matches!(scene.machine.stage(), Stage::Human(_)));
}
