//! The agent's side of one conversation.

use crate::{ToClient, WaitRange};
use serde::{Deserialize, Serialize};
use warmline_model::{AgentId, Card, ClientId, Entry, Seq, Timestamp};

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
        /// What is said.
        text: String,
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
    },
    /// Closed.
    Closed {
        /// When.
        at: Timestamp,
        /// The customer's rating, 1 to 5.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rating: Option<u8>,
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
    /// The closing words drafted from the card (T8).
    pub closing: String,
}

/// A frame to the console about one conversation.
pub type ToAgent = ToClient<Entry, AgentState>;
