//! The outbox: when to send, when to look first, when to wait, and when to give up and say so.
//!
//! A machine like those of the handoff: `handle(now, event) -> effects`, and `next_deadline`. What changed
//! is named by [`Effect::Save`], to be written before the calls of the same event go out: after a crash
//! [`Event::Restarted`] takes each open call for one that may have arrived.

mod item;

pub use item::{Item, State};

use crate::answer::{Failure, Outcome, Receipt};
use crate::destination::Kind;
use crate::key::Key;
use crate::package::Package;
use crate::request::Call;
use item::LONGEST_PAUSE;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use warmline_model::{ConversationId, Happened, Millis, Timestamp};

/// How long a call may take.
pub const TIME_OUT: Millis = Millis::seconds(10);
/// How many calls may fail.
pub const MAX_ATTEMPTS: u32 = 12;
/// How long it is tried.
pub const DEAD_AFTER: Millis = Millis::minutes(24 * 60);
/// How long what was delivered is kept, so that the same key is not sent twice.
pub const KEEP_DELIVERED: Millis = Millis::minutes(7 * 24 * 60);
/// How long a dead letter waits for a person.
pub const KEEP_DEAD: Millis = Millis::minutes(30 * 24 * 60);
/// How many dead letters are kept; the oldest go first.
pub const MAX_DEAD: usize = 500;
/// How many calls are open at once: a Worker may have six connections.
const MAX_CALLS: usize = 6;

/// What happens to the outbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// Deliver this. A key that is known already changes nothing.
    Add {
        /// The delivery's name.
        key: Key,
        /// The id of the destination in the site's settings.
        destination: String,
        /// Which system that is.
        kind: Kind,
        /// What is delivered.
        package: Box<Package>,
        /// Their id of the conversation's ticket, where an earlier delivery made one.
        ticket: Option<String>,
    },
    /// This is not to be sent by itself: a person decides. A key that is known already changes nothing.
    AddDead {
        /// The delivery's name.
        key: Key,
        /// The id of the destination in the site's settings.
        destination: String,
        /// Which system that is.
        kind: Kind,
        /// What would be delivered.
        package: Box<Package>,
        /// Why, for an owner.
        why: String,
    },
    /// Time went by.
    Tick {
        /// From 0 to 1, by chance.
        jitter: f64,
    },
    /// A call was answered.
    Answered {
        /// Whose.
        key: Key,
        /// Which.
        call: Call,
        /// What the answer means.
        outcome: Outcome,
        /// From 0 to 1, by chance.
        jitter: f64,
    },
    /// A call got no answer.
    Failed {
        /// Whose.
        key: Key,
        /// Which.
        call: Call,
        /// Why.
        failure: Failure,
        /// From 0 to 1, by chance.
        jitter: f64,
    },
    /// No request can be made: a [`crate::Fault`], or the destination is gone from the settings.
    Faulted {
        /// Whose.
        key: Key,
        /// Why, for an owner.
        why: String,
    },
    /// The object was loaded again: what it had open is lost.
    Restarted {
        /// From 0 to 1, by chance.
        jitter: f64,
    },
    /// Somebody wants a dead letter sent again.
    Resend {
        /// Which.
        key: Key,
        /// Whether they looked, and it is not there: then it is sent without a look-up.
        missing: bool,
    },
    /// Somebody wants a dead letter no more.
    Discard {
        /// Which.
        key: Key,
    },
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Write the item, or delete it where there is none of this key any more; before any call.
    Save(Key),
    /// Make the call, and say how it ended.
    Call {
        /// Whose.
        key: Key,
        /// Which.
        call: Call,
    },
    /// It is there.
    Delivered {
        /// Which.
        key: Key,
        /// What it is there.
        receipt: Receipt,
    },
    /// It was given up; somebody has to see it.
    DeadLetter {
        /// Which.
        key: Key,
        /// Why, for an owner.
        why: String,
        /// Whether it may have arrived all the same.
        may_have_arrived: bool,
    },
    /// What somebody wanted can't be done.
    Refused {
        /// Of which.
        key: Key,
        /// Why.
        why: &'static str,
    },
}

/// All deliveries of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outbox {
    items: BTreeMap<Key, Item>,
    added: u64,
}

/// What one event changes.
#[derive(Default)]
struct Round {
    touched: BTreeSet<Key>,
    effects: Vec<Effect>,
}

impl Outbox {
    /// The outbox as its rows were stored.
    pub fn restore(rows: impl IntoIterator<Item = (Key, Item)>) -> Self {
        let items: BTreeMap<Key, Item> = rows.into_iter().collect();
        let added = items.values().map(|item| item.number).max().unwrap_or(0);
        Self { items, added }
    }

    /// A delivery.
    pub fn get(&self, key: &Key) -> Option<&Item> {
        self.items.get(key)
    }

    /// All of them, by key.
    pub fn items(&self) -> impl Iterator<Item = (&Key, &Item)> {
        self.items.iter()
    }

    /// When to come back with a [`Event::Tick`]; nothing while all is quiet.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let full = self.open_calls() >= MAX_CALLS;
        let line = self.line();
        let at = |item: &Item| match &item.state {
            State::Waiting if full || held(&line, item) => None,
            State::Waiting => Some(item.next_at),
            State::Calling { since, .. } => Some(*since + TIME_OUT),
            State::Delivered { at, .. } => Some(*at + KEEP_DELIVERED),
            State::Dead { at, .. } => Some(*at + KEEP_DEAD),
        };
        self.items.values().filter_map(at).min()
    }

    /// Takes in what happened.
    pub fn handle(&mut self, now: Timestamp, event: Event) -> Vec<Effect> {
        let mut round = Round::default();
        match event {
            Event::Add { key, destination, kind, package, ticket } => {
                self.add(now, &key, destination, kind, package, ticket, &mut round);
            }
            Event::AddDead { key, destination, kind, package, why } => {
                if let Some(item) =
                    self.add(now, &key, destination, kind, package, None, &mut round)
                {
                    item.bury(now, why, &key, &mut round);
                }
            }
            Event::Tick { jitter } => self.time_out(now, jitter, &mut round),
            Event::Answered { key, call, outcome, jitter } => {
                self.ended(now, &key, &call, outcome, jitter, &mut round);
            }
            Event::Failed { key, call, failure, jitter } => {
                if let Some(name) = self.items.get(&key).map(|item| item.kind.name()) {
                    let outcome = Outcome::of_failure(name, failure);
                    self.ended(now, &key, &call, outcome, jitter, &mut round);
                }
            }
            Event::Faulted { key, why } => {
                if let Some(item) = self.items.get_mut(&key).filter(|item| item.open().is_some()) {
                    item.bury(now, why, &key, &mut round);
                }
            }
            Event::Restarted { jitter } => {
                for (key, item) in &mut self.items {
                    if let Some(call) = item.open().cloned() {
                        let why = "we were interrupted while it was sent".to_owned();
                        let outcome = Outcome::Look { after: None, why };
                        item.ended(now, key, &call, outcome, jitter, &mut round);
                    }
                }
            }
            Event::Resend { key, missing } => self.resend(now, key, missing, &mut round),
            Event::Discard { key } => match self.items.get(&key).map(|item| &item.state) {
                Some(State::Dead { .. }) => {
                    self.items.remove(&key);
                    round.touched.insert(key);
                }
                _ => round.refuse(key, "only a dead letter can be discarded"),
            },
        }
        self.begin_due(now, &mut round);
        self.forget_dead(&mut round);
        let saves = round.touched.into_iter().map(Effect::Save);
        saves.chain(round.effects).collect()
    }

    /// The new delivery; none: its key is known already.
    #[expect(clippy::too_many_arguments, reason = "all that a delivery is made of")]
    fn add(
        &mut self,
        now: Timestamp,
        key: &Key,
        destination: String,
        kind: Kind,
        package: Box<Package>,
        ticket: Option<String>,
        round: &mut Round,
    ) -> Option<&mut Item> {
        if self.items.contains_key(key) {
            return None;
        }
        self.added += 1;
        let item = Item {
            number: self.added,
            destination,
            kind,
            conversation: package.conversation.clone(),
            package: Some(package),
            since: now,
            first_sent: None,
            attempts: 0,
            next_at: now,
            ticket: ticket.filter(|_| kind.has_tickets()),
            doubt: false,
            state: State::Waiting,
        };
        round.touched.insert(key.clone());
        Some(self.items.entry(key.clone()).or_insert(item))
    }

    /// Strangers can cause dead letters, so that there is a limit to how many are kept.
    fn forget_dead(&mut self, round: &mut Round) {
        let dead = self.items.iter().filter_map(|(key, item)| match &item.state {
            State::Dead { at, .. } => Some((*at, item.number, key)),
            _ => None,
        });
        let mut dead: Vec<_> = dead.collect();
        if dead.len() <= MAX_DEAD {
            return;
        }
        dead.sort_unstable();
        let oldest = dead.len() - MAX_DEAD;
        let old: Vec<Key> = dead.into_iter().take(oldest).map(|(.., key)| key.clone()).collect();
        for key in old {
            self.items.remove(&key);
            round.touched.insert(key);
        }
    }

    fn resend(&mut self, now: Timestamp, key: Key, missing: bool, round: &mut Round) {
        let Some(item) = self.items.get_mut(&key) else {
            return round.refuse(key, "there is no such delivery");
        };
        if !matches!(item.state, State::Dead { .. }) {
            return round.refuse(key, "only a dead letter can be resent");
        }
        item.state = State::Waiting;
        item.since = now;
        // By then no receiver knows the key of the first attempt any more: a person chose to send it anew.
        item.first_sent = item.first_sent.filter(|first| now - *first < DEAD_AFTER);
        item.next_at = now;
        item.attempts = 0;
        item.doubt = item.doubt && !missing;
        round.touched.insert(key);
    }

    fn ended(
        &mut self,
        now: Timestamp,
        key: &Key,
        call: &Call,
        outcome: Outcome,
        jitter: f64,
        round: &mut Round,
    ) {
        let Some(item) = self.items.get_mut(key) else { return };
        let late = item.open() != Some(call);
        // An answer after its time-out changes nothing, unless it says that the thing is there.
        let news = matches!(outcome, Outcome::Delivered(_)) && !call.looks();
        let over = matches!(item.state, State::Delivered { .. });
        let step_done = matches!(call, Call::Create) && item.ticket.is_some();
        if late && (!news || over || step_done) {
            return;
        }
        item.ended(now, key, call, outcome, jitter, round);
    }

    /// Calls that took too long, and what needs not be kept any longer.
    fn time_out(&mut self, now: Timestamp, jitter: f64, round: &mut Round) {
        let mut old = Vec::new();
        for (key, item) in &mut self.items {
            match &mut item.state {
                State::Calling { since, call } => {
                    // A clock that was put back must not keep a call open for ever.
                    *since = (*since).min(now);
                    if now - *since >= TIME_OUT {
                        let call = call.clone();
                        let outcome = Outcome::of_failure(item.kind.name(), Failure::TimedOut);
                        item.ended(now, key, &call, outcome, jitter, round);
                    }
                }
                State::Delivered { at, .. } if now - *at >= KEEP_DELIVERED => old.push(key.clone()),
                State::Dead { at, .. } if now - *at >= KEEP_DEAD => old.push(key.clone()),
                State::Waiting if item.next_at - now > LONGEST_PAUSE => {
                    item.next_at = now + LONGEST_PAUSE;
                    round.touched.insert(key.clone());
                }
                _ => {}
            }
        }
        for key in old {
            self.items.remove(&key);
            round.touched.insert(key);
        }
    }

    /// Opens a call for what is due, oldest first.
    fn begin_due(&mut self, now: Timestamp, round: &mut Round) {
        let line = self.line();
        let mut due: Vec<(u64, Key)> = self
            .items
            .iter()
            .filter(|(_, item)| item.state == State::Waiting && item.next_at <= now)
            .filter(|(_, item)| !held(&line, item))
            .map(|(key, item)| (item.number, key.clone()))
            .collect();
        due.sort();
        let mut open = self.open_calls();
        for (_, key) in due {
            let Some(item) = self.items.get(&key) else { continue };
            if open >= MAX_CALLS {
                break;
            }
            // What may have made a ticket of its own looks for that first.
            let sibling = if item.doubt { None } else { self.ticket_of(item) };
            let ticket = item.ticket.clone().or(sibling);
            let Some(item) = self.items.get_mut(&key) else { continue };
            item.ticket = ticket;
            let call = item.next_call();
            if !call.looks() {
                item.first_sent.get_or_insert(now);
            }
            item.state = State::Calling { since: now, call: call.clone() };
            open += 1;
            round.touched.insert(key.clone());
            round.effects.push(Effect::Call { key, call });
        }
    }

    fn open_calls(&self) -> usize {
        self.items.values().filter(|item| item.open().is_some()).count()
    }

    /// What is first on its way, by destination and conversation.
    fn line(&self) -> BTreeMap<Line<'_>, u64> {
        let mut line = BTreeMap::new();
        for item in self.items.values() {
            if matches!(item.state, State::Waiting | State::Calling { .. }) {
                let first = line.entry(line_of(item)).or_insert(item.number);
                *first = item.number.min(*first);
            }
        }
        line
    }

    /// The ticket that an earlier delivery made.
    fn ticket_of(&self, item: &Item) -> Option<String> {
        if !item.kind.has_tickets() {
            return None;
        }
        self.siblings(item).find_map(|other| match &other.state {
            State::Delivered { receipt, .. } => receipt.their_id.clone(),
            _ => other.ticket.clone(),
        })
    }

    fn siblings<'a>(&'a self, item: &'a Item) -> impl Iterator<Item = &'a Item> {
        self.items
            .values()
            .filter(|other| other.number != item.number && line_of(other) == line_of(item))
    }
}

/// A destination and a conversation.
type Line<'a> = (&'a str, &'a ConversationId);

fn line_of(item: &Item) -> Line<'_> {
    (&item.destination, &item.conversation)
}

/// Whether this has to wait for earlier news of the same conversation to the same destination: a note
/// waits for its ticket, an end for its beginning. A call for somebody waits for nothing.
fn held(line: &BTreeMap<Line<'_>, u64>, item: &Item) -> bool {
    let ends = item.package.as_ref().is_some_and(|package| package.happened == Happened::Closed);
    (ends || item.kind.has_tickets())
        && line.get(&line_of(item)).is_some_and(|first| *first < item.number)
}

impl Round {
    fn refuse(&mut self, key: Key, why: &'static str) {
        self.effects.push(Effect::Refused { key, why });
    }
}
