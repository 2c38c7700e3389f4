//! The panel: who is speaking, the line, the log, the composer.

mod composer;
mod icon;
mod log;
mod queue;
mod rating;
mod viewport;

use crate::app::{App, Status};
use crate::words::{self, TALK_TO_A_HUMAN};
use leptos::html::{button, div, header, p, section, span};
use leptos::prelude::*;
use leptos::{ev, html};
use warmline_ui::browser::Listener;
use warmline_wire::VisitorState;

/// The widget, closed.
pub fn widget(app: App, at_start: bool) -> impl IntoView {
    watch_page(app);
    let node = NodeRef::<html::Section>::new();
    viewport::follow(node);
    section()
        .node_ref(node)
        .class("panel")
        .class(("start", at_start))
        .attr("role", "dialog")
        .attr("aria-label", "Chat")
        .attr("data-testid", "panel")
        .attr("hidden", move || !app.open.get())
        .on(ev::keydown, move |event| {
            if event.key() == "Escape" && !event.is_composing() {
                event.stop_propagation();
                app.close();
            }
        })
        .child((
            top(app),
            move || banner(app, app.status.get()),
            queue::queue(app),
            log::log(app),
            rating::rating(app),
            human_bar(app),
            composer::composer(app),
        ))
}

/// Looking at the page again is seeing what has arrived.
fn watch_page(app: App) {
    if let Some(document) = web_sys::window().and_then(|window| window.document()) {
        let listener = Listener::new(&document, "visibilitychange", move |_| app.saw());
        let _lives_as_long_as_the_widget = StoredValue::new_local(listener);
    }
}

/// Who is speaking.
struct Speaker {
    name: String,
    line: String,
    face: Face,
}

#[derive(Clone, PartialEq)]
enum Face {
    Bot,
    Person(String),
    Nobody,
}

fn speaker(state: Option<&VisitorState>) -> Speaker {
    let (name, line, face) = match state {
        None | Some(VisitorState::Bot { .. }) => {
            ("Assistant".to_owned(), "Automated assistant".to_owned(), Face::Bot)
        }
        Some(VisitorState::Waiting { .. }) => {
            ("Waiting for a person".to_owned(), "The assistant is paused".to_owned(), Face::Nobody)
        }
        Some(VisitorState::Human { name, department }) => {
            (name.clone(), words::team(*department), Face::Person(name.clone()))
        }
        Some(VisitorState::Closed { .. }) => (
            "Conversation closed".to_owned(),
            "Write to go on with the assistant".to_owned(),
            Face::Bot,
        ),
    };
    Speaker { name, line, face }
}

fn top(app: App) -> impl IntoView {
    let of =
        move |part: fn(Speaker) -> String| app.state.with(|state| part(speaker(state.as_ref())));
    let face = Memo::new(move |_| app.state.with(|state| speaker(state.as_ref()).face));
    header().class("top").child((
        move || face_view(face.get()),
        div().class("who").attr("role", "status").child((
            p().class("name")
                .attr("dir", "auto")
                .attr("data-testid", "header-title")
                .child(move || of(|speaker| speaker.name)),
            p().class("line")
                .attr("data-testid", "header-line")
                .child(move || of(|speaker| speaker.line)),
        )),
        button()
            .class("icon")
            .attr("type", "button")
            .attr("data-testid", "close")
            .attr("aria-label", "Close chat")
            .on(ev::click, move |_| app.close())
            .child(icon::icon(icon::CLOSE)),
    ))
}

fn face_view(face: Face) -> AnyView {
    match face {
        Face::Bot => avatar(None),
        Face::Nobody => span()
            .class("face nobody")
            .attr("aria-hidden", "true")
            .child(icon::icon(icon::HOURGLASS))
            .into_any(),
        Face::Person(name) => avatar(Some(&name)),
    }
}

/// A human's initials, or the assistant's mark.
fn avatar(name: Option<&str>) -> AnyView {
    let face = span().attr("aria-hidden", "true");
    match name {
        Some(name) => {
            let initials: String =
                name.split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
            face.class("face person").child(initials.to_uppercase()).into_any()
        }
        None => face.class("face bot").child(icon::icon(icon::BOT)).into_any(),
    }
}

fn banner(app: App, status: Status) -> AnyView {
    let (kind, text, button): (_, _, Option<(&str, fn(App))>) = match status {
        Status::Fresh | Status::Connecting | Status::Live => return ().into_any(),
        Status::Offline => {
            ("banner", "You are offline. What you write is kept and sent when you are back.", None)
        }
        Status::Lost => {
            ("banner", "Reconnecting… What you write is kept.", Some(("Try now", App::try_again)))
        }
        Status::Ended(
            warmline_wire::Code::ForeignOrigin | warmline_wire::Code::UnsupportedVersion,
        ) => ("banner bad", ended(status), None),
        Status::Ended(_) => {
            ("banner bad", ended(status), Some(("Start a new conversation", App::start_anew)))
        }
    };
    div()
        .class(kind)
        .attr("role", "status")
        .attr("data-testid", "banner")
        .child((
            p().child(text),
            button.map(|(label, action)| {
                html::button()
                    .class("quiet")
                    .attr("type", "button")
                    .attr("data-testid", "banner-button")
                    .on(ev::click, move |_| action(app))
                    .child(label)
            }),
        ))
        .into_any()
}

fn ended(status: Status) -> &'static str {
    match status {
        Status::Ended(code) => words::ended(code),
        _ => "",
    }
}

/// The button of R-004, wherever nobody is on the way yet.
fn human_bar(app: App) -> impl IntoView {
    let shown = Memo::new(move |_| {
        app.state.with(|state| {
            !matches!(state, Some(VisitorState::Waiting { .. } | VisitorState::Human { .. }))
        })
    });
    let suggested = Memo::new(move |_| {
        app.state.with(|s| matches!(s, Some(VisitorState::Bot { suggest_human: true, .. })))
    });
    let ask =
        move || if suggested.get() { "A person can help with this." } else { "Prefer a person?" };
    div()
        .class("human-bar")
        .class(("suggested", move || suggested.get()))
        .attr("hidden", move || !shown.get())
        .child((
            span().child(ask),
            button()
                .class("human")
                .attr("type", "button")
                .attr("data-testid", "human-button")
                .attr("aria-disabled", move || app.asked.get().then_some("true"))
                .on(ev::click, move |_| app.human())
                .child((icon::icon(icon::PERSON), TALK_TO_A_HUMAN)),
        ))
}
