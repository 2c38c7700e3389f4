//! What objects say to each other: one typed list, sent as small JSON bodies.

use crate::calendars::CalendarJob;
use crate::on_call::OnCallCall;
use crate::{Job, LookUpJob, OutgoingJob, PushJob, SelfServiceJob};
use serde::{Deserialize, Serialize};
use warmline_answering::Generated;
use warmline_handoff::DeskName;
use warmline_handoff::conversation::{Line, Mailed, OnCallNews, Standing, Told};
use warmline_handoff::desk::{
    Assigned, CalendarRead, Gone, OnCallNeeded, Passing, Profile, Promised, Round, Waiter,
};
use warmline_handoff::self_service::ActionAnswer;
use warmline_handoff::sources::{Asks, SourceAnswer};
use warmline_model::{
    AgentId, Attachment, AttachmentId, ClientId, CloseReason, ConversationId, Customer, Department,
    Episode, Epoch, Language, PageRef, Seq, SlaEvent, Slot, Timestamp,
};
use warmline_wire::{BotAnswer, Refusal, TrailItem};

/// A call to a conversation. Repeating any of them is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum ConversationCall {
    /// From the edge: a visitor's first interaction.
    Open {
        /// The site's settings, as they are now.
        settings: Box<warmline_handoff::Settings>,
        /// What else it begins with.
        #[serde(flatten)]
        opening: Opening,
    },
    /// From the desk: where the handoff stands.
    Placed {
        /// Which handoff.
        episode: Episode,
        /// Which change of owner.
        #[serde(default)]
        round: Round,
        /// Where.
        standing: Standing,
        /// When the desk said so, so that a repeat that comes late does not undo a newer word.
        as_of: Timestamp,
    },
    /// From the desk: whose it is.
    Assigned(Box<Assigned>),
    /// From the desk: the agent could not go on.
    Lost {
        /// Which handoff.
        episode: Episode,
        /// The change of owner that this is.
        round: Round,
        /// Why.
        gone: Gone,
    },
    /// From the desk: the agent is passing it on, or this came to nothing.
    Passing {
        /// Which handoff.
        episode: Episode,
        /// Whose turn it is.
        round: Round,
        /// To whom.
        passing: Option<Passing>,
    },
    /// From the desk: the handoff waits at another desk.
    Moved {
        /// Which handoff.
        episode: Episode,
        /// Whose turn it is.
        round: Round,
        /// Where.
        desk: DeskName,
        /// To whom its agent passes it on, if one does.
        passing: Option<Passing>,
    },
    /// From the desk: a clock is near its end, or over it.
    Sla {
        /// Which handoff.
        episode: Episode,
        /// Which clock, how near, and when.
        event: SlaEvent,
    },
    /// From the desk: the promise was kept.
    Kept {
        /// Which handoff.
        episode: Episode,
        /// Which of the conversation's promises; absent: the one of that handoff.
        #[serde(default)]
        promise: Option<u32>,
        /// When.
        at: Timestamp,
    },
    /// From a desk: another one keeps this promise from now on.
    PromiseMoved {
        /// Its number.
        number: u32,
        /// Which desk says so.
        from: DeskName,
        /// Which one it is.
        to: DeskName,
    },
    /// From the desk: which calls can be booked.
    Slots {
        /// In which handoff.
        episode: Episode,
        /// Those, in their order.
        slots: Vec<Slot>,
    },
    /// From the desk: this call is booked.
    Booked {
        /// In which handoff.
        episode: Episode,
        /// Which.
        slot: Slot,
    },
    /// From the desk: somebody else has that call.
    SlotTaken {
        /// In which handoff.
        episode: Episode,
        /// Which.
        slot: Slot,
        /// Those that are free.
        free: Vec<Slot>,
    },
    /// From the desk: this customer has as many calls as one person may have.
    CallsEnough {
        /// In which handoff.
        episode: Episode,
        /// The one that they chose.
        slot: Slot,
    },
    /// From the desk: what became of calling whoever is on call.
    OnCall {
        /// In which handoff.
        episode: Episode,
        /// What.
        #[serde(flatten)]
        news: OnCallNews,
    },
    /// From the edge: a visitor's frame over plain HTTP.
    Frame {
        /// The frame's text.
        text: String,
    },
    /// The same from a plain page, which looks in now and then and has no socket.
    Page {
        /// The frame's text.
        text: String,
    },
    /// From the edge: the customer answered a letter by e-mail.
    Mailed(Box<Mailed>),
    /// From the edge: the site's server tells who the customer is.
    Customer(Customer),
    /// From the edge: the visitor's page named them, with the site's signature.
    Identified(Customer),
    /// From the edge: the site's systems were asked about the customer.
    LookedUp {
        /// Which look-up it is.
        round: u32,
        /// What each of them said.
        answers: Vec<SourceAnswer>,
    },
    /// From the edge: what came of that try of something that the customer does by themselves.
    SelfServed {
        /// Which try.
        run: u32,
        /// What the endpoint said.
        answer: Box<ActionAnswer>,
    },
    /// From the edge: somebody wants to upload a file; room is kept for it, or it is refused.
    BeginFile {
        /// Which agent; none: the visitor.
        #[serde(default)]
        agent: Option<AgentId>,
        /// What it will be called in here.
        file: AttachmentId,
        /// How long it is.
        bytes: u64,
    },
    /// From the edge: it is uploaded. Refused where it waited for too long.
    FileStored {
        /// What it is.
        file: Attachment,
    },
    /// From the edge: it came to nothing, or its sender does not want to send it after all.
    FileDropped {
        /// Whose it is, as when it was begun.
        #[serde(default)]
        agent: Option<AgentId>,
        /// Which.
        file: AttachmentId,
    },
    /// From the edge: what an agent may know, and the log after an entry. Answer: a body,
    /// [`warmline_wire::ConversationRead`].
    Read {
        /// The entry.
        after: Seq,
    },
    /// From the edge: the visitor wants a booked call for their calendar. Answer: a body, iCalendar text.
    Calendar {
        /// The number of a promise of that call.
        number: u32,
        /// The company's name.
        site: String,
    },
    /// From the edge: the site's server wants the card. Answer: a body, [`warmline_model::Card`].
    Card,
    /// From the edge: a bot of the site's own wants to know what to answer.
    Question,
    /// From the edge: a bot of the site's own answers.
    Answer(BotAnswer),
    /// From the edge: a bot of another maker acts.
    Bot {
        /// What it does.
        action: BotAction,
    },
    /// From the edge: what a language model has written so far.
    Draft {
        /// The ownership it was begun under.
        epoch: Epoch,
        /// The question.
        to: Seq,
        /// All that may be shown of it.
        text: String,
    },
    /// From the edge: a language model's answer.
    Written {
        /// The ownership it was begun under.
        epoch: Epoch,
        /// The question.
        to: Seq,
        /// The answer.
        answer: Generated,
    },
    /// From the edge: a language model has no answer that may be shown.
    NotWritten {
        /// The ownership it was begun under.
        epoch: Epoch,
        /// The question.
        to: Seq,
    },
}

/// What a conversation begins with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Opening {
    /// The page the visitor is on.
    pub page: Option<PageRef>,
    /// The pages and events before it, oldest first.
    pub trail: Vec<TrailItem>,
    /// The IANA name of the visitor's time zone.
    pub zone: Option<String>,
    /// By what the site's systems can be asked about them.
    pub asks: Asks,
    /// Where a bot of another maker opens it.
    pub outside: Option<FromOutside>,
}

/// What a bot of another maker tells of the customer it talks to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FromOutside {
    /// Their language, where it is one that Warmline knows.
    pub language: Option<Language>,
}

/// What a bot of another maker does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum BotAction {
    /// Tells what was said before. Answer: a body, [`warmline_wire::Brought`].
    Bring {
        /// That, oldest first.
        lines: Vec<Line>,
    },
    /// Hands off. Answer: a body, [`warmline_wire::BotStatus`].
    HandOff {
        /// Its name for it.
        client_id: ClientId,
        /// What it tells with it.
        told: Box<Told>,
    },
    /// Both, as far as the conversation does not wait or is with a person already; answered like a handoff.
    Initiate {
        /// Its name for it.
        client_id: ClientId,
        /// What was said before, oldest first.
        lines: Vec<Line>,
        /// What it tells with it.
        told: Box<Told>,
    },
    /// Takes it back while nobody has it; answered like a handoff.
    TakeBack {
        /// Its name for it.
        client_id: ClientId,
    },
    /// Closes it; answered like a handoff.
    Close {
        /// Its name for it.
        client_id: ClientId,
        /// How the matter stands.
        reason: CloseReason,
    },
    /// Says something as the customer: their frame, answered with frames. Only where a bot opened it.
    Frame {
        /// The frame's text.
        text: String,
    },
    /// Asks how it stands. Answer: a body, [`warmline_wire::BotStatus`].
    Status,
    /// Asks what came. Answer: a body, [`warmline_wire::BotMessages`].
    Messages {
        /// After which entry.
        after: Seq,
    },
}

/// Work that an object hands to the edge, so that it does not stay awake for somebody outside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "task", rename_all = "snake_case")]
pub enum Task {
    /// Have a language model write an answer.
    Write(Job),
    /// Ask the site's systems about a customer.
    LookUp(LookUpJob),
    /// Ask an endpoint of the site's for a customer, once.
    SelfService(SelfServiceJob),
    /// Wake agents' devices.
    Push(PushJob),
    /// Call another system of the site's.
    Outgoing(OutgoingJob),
    /// Read when calendars are busy.
    ReadCalendars(CalendarJob),
}

/// A call to the desk. Repeating any of them is harmless.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum DeskCall {
    /// From the site: its settings, as they are now.
    Configure(Box<warmline_handoff::Settings>),
    /// From the site: these agents work at this desk, and no others.
    Know {
        /// Who, and what the site knows of them.
        agents: Vec<(AgentId, Profile)>,
    },
    /// From a conversation: a handoff joins the line.
    Join(Waiter),
    /// From a conversation: the handoff is over here.
    Over {
        /// The conversation.
        conversation: ConversationId,
        /// The handoff.
        episode: Episode,
        /// Whether it went on to another desk of the site.
        #[serde(default)]
        moved: bool,
    },
    /// From a conversation: an agent spoke for the first time.
    Answered {
        /// The conversation.
        conversation: ConversationId,
        /// The handoff.
        episode: Episode,
        /// When.
        at: Timestamp,
    },
    /// From a conversation: the agent left the customer without a word for too long.
    Silent {
        /// The conversation.
        conversation: ConversationId,
        /// The handoff.
        episode: Episode,
        /// Whose turn it was.
        round: Round,
    },
    /// From a conversation: its agent has not read the customer's words, or has now.
    Unread {
        /// The conversation.
        conversation: ConversationId,
        /// The handoff.
        episode: Episode,
        /// Whose turn it is.
        round: Round,
        /// Since when they are unread; absent: all is read.
        since: Option<Timestamp>,
    },
    /// From a conversation: something was promised instead of waiting.
    Promised(Promised),
    /// From a conversation: another desk keeps that promise now.
    PromiseMoved {
        /// The conversation.
        conversation: ConversationId,
        /// The handoff.
        episode: Episode,
        /// Its number.
        number: u32,
    },
    /// From a conversation: which calls can be booked?
    WantSlots {
        /// The conversation.
        conversation: ConversationId,
        /// The handoff.
        episode: Episode,
        /// By which team.
        department: Department,
    },
    /// From a conversation: its customer chose this call.
    Book {
        /// The conversation.
        conversation: ConversationId,
        /// The handoff.
        episode: Episode,
        /// By which team.
        department: Department,
        /// When.
        slot: Slot,
        /// Whose it is, across conversations.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    /// From a conversation: its call is not wanted any more.
    Unbook {
        /// The conversation.
        conversation: ConversationId,
        /// The handoff.
        episode: Episode,
    },
    /// From the edge: what came of reading calendars.
    CalendarsRead {
        /// Each with its id.
        calendars: Vec<(String, CalendarRead)>,
    },
    /// From a conversation: whoever is on call is needed.
    NeedOnCall(OnCallNeeded),
    /// From the edge, about whoever is on call.
    OnCall(OnCallCall),
    /// From the site: devices of these agents can be woken.
    Reachable {
        /// Who.
        agents: Vec<AgentId>,
    },
    /// From the edge: what waits for an agent. Answer: a body, [`warmline_wire::Waiting`].
    Waiting {
        /// Who.
        agent: AgentId,
    },
    /// From the edge: how often each policy fired. Answer: a body, ids to counts.
    PoliciesFired,
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
