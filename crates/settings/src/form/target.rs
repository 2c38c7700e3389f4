//! What forms are about: where they are saved, and how that is written.

use crate::http;
use crate::tree::Fields;
use serde_json::{Value, json};
use warmline_wire::settings::Section;

/// What a form is about: where it is loaded, checked and saved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A section.
    Section(Section),
    /// An agent; none: a new one.
    Agent(Option<String>),
    /// An article; none: a new one.
    Article(Option<String>),
}

impl Target {
    /// Its path below the settings, and how it is saved.
    pub(super) fn save(&self) -> (&'static str, String) {
        match self {
            Self::Section(section) => ("PUT", crate::route::key(*section).to_owned()),
            Self::Agent(None) => ("POST", "agents".to_owned()),
            Self::Agent(Some(id)) => ("PUT", ["agents/", &http::part(id)].concat()),
            Self::Article(None) => ("POST", "articles".to_owned()),
            Self::Article(Some(id)) => ("PUT", ["articles/", &http::part(id)].concat()),
        }
    }

    pub(super) fn body(&self, version: u64, value: &Fields) -> Value {
        match self {
            Self::Section(_) => json!({"version": version, "value": value}),
            Self::Agent(None) => json!(value),
            Self::Agent(Some(_)) => json!({"version": version, "account": value}),
            Self::Article(_) => json!({"version": version, "article": value}),
        }
    }

    /// The fields and the version of what the edge tells of it.
    pub(super) fn read(&self, stored: &Value) -> (Fields, u64) {
        let version = stored["version"].as_u64().unwrap_or(0);
        let value = match self {
            Self::Section(_) => &stored["value"],
            Self::Agent(_) | Self::Article(_) => stored,
        };
        let mut value = value.as_object().cloned().unwrap_or_default();
        if !matches!(self, Self::Section(_)) {
            for theirs in ["version", "invited_until", "consoles", "changed"] {
                value.remove(theirs);
            }
        }
        (value, version)
    }
}
