//! What a visitor can have instead of waiting, what they were promised, and the edge's clock by which it is owed.

use super::{App, Own, Status, own, update};
use crate::{promise, times};
use leptos::prelude::*;
use warmline_model::{Alternative, Seq, Slot, Timestamp};
use warmline_session::{Session, Visitor};
use warmline_ui::browser::copy;
use warmline_ui::{new_client_id, now};
use warmline_wire::{FromVisitor, Options, PromiseCard};

/// What is promised and chosen is looked at again so often while the edge is silent.
const LOOK_AGAIN_MS: i64 = 20_000;

impl App {
    /// Goes back to the assistant.
    pub fn cancel_wait(self) {
        self.act(FromVisitor::CancelWait { client_id: new_client_id() });
    }

    /// Chooses something else than to wait.
    pub fn choose_instead(self, alternative: Alternative) {
        if self.ask_for(alternative) {
            // The question that may follow is answered in the composer.
            self.ask_focus();
        }
    }

    /// Asks for one of the alternatives; whether it was asked for just now.
    pub fn ask_for(self, alternative: Alternative) -> bool {
        let asks = !self.chosen.get_untracked();
        if asks {
            self.act(FromVisitor::Choose { client_id: new_client_id(), alternative });
        }
        asks
    }

    /// Chooses a call at this time.
    pub fn book(self, slot: Slot) {
        if !self.booking.get_untracked() {
            self.act(FromVisitor::Book { client_id: new_client_id(), slot });
            self.ask_focus();
        }
    }

    /// What was promised is not wanted any more.
    pub fn cancel_promise(self) {
        let number = self.promise(|card| Some(card.number));
        if let Some(promise) = number.filter(|_| !self.cancelling.get_untracked()) {
            self.act(FromVisitor::CancelPromise { client_id: new_client_id(), promise });
            self.ask_focus();
        }
    }

    /// Puts the options away until there are others: the assistant leads already.
    pub fn put_away(self) {
        let own = own();
        let away = own.options.take();
        own.put_away.replace(away);
        self.changes();
        self.ask_focus();
    }

    /// Copies the ticket's number.
    pub fn copy_ticket(self) {
        let Some(ticket) = self.promise(|card| Some(card.ticket.clone())) else { return };
        wasm_bindgen_futures::spawn_local(async move {
            self.copied_ticket.set(copy(&ticket).await);
        });
    }

    /// Something of the options, where there are any.
    pub fn options<T>(self, read: impl FnOnce(&Options) -> Option<T>) -> Option<T> {
        self.ticked.track();
        own().options.borrow().as_deref().and_then(read)
    }

    /// Whether something can be chosen instead of waiting in line.
    pub fn has_options(self) -> bool {
        self.options(|_| Some(())).is_some()
    }

    /// Something of what was promised, where anything was.
    pub fn promise<T>(self, read: impl FnOnce(&PromiseCard) -> Option<T>) -> Option<T> {
        self.ticked.track();
        own().promise.borrow().as_deref().and_then(read)
    }

    /// What time it is at the edge.
    pub fn time(self) -> Timestamp {
        self.ticked.track();
        own().time()
    }

    /// A moment in words, as it is today.
    pub fn moment(self, at: Timestamp) -> String {
        times::moment(at, self.time(), &self.locale())
    }

    /// Takes what the edge says of promises and options, and of its clock.
    pub(super) fn owed(self, session: &Session<Visitor>) {
        let own = own();
        if let Some(entry) = session.entries().last()
            && entry.seq > own.heard.get()
        {
            let at_once = own.heard.get() > Seq(0) && self.status.get_untracked() == Status::Live;
            own.skew.set(promise::skew(own.skew.get(), entry.at, now(), at_once));
            own.heard.set(entry.seq);
        }
        let state = session.state();
        let card = state.and_then(|state| state.promise.clone());
        let options = state.and_then(|state| state.options.clone());
        let options = options.filter(|now| own.put_away.borrow().as_ref() != Some(now));
        if *own.promise.borrow() != card || *own.options.borrow() != options {
            let free = options
                .as_ref()
                .and_then(|now| now.slots.as_ref().filter(|_| now.booking.is_none()));
            let chosen = own.options.borrow().as_ref().and_then(|before| before.booking);
            let taken = chosen.zip(free).map(|(chosen, free)| !free.contains(&chosen));
            if options.as_ref().is_none_or(|now| now.booking.is_some()) || taken.is_some() {
                update(self.taken, taken.unwrap_or_default());
            }
            update(self.copied_ticket, false);
            own.promise.replace(card);
            own.options.replace(options);
            self.changes();
        }
    }

    /// Nothing is promised in a conversation that has not begun.
    pub(super) fn owes_nothing(self) {
        let own = own();
        own.heard.set(Seq(0));
        own.options.take();
        own.promise.take();
        self.changes();
    }

    /// Looks at what is owed and at the clock, and again as long as something depends on it.
    pub(super) fn changes(self) {
        let own = own();
        self.ticked.update(|ticked| *ticked = !*ticked);
        let end = own.promise.borrow().as_deref().map(promise::end);
        if end.is_some() || own.options.borrow().is_some() {
            let left = end.map(|end| (end - own.time()).0 + 1).filter(|left| *left > 0);
            let next = left.unwrap_or(LOOK_AGAIN_MS).min(LOOK_AGAIN_MS);
            if let Some(timer) = &*own.ticker.borrow() {
                timer.set(next as i32);
            }
        }
    }
}

impl Own {
    /// What time it is at the edge.
    fn time(&self) -> Timestamp {
        Timestamp(now().0 + self.skew.get())
    }
}
