//! Negative messages: F1, and how well they are ranked.

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};
use warmline_language::{Message, NEGATIVE, negativity};

use super::Ask;
use super::count::{Count, auroc};
use crate::rows;

#[derive(Deserialize)]
struct Row {
    text: String,
    label: String,
}

/// Scores rows of `text, label`. `macro_f1` is the mean of negative and not negative: the engine asks no more.
///
/// # Errors
/// When a file can't be read.
pub fn run(ask: &Ask) -> Result<Value> {
    let rows: Vec<Row> = rows::read(&ask.files)?;
    let (mut negative, mut other) = (Count::default(), Count::default());
    let mut scored = Vec::new();
    for row in &rows {
        let percent = negativity(&Message::read(&row.text));
        let truth = row.label == "negative";
        negative.add(percent >= NEGATIVE, truth);
        other.add(percent < NEGATIVE, !truth);
        scored.push((f32::from(percent), truth));
    }
    let (negative_f1, other_f1) = (negative.figures().2, other.figures().2);
    Ok(json!({
        "negative_f1": negative_f1,
        "macro_f1": (negative_f1 + other_f1) / 2.0,
        "negative_auroc": auroc(&scored),
        "n": rows.len(),
    }))
}
