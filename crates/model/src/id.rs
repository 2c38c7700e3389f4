//! Names of things. Each is checked where it enters, so that inside the house it can be trusted.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text can't be an id: which kind, and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdError {
    /// The kind of id that was expected.
    pub kind: &'static str,
    /// The greatest length allowed, in bytes.
    pub max: usize,
}

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} must be 1 to {} characters of a-z, A-Z, 0-9, '-' or '_'", self.kind, self.max)
    }
}

impl std::error::Error for IdError {}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $max:literal) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks a text: ASCII letters, digits, `-` and `_` only, and not too long.
            pub fn new(text: impl Into<String>) -> Result<Self, IdError> {
                let text = text.into();
                let allowed = |b: u8| b.is_ascii_alphanumeric() || b == b'-' || b == b'_';
                if text.is_empty() || text.len() > $max || !text.bytes().all(allowed) {
                    return Err(IdError { kind: $kind, max: $max });
                }
                Ok(Self(text))
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> String {
                id.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// A tenant: the key in the script tag's `data-site`.
    SiteId, "site", 40
);
text_id!(
    /// One visitor's conversation within a site.
    ConversationId, "conversation", 40
);
text_id!(
    /// One agent within a site.
    AgentId, "agent", 40
);
text_id!(
    /// The name a client gives one of its actions, so that repeating it is harmless.
    ClientId, "client_id", 40
);

text_id!(
    /// Somebody who can be called when nobody works, within a site.
    ContactId, "contact", 40
);

text_id!(
    /// One file within a conversation.
    AttachmentId, "attachment", 40
);

/// The place of an entry in a conversation's log: 1, 2, 3, … without gaps. 0 is "nothing yet".
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Seq(pub u64);

impl Seq {
    /// The place after this one.
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// Counts changes of ownership in a conversation. What was begun under an older epoch is refused.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Epoch(pub u32);

/// Counts handoffs in a conversation: the first is 1. The unit that desk and metrics count.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(transparent)]
pub struct Episode(pub u32);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_with_a_slash_or_without_text_is_refused_and_says_what_is_allowed() {
        for bad in ["", "a/b", "a b", "ü", &"x".repeat(41)] {
            let error = SiteId::new(bad).expect_err(bad);
            assert!(error.to_string().contains("1 to 40 characters"), "{error}");
        }
        assert_eq!(SiteId::new("acme-1").map(String::from).as_deref(), Ok("acme-1"));
    }
}
