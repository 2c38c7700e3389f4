//! Whether a customer is dissatisfied with the bot at their last turn, from what was known at that turn.

use std::sync::LazyLock;

use crate::Message;
use crate::lexicon::{Classes, List, class};
use crate::linear::percent;
use crate::negativity;
use crate::rephrase::overlap;

/// A turn of a conversation.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// Whether the customer wrote it; else the bot did.
    pub by_customer: bool,
    /// What was written.
    pub message: &'a Message<'a>,
}

/// A customer counts as dissatisfied from this percentage on.
pub const DISSATISFIED: u8 = 50;

struct Signs {
    no: Classes,
    dislike: Classes,
    stuck: Classes,
    other: Classes,
    unknown: Classes,
    fine: Classes,
    failed: Classes,
    elsewhere: Classes,
    done: Classes,
}

static SIGNS: LazyLock<Signs> = LazyLock::new(|| Signs {
    no: class(List::Dialogue, "u_no"),
    dislike: class(List::Dialogue, "u_dislike"),
    stuck: class(List::Dialogue, "u_stuck"),
    other: class(List::Dialogue, "u_other"),
    unknown: class(List::Dialogue, "u_unknown"),
    fine: class(List::Dialogue, "u_fine"),
    failed: class(List::Dialogue, "b_failed"),
    elsewhere: class(List::Dialogue, "b_other"),
    done: class(List::Dialogue, "b_done"),
});

/// How likely the customer is dissatisfied at their last turn, 0 to 100; 0 when there is none.
///
/// All points are set by hand, in quarters: no labelled text of the kind may be trained on.
pub fn dissatisfaction(turns: &[Turn<'_>]) -> u8 {
    let Some(last) = turns.iter().rposition(|turn| turn.by_customer) else { return 0 };
    let (turn, earlier) = (turns[last].message, &turns[..last]);
    let before = earlier.iter().rposition(|turn| turn.by_customer);
    let bot = &earlier[before.map_or(0, |at| at + 1)..];
    let mut score = BIAS + customer(turn) + 0.2 * negativity::score(turn).clamp(-3.0, 4.0);
    match before {
        Some(at) => score += 0.25 * customer(earlier[at].message).clamp(-1.0, 2.0),
        // The first message has nothing to be dissatisfied with yet.
        None => score -= if bot.is_empty() { 2.5 } else { 1.0 },
    }
    let answered = |classes: Classes| bot.iter().any(|turn| says(turn.message, classes));
    score += points(1.0, answered(SIGNS.failed)) + points(0.25, answered(SIGNS.elsewhere));
    score -= points(0.25, answered(SIGNS.done));
    let mut mine = earlier.iter().rev().filter(|turn| turn.by_customer).take(2);
    score += points(0.5, mine.any(|before| overlap(before.message, turn) > SAME));
    percent(score)
}

/// The points of a customer's words by themselves.
fn customer(turn: &Message<'_>) -> f32 {
    let hits = turn.hits(List::Dialogue);
    let count = |classes: Classes| {
        let said = hits.iter().filter(|hit| hit.classes & classes != 0).count();
        said.min(2) as f32
    };
    let opens = hits.iter().take_while(|hit| hit.at < 2).fold(0, |seen, hit| seen | hit.classes);
    let mut score = 0.75 * count(SIGNS.no) + points(0.5, opens & SIGNS.no != 0);
    score += 0.5 * count(SIGNS.dislike) + points(0.5, says(turn, SIGNS.stuck));
    score += points(0.5, says(turn, SIGNS.other)) + points(0.5, says(turn, SIGNS.unknown));
    score -= 0.5 * count(SIGNS.fine) + points(0.5, opens & SIGNS.fine != 0);
    score - points(0.5, turn.text().contains('!'))
}

/// Where most conversations lie: a customer of whom nothing is known is seldom dissatisfied.
const BIAS: f32 = -1.5;
/// Two messages this much alike are the same again.
const SAME: f32 = 0.6;

fn says(message: &Message<'_>, classes: Classes) -> bool {
    message.hits(List::Dialogue).iter().any(|hit| hit.classes & classes != 0)
}

fn points(points: f32, yes: bool) -> f32 {
    if yes { points } else { 0.0 }
}
