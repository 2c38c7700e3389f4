//! Small parts that several places of the screen are made of.

use crate::app::App;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warmline_model::Timestamp;
use warmline_ui::dom::{El, Words, button, el, html};
use wasm_bindgen_futures::JsFuture;

/// The product's sign.
pub fn mark() -> El {
    el("span", "mark")
        .set("aria-hidden", "true")
        .icon("M4 5.5h16v11h-9l-4.5 3.5v-3.5H4z M8 11c1.3-2 2.7 2 4 0s2.7 2 4 0")
}

/// Puts the focus, a frame later, where it would otherwise be lost with what it was on.
pub fn focus(selector: &str) {
    let selector = selector.to_owned();
    request_animation_frame(move || {
        if let Ok(Some(element)) = document().query_selector(&selector) {
            let _gone = html(&element).focus();
        }
    });
}

/// A live text.
pub fn words(text: impl Fn() -> String + 'static) -> impl Fn() -> Option<Words> + 'static {
    move || Some(Words::Owned(text()))
}

/// Keeps a property of an element's style at what `value` says; attributes are no way, by the page's policy.
pub fn styled(element: El, property: &'static str, value: impl Fn() -> String + 'static) -> El {
    element.with(move |element| {
        let element = html(element);
        let effect = RenderEffect::new(move |_| {
            let _never_fails = element.style().set_property(property, &value());
        });
        let _kept = StoredValue::new_local(effect);
    })
}

/// Lines that stand for what is being fetched.
pub fn loading() -> El {
    let lines = (0..5).map(|_| el("div", "skeleton-line"));
    el("div", "skeleton")
        .id("loading")
        .set("role", "status")
        .child(el("span", "spoken").text("Loading"))
        .children(lines)
}

/// What is said where something could not be fetched, with a way to try again.
pub fn trouble(words: &str, again: impl FnMut() + 'static) -> El {
    el("div", "notice is-trouble")
        .id("trouble")
        .set("role", "alert")
        .child(el("p", "").text(words.to_owned()))
        .child(button("button", again).id("again").text("Try again"))
}

/// What is said where there is nothing yet.
pub fn empty(title: &'static str, text: &'static str) -> El {
    el("div", "empty")
        .id("empty")
        .child(el("p", "empty-title").text(title))
        .child(el("p", "soft").text(text))
}

/// A small word with a ground.
pub fn chip(text: impl Into<Words>) -> El {
    el("span", "chip").text(text)
}

/// A text that is not to be changed, with a button that copies it.
pub fn copyable(app: App, label: &'static str, test_id: &'static str, text: String) -> El {
    let copied = text.clone();
    let copy = move || {
        let text = copied.clone();
        spawn_local(async move {
            let promise = window().navigator().clipboard().write_text(&text);
            match JsFuture::from(promise).await {
                Ok(_) => app.say("Copied."),
                Err(_) => app.say("Copying did not work here: select the text and copy it."),
            }
        });
    };
    el("div", "copyable")
        .child(
            el("code", "copyable-text")
                .id(test_id)
                .set("tabindex", "0")
                .set("role", "textbox")
                .set("aria-readonly", "true")
                .set("aria-label", label)
                .set("dir", "ltr")
                .text(text),
        )
        .child(button("button", copy).id([test_id, "-copy"].concat()).text("Copy"))
}

/// The day and the time of a moment.
pub fn moment(at: Timestamp) -> String {
    let (day, time) = (warmline_ui::date_text(at), warmline_ui::clock_text(at, ""));
    if day == time { ["today, ", &time].concat() } else { [&day, ", ", &time].concat() }
}
