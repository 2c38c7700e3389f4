//! The conversations in sight: the frame of each, and the card of the one in front.

use super::{Talk, closing, composer, log, stage};
use crate::app::{App, MAX_BESIDE};
use crate::parts::{icon, keyed};
use crate::{card, parts, ticket, words};
use leptos::prelude::*;
use warmline_model::ConversationId;
use warmline_session::Connection;
use warmline_ui::Link;
use warmline_ui::dom::html::{button, div, h2, p, section, span};
use warmline_ui::dom::{Part, Whenever};
use warmline_wire::Refusal;

/// The conversations in sight and the card of the open one, or what to do when there is none.
pub fn workspace(app: App) -> impl Part {
    let talks = RwSignal::new(Vec::<(ConversationId, Talk)>::new());
    let any = Memo::new(move |_| app.shown.with(|shown| !shown.is_empty()));
    let of_card = Memo::new(move |_| {
        let open = app.open.get();
        open.filter(|id| talks.with(|talks| talks.iter().any(|(of, _)| of == id)))
    });
    let opened = move |id: Memo<ConversationId>| {
        let id = id.get_untracked();
        let talk = Talk::open(app, id.clone());
        talks.update(|talks| talks.push((id.clone(), talk)));
        on_cleanup(move || {
            let _gone = talks.try_update(|talks| talks.retain(|(of, _)| *of != id));
        });
        pane(talk).part()
    };
    let card = move || {
        let id = of_card.get()?;
        let talk = talks
            .with_untracked(|talks| talks.iter().find(|(of, _)| *of == id).map(|(_, talk)| *talk));
        talk.map(card::card)
    };
    move || {
        if any.get() {
            let talks = div().class("talks").child(keyed(app.shown, ConversationId::clone, opened));
            return (talks, card).part();
        }
        section()
            .class("talk is-empty")
            .attr("aria-label", "Conversation")
            .child((
                parts::mark(),
                h2().child("Nothing open"),
                p().class("soft").child(
                    "Choose an offer or someone from the line to read along. Nobody is told that you read.",
                ),
            ))
            .part()
    }
}

fn pane(talk: Talk) -> impl Part {
    let label = move || {
        let place = talk.id.with_value(|id| {
            talk.app.shown.with(|shown| match shown.len() {
                0 | 1 => None,
                _ => shown.iter().position(|of| of == id),
            })
        });
        let customer = talk.customer();
        place.map_or_else(
            || format!("Conversation with {customer}"),
            |place| format!("Conversation {} with {customer}", place + 1),
        )
    };
    section()
        .class("talk")
        .class(Whenever("is-open", move || talk.is_open()))
        .on("focusin", move |_| talk.come_to_front())
        .on("pointerdown", move |_| talk.come_to_front())
        .attr("data-testid", "conversation")
        .attr("data-conversation", talk.id.get_value().to_string())
        .attr("aria-label", label)
        .on_key(move |event| {
            if event.key() == "Escape" && talk.form.with_untracked(Option::is_some) {
                event.stop_propagation();
                talk.leave_form();
            }
        })
        .child((
            head(talk),
            move || match talk.connection.get() {
                Connection::Ended(refusal) => ended(talk, &refusal).part(),
                _ => log::log(talk).part(),
            },
            composer::foot(talk),
        ))
}

fn head(talk: Talk) -> impl Part {
    let online = move || talk.state.with(|state| state.as_ref().is_some_and(|s| s.visitor_online));
    let presence = move || match online() {
        true => span().class("presence is-online").child("here now"),
        false => span().class("presence").child("away"),
    };
    let ticket = Memo::new(move |_| {
        talk.state.with(|state| state.as_ref().map(|s| s.ticket.clone()).unwrap_or_default())
    });
    div().class("talk-head").child((
        div().class("talk-title").child((
            crate::shell::back(talk.app),
            h2().attr("dir", "auto").child(move || talk.customer()),
            move || talk.state.with(Option::is_some).then(presence),
            beside(talk),
            crate::shell::tabs(talk.app),
        )),
        div().class("talk-stage").child((
            stage::line(talk),
            ticket::number(ticket),
            closing::buttons(talk),
        )),
    ))
}

/// Keeps it in sight while others are opened.
fn beside(talk: Talk) -> impl Part {
    let app = talk.app;
    let kept = move || talk.id.with_value(|id| app.beside.with(|beside| beside.contains(id)));
    let full = move || !kept() && app.beside.with(|beside| beside.len() >= MAX_BESIDE);
    button()
        .attr("type", "button")
        .class("button quiet wide-only beside")
        .attr("data-testid", "beside")
        .attr("data-command", "beside")
        .attr("title", "Keep in sight beside others")
        .attr("aria-label", "Keep in sight beside others")
        .attr("aria-pressed", move || kept().to_string())
        .prop("disabled", full)
        .on("click", move |_| talk.id.with_value(|id| app.keep_beside(id)))
        .child(icon("M4 5h16v14H4z M12 5v14"))
}

fn ended(talk: Talk, refusal: &Refusal) -> impl Part {
    div().class("ended").attr("role", "alert").child((
        h2().child("This conversation can't be shown"),
        p().class("soft").child(words::refusal(refusal)),
        button()
            .attr("type", "button")
            .class("button")
            .on("click", move |_| talk.with_link(Link::retry))
            .child("Try again"),
    ))
}
