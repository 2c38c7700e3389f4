//! The model of replies to an answer: whether it helped, did not, or is asked on about, as a table that can be read.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;
use warmline_handoff::card::reply::{OUTCOMES, Reply, Table, features, read_with, table};
use warmline_model::Outcome;

use super::Weights;
use super::logistic::{Example, Settings, train};
use crate::rows;

const SETTINGS: Settings =
    Settings { features: 0, classes: OUTCOMES.len(), epochs: 20, rate: 0.05, l2: 0.005 };
/// How much a reply of a script counts, which has its question too; one of the labelled ones counts 1.
const OF_SCRIPTS: f32 = 3.0;
/// Where the scripted conversations and the labelled replies are, from the project's root.
const SCRIPTS: &str = "tests/cards";
const REPLIES: &str = "tests/cards/replies.jsonl";
/// The scripts from this number on are for measuring only.
const HELD_OUT: u32 = 121;
/// Groups of labelled replies are counted from here: those to one answer are learned together or not at all.
const FIRST_LABELLED: usize = 1_000;
/// A feature is kept where so many conversations have it.
const LEAST: usize = 3;
/// In how many parts the conversations are cut, each of which is read by a model that has not seen it.
const PARTS: usize = 10;

/// A reply with the outcomes that are right.
struct Row {
    question: String,
    answer: String,
    text: String,
    right: Vec<Outcome>,
    /// Rows of one conversation are learned together or not at all.
    group: usize,
}

impl Row {
    fn reply(&self) -> Reply<'_> {
        Reply { question: &self.question, answer: &self.answer, text: &self.text }
    }
}

/// A line of the labelled replies.
#[derive(Deserialize)]
struct Labelled {
    #[serde(default)]
    question: String,
    answer: String,
    reply: String,
    outcome: Outcome,
}

/// Trains on all scripts that are not held out, and on all labelled replies.
///
/// # Errors
/// When a file can't be read.
pub fn run(_: &Path) -> Result<Vec<Weights>> {
    let rows = read()?;
    let bytes = fit(rows.iter()).into_bytes();
    Ok(vec![Weights { path: "crates/handoff/src/card/reply/reply.weights", bytes }])
}

/// Each tenth of the conversations is read by a model that learned from the others.
///
/// # Errors
/// When a file can't be read.
pub fn report(_: &Path) -> Result<()> {
    let rows = read()?;
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    let (mut right, mut all) = ([0_usize; 2], [0_usize; 2]);
    for part in 0..PARTS {
        let weights = table(&fit(rows.iter().filter(|row| row.group % PARTS != part)));
        for row in rows.iter().filter(|row| row.group % PARTS == part) {
            let is = outcome(&weights, row);
            let set = usize::from(row.question.is_empty());
            all[set] += 1;
            right[set] += usize::from(row.right.contains(&is));
            if !row.right.contains(&is) {
                *counts.entry((name(row.right[0]), name(is))).or_default() += 1;
                if std::env::var_os("REPLIES_TOLD").is_some() {
                    println!("{} as {}: {}", name(row.right[0]), name(is), row.text);
                }
            }
        }
    }
    println!(
        "replies, unseen, of the scripts: {} of {}; labelled: {} of {}",
        right[0], all[0], right[1], all[1]
    );
    for ((right, is), count) in counts {
        println!("  {right} read as {is}: {count}");
    }
    Ok(())
}

fn outcome(weights: &Table, row: &Row) -> Outcome {
    read_with(weights, row.reply()).outcome
}

const fn name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "accepted",
        Outcome::Declined => "declined",
        Outcome::AskedFurther => "asked_further",
        Outcome::Unanswered => "unanswered",
        _ => "other",
    }
}

fn fit<'r>(rows: impl Iterator<Item = &'r Row>) -> String {
    let rows: Vec<&Row> = rows.collect();
    let read: Vec<Vec<(String, f32)>> = rows.iter().map(|row| features(row.reply())).collect();
    let mut groups: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (row, features) in rows.iter().zip(&read) {
        for (name, _) in features {
            groups.entry(name).or_default().insert(row.group);
        }
    }
    groups.retain(|_, groups| groups.len() >= LEAST);
    let names: Vec<&str> = groups.keys().copied().collect();
    let place = |name: &str| names.binary_search(&name).ok().and_then(|at| u32::try_from(at).ok());
    let examples: Vec<Example> = rows
        .iter()
        .zip(&read)
        // Where two outcomes are equally right there is nothing to learn.
        .filter(|(row, _)| row.right.len() == 1)
        .map(|(row, features)| Example {
            features: features
                .iter()
                .filter_map(|(name, value)| Some((place(name)?, *value)))
                .collect(),
            targets: OUTCOMES.iter().map(|outcome| row.right.contains(outcome)).collect(),
            weight: if row.question.is_empty() { 1.0 } else { OF_SCRIPTS },
        })
        .collect();
    let settings = Settings { features: names.len(), ..SETTINGS };
    let trained = train(&examples, &settings);
    let mut out = String::new();
    for (at, name) in names.iter().enumerate() {
        let weights = &trained.weights[at * OUTCOMES.len()..][..OUTCOMES.len()];
        let weights: Vec<i32> = weights
            .iter()
            .enumerate()
            .map(|(class, weight)| {
                let bias = if *name == "bias" { trained.bias[class] } else { 0.0 };
                ((weight + bias) * 100.0).round() as i32
            })
            .collect();
        if weights.iter().any(|weight| *weight != 0) {
            let _ = write!(out, "{name}");
            for weight in weights {
                let _ = write!(out, "\t{weight}");
            }
            out.push('\n');
        }
    }
    out
}

fn read() -> Result<Vec<Row>> {
    let mut files: Vec<_> = std::fs::read_dir(SCRIPTS)
        .with_context(|| format!("can't read {SCRIPTS}: run it from the project's root"))?
        .filter_map(|file| Some(file.ok()?.path()))
        .collect();
    files.sort();
    let mut out = Vec::new();
    for path in files {
        let number = path.file_stem().and_then(|name| name.to_str()?.parse::<u32>().ok());
        let Some(number) = number.filter(|number| *number < HELD_OUT) else { continue };
        let text = std::fs::read_to_string(&path)?;
        let script: Value =
            serde_json::from_str(&text).with_context(|| format!("{}", path.display()))?;
        script_rows(&script, number as usize, &mut out);
    }
    if Path::new(REPLIES).exists() {
        let labelled: Vec<Labelled> = rows::read(&[REPLIES.to_owned()])?;
        let mut answers: BTreeMap<String, usize> = BTreeMap::new();
        for Labelled { question, answer, reply, outcome } in labelled {
            let next = FIRST_LABELLED + answers.len();
            let group = *answers.entry(answer.clone()).or_insert(next);
            if OUTCOMES.contains(&outcome) {
                out.push(Row { question, answer, text: reply, right: vec![outcome], group });
            }
        }
    }
    Ok(out)
}

/// The replies of a script whose outcome was written down, where the next message is the whole reply.
fn script_rows(script: &Value, group: usize, out: &mut Vec<Row>) {
    let Some(turns) = script["turns"].as_array() else { return };
    for attempt in script["expect"]["attempts"].as_array().into_iter().flatten() {
        let Some(at) = attempt["turn"].as_u64().and_then(|turn| usize::try_from(turn).ok()) else {
            continue;
        };
        let text = |at: usize| turns.get(at).and_then(|turn| turn["customer"].as_str());
        let Some(reply) = text(at + 1).filter(|_| text(at + 2).is_none()) else { continue };
        let asked = turns.iter().take(at).rev().find_map(|turn| turn["customer"].as_str());
        let outcomes = match &attempt["outcome"] {
            Value::Array(any) => any.clone(),
            one => vec![one.clone()],
        };
        let right: Vec<Outcome> = outcomes
            .into_iter()
            .filter_map(|outcome| serde_json::from_value(outcome).ok())
            .filter(|outcome| OUTCOMES.contains(outcome))
            .collect();
        if right.is_empty() {
            continue;
        }
        let first = turns.iter().find_map(|turn| turn["customer"].as_str());
        out.push(Row {
            question: first.or(asked).unwrap_or_default().to_owned(),
            answer: turns
                .get(at)
                .and_then(|turn| turn["bot"].as_str())
                .unwrap_or_default()
                .to_owned(),
            text: reply.to_owned(),
            right,
            group,
        });
    }
}
