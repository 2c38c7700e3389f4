//! The ways out of a conversation: passed on, back to the assistant, or closed with a last word; and the
//! supervisor's way in.

use super::composer::{counter, sendable};
use super::{Form, Talk};
use crate::takeover::{self, TakeOver};
use crate::{transfer, words};
use leptos::html::Button;
use leptos::prelude::*;
use warmline_model::CloseReason;
use warmline_ui::dom::Part;
use warmline_ui::dom::el;
use warmline_ui::dom::html::{button, div, p};
use warmline_wire::AgentStage;
use wasm_bindgen::JsCast;

/// The buttons that begin them, for whoever leads.
pub(super) fn buttons(talk: Talk) -> impl Part {
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
                .attr("type", "button")
                .class("button small")
                .attr("data-testid", "transfer")
                .attr("data-command", "transfer")
                .attr("aria-haspopup", "dialog")
                .on("click", move |_| talk.id.with_value(|id| transfer::begin(talk.app, id)))
                .child("Pass on")
        })
    };
    move || {
        if !talk.owns.get() {
            return to_take.get().then(|| div().class("ways-out").child(take_over(talk)).part());
        }
        Some(
            div()
                .class("ways-out")
                .child((
                    pass_on,
                    button()
                        .attr("type", "button")
                        .class("button small")
                        .attr("data-testid", "hand-back")
                        .attr("data-command", "hand-back")
                        .attr("aria-expanded", move || {
                            talk.form.with(|f| *f == Some(Form::HandBack)).to_string()
                        })
                        .on("click", move |_| talk.form.set(Some(Form::HandBack)))
                        .child("Hand back"),
                    button()
                        .attr("type", "button")
                        .class("button small")
                        .attr("data-testid", "close")
                        .attr("data-command", "close")
                        .attr("aria-expanded", move || {
                            talk.form.with(|f| matches!(f, Some(Form::Close(..)))).to_string()
                        })
                        .on("click", move |_| {
                            let solved = CloseReason::Solved;
                            talk.form.set(Some(Form::Close(solved, drafted(talk, solved))));
                        })
                        .child("Close"),
                ))
                .part(),
        )
    }
}

fn take_over(talk: Talk) -> impl Part {
    button()
        .attr("type", "button")
        .class("button small")
        .attr("data-testid", "take-over")
        .attr("data-command", "take-over")
        .attr("aria-haspopup", "dialog")
        .on("click", move |_| talk.id.with_value(|id| takeover::ask(talk.app, id)))
        .child("Take over")
}

pub(super) fn cancel(talk: Talk, label: &'static str) -> impl Part {
    button()
        .attr("type", "button")
        .class("button")
        .on("click", move |_| talk.leave_form())
        .child(label)
}

/// Whether to hand back, asked once.
pub(super) fn hand_back(talk: Talk) -> impl Part {
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
                .attr("type", "button")
                .class("button primary")
                .node_ref(confirm)
                .attr("data-testid", "hand-back-confirm")
                .on("click", move |_| talk.hand_back())
                .child("Hand back"),
        )),
    ))
}

/// The closing words as drafted from the card.
fn drafted(talk: Talk, reason: CloseReason) -> String {
    let words = talk.state.with_untracked(|s| s.as_ref()?.closing.get(&reason).cloned());
    words.unwrap_or_default()
}

/// How the matter stands, and the closing words, to be edited before they are sent (T8).
pub(super) fn close(talk: Talk, reason: CloseReason, draft: String) -> impl Part {
    let reason = RwSignal::new(reason);
    let text = RwSignal::new(draft.clone());
    // What was edited is kept when another reason is chosen.
    let suggested = RwSignal::new(draft);
    let choose = move |chosen: CloseReason| {
        reason.set(chosen);
        if text.with_untracked(|text| suggested.with_untracked(|suggested| text == suggested)) {
            let words = drafted(talk, chosen);
            suggested.set(words.clone());
            text.set(words);
        }
    };
    let options = CloseReason::ALL.map(|kind| {
        let input = el("input", "")
            .set("type", "radio")
            .set("name", talk.element_id("close-reason"))
            .id(words::close_reason_id(kind))
            .follow(".checked", move || (reason.get() == kind).then_some("true".into()))
            .on("change", move |_| choose(kind));
        el("label", "close-reason")
            .child(input)
            .child(el("span", "").text(words::close_reason(kind)))
    });
    let field = el("textarea", "")
        .id("close-text")
        .set("aria-label", "Closing message to the customer")
        .set("dir", "auto")
        .set("rows", "3")
        .follow(".value", move || Some(suggested.get().into()))
        .on("input", move |event| text.set(event_target_value(&event)))
        .with(|field| {
            if let Some(field) = field.dyn_ref::<web_sys::HtmlElement>().cloned() {
                request_animation_frame(move || {
                    let _gone = field.focus();
                });
            }
        });
    let hint = "The customer gets these words and may rate the conversation.";
    let confirm = el("button", "button primary")
        .set("type", "submit")
        .id("close-confirm")
        .flag(".disabled", move || !text.with(|text| sendable(text)))
        .text("Close conversation");
    let count = move || text.with(|text| text.chars().count());
    let buttons = el("div", "form-buttons")
        .child(el("span", "soft hint").text(hint))
        .view(counter(count).part())
        .view(cancel(talk, "Not yet").part())
        .child(confirm);
    let reasons = el("fieldset", "close-reasons")
        .child(el("legend", "spoken").text("How does the matter stand?"))
        .children(options);
    el("form", "form")
        .set("aria-label", "Close the conversation")
        .on("submit", move |event| {
            event.prevent_default();
            let text = text.get_untracked();
            if sendable(&text) {
                talk.close(reason.get_untracked(), text.trim().to_owned());
            }
        })
        .child(el("p", "form-title").text("Close with a last word"))
        .child(reasons)
        .child(field)
        .child(buttons)
        .part()
}
