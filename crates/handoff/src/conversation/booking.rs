//! A call at a time that works for the customer, and whoever is on call.

use super::arranging::Step;
use super::{
    Conversation, DeskNote, Effect, Episode, OnCallNews, Refused, Side, Stage, Timestamp, Turn,
    promise as reaching,
};
use crate::wording::{self, Words};
use warmline_model::{Alternative, Author, Body, ClientId, Millis, Notice, PromiseState, Slot};

/// How long the desk may take to say which calls are free.
const TIMES_WITHIN: Millis = Millis::seconds(15);
/// How long it may take to book one, or to say that somebody was alerted.
const ANSWER_WITHIN: Millis = Millis::seconds(60);
/// How long after nobody came whoever is on call may be needed once more in the same handoff.
const ON_CALL_AGAIN: Millis = Millis::minutes(30);

impl Conversation {
    pub(super) fn find_times(&mut self, turn: &mut Turn) {
        self.step_to(turn, Step::FindingTimes { give_up: turn.now + TIMES_WITHIN });
        let (episode, department) = (self.episode, self.card.department);
        self.tell(turn, DeskNote::WantSlots { episode, department });
    }

    pub(super) fn no_times(&mut self, turn: &mut Turn) {
        self.no_calls(turn, Words::NoTimes);
    }

    /// The desk books no more calls for this person.
    pub(super) fn desk_calls_enough(&mut self, turn: &mut Turn, episode: Episode, slot: Slot) {
        let booking = self.arranging.as_ref().is_some_and(
            |arranging| matches!(&arranging.step, Step::Booking { slot: wanted, .. } if *wanted == slot),
        );
        if booking && episode == self.episode {
            self.no_calls(turn, Words::CallsEnough);
        }
    }

    fn no_calls(&mut self, turn: &mut Turn, why: Words) {
        // A call that is booked stands; there is only no other to move it to.
        let moves = self.owed().is_some_and(|promise| promise.is_open() && promise.slot.is_some());
        if moves && !matches!(self.stage, Stage::Waiting(_)) {
            self.arranging = None;
            let words = wording::with_options(&self.clock_of(), why, &[], &[]);
            self.notice(turn, Author::Bot, Notice::WaitQuestion, words);
            return turn.effects.push(Effect::Show);
        }
        if let Some(arranging) = &mut self.arranging {
            arranging.no_calls = true;
        }
        self.choose_again(turn, why);
    }

    pub(super) fn desk_slots(&mut self, turn: &mut Turn, episode: Episode, slots: Vec<Slot>) {
        let Some(arranging) = &self.arranging else { return };
        let finding = matches!(arranging.step, Step::FindingTimes { .. });
        let picking = matches!(arranging.step, Step::PickingTime { .. });
        if episode != self.episode || !(finding || picking) {
            return;
        }
        if finding {
            self.offer_times(turn, slots);
        } else if let Some(arranging) = &mut self.arranging {
            arranging.step = Step::PickingTime { slots };
            turn.effects.push(Effect::Show);
        }
    }

    fn offer_times(&mut self, turn: &mut Turn, mut slots: Vec<Slot>) {
        slots.retain(|slot| slot.from > turn.now && slot.until > slot.from);
        if slots.is_empty() {
            return self.no_times(turn);
        }
        let words = wording::free_times(&self.clock_of(), &slots);
        self.notice(turn, Author::Bot, Notice::WaitQuestion, words);
        self.step_to(turn, Step::PickingTime { slots });
    }

    pub(super) fn visitor_booked(&mut self, turn: &mut Turn, id: ClientId, slot: Slot) {
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        let free = self.arranging.as_ref().and_then(|arranging| arranging.slots());
        if slot.from <= turn.now || !free.is_some_and(|slots| slots.contains(&slot)) {
            return turn.refuse(Side::Visitor, id, Refused::NotNow);
        }
        self.store(turn, Author::Visitor, Body::PickedSlot { slot }, Some(id));
        self.picked_time(turn, slot);
    }

    pub(super) fn picked_time(&mut self, turn: &mut Turn, slot: Slot) {
        match self.phone_known() {
            Some(contact) => self.book(turn, slot, contact),
            None => {
                let slots = self.arranging.as_ref().and_then(|arranging| arranging.slots());
                let slots = slots.unwrap_or_default().to_vec();
                self.step_to(turn, Step::AskingPhone { slot, slots });
                self.question(turn, Words::AskPhone);
            }
        }
    }

    /// The number given for this call, the one the site named, the newest that the customer wrote, or that of their
    /// last call.
    fn phone_known(&self) -> Option<String> {
        let before = || {
            let calls = self.promises().rev().find(|p| p.kind == Alternative::Callback);
            calls.map(|promise| promise.contact.clone())
        };
        let given = self.arranging.as_ref().and_then(|arranging| arranging.phone.clone());
        given
            .or_else(|| self.card.customer.phone.clone())
            .or_else(|| reaching::contact(Alternative::Callback, &self.card.entities))
            .or_else(before)
    }

    pub(super) fn book(&mut self, turn: &mut Turn, slot: Slot, contact: String) {
        let give_up = turn.now + ANSWER_WITHIN;
        if let Some(arranging) = &mut self.arranging {
            arranging.phone = Some(contact.clone());
        }
        let by = self.caller(&contact);
        self.step_to(turn, Step::Booking { slot, contact, give_up });
        let (episode, department) = (self.episode, self.card.department);
        self.tell(turn, DeskNote::Book { episode, department, slot, by });
    }

    /// Whose call it is, in whatever conversation: their account, where the site vouched for it, else the number.
    pub(super) fn caller(&self, contact: &str) -> Option<String> {
        let customer = &self.card.customer;
        let account = customer.id.as_ref().filter(|_| customer.verified);
        let digits: String = contact.chars().filter(char::is_ascii_digit).collect();
        let number = (!digits.is_empty()).then(|| format!("tel:{digits}"));
        account.map(|id| format!("id:{id}")).or(number)
    }

    pub(super) fn desk_booked(&mut self, turn: &mut Turn, episode: Episode, booked: Slot) {
        if let Some(arranging) = &self.arranging
            && let Step::Booking { slot, contact, .. } = &arranging.step
            && episode == self.episode
        {
            // Of a call that was wanted before this one: the desk has put this one in its place.
            if *slot != booked {
                return;
            }
            let contact = contact.clone();
            let promise =
                self.promise_made(turn, Alternative::Callback, contact, booked.until, Some(booked));
            return self.settled(turn, &promise, false);
        }
        let has_call = self.promises.iter().any(|promised| {
            let promise = &promised.promise;
            promised.episode == episode && promise.is_owed() && promise.slot.is_some()
        });
        if !has_call {
            // Nobody here knows of it any more: it is given back, for nothing is promised without a record.
            self.tell(turn, DeskNote::Unbook { episode });
        }
    }

    pub(super) fn desk_slot_taken(
        &mut self,
        turn: &mut Turn,
        episode: Episode,
        taken: Slot,
        free: Vec<Slot>,
    ) {
        let booking = self.arranging.as_ref().is_some_and(
            |arranging| matches!(&arranging.step, Step::Booking { slot, .. } if *slot == taken),
        );
        if booking && episode == self.episode {
            let words = self.say(Words::SlotGone, &[]);
            self.notice(turn, Author::Bot, Notice::WaitQuestion, words);
            return self.offer_times(turn, free);
        }
        let stood = self.promises.iter().find(|promised| {
            let promise = &promised.promise;
            promised.episode == episode && promise.is_open() && promise.slot == Some(taken)
        });
        // It was confirmed, and can't be kept after all.
        if let Some(promised) = stood.cloned() {
            let promise = &promised.promise;
            self.break_now(turn, |other| other.number == promise.number);
            self.call_off(turn, &promised);
            self.apologize(turn, promise);
        }
    }

    pub(super) fn visitor_cancelled_promise(&mut self, turn: &mut Turn, id: ClientId, number: u32) {
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        if !self.promises().any(|promise| promise.number == number && promise.is_owed()) {
            return turn.refuse(Side::Visitor, id, Refused::NotNow);
        }
        self.store(turn, Author::Visitor, Body::CancelledPromise { promise: number }, Some(id));
        let this = |promise: &warmline_model::Promise| promise.number == number;
        self.settle_where(turn, false, this, |promise, now| promise.replaced = Some(now));
        if !matches!(self.stage, Stage::Waiting(_)) {
            self.arranged_otherwise(turn);
        }
        if !matches!(self.stage, Stage::Human(_)) {
            let words = self.say(Words::PromiseCancelled, &[]);
            self.notice(turn, Author::Bot, Notice::PromiseChanged, words);
        }
    }

    pub(super) fn call_on_call(&mut self, turn: &mut Turn) {
        self.step_to(turn, Step::CallingOnCall { give_up: turn.now + ANSWER_WITHIN });
        let words = self.say(Words::CallingOnCall, &[]);
        self.notice(turn, Author::Bot, Notice::StillWaiting, words);
        let note = DeskNote::NeedOnCall {
            episode: self.episode,
            asked: self.on_call_asks,
            department: self.card.department,
            tier: self.card.tier,
            summary: self.card.summary.clone(),
            customer: self.card.customer.name.clone(),
            card: Box::new(self.card.clone()),
        };
        self.tell(turn, note);
        (self.on_call_asks, self.on_call_from) = (self.on_call_asks.saturating_add(1), None);
        self.on_the_way = false;
    }

    /// Nobody on call came: they are not needed again at once.
    pub(super) fn on_call_ended(&mut self, now: Timestamp) {
        self.on_call_from = Some(now + ON_CALL_AGAIN);
    }

    pub(super) fn nobody_on_call(&mut self, turn: &mut Turn) {
        if self.arranging.is_none() {
            self.arrange_from(self.waits_after_hours());
        }
        if let Some(arranging) = &mut self.arranging {
            arranging.remind_at = None;
        }
        self.on_call_ended(turn.now);
        self.choose_again(turn, Words::OnCallUnanswered);
    }

    pub(super) fn desk_on_call(&mut self, turn: &mut Turn, episode: Episode, news: OnCallNews) {
        let waits = matches!(&self.stage, Stage::Waiting(w) if w.after_hours.is_some());
        if episode != self.episode || !waits {
            return;
        }
        let of_now = |promised: &&super::Promised| {
            promised.episode == episode && promised.promise.kind == Alternative::OnCall
        };
        let known = self.promises.iter().rev().find(of_now).map(|p| p.promise.clone());
        match news {
            // Said already, and what was said stands.
            OnCallNews::Alerted { by }
                if known.as_ref().is_some_and(|p| p.is_open() || p.due >= by) => {}
            OnCallNews::Alerted { by } if by <= turn.now => {}
            OnCallNews::Alerted { by } => {
                let contact = String::new();
                let promise = self.promise_made(turn, Alternative::OnCall, contact, by, None);
                self.settled(turn, &promise, false);
            }
            OnCallNews::Acknowledged { name } => {
                if known.is_some_and(|promise| promise.is_open()) && !self.on_the_way {
                    self.on_the_way = true;
                    let words = self.say(Words::OnCallComing, &[("name", &name)]);
                    self.notice(turn, Author::Bot, Notice::StillWaiting, words);
                }
            }
            OnCallNews::Unanswered => {
                let calling = self
                    .arranging
                    .as_ref()
                    .is_some_and(|arranging| matches!(arranging.step, Step::CallingOnCall { .. }));
                let open = known.is_some_and(|promise| {
                    matches!(promise.state(), PromiseState::Open | PromiseState::AtRisk)
                });
                if open {
                    self.break_now(turn, |promise| promise.kind == Alternative::OnCall);
                }
                if open || calling {
                    self.nobody_on_call(turn);
                }
            }
        }
    }
}
