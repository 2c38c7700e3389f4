//! The visitor's side. No type here has a field that only an agent may see.

use crate::{Code, Refusal, Sequenced, ToClient, WaitRange};
use serde::{Deserialize, Serialize};
use warmline_model::{
    Alternative, Attachment, AttachmentId, Author, Body, Choice, ChoiceKind, ClientId, Department,
    Entry, Fact, Goal, Longer, Notice, PageRef, ProductEvent, PromiseState, Seq, Slot, Step,
    Timestamp,
};

/// A frame from the visitor's widget.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum FromVisitor {
    /// First frame of each socket: send all entries after `after`, then live.
    Hello {
        /// The wire's version.
        version: u32,
        /// The last entry this client has; 0 for none.
        after: Seq,
        /// The page the visitor is on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        page: Option<PageRef>,
        /// The IANA name of the visitor's time zone, in which times are said to them. One that is not
        /// known is ignored.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        zone: Option<String>,
    },
    /// A message.
    Say {
        /// The client's name for it.
        client_id: ClientId,
        /// What is said; may be empty where there are files.
        text: String,
        /// The files to be sent with it, as their uploads named them.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<AttachmentId>,
    },
    /// The "Talk to a Human" button.
    AskHuman {
        /// The client's name for it.
        client_id: ClientId,
    },
    /// A button under an offer.
    AnswerOffer {
        /// The client's name for it.
        client_id: ClientId,
        /// The offer's place in the log.
        offer: Seq,
        /// Which button.
        choice: ChoiceKind,
        /// Which article, where the button shows one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        article: Option<String>,
    },
    /// Back to the assistant.
    CancelWait {
        /// The client's name for it.
        client_id: ClientId,
    },
    /// Something else than to wait: one of the alternatives or options of the state.
    Choose {
        /// The client's name for it.
        client_id: ClientId,
        /// Which.
        alternative: Alternative,
    },
    /// A call at this time: one of the state's slots.
    Book {
        /// The client's name for it.
        client_id: ClientId,
        /// Which.
        slot: Slot,
    },
    /// What was promised is not wanted any more.
    CancelPromise {
        /// The client's name for it.
        client_id: ClientId,
        /// Its number on the card.
        promise: u32,
    },
    /// What is to be passed on, in the visitor's own words (the state's `passing_on`).
    Correct {
        /// The client's name for it.
        client_id: ClientId,
        /// The words; at most [`warmline_model::MAX_TEXT_CHARS`] characters.
        text: String,
    },
    /// A fact that is not to be passed on.
    Strike {
        /// The client's name for it.
        client_id: ClientId,
        /// Which, as the state names it.
        fact: Fact,
    },
    /// The rating, once, after the close.
    Rate {
        /// The client's name for it.
        client_id: ClientId,
        /// 1 (bad) to 5 (good).
        score: u8,
        /// A remark.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// Where the visitor went, and what they did there that the site's page told of. Not answered.
    Trail {
        /// Oldest first; at most [`TrailItem::MOST`].
        items: Vec<TrailItem>,
    },
    /// The visitor is typing, or stopped. Not stored.
    Typing {
        /// Whether they are.
        on: bool,
    },
    /// The visitor has seen the log up to here.
    Seen {
        /// Up to where.
        seq: Seq,
    },
}

/// A step of the visitor's: a page they came to, or an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrailItem {
    /// How long ago it was when the frame was sent, ms: no clock but the edge's counts.
    #[serde(default)]
    pub ago: u32,
    /// What: `page` or `event`.
    #[serde(flatten)]
    pub step: Step,
}

impl TrailItem {
    /// How many one frame may have.
    pub const MOST: usize = 20;

    /// Whether it keeps to the limits of an event. A page is cut where it is too long.
    ///
    /// # Errors
    /// What is too long or too many, and what is allowed.
    pub fn check(&self) -> Result<(), Refusal> {
        let Step::Event(ProductEvent { name, attributes }) = &self.step else { return Ok(()) };
        let refuse = |message: String| Err(Refusal::new(Code::Malformed, message));
        let fits = |text: &str, most: usize| text.chars().count() <= most;
        if name.trim().is_empty() || !fits(name, ProductEvent::MAX_NAME) {
            let most = ProductEvent::MAX_NAME;
            return refuse(format!("event.name: 1 to {most} characters"));
        }
        if attributes.len() > ProductEvent::MAX_ATTRIBUTES {
            let most = ProductEvent::MAX_ATTRIBUTES;
            return refuse(format!("event.attributes: at most {most}, not {}", attributes.len()));
        }
        let too_long = attributes.iter().find(|(name, value)| {
            !fits(name, ProductEvent::MAX_NAME) || !fits(value, ProductEvent::MAX_VALUE)
        });
        match too_long {
            Some(_) => refuse(format!(
                "event.attributes: names of at most {} characters, values of at most {}",
                ProductEvent::MAX_NAME,
                ProductEvent::MAX_VALUE
            )),
            None => Ok(()),
        }
    }
}

/// Who wrote an entry, as a visitor may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum VisitorAuthor {
    /// The visitor.
    Visitor,
    /// The assistant.
    Bot,
    /// A named human.
    Agent {
        /// The name.
        name: String,
    },
    /// Warmline.
    System,
}

/// What an entry says, as a visitor may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum VisitorBody {
    /// Plain text.
    Text {
        /// The words; may be empty where there are files.
        text: String,
        /// The files that came with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
        /// Whether it came by e-mail.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        by_mail: bool,
    },
    /// The visitor pressed the button.
    AskedForHuman,
    /// The bot's answer.
    Answer {
        /// The words.
        text: String,
        /// The article's title and address, where it can be read.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
    },
    /// Words with buttons.
    Offer {
        /// The words.
        text: String,
        /// The buttons.
        choices: Vec<Choice>,
    },
    /// The visitor picked a button.
    Chose {
        /// The offer's place.
        offer: Seq,
        /// What the button said.
        label: String,
    },
    /// The visitor stopped waiting.
    CancelledWait,
    /// The visitor wants something else than to wait.
    AskedFor {
        /// What.
        alternative: Alternative,
    },
    /// The visitor chose a call at this time.
    PickedSlot {
        /// When.
        slot: Slot,
    },
    /// The visitor does not want what was promised any more.
    CancelledPromise {
        /// Its number.
        promise: u32,
    },
    /// What the visitor wants passed on, in their own words.
    Corrected {
        /// The words.
        text: String,
    },
    /// A fact that the visitor does not want passed on.
    Struck {
        /// As they had written it.
        text: String,
    },
    /// Warmline tells of an event.
    Notice {
        /// Which.
        notice: Notice,
        /// The words.
        text: String,
    },
    /// The visitor's rating.
    Rated {
        /// 1 to 5.
        score: u8,
    },
    /// A kind that this client does not know yet.
    #[serde(other, skip_serializing)]
    Unknown,
}

/// An article that an answer was drawn from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// Its title.
    pub title: String,
    /// Its address.
    pub url: String,
}

/// An entry, as a visitor may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorEntry {
    /// Its place, gap-free.
    pub seq: Seq,
    /// When it was stored.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: VisitorAuthor,
    /// What it says.
    pub body: VisitorBody,
    /// The widget's own name for it; for a bot of another maker, also the bot's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}

impl Sequenced for VisitorEntry {
    fn seq(&self) -> Seq {
        self.seq
    }
    fn client_id(&self) -> Option<&ClientId> {
        self.client_id.as_ref()
    }
}

impl From<&Entry> for VisitorEntry {
    fn from(entry: &Entry) -> Self {
        let author = match &entry.author {
            Author::Visitor => VisitorAuthor::Visitor,
            Author::Bot => VisitorAuthor::Bot,
            Author::Agent { name, .. } => VisitorAuthor::Agent { name: name.clone() },
            Author::System => VisitorAuthor::System,
        };
        let body = match entry.body.clone() {
            Body::Text { text, attachments, by_mail } => {
                VisitorBody::Text { text, attachments, by_mail: by_mail.is_some() }
            }
            Body::AskedForHuman => VisitorBody::AskedForHuman,
            Body::Answer { text, article, .. } => VisitorBody::Answer {
                text,
                source: article.and_then(|a| Some(Source { title: a.title, url: a.url? })),
            },
            Body::Offer { text, choices } => VisitorBody::Offer { text, choices },
            Body::Chose { offer, label, .. } => VisitorBody::Chose { offer, label },
            Body::CancelledWait => VisitorBody::CancelledWait,
            Body::AskedFor { alternative } => VisitorBody::AskedFor { alternative },
            Body::PickedSlot { slot } => VisitorBody::PickedSlot { slot },
            Body::CancelledPromise { promise } => VisitorBody::CancelledPromise { promise },
            Body::Corrected { text } => VisitorBody::Corrected { text },
            Body::Struck { text, .. } => VisitorBody::Struck { text },
            Body::Notice { notice, text } => VisitorBody::Notice { notice, text },
            Body::Rated { score, .. } => VisitorBody::Rated { score },
        };
        let client_id = match entry.author {
            Author::Visitor => entry.client_id.clone(),
            Author::Bot | Author::Agent { .. } | Author::System => None,
        };
        Self { seq: entry.seq, at: entry.at, author, body, client_id }
    }
}

/// How things stand, as a visitor may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VisitorState {
    /// Who leads; its fields stand beside the others.
    #[serde(flatten)]
    pub stage: VisitorStage,
    /// While nobody is at work, or after a promise was broken: what can be chosen, each with its time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Box<Options>>,
    /// What was promised: shown while it is open, at risk or broken, and for a while after it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise: Option<Box<PromiseCard>>,
}

impl From<VisitorStage> for VisitorState {
    fn from(stage: VisitorStage) -> Self {
        Self { stage, options: None, promise: None }
    }
}

/// What a visitor can choose, each with a specific time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Options {
    /// When the team is at work again; absent where it is now, or where that is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<Timestamp>,
    /// In their order: [`FromVisitor::Choose`].
    pub choices: Vec<TimedChoice>,
    /// While a call is being chosen: those that are free, in their order; empty while they are being looked up.
    /// [`FromVisitor::Book`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slots: Option<Vec<Slot>>,
    /// The call that the visitor chose, until it is booked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<Slot>,
}

/// One choice, and by when it would be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TimedChoice {
    /// Which.
    pub kind: Alternative,
    /// By when; absent where the visitor chooses the time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Timestamp>,
}

/// A promise, as the visitor who has it may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromiseCard {
    /// Its number: [`FromVisitor::CancelPromise`].
    pub number: u32,
    /// What is promised.
    pub kind: Alternative,
    /// The phone number or the address, as the visitor gave it; empty where somebody joins the chat.
    pub contact: String,
    /// By when.
    pub due: Timestamp,
    /// The booked call's time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// How it stands.
    pub state: PromiseState,
    /// The conversation's ticket number: `T-7KQ2-M9XA`.
    pub ticket: String,
}

/// Who leads, as a visitor may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum VisitorStage {
    /// The assistant leads.
    Bot {
        /// The offer whose buttons can still be pressed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        open_offer: Option<Seq>,
        /// Whether the last answer failed, so that the human button is to stand out.
        suggest_human: bool,
    },
    /// Waiting for a person.
    Waiting {
        /// When the wait began.
        since: Timestamp,
        /// 1 is next; absent until the desk has said it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        position: Option<u32>,
        /// How long it will take; absent when it can't be known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait: Option<WaitRange>,
        /// Whether anyone who could serve them is at work now.
        team_online: bool,
        /// What they can choose instead.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        alternatives: Vec<Alternative>,
        /// Whether these are to stand out: the wait has become long.
        #[serde(default)]
        long: bool,
        /// Why the wait got longer than they were told, where it did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        longer: Option<Longer>,
        /// The offer whose buttons can be pressed while they wait.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        open_offer: Option<Seq>,
        /// What the person who comes will be told, while that can be put right.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passing_on: Option<Box<PassingOn>>,
    },
    /// A named human leads.
    Human {
        /// The name.
        name: String,
        /// The team.
        department: Department,
        /// The team's name as the site gives it.
        #[serde(default)]
        team: String,
        /// Whom they are bringing in, while nobody has come yet.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passing_to: Option<String>,
    },
    /// Closed; saying something opens it again with the assistant.
    Closed {
        /// Whether a rating is still open.
        can_rate: bool,
    },
}

/// What is passed on to whoever comes: shown to the visitor, who can put it right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassingOn {
    /// Their question, as it stands on the card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<String>,
    /// What they want to come of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Goal>,
    /// The facts they gave, with the words that they gave them in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<GivenFact>,
    /// The articles that were tried, by title.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tried: Vec<String>,
    /// What they said is to be passed on instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<String>,
}

/// A fact that the visitor gave.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenFact {
    /// What it means; named again in [`FromVisitor::Strike`].
    pub fact: Fact,
    /// As they wrote it.
    pub text: String,
}

/// A frame to the visitor's widget.
pub type ToVisitor = ToClient<VisitorEntry, VisitorState>;
