//! The guard of the composer: repeated questions and contradictions caught, and false alarms.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use warmline_guard::{Warning, check};
use warmline_model::{
    AgentId, Author, Body, CARD_VERSION, Card, Currency, Customer, Day, Department, Entity, Entry,
    Fact, Language, Money, Mood, PageRef, Seq, Struck, Tier, Timestamp, Trajectory,
};

use super::Ask;

/// A draft in its place, and what the guard should say to it.
#[derive(Deserialize)]
pub struct Item {
    pub id: String,
    pub kind: Kind,
    #[serde(default)]
    pub card: Facts,
    pub log: Vec<Said>,
    pub draft: String,
    /// What the answer should have in it.
    #[serde(default)]
    pub answer_contains: Option<String>,
    #[serde(default)]
    pub lang: Option<String>,
}

/// What the guard should say.
#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Repeat,
    Contradiction,
    None,
}

/// The card, in short.
#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Facts {
    name: Option<String>,
    email: Option<String>,
    plan: Option<String>,
    order_number: Option<String>,
    amount: Option<String>,
    phone: Option<String>,
    date: Option<String>,
    product: Option<String>,
    /// Which of these the customer struck out.
    struck: Vec<String>,
    page: Option<String>,
}

/// An entry, in short.
#[derive(Deserialize)]
pub struct Said {
    who: String,
    text: String,
}

/// How often the guard was right.
#[derive(Default)]
pub struct Figures {
    pub repeats: Share,
    /// Repeats caught whose answer is the expected one.
    pub answers: Share,
    pub contradictions: Share,
    /// Drafts without fault with any warning.
    pub false_alarms: Share,
    /// Drafts that contradict nothing and are said to.
    pub false_contradictions: Share,
    /// By language, the repeats caught.
    pub languages: BTreeMap<String, Share>,
    /// What went wrong: the item, and what was said.
    pub wrong: Vec<String>,
}

/// So many of so many.
#[derive(Clone, Copy, Default)]
pub struct Share {
    pub hits: u32,
    pub of: u32,
}

impl Share {
    fn add(&mut self, hit: bool) {
        self.hits += u32::from(hit);
        self.of += 1;
    }

    /// 0 to 1; 0 of nothing.
    pub fn share(self) -> f64 {
        if self.of == 0 { 0.0 } else { f64::from(self.hits) / f64::from(self.of) }
    }

    fn json(self) -> Value {
        json!({ "share": self.share(), "hits": self.hits, "of": self.of })
    }
}

/// Scores files that are each an array of items. Prints the items that went wrong, then the figures.
///
/// # Errors
/// When a file can't be read or is no such array.
pub fn run(ask: &Ask) -> Result<Value> {
    let figures = figures(&read(&ask.files)?)?;
    for wrong in &figures.wrong {
        println!("{wrong}");
    }
    let languages: BTreeMap<_, _> =
        figures.languages.iter().map(|(language, share)| (language, share.json())).collect();
    Ok(json!({
        "repeats_caught": figures.repeats.json(),
        "answers_right": figures.answers.json(),
        "false_alarms": figures.false_alarms.json(),
        "contradictions_caught": figures.contradictions.json(),
        "false_contradictions": figures.false_contradictions.json(),
        "repeats_by_language": languages,
    }))
}

/// The items of files.
///
/// # Errors
/// When one can't be read.
pub fn read(files: &[String]) -> Result<Vec<Item>> {
    let mut items = Vec::new();
    for file in files {
        let text = fs::read_to_string(file).with_context(|| format!("can't read {file}"))?;
        let more: Vec<Item> = serde_json::from_str(&text).with_context(|| file.clone())?;
        items.extend(more);
    }
    Ok(items)
}

/// What the guard makes of items.
///
/// # Errors
/// When an item's card or log is not what was agreed.
pub fn figures(items: &[Item]) -> Result<Figures> {
    let mut all = Figures::default();
    for item in items {
        let (card, log) = context(item).with_context(|| item.id.clone())?;
        let warnings = check(&item.draft, &card, &log);
        let answers: Vec<&str> = warnings
            .iter()
            .filter_map(|warning| match warning {
                Warning::Repeats { answer, .. } => Some(answer.as_str()),
                Warning::Contradicts { .. } => None,
            })
            .collect();
        let contradicts = answers.len() < warnings.len();
        let right = match item.kind {
            Kind::Repeat => {
                let expected = item.answer_contains.as_deref().unwrap_or_default().to_lowercase();
                let right = answers.iter().any(|answer| answer.to_lowercase().contains(&expected));
                all.repeats.add(!answers.is_empty());
                all.answers.add(right);
                let language = item.lang.clone().unwrap_or_else(|| "en".to_owned());
                all.languages.entry(language).or_default().add(!answers.is_empty());
                right && !contradicts
            }
            Kind::Contradiction => {
                all.contradictions.add(contradicts);
                contradicts
            }
            Kind::None => {
                all.false_alarms.add(!warnings.is_empty());
                warnings.is_empty()
            }
        };
        if item.kind != Kind::Contradiction {
            all.false_contradictions.add(contradicts);
        }
        if !right {
            all.wrong.push(format!("{}: {:?} -> {warnings:?}", item.id, item.draft));
        }
    }
    Ok(all)
}

/// The card and the log that an item describes.
fn context(item: &Item) -> Result<(Card, Vec<Entry>)> {
    let mut log = Vec::new();
    for (at, said) in (1..).zip(&item.log) {
        let author = match said.who.as_str() {
            "customer" => Author::Visitor,
            "bot" => Author::Bot,
            "agent" => Author::Agent { id: AgentId::new("agent-1")?, name: "Kim".to_owned() },
            other => bail!("who is `{other}`?"),
        };
        let body = Body::words(&said.text);
        log.push(Entry { seq: Seq(at), at: Timestamp(0), author, body, client_id: None });
    }
    let facts = &item.card;
    let struck = |name: &str| facts.struck.iter().any(|struck| struck == name);
    let kept = |name: &str, value: &Option<String>| value.clone().filter(|_| !struck(name));
    let given = [
        ("order_number", facts.order_number.clone().map(|number| Fact::OrderNumber { number })),
        ("amount", facts.amount.as_deref().map(amount).transpose()?),
        ("phone", facts.phone.clone().map(|number| Fact::Phone { number })),
        ("date", facts.date.as_deref().map(day).transpose()?),
        ("product", facts.product.clone().map(|name| Fact::Product { name })),
        (
            "email",
            facts.email.clone().filter(|_| struck("email")).map(|address| Fact::Email { address }),
        ),
    ];
    let written = [
        facts.order_number.as_deref(),
        facts.amount.as_deref().and_then(|amount| amount.split(' ').next()),
        facts.phone.as_deref(),
        facts.date.as_deref(),
        facts.product.as_deref(),
        facts.email.as_deref(),
    ];
    let mut card = blank();
    for ((name, fact), text) in given.into_iter().zip(written) {
        let (Some(fact), Some(text)) = (fact, text) else { continue };
        let mut mine = log.iter().filter(|entry| entry.author == Author::Visitor);
        let within = |entry: &&Entry| entry.body.text().is_some_and(|said| said.contains(text));
        let entry = mine.find(within).map_or(Seq(1), |entry| entry.seq);
        if struck(name) {
            card.struck.push(Struck { entry, fact, text: text.to_owned() });
        } else {
            card.entities.push(Entity { entry, text: text.to_owned(), fact });
        }
    }
    card.customer = Customer {
        name: kept("name", &facts.name),
        email: kept("email", &facts.email),
        tier: kept("plan", &facts.plan),
        ..Customer::default()
    };
    let page = kept("page", &facts.page);
    card.page = page.map(|title| PageRef { url: "https://shop.example/".to_owned(), title });
    Ok((card, log))
}

/// "49.00 USD".
fn amount(text: &str) -> Result<Fact> {
    let (sum, code) = text.split_once(' ').unwrap_or((text, "USD"));
    let sum: f64 = sum.parse().with_context(|| format!("no sum: {text}"))?;
    let currency = Currency::new(code).with_context(|| format!("no currency: {text}"))?;
    Ok(Fact::Amount { money: Money { hundredths: (sum * 100.0).round() as i64, currency } })
}

/// "2026-03-01".
fn day(text: &str) -> Result<Fact> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { bail!("no day: {text}") };
    Ok(Fact::Date {
        day: Day { year: Some(year.parse()?), month: month.parse()?, day: Some(day.parse()?) },
    })
}

fn blank() -> Card {
    Card {
        version: CARD_VERSION,
        summary: String::new(),
        customer: Customer::default(),
        reason: None,
        tier: Tier::default(),
        department: Department::default(),
        language: Language::En,
        topic: None,
        entities: Vec::new(),
        mood: Mood::Calm,
        trajectory: Trajectory::Steady,
        signals: Vec::new(),
        question: None,
        latest: None,
        wanted: None,
        correction: None,
        struck: Vec::new(),
        moments: Vec::new(),
        next_steps: Vec::new(),
        attempts: Vec::new(),
        passed_along: Vec::new(),
        page: None,
        trail: Vec::new(),
        profile: Vec::new(),
        looked_up: Vec::new(),
        articles: Vec::new(),
        waiting_since: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The figures of a file of the project.
    fn level(file: &str) -> Figures {
        let file = format!("{}/../../tests/guard/{file}", env!("CARGO_MANIFEST_DIR"));
        figures(&read(&[file]).unwrap()).unwrap()
    }

    /// the level that the guard has reached on the pairs it was tuned on.
    #[test]
    fn the_guard_keeps_the_level_it_has_reached_on_the_tuning_set() {
        let figures = level("tuning.json");
        let wrong = figures.wrong.join("\n");
        assert!(figures.repeats.share() >= 0.95, "{wrong}");
        assert!(figures.answers.share() >= 0.95, "{wrong}");
        assert!(figures.contradictions.share() >= 0.95, "{wrong}");
        assert!(figures.false_alarms.share() <= 0.02, "{wrong}");
        assert!(figures.false_contradictions.share() <= 0.02, "{wrong}");
    }

    /// the level on the ways of asking that were thought up to find what is missing.
    #[test]
    fn the_guard_keeps_the_level_it_has_reached_on_other_ways_to_ask() {
        let figures = level("paraphrases.json");
        let wrong = figures.wrong.join("\n");
        assert!(figures.repeats.share() >= 0.88, "{wrong}");
        assert!(figures.contradictions.share() >= 0.88, "{wrong}");
        assert!(figures.false_alarms.share() <= 0.02, "{wrong}");
    }

    /// the level on the pairs that others wrote and whose failures were read since.
    #[test]
    fn the_guard_keeps_the_level_it_has_reached_on_the_pairs_that_others_wrote() {
        for file in ["held-out.json", "second.json"] {
            let figures = level(file);
            let wrong = figures.wrong.join("\n");
            assert!(figures.repeats.share() >= 0.92, "{file}: {wrong}");
            assert!(figures.answers.share() >= 0.92, "{file}: {wrong}");
            assert!(figures.contradictions.share() >= 0.9, "{file}: {wrong}");
            assert!(figures.false_alarms.share() <= 0.02, "{file}: {wrong}");
            assert!(figures.false_contradictions.share() <= 0.01, "{file}: {wrong}");
        }
    }
}
