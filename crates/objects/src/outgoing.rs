//! What leaves for a site's other systems: what is handed over, and where it goes by the settings.

mod destinations;

pub(crate) use destinations::check;
pub use destinations::{DestinationSetting, MAX_DESTINATIONS};

use serde::{Deserialize, Serialize};
use warmline_model::{Card, ConversationId, Happened, Letter, Timestamp};

/// A call to the object that delivers to a site's other systems. Repeating any of them is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum OutgoingCall {
    /// From a conversation or a desk: this is to leave.
    Deliver(Box<Delivery>),
}

/// Something that is to leave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delivery {
    /// Its name within the site: what has the same is delivered once to each destination.
    pub key: String,
    /// What happened.
    pub happened: Happened,
    /// When.
    pub at: Timestamp,
    /// In which conversation.
    pub conversation: ConversationId,
    /// The ticket's number, as the customer was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// What was promised to the customer and by when, in words for the team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promised: Option<String>,
    /// What was known at that moment.
    pub card: Card,
    /// Words for one person, in place of the note for the team: they go by the destination that carries letters
    /// to such an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letter: Option<Letter>,
    /// The id of the destination that gets it, whatever that one wants; absent: each that wants what happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}
