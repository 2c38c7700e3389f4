//! A message as units that phrases are compared with: words, and single characters of scripts without spaces.

use std::collections::HashMap;

use crate::Message;

/// A folded word or character and its byte range in the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit<'a> {
    pub text: &'a str,
    pub start: usize,
    pub end: usize,
}

/// The units of a message in order.
pub(crate) fn units<'a>(message: &'a Message<'_>) -> Vec<Unit<'a>> {
    let mut out = Vec::with_capacity(message.tokens().len());
    for token in message.tokens() {
        if !token.unspaced {
            out.push(Unit { text: &token.text, start: token.start, end: token.end });
            continue;
        }
        // Folding may change the number of bytes: then a character points at the whole run.
        let plain = token.text.len() == token.end - token.start;
        out.extend(token.text.char_indices().map(|(at, c)| {
            let end = at + c.len_utf8();
            let (from, to) = if plain { (at, end) } else { (0, token.end - token.start) };
            Unit { text: &token.text[at..end], start: token.start + from, end: token.start + to }
        }));
    }
    out
}

/// A part of a phrase.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    /// This word, or character. A word in Hangul may go on: particles are written onto it.
    Word(String),
    /// A word that begins so.
    Stem(String),
    /// Up to this many words in between.
    UpTo(usize),
}

impl Piece {
    fn is(&self, word: &str) -> bool {
        match self {
            Self::Word(own) => word == own || (goes_on(own) && word.starts_with(own.as_str())),
            Self::Stem(own) => word.starts_with(own.as_str()),
            Self::UpTo(_) => false,
        }
    }

    /// The first letter, and whether the word may go on.
    fn opening(&self) -> Option<(&str, bool)> {
        match self {
            Self::Word(own) => Some((own, goes_on(own))),
            Self::Stem(own) => Some((own, true)),
            Self::UpTo(_) => None,
        }
    }
}

fn goes_on(word: &str) -> bool {
    let hangul = |c: char| ('\u{AC00}'..='\u{D7A3}').contains(&c);
    word.chars().count() > 1 && word.chars().all(hangul)
}

/// The end of the longest match of the pieces at a place, where they match. No match is longer than 63 units.
pub(crate) fn longest(pieces: &[Piece], units: &[Unit<'_>], at: usize) -> Option<usize> {
    let mut reached = 1_u64;
    for piece in pieces {
        let mut next = 0_u64;
        match piece {
            Piece::UpTo(count) => {
                for more in 0..=*count {
                    next |= reached << more;
                }
            }
            Piece::Word(_) | Piece::Stem(_) => {
                let mut left = reached;
                while left != 0 {
                    let length = left.trailing_zeros() as usize;
                    left &= left - 1;
                    if units.get(at + length).is_some_and(|unit| piece.is(unit.text)) {
                        next |= 2 << length;
                    }
                }
            }
        }
        reached = next;
        if reached == 0 {
            return None;
        }
    }
    Some((at + reached.ilog2() as usize).min(units.len()))
}

/// Phrases found by their first word. Each starts with a word or stem.
#[derive(Clone, Debug, Default)]
pub(crate) struct Index {
    phrases: Vec<Vec<Piece>>,
    by_word: HashMap<String, Vec<usize>>,
    /// Those whose first word may go on, by its first letter.
    by_letter: HashMap<char, Vec<usize>>,
    /// Which first words there may be at all: most words of a message need no closer look.
    openings: Openings,
}

/// A set of words that never says no to one that is in it.
#[derive(Clone, Debug, Default)]
struct Openings([u64; 16]);

impl Openings {
    /// By the first two bytes and the length.
    fn slot(word: &str) -> usize {
        let byte = |at: usize| word.as_bytes().get(at).copied().map_or(0, usize::from);
        (byte(0) * 37 + byte(1) * 11 + word.len()) % 1_024
    }

    fn add(&mut self, word: &str) {
        let slot = Self::slot(word);
        self.0[slot / 64] |= 1 << (slot % 64);
    }

    fn may_have(&self, word: &str) -> bool {
        let slot = Self::slot(word);
        self.0[slot / 64] >> (slot % 64) & 1 == 1
    }
}

impl Index {
    /// Whether there is no phrase.
    pub(crate) fn is_empty(&self) -> bool {
        self.phrases.is_empty()
    }

    /// Indexes phrases; one that doesn't start with a word is never found.
    pub(crate) fn new(phrases: Vec<Vec<Piece>>) -> Self {
        let mut out = Self::default();
        for (number, phrase) in phrases.iter().enumerate() {
            match phrase.first().and_then(Piece::opening) {
                Some((word, false)) => {
                    out.openings.add(word);
                    out.by_word.entry(word.to_owned()).or_default().push(number);
                }
                Some((stem, true)) => {
                    out.by_letter
                        .entry(stem.chars().next().unwrap_or(' '))
                        .or_default()
                        .push(number);
                }
                None => {}
            }
        }
        out.phrases = phrases;
        out
    }

    /// The phrases that start at this unit: the end of each one's longest match, and its number.
    pub(crate) fn at<'a>(
        &'a self,
        units: &'a [Unit<'a>],
        at: usize,
    ) -> impl Iterator<Item = (usize, usize)> + 'a {
        let word = units.get(at).map_or("", |unit| unit.text);
        let exact = self.openings.may_have(word).then(|| self.by_word.get(word)).flatten();
        let letter = word.chars().next().filter(|_| !self.by_letter.is_empty());
        let open = letter.and_then(|letter| self.by_letter.get(&letter));
        let numbers = exact.into_iter().chain(open).flatten();
        numbers
            .filter_map(move |&number| Some((longest(&self.phrases[number], units, at)?, number)))
    }
}
