//! The words of the trade: ids, time, authors, entries of a conversation's log. Pure data, no rules.

mod attachment;
mod card;
mod entry;
mod id;
mod language;
mod passed_on;
mod people;
mod profile;
mod promise;
mod routing;
mod service;
mod ticket;
mod time;
mod trail;
mod understanding;

pub use attachment::{Attachment, MediaType, bytes_text};
pub use card::{
    Attempt, CARD_VERSION, Card, Customer, Evidence, Goal, HandoffKind, KeyMoment, Moment,
    NextStep, Outcome, Permission, PolicyRef, Proof, Quote, Reason, SignalHeard, Struck,
    TopicFound, Trigger, Wanted,
};
pub use entry::{
    ArticleRef, Author, Band, Body, ByMail, Choice, ChoiceKind, Entry, Notice, PageRef,
};
pub use id::{
    AgentId, AttachmentId, ClientId, ContactId, ConversationId, Episode, Epoch, IdError, Seq,
    SiteId,
};
pub use language::Language;
pub use passed_on::{CallNews, Happened, Letter};
pub use people::{Department, Role, Skill, Status, Tier};
pub use profile::{LookUp, LookUpOutcome, ProfileFact, ProfileField};
pub use promise::{Alternative, Promise, PromiseState, Slot};
pub use routing::{
    Candidate, Excluded, Exclusion, Need, Needs, Routing, Rule, Waived, WaivedBecause,
};
pub use service::{Clock, CloseReason, Level, Longer, Note, SlaEvent, WaitScore};
pub use ticket::ticket_in;
pub use time::{Millis, Timestamp};
pub use trail::{ProductEvent, Step, TrailStep};
pub use understanding::{Currency, Day, Entity, Fact, Money, Mood, Signal, Topic, Trajectory};

/// The longest text one message may have, in Unicode scalar values.
pub const MAX_TEXT_CHARS: usize = 4_000;
