//! An entry of a conversation's log: who, when, and what. The log is the truth that every screen shows.

use crate::{AgentId, Alternative, Attachment, ClientId, Fact, Seq, Slot, Timestamp};
use serde::{Deserialize, Serialize};

/// Who wrote an entry. Bot or named human is always visible.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Author {
    /// The customer.
    Visitor,
    /// The assistant.
    Bot,
    /// A person of the team.
    Agent {
        /// Which one.
        id: AgentId,
        /// The name the customer sees.
        name: String,
    },
    /// Warmline itself: who joined, who left, what the wait is.
    System,
}

/// How sure the bot was, as behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Answered plainly.
    High,
    /// Answered with a qualifier and an offer of a person.
    Medium,
    /// Not answered.
    Low,
}

/// A pointer to an article of the knowledge base.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ArticleRef {
    /// The article's id within the site.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Where a customer can read it, if anywhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A page of the site's that the customer is on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PageRef {
    /// Its address, without fragment, at most 500 characters.
    pub url: String,
    /// Its title, at most 200 characters.
    pub title: String,
}

/// What a choice does when it is picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChoiceKind {
    /// "Connect me": hand off now.
    Connect,
    /// "Stay with the assistant": the offer is declined.
    Stay,
    /// Another article, by its title: shown at once.
    Article,
    /// A kind that this version does not know.
    #[serde(other)]
    Unknown,
}

/// A button under a message.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Choice {
    /// What it does.
    pub kind: ChoiceKind,
    /// What it says.
    pub label: String,
    /// Which article, where it shows one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<String>,
}

/// Which event a system entry tells of; the words are in the entry's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// A person was asked for and the wait has begun.
    HandoffStarted,
    /// Nobody of the team is at work now.
    TeamOffline,
    /// A true word during the wait.
    StillWaiting,
    /// The customer went back to the assistant.
    WaitCancelled,
    /// A named human joined.
    AgentJoined,
    /// The human gave the conversation back to the assistant.
    HandedBack,
    /// The agent could not go on; the customer is first in line again.
    AgentLost,
    /// The conversation was closed (T8).
    Closed,
    /// A question while the customer waits.
    WaitQuestion,
    /// The agent is bringing in a colleague or another team.
    Transferring,
    /// Something was promised, with its time.
    Promised,
    /// A promise was cancelled, or its time passed: what that means for the customer.
    PromiseChanged,
    /// The customer is back after a while.
    WelcomeBack,
    /// A kind that this version does not know.
    #[serde(other)]
    Unknown,
}

/// That words came by e-mail.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ByMail {
    /// From where, if that is none of the customer's known addresses. For the team only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Whether nobody vouches that it is of that address, which is none of the customer's. For the team only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unverified: bool,
}

/// What an entry says.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Body {
    /// Plain text, shown as text and only as text.
    Text {
        /// At most [`crate::MAX_TEXT_CHARS`] characters; may be empty where there are files.
        text: String,
        /// The files that came with it.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
        /// Whether it came by e-mail.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        by_mail: Option<ByMail>,
    },
    /// The visitor pressed "Talk to a Human".
    AskedForHuman,
    /// The bot's answer to the visitor's entry `to`.
    Answer {
        /// The words.
        text: String,
        /// The question it answers.
        to: Seq,
        /// Calibrated probability of being right, 0 to 100 % (R-050).
        confidence: u8,
        /// The behaviour chosen.
        band: Band,
        /// What it was drawn from.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        article: Option<ArticleRef>,
    },
    /// The bot offers something; answered by an entry of [`Body::Chose`].
    Offer {
        /// The words.
        text: String,
        /// The buttons.
        choices: Vec<Choice>,
    },
    /// The visitor picked a button of the offer at `offer`.
    Chose {
        /// The offer's place in the log.
        offer: Seq,
        /// Which button.
        choice: ChoiceKind,
        /// What it said.
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
        /// Its number in the conversation.
        promise: u32,
    },
    /// The customer says in their own words what is to be passed on.
    Corrected {
        /// At most [`crate::MAX_TEXT_CHARS`] characters.
        text: String,
    },
    /// The customer struck a fact out of what is passed on.
    Struck {
        /// As the customer had written it.
        text: String,
        /// What it meant.
        fact: Fact,
    },
    /// Warmline tells of an event.
    Notice {
        /// Which event.
        notice: Notice,
        /// The words.
        text: String,
    },
    /// The visitor's rating, once.
    Rated {
        /// 1 (bad) to 5 (good).
        score: u8,
        /// What they added, if anything.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
}

impl Body {
    /// Words with files, written in the chat.
    pub fn said(text: impl Into<String>, attachments: Vec<Attachment>) -> Self {
        Self::Text { text: text.into(), attachments, by_mail: None }
    }

    /// Words without a file.
    pub fn words(text: impl Into<String>) -> Self {
        Self::said(text, Vec::new())
    }

    /// The files that came with it.
    pub fn attachments(&self) -> &[Attachment] {
        match self {
            Self::Text { attachments, .. } => attachments,
            _ => &[],
        }
    }

    /// That it came by e-mail, if it did.
    pub fn by_mail(&self) -> Option<&ByMail> {
        match self {
            Self::Text { by_mail, .. } => by_mail.as_ref(),
            _ => None,
        }
    }

    /// The words of the entry, where it has any.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text { text, .. }
            | Self::Answer { text, .. }
            | Self::Corrected { text }
            | Self::Struck { text, .. }
            | Self::Offer { text, .. }
            | Self::Notice { text, .. } => Some(text),
            Self::Chose { label, .. } => Some(label),
            Self::Rated { comment, .. } => comment.as_deref(),
            Self::AskedForHuman
            | Self::CancelledWait
            | Self::AskedFor { .. }
            | Self::PickedSlot { .. }
            | Self::CancelledPromise { .. } => None,
        }
    }
}

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Entry {
    /// Its place, gap-free.
    pub seq: Seq,
    /// When it was stored; of what a bot of another maker brought, when it was said.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: Author,
    /// What it says.
    pub body: Body,
    /// The client's own name for it, where a client caused it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_id: Option<ClientId>,
}
