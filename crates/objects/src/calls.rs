//! What objects say to each other: one typed list, sent as small JSON bodies.

use serde::{Deserialize, Serialize};
use warmline_answering::Generated;
use warmline_handoff::conversation::Standing;
use warmline_handoff::desk::Waiter;
use warmline_model::{
    AgentId, ConversationId, Customer, Department, Episode, Epoch, PageRef, Seq, Timestamp,
};
use warmline_wire::{BotAnswer, Refusal};

/// A call to a conversation. Repeating any of them is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum ConversationCall {
    /// From the edge: a visitor's first interaction.
    Open {
        /// The page they are on.
        page: Option<PageRef>,
        /// The site's settings, as they are now.
        settings: Box<warmline_handoff::Settings>,
    },
    /// From the desk: where the handoff stands.
    Placed {
        /// Which handoff.
        episode: Episode,
        /// Where.
        standing: Standing,
        /// When the desk said so, so that a repeat that comes late does not undo a newer word.
        as_of: Timestamp,
    },
    /// From the desk: whose it is.
    Assigned {
        /// Which handoff.
        episode: Episode,
        /// Whose.
        agent: AgentId,
        /// Their name.
        name: String,
        /// Their team.
        department: Department,
    },
    /// From the edge: a visitor's frame over plain HTTP.
    Frame {
        /// The frame's text.
        text: String,
    },
    /// From the edge: the site's server tells who the customer is.
    Customer(Customer),
    /// From the edge: a bot of the site's own wants to know what to answer.
    Question,
    /// From the edge: a bot of the site's own answers.
    Answer(BotAnswer),
    /// From the edge: what a language model has written so far.
    Draft {
        /// The ownership it was begun under.
        epoch: Epoch,
        /// The question.
        to: Seq,
        /// All that may be shown of it.
        text: String,
    },
    /// From the edge: a language model's answer.
    Written {
        /// The ownership it was begun under.
        epoch: Epoch,
        /// The question.
        to: Seq,
        /// The answer.
        answer: Generated,
    },
    /// From the edge: a language model has no answer that may be shown.
    NotWritten {
        /// The ownership it was begun under.
        epoch: Epoch,
        /// The question.
        to: Seq,
    },
}

/// A call to the desk. Repeating any of them is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum DeskCall {
    /// From the edge: the site's settings, as they are now.
    Configure(Box<warmline_handoff::Settings>),
    /// From a conversation: a handoff joins the line.
    Join(Waiter),
    /// From a conversation: the handoff is over.
    Over {
        /// The conversation.
        conversation: ConversationId,
        /// The handoff.
        episode: Episode,
    },
    /// From the edge: how often each policy fired. Answer: a body, ids to counts.
    PoliciesFired,
}

/// The answer to a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reply {
    /// Done.
    Done,
    /// Frames for whoever asked, each a JSON text.
    Frames(Vec<String>),
    /// A body for whoever asked, as JSON text.
    Body(String),
    /// Refused, and why.
    Refused(Refusal),
}
