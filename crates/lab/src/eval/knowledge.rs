//! The knowledge engine: is the right entry first, is a question outside the base seen as such, is the confidence honest.

use std::collections::BTreeMap;

use anyhow::{Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use warmline_knowledge::{Article, Index};

use super::Ask;
use crate::rows;

/// The label of a question that no entry answers.
pub const OUT_OF_SCOPE: &str = "__oos__";

/// A line of either file: an entry has an id, a query a text.
#[derive(Deserialize)]
struct Row {
    kb: String,
    entry_id: Option<String>,
    #[serde(default)]
    title: String,
    #[serde(default)]
    phrasings: Vec<String>,
    text: Option<String>,
    #[serde(default)]
    label: String,
}

/// A knowledge base and the questions put to it.
#[derive(Default)]
pub struct Base {
    /// One per entry.
    pub articles: Vec<Article>,
    /// Text and the right article's id, or [`OUT_OF_SCOPE`].
    pub queries: Vec<(String, String)>,
}

/// The bases of the files by name; which line is an entry and which a query is told by its fields.
///
/// # Errors
/// When a file can't be read.
pub fn bases(files: &[String]) -> Result<BTreeMap<String, Base>> {
    let mut bases: BTreeMap<String, Base> = BTreeMap::new();
    for row in rows::read::<Row>(files)? {
        let base = bases.entry(row.kb).or_default();
        if let Some(id) = row.entry_id {
            base.articles.push(Article {
                id,
                title: row.title,
                category: String::new(),
                url: None,
                answer: String::new(),
                phrasings: row.phrasings,
            });
        } else if let Some(text) = row.text {
            base.queries.push((text, row.label));
        }
    }
    Ok(bases)
}

/// The articles with only their first `k` phrasings.
pub fn first_phrasings(articles: &[Article], k: usize) -> Vec<Article> {
    let mut articles = articles.to_vec();
    for article in &mut articles {
        article.phrasings.truncate(k);
    }
    articles
}

/// What became of one question.
pub struct Outcome {
    /// The probability given to the first answer, 0 to 1; 0 where nothing was found.
    pub confidence: f64,
    /// Whether the base has an answer.
    pub inside: bool,
    /// Whether the right one came first, and among the first three; never outside the base.
    pub first: bool,
    pub third: bool,
}

/// Asks every query.
pub fn ask(index: &Index, queries: &[(String, String)]) -> Vec<Outcome> {
    queries
        .iter()
        .map(|(text, label)| {
            let found = index.search(text, 3);
            Outcome {
                confidence: found.first().map_or(0.0, |c| f64::from(c.confidence) / 100.0),
                inside: label != OUT_OF_SCOPE,
                first: found.first().is_some_and(|c| c.article.id == *label),
                third: found.iter().any(|c| c.article.id == *label),
            }
        })
        .collect()
}

/// Scores the entries and queries of two files (in either order), with the first k phrasings of each entry.
///
/// # Errors
/// When a file can't be read, or a base has queries and no entries.
pub fn run(ask_for: &Ask) -> Result<Value> {
    let (mut all, mut per_kb) = (Vec::new(), BTreeMap::new());
    for (kb, base) in bases(&ask_for.files)? {
        if base.queries.is_empty() {
            continue;
        }
        if base.articles.is_empty() {
            bail!("{kb} has queries and no entries: two files are needed");
        }
        let k = ask_for.phrasings.unwrap_or(usize::MAX);
        let outcomes = ask(&Index::new(first_phrasings(&base.articles, k)), &base.queries);
        per_kb.insert(kb, figures(&outcomes));
        all.extend(outcomes);
    }
    let mut overall = figures(&all);
    overall["per_kb"] = json!(per_kb);
    Ok(overall)
}

/// The figures of a table's line.
///
/// `top1` and `top3` are shares of the questions inside the base. `oos_auroc` is the chance that a question inside
/// has a higher confidence than one outside (a tie counts half; null where there are none). `ece` sums, over ten bins
/// of the first answer's confidence, |mean confidence - share right|, weighed by the bin's share of all questions; a
/// question outside counts as wrong. `coverage_at_90` is the largest share of all questions that can be answered,
/// surest first, with at least 90 % of the answers right.
pub fn figures(outcomes: &[Outcome]) -> Value {
    let inside = outcomes.iter().filter(|o| o.inside).count();
    let share = |count: usize| count as f64 / inside.max(1) as f64;
    json!({
        "top1": share(outcomes.iter().filter(|o| o.first).count()),
        "top3": share(outcomes.iter().filter(|o| o.third).count()),
        "oos_auroc": auroc(outcomes),
        "ece": calibration_error(outcomes),
        "coverage_at_90": coverage(outcomes, 0.9),
        "n": outcomes.len(),
    })
}

fn by_confidence(outcomes: &[Outcome]) -> Vec<&Outcome> {
    let mut sorted: Vec<&Outcome> = outcomes.iter().collect();
    sorted.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    sorted
}

fn auroc(outcomes: &[Outcome]) -> Option<f64> {
    let (mut won, mut inside, mut outside) = (0.0, 0.0, 0.0);
    for tied in by_confidence(outcomes).chunk_by(|a, b| a.confidence == b.confidence) {
        let within = tied.iter().filter(|o| o.inside).count() as f64;
        let without = tied.len() as f64 - within;
        won += without * (inside + within / 2.0);
        inside += within;
        outside += without;
    }
    (inside > 0.0 && outside > 0.0).then(|| won / (inside * outside))
}

fn calibration_error(outcomes: &[Outcome]) -> f64 {
    let mut bins = [(0.0, 0.0); 10];
    for outcome in outcomes {
        let bin = &mut bins[((outcome.confidence * 10.0) as usize).min(9)];
        bin.0 += outcome.confidence;
        bin.1 += f64::from(u8::from(outcome.first));
    }
    bins.iter().map(|(said, right)| (said - right).abs()).sum::<f64>()
        / outcomes.len().max(1) as f64
}

fn coverage(outcomes: &[Outcome], precision: f64) -> f64 {
    let (mut answered, mut right, mut most) = (0, 0, 0);
    for tied in by_confidence(outcomes).chunk_by(|a, b| a.confidence == b.confidence) {
        answered += tied.len();
        right += tied.iter().filter(|o| o.first).count();
        if right as f64 >= precision * answered as f64 {
            most = answered;
        }
    }
    most as f64 / outcomes.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::{Outcome, auroc, calibration_error, coverage};

    fn outcome(confidence: f64, inside: bool, first: bool) -> Outcome {
        Outcome { confidence, inside, first, third: first }
    }

    #[test]
    fn a_perfect_engine_has_perfect_figures() {
        let all = [outcome(1.0, true, true), outcome(1.0, true, true), outcome(0.0, false, false)];
        assert_eq!(auroc(&all), Some(1.0));
        assert_eq!(calibration_error(&all), 0.0);
        assert_eq!(coverage(&all, 0.9), 2.0 / 3.0);
    }

    #[test]
    fn ties_count_half_and_overconfidence_shows() {
        let all = [outcome(0.9, true, true), outcome(0.9, false, false)];
        assert_eq!(auroc(&all), Some(0.5));
        assert!((calibration_error(&all) - 0.4).abs() < 1e-9);
        assert_eq!(coverage(&all, 0.9), 0.0);
    }
}
