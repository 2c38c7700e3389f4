//! Agents' status, departments and service tiers.

use serde::{Deserialize, Serialize};

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

/// The team a conversation goes to.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Department {
    #[default]
    Support,
    Billing,
    Technical,
    Sales,
    Security,
    Retention,
}

impl Department {
    /// The name shown to a customer: "our Support team".
    pub const fn name(self) -> &'static str {
        match self {
            Self::Support => "Support",
            Self::Billing => "Billing",
            Self::Technical => "Technical",
            Self::Sales => "Sales",
            Self::Security => "Security",
            Self::Retention => "Retention",
        }
    }
}
