//! Why an agent got a conversation, told so that it can be checked.

use crate::{AgentId, Department, Language, Skill, Timestamp};
use serde::{Deserialize, Serialize};

/// How one agent was chosen for one conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Routing {
    /// When it was decided.
    pub at: Timestamp,
    /// What the conversation called for.
    pub needs: Needs,
    /// What was not insisted on any more, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waived: Vec<Waived>,
    /// What decided.
    pub rule: Rule,
    /// Whoever could have been offered it then, the chosen one first.
    pub candidates: Vec<Candidate>,
    /// Whoever could not, and why; at most [`Routing::SHOWN`].
    pub excluded: Vec<Excluded>,
    /// How many agents more could not.
    #[serde(default)]
    pub excluded_more: u32,
    /// How many who waited longer or more urgently were passed over: only where an agent took it out
    /// of turn.
    #[serde(default)]
    pub passed_over: u32,
}

impl Routing {
    /// How many agents of each list are kept.
    pub const SHOWN: usize = 12;
}

/// What a conversation calls for.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Needs {
    /// Which team it is for.
    pub department: Department,
    /// One of these skills; none: anybody's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Skill>,
    /// In which language, where it is not the site's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// A need that is not insisted on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waived {
    /// Which.
    pub need: Need,
    /// Why.
    pub because: WaivedBecause,
}

/// One of the two needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// One of the department's skills.
    Skill,
    /// The language.
    Language,
}

/// Why a need is not insisted on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaivedBecause {
    /// Nobody of the team has it.
    NobodyHasIt,
    /// The customer waited longer than the site lets them wait for it.
    WaitedTooLong,
}

/// What decided between the candidates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// There was only one.
    OnlyOne,
    /// They meet more of the needs than the others.
    BetterFit,
    /// They had the fewest conversations.
    FewestActive,
    /// The others' conversations had been going on for ten minutes or more.
    OthersDeep,
    /// They had just closed one.
    JustClosed,
    /// All equal: it was their turn.
    Turn,
    /// They took it out of turn.
    Took,
    /// A colleague passed it to them by name.
    PassedOn,
    /// A supervisor took it over.
    TookOver,
}

/// An agent who could have been offered it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// How many conversations they had, offers included.
    pub active: u32,
    /// How many they take.
    pub capacity: u32,
    /// Whether all they had went on for ten minutes or more.
    #[serde(default)]
    pub deep: bool,
    /// Whether they had just closed one.
    #[serde(default)]
    pub fresh: bool,
}

/// An agent who could not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excluded {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// Why.
    pub why: Exclusion,
}

/// Why an agent could not be offered it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    /// Not at work, or no console connected.
    Offline,
    /// On break.
    Break,
    /// Wants no new conversation.
    Busy,
    /// Has as many as they take.
    AtCapacity,
    /// Has none of the skills.
    Skill,
    /// Does not speak the language.
    Language,
    /// Let it pass a moment ago, or lost it.
    Passed,
}
