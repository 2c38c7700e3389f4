//! Calling whoever is on call, as supervisors and owners see it.

use serde::{Deserialize, Serialize};
use warmline_model::{ConversationId, Department, Tier, Timestamp};

/// A conversation for which whoever is on call is needed, or a drill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnCallNeed {
    /// Which conversation; of a drill, there is none of this name.
    pub conversation: ConversationId,
    /// Whether it is only tried.
    #[serde(default)]
    pub drill: bool,
    /// For which team.
    pub department: Department,
    /// How urgent.
    pub tier: Tier,
    /// The card's summary.
    pub summary: String,
    /// The customer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Since when.
    pub since: Timestamp,
    /// By when somebody joins, as the customer was told.
    pub by: Timestamp,
    /// Who was asked, in order.
    pub asked: Vec<OnCallAsked>,
    /// How it ended; absent: somebody is still asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<OnCallEnd>,
}

/// Somebody was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnCallAsked {
    /// Their name.
    pub name: String,
    /// When it was decided.
    pub at: Timestamp,
    /// When the alert left; absent: it waits for others, to be told with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Timestamp>,
}

/// How a need ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum OnCallEnd {
    /// Somebody has it.
    Acknowledged {
        /// Their name.
        name: String,
        /// When.
        at: Timestamp,
    },
    /// Nobody could be reached.
    Unanswered {
        /// When that was clear.
        at: Timestamp,
    },
    /// It is over, or was seen to elsewhere.
    Over {
        /// When.
        at: Timestamp,
    },
    /// A newer version's.
    #[serde(other)]
    Unknown,
}

/// `GET …/settings/on_call/drill`, and the answer to `POST …/settings/on_call/drill`: the newest drill.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrillState {
    /// The drill; absent: there was none within the last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub drill: Option<OnCallNeed>,
    /// Of a `POST`: why there is none now, where that is so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
}

/// `POST …/settings/on_call/drill`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartDrill {
    /// The team whose chain is tried.
    #[serde(default)]
    pub department: Department,
}
