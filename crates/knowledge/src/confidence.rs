//! From features to a rank and an honest percentage.
//!
//! The shares are fitted by `cargo xtask train` on public questions with known answers, each base with its own
//! questions kept out of the word vectors; `docs/models/knowledge.md` has the data and the figures.

/// How many shares rank an article, and how many make the percentage.
pub const RANK_SHARES: usize = 17;
pub const CONFIDENCE_SHARES: usize = 32;

/// What is known about one article and one question. All cosines and shares are 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Features {
    /// Cosine with the nearest phrasing, by words and pairs of words.
    pub best: f32,
    /// Mean cosine of the three nearest phrasings.
    pub near: f32,
    /// Cosine with all phrasings together.
    pub centroid: f32,
    /// The same three by direction of the word vectors.
    pub dense_best: f32,
    pub dense_near: f32,
    pub dense_centroid: f32,
    /// The classifier's log-probability, from -8 up.
    pub linear: f32,
    /// How strong the classifier's evidence is for any article: the logarithm of the summed exponentials of its scores,
    /// 0 to 12.
    pub evidence: f32,
    /// BM25, answer text included, as a share of what the question's words could reach.
    pub document: f32,
    /// Share of the question's words, by rarity, that title and phrasings have.
    pub coverage: f32,
    /// Share of the question's words, by rarity, that no article has.
    pub unknown: f32,
    /// ln(1 + words of the question).
    pub length: f32,
    /// ln(mean phrasings per article).
    pub phrasings: f32,
    /// How well directions tell the base's articles apart.
    pub trust: f32,
    /// ln(articles).
    pub articles: f32,
    /// Rank score above the best other article; negative where that one is better.
    pub margin: f32,
}

/// From this cosine on the question is a phrasing word for word, however short; of 280 such questions all were right.
const WORD_FOR_WORD: f32 = 0.98;
const WORD_FOR_WORD_PERCENT: u8 = 90;

/// In a base of fewer articles than this (as a logarithm) nothing is rare and nothing is far ahead of others, so that the
/// confidence is at most the cosine with the nearest phrasing and a little.
const FEW: f32 = 1.38;
const SUPPORT: f32 = 0.15;

/// What articles are sorted by, in the order of the model's shares.
pub fn rank_features(f: &Features) -> [f32; RANK_SHARES] {
    let (many, trust) = (f.phrasings - 1.8, f.trust - 0.5);
    [
        f.best,
        f.near,
        f.centroid,
        f.dense_best,
        f.dense_near,
        f.dense_centroid,
        f.document,
        f.coverage,
        verbatim(f),
        f.near * many,
        f.centroid * many,
        f.dense_centroid * many,
        f.linear,
        f.linear * many,
        f.dense_near * trust,
        f.dense_centroid * trust,
        f.linear * trust,
    ]
}

/// What the confidence is computed from, in the order of the model's shares.
pub fn confidence_features(f: &Features) -> [f32; CONFIDENCE_SHARES] {
    [
        1.0,
        f.best,
        f.near,
        f.centroid,
        f.dense_best,
        f.dense_near,
        f.dense_centroid,
        f.document,
        f.coverage,
        verbatim(f),
        f.unknown,
        f.length,
        f.phrasings,
        f.articles,
        f.margin,
        f.margin.max(0.0),
        f.margin / (f.margin.abs() + 2.0),
        f.best * f.coverage,
        f.unknown * f.dense_centroid,
        f.dense_centroid * f.dense_centroid,
        f.phrasings * f.near,
        f.phrasings * f.dense_centroid,
        f.phrasings * f.centroid,
        f.phrasings * f.margin,
        f.linear,
        f.linear.exp(),
        f.linear.exp() * f.phrasings,
        f.trust,
        f.trust * f.dense_centroid,
        f.trust * f.margin,
        f.evidence,
        f.evidence * f.articles / 4.0,
    ]
}

/// How close the question comes to a phrasing word for word, from a cosine of 0.8 up.
fn verbatim(f: &Features) -> f32 {
    (f.best - 0.8).max(0.0) * 5.0
}

/// The sum of the features, each times its share.
pub(crate) fn weigh<const N: usize>(shares: &[f32; N], features: &[f32; N]) -> f32 {
    shares.iter().zip(features).map(|(share, feature)| share * feature).sum()
}

/// The probability in per cent that the article is the right one.
pub(crate) fn percent(shares: &[f32; CONFIDENCE_SHARES], f: &Features) -> u8 {
    let z = weigh(shares, &confidence_features(f));
    let support = if f.articles < FEW { f.best.max(f.dense_best) + SUPPORT } else { 1.0 };
    let fitted = (100.0 / (1.0 + (-z).exp())).min(100.0 * support).round() as u8;
    if f.best >= WORD_FOR_WORD && f.margin > 0.0 {
        fitted.max(WORD_FOR_WORD_PERCENT)
    } else {
        fitted
    }
}
