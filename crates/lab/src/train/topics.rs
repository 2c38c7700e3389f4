//! The topic model: one linear decision per topic that has enough text to learn from.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use serde::Deserialize;
use warmline_language::Message;
use warmline_language::linear::{BUCKETS, Features, Linear};
use warmline_language::topics::{LEARNED, topics_with};

use super::logistic::{Example, Settings, train};
use super::{Weights, file, may_ship};
use crate::eval::topics::{Figures, Row};
use crate::rows;

const SETTINGS: Settings =
    Settings { features: BUCKETS, classes: LEARNED.len(), epochs: 6, rate: 0.2, l2: 2e-5 };

fn read(data: &Path) -> Result<Vec<Row>> {
    rows::read(&[file(data, "topics")])
}

/// A text of another file with the intent its author gave it.
#[derive(Deserialize)]
struct Other {
    text: String,
    source: String,
    orig: Option<String>,
}

#[derive(Deserialize)]
struct Entry {
    kb: String,
    entry_id: String,
    phrasings: Vec<String>,
}

/// Texts of the other files whose intent the topics file maps to one label: many more ordinary messages.
fn more(data: &Path, known: &[Row]) -> Result<Vec<Row>> {
    let mut labels: BTreeMap<(&str, &str), &Row> = BTreeMap::new();
    let mut texts: BTreeSet<&str> = BTreeSet::new();
    for row in known {
        labels.entry((row.source.as_str(), intent(&row.orig))).or_insert(row);
        texts.insert(row.text.as_str());
    }
    let mut others: Vec<Other> = rows::read(&[file(data, "explicit_human")])?;
    for entry in rows::read::<Entry>(&[file(data, "oos_kb.entries")])? {
        let source = intent_source(&entry.kb);
        others.extend(entry.phrasings.into_iter().map(|text| Other {
            text,
            source: source.to_owned(),
            orig: Some(entry.entry_id.clone()),
        }));
    }
    let mut out = Vec::new();
    for other in others {
        let orig = other.orig.unwrap_or_default();
        let aside = matches!(intent(&orig), "contentonly" | "outofdomain" | "confirmation");
        let like = labels.get(&(other.source.as_str(), intent(&orig)));
        if !may_ship(&other.source)
            || texts.contains(other.text.as_str())
            || like.is_none() && !aside
        {
            continue;
        }
        let (label, soft) = like.map_or(("none", false), |row| (row.label.as_str(), row.soft));
        let also = like.map_or_else(Vec::new, |row| row.also.clone());
        let label = label.to_owned();
        out.push(Row { text: other.text, label, source: other.source, orig, soft, also });
    }
    Ok(out)
}

/// An intent without the name of its domain.
fn intent(orig: &str) -> &str {
    orig.rsplit('/').next().unwrap_or(orig)
}

/// A source without the name of its part.
fn intent_source(kb: &str) -> &str {
    kb.split('/').next().unwrap_or(kb)
}

/// Trains on every source that may ship.
///
/// # Errors
/// When the data can't be read.
pub fn run(data: &Path) -> Result<Vec<Weights>> {
    let rows = read(data)?;
    let bytes = fit(rows.iter().chain(&more(data, &rows)?));
    Ok(vec![Weights { path: "crates/language/src/topics/topics.weights", bytes }])
}

/// Each source in turn is left out of the training and scored; then every other block of rows.
///
/// # Errors
/// When the data can't be read.
pub fn report(data: &Path) -> Result<()> {
    let rows = read(data)?;
    let mut sources: Vec<&str> = rows.iter().map(|row| row.source.as_str()).collect();
    sources.sort_unstable();
    sources.dedup();
    let more = more(data, &rows)?;
    let mut unseen = Figures::default();
    for left_out in sources {
        let model = fit(rows.iter().chain(&more).filter(|row| row.source != left_out));
        let mut figures = Figures::default();
        for row in rows.iter().filter(|row| row.source == left_out) {
            score(&model, row, &mut figures);
            score(&model, row, &mut unseen);
        }
        println!("topics, without {left_out}: {}", figures.json());
    }
    println!("topics, every source unseen: {}", unseen.json());
    let mut halves = Figures::default();
    for half in 0..2 {
        let mine = |at: usize| at / BLOCK % 2 == half;
        let numbered = || rows.iter().enumerate();
        let model = fit(numbered().filter(|(at, _)| !mine(*at)).map(|(_, row)| row));
        for (_, row) in numbered().filter(|(at, _)| mine(*at)) {
            score(&model, row, &mut halves);
        }
    }
    println!("topics, split halves: {}", halves.json());
    Ok(())
}

/// Rows of one family stand together in the files: halves are made of blocks of this many.
const BLOCK: usize = 50;

fn score(model: &[u8], row: &Row, figures: &mut Figures) {
    let found = topics_with(Linear::read(model).as_ref(), &Message::read(&row.text));
    figures.add(row, &found);
}

/// Trains on those rows that may ship and are not arguable.
fn fit<'r>(rows: impl Iterator<Item = &'r Row>) -> Vec<u8> {
    let used =
        rows.filter(|row| may_ship(&row.source) && !(row.soft && row.label == "account_security"));
    let examples: Vec<Example> = used.map(example).collect();
    let trained = train(&examples, &SETTINGS);
    Linear::write(&trained.bias, &trained.weights)
}

fn example(row: &Row) -> Example {
    let targets = LEARNED.iter().map(|topic| row.is(topic.code())).collect();
    Example { features: values(&row.text), targets, weight: if row.soft { 0.5 } else { 1.0 } }
}

/// The features of a text with their values.
pub fn values(text: &str) -> Vec<(u32, f32)> {
    let features = Features::of(&Message::read(text));
    let block = |buckets: &[u16]| -> Vec<(u32, f32)> {
        let value = Features::value(buckets);
        buckets.iter().map(|&bucket| (u32::from(bucket), value)).collect()
    };
    let mut out = block(&features.words);
    out.extend(block(&features.pieces));
    out
}
