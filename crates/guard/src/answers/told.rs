//! What a customer told in their own words: the problem, since when, on what, what they want.

use warmline_model::Seq;

use super::cues::{Cue, find, generic, has};
use super::slots::dated;
use super::{Answer, Known, quote};
use crate::subject::Subject;
use crate::text::{Sentence, Word, stem};
use crate::weak::is_weak;

/// The sentence that answers.
pub fn answer(known: Known<'_>, subject: Subject, asked: &[Word]) -> Option<Answer> {
    let label = subject.label();
    match subject {
        Subject::Problem => problem(known, asked),
        Subject::Outcome => {
            if let Some(wanted) = &known.card.wanted {
                return Some(quote(label, &wanted.words, wanted.entry));
            }
            sentence(known, |sentence| has(sentence, Cue::Want))
                .map(|(seq, sentence)| quote(label, sentence.text, seq))
        }
        Subject::Since => first(known, label, |sentence| {
            let ordered = |part: &Sentence<'_>| {
                has(part, Cue::Order) || has(part, Cue::Pay) || has(part, Cue::Arrive)
            };
            dated(sentence)
                && (!ordered(sentence)
                    || has(sentence, Cue::Start)
                        && clauses(sentence)
                            .iter()
                            .any(|part| dated(part) && (!ordered(part) || has(part, Cue::Start))))
        }),
        Subject::Error => first(known, label, |sentence| {
            let quoted = sentence.text.contains(['"', '“', '„', '«', '\'', '‘']);
            quotes(sentence.text)
                || find(sentence, Cue::Error).is_some_and(|hit| {
                    let after = sentence.words.get(hit.end..).unwrap_or_default();
                    after.iter().any(|word| word.figure) || quoted || has(sentence, Cue::Quoting)
                })
        }),
        Subject::Confirmation => first(known, label, |sentence| {
            !sentence.question && has(sentence, Cue::Confirmation) && has(sentence, Cue::Received)
        }),
        Subject::Device => first(known, label, |sentence| has(sentence, Cue::Device)),
        Subject::Browser => first(known, label, |sentence| has(sentence, Cue::Browser)),
        Subject::Version => first(known, label, |sentence| has(sentence, Cue::Version)),
        Subject::Address => first(known, label, |sentence| {
            has(sentence, Cue::Street)
                || sentence.words.windows(2).any(|pair| match pair {
                    [street, number] => {
                        number.figure
                            && ["strasse", "weg", "gasse", "platz", "allee"]
                                .iter()
                                .any(|end| street.text.ends_with(end))
                    }
                    _ => false,
                })
        }),
        _ => None,
    }
}

/// The newest sentence of the customer's for which something holds.
fn sentence<'a>(
    known: Known<'a>,
    holds: impl Fn(&Sentence<'_>) -> bool,
) -> Option<(Seq, &'a Sentence<'a>)> {
    known.sentences().find(|(_, sentence)| holds(sentence) && !known.struck(sentence.text))
}

fn first(known: Known<'_>, label: &str, holds: impl Fn(&Sentence<'_>) -> bool) -> Option<Answer> {
    sentence(known, holds).map(|(seq, sentence)| quote(label, sentence.text, seq))
}

fn problem(known: Known<'_>, asked: &[Word]) -> Option<Answer> {
    let label = Subject::Problem.label();
    if let Some(correction) = &known.card.correction {
        return Some(quote(label, &correction.text, correction.entry));
    }
    // What is wanted and what is thought of it does not tell what happened.
    let event = asked.iter().any(|word| {
        ["happened", "wrong", "happen", "passiert", "paso", "pasado", "aconteceu", "passe"]
            .contains(&word.text.as_str())
    });
    let substantial = |text: &str| {
        let mut sentence = crate::text::sentence(text);
        if event {
            sentence = without_wishes(sentence);
        }
        let mut contents = contents(&sentence);
        // "It's Imogen Tait" tells who, and not what.
        if has(&sentence, Cue::Named) {
            let name =
                |word: &str| sentence.words.iter().any(|one| one.capital && one.text == word);
            contents.retain(|word| !name(word));
        }
        contents.retain(|word| !event || !OPINIONS.contains(word));
        // "I want to complain about your driver" names whom, and not what happened.
        let named = has(&sentence, Cue::Topic);
        contents.iter().filter(|word| !generic(word) || PROBLEMS.contains(word)).count() >= 1
            && contents.len() >= if named { 4 } else { 2 }
    };
    if let Some(question) = known.card.question.as_ref().filter(|quote| substantial(&quote.text)) {
        return Some(quote(label, &question.text, question.entry));
    }
    let mut mine = known.said.iter().filter(|said| said.customer);
    mine.find(|said| substantial(said.text) && said.text.split_whitespace().count() >= 3)
        .map(|said| quote(label, said.text, said.seq))
}

/// Whether some words of a text are quoted.
fn quotes(text: &str) -> bool {
    let mut parts = text.split(['"', '“', '”', '„', '«', '»']);
    parts.nth(1).is_some_and(|inside| inside.trim().contains(' ')) && parts.next().is_some()
}

/// A sentence without the clauses that want something.
fn without_wishes(sentence: Sentence<'_>) -> Sentence<'_> {
    let mut clauses = clauses(&sentence);
    clauses.retain(|clause| !has(clause, Cue::Want));
    let words = clauses.into_iter().flat_map(|clause| clause.words).collect();
    Sentence::new(sentence.text, words, sentence.question)
}

/// The clauses of a sentence.
pub(crate) fn clauses<'a>(sentence: &Sentence<'a>) -> Vec<Sentence<'a>> {
    let mut clauses: Vec<Vec<Word>> = Vec::new();
    for word in &sentence.words {
        let word = word.clone();
        let joins = word.clause
            || ["and", "but", "so", "y", "und", "et", "e"].contains(&word.text.as_str());
        match clauses.last_mut() {
            Some(clause) if !joins => clause.push(word),
            _ => clauses.push(vec![word]),
        }
    }
    let part = |words| Sentence::new(sentence.text, words, false);
    clauses.into_iter().map(part).collect()
}

const OPINIONS: [&str; 32] = [
    "rubbish",
    "terrible",
    "awful",
    "useless",
    "worst",
    "bad",
    "joke",
    "ridiculous",
    "crap",
    "scam",
    "unacceptable",
    "rude",
    "unfriendly",
    "impolite",
    "courier",
    "staff",
    "nobody",
    "angry",
    "furious",
    "disgusting",
    "horrible",
    "disappointed",
    "app",
    "site",
    "website",
    "service",
    "company",
    "shop",
    "driver",
    "hate",
    "fed",
    "complain",
];

/// Words that are no names of things but of what went wrong.
const PROBLEMS: [&str; 9] = [
    "wrong",
    "refund",
    "payment",
    "charge",
    "invoice",
    "delivery",
    "login",
    "password",
    "subscription",
];

/// Words that say nothing of a problem.
const EMPTY: [&str; 40] = [
    "human",
    "agent",
    "person",
    "someone",
    "somebody",
    "speak",
    "talk",
    "chat",
    "real",
    "representative",
    "support",
    "help",
    "question",
    "questions",
    "issue",
    "problem",
    "problems",
    "issues",
    "trouble",
    "assistance",
    "hola",
    "hallo",
    "bonjour",
    "ola",
    "morning",
    "afternoon",
    "evening",
    "guten",
    "buenos",
    "buenas",
    "dias",
    "bom",
    "dia",
    "ayuda",
    "hilfe",
    "aide",
    "ajuda",
    "need",
    "connect",
    "anyone",
];

/// The words of a sentence that carry its subject.
pub(crate) fn contents<'a>(sentence: &'a Sentence<'_>) -> Vec<&'a str> {
    let words = sentence.words.iter().map(|word| word.text.as_str());
    words.filter(|word| !is_weak(word) && !EMPTY.contains(word) && stem(word).len() > 1).collect()
}
