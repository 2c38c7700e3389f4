//! An owner's own word list: phrases that are looked for in every message.

use std::fmt;

use crate::Message;
use crate::common::is_common;
use crate::tokens::{Gap, scan};
use crate::units::{Index, Piece, units};

/// The most phrases a list may have.
pub const MOST_PHRASES: usize = 200;
/// The longest phrase, in characters.
pub const LONGEST_PHRASE: usize = 60;
/// How many words a `*` may stand for.
const MOST_BETWEEN: usize = 3;

/// A word list, ready to search for. Words are compared without case, accents and width; whole words, except in
/// scripts without spaces, where the characters may stand anywhere, and in Korean, where a word may go on.
#[derive(Clone, Debug, Default)]
pub struct Phrases {
    index: Index,
}

/// A line of a word list that can't be used, and why: a sentence for the owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhraseError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and what is allowed.
    pub why: String,
}

impl fmt::Display for PhraseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Line {}: {}", self.line, self.why)
    }
}

impl std::error::Error for PhraseError {}

impl Phrases {
    /// Compiles a list, one phrase a line; `*` between two words stands for up to three others.
    ///
    /// # Errors
    /// The first line that is empty, too long, starts or ends with `*`, or would be found in nearly every message;
    /// or the line after the last one allowed.
    pub fn parse(lines: &[String]) -> Result<Self, PhraseError> {
        let mut phrases = Vec::with_capacity(lines.len());
        for (at, line) in lines.iter().enumerate() {
            let refused = |why: String| PhraseError { line: at + 1, why };
            if at >= MOST_PHRASES {
                let why = format!(
                    "the list has {} phrases; {MOST_PHRASES} are allowed. Remove some.",
                    lines.len()
                );
                return Err(refused(why));
            }
            phrases.push(pieces(line).map_err(refused)?);
        }
        Ok(Self { index: Index::new(phrases) })
    }

    /// Compiles a list of the house's own: of any length, and common words count as any.
    pub fn of(lines: &[&str]) -> Self {
        let phrases = lines.iter().map(|line| cut(line).0).collect();
        Self { index: Index::new(phrases) }
    }

    /// As [`Phrases::find`], but a match does not count where a guard stands before it in the same clause; in scripts
    /// without spaces, where a question's particle comes last, anywhere in the clause.
    pub fn find_unguarded(&self, message: &Message<'_>, guards: &Self) -> Option<String> {
        let units = units(message);
        let clause_of = |at: usize| {
            let place = units.get(at).map_or(0, |unit| unit.start);
            let before = message.tokens().iter().filter(|token| token.start <= place);
            let begins = before.filter(|token| token.before != Gap::Space).map(|token| token.start);
            begins.max().unwrap_or(0)
        };
        let guarded: Vec<(usize, bool)> = (0..units.len())
            .filter(|&at| guards.index.at(&units, at).next().is_some())
            .map(|at| {
                (
                    at,
                    units
                        .get(at)
                        .is_some_and(|unit| unit.text.len() > unit.text.chars().count() * 2),
                )
            })
            .collect();
        (0..units.len()).find_map(|at| {
            let end = self.index.at(&units, at).map(|(end, _)| end).max()?;
            let clause = clause_of(at);
            let silenced = guarded
                .iter()
                .any(|&(guard, anywhere)| (guard < at || anywhere) && clause_of(guard) == clause);
            let (first, last) = (units.get(at)?, units.get(end.checked_sub(1)?)?);
            if silenced {
                None
            } else {
                Some(message.text().get(first.start..last.end)?.to_owned())
            }
        })
    }

    /// The customer's words that match the first phrase found, as they were written.
    pub fn find(&self, message: &Message<'_>) -> Option<String> {
        if self.index.is_empty() {
            return None;
        }
        let units = units(message);
        (0..units.len()).find_map(|at| {
            let end = self.index.at(&units, at).map(|(end, _)| end).max()?;
            let (first, last) = (units.get(at)?, units.get(end.checked_sub(1)?)?);
            Some(message.text().get(first.start..last.end)?.to_owned())
        })
    }
}

/// The pieces of one phrase, or what is wrong with it.
fn pieces(line: &str) -> Result<Vec<Piece>, String> {
    let line = line.trim();
    let shown: String = line.chars().take(LONGEST_PHRASE).collect();
    if line.is_empty() {
        return Err("the phrase is empty. Write a word or a few words.".into());
    }
    let length = line.chars().count();
    if length > LONGEST_PHRASE {
        return Err(format!(
            "the phrase that starts with \u{201c}{shown}\u{201d} has {length} characters; {LONGEST_PHRASE} are allowed."
        ));
    }
    let (out, telling) = cut(line);
    if !out.iter().any(|piece| matches!(piece, Piece::Word(_))) {
        return Err(format!(
            "\u{201c}{shown}\u{201d} has no word in it and would match everything. Write at least one word."
        ));
    }
    if matches!(out.first(), Some(Piece::UpTo(_))) || matches!(out.last(), Some(Piece::UpTo(_))) {
        return Err(format!(
            "\u{201c}{shown}\u{201d} starts or ends with *. A * stands for up to {MOST_BETWEEN} words between two others."
        ));
    }
    if !telling {
        return Err(format!(
            "\u{201c}{shown}\u{201d} is so common that it would match nearly every message. Add a word that tells it \
             apart."
        ));
    }
    Ok(out)
}

/// The pieces of one phrase, and whether any of its words tells messages apart.
fn cut(line: &str) -> (Vec<Piece>, bool) {
    let mut out = Vec::new();
    let mut telling = false;
    for (place, part) in line.split('*').enumerate() {
        if place > 0 && !matches!(out.last(), Some(Piece::UpTo(_))) {
            out.push(Piece::UpTo(MOST_BETWEEN));
        }
        for token in scan(part) {
            let common = is_common(&token.text);
            if token.unspaced {
                telling |= token.text.chars().nth(1).is_some();
                out.extend(token.text.chars().map(|c| Piece::Word(c.to_string())));
            } else {
                telling |= !common && token.text.chars().nth(1).is_some();
                out.push(Piece::Word(token.text));
            }
        }
    }
    (out, telling)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(lines: &[&str]) -> Result<Phrases, PhraseError> {
        Phrases::parse(&lines.iter().map(|&line| line.to_owned()).collect::<Vec<_>>())
    }

    fn found(lines: &[&str], text: &str) -> Option<String> {
        list(lines).expect("a list").find(&Message::read(text))
    }

    #[test]
    fn whole_words_are_found_whatever_their_case_accents_or_width() {
        let found = |text| found(&["chargeback", "data breach", "Beschwerdeführer"], text);
        assert_eq!(found("I'll do a CHARGEBACK!").as_deref(), Some("CHARGEBACK"));
        assert_eq!(found("a Data   Bréach, maybe").as_deref(), Some("Data   Bréach"));
        assert_eq!(found("ｃｈａｒｇｅｂａｃｋ").as_deref(), Some("ｃｈａｒｇｅｂａｃｋ"));
        assert_eq!(found("BESCHWERDEFUHRER").as_deref(), Some("BESCHWERDEFUHRER"));
        assert_eq!(found("chargebacks and databreaches"), None);
        assert_eq!(found(""), None);
    }

    #[test]
    fn a_star_stands_for_up_to_three_words() {
        let found = |text| found(&["speak to * lawyer"], text);
        assert_eq!(found("I speak to lawyer").as_deref(), Some("speak to lawyer"));
        assert_eq!(
            found("let me speak to my very own lawyer now").as_deref(),
            Some("speak to my very own lawyer")
        );
        assert_eq!(found("speak to one two three four lawyer"), None);
        assert_eq!(found("speak to"), None);
    }

    #[test]
    fn phrases_are_found_in_scripts_without_spaces_and_in_korean() {
        assert_eq!(found(&["消费者协会"], "我要去消费者协会投诉").as_deref(), Some("消费者协会"));
        assert_eq!(found(&["返金"], "すぐに返金してください").as_deref(), Some("返金"));
        assert_eq!(found(&["변호사"], "변호사를 부르겠어요").as_deref(), Some("변호사를"));
        assert_eq!(found(&["адвокат"], "Мой АДВОКАТ").as_deref(), Some("АДВОКАТ"));
    }

    // A rule that would match everything or can't be parsed is refused with a clear sentence.
    #[test]
    fn what_would_match_nearly_everything_is_refused_with_a_sentence() {
        let long = "x".repeat(61);
        for (phrase, says) in [
            ("", "is empty"),
            ("  ", "is empty"),
            ("*", "no word"),
            ("* *", "no word"),
            ("?!", "no word"),
            ("🙂", "no word"),
            ("a", "so common"),
            ("x", "so common"),
            ("the", "so common"),
            ("is it", "so common"),
            ("人", "so common"),
            ("* lawyer", "starts or ends"),
            ("lawyer *", "starts or ends"),
            (long.as_str(), "61 characters; 60 are allowed"),
        ] {
            let refused = list(&["lawyer", phrase]).expect_err(phrase);
            assert_eq!(refused.line, 2, "{phrase}");
            assert!(refused.why.contains(says), "{phrase}: {refused}");
        }
        let many = vec!["lawyer".to_owned(); MOST_PHRASES + 1];
        let refused = Phrases::parse(&many).expect_err("too many");
        assert_eq!(
            refused.to_string(),
            "Line 201: the list has 201 phrases; 200 are allowed. Remove some."
        );
        assert!(Phrases::parse(&many[1..]).is_ok());
        assert_eq!(Phrases::parse(&[]).expect("empty").find(&Message::read("hi")), None);
    }
}
