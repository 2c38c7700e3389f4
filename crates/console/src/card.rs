//! The card: what is known before saying hello, in three layers to be read in 3 s, 10 s and at leisure.

mod handoff;
mod middle;
mod past;
mod profile;
mod promised;
mod reference;
mod top;

use crate::conversation::{Talk, offer_buttons, take_button};
use crate::parts;
use leptos::prelude::*;
use warmline_model::Seq;
use warmline_ui::dom::html::{aside, div, h2};
use warmline_ui::dom::{El, Part, button, el};
use warmline_wire::AgentStage;

/// The longest text that the card shows of one statement, in characters; all of it stands in the log.
const SHOWN: usize = 400;

/// The card of an open conversation.
pub fn card(talk: Talk) -> impl Part {
    let card =
        Memo::new(move |_| talk.state().with(|state| state.as_ref().map(|s| s.card.clone())));
    // Outside of what is made anew with each change of the card.
    let all_facts = RwSignal::new(false);
    aside().class("card-pane").attr("aria-label", "What is known").child((
        div().class("card-head").child((
            crate::shell::back(talk.app()),
            h2().child("Card"),
            crate::shell::tabs(talk.app()),
        )),
        div().class("card").attr("data-testid", "card").attr("tabindex", "0").child((
            move || match card.get() {
                Some(card) => (
                    top::layer(talk, &card).part(),
                    middle::layer(talk, &card, all_facts),
                    reference::layer(talk, &card),
                )
                    .part(),
                None if talk.has_ended() => ().part(),
                None => (parts::skeleton(4), parts::skeleton(5)).part(),
            },
            handoff::layers(talk),
            past::layers(talk),
        )),
        to_do(talk),
    ))
}

/// What can be done from here: accept the offer, or take it out of turn.
fn to_do(talk: Talk) -> impl Part {
    let waits = Memo::new(move |_| {
        let waits = |stage: &AgentStage| matches!(stage, AgentStage::Waiting { .. });
        talk.state().with(|state| state.as_ref().is_some_and(|s| waits(&s.stage)))
    });
    let (offer, place) = (talk.offer(), talk.place());
    let offered = Memo::new(move |_| offer.with(Option::is_some));
    let passed_on = Memo::new(move |_| {
        let me = talk.app().me();
        place.with(|place| {
            let from = place.as_ref().and_then(|place| place.from.as_ref());
            from.is_some_and(|from| Some(&from.agent) != me.as_ref())
        })
    });
    let known = Memo::new(move |_| talk.state().with(Option::is_some));
    move || {
        let buttons = if known.get() && offered.get() {
            offer_buttons(talk, "card-").part()
        } else if waits.get() || known.get() && passed_on.get() {
            take_button(talk, "card").part()
        } else {
            return None;
        };
        Some(div().class("card-foot").child(buttons))
    }
}

/// A part of a layer under a heading.
fn section(title: &'static str) -> El {
    el("section", "layer").child(el("h3", "").text(title))
}

/// Words as they are: no more than the card has room for, and isolated, so that a name that turns the
/// direction of writing turns nothing but itself.
fn words(class: &'static str, text: &str) -> El {
    el("span", class).set("dir", "auto").text(clip(text))
}

/// The beginning of a text that is too long for the card.
fn clip(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => [&text[..end], "\u{2026}"].concat(),
        None => text.to_owned(),
    }
}

/// A statement that shows the entry it comes from.
fn source(talk: Talk, entry: Seq, test_id: &'static str) -> El {
    button("statement", move || talk.jump(entry))
        .id(test_id)
        .set("data-seq", entry.0.to_string())
        .set("title", "Show in the conversation")
}

/// What somebody said, with its place.
fn quote(talk: Talk, entry: Seq, text: &str, test_id: &'static str) -> El {
    source(talk, entry, test_id).child(words("quoted", text))
}

/// A title that opens its address in another tab. Only web addresses become links: the page names its
/// own, and that is a stranger's word.
fn link(title: &str, url: Option<&str>) -> El {
    match url.filter(|url| is_page(url)) {
        Some(url) => el("a", "")
            .set("href", url.to_owned())
            .set("target", "_blank")
            .set("rel", "noopener noreferrer")
            .set("dir", "auto")
            .text(clip(title)),
        None => words("", title),
    }
}

fn is_page(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://") || url.starts_with('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_letters_and_a_short_one_is_whole() {
        // a card of 100 KB stays usable.
        assert_eq!(clip("order 4711"), "order 4711");
        let long = clip(&"\u{fc}".repeat(100_000));
        assert_eq!(long.chars().count(), SHOWN + 1);
        assert!(long.ends_with('\u{2026}'));
    }

    #[test]
    fn only_web_addresses_become_links() {
        assert!(is_page("https://shop.example/help") && is_page("/help"));
        assert!(!is_page("javascript:alert(1)") && !is_page("data:text/html,x"));
    }
}
