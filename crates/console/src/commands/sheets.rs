//! The palette, the sheet of keys, and the agent's own replies.

use super::{COMMANDS, Command, Sheet};
use crate::app::App;
use crate::canned;
use crate::modal::modal;
use leptos::prelude::*;
use warmline_ui::dom::{El, Part, Words, button, el, html, live, value_of};
use wasm_bindgen::JsCast;
use web_sys::KeyboardEvent;

/// The sheet.
pub fn sheet(app: App, sheet: Sheet) -> impl Part {
    let close = move || app.sheet.set(None);
    let (test_id, title, body) = match sheet {
        Sheet::Palette => ("palette", "Commands", palette(app)),
        Sheet::Keys => ("keys", "Keys", keys(app)),
        Sheet::Replies => ("replies-sheet", "Your own replies", canned::sheet(app)),
    };
    let body = el("div", "modal-body")
        .child(
            el("div", "sheet-head")
                .child(el("h2", "").set("id", "sheet-title").text(title))
                .child(button("button small", close).id("sheet-close").text("Close")),
        )
        .child(body);
    modal(test_id, "sheet-title", close, body)
}

/// Whether each word of `asked` begins a word of the command's name.
fn fits(command: &Command, asked: &str) -> bool {
    let name = command.name.to_lowercase();
    asked
        .to_lowercase()
        .split_whitespace()
        .all(|word| name.split(' ').any(|of_name| of_name.starts_with(word)))
}

fn palette(app: App) -> El {
    let asked = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let shown = move || {
        let asked = asked.get();
        COMMANDS.into_iter().filter(|c| fits(c, &asked) && c.can()).collect::<Vec<_>>()
    };
    let run = move |command: Command| {
        app.sheet.set(None);
        // Two frames later, when the focus is back where it was before.
        request_animation_frame(move || {
            request_animation_frame(move || {
                command.run(app);
            });
        });
    };
    let heard = move |event: web_sys::Event| {
        let key: &KeyboardEvent = event.unchecked_ref();
        let count = untrack(shown).len();
        let at = chosen.get_untracked();
        match key.key().as_str() {
            "ArrowDown" if count > 0 => chosen.set((at + 1) % count),
            "ArrowUp" if count > 0 => chosen.set((at + count - 1) % count),
            "Enter" if !key.is_composing() => {
                if let Some(command) = untrack(shown).get(at) {
                    run(*command);
                }
            }
            _ => return,
        }
        event.prevent_default();
    };
    let field = el("input", "")
        .set("type", "text")
        .set("role", "combobox")
        .set("aria-label", "What do you want to do?")
        .set("aria-expanded", "true")
        .set("aria-controls", "palette-list")
        .set("aria-autocomplete", "list")
        .set("autofocus", "")
        .set("autocomplete", "off")
        .set("placeholder", "What do you want to do?")
        .id("palette-field")
        .follow("aria-activedescendant", move || {
            let any = !shown().is_empty();
            any.then(|| Words::Owned(["palette-", &chosen.get().to_string()].concat()))
        })
        .on("input", move |event| {
            chosen.set(0);
            asked.set(value_of(&event));
        })
        .on("keydown", heard);
    let list = live(move || {
        let commands = shown();
        let options = commands.into_iter().enumerate().map(|(at, command)| {
            el("div", "option")
                .set("role", "option")
                .set("id", ["palette-", &at.to_string()].concat())
                .follow("aria-selected", move || Some((chosen.get() == at).to_string().into()))
                .with(move |element| {
                    let element = element.clone();
                    Effect::new(move |_| {
                        if chosen.get() == at {
                            element.scroll_into_view_with_bool(false);
                        }
                    });
                })
                .on("click", move |_| run(command))
                .child(el("span", "").text(command.name))
                .child(kbd(command.key))
        });
        let options: Vec<El> = options.collect();
        let list = el("div", "options").set("id", "palette-list").set("role", "listbox");
        let list = list.set("aria-label", "Commands");
        Some(if options.is_empty() {
            el("div", "").child(list).child(
                el("p", "soft").set("role", "status").text("There is no command by that name now."),
            )
        } else {
            list.children(options)
        })
    });
    el("div", "palette").child(field).view(list)
}

fn kbd(key: &'static str) -> El {
    if key.is_empty() { el("span", "") } else { el("kbd", "").text(key) }
}

fn keys(app: App) -> El {
    let row = |name: &'static str, keys: &[&'static str]| {
        let keys = keys.iter().map(|key| kbd(key));
        el("div", "").child(el("dt", "").text(name)).child(el("dd", "").children(keys))
    };
    let with_key = COMMANDS.iter().filter(|command| !command.key.is_empty());
    let rows = with_key.map(|command| row(command.name, &[command.key]));
    let switch = el("label", "check")
        .child(
            el("input", "")
                .set("type", "checkbox")
                .id("single-keys")
                .with(move |element| {
                    let on = app.keys.get_untracked();
                    let _never_fails =
                        js_sys::Reflect::set(&html(element), &"checked".into(), &on.into());
                })
                .on("change", move |_| super::switch_keys(app)),
        )
        .child(el("span", "").text("Single keys are commands (outside of text fields)"));
    el("div", "").child(switch).child(
        el("dl", "keys")
            .set("tabindex", "0")
            .child(row("All commands", &["Ctrl", "K"]))
            .children(rows)
            .child(row("Send", &["Enter"]))
            .child(row("New line", &["Shift", "Enter"]))
            .child(row("Canned replies, in an empty message", &["/"]))
            .child(row("Leave a form or a sheet", &["Esc"])),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_found_by_the_beginnings_of_its_words() {
        let named = |asked: &str| {
            let found = COMMANDS.iter().filter(|command| fits(command, asked));
            found.map(|command| command.name).collect::<Vec<_>>()
        };
        assert_eq!(named("dec off"), ["Decline the offer"]);
        assert_eq!(named("STATUS br"), ["Status: Break"]);
        assert!(named("xyz").is_empty());
        assert_eq!(named("").len(), COMMANDS.len());
    }
}
