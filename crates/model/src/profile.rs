//! What the site's own systems know of a customer, and how asking them went.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// What a fact of a profile is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProfileField {
    /// Their name.
    Name,
    /// Their telephone number.
    Phone,
    /// Their account's id.
    Account,
    /// Their plan or tier.
    Plan,
    /// Since when they are a customer.
    Since,
    /// How their payments stand: "paid", "two invoices overdue".
    Billing,
    /// What they have spent so far.
    LifetimeValue,
    /// Their tier of a loyalty programme.
    Loyalty,
    /// How well they do, as the site measures it.
    Health,
    /// How they use the product.
    Usage,
    /// One order.
    Order,
    /// How many tickets they opened in the last 30 days, or one of them.
    Tickets,
    /// How an earlier matter of theirs ended.
    PastOutcome,
    /// Something else, under a label of the site's.
    Other,
}

/// A fact from one of the site's systems. Harmless text: it is shown, and never read as anything else.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProfileFact {
    /// What it is about.
    pub field: ProfileField,
    /// The site's label, where the field is [`ProfileField::Other`]: at most [`Self::MAX_LABEL`] characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
    /// What holds: one line of at most [`Self::MAX_VALUE`] characters.
    pub value: String,
    /// The name of the source that says so.
    pub source: String,
    /// Whether the customer named it: an order by its number, or by what is in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub asked_about: bool,
}

impl ProfileFact {
    /// The longest value, in characters.
    pub const MAX_VALUE: usize = 200;
    /// The longest label, in characters.
    pub const MAX_LABEL: usize = 40;
    /// The source of what a bot of another maker told.
    pub const BOT: &str = "the bot";
    /// How sources begin that are actions which the customer had done; the action's name follows.
    pub const SELF_SERVICE: &str = "Self-service: ";
}

/// One source that was asked about the customer.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LookUp {
    /// The source's name.
    pub source: String,
    /// When it was over.
    pub at: Timestamp,
    /// How it ended.
    #[serde(flatten)]
    pub outcome: LookUpOutcome,
    /// Whether it was asked by what the customer only said of themselves: nobody vouched for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unverified: bool,
}

/// How a look-up ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum LookUpOutcome {
    /// Something is known.
    Found,
    /// The source knows nothing of them.
    Nothing,
    /// There was no answer in time.
    TooSlow {
        /// How long it was waited for, ms.
        ms: u32,
    },
    /// It could not be reached, or the connection broke.
    Unreachable,
    /// It answered with an error.
    Refused {
        /// The status of HTTP.
        status: u16,
    },
    /// It answered with more than is read.
    TooLarge,
    /// It answered with something else than JSON.
    NotJson,
    /// It sent us to another address, which is never followed.
    Redirected,
    /// Its address is none that may be asked.
    NotAllowed,
}
