//! HubSpot: a ticket made or found by a property of unique values, then the package as a note on it.
//!
//! https://developers.hubspot.com/docs/api-reference/2026-03/crm/objects/tickets/guide (batch upsert by
//! `idProperty`), …/crm/activities/notes/guide (note with association 228: note to ticket), and the search
//! of notes by `hs_note_body`.

use crate::answer::{Answer, Outcome, scalar, unreadable};
use crate::key::Key;
use crate::note::Note;
use crate::package::Package;
use crate::request::{Call, Fault, Method, Request, plain_id, present};
use crate::secret::Secret;
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::json;
use warmline_model::{Tier, Timestamp};

const NAME: &str = "HubSpot";
const API: &str = "https://api.hubapi.com/crm/objects/2026-03";
/// HubSpot's own type of an association from a note to a ticket.
const NOTE_TO_TICKET: u32 = 228;

/// What the owner enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubSpot {
    /// The access token of a private app with the rights to tickets and notes.
    pub token: Secret,
    /// The id of the pipeline; `0` is the one that each account has.
    pub pipeline: String,
    /// The id of the stage in which tickets begin.
    pub stage: String,
    /// The internal name of a text property of tickets that "requires unique values": by it a repetition
    /// finds the ticket that is there.
    pub key_property: String,
}

impl HubSpot {
    pub(crate) fn request(
        &self,
        package: &Package,
        key: &Key,
        call: &Call,
    ) -> Result<Request, Fault> {
        let token = present("token", &self.token)?;
        let start = |path: &str| {
            Ok::<_, Fault>(Request::new(Method::Post, &format!("{API}{path}"))?.bearer(token))
        };
        let note = Note::of(package);
        match call {
            Call::Create => {
                let id_property = plain_id("key_property", &self.key_property)?;
                let asked = package.card.question.as_ref().map_or("", |asked| asked.text.as_str());
                start("/tickets/batch/upsert")?.json(&json!({"inputs": [{
                    "idProperty": id_property,
                    "id": key,
                    "properties": {
                        "subject": note.title,
                        "content": text::cut(text::clean(asked).trim(), 2_000),
                        "hs_pipeline": plain_id("pipeline", &self.pipeline)?,
                        "hs_pipeline_stage": plain_id("stage", &self.stage)?,
                        "hs_ticket_priority": priority(package.card.tier),
                    },
                }]}))
            }
            Call::Note { ticket } => start("/notes")?.json(&json!({
                "properties": {
                    "hs_timestamp": package.at.0.to_string(),
                    "hs_note_body": note.html(key.as_str()),
                },
                "associations": [{
                    "to": {"id": plain_id("ticket", ticket)?},
                    "types": [{
                        "associationCategory": "HUBSPOT_DEFINED",
                        "associationTypeId": NOTE_TO_TICKET,
                    }],
                }],
            })),
            // A repeated upsert is the look-up.
            Call::Find => Err(Fault::new("call", "there is no look-up")),
            Call::FindNote { .. } => start("/notes/search")?.json(&json!({
                "filterGroups": [{"filters": [{
                    "propertyName": "hs_note_body", "operator": "CONTAINS_TOKEN", "value": key,
                }]}],
                "properties": ["hs_timestamp"], "sorts": [], "after": "0", "limit": 1,
            })),
        }
    }

    pub(crate) fn outcome(&self, call: &Call, answer: &Answer, now: Timestamp) -> Outcome {
        if let Some(refusal) = answer.refusal(NAME, call, now) {
            return refusal;
        }
        let Some(body) = answer.json() else { return unreadable(NAME) };
        let first = || scalar(&body, "/results/0/id");
        match call {
            Call::Create => match (first(), scalar(&body, "/errors/0/message")) {
                (Some(id), _) => Outcome::delivered(Some(id), scalar(&body, "/results/0/url")),
                (None, Some(said)) => Outcome::Dead {
                    why: format!("{NAME} did not accept what was sent. It says: {said}"),
                },
                (None, None) => unreadable(NAME),
            },
            Call::Note { ticket } => Outcome::delivered(Some(ticket.clone()), None),
            Call::Find | Call::FindNote { .. } if !body["results"].is_array() => unreadable(NAME),
            Call::Find => Outcome::Missing,
            Call::FindNote { ticket } => {
                first().map_or(Outcome::Missing, |_| Outcome::delivered(Some(ticket.clone()), None))
            }
        }
    }
}

const fn priority(tier: Tier) -> &'static str {
    match tier {
        Tier::Critical => "URGENT",
        Tier::High => "HIGH",
        Tier::Standard => "MEDIUM",
        Tier::Low => "LOW",
    }
}
