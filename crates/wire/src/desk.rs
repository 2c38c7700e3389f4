//! The console's socket to the desk: status, offers, the line, transfers, the supervisor's view.

use crate::{OnCallNeed, Refusal, WaitRange};
use serde::{Deserialize, Serialize};
use warmline_model::{
    AgentId, Alternative, ConversationId, Department, Episode, Language, Promise, Role, Routing,
    Skill, SlaEvent, Slot, Status, Tier, Timestamp, WaitScore,
};

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
        /// Why, for the owner to see; at most 200 characters.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// Takes a waiting conversation out of turn; recorded as such.
    Take {
        /// Which.
        conversation: ConversationId,
        /// Of which handoff.
        episode: Episode,
    },
    /// Passes a conversation of one's own on, with the card and a reason. It stays with its
    /// owner until somebody accepts it.
    Transfer {
        /// Which.
        conversation: ConversationId,
        /// Of which handoff.
        episode: Episode,
        /// To whom.
        to: TransferTo,
        /// Why: 1 to 500 characters. The next agent reads it, the customer does not.
        reason: String,
    },
    /// Keeps a conversation that nobody accepted yet.
    CancelTransfer {
        /// Which.
        conversation: ConversationId,
        /// Of which handoff.
        episode: Episode,
    },
    /// Takes a waiting conversation, or a colleague's, for oneself. For supervisors.
    TakeOver {
        /// Which.
        conversation: ConversationId,
        /// Of which handoff.
        episode: Episode,
    },
    /// The agent looks at this console, which shows what waits in these conversations: no device of theirs has
    /// to be woken for it.
    Saw {
        /// Which, of those that are theirs or offered to them.
        conversations: Vec<ConversationId>,
    },
    /// A callback or an e-mail that was promised is done.
    KeepPromise {
        /// To which customer.
        conversation: ConversationId,
        /// Of which handoff.
        episode: Episode,
        /// Which of the conversation's promises; absent: the one of that handoff.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        promise: Option<u32>,
    },
}

/// Whom a conversation is passed on to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TransferTo {
    /// A colleague.
    Agent {
        /// Who.
        agent: AgentId,
    },
    /// Whoever of a team is next.
    Department {
        /// Which team.
        department: Department,
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
    /// What they may do.
    #[serde(default)]
    pub role: Role,
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
    /// Their team.
    #[serde(default)]
    pub department: Department,
    /// What else they are good at.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skills: Vec<Skill>,
    /// What they speak besides the site's own language.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
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
    /// The customer's language, where it is not the site's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// How the clocks stand.
    #[serde(default)]
    pub clocks: Clocks,
    /// The agent who has it until another accepts, where it is being passed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PassedOn>,
    /// Whether the agent who had it was gone or silent.
    #[serde(default)]
    pub lost: bool,
    /// How often an offer of it was let pass.
    #[serde(default)]
    pub declined: u32,
    /// What the customer was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wait: Option<WaitRange>,
}

/// When the clocks of a handoff run out, and what was recorded already. A clock that was
/// stopped has no time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clocks {
    /// By when a person's first words are due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_response: Option<Timestamp>,
    /// By when it is to be over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolution: Option<Timestamp>,
    /// Near-breaches and breaches, in the order they happened.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<SlaEvent>,
}

/// Who passes a conversation on, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassedOn {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// Why.
    pub reason: String,
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
    /// How the clocks stand.
    #[serde(default)]
    pub clocks: Clocks,
    /// The customer's language, where it is not the site's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
    /// Who passes it on, where it is passed on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PassedOn>,
    /// Whether the agent who had it was gone or silent.
    #[serde(default)]
    pub lost: bool,
    /// Why this agent is asked.
    pub routing: Box<Routing>,
}

/// A conversation that an agent has, as a supervisor sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Case {
    /// Whose it is.
    pub agent: AgentId,
    /// The conversation.
    #[serde(flatten)]
    pub case: Mine,
}

/// A promise to a customer that is still to be kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseView {
    /// To which customer.
    pub conversation: ConversationId,
    /// Of which handoff.
    pub episode: Episode,
    /// The card's summary.
    pub summary: String,
    /// The customer's name, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// For which team.
    pub department: Department,
    /// What was promised.
    pub promise: Promise,
}

/// How promises of one kind were kept, since the desk was set up. Each one that was made is in exactly one of
/// the other counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromisesKept {
    /// Which kind.
    pub kind: Alternative,
    /// Those that were made.
    pub made: u64,
    /// Those that were kept in time.
    pub kept: u64,
    /// Those whose time passed, whatever was done later.
    pub broken: u64,
    /// Those that something else took the place of, or that were not wanted any more.
    pub replaced: u64,
    /// Those that there is time to keep.
    pub open: u64,
    /// Those for which little time is left.
    pub at_risk: u64,
}

/// A call that a customer booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallView {
    /// Who booked it.
    pub conversation: ConversationId,
    /// In which handoff.
    pub episode: Episode,
    /// By which team it is made.
    pub department: Department,
    /// When.
    pub slot: Slot,
    /// Whether it begins within a quarter of an hour, or runs.
    #[serde(default)]
    pub soon: bool,
    /// The customer's name, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Where to call them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
}

/// A calendar whose busy times are read, as it stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarView {
    /// Its name.
    pub name: String,
    /// When it was read last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<Timestamp>,
    /// Why it could not be read since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// How many things in it could not be read.
    #[serde(default)]
    pub skips: u32,
    /// What the first of them is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<String>,
    /// Whether what it said last still counts; where it does not, no call is offered.
    #[serde(default)]
    pub counts: bool,
}

/// Counts since the site was set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Handoffs that joined the line.
    pub joined: u64,
    /// Handoffs that an agent got, each counted once.
    pub served: u64,
    /// Assignments out of turn.
    pub out_of_turn: u64,
    /// Offers that were let pass.
    pub declined: u64,
    /// Offers that ran out.
    pub expired: u64,
    /// Conversations whose agent was gone or silent.
    pub lost: u64,
    /// Conversations passed on.
    pub transferred: u64,
    /// Of these, to another department than they came to.
    pub wrong_department: u64,
    /// Conversations passed on for the second time or more.
    pub second_transfers: u64,
    /// First responses that came late.
    pub first_response_breached: u64,
    /// Resolutions that came late.
    pub resolution_breached: u64,
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
    /// How urgent.
    #[serde(default)]
    pub tier: Tier,
    /// For which team.
    #[serde(default)]
    pub department: Department,
    /// How the clocks stand.
    #[serde(default)]
    pub clocks: Clocks,
    /// To whom it is being passed on, while nobody has accepted it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passing_to: Option<TransferTo>,
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
    /// The departments that a conversation can be passed on to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub departments: Vec<Department>,
    /// The colleagues' conversations: for supervisors only, the hundred oldest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cases: Vec<Case>,
    /// Promises to keep: those at risk and those broken first, then the next due; at most a hundred.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promises: Vec<PromiseView>,
    /// For whom whoever is on call is needed, the newest first: for supervisors only, at most a hundred.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_call: Vec<OnCallNeed>,
    /// How promises were kept, by kind: for supervisors only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promises_kept: Vec<PromisesKept>,
    /// How well the waits told to customers held.
    #[serde(default)]
    pub wait_score: WaitScore,
    /// What happened at this desk so far: for supervisors only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tally: Option<Tally>,
    /// Calls that are booked, the next one first, at most a hundred.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<CallView>,
    /// The calendars of the desk: for supervisors only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<CalendarView>,
}

/// A frame to the console.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum ToConsole {
    /// How the desk stands.
    Desk {
        /// The whole view.
        view: Box<DeskView>,
    },
    /// The conversation is this agent's now.
    Assigned {
        /// Which.
        conversation: ConversationId,
    },
    /// Something happened to a conversation of this agent's that they did not do.
    News {
        /// Which conversation.
        conversation: ConversationId,
        /// What.
        news: News,
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

/// What happened to an agent's conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum News {
    /// A colleague accepted it: it is theirs now.
    PassedOn {
        /// Their name.
        name: String,
    },
    /// Nobody accepted it: it stays with this agent.
    NotPassedOn {
        /// Why: the colleague's words, or that nobody answered.
        why: String,
    },
    /// A supervisor took it over.
    TakenOver {
        /// Their name.
        name: String,
    },
    /// The customer waited too long for a word, or this agent was gone: it is in line again.
    Lost,
    /// A kind that this client does not know yet.
    #[serde(other, skip_serializing)]
    Unknown,
}
