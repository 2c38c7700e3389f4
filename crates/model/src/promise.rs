//! What a customer may choose instead of waiting, and what is then promised to them.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// What a customer may choose instead of waiting (R-100).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Alternative {
    /// A person calls.
    Callback,
    /// A person writes an e-mail.
    Email,
    /// Whoever is on call joins the conversation (R-134).
    OnCall,
    /// The customer does it by themselves, here (R-135).
    SelfService,
    /// A kind that this version does not know.
    #[serde(other)]
    Unknown,
}

/// A promise to a customer, with a time on it: the record that the words were said from (R-136).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promise {
    /// Its number in its conversation: 1 is the first. The first version made only one.
    #[serde(default = "first")]
    pub number: u32,
    /// What is promised.
    pub kind: Alternative,
    /// The phone number or the e-mail address, as the customer gave it; empty where somebody joins the chat.
    pub contact: String,
    /// When it was given.
    pub made: Timestamp,
    /// By when it is to be kept.
    pub due: Timestamp,
    /// The booked call's time (R-133).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slot: Option<Slot>,
    /// When it came near its end without being kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_risk: Option<Timestamp>,
    /// When it was kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept: Option<Timestamp>,
    /// When its time was over. It stays broken, whatever is done later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<Timestamp>,
    /// When something else took its place, or the customer did not want it any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaced: Option<Timestamp>,
}

/// How a promise stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PromiseState {
    /// There is time to keep it.
    Open,
    /// Little time is left.
    AtRisk,
    /// It was kept in time.
    Kept,
    /// Its time passed.
    Broken,
    /// Something else took its place in time, or the customer did not want it any more.
    Replaced,
    /// A state that this version does not know.
    #[serde(other)]
    Unknown,
}

impl Promise {
    /// How it stands. What was broken once stays so.
    pub const fn state(&self) -> PromiseState {
        match self {
            Self { broken: Some(_), .. } => PromiseState::Broken,
            Self { kept: Some(_), .. } => PromiseState::Kept,
            Self { replaced: Some(_), .. } => PromiseState::Replaced,
            Self { at_risk: Some(_), .. } => PromiseState::AtRisk,
            Self { .. } => PromiseState::Open,
        }
    }

    /// Whether it can still be kept in time.
    pub const fn is_open(&self) -> bool {
        matches!(self.state(), PromiseState::Open | PromiseState::AtRisk)
    }

    /// Whether something is still owed: it is open, or was broken and nothing made up for it.
    pub const fn is_owed(&self) -> bool {
        self.kept.is_none() && self.replaced.is_none()
    }
}

const fn first() -> u32 {
    1
}

/// A stretch of time in which a call takes place (R-133).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Slot {
    /// When it begins.
    pub from: Timestamp,
    /// When it is over.
    pub until: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_that_the_first_version_stored_is_the_first_of_its_conversation() {
        let stored = r#"{"kind":"email","contact":"m@x.example","made":1,"due":9}"#;
        let promise: Promise = serde_json::from_str(stored).expect("a promise");
        assert_eq!((promise.number, promise.state()), (1, PromiseState::Open));
        assert!(promise.is_owed());
        let kept = r#"{"kind":"callback","contact":"1","made":1,"due":9,"kept":4}"#;
        let kept: Promise = serde_json::from_str(kept).expect("a promise");
        assert_eq!((kept.state(), kept.is_owed()), (PromiseState::Kept, false));
        // R-136: what is done too late was still broken.
        let late = Promise { broken: Some(Timestamp(9)), ..kept };
        assert_eq!((late.state(), late.is_owed()), (PromiseState::Broken, false));
    }
}
