//! One delivery: how far it is, what is asked next, and what a call's end makes of it.

use super::{DEAD_AFTER, Effect, MAX_ATTEMPTS, Round};
use crate::answer::{Outcome, Receipt};
use crate::destination::{Kind, Safety};
use crate::key::Key;
use crate::package::Package;
use crate::request::Call;
use serde::{Deserialize, Serialize};
use warmline_model::{ConversationId, Millis, Timestamp};

/// The longest pause after the first failure.
const FIRST_PAUSE: Millis = Millis::seconds(5);
/// The longest pause after any.
pub const LONGEST_PAUSE: Millis = Millis::minutes(60);
/// The shortest pause, whatever the jitter.
const SHORTEST_PAUSE: Millis = Millis::seconds(1);

/// How far a delivery is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
pub enum State {
    /// It is due at `next_at`.
    Waiting,
    /// A call is open.
    Calling {
        /// Since when.
        since: Timestamp,
        /// Which.
        call: Call,
    },
    /// It is there.
    Delivered {
        /// Since when we know.
        at: Timestamp,
        /// What it is there.
        receipt: Receipt,
    },
    /// A dead letter: it waits for a person.
    Dead {
        /// Since when.
        at: Timestamp,
        /// Why, for an owner.
        why: String,
        /// Whether it may have arrived all the same.
        may_have_arrived: bool,
    },
}

/// One delivery: one package to one destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its place among all that were added.
    pub number: u64,
    /// The id of the destination in the site's settings.
    pub destination: String,
    /// Which system that is.
    pub kind: Kind,
    /// Which conversation it is about.
    pub conversation: ConversationId,
    /// What is delivered; not kept once it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub package: Option<Box<Package>>,
    /// When it was added, or last resent by a person.
    pub since: Timestamp,
    /// When it was first sent; absent before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_sent: Option<Timestamp>,
    /// How many calls failed since `since`.
    pub attempts: u32,
    /// When it is due.
    pub next_at: Timestamp,
    /// Their id of the conversation's ticket, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// Whether the call that is next may have been accepted already.
    pub doubt: bool,
    /// How far it is.
    pub state: State,
}

impl Item {
    /// The call that is open.
    pub(super) fn open(&self) -> Option<&Call> {
        match &self.state {
            State::Calling { call, .. } => Some(call),
            _ => None,
        }
    }

    /// What is to be asked next.
    pub(super) fn next_call(&self) -> Call {
        let send = match &self.ticket {
            Some(ticket) => Call::Note { ticket: ticket.clone() },
            None => Call::Create,
        };
        if !self.doubt || !matches!(self.kind.safety(&send), Safety::LookUp { .. }) {
            return send;
        }
        match send {
            Call::Note { ticket } => Call::FindNote { ticket },
            _ => Call::Find,
        }
    }

    /// A call ended.
    pub(super) fn ended(
        &mut self,
        now: Timestamp,
        key: &Key,
        call: &Call,
        outcome: Outcome,
        jitter: f64,
        round: &mut Round,
    ) {
        round.touched.insert(key.clone());
        match outcome {
            Outcome::Delivered(receipt) => {
                self.doubt = false;
                let made = matches!(call, Call::Create | Call::Find);
                if made && self.kind.note_follows() {
                    self.ticket = receipt.their_id;
                    self.first_sent = None;
                    self.state = State::Waiting;
                    self.next_at = now;
                } else {
                    self.package = None;
                    self.state = State::Delivered { at: now, receipt: receipt.clone() };
                    round.effects.push(Effect::Delivered { key: key.clone(), receipt });
                }
            }
            Outcome::Missing => {
                self.doubt = false;
                self.state = State::Waiting;
                self.next_at = now;
            }
            Outcome::Again { after, why } => self.pause(now, key, after, why, jitter, round),
            Outcome::Look { after, why } => {
                self.doubt = self.doubt || !call.looks();
                self.pause(now, key, after, why, jitter, round);
            }
            Outcome::Dead { why } => self.bury(now, why, key, round),
        }
    }

    /// A call failed: wait, or give up.
    fn pause(
        &mut self,
        now: Timestamp,
        key: &Key,
        after: Option<Millis>,
        why: String,
        jitter: f64,
        round: &mut Round,
    ) {
        self.attempts += 1;
        let sent = self.ticket.clone().map_or(Call::Create, |ticket| Call::Note { ticket });
        let mut wait = pause(self.attempts, jitter).max(after.unwrap_or_default());
        if self.doubt {
            let repeatable = match self.kind.safety(&sent) {
                Safety::SameKey { kept: None } => true,
                Safety::SameKey { kept: Some(kept) } => {
                    now + wait < self.first_sent.unwrap_or(now) + kept
                }
                Safety::LookUp { settle } => {
                    wait = wait.max(settle);
                    true
                }
                Safety::Neither => false,
            };
            if !repeatable {
                let why = format!("{why}. It may have arrived: look there before you resend it.");
                return self.bury(now, why, key, round);
            }
        }
        let last = self.attempts >= MAX_ATTEMPTS;
        if last || now + wait > self.since + DEAD_AFTER {
            let tries = self.attempts;
            let why =
                format!("{why}, the last of {tries} attempts. Resend it once that is mended.");
            return self.bury(now, why, key, round);
        }
        self.state = State::Waiting;
        self.next_at = now + wait;
    }

    pub(super) fn bury(&mut self, now: Timestamp, why: String, key: &Key, round: &mut Round) {
        let may_have_arrived = self.doubt;
        self.state = State::Dead { at: now, why: why.clone(), may_have_arrived };
        round.touched.insert(key.clone());
        round.effects.push(Effect::DeadLetter { key: key.clone(), why, may_have_arrived });
    }
}

/// The pause after so many failures: by chance up to 5 s, 10 s, 20 s and so on to an hour.
fn pause(attempts: u32, jitter: f64) -> Millis {
    let doublings = attempts.saturating_sub(1).min(20);
    let longest = (FIRST_PAUSE.0 << doublings).min(LONGEST_PAUSE.0);
    let jitter = if jitter.is_finite() { jitter.clamp(0.0, 1.0) } else { 1.0 };
    #[expect(clippy::cast_possible_truncation, reason = "at most an hour")]
    let chosen = (longest as f64 * jitter) as i64;
    Millis(chosen.max(SHORTEST_PAUSE.0))
}
