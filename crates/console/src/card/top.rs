//! The card's top, read in three seconds: what it is about, who it is, how they feel, what they want.

use super::{clip, source, words};
use crate::conversation::Talk;
use crate::words as say;
use leptos::prelude::*;
use warmline_model::{Card, Trajectory};
use warmline_ui::dom::{El, Words, el};
use warmline_wire::AgentStage;

pub(super) fn layer(talk: Talk, card: &Card) -> El {
    let customer = &card.customer;
    let name = customer.name.as_deref().unwrap_or("Visitor");
    let mut who = el("div", "card-who").child(words("card-name", name));
    if customer.name.is_some() || customer.email.is_some() {
        who = who.child(if customer.verified {
            el("span", "chip is-verified").text("verified")
        } else {
            el("span", "chip").text("not verified")
        });
    }
    let tier = ["chip tier tier-", say::tier_key(card.tier)].concat();
    let mut chips = el("div", "chips")
        .child(mood(card))
        .child(el("span", "").set("class", tier).text(say::tier(card.tier)));
    if let Some(since) = card.waiting_since {
        let waits = move || {
            talk.state().with(|state| {
                matches!(state.as_ref().map(|s| &s.stage), Some(AgentStage::Waiting { .. }))
            })
        };
        let time =
            move || Words::Owned(["waiting ", &say::stopwatch(talk.clock() - since)].concat());
        chips = chips.child(
            el("span", "chip time")
                .flag("hidden", move || !waits())
                .follow_text(move || waits().then(time)),
        );
    }
    let edge = ["layer is-top mood-", say::mood_key(card.mood)].concat();
    let mut top = el("section", "")
        .set("class", edge)
        .id("card-top")
        .child(
            el("p", "card-summary").id("card-summary").set("dir", "auto").text(clip(&card.summary)),
        )
        .child(who)
        .child(chips);
    if let Some(wanted) = &card.wanted {
        top = top.child(
            source(talk, wanted.entry, "card-wanted")
                .child(
                    el("span", "statement-main").text(["Wants ", say::goal(wanted.goal)].concat()),
                )
                .child(words("quoted soft", &wanted.words)),
        );
    }
    top
}

/// How they feel and where that is going: words and an arrow, and a colour besides.
fn mood(card: &Card) -> El {
    let class = ["chip mood mood-", say::mood_key(card.mood)].concat();
    let arrow = match card.trajectory {
        Trajectory::Rising => "\u{2197} ",
        Trajectory::Steady => "",
        Trajectory::Calming => "\u{2198} ",
    };
    el("span", "")
        .set("class", class)
        .id("card-mood")
        .child(el("span", "").set("aria-hidden", "true").text(arrow))
        .child(el("span", "").text(say::mood(card.mood, card.trajectory)))
}
