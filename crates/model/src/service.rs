//! Service levels: clocks, and what is recorded when one runs out.

use crate::{Millis, Timestamp};
use serde::{Deserialize, Serialize};

/// Which clock of a handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Clock {
    /// Until a person's first words.
    FirstResponse,
    /// Until the handoff is over.
    Resolution,
}

/// How near a clock is to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Most of the time is used.
    Near,
    /// The time is over.
    Breached,
}

/// A near-breach or a breach. Each pair of clock and level is recorded once in a handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SlaEvent {
    /// Which clock.
    pub clock: Clock,
    /// How near.
    pub level: Level,
    /// When it was so.
    pub at: Timestamp,
}

/// How a matter stood when a human closed its conversation. Customers never see it.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// Solved.
    #[default]
    Solved,
    /// Somebody has still something to do about it.
    FollowUp,
    /// It could not be solved.
    NotSolved,
    /// The customer did not answer any more.
    NoReply,
    /// Spam, a wrong address, a test.
    NotForUs,
}

impl CloseReason {
    /// All of them, in the order of the console.
    pub const ALL: [Self; 5] =
        [Self::Solved, Self::FollowUp, Self::NotSolved, Self::NoReply, Self::NotForUs];
}

/// Why a wait got longer than the customer was told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "because", rename_all = "snake_case")]
pub enum Longer {
    /// So many more urgent ones came, or came back, ahead of them.
    UrgentAhead {
        /// How many.
        more: u32,
    },
    /// Fewer of the team who could serve them are at work.
    FewerPeople,
    /// The conversations before them take longer.
    SlowerThanUsual,
    /// A reason that this version does not know.
    #[serde(other)]
    Unknown,
}

/// How well the ranges told to waiting customers held. Each is counted when its wait is over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaitScore {
    /// Waits inside the range.
    pub inside: u32,
    /// Waits that were shorter.
    pub shorter: u32,
    /// Waits that were longer.
    pub longer: u32,
    /// The mean of how far the middle of the range was off, over all of them.
    pub mean_error: Millis,
}

impl WaitScore {
    /// How many were scored.
    pub const fn scored(&self) -> u32 {
        self.inside.saturating_add(self.shorter).saturating_add(self.longer)
    }
}

/// A word of a colleague's that customers never see: a note, or a supervisor's whisper.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub agent: crate::AgentId,
    /// Their name.
    pub name: String,
    /// The words, at most [`Note::MAX_CHARS`] characters.
    pub text: String,
    /// The client's name for it, so that a repeat is known as one.
    pub client_id: crate::ClientId,
}

impl Note {
    /// The longest note, in characters.
    pub const MAX_CHARS: usize = 1_000;
    /// How many notes a conversation holds.
    pub const MAX: usize = 100;
}
