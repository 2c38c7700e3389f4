//! What happens to a session, and what it wants done.

use crate::{Side, Trail};
use warmline_model::{Seq, Timestamp};
use warmline_wire::Refusal;

/// Something that happened.
pub enum Event<S: Side> {
    /// A connection is wanted: first start, "try again now", or again after the end.
    Start,
    /// The socket is open.
    Opened,
    /// The socket closed, or failed to open.
    Closed,
    /// A text frame arrived on the present socket.
    Frame(String),
    /// The user did something; a frame with a `client_id`, others are ignored. Goes through the outbox.
    Act(S::Out),
    /// A key was struck (`true`), or the composer was cleared (`false`).
    Typing(bool),
    /// The user has seen the log up to here.
    Seen(Seq),
    /// The user went on. Told once there is a connection; what gets lost on the way is not told again.
    Went(Trail),
    /// The browser says the network is back.
    Online,
    /// The browser says the network is gone.
    Offline,
    /// No connection is wanted any more. The outbox is kept.
    Stop,
    /// Time has passed.
    Tick,
}

/// Something the shell is to do, in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a socket.
    Connect,
    /// Close the present socket, and pass on nothing more from it.
    Disconnect,
    /// Send this text on the present socket.
    Send(String),
    /// Keep this for the next page under the conversation's name; empty: remove it.
    Save(String),
    /// The views changed.
    Changed,
    /// Show this. The words of a refused action: [`crate::Session::take_refused`].
    Refused(Refusal),
    /// Show this: there will be no further try by itself. The outbox is kept.
    Fatal(Refusal),
}

/// How the connection stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Connection {
    /// None is wanted.
    Idle,
    /// A socket is being opened, or waits for its `welcome`.
    Connecting,
    /// All is well.
    Live,
    /// It was lost; the next try is made at `retry_at`.
    Reconnecting {
        /// When.
        retry_at: Timestamp,
    },
    /// The browser has no network; the next try is made when it is back.
    Offline,
    /// It was refused, and trying again by itself would not help.
    Ended(Refusal),
}
