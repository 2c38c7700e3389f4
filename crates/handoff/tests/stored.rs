//! What an older version stored is read by this one.

use warmline_handoff::Conversation;
use warmline_handoff::conversation::{Event, Stage};
use warmline_handoff::desk::Gone;
use warmline_model::{CARD_VERSION, Millis};

/// One machine a line, name and JSON, as the version before policies stored it: each stage, with and
/// without an offer.
const VERSION_1: &str = include_str!("data/states-v1.tsv");

#[test]
fn every_stage_that_the_first_version_stored_can_be_read() {
    let mut read = 0;
    for line in VERSION_1.lines() {
        let (name, state) = line.split_once('\t').expect("a name and a state");
        let machine: Conversation = serde_json::from_str(state).expect(name);
        let machine = machine.upgraded();
        let card = machine.card();
        assert_eq!(card.version, CARD_VERSION, "{name}");
        // what can be told of an older card is told.
        if let Some(question) = &card.question {
            assert!(card.moments.iter().any(|m| m.entry == question.entry), "{name}");
            assert!(card.wanted.is_some() && !card.next_steps.is_empty(), "{name}");
            assert!(card.summary.starts_with("A customer "), "{name}: {}", card.summary);
        }
        read += 1;
    }
    assert_eq!(read, 8);
}

#[test]
fn whoever_was_served_when_the_first_version_stored_it_can_be_lost_and_wait_again() {
    // the clock they began with is on the card.
    let mut served = 0;
    for line in VERSION_1.lines() {
        let (name, state) = line.split_once('\t').expect("a name and a state");
        let mut machine: Conversation = serde_json::from_str(state).expect(name);
        let Stage::Human(human) = machine.stage() else { continue };
        assert_eq!(machine.next_deadline(), None, "{name}: nothing is known to be owed");
        let now = human.since + Millis::minutes(5);
        let lost =
            Event::DeskLost { episode: machine.episode(), round: 1, gone: Gone::Disconnected };
        assert!(!machine.handle(now, lost).is_empty(), "{name}");
        let since = machine.card().waiting_since;
        assert!(matches!(machine.stage(), Stage::Waiting(w) if Some(w.since) == since), "{name}");
        served += 1;
    }
    assert_eq!(served, 1);
}
