//! The dialogs: at most one at a time, over everything, closed with Escape; the focus goes back after.

use crate::app::App;
use crate::commands::{self, Sheet};
use crate::{takeover, transfer};
use leptos::html::Dialog;
use leptos::prelude::*;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::dialog;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// Which dialog is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Transfer,
    TakeOver,
    Sheet(Sheet),
}

/// Shows the dialog that is open, if one is.
pub fn host(app: App) -> impl Part {
    let open = Memo::new(move |_| {
        if app.transfer.with(Option::is_some) {
            Some(Open::Transfer)
        } else {
            let asked = app.taking_over.with(Option::is_some).then_some(Open::TakeOver);
            asked.or_else(|| app.sheet.get().map(Open::Sheet))
        }
    });
    let opener = StoredValue::new_local(None::<HtmlElement>);
    Effect::new(move |before: Option<bool>| {
        let now = open.with(Option::is_some);
        if now && before != Some(true) {
            let focused = document().active_element();
            opener.set_value(focused.and_then(|element| element.dyn_into().ok()));
        } else if !now
            && before == Some(true)
            && let Some(opener) = opener.try_update_value(Option::take).flatten()
        {
            request_animation_frame(move || {
                let _gone = opener.focus();
            });
        }
        now
    });
    move || {
        open.get().map(|open| match open {
            Open::Transfer => transfer::form(app).part(),
            Open::TakeOver => takeover::question(app).part(),
            Open::Sheet(sheet) => commands::sheet(app, sheet).part(),
        })
    }
}

/// A dialog named by the element `title_id` within it; `close` is called when it is left.
pub fn modal(
    test_id: &'static str,
    title_id: &'static str,
    close: impl Fn() + Copy + 'static,
    content: impl Part,
) -> impl Part {
    let node = NodeRef::<Dialog>::new();
    // A frame later, when it is in the page.
    node.on_load(|dialog| {
        request_animation_frame(move || {
            let _open_already = dialog.show_modal();
        });
    });
    dialog()
        .node_ref(node)
        .class("modal")
        .attr("data-testid", test_id)
        .attr("aria-labelledby", title_id)
        .on("close", move |_| close())
        .on("click", move |event| {
            // What lies around the dialog belongs to its element; what is in it has elements of its own.
            let on = event.target().and_then(|target| target.dyn_into::<HtmlElement>().ok());
            if on.is_some_and(|on| on.tag_name() == "DIALOG") {
                close();
            }
        })
        .child(content.part())
}
