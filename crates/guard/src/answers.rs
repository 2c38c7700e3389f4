//! The customer's answer to what a draft asks: on the card, or in what they wrote.

mod cues;
mod slots;
mod told;
mod tried;

use warmline_model::{Card, Day, Fact, Seq};

use crate::asks::Ask;
use crate::figures::{Measure, figures};
use crate::log::Said;
use crate::subject::Subject;
use crate::text::{Sentence, sentence, shorten};
use cues::has;

pub(crate) use cues::Cue;
pub(crate) use told::contents;

/// An answer, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    /// For people: "Order 4711".
    pub line: String,
    /// The value alone, where it is one.
    pub value: Option<String>,
    pub entry: Option<Seq>,
}

/// What is known of a customer.
#[derive(Clone, Copy)]
pub(crate) struct Known<'a> {
    pub card: &'a Card,
    pub said: &'a [Said<'a>],
}

/// How long a line quotes a customer.
const MOST_CHARS: usize = 90;
/// How many of the newest questions are looked at for one that was answered.
const MOST_QUESTIONS: usize = 40;

impl<'a> Known<'a> {
    /// The customer's answer to a question of a draft's sentence, if they gave one.
    pub fn answer(self, ask: &Ask, sentence: &Sentence<'_>) -> Option<Answer> {
        let found = match ask.subject {
            Subject::Tried | Subject::Did => return tried::answer(self, ask, sentence),
            Subject::Problem
            | Subject::Outcome
            | Subject::Since
            | Subject::Error
            | Subject::Confirmation
            | Subject::Device
            | Subject::Browser
            | Subject::Version
            | Subject::Address => told::answer(self, ask.subject),
            Subject::Date => slots::date(self, ask, sentence),
            subject => slots::answer(self, subject),
        };
        found.or_else(|| self.reply_to(ask.subject))
    }

    /// What the customer wrote when the bot or an agent asked the same.
    fn reply_to(self, subject: Subject) -> Option<Answer> {
        let asked = self.said.windows(2).rev().filter(|pair| match pair {
            [question, reply] => !question.customer && reply.customer && question.asks,
            _ => false,
        });
        asked.take(MOST_QUESTIONS).find_map(|pair| {
            let [question, reply] = pair else { return None };
            let same = question.asked().contains(&subject) && self.is_reply(reply);
            same.then(|| quote(subject.label(), reply.text, reply.seq))
        })
    }

    /// Whether an entry of the customer's is an answer to what was asked before it.
    pub fn is_reply(self, said: &Said<'_>) -> bool {
        let refused = said
            .sentences()
            .iter()
            .any(|sentence| sentence.question || has(sentence, Cue::Refusal));
        !refused && said.text.contains(char::is_alphanumeric) && !self.struck(said.text)
    }

    /// The customer's sentences, newest entry first.
    fn sentences(self) -> impl Iterator<Item = (Seq, &'a Sentence<'a>)> {
        let mine = self.said.iter().rev().filter(|said| said.customer);
        mine.flat_map(|said| said.sentences().iter().map(|sentence| (said.seq, sentence)))
    }

    /// Whether a text has something in it that the customer struck out.
    fn struck(self, text: &str) -> bool {
        if self.card.struck.is_empty() {
            return false;
        }
        let plain = plain(text);
        self.card.struck.iter().any(|struck| {
            let gone = plain_fact(&struck.fact);
            let part = plain.len() > 4 && gone.contains(&plain);
            !gone.is_empty() && plain.contains(&gone) || part || is_day(text, &struck.fact)
        })
    }
}

/// Whether a text names the day of a fact.
fn is_day(text: &str, fact: &Fact) -> bool {
    let Fact::Date { day: Day { month, day: Some(day), .. } } = fact else { return false };
    let value = 100.0 * f64::from(*month) + f64::from(*day);
    let figures = figures(&sentence(text).words);
    figures.iter().any(|figure| figure.measure == Measure::Date && figure.low == value)
}

/// A line that quotes the customer.
fn quote(label: &str, text: &str, entry: Seq) -> Answer {
    let line = format!("{label}: “{}”", shorten(text, MOST_CHARS));
    Answer { line, value: None, entry: Some(entry) }
}

/// Letters and digits only, in lower case: what two spellings of a number have in common.
pub(crate) fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn plain_fact(fact: &Fact) -> String {
    match fact {
        Fact::OrderNumber { number } | Fact::Phone { number } => plain(number),
        Fact::Email { address } => plain(address),
        Fact::Product { name } => plain(name),
        Fact::Amount { money } => {
            let (whole, rest) = (money.hundredths / 100, money.hundredths % 100);
            if rest == 0 { whole.to_string() } else { format!("{whole}{:02}", rest.abs()) }
        }
        Fact::Date { day } => match (day.year, day.day) {
            (Some(year), Some(of_month)) => format!("{year}{:02}{of_month:02}", day.month),
            _ => String::new(),
        },
    }
}
