//! When something is due next: one time for each whom it concerns.

use std::collections::{BTreeSet, HashMap};
use std::fmt;
use warmline_model::{AgentId, ConversationId, Timestamp};

/// Whom a time concerns.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Who {
    /// An agent whose consoles are gone.
    Agent(AgentId),
    /// An agent whose devices are to be woken.
    Notice(AgentId),
    /// Calls that are booked or wanted, and calendars.
    Calls,
    /// A conversation in line.
    Place(ConversationId),
    /// A conversation that an agent has.
    Case(ConversationId),
}

/// Times, the next one first.
#[derive(Clone, Default)]
pub(super) struct Timers {
    times: HashMap<Who, Timestamp>,
    order: BTreeSet<(Timestamp, Who)>,
}

impl fmt::Debug for Timers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(&self.order).finish()
    }
}

impl Timers {
    pub(super) fn set(&mut self, who: Who, at: Option<Timestamp>) {
        if let Some(before) = self.times.get(&who) {
            if Some(*before) == at {
                return;
            }
            self.order.remove(&(*before, who.clone()));
        }
        match at {
            Some(at) => {
                self.times.insert(who.clone(), at);
                self.order.insert((at, who));
            }
            None => {
                self.times.remove(&who);
            }
        }
    }

    pub(super) fn next(&self) -> Option<Timestamp> {
        self.order.first().map(|(at, _)| *at)
    }

    /// Takes out one whose time has come.
    pub(super) fn pop_due(&mut self, now: Timestamp) -> Option<Who> {
        if self.next()? > now {
            return None;
        }
        let (_, who) = self.order.pop_first()?;
        self.times.remove(&who);
        Some(who)
    }
}
