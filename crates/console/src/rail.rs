//! The left rail: this agent, their status and how much of their capacity is used.

use crate::app::App;
use crate::parts;
use crate::{auth, inbox, notices, service, words};
use leptos::prelude::*;
use warmline_model::Status;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{a, button, div, header, p, span};
use warmline_wire::FromConsole;

const STATUSES: [Status; 4] = [Status::Available, Status::Busy, Status::Break, Status::Offline];

/// The rail.
pub fn rail(app: App) -> impl Part {
    let name = move || {
        app.auth.with(|auth| auth.signed_in().map(|who| who.name.clone()).unwrap_or_default())
    };
    let team = move || {
        let department = app.auth.with(|auth| auth.signed_in().map(|who| who.department));
        department.map(|department| format!("{} team", department.name()))
    };
    let sign_out = button()
        .attr("type", "button")
        .class("button quiet sign-out")
        .attr("data-testid", "sign-out")
        .attr("data-command", "sign-out")
        .on("click", move |_| auth::leave(app))
        .child("Sign out");
    let may_see = Memo::new(move |_| app.supervises());
    let settings = move || {
        may_see.get().then(|| {
            a().attr("href", "/settings/")
                .class("button quiet settings-link")
                .attr("data-testid", "settings")
                .attr("data-command", "settings")
                .child("Settings")
        })
    };
    header().class("rail").child((
        div().class("brand").child((parts::mark(), p().child("Warmline"))),
        div().class("me").child((
            parts::avatar(name),
            div().class("me-words").child((
                p().class("me-name").attr("dir", "auto").child(name),
                p().class("soft").child(team),
            )),
        )),
        statuses(app),
        capacity(app),
        inbox::views(app).part(),
        trouble(app),
        notices::switches(app).part(),
        settings,
        sign_out,
    ))
}

/// How many clocks at the desk are late or near.
fn trouble(app: App) -> impl Part {
    let trouble = Memo::new(move |_| app.alarms.with(|alarms| service::trouble(alarms)));
    let words = Memo::new(move |_| words::desk::trouble(trouble.get()));
    move || {
        words.get().map(|words| {
            let level = if trouble.get_untracked().breached > 0 { "breached" } else { "near" };
            p().class("trouble sla")
                .attr("data-testid", "trouble")
                .attr("data-level", level)
                .child(words)
        })
    }
}

fn mine(app: App) -> impl Fn() -> Option<Status> + Copy {
    move || app.desk.with(|desk| desk.as_ref().map(|desk| desk.me.status))
}

fn statuses(app: App) -> impl Part {
    let present = Memo::new(move |_| mine(app)());
    div()
        .class("statuses")
        .attr("role", "group")
        .attr("aria-label", "Your status")
        .attr("data-testid", "status")
        .attr("data-status", move || present.get().map(words::status_key))
        .child(STATUSES.map(|status| {
            let key = words::status_key(status);
            button()
                .attr("type", "button")
                .class(format!("status status-{key}"))
                .attr("data-testid", format!("status-{key}"))
                .attr("data-command", format!("status-{key}"))
                .attr("aria-pressed", move || (present.get() == Some(status)).to_string())
                .prop("disabled", move || present.get().is_none())
                .on("click", move |_| app.act(FromConsole::SetStatus { status }))
                .child((span().class("dot").attr("aria-hidden", "true"), words::status(status)))
        }))
}

fn capacity(app: App) -> impl Part {
    let used = Memo::new(move |_| {
        app.desk.with(|desk| desk.as_ref().map(|desk| (desk.mine.len(), desk.me.capacity)))
    });
    let places = move || {
        let (used, all) = used.get().unwrap_or_default();
        let class = move |n| if n < used { "place is-used" } else { "place" };
        // More than ten dots say less than the figure beside them.
        (0..all.min(10) as usize).map(|n| span().class(class(n))).collect::<Vec<_>>()
    };
    div().class("capacity").attr("data-testid", "capacity").child((
        span().class("soft").child("Capacity"),
        span().class("capacity-figure").child(move || match used.get() {
            Some((used, all)) => format!("{used}/{all}"),
            None => "\u{2013}".into(),
        }),
        span().class("places").attr("aria-hidden", "true").child(places),
    ))
}
