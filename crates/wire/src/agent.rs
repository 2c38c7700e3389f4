//! The agent's side of one conversation.

use crate::{PassedOn, ToClient, WaitRange};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warmline_model::{
    AgentId, AttachmentId, Card, ClientId, CloseReason, Entry, Note, Promise, Routing, Seq,
    SlaEvent, Timestamp,
};

/// A frame from the console into one conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromAgent {
    /// First frame of each socket.
    Hello {
        /// The wire's version.
        version: u32,
        /// The last entry this client has; 0 for none.
        after: Seq,
    },
    /// A message to the customer.
    Say {
        /// The client's name for it.
        client_id: ClientId,
        /// What is said; may be empty where there are files.
        text: String,
        /// The files to be sent with it, as their uploads named them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<AttachmentId>,
    },
    /// Gives the conversation back to the assistant.
    HandBack {
        /// The client's name for it.
        client_id: ClientId,
    },
    /// Closes the conversation with a last word (T8).
    Close {
        /// The client's name for it.
        client_id: ClientId,
        /// The closing words, as edited by the agent.
        text: String,
        /// How the matter stands.
        #[serde(default)]
        reason: CloseReason,
    },
    /// A note for colleagues that customers never see; from whoever watches, too: a whisper.
    Note {
        /// The client's name for it.
        client_id: ClientId,
        /// The words.
        text: String,
    },
    /// The agent is typing, or stopped.
    Typing {
        /// Whether they are.
        on: bool,
    },
    /// The agent has seen the log up to here.
    Seen {
        /// Up to where.
        seq: Seq,
    },
}

/// Who leads the conversation, with all an agent may know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum AgentStage {
    /// The assistant.
    Bot,
    /// Nobody: the customer waits.
    Waiting {
        /// Since when.
        since: Timestamp,
        /// 1 is next.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        position: Option<u32>,
        /// What the customer was told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait: Option<WaitRange>,
    },
    /// A human.
    Human {
        /// Who.
        agent: AgentId,
        /// Their name.
        name: String,
        /// Since when.
        since: Timestamp,
        /// To whom it is being passed on: a name for a screen.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passing_to: Option<String>,
        /// Since when the customer waits for a word.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owed_since: Option<Timestamp>,
        /// When they have waited too long for it, and go back to the line.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        silent_at: Option<Timestamp>,
    },
    /// Closed.
    Closed {
        /// When.
        at: Timestamp,
        /// The customer's rating, 1 to 5.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rating: Option<u8>,
        /// How the matter stood.
        #[serde(default)]
        reason: CloseReason,
    },
}

/// How things stand, for an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentState {
    /// Who leads.
    pub stage: AgentStage,
    /// Whether the customer has the widget open now.
    pub visitor_online: bool,
    /// The card so far.
    pub card: Card,
    /// The opening words drafted from the card (T5); the agent edits before sending.
    pub opening: String,
    /// The closing words drafted from the card, for each way to close it (T8).
    pub closing: BTreeMap<CloseReason, String>,
    /// Notes of colleagues, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<Note>,
    /// How each of its agents was chosen, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hands: Vec<Hand>,
    /// Near-breaches and breaches of this handoff.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sla: Vec<SlaEvent>,
    /// The number that the customer has for this conversation: `T-7KQ2-M9XA`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub ticket: String,
    /// All that the customer was promised, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promises: Vec<Promise>,
}

/// One agent's turn at a conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hand {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// Why they.
    pub routing: Routing,
    /// Who passed it on to them, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PassedOn>,
}

/// A frame to the console about one conversation.
pub type ToAgent = ToClient<Entry, AgentState>;
