//! Simulated after-hours conversations: no promise without a record, no record without an outcome, and no time
//! said that is not a record's, an option's or the opening's.
//!
//! A failure prints its seed. `WARMLINE_PROMISES=N` sets how many conversations are played.

#[path = "promises/play.rs"]
mod play;

use play::{Counts, Play};

/// As many as a build server has time for; `WARMLINE_PROMISES=10000` plays the full count.
const CONVERSATIONS: u64 = 2_000;

#[test]
fn every_promise_has_a_record_and_every_record_an_outcome() {
    let asked = std::env::var("WARMLINE_PROMISES").ok().and_then(|n| n.parse().ok());
    let mut all = Counts::default();
    for seed in 1..=asked.unwrap_or(CONVERSATIONS) {
        let mut play = Play::new(seed);
        play.run();
        all.add(&play.counts);
    }
    println!("{all:#?}");
    assert_eq!(all.said_without_record, 0);
    assert_eq!(all.without_outcome, 0);
    assert_eq!(all.times_of_nothing, 0);
    // Each thing that can happen happened.
    let seen = [all.tickets, all.calls, all.on_call, all.kept, all.broken, all.replaced];
    let more = [all.by_default, all.welcomed, all.slots_taken, all.cancelled, all.late_calls];
    if asked.is_none() {
        assert!(seen.iter().chain(&more).all(|count| *count > 0), "{all:#?}");
    }
}
