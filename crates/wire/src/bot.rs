//! What a bot of another maker says and hears over plain HTTP, with the site's bot key.

use crate::{Code, KnownCustomer, Refusal, TrailItem, VisitorEntry, WaitRange};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warmline_model::{
    Alternative, ClientId, CloseReason, ConversationId, Department, Episode, MAX_TEXT_CHARS,
    PageRef, ProfileFact, Promise, Seq, Tier, Timestamp,
};

/// The largest body of a transcript or an activity, in bytes.
pub const MAX_TRANSCRIPT_BYTES: usize = 1024 * 1024;

/// `POST …/conversations` with the bot key: a bot begins a conversation of its own with a customer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenByBot {
    /// The bot's name for it: the same name opens the same conversation.
    pub client_id: ClientId,
    /// Who the customer is; what the site's server says counts as vouched for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<KnownCustomer>,
    /// The page they are on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRef>,
    /// The pages and events before it, oldest first; what does not keep to the limits is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trail: Vec<TrailItem>,
    /// BCP 47 tag of their language; one that is not known is ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// The IANA name of their time zone; one that is not known is ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
}

/// Who said a message that a bot brings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BroughtAuthor {
    /// The customer.
    Customer,
    /// The bot.
    Bot,
}

/// A message that was said before Warmline had the conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BroughtMessage {
    /// The bot's name for it: the same message under the same name is stored once.
    pub client_id: ClientId,
    /// When it was said, ms since 1970.
    pub at: Timestamp,
    /// Who said it.
    pub author: BroughtAuthor,
    /// The words.
    pub text: String,
    /// How sure the bot was of its answer, 0 to 100 %.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
}

/// `POST …/conversations/{id}/transcript`: what was said so far, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BringTranscript {
    /// 1 to [`Self::MOST`] messages.
    pub messages: Vec<BroughtMessage>,
}

impl BringTranscript {
    /// How many messages one call may bring.
    pub const MOST: usize = 500;

    /// Whether each message keeps to the limits.
    ///
    /// # Errors
    /// Which does not, and what is allowed.
    pub fn check(&self) -> Result<(), Refusal> {
        let count = self.messages.len();
        if count == 0 {
            return Err(Refusal::new(Code::Empty, "messages: at least one"));
        }
        if count > Self::MOST {
            let most = Self::MOST;
            let message = format!("messages: at most {most} in one call, not {count}");
            return Err(Refusal::new(Code::TooLarge, message));
        }
        for (n, message) in self.messages.iter().enumerate() {
            let refuse = |code, what: String| {
                Err(Refusal::new(code, format!("messages[{n}].{what}")).of(&message.client_id))
            };
            if message.text.trim().is_empty() {
                return refuse(Code::Empty, "text: a message needs some text".into());
            }
            let length = message.text.chars().count();
            if length > MAX_TEXT_CHARS {
                let what = format!("text: at most {MAX_TEXT_CHARS} characters, not {length}");
                return refuse(Code::TooLong, what);
            }
            if message.confidence.is_some_and(|percent| percent > 100) {
                let what = "confidence: a whole number from 0 to 100".into();
                return refuse(Code::Malformed, what);
            }
            let earlier = self.messages.get(..n).and_then(<[_]>::last);
            if earlier.is_some_and(|earlier| earlier.at > message.at) {
                let what = "at: earlier than that of the message before; the oldest comes first";
                return refuse(Code::Malformed, what.into());
            }
        }
        let mut names: Vec<_> =
            self.messages.iter().map(|m| (m.author as u8, &m.client_id)).collect();
        names.sort();
        match names.windows(2).find(|pair| pair.first() == pair.last()) {
            Some([(_, twice), ..]) => {
                let what = format!("messages: two are named {twice}; each needs a name of its own");
                Err(Refusal::new(Code::Malformed, what).of(twice))
            }
            _ => Ok(()),
        }
    }
}

/// The answer to [`BringTranscript`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// How many messages are new.
    pub stored: usize,
    /// How many were known already.
    pub repeated: usize,
    /// The newest entry of the log.
    pub last: Seq,
}

/// A value of the bot's context.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum ContextValue {
    /// Words.
    Text(String),
    /// Yes or no.
    Truth(bool),
    /// A number.
    Number(f64),
}

impl ContextValue {
    /// As agents read it.
    pub fn words(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Truth(true) => "yes".to_owned(),
            Self::Truth(false) => "no".to_owned(),
            Self::Number(number) => number.to_string(),
        }
    }
}

/// `POST …/conversations/{id}/handoff`: a person is to take over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandOff {
    /// The bot's name for it: repeated, it opens nothing new.
    pub client_id: ClientId,
    /// Whether the customer asked for a person.
    #[serde(default)]
    pub asked_by_customer: bool,
    /// Why, for the agents; at most [`Self::MAX_REASON`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What it is about, as the bot calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// For which team; absent: as the messages tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    /// How urgent it is at least; absent: as the messages tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgency: Option<Tier>,
    /// What else the bot knows: at most [`Self::MOST_CONTEXT`] names with values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub context: BTreeMap<String, ContextValue>,
}

impl HandOff {
    /// The longest reason, in characters.
    pub const MAX_REASON: usize = 500;
    /// How much context one handoff has.
    pub const MOST_CONTEXT: usize = 20;

    /// Whether it keeps to the limits.
    ///
    /// # Errors
    /// What does not, and what is allowed.
    pub fn check(&self) -> Result<(), Refusal> {
        let refuse = |code, what: String| Err(Refusal::new(code, what).of(&self.client_id));
        let length = |text: &str| text.chars().count();
        if self.reason.as_ref().is_some_and(|reason| length(reason) > Self::MAX_REASON) {
            return refuse(
                Code::TooLong,
                format!("reason: at most {} characters", Self::MAX_REASON),
            );
        }
        let most = ProfileFact::MAX_VALUE;
        if self.topic.as_ref().is_some_and(|topic| length(topic) > most) {
            return refuse(Code::TooLong, format!("topic: at most {most} characters"));
        }
        if self.context.len() > Self::MOST_CONTEXT {
            let count = self.context.len();
            let what = format!("context: at most {} names, not {count}", Self::MOST_CONTEXT);
            return refuse(Code::TooLarge, what);
        }
        for (name, value) in &self.context {
            if name.trim().is_empty() || length(name) > ProfileFact::MAX_LABEL {
                let most = ProfileFact::MAX_LABEL;
                return refuse(
                    Code::Malformed,
                    format!("context: names of 1 to {most} characters"),
                );
            }
            if length(&value.words()) > most {
                return refuse(Code::TooLong, format!("context.{name}: at most {most} characters"));
            }
        }
        Ok(())
    }
}

/// `POST …/conversations/{id}/take-back`: the bot leads again, while nobody has it yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TakeBack {
    /// The bot's name for it.
    pub client_id: ClientId,
}

/// `POST …/conversations/{id}/close`: it is over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CloseByBot {
    /// The bot's name for it.
    pub client_id: ClientId,
    /// How the matter stands.
    #[serde(default)]
    pub reason: CloseReason,
}

/// Who leads, as a bot may know it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum BotStage {
    /// The bot.
    Bot,
    /// Nobody: the customer waits.
    Waiting {
        /// Since when.
        since: Timestamp,
        /// 1 is next; absent until it is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        position: Option<u32>,
        /// How long it will take; absent when it can't be known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        wait: Option<WaitRange>,
        /// Whether anyone who could serve them is at work now.
        team_online: bool,
        /// What they can choose instead: a frame `choose`.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        alternatives: Vec<Alternative>,
    },
    /// A person.
    Human {
        /// Since when.
        since: Timestamp,
        /// Their name, for the customer.
        name: String,
        /// Their team.
        department: Department,
        /// The team's name, for the customer.
        team: String,
        /// Whom they are bringing in.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        passing_to: Option<String>,
    },
    /// Nobody: it is closed.
    Closed {
        /// Since when.
        since: Timestamp,
        /// How the matter stood.
        reason: CloseReason,
    },
}

/// How a handoff went, in the words of the Bot Framework.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoffState {
    /// A person has it.
    Accepted,
    /// It was over before a person had it.
    Failed,
    /// A person had it, and gave it back or closed it.
    Completed,
}

/// The value of the Bot Framework's `handoff.status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandoffStatus {
    /// How it went.
    pub state: HandoffState,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// `GET …/conversations/{id}/status`, and the answer to what a bot does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotStatus {
    /// The conversation.
    pub conversation: ConversationId,
    /// Who leads; its fields stand beside the others.
    #[serde(flatten)]
    pub stage: BotStage,
    /// How many handoffs there were, with this one.
    pub episode: Episode,
    /// The newest entry of the log.
    pub last: Seq,
    /// How the newest handoff went; absent while it waits, and before there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handoff: Option<HandoffStatus>,
    /// What the customer was promised last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promise: Option<Promise>,
    /// After how many seconds to ask again.
    pub poll_s: u32,
}

/// `GET …/conversations/{id}/messages?after_seq=`: how it stands, and what came.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotMessages {
    /// How it stands.
    pub status: BotStatus,
    /// The entries after that, as the customer may see them; at most [`crate::LOG_PAGE`].
    pub entries: Vec<VisitorEntry>,
    /// The `after_seq` of the next page, where there is one already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Seq>,
}

/// The answer to `POST …/activities`: a `handoff.initiate` of the Bot Framework.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Initiated {
    /// Our conversation.
    pub conversation: ConversationId,
    /// Opens it as its visitor, and only it.
    pub token: String,
    /// How it stands.
    pub status: BotStatus,
    /// The newest `handoff.status`, to be sent on as it is; absent while the handoff waits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activity: Option<StatusActivity>,
    /// How many messages of the transcript were left out, the oldest first.
    pub left_out: usize,
}

/// An event activity `handoff.status`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StatusActivity {
    /// `event`.
    #[serde(rename = "type")]
    pub kind: String,
    /// `handoff.status`.
    pub name: String,
    /// The bot's conversation, as it was named.
    pub conversation: serde_json::Value,
    /// How it went.
    pub value: HandoffStatus,
}
