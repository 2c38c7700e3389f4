//! Subscriptions and pushes, with a push service that answers as it likes.

use super::*;

const SENDER: &str = "https://edge.example";

fn agent(name: &str) -> AgentId {
    AgentId::new(name).expect("an id")
}

fn at(seconds: i64) -> Timestamp {
    Timestamp(1_000_000) + Millis::seconds(seconds)
}

fn with(devices: &[(&str, &str)]) -> Pushing {
    let mut pushing = Pushing::default();
    for (name, endpoint) in devices {
        pushing.subscribe(at(0), &agent(name), &format!("session of {name}"), endpoint, SENDER);
    }
    pushing
}

/// Loses what is only in memory.
fn loaded(records: &mut BTreeMap<String, String>, pushing: &mut Pushing) -> Pushing {
    for Change { key, value } in pushing.changes() {
        match value {
            Some(json) => records.insert(key, json),
            None => records.remove(&key),
        };
    }
    Pushing::load(records.clone()).expect("what was stored")
}

fn due(pushing: &mut Pushing, now: Timestamp) -> Vec<String> {
    pushing.take_due(now).into_iter().map(|push| push.endpoint).collect()
}

#[test]
fn an_agents_devices_are_woken_and_nobody_elses() {
    let mut pushing = with(&[("ana", "a1"), ("ben", "b1"), ("ana", "a2")]);
    let none = pushing.ring(at(1), vec![agent("ana"), agent("cleo")]);
    assert_eq!(none, [agent("cleo")]);
    assert_eq!(pushing.next_deadline(), Some(at(1)));
    assert_eq!(due(&mut pushing, at(1)), ["a1", "a2"]);
    // Under way; and again if nobody says what became of it.
    assert_eq!(due(&mut pushing, at(2)), Vec::<String>::new());
    assert_eq!(pushing.next_deadline(), Some(at(31)));
    assert_eq!(due(&mut pushing, at(31)), ["a1", "a2"]);
}

#[test]
fn what_was_taken_is_done_and_what_came_meanwhile_is_sent_too() {
    let mut pushing = with(&[("ana", "a1")]);
    pushing.ring(at(1), vec![agent("ana")]);
    let first = pushing.take_due(at(1));
    pushing.ring(at(2), vec![agent("ana")]);
    pushing.sent(at(3), &first[0], &Pushed::Taken);
    let second = pushing.take_due(at(3));
    assert_eq!(second.len(), 1);
    pushing.sent(at(4), &second[0], &Pushed::Taken);
    assert_eq!(pushing.next_deadline(), None);
}

#[test]
fn a_subscription_that_is_gone_is_forgotten_and_a_refused_push_is_dropped() {
    let mut records = BTreeMap::new();
    let mut pushing = with(&[("ana", "a1"), ("ben", "b1")]);
    pushing.ring(at(1), vec![agent("ana"), agent("ben")]);
    let pushes = pushing.take_due(at(1));
    pushing.sent(at(2), &pushes[0], &Pushed::Gone);
    pushing.sent(at(2), &pushes[1], &Pushed::Refused);
    assert_eq!(pushing.next_deadline(), None);
    let mut again = loaded(&mut records, &mut pushing);
    assert_eq!(again.ring(at(3), vec![agent("ana")]), [agent("ana")]);
    assert_eq!(records.keys().collect::<Vec<_>>(), ["push/b1"]);
}

#[test]
fn a_push_service_that_is_busy_is_asked_again_when_it_said_and_not_for_ever() {
    let mut pushing = with(&[("ana", "a1")]);
    pushing.ring(at(0), vec![agent("ana")]);
    let push = pushing.take_due(at(0)).remove(0);
    pushing.sent(at(0), &push, &Pushed::Later(Some(Millis::seconds(90))));
    assert_eq!(pushing.next_deadline(), Some(at(90)));
    assert_eq!(due(&mut pushing, at(89)), Vec::<String>::new());
    // Without a word of when: later and later.
    let mut waits = Vec::new();
    let mut now = at(90);
    while let Some(next) = pushing.next_deadline() {
        now = next;
        let push = pushing.take_due(now).remove(0);
        pushing.sent(now, &push, &Pushed::Later(None));
        waits.extend(pushing.next_deadline().map(|next| next - now));
    }
    assert_eq!(waits[..3], [Millis::seconds(2), Millis::seconds(4), Millis::seconds(8)]);
    assert!(now - at(0) <= GIVE_UP, "{waits:?}");
    // A new reason is tried anew.
    pushing.ring(at(3_600), vec![agent("ana")]);
    assert_eq!(due(&mut pushing, at(3_600)), ["a1"]);
}

#[test]
fn what_nobody_hears_of_ends_too() {
    let mut pushing = with(&[("ana", "a1")]);
    pushing.ring(at(0), vec![agent("ana")]);
    let mut times = 0;
    while let Some(next) = pushing.next_deadline() {
        times += pushing.take_due(next).len();
    }
    assert_eq!(times, 21, "every half minute for ten minutes");
}

#[test]
fn a_device_is_one_agents_and_ends_with_their_session() {
    let mut pushing = with(&[("ana", "a1")]);
    // Another agent signed in there.
    pushing.subscribe(at(1), &agent("ben"), "session of ben", "a1", SENDER);
    assert_eq!(pushing.reachable().into_iter().collect::<Vec<_>>(), [&agent("ben")]);
    // Whoever is not theirs can't end it.
    pushing.unsubscribe(&agent("ana"), "a1");
    assert_eq!(pushing.ring(at(2), vec![agent("ana"), agent("ben")]), [agent("ana")]);
    pushing.keep_signed_in(|session| (session == "session of ben").then(|| agent("ben")));
    assert_eq!(due(&mut pushing, at(2)), ["a1"]);
    pushing.keep_signed_in(|_| None);
    assert!(pushing.reachable().is_empty());
}

#[test]
fn an_agent_has_ten_at_most_and_the_oldest_goes() {
    let mut pushing = with(&[("ben", "b1")]);
    for n in 0..12 {
        pushing.subscribe(at(n), &agent("ana"), "s", &format!("a{n}"), SENDER);
    }
    pushing.ring(at(20), vec![agent("ana")]);
    // No more at once than one call may have connections.
    let mut woken = due(&mut pushing, at(20));
    assert_eq!(woken.len(), AT_ONCE);
    woken.extend(due(&mut pushing, at(20)));
    assert_eq!(woken.len(), 10);
    assert!(!woken.contains(&"a0".to_owned()) && !woken.contains(&"a1".to_owned()), "{woken:?}");
    assert_eq!(pushing.reachable().len(), 2);
}

#[test]
fn a_site_that_is_loaded_again_owes_what_it_owed_and_keeps_its_first_key() {
    let mut records = BTreeMap::new();
    let mut pushing = with(&[("ana", "a1")]);
    let key = |n: &str| VapidKey { public: format!("public {n}"), private: format!("private {n}") };
    assert_eq!(pushing.keep_key(key("1")).public, "public 1");
    assert_eq!(pushing.keep_key(key("2")).public, "public 1");
    pushing.ring(at(1), vec![agent("ana")]);
    // Handed over, and then the process ends.
    let mut again = loaded(&mut records, &mut pushing);
    assert_eq!(due(&mut pushing, at(1)), ["a1"]);
    assert_eq!(again.key().map(|key| key.private.as_str()), Some("private 1"));
    let push = again.take_due(at(2)).remove(0);
    again.sent(at(3), &push, &Pushed::Taken);
    assert_eq!(loaded(&mut records, &mut again).next_deadline(), None);
}
