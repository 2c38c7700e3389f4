//! The package as a note for people: a title, labelled lines, a link; in HTML and in plain text.

use crate::package::Package;
use crate::text;
use warmline_model::{Goal, Mood, Outcome, Tier, Trigger};

/// The longest text of one line, in characters.
const MAX_LINE: usize = 600;
/// The longest text of an item of a list, in characters.
const MAX_ITEM: usize = 240;
/// The longest HTML, in bytes: the smallest limit of those who get it is 65,536 characters.
const MAX_HTML: usize = 48_000;
/// How many items one line lists.
const MAX_ITEMS: usize = 10;

/// A note: what each destination writes in its own form. Its texts are cleaned, not yet escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// One line: what happened, to whom, about what.
    pub title: String,
    /// What is known, in the order in which it is read.
    pub lines: Vec<Line>,
    /// The conversation in the console.
    pub link: String,
}

/// A labelled line with one text, or a list of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it is.
    pub label: &'static str,
    /// Its texts; never empty.
    pub texts: Vec<String>,
}

impl Note {
    /// The note of a package.
    pub fn of(package: &Package) -> Self {
        let card = &package.card;
        let mut note = Self {
            title: text::subject(&format!("{}: {}", package.happened.words(), card.summary)),
            lines: Vec::new(),
            link: package.link.clone(),
        };
        note.one("Ticket", package.ticket.as_deref());
        note.one("Promised", package.promised.as_deref());
        note.one("Summary", Some(&card.summary));
        note.one("In their own words", card.correction.as_ref().map(|said| said.text.as_str()));
        note.many("Customer", customer(package));
        note.many("Why", reason(package));
        note.one("Question", card.question.as_ref().map(|said| said.text.as_str()));
        note.one("Latest question", card.latest.as_ref().map(|said| said.text.as_str()));
        let wanted = card.wanted.as_ref().map(|wanted| match wanted.words.trim() {
            "" => goal(wanted.goal).to_owned(),
            words => format!("{}: \"{words}\"", goal(wanted.goal)),
        });
        note.one("Wanted", wanted.as_deref());
        let known = card.profile.iter().map(|fact| match &fact.label {
            Some(label) => format!("{label}: {} ({})", fact.value, fact.source),
            None => format!("{} ({})", fact.value, fact.source),
        });
        note.many("From your systems", known.collect());
        note.many("Facts", card.entities.iter().map(|entity| entity.text.clone()).collect());
        note.many("Tried", card.attempts.iter().map(tried).collect());
        note.many("Said while waiting", card.passed_along.iter().map(|q| q.text.clone()).collect());
        note.many("Next steps", card.next_steps.iter().map(|step| step.text.clone()).collect());
        note.one("Mood", Some(mood(card.mood)));
        note.one("Priority", Some(tier(card.tier)));
        note.one("Team", Some(&String::from(card.department)));
        note.one("Page", card.page.as_ref().map(|page| page.url.as_str()));
        note
    }

    fn one(&mut self, label: &'static str, text: Option<&str>) {
        self.many(label, text.map(str::to_owned).into_iter().collect());
    }

    fn many(&mut self, label: &'static str, texts: Vec<String>) {
        let most = if texts.len() > 1 { MAX_ITEM } else { MAX_LINE };
        let mut texts: Vec<String> = texts
            .iter()
            .map(|text| text::cut(&text::line(text), most))
            .filter(|text| !text.is_empty())
            .collect();
        if texts.len() > MAX_ITEMS {
            let more = texts.len() - MAX_ITEMS;
            texts.truncate(MAX_ITEMS);
            texts.push(format!("and {more} more"));
        }
        if !texts.is_empty() {
            self.lines.push(Line { label, texts });
        }
    }

    /// In HTML: paragraphs and lists, everything escaped, the key of the delivery last.
    pub fn html(&self, key: &str) -> String {
        let mut out = String::new();
        for line in &self.lines {
            let label = line.label;
            let part = match line.texts.as_slice() {
                [one] => format!("<p><b>{label}:</b> {}</p>", text::html(one)),
                several => {
                    let item = |text: &String| format!("<li>{}</li>", text::html(text));
                    let items: String = several.iter().map(item).collect();
                    format!("<p><b>{label}:</b></p><ul>{items}</ul>")
                }
            };
            if out.len() + part.len() > MAX_HTML {
                out.push_str("<p>The rest is in the conversation.</p>");
                break;
            }
            out.push_str(&part);
        }
        let link = text::html(&self.link);
        out.push_str(&format!("<p><a href=\"{link}\">Open the conversation</a></p>"));
        out.push_str(&format!("<p>Reference {key}</p>"));
        out
    }

    /// In plain text, the key of the delivery last.
    pub fn plain(&self, key: &str) -> String {
        let mut out = String::new();
        for line in &self.lines {
            match line.texts.as_slice() {
                [one] => out.push_str(&format!("{}: {one}\n", line.label)),
                several => {
                    out.push_str(&format!("{}:\n", line.label));
                    for text in several {
                        out.push_str(&format!("- {text}\n"));
                    }
                }
            }
        }
        out.push_str(&format!("\nOpen the conversation: {}\nReference {key}\n", self.link));
        out
    }
}

/// The customer's name for a ticket, one line.
pub fn name(package: &Package) -> Option<String> {
    let name = text::cut(&text::line(package.card.customer.name.as_deref()?), 80);
    (!name.is_empty()).then_some(name)
}

fn customer(package: &Package) -> Vec<String> {
    let customer = &package.card.customer;
    let labelled = |label: &str, value: &Option<String>| {
        value.as_ref().map(|value| format!("{label} {value}"))
    };
    let mut known: Vec<String> = [
        customer.name.clone(),
        customer.email.clone(),
        customer.phone.clone(),
        labelled("account", &customer.id),
        labelled("plan", &customer.tier),
    ]
    .into_iter()
    .flatten()
    .collect();
    if known.is_empty() {
        known.push("not known".to_owned());
    } else if !customer.verified {
        known.push("not verified".to_owned());
    }
    known
}

fn reason(package: &Package) -> Vec<String> {
    let Some(reason) = &package.card.reason else { return Vec::new() };
    let mut why = vec![trigger(reason.trigger).to_owned()];
    why.extend(reason.policy.as_ref().map(|policy| policy.name.clone()));
    why
}

fn tried(attempt: &warmline_model::Attempt) -> String {
    let what = attempt.article.as_ref().map_or("an answer", |article| article.title.as_str());
    let end = match attempt.outcome {
        Outcome::Unanswered => "no word on whether it helped",
        Outcome::AskedFurther => "they asked further",
        Outcome::AskedForHuman => "they asked for a person",
        Outcome::NotAnswered => "not sure enough to answer",
        Outcome::Accepted => "it helped",
        Outcome::Declined => "it did not help",
    };
    match attempt.confidence {
        Some(percent) => format!("{what} ({percent} % sure): {end}"),
        None => format!("{what}: {end}"),
    }
}

const fn trigger(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Button => "the customer pressed the button for a person",
        Trigger::Asked => "the customer asked for a person",
        Trigger::Policy => "a policy asks for a person",
        Trigger::CannotDo => "something is to be done that only a person can do",
        Trigger::LowConfidence => "the bot was too unsure, and the customer took the offer",
        Trigger::ConsecutiveLow => "the bot was unsure twice in a row",
        Trigger::BotFailed => "the bot could not answer",
        Trigger::Frustration => "the customer is frustrated",
        Trigger::SameProblem => "the problem was still there after the answers",
        Trigger::ManyTurns => "many messages without an end",
        Trigger::Mailed => "the customer wrote an e-mail",
        Trigger::Bot => "the bot decided it",
    }
}

const fn goal(goal: Goal) -> &'static str {
    match goal {
        Goal::Refund => "a refund",
        Goal::Replacement => "a replacement",
        Goal::Cancel => "a cancellation",
        Goal::Change => "a change",
        Goal::Fix => "something put right",
        Goal::Status => "to know how far it is",
        Goal::Access => "to get in again",
        Goal::Document => "a document",
        Goal::Explain => "an explanation",
        Goal::Quote => "an offer or a price",
        Goal::Heard => "to be heard",
    }
}

const fn mood(mood: Mood) -> &'static str {
    match mood {
        Mood::Calm => "calm",
        Mood::MildlyFrustrated => "mildly frustrated",
        Mood::Frustrated => "frustrated",
        Mood::VeryFrustrated => "very frustrated",
        Mood::Angry => "angry",
    }
}

const fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Critical => "critical",
        Tier::High => "high",
        Tier::Standard => "standard",
        Tier::Low => "low",
    }
}
