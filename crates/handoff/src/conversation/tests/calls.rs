//! A booked call after it was booked: what calendars are told, the reminder, and another desk (R-133).

use super::after_hours::{choose, clock, closed, slot, tells};
use super::*;
use crate::DeskName;
use warmline_model::{Alternative, CallNews, Happened};

/// A call is booked for that hour, by a customer whose address is known.
fn booked(hour: i64) -> Scene {
    let mut scene = closed();
    scene.say(5, "I am mia@shop.example by the way");
    choose(&mut scene, 10, Alternative::Callback);
    let episode = scene.machine.episode();
    scene.at(11, Event::DeskSlots(episode, vec![slot(hour)]));
    scene.say(12, "1");
    scene.say(13, "555 012 3456");
    scene.at(14, Event::DeskBooked(episode, slot(hour)));
    scene
}

/// The call is moved to another hour.
fn moved(scene: &mut Scene, seconds: i64, hour: i64) {
    choose(scene, seconds, Alternative::Callback);
    let episode = scene.machine.episode();
    scene.at(seconds, Event::DeskSlots(episode, vec![slot(hour)]));
    scene.say(seconds, "1");
    scene.at(seconds, Event::DeskBooked(episode, slot(hour)));
}

/// What calendars are told with letters, and to whom.
fn invited(scene: &Scene) -> Vec<(&str, &CallNews)> {
    let invites = scene.last.iter().filter_map(|effect| match effect {
        Effect::Send(letter, Some(news)) => Some((letter.to.as_str(), news)),
        _ => None,
    });
    invites.collect()
}

#[test]
fn a_booked_call_is_in_the_letter_that_confirms_it_and_moves_with_the_same_name() {
    // R-133
    let mut scene = booked(10);
    let [(to, first)] = invited(&scene)[..] else { panic!("{:?}", scene.last) };
    assert_eq!(to, "mia@shop.example");
    assert_eq!((first.call, first.sequence, first.cancelled), (1, 0, false));
    assert_eq!(first.slot, slot(10));
    assert!(first.description.contains("1970-01-01 at 10:00 (UTC)"), "{}", first.description);
    assert!(scene.last.iter().any(|e| matches!(e, Effect::PassOn(Happened::Callback, _))));

    moved(&mut scene, 60, 14);
    let [(_, second)] = invited(&scene)[..] else { panic!("{:?}", scene.last) };
    assert_eq!((second.call, second.cancelled, second.slot), (1, false, slot(14)));
    assert!(second.sequence > 0);
    let second = second.clone();
    // Whichever number is asked for, the answer is how the call stands.
    for number in [1, 2] {
        let news = scene.machine.call_news(at(61), number).expect("a call");
        assert_eq!((news.sequence, news.slot), (second.sequence, slot(14)));
    }
    assert_eq!(scene.machine.call_news(at(61), 3), None);

    let id = scene.id();
    scene.at(70, Event::VisitorCancelledPromise(id, 2));
    let [(_, off)] = invited(&scene)[..] else { panic!("{:?}", scene.last) };
    assert_eq!((off.call, off.cancelled, off.slot), (1, true, slot(14)));
    assert!(off.sequence > second.sequence);
    assert!(scene.last.iter().any(|e| matches!(e, Effect::CallOff(_, news) if news.cancelled)));
    let asked = scene.machine.call_news(at(71), 1).expect("a call");
    assert!(asked.cancelled && asked.sequence > second.sequence);
}

#[test]
fn a_call_that_another_thing_takes_the_place_of_or_that_cannot_stand_is_called_off() {
    // R-133, R-136
    let mut scene = booked(10);
    let episode = scene.machine.episode();
    scene.at(60, Event::DeskSlotTaken(episode, slot(10), vec![]));
    let [(_, off)] = invited(&scene)[..] else { panic!("{:?}", scene.last) };
    assert!(off.cancelled && off.sequence > 0);
    assert!(scene.machine.call_news(at(61), 1).is_some_and(|news| news.cancelled));
    // The options stand again: a new call is another one.
    scene.say(70, "2");
    scene.at(71, Event::DeskSlots(episode, vec![slot(14)]));
    scene.say(72, "1");
    scene.at(73, Event::DeskBooked(episode, slot(14)));
    let [(_, new)] = invited(&scene)[..] else { panic!("{:?}", scene.last) };
    assert_eq!((new.call, new.sequence, new.cancelled), (2, 0, false));
}

#[test]
fn a_ticket_has_no_calendar_and_a_missed_call_is_not_called_off() {
    let mut scene = closed();
    scene.say(10, "1");
    scene.say(20, "mia@shop.example");
    scene.say(30, "no");
    assert!(scene.machine.promise().is_some() && invited(&scene).is_empty());
    assert_eq!(scene.machine.call_news(at(31), 1), None);
    let mut scene = booked(10);
    scene.at(clock(10, 30), Event::Woken);
    assert!(invited(&scene).is_empty());
    // Whatever takes its place.
    scene.say(clock(10, 31), "1");
    assert_eq!(scene.machine.promise().map(|promise| promise.number), Some(2));
    assert!(invited(&scene).is_empty());
    assert!(scene.machine.call_news(at(clock(10, 31)), 1).is_some_and(|news| !news.cancelled));
}

fn reminded(scene: &Scene) -> (usize, usize) {
    let says = |text: &str| text.starts_with("A reminder: ");
    let log = scene.log.iter().filter_map(|entry| entry.body.text()).filter(|t| says(t)).count();
    let letters = scene.last.iter().filter(
        |effect| matches!(effect, Effect::Send(letter, None) if letter.text.starts_with("A reminder: ")),
    );
    (log, letters.count())
}

#[test]
fn a_customer_is_reminded_once_for_each_time_of_a_call_and_never_of_one_that_is_off() {
    // R-133
    let mut scene = booked(10);
    assert_eq!(scene.machine.next_deadline(), Some(at(clock(9, 0))), "an alarm of its own");
    scene.at(clock(8, 59), Event::Woken);
    assert_eq!(reminded(&scene), (0, 0));
    scene.at(clock(9, 0), Event::Woken);
    assert_eq!(reminded(&scene), (1, 1));
    assert!(scene.last_words().contains("call you at 555 012 3456 today at 10:00 (UTC)"));
    scene.at(clock(9, 1), Event::Woken);
    assert_eq!(reminded(&scene), (1, 0));
    // Another time is another reminder.
    moved(&mut scene, clock(9, 2), 14);
    scene.at(clock(10, 0), Event::Woken);
    assert_eq!(reminded(&scene).0, 1);
    scene.at(clock(13, 0), Event::Woken);
    assert_eq!(reminded(&scene), (2, 1));

    let mut scene = booked(10);
    let id = scene.id();
    scene.at(60, Event::VisitorCancelledPromise(id, 1));
    for minute in 0..90 {
        scene.at(clock(9, 0) + minute * 60, Event::Woken);
    }
    assert_eq!(reminded(&scene).0, 0);
    // Woken when it runs already, nobody is told that it will.
    let mut scene = booked(10);
    scene.at(clock(10, 1), Event::Woken);
    assert_eq!(reminded(&scene), (0, 0));
}

#[test]
fn whoever_books_shortly_before_is_reminded_later_or_not_at_all() {
    for (booked_at, expected) in [((8, 0), Some((9, 0))), ((8, 1), Some((9, 45))), ((9, 31), None)]
    {
        let mut scene = booked(16);
        moved(&mut scene, clock(booked_at.0, booked_at.1), 10);
        let at_risk = at(clock(9, 55));
        let expected = expected.map_or(at_risk, |(hour, minute)| at(clock(hour, minute)));
        assert_eq!(scene.machine.next_deadline(), Some(expected), "{booked_at:?}");
    }
}

#[test]
fn a_promise_of_a_department_with_a_new_desk_is_kept_there_and_only_there() {
    // R-133, R-136
    let mut scene = booked(10);
    let common = DeskName::default();
    let own: Settings = serde_json::from_str(r#"{"departments": {"support": {"own_desk": true}}}"#)
        .expect("settings");
    let own = own.desk_of(scene.machine.card().department);
    assert_ne!(own, common);
    let news = Event::DeskPromiseMoved { number: 1, from: common, to: own };
    let told = |scene: &Scene, desk: DeskName, is: fn(&DeskNote) -> bool| {
        let to = |e: &&Effect| matches!(e, Effect::Tell(to, note) if *to == desk && is(note));
        scene.last.iter().filter(to).count()
    };
    let promised =
        |note: &DeskNote| matches!(note, DeskNote::Promised { promise, .. } if promise.is_open());
    let gone = |note: &DeskNote| matches!(note, DeskNote::PromiseMoved { number: 1, .. });
    scene.at(60, news.clone());
    assert_eq!((told(&scene, own, promised), told(&scene, common, gone)), (1, 1));
    // The same word again moves nothing, and the old desk hears once more that it has it no longer.
    scene.at(61, news);
    assert_eq!((told(&scene, own, promised), told(&scene, common, gone)), (0, 1));
    // Another time is asked for there, and it is given back there.
    choose(&mut scene, 70, Alternative::Callback);
    assert_eq!(told(&scene, own, |note| matches!(note, DeskNote::WantSlots { .. })), 1);
    let id = scene.id();
    scene.at(80, Event::VisitorCancelledPromise(id, 1));
    assert_eq!(told(&scene, own, |note| matches!(note, DeskNote::Unbook { .. })), 1);
    // Desks that differ do not send it to and fro for ever.
    let mut scene = booked(10);
    let mut moves = 0;
    for turn in 0..40 {
        let (from, to) = if turn % 2 == 0 { (common, own) } else { (own, common) };
        scene.at(100 + turn, Event::DeskPromiseMoved { number: 1, from, to });
        moves += usize::from(tells(&scene, |note| matches!(note, DeskNote::Promised { .. })));
    }
    assert_eq!(moves, 10);
}
