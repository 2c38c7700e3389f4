//! What is arranged where nobody can come now: the options and their times, and how far the customer is.

use super::{
    Conversation, DeskNote, Effect, Refused, Side, Stage, Timestamp, Turn, promise as reaching,
};
use crate::hours::{Hours, Zone};
use crate::wording::{self, Choosable, ClockOf, Opening, Words};
use serde::{Deserialize, Serialize};
use warmline_model::{Alternative, Author, Body, ClientId, Millis, Notice, Slot, Tier};

/// After so long without a choice the options are said once more.
const REMIND_AFTER: Millis = Millis::minutes(2);

/// The options that stand, and how far the customer is with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arranging {
    /// What can be chosen, with the times that were said.
    pub choices: Vec<Choosable>,
    /// When that was said.
    pub(super) told: Timestamp,
    /// How far they are.
    pub step: Step,
    /// When the options are said once more.
    #[serde(default)]
    pub(super) remind_at: Option<Timestamp>,
    /// When a ticket is made by itself, where the address is known.
    #[serde(default)]
    pub(super) settle_at: Option<Timestamp>,
    /// The number that they gave for a call.
    #[serde(default)]
    pub(super) phone: Option<String>,
    /// Whether there was no call to be booked.
    #[serde(default)]
    pub(super) no_calls: bool,
}

/// How far a choice is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub enum Step {
    /// Nothing is chosen.
    Choosing,
    /// A ticket: the address is missing.
    AskingEmail,
    /// A ticket: the name is missing.
    AskingName {
        /// The address.
        email: String,
    },
    /// A call: the desk is asked for free times.
    FindingTimes {
        /// When that has failed.
        give_up: Timestamp,
    },
    /// A call: one of these.
    PickingTime {
        /// In their order.
        slots: Vec<Slot>,
    },
    /// A call at that time: the number is missing.
    AskingPhone {
        /// Which.
        slot: Slot,
        /// The others.
        slots: Vec<Slot>,
    },
    /// A call at that time: the desk is asked to book it.
    Booking {
        /// Which.
        slot: Slot,
        /// The number.
        contact: String,
        /// When that has failed.
        give_up: Timestamp,
    },
    /// Whoever is on call is being alerted.
    CallingOnCall {
        /// When that has failed.
        give_up: Timestamp,
    },
}

impl Arranging {
    /// When something is to be done by itself.
    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        let give_up = match self.step {
            Step::FindingTimes { give_up }
            | Step::Booking { give_up, .. }
            | Step::CallingOnCall { give_up } => Some(give_up),
            _ => None,
        };
        give_up.into_iter().chain(self.remind_at).chain(self.settle_at).min()
    }

    /// The clock was set back.
    pub(super) fn shift(&mut self, back: Millis) {
        let earlier = |at: &mut Timestamp| *at = *at - back;
        earlier(&mut self.told);
        self.remind_at.iter_mut().chain(&mut self.settle_at).for_each(earlier);
        if let Step::FindingTimes { give_up }
        | Step::Booking { give_up, .. }
        | Step::CallingOnCall { give_up } = &mut self.step
        {
            earlier(give_up);
        }
    }

    /// The calls that can be chosen now; empty while they are looked up, none where no call is being chosen.
    pub fn slots(&self) -> Option<&[Slot]> {
        match &self.step {
            Step::FindingTimes { .. } => Some(&[]),
            Step::PickingTime { slots } | Step::AskingPhone { slots, .. } => Some(slots),
            _ => None,
        }
    }

    /// The call that was chosen and is not booked yet.
    pub const fn booking(&self) -> Option<Slot> {
        match self.step {
            Step::AskingPhone { slot, .. } | Step::Booking { slot, .. } => Some(slot),
            _ => None,
        }
    }
}

/// Whole minutes are said, so whole minutes are promised.
const fn whole_minute(at: Timestamp) -> Timestamp {
    Timestamp(at.0.saturating_add(59_999).div_euclid(60_000).saturating_mul(60_000))
}

impl Conversation {
    /// The options that stand, and how far the customer is with them.
    pub fn arranging(&self) -> Option<&Arranging> {
        self.arranging.as_ref()
    }

    /// When the team is at work again, while it is not.
    pub fn opens(&self) -> Option<Timestamp> {
        Opening::of(&self.hours(), self.clock).map(Opening::at)
    }

    pub(super) fn hours(&self) -> Hours {
        self.settings.hours_of(self.card.department)
    }

    /// By which clock times are said to the customer: their own, or the team's, which is then named.
    pub(super) fn clock_of(&self) -> ClockOf<'_> {
        let own = self.zone.as_deref().and_then(Zone::find);
        ClockOf {
            templates: &self.settings.templates,
            named: own.is_none(),
            zone: own.unwrap_or_else(|| self.hours().zone().clone()),
            now: self.clock,
            dated: false,
        }
    }

    /// What could be arranged now, with its time.
    fn arrangeable(&self) -> Vec<Choosable> {
        let hours = self.hours();
        let tried = self.arranging.as_ref();
        let no_calls = tried.is_some_and(|arranging| arranging.no_calls);
        let answered = self.settings.email_within.and_then(|within| {
            let by = whole_minute(hours.after_working(self.clock, within)?);
            Some(Choosable { kind: Alternative::Email, by: Some(by) })
        });
        let calls = self.settings.callback_within.is_some() && !no_calls;
        let called = calls.then_some(Choosable { kind: Alternative::Callback, by: None });
        // Z-6: only where the matter is critical, and while the customer is here for whoever comes.
        let on_call = self.card.tier == Tier::Critical
            && self.may_need_on_call()
            && matches!(self.stage, Stage::Waiting(_))
            && self.settings.on_call_for(self.card.department);
        let joined = on_call.then_some(Choosable { kind: Alternative::OnCall, by: None });
        let served = self.serves_itself();
        let served = served.then_some(Choosable { kind: Alternative::SelfService, by: None });
        answered.into_iter().chain(called).chain(joined).chain(served).collect()
    }

    /// Once in a handoff, and again a while after nobody came.
    fn may_need_on_call(&self) -> bool {
        let mut of_now = self.promises.iter().filter(|promised| {
            promised.episode == self.episode && promised.promise.kind == Alternative::OnCall
        });
        match self.on_call_from {
            Some(from) => from <= self.clock && !of_now.any(|promised| promised.promise.is_open()),
            None => of_now.next().is_none(),
        }
    }

    /// Whether whoever is on call can be needed once more, and is not among the options that stand.
    pub(super) fn on_call_again(&self) -> bool {
        let is = |choice: &Choosable| choice.kind == Alternative::OnCall;
        self.on_call_from.is_some()
            && self.arranging.as_ref().is_some_and(|a| !a.choices.iter().any(is))
            && self.arrangeable().iter().any(is)
    }

    /// The options, as they are said now for the first time or anew.
    fn options_now(&mut self) -> Vec<Choosable> {
        let choices = self.arrangeable();
        if let Some(arranging) = &mut self.arranging {
            (arranging.choices, arranging.told) = (choices.clone(), self.clock);
        }
        choices
    }

    /// Options whose time has mostly passed get a new one.
    pub(super) fn freshen(&mut self) {
        let now = self.clock;
        let stale = self.arranging.as_ref().is_some_and(|arranging| {
            let half = |by: Timestamp| (by - now).0 < (by - arranging.told).0 / 2;
            arranging.choices.iter().filter_map(|choice| choice.by).any(half)
        });
        if stale || self.on_call_again() {
            self.options_now();
        }
    }

    pub(super) fn arrange_from(&mut self, settles: bool) -> Vec<Choosable> {
        let now = self.clock;
        self.arranging = Some(Arranging {
            choices: Vec::new(),
            told: now,
            step: Step::Choosing,
            remind_at: settles.then_some(now + REMIND_AFTER),
            settle_at: settles.then_some(now + self.settings.keep_place),
            phone: None,
            no_calls: false,
        });
        self.options_now()
    }

    /// Nobody is at work outside the hours: T7, at once, where it was not said in this wait yet.
    pub(super) fn after_hours_began(&mut self, turn: &mut Turn, told_before: bool) {
        // Who wrote an e-mail reads nothing here, and keeps their place until somebody takes it.
        let by_mail = self.mailing.by_mail;
        let choices = self.arrange_from(!by_mail);
        turn.effects.push(Effect::Show);
        if !told_before && !by_mail {
            let opening = Opening::of(&self.hours(), turn.now);
            let words = wording::after_hours(&self.clock_of(), opening, &choices, false);
            self.notice(turn, Author::Bot, Notice::TeamOffline, words);
        }
    }

    /// It became critical while the options stand, or can be told once more: whoever is on call is one of them now
    /// (Z-6).
    pub(super) fn urgent_after_hours(&mut self, turn: &mut Turn, again: bool) {
        let Some(arranging) = &self.arranging else { return };
        let before = arranging.choices.clone();
        if arranging.step == Step::Choosing && (self.options_now() != before || again) {
            self.choose_again(turn, Words::WhichOption);
        }
    }

    /// Says something, and what can be chosen now. In a line that goes on, its own alternatives stand.
    pub(super) fn offer_anew(&mut self, turn: &mut Turn, notice: Notice, words: &str) {
        let stands = match &self.stage {
            Stage::Waiting(_) => self.waits_after_hours(),
            Stage::Bot(_) | Stage::Closed { .. } => true,
            Stage::Human(_) => false,
        };
        let busy = self.arranging.as_ref().is_some_and(|a| a.step != Step::Choosing);
        if !stands || busy {
            self.notice(turn, Author::Bot, notice, words.to_owned());
            return;
        }
        let choices = match &self.arranging {
            Some(_) => self.options_now(),
            None => self.arrange_from(self.waits_after_hours()),
        };
        if let Some(arranging) = &mut self.arranging {
            arranging.remind_at = None;
        }
        let options = match choices.is_empty() {
            true => String::new(),
            false => wording::options(&self.clock_of(), &choices),
        };
        let text = format!("{words} {options}");
        self.notice(turn, Author::Bot, notice, text.trim_end().to_owned());
        turn.effects.push(Effect::Show);
    }

    /// Back to the choice, with words that end in the options.
    pub(super) fn choose_again(&mut self, turn: &mut Turn, words: Words) {
        let Some(arranging) = &mut self.arranging else { return };
        arranging.step = Step::Choosing;
        let choices = self.options_now();
        let text = wording::with_options(&self.clock_of(), words, &[], &choices);
        self.notice(turn, Author::Bot, Notice::WaitQuestion, text);
        turn.effects.push(Effect::Show);
    }

    pub(super) fn step_to(&mut self, turn: &mut Turn, step: Step) {
        if let Some(arranging) = &mut self.arranging {
            arranging.step = step;
            // Whoever is at it does not need to be reminded, and gets the whole time.
            arranging.remind_at = None;
            if arranging.settle_at.is_some() {
                arranging.settle_at = Some(turn.now + self.settings.keep_place);
            }
            turn.effects.push(Effect::Show);
        }
    }

    /// Somebody came, or the customer went elsewhere: a call that is being booked is not wanted any more.
    pub(super) fn arranged_otherwise(&mut self, turn: &mut Turn) {
        let left = self.arranging.take();
        if left.is_some_and(|arranging| matches!(arranging.step, Step::Booking { .. })) {
            self.unbook(turn);
        }
    }

    /// The customer does not wait any more: nothing goes on being arranged, and nobody on call needs to join.
    pub(super) fn nobody_joins(&mut self, turn: &mut Turn) {
        self.arranged_otherwise(turn);
        let joins = |promise: &warmline_model::Promise| promise.kind == Alternative::OnCall;
        self.settle_where(turn, false, joins, |promise, now| promise.replaced = Some(now));
    }

    /// The call that is being booked is not wanted. One that was promised before it is booked again in its place.
    pub(super) fn unbook(&self, turn: &mut Turn) {
        let of_now = |promised: &&super::Promised| {
            promised.episode == self.episode && promised.promise.is_open()
        };
        let stands = self.promises.iter().rev().filter(of_now);
        let stands = stands.filter_map(|p| Some((p, p.promise.slot?))).next();
        match stands {
            Some((promised, slot)) => {
                let (episode, department) = (promised.episode, promised.department);
                let by = self.caller(&promised.promise.contact);
                let note = DeskNote::Book { episode, department, slot, by };
                turn.effects.push(Effect::Tell(promised.desk, note));
            }
            None => self.tell(turn, DeskNote::Unbook { episode: self.episode }),
        }
    }

    /// A button of the options. Not theirs: the alternatives of the line, or nothing.
    pub(super) fn visitor_arranges(&mut self, turn: &mut Turn, id: ClientId, kind: Alternative) {
        self.freshen();
        let stands = |arranging: &Arranging| arranging.choices.iter().any(|c| c.kind == kind);
        let busy = |arranging: &Arranging| {
            matches!(arranging.step, Step::Booking { .. } | Step::CallingOnCall { .. })
        };
        if !self.arranging.as_ref().is_some_and(|a| stands(a) && !busy(a)) {
            return turn.refuse(Side::Visitor, id, Refused::NotNow);
        }
        self.store(turn, Author::Visitor, Body::AskedFor { alternative: kind }, Some(id));
        self.arrange(turn, kind);
    }

    /// A booked call can be moved: the free times are looked up again.
    pub(super) fn can_move_call(&self) -> bool {
        let leads = matches!(self.stage, Stage::Bot(_) | Stage::Closed { .. });
        let booked = self.owed().is_some_and(|promise| promise.is_open() && promise.slot.is_some());
        leads && booked && self.arranging.is_none()
    }

    pub(super) fn arrange(&mut self, turn: &mut Turn, kind: Alternative) {
        self.self_service.rest();
        match kind {
            Alternative::Callback => self.find_times(turn),
            Alternative::OnCall => self.call_on_call(turn),
            Alternative::SelfService => self.choose_self_service(turn),
            Alternative::Email | Alternative::Unknown => match self.mail_known() {
                Some(email) => self.ticket_to(turn, email),
                None => {
                    self.step_to(turn, Step::AskingEmail);
                    self.question(turn, Words::AskEmail);
                }
            },
        }
    }

    pub(super) fn question(&mut self, turn: &mut Turn, words: Words) {
        let words = self.say(words, &[]);
        self.notice(turn, Author::Bot, Notice::WaitQuestion, words);
    }

    /// The address the site vouched for, or the newest that the customer wrote.
    pub(super) fn mail_known(&self) -> Option<String> {
        let before = || {
            let mails = self.promises().rev().find(|p| p.kind == Alternative::Email);
            mails.map(|promise| promise.contact.clone())
        };
        let vouched = self.card.customer.email.clone();
        let known = vouched.or_else(|| reaching::contact(Alternative::Email, &self.card.entities));
        known.filter(|mail| reaching::is_mail(mail)).or_else(before)
    }

    /// The address is there: the name is asked for where it is missing, once.
    pub(super) fn ticket_to(&mut self, turn: &mut Turn, email: String) {
        if self.card.customer.name.is_none() && matches!(self.stage, Stage::Waiting(_)) {
            self.step_to(turn, Step::AskingName { email });
            return self.question(turn, Words::AskName);
        }
        self.make_ticket(turn, email, false);
    }

    pub(super) fn make_ticket(&mut self, turn: &mut Turn, email: String, by_default: bool) {
        self.freshen();
        let told = self.arranging.as_ref().and_then(|arranging| {
            arranging.choices.iter().find(|choice| choice.kind == Alternative::Email)
        });
        let fresh = || self.arrangeable().into_iter().find(|c| c.kind == Alternative::Email);
        let Some(due) = told.copied().or_else(fresh).and_then(|choice| choice.by) else { return };
        let promise = self.promise_made(turn, Alternative::Email, email, due, None);
        self.settled(turn, &promise, by_default);
    }

    /// Something is promised: it is said, the options are gone, and the customer does not wait in line for it.
    pub(super) fn settled(
        &mut self,
        turn: &mut Turn,
        promise: &warmline_model::Promise,
        by_default: bool,
    ) {
        self.arranging = None;
        self.confirm(turn, promise, by_default);
        if promise.kind != Alternative::OnCall && matches!(self.stage, Stage::Waiting(_)) {
            self.leave_line(turn);
        }
    }

    /// A time came: what did not answer is given up, the options are said once more, a ticket is made.
    pub(super) fn arranging_went_on(&mut self, turn: &mut Turn) {
        let now = turn.now;
        let due = |at: Option<Timestamp>| at.is_some_and(|at| at <= now);
        let Some(arranging) = &mut self.arranging else { return };
        match &arranging.step {
            Step::FindingTimes { give_up } if *give_up <= now => return self.no_times(turn),
            Step::Booking { give_up, .. } if *give_up <= now => {
                self.unbook(turn);
                return self.no_times(turn);
            }
            Step::CallingOnCall { give_up } if *give_up <= now => return self.nobody_on_call(turn),
            _ => {}
        }
        let Some(arranging) = &mut self.arranging else { return };
        if due(arranging.remind_at) {
            arranging.remind_at = None;
            if arranging.step == Step::Choosing && self.away_since.is_none() {
                let choices = self.options_now();
                let opening = Opening::of(&self.hours(), now);
                let words = wording::after_hours(&self.clock_of(), opening, &choices, true);
                self.notice(turn, Author::Bot, Notice::StillWaiting, words);
            }
            // Should the desk have lost them, they are in line again.
            self.join(turn);
        }
        let Some(arranging) = &mut self.arranging else { return };
        if due(arranging.settle_at) {
            let busy = matches!(arranging.step, Step::Booking { .. } | Step::CallingOnCall { .. });
            arranging.settle_at = busy.then_some(now + REMIND_AFTER);
            let given = match &arranging.step {
                Step::AskingName { email } => Some(email.clone()),
                _ => None,
            };
            // What was promised already is not given up for what nobody chose.
            let promised = self.owed().is_some_and(warmline_model::Promise::is_open);
            let known = || self.mail_known().filter(|_| !promised);
            if let Some(email) = given.or_else(known).filter(|_| !busy) {
                self.make_ticket(turn, email, true);
            }
        }
    }
}
