//! What a sentence claims, clause by clause: about what, with which figures, and whether it says yes or no.

use crate::figures::{Figure, Measure, figures, names_day, numeral};
use crate::lists::LISTS;
use crate::question::BEGIN;
use crate::text::{Sentence, Word};
use crate::topic::Topic;
use crate::weak::is_weak;

/// A claim.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub topic: Topic,
    pub figures: Vec<Figure>,
    /// Whether it says no.
    pub negative: bool,
    /// Whether yes or no can be read from it at all: "if it has not arrived" says neither.
    pub plain: bool,
    /// What it narrows its subject down to: "to the islands", "the outdoor pool".
    pub special: Topic,
    /// Words right before others, that may narrow those down: "leather trousers".
    pub narrow: Topic,
    /// Whether it is about several at once: "for both".
    pub several: bool,
    /// Whether it is said to be an exception.
    pub exception: bool,
    /// Names in it: capitals inside the sentence.
    pub names: Vec<String>,
}

/// What words do to a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mark {
    /// They say no.
    No,
    /// They say the opposite of a word: closed is not open.
    Opposite,
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
    /// They say that something else holds as a rule.
    Exception,
    /// The speaker's own ability.
    Own,
    /// The site pays.
    Ours,
    /// The customer pays, nobody says how much.
    Yours,
    /// They tell what happened in one case, and not what holds.
    Elapsed,
    /// They ask for a wish or for what is to come.
    Wishes,
}

impl Mark {
    /// By its name in the word lists.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "no" => Self::No,
            "anti" => Self::Opposite,
            "exception" => Self::Exception,
            "notno" => Self::NotNo,
            "unsure" => Self::Unsure,
            "corrects" => Self::Corrects,
            "quotes" => Self::Quotes,
            "joins" => Self::Joins,
            "own" => Self::Own,
            "ours" => Self::Ours,
            "yours" => Self::Yours,
            "elapsed" => Self::Elapsed,
            "wishes" => Self::Wishes,
            _ => return None,
        })
    }
}

const SEVERAL: [&str; 16] = [
    "all",
    "total",
    "together",
    "altogether",
    "each",
    "x",
    "times",
    "alle",
    "zusammen",
    "ambos",
    "todos",
    "tous",
    "2",
    "3",
    "4",
    "5",
];

/// Whether words have a mark.
pub(crate) fn marked(words: &[Word], mark: Mark) -> bool {
    LISTS.marks.all(words).any(|hit| hit.says == mark)
}

/// The marks that words have, a bit for each.
pub(crate) fn marks(words: &[Word]) -> u32 {
    LISTS.marks.all(words).fold(0, |bits, hit| bits | 1 << hit.says as u32)
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
        let bits = marks(clause);
        let has = |mark: Mark| bits & (1 << mark as u32) != 0;
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
        } else if let Some(last) = out.last()
            && clause
                .iter()
                .any(|word| ["there", "dorthin", "alli", "lach"].contains(&word.text.as_str()))
        {
            about.add(&last.topic);
            names.extend(last.names.clone());
        }
        out.push(Claim {
            topic: about,
            figures: told(clause, bits),
            negative: (has(Mark::No) || has(Mark::Opposite)) && says_no(clause),
            special: special(clause),
            narrow: narrow(clause),
            several: clause.iter().any(|word| {
                word.text != "one" && numeral(&word.text) || SEVERAL.contains(&word.text.as_str())
            }),
            exception: has(Mark::Exception),
            plain: !inherits && !has(Mark::Unsure),
            names,
        });
    }
    out.retain(|claim| !claim.topic.is_empty());
    out
}

fn narrow(clause: &[Word]) -> Topic {
    let content = |word: &Word| !is_weak(&word.text) && !word.figure && !word.clause;
    let pairs = clause.windows(2).filter(|two| two.iter().all(content));
    Topic::of(&pairs.map(|two| two[0].clone()).collect::<Vec<_>>())
}

/// The words that narrow down what a clause is about.
fn special(clause: &[Word]) -> Topic {
    let is = |word: &Word, list: &[&str]| list.contains(&word.text.as_str());
    let to = clause.windows(3).filter_map(|three| {
        let to = is(&three[0], &["to"]) && is(&three[1], &["the", "our", "some", "all"])
            || is(&three[0], &["auf"]) && is(&three[1], &["die"])
            || is(&three[0], &["a"]) && is(&three[1], &["las", "los"]);
        to.then(|| three[2].clone())
    });
    let kinds = clause.iter().filter(|word| is(word, &KINDS)).cloned();
    let words: Vec<Word> = to.chain(kinds).collect();
    Topic::of(&words)
}

const KINDS: [&str; 16] = [
    "outdoor",
    "indoor",
    "express",
    "islands",
    "overseas",
    "abroad",
    "remote",
    "bulky",
    "oversized",
    "fragile",
    "heavy",
    "seasonal",
    "optional",
    "partial",
    "private",
    "used",
];

/// The figures of a clause, without how long something took once.
fn told(clause: &[Word], bits: u32) -> Vec<Figure> {
    let mut figures = figures(clause, bits);
    if bits & (1 << Mark::Elapsed as u32) != 0 {
        figures.retain(|figure| {
            !matches!(figure.measure, Measure::Duration | Measure::Weekday | Measure::Date)
        });
    }
    figures
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

/// Whether words say no, or the opposite of a word that says yes.
fn says_no(words: &[Word]) -> bool {
    let mut no = false;
    let mut opposite = false;
    let mut at = 0;
    while at < words.len() {
        let longest = LISTS
            .marks
            .at(words, at)
            .filter(|hit| matches!(hit.says, Mark::No | Mark::NotNo | Mark::Opposite))
            .max_by_key(|hit| (hit.end, hit.says == Mark::NotNo));
        if let Some(hit) = longest {
            // French says no in two words, Portuguese and English repeat it: no is no.
            no |= hit.says == Mark::No;
            opposite |= hit.says == Mark::Opposite;
            at = hit.end;
        } else {
            at += 1;
        }
    }
    no != opposite
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
