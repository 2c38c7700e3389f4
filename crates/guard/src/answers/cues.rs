//! Words of a customer's that tell what a sentence is about.

use std::sync::LazyLock;

use crate::hash::Set;

use crate::lists::LISTS;
use crate::patterns::Hit;
use crate::text::Sentence;

/// What words tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cue {
    When,
    Order,
    Pay,
    Arrive,
    Start,
    Device,
    Browser,
    Version,
    Street,
    Plan,
    Bought,
    Want,
    Error,
    Quoting,
    Confirmation,
    Received,
    Named,
    Tried,
    NotHelped,
    If,
    Refusal,
    Topic,
    Void,
}

impl Cue {
    /// By its name in the word lists.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "when" => Self::When,
            "order" => Self::Order,
            "pay" => Self::Pay,
            "arrive" => Self::Arrive,
            "start" => Self::Start,
            "device" => Self::Device,
            "browser" => Self::Browser,
            "version" => Self::Version,
            "street" => Self::Street,
            "plan" => Self::Plan,
            "bought" => Self::Bought,
            "want" => Self::Want,
            "error" => Self::Error,
            "quoting" => Self::Quoting,
            "confirmation" => Self::Confirmation,
            "received" => Self::Received,
            "named" => Self::Named,
            "tried" => Self::Tried,
            "nothelped" => Self::NotHelped,
            "ifs" => Self::If,
            "refusal" => Self::Refusal,
            "topic" => Self::Topic,
            "void" => Self::Void,
            _ => return None,
        })
    }
}

static GENERIC: LazyLock<Set<&'static str>> =
    LazyLock::new(|| include_str!("../words/generic.txt").split_whitespace().collect());

/// Where a sentence has a cue first.
pub fn find(sentence: &Sentence<'_>, cue: Cue) -> Option<Hit<Cue>> {
    if !has(sentence, cue) {
        return None;
    }
    let words = &sentence.words;
    (0..words.len()).find_map(|at| {
        LISTS.cues.at(words, at).filter(|hit| hit.says == cue).max_by_key(|hit| hit.end)
    })
}

/// Every place where it has one.
pub fn every(sentence: &Sentence<'_>, cue: Cue) -> Vec<Hit<Cue>> {
    LISTS.cues.all(&sentence.words).filter(|hit| hit.says == cue).collect()
}

/// Whether a sentence has a cue.
pub fn has(sentence: &Sentence<'_>, cue: Cue) -> bool {
    let all = || LISTS.cues.all(&sentence.words).fold(0, |bits, hit| bits | 1 << hit.says as u32);
    sentence.cues.get_or_init(all) & (1 << cue as u32) != 0
}

/// Whether a folded word could be any thing a shop sells or a service does.
pub fn generic(word: &str) -> bool {
    GENERIC.contains(word)
}
