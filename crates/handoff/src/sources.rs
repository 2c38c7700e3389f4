//! The site's own systems that are asked about a customer: which, with what, and what is read of their answers.
//!
//! Rules only: the edge makes the requests, and an answer is untrusted text until it was read here.

mod reading;
mod request;
#[cfg(test)]
mod tests;

pub use reading::{Reading, SourceAnswer};
pub use request::{Method, SourceRequest};

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use warmline_model::{Card, Fact, Millis, ProfileFact, ProfileField};

/// How many sources a site may have: all of them are asked at once.
pub const MAX_SOURCES: usize = 8;
/// How many readings one source may have.
const MAX_READINGS: usize = 20;
/// The longest id, address, body, secret and header, in characters.
const MAX_ID: usize = 40;
const MAX_URL: usize = 1_000;
const MAX_BODY: usize = 4_000;
const MAX_SECRET: usize = 4_000;
const MAX_HEADERS: usize = 10;
/// How long a source may be waited for.
const DEADLINE: std::ops::RangeInclusive<Millis> = Millis(50)..=MAX_DEADLINE;
/// The longest that any source is waited for.
pub const MAX_DEADLINE: Millis = Millis::seconds(3);
/// For how long an answer may be used again.
const MAX_CACHE: Millis = Millis::minutes(24 * 60);

/// A system of the site's that is asked about a customer over HTTP.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProfileSource {
    /// Its short name, one for each of the site's sources.
    pub id: String,
    /// What agents read: "Orders", "Billing".
    pub name: String,
    /// The address; `{customer.id}` and `{customer.email}` stand for the customer's, anywhere behind the host.
    pub url: String,
    /// How it is asked.
    #[serde(default)]
    pub method: Method,
    /// Headers; `{secret}` stands for the secret.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The body of a POST, with the same names as the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<String>,
    /// What proves to the source that it is us.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<Secret>,
    /// Where in the answer each field stands.
    #[serde(default)]
    pub answers: BTreeMap<ProfileField, Reading>,
    /// Where other facts stand, by the label that agents read.
    #[serde(default)]
    pub facts: BTreeMap<String, Reading>,
    /// How long it is waited for, ms.
    #[serde(default = "default_deadline")]
    pub deadline: Millis,
    /// For how long an answer is used again, ms.
    #[serde(default = "default_cache")]
    pub cache: Millis,
    /// Whether it may also be asked by an e-mail address that the customer only typed.
    #[serde(default)]
    pub unverified: bool,
}

const fn default_deadline() -> Millis {
    Millis(800)
}

const fn default_cache() -> Millis {
    Millis::minutes(5)
}

/// A secret: it can be stored and sent to its source, and is shown nowhere.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Secret(String);

impl Secret {
    /// The text, for whoever sends it.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(\u{2026})")
    }
}

impl<'de> Deserialize<'de> for Secret {
    /// A fault never quotes what was given.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => Ok(Self(text)),
            _ => Err(serde::de::Error::custom("secret: a text")),
        }
    }
}

/// By what customers of a site can be looked up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// The site has no sources.
    #[default]
    Nobody,
    /// Those whom the site vouched for.
    Verified,
    /// Also those who typed an e-mail address.
    Anybody,
}

impl Asks {
    /// Of these sources.
    pub fn of(sources: &[ProfileSource]) -> Self {
        match sources {
            [] => Self::Nobody,
            _ if sources.iter().any(|source| source.unverified) => Self::Anybody,
            _ => Self::Verified,
        }
    }

    /// What of a card's customer may be put to these sources.
    pub fn known(self, card: &Card) -> Known {
        let vouched = Some(&card.customer).filter(|c| c.verified && self != Self::Nobody);
        let email = vouched.and_then(|customer| customer.email.clone());
        let typed = card.entities.iter().find_map(|entity| match &entity.fact {
            Fact::Email { address } => Some(address.clone()),
            _ => None,
        });
        let may = self == Self::Anybody && email.is_none();
        Known {
            id: vouched.and_then(|customer| customer.id.clone()),
            email,
            typed_email: typed.filter(|_| may),
        }
    }
}

/// By what a customer can be looked up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Known {
    /// The account, which the site vouched for.
    pub id: Option<String>,
    /// The e-mail address, which the site vouched for.
    pub email: Option<String>,
    /// The e-mail address that the customer typed, where no other is known.
    pub typed_email: Option<String>,
}

impl Known {
    /// Whether there is nothing to look up by.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Says what is wrong with a site's sources, if anything: the place and what is allowed there. A secret is never
/// quoted.
///
/// # Errors
/// The first fault.
pub fn check(sources: &[ProfileSource]) -> Result<(), String> {
    if sources.len() > MAX_SOURCES {
        return Err(format!("sources: at most {MAX_SOURCES}, not {}", sources.len()));
    }
    let mut ids = BTreeSet::new();
    for (n, source) in sources.iter().enumerate() {
        source.check().map_err(|fault| format!("sources[{n}].{fault}"))?;
        if !ids.insert(&source.id) {
            return Err(format!("sources[{n}].id: {:?} is there twice", source.id));
        }
    }
    Ok(())
}

impl ProfileSource {
    fn check(&self) -> Result<(), String> {
        let plain = |c: char| matches!(c, 'a'..='z' | '0'..='9' | '-' | '_');
        if !(1..=MAX_ID).contains(&self.id.len()) || !self.id.chars().all(plain) {
            return Err(format!("id: 1 to {MAX_ID} of a-z, 0-9, - and _"));
        }
        let label = |text: &str| {
            (1..=ProfileFact::MAX_LABEL).contains(&text.trim().chars().count())
                && !text.contains(char::is_control)
        };
        if !label(&self.name) {
            return Err(format!("name: 1 to {} characters", ProfileFact::MAX_LABEL));
        }
        if self.url.chars().count() > MAX_URL {
            return Err(format!("url: at most {MAX_URL} characters"));
        }
        let body = self.body.as_deref().unwrap_or_default();
        if body.chars().count() > MAX_BODY {
            return Err(format!("body: at most {MAX_BODY} characters"));
        }
        if self.body.is_some() && self.method == Method::Get {
            return Err("body: only with \"method\": \"POST\"".into());
        }
        self.check_names()?;
        self.check_headers()?;
        let readings = self.answers.len() + self.facts.len();
        if !(1..=MAX_READINGS).contains(&readings) {
            return Err(format!("answers and facts: 1 to {MAX_READINGS} together"));
        }
        for (field, reading) in &self.answers {
            let name = serde_json::to_value(field).unwrap_or_default();
            if *field == ProfileField::Other {
                return Err("answers.other: use facts, with a label".into());
            }
            let path = name.as_str().unwrap_or_default();
            reading.check().map_err(|fault| format!("answers.{path}: {fault}"))?;
        }
        for (text, reading) in &self.facts {
            if !label(text) {
                return Err(format!(
                    "facts: a label has 1 to {} characters",
                    ProfileFact::MAX_LABEL
                ));
            }
            reading.check().map_err(|fault| format!("facts.{text}: {fault}"))?;
        }
        if !DEADLINE.contains(&self.deadline) {
            return Err(format!("deadline: {} to {} ms", DEADLINE.start().0, DEADLINE.end().0));
        }
        if !(Millis(0)..=MAX_CACHE).contains(&self.cache) {
            return Err(format!("cache: 0 to {} ms", MAX_CACHE.0));
        }
        Ok(())
    }
}
