//! Languages: how often the language of a sentence, of two words, of one word is told.

use std::collections::BTreeMap;

use anyhow::Result;
use serde::Deserialize;
use serde_json::{Value, json};
use warmline_language::{Message, detect::detect};
use warmline_model::Language;

use super::Ask;
use crate::rows;

/// A labelled text.
#[derive(Deserialize)]
pub struct Row {
    text: String,
    label: String,
    kind: String,
}

#[derive(Default)]
struct Count {
    right: u32,
    of: u32,
}

impl Count {
    fn add(&mut self, right: bool) {
        self.right += u32::from(right);
        self.of += 1;
    }

    fn share(&self) -> f64 {
        f64::from(self.right) / f64::from(self.of.max(1))
    }
}

/// Scores rows of `text, label, kind`: right answers on those whose label is one of the fifteen languages, and how
/// often one of the fifteen is claimed for a text in another language.
///
/// # Errors
/// When a file can't be read.
pub fn run(ask: &Ask) -> Result<Value> {
    Ok(figures(&rows::read(&ask.files)?))
}

/// The figures of labelled rows; prints those of each language.
pub fn figures(rows: &[Row]) -> Value {
    let (mut right, mut claimed) = (BTreeMap::new(), BTreeMap::new());
    let mut by_language: BTreeMap<(&str, &str), Count> = BTreeMap::new();
    let mut scored = 0;
    for row in rows {
        let (kind, label) = (row.kind.as_str(), row.label.as_str());
        let said = detect(&Message::read(&row.text));
        let known = Language::ALL.iter().any(|language| language.code() == label);
        let hit = if known { said.is_some_and(|l| l.code() == label) } else { said.is_some() };
        let counts: &mut BTreeMap<&str, Count> = if known { &mut right } else { &mut claimed };
        counts.entry(kind).or_default().add(hit);
        by_language.entry((label, kind)).or_default().add(hit);
        scored += u32::from(known);
    }
    for ((label, kind), count) in &by_language {
        let known = Language::ALL.iter().any(|language| language.code() == *label);
        println!(
            "{label} {kind}: {} {:.3} of {}",
            if known { "right" } else { "claimed" },
            count.share(),
            count.of
        );
    }
    let share = |counts: &BTreeMap<&str, Count>, kind| counts.get(kind).map(Count::share);
    json!({
        "sentence": share(&right, "sentence"),
        "word_pair": share(&right, "word_pair"),
        "single_word": share(&right, "single_word"),
        "claimed_sentence": share(&claimed, "sentence"),
        "claimed_word_pair": share(&claimed, "word_pair"),
        "n": scored,
    })
}
