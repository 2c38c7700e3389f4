//! Whether two messages ask the same in other words: what words they share, and what words only one has.

use std::sync::LazyLock;

use crate::Message;
use crate::linear::{BUCKETS, Linear, percent};

/// Two messages count as the same question from this percentage on.
pub const SAME_QUESTION: u8 = 50;

/// What a pair of messages is judged by.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// Buckets with the weight of each: first the words both have, then, from `BUCKETS` on, those only one has.
    pub words: Vec<(u32, f32)>,
    /// How alike the messages look, 0 to 1: says most in a language no model has read.
    pub overlap: f32,
}

static MODEL: LazyLock<Option<Linear<'static>>> =
    LazyLock::new(|| Linear::read(include_bytes!("rephrase/rephrase.weights")));

/// How likely it is that `b` asks the same as `a` in other words, 0 to 100.
pub fn same_question(a: &Message<'_>, b: &Message<'_>) -> u8 {
    same_question_with(MODEL.as_ref(), a, b)
}

/// The same with another model, or none: for measuring.
pub fn same_question_with(model: Option<&Linear<'_>>, a: &Message<'_>, b: &Message<'_>) -> u8 {
    let pair = Pair::of(a, b);
    // The model has read English only; elsewhere it is how they look that counts.
    let Some(model) = model.filter(|_| a.may_be_english() && b.may_be_english()) else {
        return percent(10.0 * pair.overlap - 3.0);
    };
    let (bias, overlap) = model.bias_pair();
    let words = pair.words.iter().map(|&(at, value)| {
        let (bucket, only_one) = (at as usize % BUCKETS, at as usize / BUCKETS);
        value * model.weight(bucket, only_one)
    });
    percent(bias + overlap * pair.overlap + words.sum::<f32>())
}

impl Pair {
    /// Compares two messages, in time linear in their length.
    pub fn of(a: &Message<'_>, b: &Message<'_>) -> Self {
        let (left, right) = (&a.sets().words, &b.sets().words);
        let value = ((left.len() + right.len()).max(1) as f32).sqrt().recip();
        let mut words = Vec::with_capacity(left.len() + right.len());
        merge(left, right, |word, both| {
            let block = if both { 0 } else { BUCKETS as u32 };
            words.push((block + u32::from(word), value));
        });
        Self { words, overlap: overlap(a, b) }
    }
}

/// What share of the pieces of words two messages have in common: 0 to 1, the cosine of their sets of pieces.
pub(crate) fn overlap(a: &Message<'_>, b: &Message<'_>) -> f32 {
    let (left, right) = (&a.sets().pieces, &b.sets().pieces);
    let mut shared = 0_u32;
    merge(left, right, |_, both| shared += u32::from(both));
    let size = (left.len() * right.len()) as f32;
    if size == 0.0 { 0.0 } else { shared as f32 / size.sqrt() }
}

/// Goes through two sorted sets at once: each element, and whether both have it.
fn merge(left: &[u16], right: &[u16], mut visit: impl FnMut(u16, bool)) {
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    loop {
        let (word, both) = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) if a == b => (right.next(), left.next().is_some()),
            (Some(a), Some(b)) if a > b => (right.next(), false),
            (Some(_), _) => (left.next(), false),
            (None, _) => (right.next(), false),
        };
        let Some(&word) = word else { return };
        visit(word, both);
    }
}
