//! Where the visitor writes.

use super::icon;
use crate::app::{App, Status};
use leptos::ev;
use leptos::html::{Textarea, button, div, form, p, textarea};
use leptos::prelude::*;
use warmline_model::MAX_TEXT_CHARS;
use warmline_wire::VisitorState;

/// From here on the characters are counted aloud.
const COUNTED_FROM: usize = MAX_TEXT_CHARS - 300;
/// What an input method sends while it composes.
const COMPOSING: u32 = 229;

/// The composer.
pub fn composer(app: App) -> impl IntoView {
    let node = NodeRef::<Textarea>::new();
    Effect::new(move |_| {
        if app.focus.get() > 0 {
            // A panel that is only now being shown can't have the focus yet.
            request_animation_frame(move || {
                if let Some(field) = node.get_untracked() {
                    let _hidden_again = field.focus();
                }
            });
        }
    });
    let length = Memo::new(move |_| app.draft.with(|draft| draft.chars().count()));
    let empty = Memo::new(move |_| app.draft.with(|draft| draft.trim().is_empty()));
    let too_long = move || length.get() > MAX_TEXT_CHARS;
    let hint = move || {
        app.state.with(|state| match state {
            Some(VisitorState::Waiting { .. }) => "Anything to pass along?",
            Some(VisitorState::Human { .. }) => "Write a message…",
            Some(VisitorState::Closed { .. }) => "Write to start again…",
            Some(VisitorState::Bot { .. }) | None => "Ask a question…",
        })
    };
    form()
        .class("composer")
        .on(ev::submit, move |event| {
            event.prevent_default();
            app.say();
        })
        .child((
            move || {
                app.problem.get().map(|problem| {
                    p().class("problem")
                        .attr("role", "alert")
                        .attr("data-testid", "problem")
                        .child(problem)
                })
            },
            div().class("field").class(("over", too_long)).child((
                textarea()
                    .node_ref(node)
                    .attr("rows", move || lines(&app.draft.read()))
                    .attr("dir", "auto")
                    .attr("enterkeyhint", "send")
                    .attr("aria-label", "Message")
                    .attr("placeholder", hint)
                    .attr("data-testid", "composer")
                    .prop("value", move || app.draft.get())
                    .on(ev::input, move |event| {
                        let text = event_target_value(&event);
                        app.typing(!text.is_empty());
                        app.draft.set(text);
                    })
                    .on(ev::keydown, move |event| {
                        let composing = event.is_composing() || event.key_code() == COMPOSING;
                        if event.key() == "Enter" && !event.shift_key() && !composing {
                            event.prevent_default();
                            app.say();
                        }
                    }),
                button()
                    .class("send")
                    .attr("type", "submit")
                    .attr("aria-label", "Send")
                    .attr("data-testid", "send")
                    .attr("disabled", move || {
                        empty.get() || too_long() || matches!(app.status.get(), Status::Ended(_))
                    })
                    .child(icon::icon(icon::SEND)),
            )),
            move || {
                (length.get() > COUNTED_FROM).then(|| {
                    p().class("count").attr("role", "status").attr("data-testid", "count").child((
                        length.get().to_string(),
                        " / ",
                        MAX_TEXT_CHARS.to_string(),
                    ))
                })
            },
        ))
}

/// How many lines the field shows, from one to five.
fn lines(text: &str) -> String {
    let lines: usize = text.split('\n').map(|line| line.chars().count() / 36 + 1).sum();
    lines.clamp(1, 5).to_string()
}
