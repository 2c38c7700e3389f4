//! For supervisors: the colleagues' conversations, to watch or to take over.

use super::{clock, empty, flag, head, of, running};
use crate::app::{App, Pane};
use crate::parts::{self, keyed};
use crate::{takeover, transfer, words};
use leptos::prelude::*;
use warmline_ui::dom::html::{button, div, li, section, span, ul};
use warmline_ui::dom::{Part, Whenever};
use warmline_wire::Case;

/// The list, for whoever may see it.
pub(super) fn cases(app: App) -> impl Part {
    let items = of(app, |desk| &desk.cases);
    let shown = Memo::new(move |_| app.supervises());
    let none = Memo::new(move |_| items.with(Vec::is_empty));
    move || {
        shown.get().then(|| {
            section()
                .class("list")
                .attr("aria-label", "Colleagues\u{2019} conversations")
                .attr("data-testid", "cases")
                .child((
                    head("Colleagues\u{2019} conversations", move || items.with(Vec::len)),
                    move || none.get().then(|| empty("", "No colleague has a conversation now.")),
                    ul().child(keyed(
                        items,
                        |case| case.case.conversation.clone(),
                        move |c| item(app, c).part(),
                    )),
                ))
        })
    }
}

fn item(app: App, item: Memo<Case>) -> impl Part {
    let conversation = move || item.with(|item| item.case.conversation.clone());
    let customer = move || item.with(|i| words::desk::customer(i.case.customer.as_ref()));
    let agent = Memo::new(move |_| {
        app.desk.with(|desk| {
            desk.as_ref().map(|desk| item.with(|item| transfer::agent_name(desk, &item.agent)))
        })
    });
    let passing = Memo::new(move |_| {
        app.desk.with(|desk| {
            let to = item.with(|item| item.case.passing_to.clone())?;
            Some(transfer::name_of(desk.as_ref()?, &to))
        })
    });
    li().class("item")
        .class(Whenever("is-open", move || app.open.get() == Some(conversation())))
        .attr("data-testid", "case")
        .attr("data-conversation", move || conversation().to_string())
        .child((
            div().class("item-body").child((
                span().class("item-top").child((
                    span().class("item-name").attr("dir", "auto").child(customer),
                    parts::tier_chip(move || item.with(|i| i.case.tier)),
                    running(app, move || item.with(|i| i.case.since)),
                )),
                span()
                    .class("item-summary")
                    .attr("dir", "auto")
                    .child(move || item.with(|i| i.case.summary.clone())),
                move || passing.get().map(|to| flag("passing", format!("Being passed on to {to}"))),
                clock(app, move || item.with(|i| i.case.clocks.clone())),
                span().class("item-foot").child((
                    span().attr("dir", "auto").child(move || agent.get()),
                    span().child(move || item.with(|i| i.case.department.name())),
                )),
            )),
            div().class("item-more").child((
                button()
                    .attr("type", "button")
                    .class("button small")
                    .attr("data-testid", "watch")
                    .attr("aria-label", move || format!("Watch {}", customer()))
                    .on("click", move |_| {
                        app.show(item.with_untracked(|i| i.case.conversation.clone()), Pane::Talk);
                    })
                    .child("Watch"),
                button()
                    .attr("type", "button")
                    .class("button small")
                    .attr("data-testid", "case-take-over")
                    .attr("aria-label", move || format!("Take over {}", customer()))
                    .on("click", move |_| {
                        item.with_untracked(|i| takeover::ask(app, &i.case.conversation));
                    })
                    .child("Take over"),
            )),
        ))
}
