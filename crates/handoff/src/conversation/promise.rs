//! Something else than to wait: what can be chosen, how the customer is reached, and what is promised.

use super::{Conversation, Effect, Refused, Side, Stage, Timestamp, Turn};
use crate::hours::Hours;
use crate::wording::{self, Choosable, Words};
use warmline_model::{Alternative, Author, Body, ClientId, Entity, Fact, Happened, Notice};

impl Conversation {
    /// What the customer can choose now instead of waiting.
    pub fn alternatives(&self) -> Vec<Alternative> {
        self.choices_shown().into_iter().map(|choice| choice.kind).collect()
    }

    /// What the line offers, with the time by which it is promised.
    pub(super) fn choices(&self) -> Vec<Choosable> {
        let Stage::Waiting(waiting) = &self.stage else { return Vec::new() };
        let hours = self.hours();
        let offered = |kind| Some(Choosable { kind, by: Some(self.by(kind, &hours)?) });
        let all = [Alternative::Callback, Alternative::Email].into_iter().filter_map(offered);
        all.filter(|choice| waiting.choosing != Some(choice.kind)).collect()
    }

    /// When it is done at the latest: counted while the department works, so that what is promised in the
    /// evening falls into somebody's day. None: it is not offered, or nobody ever works.
    fn by(&self, kind: Alternative, hours: &Hours) -> Option<Timestamp> {
        let working = match kind {
            Alternative::Callback => self.settings.callback_within,
            Alternative::Email => self.settings.email_within,
            Alternative::OnCall | Alternative::SelfService | Alternative::Unknown => None,
        };
        hours.after_working(self.clock, working?)
    }

    pub(super) fn visitor_chose(&mut self, turn: &mut Turn, id: ClientId, kind: Alternative) {
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        if kind == Alternative::Callback && self.can_move_call() {
            self.arrange_from(false);
            self.store(turn, Author::Visitor, Body::AskedFor { alternative: kind }, Some(id));
            return self.arrange(turn, kind);
        }
        if self.arranging.is_some() {
            return self.visitor_arranges(turn, id, kind);
        }
        if !self.alternatives().contains(&kind) {
            return turn.refuse(Side::Visitor, id, Refused::NotNow);
        }
        self.store(turn, Author::Visitor, Body::AskedFor { alternative: kind }, Some(id));
        let known = match kind {
            Alternative::Email => self.card.customer.email.clone(),
            Alternative::Callback
            | Alternative::OnCall
            | Alternative::SelfService
            | Alternative::Unknown => None,
        };
        if let Some(contact) = known.or_else(|| contact(kind, &self.card.entities)) {
            return self.promise_it(turn, kind, contact);
        }
        if let Stage::Waiting(waiting) = &mut self.stage {
            waiting.choosing = Some(kind);
        }
        let words = match kind {
            Alternative::Callback => Words::ReachByPhone,
            Alternative::Email
            | Alternative::OnCall
            | Alternative::SelfService
            | Alternative::Unknown => Words::ReachByEmail,
        };
        let words = self.say(words, &[]);
        self.notice(turn, Author::Bot, Notice::WaitQuestion, words);
        turn.effects.push(Effect::Show);
    }

    /// The answer to that question, if the message holds it.
    pub(super) fn how_reached(
        &self,
        text: &str,
        entities: &[Entity],
    ) -> Option<(Alternative, String)> {
        let Stage::Waiting(waiting) = &self.stage else { return None };
        let kind = waiting.choosing?;
        let plain = || match kind {
            Alternative::Callback => phone_in(text, entities),
            Alternative::Email
            | Alternative::OnCall
            | Alternative::SelfService
            | Alternative::Unknown => None,
        };
        Some((kind, contact(kind, entities).or_else(plain)?))
    }

    pub(super) fn promise_it(&mut self, turn: &mut Turn, kind: Alternative, contact: String) {
        let Some(due) = self.by(kind, &self.hours()) else { return };
        let promise = self.promise_made(turn, kind, contact, due, None);
        let words = wording::promised(&self.settings.templates, &promise);
        self.notice(turn, Author::Bot, Notice::Promised, words);
        if kind == Alternative::Email {
            self.pass_on(turn, Happened::Ticket);
        } else {
            self.pass_on(turn, Happened::Callback);
        }
        self.leave_line(turn);
    }
}

/// Whether it is one e-mail address.
pub(crate) fn is_mail(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    let plain = |c: char| c.is_alphanumeric() || "!#$%&'*+/=?^_`{|}~.-".contains(c);
    let labels: Vec<&str> = host.split('.').collect();
    let label =
        |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    text.len() <= 254
        && !name.is_empty()
        && name.chars().all(plain)
        && labels.len() >= 2
        && labels.iter().all(label)
        && labels.last().is_some_and(|last| last.chars().count() >= 2)
}

/// The newest of the facts by which the customer can be reached like this, as it was written.
pub(super) fn contact(kind: Alternative, entities: &[Entity]) -> Option<String> {
    let fits = |entity: &&Entity| match kind {
        Alternative::Callback => matches!(entity.fact, Fact::Phone { .. }),
        Alternative::Email => matches!(entity.fact, Fact::Email { .. }),
        Alternative::OnCall | Alternative::SelfService | Alternative::Unknown => false,
    };
    entities.iter().rev().find(fits).map(|entity| entity.text.trim().to_owned())
}

/// A telephone number where one was asked for: 7 to 15 digits with separators, beside other facts.
pub(super) fn phone_in(text: &str, entities: &[Entity]) -> Option<String> {
    let rest = entities.iter().fold(text.to_owned(), |rest, e| rest.replace(&e.text, "\n"));
    let of_number = |c: char| c.is_numeric() || " +-./()\u{A0}\u{2011}\u{2013}".contains(c);
    let digits = |part: &&str| part.chars().filter(|c| c.is_numeric()).count();
    let found = rest.split(|c| !of_number(c)).find(|part| (7..=15).contains(&digits(part)))?;
    let found = found.trim_end_matches([' ', '-', '.', '/', '(', '+', '\u{A0}']);
    Some(found.trim_start_matches([' ', '-', '.', '/', ')', '\u{A0}']).to_owned())
}
