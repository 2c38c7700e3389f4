//! The section of the systems that are asked about a customer: their secrets are written, and never shown.

use super::audit::{AuditEntry, diff};
use super::sections::{NotSaved, Stamp};
use super::{SiteObject, sections};
use crate::outward;
use serde_json::{Map, Value, json};
use warmline_handoff::sources::{self, Asks, ProfileSource};
use warmline_wire::settings::{AuditField, ChangedBy, FieldFault, SaveSection, Section};

/// As owners see them: `true` for a secret.
pub(super) fn shown(sources: &[ProfileSource]) -> Map<String, Value> {
    let shown = |source: &ProfileSource| {
        let mut value = serde_json::to_value(source).unwrap_or_default();
        if let Some(secret) = value.get_mut("secret") {
            *secret = true.into();
        }
        value
    };
    let all: Vec<Value> = sources.iter().map(shown).collect();
    Map::from_iter((!all.is_empty()).then(|| ("sources".to_owned(), all.into())))
}

/// Reads what an owner wrote. `true` in place of a secret keeps the one that is stored under that id.
pub(super) fn read(
    value: &Map<String, Value>,
    stored: &[ProfileSource],
) -> Result<Vec<ProfileSource>, Vec<FieldFault>> {
    let fault = |field: String, message: String| FieldFault { field, message };
    let unknown = value.keys().filter(|field| *field != "sources");
    let mut faults: Vec<FieldFault> =
        unknown.map(|field| fault(field.clone(), "there is no such setting here".into())).collect();
    let given = match value.get("sources") {
        None => &[][..],
        Some(Value::Array(given)) => given,
        Some(_) => {
            faults.push(fault("sources".into(), "a list".into()));
            &[]
        }
    };
    let mut read = Vec::new();
    for (n, given) in given.iter().enumerate() {
        match one(given.clone(), stored) {
            Ok(source) => read.push(source),
            Err((path, message)) => faults.push(fault(format!("sources[{n}]{path}"), message)),
        }
    }
    if faults.is_empty()
        && let Err(why) = sources::check(&read)
    {
        let (field, message) = why.split_once(": ").unwrap_or(("sources", &why));
        faults.push(fault(field.to_owned(), message.to_owned()));
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

fn one(mut given: Value, stored: &[ProfileSource]) -> Result<ProfileSource, (String, String)> {
    let secret = given.as_object_mut().and_then(|given| given.remove("secret"));
    let keeps = secret == Some(Value::Bool(true));
    if let (Some(secret), Some(given)) =
        (secret.filter(|s| !keeps && !s.is_null()), given.as_object_mut())
    {
        given.insert("secret".into(), secret);
    }
    let mut source: ProfileSource = serde_path_to_error::deserialize(given).map_err(|error| {
        let path = error.path().to_string();
        let path = if path == "." { String::new() } else { format!(".{path}") };
        (path, error.into_inner().to_string())
    })?;
    if keeps {
        // Sent somewhere else, it would be known there.
        let same =
            |old: &&ProfileSource| old.id == source.id && host(&old.url) == host(&source.url);
        let kept = stored.iter().find(same).and_then(|old| old.secret.clone());
        let message = "write it again: it is kept for the same id and the same host only";
        source.secret = Some(kept.ok_or((".secret".into(), message.into()))?);
    }
    Ok(source)
}

/// The scheme and the host of an address.
fn host(url: &str) -> Vec<&str> {
    url.split('/').take(3).collect()
}

/// The sources of a section whose address may not be asked: `own` and `local` as of [`outward`].
pub fn foreign_addresses(
    value: &Map<String, Value>,
    own: Option<&str>,
    local: bool,
) -> Vec<FieldFault> {
    let given = value.get("sources").and_then(Value::as_array).into_iter().flatten();
    let fault = |(n, given): (usize, &Value)| {
        let mut given = given.clone();
        given.as_object_mut()?.remove("secret");
        let source: ProfileSource = serde_json::from_value(given).ok()?;
        let why = outward(&source.sample_url(), own, local).err()?;
        Some(FieldFault { field: format!("sources[{n}].url"), message: why.to_string() })
    };
    given.enumerate().filter_map(fault).collect()
}

impl SiteObject {
    pub(super) fn save_sources(
        &mut self,
        by: &ChangedBy,
        save: &SaveSection,
    ) -> Result<Option<AuditEntry>, NotSaved> {
        let after = read(&save.value, &self.sources).map_err(NotSaved::Faults)?;
        if after == self.sources {
            return Ok(None);
        }
        self.changed();
        Ok(self.sources_changed(by, after))
    }

    /// Takes over other sources, and tells what changed. No secret is told.
    pub(super) fn sources_changed(
        &mut self,
        by: &ChangedBy,
        after: Vec<ProfileSource>,
    ) -> Option<AuditEntry> {
        if after == self.sources {
            return None;
        }
        let (was, is) = (json!(shown(&self.sources)), json!(shown(&after)));
        let mut fields = diff("", Some(&was), Some(&is));
        for (n, source) in after.iter().enumerate() {
            let old = self.sources.iter().find(|old| old.id == source.id);
            if old.is_some_and(|old| {
                old.secret.is_some() && source.secret.is_some() && old.secret != source.secret
            }) {
                let told = |text: &str| Some(json!(text).to_string());
                let (before, after) = (told("one"), told("another"));
                fields.push(AuditField { field: format!("sources[{n}].secret"), before, after });
            }
        }
        self.sections.insert(Section::Sources, Stamp { version: self.revision, by: by.clone() });
        if let Some(profile) = &mut self.profile {
            profile.asks = Asks::of(&after);
        }
        self.sources = after;
        Some(AuditEntry::new(by, sections::said(Section::Sources).to_owned(), fields))
    }
}
