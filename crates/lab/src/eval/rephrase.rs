//! The same question in other words: precision, recall, and how well pairs are ranked.

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};
use warmline_language::{Message, SAME_QUESTION, same_question};

use super::Ask;
use super::count::{Count, auroc};
use crate::rows;

/// Two messages and whether the second asks the same.
#[derive(Deserialize)]
pub struct Row {
    pub text: String,
    pub text_b: String,
    pub label: String,
    pub source: String,
    /// How the different one was chosen: `random` or `hard`.
    pub neg: Option<String>,
}

/// Scores rows of `text, text_b, label, neg`.
///
/// # Errors
/// When a file can't be read.
pub fn run(ask: &Ask) -> Result<Value> {
    let rows: Vec<Row> = rows::read(&ask.files)?;
    Ok(figures(&rows, same_question))
}

/// The figures of rows under some judge of pairs.
pub fn figures<'r>(
    rows: impl IntoIterator<Item = &'r Row>,
    judge: impl Fn(&Message<'_>, &Message<'_>) -> u8,
) -> Value {
    let (mut all, mut scored) = (Count::default(), Vec::new());
    let (mut hard, mut random) = (Vec::new(), Vec::new());
    for row in rows {
        let percent = judge(&Message::read(&row.text), &Message::read(&row.text_b));
        let truth = row.label == "rephrase";
        all.add(percent >= SAME_QUESTION, truth);
        scored.push((f32::from(percent), truth));
        if truth || row.neg.as_deref() == Some("hard") {
            hard.push((f32::from(percent), truth));
        }
        if truth || row.neg.as_deref() == Some("random") {
            random.push((f32::from(percent), truth));
        }
    }
    let (precision, recall, f1) = all.figures();
    json!({
        "precision": precision, "recall": recall, "f1": f1,
        "auroc": auroc(&scored), "auroc_hard": auroc(&hard),
        "auroc_random": auroc(&random), "n": scored.len(),
    })
}
