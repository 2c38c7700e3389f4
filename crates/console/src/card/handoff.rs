//! The card's foot: who had the conversation and why, how its clocks went, what was promised.

use super::promised;
use crate::conversation::Talk;
use crate::{why, words};
use leptos::prelude::*;
use warmline_model::{Routing, SlaEvent};
use warmline_ui::clock_text;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{div, h3, li, p, section, span, ul};
use warmline_wire::PassedOn;

/// The layers, where there is anything to tell.
pub(super) fn layers(talk: Talk) -> impl Part {
    let hands = Memo::new(move |_| {
        talk.state().with(|state| state.as_ref().map(|s| s.hands.clone()).unwrap_or_default())
    });
    let sla = Memo::new(move |_| {
        talk.state().with(|state| state.as_ref().map(|s| s.sla.clone()).unwrap_or_default())
    });
    (
        promised::layer(talk),
        move || {
            let hands = hands.get();
            (!hands.is_empty()).then(|| {
                let hands = hands.into_iter();
                section().class("layer").attr("data-testid", "hands").child((
                    h3().child("Who had it, and why"),
                    hands
                        .map(|hand| turn(talk, hand.name, hand.from, hand.routing))
                        .collect::<Vec<_>>(),
                ))
            })
        },
        move || {
            let sla = sla.get();
            (!sla.is_empty()).then(|| {
                section().class("layer").attr("data-testid", "sla-events").child((
                    h3().child("Service level"),
                    ul().class("sla-events").child(sla.iter().map(event).collect::<Vec<_>>()),
                ))
            })
        },
    )
}

/// One agent's turn.
fn turn(talk: Talk, name: String, from: Option<PassedOn>, routing: Routing) -> impl Part {
    let at = clock_text(routing.at, "");
    let question = format!("Why {name}?");
    div().class("hand").attr("data-testid", "hand").child((
        div().class("entry-meta").child((
            span().class("entry-name").attr("dir", "auto").child(name),
            span().class("entry-time").child(at),
        )),
        from.map(|from| {
            p().class("soft")
                .attr("dir", "auto")
                .attr("data-testid", "hand-from")
                .child(format!("Passed on by {}: {}", from.name, from.reason))
        }),
        why::folded(talk.app(), question, "why-agent", routing),
    ))
}

fn event(event: &SlaEvent) -> impl Part + use<> {
    li().class("sla")
        .attr(
            "data-level",
            match event.level {
                warmline_model::Level::Near => "near",
                warmline_model::Level::Breached => "breached",
            },
        )
        .child(format!(
            "{} \u{00b7} {}",
            words::desk::sla(event.clock, event.level),
            clock_text(event.at, "")
        ))
}
