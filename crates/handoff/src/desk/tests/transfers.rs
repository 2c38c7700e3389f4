//! Warm transfers and take-overs: the customer is never without somebody (R-085, R-114).

use super::{Scene, agent, chat, profile, waiter};
use crate::Settings;
use crate::desk::{Effect, Event, MAX_REASON, News, Profile, Refused, Target, Waiter};
use warmline_model::{Department, Episode, Role, Rule, Status};

fn at_work() -> Scene {
    let mut scene = Scene::with(&["ana"]);
    scene.joins("c1");
    scene.accepted("c1");
    scene.comes("ben", Profile { department: Department::BILLING, ..profile("ben") });
    scene.effects.clear();
    scene
}

#[test]
fn a_colleague_gets_it_with_the_reason_and_the_owner_keeps_it_until_then() {
    let mut scene = at_work();
    scene.passes_on("ana", "c1", Target::Agent(agent("ben")));
    assert_eq!(
        (scene.owner("c1").as_deref(), scene.offered("c1").as_deref()),
        (Some("ana"), Some("ben"))
    );
    assert!(scene.desk.line(9).next().is_none(), "asked by name, in no line");
    scene.accepts("ben", "c1");
    let to = scene.assigned()[0];
    assert_eq!((to.round, to.routing.rule), (2, Rule::PassedOn));
    let from = to.from.clone().expect("who passed it on");
    assert_eq!((from.name.as_str(), from.reason.as_str()), ("ana", "knows more about it"));
    let told = Effect::Inform(agent("ana"), chat("c1"), News::PassedOn("ben".into()));
    assert!(scene.effects.contains(&told));
    assert_eq!((scene.desk.active(&agent("ana")), scene.desk.active(&agent("ben"))), (0, 1));
    assert_eq!(scene.desk.tally().transferred, 1);
}

#[test]
fn a_colleague_who_declines_or_does_not_answer_leaves_it_where_it_is() {
    for decline in [true, false] {
        let mut scene = at_work();
        scene.passes_on("ana", "c1", Target::Agent(agent("ben")));
        if decline {
            let why = Some("in a call".to_owned());
            scene.on(Event::Declined(agent("ben"), chat("c1"), Episode(1), why));
        } else {
            scene.seconds(30);
        }
        let why = if decline { "ben could not take it: in a call" } else { "ben did not answer" };
        let news = Effect::Inform(agent("ana"), chat("c1"), News::NotPassedOn(why.into()));
        assert!(scene.effects.contains(&news), "{:?}", scene.effects);
        assert!(scene.effects.contains(&Effect::Passing(chat("c1"), Episode(1), 1, None)));
        assert_eq!((scene.owner("c1").as_deref(), scene.offered("c1")), (Some("ana"), None));
        assert!(scene.desk.places().is_empty());
    }
}

#[test]
fn a_department_gets_it_by_its_line_and_it_counts_as_a_wrong_one_before() {
    // R-085
    let mut scene = at_work();
    scene.passes_on("ana", "c1", Target::Department(Department::BILLING));
    assert_eq!(scene.offered("c1").as_deref(), Some("ben"));
    assert!(scene.told("c1").is_none(), "its customer does not wait: Ana is there");
    scene.on(Event::Declined(agent("ben"), chat("c1"), Episode(1), None));
    assert_eq!((scene.owner("c1").as_deref(), scene.order()), (Some("ana"), vec!["c1".to_owned()]));
    scene.seconds(30);
    assert_eq!(scene.accepted("c1"), "ben");
    let tally = scene.desk.tally();
    assert_eq!((tally.transferred, tally.wrong_department, tally.second_transfers), (1, 1, 0));
    // Passed on again: the second time counts.
    scene.passes_on("ben", "c1", Target::Agent(agent("ana"))).accepts("ana", "c1");
    assert_eq!(scene.desk.tally().second_transfers, 1);
}

#[test]
fn the_owner_can_keep_it_after_all_and_only_the_owner_can_pass_it_on() {
    let mut scene = at_work();
    scene.passes_on("ben", "c1", Target::Agent(agent("ana")));
    assert_eq!(scene.refused(), [&Refused::NotYours]);
    scene.passes_on("ana", "c1", Target::Department(Department::BILLING));
    scene.on(Event::KeptAfterAll(agent("ana"), chat("c1"), Episode(1)));
    assert!(scene.desk.places().is_empty());
    scene.accepts("ben", "c1");
    assert_eq!(scene.refused().last(), Some(&&Refused::Taken("ana".into())));
    scene.on(Event::KeptAfterAll(agent("ben"), chat("c1"), Episode(1)));
    assert_eq!(scene.refused().last(), Some(&&Refused::NotYours));
}

#[test]
fn what_can_not_be_passed_on_is_refused_with_a_reason() {
    let mut scene = at_work();
    let to_ben = || Target::Agent(agent("ben"));
    for (reason, fine) in [("", false), ("  ", false), ("x", true)] {
        let event =
            Event::PassedOn(agent("ana"), chat("c1"), Episode(1), to_ben(), reason.to_owned());
        scene.effects.clear();
        scene.on(event);
        assert_eq!(scene.refused().is_empty(), fine, "{reason:?}");
    }
    let long = "x".repeat(MAX_REASON + 1);
    scene.on(Event::PassedOn(agent("ana"), chat("c1"), Episode(1), to_ben(), long));
    assert_eq!(scene.refused().last(), Some(&&Refused::NeedsReason(MAX_REASON)));
    scene.on(Event::KeptAfterAll(agent("ana"), chat("c1"), Episode(1)));
    scene.on(Event::AgentSet(agent("ben"), Status::Break));
    scene.passes_on("ana", "c1", to_ben());
    assert_eq!(scene.refused().last(), Some(&&Refused::CantTake("ben".into(), "is on break")));
    scene.passes_on("ana", "c1", Target::Agent(agent("nobody")));
    assert_eq!(scene.refused().last(), Some(&&Refused::Unknown));
    scene.passes_on("ana", "c1", Target::Agent(agent("ana")));
    assert_eq!(scene.refused().last(), Some(&&Refused::AlreadyYours));
    let nowhere = Department::new("nowhere").expect("a department");
    scene.passes_on("ana", "c1", Target::Department(nowhere));
    assert_eq!(scene.refused().last(), Some(&&Refused::Unknown));
}

#[test]
fn a_customer_whose_agent_is_lost_while_passing_on_waits_in_front() {
    let mut scene = at_work();
    scene.on(Event::AgentSet(agent("ben"), Status::Busy));
    scene.passes_on("ana", "c1", Target::Department(Department::BILLING));
    scene.on(Event::AgentLeft(agent("ana"))).seconds(60);
    assert_eq!((scene.owner("c1"), scene.order()), (None, vec!["c1".to_owned()]));
    let place = &scene.desk.places()[&chat("c1")];
    assert!(place.front && place.transfer.is_none());
    assert_eq!(place.from.as_ref().map(|from| from.reason.as_str()), Some("knows more about it"));
    assert!(scene.told("c1").is_some());
}

#[test]
fn a_supervisor_can_take_over_what_waits_and_what_a_colleague_has() {
    let mut scene = at_work();
    scene.on(Event::TookOver(agent("ben"), chat("c1"), Episode(1)));
    assert_eq!(scene.refused(), [&Refused::NotSupervisor]);
    scene.comes("sue", Profile { role: Role::Supervisor, ..profile("sue") });
    scene.on(Event::TookOver(agent("sue"), chat("c1"), Episode(1)));
    assert_eq!(scene.owner("c1").as_deref(), Some("sue"));
    let news = Effect::Inform(agent("ana"), chat("c1"), News::TakenOver("sue".into()));
    assert!(scene.effects.contains(&news));
    assert_eq!(scene.assigned()[0].routing.rule, Rule::TookOver);
    assert_eq!(scene.desk.active(&agent("ana")), 0);
    scene.joins("c2");
    scene.on(Event::TookOver(agent("sue"), chat("c2"), Episode(1)));
    assert_eq!((scene.owner("c2").as_deref(), scene.offered("c2")), (Some("sue"), None));
    scene.joins("c3");
    scene.on(Event::TookOver(agent("sue"), chat("c3"), Episode(1)));
    assert_eq!(scene.refused().last(), Some(&&Refused::AtCapacity(2)));
}

#[test]
fn another_desk_is_told_by_the_conversation_itself() {
    let json = r#"{"departments": {"billing": {"own_desk": true}}}"#;
    let settings: Settings = serde_json::from_str(json).expect("settings");
    let mut scene = Scene::new(settings);
    scene.comes("ana", profile("ana")).joins("c1");
    scene.accepted("c1");
    scene.passes_on("ana", "c1", Target::Department(Department::BILLING));
    let moves = |effect: &Effect| matches!(effect, Effect::Move(_, _, 1, _, Some(_)));
    assert!(scene.effects.iter().any(moves));
    assert!(scene.desk.places().is_empty());
    assert_eq!(scene.desk.tally().wrong_department, 1);
    // It says that it went: nothing of it is left, and it may come back.
    scene.on(Event::Over { conversation: chat("c1"), episode: Episode(1), moved: true });
    assert!(scene.desk.assigned().is_empty());
    scene.joins_as(Waiter { round: 4, ..waiter("c1", scene.now) });
    assert_eq!(scene.accepted("c1"), "ana");
    assert_eq!(scene.assigned().last().map(|to| to.round), Some(5));
}

#[test]
fn whoever_waits_for_a_department_that_got_its_own_desk_is_sent_there() {
    let mut scene = Scene::with(&[]);
    let billing = Waiter { department: Department::BILLING, ..waiter("c1", scene.now) };
    scene.joins_as(billing.clone()).joins("c2");
    let json = r#"{"departments": {"billing": {"own_desk": true}}}"#;
    let settings: Settings = serde_json::from_str(json).expect("settings");
    let moves = |scene: &Scene| -> Vec<String> {
        let moved = |effect: &Effect| match effect {
            Effect::Move(id, _, _, desk, None) => Some(format!("{id} to {desk}")),
            _ => None,
        };
        scene.effects.iter().filter_map(moved).collect()
    };
    scene.on(Event::Configured(Box::new(settings)));
    assert_eq!(moves(&scene), ["c1 to department-billing"]);
    // A conversation that was opened under the older settings comes here all the same.
    scene.joins_as(Waiter { conversation: chat("c3"), ..billing });
    assert_eq!(moves(&scene), ["c1 to department-billing", "c3 to department-billing"]);
}
