//! A linear classifier of a base's own phrasings, fitted when the index is built.
//!
//! Softmax regression over words and pairs of words, runs of three and four letters, and the direction of the word
//! vectors. It begins as the nearest mean and goes a few times over the phrasings; what it can cost is bounded.

use crate::build::{Term, merged};
use crate::model::{DIMENSIONS, Dense};

/// Most multiplications a fit may take, and most weights it may have (4 bytes each).
const MOST_WORK: usize = 1_500_000_000;
const MOST_WEIGHTS: usize = 8_000_000;
/// How often it goes over the phrasings, where that is not too much work.
const ROUNDS: usize = 5;
/// How sharply the nearest mean decides at the beginning; the first step of the descent, which falls to nothing.
const BEGIN: f32 = 6.0;
const RATE: f32 = 2.0;
/// Errors up to this are let be.
const SMALL: f32 = 0.01;
/// The lengths of the letters' part and of the direction, where the words' part has length 1.
const LETTERS_SHARE: f32 = 0.7;
const DIRECTION_SHARE: f32 = 0.5;
/// Runs of letters fall into so many rows.
const BUCKETS: usize = 4_096;
const NO_ROW: u32 = u32::MAX;

/// A text as the classifier sees it.
#[derive(Clone, Copy)]
pub(crate) struct Seen<'a> {
    /// Words and pairs of words, as a vector of length one.
    pub words: &'a [(Term, f32)],
    /// What [`runs`] gave.
    pub runs: &'a [(u32, f32)],
    pub direction: &'a Dense,
}

/// The fitted weights.
#[derive(Clone, Debug, Default)]
pub(crate) struct Linear {
    articles: usize,
    /// By term its row, if it has one.
    rows: Vec<u32>,
    /// One weight per article in each row: first a row per dimension, then per bucket, then per term.
    weights: Vec<f32>,
}

impl Linear {
    /// Fits phrasings, each with its article; none where there is nothing to tell apart, or it would take too much.
    pub(crate) fn fit(articles: usize, terms: usize, said: &[(u32, Seen<'_>)]) -> Option<Self> {
        if articles < 2 {
            return None;
        }
        let size = |seen: &Seen<'_>| DIMENSIONS + seen.runs.len() + seen.words.len();
        let work: usize = said.iter().map(|(_, seen)| size(seen)).sum::<usize>() * articles;
        let rounds = (MOST_WORK / work.max(1)).min(ROUNDS);
        let (rows, count) = rows(articles, terms, said)?;
        if rounds == 0 {
            return None;
        }
        let mut linear = Self { articles, rows, weights: vec![0.0; count * articles] };
        let mut counts = vec![0.0_f32; articles];
        for (article, _) in said {
            counts[*article as usize] += 1.0;
        }
        for (article, seen) in said {
            let article = *article as usize;
            let share = BEGIN / counts[article];
            linear.each(*seen, |row, value| row[article] += share * value);
        }
        for round in 0..rounds {
            linear.go_over(said, RATE * (1.0 - round as f32 / rounds as f32));
        }
        Some(linear)
    }

    fn go_over(&mut self, said: &[(u32, Seen<'_>)], rate: f32) {
        // A stride that visits all phrasings once, and mixes the articles.
        let stride = coprime(said.len());
        let (mut scores, mut steps) = (vec![0.0; self.articles], Vec::new());
        let mut at = 0;
        for _ in said {
            at = (at + stride) % said.len();
            let (right, seen) = said[at];
            self.log_probabilities(seen, &mut scores);
            steps.clear();
            for (article, score) in scores.iter().enumerate() {
                let error = f32::from(u8::from(article == right as usize)) - score.exp();
                if error.abs() > SMALL {
                    steps.push((article, rate * error));
                }
            }
            self.each(seen, |row, value| {
                for &(article, step) in &steps {
                    row[article] += step * value;
                }
            });
        }
    }

    /// The rows of a text by number, each with the text's value there.
    fn values(&self, seen: Seen<'_>) -> impl Iterator<Item = (usize, f32)> {
        let dense = |(row, &c): (usize, &i8)| (row, f32::from(c) * (DIRECTION_SHARE / 127.0));
        let dense = seen.direction.iter().enumerate().map(dense);
        let runs = seen.runs.iter().map(|&(bucket, value)| (DIMENSIONS + bucket as usize, value));
        let row = |&(term, value): &(Term, f32)| (self.rows[term as usize], value);
        let words = seen.words.iter().map(row).filter(|&(row, _)| row != NO_ROW);
        dense.chain(runs).chain(words.map(|(row, value)| (row as usize, value)))
    }

    fn each(&mut self, seen: Seen<'_>, mut change: impl FnMut(&mut [f32], f32)) {
        let mut weights = std::mem::take(&mut self.weights);
        for (row, value) in self.values(seen) {
            change(&mut weights[row * self.articles..][..self.articles], value);
        }
        self.weights = weights;
    }

    /// The log-probability of each article; returns how strong the evidence is for any (see [`log_softmax`]).
    pub(crate) fn log_probabilities(&self, seen: Seen<'_>, scores: &mut [f32]) -> f32 {
        scores.fill(0.0);
        for (row, value) in self.values(seen) {
            let row = &self.weights[row * self.articles..][..self.articles];
            for (score, weight) in scores.iter_mut().zip(row) {
                *score += weight * value;
            }
        }
        log_softmax(scores)
    }
}

/// Which row each term has, and how many rows there are; where that is too many, terms of one phrasing have none.
fn rows(articles: usize, terms: usize, said: &[(u32, Seen<'_>)]) -> Option<(Vec<u32>, usize)> {
    let mut seen = vec![0_u32; terms];
    for (term, _) in said.iter().flat_map(|(_, text)| text.words) {
        seen[*term as usize] += 1;
    }
    for fewest in [1, 2] {
        let mut rows = vec![NO_ROW; terms];
        let mut next = DIMENSIONS + BUCKETS;
        for (row, _) in rows.iter_mut().zip(&seen).filter(|(_, count)| **count >= fewest) {
            *row = next as u32;
            next += 1;
        }
        if next * articles <= MOST_WEIGHTS {
            return Some((rows, next));
        }
    }
    None
}

/// Turns scores into logarithms of probabilities that sum to one; returns by how much they were too large, which is
/// little for a text unlike any phrasing.
pub(crate) fn log_softmax(scores: &mut [f32]) -> f32 {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let total = scores.iter().map(|score| (score - top).exp()).sum::<f32>().ln() + top;
    scores.iter_mut().for_each(|score| *score -= total);
    total
}

/// The runs of three and four letters of the words, ends marked, by bucket.
pub(crate) fn runs(stems: &[String]) -> Vec<(u32, f32)> {
    let mut found = Vec::new();
    let mut marked: Vec<char> = Vec::new();
    for stem in stems {
        marked.clear();
        marked.push('^');
        marked.extend(stem.chars().take(LONGEST_WORD));
        marked.push('$');
        for run in marked.windows(3).chain(marked.windows(4)) {
            // FNV-1a.
            let hash = run
                .iter()
                .fold(2_166_136_261_u32, |hash, &c| (hash ^ u32::from(c)).wrapping_mul(16_777_619));
            found.push(((hash ^ (hash >> 15)) % BUCKETS as u32, 1.0));
        }
    }
    let mut found = merged(found);
    let length = found.iter().map(|(_, count)| count * count).sum::<f32>().sqrt();
    for (_, count) in &mut found {
        *count *= LETTERS_SHARE / length.max(f32::MIN_POSITIVE);
    }
    found
}

/// What is longer is no word; the rest of it is not looked at.
const LONGEST_WORD: usize = 40;

/// A number near the golden section of `count` that has no divisor in common with it.
fn coprime(count: usize) -> usize {
    fn divisor(a: usize, b: usize) -> usize {
        if b == 0 { a } else { divisor(b, a % b) }
    }
    let first = (count as f64 * 0.618) as usize + 1;
    (first..).find(|&stride| divisor(stride, count) == 1).unwrap_or(1)
}
