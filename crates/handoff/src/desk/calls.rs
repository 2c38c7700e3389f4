//! Calls that customers book: which are free, whose they are, and that nobody else gets them.
//!
//! A booked call is a promise: hours, settings and calendars that change later take none away, and offer no new one
//! there. Busy times come from calendars that the edge reads; one that has not been read for a day counts as unknown,
//! and where it is not known when there is time, no call is offered.

mod calendars;
mod free;

pub use calendars::CalendarState;

use super::records::RecordKey;
use super::timers::Who;
use super::{ConversationId, Department, Desk, Effect, Episode, Timestamp};
use crate::Settings;
use calendars::Calendar;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use warmline_model::{Millis, Promise, Slot};

/// How long before a call whoever can make it is reminded of it.
pub(super) const REMIND: Millis = Millis::minutes(15);
/// How long calls that were booked at another desk may take to arrive here.
const ARRIVE_WITHIN: Millis = Millis::minutes(1);
/// How many calls one person may have booked at a desk, so that nobody takes them all.
const MOST_EACH: usize = 2;
/// How long a customer who asked for free calls waits for calendars to be read.
const PATIENCE: Millis = Millis::seconds(12);

/// A call that is booked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookedCall {
    /// By whom.
    pub conversation: ConversationId,
    /// In which handoff.
    pub episode: Episode,
    /// By which team it is made.
    pub department: Department,
    /// When.
    pub slot: Slot,
    /// Whether it is so soon that it is shown and agents' devices are woken for it.
    #[serde(default)]
    pub soon: bool,
    /// Whose it is, across conversations: a key of their verified account, else of the number to call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
}

/// A customer who is to hear which calls are free.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Wanted {
    conversation: ConversationId,
    episode: Episode,
    department: Department,
    since: Timestamp,
}

/// The calls of a desk.
#[derive(Clone, Debug, Default)]
pub(super) struct Calls {
    booked: BTreeMap<(ConversationId, Episode), BookedCall>,
    wanted: BTreeMap<(ConversationId, Episode), Wanted>,
    calendars: BTreeMap<String, Calendar>,
    /// Derived: whose calls begin when, by department.
    order: BTreeMap<(Department, Timestamp), BTreeSet<(ConversationId, Episode)>>,
}

impl Calls {
    pub(super) fn booked(&self, id: &ConversationId, episode: Episode) -> Option<&BookedCall> {
        self.booked.get(&(id.clone(), episode))
    }

    pub(super) fn wanted(&self, id: &ConversationId, episode: Episode) -> Option<&Wanted> {
        self.wanted.get(&(id.clone(), episode))
    }

    pub(super) fn calendar(&self, id: &str) -> Option<&Calendar> {
        self.calendars.get(id)
    }

    /// Those that begin soon or run.
    pub(super) fn soon(&self) -> impl Iterator<Item = &BookedCall> {
        self.booked.values().filter(|call| call.soon)
    }

    /// Takes a call in, in place of any that its handoff has.
    pub(super) fn book(&mut self, call: BookedCall) {
        self.cancel(&call.conversation, call.episode);
        let key = (call.conversation.clone(), call.episode);
        let at = (call.department, call.slot.from);
        self.order.entry(at).or_default().insert(key.clone());
        self.booked.insert(key, call);
    }

    pub(super) fn want(&mut self, wanted: Wanted) {
        self.wanted.insert((wanted.conversation.clone(), wanted.episode), wanted);
    }

    pub(super) fn keep(&mut self, id: &str, calendar: Calendar) {
        self.calendars.insert(id.to_owned(), calendar);
    }

    fn cancel(&mut self, id: &ConversationId, episode: Episode) -> Option<BookedCall> {
        let key = (id.clone(), episode);
        let call = self.booked.remove(&key)?;
        let at = (call.department, call.slot.from);
        if let Some(there) = self.order.get_mut(&at) {
            there.remove(&key);
            if there.is_empty() {
                self.order.remove(&at);
            }
        }
        Some(call)
    }

    /// Nothing that is over is later than now.
    pub(super) fn clock_was_set_back(&mut self, now: Timestamp) -> Vec<RecordKey> {
        let mut changed = Vec::new();
        for (key, wanted) in self.wanted.iter_mut().filter(|(_, wanted)| wanted.since > now) {
            wanted.since = now;
            changed.push(RecordKey::SlotsWanted(key.0.clone(), key.1));
        }
        for (id, calendar) in &mut self.calendars {
            if calendar.clock_was_set_back(now) {
                changed.push(RecordKey::Calendar(id.clone()));
            }
        }
        changed
    }
}

impl Desk {
    /// The calls that are booked, the next one first.
    pub fn calls(&self) -> Vec<&BookedCall> {
        let mut calls: Vec<&BookedCall> = self.calls.booked.values().collect();
        calls.sort_by_key(|call| (call.slot, &call.conversation));
        calls
    }

    pub(super) fn slots_wanted(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        conversation: ConversationId,
        episode: Episode,
        department: Department,
    ) {
        let wanted = Wanted { conversation, episode, department, since: now };
        let stale = self.stale_calendars(now, department);
        if stale.is_empty() && !self.are_read_now(department) {
            return self.tell_slots(now, effects, &wanted);
        }
        let key = (wanted.conversation.clone(), episode);
        if !self.calls.wanted.contains_key(&key) {
            self.calls.want(wanted);
            self.unshown.insert(RecordKey::SlotsWanted(key.0, key.1));
        }
        self.read_calendars(now, effects, stale);
        self.timers.set(Who::Calls, self.calls_next());
    }

    fn tell_slots(&self, now: Timestamp, effects: &mut Vec<Effect>, wanted: &Wanted) {
        let Wanted { conversation, episode, department, .. } = wanted;
        let free = self.free_calls(now, *department, (conversation, *episode));
        effects.push(Effect::Slots(conversation.clone(), *episode, free));
    }

    pub(super) fn call_wanted(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        wanted: BookedCall,
    ) {
        let (conversation, episode) = (wanted.conversation.clone(), wanted.episode);
        let BookedCall { department, slot, .. } = wanted;
        let own = self.calls.booked(&conversation, episode);
        if own.is_some_and(|own| own.slot == slot && own.department == department) {
            return effects.push(Effect::Booked(conversation, episode, slot));
        }
        if !self.is_free(now, department, slot, (&conversation, episode)) {
            let free = self.free_calls(now, department, (&conversation, episode));
            return effects.push(Effect::SlotTaken(conversation, episode, slot, free));
        }
        let theirs = |call: &&BookedCall| {
            // Of this conversation only the new one will stand.
            call.conversation != conversation
                && call.slot.until > now
                && wanted.by.is_some()
                && call.by == wanted.by
        };
        if self.calls.booked.values().filter(theirs).count() >= MOST_EACH {
            return effects.push(Effect::CallsEnough(conversation, episode, slot));
        }
        self.calls.book(wanted);
        self.dirty.insert(RecordKey::Call(conversation.clone(), episode));
        self.timers.set(Who::Calls, self.calls_next());
        effects.push(Effect::Booked(conversation, episode, slot));
    }

    /// A call that is promised is booked, free or not: it was at the desk that its department had before.
    pub(super) fn call_promised(
        &mut self,
        now: Timestamp,
        (conversation, episode, _): &super::promises::Key,
        department: Department,
        promise: &Promise,
    ) {
        let Some(slot) = promise.slot.filter(|slot| promise.is_open() && slot.until > now) else {
            return;
        };
        if self.calls.booked(conversation, *episode).is_some() {
            return;
        }
        let (conversation, episode) = (conversation.clone(), *episode);
        self.dirty.insert(RecordKey::Call(conversation.clone(), episode));
        let (soon, by) = (false, None);
        self.calls.book(BookedCall { conversation, episode, department, slot, soon, by });
        self.timers.set(Who::Calls, self.calls_next());
    }

    /// A department that came from another desk offers no calls before those booked there have arrived.
    pub(super) fn calls_configured(&mut self, now: Timestamp, before: &Settings) {
        let here = |settings: &Settings, department| settings.desk_of(department) == self.desk;
        let came: Vec<Department> = self.settings.teams().into_keys().collect();
        let came = came.into_iter().filter(|d| here(&self.settings, *d) && !here(before, *d));
        let until = now + ARRIVE_WITHIN;
        let came: Vec<_> = came.map(|department| (department, until)).collect();
        self.head.no_calls_until.retain(|_, until| *until > now);
        self.head.no_calls_until.extend(came);
        self.dirty.insert(RecordKey::Head);
    }

    /// Whether calls may still be on their way from the desk that the department had before.
    fn calls_arrive(&self, now: Timestamp, department: Department) -> bool {
        self.head.no_calls_until.get(&department).is_some_and(|until| *until > now)
    }

    pub(super) fn call_cancelled(&mut self, conversation: ConversationId, episode: Episode) {
        if let Some(call) = self.calls.cancel(&conversation, episode) {
            self.stir_callers(&call);
            self.dirty.insert(RecordKey::Call(conversation, episode));
            self.timers.set(Who::Calls, self.calls_next());
        }
    }

    /// When something about calls or calendars is due next.
    pub(super) fn calls_next(&self) -> Option<Timestamp> {
        let calls = self.calls.booked.values().map(|call| match call.soon {
            true => call.slot.until,
            false => call.slot.from - REMIND,
        });
        let wanted = self.calls.wanted.values().map(|wanted| wanted.since + PATIENCE);
        calls.chain(wanted).chain(self.calendars_next()).min()
    }

    pub(super) fn calls_due(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let calls: Vec<BookedCall> = self.calls.booked.values().cloned().collect();
        for call in calls {
            let key = (call.conversation.clone(), call.episode);
            if call.slot.until <= now {
                self.calls.cancel(&key.0, key.1);
            } else if !call.soon && call.slot.from - REMIND <= now {
                self.calls.book(BookedCall { soon: true, ..call.clone() });
            } else {
                continue;
            }
            self.stir_callers(&call);
            self.dirty.insert(RecordKey::Call(key.0, key.1));
        }
        self.calendars_due(now, effects);
        self.tell_waiting(now, effects);
        self.timers.set(Who::Calls, self.calls_next());
    }

    /// Whoever asked for free calls and has waited long enough, or need not wait any more.
    fn tell_waiting(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let done = |wanted: &&Wanted| {
            wanted.since + PATIENCE <= now || !self.are_read_now(wanted.department)
        };
        let done: Vec<Wanted> = self.calls.wanted.values().filter(done).cloned().collect();
        for wanted in done {
            let key = (wanted.conversation.clone(), wanted.episode);
            self.calls.wanted.remove(&key);
            self.unshown.insert(RecordKey::SlotsWanted(key.0, key.1));
            self.tell_slots(now, effects, &wanted);
        }
    }
}
