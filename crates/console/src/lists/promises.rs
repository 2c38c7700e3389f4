//! The promises to keep: whom to call or to write to, and by when.

use super::{head, of};
use crate::app::{App, Pane};
use crate::parts::keyed;
use crate::{contact, words};
use leptos::prelude::*;
use warmline_model::Promise;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{a, button, div, li, section, span, ul};
use warmline_wire::{FromConsole, PromiseView};

/// The list, where there is any.
pub(super) fn promises(app: App) -> impl Part {
    let items = of(app, |desk| &desk.promises);
    let any = Memo::new(move |_| items.with(|items| !items.is_empty()));
    move || {
        any.get().then(|| {
            section().class("list").attr("aria-label", "Promises to keep").child((
                head("Promises to keep", move || items.with(Vec::len)),
                ul().child(keyed(
                    items,
                    |item| (item.conversation.clone(), item.promise.number),
                    move |p| item(app, p).part(),
                )),
            ))
        })
    }
}

/// The contact, as a link where it is a plain number or address.
pub(crate) fn reach(promise: &Promise) -> AnyView {
    let text = promise.contact.clone();
    match contact::link(promise) {
        Some(link) => a()
            .attr("href", link)
            .attr("dir", "ltr")
            .attr("data-testid", "promise-contact")
            .child(text)
            .part(),
        None => {
            span().attr("dir", "auto").attr("data-testid", "promise-contact").child(text).part()
        }
    }
}

fn item(app: App, item: Memo<PromiseView>) -> impl Part {
    let promise = Memo::new(move |_| item.with(|item| item.promise.clone()));
    let overdue = Memo::new(move |_| promise.with(|promise| promise.due < app.clock.get()));
    let due = Memo::new(move |_| {
        promise.with(|promise| words::desk::promise_due(promise, app.clock.get()))
    });
    let name = move || item.with(|item| words::desk::customer(item.customer.as_ref()));
    let keep = move |_| {
        let item = item.get_untracked();
        let (conversation, episode) = (item.conversation, item.episode);
        let promise = Some(item.promise.number);
        app.act(FromConsole::KeepPromise { conversation, episode, promise });
    };
    li().class("item promise")
        .attr("data-testid", "promise")
        .attr("data-conversation", move || item.with(|item| item.conversation.to_string()))
        .child((
            div().class("item-body").child((
                span().class("item-top").child((
                    span().class("item-name").attr("dir", "auto").child(name),
                    span()
                        .class("sla time")
                        .attr("data-testid", "promise-due")
                        .attr("data-level", move || overdue.get().then_some("breached"))
                        .child(move || due.get()),
                )),
                span()
                    .class("item-summary")
                    .attr("dir", "auto")
                    .child(move || item.with(|item| item.summary.clone())),
                span().class("item-foot").child((
                    span().child(move || promise.with(|p| words::desk::promise(p.kind))),
                    move || promise.with(reach),
                )),
            )),
            div().class("item-more").child((
                button()
                    .attr("type", "button")
                    .class("button small")
                    .attr("data-testid", "promise-open")
                    .attr("aria-label", move || format!("Open the conversation with {}", name()))
                    .on("click", move |_| {
                        app.show(item.with_untracked(|i| i.conversation.clone()), Pane::Talk);
                    })
                    .child("Open"),
                button()
                    .attr("type", "button")
                    .class("button small")
                    .attr("data-testid", "promise-done")
                    .attr("aria-label", move || format!("Done: {} has their answer", name()))
                    .on("click", keep)
                    .child("Done"),
            )),
        ))
}
