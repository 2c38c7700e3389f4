//! PagerDuty Events API v2: an alert for a conversation, resolved when it ends.
//!
//! https://developer.pagerduty.com/docs/events-api-v2/trigger-events/ and …/overview/ . `dedup_key` is the
//! conversation's: a repeated trigger goes to the same alert, and a resolve finds it.

use crate::answer::{Answer, Outcome, scalar, unreadable};
use crate::intercom::Region;
use crate::note::Note;
use crate::package::Package;
use crate::request::{Call, Fault, Method, Request, present};
use crate::secret::Secret;
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use warmline_model::Happened;
use warmline_model::{Tier, Timestamp};

const NAME: &str = "PagerDuty";

/// What the owner enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PagerDuty {
    /// Where the account is hosted: `us` or `eu`.
    #[serde(default)]
    pub region: Region,
    /// The integration key of a service (Events API v2).
    pub routing_key: Secret,
}

impl PagerDuty {
    pub(crate) fn request(&self, package: &Package) -> Result<Request, Fault> {
        let address = match self.region {
            Region::Us => "https://events.pagerduty.com/v2/enqueue",
            Region::Eu => "https://events.eu.pagerduty.com/v2/enqueue",
            Region::Au => return Err(Fault::new("region", "it is us or eu")),
        };
        let routing_key = present("routing_key", &self.routing_key)?.reveal();
        let dedup_key = format!("warmline-{}", package.conversation);
        let request = Request::new(Method::Post, address)?;
        if package.happened == Happened::Closed {
            return request.json(&json!({
                "routing_key": routing_key,
                "event_action": "resolve",
                "dedup_key": dedup_key,
            }));
        }
        let note = Note::of(package);
        let details: Map<String, Value> = note
            .lines
            .iter()
            .map(|line| (line.label.to_owned(), json!(line.texts.join("\n"))))
            .collect();
        request.json(&json!({
            "routing_key": routing_key,
            "event_action": "trigger",
            "dedup_key": dedup_key,
            "client": "Warmline",
            "client_url": note.link,
            "links": [{"href": note.link, "text": "Open the conversation"}],
            "payload": {
                "summary": note.title,
                "source": text::subject(&package.site),
                "severity": severity(package.card.tier),
                "timestamp": text::iso(package.at),
                "component": String::from(package.card.department),
                "class": package.happened.code(),
                "custom_details": details,
            },
        }))
    }

    pub(crate) fn outcome(&self, call: &Call, answer: &Answer, now: Timestamp) -> Outcome {
        if let Some(refusal) = answer.refusal(NAME, call, now) {
            return refusal;
        }
        let key = answer.json().and_then(|body| scalar(&body, "/dedup_key"));
        key.map_or_else(|| unreadable(NAME), |key| Outcome::delivered(Some(key), None))
    }
}

const fn severity(tier: Tier) -> &'static str {
    match tier {
        Tier::Critical => "critical",
        Tier::High => "error",
        Tier::Standard => "warning",
        Tier::Low => "info",
    }
}
