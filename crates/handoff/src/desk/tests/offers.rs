//! Offers, races, and bad input at the desk.

use super::{Scene, agent, chat, profile, skill, waiter};
use crate::desk::{Effect, Event, Profile, Refused, Waiter};
use warmline_model::{Department, Episode, Status, Tier};

#[test]
fn an_offer_gives_time_to_read_by_tier_inside_the_first_response_target() {
    // R-110, Z-4
    let mut scene = Scene::with(&["ana", "ben"]);
    scene.joins_as(Waiter { tier: Tier::Critical, ..waiter("c1", scene.now) }).joins("c2");
    let window = |scene: &Scene, name: &str| {
        let offer = scene.desk.places()[&chat(name)].offer.clone().expect("an offer");
        ((offer.read_until - offer.at).0, (offer.expires - offer.at).0)
    };
    assert_eq!(window(&scene, "c1"), (5_000, 15_000));
    assert_eq!(window(&scene, "c2"), (10_000, 30_000));
}

#[test]
fn an_offer_that_runs_out_or_is_declined_goes_to_the_next_with_its_reason() {
    //
    let mut scene = Scene::with(&["ana", "ben"]);
    scene.joins("c1");
    let first = scene.offered("c1");
    scene.seconds(30);
    let second = scene.offered("c1");
    assert!(second.is_some() && second != first, "{first:?} then {second:?}");
    let who = agent(&second.expect("an offer"));
    let reason = Some("on the phone".to_owned());
    scene.on(Event::Declined(who.clone(), chat("c1"), Episode(1), reason));
    // Both let it pass: the first is asked again when the half minute is over.
    assert_eq!(scene.offered("c1"), None);
    let place = &scene.desk.places()[&chat("c1")];
    assert_eq!((place.declined, &place.decline_reasons), (2, &vec![(who, "on the phone".into())]));
    scene.seconds(30);
    assert_eq!(scene.offered("c1"), first);
    assert_eq!((scene.desk.tally().declined, scene.desk.tally().expired), (1, 1));
}

#[test]
fn one_owner_whoever_clicks_first_and_a_second_click_changes_nothing() {
    let mut scene = Scene::with(&["ana", "ben"]);
    scene.joins("c1");
    let who = scene.accepted("c1");
    scene.accepts(&who, "c1");
    let other = if who == "ana" { "ben" } else { "ana" };
    scene.accepts(other, "c1");
    assert_eq!(scene.assigned().len(), 1);
    assert_eq!(scene.refused(), [&Refused::Taken(who.clone())]);
    scene.on(Event::Took(agent(other), chat("c1"), Episode(1)));
    assert_eq!(scene.owner("c1"), Some(who));
}

#[test]
fn accepting_too_late_goes_through_only_if_nobody_else_is_asked() {
    // Bad input: accepts after expiry.
    let mut scene = Scene::with(&["ana"]);
    scene.joins("c1").seconds(30);
    assert_eq!(scene.offered("c1"), None);
    scene.accepts("ana", "c1");
    assert_eq!(scene.owner("c1").as_deref(), Some("ana"));
    assert!(scene.desk.assigned()[&chat("c1")].out_of_turn);

    let mut scene = Scene::with(&["ana", "ben"]);
    scene.joins("c1");
    let first = scene.offered("c1").expect("an offer");
    scene.seconds(30).accepts(&first, "c1");
    let next = scene.offered("c1").expect("another offer");
    assert_eq!(scene.refused(), [&Refused::OfferedTo(next)]);
    assert_eq!(scene.owner("c1"), None);
}

#[test]
fn nobody_gets_more_than_they_can_take_nor_anything_on_break_busy_or_offline() {
    //
    let mut scene = Scene::with(&["ana"]);
    for name in ["c1", "c2", "c3"] {
        scene.joins(name);
    }
    assert_eq!((scene.accepted("c1"), scene.accepted("c2")), ("ana".into(), "ana".into()));
    assert_eq!(scene.offered("c3"), None);
    scene.on(Event::Took(agent("ana"), chat("c3"), Episode(1)));
    assert_eq!(scene.refused(), [&Refused::AtCapacity(2)]);
    scene.over("c1");
    assert_eq!(scene.offered("c3").as_deref(), Some("ana"));
    for status in [Status::Busy, Status::Break, Status::Offline] {
        scene.on(Event::AgentSet(agent("ana"), status));
        assert_eq!(scene.offered("c3"), None, "{status:?}");
    }
    scene.on(Event::Took(agent("ana"), chat("c3"), Episode(1)));
    assert_eq!(scene.refused().last(), Some(&&Refused::NotAvailable));
    scene.on(Event::AgentSet(agent("ana"), Status::Available));
    assert_eq!(scene.offered("c3").as_deref(), Some("ana"));
}

#[test]
fn an_agent_who_vanishes_while_accepting_has_it_and_loses_it_by_presence() {
    let mut scene = Scene::with(&["ana"]);
    scene.joins("c1");
    scene.on(Event::AgentLeft(agent("ana"))).accepts("ana", "c1");
    assert_eq!((scene.owner("c1"), scene.refused()), (None, vec![&Refused::NotAvailable]));
    scene.on(Event::AgentCame(agent("ana"), profile("ana")));
    assert_eq!(scene.accepted("c1"), "ana");
    scene.on(Event::AgentLeft(agent("ana"))).seconds(60);
    assert_eq!(scene.owner("c1"), None);
}

#[test]
fn a_second_console_of_the_same_agent_is_shown_the_desk_and_changes_nothing() {
    // Bad input: logs in twice.
    let mut scene = Scene::with(&["ana"]);
    scene.joins("c1");
    scene.effects.clear();
    scene.on(Event::AgentCame(agent("ana"), profile("ana")));
    assert_eq!(scene.effects, [Effect::ShowTo(vec![agent("ana")])]);
    assert_eq!(scene.offered("c1").as_deref(), Some("ana"));
}

#[test]
fn an_offer_does_not_outlive_the_skill_it_was_made_for() {
    // Bad input: changes skills mid-offer.
    let able = |skills: &[&str]| Profile {
        skills: skills.iter().map(|s| skill(s)).collect(),
        ..profile("ana")
    };
    let mut scene = Scene::with(&[]);
    scene.comes("ana", able(&["billing"]));
    scene.on(Event::AgentKnown(
        agent("bill"),
        Profile { department: Department::BILLING, ..profile("bill") },
    ));
    scene.joins_as(Waiter { department: Department::BILLING, ..waiter("c1", scene.now) });
    assert_eq!(scene.offered("c1").as_deref(), Some("ana"));
    scene.on(Event::AgentKnown(agent("ana"), able(&[])));
    assert_eq!(scene.offered("c1"), None);
    scene.accepts("ana", "c1");
    assert_eq!(scene.refused(), [&Refused::NeedsSkill(vec![skill("billing")])]);
}

#[test]
fn with_nobody_there_they_wait_and_are_told_so() {
    // Bad input: zero agents.
    let mut scene = Scene::with(&[]);
    scene.joins("c1");
    let told = scene.told("c1").expect("a standing");
    assert_eq!((told.position, told.wait, told.team_online), (Some(1), None, false));
    scene.on(Event::Took(agent("nobody"), chat("c1"), Episode(1)));
    assert_eq!(scene.refused(), [&Refused::NotAvailable]);
    scene.on(Event::Over { conversation: chat("c9"), episode: Episode(1), moved: false });
    scene.on(Event::Silent(chat("c9"), Episode(1), 1));
    scene.on(Event::Answered(chat("c9"), Episode(1), scene.now));
    assert_eq!(scene.order(), ["c1"]);
}

#[test]
fn a_note_that_comes_late_or_twice_does_not_bring_a_handoff_back() {
    let mut scene = Scene::with(&["ana"]);
    scene.joins("c1").over("c1").joins("c1");
    assert_eq!(scene.desk.waiting(), 0);
    let again = Waiter { episode: Episode(2), ..waiter("c1", scene.now) };
    scene.joins_as(again.clone()).joins_as(again);
    assert_eq!(scene.desk.waiting(), 1);
    scene.over("c1");
    assert_eq!(scene.desk.waiting(), 1, "the end of an older handoff");
}

#[test]
fn a_matter_that_becomes_urgent_moves_up_with_its_clock_and_its_reader() {
    let mut scene = Scene::with(&["ana"]);
    let since = scene.now;
    scene.joins("c1").seconds(5);
    let urgent = Waiter { tier: Tier::Critical, ..waiter("c1", scene.now) };
    scene.joins_as(urgent);
    let place = &scene.desk.places()[&chat("c1")];
    assert_eq!((place.waiter.tier, place.waiter.since), (Tier::Critical, since));
    assert_eq!(scene.offered("c1").as_deref(), Some("ana"));
    let calmer = Waiter { tier: Tier::Low, ..waiter("c1", scene.now) };
    scene.joins_as(calmer);
    assert_eq!(scene.desk.places()[&chat("c1")].waiter.tier, Tier::Critical);
}

#[test]
fn whoever_takes_another_one_does_not_keep_an_offer_they_could_not_accept() {
    //
    let mut scene = Scene::with(&[]);
    scene.comes("ana", Profile { capacity: 1, ..profile("ana") });
    scene.joins("c1").joins("c2");
    assert_eq!(scene.offered("c1").as_deref(), Some("ana"));
    scene.on(Event::Took(agent("ana"), chat("c2"), Episode(1)));
    assert_eq!((scene.owner("c2").as_deref(), scene.offered("c1")), (Some("ana"), None));
    scene.over("c2");
    assert_eq!(scene.offered("c1").as_deref(), Some("ana"));
}
