//! The log: bubbles, notices, offers, and whether somebody is typing.

use super::{avatar, icon};
use crate::app::{App, Slot, Status};
use crate::rows::{Delivery, Offer, Row, What, Who};
use leptos::ev;
use leptos::html::{Div, a, button, div, p, span};
use leptos::prelude::*;
use warmline_model::Timestamp;
use warmline_ui::clock_text;
use warmline_wire::{Source, VisitorState};

/// The log.
pub fn log(app: App) -> impl IntoView {
    let node = NodeRef::<Div>::new();
    follow(app, node);
    let greeting = move || app.slots.with(Vec::is_empty).then(|| greeting(app.status.get()));
    div()
        .class("log")
        .node_ref(node)
        .attr("role", "log")
        .attr("aria-live", "polite")
        .attr("aria-label", "Messages")
        .attr("tabindex", "0")
        .attr("data-testid", "log")
        .attr("aria-busy", move || (app.status.get() == Status::Connecting).then_some("true"))
        .child(
            div().class("rows").child((
                greeting,
                For(ForProps::builder()
                    .each(move || app.slots.get())
                    .key(|slot: &Slot| slot.key.clone())
                    .children(move |slot| row(app, slot))
                    .build()),
                move || typing(app),
            )),
        )
}

fn greeting(status: Status) -> AnyView {
    if status == Status::Connecting {
        let bar = || span().class("ghost");
        return div()
            .class("loading")
            .attr("role", "status")
            .attr("aria-label", "Loading the conversation")
            .child((bar(), bar(), bar()))
            .into_any();
    }
    div()
        .class("greeting")
        .child((
            avatar(None),
            p().class("big").child("Hello! How can we help?"),
            p().child("Ask the assistant, or talk to a human whenever you like."),
        ))
        .into_any()
}

/// Shows the end when the panel opens and when the visitor says something; else the browser keeps the
/// place, because the log grows upwards from its end.
fn follow(app: App, node: NodeRef<Div>) {
    Effect::new(move |before: Option<bool>| {
        let open = app.open.get();
        let own = app.slots.with(|slots| {
            slots.last().is_some_and(|slot| {
                slot.row
                    .with_untracked(|row| matches!(row.what, What::Own { .. }) && row.at.is_none())
            })
        });
        if let Some(log) = node.get_untracked()
            && (own || open && before == Some(false))
        {
            log.set_scroll_top(0);
        }
        open
    });
}

fn row(app: App, slot: Slot) -> AnyView {
    let row = slot.row;
    // The kind and the words of a row never change, only how it stands.
    let now = row.get_untracked();
    match now.what {
        What::Own { text, .. } => own(app, row, text),
        What::Theirs { who, text, source, .. } => theirs(app, row, who, text, source),
        What::Notice { text, own } => div()
            .class(if own { "notice own" } else { "notice" })
            .attr("data-testid", "message")
            .attr("data-author", if own { "visitor" } else { "system" })
            .child(p().attr("dir", "auto").child(text))
            .into_any(),
        What::Day => div().class("day").child(p().child(now.at.map(|at| day(at, app)))).into_any(),
    }
}

fn class(row: &ArcRwSignal<Row>, kind: &'static str) -> impl Fn() -> String + Send + 'static {
    let row = row.clone();
    move || {
        row.with(|row| {
            [kind, if row.first { " first" } else { "" }, if row.last { " last" } else { "" }]
                .concat()
        })
    }
}

fn time(app: App, row: &ArcRwSignal<Row>) -> impl Fn() -> Option<String> + Send + 'static {
    let row = row.clone();
    move || row.with(|row| row.at.filter(|_| row.last)).map(|at| clock_text(at, &app.locale()))
}

fn own(app: App, row: ArcRwSignal<Row>, text: String) -> AnyView {
    let standing = {
        let row = row.clone();
        Memo::new(move |_| {
            row.with(|row| match row.what {
                What::Own { delivery, tell, .. } => (delivery, tell),
                _ => (Delivery::Sent, false),
            })
        })
    };
    let told = move || {
        let (delivery, tell) = standing.get();
        tell.then_some(match delivery {
            Delivery::Waiting => "Waiting to be sent",
            Delivery::Sending => "Sending…",
            Delivery::Sent => "Sent",
            Delivery::Seen => "Seen",
        })
    };
    div()
        .class(class(&row, "row mine"))
        .attr("data-testid", "message")
        .attr("data-author", "visitor")
        .attr("data-delivery", move || standing.get().0.name())
        .child((
            p().class("bubble").attr("dir", "auto").child(text),
            p().class("meta").child((
                span().class("time").child(time(app, &row)),
                span().class("delivery").child(told),
            )),
        ))
        .into_any()
}

fn theirs(
    app: App,
    row: ArcRwSignal<Row>,
    who: Who,
    text: String,
    source: Option<Source>,
) -> AnyView {
    let (author, name) = match &who {
        Who::Bot => ("bot", "Assistant"),
        Who::Agent(name) => ("agent", name.as_str()),
        Who::System => ("system", "Warmline"),
    };
    let face = match &who {
        Who::Agent(name) => avatar(Some(name)),
        Who::Bot | Who::System => avatar(None),
    };
    let offer = {
        let row = row.clone();
        Memo::new(move |_| {
            row.with(|row| match &row.what {
                What::Theirs { offer, .. } => offer.clone(),
                _ => None,
            })
        })
    };
    div()
        .class(class(&row, "row theirs"))
        .attr("data-testid", "message")
        .attr("data-author", author)
        .child((
            face,
            div().class("words").child((
                p().class("author").attr("dir", "auto").child(name.to_owned()),
                p().class("bubble").attr("dir", "auto").child(text),
                source.and_then(|source| source_link(&source)),
                move || offer.get().map(|offer| choices(app, offer)),
                p().class("meta").child(span().class("time").child(time(app, &row))),
            )),
        ))
        .into_any()
}

/// Where an answer was drawn from; only addresses that lead to a page.
fn source_link(source: &Source) -> Option<AnyView> {
    let url = source.url.as_str();
    let path = url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\");
    let is_page = path || url.starts_with("https://") || url.starts_with("http://");
    is_page.then(|| {
        a().class("source")
            .attr("href", url.to_owned())
            // A path is the site's own: the visitor stays in this tab, and the conversation with them.
            .attr("target", (!path).then_some("_blank"))
            .attr("rel", "noopener")
            .attr("data-testid", "source")
            .child((
                icon::icon(icon::SOURCE),
                span().attr("dir", "auto").child(source.title.clone()),
            ))
            .into_any()
    })
}

fn choices(app: App, offer: Offer) -> AnyView {
    let buttons: Vec<AnyView> = offer
        .choices
        .into_iter()
        .enumerate()
        .map(|(at, choice)| {
            let kind = choice.kind;
            button()
                .class(if at == 0 { "choice main" } else { "choice" })
                .attr("type", "button")
                .attr("dir", "auto")
                .attr(
                    "data-testid",
                    match kind {
                        warmline_model::ChoiceKind::Connect => "offer-connect",
                        warmline_model::ChoiceKind::Stay => "offer-stay",
                    },
                )
                .attr("disabled", !offer.open)
                .on(ev::click, move |_| app.choose(offer.seq, kind))
                .child(choice.label)
                .into_any()
        })
        .collect();
    div().class("choices").class(("gone", !offer.open)).child(buttons).into_any()
}

fn typing(app: App) -> Option<AnyView> {
    let name = app.state.with(|state| match state {
        Some(VisitorState::Human { name, .. }) => Some(Some(name.clone())),
        Some(VisitorState::Bot { .. }) => Some(None),
        // Nobody speaks now, whatever was said a moment ago.
        Some(VisitorState::Waiting { .. } | VisitorState::Closed { .. }) | None => None,
    });
    name.filter(|_| app.typing.get()).map(|name| {
        let said = [name.as_deref().unwrap_or("The assistant"), " is typing"].concat();
        let dot = || span().class("dot");
        div()
            .class("row theirs first last")
            .attr("data-testid", "typing")
            .child((
                avatar(name.as_deref()),
                p().class("bubble dots").attr("role", "img").attr("aria-label", said).child((
                    dot(),
                    dot(),
                    dot(),
                )),
            ))
            .into_any()
    })
}

fn day(at: Timestamp, app: App) -> String {
    let date = js_sys::Date::new(&(at.0 as f64).into());
    let options = js_sys::Object::new();
    for (name, value) in [("weekday", "long"), ("day", "numeric"), ("month", "long")] {
        let _never_fails = js_sys::Reflect::set(&options, &name.into(), &value.into());
    }
    date.to_locale_date_string(&app.locale(), &options).into()
}
