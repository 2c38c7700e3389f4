//! Canned replies: a small set that comes with Warmline, and the agent's own, kept in this browser.

mod articles;
mod sheet;

pub use articles::articles;
pub use sheet::sheet;

use crate::app::App;
use leptos::prelude::*;
use warmline_model::{Card, Fact};
use warmline_ui::storage::Area;

/// So many are offered at once: with more letters others come.
const SHOWN: usize = 6;
/// The names that fields may have.
const FIELDS: [&str; 4] = ["customer", "agent", "order", "team"];

const BUILT_IN: [(&str, &str); 6] = [
    (
        "hello",
        "Hi {customer}, I am {agent} from our {team} team. I have read what you wrote, so you do not need to repeat it.",
    ),
    ("moment", "One moment please, I am looking at order {order} now."),
    ("sorry", "I am sorry about this, {customer}. Let us put it right together."),
    ("order", "Which order is this about? The number is in the e-mail that confirmed it."),
    ("anything", "Is there anything else that I can do for you, {customer}?"),
    ("thanks", "Thank you for your patience, {customer}. All the best, {agent}"),
];

/// A reply: what it is called, and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Its name, as it is asked for after `/`.
    pub name: String,
    /// The words, with fields such as `{customer}`.
    pub text: String,
    /// Where it comes from.
    pub source: Source,
}

/// Where a reply comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Warmline.
    BuiltIn,
    /// The agent, on this device.
    Own,
    /// An article of the knowledge base.
    Article,
}

/// What fields are filled with; what is not known stays a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// The customer's name.
    pub customer: Option<String>,
    /// The agent's.
    pub agent: Option<String>,
    /// The number of the first order that the customer named.
    pub order: Option<String>,
    /// The agent's team.
    pub team: Option<String>,
}

impl Known {
    /// What the screen knows.
    pub fn of(app: App, card: Option<&Card>) -> Self {
        let me = app.auth.with_untracked(|auth| {
            auth.signed_in().map(|who| (who.name.clone(), who.department.name()))
        });
        let order = card.and_then(|card| {
            card.entities.iter().find_map(|entity| match &entity.fact {
                Fact::OrderNumber { number } => Some(number.clone()),
                _ => None,
            })
        });
        let (agent, team) = me.unzip();
        Self { customer: card.and_then(|card| card.customer.name.clone()), agent, order, team }
    }

    fn value(&self, field: &str) -> Option<&str> {
        match field {
            "customer" => self.customer.as_deref(),
            "agent" => self.agent.as_deref(),
            "order" => self.order.as_deref(),
            "team" => self.team.as_deref(),
            _ => None,
        }
    }
}

/// The words with all fields filled that can be. A value that looks like a field is not filled again.
pub fn fill(text: &str, known: &Known) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some((before, field, after)) = next_field(rest) {
        filled.push_str(before);
        match known.value(field) {
            Some(value) => filled.push_str(value),
            None => filled.extend(["{", field, "}"]),
        }
        rest = after;
    }
    filled + rest
}

/// The fields that are not filled in what is about to be sent.
pub fn unfilled(text: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, field, after)) = next_field(rest) {
        let field = FIELDS.into_iter().find(|known| *known == field);
        found.extend(field.filter(|field| !found.contains(field)));
        rest = after;
    }
    found
}

/// What to select in a draft, in UTF-16 units: its first field that is not filled, or else its end.
pub fn to_fill(text: &str) -> (u32, u32) {
    let units = |text: &str| u32::try_from(text.encode_utf16().count()).unwrap_or(0);
    match next_field(text) {
        Some((before, field, _)) => (units(before), units(before) + units(field) + 2),
        None => (units(text), units(text)),
    }
}

/// The next field: what stands before it, its name, what stands after it.
fn next_field(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = text.get(from..)?.find('{') {
        let open = from + at;
        let inside = text.get(open + 1..)?;
        for field in FIELDS {
            let tail = inside.strip_prefix(field).and_then(|tail| tail.strip_prefix('}'));
            if let (Some(after), Some(before)) = (tail, text.get(..open)) {
                return Some((before, field, after));
            }
        }
        from = open + 1;
    }
    None
}

/// The first replies whose name or words have what follows `/`; the agent's own before the others.
pub fn matching(app: App, asked: &str) -> Vec<Reply> {
    let asked = asked.trim().to_lowercase();
    let built_in = BUILT_IN.map(|(name, text)| Reply {
        name: name.to_owned(),
        text: text.to_owned(),
        source: Source::BuiltIn,
    });
    let all = own(app).into_iter().chain(built_in);
    all.filter(|reply| {
        reply.name.to_lowercase().contains(&asked) || reply.text.to_lowercase().contains(&asked)
    })
    .take(SHOWN)
    .collect()
}

fn key(app: App) -> Option<String> {
    Some(["warmline.console.replies.", untrack(|| app.me())?.as_str()].concat())
}

/// The agent's own replies, as kept in this browser.
pub fn own(app: App) -> Vec<Reply> {
    let kept = key(app).and_then(|key| Area::Browser.get(&key)).unwrap_or_default();
    let kept: Vec<(String, String)> = serde_json::from_str(&kept).unwrap_or_default();
    kept.into_iter().map(|(name, text)| Reply { name, text, source: Source::Own }).collect()
}

/// Keeps these as the agent's own.
pub fn keep(app: App, replies: &[Reply]) {
    let kept: Vec<(&str, &str)> =
        replies.iter().map(|reply| (reply.name.as_str(), reply.text.as_str())).collect();
    if let (Some(key), Ok(text)) = (key(app), serde_json::to_string(&kept)) {
        Area::Browser.set(&key, if kept.is_empty() { "" } else { &text });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        Known {
            customer: Some("{team}".into()),
            agent: Some("Ana".into()),
            order: None,
            team: Some("Billing".into()),
        }
    }

    #[test]
    fn fields_are_filled_once_and_what_is_not_known_stays_and_is_told() {
        let filled = fill("Hi {customer}, {agent} of {team}: order {order}. {other} {", &known());
        assert_eq!(filled, "Hi {team}, Ana of Billing: order {order}. {other} {");
        assert_eq!(unfilled("order {order}, {order} and {team}"), ["order", "team"]);
        assert!(unfilled("{ {x} {customer").is_empty());
        assert_eq!(to_fill("\u{1f600} {order}!"), (3, 10));
        assert_eq!(to_fill("done"), (4, 4));
    }

    #[test]
    fn the_replies_that_come_with_it_use_only_fields_that_there_are() {
        for (_, text) in BUILT_IN {
            let fields = text.matches('{').count();
            let mut rest = text;
            let mut found = 0;
            while let Some((_, _, after)) = next_field(rest) {
                (rest, found) = (after, found + 1);
            }
            assert_eq!(found, fields, "{text}");
        }
    }
}
