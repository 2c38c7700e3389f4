//! Searching the articles of a site.

use std::collections::HashMap;
use std::sync::Arc;

use crate::article::{Article, Candidate};
use crate::build::{PAIR_SHARE, Tables, Term, merged};
use crate::confidence::{Features, percent, rank_features, weigh};
use crate::linear::{Seen, log_softmax, runs};
use crate::model::{DIMENSIONS, Dense, Model, cosine};
use crate::words::{letters, pair, stems, trigrams};

/// The share of trigrams in common from which an unknown word is taken for a known one.
const TYPO_SHARE: f32 = 0.5;
/// How much a known word of the same letters counts.
const SWAP_SHARE: f32 = 0.8;
/// How many known words one unknown word may stand for.
const TYPO_WORDS: usize = 2;
/// A question is cut here: nobody asks in more words, and the work stays bounded.
const MOST_WORDS: usize = 200;
/// How many articles are ranked by all their features.
const WEIGHED: usize = 500;
/// How many articles are compared phrasing by phrasing.
const CONSIDERED: usize = 24;
/// How sharply the nearest mean decides where a base is too large for a classifier.
const NEAREST_MEAN: f32 = 12.0;
/// From this cosine on an article may be meant without a word in common.
const RELATED: f32 = 0.25;

/// The articles of a site, ready to be searched. Immutable; share it behind an `Rc` or `Arc`.
#[derive(Clone, Debug)]
pub struct Index {
    articles: Vec<Article>,
    by_id: HashMap<String, usize>,
    tables: Tables,
    model: Arc<Model>,
}

/// A question in the terms of an index.
struct Question {
    /// Known terms with the weight of the question's unit vector.
    terms: Vec<(Term, f32)>,
    /// Known single words, each with its share of the question (typos count less than 1).
    words: Vec<(Term, f32)>,
    /// The summed rarity of all words, and of those that no article has.
    total: f32,
    unknown: f32,
    length: usize,
    direction: Option<Dense>,
    runs: Vec<(u32, f32)>,
}

/// What is gathered about one article.
#[derive(Clone, Copy, Default)]
struct Gathered {
    best: [f32; 3],
    centroid: f32,
    document: f32,
    covered: f32,
    heading: f32,
    linear: f32,
    evidence: f32,
}

impl Index {
    /// Indexes the articles; where two share an id, `get` finds the first.
    pub fn new(articles: Vec<Article>) -> Self {
        Self::with_model(articles, Model::shipped())
    }

    /// The same with weights other than the shipped ones.
    pub fn with_model(articles: Vec<Article>, model: Arc<Model>) -> Self {
        let tables = Tables::new(&articles, &model);
        let mut by_id = HashMap::with_capacity(articles.len());
        for (number, article) in articles.iter().enumerate() {
            by_id.entry(article.id.clone()).or_insert(number);
        }
        Self { articles, by_id, tables, model }
    }

    /// Takes the shares of another model, whose vectors must be the same.
    pub fn set_shares(&mut self, of: &Model) {
        let model = Arc::make_mut(&mut self.model);
        (model.rank, model.confidence) = (of.rank, of.confidence);
    }

    /// The number of articles.
    pub fn len(&self) -> usize {
        self.articles.len()
    }

    /// Whether there is no article.
    pub fn is_empty(&self) -> bool {
        self.articles.is_empty()
    }

    /// The article of that id.
    pub fn get(&self, id: &str) -> Option<&Article> {
        self.by_id.get(id).map(|&number| &self.articles[number])
    }

    /// All articles, in the order they were given.
    pub fn articles(&self) -> &[Article] {
        &self.articles
    }

    /// The `k` best articles for a question, best first; fewer where fewer share anything with it.
    pub fn search(&self, question: &str, k: usize) -> Vec<Candidate<'_>> {
        let mut ceiling = 100;
        self.features(question, k)
            .into_iter()
            .map(|(number, features)| {
                ceiling = percent(&self.model.confidence, &features).min(ceiling);
                Candidate { article: &self.articles[number], confidence: ceiling }
            })
            .collect()
    }

    /// The `k` best articles by number, each with what its rank and confidence are computed from.
    pub fn features(&self, question: &str, k: usize) -> Vec<(usize, Features)> {
        let question = self.read(question);
        let shares = &self.model.rank;
        let gathered = self.gather(&question);
        let mut likely: Vec<(f32, usize, ())> = Vec::with_capacity(gathered.len());
        for (number, gathered) in gathered.iter().enumerate() {
            if gathered.document > 0.0 || gathered.heading > RELATED {
                let roughly = gathered.best[0] + gathered.centroid + gathered.heading;
                likely.push((roughly, number, ()));
            }
        }
        keep_best(&mut likely, WEIGHED.max(k));
        for (score, number, ()) in &mut likely {
            let features = self.describe(&question, &gathered[*number]);
            *score = weigh(shares, &rank_features(&features));
        }
        keep_best(&mut likely, CONSIDERED.max(k));
        let mut ranked: Vec<(f32, usize, Features)> = Vec::with_capacity(likely.len());
        for (_, number, ()) in likely {
            let mut features = self.describe(&question, &gathered[number]);
            if let Some(direction) = &question.direction {
                self.nearest(direction, number, &mut features);
            }
            ranked.push((weigh(shares, &rank_features(&features)), number, features));
        }
        keep_best(&mut ranked, k.max(2));
        let score = |at: usize| ranked.get(at).map_or(0.0, |r| r.0);
        let (first, second) = (score(0), score(1));
        ranked.truncate(k);
        ranked
            .into_iter()
            .enumerate()
            .map(|(at, (score, number, mut features))| {
                features.margin = score - if at == 0 { second } else { first };
                (number, features)
            })
            .collect()
    }

    fn read(&self, text: &str) -> Question {
        let mut stems = stems(text);
        stems.truncate(MOST_WORDS);
        let tables = &self.tables;
        let (mut total, mut unknown, mut lost) = (0.0, 0.0, 0.0);
        let mut found = Vec::new();
        for stem in &stems {
            if let Some(&term) = tables.terms.get(stem) {
                total += tables.idf[term as usize];
                found.push((term, 1.0));
                continue;
            }
            total += tables.unknown_idf;
            let near = self.near(stem);
            let share = near.first().map_or(0.0, |&(_, share)| share);
            unknown += tables.unknown_idf * (1.0 - share);
            lost += (1.0 - share) * tables.unknown_idf.powi(2);
            found.extend(near);
        }
        let words = merged(found.clone());
        for two in stems.windows(2) {
            if let Some(&term) = tables.terms.get(&pair(&two[0], &two[1])) {
                found.push((term, PAIR_SHARE));
            }
        }
        let mut terms = merged(found);
        for (term, weight) in &mut terms {
            *weight *= tables.idf[*term as usize];
        }
        let length = (terms.iter().map(|(_, w)| w * w).sum::<f32>() + lost).sqrt();
        for (_, weight) in &mut terms {
            *weight /= length.max(f32::MIN_POSITIVE);
        }
        let direction = self.model.direction(&stems);
        Question {
            terms,
            words,
            total,
            unknown,
            length: stems.len(),
            direction,
            runs: runs(&stems),
        }
    }

    /// The known words that share most trigrams with an unknown one, with that share.
    fn near(&self, word: &str) -> Vec<(Term, f32)> {
        let sought = trigrams(word);
        if sought.len() < 4 {
            return Vec::new();
        }
        // Two letters that changed places spoil most trigrams.
        if let Some(swapped) = self.tables.anagrams.get(&letters(word)) {
            return swapped.iter().take(TYPO_WORDS).map(|&t| (t, SWAP_SHARE)).collect();
        }
        let mut common: HashMap<Term, usize> = HashMap::new();
        for term in sought.iter().filter_map(|t| self.tables.trigrams.get(t)).flatten() {
            *common.entry(*term).or_default() += 1;
        }
        let mut near: Vec<(Term, f32)> = common
            .into_iter()
            .map(|(term, count)| {
                let both = sought.len() + usize::from(self.tables.trigram_count[term as usize]);
                (term, 2.0 * count as f32 / both as f32)
            })
            .filter(|&(_, share)| share >= TYPO_SHARE)
            .collect();
        near.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        near.truncate(TYPO_WORDS);
        near
    }

    /// What is known of each article, at little cost.
    fn gather(&self, question: &Question) -> Vec<Gathered> {
        let tables = &self.tables;
        let mut articles = vec![Gathered::default(); self.articles.len()];
        let mut phrasings = vec![0.0_f32; tables.owner.len()];
        for &(term, weight) in &question.terms {
            let term = term as usize;
            for &(phrasing, share) in &tables.phrasings[term] {
                phrasings[phrasing as usize] += weight * share;
            }
            for &(article, share) in &tables.centroids[term] {
                articles[article as usize].centroid += weight * share;
            }
        }
        for &(term, count) in &question.words {
            let idf = tables.idf[term as usize];
            for &(article, share) in &tables.documents[term as usize] {
                articles[article as usize].document += count.min(1.0) * idf * share;
            }
            for &(article, _) in &tables.centroids[term as usize] {
                articles[article as usize].covered += count * idf;
            }
        }
        for (&owner, cosine) in tables.owner.iter().zip(phrasings) {
            keep_three(&mut articles[owner as usize].best, cosine);
        }
        if let Some(direction) = &question.direction {
            for (gathered, heading) in articles.iter_mut().zip(&tables.heading) {
                gathered.heading = cosine(direction, heading);
            }
        }
        let mut scores = vec![0.0; articles.len()];
        let evidence = if let Some(linear) = &tables.linear {
            let direction = &question.direction.unwrap_or([0; DIMENSIONS]);
            let seen = Seen { words: &question.terms, runs: &question.runs, direction };
            linear.log_probabilities(seen, &mut scores)
        } else {
            for (score, gathered) in scores.iter_mut().zip(&articles) {
                *score = NEAREST_MEAN * (gathered.centroid + gathered.heading / 2.0);
            }
            log_softmax(&mut scores)
        };
        for (gathered, score) in articles.iter_mut().zip(scores) {
            gathered.linear = score;
            gathered.evidence = evidence;
        }
        articles
    }

    /// Fills in how the question's direction compares with each phrasing of an article.
    fn nearest(&self, direction: &Dense, article: usize, features: &mut Features) {
        let (starts, directions) = (&self.tables.starts, &self.tables.directions);
        let end = starts.get(article + 1).map_or(directions.len(), |&end| end as usize);
        let mut best = [0.0_f32; 3];
        for phrasing in &directions[starts[article] as usize..end] {
            keep_three(&mut best, cosine(direction, phrasing));
        }
        features.dense_best = best[0];
        features.dense_near = best.iter().sum::<f32>() / 3.0;
    }

    fn describe(&self, question: &Question, gathered: &Gathered) -> Features {
        let [first, second, third] = gathered.best;
        let total = question.total.max(f32::MIN_POSITIVE);
        Features {
            best: first.min(1.0),
            near: (first + second + third) / 3.0,
            centroid: gathered.centroid,
            document: gathered.document / total,
            coverage: (gathered.covered / total).min(1.0),
            unknown: question.unknown / total,
            length: (1.0 + question.length as f32).ln(),
            phrasings: self.tables.log_phrasings,
            linear: gathered.linear.max(-8.0),
            evidence: gathered.evidence.clamp(0.0, 12.0),
            trust: self.tables.trust,
            articles: self.tables.log_articles,
            dense_centroid: gathered.heading,
            ..Features::default()
        }
    }
}

fn keep_three(best: &mut [f32; 3], new: f32) {
    if new > best[2] {
        best[2] = new;
        best.sort_by(|a, b| b.total_cmp(a));
    }
}

/// The `k` with the highest score, best first; equal ones in the order of the articles.
fn keep_best<T>(ranked: &mut Vec<(f32, usize, T)>, k: usize) {
    let order = |a: &(f32, usize, T), b: &(f32, usize, T)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if k < ranked.len() && k > 0 {
        ranked.select_nth_unstable_by(k - 1, order);
    }
    ranked.truncate(k);
    ranked.sort_by(order);
}
