//! For whom whoever is on call is needed, and how far that is: for supervisors.

use super::{head, of};
use crate::app::{App, Pane};
use crate::parts::keyed;
use crate::words;
use leptos::prelude::*;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{button, div, li, section, span, ul};
use warmline_wire::OnCallNeed;

/// The list, where there is any.
pub(super) fn on_call(app: App) -> impl Part {
    let items = of(app, |desk| &desk.on_call);
    let any = Memo::new(move |_| items.with(|items| !items.is_empty()));
    move || {
        any.get().then(|| {
            section().class("list").attr("aria-label", "On call").child((
                head("On call", move || items.with(Vec::len)),
                ul().child(keyed(
                    items,
                    |need| need.conversation.clone(),
                    move |need| item(app, need).part(),
                )),
            ))
        })
    }
}

fn item(app: App, item: Memo<OnCallNeed>) -> impl Part {
    let name = move || {
        item.with(|item| match item.drill {
            true => "Drill".to_owned(),
            false => words::desk::customer(item.customer.as_ref()),
        })
    };
    let stands = Memo::new(move |_| item.with(|item| words::on_call::stands(item, clock)));
    let late = Memo::new(move |_| item.with(words::on_call::nobody));
    li().class("item")
        .attr("data-testid", "on-call")
        .attr("data-conversation", move || item.with(|item| item.conversation.to_string()))
        .child((
            div().class("item-body").child((
                span().class("item-top").child((
                    span().class("item-name").attr("dir", "auto").child(name),
                    span().class("time").child(move || {
                        words::stopwatch(app.clock.get() - item.with(|item| item.since))
                    }),
                )),
                span()
                    .class("item-summary")
                    .attr("dir", "auto")
                    .child(move || item.with(|item| item.summary.clone())),
                span().class("item-foot").child(
                    span()
                        .class("sla")
                        .attr("data-testid", "on-call-stands")
                        .attr("data-level", move || late.get().then_some("breached"))
                        .attr("dir", "auto")
                        .child(move || stands.get()),
                ),
            )),
            move || {
                let real = item.with(|item| !item.drill);
                real.then(|| {
                    div().class("item-more").child(
                        button()
                            .attr("type", "button")
                            .class("button small")
                            .attr("data-testid", "on-call-open")
                            .attr("aria-label", move || {
                                format!("Open the conversation with {}", name())
                            })
                            .on("click", move |_| {
                                let id = item.with_untracked(|item| item.conversation.clone());
                                app.show(id, Pane::Talk);
                            })
                            .child("Open"),
                    )
                })
            },
        ))
}

fn clock(at: warmline_model::Timestamp) -> String {
    warmline_ui::clock_text(at, "")
}
