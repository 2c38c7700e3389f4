//! The promises to keep: whom to call or to write to, and by when.

use super::{head, of};
use crate::app::{App, Pane};
use crate::parts::keyed;
use crate::times::{date_and_time, span as hours};
use crate::{contact, words};
use leptos::prelude::*;
use warmline_model::{Alternative, Promise};
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
    reached(promise.kind, &promise.contact)
}

/// The same of what is not a promise.
pub(super) fn reached(kind: Alternative, contact: &str) -> AnyView {
    let text = contact.to_owned();
    match contact::link(kind, contact) {
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
    let level = Memo::new(move |_| promise.with(|p| words::promises::level(p, app.clock.get())));
    let standing =
        Memo::new(move |_| promise.with(|p| words::promises::standing(p, app.clock.get())));
    let when = move || promise.with(|p| p.slot.map_or_else(|| date_and_time(p.due), hours));
    let name = move || item.with(|item| words::desk::customer(item.customer.as_ref()));
    let keep = move |_| {
        let item = item.get_untracked();
        let (conversation, episode) = (item.conversation, item.episode);
        let promise = Some(item.promise.number);
        app.act(FromConsole::KeepPromise { conversation, episode, promise });
    };
    li().class("item promise")
        .attr("data-testid", "promise")
        .attr("data-level", move || level.get())
        .attr("data-conversation", move || item.with(|item| item.conversation.to_string()))
        .child((
            div().class("item-body").child((
                span().class("item-top").child((
                    span().class("item-name").attr("dir", "auto").child(name),
                    span().class("time").attr("data-testid", "promise-when").child(when),
                )),
                span()
                    .class("sla")
                    .attr("data-testid", "promise-due")
                    .attr("data-level", move || level.get())
                    .child(move || standing.get()),
                span()
                    .class("item-summary")
                    .attr("dir", "auto")
                    .child(move || item.with(|item| item.summary.clone())),
                span().class("item-foot").child((
                    span().child(move || promise.with(|p| words::promises::kind(p.kind))),
                    move || promise.with(reach),
                    span()
                        .attr("dir", "ltr")
                        .attr("data-testid", "promise-ticket")
                        .child(move || item.with(|item| item.conversation.ticket())),
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
