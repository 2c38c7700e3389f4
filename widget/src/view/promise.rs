//! The card of what was promised: there in every stage, as long as it is owed, and true at any time.

use super::take_focus;
use crate::app::App;
use crate::dom::{El, Words, button, el, html, when};
use crate::promise::{self as say, Standing};
use leptos::prelude::*;
use std::rc::Rc;
use warmline_model::Alternative;
use warmline_ui::clock_text;
use warmline_ui::files::{Place, document};
use warmline_wire::VisitorStage;

/// How the promise stands, where there is one to show.
fn standing(app: App) -> Option<Standing> {
    let time = app.time();
    app.promise(|card| say::standing(card, time))
}

/// The card. Its region for screen readers is there before there is anything to say.
pub fn promise(app: App) -> El {
    let line = move |class, id, said: fn(App) -> Option<Words>| {
        let hidden = move || said(app).is_none();
        el("p", class)
            .set("dir", "auto")
            .id(id)
            .flag("hidden", hidden)
            .follow_text(move || said(app))
    };
    let class = move || match standing(app) {
        None => "",
        Some(Standing::Owed) => "owed",
        Some(Standing::Kept) => "owed kept",
        Some(Standing::Passed | Standing::Broken) => "owed late",
    };
    el("div", "")
        .follow("class", move || Some(Words::Borrowed(class())))
        .id("promise")
        .child(
            el("div", "owed-words")
                .set("role", "status")
                .child(line("owed-title", "promise-title", title))
                .child(line("", "promise-time", time))
                .child(line("", "promise-place", place)),
        )
        .view(when(move || standing(app).is_some(), move || ticket(app)))
        .view(when(
            move || calendar(app).is_some(),
            move || {
                let says = ["Add to calendar", "call.ics", ""];
                document(
                    el("a", "file").id("call-calendar"),
                    says,
                    None,
                    Rc::new(move || calendar(app)),
                )
            },
        ))
        .view(when(move || standing(app) == Some(Standing::Owed), move || change(app)))
}

/// Where a booked call is for calendars, while it is ahead.
fn calendar(app: App) -> Option<Place> {
    let number = app.promise(|card| card.slot.map(|_| card.number))?;
    (standing(app)? == Standing::Owed).then_some(())?;
    let (url, token) = app.of_conversation(&["/calls/", &number.to_string(), ".ics"].concat())?;
    Some(Place { url, token: Some(token) })
}

fn title(app: App) -> Option<Words> {
    let standing = standing(app)?;
    app.promise(|card| Some(say::title(card.kind, standing).into()))
}

fn time(app: App) -> Option<Words> {
    let standing = standing(app)?;
    let (due, slot) = app.promise(|card| Some((card.due, card.slot)))?;
    let until = slot.map(|slot| clock_text(slot.until, &app.locale()));
    let due = app.moment(slot.map_or(due, |slot| slot.from));
    Some(say::time(standing, &due, until.as_deref()).into())
}

fn place(app: App) -> Option<Words> {
    let standing = standing(app)?;
    app.promise(|card| say::place(card, standing)).map(Words::Owned)
}

fn ticket(app: App) -> El {
    let number = move || app.promise(|card| Some(Words::Owned(card.ticket.clone())));
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
    let again = RwSignal::new(false);
    // A booked call is moved while nobody is with the visitor, and not twice at once.
    let can_move = move || {
        let booked = app.promise(|card| card.slot).is_some();
        let alone = app.state.with(|state| {
            matches!(state, Some(VisitorStage::Bot { .. } | VisitorStage::Closed { .. }))
        });
        booked && alone && !app.has_options()
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
                        if again.get_untracked() {
                            take_focus(&html(cancel));
                        }
                        again.set(true);
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
