//! Topics: macro-F1, and whether a message that needs a policy is seen at all.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};
use warmline_language::Message;
use warmline_language::topics::{TopicScore, topics};

use super::Ask;
use super::count::Count;
use crate::rows;

/// A labelled message.
#[derive(Deserialize)]
pub struct Row {
    /// What was written.
    pub text: String,
    /// The topic's code, or `none`.
    pub label: String,
    /// Where it comes from.
    pub source: String,
    /// The label its author gave it.
    pub orig: String,
    /// The label is arguable: not scored.
    #[serde(default)]
    pub soft: bool,
    /// Other right labels.
    #[serde(default)]
    pub also: Vec<String>,
}

impl Row {
    /// Whether the label, or another right one, is this.
    pub fn is(&self, label: &str) -> bool {
        self.label == label || self.also.iter().any(|also| also == label)
    }
}

const NONE: &str = "none";
const LABELS: [&str; 8] = [
    "billing_refund",
    "account_security",
    "cancellation",
    "complaint",
    "legal",
    "health_safety",
    "enterprise_pricing",
    NONE,
];

/// What is counted over rows.
#[derive(Default)]
pub struct Figures {
    per_label: BTreeMap<&'static str, Count>,
    any: Count,
    right: u32,
    scored: u32,
}

impl Figures {
    /// Counts a row, by the likeliest of the topics found; a soft row is left out.
    pub fn add(&mut self, row: &Row, found: &[TopicScore]) {
        if row.soft {
            return;
        }
        let best = found.iter().max_by_key(|score| (score.percent, std::cmp::Reverse(score.topic)));
        let said = best.map_or(NONE, |score| score.topic.code());
        // A second right label is as right as the first.
        let truth = if row.is(said) { said } else { row.label.as_str() };
        for label in LABELS {
            self.per_label.entry(label).or_default().add(said == label, truth == label);
        }
        self.any.add(said != NONE, row.label != NONE);
        self.right += u32::from(said == truth);
        self.scored += 1;
    }

    /// The figures of data/README.md.
    pub fn json(&self) -> Value {
        let mut per_topic = serde_json::Map::new();
        let (mut sum, mut labels) = (0.0, 0);
        for (label, count) in &self.per_label {
            let (precision, recall, f1) = count.figures();
            let n = count.wanted();
            per_topic.insert(
                (*label).to_owned(),
                json!({ "precision": precision, "recall": recall, "f1": f1, "n": n }),
            );
            if !matches!(*label, "legal" | "health_safety") && n > 0 {
                sum += f1;
                labels += 1;
            }
        }
        json!({
            "macro_f1_6": sum / f64::from(labels.max(1)),
            "accuracy": f64::from(self.right) / f64::from(self.scored.max(1)),
            "any_topic_f1": self.any.figures().2,
            "per_topic": per_topic,
            "n": self.scored,
        })
    }
}

/// Scores rows of `text, label, source, soft, also`.
///
/// # Errors
/// When a file can't be read.
pub fn run(ask: &Ask) -> Result<Value> {
    let rows: Vec<Row> = rows::read(&ask.files)?;
    let mut figures = Figures::default();
    for row in &rows {
        figures.add(row, &topics(&Message::read(&row.text)));
    }
    Ok(figures.json())
}
