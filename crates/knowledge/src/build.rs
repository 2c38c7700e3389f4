//! Building the tables that a search reads.

use std::collections::HashMap;

use crate::article::Article;
use crate::linear::{Linear, Seen, runs};
use crate::model::{DIMENSIONS, Dense, Model, cosine, quantised};
use crate::words::{letters, pair, stems, trigrams};

/// How much a pair of words counts beside a single word.
pub(crate) const PAIR_SHARE: f32 = 0.6;
/// How much a word of the answer counts beside one of the title or a phrasing.
const ANSWER_SHARE: f32 = 0.3;
/// BM25: how soon repetition stops counting, and how much length does.
const BM25_K1: f32 = 1.2;
const BM25_B: f32 = 0.6;

/// How many phrasings are asked, and how many articles they are compared with, to learn how far to trust directions.
const TRUST_SAMPLE: usize = 400;
const TRUST_OTHERS: usize = 400;

/// The number of a term: a stem, or a pair of stems.
pub(crate) type Term = u32;

/// For one term: what has it, and how much it weighs there.
pub(crate) type Posting = (u32, f32);

/// Everything that is computed once from the articles.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tables {
    pub terms: HashMap<String, Term>,
    /// How rare each term is among the articles' titles and phrasings (or, failing that, answers).
    pub idf: Vec<f32>,
    /// The weight of a word that no article has.
    pub unknown_idf: f32,
    /// By term: phrasings (titles count as one), with their unit vector's weight.
    pub phrasings: Vec<Vec<Posting>>,
    /// By term: articles, with the weight in the unit vector of all their phrasings together.
    pub centroids: Vec<Vec<Posting>>,
    /// By term: articles, with the BM25 share of the term, answer included.
    pub documents: Vec<Vec<Posting>>,
    /// Which article a phrasing belongs to.
    pub owner: Vec<u32>,
    /// By article: its first phrasing; those of one article stand together.
    pub starts: Vec<u32>,
    /// By phrasing: its direction; zero where no word of it has a vector.
    pub directions: Vec<Dense>,
    /// By article: the direction of all its phrasings together.
    pub heading: Vec<Dense>,
    /// By trigram: the words that have it.
    pub trigrams: HashMap<[char; 3], Vec<Term>>,
    /// By a word's letters in alphabetical order: the words they make.
    pub anagrams: HashMap<String, Vec<Term>>,
    /// By term: how many trigrams the word has; 0 for pairs.
    pub trigram_count: Vec<u16>,
    /// A classifier of the phrasings, where there are not too many articles.
    pub linear: Option<Linear>,
    /// How well directions tell this base's articles apart, 0 to 1.
    pub trust: f32,
    /// The natural logarithms of the mean number of phrasings per article, and of the number of articles.
    pub log_phrasings: f32,
    pub log_articles: f32,
}

impl Tables {
    pub(crate) fn new(articles: &[Article], model: &Model) -> Self {
        let mut tables = Self::default();
        let mut letters: Vec<Vec<(u32, f32)>> = Vec::new();
        let mut said: Vec<Vec<(u32, f32)>> = Vec::new();
        let mut bags: Vec<Vec<(Term, f32)>> = Vec::new();
        let mut answers: Vec<Vec<(Term, f32)>> = Vec::new();
        for (number, article) in articles.iter().enumerate() {
            let mut bag = Vec::new();
            let mut sum = [0.0; DIMENSIONS];
            tables.starts.push(tables.owner.len() as u32);
            for phrasing in std::iter::once(&article.title).chain(&article.phrasings) {
                let stems = stems(phrasing);
                let direction = model.direction(&stems).unwrap_or([0; DIMENSIONS]);
                for (sum, component) in sum.iter_mut().zip(direction) {
                    *sum += f32::from(component);
                }
                tables.directions.push(direction);
                letters.push(runs(&stems));
                let counts = tables.counts(&stems);
                bag.extend_from_slice(&counts);
                said.push(counts);
                tables.owner.push(number as u32);
            }
            tables.heading.push(quantised(&sum).unwrap_or([0; DIMENSIONS]));
            let answer = stems(&article.answer)
                .iter()
                .map(|word| (tables.intern(word), ANSWER_SHARE))
                .collect();
            bags.push(merged(bag));
            answers.push(merged(answer));
        }
        tables.weigh(articles.len(), &bags, &answers);
        let count = tables.terms.len();
        tables.phrasings = vec![Vec::new(); count];
        let said: Vec<_> = said.into_iter().map(|counts| unit(&tables.idf, counts)).collect();
        let seen = said.iter().zip(&letters).zip(&tables.directions);
        let seen = seen.map(|((words, runs), direction)| Seen { words, runs, direction });
        let examples: Vec<(u32, Seen<'_>)> = tables.owner.iter().copied().zip(seen).collect();
        tables.linear = Linear::fit(articles.len(), count, &examples);
        for (number, vector) in said.into_iter().enumerate() {
            spread(&mut tables.phrasings, number as u32, vector);
        }
        tables.fill_articles(&bags, &answers);
        tables.fill_trigrams();
        let phrasings = tables.owner.len() as f32 / articles.len().max(1) as f32;
        tables.log_phrasings = phrasings.max(1.0).ln();
        tables.trust = tables.told_apart();
        tables.log_articles = (articles.len().max(1) as f32).ln();
        tables
    }

    /// The share of phrasings, out of an even sample, whose direction is nearest to the other phrasings of their own
    /// article; a little drawn to a half, which is also what a base with too few phrasings has.
    fn told_apart(&self) -> f32 {
        let count = self.starts.len();
        let step = (self.owner.len() / TRUST_SAMPLE).max(1);
        let (mut asked, mut right) = (0.0, 0.0);
        for (number, direction) in self.directions.iter().enumerate().step_by(step) {
            let own = self.owner[number] as usize;
            let start = self.starts[own] as usize;
            let end = self.starts.get(own + 1).map_or(self.owner.len(), |&end| end as usize);
            if end - start < 2 || *direction == [0; DIMENSIONS] {
                continue;
            }
            let mut sum = [0.0; DIMENSIONS];
            for (_, other) in
                (start..end).zip(&self.directions[start..end]).filter(|(n, _)| *n != number)
            {
                for (sum, component) in sum.iter_mut().zip(other) {
                    *sum += f32::from(*component);
                }
            }
            let own_cosine = quantised(&sum).map_or(0.0, |rest| cosine(direction, &rest));
            // Against at most so many others, so that ten thousand articles take no longer than a few hundred.
            let stride = (count / TRUST_OTHERS).max(1);
            let beaten = self
                .heading
                .iter()
                .enumerate()
                .step_by(stride)
                .any(|(n, heading)| n != own && cosine(direction, heading) > own_cosine);
            asked += 1.0;
            right += f32::from(u8::from(!beaten));
        }
        (right + 5.0) / (asked + 10.0)
    }

    fn intern(&mut self, term: &str) -> Term {
        if let Some(&known) = self.terms.get(term) {
            return known;
        }
        let next = self.terms.len() as Term;
        self.terms.insert(term.to_owned(), next);
        next
    }

    /// Terms of a text with their counts, sorted by term.
    fn counts(&mut self, stems: &[String]) -> Vec<(Term, f32)> {
        let mut found: Vec<(Term, f32)> = Vec::with_capacity(stems.len() * 2);
        for stem in stems {
            found.push((self.intern(stem), 1.0));
        }
        for two in stems.windows(2) {
            found.push((self.intern(&pair(&two[0], &two[1])), PAIR_SHARE));
        }
        merged(found)
    }

    fn weigh(&mut self, articles: usize, bags: &[Vec<(Term, f32)>], answers: &[Vec<(Term, f32)>]) {
        let mut having = vec![0.0_f32; self.terms.len()];
        for (bag, answer) in bags.iter().zip(answers) {
            for &(term, _) in bag {
                having[term as usize] += 1.0;
            }
            for (term, _) in answer {
                if bag.binary_search_by_key(term, |&(t, _)| t).is_err() {
                    having[*term as usize] += ANSWER_SHARE;
                }
            }
        }
        let total = articles as f32;
        let idf = |having: f32| (1.0 + (total - having + 0.5) / (having + 0.5)).ln().max(0.05);
        self.idf = having.into_iter().map(idf).collect();
        self.unknown_idf = idf(0.5_f32.min(total));
    }

    fn fill_articles(&mut self, bags: &[Vec<(Term, f32)>], answers: &[Vec<(Term, f32)>]) {
        let count = self.terms.len();
        self.centroids = vec![Vec::new(); count];
        self.documents = vec![Vec::new(); count];
        let length = |bag: &[(Term, f32)]| bag.iter().map(|(_, count)| count).sum::<f32>();
        let mean = bags.iter().zip(answers).map(|(b, a)| length(b) + length(a)).sum::<f32>()
            / bags.len().max(1) as f32;
        for (number, (bag, answer)) in bags.iter().zip(answers).enumerate() {
            let damped = bag.iter().map(|&(t, c)| (t, (1.0 + c).ln())).collect();
            spread(&mut self.centroids, number as u32, unit(&self.idf, damped));
            let all = merged(bag.iter().chain(answer).copied().collect());
            let stretch = BM25_K1
                * (1.0 - BM25_B
                    + BM25_B * (length(bag) + length(answer)) / mean.max(f32::MIN_POSITIVE));
            let shares =
                all.into_iter().map(|(term, count)| (term, count / (count + stretch))).collect();
            spread(&mut self.documents, number as u32, shares);
        }
    }

    fn fill_trigrams(&mut self) {
        self.trigram_count = vec![0; self.terms.len()];
        for (word, &term) in &self.terms {
            if word.contains(' ') {
                continue;
            }
            self.anagrams.entry(letters(word)).or_default().push(term);
            let found = trigrams(word);
            self.trigram_count[term as usize] = u16::try_from(found.len()).unwrap_or(u16::MAX);
            for trigram in found {
                self.trigrams.entry(trigram).or_default().push(term);
            }
        }
        for words in self.anagrams.values_mut() {
            words.sort_unstable();
        }
    }
}

/// The counts weighed by rarity, as a vector of length one.
fn unit(idf: &[f32], mut counts: Vec<(Term, f32)>) -> Vec<(Term, f32)> {
    for (term, count) in &mut counts {
        *count *= idf[*term as usize];
    }
    let length = counts.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    for (_, weight) in &mut counts {
        *weight /= length.max(f32::MIN_POSITIVE);
    }
    counts
}

/// Sorts by term and adds up the weights of equal terms.
pub(crate) fn merged(mut found: Vec<(Term, f32)>) -> Vec<(Term, f32)> {
    found.sort_by_key(|&(term, _)| term);
    found.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    found
}

fn spread(postings: &mut [Vec<Posting>], owner: u32, terms: Vec<(Term, f32)>) {
    for (term, weight) in terms {
        postings[term as usize].push((owner, weight));
    }
}
