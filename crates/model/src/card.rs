//! The card: what an agent knows before saying hello. Each statement points at its entry.

use crate::{ArticleRef, Department, Language, PageRef, Seq, Tier, Timestamp};
use serde::{Deserialize, Serialize};

/// The version of the card's shape; raised when a field changes its meaning.
pub const CARD_VERSION: u32 = 1;

/// Why a conversation was handed off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The "Talk to a Human" button.
    Button,
    /// Asked for in the customer's own words.
    Asked,
    /// The bot was too unsure to answer and the customer took the offer.
    LowConfidence,
    /// Two answers in a row below the site's setting.
    ConsecutiveLow,
    /// The bot failed: error, time-out, empty answer, no knowledge base.
    BotFailed,
}

/// The kind of a handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoffKind {
    /// The customer asked.
    Reactive,
    /// Warmline saw that it was needed.
    Proactive,
}

impl Trigger {
    /// Which kind of handoff this trigger makes.
    pub const fn kind(self) -> HandoffKind {
        match self {
            Self::Button | Self::Asked => HandoffKind::Reactive,
            Self::LowConfidence | Self::ConsecutiveLow | Self::BotFailed => HandoffKind::Proactive,
        }
    }
}

/// A handoff's reason with its evidence.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reason {
    /// What fired.
    pub trigger: Trigger,
    /// The entry that fired it.
    pub entry: Seq,
    /// The words or the figure that decided, for people.
    pub evidence: String,
}

/// Something a customer said, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Quote {
    /// Where it was said.
    pub entry: Seq,
    /// What was said.
    pub text: String,
}

/// How an attempt of the bot ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// The customer has not said whether it helped.
    Unanswered,
    /// The customer went on to ask something else, or asked again.
    AskedFurther,
    /// The customer asked for a person after it.
    AskedForHuman,
    /// The bot did not answer: it was not sure enough.
    NotAnswered,
}

/// One attempt of the bot.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Attempt {
    /// The question's entry.
    pub question: Seq,
    /// The answer's entry.
    pub answer: Seq,
    /// The article answered from, where there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleRef>,
    /// How sure the bot was, 0 to 100 %.
    pub confidence: u8,
    /// How it ended.
    pub outcome: Outcome,
}

/// Who the customer is, as far as known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Customer {
    /// Their name, if the site or they gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their e-mail address, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Whether the site vouched for the above with a signature.
    pub verified: bool,
}

/// The context package.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Card {
    /// The shape's version: [`CARD_VERSION`].
    pub version: u32,
    /// One sentence over the whole conversation.
    pub summary: String,
    /// Who they are.
    pub customer: Customer,
    /// Why there is a handoff; absent while the bot leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Reason>,
    /// How urgent.
    pub tier: Tier,
    /// Which team.
    pub department: Department,
    /// The customer's language.
    pub language: Language,
    /// The first real question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Quote>,
    /// The newest question, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Quote>,
    /// What the bot tried.
    pub attempts: Vec<Attempt>,
    /// What the customer said while waiting, to be passed along.
    pub passed_along: Vec<Quote>,
    /// The page they are on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRef>,
    /// Articles that bear on the question.
    pub articles: Vec<ArticleRef>,
    /// When the wait began; absent while the bot leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<Timestamp>,
}
