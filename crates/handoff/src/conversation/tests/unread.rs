//! What a desk hears of words that its agent does not read.

use super::*;

/// Since when words are unread, or that they are read, as the desk is told.
fn told(effects: &[Effect]) -> Vec<Option<Timestamp>> {
    let notes = effects.iter().filter_map(|effect| match effect {
        Effect::Tell(_, DeskNote::Unread { since, .. }) => Some(*since),
        _ => None,
    });
    notes.collect()
}

fn led_by_ana() -> Scene {
    let mut scene = Scene::new();
    scene.press(0);
    scene.assign(10);
    let id = scene.id();
    scene.at(11, Event::AgentSaid(ana(), id, "Hello".into()));
    scene
}

#[test]
fn words_that_stay_unread_are_told_at_their_time_and_once() {
    let mut scene = led_by_ana();
    scene.say(20, "are you there");
    scene.say(22, "hello");
    assert_eq!(scene.machine.next_deadline(), Some(at(25)));
    assert_eq!(told(scene.at(24, Event::Woken)), []);
    assert_eq!(told(scene.at(25, Event::Woken)), [Some(at(20))]);
    assert_eq!(told(scene.at(26, Event::Woken)), []);
    // More words are news to whoever saw that there were some.
    scene.say(30, "anybody");
    scene.say(34, "anybody at all");
    assert_eq!(told(scene.at(35, Event::Woken)), [Some(at(30))]);
    assert_eq!(told(scene.at(36, Event::Woken)), []);
    // Part of it is not all of it.
    let last = scene.machine.last();
    assert_eq!(told(scene.at(37, Event::AgentSaw(ana(), Seq(last.0 - 1)))), []);
    assert_eq!(told(scene.at(38, Event::AgentSaw(ana(), last))), [None]);
}

#[test]
fn words_that_are_read_or_answered_in_time_are_not_told_at_all() {
    let mut scene = led_by_ana();
    scene.say(20, "are you there");
    let last = scene.machine.last();
    assert_eq!(told(scene.at(24, Event::AgentSaw(ana(), last))), []);
    assert_eq!(told(scene.at(26, Event::Woken)), []);
    scene.say(30, "and now");
    let id = scene.id();
    assert_eq!(told(scene.at(33, Event::AgentSaid(ana(), id, "Yes".into()))), []);
    assert_eq!(told(scene.at(36, Event::Woken)), []);
}

#[test]
fn an_answer_says_that_words_were_read() {
    let mut scene = led_by_ana();
    scene.say(20, "are you there");
    assert_eq!(told(scene.at(25, Event::Woken)).len(), 1);
    let id = scene.id();
    assert_eq!(told(scene.at(33, Event::AgentSaid(ana(), id, "Yes".into()))), [None]);
}
