//! Recognising that the customer asks for a person, in fifteen languages.

mod grammar;
mod matching;
mod typo;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use warmline_model::Language;

use crate::Message;
use crate::tokens::{Gap, Token};
use grammar::{Grammar, Patterns, TYPO_MIN_LETTERS, Term};
use matching::{Clause, Unit};

/// A recognised request for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplicitRequest {
    /// The language the request was made in.
    pub language: Language,
    /// The customer's own words that make the request, as they were written.
    pub evidence: String,
}

/// The longest word that is looked at for typos.
const LONGEST_WORD: usize = 24;

static GRAMMARS: LazyLock<Vec<Grammar>> = LazyLock::new(|| {
    let words = |language, rules| Grammar::parse(language, false, rules);
    let chars = |language, rules| Grammar::parse(language, true, rules);
    vec![
        words(Language::En, include_str!("explicit/rules/en.rules")),
        words(Language::Es, include_str!("explicit/rules/es.rules")),
        words(Language::Pt, include_str!("explicit/rules/pt.rules")),
        words(Language::Fr, include_str!("explicit/rules/fr.rules")),
        words(Language::De, include_str!("explicit/rules/de.rules")),
        words(Language::It, include_str!("explicit/rules/it.rules")),
        words(Language::Nl, include_str!("explicit/rules/nl.rules")),
        words(Language::Pl, include_str!("explicit/rules/pl.rules")),
        words(Language::Tr, include_str!("explicit/rules/tr.rules")),
        chars(Language::Ja, include_str!("explicit/rules/ja.rules")),
        chars(Language::Zh, include_str!("explicit/rules/zh.rules")),
        chars(Language::Ko, include_str!("explicit/rules/ko.rules")),
        words(Language::Ar, include_str!("explicit/rules/ar.rules")),
        words(Language::Hi, include_str!("explicit/rules/hi.rules")),
        words(Language::Ru, include_str!("explicit/rules/ru.rules")),
    ]
});

/// Every word of any grammar, and the real words named as no typos of others.
static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let of = |grammar: &'static Grammar| grammar.known.iter().chain(grammar.words.keys());
    GRAMMARS.iter().flat_map(of).map(String::as_str).collect()
});

/// Recognises a request for a person: `None` for anything else, above all for talk *about* people, agents and bots.
pub fn explicit_request(message: &Message<'_>) -> Option<ExplicitRequest> {
    let (text, tokens) = (message.text(), message.tokens());
    if tokens.is_empty() {
        return None;
    }
    let first = crate::detect(message).unwrap_or_default();
    let mut order: Vec<&Grammar> = GRAMMARS.iter().collect();
    order.sort_by_key(|grammar| grammar.language != first);
    order.into_iter().find_map(|grammar| {
        request_in(grammar, tokens, text).map(|(start, end)| ExplicitRequest {
            language: grammar.language,
            evidence: text.get(start..end).unwrap_or(text).to_owned(),
        })
    })
}

/// The byte range of the request under one grammar.
fn request_in(grammar: &Grammar, tokens: &[Token], text: &str) -> Option<(usize, usize)> {
    let mut reader = Reader::new(grammar);
    let units: Vec<(Gap, Vec<Unit>)> =
        tokens.iter().map(|token| (token.before, reader.units(token, text))).collect();
    let heard = tokens.iter().zip(&units).any(|(token, (_, units))| {
        // Latin letters alone don't make a text Chinese.
        !(grammar.by_chars && token.text.is_ascii()) && units.iter().any(|u| !u.terms.is_empty())
    });
    if !heard {
        return None;
    }
    let clauses = clauses(grammar, units);
    let spoken: Vec<Unit> = clauses.iter().flat_map(|c| unpadded(grammar, c)).collect();
    if let ([first, ..], [.., last]) = (&spoken[..], &spoken[..])
        && Clause::new(grammar, &spoken).is_whole()
        && !clauses.iter().any(|c| Clause::new(grammar, c).is_vetoed())
    {
        return Some((first.start, last.end));
    }
    clauses.iter().find_map(|units| {
        let range = Clause::new(grammar, units).request()?;
        Some((units[range.start].start, units[range.end - 1].end))
    })
}

/// Cuts the units into clauses without the words that never matter. A clause of nothing but such words
/// ("Connect me, please, with an agent") doesn't cut.
fn clauses(grammar: &Grammar, units: Vec<(Gap, Vec<Unit>)>) -> Vec<Vec<Unit>> {
    let mut pieces: Vec<(Gap, Vec<Unit>)> = Vec::new();
    for (gap, units) in units {
        match pieces.last_mut() {
            Some((_, piece)) if gap == Gap::Space => piece.extend(units),
            _ => pieces.push((gap, units)),
        }
    }
    let mut out: Vec<Vec<Unit>> = Vec::new();
    let mut join = false;
    for (gap, piece) in pieces {
        let kept = without(grammar, &piece, &grammar.skip);
        if kept.is_empty() {
            join = gap == Gap::Clause;
            continue;
        }
        match out.last_mut() {
            Some(last) if join && gap == Gap::Clause => last.extend(kept),
            _ => out.push(kept),
        }
        join = false;
    }
    out
}

fn unpadded(grammar: &Grammar, units: &[Unit]) -> Vec<Unit> {
    without(grammar, units, &grammar.pad)
}

fn without(grammar: &Grammar, units: &[Unit], phrases: &Patterns) -> Vec<Unit> {
    let clause = Clause::new(grammar, units);
    let mut out = Vec::with_capacity(units.len());
    let mut at = 0;
    while at < units.len() {
        match clause.longest(phrases, at) {
            Some(end) => at = end,
            None => {
                out.push(units[at].clone());
                at += 1;
            }
        }
    }
    out
}

/// Turns tokens into units of one grammar, each distinct word looked up once.
struct Reader<'a> {
    grammar: &'a Grammar,
    seen: HashMap<String, Vec<Term>>,
}

impl<'a> Reader<'a> {
    fn new(grammar: &'a Grammar) -> Self {
        Self { grammar, seen: HashMap::new() }
    }

    fn units(&mut self, token: &Token, text: &str) -> Vec<Unit> {
        if !self.grammar.by_chars {
            let terms = match self.seen.get(&token.text) {
                Some(terms) => terms.clone(),
                None => {
                    let terms = self.terms(&token.text);
                    self.seen.insert(token.text.clone(), terms.clone());
                    terms
                }
            };
            return vec![Unit { terms, start: token.start, end: token.end }];
        }
        // Folding may change the number of characters, so a unit points at the whole token unless it is plain.
        let count = token.text.chars().count();
        let written = text.get(token.start..token.end).unwrap_or_default();
        let plain = written.chars().map(char::len_utf8).eq(token.text.chars().map(char::len_utf8));
        token
            .text
            .char_indices()
            .take(count)
            .map(|(at, c)| {
                let term = self.grammar.words.get(c.encode_utf8(&mut [0; 4]) as &str);
                Unit {
                    terms: term.copied().into_iter().collect(),
                    start: if plain { token.start + at } else { token.start },
                    end: if plain { token.start + at + c.len_utf8() } else { token.end },
                }
            })
            .collect()
    }

    fn terms(&self, word: &str) -> Vec<Term> {
        let exact = self.exact(word);
        if !exact.is_empty() {
            return exact;
        }
        let squeezed = typo::squeezed(word);
        let word = squeezed.as_deref().unwrap_or(word);
        if squeezed.is_some() {
            let exact = self.exact(word);
            if !exact.is_empty() {
                return exact;
            }
        }
        let letters: Vec<char> = word.chars().take(LONGEST_WORD + 1).collect();
        if letters.len() < TYPO_MIN_LETTERS || letters.len() > LONGEST_WORD || KNOWN.contains(word)
        {
            return Vec::new();
        }
        self.grammar
            .typos
            .iter()
            .filter(|typo| {
                if typo.letters[0].is_ascii() != letters[0].is_ascii() {
                    return false;
                }
                let length = typo.letters.len();
                if typo.stem {
                    let cut = &letters[..length.min(letters.len())];
                    typo::within_one(cut, &typo.letters)
                } else {
                    typo::within_one(&letters, &typo.letters)
                }
            })
            .map(|typo| typo.term)
            .collect()
    }

    fn exact(&self, word: &str) -> Vec<Term> {
        let mut terms: Vec<Term> = self.grammar.words.get(word).copied().into_iter().collect();
        if !self.grammar.stems.is_empty() {
            let ends = word.char_indices().map(|(at, c)| at + c.len_utf8());
            for end in ends.take(LONGEST_WORD) {
                terms.extend(self.grammar.stems.get(&word[..end]));
            }
        }
        terms
    }
}
