//! What one call of an object leads to.

use warmline_handoff::desk::Change;
use warmline_model::{AgentId, Entry, Timestamp};

/// Whom a frame goes to. Only sockets that said `hello` get any but [`To::Sender`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum To {
    /// The socket or request that this turn answers.
    Sender,
    /// All sockets of the visitor.
    Visitors,
    /// All sockets of the team in this conversation.
    Agents,
    /// The consoles of one agent at the desk.
    Console(AgentId),
}

/// One turn: write, and only then send.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Entries to append to the log.
    pub entries: Vec<Entry>,
    /// The object's state to store in place of the old one, in the same transaction; absent if
    /// nothing changed that must outlive memory.
    pub state: Option<String>,
    /// Records to store or to remove, in the same transaction: only those that changed.
    pub records: Vec<Change>,
    /// Frames to send, in order, after the write.
    pub frames: Vec<(To, String)>,
    /// Whether the sender's socket said `hello` in this turn.
    pub greeted: bool,
    /// When the object must be woken next.
    pub alarm: Option<Timestamp>,
}

impl Turn {
    /// The frames for whoever asked.
    pub fn for_sender(&self) -> impl Iterator<Item = &str> {
        self.frames.iter().filter(|(to, _)| *to == To::Sender).map(|(_, text)| text.as_str())
    }

    /// Whether there is anything to store.
    pub fn writes(&self) -> bool {
        self.state.is_some() || !self.entries.is_empty() || !self.records.is_empty()
    }
}
