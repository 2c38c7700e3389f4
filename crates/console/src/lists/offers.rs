//! The offers to this agent, each with its clocks, its history, and why they are asked.

use super::{clock, empty, flag, head, of, team_and_language};
use crate::app::{App, Pane};
use crate::parts::{self, keyed};
use crate::{offer as answers, why, words};
use leptos::prelude::*;
use warmline_model::Status;
use warmline_ui::dom::html::{button, li, section, span, ul};
use warmline_ui::dom::{Part, Whenever};
use warmline_wire::OfferView;

/// The list; where there is none and the status forbids offers, that is said.
pub(super) fn offers(app: App) -> impl Part {
    let items = of(app, |desk| &desk.offers);
    let any = Memo::new(move |_| items.with(|items| !items.is_empty()));
    let status = Memo::new(move |_| app.desk.with(|desk| desk.as_ref().map(|d| d.me.status)));
    let list = move || {
        section().class("list offers").attr("aria-label", "Offers to you").child((
            head("Offered to you", move || items.with(Vec::len)),
            ul().child(keyed(
                items,
                |offer| (offer.conversation.clone(), offer.episode, offer.at),
                move |o| offer(app, o).part(),
            )),
        ))
    };
    move || match (any.get(), status.get()) {
        (true, _) => Some(list().part()),
        (false, Some(Status::Available) | None) => None,
        (false, Some(Status::Busy | Status::Break | Status::Offline)) => Some(empty(
            "",
            "Nobody is offered to you now. Set your status to Available when you are ready.",
        )),
    }
}

fn offer(app: App, offer: Memo<OfferView>) -> impl Part {
    let conversation = move || offer.with(|offer| offer.conversation.clone());
    let place = Memo::new(move |_| {
        app.desk.with(|desk| {
            let line = desk.as_ref().map(|desk| &desk.line)?;
            line.iter().find(|item| item.conversation == conversation()).cloned()
        })
    });
    let who = move || {
        place.with(|place| words::desk::customer(place.as_ref().and_then(|p| p.customer.as_ref())))
    };
    let team = move || {
        offer.with(|offer| team_and_language(Some(offer.routing.needs.department), offer.language))
    };
    let waited = move || {
        let since = place.with(|place| place.as_ref().map(|p| p.since))?;
        Some(format!("waiting {}", words::stopwatch(app.clock.get() - since)))
    };
    let routing = Memo::new(move |_| offer.with(|offer| offer.routing.clone()));
    li().class("offer")
        .class(Whenever("is-open", move || app.open.get() == Some(conversation())))
        .attr("data-testid", "offer")
        .attr("data-conversation", move || conversation().to_string())
        .child((
            button()
                .attr("type", "button")
                .class("item-open")
                .on("click", move |_| {
                    app.show(offer.with_untracked(|o| o.conversation.clone()), Pane::Card)
                })
                .child((
                    span().class("item-top").child((
                        span().class("item-name").attr("dir", "auto").child(who),
                        parts::tier_chip(move || offer.with(|offer| offer.tier)),
                        parts::reading_ring(app, offer),
                    )),
                    span()
                        .class("item-summary")
                        .attr("dir", "auto")
                        .child(move || offer.with(|offer| offer.summary.clone())),
                    history(offer),
                    span().class("item-foot").child((
                        span().child(team),
                        span().class("time").child(waited),
                        parts::reading_words(app, offer),
                    )),
                    clock(app, move || offer.with(|offer| offer.clocks.clone())),
                )),
            answers::answer(app, offer, "", ()),
            move || why::folded(app, "Why me?", "why-me", *routing.get()),
        ))
}

/// Who passed it on and why, and whether its agent was gone.
fn history(offer: Memo<OfferView>) -> impl Part {
    let from = Memo::new(move |_| offer.with(|offer| offer.from.clone()));
    let lost = Memo::new(move |_| offer.with(|offer| offer.lost));
    (
        move || {
            from.get().map(|from| {
                flag("passed-on", format!("Passed on by {}: {}", from.name, from.reason))
            })
        },
        move || lost.get().then(|| flag("lost", "Came back: its agent was gone or silent")),
    )
}
