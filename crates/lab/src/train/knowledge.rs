//! The knowledge engine's weights: word vectors, the shares of the rank, the shares of the confidence.
//!
//! The vectors that ship are learned from all sources. The shares are fitted on what the engine does with bases whose
//! source was kept out of the vectors (as every site's is), and, at less weight, with those that were not.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, Result};
use serde::Deserialize;
use warmline_knowledge::{Index, Model};

use super::Weights;
use crate::eval::knowledge::{Base, ask, bases, figures, first_phrasings};
use crate::rows;

mod shares;
mod vectors;

/// Whose rows may shape weights that ship.
const SOURCES: [&str; 6] = ["bitext", "banking77", "clinc150", "dstc11", "multidogo", "hint3"];
/// The bases that have questions, by source: each is asked with vectors that never saw its source.
const FOLDS: [&str; 4] = ["banking77", "clinc150", "dstc11", "hint3"];
/// Where the weights go.
const WEIGHTS: &str = "crates/knowledge/src/knowledge.weights";

#[derive(Deserialize)]
struct Row {
    source: String,
    #[serde(default)]
    kb: String,
    entry_id: Option<String>,
    #[serde(default)]
    phrasings: Vec<String>,
    #[serde(default)]
    text: String,
    orig: Option<String>,
}

/// What asks for the same thing, by base and by entry.
type Corpus = BTreeMap<String, BTreeMap<String, Vec<String>>>;

/// Trains on the files of a directory.
///
/// # Errors
/// When a file can't be read.
pub fn run(data: &Path) -> Result<Vec<Weights>> {
    let bytes = trained(data, &[])?.bytes();
    Ok(vec![Weights { path: WEIGHTS, bytes }])
}

/// Trains without each base's source in turn, and prints what that reaches on the base.
///
/// # Errors
/// When a file can't be read.
pub fn report(data: &Path) -> Result<()> {
    let asked = bases(&[super::file(data, "oos_kb"), super::file(data, "oos_kb.entries")])?;
    for source in FOLDS {
        let model = Arc::new(trained(data, &[source])?);
        for (kb, base) in asked.iter().filter(|(kb, _)| kb.starts_with(source)) {
            for (name, phrasings) in [("5", 5), ("all", usize::MAX)] {
                let articles = first_phrasings(&base.articles, phrasings);
                let outcomes = ask(&Index::with_model(articles, model.clone()), &base.queries);
                println!("{kb}, {name} phrasings: {}", figures(&outcomes));
            }
        }
    }
    Ok(())
}

/// The model, with the sources in `without` left out of everything.
fn trained(data: &Path, without: &[&str]) -> Result<Model> {
    let files = [super::file(data, "oos_kb"), super::file(data, "oos_kb.entries")];
    let left_out = |kb: &str| without.iter().any(|source| kb.starts_with(source));
    let mut asked = bases(&files)?;
    asked.retain(|kb, base| !left_out(kb) && !base.queries.is_empty());

    let all = corpus(data, without)?;
    let full = learned(&all)?;
    let mut folds =
        vec![shares::Fold { model: full.clone(), bases: asked.iter().collect(), weight: 0.5 }];
    for source in FOLDS {
        let of_source = |kb: &&String| kb.starts_with(source);
        let bases: Vec<(&String, &Base)> = asked.iter().filter(|(kb, _)| of_source(kb)).collect();
        if bases.is_empty() {
            continue;
        }
        let mut others = all.clone();
        others.retain(|kb, _| !kb.starts_with(source));
        let model = learned(&others)?;
        folds.push(shares::Fold { model, bases, weight: 1.0 });
    }
    Ok(shares::fit(&full, &folds))
}

/// Word vectors as they will be read: in few bits.
fn learned(corpus: &Corpus) -> Result<Arc<Model>> {
    let model = Model::new(&vectors::learn(corpus));
    Model::parse(&model.bytes()).map(Arc::new).context("vectors can't be read back")
}

/// Entries with their phrasings, and rows labelled with what they ask for.
fn corpus(data: &Path, without: &[&str]) -> Result<Corpus> {
    let mut out = Corpus::new();
    let file = |name: &str| super::file(data, name);
    let allowed = |s: &str| SOURCES.contains(&s) && !without.contains(&s);
    for row in rows::read::<Row>(&[file("oos_kb.entries")])? {
        if let Some(entry) = row.entry_id
            && allowed(&row.source)
        {
            out.entry(row.kb).or_default().insert(entry, row.phrasings);
        }
    }
    for row in rows::read::<Row>(&[file("topics"), file("explicit_human")])? {
        let labelled = ["bitext", "multidogo", "dstc11"].contains(&row.source.as_str());
        let Some(asks) = row.orig.filter(|_| labelled && allowed(&row.source)) else { continue };
        let asks = asks.rsplit('/').next().unwrap_or_default().to_owned();
        if ["contentonly", "outofdomain", "none"].contains(&asks.as_str()) {
            continue;
        }
        let base = out.entry(format!("{}/rows", row.source)).or_default();
        let texts = base.entry(asks).or_default();
        if !texts.contains(&row.text) {
            texts.push(row.text);
        }
    }
    Ok(out)
}

/// A stream of numbers that is the same every time (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// From 0 to 1.
    fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// `k` different numbers below `n`, or all of them, in random order.
    fn some(&mut self, k: usize, n: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..n).collect();
        for at in 0..k.min(n) {
            let other = at + self.below(n - at);
            order.swap(at, other);
        }
        order.truncate(k);
        order
    }
}
