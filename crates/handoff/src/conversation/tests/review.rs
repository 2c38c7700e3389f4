//! What a desk says that comes late, from a desk that is left, or by a clock that is ahead.

use super::*;
use crate::desk::{Gone, Passing, Target};
use crate::{DepartmentSetting, Desk};
use std::collections::BTreeMap;
use warmline_model::Millis;

fn ben() -> AgentId {
    AgentId::new("ben").expect("id")
}

/// A site whose billing has a desk of its own.
fn two_desks() -> Settings {
    let own = DepartmentSetting { own_desk: Some(true), ..DepartmentSetting::default() };
    Settings { departments: BTreeMap::from([(Department::BILLING, own)]), ..Settings::default() }
}

fn leads(scene: &Scene) -> Option<&AgentId> {
    match scene.machine.stage() {
        Stage::Human(human) => Some(&human.agent),
        _ => None,
    }
}

#[test]
fn a_loss_at_the_desk_that_was_left_does_not_lose_the_handoff_at_the_next() {
    // R-087, R-114: passed to a desk of its own, and the agent is lost before their desk hears of it.
    let mut scene = Scene::with(two_desks());
    scene.press(0);
    scene.assign(5);
    let (episode, round) = (scene.machine.episode(), scene.machine.round);
    let to = Target::Department(Department::BILLING);
    let passing = Some(Passing { to, name: "Billing".into(), reason: "a bill".into() });
    let desk = scene.machine.settings().desk_of(Department::BILLING);
    let effects = scene.at(10, Event::DeskMoved { episode, round, desk, passing }).to_vec();
    let joined = effects.iter().find_map(|effect| match effect {
        Effect::Tell(_, DeskNote::Join { round, .. }) => Some(*round),
        _ => None,
    });
    scene.at(11, Event::DeskLost { episode, round: round + 1, gone: Gone::Disconnected });
    // The next desk counts on from the round that it was told.
    let round = joined.expect("a note to the next desk") + 1;
    let to = Assigned { round, ..scene.to(ben(), "Ben") };
    scene.at(12, Event::DeskAssigned(Box::new(to)));
    assert_eq!(leads(&scene), Some(&ben()));
}

#[test]
fn an_assignment_from_before_the_handoff_went_away_and_came_back_is_no_owner() {
    // Two escalations while an assignment is on its way: the desk has queued it anew meanwhile.
    let mut scene = Scene::with(two_desks());
    scene.press(0);
    let late = scene.to(ana(), "Ana");
    let own = scene.machine.desk;
    let mut turn = Turn { now: at(1), effects: Vec::new() };
    for department in [Department::BILLING, Department::SUPPORT] {
        scene.machine.card.department = department;
        scene.machine.join(&mut turn);
    }
    assert_eq!(scene.machine.desk, own);
    let joined = turn.effects.iter().rev().find_map(|effect| match effect {
        Effect::Tell(_, DeskNote::Join { round, .. }) => Some(*round),
        _ => None,
    });
    scene.at(2, Event::DeskAssigned(Box::new(late)));
    assert!(scene.is_waiting());
    let round = joined.expect("a note") + 1;
    let to = Assigned { round, ..scene.to(ben(), "Ben") };
    scene.at(3, Event::DeskAssigned(Box::new(to)));
    assert_eq!(leads(&scene), Some(&ben()));
}

#[test]
fn a_standing_from_a_clock_that_was_ahead_does_not_stop_those_after_it() {
    // R-101
    let mut scene = Scene::new();
    scene.press(0);
    let episode = scene.machine.episode();
    let standing = |position| Standing { position: Some(position), ..Standing::default() };
    let said = |position, as_of| Event::DeskPlaced {
        episode,
        round: 0,
        standing: standing(position),
        as_of,
    };
    scene.at(1, said(9, at(3_600)));
    scene.at(10, said(2, at(10)));
    assert!(matches!(scene.machine.stage(), Stage::Waiting(w) if w.standing == standing(2)));
}

#[test]
fn whoever_is_taken_over_from_passed_nothing_on() {
    // R-114: the desk names the supervisor as the one whom it is from.
    let mut scene = Scene::new();
    scene.press(0);
    scene.assign(5);
    let boss = AgentId::new("boss").expect("id");
    let from = crate::desk::From {
        agent: boss.clone(),
        name: "Zoe".into(),
        reason: "took it over".into(),
    };
    let to = Assigned { from: Some(from), ..scene.to(boss, "Zoe") };
    scene.at(9, Event::DeskAssigned(Box::new(to)));
    assert!(scene.last_words().contains("taking over from Ana"), "{}", scene.last_words());
}

#[test]
fn a_conversation_of_the_first_version_is_of_the_round_that_its_desk_counts() {
    // R-087: otherwise what it says of a silent agent would be of no round.
    let mut scene = Scene::new();
    scene.press(0);
    scene.assign(5);
    let mut stored = serde_json::to_value(&scene.machine).expect("JSON");
    stored.as_object_mut().expect("an object").remove("round");
    let read: Conversation = serde_json::from_value(stored).expect("its own JSON");
    assert_eq!(read.upgraded().round, 1);
    let first = r#"{"settings":{},"line":[],"ended":{},"handling":[],
        "agents":{"ana":{"profile":{"name":"Ana","department":"support","capacity":2},
                         "status":"available","connected":false}},
        "assigned":{"c":{"agent":"ana","since":0,"out_of_turn":false,
            "waiter":{"conversation":"c","episode":1,"tier":"standard","department":"support",
                      "summary":"","customer":null,"since":0}}}}"#;
    let mut desk = Desk::from_first_version(DeskName::default(), first).expect("a desk");
    let mut effects = desk.handle(at(0), crate::desk::Event::Woken);
    effects.extend(desk.handle(at(0) + Millis::minutes(2), crate::desk::Event::Woken));
    let lost = |effect: &crate::desk::Effect| matches!(effect, crate::desk::Effect::Lost(..));
    assert!(effects.iter().any(lost), "{effects:?}");
}
