//! What a sentence claims, clause by clause: about what, with which figures, and whether it says yes or no.

use crate::again::BEGIN;
use crate::figures::{Figure, figures, names_day};
use crate::lists::LISTS;
use crate::text::{Sentence, Word};
use crate::topic::Topic;

/// A claim.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub topic: Topic,
    pub figures: Vec<Figure>,
    /// Whether it says no.
    pub negative: bool,
    /// Whether yes or no can be read from it at all: "if it has not arrived" says neither.
    pub plain: bool,
    /// Names in it: capitals inside the sentence.
    pub names: Vec<String>,
}

/// What words do to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// They say no.
    No,
    /// They look as if they said no.
    NotNo,
    /// They make it depend on something, or on the moment.
    Unsure,
    /// They say that something earlier was wrong.
    Corrects,
    /// They say what somebody else said.
    Quotes,
    /// A new clause begins.
    Joins,
    /// The speaker's own ability.
    Own,
}

impl Mark {
    /// By its name in the word lists.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "no" => Self::No,
            "notno" => Self::NotNo,
            "unsure" => Self::Unsure,
            "corrects" => Self::Corrects,
            "quotes" => Self::Quotes,
            "joins" => Self::Joins,
            "own" => Self::Own,
            _ => return None,
        })
    }
}

/// Whether words have a mark.
pub(crate) fn marked(words: &[Word], mark: Mark) -> bool {
    LISTS.marks.all(words).any(|hit| hit.says == mark)
}

/// The claims of a sentence; what is asked is not claimed.
pub(crate) fn claims(sentence: &Sentence<'_>) -> Vec<Claim> {
    if marked(&sentence.words, Mark::Quotes) {
        return Vec::new();
    }
    let mut out: Vec<Claim> = Vec::new();
    let mut clauses = clauses(&sentence.words);
    if sentence.question {
        // What stands before the last comma is said, the rest is asked.
        clauses.pop();
        clauses.retain(|clause| {
            clause.first().is_none_or(|word| !BEGIN.contains(&word.text.as_str()))
        });
    }
    for clause in clauses {
        let mut about = Topic::of(clause);
        let mut names: Vec<String> = clause
            .iter()
            .filter(|word| named(word, sentence))
            .map(|word| word.text.clone())
            .collect();
        let inherits = about.is_empty();
        if let Some(last) = out.last().filter(|_| inherits) {
            about.clone_from(&last.topic);
            names.clone_from(&last.names);
        }
        out.push(Claim {
            topic: about,
            figures: figures(clause),
            negative: says_no(clause),
            plain: !inherits && !marked(clause, Mark::Unsure),
            names,
        });
    }
    out.retain(|claim| !claim.topic.is_empty());
    out
}

fn named(word: &Word, sentence: &Sentence<'_>) -> bool {
    let first = sentence.words.first().is_some_and(|first| first.start == word.start);
    word.capital
        && !first
        && !word.figure
        && word.text.len() > 1
        && !crate::weak::is_weak(&word.text)
        && !names_day(&word.text)
}

/// An odd number of words that say no.
fn says_no(words: &[Word]) -> bool {
    let mut count = 0;
    let mut at = 0;
    while at < words.len() {
        let longest = LISTS
            .marks
            .at(words, at)
            .filter(|hit| matches!(hit.says, Mark::No | Mark::NotNo))
            .max_by_key(|hit| (hit.end, hit.says == Mark::NotNo));
        if let Some(hit) = longest {
            count += usize::from(hit.says == Mark::No);
            at = hit.end;
        } else {
            at += 1;
        }
    }
    // French says it in two words, Portuguese and English repeat it: no is no.
    count > 0
}

/// The clauses of a sentence: cut at commas and the like, and at words such as "but".
fn clauses(words: &[Word]) -> Vec<&[Word]> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, word) in words.iter().enumerate().skip(1) {
        let joins = || LISTS.marks.at(words, at).any(|hit| hit.says == Mark::Joins);
        if word.clause || joins() {
            out.extend(words.get(start..at));
            start = at;
        }
    }
    out.extend(words.get(start..));
    out
}
