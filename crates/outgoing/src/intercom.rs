//! Intercom: a ticket, then the package as a note of a teammate on it.
//!
//! https://developers.intercom.com/docs/references/rest-api/api.intercom.io/tickets : createTicket,
//! replyTicket, searchTickets (`description`, `~`), getTicket.

use crate::answer::{Answer, Outcome, scalar, unreadable};
use crate::key::Key;
use crate::note::Note;
use crate::package::Package;
use crate::request::{Call, Fault, Method, Request, mailbox, plain_id, present};
use crate::secret::Secret;
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use warmline_model::Timestamp;

const NAME: &str = "Intercom";
/// The version of the API that these requests are written for.
const VERSION: &str = "2.14";

/// Where the workspace is hosted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Region {
    /// United States.
    #[default]
    Us,
    /// European Union.
    Eu,
    /// Australia.
    Au,
}

/// What the owner enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intercom {
    /// Where the workspace is hosted.
    #[serde(default)]
    pub region: Region,
    /// An access token.
    pub token: Secret,
    /// The id of the ticket type.
    pub ticket_type: String,
    /// The id of the teammate in whose name notes are written.
    pub admin: String,
    /// The contact of tickets of customers whose e-mail address is not known: an address of the site's.
    pub contact: String,
}

impl Intercom {
    pub(crate) fn request(
        &self,
        package: &Package,
        key: &Key,
        call: &Call,
    ) -> Result<Request, Fault> {
        let api = match self.region {
            Region::Us => "https://api.intercom.io",
            Region::Eu => "https://api.eu.intercom.io",
            Region::Au => "https://api.au.intercom.io",
        };
        let token = present("token", &self.token)?;
        let start = |method, path: &str| {
            let request = Request::new(method, &format!("{api}{path}"))?.bearer(token);
            Ok::<_, Fault>(request.header("intercom-version", VERSION))
        };
        let note = Note::of(package);
        match call {
            Call::Create => {
                let customer = package.card.customer.email.as_deref();
                let email = match customer.and_then(|email| mailbox("customer", email).ok()) {
                    Some(email) => email,
                    None => mailbox("contact", &self.contact)?,
                };
                let asked = package.card.question.as_ref().map_or("", |asked| asked.text.as_str());
                // Customers can read a ticket's description: the package is in the note. The key is in
                // it, as the only field of our own that can be searched.
                let description = text::cut(text::clean(asked).trim(), 2_000);
                start(Method::Post, "/tickets")?.json(&json!({
                    "ticket_type_id": plain_id("ticket_type", &self.ticket_type)?,
                    "contacts": [{"email": email}],
                    "ticket_attributes": {
                        "_default_title_": note.title,
                        "_default_description_": format!("{description}\n\nReference {key}").trim(),
                    },
                }))
            }
            Call::Note { ticket } => {
                let path = format!("/tickets/{}/reply", plain_id("ticket", ticket)?);
                start(Method::Post, &path)?.json(&json!({
                    "message_type": "note",
                    "type": "admin",
                    "admin_id": plain_id("admin", &self.admin)?,
                    "body": note.html(key.as_str()),
                }))
            }
            Call::Find => start(Method::Post, "/tickets/search")?.json(&json!({
                "query": {"field": "description", "operator": "~", "value": key},
                "pagination": {"per_page": 5},
            })),
            Call::FindNote { ticket } => {
                start(Method::Get, &format!("/tickets/{}", plain_id("ticket", ticket)?))
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
        let Some(body) = answer.json() else { return unreadable(NAME) };
        let seen = |id: String| Outcome::delivered(Some(id), None);
        match call {
            Call::Create => scalar(&body, "/id").map_or_else(|| unreadable(NAME), seen),
            Call::Note { ticket } => seen(ticket.clone()),
            Call::Find => match body["tickets"].as_array() {
                None => unreadable(NAME),
                Some(tickets) => tickets
                    .iter()
                    .find(|ticket| {
                        let description = &ticket["ticket_attributes"]["_default_description_"];
                        description.as_str().is_some_and(|text| text.contains(key.as_str()))
                    })
                    .and_then(|ticket| scalar(ticket, "/id"))
                    .map_or(Outcome::Missing, seen),
            },
            // The description has the key as well: only the parts are looked at.
            Call::FindNote { ticket } => match body["ticket_parts"]["ticket_parts"].as_array() {
                None => unreadable(NAME),
                Some(parts) => {
                    let ours = |part: &Value| {
                        part["body"].as_str().is_some_and(|text| text.contains(key.as_str()))
                    };
                    if parts.iter().any(ours) { seen(ticket.clone()) } else { Outcome::Missing }
                }
            },
        }
    }
}
