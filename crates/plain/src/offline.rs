//! What can be had while nobody is at work, and what was promised.

use crate::clock::Clock;
use crate::form::Act;
use crate::frame::way_back;
use crate::log::Drawn;
use maud::{Markup, html};
use warmline_model::{Alternative, PromiseState, Slot};
use warmline_shown::promise::{self as say, Standing};
use warmline_wire::{Options, PromiseCard};

/// How many days are open at once; the others are a press away.
const DAYS: usize = 2;

impl Drawn<'_> {
    /// The choices, each with its time.
    pub fn options(&self, options: &Options, promise: Option<&PromiseCard>, waits: bool) -> Markup {
        let clock = self.clock;
        let back = options.opens.filter(|opens| *opens > clock.now());
        let title = match promise.map(|card| card.state) {
            _ if back.is_some() => "Our team is offline",
            Some(PromiseState::Broken) => "What would you like instead?",
            Some(PromiseState::Open | PromiseState::AtRisk) => "Another time for your call",
            _ => "How may we reach you?",
        };
        let choices = options.choices.iter().filter_map(|choice| {
            if choice.kind == Alternative::Callback && options.slots.is_some() {
                return None;
            }
            let ahead = say::ahead(*choice, clock.now());
            let by = ahead.map(|(by, _)| clock.moment(by));
            let minutes = ahead.map_or(0, |(_, minutes)| minutes);
            Some((choice.kind, say::choice(choice.kind, by.as_deref(), minutes)?))
        });
        html! {
            section.panel aria-labelledby="options-title" {
                h2 #options-title { (title) }
                @if let Some(back) = back { p { "We are back " (clock.moment(back)) "." } }
                @if let Some(slot) = options.booking {
                    p {
                        "You chose " (clock.dated(slot.from))
                        ". It is not booked yet: if we ask for your number, please answer."
                    }
                } @else if let Some(slots) = &options.slots {
                    (self.slots(slots))
                }
                (self.form(&html! {
                    div.buttons {
                        @for (kind, words) in choices {
                            button name="do" value=(Act::Choose(kind).value()) { (words) }
                        }
                        @if waits { (way_back()) }
                    }
                }))
            }
        }
    }

    fn slots(&self, slots: &[Slot]) -> Markup {
        if slots.is_empty() {
            return html! { p { "Looking for free times…" } };
        }
        let days = by_day(self.clock, slots);
        html! {
            p { "When may we call you?" }
            (self.form(&html! {
                @for (at, (day, slots)) in days.into_iter().enumerate() {
                    details open[at < DAYS] {
                        summary { (day) }
                        div.buttons {
                            @for slot in slots {
                                button name="do" value=(Act::Book(slot).value())
                                    aria-label=(self.booking(slot)) {
                                    (self.clock.time(slot.from))
                                }
                            }
                        }
                    }
                }
            }))
        }
    }

    /// What a time's button does.
    fn booking(&self, slot: Slot) -> String {
        let words =
            [self.clock.time(slot.from), ": book a call, ".into(), self.clock.day(slot.from)];
        words.concat()
    }

    /// The card of what was promised.
    pub fn promise(&self, card: &PromiseCard) -> Markup {
        let clock = self.clock;
        let Some(standing) = say::standing(card, clock.now()) else { return html! {} };
        let due = clock.moment(card.slot.map_or(card.due, |slot| slot.from));
        let until = card.slot.map(|slot| clock.time(slot.until));
        let late = matches!(standing, Standing::Passed | Standing::Broken);
        html! {
            section.panel.promise.late[late] aria-labelledby="promise-title" {
                h2 #promise-title { (say::title(card.kind, standing)) }
                p { (say::time(standing, &due, until.as_deref())) }
                @if let Some(place) = say::place(card, standing) { p dir="auto" { (place) } }
                p { "Ticket " strong.ticket dir="ltr" { (card.ticket) } }
                @if standing == Standing::Owed {
                    details {
                        summary { "No longer needed?" }
                        p { "Cancel it? We will not get in touch then." }
                        (self.form(&html! {
                            button name="do" value=(Act::Cancel(card.number).value()) { "Yes, cancel it" }
                        }))
                    }
                }
            }
        }
    }
}

fn by_day(clock: &Clock, slots: &[Slot]) -> Vec<(String, Vec<Slot>)> {
    let mut days: Vec<(String, Vec<Slot>)> = Vec::new();
    for slot in slots {
        let day = clock.day(slot.from);
        match days.last_mut() {
            Some((last, slots)) if *last == day => slots.push(*slot),
            _ => days.push((day, vec![*slot])),
        }
    }
    days
}
