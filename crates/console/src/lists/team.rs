//! The team, with each one's status and load.

use super::{empty, head, of};
use crate::app::App;
use crate::parts::keyed;
use crate::words;
use leptos::prelude::*;
use warmline_model::Status;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{li, section, span, ul};
use warmline_wire::TeamMember;

/// The list.
pub(super) fn team(app: App) -> impl Part {
    let items = of(app, |desk| &desk.team);
    let online = move || {
        let here = |member: &&TeamMember| member.status != Status::Offline;
        items.with(|items| items.iter().filter(here).count())
    };
    let none = Memo::new(move |_| items.with(Vec::is_empty));
    section().class("list").attr("aria-label", "Team").child((
        head("Team", online),
        move || none.get().then(|| empty("", "You are the first of your team here.")),
        ul().child(keyed(items, |member| member.id.clone(), move |m| member(app, m).part())),
    ))
}

fn member(app: App, member: Memo<TeamMember>) -> impl Part {
    let is_me = move || app.me().is_some_and(|me| member.with(|member| member.id == me));
    li().class(move || format!("member status-{}", words::status_key(member.with(|m| m.status))))
        .attr("data-testid", "team-member")
        .child((
            span().class("dot").attr("aria-hidden", "true"),
            span()
                .class("member-name")
                .attr("dir", "auto")
                .child(move || member.with(|m| m.name.clone())),
            move || is_me().then(|| span().class("soft").child("you")),
            span().class("soft member-load").child(move || {
                member.with(|m| {
                    format!("{} \u{00b7} {}/{}", words::status(m.status), m.active, m.capacity)
                })
            }),
        ))
}
