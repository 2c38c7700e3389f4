//! What a customer told in their own words: the problem, since when, on what, what they want.

use warmline_model::Seq;

use super::cues::{Cue, find, generic, has};
use super::slots::dated;
use super::{Answer, Known, quote};
use crate::subject::Subject;
use crate::text::{Sentence, stem};
use crate::weak::is_weak;

/// The sentence that answers.
pub fn answer(known: Known<'_>, subject: Subject) -> Option<Answer> {
    let label = subject.label();
    match subject {
        Subject::Problem => problem(known),
        Subject::Outcome => {
            if let Some(wanted) = &known.card.wanted {
                return Some(quote(label, &wanted.words, wanted.entry));
            }
            sentence(known, |sentence| has(sentence, Cue::Want))
                .map(|(seq, sentence)| quote(label, sentence.text, seq))
        }
        Subject::Since => first(known, label, |sentence| {
            let ordered =
                has(sentence, Cue::Order) || has(sentence, Cue::Pay) || has(sentence, Cue::Arrive);
            dated(sentence) && (!ordered || has(sentence, Cue::Start))
        }),
        Subject::Error => first(known, label, |sentence| {
            let quoted = sentence.text.contains(['"', '“', '„', '«', '\'', '‘']);
            find(sentence, Cue::Error).is_some_and(|hit| {
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

fn problem(known: Known<'_>) -> Option<Answer> {
    let label = Subject::Problem.label();
    if let Some(correction) = &known.card.correction {
        return Some(quote(label, &correction.text, correction.entry));
    }
    let substantial = |text: &str| {
        let sentence = crate::text::sentence(text);
        contents(&sentence).iter().filter(|word| !generic(word) || PROBLEMS.contains(word)).count()
            >= 1
            && contents(&sentence).len() >= 2
    };
    if let Some(question) = known.card.question.as_ref().filter(|quote| substantial(&quote.text)) {
        return Some(quote(label, &question.text, question.entry));
    }
    let mut mine = known.said.iter().filter(|said| said.customer);
    mine.find(|said| substantial(said.text) && said.text.split_whitespace().count() >= 3)
        .map(|said| quote(label, said.text, said.seq))
}

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
