//! How negative a message sounds: feeling words in every language, what turns them round, and how it is written.

use std::sync::LazyLock;

use crate::Message;
use crate::lexicon::{Classes, Hit, List, class};
use crate::linear::percent;

struct Feeling {
    /// Classes with their points.
    points: [(Classes, f32); 7],
    flip: Classes,
    very: Classes,
}

static FEELING: LazyLock<Feeling> = LazyLock::new(|| Feeling {
    points: [
        (class(List::Feeling, "bad3"), 3.0),
        (class(List::Feeling, "bad2"), 1.75),
        (class(List::Feeling, "trouble"), 0.75),
        (class(List::Feeling, "waiting"), 1.0),
        (class(List::Feeling, "good3"), -2.0),
        (class(List::Feeling, "good2"), -1.0),
        (class(List::Feeling, "ask"), -0.5),
    ],
    flip: class(List::Feeling, "flip"),
    very: class(List::Feeling, "very"),
});

/// A message counts as negative from this percentage on.
pub const NEGATIVE: u8 = 50;

/// How likely it is that a message is negative, 0 to 100: a complaint, bad news, anger. Questions and thanks are not.
pub fn negativity(message: &Message<'_>) -> u8 {
    percent(score(message))
}

/// The log-odds behind it. All points are set by hand: no labelled text of the kind may be trained on.
pub(crate) fn score(message: &Message<'_>) -> f32 {
    let hits = message.hits(List::Feeling);
    let (mut sum, mut found) = (0.0_f32, 0.0_f32);
    for (number, hit) in hits.iter().enumerate() {
        let mut points = points(hit);
        if points == 0.0 {
            continue;
        }
        let before = before(hits, number);
        if before & FEELING.flip != 0 && points.abs() >= 1.0 {
            // "Not good" is bad, "not bad" is not quite good.
            points = if points < 0.0 { 1.5 } else { points * -0.25 };
        } else if before & FEELING.very != 0 {
            points *= 1.25;
        }
        sum += points;
        found += 1.0;
    }
    // Ten bad words are not ten times as bad.
    let words = message.tokens().len();
    let feeling = 1.5 * sum / (found + 4.0).sqrt();
    // The longer, the likelier a complaint; but a long text without a feeling is just long.
    let length = match words {
        0..4 => -0.5,
        _ if found > 0.0 => 0.05 * words.min(30) as f32,
        _ => 0.0,
    };
    BIAS + feeling + manner(message.text()) + length
}

const BIAS: f32 = -0.5;

fn points(hit: &Hit) -> f32 {
    let listed = FEELING.points.iter().find(|(classes, _)| hit.classes & classes != 0);
    listed.map_or(0.0, |&(_, points)| points)
}

/// The classes of the three words before a hit.
fn before(hits: &[Hit], number: usize) -> Classes {
    let hit = &hits[number];
    let near = hits[..number].iter().rev();
    near.take_while(|other| other.sentence == hit.sentence && other.at + 3 >= hit.at)
        .fold(0, |seen, other| seen | other.classes)
}

/// Points for how it is written: marks and faces.
fn manner(text: &str) -> f32 {
    let asks = if text.trim_end().ends_with(['?', '？', '؟']) { 0.25 } else { 0.0 };
    let links = if text.contains("http") { 0.75 } else { 0.0 };
    let (mut marks, mut faces, mut doubt) = (0_u32, 0.0_f32, false);
    let mut previous = ' ';
    for c in text.chars() {
        match c {
            '!' | '！' => marks += 1,
            '😠' | '😡' | '🤬' | '😤' | '👎' | '💩' | '😒' | '🙄' | '😞' | '😔' | '😢' | '😭'
            | '😩' | '😫' | '😑' | '😣' | '☹' | '💔' | '😐' | '😕' => faces += 1.0,
            '😀' | '😁' | '😂' | '😃' | '😄' | '😊' | '😍' | '😎' | '🙂' | '☺' | '👍' | '👏'
            | '🙌' | '🙏' | '❤' | '💕' | '💖' | '💗' | '💙' | '🎉' | '✨' | '😘' | '🤗' | '🥰'
            | '💜' | '👌' | '✈' => faces -= 1.0,
            '(' if matches!(previous, ':' | '=') => faces += 1.0,
            ')' if matches!(previous, ':' | ';' | '=' | '-') => faces -= 1.0,
            _ => {}
        }
        doubt |= matches!((previous, c), ('?', '?' | '!') | ('!', '?') | ('.', '.'));
        previous = c;
    }
    let shouting = if marks >= 3 { 0.25 } else { 0.0 };
    -asks - links + shouting + faces.clamp(-2.0, 2.0) + if doubt { 0.25 } else { 0.0 }
}
