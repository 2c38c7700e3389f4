//! Signals of frustration that one message shows by itself, and that the customer was helped.

use std::sync::LazyLock;

use warmline_model::Signal;

use crate::units::units;
use crate::word_list::WordList;
use crate::{Message, replies};

/// A signal and the customer's words that show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What was heard.
    pub signal: Signal,
    /// The evidence, as it was written; at most 120 characters of it.
    pub words: String,
}

/// The longest evidence, in characters.
const LONGEST_EVIDENCE: usize = 120;

static LISTS: LazyLock<[(Signal, WordList); 4]> = LazyLock::new(|| {
    [
        (Signal::Profanity, include_str!("words/profanity.txt")),
        (Signal::StillThere, include_str!("words/still_there.txt")),
        (Signal::Urgency, include_str!("words/urgency.txt")),
        (Signal::Distress, include_str!("words/distress.txt")),
    ]
    .map(|(signal, lines)| (signal, WordList::parse(lines)))
});

static RESOLVED: LazyLock<WordList> =
    LazyLock::new(|| WordList::parse(include_str!("words/resolved.txt")));

/// The signals of one message, each at most once: profanity, the problem still there, urgency, distress, capitals,
/// a curt reply. Whether a "no" answers a question is for the caller to judge.
pub fn signals(message: &Message<'_>) -> Vec<Heard> {
    let units = units(message);
    let heard = |signal, (start, end): (usize, usize)| {
        let words = message.text().get(start..end).unwrap_or_default();
        Heard { signal, words: words.chars().take(LONGEST_EVIDENCE).collect() }
    };
    let mut out: Vec<Heard> = LISTS
        .iter()
        .filter_map(|(signal, list)| Some(heard(*signal, list.find(&units)?)))
        .collect();
    out.extend(shouted(message.text()).map(|range| heard(Signal::Capitals, range)));
    if replies::is_curt(message)
        && let ([first, ..], [.., last]) = (&units[..], &units[..])
    {
        out.push(heard(Signal::Curt, (first.start, last.end)));
    }
    out
}

/// Whether the customer says that it helped: "that worked", "solved, thanks". A question, a negation or a "but" in
/// the message leaves it open.
pub fn resolved(message: &Message<'_>) -> bool {
    let asks = |c| matches!(c, '?' | '？' | '؟');
    !message.text().contains(asks) && RESOLVED.is_clear(&units(message))
}

/// Fewer shouted words than this are an acronym or a name.
const LEAST_SHOUTED: usize = 3;
/// As many where the message has digits: an order number, an address.
const LEAST_SHOUTED_WITH_DIGITS: usize = 5;
/// Fewer letters than this are no shouting.
const LEAST_LETTERS: usize = 9;

/// The range from the first to the last word in capitals, where they are most of the message.
fn shouted(text: &str) -> Option<(usize, usize)> {
    let (mut words, mut letters, mut others, mut longest) = (0, 0_usize, 0_usize, 0);
    let (mut first, mut last) = (None, 0);
    let mut digits = false;
    for word in text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’')) {
        digits |= word.chars().any(char::is_numeric);
        let (mut upper, mut rest) = (0, 0);
        for c in word.chars().filter(|c| c.is_alphabetic()) {
            if c.is_uppercase() {
                upper += 1;
            } else {
                rest += 1;
            }
        }
        others += rest;
        letters += upper;
        if upper >= 2 && rest == 0 {
            words += 1;
            longest = longest.max(upper);
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            first.get_or_insert(start);
            last = start + word.len();
        }
    }
    let least = if digits { LEAST_SHOUTED_WITH_DIGITS } else { LEAST_SHOUTED };
    let shouts = letters >= LEAST_LETTERS && longest >= 4 && others * 3 <= letters;
    let alone = words == 1 && longest >= 5 && text.contains("!!");
    ((shouts && words >= least) || (alone && others == 0)).then_some((first?, last))
}
