//! The console's socket to the desk: status, offers, the line.

use crate::Refusal;
use serde::{Deserialize, Serialize};
use warmline_model::{AgentId, ConversationId, Department, Episode, Status, Tier, Timestamp};

/// A frame from the console to the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromConsole {
    /// First frame of each socket.
    Hello {
        /// The wire's version.
        version: u32,
    },
    /// The agent's status.
    SetStatus {
        /// The new one; `offline` too.
        status: Status,
    },
    /// Takes the offered conversation.
    Accept {
        /// Which.
        conversation: ConversationId,
        /// Of which handoff.
        episode: Episode,
    },
    /// Lets the offer go to the next agent.
    Decline {
        /// Which.
        conversation: ConversationId,
        /// Of which handoff.
        episode: Episode,
    },
    /// Takes a waiting conversation out of turn; recorded as such.
    Take {
        /// Which.
        conversation: ConversationId,
        /// Of which handoff.
        episode: Episode,
    },
}

/// The agent whose console it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Me {
    /// Their id.
    pub id: AgentId,
    /// Their name.
    pub name: String,
    /// Their team.
    pub department: Department,
    /// Their status.
    pub status: Status,
    /// How many conversations they take at once.
    pub capacity: u32,
}

/// A colleague.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TeamMember {
    /// Their id.
    pub id: AgentId,
    /// Their name.
    pub name: String,
    /// Their status.
    pub status: Status,
    /// How many conversations they have.
    pub active: u32,
    /// How many they take at once.
    pub capacity: u32,
}

/// One who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineItem {
    /// The conversation.
    pub conversation: ConversationId,
    /// The handoff.
    pub episode: Episode,
    /// 1 is next.
    pub position: u32,
    /// How urgent.
    pub tier: Tier,
    /// For which team.
    pub department: Department,
    /// The card's summary.
    pub summary: String,
    /// The customer's name, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Since when: the original clock, also after a re-queue.
    pub since: Timestamp,
    /// The agent who is reading the offer now, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offered_to: Option<AgentId>,
}

/// An offer to this agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferView {
    /// The conversation.
    pub conversation: ConversationId,
    /// The handoff.
    pub episode: Episode,
    /// When it was offered.
    pub at: Timestamp,
    /// Until when there is time to read before answering is due.
    pub read_until: Timestamp,
    /// When it goes to the next agent.
    pub expires: Timestamp,
    /// How urgent.
    pub tier: Tier,
    /// The card's summary.
    pub summary: String,
}

/// A conversation this agent has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mine {
    /// The conversation.
    pub conversation: ConversationId,
    /// The handoff.
    pub episode: Episode,
    /// The card's summary when it was assigned.
    pub summary: String,
    /// The customer's name, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Since when this agent has it.
    pub since: Timestamp,
}

/// The desk as one agent sees it; each replaces the one before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskView {
    /// This agent.
    pub me: Me,
    /// The edge's clock when this was made, so that the console's countdowns are right.
    pub now: Timestamp,
    /// Offers to this agent.
    pub offers: Vec<OfferView>,
    /// This agent's conversations.
    pub mine: Vec<Mine>,
    /// The first hundred who wait.
    pub line: Vec<LineItem>,
    /// How many wait in all.
    pub waiting: u32,
    /// The colleagues.
    pub team: Vec<TeamMember>,
}

/// A frame to the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToConsole {
    /// How the desk stands.
    Desk {
        /// The whole view.
        view: DeskView,
    },
    /// The conversation is this agent's now.
    Assigned {
        /// Which.
        conversation: ConversationId,
    },
    /// Something was refused: for example another agent was first.
    Refused {
        /// Which conversation it was about, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        conversation: Option<ConversationId>,
        /// What was wrong.
        refusal: Refusal,
    },
    /// A kind that this client does not know yet: ignored.
    #[serde(other, skip_serializing)]
    Unknown,
}
