//! Choosing a call: a day, a time of that day, and one button to book it.

use crate::app::App;
use crate::dom::{El, Words, button, el, live, when};
use crate::times;
use leptos::prelude::*;
use warmline_model::Slot;
use warmline_ui::browser::time_zone;
use warmline_ui::clock_text;

/// The part of the panel; nothing while no call is being chosen.
pub(super) fn slots(app: App) -> AnyView {
    let booking = move || app.options(|options| options.booking);
    let found = move || app.options(|options| options.slots.as_ref().map(|all| !all.is_empty()));
    let loads = move || booking().is_none() && found() == Some(false);
    let words = move || {
        let Some(slot) = booking() else {
            return Some(Words::Borrowed(match found()? {
                false => "Looking for free times\u{2026}",
                true if app.taken.get() => "That time was just taken. These are free:",
                true => "When may we call you?",
            }));
        };
        let words = [
            "You chose ",
            &times::moment_for_ever(slot.from, &app.locale()),
            ". It is not booked yet: if we ask for your number below, please answer.",
        ];
        Some(Words::Owned(words.concat()))
    };
    when(
        move || booking().is_some() || found().is_some(),
        move || {
            el("div", "slots")
                .id("slots")
                .flag("aria-busy", loads)
                .child(
                    el("p", "slots-title")
                        .set("role", "status")
                        .id("slots-title")
                        .follow_text(words),
                )
                .view(when(loads, || el("span", "ghost").set("aria-hidden", "true")))
                .view(when(move || booking().is_none() && found() == Some(true), move || pick(app)))
        },
    )
}

/// Lines that are made anew only where they have changed.
fn lines(read: Box<dyn Fn() -> Vec<String> + Send + Sync>) -> Memo<String> {
    Memo::new(move |_| read().join("\n"))
}

fn pick(app: App) -> El {
    let free = move || app.options(|options| options.slots.clone()).unwrap_or_default();
    let day = RwSignal::new(String::new());
    // When the chosen call begins.
    let begin = RwSignal::new(String::new());
    let named = move |slot: &Slot| {
        let parts = [("weekday", "short"), ("day", "numeric"), ("month", "short")];
        times::date(slot.from, &app.locale(), &parts)
    };
    let days = lines(Box::new(move || {
        let mut days: Vec<String> = free().iter().map(named).collect();
        days.dedup();
        days
    }));
    // The day that was chosen, or the first.
    let shown = move || {
        let chosen = day.get();
        days.with(|days| {
            let known = days.lines().find(|day| **day == chosen).or_else(|| days.lines().next());
            known.unwrap_or_default().to_owned()
        })
    };
    let of_day = lines(Box::new(move || {
        let shown = shown();
        let free = free();
        let of_day = free.iter().filter(|slot| named(slot) == shown);
        of_day.map(|slot| slot.from.0.to_string()).collect()
    }));
    let chosen = move || {
        let begin = begin.get();
        free().into_iter().find(|slot| slot.from.0.to_string() == begin)
    };
    let all_days = move || {
        let days = days.get();
        let buttons = days.lines().map(|name| {
            let (of_press, of_check) = (name.to_owned(), name.to_owned());
            let press = move || day.set(of_press.clone());
            radio("day", "slot-day", name.to_owned(), move || shown() == of_check, press)
        });
        Some(group("Day").children(buttons))
    };
    let all_times = move || {
        let of_day = of_day.get();
        let buttons = of_day.lines().map(|from| {
            let at = warmline_model::Timestamp(from.parse().unwrap_or_default());
            let (of_press, of_check) = (from.to_owned(), from.to_owned());
            let is_on = move || begin.with(|begin| *begin == of_check);
            let press = move || begin.set(of_press.clone());
            radio("time", "slot-time", clock_text(at, &app.locale()), is_on, press)
        });
        Some(group("Time").children(buttons))
    };
    let zone = time_zone().map(|zone| ["Times in your time zone, ", &zone].concat());
    let book = move || match chosen() {
        Some(slot) => ["Book ", &times::moment_for_ever(slot.from, &app.locale())].concat().into(),
        None => Words::Borrowed("Choose a time"),
    };
    el("div", "")
        .view(live(all_days))
        .view(live(all_times))
        .child(el("p", "queue-wait").text(zone.unwrap_or_default()))
        .child(
            button("choice main", move || {
                if let Some(slot) = untrack(chosen) {
                    app.book(slot);
                }
            })
            .id("slot-book")
            .flag("disabled", move || chosen().is_none() || app.booking.get())
            .follow_text(move || Some(book())),
        )
}

fn group(label: &'static str) -> El {
    el("div", "picks").set("role", "radiogroup").set("aria-label", label)
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
