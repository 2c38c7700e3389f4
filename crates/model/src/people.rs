//! Agents' status and roles, departments, skills, and service tiers.

use crate::IdError;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What an agent says of themselves. Only `Available` is ever offered a conversation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Ready for conversations, up to capacity.
    Available,
    /// Working, but wants no new conversation.
    Busy,
    /// Away for a while.
    Break,
    /// Not at work; also whoever is not connected.
    #[default]
    Offline,
}

/// What an agent may do, each more than the one before.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Serve customers.
    #[default]
    Agent,
    /// Also watch, whisper and take over.
    Supervisor,
    /// Also set the site up.
    Owner,
}

/// How urgent a handoff is, most urgent first.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Tier {
    /// Security breach, outage, VIP, health or safety.
    Critical,
    /// Billing dispute, angry customer, legal.
    High,
    /// General, or the customer prefers a person.
    #[default]
    Standard,
    /// Information the bot could partly give.
    Low,
}

impl Tier {
    /// All four, most urgent first.
    pub const ALL: [Self; 4] = [Self::Critical, Self::High, Self::Standard, Self::Low];
}

/// The longest name of a department or a skill, in bytes.
const MAX_LABEL: usize = 24;

macro_rules! label {
    ($(#[$doc:meta])* $name:ident, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name([u8; MAX_LABEL]);

        impl $name {
            /// Checks a text: 1 to 24 characters of a-z, 0-9, `-` and `_`.
            ///
            /// # Errors
            /// What is allowed.
            pub fn new(text: &str) -> Result<Self, IdError> {
                let allowed = |b: u8| {
                    b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_'
                };
                let fits = !text.is_empty() && text.len() <= MAX_LABEL;
                if !fits || !text.bytes().all(allowed) {
                    return Err(IdError { kind: $kind, max: MAX_LABEL });
                }
                Ok(Self::fixed(text.as_bytes()))
            }

            const fn fixed(text: &[u8]) -> Self {
                let mut bytes = [0; MAX_LABEL];
                let mut n = 0;
                while n < text.len() {
                    bytes[n] = text[n];
                    n += 1;
                }
                Self(bytes)
            }

            /// As text.
            pub fn as_str(&self) -> &str {
                let end = self.0.iter().position(|b| *b == 0).unwrap_or(MAX_LABEL);
                std::str::from_utf8(&self.0[..end]).unwrap_or_default()
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::new(&text)
            }
        }

        impl From<$name> for String {
            fn from(label: $name) -> String {
                label.as_str().to_owned()
            }
        }
    };
}

label!(
    /// The team a conversation goes to. A site has the six of the constants, and its own.
    Department, "department"
);
label!(
    /// What an agent is good at. Each agent has the skill that bears their department's name.
    Skill, "skill"
);

#[allow(missing_docs)]
impl Department {
    pub const SUPPORT: Self = Self::fixed(b"support");
    pub const BILLING: Self = Self::fixed(b"billing");
    pub const TECHNICAL: Self = Self::fixed(b"technical");
    pub const SALES: Self = Self::fixed(b"sales");
    pub const SECURITY: Self = Self::fixed(b"security");
    pub const RETENTION: Self = Self::fixed(b"retention");

    /// The six that every site begins with.
    pub const DEFAULT: [Self; 6] = [
        Self::SUPPORT,
        Self::BILLING,
        Self::TECHNICAL,
        Self::SALES,
        Self::SECURITY,
        Self::RETENTION,
    ];
}

impl Skill {
    /// Of whoever may be given any matter of security.
    pub const SENIOR: Self = Self::fixed(b"senior");
}

impl Default for Department {
    fn default() -> Self {
        Self::SUPPORT
    }
}

impl Department {
    /// The name shown to a customer where the site gave none: "our Support team".
    pub fn name(&self) -> String {
        let words = self.as_str().replace(['-', '_'], " ");
        let mut letters = words.chars();
        letters
            .next()
            .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
    }
}

impl From<Department> for Skill {
    fn from(department: Department) -> Self {
        Self(department.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_department_is_a_short_label_and_has_a_name() {
        assert_eq!(Department::new("after-sales").map(|d| d.name()), Ok("After sales".to_owned()));
        for bad in ["", "Billing", "a b", "departments-with-long-names", "b\u{0}"] {
            assert!(Department::new(bad).is_err(), "{bad:?}");
        }
        let json = serde_json::to_string(&Department::BILLING).expect("a text");
        assert_eq!(json, "\"billing\"");
        assert_eq!(serde_json::from_str::<Department>(&json).ok(), Some(Department::BILLING));
        assert!(serde_json::from_str::<Department>("\"\"").is_err());
    }
}
