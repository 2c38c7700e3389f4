//! The audit log: each change with what every field was before and is after, never a secret.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeSet;
use warmline_wire::settings::{AuditField, AuditLine, ChangedBy};

/// The longest value, in characters of JSON.
const MAX_VALUE: usize = 200;
/// How many fields one change names; those after are counted.
const MAX_FIELDS: usize = 200;

/// A change, as it is stored: its number is its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    by: ChangedBy,
    what: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) fields: Vec<AuditField>,
}

impl AuditEntry {
    pub(super) fn new(by: &ChangedBy, what: String, mut fields: Vec<AuditField>) -> Self {
        let more = fields.len().saturating_sub(MAX_FIELDS);
        fields.truncate(MAX_FIELDS);
        if more > 0 {
            let after = Some(format!("{more} more"));
            fields.push(AuditField { field: "…".into(), before: None, after });
        }
        Self { by: by.clone(), what, fields }
    }

    /// The entry with its number.
    pub fn line(self, n: u64) -> AuditLine {
        let Self { by, what, fields } = self;
        AuditLine { n, by, what, fields }
    }
}

/// Each field that differs, down to plain values and lists of them.
pub(super) fn diff(path: &str, before: Option<&Value>, after: Option<&Value>) -> Vec<AuditField> {
    let mut fields = Vec::new();
    walk(path, before, after, &mut fields);
    fields
}

fn walk(path: &str, before: Option<&Value>, after: Option<&Value>, out: &mut Vec<AuditField>) {
    if before == after {
        return;
    }
    match (before, after) {
        (Some(Value::Object(_)) | None, Some(Value::Object(_)))
        | (Some(Value::Object(_)), None) => {
            let keys = |value: Option<&Value>| -> BTreeSet<String> {
                let map = value.and_then(Value::as_object);
                map.into_iter().flat_map(|map| map.keys().cloned()).collect()
            };
            let mut all = keys(before);
            all.extend(keys(after));
            for key in all {
                let of = |value: Option<&Value>| value.and_then(|v| v.get(&key)).cloned();
                let at = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                walk(&at, of(before).as_ref(), of(after).as_ref(), out);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new)))
            if old.iter().chain(new).any(Value::is_object) =>
        {
            for n in 0..old.len().max(new.len()) {
                walk(&format!("{path}[{n}]"), old.get(n), new.get(n), out);
            }
        }
        _ => out.push(AuditField {
            field: path.to_owned(),
            before: before.map(cut),
            after: after.map(cut),
        }),
    }
}

fn cut(value: &Value) -> String {
    let json = value.to_string();
    match json.char_indices().nth(MAX_VALUE - 1) {
        Some((at, _)) if json.chars().count() > MAX_VALUE => format!("{}…", &json[..at]),
        _ => json,
    }
}
