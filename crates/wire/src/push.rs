//! Web push: the routes of the console's service worker, which is woken by a push without words.

use serde::{Deserialize, Serialize};
use warmline_model::{ConversationId, Tier, Timestamp};

/// The answer to `GET /api/v1/console/push`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushKey {
    /// The site's public key (RFC 8292), the `applicationServerKey` of a subscription: 65 bytes, base64url.
    pub key: String,
}

/// `PUT` or `DELETE /api/v1/console/push`: this browser can be woken there, or no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PushSubscription {
    /// The address at the browser's push service.
    pub endpoint: String,
}

impl PushSubscription {
    /// The longest address, in bytes.
    pub const MAX: usize = 2_000;
}

/// `GET /api/v1/console/waiting`: all that waits for this agent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// The oldest first.
    pub notices: Vec<WaitingNotice>,
}

/// One thing that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitingNotice {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Why.
    pub cause: WaitingCause,
    /// Since when.
    pub since: Timestamp,
    /// How urgent the conversation is.
    pub tier: Tier,
    /// Its customer's name, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Whether this agent's devices were woken for it; otherwise a console showed it to them.
    pub pushed: bool,
}

/// Why something waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitingCause {
    /// The conversation is offered to the agent.
    Offer,
    /// Its customer said something that is not read.
    Message,
    /// A clock of it is near its end, or over.
    Service,
    /// A call that its customer booked begins soon.
    Call,
    /// Little time is left for what its customer was promised.
    Promise,
}
