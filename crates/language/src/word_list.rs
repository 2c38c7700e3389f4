//! Our own word lists: phrases per language, and the phrases that keep them silent.
//!
//! A list is lines: `en: a | b* | c _ d` names a language and its phrases; a line `- a | b` below it has phrases that
//! silence them. A word ending in `*` is a stem, `_` stands for up to three words.

use crate::tokens::scan;
use crate::units::{Index, Piece, Unit};

/// A list, ready to search for.
#[derive(Debug)]
pub(crate) struct WordList {
    says: Index,
    silences: Index,
    /// By phrase, the place of its language in the list.
    says_in: Vec<usize>,
    silences_in: Vec<usize>,
}

impl WordList {
    /// Parses a list of ours.
    pub(crate) fn parse(lines: &str) -> Self {
        let (mut says, mut silences) = (Vec::new(), Vec::new());
        let (mut says_in, mut silences_in) = (Vec::new(), Vec::new());
        let mut language = 0;
        for line in lines.lines() {
            if let Some(phrases) = line.strip_prefix("- ") {
                silences.extend(phrases.split('|').map(pieces));
                silences_in.resize(silences.len(), language);
            } else {
                language = says_in.last().map_or(0, |last| last + 1);
                says.extend(phrases(line).map(pieces));
                says_in.resize(says.len(), language);
            }
        }
        Self { says: Index::new(says), silences: Index::new(silences), says_in, silences_in }
    }

    /// The byte range of the first phrase that no silencing one overlaps.
    pub(crate) fn find(&self, units: &[Unit<'_>]) -> Option<(usize, usize)> {
        // "urgent" is a word of several languages: what silences it in one silences it in all.
        let longest = |index: &Index, at| index.at(units, at).map(|(end, _)| end).max();
        let mut silent_until = 0;
        for (at, unit) in units.iter().enumerate() {
            silent_until = longest(&self.silences, at).unwrap_or(0).max(silent_until);
            let Some(end) = longest(&self.says, at) else { continue };
            let inside = || (at + 1..end).any(|inside| longest(&self.silences, inside).is_some());
            if at >= silent_until && !inside() {
                return Some((unit.start, units.get(end.checked_sub(1)?)?.end));
            }
        }
        None
    }

    /// Whether a phrase is said, and no silencing one of its language anywhere.
    pub(crate) fn is_clear(&self, units: &[Unit<'_>]) -> bool {
        let languages = |index: &Index, of: &[usize]| {
            (0..units.len())
                .flat_map(|at| index.at(units, at).map(|(_, number)| 1_u16 << of[number]))
                .fold(0, |all, language| all | language)
        };
        let said = languages(&self.says, &self.says_in);
        said != 0 && said & !languages(&self.silences, &self.silences_in) != 0
    }
}

/// The phrases of a line that names its language.
pub(crate) fn phrases(line: &str) -> impl Iterator<Item = &str> {
    let (_, phrases) = line.split_once(':').unwrap_or_default();
    phrases.split('|').map(str::trim).filter(|phrase| !phrase.is_empty())
}

fn pieces(phrase: &str) -> Vec<Piece> {
    let mut out = Vec::new();
    for word in phrase.split_whitespace() {
        if word == "_" {
            out.push(Piece::UpTo(3));
            continue;
        }
        let stem = word.ends_with('*');
        for token in scan(word) {
            if token.unspaced {
                out.extend(token.text.chars().map(|c| Piece::Word(c.to_string())));
            } else if stem {
                out.push(Piece::Stem(token.text));
            } else {
                out.push(Piece::Word(token.text));
            }
        }
    }
    out
}
