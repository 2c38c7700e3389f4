//! While nobody is at work: when somebody is, and what can be had instead, each with its time.

use super::{passing, slots, take_focus};
use crate::app::App;
use crate::dom::{El, Words, button, el, html, when};
use crate::promise as say;
use leptos::prelude::*;
use warmline_model::{Alternative, PromiseState};
use warmline_wire::{TimedChoice, VisitorStage};
use web_sys::HtmlElement;

/// Where the focus goes when what had it is gone.
type Home = StoredValue<Option<HtmlElement>, LocalStorage>;

/// The panel; nothing while people are at work and nothing is to be made up for. Its region for screen readers is
/// there before there is anything to say.
pub fn offline(app: App) -> El {
    let class = move || if app.has_options() { "queue offline" } else { "" };
    let home: Home = StoredValue::new_local(None);
    el("div", "")
        .follow("class", move || Some(Words::Borrowed(class())))
        .id("offline")
        .set("tabindex", "-1")
        .with(move |panel| home.set_value(Some(html(panel))))
        .child(
            el("div", "queue-words")
                .set("role", "status")
                .child(
                    el("p", "queue-position")
                        .id("offline-title")
                        .follow_text(move || heading(app).map(Words::Borrowed)),
                )
                .child(
                    el("p", "")
                        .id("offline-opens")
                        .flag("hidden", move || back(app).is_none())
                        .follow_text(move || back(app)),
                ),
        )
        .view(slots::slots(app))
        .view(when(move || app.has_options(), move || choices(app, home)))
}

/// When the team is back, where that is still ahead.
fn back(app: App) -> Option<Words> {
    let opens = app.options(|options| options.opens)?;
    let ahead = opens > app.time();
    ahead.then(|| Words::Owned(["We are back ", &app.moment(opens), "."].concat()))
}

/// What is said first.
fn heading(app: App) -> Option<&'static str> {
    app.options(|_| Some(()))?;
    let state = app.promise(|card| Some(card.state));
    Some(match state {
        _ if back(app).is_some() => "Our team is offline",
        Some(PromiseState::Broken) => "What would you like instead?",
        Some(PromiseState::Open | PromiseState::AtRisk) => "Another time for your call",
        _ => "How may we reach you?",
    })
}

fn choices(app: App, home: Home) -> El {
    let waits = move || app.state.with(|s| matches!(s, Some(VisitorStage::Waiting { .. })));
    let way_back = move || if waits() { "Go back to the assistant" } else { "Not now" };
    let kinds = [
        ("choose-email", Alternative::Email),
        ("choose-callback", Alternative::Callback),
        ("choose-on-call", Alternative::OnCall),
        ("choose-self-service", Alternative::SelfService),
    ];
    el("div", "offline-choices")
        .child(el("div", "choices").children(kinds.map(|(id, kind)| choice(app, id, kind, home))))
        .view(passing::passing_on(app))
        .child(
            button("quiet", move || {
                if untrack(waits) {
                    app.cancel_wait();
                    app.ask_focus();
                } else {
                    app.put_away();
                }
            })
            .id("cancel-wait")
            .follow_text(move || Some(way_back().into())),
        )
}

/// One choice's button; hidden where it is not offered, or where it was pressed and a time is being chosen.
fn choice(app: App, id: &'static str, kind: Alternative, home: Home) -> El {
    let offered = move || -> Option<TimedChoice> {
        app.options(|options| {
            let choosing = kind == Alternative::Callback && options.slots.is_some();
            options.choices.iter().find(|choice| choice.kind == kind && !choosing).copied()
        })
    };
    let words = move || {
        let ahead = say::ahead(offered()?, app.time());
        let by = ahead.map(|(by, _)| app.moment(by));
        say::choice(kind, by.as_deref(), ahead.map_or(0, |(_, minutes)| minutes)).map(Words::Owned)
    };
    let press = move || {
        let by_time = untrack(offered).is_some_and(|choice| choice.by.is_none());
        if kind != Alternative::Callback || !by_time {
            return app.choose_instead(kind);
        }
        // The button goes; what is chosen from comes in the same panel.
        if let Some(home) = home.get_value().filter(|_| app.ask_for(kind)) {
            take_focus(&home);
        }
    };
    button("choice article", press)
        .id(id)
        .flag("hidden", move || offered().is_none())
        .flag("aria-disabled", move || app.chosen.get())
        .follow_text(words)
}
