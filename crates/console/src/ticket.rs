//! A conversation's ticket number: shown with a way to copy it, and found by typing it into the search.

use crate::app::App;
use crate::inbox;
use leptos::prelude::*;
use leptos::task::spawn_local;
use warmline_model::ticket_in;
use warmline_ui::browser::copy;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{button, span};

/// The number and its button; nothing while it is not known.
pub fn number(ticket: Memo<String>) -> impl Part {
    let known = Memo::new(move |_| ticket.with(|ticket| !ticket.is_empty()));
    let copied = RwSignal::new(false);
    let pressed = move |_| {
        let text = ticket.get_untracked();
        spawn_local(async move {
            if copy(&text).await {
                let _gone = copied.try_set(true);
            }
        });
    };
    let label = move || if copied.get() { "Copied" } else { "Copy" };
    move || {
        known.get().then(|| {
            span().class("ticket").child((
                span().attr("dir", "ltr").attr("data-testid", "ticket").child(move || ticket.get()),
                button()
                    .attr("type", "button")
                    .class("button quiet small")
                    .attr("data-testid", "ticket-copy")
                    .attr("aria-label", move || {
                        if copied.get() { "Ticket number copied" } else { "Copy the ticket number" }
                    })
                    .on("click", pressed)
                    .child(label),
            ))
        })
    }
}

/// Opens what a search for a ticket number has found; once for each number that is typed.
pub fn watch(app: App) {
    Effect::new(move |before: Option<Option<String>>| {
        let asked = app.inbox.words.with(|words| ticket_in(words));
        let found = app.inbox.pages.with(|pages| match pages.found.as_slice() {
            [one] if Some(one.conversation.ticket()) == asked => Some(one.conversation.clone()),
            _ => None,
        });
        let Some(found) = found else {
            // While the same number stands there, it is not opened again.
            return before.flatten().filter(|before| asked.as_ref() == Some(before));
        };
        if before.flatten() != asked {
            inbox::open(app, found, None);
        }
        asked
    });
}
