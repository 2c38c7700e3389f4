//! The card of what was promised: there in every stage, as long as it is owed, and true at any time.

use super::take_focus;
use crate::app::App;
use crate::dom::{El, Words, button, el, html, live, when};
use crate::promise::{self as say, Standing};
use leptos::prelude::*;
use warmline_model::Alternative;
use warmline_ui::clock_text;
use warmline_wire::VisitorStage;

/// What the card says at this moment.
#[derive(Clone, PartialEq)]
struct Told {
    standing: Standing,
    title: &'static str,
    time: String,
    place: Option<String>,
}

fn told(app: App) -> Option<Told> {
    app.promise.with(|card| {
        let card = card.as_ref()?;
        let standing = say::standing(card, app.time.get())?;
        let until = card.slot.map(|slot| clock_text(slot.until, &app.locale()));
        let due = app.moment(card.slot.map_or(card.due, |slot| slot.from));
        Some(Told {
            standing,
            title: say::title(card.kind, standing),
            time: say::time(standing, &due, until.as_deref()),
            place: say::place(card, standing),
        })
    })
}

/// The card. Its region for screen readers is there before there is anything to say.
pub fn promise(app: App) -> El {
    let told = Memo::new(move |_| told(app));
    let standing = Memo::new(move |_| told.with(|told| told.as_ref().map(|told| told.standing)));
    let class = move || match standing.get() {
        None => "",
        Some(Standing::Owed) => "owed",
        Some(Standing::Kept) => "owed kept",
        Some(Standing::Passed | Standing::Broken) => "owed late",
    };
    el("div", "")
        .follow("class", move || Some(Words::Borrowed(class())))
        .id("promise")
        .child(
            el("div", "owed-words").set("role", "status").view(live(move || told.get().map(said))),
        )
        .view(when(move || standing.get().is_some(), move || ticket(app)))
        .view(when(move || standing.get() == Some(Standing::Owed), move || change(app)))
}

fn said(told: Told) -> El {
    let line = |id: &'static str, text: String| el("p", "").set("dir", "auto").id(id).text(text);
    let title = el("p", "owed-title").id("promise-title").text(told.title);
    let said = el("div", "").child(title).child(line("promise-time", told.time));
    match told.place {
        Some(place) => said.child(line("promise-place", place)),
        None => said,
    }
}

fn ticket(app: App) -> El {
    let number = move || app.promise.with(|card| card.as_ref().map(|c| c.ticket.clone().into()));
    let copy = move || if app.copied_ticket.get() { "Copied" } else { "Copy" };
    el("p", "owed-ticket")
        .child(el("span", "").text("Ticket "))
        .child(el("span", "").set("dir", "ltr").id("ticket").follow_text(number))
        .child(
            button("plain", move || app.copy_ticket())
                .id("ticket-copy")
                .child(
                    el("span", "").set("role", "status").follow_text(move || Some(copy().into())),
                )
                .child(el("span", "unseen").text(" ticket number")),
        )
}

/// Another time, or not at all: asked once more before it is done.
fn change(app: App) -> El {
    let asked = RwSignal::new(false);
    // Whoever keeps it finds the focus where it was.
    let again = StoredValue::new(false);
    // A booked call is moved while nobody is with the visitor, and not twice at once.
    let can_move = move || {
        let booked = app.promise.with(|card| card.as_ref().is_some_and(|c| c.slot.is_some()));
        let alone = app.state.with(|state| {
            matches!(state, Some(VisitorStage::Bot { .. } | VisitorStage::Closed { .. }))
        });
        booked && alone && app.options.with(Option::is_none)
    };
    let buttons = move || {
        el("div", "choices")
            .child(
                button("plain", move || {
                    app.ask_for(Alternative::Callback);
                })
                .id("promise-change")
                .flag("hidden", move || !can_move())
                .flag("aria-disabled", move || app.chosen.get())
                .text("Choose another time"),
            )
            .child(
                button("plain", move || asked.set(true))
                    .id("promise-cancel")
                    .with(move |cancel| {
                        if again.get_value() {
                            take_focus(&html(cancel));
                        }
                        again.set_value(true);
                    })
                    .text("No longer needed"),
            )
    };
    let sure = move || {
        el("div", "choices")
            .set("role", "group")
            .set("aria-label", SURE)
            .set("tabindex", "-1")
            .with(|group| take_focus(&html(group)))
            .child(el("p", "").text(SURE))
            .child(
                button("choice main", move || app.cancel_promise())
                    .id("promise-cancel-yes")
                    .flag("aria-disabled", move || app.cancelling.get())
                    .text("Yes, cancel it"),
            )
            .child(button("choice", move || asked.set(false)).id("promise-keep").text("Keep it"))
    };
    el("div", "").view(when(move || !asked.get(), buttons)).view(when(move || asked.get(), sure))
}

const SURE: &str = "Cancel it? We will not get in touch then.";
