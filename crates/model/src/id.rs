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

/// The signs of Crockford's base 32: none that are taken for another.
const SIGNS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl ConversationId {
    /// The number that a customer and the team call the conversation by: `T-7KQ2-M9XA`. It follows from the id
    /// and does not give it away.
    pub fn ticket(&self) -> String {
        let fold = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        let mut hash = self.0.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, fold);
        // Ids that differ in one sign only are told apart in all signs of the number.
        for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
            hash = (hash ^ (hash >> 33)).wrapping_mul(factor);
        }
        hash ^= hash >> 33;
        let sign = |place: u32| {
            let five = usize::try_from((hash >> (5 * place)) & 31).unwrap_or_default();
            SIGNS.get(five).map_or('0', |sign| char::from(*sign))
        };
        let group = |places: std::ops::Range<u32>| places.map(sign).collect::<String>();
        format!("T-{}-{}", group(0..4), group(4..8))
    }
}

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

    #[test]
    fn a_conversation_has_one_ticket_number_for_ever_and_hardly_ever_another_ones() {
        // the first is held here, so that numbers that customers have stay theirs.
        let ticket = |id: String| ConversationId::new(id).expect("an id").ticket();
        assert_eq!(ticket("c1".into()), "T-34WJ-31KT");
        let mut all: Vec<String> = (0..100_000).map(|n| ticket(format!("c{n}"))).collect();
        assert!(all.iter().all(|t| t.len() == 11 && t.bytes().filter(|b| *b == b'-').count() == 2));
        all.sort_unstable();
        all.dedup();
        assert!(all.len() >= 99_990, "{}", all.len());
    }
}
