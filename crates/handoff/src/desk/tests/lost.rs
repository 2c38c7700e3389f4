//! An agent who can't go on: the customer is in front, with their own clock.

use super::{Scene, agent, chat, profile, skill, waiter};
use crate::desk::{Effect, Event, Gone, News, Profile, Target, Waiter};
use warmline_model::{Department, Episode, Millis, Need, Timestamp, WaivedBecause};

fn losses(scene: &Scene) -> Vec<(u32, Gone)> {
    scene
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Lost(_, _, round, gone) => Some((*round, *gone)),
            _ => None,
        })
        .collect()
}

#[test]
fn an_agent_whose_console_is_gone_too_long_loses_the_customer_to_the_front() {
    let mut scene = Scene::with(&["ana"]);
    let since = scene.now;
    scene.joins("c1");
    scene.accepted("c1");
    scene.seconds(100).joins("c2").joins("c3");
    scene.accepted("c2");
    scene.on(Event::AgentLeft(agent("ana"))).seconds(59);
    assert_eq!(scene.owner("c1").as_deref(), Some("ana"), "a reload is no loss");
    scene.seconds(1);
    assert_eq!(losses(&scene), [(2, Gone::Disconnected), (2, Gone::Disconnected)]);
    assert_eq!(scene.order(), ["c1", "c2", "c3"]);
    assert_eq!(scene.desk.places()[&chat("c1")].waiter.since, since);
    assert_eq!(scene.desk.tally().lost, 2);
    // Whoever comes next gets them in that order, in a new round.
    scene.comes("ben", profile("ben"));
    assert_eq!(scene.accepted("c1"), "ben");
    assert_eq!(scene.assigned().last().map(|to| to.round), Some(3));
}

#[test]
fn coming_back_in_time_keeps_everything() {
    let mut scene = Scene::with(&["ana"]);
    scene.joins("c1");
    scene.accepted("c1");
    scene.on(Event::AgentLeft(agent("ana"))).seconds(59);
    scene.on(Event::AgentCame(agent("ana"), profile("ana"))).seconds(3_600);
    assert_eq!((scene.owner("c1").as_deref(), losses(&scene)), (Some("ana"), vec![]));
}

#[test]
fn silence_costs_the_conversation_of_that_round_only() {
    let mut scene = Scene::with(&["ana", "ben"]);
    scene.joins("c1");
    let who = scene.accepted("c1");
    scene.on(Event::Silent(chat("c1"), Episode(1), 7));
    assert_eq!(scene.owner("c1"), Some(who.clone()));
    scene.on(Event::Silent(chat("c1"), Episode(1), 1));
    assert_eq!(losses(&scene), [(2, Gone::Silent)]);
    assert!(scene.effects.contains(&Effect::Inform(agent(&who), chat("c1"), News::Lost)));
    // Not offered to the one who was silent, though they are available.
    assert!(scene.offered("c1").is_some_and(|next| next != who));
    scene.on(Event::Silent(chat("c1"), Episode(1), 1));
    assert_eq!(losses(&scene).len(), 1, "a note sent twice");
}

#[test]
fn a_clock_set_back_by_an_hour_holds_nobody_up() {
    // Bad input: clock jumps of an hour either way.
    let mut scene = Scene::with(&["ana", "ben"]);
    scene.joins("c1");
    let first = scene.offered("c1");
    scene.now = scene.now + Millis::minutes(60);
    scene.on(Event::Woken);
    assert_ne!(scene.offered("c1"), first, "the offer ran out");
    scene.now = Timestamp(scene.now.0 - 3_600_000);
    scene.on(Event::Woken).joins("c2");
    let second = scene.offered("c1");
    scene.seconds(30);
    assert_ne!(scene.offered("c1"), second, "it ran out in its time again");
    assert_eq!(scene.desk.waiting(), 2);
    let late = scene.now + Millis::minutes(2);
    assert!(scene.desk.next_deadline().is_some_and(|at| at <= late));
}

#[test]
fn an_agent_who_is_removed_leaves_nobody_behind() {
    let mut scene = Scene::with(&["ana"]);
    let since = scene.now;
    scene.joins("c1");
    scene.accepted("c1");
    scene.comes("ben", profile("ben"));
    scene.joins("c2").joins("c3");
    scene.passes_on("ana", "c1", Target::Agent(agent("ben")));
    let offered = ["c2", "c3"].map(|name| scene.offered(name).expect("an offer"));
    assert!(offered.contains(&"ana".to_owned()) && offered.contains(&"ben".to_owned()));
    scene.on(Event::AgentRemoved(agent("ana")));
    assert_eq!(losses(&scene), [(2, Gone::Disconnected)]);
    assert!(!scene.desk.agents().contains_key(&agent("ana")));
    assert_eq!(scene.desk.places()[&chat("c1")].waiter.since, since);
    assert_eq!(scene.order().first().map(String::as_str), Some("c1"), "in front");
    // What is stored of her is taken out too.
    let gone = scene.desk.changes().into_iter().any(|c| c.key == "agent/ana" && c.value.is_none());
    assert!(gone);
    for name in ["c1", "c2", "c3"] {
        assert!(scene.offered(name).is_none_or(|who| who == "ben"), "{name}");
    }
    // A repeat, and one who never was here, change nothing.
    scene.effects.clear();
    scene.on(Event::AgentRemoved(agent("ana"))).on(Event::AgentRemoved(agent("nobody")));
    assert_eq!(losses(&scene), []);
}

#[test]
fn what_only_a_departed_agent_could_do_is_not_waited_for_any_more() {
    // nobody of the team has the skill now.
    let mut scene = Scene::with(&["ana"]);
    let senior = Profile { skills: vec![skill("senior")], ..profile("zoe") };
    scene.on(Event::AgentKnown(agent("zoe"), senior));
    let breach = Waiter { department: Department::SECURITY, ..waiter("c1", scene.now) };
    scene.joins_as(breach).seconds(3_600);
    assert_eq!(scene.offered("c1"), None);
    scene.on(Event::AgentRemoved(agent("zoe")));
    assert_eq!(scene.offered("c1").as_deref(), Some("ana"));
    let routing = &scene.desk.places()[&chat("c1")].offer.as_ref().expect("an offer").routing;
    let why: Vec<_> = routing.waived.iter().map(|w| (w.need, w.because)).collect();
    assert_eq!(why, [(Need::Skill, WaivedBecause::NobodyHasIt)]);
}

#[test]
fn a_transfer_to_an_agent_who_is_removed_comes_to_nothing_and_says_so() {
    let mut scene = Scene::with(&["ana"]);
    scene.joins("c1");
    scene.accepted("c1");
    scene.comes("ben", profile("ben"));
    scene.passes_on("ana", "c1", Target::Agent(agent("ben")));
    scene.on(Event::AgentRemoved(agent("ben")));
    assert_eq!(scene.owner("c1").as_deref(), Some("ana"));
    let why = News::NotPassedOn("ben does not work here any more".into());
    assert!(scene.effects.contains(&Effect::Inform(agent("ana"), chat("c1"), why)));
}
