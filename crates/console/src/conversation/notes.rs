//! Notes for colleagues, which customers never see; and the strips over the composer that tell its agent
//! of a word that is owed and of a transfer under way.

use super::{Form, Talk, closing};
use crate::{transfer, words};
use leptos::html::Textarea;
use leptos::prelude::*;
use warmline_model::Note;
use warmline_ui::clock_text;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{button, div, form as html_form, li, p, span, textarea};
use warmline_wire::AgentStage;

/// Whether it may be saved.
fn savable(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= Note::MAX_CHARS
}

/// Whether a note of this agent's is a whisper: a supervisor's, into a colleague's conversation.
fn whispers(talk: Talk) -> bool {
    let led = talk.state.with(|state| {
        state.as_ref().is_some_and(|state| matches!(state.stage, AgentStage::Human { .. }))
    });
    led && !talk.owns.get() && talk.app.supervises()
}

/// The button that begins a note.
pub(super) fn open_button(talk: Talk, class: &'static str) -> impl Part {
    let whispers = Memo::new(move |_| whispers(talk));
    button()
        .attr("type", "button")
        .class(class)
        .attr("data-testid", move || if whispers.get() { "whisper" } else { "note-open" })
        .attr("data-command", "note")
        .on("click", move |_| talk.form.set(Some(Form::Note)))
        .child(move || if whispers.get() { "Whisper" } else { "Note to the team" })
}

/// The note, to be written and saved.
pub(super) fn form(talk: Talk) -> impl Part {
    let whispers = whispers(talk);
    let (title, hint, save) = if whispers {
        (
            "Whisper",
            "Your colleagues see it in the conversation. The customer never does.",
            "Whisper",
        )
    } else {
        (
            "Note to the team",
            "Every agent who opens this sees it. The customer never does.",
            "Save note",
        )
    };
    let text = talk.note;
    let field = NodeRef::<Textarea>::new();
    field.on_load(move |field| {
        field.set_value(&text.get_untracked());
        request_animation_frame(move || {
            let _gone = field.focus();
        });
    });
    let can_save = Memo::new(move |_| text.with(|text| savable(text)));
    let send = move || {
        if can_save.get_untracked() {
            talk.save_note(text.get_untracked().trim().to_owned());
        }
    };
    let length = Memo::new(move |_| text.with(|text| text.chars().count()));
    let counter = move || {
        let length = length.get();
        (length + 100 > Note::MAX_CHARS).then(|| {
            span()
                .class(if length > Note::MAX_CHARS { "counter is-over" } else { "counter" })
                .child(format!("{length} of {}", Note::MAX_CHARS))
        })
    };
    html_form()
        .class("form note-form")
        .attr("aria-label", title)
        .attr("data-testid", "note-form")
        .on("submit", move |event| {
            event.prevent_default();
            send();
        })
        .child((
            p().class("form-title").child(title),
            textarea()
                .node_ref(field)
                .attr("data-testid", "note-text")
                .attr("aria-label", title)
                .attr("aria-describedby", talk.element_id("note-hint"))
                .attr("dir", "auto")
                .attr("rows", "2")
                .on("input", move |event| text.set(event_target_value(&event)))
                .on_key(move |event| {
                    let composing = event.is_composing() || event.key_code() == 229;
                    if event.key() == "Enter" && !event.shift_key() && !composing {
                        event.prevent_default();
                        send();
                    }
                }),
            div().class("form-buttons").child((
                span().attr("id", talk.element_id("note-hint")).class("soft hint").child(hint),
                counter,
                closing::cancel(talk, "Back"),
                button()
                    .attr("type", "submit")
                    .class("button primary")
                    .attr("data-testid", "note-save")
                    .prop("disabled", move || !can_save.get())
                    .child(save),
            )),
        ))
}

/// A note in the log.
pub(super) fn note(talk: Talk, note: &Note) -> AnyView {
    let mine = talk.app.me().as_ref() == Some(&note.agent);
    let name = if mine { "You".to_owned() } else { note.name.clone() };
    li().class("entry note")
        .attr("data-testid", "note")
        .attr("data-author", "note")
        .attr("data-note", note.client_id.to_string())
        .child((
            div().class("entry-meta").child((
                span().class("entry-name").attr("dir", "auto").child(name),
                span().class("note-mark").child("note \u{00b7} only agents see it"),
                span().class("entry-time").child(clock_text(note.at, "")),
            )),
            p().class("bubble").attr("dir", "auto").child(note.text.clone()),
        ))
        .part()
}

/// What the agent who leads is told over the composer.
pub(super) fn strips(talk: Talk) -> impl Part {
    (owed(talk), passing(talk))
}

/// The customer waits for a word, and goes back to the line soon.
fn owed(talk: Talk) -> impl Part {
    let owed = Memo::new(move |_| {
        if !talk.owns.get() {
            return None;
        }
        let known = talk.id.with_value(|id| talk.app.owed.with(|owed| owed.get(id).copied()))?;
        known.warning(talk.app.clock.get())
    });
    let any = Memo::new(move |_| owed.with(Option::is_some));
    move || {
        any.get().then(|| {
            p().class("strip sla")
                .attr("role", "timer")
                .attr("aria-live", "off")
                .attr("data-testid", "talk-owed")
                .attr("data-level", "near")
                .child(move || owed.get().map(|(waited, left)| words::desk::owed(waited, left)))
        })
    }
}

/// It is being passed on, and stays with its agent until somebody accepts.
fn passing(talk: Talk) -> impl Part {
    let to = Memo::new(move |_| if talk.owns.get() { talk.passing_to() } else { None });
    let any = Memo::new(move |_| to.with(Option::is_some));
    move || {
        any.get().then(|| {
            div().class("strip").attr("role", "status").attr("data-testid", "talk-passing").child((
                p().attr("dir", "auto").child(move || {
                    let to = to.get().unwrap_or_default();
                    format!("Waiting for {to} to accept. It stays with you until then.")
                }),
                button()
                    .attr("type", "button")
                    .class("button small")
                    .attr("data-testid", "cancel-transfer")
                    .on("click", move |_| {
                        talk.id.with_value(|id| transfer::cancel(talk.app, id));
                    })
                    .child("Keep it"),
            ))
        })
    }
}
