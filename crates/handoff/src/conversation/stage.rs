//! The stages of a conversation, and what is known in each.

use super::Found;
use crate::DeskName;
use crate::desk::Passing;
use crate::standing::Standing;
use serde::{Deserialize, Serialize};
use warmline_model::{
    AgentId, Alternative, CloseReason, Department, Episode, Evidence, Longer, Promise, Seq,
    Timestamp, Trigger,
};

/// Who leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// The bot.
    Bot(Bot),
    /// Nobody: the customer waits.
    Waiting(Waiting),
    /// A named human.
    Human(Human),
    /// Closed.
    Closed {
        /// When.
        at: Timestamp,
        /// The customer's rating.
        rating: Option<u8>,
        /// How the matter stood.
        #[serde(default)]
        reason: CloseReason,
    },
}

/// The bot leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bot {
    /// The question it is looking for an answer to, and by when.
    pub question: Option<Question>,
    /// The offer of a person that stands.
    pub offer: Option<Offered>,
    /// How many answers in a row were below the site's setting.
    pub weak_answers: u8,
    /// Whether the last question got no plain answer.
    pub failed: bool,
}

/// A question the bot is working on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its place in the log.
    pub entry: Seq,
    /// Its words.
    pub text: String,
    /// When not having answered becomes a failure.
    pub due: Timestamp,
}

/// An offer of a person that can still be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Its place in the log.
    pub entry: Seq,
    /// What would be the reason of the handoff.
    pub trigger: Trigger,
    /// What that reason rests on.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// What "yes" answers.
    #[serde(default)]
    pub asks: Asks,
    /// Other articles that the customer can pick.
    #[serde(default)]
    pub alternatives: Vec<Found>,
    /// A question that the offer came before: looked up if the offer is declined.
    #[serde(default)]
    pub held: Option<(Seq, String)>,
    /// When silence counts as consent, where the site says so (Z-2).
    #[serde(default)]
    pub consent_at: Option<Timestamp>,
}

/// What an offer asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// "Shall I connect you?"
    #[default]
    Connect,
    /// "Does that match your situation?"
    Match,
}

/// The customer waits. The next word to them always has its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Since when.
    pub since: Timestamp,
    /// Which word is next: 1 at 30 s, 2 at 60 s, and so on.
    pub next_word: u32,
    /// Where they stand.
    pub standing: Standing,
    /// When the desk said so.
    pub as_of: Timestamp,
    /// How many questions the customer was asked while waiting.
    #[serde(default)]
    pub asked: u8,
    /// Whether the choices of a long wait were named (T6c): once.
    #[serde(default)]
    pub choices_named: bool,
    /// The newest reason they were given for a wait that got longer.
    #[serde(default)]
    pub longer_told: Option<Longer>,
    /// What they chose instead of waiting, as long as nobody knows how to reach them.
    #[serde(default)]
    pub choosing: Option<Alternative>,
    /// How often they said in their own words what is to be passed on.
    #[serde(default)]
    pub corrections: u8,
    /// It is outside the hours and nobody is at work: the options stand in place of timed words, and the place is
    /// kept whoever leaves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after_hours: Option<AfterHours>,
}

/// A wait outside the hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AfterHours {
    /// When the team is at work again; absent: that is not known.
    pub until: Option<Timestamp>,
    /// Whether that was over since: somebody came to work, or should have.
    pub over: bool,
}

/// A human leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Human {
    /// Who.
    pub agent: AgentId,
    /// The name the customer sees.
    pub name: String,
    /// Their team.
    pub department: Department,
    /// Since when.
    pub since: Timestamp,
    /// Since when the customer waits for a word of theirs; absent if none is owed.
    #[serde(default)]
    pub owed_since: Option<Timestamp>,
    /// Whether the desk was told that this took too long.
    #[serde(default)]
    pub told_silent: bool,
    /// Words of the customer that the agent has not read, if there are any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unread: Option<Unread>,
    /// Whom they are bringing in.
    #[serde(default)]
    pub passing: Option<Passing>,
}

/// Words of the customer that their agent has not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unread {
    /// When the first of them came that the desk was not told of; of none left, that it was told of last.
    pub since: Timestamp,
    /// The newest of them.
    pub newest: Seq,
    /// Up to where the desk was told.
    pub told: Option<Seq>,
}

/// What was promised to the customer, and in which handoff.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    /// In which handoff.
    pub episode: Episode,
    /// Which desk keeps it.
    #[serde(default)]
    pub desk: DeskName,
    /// Which team.
    #[serde(default)]
    pub department: Department,
    /// What.
    pub promise: Promise,
    /// Of a booked call: the number of the promise by which it was booked first; 0: this one.
    #[serde(default)]
    pub call: u32,
    /// Whether the customer was reminded of it.
    #[serde(default)]
    pub reminded: bool,
    /// How often another desk came to keep it.
    #[serde(default)]
    pub moves: u8,
}
