//! What a customer can do by themselves through the site's own endpoints: which actions there are, with what
//! they are asked, and what is read of their answers.
//!
//! Rules only: the edge makes the request, once, and an answer is untrusted text until it was read here.

mod answer;
mod needs;
#[cfg(test)]
mod tests;

pub use answer::ActionAnswer;
pub use needs::Need;

use crate::settings::{Settings, SettingsError};
use crate::sources::Asks;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use warmline_language::Phrases;
use warmline_model::{Card, ConversationId, LookUpOutcome, Millis};

/// How many actions a site may have.
pub const MAX_ACTIONS: usize = 12;
/// The longest id and label, in characters: a label is a button.
const MAX_ID: usize = 40;
const MAX_LABEL: usize = 60;
const MAX_URL: usize = 1_000;
/// How many phrases an action may have.
const MAX_PHRASES: usize = 50;
/// How long an endpoint may be waited for.
const DEADLINE: std::ops::RangeInclusive<Millis> = Millis(500)..=Millis::seconds(15);
/// Which endpoints have no deadline of their own.
const DEFAULT_DEADLINE: Millis = Millis::seconds(5);

/// Who may have an action done.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ForWhom {
    /// Customers whom the site vouched for.
    #[default]
    Verified,
    /// Anybody, because the endpoint sends what comes of it only to the address on record.
    AddressOnRecord,
    /// Anybody: what it says is no secret, and it changes nothing.
    Anybody,
}

/// Something that a customer can do by themselves. Its secret is not here: it stays with the site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActionSetting {
    /// Its short name, one for each of the site's actions.
    pub id: String,
    /// What customers read, in their words: "Where is my order?".
    #[serde(rename = "name")]
    pub label: String,
    /// Words that mean it, one a line; `*` stands for up to three others.
    #[serde(default)]
    pub phrases: Vec<String>,
    /// What it needs to know: asked one at a time.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// Who may have it done.
    #[serde(default)]
    pub for_whom: ForWhom,
    /// Whether it changes something, so that it must not be done twice.
    #[serde(default)]
    pub changes: bool,
    /// The site's endpoint.
    pub url: String,
    /// How long it is waited for, ms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deadline: Option<Millis>,
}

/// Who has it done, as far as known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionCustomer {
    /// Whether the site vouched for what follows.
    pub verified: bool,
    /// The account, which the site vouched for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The e-mail address, which the site vouched for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

impl ActionCustomer {
    /// Of a card: only what the site vouched for.
    pub fn of(card: &Card) -> Self {
        let known = Asks::Verified.known(card);
        Self { verified: card.customer.verified, id: known.id, email: known.email }
    }
}

/// One try of an action: what the edge is to ask, once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionRun {
    /// Which action.
    pub action: String,
    /// To be named in the answer; another one for each try.
    pub run: u32,
    /// The same for each try of one thing: a receiver does it once.
    pub key: u32,
    /// Who.
    pub customer: ActionCustomer,
    /// What they said.
    pub facts: BTreeMap<Need, String>,
}

/// A request to an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActionRequest {
    /// Where.
    pub url: String,
    /// The `Idempotency-Key`, and the id of the signature.
    pub key: String,
    /// JSON.
    pub body: String,
}

#[derive(Serialize)]
struct Asked<'a> {
    action: &'a str,
    conversation: &'a ConversationId,
    customer: &'a ActionCustomer,
    facts: &'a BTreeMap<Need, String>,
}

impl ActionSetting {
    /// How long the endpoint is waited for.
    pub fn deadline(&self) -> Millis {
        self.deadline.unwrap_or(DEFAULT_DEADLINE)
    }

    /// Whether this customer may have it done.
    pub fn is_for(&self, customer: &ActionCustomer) -> bool {
        let whom = self.for_whom != ForWhom::Verified || customer.verified;
        // Whoever is vouched for with no address could type anybody's.
        let typed = self.for_whom == ForWhom::Verified
            && self.needs.contains(&Need::Email)
            && customer.email.is_none();
        whom && !typed
    }

    /// What the endpoint is asked.
    ///
    /// # Errors
    /// This customer may not have it done.
    pub fn request(
        &self,
        conversation: &ConversationId,
        run: &ActionRun,
    ) -> Result<ActionRequest, LookUpOutcome> {
        if !self.is_for(&run.customer) {
            return Err(LookUpOutcome::NotAllowed);
        }
        let ActionRun { customer, facts, key, .. } = run;
        let asked = Asked { action: &self.id, conversation, customer, facts };
        let body = serde_json::to_string(&asked).map_err(|_| LookUpOutcome::NotAllowed)?;
        Ok(ActionRequest { url: self.url.clone(), key: format!("{conversation}/{key}"), body })
    }

    /// Whether this customer's words mean it.
    pub(crate) fn means(&self, message: &warmline_language::Message<'_>) -> bool {
        let phrases = Phrases::parse(&self.phrases).unwrap_or_default();
        phrases.find(message).is_some()
    }
}

impl Settings {
    /// An action by its id.
    pub fn action(&self, id: &str) -> Option<&ActionSetting> {
        self.self_service.iter().find(|action| action.id == id)
    }

    pub(crate) fn self_service_faults(&self, faults: &mut Vec<SettingsError>) {
        let mut tell = |holds: bool, path: String, allowed: &str| {
            if !holds {
                faults.push(SettingsError::at(path, allowed));
            }
        };
        let actions = &self.self_service;
        tell(actions.len() <= MAX_ACTIONS, "self_service".into(), "at most 12");
        let mut ids = BTreeSet::new();
        for (n, action) in actions.iter().enumerate().take(MAX_ACTIONS) {
            let at = |field: &str| format!("self_service[{n}].{field}");
            let plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-' | '_');
            let fits = (1..=MAX_ID).contains(&action.id.len());
            tell(fits && action.id.chars().all(plain), at("id"), "1 to 40 of a-z, 0-9, - and _");
            tell(ids.insert(&action.id), at("id"), "this id is there twice");
            let label = action.label.trim();
            let named = !label.is_empty() && label.chars().count() <= MAX_LABEL;
            tell(named && !label.contains(char::is_control), at("name"), "1 to 60 characters");
            tell(action.phrases.len() <= MAX_PHRASES, at("phrases"), "at most 50");
            if let Err(fault) = Phrases::parse(&action.phrases) {
                tell(false, at("phrases"), &fault.to_string());
            }
            let needs: BTreeSet<&Need> = action.needs.iter().collect();
            tell(needs.len() == action.needs.len(), at("needs"), "each only once");
            // nobody has somebody else's password reset, or appointment moved.
            let safe = !action.changes || action.for_whom != ForWhom::Anybody;
            let allowed = "what changes something is for customers you vouch for, or its endpoint writes only to \
                           the address on record";
            tell(safe, at("for_whom"), allowed);
            let url = action.url.trim();
            let address = !url.is_empty() && url.chars().count() <= MAX_URL;
            tell(address, at("url"), "the endpoint's address, at most 1,000 characters");
            let deadline = DEADLINE.contains(&action.deadline());
            tell(deadline, at("deadline"), "500 to 15,000 ms");
        }
    }
}
