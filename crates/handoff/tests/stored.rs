//! What an older version stored is read by this one.

use warmline_handoff::Conversation;
use warmline_model::CARD_VERSION;

/// One machine a line, name and JSON, as the version before policies stored it: each stage, with and
/// without an offer.
const VERSION_1: &str = include_str!("data/states-v1.tsv");

#[test]
fn every_stage_that_the_first_version_stored_can_be_read() {
    let mut read = 0;
    for line in VERSION_1.lines() {
        let (name, state) = line.split_once('\t').expect("a name and a state");
        let machine: Conversation = serde_json::from_str(state).expect(name);
        assert_eq!(machine.upgraded().card().version, CARD_VERSION, "{name}");
        read += 1;
    }
    assert_eq!(read, 8);
}
