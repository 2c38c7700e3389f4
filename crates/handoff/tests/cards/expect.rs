//! Compares a card with what a person wrote down that it should say, field by field.

use crate::play::Played;
use serde_json::Value;
use warmline_model::{Day, Fact, Seq};

/// Fields that are right, of all that were looked at.
#[derive(Debug, Default)]
pub struct Score {
    /// How many were right.
    pub right: u32,
    /// How many there were.
    pub all: u32,
    /// What was wrong: the field, what it was and what it should be.
    pub wrong: Vec<String>,
}

impl Score {
    /// Whole per cent, rounded down.
    pub fn percent(&self) -> u32 {
        (self.right * 100).checked_div(self.all).unwrap_or(100)
    }

    /// How often which field was wrong, without a word of what stood in it.
    pub fn fields(&self) -> String {
        let mut counts = std::collections::BTreeMap::<&str, u32>::new();
        for wrong in &self.wrong {
            let field = wrong.split([' ', ':']).next().unwrap_or_default();
            *counts.entry(field).or_default() += 1;
        }
        let counts: Vec<String> = counts.iter().map(|(field, n)| format!("{field} {n}")).collect();
        counts.join(", ")
    }

    /// Adds what was looked at in another conversation.
    pub fn add(&mut self, other: Self) {
        self.right += other.right;
        self.all += other.all;
        self.wrong.extend(other.wrong);
    }

    fn check(&mut self, right: bool, what: impl FnOnce() -> String) {
        self.all += 1;
        if right {
            self.right += 1;
        } else {
            self.wrong.push(what());
        }
    }
}

/// The score of the card, and that of its summary.
pub fn compare(expect: &Value, played: &Played) -> (Score, Score) {
    let (mut card, mut summary) = (Score::default(), Score::default());
    fields(expect, played, &mut card);
    story(expect, played, &mut card);
    next_steps(expect, played, &mut card);
    let said = played.card.summary.to_lowercase();
    for part in ["who", "what", "wanted"] {
        let Some(any) = expect["summary"][part].as_array() else { continue };
        let right = any.iter().filter_map(Value::as_str).any(|w| said.contains(&w.to_lowercase()));
        summary.check(right, || format!("summary {part}: {any:?}"));
    }
    (card, summary)
}

fn fields(expect: &Value, played: &Played, score: &mut Score) {
    let card = serde_json::to_value(&played.card).expect("JSON");
    let topic = card["topic"]["topic"].clone();
    let goal = card["wanted"]["goal"].clone();
    let simple = [
        ("department", card["department"].clone()),
        ("tier", card["tier"].clone()),
        ("topic", topic),
        ("goal", goal),
        ("mood", card["mood"].clone()),
        ("trajectory", card["trajectory"].clone()),
    ];
    for (name, is) in simple {
        let Some(wanted) = expect.get(name) else { continue };
        score.check(is_one_of(wanted, &is), || format!("{name}: {is}, expected {wanted}"));
    }
    if let Some(turn) = expect["question_turn"].as_u64() {
        let is = played.card.question.as_ref().map(|question| question.entry);
        let right = is.is_some_and(|entry| entries(played, turn).contains(&entry));
        score.check(right, || format!("question: {is:?}, expected of turn {turn}"));
    }
    for wanted in expect["facts"].as_array().into_iter().flatten() {
        let right = played.card.entities.iter().any(|entity| {
            let (kind, value) = written(&entity.fact);
            wanted["kind"] == kind
                && wanted["value"].as_str().is_some_and(|w| w.eq_ignore_ascii_case(&value))
        });
        score.check(right, || format!("fact {wanted}"));
    }
}

/// Whether a value is the one that is expected, or one of a list of equally right ones.
fn is_one_of(expected: &Value, is: &Value) -> bool {
    match expected {
        Value::Array(any) => any.contains(is),
        one => one == is,
    }
}

fn story(expect: &Value, played: &Played, score: &mut Score) {
    for wanted in expect["attempts"].as_array().into_iter().flatten() {
        let entries = entries(played, wanted["turn"].as_u64().unwrap_or_default());
        let found = played.card.attempts.iter().find(|attempt| entries.contains(&attempt.answer));
        let is = found.map(|attempt| serde_json::to_value(attempt.outcome).expect("JSON"));
        let right = is.as_ref().is_some_and(|is| is_one_of(&wanted["outcome"], is));
        score.check(right, || format!("attempt {wanted}: {is:?}"));
    }
    for wanted in expect["moments"].as_array().into_iter().flatten() {
        let entries = entries(played, wanted["turn"].as_u64().unwrap_or_default());
        let right = played.card.moments.iter().any(|moment| {
            let is = serde_json::to_value(moment.moment).expect("JSON");
            entries.contains(&moment.entry) && is == wanted["moment"]
        });
        score.check(right, || format!("moment {wanted}"));
    }
}

fn next_steps(expect: &Value, played: &Played, score: &mut Score) {
    let steps: Vec<String> = played.card.next_steps.iter().map(|s| s.text.to_lowercase()).collect();
    for (name, included) in [("next_steps_include", true), ("next_steps_exclude", false)] {
        for words in expect[name].as_array().into_iter().flatten().filter_map(Value::as_str) {
            let is = steps.iter().any(|step| step.contains(&words.to_lowercase()));
            score.check(is == included, || format!("{name} {words:?}: {steps:#?}"));
        }
    }
}

/// The entries of a turn; an answer's attempt may end in the offer that followed it.
fn entries(played: &Played, turn: u64) -> &[Seq] {
    let turn = usize::try_from(turn).unwrap_or(usize::MAX);
    played.turns.get(turn).map_or(&[], Vec::as_slice)
}

/// A fact as the scripts write it: its kind and its value.
fn written(fact: &Fact) -> (&'static str, String) {
    match fact {
        Fact::Amount { money } => {
            let (whole, rest) = (money.hundredths / 100, money.hundredths % 100);
            ("amount", format!("{whole}.{rest:02} {}", money.currency.code()))
        }
        Fact::OrderNumber { number } => ("order_number", number.clone()),
        Fact::Email { address } => ("email", address.clone()),
        Fact::Phone { number } => ("phone", number.clone()),
        Fact::Date { day: Day { year, month, day } } => {
            let year = year.map_or("-".to_owned(), |year| format!("{year:04}"));
            let day = day.map(|day| format!("-{day:02}")).unwrap_or_default();
            ("date", format!("{year}-{month:02}{day}"))
        }
        Fact::Product { name } => ("product", name.clone()),
    }
}
