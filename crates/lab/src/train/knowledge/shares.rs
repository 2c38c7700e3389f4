//! The shares of the rank and of the confidence, fitted on questions with known answers.

use std::sync::Arc;

use warmline_knowledge::confidence::{
    CONFIDENCE_SHARES, Features, RANK_SHARES, confidence_features, rank_features,
};
use warmline_knowledge::{Article, Index, Model};

use super::Numbers;
use crate::eval::knowledge::{Base, ask, figures, first_phrasings};

/// Bases, and the vectors they are asked with.
pub struct Fold<'a> {
    pub model: Arc<Model>,
    pub bases: Vec<(&'a String, &'a Base)>,
    pub weight: f32,
}

/// How many phrasings of each entry are used, in turn.
const PHRASINGS: [usize; 5] = [1, 2, 5, 10, usize::MAX];
/// Parts of a base are bases too: of so many entries, and how many different ones.
const PARTS: [(usize, usize); 3] = [(1, 12), (4, 6), (12, 3)];
const PARTS_PHRASINGS: [usize; 2] = [2, 10];
/// Where the fit of the rank begins.
const RANK: [f32; RANK_SHARES] =
    [1.0, 3.0, 3.0, 1.0, 2.0, 4.0, 3.0, 0.5, 2.0, 0.0, 0.0, 0.0, 0.2, 0.0, 0.0, 0.0, 0.0];

/// A base as it is asked, with its share in the fit.
struct Trial<'a> {
    name: String,
    index: Index,
    queries: Vec<&'a (String, String)>,
    weight: f32,
    whole: bool,
}

/// One candidate's features and whether it is right.
type Choice<const N: usize> = ([f32; N], bool);

/// Fits on half of the questions, tells what it does with the other half, then fits on all.
pub fn fit(vectors: &Model, folds: &[Fold]) -> Model {
    let mut trials = trials(folds);
    fit_on(vectors, &mut trials, Some(0));
    for trial in trials.iter().filter(|t| t.whole) {
        let queries: Vec<_> = trial.queries.iter().skip(1).step_by(2).map(|&q| q.clone()).collect();
        let f = figures(&ask(&trial.index, &queries));
        eprintln!(
            "{:34} top1 {:.3} top3 {:.3} oos {:.3} ece {:.3} coverage {:.3}",
            trial.name,
            f["top1"].as_f64().unwrap_or(0.0),
            f["top3"].as_f64().unwrap_or(0.0),
            f["oos_auroc"].as_f64().unwrap_or(0.0),
            f["ece"].as_f64().unwrap_or(0.0),
            f["coverage_at_90"].as_f64().unwrap_or(0.0),
        );
    }
    fit_on(vectors, &mut trials, None)
}

fn trials<'a>(folds: &'a [Fold]) -> Vec<Trial<'a>> {
    let mut numbers = Numbers(7);
    let mut trials = Vec::new();
    for (number, fold) in folds.iter().enumerate() {
        for (kb, base) in &fold.bases {
            let seen = if number == 0 { "in the vectors" } else { "never seen" };
            for k in PHRASINGS {
                let articles = first_phrasings(&base.articles, k);
                let mut push =
                    |articles: Vec<Article>, queries: Vec<&'a (String, String)>, whole| {
                        let weight = fold.weight / queries.len().max(1) as f32;
                        let some = if k == usize::MAX { "all".to_owned() } else { k.to_string() };
                        let name = format!("{kb} {some:3} {seen}");
                        let weight = if whole { weight } else { weight * 0.05 };
                        let index = Index::with_model(articles, fold.model.clone());
                        trials.push(Trial { name, index, queries, weight, whole });
                    };
                for (size, times) in PARTS.into_iter().filter(|_| PARTS_PHRASINGS.contains(&k)) {
                    for _ in 0..times {
                        let chosen = numbers.some(size, articles.len());
                        let part: Vec<Article> =
                            chosen.iter().map(|&n| articles[n].clone()).collect();
                        let inside = |q: &&(String, String)| part.iter().any(|a| a.id == q.1);
                        let (own, foreign): (Vec<_>, Vec<_>) =
                            base.queries.iter().partition(inside);
                        let some: Vec<usize> = numbers.some(own.len().max(20), foreign.len());
                        let queries =
                            own.iter().copied().chain(some.iter().map(|&n| foreign[n])).collect();
                        push(part, queries, false);
                    }
                }
                push(articles, base.queries.iter().collect(), true);
            }
        }
    }
    trials
}

/// Fits on the questions of one half (every second from `half` on), or on all.
fn fit_on(vectors: &Model, trials: &mut [Trial], half: Option<usize>) -> Model {
    let mut model = vectors.clone();
    model.rank = RANK;
    let mut cases: Vec<(f32, Vec<Choice<RANK_SHARES>>)> = Vec::new();
    each(&model, trials, half, 10, |weight, found| {
        if found.iter().filter(|(_, right)| *right).count() == 1 {
            cases.push((weight, found.iter().map(|(f, r)| (rank_features(f), *r)).collect()));
        }
    });
    model.rank = best_choice(&cases, model.rank);
    let mut points: Vec<(f32, Choice<CONFIDENCE_SHARES>)> = Vec::new();
    each(&model, trials, half, 3, |weight, found| {
        for (at, (features, right)) in found.iter().enumerate() {
            let weight = if at == 0 { weight } else { weight * 0.1 };
            points.push((weight, (confidence_features(features), *right)));
        }
    });
    model.confidence = logistic(&points);
    trials.iter_mut().for_each(|t| t.index.set_shares(&model));
    model
}

fn each(
    model: &Model,
    trials: &mut [Trial],
    half: Option<usize>,
    k: usize,
    mut take: impl FnMut(f32, &[(Features, bool)]),
) {
    for trial in trials {
        trial.index.set_shares(model);
        let index = &trial.index;
        let (from, step) = half.map_or((0, 1), |half| (half, 2));
        for (text, label) in trial.queries.iter().skip(from).step_by(step) {
            let found: Vec<(Features, bool)> = index
                .features(text, k)
                .into_iter()
                .map(|(number, f)| (f, index.articles()[number].id == *label))
                .collect();
            take(trial.weight, &found);
        }
    }
}

/// Conditional logit: the shares under which the right choice of each case is likeliest.
fn best_choice<const N: usize>(cases: &[(f32, Vec<Choice<N>>)], first: [f32; N]) -> [f32; N] {
    let total: f32 = cases.iter().map(|c| c.0).sum();
    descend(first, 300, |shares, gradient| {
        for (weight, choices) in cases {
            let scores: Vec<f32> = choices.iter().map(|(f, _)| dot(shares, f)).collect();
            let top = scores.iter().copied().fold(f32::MIN, f32::max);
            let sum: f32 = scores.iter().map(|s| (s - top).exp()).sum();
            for ((features, right), score) in choices.iter().zip(&scores) {
                let error = (score - top).exp() / sum - f32::from(u8::from(*right));
                for (g, f) in gradient.iter_mut().zip(features) {
                    *g += f64::from(weight / total * error * f);
                }
            }
        }
    })
}

fn logistic<const N: usize>(points: &[(f32, Choice<N>)]) -> [f32; N] {
    let total: f32 = points.iter().map(|p| p.0).sum();
    descend([0.0; N], 600, |shares, gradient| {
        for (weight, (features, right)) in points {
            let said = 1.0 / (1.0 + (-dot(shares, features)).exp());
            let error = said - f32::from(u8::from(*right));
            for (g, f) in gradient.iter_mut().zip(features) {
                *g += f64::from(weight / total * error * f);
            }
        }
    })
}

/// Adam with a falling rate and a little pull towards zero, on the whole gradient.
fn descend<const N: usize>(
    first: [f32; N],
    steps: usize,
    mut gradient_at: impl FnMut(&[f32; N], &mut [f64; N]),
) -> [f32; N] {
    let mut shares = first;
    let (mut mean, mut square) = ([0.0_f64; N], [0.0_f64; N]);
    for step in 1..=steps {
        let mut gradient = [0.0_f64; N];
        gradient_at(&shares, &mut gradient);
        let rate = 0.1 * (1.0 - step as f64 / (steps + 1) as f64);
        for n in 0..N {
            let g = gradient[n] + 1e-5 * f64::from(shares[n]);
            mean[n] = 0.9 * mean[n] + 0.1 * g;
            square[n] = 0.99 * square[n] + 0.01 * g * g;
            let m = mean[n] / (1.0 - 0.9_f64.powi(step as i32));
            let s = square[n] / (1.0 - 0.99_f64.powi(step as i32));
            shares[n] -= (rate * m / (s.sqrt() + 1e-9)) as f32;
        }
    }
    // Few digits, so that the last bit of a sum changes nothing.
    shares.map(|share| (share * 1_000.0).round() / 1_000.0)
}

fn dot<const N: usize>(a: &[f32; N], b: &[f32; N]) -> f32 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}
