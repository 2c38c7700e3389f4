//! The two sides of a conversation, and what differs between them.

use warmline_model::{Author, ClientId, Entry, PageRef, Seq};
use warmline_wire::{
    AgentState, FromAgent, FromVisitor, Seen, Sequenced, ToClient, TrailItem, VERSION,
    VisitorAuthor, VisitorEntry, VisitorState, light, write,
};

/// A side of a conversation: visitor or agent.
pub trait Side {
    /// What this side sends.
    type Out: Outgoing;
    /// An entry, as this side may see it.
    type Entry: Sequenced + Clone + PartialEq;
    /// How things stand, as this side may see it.
    type State: Clone + PartialEq;

    /// Reads a frame of the edge's; `None` where it is none.
    fn read(frame: &str) -> Option<ToClient<Self::Entry, Self::State>>;

    /// Whether the other side (a person or the assistant) wrote the entry.
    fn by_other(entry: &Self::Entry) -> bool;
    /// How far this side has read.
    fn own_seen(seen: &mut Seen) -> &mut Seq;
}

/// A frame that a client sends.
pub trait Outgoing: Clone + PartialEq {
    /// Reads what [`Self::write`] wrote; `None` where it is none.
    fn read(frame: &str) -> Option<Self>;
    /// The frame as it travels.
    fn write(&self) -> String;
    /// The first frame of a socket.
    fn hello(after: Seq, page: Option<&PageRef>, zone: Option<&str>) -> Self;
    /// This side is typing, or stopped.
    fn typing(on: bool) -> Self;
    /// This side has seen the log up to `seq`.
    fn seen(seq: Seq) -> Self;
    /// Where this side went, if it is told.
    fn trail(items: Vec<TrailItem>) -> Option<Self>;
    /// The action's name, where the frame is an action.
    fn client_id(&self) -> Option<&ClientId>;
}

/// The visitor's side.
pub struct Visitor;

/// The agent's side.
pub struct Agent;

impl Side for Visitor {
    type Out = FromVisitor;
    type Entry = VisitorEntry;
    type State = VisitorState;

    fn read(frame: &str) -> Option<ToClient<VisitorEntry, VisitorState>> {
        light::read(frame)
    }
    fn by_other(entry: &VisitorEntry) -> bool {
        matches!(entry.author, VisitorAuthor::Agent { .. } | VisitorAuthor::Bot)
    }
    fn own_seen(seen: &mut Seen) -> &mut Seq {
        &mut seen.visitor
    }
}

impl Side for Agent {
    type Out = FromAgent;
    type Entry = Entry;
    type State = AgentState;

    // Not `wire::read`: its limit is for what clients send, and a welcome may be longer.
    fn read(frame: &str) -> Option<ToClient<Entry, AgentState>> {
        serde_json::from_str(frame).ok()
    }
    fn by_other(entry: &Entry) -> bool {
        matches!(entry.author, Author::Visitor)
    }
    fn own_seen(seen: &mut Seen) -> &mut Seq {
        &mut seen.agent
    }
}

impl Outgoing for FromVisitor {
    fn read(frame: &str) -> Option<Self> {
        light::read(frame)
    }
    fn write(&self) -> String {
        light::write(self)
    }
    fn hello(after: Seq, page: Option<&PageRef>, zone: Option<&str>) -> Self {
        let (page, zone) = (page.cloned(), zone.map(str::to_owned));
        Self::Hello { version: VERSION, after, page, zone }
    }
    fn typing(on: bool) -> Self {
        Self::Typing { on }
    }
    fn seen(seq: Seq) -> Self {
        Self::Seen { seq }
    }
    fn trail(items: Vec<TrailItem>) -> Option<Self> {
        Some(Self::Trail { items })
    }
    fn client_id(&self) -> Option<&ClientId> {
        match self {
            Self::Say { client_id, .. }
            | Self::AskHuman { client_id }
            | Self::AnswerOffer { client_id, .. }
            | Self::CancelWait { client_id }
            | Self::Correct { client_id, .. }
            | Self::Strike { client_id, .. }
            | Self::Choose { client_id, .. }
            | Self::Book { client_id, .. }
            | Self::CancelPromise { client_id, .. }
            | Self::Rate { client_id, .. } => Some(client_id),
            Self::Hello { .. } | Self::Trail { .. } | Self::Typing { .. } | Self::Seen { .. } => {
                None
            }
        }
    }
}

impl Outgoing for FromAgent {
    fn read(frame: &str) -> Option<Self> {
        serde_json::from_str(frame).ok()
    }
    fn write(&self) -> String {
        write(self)
    }
    fn hello(after: Seq, _page: Option<&PageRef>, _zone: Option<&str>) -> Self {
        Self::Hello { version: VERSION, after }
    }
    fn typing(on: bool) -> Self {
        Self::Typing { on }
    }
    fn seen(seq: Seq) -> Self {
        Self::Seen { seq }
    }
    fn trail(_items: Vec<TrailItem>) -> Option<Self> {
        None
    }
    fn client_id(&self) -> Option<&ClientId> {
        match self {
            Self::Say { client_id, .. }
            | Self::HandBack { client_id }
            | Self::Note { client_id, .. }
            | Self::Close { client_id, .. } => Some(client_id),
            Self::Hello { .. } | Self::Typing { .. } | Self::Seen { .. } => None,
        }
    }
}
