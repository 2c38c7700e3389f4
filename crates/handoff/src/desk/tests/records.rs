//! A desk as records: loaded again between any two events, it goes on as if nothing had been.

use super::{Scene, agent, chat, profile, waiter};
use crate::desk::{Effect, Event, Target};
use crate::{Desk, DeskName};
use std::collections::BTreeMap;
use warmline_model::{Episode, Status};

/// Writes what changed, and loads the desk from all that was written.
fn restart(scene: &mut Scene, stored: &mut BTreeMap<String, String>) {
    for change in scene.desk.changes() {
        match change.value {
            Some(value) => stored.insert(change.key, value),
            None => stored.remove(&change.key),
        };
    }
    scene.desk = Desk::load(DeskName::default(), stored.clone()).expect("its own records");
}

fn story(restarts: bool) -> Vec<Effect> {
    let mut scene = Scene::new(crate::Settings::default());
    let mut stored = BTreeMap::new();
    scene.on(Event::Configured(Box::default()));
    let mut step = |scene: &mut Scene, event: Event| {
        scene.on(event).seconds(1);
        if restarts {
            restart(scene, &mut stored);
        }
    };
    for name in ["ana", "ben"] {
        step(&mut scene, Event::AgentCame(agent(name), profile(name)));
        step(&mut scene, Event::AgentSet(agent(name), Status::Available));
    }
    for name in ["c1", "c2", "c3", "c4", "c5", "c6"] {
        let joined = Event::Joined(waiter(name, scene.now));
        step(&mut scene, joined);
    }
    let offered = scene.offered("c1").expect("an offer");
    step(&mut scene, Event::Accepted(agent(&offered), chat("c1"), Episode(1)));
    let offered = scene.offered("c2").expect("an offer");
    step(&mut scene, Event::Declined(agent(&offered), chat("c2"), Episode(1), None));
    let who = scene.owner("c1").expect("an owner");
    let other = if who == "ana" { "ben" } else { "ana" };
    let to = Target::Agent(agent(other));
    step(&mut scene, Event::PassedOn(agent(&who), chat("c1"), Episode(1), to, "why".into()));
    for _ in 0..120 {
        step(&mut scene, Event::Woken);
    }
    step(&mut scene, Event::AgentLeft(agent(other)));
    for _ in 0..90 {
        step(&mut scene, Event::Woken);
    }
    let told =
        |effect: &Effect| !matches!(effect, Effect::Place(..) | Effect::Show | Effect::ShowTo(_));
    scene.effects.into_iter().filter(told).collect()
}

#[test]
fn dropping_and_loading_a_desk_between_any_two_events_changes_nothing() {
    assert_eq!(story(false), story(true));
}

#[test]
fn an_event_writes_what_it_changed_and_not_the_rest() {
    let mut scene = Scene::with(&["ana"]);
    for n in 0..1_000 {
        scene.joins(&format!("c{n}"));
    }
    let all = scene.desk.changes();
    assert!(all.len() > 1_000);
    scene.joins("last");
    let changes = scene.desk.changes();
    let keys: Vec<&str> = changes.iter().map(|change| change.key.as_str()).collect();
    assert_eq!(keys, ["head", "place/last"]);
    let bytes: usize = changes.iter().filter_map(|c| c.value.as_ref()).map(String::len).sum();
    assert!(bytes < 1_500, "{bytes} bytes");
}

#[test]
fn everybody_is_told_again_after_a_restart() {
    let mut scene = Scene::with(&["ana"]);
    for name in ["c1", "c2", "c3"] {
        scene.joins(name);
    }
    let mut stored = BTreeMap::new();
    restart(&mut scene, &mut stored);
    scene.effects.clear();
    assert!(scene.desk.next_deadline().is_some_and(|at| at <= scene.now));
    scene.on(Event::Woken);
    let places = scene.effects.iter().filter(|e| matches!(e, Effect::Place(..))).count();
    assert_eq!(places, 3);
}

#[test]
fn a_desk_of_the_first_version_goes_on_as_records() {
    let first = include_str!("../../../tests/data/desk-v1.json");
    let mut desk = Desk::from_first_version(DeskName::default(), first).expect("a desk");
    assert_eq!((desk.waiting(), desk.assigned().len(), desk.agents().len()), (2, 1, 2));
    let stored: BTreeMap<String, String> =
        desk.changes().into_iter().filter_map(|c| Some((c.key, c.value?))).collect();
    let again = Desk::load(DeskName::default(), stored).expect("records");
    let order = |desk: &Desk| -> Vec<String> {
        desk.line(9).map(|place| place.waiter.conversation.to_string()).collect()
    };
    assert_eq!(order(&again), ["urgent", "patient"]);
    assert_eq!(order(&again), order(&desk));
    let broken = Desk::load(DeskName::default(), [("head".to_owned(), "{".to_owned())]);
    assert!(broken.is_err_and(|why| why.starts_with("head: ")));
}
