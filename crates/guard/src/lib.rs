//! The guard of the composer: what an agent's draft should be looked at again for, before it is sent.
//!
//! Two faults cost customers most after a handoff: to be asked again for what they have said, and to be told the
//! opposite of what they were told. Both are found by word lists (`words/*.txt`) and comparisons, in microseconds.

mod again;
mod answers;
mod asks;
mod claims;
mod contradicts;
mod figures;
mod hash;
mod lists;
mod log;
mod patterns;
mod question;
mod stated;
mod subject;
mod text;
mod topic;
mod weak;

use warmline_model::{Card, Entry, Seq};

use answers::{Answer, Known, plain};
use asks::Ask;
use subject::Subject;
use text::Sentence;

/// The longest draft that is looked at, in bytes: what goes on after it is not.
const MOST_BYTES: usize = 16_000;

/// What a draft should be looked at again for, before it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// It asks for what the customer has said already.
    Repeats {
        /// The part of the draft that asks.
        asks: String,
        /// What is known, in one short line: "Order 4711".
        answer: String,
        /// Where the customer said it; absent where the site gave it.
        entry: Option<Seq>,
    },
    /// It contradicts what the bot or an agent told the customer.
    Contradicts {
        /// The part of the draft.
        says: String,
        /// The earlier words.
        before: String,
        /// Where they stand.
        entry: Seq,
    },
}

/// Looks at an agent's draft against the card and the log. Cheap enough for each keystroke (at most 2 ms native).
///
/// Of a long log only the newest 60,000 bytes are read. Never fails; a draft that is half typed is fine.
pub fn check(draft: &str, card: &Card, log: &[Entry]) -> Vec<Warning> {
    let draft = match draft.char_indices().find(|(at, _)| *at >= MOST_BYTES) {
        Some((end, _)) => &draft[..end],
        None => draft,
    };
    let sentences = text::draft_sentences(draft);
    let said = log::said(log);
    let known = Known { card, said: &said };
    let mut warnings: Vec<Warning> = Vec::new();
    let mut settled: Vec<Subject> = Vec::new();
    for sentence in &sentences {
        let before = warnings.len();
        let mut confirms = false;
        for ask in asks::asks(sentence) {
            // What is not known does not become known further on in the draft.
            if settled.contains(&ask.subject) {
                continue;
            }
            if ask.subject != Subject::Did {
                settled.push(ask.subject);
            }
            let Some(answer) = known.answer(&ask, sentence) else { continue };
            if names(sentence, &ask, &answer) {
                confirms = true;
            } else {
                warnings.push(Warning::Repeats {
                    asks: part(sentence, &ask),
                    answer: answer.line,
                    entry: answer.entry,
                });
            }
        }
        if before == warnings.len() && !confirms {
            let asked = question::questions(sentence);
            let again = again::again(sentence, &asked, known);
            warnings.extend(again.or_else(|| stated::stated(sentence, &asked, known)));
        }
    }
    warnings.extend(contradicts::contradictions(draft, &sentences, &said));
    warnings
}

/// The words of a sentence that ask.
fn part(sentence: &Sentence<'_>, ask: &Ask) -> String {
    let start = sentence.words.get(ask.start).map_or(0, |word| word.start);
    let last = sentence.words.get(ask.until.saturating_sub(1));
    let end = last.map_or(sentence.text.len(), |word| word.end);
    sentence.text.get(start..end).unwrap_or(sentence.text).to_owned()
}

/// Whether a question names an answer, its own or another, to have it confirmed.
fn names(sentence: &Sentence<'_>, ask: &Ask, answer: &Answer) -> bool {
    let Some(value) = &answer.value else { return false };
    let words = &sentence.words;
    if value.contains(", ") && words.iter().any(|word| word.text == "which") {
        return true;
    }
    let near = words.get(ask.end..ask.until).unwrap_or_default();
    let code =
        |text: &str| text.chars().filter(char::is_ascii_digit).count() >= 3 || text.contains('@');
    let other =
        !matches!(ask.subject, Subject::Page | Subject::Product | Subject::Plan | Subject::Name)
            && near.iter().any(|word| code(&word.text));
    let value = plain(value);
    other || value.len() > 1 && plain(sentence.text).contains(&value)
}
