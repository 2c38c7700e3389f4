//! The search field, the filters, and the pages of conversations that come of them.

use super::{View, ask, ask_more, came_of, marks, open};
use crate::app::App;
use crate::parts::{self, keyed};
use crate::words as say;
use leptos::prelude::*;
use warmline_model::{Department, Tier};
use warmline_ui::date_text;
use warmline_ui::dom::{El, Words, button, el, live, value_of, when};
use warmline_wire::Past;
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

const TIERS: [Tier; 4] = [Tier::Critical, Tier::High, Tier::Standard, Tier::Low];

/// The field to search in all conversations.
pub fn search(app: App) -> El {
    let words = app.inbox.words;
    el("div", "search").set("role", "search").child(
        el("input", "")
            .set("type", "search")
            .set("aria-label", "Search all conversations")
            .set("placeholder", "Search all conversations")
            .set("maxlength", "200")
            .set("dir", "auto")
            .set("data-command", "search")
            .id("search")
            .follow(".value", move || Some(Words::Owned(words.get())))
            .on("input", move |event| words.set(value_of(&event)))
            .on("keydown", move |event| {
                let key: &KeyboardEvent = event.unchecked_ref();
                if key.key() == "Escape" && !key.is_composing() {
                    event.stop_propagation();
                    words.set(String::new());
                }
            }),
    )
}

/// The filters and the pages.
pub fn list(app: App) -> AnyView {
    let shown = Memo::new(move |_| app.inbox.shows_pages());
    when(move || shown.get(), move || all(app))
}

fn all(app: App) -> El {
    let inbox = app.inbox;
    let title = move || {
        Some(Words::Borrowed(match (inbox.searches(), inbox.view.get()) {
            (true, _) => "Found",
            (false, View::Mine) => "Last with you",
            (false, View::Closed) => "Closed conversations",
            (false, _) => "All conversations",
        }))
    };
    let found = Memo::new(move |_| inbox.pages.with(|pages| pages.found.clone()));
    let rows = keyed(
        found,
        |past| past.conversation.clone(),
        move |past| item(app, past).into_view_of_one_kind(),
    );
    let busy = move || inbox.pages.with(|pages| pages.asking);
    el("section", "list")
        .id("pages")
        .set("aria-label", "Conversations found")
        .flag("aria-busy", busy)
        .child(el("h2", "list-head").follow_text(title))
        .child(filters(app))
        .view(said(app))
        .child(el("ul", "").child(rows))
        .child(
            button("button small more", move || ask_more(app))
                .id("more")
                .flag("hidden", move || !inbox.has_more())
                .flag("aria-disabled", busy)
                .text("Show more"),
        )
}

/// What stands there instead of, or above, the conversations: that they are looked for, that there are
/// none, or that they could not be had.
fn said(app: App) -> AnyView {
    let inbox = app.inbox;
    let state = Memo::new(move |_| {
        inbox.pages.with(|pages| (pages.failed, pages.known, pages.found.is_empty()))
    });
    live(move || match state.get() {
        (true, _, _) => Some(
            el("div", "empty")
                .id("pages-failed")
                .set("role", "alert")
                .child(el("p", "").text("The list could not be loaded just now."))
                .child(button("button small", move || ask(app)).text("Try again")),
        ),
        (false, false, true) => Some(el("div", "").id("pages-loading").view(parts::skeleton(4))),
        (false, true, true) => {
            let text = if inbox.searches() {
                "Nothing found. Fewer or other words may help."
            } else {
                "No conversations here."
            };
            Some(el("p", "empty").id("pages-empty").set("role", "status").text(text))
        }
        (false, _, false) => None,
    })
}

fn filters(app: App) -> El {
    let inbox = app.inbox;
    let teams: Vec<Department> = app
        .desk
        .with_untracked(|desk| desk.as_ref().map(|desk| desk.departments.clone()))
        .filter(|teams| !teams.is_empty())
        .unwrap_or_else(|| Department::DEFAULT.to_vec());
    let options = teams.iter().map(|team| {
        let chosen = inbox.team.get_untracked().as_ref() == Some(team);
        option(team.as_str(), team.name(), chosen)
    });
    let team = choice("Team", "filter-team", "All teams", options.collect(), move |value| {
        inbox.team.set(Department::new(value).ok());
    });
    let options = TIERS.map(|tier| {
        let chosen = inbox.tier.get_untracked() == Some(tier);
        option(say::tier_key(tier), say::tier(tier).to_owned(), chosen)
    });
    let tier = choice("Urgency", "filter-tier", "All urgencies", options.into(), move |value| {
        inbox.tier.set(TIERS.into_iter().find(|tier| say::tier_key(*tier) == value));
    });
    el("div", "filters").child(team).child(tier)
}

fn option(value: &str, name: String, chosen: bool) -> El {
    let option = el("option", "").set("value", value.to_owned());
    if chosen { option.set("selected", "") } else { option }.text(name)
}

fn choice(
    label: &'static str,
    id: &'static str,
    all: &'static str,
    options: Vec<El>,
    chosen: impl Fn(&str) + 'static,
) -> El {
    el("select", "")
        .id(id)
        .set("aria-label", label)
        .on("change", move |event| chosen(&value_of(&event)))
        .child(el("option", "").set("value", "").text(all))
        .children(options)
}

fn item(app: App, past: Memo<Past>) -> El {
    let is_open =
        move || past.with(|p| app.open.with(|open| open.as_ref() == Some(&p.conversation)));
    let class = move || Some(Words::Borrowed(if is_open() { "item is-open" } else { "item" }));
    let pressed = move || {
        let (id, entry) = past.with_untracked(|past| {
            (past.conversation.clone(), past.found.as_ref().and_then(|found| found.entry))
        });
        open(app, id, entry);
    };
    el("li", "").follow("class", class).id("past").child(
        button("item-open", pressed)
            .follow("aria-current", move || is_open().then_some(Words::Borrowed("true")))
            .view(live(move || Some(past.with(inside)))),
    )
}

fn inside(past: &Past) -> El {
    let name = say::desk::customer(past.customer.as_ref());
    let tier = ["chip tier tier-", say::tier_key(past.tier)].concat();
    let mut inside = el("span", "item-inside")
        .child(
            el("span", "item-top")
                .child(el("span", "item-name").set("dir", "auto").text(name))
                .child(el("span", "").set("class", tier).text(say::tier(past.tier)))
                .child(el("span", "time").text(date_text(past.updated))),
        )
        .child(el("span", "item-summary").set("dir", "auto").text(past.summary.clone()));
    if let Some(found) = &past.found {
        let pieces = marks::pieces(&found.snippet).into_iter();
        let pieces =
            pieces.map(|(text, marked)| el(if marked { "mark" } else { "span" }, "").text(text));
        inside =
            inside.child(el("span", "snippet").id("snippet").set("dir", "auto").children(pieces));
    }
    inside.child(
        el("span", "item-foot")
            .child(el("span", "").set("dir", "auto").text(came_of(past)))
            .child(el("span", "").text(past.department.name())),
    )
}
