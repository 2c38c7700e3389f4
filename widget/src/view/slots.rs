//! Choosing a call: a day, a time of that day, and one button to book it.

use super::offline::{Home, of};
use super::take_focus;
use crate::app::App;
use crate::dom::{El, Words, button, el, live, when};
use crate::times;
use leptos::prelude::*;
use warmline_model::Slot;
use warmline_ui::browser::time_zone;
use warmline_ui::clock_text;
use warmline_wire::Options;

/// What there is to choose from.
#[derive(Clone, PartialEq)]
enum Stage {
    /// It is looked up.
    Loading,
    /// These are free.
    Free,
    /// One was chosen, and is not booked yet.
    Chosen(String),
}

fn stage(app: App) -> Option<Stage> {
    let (booking, found) =
        of(app, |options| Some((options.booking, options.slots.as_ref().map(|s| !s.is_empty()))))?;
    if let Some(slot) = booking {
        return Some(Stage::Chosen(times::moment_for_ever(slot.from, &app.locale())));
    }
    found.map(|found| if found { Stage::Free } else { Stage::Loading })
}

/// The part of the panel; nothing while no call is being chosen.
pub(super) fn slots(app: App, home: Home) -> AnyView {
    let stage = Memo::new(move |_| stage(app));
    let taken = taken(app, home);
    let words = move || {
        Some(Words::Borrowed(match stage.get()? {
            Stage::Loading => "Looking for free times\u{2026}",
            Stage::Free if taken.get() => "That time was just taken. These are free:",
            Stage::Free => "When may we call you?",
            Stage::Chosen(moment) => {
                let words = [
                    "You chose ",
                    &moment,
                    ". It is not booked yet: if we ask for your number below, please answer.",
                ];
                return Some(Words::Owned(words.concat()));
            }
        }))
    };
    when(
        move || stage.with(Option::is_some),
        move || {
            el("div", "slots")
                .id("slots")
                .flag("aria-busy", move || stage.get() == Some(Stage::Loading))
                .child(
                    el("p", "slots-title")
                        .set("role", "status")
                        .id("slots-title")
                        .follow_text(words),
                )
                .view(when(
                    move || stage.get() == Some(Stage::Loading),
                    || el("span", "ghost").set("aria-hidden", "true"),
                ))
                .view(when(move || stage.get() == Some(Stage::Free), move || pick(app)))
        },
    )
}

/// Whether the call that was chosen is not among the free ones any more, though it was not booked.
fn taken(app: App, home: Home) -> RwSignal<bool> {
    let taken = RwSignal::new(false);
    Effect::new(move |before: Option<Option<Slot>>| {
        let booking = of(app, |options| options.booking);
        match (before.flatten(), booking) {
            (_, Some(_)) => taken.set(false),
            (Some(before), None) => {
                let free = of(app, |options| options.slots.clone());
                let gone = free.is_some_and(|free| !free.contains(&before));
                taken.set(gone);
                if gone && let Some(home) = home.get_value() {
                    take_focus(&home);
                }
            }
            (None, None) => {}
        }
        booking
    });
    taken
}

fn pick(app: App) -> El {
    let free = Memo::new(move |_| of(app, |o: &Options| o.slots.clone()).unwrap_or_default());
    let day = RwSignal::new(String::new());
    let slot = RwSignal::new(None::<Slot>);
    let named = move |slot: &Slot| {
        let parts = [("weekday", "short"), ("day", "numeric"), ("month", "short")];
        times::date(slot.from, &app.locale(), &parts)
    };
    let days = Memo::new(move |_| {
        let mut days = free.with(|free| free.iter().map(named).collect::<Vec<_>>());
        days.dedup();
        days
    });
    // The day that was chosen, or the first.
    let shown = Memo::new(move |_| {
        let chosen = day.get();
        days.with(|days| {
            days.iter().find(|day| **day == chosen).or(days.first()).cloned().unwrap_or_default()
        })
    });
    let chosen = Memo::new(move |_| slot.get().filter(|slot| free.with(|all| all.contains(slot))));
    let all_days = move || {
        let buttons = days.get().into_iter().map(|name| {
            let (of_press, of_check) = (name.clone(), name.clone());
            let is_on = move || shown.with(|shown| *shown == of_check);
            radio("day", "slot-day", name, is_on, move || {
                day.set(of_press.clone());
                slot.set(None);
            })
        });
        Some(group("Day", "picks").children(buttons))
    };
    let times = move || {
        let shown = shown.get();
        let of_day = free.with(|free| {
            free.iter().filter(|slot| named(slot) == shown).copied().collect::<Vec<_>>()
        });
        let buttons = of_day.into_iter().map(|one| {
            let is_on = move || chosen.get() == Some(one);
            let time = clock_text(one.from, &app.locale());
            radio("time", "slot-time", time, is_on, move || slot.set(Some(one)))
        });
        Some(group("Time", "picks").children(buttons))
    };
    let zone = time_zone().map(|zone| ["Times in your time zone, ", &zone].concat());
    let book = move || match chosen.get() {
        Some(slot) => ["Book ", &times::moment_for_ever(slot.from, &app.locale())].concat().into(),
        None => Words::Borrowed("Choose a time"),
    };
    el("div", "")
        .view(live(all_days))
        .view(live(times))
        .child(el("p", "queue-wait").text(zone.unwrap_or_default()))
        .child(
            button("choice main", move || {
                if let Some(slot) = chosen.get_untracked() {
                    app.book(slot);
                }
            })
            .id("slot-book")
            .flag("disabled", move || chosen.get().is_none() || app.booking.get())
            .follow_text(move || Some(book())),
        )
}

fn group(label: &'static str, class: &'static str) -> El {
    el("div", class).set("role", "radiogroup").set("aria-label", label)
}

fn radio(
    name: &'static str,
    id: &'static str,
    text: String,
    is_on: impl Fn() -> bool + 'static,
    mut chosen: impl FnMut() + 'static,
) -> El {
    el("label", "pick").id(id).text(text).child(
        el("input", "")
            .set("type", "radio")
            .set("name", name)
            .prop("checked", is_on)
            .on("change", move |_| chosen()),
    )
}
