//! The section of the systems that packages and letters go to: their secrets are written, and never shown.

use super::SiteObject;
use super::audit::{AuditEntry, diff};
use super::sections::{self, NotSaved, Stamp};
use crate::outgoing::{self, DestinationSetting};
use crate::outward;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use warmline_wire::settings::{AuditField, ChangedBy, FieldFault, SaveSection, Section};

/// The fields of systems that are secrets, by the pointer from the system.
const SECRETS: [&str; 7] =
    ["token", "api_key", "routing_key", "secret", "secret_before", "way/token", "way/address"];

/// As owners see them: `true` for a secret.
pub(super) fn shown(all: &[DestinationSetting]) -> Map<String, Value> {
    let shown: Vec<Value> = all.iter().map(DestinationSetting::shown).collect();
    Map::from_iter((!shown.is_empty()).then(|| ("destinations".to_owned(), shown.into())))
}

/// Reads what an owner wrote. `true` in place of a secret keeps the one that is stored under that id.
pub(super) fn read(
    value: &Map<String, Value>,
    stored: &[DestinationSetting],
) -> Result<Vec<DestinationSetting>, Vec<FieldFault>> {
    let fault = |field: String, message: String| FieldFault { field, message };
    let unknown = value.keys().filter(|field| *field != "destinations");
    let mut faults: Vec<FieldFault> =
        unknown.map(|field| fault(field.clone(), "there is no such setting here".into())).collect();
    let given = match value.get("destinations") {
        None => &[][..],
        Some(Value::Array(given)) => given,
        Some(_) => {
            faults.push(fault("destinations".into(), "a list".into()));
            &[]
        }
    };
    let mut read = Vec::new();
    for (n, given) in given.iter().enumerate() {
        match one(given.clone(), stored) {
            Ok(destination) => read.push(destination),
            Err((path, message)) => faults.push(fault(format!("destinations[{n}]{path}"), message)),
        }
    }
    if faults.is_empty() {
        faults = outgoing::check(&read);
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

fn one(
    mut given: Value,
    stored: &[DestinationSetting],
) -> Result<DestinationSetting, (String, String)> {
    let id = given.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let kept = stored.iter().find(|old| old.id == id);
    let kept_json = kept.and_then(|old| serde_json::to_value(old).ok()).unwrap_or_default();
    let mut keeps = None;
    for name in SECRETS {
        let Some(secret) = given.pointer_mut(&format!("/system/{name}")) else { continue };
        // An address is a secret only where Slack's is.
        match secret {
            Value::Bool(true) => {
                keeps = Some(name);
                let old = kept_json.pointer(&format!("/system/{name}")).cloned();
                *secret = old.unwrap_or_else(|| "".into());
            }
            Value::Bool(false) | Value::Null => *secret = "".into(),
            _ => {}
        }
    }
    let given_kind =
        given.pointer("/system/kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    let destination: DestinationSetting =
        serde_path_to_error::deserialize(given).map_err(|error| {
            let path = error.path().to_string();
            let path = if path == "." { String::new() } else { format!(".{path}") };
            let said = error.into_inner().to_string();
            // Forms leave out what is empty.
            match said.strip_prefix("missing field `").and_then(|rest| rest.split_once('`')) {
                Some((field, _)) if path == ".system" => {
                    (missing_at(&given_kind, field), "this is needed".into())
                }
                Some(("system", _)) => (".system.kind".into(), "choose which system it is".into()),
                _ => (path, said),
            }
        })?;
    if let Some(name) = keeps
        && kept.is_none_or(|old| old.place() != destination.place())
    {
        // Sent somewhere else, it would be known there.
        let message = "enter it again: it is kept for the same destination only";
        return Err((format!(".system.{}", name.replace('/', ".")), message.into()));
    }
    Ok(destination)
}

/// The place of a field that is missing.
fn missing_at(kind: &str, field: &str) -> String {
    let way = if kind == "slack" && field != "way" { "way." } else { "" };
    format!(".system.{way}{field}")
}

/// The destinations of a section whose address may not be called: `own` and `local` as of [`outward`].
pub fn foreign_destinations(
    value: &Map<String, Value>,
    own: Option<&str>,
    local: bool,
) -> Vec<FieldFault> {
    let given = value.get("destinations").and_then(Value::as_array).into_iter().flatten();
    let fault = |(n, given): (usize, &Value)| {
        let address = given.pointer("/system/address")?.as_str()?;
        let why = outward(address, own, local).err()?;
        let field = format!("destinations[{n}].system.address");
        Some(FieldFault { field, message: why.to_string() })
    };
    given.enumerate().filter_map(fault).collect()
}

impl SiteObject {
    pub(super) fn destination_names(&self) -> BTreeMap<&str, &str> {
        self.destinations.iter().map(|one| (one.id.as_str(), one.name.as_str())).collect()
    }

    /// Saves where packages and letters go; the log tells what changed, and no secret.
    pub(super) fn save_destinations(
        &mut self,
        by: &ChangedBy,
        save: &SaveSection,
    ) -> Result<Option<AuditEntry>, NotSaved> {
        let after = read(&save.value, &self.destinations).map_err(NotSaved::Faults)?;
        if after == self.destinations {
            return Ok(None);
        }
        self.changed();
        let (was, is) = (json!(shown(&self.destinations)), json!(shown(&after)));
        let mut fields = diff("", Some(&was), Some(&is));
        for (n, new) in after.iter().enumerate() {
            let old = self.destinations.iter().find(|old| old.id == new.id);
            let old = old.map(|old| old.system.secrets()).unwrap_or_default();
            for (name, secret) in new.system.secrets() {
                let other = old.iter().any(|(field, was)| {
                    *field == name && *was != secret && !was.is_empty() && !secret.is_empty()
                });
                if other {
                    let told = |text: &str| Some(json!(text).to_string());
                    let field = format!("destinations[{n}].system.{name}");
                    let (before, after) = (told("one"), told("another"));
                    fields.push(AuditField { field, before, after });
                }
            }
        }
        let stamp = Stamp { version: self.revision, by: by.clone() };
        self.sections.insert(Section::Destinations, stamp);
        self.destinations = after;
        let said = sections::said(Section::Destinations).to_owned();
        Ok(Some(AuditEntry::new(by, said, fields)))
    }
}
