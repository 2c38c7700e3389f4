//! Whose devices are woken, for what, and that they hear of its end.

use super::{Scene, agent, chat};
use crate::DeskName;
use crate::desk::Promised;
use crate::desk::{Cause, Desk, Effect, Event, Gone};
use warmline_model::{AgentId, Alternative, Department, Episode, Millis, Promise, Status};

impl Scene {
    fn reachable(&mut self, who: &str) -> &mut Self {
        self.on(Event::Reachable(agent(who), true))
    }

    fn saw(&mut self, who: &str, name: &str) -> &mut Self {
        self.on(Event::Saw(agent(who), vec![chat(name)]))
    }

    /// The customer of an agent's conversation said something that was not read for five seconds, or it is now.
    fn unread(&mut self, name: &str, unread: bool) -> &mut Self {
        let round = self.desk.assigned()[&chat(name)].waiter.round;
        let since = unread.then(|| self.now - Millis::seconds(5));
        self.on(Event::Unread(chat(name), Episode(1), round, since))
    }

    /// Whose devices were woken since this was last asked.
    fn woken(&mut self) -> Vec<AgentId> {
        let effects = std::mem::take(&mut self.effects);
        let woken = effects.into_iter().filter_map(|effect| match effect {
            Effect::Push(agent) => Some(agent),
            _ => None,
        });
        woken.collect()
    }

    fn pushed(&self, who: &str) -> Vec<(String, Cause)> {
        let notices = self.desk.notices(&agent(who)).into_iter().filter(|notice| notice.pushed);
        notices.map(|notice| (notice.conversation.to_string(), notice.cause)).collect()
    }
}

/// Ana can be woken, and has a conversation that nothing is to be told of.
fn at_work() -> Scene {
    let mut scene = Scene::with(&["ana"]);
    scene.reachable("ana").joins("c1").saw("ana", "c1").accepts("ana", "c1").seconds(7);
    assert_eq!((scene.woken(), scene.owner("c1")), (Vec::new(), Some("ana".into())));
    scene
}

#[test]
fn an_offer_that_nobody_saw_wakes_its_agent_once_and_its_end_wakes_them_again() {
    let mut scene = Scene::with(&["ana"]);
    scene.reachable("ana").joins("c1").seconds(1);
    assert_eq!(scene.woken(), []);
    scene.seconds(1);
    assert_eq!(scene.woken(), [agent("ana")]);
    assert_eq!(scene.pushed("ana"), [("c1".to_owned(), Cause::Offer)]);
    scene.seconds(10);
    assert_eq!(scene.woken(), []);
    // The customer goes.
    scene.over("c1");
    assert_eq!((scene.woken(), scene.pushed("ana")), (vec![agent("ana")], vec![]));
    scene.seconds(600);
    assert_eq!(scene.woken(), []);
}

#[test]
fn an_offer_that_a_colleague_takes_is_over_for_whoever_was_woken_and_for_nobody_else() {
    let mut scene = Scene::with(&["ana", "ben", "cleo"]);
    scene.reachable("ana").reachable("ben").reachable("cleo").joins("c1");
    let asked = scene.offered("c1").expect("an offer");
    scene.seconds(3);
    assert_eq!(scene.woken(), [agent(&asked)]);
    let other = if asked == "ben" { "ana" } else { "ben" };
    scene.on(Event::Took(agent(other), chat("c1"), Episode(1)));
    assert_eq!((scene.woken(), scene.owner("c1")), (vec![agent(&asked)], Some(other.into())));
    assert_eq!(scene.pushed(&asked), []);
}

#[test]
fn who_looks_at_a_console_is_not_woken_and_who_has_no_device_neither() {
    let mut scene = Scene::with(&["ana"]);
    scene.joins("c1").seconds(20).over("c1");
    assert_eq!(scene.woken(), []);
    scene.reachable("ana").joins("c2").seconds(1).saw("ana", "c2").seconds(15);
    assert_eq!((scene.woken(), scene.offered("c2")), (vec![], Some("ana".into())));
    // Not what is somebody else's: nothing is kept of it.
    let before = scene.desk.notices(&agent("ana"));
    scene.saw("ana", "c9");
    assert_eq!(scene.desk.notices(&agent("ana")), before);
}

#[test]
fn words_that_stay_unread_wake_their_agent_and_being_read_ends_it() {
    let mut scene = at_work();
    scene.unread("c1", true).seconds(2);
    assert_eq!(scene.woken(), [agent("ana")]);
    assert_eq!(scene.pushed("ana"), [("c1".to_owned(), Cause::Message)]);
    // Seeing that there is something is not reading it.
    scene.saw("ana", "c1");
    assert_eq!((scene.woken(), scene.pushed("ana").len()), (vec![], 1));
    // More words are news.
    scene.seconds(7).unread("c1", true).seconds(2);
    assert_eq!((scene.woken(), scene.pushed("ana").len()), (vec![agent("ana")], 1));
    scene.unread("c1", false);
    assert_eq!((scene.woken(), scene.pushed("ana")), (vec![agent("ana")], vec![]));
    // Once more: a new reason.
    scene.seconds(5).unread("c1", true).seconds(2);
    assert_eq!(scene.woken(), [agent("ana")]);
    scene.over("c1");
    assert_eq!((scene.woken(), scene.pushed("ana")), (vec![agent("ana")], vec![]));
}

#[test]
fn who_saw_the_offer_has_not_seen_the_words_that_come_at_once() {
    let mut scene = Scene::with(&["ana"]);
    scene.reachable("ana").joins("c1").saw("ana", "c1").accepts("ana", "c1");
    let round = scene.desk.assigned()[&chat("c1")].waiter.round;
    let since = Some(scene.now);
    scene.seconds(5).on(Event::Unread(chat("c1"), Episode(1), round, since));
    assert_eq!(scene.woken(), [agent("ana")]);
}

#[test]
fn words_of_an_older_owner_and_of_another_handoff_are_nobodys() {
    let mut scene = at_work();
    let round = scene.desk.assigned()[&chat("c1")].waiter.round;
    let since = Some(scene.now);
    scene.on(Event::Unread(chat("c1"), Episode(1), round - 1, since));
    scene.on(Event::Unread(chat("c1"), Episode(2), round, since));
    scene.on(Event::Unread(chat("c9"), Episode(1), round, since)).seconds(5);
    assert_eq!(scene.woken(), []);
}

#[test]
fn a_clock_that_is_near_its_end_wakes_its_agent_until_they_have_seen_it_or_it_stops() {
    let mut scene = at_work();
    // Nobody answered: the first response is near at four fifths.
    while scene.desk.assigned()[&chat("c1")].sla.is_empty() {
        scene.seconds(1);
    }
    scene.seconds(2);
    assert_eq!(scene.woken(), [agent("ana")]);
    assert_eq!(scene.pushed("ana"), [("c1".to_owned(), Cause::Service)]);
    scene.saw("ana", "c1");
    assert_eq!((scene.woken(), scene.pushed("ana")), (vec![agent("ana")], vec![]));
    // The breach is news again; the answer ends it.
    while scene.desk.assigned()[&chat("c1")].sla.len() < 2 {
        scene.seconds(1);
    }
    scene.seconds(2);
    assert_eq!((scene.woken(), scene.pushed("ana").len()), (vec![agent("ana")], 1));
    scene.on(Event::Answered(chat("c1"), Episode(1), scene.now));
    assert_eq!((scene.woken(), scene.pushed("ana")), (vec![agent("ana")], vec![]));
}

#[test]
fn nobody_on_break_or_offline_is_woken_and_going_there_ends_what_they_were_woken_for() {
    //
    for status in [Status::Break, Status::Offline] {
        let mut scene = at_work();
        scene.unread("c1", true).seconds(2);
        assert_eq!(scene.woken(), [agent("ana")]);
        scene.on(Event::AgentSet(agent("ana"), status));
        assert_eq!((scene.woken(), scene.pushed("ana")), (vec![agent("ana")], vec![]));
        scene.unread("c1", true).seconds(30);
        assert_eq!(scene.woken(), []);
    }
}

#[test]
fn who_closed_their_console_hears_of_their_customers_until_others_have_them() {
    //
    let mut scene = at_work();
    scene.on(Event::AgentLeft(agent("ana"))).unread("c1", true).seconds(2);
    assert_eq!(scene.woken(), [agent("ana")]);
    // In line again, and offered to nobody who is not there.
    scene.seconds(60);
    let lost = |effect: &Effect| matches!(effect, Effect::Lost(.., Gone::Disconnected));
    assert!(scene.effects.iter().any(lost), "{:?}", scene.effects);
    assert_eq!((scene.woken(), scene.pushed("ana")), (vec![agent("ana")], vec![]));
    scene.joins("c2").seconds(30);
    assert_eq!((scene.woken(), scene.offered("c2")), (vec![], None));
}

#[test]
fn a_desk_that_is_loaded_again_wakes_nobody_twice_and_forgets_nothing() {
    let mut scene = at_work();
    scene.unread("c1", true).seconds(2).joins("c2").seconds(1);
    assert_eq!(scene.woken(), [agent("ana")]);
    let records = scene.desk.changes().into_iter().filter_map(|c| Some((c.key, c.value?)));
    scene.desk = Desk::load(DeskName::default(), records).expect("what was stored");
    scene.on(Event::Configured(Box::default()));
    assert_eq!(scene.woken(), []);
    scene.seconds(1);
    assert_eq!(scene.woken(), [agent("ana")]);
    assert_eq!(scene.pushed("ana").len(), 2);
    scene.on(Event::AgentRemoved(agent("ana"))).seconds(5);
    assert_eq!((scene.woken(), scene.desk.is_reachable(&agent("ana"))), (vec![], false));
}

#[test]
fn a_promise_at_risk_wakes_whoever_could_keep_it_until_they_saw_it_or_it_is_kept() {
    //
    let mut scene = Scene::with(&["ana", "ben"]);
    scene.reachable("ana").seconds(5);
    let promised = |scene: &Scene, kind, at_risk: bool| Promised {
        conversation: chat("c1"),
        episode: Episode(1),
        department: Department::SUPPORT,
        summary: "a tent that leaks".into(),
        customer: Some("Mia".into()),
        promise: Promise {
            number: 1,
            kind,
            contact: "mia@shop.example".into(),
            made: scene.now,
            due: scene.now + Millis::minutes(10),
            slot: None,
            at_risk: at_risk.then_some(scene.now),
            kept: None,
            broken: None,
            replaced: None,
        },
    };
    let open = promised(&scene, Alternative::Email, false);
    scene.on(Event::Promised(open)).seconds(60);
    assert_eq!(scene.woken(), [], "there is time");
    let risk = promised(&scene, Alternative::Email, true);
    scene.on(Event::Promised(risk.clone())).seconds(2);
    assert_eq!(scene.woken(), [agent("ana")]);
    assert_eq!(scene.pushed("ana"), [("c1".to_owned(), Cause::Promise)]);
    // Told twice: once.
    scene.on(Event::Promised(risk)).seconds(60);
    assert_eq!(scene.woken(), []);
    // Kept by anybody: it is taken away.
    scene.on(Event::PromiseKept(agent("ben"), chat("c1"), Episode(1), Some(1)));
    assert_eq!((scene.woken(), scene.pushed("ana")), (vec![agent("ana")], vec![]));

    // Who has seen it is not woken, and on-call has alerts of its own.
    let mut scene = Scene::with(&["ana"]);
    scene.reachable("ana").seconds(5);
    let risk = promised(&scene, Alternative::Email, true);
    scene.on(Event::Promised(risk)).saw("ana", "c1").seconds(60);
    assert_eq!(scene.woken(), []);
    let mut scene = Scene::with(&["ana"]);
    scene.reachable("ana").seconds(5);
    let risk = promised(&scene, Alternative::OnCall, true);
    scene.on(Event::Promised(risk)).seconds(60);
    assert_eq!(scene.woken(), []);
}
