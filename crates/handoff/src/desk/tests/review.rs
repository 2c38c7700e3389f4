//! Anything may happen in any order: what must hold at a desk after each event, whatever it was.

use super::{Scene, agent, chat, profile, skill, waiter};
use crate::desk::{Desk, Effect, Event, Place, Profile, Target, Waiter};
use crate::{DeskName, Settings};
use std::collections::{BTreeMap, BTreeSet};
use warmline_model::{
    Clock, ConversationId, Department, Episode, Language, Level, Millis, Role, Status, Tier,
    Timestamp,
};

/// A fixed sequence of choices (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % n
    }

    fn one_of<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize].clone()
    }

    fn person(&mut self) -> String {
        format!("a{}", self.below(5))
    }

    fn profile(&mut self, name: &str) -> Profile {
        let department =
            self.one_of(&[Department::SUPPORT, Department::BILLING, Department::SECURITY]);
        Profile {
            department,
            capacity: self.below(4) as u32,
            skills: self.one_of(&[vec![], vec![skill("billing")], vec![skill("senior")]]),
            languages: self.one_of(&[vec![], vec![Language::De]]),
            role: self.one_of(&[Role::Agent, Role::Supervisor]),
            ..profile(name)
        }
    }

    fn waiter(&mut self, now: Timestamp) -> Waiter {
        let name = format!("c{}", self.below(8));
        Waiter {
            episode: Episode(1 + self.below(3) as u32),
            round: self.below(3) as u32,
            tier: self.one_of(&Tier::ALL),
            department: self.one_of(&[
                Department::SUPPORT,
                Department::BILLING,
                Department::SECURITY,
            ]),
            language: self.one_of(&[Language::En, Language::En, Language::De]),
            policy: self.one_of(&[None, Some("legal".into())]),
            since: now - Millis::seconds(self.below(100) as i64),
            answered: self.below(5) == 0,
            ..waiter(&name, now)
        }
    }

    /// Something that concerns what the desk has, more often than not.
    fn event(&mut self, desk: &Desk, now: Timestamp) -> Event {
        let person = self.person();
        let who = agent(&person);
        let known: Vec<_> =
            desk.cases.values().map(|c| (c.agent.clone(), c.waiter.clone())).collect();
        let places: Vec<_> =
            desk.places.values().map(|p| (who.clone(), p.waiter.clone())).collect();
        let offered = desk
            .places
            .values()
            .filter_map(|p| Some((p.offer.as_ref()?.agent.clone(), p.waiter.clone())));
        let offered: Vec<_> = offered.collect();
        let any = vec![(who.clone(), self.waiter(now))];
        let pick = |dice: &mut Self, of: &[&Vec<_>]| {
            let of: Vec<&Vec<_>> = of.iter().copied().filter(|list| !list.is_empty()).collect();
            let list = if of.is_empty() { &any } else { dice.one_of(&of) };
            dice.one_of(list)
        };
        let reason = "a reason".to_owned();
        match self.below(31) {
            0..=1 => Event::AgentCame(who, self.profile(&person)),
            2 => Event::AgentKnown(who, self.profile(&person)),
            3 => Event::AgentLeft(who),
            4..=6 => {
                let all = [
                    Status::Available,
                    Status::Available,
                    Status::Available,
                    Status::Busy,
                    Status::Break,
                    Status::Offline,
                ];
                Event::AgentSet(who, self.one_of(&all))
            }
            7..=12 => Event::Joined(self.waiter(now)),
            13..=15 => {
                let (_, of) = pick(self, &[&known, &places]);
                let moved = self.below(4) == 0;
                Event::Over { conversation: of.conversation, episode: of.episode, moved }
            }
            16 => {
                let (_, of) = pick(self, &[&known, &known, &places]);
                Event::Answered(of.conversation, of.episode, now)
            }
            17 => {
                let (_, of) = pick(self, &[&known]);
                Event::Silent(of.conversation, of.episode, of.round)
            }
            18..=22 => {
                let (by, of) = pick(self, &[&offered, &offered, &offered, &places, &known]);
                Event::Accepted(by, of.conversation, of.episode)
            }
            23 => {
                let (by, of) = pick(self, &[&offered]);
                Event::Declined(by, of.conversation, of.episode, Some(reason))
            }
            24 => {
                let (_, of) = pick(self, &[&places]);
                Event::Took(who, of.conversation, of.episode)
            }
            25..=26 => {
                let (by, of) = pick(self, &[&known, &known, &places]);
                let to = agent(&self.person());
                let departments = [Department::SUPPORT, Department::BILLING, Department::SECURITY];
                let to = match self.below(2) {
                    0 => Target::Agent(to),
                    _ => Target::Department(self.one_of(&departments)),
                };
                Event::PassedOn(by, of.conversation, of.episode, to, reason)
            }
            27 => {
                let (by, of) = pick(self, &[&known]);
                Event::KeptAfterAll(by, of.conversation, of.episode)
            }
            28 => {
                let (_, of) = pick(self, &[&known, &places]);
                Event::TookOver(who, of.conversation, of.episode)
            }
            29 => Event::Woken,
            _ => Event::AgentRemoved(who),
        }
    }
}

/// What must hold after any event.
fn check(desk: &Desk, now: Timestamp) {
    let mut cases: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    let mut offers: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (id, case) in &desk.cases {
        cases.entry(case.agent.clone()).or_default().insert(id.clone());
    }
    for (id, place) in &desk.places {
        let has = desk.cases.get(id);
        // One owner, and whoever is passed on has one.
        assert_eq!(place.transfer.is_some(), has.is_some(), "{id}");
        assert!(has.is_none_or(|case| case.waiter.episode == place.waiter.episode), "{id}");
        assert!(!place.is_direct() || place.offer.is_some(), "{id}: asked by name, and not");
        if let Some(offer) = &place.offer {
            assert!(offer.expires > now, "{id}: an offer outlived its time");
            assert!(has.is_none_or(|case| case.agent != offer.agent), "{id}: offered to its owner");
            offers.entry(offer.agent.clone()).or_default().insert(id.clone());
            let of = &desk.agents[&offer.agent];
            assert!(of.takes_offers(), "{id}: offered to one who takes none");
        } else {
            let could = desk.agents.iter().find(|(who, of)| {
                of.has_room()
                    && desk.serves(of, desk.pool_of(place))
                    && !place.is_passed_by(who, now)
            });
            assert!(could.is_none(), "{id}: {could:?} could take it");
        }
    }
    for (id, agent) in &desk.agents {
        assert_eq!(cases.remove(id).unwrap_or_default(), agent.cases, "{id}");
        assert_eq!(offers.remove(id).unwrap_or_default(), agent.offers, "{id}");
        assert_eq!(desk.room.contains(id), agent.has_room(), "{id}");
        assert!(agent.offers.is_empty() || agent.load() <= agent.profile.capacity, "{id}");
    }
    assert!(cases.is_empty() && offers.is_empty());
    let in_line = desk.places.values().filter(|place| place.in_line());
    let of: BTreeSet<_> = in_line.map(|p| (p.key(&desk.settings), desk.pool_of(p))).collect();
    assert_eq!(desk.line.in_order(), of.into_iter().collect::<Vec<_>>());
    // Positions: one more than those ahead whom somebody at work could serve as well.
    for place in desk.places.values().filter(|place| place.transfer.is_none()) {
        let (pool, key) = (desk.pool_of(place), place.key(&desk.settings));
        let competes = |other: &Place| {
            let other = desk.pool_of(other);
            let both = |a: &crate::desk::Agent| desk.serves(a, pool) && desk.serves(a, other);
            other == pool || desk.agents.values().any(|a| a.online() && both(a))
        };
        let ahead = desk.places.values().filter(|p| p.in_line() && p.key(&desk.settings) < key);
        let position = 1 + ahead.filter(|p| competes(p)).count();
        let told = place.told().expect("told").position;
        assert_eq!(told, Some(position as u32), "{}", place.waiter.conversation);
    }
}

fn json<T: serde::Serialize>(of: &T) -> String {
    serde_json::to_string(of).expect("JSON")
}

/// Everything of a desk that lasts, and what follows from it.
fn all_of(desk: &Desk) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    // A loaded desk tells all standings anew: what it announces may be some seconds newer.
    let lasting = |place: &Place| {
        let mut place = place.clone();
        place.announced = None;
        json(&place)
    };
    all.extend(desk.places.values().map(lasting));
    all.sort();
    all.extend(desk.cases.values().map(json));
    all.extend(desk.agents.values().map(json));
    all.extend([json(&desk.head), json(&desk.waits)]);
    all.push(format!("{:?} {:?}", desk.ended, desk.ended_order));
    all.push(format!("{:?} {:?}", desk.line.in_order(), desk.promises));
    all.push(format!("{:?}", desk.timers));
    all
}

fn random_day(seed: u64, back: bool) {
    let mut dice = Dice(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let mut desk = Desk::new(Settings::default());
    let mut stored: BTreeMap<String, String> = BTreeMap::new();
    let mut now = Timestamp(1_700_000_000_000);
    let mut sla: BTreeSet<(ConversationId, Episode, Clock, Level)> = BTreeSet::new();
    let start = Event::Configured(Box::default());
    let mut next = Some(start);
    for step in 0..150 {
        let event = next.take().unwrap_or_else(|| dice.event(&desk, now));
        let said = format!("seed {seed} step {step} {event:?}");
        let moved = match &event {
            Event::Over { conversation, moved: true, .. } => Some(conversation.clone()),
            _ => None,
        };
        for effect in desk.handle(now, event) {
            if let Effect::Sla(id, episode, event) = effect {
                assert!(sla.insert((id, episode, event.clock, event.level)), "{said}: {event:?}");
            }
        }
        // Whoever moves away and comes back begins anew, as far as this desk knows.
        sla.retain(|(id, ..)| Some(id) != moved.as_ref());
        if let Some(at) = desk.next_deadline() {
            assert!(at > now, "{said}: an alarm that changes nothing");
        }
        let holds = std::panic::catch_unwind(|| check(&desk, now));
        assert!(holds.is_ok(), "{said}");
        for change in desk.changes() {
            match change.value {
                Some(value) => stored.insert(change.key, value),
                None => stored.remove(&change.key),
            };
        }
        let mut loaded = Desk::load(DeskName::default(), stored.clone()).expect("its own records");
        let _ = loaded.handle(now, Event::Woken);
        for (loaded, live) in all_of(&loaded).iter().zip(&all_of(&desk)) {
            assert_eq!(loaded, live, "{said}: loaded again, it is another");
        }
        now = match dice.below(12) {
            0 if back => now - Millis::seconds(dice.below(4_000) as i64),
            0 => now + Millis::seconds(dice.below(200) as i64),
            1..=3 => desk.next_deadline().unwrap_or(now),
            4..=6 => now + Millis::seconds(dice.below(20) as i64),
            _ => now + Millis(dice.below(900) as i64),
        };
    }
}

#[test]
fn whatever_happens_in_whatever_order_nobody_is_lost_doubled_or_forgotten() {
    (1..200).for_each(|seed| random_day(seed, false));
}

#[test]
fn the_same_holds_while_clocks_are_set_back() {
    (1..80).for_each(|seed| random_day(seed, true));
}

fn sla(scene: &Scene) -> usize {
    scene.effects.iter().filter(|effect| matches!(effect, Effect::Sla(..))).count()
}

#[test]
fn an_answer_after_the_target_is_late_also_where_the_alarm_is_later() {
    // near and over, told before the clock is stopped.
    let mut scene = Scene::with(&["ana"]);
    scene.joins("c1").accepts("ana", "c1");
    scene.now = scene.now + Millis::seconds(91);
    let answered = Event::Answered(chat("c1"), Episode(1), scene.now);
    scene.on(answered);
    assert_eq!(sla(&scene), 2);
    assert_eq!(scene.desk.tally().first_response_breached, 1);
    // Told late of words that were in time: nothing was late.
    let mut scene = Scene::with(&["ana"]);
    scene.joins("c1").accepts("ana", "c1");
    let at = scene.now + Millis::seconds(20);
    scene.now = scene.now + Millis::seconds(91);
    scene.on(Event::Answered(chat("c1"), Episode(1), at));
    assert_eq!(sla(&scene), 0);
    // The same at the end of a handoff.
    let mut scene = Scene::with(&["ana"]);
    let critical = Waiter { tier: Tier::Critical, answered: true, ..waiter("c1", scene.now) };
    scene.joins_as(critical).accepts("ana", "c1");
    scene.now = scene.now + Millis::minutes(16);
    scene.over("c1");
    assert_eq!(scene.desk.tally().resolution_breached, 1);
}

#[test]
fn more_urgent_ones_ahead_are_said_only_where_some_came() {
    // once the others are asked too, the customer competes with their customers.
    let mut scene = Scene::with(&[]);
    scene.comes("tim", Profile { department: Department::TECHNICAL, ..profile("tim") });
    let billing = Profile { department: Department::BILLING, capacity: 0, ..profile("bea") };
    scene.comes("bea", billing);
    for name in ["t1", "t2", "t3", "t4", "t5"] {
        let technical = Department::TECHNICAL;
        scene.joins_as(Waiter { department: technical, ..waiter(name, scene.now) });
    }
    scene.accepted("t1");
    scene.accepted("t2");
    scene.joins_as(Waiter { department: Department::BILLING, ..waiter("b", scene.now) });
    let before = scene.told("b").expect("told");
    assert_eq!((before.position, before.longer), (Some(1), None));
    scene.seconds(65);
    let after = scene.told("b").expect("told");
    assert_eq!((after.position, after.longer), (Some(4), None));
    // Somebody more urgent came: that is said.
    scene.joins_as(Waiter { tier: Tier::Critical, ..waiter("urgent", scene.now) });
    let because = scene.told("b").expect("told").longer;
    assert_eq!(because, Some(warmline_model::Longer::UrgentAhead { more: 1 }));
}

#[test]
fn a_time_that_was_set_back_stays_where_it_was_set_also_after_a_restart() {
    let mut desk = Desk::new(Settings::default());
    let now = Timestamp(1_700_000_000_000);
    let hour = Millis::minutes(60);
    let mut stored = BTreeMap::new();
    let mut step = |desk: &mut Desk, now: Timestamp, event: Event| {
        let _ = desk.handle(now, event);
        for change in desk.changes() {
            stored.insert(change.key, change.value.expect("nothing ends here"));
        }
        *desk = Desk::load(DeskName::default(), stored.clone()).expect("its own records");
    };
    step(&mut desk, now, Event::Configured(Box::default()));
    step(&mut desk, now + hour, Event::Joined(waiter("c1", now + hour)));
    step(&mut desk, now, Event::Woken);
    step(&mut desk, now + Millis::minutes(30), Event::Woken);
    assert_eq!(desk.places()[&chat("c1")].waiter.since, now);
}

#[test]
fn a_colleague_on_break_is_one_fewer_and_not_a_slow_conversation() {
    //
    let mut scene = Scene::with(&["ana", "ben"]);
    for n in 0..24 {
        let name = format!("done{n}");
        scene.joins(&name);
        let who = scene.accepted(&name);
        scene.on(Event::Answered(chat(&name), Episode(1), scene.now));
        assert!(!who.is_empty());
        scene.wait(Millis::minutes(5)).over(&name);
    }
    for name in ["c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8"] {
        scene.joins(name);
    }
    for name in ["c1", "c2", "c3", "c4"] {
        scene.accepted(name);
    }
    assert!(scene.told("c8").expect("told").wait.is_some());
    scene.on(Event::AgentSet(agent("ben"), Status::Break));
    let because = scene.told("c8").expect("told").longer;
    assert_eq!(because, Some(warmline_model::Longer::FewerPeople));
}
