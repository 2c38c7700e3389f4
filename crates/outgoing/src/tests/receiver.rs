//! The twelve vendors, as far as deliveries can tell: what they keep, find again and answer.

use crate::*;
use serde_json::{Value, json};
use warmline_model::{Millis, Timestamp};

/// A ticket or a message that was accepted.
pub struct Thing {
    pub key: String,
    pub id: String,
    at: Timestamp,
    pub notes: Vec<(Timestamp, String)>,
}

/// A vendor that accepts everything.
pub struct Receiver {
    kind: Kind,
    pub things: Vec<Thing>,
}

/// What a request asks for.
enum Asked {
    Make { key: String, note: Option<String>, idempotent: bool },
    Note { ticket: String, html: String },
    Find { key: String },
    Notes { ticket: String },
    FindNote { key: String },
}

impl Receiver {
    pub fn new(kind: Kind) -> Self {
        Self { kind, things: Vec::new() }
    }

    /// How often it has this key whole: for those with notes, each ticket and each note counts.
    pub fn count(&self, key: &str) -> (usize, usize) {
        let things = self.things.iter().filter(|thing| thing.key == key).count();
        let notes = self.things.iter().flat_map(|thing| &thing.notes);
        (things, notes.filter(|(_, html)| html.contains(key)).count())
    }

    /// Takes a request; what it makes is there from `at` on. The answer is the vendor's.
    pub fn take(&mut self, now: Timestamp, at: Timestamp, request: &Request) -> (u16, String) {
        let asked = self.asked(request);
        let (status, body) = match asked {
            Asked::Make { key, note, idempotent } => {
                let known = self.things.iter().find(|thing| idempotent && thing.key == key);
                let id = known.map(|thing| thing.id.clone()).unwrap_or_else(|| {
                    let id = format!("{}", 9_000 + self.things.len());
                    let notes = note.into_iter().map(|html| (at, html)).collect();
                    self.things.push(Thing { key: key.clone(), id: id.clone(), at, notes });
                    id
                });
                self.made(&id, &key)
            }
            Asked::Note { ticket, html } => {
                let thing = self.things.iter_mut().find(|thing| thing.id == ticket);
                thing.expect("a ticket that exists").notes.push((at, html));
                (201, json!({"id": "n1", "ticket": {"id": ticket}}))
            }
            Asked::Find { key } => {
                let seen = |thing: &&Thing| thing.key == key && thing.at + self.lag() <= now;
                self.found(self.things.iter().find(seen))
            }
            Asked::Notes { ticket } => {
                let thing = self.things.iter().find(|thing| thing.id == ticket);
                let notes = &thing.expect("a ticket that exists").notes;
                let seen = notes.iter().filter(|(at, _)| *at <= now).map(|(_, html)| html);
                let notes: Vec<Value> =
                    seen.map(|html| json!({"html_body": html, "body": html})).collect();
                (
                    200,
                    match self.kind {
                        Kind::Freshdesk => json!(notes),
                        _ => json!({"comments": notes, "ticket_parts": {"ticket_parts": notes}}),
                    },
                )
            }
            Asked::FindNote { key } => {
                let mut notes = self.things.iter().flat_map(|thing| &thing.notes);
                let seen =
                    notes.any(|(at, html)| html.contains(&key) && *at + Millis::seconds(60) <= now);
                (200, json!({"results": if seen { json!([{"id": "n1"}]) } else { json!([]) }}))
            }
        };
        (status, body.as_str().map_or(body.to_string(), str::to_owned))
    }

    /// How far a search is behind what was accepted.
    fn lag(&self) -> Millis {
        match self.kind {
            Kind::Freshdesk => Millis::minutes(5),
            Kind::Intercom | Kind::Postmark => Millis::seconds(60),
            _ => Millis(0),
        }
    }

    fn asked(&self, request: &Request) -> Asked {
        let path = request.address().to_owned();
        let get = request.method() == Method::Get;
        let raw = String::from_utf8_lossy(request.body()).into_owned();
        let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
        let text = |pointer: &str| {
            body.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        let header = |name: &str| {
            let mut headers = request.headers().iter();
            headers.find(|(known, _)| *known == name).map_or(String::new(), |(_, v)| v.clone())
        };
        let between = |before: &str, after: &str| {
            let rest = path.split(before).nth(1).unwrap_or_default();
            rest.split(after).next().unwrap_or_default().to_owned()
        };
        let make = |key: String, idempotent| Asked::Make { key, note: None, idempotent };
        match self.kind {
            Kind::Zendesk if path.contains("external_id=") => {
                Asked::Find { key: between("external_id=", "&") }
            }
            Kind::Zendesk if get => Asked::Notes { ticket: between("/tickets/", "/") },
            Kind::Zendesk if request.method() == Method::Put => Asked::Note {
                ticket: between("/tickets/", ".json"),
                html: text("/ticket/comment/html_body"),
            },
            Kind::Zendesk => Asked::Make {
                key: text("/ticket/external_id"),
                note: Some(text("/ticket/comment/html_body")),
                // Left out, though it is documented: the look-up alone must do.
                idempotent: false,
            },
            Kind::Freshdesk if path.contains("/search/") => {
                Asked::Find { key: between("%27", "%27") }
            }
            Kind::Freshdesk if get => Asked::Notes { ticket: between("/tickets/", "/") },
            Kind::Freshdesk if path.ends_with("/notes") => {
                Asked::Note { ticket: between("/tickets/", "/"), html: text("/body") }
            }
            Kind::Freshdesk => make(text("/tags/1"), false),
            Kind::Intercom if path.ends_with("/search") => {
                Asked::Find { key: text("/query/value") }
            }
            Kind::Intercom if get => Asked::Notes { ticket: between("/tickets/", "/") },
            Kind::Intercom if path.ends_with("/reply") => {
                Asked::Note { ticket: between("/tickets/", "/"), html: text("/body") }
            }
            Kind::Intercom => {
                let description = text("/ticket_attributes/_default_description_");
                make(description.rsplit(' ').next().unwrap_or_default().to_owned(), false)
            }
            Kind::HubSpot if path.ends_with("/notes/search") => {
                Asked::FindNote { key: text("/filterGroups/0/filters/0/value") }
            }
            Kind::HubSpot if path.ends_with("/notes") => Asked::Note {
                ticket: text("/associations/0/to/id"),
                html: text("/properties/hs_note_body"),
            },
            Kind::HubSpot => make(text("/inputs/0/id"), true),
            Kind::PagerDuty => make(conversation(&raw), true),
            Kind::Resend => make(header("idempotency-key"), true),
            Kind::Webhook => make(header("webhook-id"), true),
            Kind::Postmark if get => Asked::Find { key: between("metadata_warmline=", "&") },
            Kind::Postmark => make(text("/Metadata/warmline"), false),
            Kind::Slack | Kind::Twilio | Kind::WhatsApp | Kind::Cloudflare => {
                make(conversation(&raw), false)
            }
        }
    }

    fn made(&self, id: &str, key: &str) -> (u16, Value) {
        match self.kind {
            Kind::Zendesk => (201, json!({"ticket": {"id": id}})),
            Kind::Freshdesk | Kind::Intercom | Kind::Resend => (201, json!({"id": id})),
            Kind::HubSpot => (200, json!({"status": "COMPLETE", "results": [{"id": id}]})),
            Kind::Slack => (200, json!({"ok": true, "ts": "1.2"})),
            Kind::PagerDuty => (202, json!({"status": "success", "dedup_key": key})),
            Kind::Twilio => (201, json!({"sid": "SM1", "status": "queued"})),
            Kind::WhatsApp => (200, json!({"messages": [{"id": "wamid.1"}]})),
            Kind::Postmark => (200, json!({"ErrorCode": 0, "Message": "OK", "MessageID": id})),
            Kind::Cloudflare => {
                let result = json!({"delivered": [], "permanent_bounces": [], "queued": ["a"]});
                (200, json!({"success": true, "errors": [], "result": result}))
            }
            Kind::Webhook => (204, json!("")),
        }
    }

    fn found(&self, thing: Option<&Thing>) -> (u16, Value) {
        let list: Vec<Value> = thing
            .iter()
            .map(|thing| {
                json!({
                    "id": thing.id,
                    "external_id": thing.key,
                    "tags": ["warmline", thing.key],
                    "ticket_attributes": {"_default_description_": format!("Reference {}", thing.key)},
                    "MessageID": thing.id,
                })
            })
            .collect();
        (200, json!({"tickets": list, "results": list, "Messages": list}))
    }
}

/// The conversation that a body speaks of, where the vendor keeps no key: `conv-` and six digits.
fn conversation(raw: &str) -> String {
    raw.find("conv-").and_then(|at| raw.get(at..at + 11)).unwrap_or_default().to_owned()
}
