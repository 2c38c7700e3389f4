//! Freshdesk: a ticket, then the package as a private note on it.
//!
//! https://developers.freshdesk.com/api/#create_ticket , #add_note_to_a_ticket , #filter_tickets (by tag;
//! its index is some minutes behind) and #list_all_ticket_notes .

use crate::answer::{Answer, Outcome, scalar, unreadable};
use crate::key::Key;
use crate::note::{self, Note};
use crate::package::Package;
use crate::request::{Call, Fault, Method, Request, mailbox, plain_id, present};
use crate::secret::Secret;
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::json;
use warmline_model::{Tier, Timestamp};

const NAME: &str = "Freshdesk";

/// What the owner enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Freshdesk {
    /// `acme` of `acme.freshdesk.com`.
    pub domain: String,
    /// An agent's API key.
    pub api_key: Secret,
    /// The requester of tickets of customers whose e-mail address is not known: an address of the site's.
    pub requester: String,
}

impl Freshdesk {
    pub(crate) fn request(
        &self,
        package: &Package,
        key: &Key,
        call: &Call,
    ) -> Result<Request, Fault> {
        let api = format!("https://{}.freshdesk.com/api/v2", plain_id("domain", &self.domain)?);
        let api_key = present("api_key", &self.api_key)?.reveal();
        let start = |method, address: &str| {
            Ok::<_, Fault>(Request::new(method, address)?.basic(api_key, "X"))
        };
        let note = Note::of(package);
        match call {
            Call::Create => {
                let customer = package.card.customer.email.as_deref();
                let known = customer.and_then(|email| mailbox("customer", email).ok());
                let email = match &known {
                    Some(email) => email.clone(),
                    None => mailbox("requester", &self.requester)?,
                };
                let mut ticket = json!({
                    "email": email,
                    "subject": note.title,
                    // Customers can read a ticket's description: the package is in the private note.
                    "description": format!("<p>{}</p>", text::html(&opening(package))),
                    "status": 2,
                    "priority": priority(package.card.tier),
                    "source": 7,
                    "tags": ["warmline", key],
                });
                if let (Some(_), Some(name)) = (known, note::name(package)) {
                    ticket["name"] = json!(name);
                }
                start(Method::Post, &format!("{api}/tickets"))?.json(&ticket)
            }
            Call::Note { ticket } => {
                let ticket = plain_id("ticket", ticket)?;
                start(Method::Post, &format!("{api}/tickets/{ticket}/notes"))?
                    .json(&json!({"body": note.html(key.as_str()), "private": true}))
            }
            Call::Find => {
                let query = text::percent(&format!("\"tag:'{key}'\""));
                start(Method::Get, &format!("{api}/search/tickets?query={query}"))
            }
            Call::FindNote { ticket } => {
                let ticket = plain_id("ticket", ticket)?;
                start(Method::Get, &format!("{api}/tickets/{ticket}/conversations?per_page=100"))
            }
        }
    }

    pub(crate) fn outcome(
        &self,
        key: &Key,
        call: &Call,
        answer: &Answer,
        now: Timestamp,
    ) -> Outcome {
        if let Some(refusal) = answer.refusal(NAME, call, now) {
            return refusal;
        }
        let seen = |id: String| {
            let url = format!("https://{}.freshdesk.com/a/tickets/{id}", self.domain.trim());
            Outcome::delivered(Some(id), Some(url))
        };
        if let Call::FindNote { ticket } = call
            && answer.mentions(key.as_str())
        {
            return seen(ticket.clone());
        }
        let Some(body) = answer.json() else { return unreadable(NAME) };
        match call {
            Call::Create => scalar(&body, "/id").map_or_else(|| unreadable(NAME), seen),
            Call::Note { ticket } => seen(ticket.clone()),
            Call::Find => match body["results"].as_array() {
                None => unreadable(NAME),
                Some(tickets) => tickets
                    .iter()
                    .find(|found| {
                        let tags = found["tags"].as_array();
                        tags.is_some_and(|tags| tags.iter().any(|tag| tag == key.as_str()))
                    })
                    .and_then(|found| scalar(found, "/id"))
                    .map_or(Outcome::Missing, seen),
            },
            // Nothing but notes is in this answer.
            Call::FindNote { .. } if body.is_array() => Outcome::Missing,
            Call::FindNote { .. } => unreadable(NAME),
        }
    }
}

/// What a customer may read on their own ticket: their question.
fn opening(package: &Package) -> String {
    let asked = package.card.question.as_ref().map_or("", |question| question.text.as_str());
    match text::clean(asked).trim() {
        "" => "A conversation on our site.".to_owned(),
        asked => text::cut(asked, 2_000),
    }
}

const fn priority(tier: Tier) -> u8 {
    match tier {
        Tier::Critical => 4,
        Tier::High => 3,
        Tier::Standard => 2,
        Tier::Low => 1,
    }
}
