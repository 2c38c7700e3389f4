//! A refusal: what was wrong, and what is allowed. It never costs the conversation anything.

use serde::{Deserialize, Serialize};
use warmline_model::ClientId;

/// What kind of wrong, for programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// Not JSON, or not of the shape the kind needs.
    Malformed,
    /// A kind of frame that this version does not have.
    UnknownKind,
    /// Another version of the wire.
    UnsupportedVersion,
    /// A frame over [`crate::MAX_FRAME_BYTES`].
    TooLarge,
    /// A text over [`warmline_model::MAX_TEXT_CHARS`] characters.
    TooLong,
    /// A text with nothing in it.
    Empty,
    /// Anything but `hello` before `hello`.
    HelloFirst,
    /// No token, or one that does not open this conversation.
    Unauthorized,
    /// A token that was good once.
    Expired,
    /// An origin that the site does not allow.
    ForeignOrigin,
    /// No such thing here.
    NotFound,
    /// The conversation is closed.
    Closed,
    /// The offer was answered already, or is not an offer.
    OfferGone,
    /// There is nothing to cancel, accept or rate now.
    NotNow,
    /// Somebody else has it.
    Taken,
    /// Only the agent who owns the conversation may do that.
    NotYours,
    /// The agent has as many conversations as their capacity.
    AtCapacity,
    /// The agent's status does not allow it.
    NotAvailable,
    /// The agent has not the skill or the language that it needs.
    NotAble,
    /// The agent's role does not allow it.
    NotAllowed,
    /// Made under an older ownership: a human has taken over since.
    StaleEpoch,
    /// Somebody changed it since.
    Conflict,
    /// Too many frames in a short time.
    SlowDown,
    /// A fault of ours; try again.
    Internal,
}

/// A refusal, in a frame or as the body of an HTTP error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refusal {
    /// What kind of wrong.
    pub code: Code,
    /// A sentence for people: what, where, what is allowed.
    pub message: String,
    /// The action refused, where it had a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

impl Refusal {
    /// A refusal that names no action.
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), client_id: None }
    }

    /// The same for a named action.
    pub fn of(mut self, client_id: &ClientId) -> Self {
        self.client_id = Some(client_id.clone());
        self
    }
}
