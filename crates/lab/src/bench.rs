//! `bench`: what the engine costs for one message on this machine.

use std::hint::black_box;
use std::time::Instant;

use anyhow::Result;
use serde_json::json;
use warmline_lab::engine;

/// Conversations per round, and rounds; the median of the rounds is told.
const CONVERSATIONS: usize = 200;
const ROUNDS: usize = 7;

/// `bench`: prints one JSON object.
///
/// # Errors
/// None today; the signature is that of the other commands.
pub fn command() -> Result<()> {
    let index = engine::index();
    black_box(engine::conversation(&index));
    let mut rounds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let begun = Instant::now();
            for _ in 0..CONVERSATIONS {
                black_box(engine::conversation(&index));
            }
            let messages = CONVERSATIONS * engine::MESSAGES;
            begun.elapsed().as_secs_f64() * 1e6 / messages as f64
        })
        .collect();
    rounds.sort_by(f64::total_cmp);
    println!("{}", json!({ "median_us": rounds[ROUNDS / 2], "best_us": rounds[0] }));
    Ok(())
}
