//! The promises of a conversation: each has a record with an alarm, and ends in one outcome.

use super::{Conversation, DeskNote, Effect, Event, Promised, Stage, Timestamp, Turn, calls};
use crate::wording::{self, ClockOf, Words};
use warmline_model::{
    Alternative, Author, CallNews, Episode, Happened, Letter, Millis, Notice, Promise,
    PromiseState, Slot,
};

/// A promise is at risk when so much of its time is left, %, and at least [`RISK_LEAST`].
const RISK_SHARE: i64 = 20;
const RISK_LEAST: Millis = Millis::minutes(5);
/// For so long a promise that was kept is still shown to whoever it was made to.
const KEPT_SHOWN: Millis = Millis::minutes(60);
/// So many are kept in a conversation; of more, the oldest that are settled go.
const MOST: usize = 50;

/// When a promise is at risk: the last fifth of its time, at least five minutes; a booked call, five minutes
/// before it begins.
fn risky_from(promise: &Promise) -> Timestamp {
    let least = promise.slot.map_or(promise.due, |slot| slot.from) - RISK_LEAST;
    let whole = (promise.due - promise.made).0.max(0);
    match promise.slot {
        Some(_) => least,
        None => least.min(promise.due - Millis(whole / 100 * RISK_SHARE)),
    }
}

/// When something changes by itself.
fn alarm(promise: &Promise) -> Option<Timestamp> {
    match promise.state() {
        PromiseState::Open => Some(risky_from(promise)),
        PromiseState::AtRisk => Some(promise.due),
        _ => None,
    }
}

impl Conversation {
    /// All that the customer was promised, oldest first.
    pub fn promises(&self) -> impl DoubleEndedIterator<Item = &Promise> {
        self.promises.iter().map(|promised| &promised.promise)
    }

    /// What the customer was promised last.
    pub fn promise(&self) -> Option<&Promise> {
        self.promises().next_back()
    }

    /// The promise that its customer is shown: while it is owed, and for an hour after it was kept.
    pub fn promise_shown(&self) -> Option<&Promise> {
        let kept = |promise: &&Promise| {
            promise.kept.is_some_and(|kept| (self.clock - kept).0 < KEPT_SHOWN.0)
        };
        self.owed().or_else(|| self.promise().filter(kept))
    }

    /// What is owed: there is at most one, for a newer promise takes the place of an older.
    pub(super) fn owed(&self) -> Option<&Promise> {
        self.promises().rev().find(|promise| promise.is_owed())
    }

    pub(super) fn next_alarm(&self) -> Option<Timestamp> {
        let reminders = self.promises.iter().filter_map(calls::reminder);
        self.promises().filter_map(alarm).chain(reminders).min()
    }

    /// Makes a promise, which takes the place of what is owed. Its words are said with its record.
    pub(super) fn promise_made(
        &mut self,
        turn: &mut Turn,
        kind: Alternative,
        contact: String,
        due: Timestamp,
        slot: Option<Slot>,
    ) -> Promise {
        let keeps_call = slot.is_some();
        let call = if keeps_call { self.call_moved() } else { 0 };
        self.settle_all(turn, keeps_call, |promise, now| promise.replaced = Some(now));
        let promise = Promise {
            number: self.promise().map_or(1, |before| before.number.saturating_add(1)),
            kind,
            contact,
            made: turn.now,
            due,
            slot,
            at_risk: None,
            kept: None,
            broken: None,
            replaced: None,
        };
        let (desk, department) = (self.desk, self.card.department);
        let episode = self.episode;
        let promised =
            Promised { episode, desk, department, promise, call, reminded: false, moves: 0 };
        self.tell_promise(turn, &promised);
        let promise = promised.promise.clone();
        self.promises.push(promised);
        if self.promises.len() > MOST
            && let Some(oldest) = self.promises.iter().position(|p| !p.promise.is_owed())
        {
            self.promises.remove(oldest);
        }
        turn.effects.push(Effect::Show);
        promise
    }

    /// The desk has the record as it stands now: an older one that comes late changes nothing there.
    pub(super) fn tell_promise(&self, turn: &mut Turn, promised: &Promised) {
        let note = DeskNote::Promised {
            episode: promised.episode,
            department: promised.department,
            summary: self.card.summary.clone(),
            customer: self.card.customer.name.clone(),
            promise: promised.promise.clone(),
        };
        turn.effects.push(Effect::Tell(promised.desk, note));
    }

    /// Settles all that is owed.
    pub(super) fn settle_all(
        &mut self,
        turn: &mut Turn,
        keeps_call: bool,
        settle: impl Fn(&mut Promise, Timestamp),
    ) {
        self.settle_where(turn, keeps_call, |_| true, settle);
    }

    /// Settles what is owed and meant. A call that is not wanted any more is given back.
    pub(super) fn settle_where(
        &mut self,
        turn: &mut Turn,
        keeps_call: bool,
        meant: impl Fn(&Promise) -> bool,
        settle: impl Fn(&mut Promise, Timestamp),
    ) {
        let mut promises = std::mem::take(&mut self.promises);
        let mut off = Vec::new();
        for promised in &mut promises {
            if !promised.promise.is_owed() || !meant(&promised.promise) {
                continue;
            }
            settle(&mut promised.promise, turn.now);
            self.tell_promise(turn, promised);
            let of_this_handoff = promised.episode == self.episode;
            let freed = promised.promise.slot.is_some() && promised.promise.replaced.is_some();
            if freed && !keeps_call && promised.promise.broken.is_none() {
                off.push(promised.clone());
            }
            // A new call of the same handoff takes the place of the old one at the desk by itself.
            if freed && !(keeps_call && of_this_handoff) {
                let note = DeskNote::Unbook { episode: promised.episode };
                turn.effects.push(Effect::Tell(promised.desk, note));
            }
            turn.effects.push(Effect::Show);
        }
        self.promises = promises;
        off.iter().for_each(|promised| self.call_off(turn, promised));
    }

    /// What became due is told to the desk, whatever happens, and of a broken promise to the customer, once: now, or
    /// after the event. For options that are said must stand at the end of the turn, and the event may take them away
    ///
    pub(super) fn alarms_rang(&mut self, turn: &mut Turn, event: &Event) -> Option<Promise> {
        // Woken late, nobody hears that the team is offline after it began.
        if self.opens_at().is_some_and(|at| at <= turn.now) {
            self.hours_began(turn);
        }
        // A call that was done in time may be told late.
        if matches!(event, Event::DeskKept(..)) {
            return None;
        }
        let broken = self.overdue(turn);
        self.remind_of_calls(turn);
        if !matches!(event, Event::Woken | Event::VisitorCame(_)) {
            return broken;
        }
        self.apologize_for(turn, broken);
        None
    }

    pub(super) fn apologize_for(&mut self, turn: &mut Turn, broken: Option<Promise>) {
        if let Some(promise) = broken {
            self.apologize(turn, &promise);
        }
    }

    /// Marks what is at risk and what is broken; the newest that broke.
    fn overdue(&mut self, turn: &mut Turn) -> Option<Promise> {
        let now = turn.now;
        let mut promises = std::mem::take(&mut self.promises);
        let mut broken = None;
        for promised in &mut promises {
            if alarm(&promised.promise).is_none_or(|at| at > now) {
                continue;
            }
            promised.promise.at_risk.get_or_insert(now);
            if promised.promise.due <= now {
                promised.promise.broken = Some(now);
                if promised.promise.kind == Alternative::OnCall && promised.episode == self.episode
                {
                    self.on_call_ended(now);
                }
                broken = Some(promised.promise.clone());
            }
            self.tell_promise(turn, promised);
            turn.effects.push(Effect::Show);
        }
        self.promises = promises;
        broken
    }

    /// It can't be kept any more, whatever its time.
    pub(super) fn break_now(&mut self, turn: &mut Turn, meant: impl Fn(&Promise) -> bool) {
        let open = |promise: &Promise| promise.is_open() && meant(promise);
        self.settle_where(turn, false, open, |promise, now| promise.broken = Some(now));
    }

    /// An apology, and the options with new times. Where a person leads, they have the matter in hand.
    pub(super) fn apologize(&mut self, turn: &mut Turn, promise: &Promise) {
        if matches!(self.stage, Stage::Human(_)) {
            return;
        }
        let by = self.clock_of().promised(promise);
        let words = wording::broken(&self.settings.templates, promise.kind, &by);
        // What was arranged in its place already is not offered again.
        if self.owed().is_some_and(Promise::is_open) {
            self.notice(turn, Author::Bot, Notice::PromiseChanged, words);
        } else {
            self.offer_anew(turn, Notice::PromiseChanged, &words);
        }
        if promise.kind == Alternative::Email {
            let dated = ClockOf { dated: true, ..self.clock_of() };
            let by = dated.promised(promise);
            let mut words = wording::broken(&self.settings.templates, promise.kind, &by);
            // The letter ends in the link to where they are chosen.
            if let Some(arranging) = self.arranging.as_ref().filter(|a| !a.choices.is_empty()) {
                let options = wording::options(&dated, &arranging.choices);
                words = format!("{words}\n\n{options}");
            }
            let fields = [("ticket", self.ticket.as_str())];
            let subject = self.say(Words::LetterSubject, &fields);
            self.send(turn, promise.contact.clone(), subject, words, None);
        }
    }

    pub(super) fn pass_on(&self, turn: &mut Turn, happened: Happened) {
        turn.effects.push(Effect::PassOn(happened, Box::new(self.card.clone())));
    }

    pub(super) fn send(
        &self,
        turn: &mut Turn,
        to: String,
        subject: String,
        text: String,
        call: Option<CallNews>,
    ) {
        let reply_to = self.settings.inbound().map(str::to_owned);
        let letter = Letter { to, subject, text, reply_to, ..Letter::default() };
        turn.effects.push(Effect::Send(letter, call));
    }

    /// An agent did what was promised, says the desk.
    pub(super) fn desk_kept(
        &mut self,
        turn: &mut Turn,
        episode: Episode,
        number: Option<u32>,
        at: Timestamp,
    ) {
        let of_episode =
            || self.promises.iter().rev().find(|p| p.episode == episode).map(|p| p.promise.number);
        let Some(number) = number.or_else(of_episode) else { return };
        let Some(promised) = self.promises.iter_mut().find(|p| p.promise.number == number) else {
            return;
        };
        let promise = &mut promised.promise;
        if promise.kept.is_some() {
            return;
        }
        // Whatever else became of it meanwhile, both sides come to the same: the desk has this already.
        if at > promise.due {
            promise.broken.get_or_insert(promise.due);
        }
        promise.kept = Some(at);
        // The desk that it moved to meanwhile has not.
        if promised.moves > 0 {
            let promised = promised.clone();
            self.tell_promise(turn, &promised);
        }
        if self.owed().is_none() && !matches!(self.stage, Stage::Waiting(_)) {
            self.arranged_otherwise(turn);
        }
        turn.effects.push(Effect::Show);
    }

    /// Somebody joins: that keeps a promise to join, and a call in whose time it is.
    pub(super) fn somebody_joined(&mut self, turn: &mut Turn) {
        self.arranged_otherwise(turn);
        let now = turn.now;
        let in_time = |promise: &Promise| {
            let calls = promise.slot.is_some_and(|slot| slot.from <= now && now < slot.until);
            promise.kind == Alternative::OnCall || calls
        };
        self.settle_where(turn, false, in_time, |promise, now| promise.kept = Some(now));
    }

    /// An agent speaks: that keeps the promise of an answer. A call back in place of waiting, without a time of
    /// its own, is not needed any more.
    pub(super) fn somebody_answered(&mut self, turn: &mut Turn) {
        let answered = |promise: &Promise| promise.kind == Alternative::Email;
        self.settle_where(turn, false, answered, |promise, now| promise.kept = Some(now));
        let served =
            |promise: &Promise| promise.kind == Alternative::Callback && promise.slot.is_none();
        self.settle_where(turn, false, served, |promise, now| promise.replaced = Some(now));
    }

    /// Says what was promised, and passes it on.
    pub(super) fn confirm(&mut self, turn: &mut Turn, promise: &Promise, by_default: bool) {
        let at = self.clock_of().promised(promise);
        let ticket = self.ticket.as_str();
        let templates = &self.settings.templates;
        let words = wording::confirmed(templates, promise, ticket, &at, by_default);
        let dated = ClockOf { dated: true, ..self.clock_of() }.promised(promise);
        let written = wording::confirmed(templates, promise, ticket, &dated, by_default);
        let subject = self.say(Words::LetterSubject, &[("ticket", ticket)]);
        let happened = match promise.kind {
            Alternative::Callback => Some(Happened::Callback),
            Alternative::Email | Alternative::Unknown => Some(Happened::Ticket),
            Alternative::OnCall | Alternative::SelfService => None,
        };
        let mail = match promise.kind {
            Alternative::Email => Some(promise.contact.clone()),
            Alternative::Callback => self.mail_known(),
            Alternative::OnCall | Alternative::SelfService | Alternative::Unknown => None,
        };
        self.notice(turn, Author::Bot, Notice::Promised, words);
        if let Some(happened) = happened {
            self.pass_on(turn, happened);
        }
        if let Some(to) = mail {
            let call = self.call_news(turn.now, promise.number);
            self.send(turn, to, subject, written, call);
        }
    }
}
