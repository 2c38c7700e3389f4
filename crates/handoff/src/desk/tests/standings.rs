//! What those who wait are told: true, live, and together where many wait.

use super::{Scene, agent, profile, skill, waiter};
use crate::desk::{Effect, Event, Profile, Waiter};
use warmline_model::{Department, Longer, Millis, Status, Tier};

fn positions(scene: &Scene, names: &[&str]) -> Vec<u32> {
    let of = |name: &&str| scene.told(name).and_then(|told| told.position).unwrap_or(0);
    names.iter().map(of).collect()
}

#[test]
fn a_place_counts_those_ahead_who_compete_for_the_same_agents() {
    //
    let mut scene = Scene::new(crate::Settings::default());
    let only = |department, name: &str| Profile { department, ..profile(name) };
    scene.comes("bill", only(Department::BILLING, "bill"));
    scene.comes("sal", only(Department::SALES, "sal"));
    for name in ["bill", "sal"] {
        scene.on(Event::AgentSet(agent(name), Status::Busy));
    }
    let about =
        |department, name: &str, scene: &Scene| Waiter { department, ..waiter(name, scene.now) };
    scene.joins_as(about(Department::BILLING, "b1", &scene));
    scene.joins_as(about(Department::SALES, "s1", &scene));
    scene.joins_as(about(Department::BILLING, "b2", &scene));
    scene.joins_as(about(Department::SALES, "s2", &scene));
    assert_eq!(positions(&scene, &["b1", "s1", "b2", "s2"]), [1, 1, 2, 2]);
    // Somebody who can do both makes them one line.
    let both = Profile { skills: vec![skill("sales")], ..only(Department::BILLING, "zoe") };
    scene.comes("zoe", both).on(Event::AgentSet(agent("zoe"), Status::Busy));
    assert_eq!(positions(&scene, &["b1", "s1", "b2", "s2"]), [1, 2, 3, 4]);
}

#[test]
fn a_wait_is_a_range_where_there_are_facts_and_absent_where_there_are_none() {
    //
    let mut scene = Scene::with(&["ana"]);
    scene.joins("c1").joins("c2").joins("c3");
    assert!(scene.told("c1").is_some_and(|told| told.wait.is_some()), "Ana reads it now");
    assert_eq!(scene.told("c3").and_then(|told| told.wait), None, "no handling time is known");
    // Eight conversations of five minutes each later, there are facts.
    for n in 1..9 {
        let name = format!("c{n}");
        scene.joins(&format!("c{}", n + 2));
        if scene.offered(&name).is_none() {
            scene.seconds(30);
        }
        scene.accepted(&name);
        scene.seconds(300).over(&name);
    }
    let waits = scene.told("c10").and_then(|told| told.wait).expect("a range");
    assert!(waits.low < waits.high && waits.high <= Millis::minutes(20), "{waits:?}");
    // What was told is compared with what came.
    let score = scene.desk.wait_score();
    assert!(score.scored() >= 2, "{score:?}");
    // Nobody at work: nothing is made up.
    scene.on(Event::AgentSet(agent("ana"), Status::Offline));
    let told = scene.told("c10").expect("a standing");
    assert_eq!((told.wait, told.team_online), (None, false));
}

#[test]
fn whoever_is_overtaken_hears_why() {
    let mut scene = Scene::with(&["ana"]);
    scene.on(Event::AgentSet(agent("ana"), Status::Busy));
    scene.joins("c1");
    assert_eq!(scene.told("c1").and_then(|told| told.longer), None);
    scene.joins_as(Waiter { tier: Tier::Critical, ..waiter("c2", scene.now) });
    let told = scene.told("c1").expect("a standing");
    assert_eq!((told.position, told.longer), (Some(2), Some(Longer::UrgentAhead { more: 1 })));
    // It gets better: the reason goes.
    scene.over("c2");
    assert_eq!(scene.told("c1").map(|told| (told.position, told.longer)), Some((Some(1), None)));
}

#[test]
fn ten_thousand_who_wait_are_told_together_and_within_five_seconds() {
    let mut scene = Scene::with(&["ana"]);
    scene.on(Event::AgentSet(agent("ana"), Status::Busy));
    for n in 0..10_000 {
        let name = format!("c{n:05}");
        scene.effects.clear();
        scene.joins(&name);
        let told = scene.told(&name).and_then(|told| told.position);
        assert_eq!(told, Some(n + 1), "told at once");
        scene.wait(Millis(1));
    }
    scene.seconds(5);
    scene.effects.clear();
    scene.on(Event::AgentSet(agent("ana"), Status::Available));
    scene.accepted("c00000");
    let at_once = scene.effects.iter().filter(|e| matches!(e, Effect::Place(..))).count();
    scene.seconds(5);
    assert_eq!(scene.told("c09999").and_then(|told| told.position), Some(9_999));
    let places = scene.effects.iter().filter(|e| matches!(e, Effect::Place(..))).count();
    assert!(at_once <= 10_000 && places <= 25_000, "{at_once} at once, {places} in all");
    let mut expected = 1;
    for place in scene.desk.line(10_000) {
        assert_eq!(place.told().and_then(|told| told.position), Some(expected));
        expected += 1;
    }
    assert_eq!(expected, 10_000);
}
