//! The card: what an agent knows before saying hello. Each statement points at its entry.

use crate::{
    ArticleRef, Day, Department, Entity, Fact, Language, LookUp, Money, Mood, PageRef, ProfileFact,
    Seq, Signal, Tier, Timestamp, Topic, TrailStep, Trajectory,
};
use serde::{Deserialize, Serialize};

/// The version of the card's shape; raised when a field changes its meaning.
pub const CARD_VERSION: u32 = 3;

/// Why a conversation was handed off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trigger {
    /// The "Talk to a Human" button.
    Button,
    /// Asked for in the customer's own words.
    Asked,
    /// A policy of the site's.
    Policy,
    /// Something is to be done that the bot can't do.
    CannotDo,
    /// The bot was too unsure to answer and the customer took the offer.
    LowConfidence,
    /// Two answers in a row below the site's setting.
    ConsecutiveLow,
    /// The bot failed: error, time-out, empty answer, no knowledge base.
    BotFailed,
    /// The signals of frustration reached the site's setting.
    Frustration,
    /// The same problem was still there after the bot's answers.
    SameProblem,
    /// Many messages and no end.
    ManyTurns,
    /// Written by e-mail, where no bot answers.
    Mailed,
    /// A bot of another maker decided it, and told why.
    Bot,
}

/// The kind of a handoff.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HandoffKind {
    /// The customer asked.
    Reactive,
    /// Warmline saw that it was needed.
    Proactive,
    /// A rule of the site's demanded it.
    RuleBased,
}

impl Trigger {
    /// Which kind of handoff this trigger makes.
    pub const fn kind(self) -> HandoffKind {
        match self {
            Self::Button | Self::Asked | Self::Mailed => HandoffKind::Reactive,
            Self::Policy | Self::CannotDo => HandoffKind::RuleBased,
            Self::LowConfidence
            | Self::ConsecutiveLow
            | Self::BotFailed
            | Self::Frustration
            | Self::SameProblem
            | Self::ManyTurns
            | Self::Bot => HandoffKind::Proactive,
        }
    }
}

/// By whose leave a conversation was handed off.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Permission {
    /// The customer asked for it: none is needed.
    NotNeeded,
    /// A rule demands it: the customer was told why.
    Explained,
    /// The customer was asked and said yes.
    Given,
    /// The customer was asked, said nothing, and the site takes that for a yes (Z-2).
    Silence,
}

/// What a decision rests on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "proof", rename_all = "snake_case")]
pub enum Proof {
    /// The button was pressed.
    Button,
    /// These words of the customer's.
    Words {
        /// As they were written.
        words: String,
    },
    /// The message is about this.
    Topic {
        /// About what.
        topic: Topic,
        /// How sure that is, %.
        percent: u8,
    },
    /// A sum of money over a policy's limit.
    Amount {
        /// How much.
        money: Money,
    },
    /// Who the customer is.
    Customer {
        /// The fact, such as their plan.
        fact: String,
    },
    /// A signal of frustration.
    Signal {
        /// Which.
        signal: Signal,
        /// The words that tell of it; empty where it is not in the words.
        words: String,
    },
    /// How sure the bot was, %.
    Confidence {
        /// 0 to 100.
        percent: u8,
    },
    /// So many messages of the customer's.
    Turns {
        /// How many.
        count: u32,
    },
    /// The bot could not look for an answer.
    NoAnswer,
    /// A bot of another maker says so.
    Bot {
        /// Its words; empty where it gave none.
        words: String,
    },
}

/// One piece of evidence, with the message it stands in.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Evidence {
    /// The message.
    pub entry: Seq,
    /// What it shows.
    #[serde(flatten)]
    pub proof: Proof,
}

/// The policy that demanded a handoff.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PolicyRef {
    /// Its id in the site's settings.
    pub id: String,
    /// What customers and agents read: "a refund of this size".
    pub name: String,
}

/// A handoff's reason with its evidence: what was decided, by whose leave, and on what it rests.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "StoredReason")]
pub struct Reason {
    /// What fired.
    pub trigger: Trigger,
    /// By whose leave.
    pub permission: Permission,
    /// The policy, where one demanded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyRef>,
    /// What it rests on, strongest first; never empty.
    pub evidence: Vec<Evidence>,
}

/// A reason as any version stored it.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredReason {
    Now {
        trigger: Trigger,
        permission: Permission,
        #[serde(default)]
        policy: Option<PolicyRef>,
        evidence: Vec<Evidence>,
    },
    /// Cards of version 1 had one entry and one sentence.
    First { trigger: Trigger, entry: Seq, evidence: String },
}

impl From<StoredReason> for Reason {
    fn from(stored: StoredReason) -> Self {
        match stored {
            StoredReason::Now { trigger, permission, policy, evidence } => {
                Self { trigger, permission, policy, evidence }
            }
            StoredReason::First { trigger, entry, evidence: words } => {
                let permission = match trigger.kind() {
                    HandoffKind::Reactive => Permission::NotNeeded,
                    HandoffKind::Proactive => Permission::Given,
                    HandoffKind::RuleBased => Permission::Explained,
                };
                let evidence = vec![Evidence { entry, proof: Proof::Words { words } }];
                Self { trigger, permission, policy: None, evidence }
            }
        }
    }
}

/// What the conversation is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TopicFound {
    /// About what.
    pub topic: Topic,
    /// How sure that is, %.
    pub percent: u8,
    /// The message that shows it.
    pub entry: Seq,
}

/// A signal of frustration with the message that raised it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct SignalHeard {
    /// Which.
    pub signal: Signal,
    /// The message.
    pub entry: Seq,
    /// The words that tell of it; empty where it is not in the words.
    pub words: String,
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
    /// The customer said that it helped.
    Accepted,
    /// The customer said that it did not.
    Declined,
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
    /// How sure the bot was, 0 to 100 %; absent where it did not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<u8>,
    /// How it ended.
    pub outcome: Outcome,
    /// What the customer said to it, where that shows how it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply: Option<Quote>,
}

/// What a customer wants to come of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Their money back.
    Refund,
    /// Another one for what is broken, wrong or lost.
    Replacement,
    /// An order, a subscription or an account to end.
    Cancel,
    /// An order, an address, a plan or an appointment to be another.
    Change,
    /// Something wrong to be put right: a charge, a fault, an error.
    Fix,
    /// To know where something is, or how far.
    Status,
    /// To get in again: a password, a code, a locked account.
    Access,
    /// A document: an invoice, a receipt, a label, their data.
    Document,
    /// To know how something is done, or what holds.
    Explain,
    /// An offer or a price.
    Quote,
    /// That somebody hears what went wrong.
    Heard,
}

/// What the customer wants to come of it, with the words that tell.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Wanted {
    /// What.
    pub goal: Goal,
    /// The message.
    pub entry: Seq,
    /// The words in it; of a customer who did not say it outright, those that it follows from.
    pub words: String,
    /// Whether they said so; else it is what such a matter mostly comes to.
    #[serde(default)]
    pub stated: bool,
    /// What they expressly do not want: it is not offered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Goal>,
}

/// What an entry is to the story, where it is something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Moment {
    /// The question that it began with.
    Question,
    /// The customer did not understand, or was misunderstood.
    Confusion,
    /// What is to come of it was said.
    Wanted,
    /// An answer helped.
    Accepted,
    /// An answer did not help, or was not wanted.
    Declined,
    /// A person was asked for.
    AskedForHuman,
    /// What fired the handoff.
    Trigger,
    /// The customer put right what is passed on.
    Corrected,
}

/// A key exchange: an entry and what it is to the story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct KeyMoment {
    /// The entry.
    pub entry: Seq,
    /// What it is.
    pub moment: Moment,
}

/// What an agent may do next.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NextStep {
    /// What, for the agent: one short line.
    pub text: String,
    /// The article that says how, where one does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleRef>,
    /// The message that it follows from.
    pub entry: Seq,
}

/// Something that the customer struck out of what is passed on.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Struck {
    /// The entry in which they did.
    pub entry: Seq,
    /// What does not hold.
    pub fact: Fact,
    /// As they had written it.
    #[serde(default)]
    pub text: String,
}

/// Who the customer is, as far as known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Customer {
    /// Their account at the site, if the site named it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Their name, if the site or they gave one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their e-mail address, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Their telephone number, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Their plan or tier, as the site calls it: "VIP", "enterprise".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// Since when they are a customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
    /// Whether the site vouched for the account and the address with a signature; what it did not name
    /// may be from its own systems ([`Card::profile`]).
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
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<TopicFound>,
    /// The facts the customer gave: amounts, order numbers, dates and the like.
    #[serde(default)]
    pub entities: Vec<Entity>,
    /// How they feel.
    #[serde(default)]
    pub mood: Mood,
    /// Where that is going.
    #[serde(default)]
    pub trajectory: Trajectory,
    /// Each signal of frustration with its message.
    #[serde(default)]
    pub signals: Vec<SignalHeard>,
    /// The first real question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub question: Option<Quote>,
    /// The newest question, where it is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<Quote>,
    /// What the customer wants to come of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Wanted>,
    /// What the customer themselves says is to be passed on, in place of our summary.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub correction: Option<Quote>,
    /// What they struck out: it is among the facts no more, and does not come back.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub struck: Vec<Struck>,
    /// The key exchanges, in the order of the log.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moments: Vec<KeyMoment>,
    /// What the agent may do next, best first; nothing that the customer declined.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next_steps: Vec<NextStep>,
    /// What the bot tried.
    pub attempts: Vec<Attempt>,
    /// What the customer said while waiting, to be passed along.
    pub passed_along: Vec<Quote>,
    /// The page they are on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRef>,
    /// The pages and product events so far, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trail: Vec<TrailStep>,
    /// What the site's systems know of them, what the question is about first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub profile: Vec<ProfileFact>,
    /// Which systems were asked, and how that ended.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looked_up: Vec<LookUp>,
    /// Articles that bear on the question.
    pub articles: Vec<ArticleRef>,
    /// When the wait began; absent while the bot leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waiting_since: Option<Timestamp>,
}
