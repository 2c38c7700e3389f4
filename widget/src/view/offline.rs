//! While nobody is at work: when somebody is, and what can be had instead, each with its time.

use super::{passing, slots, take_focus};
use crate::app::App;
use crate::dom::{El, Words, button, el, html, live, when};
use crate::promise as say;
use leptos::prelude::*;
use warmline_model::{Alternative, PromiseState, Timestamp};
use warmline_wire::{Options, TimedChoice, VisitorStage};
use web_sys::HtmlElement;

/// Where the focus goes when what had it is gone.
pub(super) type Home = StoredValue<Option<HtmlElement>, LocalStorage>;

/// Something of the options; nothing where there are none.
pub(super) fn of<T>(app: App, read: impl Fn(&Options) -> Option<T>) -> Option<T> {
    app.options.with(|options| options.as_ref().and_then(|options| read(options)))
}

/// The panel; nothing while people are at work and nothing is to be made up for. Its region for screen readers is
/// there before there is anything to say.
pub fn offline(app: App) -> El {
    let heading = Memo::new(move |_| app.options.with(Option::is_some).then(|| heading(app)));
    let class = move || if heading.with(Option::is_some) { "queue offline" } else { "" };
    let home: Home = StoredValue::new_local(None);
    el("div", "")
        .follow("class", move || Some(Words::Borrowed(class())))
        .id("offline")
        .set("tabindex", "-1")
        .with(move |panel| home.set_value(Some(html(panel))))
        .child(el("div", "queue-words").set("role", "status").view(live(move || {
            let (title, line) = heading.get()?;
            let title = el("p", "queue-position").id("offline-title").text(title);
            let words = el("div", "").child(title);
            Some(match line {
                Some(line) => words.child(el("p", "").id("offline-opens").text(line)),
                None => words,
            })
        })))
        .view(slots::slots(app, home))
        .view(when(move || heading.with(Option::is_some), move || choices(app, home)))
}

/// What is said first.
fn heading(app: App) -> (&'static str, Option<String>) {
    let opens = of(app, |options| options.opens).filter(|opens| *opens > app.time.get());
    if let Some(opens) = opens {
        let back = ["We are back ", &app.moment(opens), "."].concat();
        return ("Our team is offline", Some(back));
    }
    let state = app.promise.with(|card| card.as_ref().map(|card| card.state));
    let title = match state {
        Some(PromiseState::Broken) => "What would you like instead?",
        Some(PromiseState::Open | PromiseState::AtRisk) => "Another time for your call",
        _ => "How may we reach you?",
    };
    (title, None)
}

fn choices(app: App, home: Home) -> El {
    let offered = Memo::new(move |_| {
        let choosing = of(app, |options| options.slots.as_ref().map(|_| ())).is_some();
        let choices = of(app, |options| Some(options.choices.clone())).unwrap_or_default();
        // A time for a call is being chosen already.
        let open = |choice: &TimedChoice| !choosing || choice.kind != Alternative::Callback;
        choices.into_iter().filter(open).collect::<Vec<_>>()
    });
    let waits = move || app.state.with(|s| matches!(s, Some(VisitorStage::Waiting { .. })));
    let way_back = move || if waits() { "Go back to the assistant" } else { "Not now" };
    el("div", "offline-choices")
        .view(live(move || {
            let buttons = offered.get().into_iter().filter_map(|one| choice(app, one, home));
            Some(el("div", "choices").children(buttons))
        }))
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

fn choice(app: App, choice: TimedChoice, home: Home) -> Option<El> {
    let said = move |now: Timestamp| {
        let ahead = say::ahead(choice, now);
        let by = ahead.map(|(by, _)| app.moment(by));
        say::choice(choice.kind, by.as_deref(), ahead.map_or(0, |(_, minutes)| minutes))
    };
    let (id, _) = said(app.time.get_untracked())?;
    // How far off it is counts from when it was offered; only that it is over is told later.
    let words = Memo::new(move |before: Option<&(Option<String>, bool)>| {
        let now = app.time.get();
        let open = say::ahead(choice, now).is_some();
        match before {
            Some(before) if before.1 == open => before.clone(),
            _ => (said(now).map(|(_, words)| words), open),
        }
    });
    let press = move || {
        if choice.kind == Alternative::Callback && choice.by.is_none() {
            if app.ask_for(choice.kind)
                && let Some(home) = home.get_value()
            {
                take_focus(&home);
            }
        } else {
            app.choose_instead(choice.kind);
        }
    };
    Some(
        button("choice article", press)
            .id(id)
            .flag("aria-disabled", move || app.chosen.get())
            .follow_text(move || words.with(|(words, _)| words.clone().map(Words::Owned))),
    )
}
