//! The name of one delivery: the same at each attempt, so that a receiver can tell a repetition.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fmt;

/// `wl` and 24 hexadecimal digits: one word, short enough for a tag, without a full stop (a signed
/// webhook must not have one in its id).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Key(String);

impl Key {
    /// The key of what these parts name together, such as site, conversation, event, its number and the
    /// destination's id. The same parts always give the same key; other parts another.
    pub fn of(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            // With its length before it: "ab" and "c" are not "a" and "bc".
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let digits = hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect();
        let digits: String = digits;
        Self(format!("wl{digits}"))
    }

    /// The key as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
