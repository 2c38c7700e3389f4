//! The customer's earlier conversations, and resolved ones like this: asked for once, when the card is opened.

use super::clip;
use crate::conversation::Talk;
use crate::inbox::{self, address};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warmline_ui::date_text;
use warmline_ui::dom::{El, Part, button, el, live};
use warmline_ui::http;
use warmline_wire::{HistoryPage, HistoryQuery, Past};

/// So many of each are shown.
const SHOWN: usize = 5;

/// What came of asking.
#[derive(Clone, PartialEq)]
enum Asked {
    Waiting,
    Failed,
    Came(Vec<Past>),
}

/// Both lists.
pub(super) fn layers(talk: Talk) -> impl Part {
    let id = talk.id();
    let of_customer = HistoryQuery { customer_of: Some(id.clone()), ..HistoryQuery::default() };
    let alike = HistoryQuery { like: Some(id), ..HistoryQuery::default() };
    (
        list(talk, "Earlier conversations", "card-earlier", "None that we know of.", of_customer),
        list(talk, "Resolved before, like this", "card-like", "None yet.", alike),
    )
}

fn list(
    talk: Talk,
    title: &'static str,
    test_id: &'static str,
    none: &'static str,
    query: HistoryQuery,
) -> AnyView {
    let asked = RwSignal::new(Asked::Waiting);
    let address = StoredValue::new(address(&query));
    let ask = move || {
        asked.set(Asked::Waiting);
        spawn_local(async move {
            let Some(address) = address.try_get_value() else { return };
            let answer = http::get::<HistoryPage>(&address).await;
            let came = answer.map_or(Asked::Failed, |page| Asked::Came(page.conversations));
            let _left = asked.try_set(came);
        });
    };
    ask();
    live(move || {
        let part = el("section", "layer past").id(test_id).child(el("h3", "").text(title));
        Some(match asked.get() {
            Asked::Waiting => part.child(el("p", "soft").text("Looking\u{2026}")),
            Asked::Failed => part
                .child(el("p", "soft").set("role", "status").text("Could not be loaded just now."))
                .child(button("button small", ask).text("Try again")),
            Asked::Came(found) if found.is_empty() => part.child(el("p", "soft").text(none)),
            Asked::Came(found) => {
                let items = found.iter().take(SHOWN).map(|past| item(talk, past));
                part.child(el("ul", "").children(items))
            }
        })
    })
}

fn item(talk: Talk, past: &Past) -> El {
    let id = past.conversation.clone();
    let came_of = inbox::came_of(past);
    let summary = button("statement", move || inbox::open(talk.app(), id.clone(), None))
        .id("card-past")
        .set("title", "Open this conversation")
        .child(el("span", "quoted is-plain").set("dir", "auto").text(clip(&past.summary)));
    // What settled another customer's matter is a step to think of for this one.
    let summary = match &past.helped {
        Some(words) => summary.child(
            el("span", "helped")
                .id("card-helped")
                .child(el("b", "").text("What helped: "))
                .child(el("span", "").set("dir", "auto").text(clip(words))),
        ),
        None => summary,
    };
    let foot = el("span", "statement-foot")
        .child(el("span", "").text(date_text(past.updated)))
        .child(el("span", "").text(came_of));
    el("li", "").child(summary.child(foot))
}
