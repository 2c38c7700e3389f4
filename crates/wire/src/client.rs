//! What the edge sends into a conversation's socket: one shape for visitors and agents.

use crate::Refusal;
use serde::{Deserialize, Serialize};
use warmline_model::{ClientId, Entry, Seq};

/// An entry with its place in the log.
pub trait Sequenced {
    /// The place.
    fn seq(&self) -> Seq;
    /// The client's own name for it, where this client's side caused it.
    fn client_id(&self) -> Option<&ClientId>;
}

impl Sequenced for Entry {
    fn seq(&self) -> Seq {
        self.seq
    }
    fn client_id(&self) -> Option<&ClientId> {
        self.client_id.as_ref()
    }
}

/// How far each side has read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// The last entry the visitor saw.
    pub visitor: Seq,
    /// The last entry an agent saw.
    pub agent: Seq,
}

/// A frame to a client. `E` is the entry and `S` the state as that side may see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToClient<E, S> {
    /// The answer to `hello`: all entries after `after`, and how things stand.
    Welcome {
        /// The wire's version.
        version: u32,
        /// The entries, in order, gap-free after the client's `after`.
        entries: Vec<E>,
        /// How things stand.
        state: S,
        /// How far each side has read.
        seen: Seen,
    },
    /// A new entry.
    Entry {
        /// The entry.
        entry: E,
    },
    /// The named action is stored at `seq`. Never sent before it is.
    Ack {
        /// The action.
        client_id: ClientId,
        /// Its place in the log.
        seq: Seq,
    },
    /// How things stand now; replaces the state before.
    State {
        /// The whole state.
        state: S,
    },
    /// The other side is typing, or stopped.
    Typing {
        /// Whether they are.
        on: bool,
    },
    /// What the assistant has written so far of its answer to the entry `to`. Not stored: it gives way to
    /// the assistant's next entry, and to any other who takes over; an empty text takes it back.
    Draft {
        /// The question.
        to: Seq,
        /// All of it, not only what is new.
        text: String,
    },
    /// Somebody read further.
    Seen {
        /// How far each side has read.
        seen: Seen,
    },
    /// Something the client sent was refused.
    Refused(Refusal),
    /// A kind that this client does not know yet: ignored.
    #[serde(other, skip_serializing)]
    Unknown,
}
