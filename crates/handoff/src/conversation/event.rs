//! What can happen to a conversation, and what is to be done about it.

use super::{Line, Mailed, Told};
use crate::DeskName;
use crate::desk::{Assigned, From, Gone, Passing, Round};
use crate::self_service::ActionAnswer;
use crate::sources::SourceAnswer;
use crate::standing::Standing;
use serde::{Deserialize, Serialize};
use warmline_model::{
    AgentId, Alternative, ArticleRef, Attachment, CallNews, Card, ClientId, CloseReason, Customer,
    Department, Entry, Episode, Epoch, Fact, Happened, Language, Letter, PageRef, Promise, Seq,
    SlaEvent, Slot, Tier, Timestamp, TrailStep,
};

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The visitor wrote.
    VisitorSaid(ClientId, String),
    /// The visitor sent files, with or without words.
    VisitorSent(ClientId, String, Vec<Attachment>),
    /// The customer answered a letter by e-mail.
    VisitorMailed(Box<Mailed>),
    /// The visitor pressed "Talk to a Human".
    VisitorAskedForHuman(ClientId),
    /// The visitor pressed a button of the offer at this place.
    VisitorAnsweredOffer(ClientId, Seq, Pick),
    /// The site told who the customer is.
    CustomerKnown(Customer),
    /// The site's systems were asked about the customer.
    LookedUp(Vec<SourceAnswer>),
    /// What came of that try of something that the customer does by themselves.
    SelfServed(u32, Box<ActionAnswer>),
    /// The visitor stopped waiting.
    VisitorCancelledWait(ClientId),
    /// The visitor says in their own words what is to be passed on.
    VisitorCorrected(ClientId, String),
    /// The visitor strikes a fact out of what is passed on.
    VisitorStruck(ClientId, Fact),
    /// The visitor rated, 1 to 5, with a remark.
    VisitorRated(ClientId, u8, Option<String>),
    /// The visitor has seen the log up to here.
    VisitorSaw(Seq),
    /// The visitor has the widget open, on this page.
    VisitorCame(Option<PageRef>),
    /// The visitor went to pages, and did things there that the site told of.
    VisitorWent(Vec<TrailStep>),
    /// The visitor's last connection is gone.
    VisitorLeft,
    /// A bot has looked for an answer to the entry `to`.
    BotAnswered {
        /// The ownership it began under.
        epoch: Epoch,
        /// The question.
        to: Seq,
        /// What it found, best first; empty if nothing.
        found: Vec<Found>,
    },
    /// A bot could not look (error, time-out, no knowledge base).
    BotFailed {
        /// The ownership it began under.
        epoch: Epoch,
        /// The question.
        to: Seq,
    },
    /// A bot of another maker tells what was said before, oldest first.
    BotBrought(Vec<Line>),
    /// A bot of another maker hands off.
    BotHandedOff(ClientId, Box<Told>),
    /// A bot of another maker takes the conversation back from the line.
    BotTookBack(ClientId),
    /// A bot of another maker closes the conversation, and says how the matter stands.
    BotClosed(ClientId, CloseReason),
    /// The desk says where this handoff stands in the line.
    DeskPlaced {
        /// Which handoff.
        episode: Episode,
        /// Which change of owner: one of an older round, or of another desk, changes nothing.
        round: Round,
        /// Its standing.
        standing: Standing,
        /// When the desk said so: an older word that comes late changes nothing.
        as_of: Timestamp,
    },
    /// The desk gave this handoff to an agent.
    DeskAssigned(Box<Assigned>),
    /// The desk says that the agent of this round could not go on.
    DeskLost {
        /// Which handoff.
        episode: Episode,
        /// The change of owner that this is.
        round: Round,
        /// Why.
        gone: Gone,
    },
    /// The desk says that the agent is passing it on, or that this came to nothing.
    DeskPassing {
        /// Which handoff.
        episode: Episode,
        /// Whose turn it is: that of the owner who passes it on.
        round: Round,
        /// To whom.
        passing: Option<Passing>,
    },
    /// The desk says that the handoff waits at another desk of the site.
    DeskMoved {
        /// Which handoff.
        episode: Episode,
        /// Whose turn it is.
        round: Round,
        /// Where.
        desk: DeskName,
        /// To whom its agent passes it on, if one does.
        passing: Option<Passing>,
    },
    /// The desk says that a clock is near its end, or over it.
    DeskSla(Episode, SlaEvent),
    /// The desk says that a promise was kept: the one of that number, or the one of the handoff.
    DeskKept(Episode, Option<u32>, Timestamp),
    /// The desk answers which calls can be booked: those free now, in their order.
    DeskSlots(Episode, Vec<Slot>),
    /// A desk says that another one keeps this promise from now on: its department has that one now.
    DeskPromiseMoved {
        /// Which of the conversation's promises.
        number: u32,
        /// Which desk says so.
        from: DeskName,
        /// Which one it is.
        to: DeskName,
    },
    /// The desk booked this call.
    DeskBooked(Episode, Slot),
    /// Somebody else has that call; these are free.
    DeskSlotTaken(Episode, Slot, Vec<Slot>),
    /// The customer has as many calls booked as one person may have.
    DeskCallsEnough(Episode, Slot),
    /// What became of calling whoever is on call.
    DeskOnCall(Episode, OnCallNews),
    /// The visitor wants something else than to wait.
    VisitorChose(ClientId, Alternative),
    /// The visitor chose a call at this time.
    VisitorBooked(ClientId, Slot),
    /// The visitor does not want the promise of that number any more.
    VisitorCancelledPromise(ClientId, u32),
    /// The visitor's browser tells its time zone by its IANA name, where it does.
    VisitorInZone(Option<String>),
    /// An agent, or a supervisor who watches, writes a note: their name.
    AgentNoted(AgentId, String, ClientId, String),
    /// An agent wrote.
    AgentSaid(AgentId, ClientId, String),
    /// An agent sent files, with or without words.
    AgentSent(AgentId, ClientId, String, Vec<Attachment>),
    /// An agent gives the conversation back to the bot.
    AgentHandedBack(AgentId, ClientId),
    /// An agent closes the conversation with these words, and says how the matter stands.
    AgentClosed(AgentId, ClientId, String, CloseReason),
    /// An agent has seen the log up to here.
    AgentSaw(AgentId, Seq),
    /// The moment of [`Conversation::next_deadline`] has come, or passed.
    Woken,
}

/// Which button of an offer was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pick {
    /// "Connect me".
    Connect,
    /// "Stay with the assistant".
    Stay,
    /// Another article, by its id.
    Article(String),
}

/// An article that a bot found for a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Where it is from, if from an article.
    pub article: Option<ArticleRef>,
    /// The words to say.
    pub answer: String,
    /// Calibrated probability of being right, 0 to 100 %.
    pub confidence: u8,
}

/// Whose action it is: its name is unique among theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The customer.
    Visitor,
    /// The team.
    Agent,
    /// A bot of another maker.
    Bot,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Append this entry to the log and show it to both sides.
    Store(Entry),
    /// Tell the side whose action it was that it is stored.
    Ack(Side, ClientId, Seq),
    /// Tell the side whose action it was why it is not done.
    Refuse(Side, Option<ClientId>, Refused),
    /// Look for an answer.
    Ask {
        /// The question's place.
        to: Seq,
        /// Its words.
        text: String,
        /// The ownership it is asked under.
        epoch: Epoch,
    },
    /// Tell one of the site's desks.
    Tell(DeskName, DeskNote),
    /// Pass the package on to the site's other systems, with the card of this moment.
    PassOn(Happened, Box<Card>),
    /// Tell the team's systems that a booked call does not take place.
    CallOff(Box<Card>, CallNews),
    /// Send these words to one person, by e-mail, SMS or WhatsApp, with what their calendar is told.
    Send(Letter, Option<CallNews>),
    /// The state changed: show it to both sides.
    Show,
    /// What only the team may know changed: show it to them.
    ShowTeam,
    /// Somebody read further: show it to both sides.
    ShowSeen,
}

/// What a conversation tells a desk. Repeating a note is harmless.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeskNote {
    /// This handoff joins the line, or has become more urgent while it waits.
    Join {
        /// Which.
        episode: Episode,
        /// How often its owner changed so far.
        round: Round,
        /// How urgent.
        tier: Tier,
        /// For which team.
        department: Department,
        /// The customer's language.
        language: Language,
        /// The policy that demanded it, if one did.
        policy: Option<String>,
        /// The card's summary.
        summary: String,
        /// The customer's name.
        customer: Option<String>,
        /// The clock of the wait.
        since: Timestamp,
        /// Whether a person spoke to them in this handoff already.
        answered: bool,
        /// Near-breaches and breaches so far.
        sla: Vec<SlaEvent>,
        /// Who passed it on from another desk, and why.
        from: Option<From>,
    },
    /// This handoff is over: cancelled, given back, closed, or not there any more.
    Over {
        /// Which.
        episode: Episode,
        /// Whether it went on to another desk of the site.
        moved: bool,
    },
    /// An agent spoke to the customer for the first time in this handoff.
    Answered {
        /// Which.
        episode: Episode,
        /// When.
        at: Timestamp,
    },
    /// The agent of this round left the customer without a word for too long.
    Silent {
        /// Which.
        episode: Episode,
        /// Whose turn it was.
        round: Round,
    },
    /// The agent of this round has not read the customer's words, or has now.
    Unread {
        /// Which.
        episode: Episode,
        /// Whose turn it is.
        round: Round,
        /// Since when they are unread; absent: all is read.
        since: Option<Timestamp>,
    },
    /// The customer wants to be called: which calls can be booked?
    WantSlots {
        /// In which handoff.
        episode: Episode,
        /// By which team.
        department: Department,
    },
    /// The customer chose this call, in place of any that they have in this handoff.
    Book {
        /// In which handoff.
        episode: Episode,
        /// By which team.
        department: Department,
        /// When.
        slot: Slot,
        /// Whose it is, across conversations: a key of their verified account, else of the number to call.
        by: Option<String>,
    },
    /// The call of this handoff is not wanted any more.
    Unbook {
        /// In which handoff.
        episode: Episode,
    },
    /// Another desk keeps the promise of that number now.
    PromiseMoved {
        /// In which handoff.
        episode: Episode,
        /// Its number.
        number: u32,
    },
    /// Whoever is on call is needed.
    NeedOnCall {
        /// In which handoff.
        episode: Episode,
        /// How often they were needed in it before.
        asked: u32,
        /// For which team.
        department: Department,
        /// How urgent.
        tier: Tier,
        /// The card's summary.
        summary: String,
        /// The customer's name.
        customer: Option<String>,
        /// The card as it is now, which alerts take along.
        card: Box<Card>,
    },
    /// Something was promised to the customer instead of waiting.
    Promised {
        /// In which handoff.
        episode: Episode,
        /// For which team.
        department: Department,
        /// The card's summary.
        summary: String,
        /// The customer's name.
        customer: Option<String>,
        /// What, where to, and by when.
        promise: Promise,
    },
}

/// Why something was not done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refused {
    /// The text is empty.
    Empty,
    /// The text is over [`MAX_TEXT_CHARS`].
    TooLong,
    /// More than [`Attachment::MAX_IN_MESSAGE`] files.
    TooManyFiles,
    /// A rating is 1 to 5.
    BadScore,
    /// The offer was answered, or is not one.
    OfferGone,
    /// Nothing to cancel or to rate now.
    NotNow,
    /// The agent does not own the conversation.
    NotYours,
    /// The note is over [`warmline_model::Note::MAX_CHARS`].
    NoteTooLong,
    /// The conversation has [`warmline_model::Note::MAX`] notes already.
    NotesFull,
    /// More e-mails in an hour than a person writes.
    TooManyMails,
    /// Begun under an older ownership.
    StaleEpoch,
    /// It is handed off already, and waits for a person.
    Waits,
    /// A person has it: only they give it back.
    HumanLeads,
    /// Warmline's own assistant leads here, and no bot of another maker.
    NotTheBots,
    /// It was said before what stands in the log already.
    OutOfOrder,
    /// It is said to be of a time that has not come.
    NotYet,
    /// The conversation has as much of a transcript as it holds: [`Line::MOST`].
    TranscriptFull,
    /// The site has no such department.
    NoSuchDepartment,
}

/// What became of calling whoever is on call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "news", rename_all = "snake_case")]
pub enum OnCallNews {
    /// They were alerted; somebody joins by then.
    Alerted {
        /// By when.
        by: Timestamp,
    },
    /// Somebody is on their way.
    Acknowledged {
        /// Their name.
        name: String,
    },
    /// Nobody could be reached, or nobody is on call now.
    Unanswered,
}
