//! The sheet on which an agent keeps their own replies.

use super::{Reply, Source, keep, own};
use crate::app::App;
use leptos::prelude::*;
use warmline_ui::dom::{El, Words, button, el, live, value_of};

/// A name is no longer than this, in characters.
const MAX_NAME: &str = "40";
/// A text is no longer than a message.
const MAX_TEXT: &str = "4000";

/// The list and the form.
pub fn sheet(app: App) -> El {
    let replies = RwSignal::new(own(app));
    let (name, text) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let change = move |change: &dyn Fn(&mut Vec<Reply>)| {
        replies.update(|replies| {
            change(replies);
            keep(app, replies);
        });
    };
    let list = live(move || {
        let items = replies.get().into_iter().enumerate().map(|(at, reply)| {
            let label = ["Remove ", &reply.name].concat();
            let remove = move || {
                change(&|replies| {
                    if at < replies.len() {
                        replies.remove(at);
                    }
                });
            };
            el("li", "own-reply")
                .id("own-reply")
                .child(
                    el("div", "pick-words")
                        .child(el("span", "pick-name").set("dir", "auto").text(reply.name))
                        .child(el("span", "pick-about soft").set("dir", "auto").text(reply.text)),
                )
                .child(button("button small", remove).set("aria-label", label).text("Remove"))
        });
        Some(el("ul", "own-replies").children(items))
    });
    let ready = move || {
        name.with(|name| !name.trim().is_empty()) && text.with(|text| !text.trim().is_empty())
    };
    let add = move |event: web_sys::Event| {
        event.prevent_default();
        if untrack(ready) {
            let reply = Reply {
                name: name.get_untracked().trim().to_owned(),
                text: text.get_untracked().trim().to_owned(),
                source: Source::Own,
            };
            change(&|replies| {
                replies.retain(|old| old.name != reply.name);
                replies.push(reply.clone());
            });
            name.set(String::new());
            text.set(String::new());
        }
    };
    let field =
        |tag: &'static str, id: &'static str, label: &'static str, max, of: RwSignal<String>| {
            el("div", "field").child(el("label", "").set("for", id).text(label)).child(
                el(tag, "")
                    .set("id", id)
                    .id(id)
                    .set("maxlength", max)
                    .set("dir", "auto")
                    .follow(".value", move || Some(Words::Owned(of.get())))
                    .on("input", move |event| of.set(value_of(&event))),
            )
        };
    el("div", "")
        .child(el("p", "soft").text(
            "On this device: they are kept in this browser, and only you see them. {customer}, \
             {agent}, {order} and {team} are filled in.",
        ))
        .view(list)
        .child(
            el("form", "own-form")
                .on("submit", add)
                .child(field("input", "reply-name", "Name", MAX_NAME, name))
                .child(field("textarea", "reply-text", "Words", MAX_TEXT, text))
                .child(
                    el("div", "form-buttons").child(
                        el("button", "button primary")
                            .set("type", "submit")
                            .id("reply-keep")
                            .flag("disabled", move || !ready())
                            .text("Keep"),
                    ),
                ),
        )
}
