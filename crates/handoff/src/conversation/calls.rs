//! A booked call after it was booked: what calendars are told of it, the reminder, and which desk keeps it.

use super::{Conversation, DeskNote, Effect, Promised, Stage, Timestamp, Turn};
use crate::DeskName;
use crate::wording::{self, ClockOf, Words};
use warmline_model::{Author, CallNews, Millis, Notice, Promise};

/// How long before a call its customer is reminded. Whoever booked it later than twice as long before it, at the
/// next: a reminder of what was said a moment ago is none.
const REMINDED: [Millis; 2] = [Millis::minutes(60), Millis::minutes(15)];
/// Desks whose settings differ for a moment could send a promise to and fro.
const MOST_MOVES: u8 = 10;

/// When the customer is to be reminded of a call, if they still are.
pub(super) fn reminder(promised: &Promised) -> Option<Timestamp> {
    let promise = &promised.promise;
    let slot = promise.slot.filter(|_| promise.is_open() && !promised.reminded)?;
    let times = REMINDED.iter().map(|before| slot.from - *before);
    let mut fair = REMINDED.iter().zip(times).filter(|(before, at)| promise.made + **before <= *at);
    fair.next().map(|(_, at)| at)
}

/// Whether it does not take place after all: not wanted, or called off before it was over.
fn is_off(promise: &Promise) -> bool {
    let ends = promise.replaced.into_iter().chain(promise.broken);
    ends.min().is_some_and(|at| at < promise.due)
}

impl Promised {
    fn call(&self) -> u32 {
        if self.call == 0 { self.promise.number } else { self.call }
    }
}

impl Conversation {
    /// Which call a newly booked one is: the one that stands, at another time; 0: a new one.
    pub(super) fn call_moved(&self) -> u32 {
        let stands =
            |promised: &&Promised| promised.promise.slot.is_some() && promised.promise.is_open();
        self.promises.iter().rev().find(stands).map_or(0, Promised::call)
    }

    /// What calendars are to be told of a call as it stands now, by the number of any promise of it. None: there is
    /// no such call.
    pub fn call_news(&self, now: Timestamp, number: u32) -> Option<CallNews> {
        let booked = |promised: &&Promised| promised.promise.slot.is_some();
        let asked = self.promises.iter().filter(booked).find(|p| p.promise.number == number)?;
        let call = asked.call();
        let newest = self.promises.iter().rev().filter(booked).find(|p| p.call() == call)?;
        self.news_of(now, newest)
    }

    fn news_of(&self, now: Timestamp, promised: &Promised) -> Option<CallNews> {
        let promise = &promised.promise;
        let call = promised.call();
        let cancelled = is_off(promise);
        let when = ClockOf { dated: true, ..self.clock_of() }.promised(promise);
        let (templates, ticket) = (&self.settings.templates, self.ticket.as_str());
        let description = match cancelled {
            true => wording::of_call(templates, Words::CallOff, promise, ticket, &when),
            false => wording::confirmed(templates, promise, ticket, &when, false),
        };
        let changes = promise.number.saturating_sub(call).saturating_mul(2);
        let sequence = changes.saturating_add(u32::from(cancelled));
        Some(CallNews { call, sequence, cancelled, slot: promise.slot?, written: now, description })
    }

    /// Calendars hear that a call does not take place: the customer's by a letter, and the team's.
    pub(super) fn call_off(&self, turn: &mut Turn, promised: &Promised) {
        let mut off = promised.clone();
        if off.promise.is_owed() {
            off.promise.replaced = Some(turn.now);
        }
        let Some(news) = self.news_of(turn.now, &off).filter(|news| news.cancelled) else { return };
        turn.effects.push(Effect::CallOff(Box::new(self.card.clone()), news.clone()));
        if let Some(to) = self.mail_known() {
            let subject = self.say(Words::LetterSubject, &[("ticket", &self.ticket)]);
            self.send(turn, to, subject, news.description.clone(), Some(news));
        }
    }

    /// Once for each time of a call. Woken when it has begun already, nobody needs to be reminded.
    pub(super) fn remind_of_calls(&mut self, turn: &mut Turn) {
        let now = turn.now;
        let mut due = None;
        for promised in &mut self.promises {
            if reminder(promised).is_some_and(|at| at <= now) {
                promised.reminded = true;
                let ahead = promised.promise.slot.is_some_and(|slot| slot.from > now);
                due = Some(promised.promise.clone()).filter(|_| ahead).or(due);
            }
        }
        let Some(promise) = due else { return };
        let (templates, ticket) = (&self.settings.templates, self.ticket.as_str());
        let say = |clock: ClockOf<'_>| {
            let when = clock.promised(&promise);
            wording::of_call(templates, Words::CallReminder, &promise, ticket, &when)
        };
        let said = say(self.clock_of());
        let written = say(ClockOf { dated: true, ..self.clock_of() });
        let subject = self.say(Words::LetterSubject, &[("ticket", ticket)]);
        self.notice(turn, Author::System, Notice::PromiseChanged, said);
        if let Some(to) = self.mail_known() {
            self.send(turn, to, subject, written, None);
        }
    }

    /// The department of a promise has another desk now: that one is told of it, and keeps it from here on.
    pub(super) fn desk_promise_moved(
        &mut self,
        turn: &mut Turn,
        number: u32,
        from: DeskName,
        to: DeskName,
    ) {
        let known = self.promises.iter_mut().find(|p| p.promise.number == number);
        let Some(promised) = known else { return };
        let moves = promised.desk == from && promised.promise.is_owed() && from != to;
        if moves && promised.moves < MOST_MOVES {
            promised.desk = to;
            promised.moves += 1;
            let promised = promised.clone();
            // Another time of the call is looked for there, too.
            let here = promised.department == self.card.department;
            if here && matches!(self.stage, Stage::Bot(_) | Stage::Closed { .. }) {
                self.desk = to;
            }
            self.tell_promise(turn, &promised);
        }
        let promised = self.promises.iter().find(|p| p.promise.number == number);
        // Told again, should the first word of it have come before a late note of ours.
        if let Some(promised) = promised.filter(|promised| promised.desk != from) {
            let note = DeskNote::PromiseMoved { episode: promised.episode, number };
            turn.effects.push(Effect::Tell(from, note));
        }
    }
}
