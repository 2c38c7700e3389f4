//! Recognising that the customer asks for a person, in fifteen languages.

mod grammar;
mod lexicon;
mod matching;
mod quotes;
mod typo;

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;

use warmline_model::Language;

use crate::Message;
use crate::tokens::{Gap, Token};
use grammar::{Grammar, Patterns, Term};
use lexicon::{Heard, Lexicon};
use matching::{Clause, Unit};

/// A recognised request for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplicitRequest {
    /// The language the request was made in.
    pub language: Language,
    /// The customer's own words that make the request, as they were written.
    pub evidence: String,
}

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

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(&GRAMMARS));

/// Recognises a request for a person: `None` for anything else, above all for talk *about* people, agents and bots.
pub fn explicit_request(message: &Message<'_>) -> Option<ExplicitRequest> {
    let tokens = message.tokens();
    let heard: Vec<Cow<'_, [Heard]>> =
        tokens.iter().map(|token| LEXICON.heard(&token.text)).collect();
    let mut order: Vec<usize> = (0..GRAMMARS.len())
        .filter(|&number| {
            let grammar = &GRAMMARS[number];
            if grammar.by_chars {
                tokens.iter().any(|token| is_in_characters(grammar, token))
            } else {
                let anchored = |term: &Term| grammar.anchors[usize::from(*term)];
                heard.iter().any(|said| terms(said, number).is_some_and(|t| t.iter().any(anchored)))
            }
        })
        .collect();
    if order.len() > 1 {
        let first = crate::detect(message).unwrap_or_default();
        order.sort_by_key(|&number| GRAMMARS[number].language != first);
    }
    let text = message.text();
    let quoted = quotes::quoted(text);
    order.into_iter().find_map(|number| {
        let grammar = &GRAMMARS[number];
        let units = if grammar.by_chars {
            tokens.iter().flat_map(|token| characters(grammar, token, text)).collect()
        } else {
            let said = tokens.iter().zip(&heard);
            said.map(|(token, said)| {
                let terms = terms(said, number).unwrap_or_default();
                (token.before, Unit { terms, start: token.start, end: token.end })
            })
            .collect()
        };
        let (start, end) = request_in(grammar, units, &quoted)?;
        let evidence = text.get(start..end).unwrap_or(text).to_owned();
        Some(ExplicitRequest { language: grammar.language, evidence })
    })
}

/// What was heard under the grammar of this number.
fn terms(said: &[Heard], number: usize) -> Option<&[Term]> {
    said.iter().find(|heard| heard.grammar == number).map(|heard| &heard.terms[..])
}

/// Whether a token has a character that a grammar in characters knows: Latin letters alone don't make a text Chinese.
fn is_in_characters(grammar: &Grammar, token: &Token) -> bool {
    const FIRST_HANGUL: char = '\u{1100}';
    token.text.chars().any(|c| c >= FIRST_HANGUL && grammar.letters.contains_key(&c))
}

/// Each character of a token as a unit.
fn characters<'a>(
    grammar: &'a Grammar,
    token: &'a Token,
    text: &str,
) -> impl Iterator<Item = (Gap, Unit<'a>)> {
    // Folding may change the number of characters, so a unit points at the whole token unless it is plain.
    let written = text.get(token.start..token.end).unwrap_or_default();
    let plain = written.chars().map(char::len_utf8).eq(token.text.chars().map(char::len_utf8));
    token.text.char_indices().map(move |(at, c)| {
        let terms = grammar.letters.get(&c).map_or(&[][..], |term| term);
        let (start, end) = if plain {
            (token.start + at, token.start + at + c.len_utf8())
        } else {
            (token.start, token.end)
        };
        (if at == 0 { token.before } else { Gap::Space }, Unit { terms, start, end })
    })
}

/// The byte range of the request under one grammar.
fn request_in(
    grammar: &Grammar,
    units: Vec<(Gap, Unit<'_>)>,
    quoted: &[Range<usize>],
) -> Option<(usize, usize)> {
    let clauses = clauses(grammar, &units);
    let spoken: Vec<Unit<'_>> =
        clauses.iter().flat_map(|clause| without(grammar, clause, &grammar.pad)).collect();
    if let ([first, ..], [.., last]) = (&spoken[..], &spoken[..])
        && Clause::new(grammar, &spoken).is_whole()
        && !clauses.iter().any(|c| Clause::new(grammar, c).is_vetoed())
    {
        return Some((first.start, last.end));
    }
    clauses.iter().enumerate().find_map(|(place, units)| {
        let clause = Clause::new(grammar, units);
        // "It doesn't understand me, agent please".
        let bare = place > 0 && place + 1 == clauses.len();
        let range = clause.request().or_else(|| clause.is_wish(bare).then_some(0..units.len()))?;
        let (start, end) = (units[range.start].start, units[range.end - 1].end);
        let after = quoted.partition_point(|quote| quote.end < end);
        (quoted.get(after).is_none_or(|quote| start < quote.start)).then_some((start, end))
    })
}

/// A clause is cut after this many units: no request is as long.
const LONGEST_CLAUSE: usize = 200;

/// Cuts the units into clauses without the words that never matter. A clause of nothing but such words
/// ("Connect me, please, with an agent") doesn't cut.
fn clauses<'a>(grammar: &Grammar, units: &[(Gap, Unit<'a>)]) -> Vec<Vec<Unit<'a>>> {
    let mut out: Vec<Vec<Unit<'a>>> = Vec::new();
    let mut join = false;
    let pieces = units.chunk_by(|_, (gap, _)| *gap == Gap::Space);
    for piece in pieces.flat_map(|piece| piece.chunks(LONGEST_CLAUSE)) {
        let gap = piece[0].0;
        let said: Vec<Unit<'a>> = piece.iter().map(|&(_, unit)| unit).collect();
        let kept = without(grammar, &said, &grammar.skip);
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

fn without<'a>(grammar: &Grammar, units: &[Unit<'a>], phrases: &Patterns) -> Vec<Unit<'a>> {
    let clause = Clause::new(grammar, units);
    let mut out = Vec::with_capacity(units.len());
    let mut at = 0;
    while at < units.len() {
        match clause.longest(phrases, at) {
            Some(end) => at = end,
            None => {
                out.push(units[at]);
                at += 1;
            }
        }
    }
    out
}
