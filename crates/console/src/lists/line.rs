//! The line: who waits, for how long, what they were told, and what became of the offers.

use super::{clock, empty, flag, head, of, running, team_and_language};
use crate::app::{App, Pane};
use crate::parts::{self, keyed};
use crate::words;
use leptos::prelude::*;
use warmline_model::AgentId;
use warmline_ui::dom::html::{button, li, p, section, span, ul};
use warmline_ui::dom::{Part, Whenever};
use warmline_wire::LineItem;

/// The list.
pub(super) fn line(app: App) -> impl Part {
    let items = of(app, |desk| &desk.line);
    let waiting = Memo::new(move |_| app.desk.with(|desk| desk.as_ref().map_or(0, |d| d.waiting)));
    let more = move || {
        let hidden = (waiting.get() as usize).saturating_sub(items.with(Vec::len));
        (hidden > 0).then(|| p().class("empty").child(format!("And {hidden} more.")))
    };
    section().class("list").attr("aria-label", "Waiting line").child((
        head("Waiting line", move || waiting.get() as usize),
        move || {
            (waiting.get() == 0)
                .then(|| empty("calm", "No one is waiting. A good moment for a cup of tea."))
        },
        ul().child(keyed(
            items,
            |item| (item.conversation.clone(), item.episode),
            move |i| item(app, i).part(),
        )),
        more,
    ))
}

fn item(app: App, item: Memo<LineItem>) -> impl Part {
    let conversation = move || item.with(|item| item.conversation.clone());
    let reader = move || item.with(|item| item.offered_to.clone());
    let reading = move || {
        reader().map(|reader| {
            span().class("reader").attr("data-testid", "reader").child(reads(app, &reader))
        })
    };
    let yours = Memo::new(move |_| {
        let me = app.me();
        me.is_some()
            && (reader() == me || item.with(|i| i.from.as_ref().map(|f| &f.agent) == me.as_ref()))
    });
    let take = move || {
        (!yours.get()).then(|| {
            button()
                .attr("type", "button")
                .class("button small")
                .attr("data-testid", "take")
                .attr("title", "Take this conversation out of turn")
                .on("click", move |_| {
                    item.with_untracked(|i| app.take(i.conversation.clone(), i.episode))
                })
                .child("Take")
        })
    };
    let told = move || {
        let wait = item.with(|item| item.wait);
        wait.map(|wait| {
            span().attr("data-testid", "told").child(format!("told {}", words::range(wait)))
        })
    };
    li().class("item")
        .class(Whenever("is-open", move || app.open.get() == Some(conversation())))
        .attr("data-testid", "line-item")
        .attr("data-conversation", move || conversation().to_string())
        .child((
            button()
                .attr("type", "button")
                .class("item-open")
                .on("click", move |_| {
                    app.show(item.with_untracked(|i| i.conversation.clone()), Pane::Card)
                })
                .child((
                    span().class("item-top").child((
                        span()
                            .class("position")
                            .child((span().class("spoken").child("Number "), move || {
                                item.with(|i| i.position)
                            })),
                        span().class("item-name").attr("dir", "auto").child(move || {
                            item.with(|i| words::desk::customer(i.customer.as_ref()))
                        }),
                        parts::tier_chip(move || item.with(|i| i.tier)),
                        running(app, move || item.with(|i| i.since)),
                    )),
                    span()
                        .class("item-summary")
                        .attr("dir", "auto")
                        .child(move || item.with(|i| i.summary.clone())),
                    history(app, item),
                    clock(app, move || item.with(|i| i.clocks.clone())),
                    span().class("item-foot").child((
                        span().child(move || {
                            item.with(|i| team_and_language(Some(i.department), i.language))
                        }),
                        told,
                        reading,
                    )),
                )),
            take,
        ))
}

/// Who passes it on and why, whether its agent was gone, and how often it was let pass.
fn history(app: App, item: Memo<LineItem>) -> impl Part {
    let from = Memo::new(move |_| item.with(|item| item.from.clone()));
    let lost = Memo::new(move |_| item.with(|item| item.lost));
    let declined = Memo::new(move |_| item.with(|item| item.declined));
    let passes = move || {
        let from = from.get()?;
        let who = if app.me().as_ref() == Some(&from.agent) {
            "You pass it on".to_owned()
        } else {
            format!("{} passes it on", from.name)
        };
        Some(flag("passed-on", format!("{who}: {}", from.reason)))
    };
    (
        passes,
        move || lost.get().then(|| flag("lost", "Came back: its agent was gone or silent")),
        move || {
            (declined.get() > 0).then(|| flag("declined", words::desk::declined(declined.get())))
        },
    )
}

/// Who is reading an offer, in words.
pub fn reads(app: App, reader: &AgentId) -> String {
    if app.me().as_ref() == Some(reader) {
        return "Offered to you".into();
    }
    let name = app.desk.with(|desk| {
        let team = desk.as_ref().map(|desk| &desk.team)?;
        team.iter().find(|member| member.id == *reader).map(|member| member.name.clone())
    });
    format!("{} is reading it", name.as_deref().unwrap_or("A colleague"))
}
