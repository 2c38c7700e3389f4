//! What objects say to each other: one typed list, sent as small JSON bodies.

use serde::{Deserialize, Serialize};
use warmline_handoff::conversation::Standing;
use warmline_handoff::desk::Waiter;
use warmline_model::{AgentId, ConversationId, Department, Episode, PageRef, Timestamp};
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
        settings: warmline_handoff::Settings,
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
    /// From the edge: a bot of the site's own wants to know what to answer.
    Question,
    /// From the edge: a bot of the site's own answers.
    Answer(BotAnswer),
}

/// A call to the desk. Repeating any of them is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum DeskCall {
    /// From the edge: the site's settings, as they are now.
    Configure(warmline_handoff::Settings),
    /// From a conversation: a handoff joins the line.
    Join(Waiter),
    /// From a conversation: the handoff is over.
    Over {
        /// The conversation.
        conversation: ConversationId,
        /// The handoff.
        episode: Episode,
    },
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
