//! The foot of a conversation: the composer for whoever leads, and what others can do.

use super::replies::{Replies, warnings};
use super::{Form, Talk, closing, notes, replies};
use crate::{canned, lists, offer as answers, parts};
use leptos::html::Textarea;
use leptos::prelude::*;
use warmline_model::{MAX_TEXT_CHARS, MediaType};
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{button, div, form, input, label, p, span, textarea};
use warmline_ui::files;
use warmline_wire::{AgentStage, LineItem};
use web_sys::Event;

/// From so many characters on, what is left is shown.
const COUNT_FROM: usize = MAX_TEXT_CHARS - 400;

/// A paper clip.
const CLIP: &str = "M20 11.5l-8 8a5 5 0 0 1-7-7l8.2-8.2a3.3 3.3 0 0 1 4.7 4.7l-8.2 8.2a1.7 1.7 0 0 1-2.4-2.4l7.4-7.4";

/// The foot.
pub(super) fn foot(talk: Talk) -> impl Part {
    let shown = Memo::new(move |_| talk.form.get());
    div().class("foot").child((
        move || match shown.get() {
            Some(Form::HandBack) => closing::hand_back(talk).part(),
            Some(Form::Close(reason, text)) => closing::close(talk, reason, text).part(),
            Some(Form::Note) => notes::form(talk).part(),
            None => (notes::strips(talk), aside(talk)).part(),
        },
        composer(talk),
    ))
}

/// How long a text is, and whether it may be sent.
pub(super) fn sendable(text: &str) -> bool {
    !text.trim().is_empty() && text.chars().count() <= MAX_TEXT_CHARS
}

/// What is left of a text's length, once that matters.
pub(super) fn counter(text: impl Fn() -> usize + Send + Copy + 'static) -> impl Part {
    move || {
        let length = text();
        (length >= COUNT_FROM).then(|| {
            span()
                .class(if length > MAX_TEXT_CHARS { "counter is-over" } else { "counter" })
                .child(format!("{length} of {MAX_TEXT_CHARS}"))
        })
    }
}

fn composer(talk: Talk) -> impl Part {
    let field = NodeRef::<Textarea>::new();
    let unusable = move || !talk.owns.get() || talk.state.with(Option::is_none);
    let length = move || talk.draft.with(|draft| draft.chars().count());
    let can_send = Memo::new(move |_| {
        let words = talk.draft.with(|draft| match talk.tray.is_ready() {
            true => draft.chars().count() <= MAX_TEXT_CHARS,
            false => sendable(draft),
        });
        !unusable() && !talk.tray.is_busy() && words
    });
    // The words that were warned of: sending them once more means it.
    let warned = RwSignal::new(None::<String>);
    let found = warnings(talk);
    let asks = Memo::new(move |_| warned.with(|of| of.as_ref() == Some(&talk.draft.get())));
    let replies = Replies::new(talk);
    let send = move || {
        if !can_send.get_untracked() {
            return;
        }
        if found.with_untracked(|found| !found.is_empty()) && !asks.get_untracked() {
            return warned.set(Some(talk.draft.get_untracked()));
        }
        warned.set(None);
        talk.say(talk.draft.get_untracked().trim().to_owned());
    };

    // Written only when it differs: setting a field to its own text would disturb an input method.
    Effect::new(move |_| {
        let text = talk.draft.get();
        if let Some(field) = field.get()
            && field.value() != text
        {
            field.set_value(&text);
        }
    });
    Effect::new(move |_| {
        let mine = talk.app.fresh.get() == Some(talk.id.get_value());
        if mine && !unusable() && talk.form.with(Option::is_none) {
            talk.app.fresh.set(None);
            request_animation_frame(move || {
                if let Some(field) = field.try_get_untracked().flatten() {
                    let _gone = field.focus();
                    // What is still to be filled in is written over by the next key.
                    let (from, to) = canned::to_fill(&field.value());
                    let _gone = field.set_selection_range(from, to);
                }
            });
        }
    });

    form()
        .class("composer")
        .prop("hidden", move || unusable() || talk.form.with(Option::is_some))
        .on("submit", move |event| {
            event.prevent_default();
            send();
        })
        .on("dragover", move |event| {
            if talk.app.attaches() {
                event.prevent_default();
            }
        })
        .on("drop", move |event| attached(talk, &event))
        .child((
            replies.list(),
            files::tray(talk.tray),
            textarea()
                .node_ref(field)
                .attr("data-testid", "composer")
                .attr("data-command", "write")
                .attr("aria-label", "Message to the customer")
                .attr("placeholder", "Write to the customer")
                .attr("dir", "auto")
                .attr("rows", "2")
                .attr("enterkeyhint", "send")
                .attr("aria-describedby", talk.element_id("composer-warnings"))
                .attr("aria-controls", move || {
                    replies.active_id().map(|_| talk.element_id("reply-list"))
                })
                .attr("aria-activedescendant", move || replies.active_id())
                .prop("disabled", unusable)
                .on("input", move |event| {
                    let text = event_target_value(&event);
                    talk.with_link(|link| link.typing(!text.is_empty()));
                    talk.write(text);
                })
                .on("paste", move |event| attached(talk, &event))
                .on_key(move |event| {
                    // 229: some input methods commit with an Enter that says no more than this.
                    let composing = event.is_composing() || event.key_code() == 229;
                    if !composing && replies.heard(&event.key()) {
                        event.prevent_default();
                    } else if event.key() == "Enter" && !event.shift_key() && !composing {
                        event.prevent_default();
                        send();
                    }
                }),
            replies::warned(talk, found).part(),
            div().class("composer-foot").child((
                replies::open_button(talk).part(),
                move || talk.app.attaches().then(|| clip(talk)),
                counter(length),
                move || {
                    talk.owns
                        .get()
                        .then(|| notes::open_button(talk, "button small quiet note-open"))
                },
                button()
                    .attr("type", "submit")
                    .class("button primary")
                    .attr("data-testid", "send")
                    .prop("disabled", move || !can_send.get())
                    .child(move || if asks.get() { "Send anyway?" } else { "Send" }),
            )),
        ))
}

/// The way to a picture or a document: the field itself, under a paper clip.
fn clip(talk: Talk) -> impl Part {
    let field = input()
        .attr("type", "file")
        .attr("multiple", "")
        .attr("accept", MediaType::ACCEPT)
        .attr("aria-label", "Attach a picture or a document")
        .attr("data-testid", "attach")
        .on("change", move |event| {
            attached(talk, &event);
            files::empty(&event);
        });
    label()
        .class("clip")
        .attr("title", "Attach a picture or a document")
        .child((parts::icon(CLIP), field))
}

/// Takes the files that an event brought.
fn attached(talk: Talk, event: &Event) {
    let files = files::files_of(event);
    if files.is_empty() || !untrack(|| talk.app.attaches()) {
        return;
    }
    event.prevent_default();
    for file in files {
        let name = file.name();
        talk.tray.add(file, name);
    }
}

/// What stands where the composer would be, for an agent who does not lead.
fn aside(talk: Talk) -> impl Part {
    let stage =
        Memo::new(move |_| talk.state.with(|state| state.as_ref().map(|s| s.stage.clone())));
    let offer = talk.offer();
    let offered = Memo::new(move |_| offer.with(Option::is_some));
    let place = talk.place();
    let waits = move || {
        let reader = place.with(|place| place.as_ref()?.offered_to.clone());
        match reader {
            Some(reader) => {
                format!("{}. You can take it out of turn.", lists::reads(talk.app, &reader))
            }
            None => "They wait for a person. Nobody is told that you read along.".into(),
        }
    };
    move || {
        let stage = stage.get()?;
        if talk.owns.get() {
            return None;
        }
        let bar = div().class("aside");
        Some(match &stage {
            AgentStage::Waiting { .. } if offered.get() => bar
                .child((
                    p().child("This is offered to you. Read along; the customer is not told yet."),
                    offer_buttons(talk, "open-"),
                ))
                .part(),
            AgentStage::Human { name, .. } if offered.get() => bar
                .child((
                    p().attr("dir", "auto").child(format!(
                        "{name} passes this on to you, and leads until you accept. Read along."
                    )),
                    offer_buttons(talk, "open-"),
                ))
                .part(),
            AgentStage::Waiting { .. } => {
                let buttons = (take_button(talk, "open"), notes::open_button(talk, "button"));
                bar.child((p().child(waits), buttons)).part()
            }
            AgentStage::Human { name, .. } => bar
                .child((
                    p().child(format!("{name} leads this conversation. You read along.")),
                    take_button(talk, "open"),
                    notes::open_button(talk, "button"),
                ))
                .part(),
            AgentStage::Bot => bar
                .child((
                    p().child("The assistant leads. You read along."),
                    notes::open_button(talk, "button"),
                ))
                .part(),
            AgentStage::Closed { .. } => bar
                .child(p().child("Closed. If the customer writes again, the assistant answers."))
                .part(),
        })
    }
}

/// Accept and Decline for the open conversation, with the time that is left.
pub(crate) fn offer_buttons(talk: Talk, place: &'static str) -> impl Part {
    let offer = talk.offer();
    let app = talk.app;
    offer.get_untracked().map(|first| {
        let lasting = Memo::new(move |_| offer.get().unwrap_or_else(|| first.clone()));
        answers::answer(app, lasting, place, parts::reading_ring(app, lasting))
    })
}

/// Take for the open conversation, while it waits or a colleague passes it on.
pub(crate) fn take_button(talk: Talk, place: &'static str) -> impl Part {
    let item = talk.place();
    let me = talk.app.me();
    move || {
        let others = |item: &LineItem| {
            item.from.as_ref().is_none_or(|from| Some(&from.agent) != me.as_ref())
        };
        item.with(|item| item.as_ref().is_some_and(others)).then(|| {
            button()
                .attr("type", "button")
                .class("button primary")
                .attr("data-testid", format!("{place}-take"))
                .attr("data-command", "take")
                .on("click", move |_| {
                    if let Some(item) = item.get_untracked() {
                        talk.app.take(item.conversation, item.episode);
                    }
                })
                .child("Take")
        })
    }
}
