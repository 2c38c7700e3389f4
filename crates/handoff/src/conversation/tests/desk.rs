//! What the desk says: a change of owner, of desk, and an agent who could not go on.

use super::*;
use crate::DepartmentSetting;
use crate::desk::{From, Gone, Passing, Target};
use std::collections::BTreeMap;
use warmline_model::Tier;

fn ben() -> AgentId {
    AgentId::new("ben").expect("id")
}

/// A site whose billing has a desk of its own.
fn two_desks() -> Settings {
    let billing = DepartmentSetting {
        name: Some("Money".into()),
        own_desk: Some(true),
        ..DepartmentSetting::default()
    };
    Settings {
        departments: BTreeMap::from([(Department::BILLING, billing)]),
        ..Settings::default()
    }
}

fn tells(effects: &[Effect]) -> Vec<(DeskName, &DeskNote)> {
    let told = effects.iter().filter_map(|effect| match effect {
        Effect::Tell(desk, note) => Some((*desk, note)),
        _ => None,
    });
    told.collect()
}

/// Whoever leads: their name, or nobody.
fn leads(scene: &Scene) -> Option<&str> {
    match scene.machine.stage() {
        Stage::Human(human) => Some(&human.name),
        _ => None,
    }
}

fn served() -> Scene {
    let mut scene = Scene::new();
    scene.say(0, "My tent leaks");
    scene.press(1);
    scene.assign(20);
    scene
}

fn says(scene: &mut Scene, seconds: i64, agent: AgentId, text: &str) -> Vec<Effect> {
    let id = scene.id();
    scene.at(seconds, Event::AgentSaid(agent, id, text.into())).to_vec()
}

fn lost(scene: &Scene, gone: Gone) -> Event {
    let (episode, round) = (scene.machine.episode(), scene.machine.round + 1);
    Event::DeskLost { episode, round, gone }
}

fn passing(scene: &Scene, to: Target, name: &str) -> Event {
    let passing = Passing { to, name: name.into(), reason: "they know tents".into() };
    let (episode, round) = (scene.machine.episode(), scene.machine.round);
    Event::DeskPassing { episode, round, passing: Some(passing) }
}

#[test]
fn whoever_lost_their_agent_is_told_kindly_and_waits_on_with_the_original_clock() {
    //
    let mut told = Vec::new();
    for gone in [Gone::Disconnected, Gone::Silent] {
        let mut scene = served();
        says(&mut scene, 30, ana(), "Hello!");
        let epoch = scene.machine.epoch();
        let event = lost(&scene, gone);
        scene.at(200, event.clone());
        assert_eq!(scene.notices(Notice::AgentLost), 1);
        assert!(scene.machine.epoch() > epoch);
        assert!(matches!(scene.machine.stage(), Stage::Waiting(w) if w.since == at(1)));
        assert_eq!(scene.machine.next_deadline(), Some(at(211)));
        assert_eq!(scene.machine.alternatives().len(), 2);
        told.push(scene.last_words().to_owned());
        // Repeated, it changes nothing.
        assert_eq!(scene.at(201, event), []);
        let stale = says(&mut scene, 202, ana(), "Are you there?");
        assert!(matches!(stale[..], [Effect::Refuse(_, _, Refused::NotYours)]));
        // the next one is a new owner, and the customer hears who.
        let to = scene.to(ben(), "Ben");
        scene.at(205, Event::DeskAssigned(Box::new(to)));
        assert_eq!(leads(&scene), Some("Ben"));
    }
    assert_ne!(told[0], told[1]);
    for words in told {
        assert!(words.contains("front of the line") && !words.contains("Ana"), "{words}");
    }
}

#[test]
fn what_an_older_round_or_another_handoff_says_changes_nothing() {
    let mut scene = served();
    let event = lost(&scene, Gone::Silent);
    scene.at(30, event);
    let to = scene.to(ben(), "Ben");
    scene.at(40, Event::DeskAssigned(Box::new(to.clone())));
    let episode = scene.machine.episode();
    let before = scene.machine.stage().clone();
    let passing =
        Some(Passing { to: Target::Agent(ana()), name: "Ana".into(), reason: "x".into() });
    let older = Assigned { round: 1, agent: ana(), name: "Ana".into(), ..to.clone() };
    for event in [
        Event::DeskAssigned(Box::new(older)),
        Event::DeskAssigned(Box::new(to.clone())),
        Event::DeskLost { episode, round: 3, gone: Gone::Silent },
        Event::DeskLost { episode: Episode(7), round: 9, gone: Gone::Silent },
        Event::DeskPassing { episode, round: 1, passing: passing.clone() },
        Event::DeskPassing { episode: Episode(0), round: 3, passing },
        Event::DeskPassing { episode, round: 3, passing: None },
    ] {
        assert_eq!(scene.at(41, event.clone()), [], "{event:?}");
        assert_eq!(scene.machine.stage(), &before);
    }
    // Of another handoff, or after the end: its desk is told that it is over there.
    let old = Assigned { episode: Episode(0), ..to.clone() };
    assert_eq!(scene.at(42, Event::DeskAssigned(Box::new(old))), [over(Episode(0))]);
    let close = scene.id();
    scene.at(43, Event::AgentClosed(ben(), close, "Bye.".into(), CloseReason::Solved));
    let late = Assigned { round: 9, ..to };
    assert_eq!(scene.at(44, Event::DeskAssigned(Box::new(late))), [over(episode)]);
}

#[test]
fn a_transfer_that_is_accepted_makes_a_new_owner_and_nothing_is_repeated() {
    //
    let mut scene = served();
    says(&mut scene, 30, ana(), "Hello!");
    let event = passing(&scene, Target::Agent(ben()), "Ben");
    scene.at(40, event.clone());
    assert_eq!(leads(&scene), Some("Ana"));
    assert_eq!(scene.last_words(), "Ana is bringing in Ben. They will have everything so far.");
    assert_eq!(scene.machine.passing_to().as_deref(), Some("Ben"));
    assert_eq!(scene.at(41, event), []);
    // Until somebody comes the owner speaks.
    says(&mut scene, 42, ana(), "One moment.");
    let epoch = scene.machine.epoch();
    let from = From { agent: ana(), name: "Ana".into(), reason: "they know tents".into() };
    let to = Assigned { from: Some(from), ..scene.to(ben(), "Ben") };
    scene.at(50, Event::DeskAssigned(Box::new(to)));
    assert_eq!(
        scene.last_words(),
        "You are now connected with Ben from our Support team. Ana has passed on everything so far."
    );
    assert!(scene.machine.epoch() > epoch);
    assert_eq!(scene.machine.passing_to(), None);
    assert!(matches!(
        says(&mut scene, 51, ana(), "And?")[..],
        [Effect::Refuse(_, _, Refused::NotYours)]
    ));
    assert_eq!(scene.machine.hands().len(), 2);
    // The reason is for the team: the customer reads it nowhere.
    assert!(!scene.log.iter().any(|e| e.body.text().is_some_and(|t| t.contains("know tents"))));
}

#[test]
fn a_supervisor_who_takes_over_is_told_as_such() {
    let mut scene = served();
    let to = scene.to(ben(), "Ben");
    scene.at(30, Event::DeskAssigned(Box::new(to)));
    assert!(
        scene.last_words().ends_with("They are taking over from Ana, and have everything so far.")
    );
}

#[test]
fn a_transfer_that_came_to_nothing_is_told_where_it_was_told_before() {
    //
    let mut scene = served();
    let (episode, round) = (scene.machine.episode(), scene.machine.round);
    let ended = Event::DeskPassing { episode, round, passing: None };
    assert_eq!(scene.at(30, ended.clone()), []);
    let event = passing(&scene, Target::Department(Department::BILLING), "Billing");
    scene.at(40, event);
    assert_eq!(scene.machine.passing_to().as_deref(), Some("our Billing team"));
    scene.at(50, ended);
    assert_eq!(scene.last_words(), "Ana is staying with you.");
    assert_eq!(scene.notices(Notice::Transferring), 2);
    assert_eq!(scene.machine.passing_to(), None);
}

#[test]
fn a_handoff_moves_to_its_teams_own_desk_with_its_clock() {
    let mut scene = Scene::with(two_desks());
    let (all, money) = (DeskName::default(), scene.machine.settings().desk_of(Department::BILLING));
    scene.press(0);
    let episode = scene.machine.episode();
    let effects = scene.say(10, "I was charged twice and want a refund of my bill").to_vec();
    let told = tells(&effects);
    assert!(
        matches!(told[..], [
            (from, DeskNote::Over { moved: true, .. }),
            (to, DeskNote::Join { episode: e, since, round: 1, answered: false, .. }),
        ] if from == all && to == money && *e == episode && *since == at(0)),
        "{told:?}"
    );
    // The desk it was at has just given it to somebody: it hears that it moved.
    let late = Assigned { desk: all, ..scene.to(ana(), "Ana") };
    let effects = scene.at(11, Event::DeskAssigned(Box::new(late))).to_vec();
    assert_eq!(effects, [Effect::Tell(all, DeskNote::Over { episode, moved: true })]);
    assert!(scene.is_waiting());
    scene.assign(20);
    assert_eq!(leads(&scene), Some("Ana"));
}

#[test]
fn passed_to_a_team_with_its_own_desk_the_customer_waits_there_and_is_told() {
    // the same handoff, the clock it began with, and the newest round.
    let mut scene = Scene::with(two_desks());
    scene.say(0, "My tent leaks");
    scene.press(1);
    scene.assign(20);
    says(&mut scene, 30, ana(), "Hello!");
    let money = scene.machine.settings().desk_of(Department::BILLING);
    let (episode, round) = (scene.machine.episode(), scene.machine.round);
    let passing = Some(Passing {
        to: Target::Department(Department::BILLING),
        name: "Money".into(),
        reason: "an invoice".into(),
    });
    let event = Event::DeskMoved { episode, round, desk: money, passing };
    let effects = scene.at(400, event.clone()).to_vec();
    // The old desk says more that is stale by now: it changes nothing.
    let gone = Gone::Disconnected;
    assert_eq!(scene.at(401, Event::DeskLost { episode, round: round + 1, gone }), []);
    assert_eq!(scene.at(401, event), []);
    assert!(scene.last_words().starts_with("Ana is passing you on to our Money team."));
    assert!(scene.is_waiting());
    let told = tells(&effects);
    assert!(
        matches!(told[..], [
            (_, DeskNote::Over { moved: true, .. }),
            (to, DeskNote::Join { since, round: 2, answered: true, department, from: Some(from), .. }),
        ] if to == money && from.name == "Ana" && from.reason == "an invoice" && *since == at(1) && *department == Department::BILLING),
        "{told:?}"
    );
    scene.assign(410);
    assert_eq!(scene.machine.round, 3);
}

#[test]
fn an_agent_who_leaves_the_customer_without_a_word_is_reported_once() {
    //
    let silent = |effects: &[Effect]| {
        tells(effects).iter().filter(|(_, note)| matches!(note, DeskNote::Silent { .. })).count()
    };
    let mut scene = served();
    let after = scene.machine.settings().tier(Tier::Standard).silent_after;
    assert_eq!(scene.machine.next_deadline(), Some(at(20) + after));
    // What the customer says in the meantime gives the agent no more time.
    scene.say(100, "Hello?");
    assert_eq!(scene.machine.silent_at(), Some(at(320)));
    assert_eq!(silent(scene.at(319, Event::Woken)), 0);
    assert_eq!(silent(scene.at(320, Event::Woken)), 1);
    assert_eq!(scene.machine.next_deadline(), None);
    assert_eq!(scene.at(330, Event::Woken), []);
    // Their words come after all, and nothing is owed until the customer writes.
    let first = says(&mut scene, 340, ana(), "Sorry, here I am.");
    assert!(tells(&first).iter().any(|(_, n)| matches!(n, DeskNote::Answered { .. })));
    assert_eq!(scene.machine.silent_at(), None);
    assert_eq!(scene.machine.next_deadline(), None);
    assert_eq!(*scene.say(400, "Thanks").last().expect("an effect"), Effect::ShowTeam);
    scene.say(500, "And now?");
    assert_eq!(scene.machine.silent_at(), Some(at(400) + after));
    assert_eq!(silent(scene.at(700, Event::Woken)), 1);
    let second = says(&mut scene, 710, ana(), "Now this.");
    let answered = |note: &DeskNote| matches!(note, DeskNote::Answered { .. });
    assert!(
        !tells(&second).iter().any(|(_, note)| answered(note)),
        "the first words are told once"
    );
}

#[test]
fn a_clock_that_is_set_back_gives_a_silent_agent_no_hour_more() {
    //
    let mut scene = Scene::new();
    scene.press(7_200);
    scene.assign(7_210);
    scene.at(3_620, Event::VisitorSaw(Seq(1)));
    assert_eq!(scene.machine.silent_at(), Some(at(3_620 + 300)));
    let Stage::Human(Human { since, .. }) = scene.machine.stage() else { panic!("a human") };
    assert_eq!(*since, at(3_620));
    let event = lost(&scene, Gone::Disconnected);
    scene.at(3_640, event);
    assert!(matches!(scene.machine.stage(), Stage::Waiting(w) if w.since == at(3_610)));
}

#[test]
fn who_is_away_when_the_agent_is_lost_keeps_the_place_for_the_whole_grace() {
    //
    let mut scene = served();
    scene.at(30, Event::VisitorLeft);
    let event = lost(&scene, Gone::Disconnected);
    scene.at(1_000, event);
    scene.at(1_001, Event::Woken);
    assert!(scene.is_waiting());
    scene.at(1_600, Event::Woken);
    assert!(!scene.is_waiting());
}
