//! What a customer may choose instead of waiting, and what is then promised to them.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// What a customer may choose instead of waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alternative {
    /// A person calls.
    Callback,
    /// A person writes an e-mail.
    Email,
    /// A kind that this version does not know.
    #[serde(other)]
    Unknown,
}

/// A promise to a customer, with a time on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// What is promised.
    pub kind: Alternative,
    /// The phone number or the e-mail address, as the customer gave it.
    pub contact: String,
    /// When it was given.
    pub made: Timestamp,
    /// By when it is to be kept.
    pub due: Timestamp,
    /// When it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Timestamp>,
}
