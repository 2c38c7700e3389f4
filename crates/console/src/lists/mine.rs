//! This agent's conversations: unread words, clocks, a word that is owed, and what is being passed on.

use super::{clock, empty, flag, head, of, running};
use crate::app::{App, Pane};
use crate::parts::{self, keyed};
use crate::{transfer, words};
use leptos::prelude::*;
use warmline_ui::dom::html::{button, div, li, section, span, ul};
use warmline_ui::dom::{Part, Whenever};
use warmline_wire::Mine;

/// The list.
pub(super) fn mine(app: App) -> impl Part {
    let items = of(app, |desk| &desk.mine);
    let none = Memo::new(move |_| items.with(Vec::is_empty));
    section().class("list").attr("aria-label", "My conversations").child((
        head("My conversations", move || items.with(Vec::len)),
        move || {
            none.get().then(|| {
                empty("", "None yet. What you accept or take stays here until it is closed.")
            })
        },
        ul().child(keyed(items, |mine| mine.conversation.clone(), move |m| item(app, m).part())),
    ))
}

fn item(app: App, item: Memo<Mine>) -> impl Part {
    let conversation = move || item.with(|item| item.conversation.clone());
    let unread = Memo::new(move |_| {
        app.unread.with(|unread| unread.get(&conversation()).copied().unwrap_or_default())
    });
    let badge = move || {
        (unread.get() > 0).then(|| {
            span()
                .class("count is-loud")
                .attr("data-testid", "unread")
                .child((unread.get(), span().class("spoken").child(" unread")))
        })
    };
    li().class("item")
        .class(Whenever("is-open", move || app.open.get() == Some(conversation())))
        .attr("data-testid", "mine-item")
        .attr("data-conversation", move || conversation().to_string())
        .child((
            button()
                .attr("type", "button")
                .class("item-open")
                .attr("aria-current", move || {
                    (app.open.get() == Some(conversation())).then_some("true")
                })
                .on("click", move |_| {
                    app.show(item.with_untracked(|i| i.conversation.clone()), Pane::Talk)
                })
                .child((
                    span().class("item-top").child((
                        span().class("item-name").attr("dir", "auto").child(move || {
                            item.with(|i| words::desk::customer(i.customer.as_ref()))
                        }),
                        badge,
                        parts::tier_chip(move || item.with(|i| i.tier)),
                        running(app, move || item.with(|i| i.since)),
                    )),
                    span()
                        .class("item-summary")
                        .attr("dir", "auto")
                        .child(move || item.with(|i| i.summary.clone())),
                    clock(app, move || item.with(|i| i.clocks.clone())),
                    owed(app, item),
                )),
            passing(app, item),
        ))
}

/// A word that is owed for so long that the customer goes back to the line soon.
fn owed(app: App, item: Memo<Mine>) -> impl Part {
    let owed = Memo::new(move |_| {
        let owed = item.with(|i| app.owed.with(|owed| owed.get(&i.conversation).copied()))?;
        owed.warning(app.clock.get())
    });
    let any = Memo::new(move |_| owed.with(Option::is_some));
    move || {
        any.get().then(|| {
            span()
                .class("sla")
                .attr("data-testid", "owed")
                .attr("data-level", "near")
                .child(move || owed.get().map(|(waited, left)| words::desk::owed(waited, left)))
        })
    }
}

/// To whom it is being passed on, and the way to keep it.
fn passing(app: App, item: Memo<Mine>) -> impl Part {
    let to = Memo::new(move |_| item.with(|item| item.passing_to.clone()));
    let name = move || {
        let name = to
            .with(|to| app.desk.with(|desk| Some(transfer::name_of(desk.as_ref()?, to.as_ref()?))));
        name.unwrap_or_default()
    };
    let any = Memo::new(move |_| to.with(Option::is_some));
    move || {
        any.get().then(|| {
            div().class("item-more").attr("data-testid", "mine-passing").child((
                move || flag("passing", format!("Waiting for {} to accept", name())),
                button()
                    .attr("type", "button")
                    .class("button small")
                    .attr("data-testid", "mine-cancel-transfer")
                    .on("click", move |_| {
                        item.with_untracked(|item| transfer::cancel(app, &item.conversation));
                    })
                    .child("Keep it"),
            ))
        })
    }
}
