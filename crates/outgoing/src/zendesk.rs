//! Zendesk: a ticket with the package as an internal note; later news of the conversation as a note on it.
//!
//! Create and comment: https://developer.zendesk.com/api-reference/ticketing/tickets/tickets/ ; look-up by
//! `external_id`: the same page, "List Tickets"; comments: …/tickets/ticket_comments/ ; `Idempotency-Key`:
//! https://developer.zendesk.com/api-reference/ticketing/introduction/#idempotency (kept for 2 hours there,
//! so that we look as well).

use crate::answer::{Answer, Outcome, scalar, unreadable};
use crate::key::Key;
use crate::note::{self, Note};
use crate::package::Package;
use crate::request::{Call, Fault, Method, Request, mailbox, plain_id, present};
use crate::secret::Secret;
use serde::{Deserialize, Serialize};
use serde_json::json;
use warmline_model::{Tier, Timestamp};

const NAME: &str = "Zendesk";

/// What the owner enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zendesk {
    /// `acme` of `acme.zendesk.com`.
    pub subdomain: String,
    /// The agent's e-mail address that the token belongs to.
    pub email: String,
    /// An API token.
    pub token: Secret,
}

impl Zendesk {
    pub(crate) fn request(
        &self,
        package: &Package,
        key: &Key,
        call: &Call,
    ) -> Result<Request, Fault> {
        let base = format!(
            "https://{}.zendesk.com/api/v2/tickets",
            plain_id("subdomain", &self.subdomain)?
        );
        let user = format!("{}/token", mailbox("email", &self.email)?);
        let token = present("token", &self.token)?.reveal();
        let start = |method, address: &str| {
            Ok::<_, Fault>(Request::new(method, address)?.basic(&user, token))
        };
        let note = Note::of(package);
        let comment = json!({"html_body": note.html(key.as_str()), "public": false});
        match call {
            Call::Create => {
                let mut ticket = json!({
                    "subject": note.title,
                    "comment": comment,
                    "external_id": key,
                    "priority": priority(package.card.tier),
                    "tags": ["warmline", package.happened.code()],
                });
                // Without an address Zendesk makes the token's agent the requester.
                let email = package.card.customer.email.as_deref();
                if let Some(email) = email.and_then(|email| mailbox("customer", email).ok()) {
                    let name = note::name(package).unwrap_or_else(|| email.clone());
                    ticket["requester"] = json!({"name": name, "email": email});
                }
                start(Method::Post, &format!("{base}.json"))?
                    .header("idempotency-key", key.as_str())
                    .json(&json!({"ticket": ticket}))
            }
            Call::Note { ticket } => {
                start(Method::Put, &format!("{base}/{}.json", plain_id("ticket", ticket)?))?
                    .json(&json!({"ticket": {"comment": comment}}))
            }
            Call::Find => start(Method::Get, &format!("{base}.json?external_id={key}")),
            Call::FindNote { ticket } => {
                let ticket = plain_id("ticket", ticket)?;
                // Few: of an answer 64 KB are read.
                let newest = "sort_order=desc&per_page=10";
                start(Method::Get, &format!("{base}/{ticket}/comments.json?{newest}"))
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
        if answer.status == 409 {
            let why = format!("{NAME} was changing the same ticket (409)");
            return Outcome::Look { after: answer.retry_after(now), why };
        }
        if let Some(refusal) = answer.refusal(NAME, call, now) {
            return refusal;
        }
        let seen = |id: String| {
            let url = format!("https://{}.zendesk.com/agent/tickets/{id}", self.subdomain.trim());
            Outcome::delivered(Some(id), Some(url))
        };
        if let Call::FindNote { ticket } = call
            && answer.mentions(key.as_str())
        {
            return seen(ticket.clone());
        }
        let Some(body) = answer.json() else { return unreadable(NAME) };
        match call {
            Call::Create => scalar(&body, "/ticket/id").map_or_else(|| unreadable(NAME), seen),
            Call::Note { ticket } => seen(ticket.clone()),
            Call::Find => match body["tickets"].as_array() {
                None => unreadable(NAME),
                Some(tickets) => tickets
                    .iter()
                    .find(|ticket| ticket["external_id"] == key.as_str())
                    .and_then(|ticket| scalar(ticket, "/id"))
                    .map_or(Outcome::Missing, seen),
            },
            // Nothing but notes is in this answer.
            Call::FindNote { .. } if body["comments"].is_array() => Outcome::Missing,
            Call::FindNote { .. } => unreadable(NAME),
        }
    }
}

const fn priority(tier: Tier) -> &'static str {
    match tier {
        Tier::Critical => "urgent",
        Tier::High => "high",
        Tier::Standard => "normal",
        Tier::Low => "low",
    }
}
