//! The ways out of a conversation: passed on, back to the assistant, or closed with a last word; and the
//! supervisor's way in.

use super::composer::{counter, sendable};
use super::{Form, Talk};
use crate::takeover::{self, TakeOver};
use crate::transfer;
use leptos::ev;
use leptos::html::{Button, Textarea, button, div, form, p, span, textarea};
use leptos::prelude::*;
use warmline_wire::AgentStage;

/// The buttons that begin them, for whoever leads.
pub(super) fn buttons(talk: Talk) -> impl IntoView {
    let closing = move || talk.state.with_untracked(|s| s.as_ref().map(|s| s.closing.clone()));
    let offer = talk.offer();
    let passing = Memo::new(move |_| talk.passing_to().is_some());
    let to_take = Memo::new(move |_| {
        let open = talk.state.with(|state| {
            let led = |stage: &AgentStage| {
                matches!(stage, AgentStage::Human { .. } | AgentStage::Waiting { .. })
            };
            state.as_ref().is_some_and(|s| led(&s.stage))
        });
        open && talk.app.supervises()
            && offer.with(Option::is_none)
            && talk.id.with_value(|id| {
                talk.app
                    .desk
                    .with(|desk| desk.as_ref().is_some_and(|desk| TakeOver::of(desk, id).is_some()))
            })
    });
    let pass_on = move || {
        (!passing.get()).then(|| {
            button()
                .r#type("button")
                .class("button small")
                .attr("data-testid", "transfer")
                .attr("data-command", "transfer")
                .attr("aria-haspopup", "dialog")
                .on(ev::click, move |_| talk.id.with_value(|id| transfer::begin(talk.app, id)))
                .child("Pass on")
        })
    };
    move || {
        if !talk.owns.get() {
            return to_take
                .get()
                .then(|| div().class("ways-out").child(take_over(talk)).into_any());
        }
        Some(
            div()
                .class("ways-out")
                .child((
                    pass_on,
                    button()
                        .r#type("button")
                        .class("button small")
                        .attr("data-testid", "hand-back")
                        .attr("data-command", "hand-back")
                        .attr("aria-expanded", move || {
                            talk.form.with(|f| *f == Some(Form::HandBack)).to_string()
                        })
                        .on(ev::click, move |_| talk.form.set(Some(Form::HandBack)))
                        .child("Hand back"),
                    button()
                        .r#type("button")
                        .class("button small")
                        .attr("data-testid", "close")
                        .attr("data-command", "close")
                        .attr("aria-expanded", move || {
                            talk.form.with(|f| matches!(f, Some(Form::Close(_)))).to_string()
                        })
                        .on(ev::click, move |_| {
                            talk.form.set(Some(Form::Close(closing().unwrap_or_default())));
                        })
                        .child("Close"),
                ))
                .into_any(),
        )
    }
}

fn take_over(talk: Talk) -> impl IntoView {
    button()
        .r#type("button")
        .class("button small")
        .attr("data-testid", "take-over")
        .attr("data-command", "take-over")
        .attr("aria-haspopup", "dialog")
        .on(ev::click, move |_| talk.id.with_value(|id| takeover::ask(talk.app, id)))
        .child("Take over")
}

pub(super) fn cancel(talk: Talk, label: &'static str) -> impl IntoView {
    button().r#type("button").class("button").on(ev::click, move |_| talk.leave_form()).child(label)
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
