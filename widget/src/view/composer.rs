//! Where the visitor writes.

use super::{icon, take_focus as take};
use crate::app::{App, Status};
use crate::dom::{El, Words, el, html, value_of, when};
use leptos::prelude::*;
use warmline_model::{MAX_TEXT_CHARS, MediaType};
use warmline_ui::files::{empty, tray};
use warmline_wire::VisitorStage;
use wasm_bindgen::JsCast;
use web_sys::{Element, Event, KeyboardEvent};

/// From here on the characters are counted aloud.
const COUNTED_FROM: usize = MAX_TEXT_CHARS - 300;
/// What an input method sends while it composes.
const COMPOSING: u32 = 229;

/// The composer.
pub fn composer(app: App) -> El {
    let length = move || app.draft.with(|draft| draft.chars().count());
    let over = move || length() > MAX_TEXT_CHARS;
    let cannot_send = move || {
        app.draft.with(|draft| draft.trim().is_empty()) && !app.tray.is_ready()
            || app.tray.is_busy()
            || over()
            || matches!(app.status.get(), Status::Ended(_))
    };
    el("form", "composer")
        .on("submit", move |event| {
            event.prevent_default();
            app.say();
        })
        .on("dragover", move |event| {
            if app.attaches.get_untracked() {
                event.prevent_default();
            }
        })
        .on("drop", move |event| {
            if app.attach(&event) {
                event.prevent_default();
            }
        })
        .view(tray(app.tray))
        .view(when(
            move || app.problem.with(|problem| !problem.is_empty()),
            move || {
                el("p", "problem")
                    .set("role", "alert")
                    .id("problem")
                    .follow_text(move || Some(app.problem.get().into()))
            },
        ))
        .child(
            el("div", "")
                .follow("class", move || Some(if over() { "field over" } else { "field" }.into()))
                .view(when(move || app.attaches.get(), move || clip(app)))
                .child(field(app))
                .child(
                    el("button", "send")
                        .set("type", "submit")
                        .set("aria-label", "Send")
                        .id("send")
                        .flag("disabled", cannot_send)
                        .icon(icon::SEND),
                ),
        )
        .view(when(
            move || length() > COUNTED_FROM,
            move || {
                let count =
                    move || [&length().to_string(), " / ", &MAX_TEXT_CHARS.to_string()].concat();
                el("p", "count")
                    .set("role", "status")
                    .id("count")
                    .follow_text(move || Some(count().into()))
            },
        ))
}

fn field(app: App) -> El {
    let hint = move || {
        app.state.with(|state| match state {
            Some(VisitorStage::Waiting { .. }) => "Anything to pass along?",
            Some(VisitorStage::Human { .. }) => "Write a message…",
            Some(VisitorStage::Closed { .. }) => "Write to start again…",
            Some(VisitorStage::Bot { .. }) | None => "Ask a question…",
        })
    };
    el("textarea", "")
        .follow("rows", move || Some(app.draft.with(|draft| lines(draft))))
        .set("dir", "auto")
        .set("enterkeyhint", "send")
        .set("aria-label", "Message")
        .follow("placeholder", move || Some(hint().into()))
        .id("composer")
        .follow(".value", move || Some(app.draft.get().into()))
        .on("input", move |event| {
            let text = value_of(&event);
            app.typing(!text.is_empty());
            app.draft.set(text);
        })
        .on("paste", move |event| {
            if app.attach(&event) {
                event.prevent_default();
            }
        })
        .on("keydown", move |event: Event| {
            let key: &KeyboardEvent = event.unchecked_ref();
            let composing = key.is_composing() || key.key_code() == COMPOSING;
            if key.key() == "Enter" && !key.shift_key() && !composing {
                event.prevent_default();
                app.say();
            }
        })
        .with(move |field| take_focus(app, field))
}

/// The way to a picture or a document: the field itself, under a paper clip.
fn clip(app: App) -> El {
    el("label", "clip").icon(icon::CLIP).child(
        el("input", "")
            .set("type", "file")
            .set("multiple", "")
            .set("accept", MediaType::ACCEPT)
            .set("aria-label", "Attach a picture or a document")
            .id("attach")
            .on("change", move |event| {
                app.attach(&event);
                empty(&event);
            }),
    )
}

/// Takes the focus whenever it is asked for.
fn take_focus(app: App, field: &Element) {
    let field = html(field);
    Effect::new(move |before: Option<()>| {
        // Asked for before this has run for the first time, it is asked for too.
        if app.focus.get() || before.is_some() {
            // A panel that is only now being shown can't have the focus yet.
            take(&field);
        }
    });
}

/// How many lines the field shows, from one to five.
fn lines(text: &str) -> Words {
    let lines: usize = text.split('\n').map(|line| line.chars().count() / 36 + 1).sum();
    Words::Borrowed(["1", "2", "3", "4", "5"][lines.clamp(1, 5) - 1])
}
