//! What is passed on: what happened, the card, and where to read more.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use warmline_model::{Card, ConversationId, Fact, Happened, Letter, Timestamp};

/// The package of a handoff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// What happened.
    pub happened: Happened,
    /// When.
    pub at: Timestamp,
    /// The site's name, as its team calls it.
    pub site: String,
    /// Which conversation.
    pub conversation: ConversationId,
    /// Its address in the console: `https`.
    pub link: String,
    /// The ticket's number, as the customer was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// What was promised to the customer and by when, in words for the team, from the ledger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<String>,
    /// What is known.
    pub card: Card,
    /// Words for one person in place of the note for the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
    /// An invitation for the team's calendar, as iCalendar text, which e-mail attaches to the note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invite: Option<String>,
}

/// What stands where a detail is not passed on.
const WITHHELD: &str = "[not passed on]";

impl Package {
    /// The package for a destination that may not know how to reach the customer: no e-mail address and no
    /// telephone number, neither in its field nor within any text of the card.
    pub fn without_contact(&self) -> Self {
        let mut bare = self.clone();
        let customer = &self.card.customer;
        let mut details: Vec<String> = [&customer.email, &customer.phone]
            .into_iter()
            .flatten()
            .map(|detail| detail.trim().to_owned())
            .collect();
        bare.card.entities.retain(|entity| {
            let contact = match &entity.fact {
                Fact::Email { address } => address,
                Fact::Phone { number } => number,
                _ => return true,
            };
            details.extend([entity.text.trim().to_owned(), contact.clone()]);
            false
        });
        bare.card.customer.email = None;
        bare.card.customer.phone = None;
        bare.promised = bare.promised.map(|text| withhold(&text, &details));
        let card = serde_json::to_value(&bare.card).map(|mut card| {
            withhold_in(&mut card, &details);
            card
        });
        if let Ok(card) = card.and_then(serde_json::from_value) {
            bare.card = card;
        }
        bare
    }
}

fn withhold(text: &str, details: &[String]) -> String {
    let mut text = text.to_owned();
    for detail in details.iter().filter(|detail| detail.len() > 3) {
        // Letters of ASCII only change case: places in the lowered text are places in the text.
        let low = text.to_ascii_lowercase();
        let mut bare = String::with_capacity(text.len());
        let mut done = 0;
        for (at, found) in low.match_indices(&detail.to_ascii_lowercase()) {
            bare.push_str(text.get(done..at).unwrap_or_default());
            bare.push_str(WITHHELD);
            done = at + found.len();
        }
        bare.push_str(text.get(done..).unwrap_or_default());
        text = bare;
    }
    text
}

fn withhold_in(value: &mut Value, details: &[String]) {
    match value {
        Value::String(text) => *text = withhold(text, details),
        Value::Array(values) => values.iter_mut().for_each(|value| withhold_in(value, details)),
        Value::Object(fields) => {
            fields.values_mut().for_each(|value| withhold_in(value, details));
        }
        _ => {}
    }
}
