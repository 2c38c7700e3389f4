//! The section of self-service: with what the requests to the site's endpoints are signed is written, and never
//! shown; the settings only know the actions.

use super::SiteObject;
use super::audit::AuditEntry;
use super::calendars::{self, Addresses};
use super::sections::{Stamp, said};
use crate::outward;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use warmline_handoff::self_service::ActionSetting;
use warmline_handoff::sources::Secret;
use warmline_wire::settings::{AuditField, ChangedBy, FieldFault, Section};

/// What a secret is.
pub(crate) const SECRET: &str = "whsec_ and 24 to 64 bytes in base64";

/// A section as owners see it: `true` for a secret that is stored.
pub(super) fn shown(mut value: Map<String, Value>, stored: &Addresses) -> Map<String, Value> {
    for action in value.get_mut("self_service").and_then(Value::as_array_mut).into_iter().flatten()
    {
        let known = action["id"].as_str().is_some_and(|id| stored.contains_key(id));
        if let (true, Some(action)) = (known, action.as_object_mut()) {
            action.insert("secret".into(), true.into());
        }
    }
    value
}

/// The settings without secrets, and the secrets, where the section has any.
pub(super) type Taken = (Map<String, Value>, Option<Addresses>);

/// Takes the secrets out of what an owner wrote. `true` in place of one keeps the one that is stored for the same id and
/// the same host: sent somewhere else, it would be known there.
fn taken(
    value: &Map<String, Value>,
    stored: &Addresses,
    before: &[ActionSetting],
) -> Result<Taken, Vec<FieldFault>> {
    let mut value = value.clone();
    let mut secrets = Addresses::new();
    let mut faults = Vec::new();
    let given = value.get_mut("self_service").and_then(Value::as_array_mut);
    for (n, action) in given.into_iter().flatten().enumerate() {
        let Some(action) = action.as_object_mut() else { continue };
        let of = |name: &str| action.get(name).and_then(Value::as_str).unwrap_or_default();
        let (id, url) = (of("id").to_owned(), of("url").to_owned());
        let same = before.iter().any(|old| old.id == id && host(&old.url) == host(&url));
        let secret = match action.remove("secret") {
            Some(Value::Bool(true)) => match stored.get(&id).filter(|_| same) {
                Some(secret) => Ok(secret.clone()),
                None => Err("write it again: it is kept for the same id and the same host only"),
            },
            Some(Value::String(text)) if is_secret(text.trim()) => {
                Ok(Secret::from(text.trim().to_owned()))
            }
            _ => Err(SECRET),
        };
        match secret {
            Ok(secret) => drop(secrets.insert(id, secret)),
            Err(message) => faults.push(FieldFault {
                field: format!("self_service[{n}].secret"),
                message: message.to_owned(),
            }),
        }
    }
    if faults.is_empty() { Ok((value, Some(secrets))) } else { Err(faults) }
}

/// Whether requests can be signed with it.
pub(crate) fn is_secret(text: &str) -> bool {
    warmline_outgoing::sign("secret", &warmline_outgoing::Secret::new(text), "", 0, b"").is_ok()
}

/// The scheme and the host of an address.
fn host(url: &str) -> Vec<&str> {
    url.trim().split('/').take(3).collect()
}

/// The actions of a section whose endpoint may not be asked: `own` and `local` as of [`outward`].
pub fn foreign_actions(
    value: &Map<String, Value>,
    own: Option<&str>,
    local: bool,
) -> Vec<FieldFault> {
    let given = value.get("self_service").and_then(Value::as_array).into_iter().flatten();
    let fault = |(n, action): (usize, &Value)| {
        let why = outward(action.get("url")?.as_str()?.trim(), own, local).err()?;
        Some(FieldFault { field: format!("self_service[{n}].url"), message: why.to_string() })
    };
    given.enumerate().filter_map(fault).collect()
}

impl SiteObject {
    /// An action and with what its requests are signed: for the edge that makes them, and nobody else.
    pub fn action(&self, id: &str) -> Option<(ActionSetting, Secret)> {
        let action = self.profile.as_ref()?.settings.action(id)?;
        Some((action.clone(), self.action_secrets.get(id)?.clone()))
    }

    /// What an owner wrote without what is not of the settings: addresses of calendars, secrets of actions.
    pub(super) fn taken(
        &self,
        section: Section,
        value: &Map<String, Value>,
    ) -> Result<Taken, Vec<FieldFault>> {
        if section != Section::SelfService {
            return calendars::taken(section, value, &self.calendars);
        }
        let before = self.profile.as_ref().map(|profile| &profile.settings.self_service[..]);
        taken(value, &self.action_secrets, before.unwrap_or_default())
    }

    /// What of those is stored of a section.
    pub(super) fn kept_beside(&self, section: Section) -> &BTreeMap<String, Secret> {
        if section == Section::SelfService { &self.action_secrets } else { &self.calendars }
    }

    /// Takes over other secrets, and tells that they are others. None is told itself.
    pub(super) fn secrets_changed(
        &mut self,
        by: &ChangedBy,
        after: Addresses,
        entries: &mut Vec<AuditEntry>,
    ) {
        let old = &self.action_secrets;
        let another = |id: &&String| old.get(*id).is_some_and(|old| after.get(*id) != Some(old));
        let told = |text: &str| Some(Value::from(text).to_string());
        let field = |id: &String| AuditField {
            field: format!("self_service[{id}].secret"),
            before: told("one"),
            after: told("another"),
        };
        let fields: Vec<AuditField> = after.keys().filter(another).map(field).collect();
        self.action_secrets = after;
        if entries.is_empty() && !fields.is_empty() {
            let stamp = Stamp { version: self.revision, by: by.clone() };
            self.sections.insert(Section::SelfService, stamp);
            entries.push(AuditEntry::new(by, said(Section::SelfService).to_owned(), fields));
        }
    }
}
