//! API keys: which there are, new ones that are shown once, revoking.

use crate::app::App;
use crate::controls::plain;
use crate::dialog;
use crate::http::{self, Trouble};
use crate::page::Fetched;
use crate::parts::{self, chip, empty};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::{Value, json};
use warmline_ui::dom::{El, button, el, live, value_of};
use warmline_wire::settings::{ApiKey, KeyList, KeyMade, KeyScope, NewKey};

/// Which dialog is open.
#[derive(Clone, Debug, PartialEq)]
enum Open {
    Make,
    Made(KeyMade),
    Revoke(ApiKey),
}

/// The page.
pub fn page(app: App) -> El {
    let open = RwSignal::new(None::<Open>);
    let list = Fetched::begin(|| async { http::get::<KeyList>("keys").await });
    let dialogs = live(move || {
        let open_now = open.get()?;
        Some(untrack(|| match open_now {
            Open::Make => make(list, open),
            Open::Made(made) => show(app, open, made),
            Open::Revoke(key) => revoke(app, list, open, key),
        }))
    });
    let actions = el("div", "page-actions");
    let actions = if app.may_change() {
        let make = move || open.set(Some(Open::Make));
        actions.child(button("button primary", make).id("make-key").text("Make a key"))
    } else {
        actions
    };
    let shown = list.show(move |list| {
        if list.keys.is_empty() {
            return empty(
                "No keys yet",
                "Make one for each program, so that each can be revoked by itself.",
            );
        }
        let rows = list.keys.into_iter().map(|key| row(app, key, open));
        el("ul", "lines").id("keys").children(rows.collect::<Vec<_>>())
    });
    el("div", "").child(actions).child(shown).view(dialogs)
}

const fn scope(scope: KeyScope) -> (&'static str, &'static str) {
    match scope {
        KeyScope::Bot => ("Bot", "Your own bot: gives answers and tells who the customer is."),
        KeyScope::Read => ("Read", "Reads conversations, cards and exports."),
    }
}

fn row(app: App, key: ApiKey, open: RwSignal<Option<Open>>) -> El {
    let made = ["Made by ", &key.made.name, ", ", &parts::moment(key.made.at)].concat();
    let line = el("li", "line").id("key").child(
        el("div", "line-words")
            .child(el("span", "line-name").set("dir", "auto").text(key.name.clone()))
            .child(
                el("span", "line-about")
                    .child(chip(scope(key.scope).0))
                    .child(el("span", "soft").text(made)),
            ),
    );
    if !app.may_change() {
        return line;
    }
    let name = key.name.clone();
    let key = StoredValue::new(key);
    line.child(
        button("button small danger", move || open.set(Some(Open::Revoke(key.get_value()))))
            .text("Revoke")
            .child(el("span", "spoken").text([": ", &name].concat())),
    )
}

fn make(list: Fetched<KeyList>, open: RwSignal<Option<Open>>) -> El {
    let name = RwSignal::new(String::new());
    let chosen = RwSignal::new(KeyScope::Bot);
    let trouble = RwSignal::new(None::<String>);
    let busy = RwSignal::new(false);
    let submit = move |event: web_sys::Event| {
        event.prevent_default();
        let named = name.get_untracked().trim().to_owned();
        if busy.get_untracked() {
            return;
        }
        if named.is_empty() {
            trouble.set(Some("Say what it is for.".to_owned()));
            return;
        }
        busy.set(true);
        let body = json!(NewKey { name: named, scope: chosen.get_untracked() });
        spawn_local(async move {
            match http::call::<KeyMade>("POST", "keys", Some(body)).await {
                Ok(made) => {
                    list.again();
                    open.set(Some(Open::Made(made)));
                }
                Err(why) => {
                    let _left = trouble.try_set(Some(why.words()));
                    let _left = busy.try_set(false);
                }
            }
        });
    };
    let scopes = [KeyScope::Bot, KeyScope::Read].map(|of| {
        let (label, about) = scope(of);
        el("label", "tick-row")
            .child(
                el("input", "tick")
                    .set("type", "radio")
                    .set("name", "scope")
                    .set("value", label)
                    .id(["scope-", label].concat())
                    .follow(".checked", move || (chosen.get() == of).then_some("true".into()))
                    .on("change", move |event| {
                        if value_of(&event) == label {
                            chosen.set(of);
                        }
                    }),
            )
            .child(
                el("span", "")
                    .child(el("strong", "").text(label))
                    .child(el("span", "soft tick-about").text(about)),
            )
    });
    let says =
        live(move || trouble.get().map(|words| el("p", "fault").set("role", "alert").text(words)));
    let close = move || open.set(None);
    let content = el("form", "modal-text")
        .set("novalidate", "")
        .on("submit", submit)
        .child(plain("input", "key-name", "What it is for", "As in: help desk bot.", name))
        .view(says)
        .child(
            el("fieldset", "field")
                .child(el("legend", "field-label").text("What it opens"))
                .child(el("div", "ticks is-one").children(scopes)),
        )
        .child(dialog::buttons([
            button("button", close).text("Cancel"),
            el("button", "button primary")
                .set("type", "submit")
                .id("make-confirm")
                .flag("disabled", move || busy.get())
                .text("Make it"),
        ]));
    dialog::dialog("key-dialog", "Make a key", close, content)
}

fn show(app: App, open: RwSignal<Option<Open>>, made: KeyMade) -> El {
    let close = move || open.set(None);
    let content = el("div", "modal-text")
        .child(el("p", "").text(
            "Copy it now: it is not shown again. Whoever has it can do what it opens, so keep it out of web pages.",
        ))
        .child(parts::copyable(app, "The key", "secret", made.secret))
        .child(dialog::buttons([button("button primary", close).id("key-done").text("I have it")]));
    dialog::dialog("made-dialog", "Your new key", close, content)
}

fn revoke(app: App, list: Fetched<KeyList>, open: RwSignal<Option<Open>>, key: ApiKey) -> El {
    let close = move || open.set(None);
    let id = key.id.clone();
    let confirm = move || {
        let path = ["keys/", &http::part(&id)].concat();
        spawn_local(async move {
            match http::call::<Value>("DELETE", &path, None).await {
                Ok(_) | Err(Trouble::Gone) => app.say("Revoked."),
                Err(trouble) => app.say(&trouble.words()),
            }
            open.set(None);
            list.again();
        });
    };
    let content = el("div", "modal-text")
        .child(
            el("p", "").text(
                [
                    "Programs that use \u{201c}",
                    &key.name,
                    "\u{201d} are refused from now on. This can\u{2019}t be undone.",
                ]
                .concat(),
            ),
        )
        .child(dialog::buttons([
            button("button", close).text("Cancel"),
            button("button danger", confirm).id("revoke-confirm").text("Revoke"),
        ]));
    dialog::dialog("revoke-dialog", "Revoke this key?", close, content)
}
