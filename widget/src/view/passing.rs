//! "This is what I will pass on": shown while the visitor waits, and put right by them.

use super::{icon, take_focus};
use crate::app::App;
use crate::dom::{El, button, el, html, live, value_of, when};
use crate::words;
use leptos::prelude::*;
use warmline_wire::{PassingOn, VisitorStage};
use web_sys::HtmlElement;

/// The part of the panel; nothing while there is nothing to pass on.
pub fn passing_on(app: App) -> AnyView {
    let passing = Memo::new(move |_| {
        app.state.with(|state| match state {
            Some(VisitorStage::Waiting { passing_on, .. }) => passing_on.clone(),
            _ => None,
        })
    });
    when(
        move || passing.with(Option::is_some),
        move || {
            // A button that is struck out takes the focus along: it stays here.
            let home = StoredValue::new_local(None);
            el("details", "passing")
                .id("passing-on")
                .set("tabindex", "-1")
                .with(move |details| home.set_value(Some(html(details))))
                .child(el("summary", "").text("This is what I will pass on"))
                .view(live(move || passing.get().map(|passing| list(app, &passing, home))))
                .view(put_right(app))
        },
    )
}

fn list(app: App, passing: &PassingOn, home: StoredValue<Option<HtmlElement>, LocalStorage>) -> El {
    let line = |class, text: &str| el("p", class).set("dir", "auto").text(text.to_owned());
    let mut list = el("div", "passing-list");
    match (&passing.correction, &passing.question) {
        (Some(said), _) => list = list.child(line("said", said).id("passing-correction")),
        (None, Some(asked)) => list = list.child(line("said", asked)),
        (None, None) => {}
    }
    if let Some(wanted) = passing.wanted {
        list = list.child(line("", words::goal(wanted)).id("passing-wanted"));
    }
    if !passing.facts.is_empty() {
        let mut facts = el("ul", "passing-facts").set("aria-label", "Details that you gave");
        for given in &passing.facts {
            let (of_button, of_chip) = (given.fact.clone(), given.fact.clone());
            let strike = move || {
                app.strike(of_button.clone());
                if let Some(home) = home.get_value() {
                    let _gone = home.focus();
                }
            };
            let strike = button("", strike)
                .id("strike")
                .set("aria-label", ["Do not pass on ", &given.text].concat())
                .icon(icon::CLOSE);
            let gone = move || app.striking.with(|all| all.contains(&of_chip));
            let text = el("span", "").set("dir", "auto").text(given.text.clone());
            facts = facts.child(el("li", "").flag("hidden", gone).child(text).child(strike));
        }
        list = list.child(facts);
    }
    for tried in &passing.tried {
        list = list.child(line("tried", tried));
    }
    list
}

/// The form for the visitor's own words.
fn put_right(app: App) -> AnyView {
    let open = RwSignal::new(false);
    let own = RwSignal::new(String::new());
    let form = move || {
        el("form", "put-right")
            .on("submit", move |event| {
                event.prevent_default();
                if app.correct(&own.get_untracked()) {
                    own.set(String::new());
                    open.set(false);
                }
            })
            .child(
                el("textarea", "")
                    .set("rows", "2")
                    .set("dir", "auto")
                    .set("maxlength", "1000")
                    .set("aria-label", "What should I pass on instead?")
                    .set("placeholder", "What should I pass on instead?")
                    .id("correct-text")
                    .on("input", move |event| own.set(value_of(&event)))
                    .with(|field| take_focus(&html(field))),
            )
            .child(
                el("button", "choice main")
                    .set("type", "submit")
                    .id("correct-send")
                    .text("Pass this on"),
            )
    };
    let opener =
        move || button("choice", move || open.set(true)).id("correct").text("Put it right");
    el("div", "")
        .view(when(move || !open.get(), opener))
        .view(when(move || open.get(), form))
        .into_view_of_one_kind()
}
