//! The outbox under a virtual clock, with failures by chance and processes that are killed.

use super::receiver::Receiver;
use super::samples::*;
use crate::*;
use std::collections::{BTreeMap, BTreeSet};
use warmline_model::{ConversationId, Millis, Timestamp};

fn add(kind: Kind, number: u64) -> (Key, String, Event) {
    let conversation = format!("conv-{number:06}");
    let key = Key::of(&["acme", &conversation, kind.name()]);
    let package = Package {
        link: format!("https://desk.acme.example/console/#/c/{conversation}"),
        conversation: ConversationId::new(conversation.clone()).expect("an id"),
        ..package()
    };
    let event = Event::Add {
        key: key.clone(),
        destination: kind.name().to_owned(),
        kind,
        package: Box::new(package),
        ticket: None,
    };
    (key, conversation, event)
}

/// What is stored, and what was seen.
#[derive(Default)]
struct World {
    rows: BTreeMap<Key, String>,
    open: Vec<(Key, Call)>,
    dead: BTreeSet<Key>,
}

impl World {
    fn take(&mut self, outbox: &Outbox, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Save(key) => match outbox.get(&key) {
                    Some(item) => {
                        let row = serde_json::to_string(item).expect("JSON");
                        self.rows.insert(key, row);
                    }
                    None => {
                        self.rows.remove(&key);
                    }
                },
                Effect::Call { key, call } => {
                    assert!(self.rows.contains_key(&key), "a call goes out after its row");
                    self.open.push((key, call));
                }
                Effect::DeadLetter { key, .. } => {
                    self.dead.insert(key);
                }
                Effect::Delivered { .. } | Effect::Refused { .. } => {}
            }
        }
        assert!(self.open.len() <= 6, "at most six connections");
    }

    fn restored(&self) -> Outbox {
        let rows = self.rows.iter();
        Outbox::restore(rows.map(|(key, row)| {
            (key.clone(), serde_json::from_str(row).expect("an item as it was stored"))
        }))
    }
}

/// Delivers so many items to these kinds, killing the process so often; how many were lost, doubled, and
/// left as dead letters.
fn run(
    kinds: &[Kind],
    items: u64,
    mut kills: u32,
    percent_bad: u64,
    seed: u64,
) -> (usize, usize, usize) {
    let mut chance = Chance(seed);
    let mut outbox = Outbox::default();
    let mut world = World::default();
    let mut receivers: BTreeMap<Kind, Receiver> =
        kinds.iter().map(|kind| (*kind, Receiver::new(*kind))).collect();
    let mut now = AT;
    let mut all = Vec::new();
    for number in 0..items {
        let kind = kinds[usize::try_from(number).expect("small") % kinds.len()];
        let (key, conversation, event) = add(kind, number);
        let effects = outbox.handle(now, event);
        world.take(&outbox, effects);
        all.push((key, conversation, kind));
    }
    for _ in 0..items * 60 {
        if kills > 0 && !world.open.is_empty() && chance.below(items / 80 + 2) == 0 {
            kills -= 1;
            // Killed with calls open: each was accepted or not, and nobody heard.
            for (key, call) in std::mem::take(&mut world.open) {
                if chance.below(2) == 0 {
                    let item = outbox.get(&key).expect("it is kept");
                    let package = item.package.as_ref().expect("it is kept");
                    let request = destination(item.kind).request(package, &key, &call, now);
                    let receiver = receivers.get_mut(&item.kind).expect("a receiver");
                    receiver.take(now, now, &request.expect("a request"));
                }
            }
            outbox = world.restored();
            now = now + Millis::seconds(1);
            let effects = outbox.handle(now, Event::Restarted { jitter: chance.unit() });
            world.take(&outbox, effects);
            continue;
        }
        let Some((key, call)) = world.open.pop() else {
            let waiting = outbox.items().any(|(_, item)| item.state == State::Waiting);
            if !waiting {
                break;
            }
            now = outbox.next_deadline().expect("a deadline").max(now);
            let effects = outbox.handle(now, Event::Tick { jitter: chance.unit() });
            world.take(&outbox, effects);
            continue;
        };
        let item = outbox.get(&key).expect("it is kept");
        let to = destination(item.kind);
        let package = item.package.as_ref().expect("it is kept");
        let request = to.request(package, &key, &call, now).expect("a request");
        let receiver = receivers.get_mut(&item.kind).expect("a receiver");
        let jitter = chance.unit();
        let bad = chance.below(100) < percent_bad;
        let took = chance.below(2) == 0;
        let failed =
            |failure| Event::Failed { key: key.clone(), call: call.clone(), failure, jitter };
        let answered = |status, body: &str| {
            let answer = Answer { status, headers: &[], body: body.as_bytes() };
            let outcome = to.outcome(&key, &call, &answer, now);
            Event::Answered { key: key.clone(), call: call.clone(), outcome, jitter }
        };
        let event = match (bad, chance.below(5)) {
            (true, 0) => failed(Failure::NotConnected),
            (true, 1) => answered(429, ""),
            (true, which) => {
                if took {
                    receiver.take(now, now, &request);
                }
                match which {
                    2 => failed(Failure::Broken),
                    3 => failed(Failure::TimedOut),
                    _ => answered(503, ""),
                }
            }
            (false, _) => {
                let (status, body) = receiver.take(now, now, &request);
                answered(status, &body)
            }
        };
        now = now + Millis(i64::try_from(chance.below(400)).expect("small"));
        let effects = outbox.handle(now, event);
        world.take(&outbox, effects);
    }
    assert_eq!(kills, 0, "every kill happened");
    let items = |outbox: &Outbox| -> Vec<(Key, Item)> {
        outbox.items().map(|(key, item)| (key.clone(), item.clone())).collect()
    };
    assert_eq!(items(&outbox), items(&world.restored()), "what is stored is what is");
    let (mut lost, mut doubled) = (0, 0);
    for (key, conversation, kind) in &all {
        let receiver = &receivers[kind];
        let by_key = receiver.count(key.as_str());
        let named = if by_key == (0, 0) { receiver.count(conversation) } else { by_key };
        let notes = if kind.has_tickets() { named.1 } else { named.0 };
        doubled += usize::from(named.0 > 1 || notes > 1);
        lost += usize::from((named.0 == 0 || notes == 0) && !world.dead.contains(key));
    }
    (lost, doubled, world.dead.len())
}

#[test]
fn a_thousand_deliveries_outlive_fifty_kills_none_lost_none_doubled() {
    assert_eq!(run(&[Kind::Webhook], 1_000, 50, 10, 1), (0, 0, 0));
}

#[test]
fn every_kind_outlives_kills_and_failures_none_lost_none_doubled() {
    for seed in 2..10 {
        let (lost, doubled, _) = run(&Kind::ALL, 120, 12, 30, seed);
        assert_eq!((lost, doubled), (0, 0), "seed {seed}");
    }
}

#[test]
fn pauses_grow_from_five_seconds_to_an_hour_and_end_after_twelve_attempts() {
    let (key, _, event) = add(Kind::Webhook, 1);
    let mut outbox = Outbox::default();
    let mut now = AT;
    outbox.handle(now, event);
    let mut pauses = Vec::new();
    loop {
        let failure = Failure::NotConnected;
        let failed = Event::Failed { key: key.clone(), call: Call::Create, failure, jitter: 1.0 };
        let effects = outbox.handle(now, failed);
        let alive = outbox.get(&key).filter(|item| !matches!(item.state, State::Dead { .. }));
        let Some(next) = alive.and_then(|_| outbox.next_deadline()) else {
            let [Effect::Save(_), Effect::DeadLetter { why, may_have_arrived, .. }] =
                effects.as_slice()
            else {
                panic!("{effects:?}")
            };
            assert!(why.contains("12 attempts"), "{why}");
            assert!(!may_have_arrived, "nothing was ever sent");
            break;
        };
        pauses.push((next - now).0 / 1_000);
        now = next;
        outbox.handle(now, Event::Tick { jitter: 1.0 });
    }
    assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600]);
}

#[test]
fn a_call_without_an_answer_ends_after_ten_seconds() {
    let (key, _, event) = add(Kind::Twilio, 1);
    let mut outbox = Outbox::default();
    outbox.handle(AT, event);
    assert_eq!(outbox.next_deadline(), Some(AT + TIME_OUT));
    outbox.handle(AT + Millis::seconds(9), Event::Tick { jitter: 0.5 });
    assert!(matches!(outbox.get(&key).map(|item| &item.state), Some(State::Calling { .. })));
    let effects = outbox.handle(AT + TIME_OUT, Event::Tick { jitter: 0.5 });
    let dead =
        |effect: &Effect| matches!(effect, Effect::DeadLetter { may_have_arrived: true, .. });
    assert!(effects.iter().any(dead), "an SMS may have gone: {effects:?}");
    // The answer comes after all, and says that it is there.
    let receipt = Receipt { their_id: Some("SM1".to_owned()), url: None };
    let late = Event::Answered {
        key: key.clone(),
        call: Call::Create,
        outcome: Outcome::Delivered(receipt),
        jitter: 0.5,
    };
    outbox.handle(AT + Millis::seconds(11), late);
    assert!(matches!(outbox.get(&key).map(|item| &item.state), Some(State::Delivered { .. })));
}

#[test]
fn a_dead_letter_is_resent_with_the_same_key_and_only_a_dead_letter() {
    let (key, _, event) = add(Kind::Zendesk, 1);
    let mut outbox = Outbox::default();
    outbox.handle(AT, event.clone());
    let refused = outbox.handle(AT, Event::Resend { key: key.clone(), missing: false });
    assert!(matches!(refused.as_slice(), [Effect::Refused { .. }]), "{refused:?}");
    outbox.handle(AT, Event::Faulted { key: key.clone(), why: "token: not entered".to_owned() });
    assert_eq!(outbox.handle(AT, event), [], "a known key is not added again");
    let effects =
        outbox.handle(AT + Millis::minutes(3), Event::Resend { key: key.clone(), missing: false });
    let again = Effect::Call { key: key.clone(), call: Call::Create };
    assert_eq!(effects, [Effect::Save(key), again]);
}

#[test]
fn later_news_of_a_conversation_waits_for_the_ticket_and_becomes_a_note_on_it() {
    let (first, _, event) = add(Kind::Zendesk, 1);
    let mut outbox = Outbox::default();
    outbox.handle(AT, event.clone());
    let second = Key::of(&["second"]);
    let Event::Add { destination, kind, package, ticket, .. } = event else {
        panic!("an addition")
    };
    let next = Event::Add { key: second.clone(), destination, kind, package, ticket };
    let effects = outbox.handle(AT, next);
    assert_eq!(effects, [Effect::Save(second.clone())], "it waits");
    let receipt = Receipt { their_id: Some("35436".to_owned()), url: None };
    let outcome = Outcome::Delivered(receipt);
    let answered = Event::Answered { key: first, call: Call::Create, outcome, jitter: 0.5 };
    let effects = outbox.handle(AT, answered);
    let call = Call::Note { ticket: "35436".to_owned() };
    assert!(effects.contains(&Effect::Call { key: second, call }), "{effects:?}");
}

#[test]
fn a_clock_that_jumps_back_neither_hangs_nor_hurries() {
    let (key, _, event) = add(Kind::Webhook, 1);
    let mut outbox = Outbox::default();
    outbox.handle(AT, event);
    let past = Timestamp(AT.0 - 90 * 86_400_000);
    outbox.handle(past, Event::Tick { jitter: 0.5 });
    outbox.handle(past + TIME_OUT, Event::Tick { jitter: 0.5 });
    let item = outbox.get(&key).expect("it is kept");
    assert_eq!(item.state, State::Waiting);
    assert!(item.next_at <= past + Millis::seconds(20), "{:?}", item.next_at);
}

#[test]
fn nonsense_events_change_nothing_and_never_panic() {
    let mut chance = Chance(77);
    let mut outbox = Outbox::default();
    let keys: Vec<Key> = (0..6).map(|number| add(Kind::ALL[number as usize], number).0).collect();
    for step in 0..20_000 {
        let key = keys[chance.below(6) as usize].clone();
        let call = match chance.below(4) {
            0 => Call::Create,
            1 => Call::Find,
            2 => Call::Note { ticket: "1".to_owned() },
            _ => Call::FindNote { ticket: "1".to_owned() },
        };
        let why = || "x".to_owned();
        let outcome = match chance.below(5) {
            0 => Outcome::Delivered(Receipt { their_id: Some("1".to_owned()), url: None }),
            1 => Outcome::Missing,
            2 => Outcome::Again { after: None, why: why() },
            3 => Outcome::Look { after: Some(Millis(i64::MAX)), why: why() },
            _ => Outcome::Dead { why: why() },
        };
        let jitter = [0.5, f64::NAN, f64::INFINITY, -3.0, 7.0][chance.below(5) as usize];
        let event = match chance.below(8) {
            0 => add(Kind::ALL[chance.below(6) as usize], chance.below(6)).2,
            1 => Event::Tick { jitter },
            2 => Event::Answered { key, call, outcome, jitter },
            3 => Event::Failed { key, call, failure: Failure::Broken, jitter },
            4 => Event::Faulted { key, why: why() },
            5 => Event::Restarted { jitter },
            6 => Event::Resend { key, missing: chance.below(2) == 0 },
            _ => Event::Discard { key },
        };
        let jump = if step % 1_000 == 0 { i64::MAX / 2 } else { chance.below(60_000) as i64 };
        outbox.handle(Timestamp(jump), event);
        let open = outbox.items().filter(|(_, item)| matches!(item.state, State::Calling { .. }));
        assert!(open.count() <= 6);
    }
}

#[test]
fn an_end_waits_for_its_alert_and_a_call_for_somebody_waits_for_nothing_r_134() {
    let (_, _, event) = add(Kind::PagerDuty, 1);
    let mut outbox = Outbox::default();
    outbox.handle(AT, event.clone());
    let mut next = |happened: Happened| {
        let Event::Add { destination, kind, package, ticket, .. } = event.clone() else {
            panic!("an addition")
        };
        let key = Key::of(&[happened.code()]);
        let package = Box::new(Package { happened, ..*package });
        outbox.handle(AT, Event::Add { key, destination, kind, package, ticket })
    };
    let calls = |effects: Vec<Effect>| {
        effects.iter().filter(|effect| matches!(effect, Effect::Call { .. })).count()
    };
    assert_eq!(calls(next(Happened::OnCall)), 1);
    assert_eq!(calls(next(Happened::Closed)), 0);
}

#[test]
fn what_may_have_arrived_is_looked_up_when_resent_unless_somebody_has_looked() {
    for (missing, next) in [(false, Call::Find), (true, Call::Create)] {
        let (key, _, event) = add(Kind::Postmark, 1);
        let mut outbox = Outbox::default();
        outbox.handle(AT, event);
        let failure = Failure::Broken;
        let failed = Event::Failed { key: key.clone(), call: Call::Create, failure, jitter: 0.5 };
        outbox.handle(AT, failed);
        let later = outbox.next_deadline().expect("a deadline");
        outbox.handle(later, Event::Tick { jitter: 0.5 });
        let outcome = Outcome::Dead { why: "no right to look".to_owned() };
        let answered = Event::Answered { key: key.clone(), call: Call::Find, outcome, jitter: 0.5 };
        let effects = outbox.handle(later, answered);
        let dead =
            |effect: &Effect| matches!(effect, Effect::DeadLetter { may_have_arrived: true, .. });
        assert!(effects.iter().any(dead), "{effects:?}");
        let effects = outbox.handle(later, Event::Resend { key: key.clone(), missing });
        assert!(effects.contains(&Effect::Call { key, call: next }), "{effects:?}");
    }
}
