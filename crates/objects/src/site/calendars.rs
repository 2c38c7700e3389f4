//! The addresses of calendars: secrets, written and never shown; the settings only know that there are calendars.

use super::SiteObject;
use super::audit::AuditEntry;
use super::sections::{Stamp, said};
use crate::outward;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use warmline_handoff::sources::Secret;
use warmline_wire::settings::{AuditField, ChangedBy, FieldFault, Section};

/// The longest address, in characters.
const MAX_ADDRESS: usize = 1_000;

/// Addresses by the ids of their calendars.
pub(crate) type Addresses = BTreeMap<String, Secret>;

/// A section as owners see it: `true` for an address that is stored.
pub(super) fn shown(mut value: Map<String, Value>, stored: &Addresses) -> Map<String, Value> {
    for calendar in value.get_mut("calendars").and_then(Value::as_array_mut).into_iter().flatten() {
        let known = calendar["id"].as_str().is_some_and(|id| stored.contains_key(id));
        if let (true, Some(calendar)) = (known, calendar.as_object_mut()) {
            calendar.insert("address".into(), true.into());
        }
    }
    value
}

/// The settings without addresses, and the addresses, where the section has any.
type Taken = (Map<String, Value>, Option<Addresses>);

/// Takes the addresses out of what an owner wrote. `true` in place of one keeps the one that is stored under that id.
pub(super) fn taken(
    section: Section,
    value: &Map<String, Value>,
    stored: &Addresses,
) -> Result<Taken, Vec<FieldFault>> {
    let mut value = value.clone();
    if section != Section::Calls {
        return Ok((value, None));
    }
    let mut addresses = Addresses::new();
    let mut faults = Vec::new();
    let given = value.get_mut("calendars").and_then(Value::as_array_mut);
    for (n, calendar) in given.into_iter().flatten().enumerate() {
        let Some(calendar) = calendar.as_object_mut() else { continue };
        let id = calendar.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
        let address = match calendar.remove("address") {
            Some(Value::Bool(true)) => stored.get(&id).cloned(),
            Some(Value::String(text)) => Some(written(&text).into()),
            _ => None,
        };
        let fault = match &address {
            None => Some("the address under which the calendar can be read is needed".to_owned()),
            Some(address) => fault(address.reveal()),
        };
        if let Some(message) = fault {
            faults.push(FieldFault { field: format!("calendars[{n}].address"), message });
        }
        addresses.extend(address.map(|address| (id, address)));
    }
    if faults.is_empty() { Ok((value, Some(addresses))) } else { Err(faults) }
}

/// An address as it is asked: calendars write `webcal` for `https`.
fn written(text: &str) -> String {
    let text = text.trim();
    match text.strip_prefix("webcal://").or_else(|| text.strip_prefix("webcals://")) {
        Some(rest) => format!("https://{rest}"),
        None => text.to_owned(),
    }
}

fn fault(address: &str) -> Option<String> {
    let long = address.chars().count() > MAX_ADDRESS;
    long.then(|| format!("at most {MAX_ADDRESS} characters"))
}

/// The calendars of a section whose address may not be asked: `own` and `local` as of [`outward`].
pub fn foreign_calendars(
    value: &Map<String, Value>,
    own: Option<&str>,
    local: bool,
) -> Vec<FieldFault> {
    let given = value.get("calendars").and_then(Value::as_array).into_iter().flatten();
    let fault = |(n, calendar): (usize, &Value)| {
        let why = outward(&written(calendar.get("address")?.as_str()?), own, local).err()?;
        Some(FieldFault { field: format!("calendars[{n}].address"), message: why.to_string() })
    };
    given.enumerate().filter_map(fault).collect()
}

impl SiteObject {
    /// The addresses of the calendars, by their ids: for the edge that reads them, and nobody else.
    pub fn calendar_addresses(&self) -> &BTreeMap<String, Secret> {
        &self.calendars
    }

    /// Takes over other addresses, and tells that they are others. None is told itself.
    pub(super) fn addresses_changed(
        &mut self,
        by: &ChangedBy,
        after: Addresses,
        entries: &mut Vec<AuditEntry>,
    ) {
        let another =
            |id: &&String| self.calendars.get(*id).is_some_and(|old| after.get(*id) != Some(old));
        let told = |text: &str| Some(Value::from(text).to_string());
        let field = |id: &String| AuditField {
            field: format!("calendars[{id}].address"),
            before: told("one"),
            after: told("another"),
        };
        let fields: Vec<AuditField> = after.keys().filter(another).map(field).collect();
        self.calendars = after;
        if entries.is_empty() && !fields.is_empty() {
            let stamp = Stamp { version: self.revision, by: by.clone() };
            self.sections.insert(Section::Calls, stamp);
            entries.push(AuditEntry::new(by, said(Section::Calls).to_owned(), fields));
        }
    }
}
