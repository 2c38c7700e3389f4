//! What leaves a site for its other systems: what happened, and letters to one person.

use crate::{Slot, Timestamp};
use serde::{Deserialize, Serialize};

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// The bot handed the conversation off.
    HandedOff,
    /// A ticket was made, after hours or in place of waiting.
    Ticket,
    /// A call back was booked.
    Callback,
    /// The person on call is needed.
    OnCall,
    /// The conversation ended.
    Closed,
}

impl Happened {
    /// The name in keys, webhooks and data.
    pub const fn code(self) -> &'static str {
        match self {
            Self::HandedOff => "handed_off",
            Self::Ticket => "ticket",
            Self::Callback => "callback",
            Self::OnCall => "on_call",
            Self::Closed => "closed",
        }
    }

    /// What a reader sees first.
    pub const fn words(self) -> &'static str {
        match self {
            Self::HandedOff => "Handed off",
            Self::Ticket => "New ticket",
            Self::Callback => "Call back",
            Self::OnCall => "On call",
            Self::Closed => "Closed",
        }
    }
}

/// Words for one person, such as the confirmation of a ticket to the customer. Only e-mail, SMS and
/// WhatsApp send letters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// An e-mail address, or a telephone number with `+` and the country's code.
    pub to: String,
    /// The subject; used by e-mail only.
    pub subject: String,
    /// The text, plain, whole as it is to be read.
    pub text: String,
    /// An invitation as iCalendar text (RFC 5545), which e-mail attaches.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invite: Option<String>,
    /// Where an answer goes: an e-mail address, in place of the sender's. Until a letter leaves, that is the site's
    /// address for answers; the edge puts the conversation's tag into it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// The id of the e-mail that this one answers, without brackets: mail programs show both as one thread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to: Option<String>,
    /// Whether its words are an agent's, so that it counts for no limit to letters that customers cause.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub by_agent: bool,
}

/// What calendars are told of a booked call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallNews {
    /// Which call of its conversation: the number of the promise by which it was booked first. It stays the same
    /// when the call is moved.
    pub call: u32,
    /// Rises with each change of the call, from 0.
    pub sequence: u32,
    /// Whether it does not take place after all.
    pub cancelled: bool,
    /// When it is, or was to be.
    pub slot: Slot,
    /// When this was said.
    pub written: Timestamp,
    /// What the customer is to know beforehand, in their words and by their clock.
    pub description: String,
}
