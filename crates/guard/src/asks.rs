//! What a sentence of a draft asks for.

use crate::lists::LISTS;
use crate::subject::Subject;
use crate::text::{Sentence, Word};

/// Something that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    pub subject: Subject,
    /// The words that ask, by their numbers.
    pub start: usize,
    pub end: usize,
    /// The part around them in which a value would be a value that is being confirmed.
    pub until: usize,
}

/// What a phrase is to the thing after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It asks for it.
    Frame,
    /// It may stand between the two.
    Filler,
}

impl Role {
    /// By its name in the word lists.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "frame" => Some(Self::Frame),
            "filler" => Some(Self::Filler),
            _ => None,
        }
    }
}

/// What keeps a question silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Silence {
    /// One that asks for a thing.
    Slot,
    /// One about what happened.
    Talk,
    /// One that is like an earlier one.
    Again,
}

impl Silence {
    /// By its name in the word lists.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "slot" => Some(Self::Slot),
            "talk" => Some(Self::Talk),
            "again" => Some(Self::Again),
            _ => None,
        }
    }
}

/// Everything that a sentence asks for, each subject once.
pub(crate) fn asks(sentence: &Sentence<'_>) -> Vec<Ask> {
    let words = &sentence.words;
    let mut found = bare(sentence);
    for at in 0..words.len() {
        for frame in LISTS.frames.at(words, at).filter(|hit| hit.says == Role::Frame) {
            if weak(words, at, frame.end, sentence.question) {
                continue;
            }
            found.extend(things(words, at, frame.end).0);
        }
        for hit in LISTS.asks.at(words, at) {
            let ask = Ask { subject: hit.says, start: at, end: hit.end, until: hit.end };
            if !silenced(words, &ask, Silence::Talk) && said_as_question(words, &ask, sentence) {
                found.push(Ask { until: window(words, hit.end), ..ask });
            }
        }
    }
    found.sort_by_key(|ask| (ask.subject, ask.start));
    found.dedup_by_key(|ask| ask.subject);
    // "Which product is broken" is no question about the problem besides.
    found.sort_by_key(|ask| ask.start);
    found
}

/// Whether a frame that is one common word stands where it asks nothing: "what" inside a statement.
fn weak(words: &[Word], at: usize, end: usize, question: bool) -> bool {
    let one = |list: &[&str]| {
        end == at + 1 && words.get(at).is_some_and(|word| list.contains(&word.text.as_str()))
    };
    one(&["and", "also", "remember", "got"]) && !(at == 0 && question) || one(LOOSE) && !question
}

/// Question words that also join sentences.
const LOOSE: &[&str] = &["que", "was", "wie", "which"];

/// Whether the words ask: "when did it start" does, "I see what happened" does not.
fn said_as_question(words: &[Word], ask: &Ask, sentence: &Sentence<'_>) -> bool {
    if sentence.question {
        return true;
    }
    let before = ask.start.checked_sub(1).and_then(|at| words.get(at));
    let Some(before) = before else {
        return !matches!(ask.subject, Subject::Did)
            || words.get(1).is_some_and(|word| word.text == "you");
    };
    let starts = ["so", "and", "hi", "hello", "ok", "okay", "thanks", "sure", "please", "first"];
    let begs = ["me", "us", "you", "know", "describe", "explain", "share", "mir", "moi", "please"];
    before.text != "you"
        && (starts.contains(&before.text.as_str()) || begs.contains(&before.text.as_str()))
        || words.get(ask.start).is_some_and(|word| word.clause)
        || begging(words, ask.start)
}

/// Whether the words before ask to be told.
fn begging(words: &[Word], at: usize) -> bool {
    (at.saturating_sub(6)..at).any(|start| {
        LISTS
            .frames
            .at(words, start)
            .any(|hit| hit.says == Role::Frame && hit.end + 1 >= at && hit.end > start + 1)
    })
}

/// The things that are asked for from a word on, and where that ends.
fn things(words: &[Word], start: usize, from: usize) -> (Vec<Ask>, usize) {
    let mut found: Vec<Ask> = Vec::new();
    let mut at = from;
    while at < words.len() {
        let thing = LISTS.things.longest_at(words, at);
        let filler = LISTS
            .frames
            .at(words, at)
            .filter(|hit| hit.says == Role::Filler)
            .map(|hit| hit.end)
            .max();
        if let Some(thing) = thing.filter(|thing| filler.is_none_or(|filler| filler <= thing.end)) {
            at = thing.end;
            let turned = LISTS
                .turns
                .at(words, at)
                .any(|turn| turn.says.is_none_or(|subject| subject == thing.says));
            let another = words.get(at).is_some_and(|word| word.clause) || !turned;
            if another {
                found.push(Ask { subject: thing.says, start, end: at, until: at });
            }
        } else if let Some(filler) = filler {
            at = filler;
        } else {
            break;
        }
    }
    let until = window(words, at);
    for ask in &mut found {
        ask.until = until;
    }
    found.retain(|ask| !silenced(words, ask, Silence::Slot));
    (found, at)
}

/// A sentence that is nothing but a thing: "Order number?", "Your e-mail, please".
fn bare(sentence: &Sentence<'_>) -> Vec<Ask> {
    let words = &sentence.words;
    let begs = ["please", "pls", "bitte", "favor", "plait", "svp"];
    if !sentence.question && !words.iter().any(|word| begs.contains(&word.text.as_str())) {
        return Vec::new();
    }
    let greets = [
        "hi", "hello", "thanks", "ok", "okay", "so", "great", "sure", "and", "hola", "hallo",
        "hiya", "hey", "yes", "alright", "perfect",
    ];
    let start = words.iter().take_while(|word| greets.contains(&word.text.as_str())).count();
    let (found, end) = things(words, start, start);
    if end == words.len() { found } else { Vec::new() }
}

/// The end of the part that belongs to what is asked for: a clause, at most six words.
fn window(words: &[Word], end: usize) -> usize {
    let joins = [
        "and", "so", "because", "then", "since", "para", "damit", "afin", "pour", "before",
        "while", "but", "as",
    ];
    let more = words.iter().skip(end).take(6);
    end + more.take_while(|word| !word.clause && !joins.contains(&word.text.as_str())).count()
}

/// Whether words near what is asked for keep it silent.
fn silenced(words: &[Word], ask: &Ask, by: Silence) -> bool {
    let end = window(words, ask.end);
    let start = (ask.start.saturating_sub(4)..ask.start)
        .rev()
        .take_while(|at| words.get(at + 1).is_some_and(|word| !word.clause))
        .last()
        .unwrap_or(ask.start);
    (start..end).any(|at| {
        LISTS.silences.at(words, at).any(|hit| hit.says == by && hit.start < end && hit.end > start)
    })
}
