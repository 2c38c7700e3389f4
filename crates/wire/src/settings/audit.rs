//! The audit log: who changed what.

use super::ChangedBy;
use serde::{Deserialize, Serialize};

/// `GET …/settings/audit?before=`: the newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditPage {
    /// At most 100.
    pub lines: Vec<AuditLine>,
    /// Whether there are older ones.
    pub more: bool,
}

/// A change that somebody made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditLine {
    /// Its number, from 1.
    pub n: u64,
    /// By whom, and when.
    pub by: ChangedBy,
    /// What was done, as in "Changed the thresholds".
    pub what: String,
    /// Each field that changed: its path, before, after; never a secret.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<AuditField>,
}

/// One field's change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditField {
    /// Its path.
    pub field: String,
    /// Before, at most 200 characters of JSON; absent: there was nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<String>,
    /// After.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}
