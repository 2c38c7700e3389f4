//! The model of rephrased questions: which words two phrasings of one question share, and which may differ.

use std::path::Path;

use anyhow::Result;
use serde::Deserialize;
use warmline_language::linear::{BUCKETS, Linear};
use warmline_language::{Message, Pair, same_question_with};

use super::logistic::{Chance, Example, Settings, train};
use super::{Weights, file};
use crate::eval::rephrase::{Row, figures};
use crate::rows;

/// The last feature is how alike the messages look.
const SETTINGS: Settings =
    Settings { features: 2 * BUCKETS + 1, classes: 1, epochs: 4, rate: 0.1, l2: 2e-5 };

/// Pairs made of each entry.
const PAIRS: usize = 120;
/// Of so many phrasings of other entries the one that looks most alike is a hard pair.
const CANDIDATES: usize = 40;

#[derive(Deserialize)]
struct Entry {
    kb: String,
    phrasings: Vec<String>,
}

/// Trains on the phrasings of all knowledge bases.
///
/// # Errors
/// When the data can't be read.
pub fn run(data: &Path) -> Result<Vec<Weights>> {
    let entries: Vec<Entry> = rows::read(&[file(data, "oos_kb.entries")])?;
    let bytes = fit(&entries.iter().collect::<Vec<_>>());
    Ok(vec![Weights { path: "crates/language/src/rephrase/rephrase.weights", bytes }])
}

/// Each knowledge base in turn is left out of the training and scored.
///
/// # Errors
/// When the data can't be read.
pub fn report(data: &Path) -> Result<()> {
    let entries: Vec<Entry> = rows::read(&[file(data, "oos_kb.entries")])?;
    let pairs: Vec<Row> = rows::read(&[file(data, "rephrase_pairs")])?;
    for left_out in ["banking77", "clinc150", "dstc11", "hint3"] {
        let bytes =
            fit(&entries.iter().filter(|e| !e.kb.starts_with(left_out)).collect::<Vec<_>>());
        let model = Linear::read(&bytes);
        let mine = || pairs.iter().filter(|pair| pair.source.starts_with(left_out));
        let with = figures(mine(), |a, b| same_question_with(model.as_ref(), a, b));
        let without = figures(mine(), |a, b| same_question_with(None, a, b));
        println!("rephrase, without {left_out}: {with}");
        println!("rephrase, without a model, {left_out}: {without}");
    }
    Ok(())
}

fn fit(entries: &[&Entry]) -> Vec<u8> {
    let messages: Vec<Vec<Message<'_>>> =
        entries.iter().map(|entry| entry.phrasings.iter().map(Message::read).collect()).collect();
    let mut chance = Chance::new();
    let mut examples = Vec::new();
    for (number, phrasings) in messages.iter().enumerate().filter(|(_, some)| some.len() > 1) {
        for pair in 0..PAIRS {
            let a = &phrasings[chance.below(phrasings.len())];
            let b = &phrasings[chance.below(phrasings.len())];
            if a.text() != b.text() {
                examples.push(example(a, b, true));
            }
            let candidates = if pair % 5 == 0 { CANDIDATES } else { 1 };
            let mut best: Option<(f32, &Message<'_>)> = None;
            for _ in 0..candidates {
                let other = &messages[other_than(number, entries, &mut chance)];
                let other = &other[chance.below(other.len())];
                let alike = Pair::of(a, other).overlap;
                if best.is_none_or(|(most, _)| alike > most) {
                    best = Some((alike, other));
                }
            }
            examples.extend(best.map(|(_, other)| example(a, other, false)));
        }
    }
    let trained = train(&examples, &SETTINGS);
    // One row per bucket: its weight when both have it, and when only one does.
    let rows = (0..BUCKETS).flat_map(|at| [trained.weights[at], trained.weights[BUCKETS + at]]);
    let bias = [trained.bias[0], trained.weights[2 * BUCKETS]];
    Linear::write(&bias, &rows.collect::<Vec<_>>())
}

/// Another entry of the same knowledge base.
fn other_than(number: usize, entries: &[&Entry], chance: &mut Chance) -> usize {
    loop {
        let other = chance.below(entries.len());
        if other != number
            && entries[other].kb == entries[number].kb
            && !entries[other].phrasings.is_empty()
        {
            return other;
        }
    }
}

fn example(a: &Message<'_>, b: &Message<'_>, same: bool) -> Example {
    let pair = Pair::of(a, b);
    let mut features = pair.words;
    features.push((2 * BUCKETS as u32, pair.overlap));
    Example { features, targets: vec![same], weight: 1.0 }
}
