//! The calendars of a desk: when each is read, what it says, and for how long that counts.

use crate::desk::event::CalendarRead;
use crate::desk::records::RecordKey;
use crate::desk::timers::Who;
use crate::desk::{AgentId, Department, Desk, Effect, Timestamp};
use serde::{Deserialize, Serialize};
use warmline_model::{Millis, Slot};

/// How old a copy may be when somebody asks for free calls.
const FRESH: Millis = Millis::minutes(15);
/// How soon one that could not be read is tried again then.
const AGAIN: Millis = Millis::minutes(1);
/// How often it is read while calls are booked.
const EVERY: Millis = Millis::minutes(60);
/// How long the last copy counts that could be read.
const COUNTS: Millis = Millis::minutes(24 * 60);
/// How long reading may take; what takes longer was lost with its process.
const TAKES: Millis = Millis::seconds(30);

/// What is known of a calendar.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(in crate::desk) struct Calendar {
    /// When it is busy, as it said last; in order.
    busy: Vec<Slot>,
    /// When it said so.
    read: Option<Timestamp>,
    /// When reading it came to an end last, good or bad.
    tried: Option<Timestamp>,
    /// Since when it is being read.
    asked: Option<Timestamp>,
    /// Why it could not be read last.
    fault: Option<String>,
    /// How many things in it could not be read, and the first of them.
    skips: u32,
    first: Option<String>,
}

/// A calendar as owners see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarState {
    /// Its name.
    pub name: String,
    /// When it was read last.
    pub read: Option<Timestamp>,
    /// Why it could not be read since.
    pub fault: Option<String>,
    /// How many things in it could not be read.
    pub skips: u32,
    /// What the first of them is.
    pub first: Option<String>,
    /// Whether what it said last still counts; without that no call is offered.
    pub counts: bool,
}

impl Calendar {
    pub(super) fn clock_was_set_back(&mut self, now: Timestamp) -> bool {
        let before = (self.read, self.tried, self.asked);
        for at in [&mut self.read, &mut self.tried, &mut self.asked] {
            *at = at.map(|at| at.min(now));
        }
        before != (self.read, self.tried, self.asked)
    }

    fn counts(&self, now: Timestamp) -> bool {
        self.read.is_some_and(|read| now - read < COUNTS)
    }

    fn is_stale(&self, now: Timestamp) -> bool {
        let fresh = if self.fault.is_some() { AGAIN } else { FRESH };
        self.asked.is_none() && self.tried.is_none_or(|tried| now - tried >= fresh)
    }

    /// When it is read by itself: at once after it was set up, and every hour while calls are booked.
    fn due(&self, while_booked: bool) -> Option<Timestamp> {
        match (self.asked, self.tried) {
            (Some(asked), _) => Some(asked + TAKES),
            (None, None) => Some(Timestamp(1)),
            (None, Some(tried)) => while_booked.then_some(tried + EVERY),
        }
    }

    /// Whether anything that owners see is another now.
    fn takes(&mut self, now: Timestamp, read: CalendarRead) -> bool {
        let before = (self.fault.take(), self.skips, self.first.take());
        (self.asked, self.tried) = (None, Some(now));
        match read {
            CalendarRead::Busy { busy, skips, first } => {
                (self.busy, self.read) = (busy, Some(now));
                (self.skips, self.first) = (skips, first);
            }
            CalendarRead::Fault(why) => {
                (self.fault, self.first) = (Some(why), before.2.clone());
            }
        }
        before != (self.fault.clone(), self.skips, self.first.clone())
    }
}

impl Desk {
    /// The calendars of this desk's departments, as they stand.
    pub fn calendars(&self) -> Vec<CalendarState> {
        let own = self.settings.calendars.iter().filter(|set| self.is_own(set.department));
        let state = |set: &crate::CalendarSetting| {
            let known = self.calls.calendars.get(&set.id).cloned().unwrap_or_default();
            CalendarState {
                name: set.name.trim().to_owned(),
                read: known.read,
                counts: known.counts(self.clock),
                fault: known.fault,
                skips: known.skips,
                first: known.first,
            }
        };
        own.map(state).collect()
    }

    /// Whether calls of this department, or of some, are made from here.
    fn is_own(&self, department: Option<Department>) -> bool {
        let here = |department: Department| self.settings.desk_of(department) == self.desk;
        department.map_or_else(|| self.teams.keys().any(|team| here(*team)), here)
    }

    /// When a department can make no calls, in order; none: that is not known.
    pub(super) fn busy_times(&self, now: Timestamp, department: Department) -> Option<Vec<Slot>> {
        let mut busy = Vec::new();
        for set in self.settings.calendars_of(department) {
            let known = self.calls.calendars.get(&set.id).filter(|known| known.counts(now))?;
            busy.extend(known.busy.iter().copied());
        }
        busy.sort_unstable();
        let mut whole: Vec<Slot> = Vec::new();
        for slot in busy {
            match whole.last_mut() {
                Some(last) if slot.from <= last.until => last.until = last.until.max(slot.until),
                _ => whole.push(slot),
            }
        }
        Some(whole)
    }

    /// The calendars of a department that are to be read before it is told which calls are free.
    pub(super) fn stale_calendars(&self, now: Timestamp, department: Department) -> Vec<String> {
        let stale = |id: &String| {
            self.calls.calendars.get(id).is_none_or(|calendar| calendar.is_stale(now))
        };
        let ids = self.settings.calendars_of(department).map(|set| set.id.clone());
        ids.filter(stale).collect()
    }

    /// Whether a calendar of a department is being read.
    pub(super) fn are_read_now(&self, department: Department) -> bool {
        let asked = |id: &str| self.calls.calendar(id).is_some_and(|c| c.asked.is_some());
        self.settings.calendars_of(department).any(|set| asked(&set.id))
    }

    pub(super) fn read_calendars(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        ids: Vec<String>,
    ) {
        if ids.is_empty() {
            return;
        }
        for id in &ids {
            let calendar = self.calls.calendars.entry(id.clone()).or_default();
            calendar.asked = Some(now);
            self.unshown.insert(RecordKey::Calendar(id.clone()));
        }
        effects.push(Effect::ReadCalendars(ids));
    }

    /// Other settings: calendars that are gone are forgotten, the others read again.
    pub(in crate::desk) fn calendars_configured(&mut self) {
        let set = &self.settings.calendars;
        let own: Vec<String> = set
            .iter()
            .filter(|set| self.is_own(set.department))
            .map(|set| set.id.clone())
            .collect();
        let gone: Vec<String> =
            self.calls.calendars.keys().filter(|id| !own.contains(id)).cloned().collect();
        for id in gone {
            self.calls.calendars.remove(&id);
            self.dirty.insert(RecordKey::Calendar(id));
        }
        for id in own {
            let calendar = self.calls.calendars.entry(id.clone()).or_default();
            // It may have another address now, and what is under way is of the old one.
            (calendar.tried, calendar.asked) = (None, None);
            self.unshown.insert(RecordKey::Calendar(id));
        }
        self.timers.set(Who::Calls, self.calls_next());
    }

    pub(super) fn calendars_next(&self) -> Option<Timestamp> {
        let booked = !self.calls.booked.is_empty();
        self.calls.calendars.values().filter_map(|calendar| calendar.due(booked)).min()
    }

    /// Calendars whose time has come, and such as were never heard of again.
    pub(super) fn calendars_due(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let booked = !self.calls.booked.is_empty();
        let due = |calendar: &Calendar| calendar.due(booked).is_some_and(|at| at <= now);
        let ids = self.calls.calendars.iter().filter(|(_, calendar)| due(calendar));
        let (lost, due): (Vec<String>, Vec<String>) =
            ids.map(|(id, _)| id.clone()).partition(|id| {
                self.calls.calendar(id).is_some_and(|calendar| calendar.asked.is_some())
            });
        for id in lost {
            let why = CalendarRead::Fault("it could not be asked in time".into());
            self.calendar_read(now, &id, why);
        }
        self.read_calendars(now, effects, due);
    }

    pub(in crate::desk) fn calendars_read(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        read: Vec<(String, CalendarRead)>,
    ) {
        for (id, read) in read {
            self.calendar_read(now, &id, read);
        }
        self.tell_waiting(now, effects);
        self.timers.set(Who::Calls, self.calls_next());
    }

    fn calendar_read(&mut self, now: Timestamp, id: &str, read: CalendarRead) {
        // One that was taken out of the settings meanwhile is no news.
        let Some(calendar) = self.calls.calendars.get_mut(id) else { return };
        let told = calendar.takes(now, read);
        let key = RecordKey::Calendar(id.to_owned());
        if told {
            self.dirty.insert(key)
        } else {
            self.unshown.insert(key)
        };
    }

    /// Agents who could make a call are told of it again, or no more.
    pub(super) fn stir_callers(&mut self, call: &super::BookedCall) {
        let callers: Vec<AgentId> = self.callers(call.department).cloned().collect();
        self.stirred.extend(callers);
    }

    /// Who can make a department's calls: its own people, or where there are none, whoever has a skill that it needs.
    pub(in crate::desk) fn callers(
        &self,
        department: Department,
    ) -> impl Iterator<Item = &AgentId> {
        let own = self.agents.values().any(|agent| agent.profile.department == department);
        let skills = self.team(department).skills;
        let can = move |agent: &crate::desk::Agent| match own {
            true => agent.profile.department == department,
            false => agent.has_one_of(&skills),
        };
        self.agents.iter().filter(move |(_, agent)| can(agent)).map(|(id, _)| id)
    }
}
