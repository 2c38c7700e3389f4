//! The panel: who is speaking, the line, the log, the composer.

mod composer;
mod device;
mod icon;
mod log;
mod offline;
mod passing;
mod promise;
mod queue;
mod rating;
mod slots;
mod viewport;

use crate::app::{App, Status};
use crate::dom::{El, Words, button, el, when};
use crate::words::{self, TALK_TO_A_HUMAN};
use leptos::prelude::*;
use warmline_ui::browser::Listener;
use warmline_wire::{Code, VisitorStage};
use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, KeyboardEvent};

/// The widget, closed.
pub fn widget(app: App, at_start: bool) -> AnyView {
    watch_page(app);
    el("section", if at_start { "panel start" } else { "panel" })
        .set("role", "dialog")
        .set("aria-label", "Chat")
        .id("panel")
        .flag("hidden", move || !app.open.get())
        .on("keydown", move |event| {
            let key: &KeyboardEvent = event.unchecked_ref();
            if key.key() == "Escape" && !key.is_composing() {
                event.stop_propagation();
                app.close();
            }
        })
        .with(viewport::follow)
        .child(top(app))
        .view(when(move || banner_text(app.status.get()).is_some(), move || banner(app)))
        .view(device::device(app))
        .view(queue::queue(app))
        .child(promise::promise(app))
        .child(offline::offline(app))
        .child(log::log(app))
        .view(rating::rating(app))
        .child(human_bar(app))
        .child(composer::composer(app))
        .into_view_of_one_kind()
}

/// Looking at the page again is seeing what has arrived.
fn watch_page(app: App) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        let listener = Listener::new(&document, "visibilitychange", move |_| app.saw());
        let _lives_as_long_as_the_widget = StoredValue::new_local(listener);
    }
}

/// Who is speaking.
fn top(app: App) -> El {
    let closed = move || app.options(|options| options.opens).is_some();
    let name = move || {
        app.state.with(|state| match state {
            None | Some(VisitorStage::Bot { .. }) => Words::Borrowed("Assistant"),
            Some(VisitorStage::Waiting { .. }) if closed() => "Our team is offline".into(),
            Some(VisitorStage::Waiting { .. }) => "Waiting for a person".into(),
            Some(VisitorStage::Human { name, .. }) => name.clone().into(),
            Some(VisitorStage::Closed { .. }) => "Conversation closed".into(),
        })
    };
    let line = move || {
        app.state.with(|state| match state {
            None | Some(VisitorStage::Bot { .. }) => Words::Borrowed("Automated assistant"),
            Some(VisitorStage::Waiting { .. }) => "The assistant is paused".into(),
            Some(VisitorStage::Human { department, team, passing_to, .. }) => {
                words::team(team, *department, passing_to.as_deref()).into()
            }
            Some(VisitorStage::Closed { .. }) => "Write to go on with the assistant".into(),
        })
    };
    let face = move || {
        app.state.with(|state| match state {
            Some(VisitorStage::Human { .. }) => "face person",
            Some(VisitorStage::Waiting { .. }) => "face nobody",
            None | Some(VisitorStage::Bot { .. } | VisitorStage::Closed { .. }) => "face bot",
        })
    };
    let initials = move || {
        app.state.with(|state| match state {
            Some(VisitorStage::Human { name, .. }) => Some(initials(name).into()),
            _ => None,
        })
    };
    let marks =
        el("span", "face").follow("class", move || Some(face().into())).set("aria-hidden", "true");
    el("div", "top")
        .child(
            marks.icon(icon::BOT).icon(icon::HOURGLASS).child(el("span", "").follow_text(initials)),
        )
        .child(
            el("div", "who")
                .set("role", "status")
                .child(
                    el("p", "name")
                        .set("dir", "auto")
                        .id("header-title")
                        .follow_text(move || Some(name())),
                )
                .child(el("p", "line").id("header-line").follow_text(move || Some(line()))),
        )
        .child(device::open(app))
        .child(
            button("icon", move || app.close())
                .set("aria-label", "Close chat")
                .id("close")
                .icon(icon::CLOSE),
        )
}

fn initials(name: &str) -> String {
    name.split(' ').filter_map(|word| word.chars().next()).take(2).collect()
}

/// A human's initials, or the assistant's mark.
fn avatar(name: Option<&str>) -> El {
    match name {
        Some(name) => el("span", "face person").text(initials(name)),
        None => el("span", "face bot").icon(icon::BOT),
    }
    .set("aria-hidden", "true")
}

fn banner_text(status: Status) -> Option<&'static str> {
    match status {
        Status::Fresh | Status::Connecting | Status::Live => None,
        Status::Offline => {
            Some("You are offline. What you write is kept and sent when you are back.")
        }
        Status::Lost => Some("Reconnecting… What you write is kept."),
        Status::Ended(code) => Some(words::ended(code)),
    }
}

fn banner(app: App) -> El {
    let way_on = move || match app.status.get() {
        Status::Lost => Some(Words::Borrowed("Try now")),
        Status::Ended(Code::ForeignOrigin | Code::UnsupportedVersion) => None,
        Status::Ended(_) => Some("Start a new conversation".into()),
        Status::Fresh | Status::Connecting | Status::Live | Status::Offline => None,
    };
    let class = move || match app.status.get() {
        Status::Ended(_) => "banner bad",
        _ => "banner",
    };
    let go = move || match app.status.get_untracked() {
        Status::Ended(_) => app.start_anew(),
        _ => app.try_again(),
    };
    el("div", "")
        .follow("class", move || Some(class().into()))
        .set("role", "status")
        .id("banner")
        .child(el("p", "").follow_text(move || banner_text(app.status.get()).map(Words::Borrowed)))
        .child(
            button("quiet", go)
                .id("banner-button")
                .flag("hidden", move || way_on().is_none())
                .follow_text(way_on),
        )
        // A socket that was never there may be one that is not let through.
        .child(
            el("a", "quiet")
                .set("href", app.plain_page())
                .set("target", "_blank")
                .set("rel", "noopener")
                .id("plain-page")
                .flag("hidden", move || {
                    app.status.get() != Status::Lost || app.state.with(Option::is_some)
                })
                .text("Continue on a plain page"),
        )
}

/// Gives the focus to an element once it is shown.
fn take_focus(element: &HtmlElement) {
    let element = element.clone();
    request_animation_frame(move || {
        let _hidden_again = element.focus();
    });
}

/// The button of R-004, wherever nobody is on the way yet.
fn human_bar(app: App) -> El {
    let on_the_way = move || {
        app.state.with(|state| {
            matches!(state, Some(VisitorStage::Waiting { .. } | VisitorStage::Human { .. }))
        })
    };
    let suggested = move || {
        app.state.with(|s| matches!(s, Some(VisitorStage::Bot { suggest_human: true, .. })))
    };
    let class = move || if suggested() { "human-bar suggested" } else { "human-bar" };
    let ask = move || if suggested() { "A person can help with this." } else { "Prefer a person?" };
    el("div", "")
        .follow("class", move || Some(class().into()))
        .flag("hidden", on_the_way)
        .child(el("span", "").follow_text(move || Some(ask().into())))
        .child(
            button("human", move || app.human())
                .id("human-button")
                .flag("aria-disabled", move || app.asked.get())
                .icon(icon::PERSON)
                .text(TALK_TO_A_HUMAN),
        )
}
