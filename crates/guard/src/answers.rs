//! The customer's answer to what a draft asks: on the card, or in what they wrote.

mod cues;
mod slots;
mod told;
mod tried;

use warmline_model::{Card, Day, Fact, Seq};

use crate::asks::Ask;
use crate::figures::{Measure, figures};
use crate::log::Said;
use crate::question::owned;
use crate::subject::Subject;
use crate::text::{Sentence, Word, sentence, shorten};
use crate::topic::{Topic, canonical};
use cues::has;

pub(crate) use cues::{Cue, generic};
pub(crate) use slots::{numbered, wants};
pub(crate) use told::clauses;
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
        let asked = sentence.words.get(ask.start..ask.until).unwrap_or_default();
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
            | Subject::Address => told::answer(self, ask.subject, asked),
            Subject::Date => slots::date(self, ask, sentence),
            subject => slots::answer(self, subject, asked),
        };
        let owners =
            Topic::of(&owned(sentence.words.get(ask.end..ask.until).unwrap_or_default(), &[]));
        let mut about = Topic::of(asked);
        ["number", "code", "order", "reference"]
            .iter()
            .for_each(|word| about.push(canonical(word)));
        about.settle();
        let owned = matches!(ask.subject, Subject::Number(_) | Subject::Address);
        let found = found.filter(|found| !self.void(found));
        let found = found.filter(|found| !owned || !self.another(found, &about, &owners));
        found.or_else(|| self.reply_to(ask.subject, asked))
    }

    /// Whether a value belongs to another thing than what is asked about: "Mower serial is LM-22871, but it's the
    /// battery" does not answer what number is on the battery.
    fn another(self, found: &Answer, asked: &Topic, owners: &Topic) -> bool {
        let (Some(value), Some(entry), false) = (&found.value, found.entry, owners.is_empty())
        else {
            return false;
        };
        let value = plain(value);
        let said = self.said.iter().find(|said| said.seq == entry);
        let mut sentences = said.into_iter().flat_map(Said::sentences);
        sentences.any(|sentence| {
            let words = &sentence.words;
            let Some(at) = words.iter().position(|word| plain(&word.text).contains(&value)) else {
                return false;
            };
            let from = (0..=at).rev().find(|at| words[*at].clause).unwrap_or(0);
            let before = Topic::of(words.get(from..at).unwrap_or_default());
            let until = (at + 1..words.len()).find(|at| words[*at].clause).unwrap_or(words.len());
            let clause = Topic::of(words.get(from..until).unwrap_or_default());
            let told = before.numbers().iter().filter(|word| !asked.contains(**word)).count();
            told > 0 && clause.shared(owners) == 0
        })
    }

    /// Whether the customer said in the same breath that a value holds no longer, or is somebody else's.
    fn void(self, found: &Answer) -> bool {
        let Some(value) = found.value.as_ref().map(|value| plain(value)) else { return false };
        let mut mine =
            self.said.iter().filter(|said| said.customer && Some(said.seq) == found.entry);
        mine.any(|said| {
            let mut sentences = said.sentences().iter();
            sentences
                .any(|sentence| plain(sentence.text).contains(&value) && has(sentence, Cue::Void))
        })
    }

    /// What the customer wrote when the bot or an agent asked the same.
    fn reply_to(self, subject: Subject, asking: &[Word]) -> Option<Answer> {
        let asking = Topic::of(asking);
        let asked = self.said.windows(2).rev().filter(|pair| match pair {
            [question, reply] => !question.customer && reply.customer && question.asks,
            _ => false,
        });
        asked.take(MOST_QUESTIONS).find_map(|pair| {
            let [question, reply] = pair else { return None };
            // Who wrote "tablet" has not said which tablet.
            let said = reply.topic();
            let more = said.is_empty() || said.shared(&asking) < said.len();
            let same = question.asked().contains(&subject) && more && self.is_reply(reply);
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
    pub fn sentences(self) -> impl Iterator<Item = (Seq, &'a Sentence<'a>)> {
        let mine = self.said.iter().rev().filter(|said| said.customer);
        mine.flat_map(|said| said.sentences().iter().map(|sentence| (said.seq, sentence)))
    }

    /// Whether a text has something in it that the customer struck out.
    pub fn struck(self, text: &str) -> bool {
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
    let figures = figures(&sentence(text).words, 0);
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
