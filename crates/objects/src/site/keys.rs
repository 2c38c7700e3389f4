//! Keys for the HTTP API: shown once, kept as hashes, void at once when revoked.

use super::SiteObject;
use super::audit::AuditEntry;
use serde::{Deserialize, Serialize};
use warmline_wire::settings::{ApiKey, ChangedBy, FieldFault, KeyScope, NewKey};

/// How many keys a site may have.
const MAX_KEYS: usize = 50;
/// The longest name, in characters.
const MAX_NAME: usize = 80;

/// A key as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct StoredKey {
    #[serde(flatten)]
    key: ApiKey,
    /// SHA-256 of the secret.
    hash: String,
}

impl SiteObject {
    /// What the key with this hash opens.
    pub fn key(&self, hash: &str) -> Option<KeyScope> {
        self.keys.iter().find(|stored| stored.hash == hash).map(|stored| stored.key.scope)
    }

    /// The newest first.
    pub(super) fn keys(&self) -> Vec<ApiKey> {
        self.keys.iter().rev().map(|stored| stored.key.clone()).collect()
    }

    pub(super) fn make_key(
        &mut self,
        by: &ChangedBy,
        new: NewKey,
        id: String,
        hash: String,
    ) -> Result<(ApiKey, AuditEntry), FieldFault> {
        let refuse = |message: String| FieldFault { field: "name".into(), message };
        let name = new.name.trim().to_owned();
        let fits = (1..=MAX_NAME).contains(&name.chars().count());
        if !fits || name.contains(char::is_control) {
            return Err(refuse(format!("1 to {MAX_NAME} characters")));
        }
        if self.keys.len() >= MAX_KEYS {
            let message = format!("a site may have {MAX_KEYS} keys; revoke one first");
            return Err(refuse(message));
        }
        let entry = AuditEntry::new(by, format!("Made the key \"{name}\""), Vec::new());
        let key = ApiKey { id, name, scope: new.scope, made: by.clone() };
        self.changed();
        self.keys.push(StoredKey { key: key.clone(), hash });
        Ok((key, entry))
    }

    pub(super) fn revoke_key(&mut self, by: &ChangedBy, id: &str) -> Option<AuditEntry> {
        let at = self.keys.iter().position(|stored| stored.key.id == id)?;
        let gone = self.keys.remove(at);
        self.changed();
        Some(AuditEntry::new(by, format!("Revoked the key \"{}\"", gone.key.name), Vec::new()))
    }
}
