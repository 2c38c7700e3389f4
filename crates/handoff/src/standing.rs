//! Where a handoff stands in the line, as the desk says it and the conversation tells it.

use serde::{Deserialize, Serialize};
use warmline_model::{Longer, Millis};

/// Where a handoff stands in the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// 1 is next; absent until known.
    pub position: Option<u32>,
    /// How long it will take; absent when it can't be known.
    pub wait: Option<Wait>,
    /// Whether anyone who could serve them is at work.
    pub team_online: bool,
    /// Why the wait got longer than they were told, where it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub longer: Option<Longer>,
}

/// A range for a wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// At least this long.
    pub low: Millis,
    /// At most this long.
    pub high: Millis,
}
