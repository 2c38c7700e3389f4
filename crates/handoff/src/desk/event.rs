//! What can happen at a desk, and what is to be done about it.

use super::{Alert, Answer};
use crate::conversation::OnCallNews;
use crate::standing::Standing;
use crate::{DeskName, Settings};
use serde::{Deserialize, Serialize};
use warmline_model::{
    AgentId, Card, ConversationId, Department, Episode, Language, Promise, Role, Routing, Skill,
    SlaEvent, Slot, Status, Tier, Timestamp,
};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The site's settings changed.
    Configured(Box<Settings>),
    /// The site has this agent, connected or not.
    AgentKnown(AgentId, Profile),
    /// The site has this agent no more, or not at this desk: their customers go back to the line.
    AgentRemoved(AgentId),
    /// A handoff joins the line. Repeating it is harmless.
    Joined(Waiter),
    /// A handoff is over here, says its conversation. Repeating it is harmless.
    Over {
        /// Which conversation.
        conversation: ConversationId,
        /// Which handoff.
        episode: Episode,
        /// Whether it went on to another desk of the site.
        moved: bool,
    },
    /// An agent spoke to the customer for the first time in this handoff.
    Answered(ConversationId, Episode, Timestamp),
    /// The agent of this round left the customer without a word for too long.
    Silent(ConversationId, Episode, Round),
    /// The agent of this round has not read the customer's words since then, or has read all.
    Unread(ConversationId, Episode, Round, Option<Timestamp>),
    /// Something was promised to a customer instead of waiting.
    Promised(Promised),
    /// Another desk keeps the promise of that number now, says its conversation.
    PromiseMoved(ConversationId, Episode, u32),
    /// A customer wants to be called: which calls can be booked?
    SlotsWanted(ConversationId, Episode, Department),
    /// A customer chose this call, in place of any that they have in this handoff.
    CallWanted(ConversationId, Episode, Department, Slot, Option<String>),
    /// The call of this handoff is not wanted any more.
    CallCancelled(ConversationId, Episode),
    /// Calendars were read, or could not be: each with its id.
    CalendarsRead(Vec<(String, CalendarRead)>),
    /// Whoever is on call is needed.
    OnCallNeeded(OnCallNeeded),
    /// The chain is tried: nothing in it is of a customer.
    OnCallDrill(OnCallNeeded),
    /// Somebody answers an alert for this conversation.
    OnCallAnswered(ConversationId, Answer),
    /// An agent looks at a console that shows what waits in these conversations.
    Saw(AgentId, Vec<ConversationId>),
    /// Whether a device of the agent's can be sent a push.
    Reachable(AgentId, bool),
    /// An agent's console is connected; their profile as the site knows it.
    AgentCame(AgentId, Profile),
    /// An agent's last console is gone.
    AgentLeft(AgentId),
    /// An agent says how they are.
    AgentSet(AgentId, Status),
    /// An agent takes what they were offered.
    Accepted(AgentId, ConversationId, Episode),
    /// An agent lets it go to the next, with a reason if they gave one.
    Declined(AgentId, ConversationId, Episode, Option<String>),
    /// An agent takes one out of turn.
    Took(AgentId, ConversationId, Episode),
    /// An agent passes one of theirs on, with a reason.
    PassedOn(AgentId, ConversationId, Episode, Target, String),
    /// An agent keeps one that they were passing on.
    KeptAfterAll(AgentId, ConversationId, Episode),
    /// A supervisor takes one over.
    TookOver(AgentId, ConversationId, Episode),
    /// An agent did what a customer was promised: the promise of that number, or the one of the handoff.
    PromiseKept(AgentId, ConversationId, Episode, Option<u32>),
    /// The moment of [`crate::Desk::next_deadline`] has come, or passed.
    Woken,
}

/// How often a handoff's owner changed: each assignment and each loss raises it, so that what comes
/// late about an older one is known as such.
pub type Round = u32;

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Tell a waiting conversation where it stands. Not stored: it is told again after a restart.
    Place(ConversationId, Episode, Round, Standing),
    /// Tell a conversation whose it is now.
    Assign(Box<Assigned>),
    /// Tell a conversation that its agent could not go on: it waits again.
    Lost(ConversationId, Episode, Round, Gone),
    /// Tell a conversation that its agent is passing it on, or, with nothing, that this came to
    /// nothing and it stays with them.
    Passing(ConversationId, Episode, Round, Option<Passing>),
    /// Tell a conversation that its handoff waits at another desk: it goes there by itself, passed on
    /// by its agent or not.
    Move(ConversationId, Episode, Round, DeskName, Option<Passing>),
    /// Tell a conversation of a near-breach or a breach.
    Sla(ConversationId, Episode, SlaEvent),
    /// Tell a conversation that its promise of that number was kept, and when.
    Kept(ConversationId, Episode, u32, Timestamp),
    /// Tell a conversation that its promise of that number is no longer the first of these desks', but the second's.
    MovePromise(ConversationId, u32, DeskName, DeskName),
    /// Tell a conversation which calls can be booked.
    Slots(ConversationId, Episode, Vec<Slot>),
    /// Tell a conversation that this call is booked.
    Booked(ConversationId, Episode, Slot),
    /// Tell a conversation that somebody else has that call, and which are free.
    SlotTaken(ConversationId, Episode, Slot, Vec<Slot>),
    /// Tell the conversation that its customer has as many calls as one person may have.
    CallsEnough(ConversationId, Episode, Slot),
    /// Have these calendars read, by their ids, and say what came of it: [`Event::CalendarsRead`]. Not stored: what is
    /// not heard of again is begun again.
    ReadCalendars(Vec<String>),
    /// Tell a conversation what became of calling whoever is on call.
    OnCall(ConversationId, Episode, OnCallNews),
    /// Send this to a contact who is on call.
    Alert(Box<Alert>),
    /// Tell a destination that was sent an alert that the conversation is over or served.
    AllClear(Box<Alert>),
    /// Tell an agent that it is theirs.
    Confirm(AgentId, ConversationId),
    /// Tell an agent why what they asked for is not done.
    Refuse(AgentId, ConversationId, Refused),
    /// Tell an agent what happened to a conversation of theirs.
    Inform(AgentId, ConversationId, News),
    /// Wake the agent's devices: something waits for them that they have not seen, or what they were woken
    /// for is over.
    Push(AgentId),
    /// The desk changed: show it to all consoles.
    Show,
    /// It changed for these agents only.
    ShowTo(Vec<AgentId>),
}

/// Whose a conversation is now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assigned {
    /// Which desk says so.
    #[serde(default)]
    pub desk: DeskName,
    /// Which conversation.
    pub conversation: ConversationId,
    /// Of which handoff.
    pub episode: Episode,
    /// Which change of owner.
    pub round: Round,
    /// The new owner.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// Their team.
    pub department: Department,
    /// Why they.
    pub routing: Routing,
    /// Who passed it on, where it was passed on.
    pub from: Option<From>,
}

/// Who passes a conversation on, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct From {
    /// Who.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// Why.
    pub reason: String,
}

/// Whom a conversation is passed on to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// A colleague.
    Agent(AgentId),
    /// Whoever of a team is next.
    Department(Department),
}

/// A conversation being passed on, as its customer may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passing {
    /// A colleague's name, or a team's.
    pub to: Target,
    /// Their name.
    pub name: String,
    /// Why: for the team only.
    pub reason: String,
}

/// Why an agent could not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gone {
    /// Their consoles were gone for too long.
    Disconnected,
    /// They left the customer without a word for too long.
    Silent,
}

/// What happened to an agent's conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum News {
    /// A colleague accepted it: their name.
    PassedOn(String),
    /// Nobody accepted it, and why.
    NotPassedOn(String),
    /// A supervisor took it over: their name.
    TakenOver(String),
    /// They were gone or silent: it is in line again.
    Lost,
}

/// Why something an agent asked for is not done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Another agent was first: their name.
    Taken(String),
    /// It does not wait any more.
    Gone,
    /// It is being offered to another agent: their name.
    OfferedTo(String),
    /// The agent has as many as they can take: that many.
    AtCapacity(u32),
    /// The agent is on break or offline.
    NotAvailable,
    /// The agent has none of the skills it needs: these.
    NeedsSkill(Vec<Skill>),
    /// The agent does not speak its language.
    NeedsLanguage(Language),
    /// It is theirs already.
    AlreadyYours,
    /// It is not the agent's to pass on.
    NotYours,
    /// Only a supervisor may.
    NotSupervisor,
    /// A transfer needs a reason, of at most so many characters.
    NeedsReason(usize),
    /// The colleague can't be passed anything now: their name, and why.
    CantTake(String, &'static str),
    /// There is no such agent or department.
    Unknown,
}

/// One who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiter {
    /// The conversation.
    pub conversation: ConversationId,
    /// The handoff.
    pub episode: Episode,
    /// How often its owner changed so far.
    #[serde(default)]
    pub round: Round,
    /// How urgent.
    pub tier: Tier,
    /// For which team.
    pub department: Department,
    /// The customer's language.
    #[serde(default)]
    pub language: Language,
    /// The policy that demanded it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The card's summary.
    pub summary: String,
    /// The customer's name.
    pub customer: Option<String>,
    /// Since when.
    pub since: Timestamp,
    /// Whether a person spoke to them in this handoff already.
    #[serde(default)]
    pub answered: bool,
    /// Near-breaches and breaches that another desk told already.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sla: Vec<SlaEvent>,
    /// Who passed it on from another desk, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<From>,
}

/// What was promised to a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promised {
    /// To whom.
    pub conversation: ConversationId,
    /// In which handoff.
    pub episode: Episode,
    /// For which team.
    pub department: Department,
    /// The card's summary.
    pub summary: String,
    /// The customer's name.
    pub customer: Option<String>,
    /// What, where to, and by when.
    pub promise: Promise,
}

/// A conversation that needs whoever is on call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnCallNeeded {
    /// Which.
    pub conversation: ConversationId,
    /// In which handoff.
    pub episode: Episode,
    /// How often they were needed in it before.
    #[serde(default)]
    pub asked: u32,
    /// For which team.
    pub department: Department,
    /// How urgent.
    pub tier: Tier,
    /// The card's summary.
    pub summary: String,
    /// The customer's name.
    pub customer: Option<String>,
    /// The card as it is now, which alerts take along.
    pub card: Box<Card>,
}

/// What came of reading a calendar.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CalendarRead {
    /// It was read.
    Busy {
        /// When it is busy, in order; none touches another.
        busy: Vec<Slot>,
        /// How many things in it could not be read.
        #[serde(default)]
        skips: u32,
        /// What the first of them is.
        #[serde(default)]
        first: Option<String>,
    },
    /// It could not be read, and why.
    Fault(String),
}

/// What the site knows of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The name customers see.
    pub name: String,
    /// Their team.
    pub department: Department,
    /// How many conversations they take at once.
    pub capacity: u32,
    /// What else they are good at.
    #[serde(default)]
    pub skills: Vec<Skill>,
    /// What they speak besides the site's own language.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// What they may do.
    #[serde(default)]
    pub role: Role,
}
