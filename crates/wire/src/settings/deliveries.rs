//! What left for a site's other systems, as supervisors and owners see it.

use serde::{Deserialize, Serialize};
use warmline_model::{ConversationId, Happened, Timestamp};

/// How many delivered ones are listed.
pub const DELIVERED_SHOWN: usize = 50;

/// `GET …/settings/deliveries`. What was delivered is told without what was in it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryList {
    /// Given up: each waits for somebody to decide, the newest first.
    pub dead: Vec<DeliveryLine>,
    /// On their way, the oldest first; at most 200.
    pub waiting: Vec<DeliveryLine>,
    /// How many are on their way.
    pub waiting_in_all: usize,
    /// Delivered, the newest first; at most [`DELIVERED_SHOWN`].
    pub delivered: Vec<DeliveryLine>,
}

/// One package, or one letter, on its way to one system.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryLine {
    /// Its name, as it stands in the other system where that shows one.
    pub key: String,
    /// The id of the destination; empty: any that carries letters to such an address.
    pub destination: String,
    /// The destination's name; absent: it is gone from the settings.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Which system.
    pub system: String,
    /// What happened; absent once it is delivered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<Happened>,
    /// Whether it is a letter to the customer.
    pub letter: bool,
    /// Which conversation.
    pub conversation: ConversationId,
    /// Since when it is so: on its way, delivered, given up.
    pub since: Timestamp,
    /// How many calls failed.
    pub attempts: u32,
    /// When it is tried next, where it waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_at: Option<Timestamp>,
    /// Where it can be seen there, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Why it was given up, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// Whether it may have arrived all the same.
    #[serde(default)]
    pub may_have_arrived: bool,
    /// Whether resending looks there first.
    #[serde(default)]
    pub looks: bool,
}

/// `POST …/settings/deliveries/{key}/resend`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResendDelivery {
    /// Whether somebody looked, and it is not there: then it is sent without a look-up.
    #[serde(default)]
    pub missing: bool,
}

/// The answer to `POST …/settings/destinations/{id}/test`, which sends a test package as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestDone {
    /// Whether the system took it.
    pub delivered: bool,
    /// What it answered, in words; no secret is in it.
    pub says: String,
}
