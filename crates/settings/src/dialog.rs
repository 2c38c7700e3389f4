//! Dialogs: over everything, closed with Escape; the focus goes back to where it was.

use crate::app::App;
use crate::parts::{self, words};
use leptos::prelude::*;
use warmline_ui::dom::{El, button, el};
use wasm_bindgen::JsCast;
use web_sys::{HtmlDialogElement, HtmlElement};

/// A dialog called `title`; `close` is called when it is left.
pub fn dialog(
    test_id: &'static str,
    title: &'static str,
    close: impl Fn() + Copy + 'static,
    content: El,
) -> El {
    let opener = document().active_element().and_then(|e| e.dyn_into::<HtmlElement>().ok());
    let opener = StoredValue::new_local(opener);
    on_cleanup(move || {
        let opener = opener.try_update_value(Option::take).flatten();
        match opener {
            Some(opener) => request_animation_frame(move || {
                if opener.is_connected() {
                    let _gone = opener.focus();
                } else {
                    parts::focus("h1");
                }
            }),
            None => parts::focus("h1"),
        }
    });
    let title_id = [test_id, "-title"].concat();
    // What is told outside is neither seen nor heard while a dialog is open.
    let told = use_context::<App>().map(|app| {
        let words = words(move || app.told.with(|told| told.clone().unwrap_or_default().1));
        el("p", "modal-told").set("role", "status").follow_text(words)
    });
    el("dialog", "modal")
        .id(test_id)
        .set("aria-labelledby", title_id.clone())
        .with(|element| {
            let dialog: HtmlDialogElement = element.clone().unchecked_into();
            // A frame later, when it is in the page.
            request_animation_frame(move || {
                let _open_already = dialog.show_modal();
            });
        })
        .on("close", move |_| close())
        .child(
            el("div", "modal-body")
                .child(
                    el("div", "modal-head")
                        .child(el("h2", "").set("id", title_id).text(title))
                        .child(
                            button("button quiet modal-close", close)
                                .set("aria-label", "Close")
                                .id("dialog-close")
                                .icon("M6 6l12 12M18 6L6 18"),
                        ),
                )
                .child(content)
                .children(told),
        )
}

/// The buttons at the foot of a dialog.
pub fn buttons(buttons: impl IntoIterator<Item = El>) -> El {
    el("div", "modal-buttons").children(buttons)
}
