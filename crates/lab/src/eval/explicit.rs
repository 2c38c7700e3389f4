//! Requests for a person: precision, recall, and false fires per 1,000 ordinary messages.

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};
use warmline_language::{Message, explicit_request};

use super::Ask;
use super::count::Count;
use crate::rows;

#[derive(Deserialize)]
struct Row {
    text: String,
    label: String,
    source: String,
    #[serde(default)]
    hard: bool,
}

/// Scores rows of `text, label, source, hard`; rows labelled `gray` are not scored.
///
/// # Errors
/// When a file can't be read.
pub fn run(ask: &Ask) -> Result<Value> {
    let rows: Vec<Row> = rows::read(&ask.files)?;
    let (mut all, mut real) = (Count::default(), Count::default());
    let (mut ordinary, mut ordinary_fired, mut hard, mut hard_fired) = (0_u32, 0_u32, 0_u32, 0_u32);
    let mut scored = 0;
    for row in rows.iter().filter(|row| row.label != "gray") {
        scored += 1;
        let human = row.label == "human";
        let fired = explicit_request(&Message::read(&row.text)).is_some();
        all.add(fired, human);
        if row.source != "bitext" {
            real.add(fired, human);
        }
        if !human {
            ordinary += 1;
            ordinary_fired += u32::from(fired);
            hard += u32::from(row.hard);
            hard_fired += u32::from(row.hard && fired);
        }
    }
    let per_1000 = |n: u32, of: u32| 1_000.0 * f64::from(n) / f64::from(of.max(1));
    let ((precision, recall, f1), (precision_real, recall_real, f1_real)) =
        (all.figures(), real.figures());
    Ok(json!({
        "precision": precision, "recall": recall, "f1": f1,
        "precision_real": precision_real, "recall_real": recall_real, "f1_real": f1_real,
        "false_per_1000": per_1000(ordinary_fired, ordinary),
        "false_per_1000_hard": per_1000(hard_fired, hard),
        "n": scored,
    }))
}
