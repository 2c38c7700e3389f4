//! Calls that are booked, and for supervisors what is wrong with the calendars that say when there can be some
//!

use super::promises::reached;
use crate::app::{App, Pane};
use crate::times::span as hours;
use crate::words;
use leptos::prelude::*;
use warmline_model::Alternative;
use warmline_ui::dom::{El, button, el, live};
use warmline_wire::{CalendarView, CallView};

/// The list, the next call first.
pub(super) fn calls(app: App) -> AnyView {
    let shown = Memo::new(move |_| {
        app.desk.with(|desk| {
            let desk = desk.as_ref();
            desk.map(|desk| (desk.calls.clone(), desk.calendars.clone())).unwrap_or_default()
        })
    });
    live(move || Some(shown.with(|(calls, calendars)| list(app, calls, calendars))))
}

fn list(app: App, calls: &[CallView], calendars: &[CalendarView]) -> El {
    let count = el("span", "count").text(calls.len().to_string());
    let none = calls.is_empty().then(|| el("p", "empty").text("No call is booked."));
    el("section", "list")
        .set("aria-label", "Coming calls")
        .id("calls")
        .child(el("h2", "list-head").text("Coming calls").child(count))
        .children(none)
        .child(el("ul", "").children(calls.iter().map(|call| item(app, call))))
        .children(calendars.iter().filter_map(words::calls::fault).map(fault))
}

fn item(app: App, call: &CallView) -> El {
    let id = call.conversation.clone();
    let name = words::desk::customer(call.customer.as_ref());
    let level = if call.soon { "near" } else { "" };
    let foot = el("span", "item-foot")
        .child(el("span", "").text(call.department.name()))
        .children(call.soon.then(|| el("span", "").text("Begins soon, or runs")));
    let foot = match &call.contact {
        Some(contact) => foot.view(reached(Alternative::Callback, contact)),
        None => foot,
    };
    let body = el("div", "item-body")
        .child(
            el("span", "item-top")
                .child(el("span", "item-name").set("dir", "auto").text(name.clone())),
        )
        .child(el("span", "sla").id("call-when").set("data-level", level).text(hours(call.slot)))
        .child(foot);
    let open = button("button small", move || app.show(id.clone(), Pane::Talk))
        .id("call-open")
        .set("aria-label", ["Open the conversation with ", &name].concat())
        .text("Open");
    el("li", "item promise")
        .id("call")
        .set("data-conversation", call.conversation.to_string())
        .child(body)
        .child(el("div", "item-more").child(open))
}

fn fault(says: String) -> El {
    el("p", "empty").id("calendar-fault").set("dir", "auto").text(says)
}
