//! What leaves for a site's other systems: what is handed over, where it goes by the settings, and the object
//! that has it delivered.

mod bounds;
mod conversation;
mod destinations;
mod limits;
mod object;
pub(crate) mod routes;
#[cfg(test)]
mod tests;

pub use bounds::MAX_JOB;
pub(crate) use conversation::{call_off_of, letter_of, package_of};
pub(crate) use destinations::check;
pub use destinations::{DestinationSetting, MAX_DESTINATIONS};
pub use object::{OutgoingObject, OutgoingTurn};
pub use routes::{OutgoingRoute, OutgoingRoutes, test_package};

use serde::{Deserialize, Serialize};
use warmline_model::{CallNews, Card, ConversationId, Happened, Letter, SiteId, Timestamp};
use warmline_outgoing::{Call, Failure, Key, Kind, Outcome, Package};

/// A call to the object that delivers to a site's other systems. Repeating any of them is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum OutgoingCall {
    /// From a conversation or a desk: this is to leave.
    Deliver(Box<Delivery>),
    /// From the edge: a call to another system ended.
    Ended {
        /// Whose.
        key: Key,
        /// Which call.
        request: Call,
        /// How.
        ended: Ended,
    },
    /// From the edge: what is on its way and what became of the rest. Answer: a body,
    /// [`warmline_wire::settings::DeliveryList`], without the destinations' names.
    List,
    /// From the edge: send a dead letter again.
    Resend {
        /// Which.
        key: Key,
        /// Whether somebody looked, and it is not there.
        missing: bool,
    },
    /// From the edge: a dead letter is not wanted any more.
    Discard {
        /// Which.
        key: Key,
    },
}

/// How a call to another system ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ended {
    /// It was answered.
    Answered(Outcome),
    /// It was not.
    Failed(Failure),
    /// No request could be made, and why, for an owner.
    Faulted(String),
}

/// A call to another system, handed to the edge: it fetches the destination with its secrets for itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingJob {
    /// Whose.
    pub site: SiteId,
    /// The delivery's name.
    pub key: Key,
    /// The id of the destination; empty: any that carries letters to the letter's address.
    pub destination: String,
    /// Which system that was when the delivery was added.
    pub kind: Kind,
    /// Which call.
    pub call: Call,
    /// What is delivered.
    pub package: Box<Package>,
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
    /// What calendars are told with it, of the team or of whom the letter is to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_news: Option<CallNews>,
    /// The id of the destination that gets it, whatever that one wants; absent: each that wants what happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}
