//! A key or token of the owner's: it can be used, and never printed or serialized.

use serde::{Deserialize, Serialize, Serializer};
use std::fmt;

/// A secret. Debug shows no character of it, and it serializes as an empty text: whoever stores settings
/// keeps secrets apart ([`crate::Destination::secrets`]).
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct Secret(String);

impl Secret {
    /// A secret as the owner pasted it; blanks and line ends around it are not part of it.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// Its text, to be sent and nothing else.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether none was entered.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(&text)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("")
    }
}
