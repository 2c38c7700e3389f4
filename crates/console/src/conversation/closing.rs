//! The two ways out of a conversation: back to the assistant, or closed with a last word.

use super::composer::{counter, sendable};
use super::{Form, Talk};
use leptos::ev;
use leptos::html::{Button, Textarea, button, div, form, p, span, textarea};
use leptos::prelude::*;

/// The buttons that begin them, for whoever leads.
pub(super) fn buttons(talk: Talk) -> impl IntoView {
    let closing = move || talk.state.with_untracked(|s| s.as_ref().map(|s| s.closing.clone()));
    move || {
        talk.owns.get().then(|| {
            div().class("ways-out").child((
                button()
                    .r#type("button")
                    .class("button small")
                    .attr("data-testid", "hand-back")
                    .attr("aria-expanded", move || {
                        talk.form.with(|f| *f == Some(Form::HandBack)).to_string()
                    })
                    .on(ev::click, move |_| talk.form.set(Some(Form::HandBack)))
                    .child("Hand back"),
                button()
                    .r#type("button")
                    .class("button small")
                    .attr("data-testid", "close")
                    .attr("aria-expanded", move || {
                        talk.form.with(|f| matches!(f, Some(Form::Close(_)))).to_string()
                    })
                    .on(ev::click, move |_| {
                        talk.form.set(Some(Form::Close(closing().unwrap_or_default())));
                    })
                    .child("Close"),
            ))
        })
    }
}

fn cancel(talk: Talk, label: &'static str) -> impl IntoView {
    button()
        .r#type("button")
        .class("button")
        .on(ev::click, move |_| {
            talk.form.set(None);
            talk.app.fresh.set(Some(talk.id.get_value()));
        })
        .child(label)
}

/// Whether to hand back, asked once.
pub(super) fn hand_back(talk: Talk) -> impl IntoView {
    let confirm = NodeRef::<Button>::new();
    confirm.on_load(|confirm| {
        request_animation_frame(move || {
            let _gone = confirm.focus();
        });
    });
    div().class("form").attr("role", "group").attr("aria-label", "Hand back to the assistant").child((
        p().class("form-title").child("Hand back to the assistant?"),
        p().class("soft").child(
            "The assistant answers again and the customer is told. They can ask for a person at any time.",
        ),
        div().class("form-buttons").child((
            cancel(talk, "Keep it"),
            button()
                .r#type("button")
                .class("button primary")
                .node_ref(confirm)
                .attr("data-testid", "hand-back-confirm")
                .on(ev::click, move |_| talk.hand_back())
                .child("Hand back"),
        )),
    ))
}

/// The closing words, to be edited before they are sent (T8).
pub(super) fn close(talk: Talk, draft: String) -> impl IntoView {
    let text = RwSignal::new(draft.clone());
    let field = NodeRef::<Textarea>::new();
    field.on_load(move |field| {
        field.set_value(&draft);
        request_animation_frame(move || {
            let _gone = field.focus();
        });
    });
    form()
        .class("form")
        .attr("aria-label", "Close the conversation")
        .on(ev::submit, move |event| {
            event.prevent_default();
            let text = text.get_untracked();
            if sendable(&text) {
                talk.close(text.trim().to_owned());
            }
        })
        .child((
            p().class("form-title").child("Close with a last word"),
            textarea()
                .node_ref(field)
                .attr("data-testid", "close-text")
                .attr("aria-label", "Closing message to the customer")
                .attr("dir", "auto")
                .attr("rows", "3")
                .on(ev::input, move |event| text.set(event_target_value(&event))),
            div().class("form-buttons").child((
                span()
                    .class("soft hint")
                    .child("The customer gets these words and may rate the conversation."),
                counter(move || text.with(|text| text.chars().count())),
                cancel(talk, "Not yet"),
                button()
                    .r#type("submit")
                    .class("button primary")
                    .attr("data-testid", "close-confirm")
                    .prop("disabled", move || !text.with(|text| sendable(text)))
                    .child("Close conversation"),
            )),
        ))
}
