//! The commands: one table for the palette, the sheet of keys, and the keys themselves. Most press the
//! button that does it, so that key and button can never differ.

mod sheets;

pub use sheets::sheet;

use crate::app::{App, Pane};
use leptos::ev;
use leptos::prelude::*;
use warmline_ui::storage::Area;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, NodeList};

const KEYS: &str = "warmline.console.keys";
const OFF: &str = "off";

/// A sheet that lies over the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// All commands that can be given now.
    Palette,
    /// All keys.
    Keys,
    /// The agent's own replies.
    Replies,
}

/// How a command is done.
#[derive(Clone, Copy)]
enum Does {
    /// By the button of this name (`data-command`).
    Press(&'static str),
    /// By going to the field of this name.
    Focus(&'static str),
    /// By this.
    Do(fn(App)),
}

/// Something an agent can do from the keyboard.
#[derive(Clone, Copy)]
pub struct Command {
    /// What it does, as a button would say it.
    pub name: &'static str,
    /// The key, where it has one.
    pub key: &'static str,
    does: Does,
}

const fn press(name: &'static str, key: &'static str, button: &'static str) -> Command {
    Command { name, key, does: Does::Press(button) }
}

const fn act(name: &'static str, key: &'static str, act: fn(App)) -> Command {
    Command { name, key, does: Does::Do(act) }
}

/// All of them, in the order of the sheet.
pub const COMMANDS: [Command; 31] = [
    act("Search all conversations", "/", search),
    act("Next conversation", "j", |app| step(app, 1)),
    act("Previous conversation", "k", |app| step(app, -1)),
    press("Accept the offer", "a", "accept"),
    press("Decline the offer", "d", "decline"),
    press("Take out of turn", "g", "take"),
    Command { name: "Write to the customer", key: "r", does: Does::Focus("write") },
    press("Canned replies", "i", "replies"),
    press("Note to the team", "n", "note"),
    press("Pass on", "t", "transfer"),
    press("Hand back to the assistant", "h", "hand-back"),
    press("Close the conversation", "c", "close"),
    press("Keep in sight beside others", "b", "beside"),
    press("Take over", "o", "take-over"),
    act("Go to the card", "e", card),
    press("View: Desk", "1", "view-Desk"),
    press("View: Mine", "2", "view-Mine"),
    press("View: Waiting", "3", "view-Waiting"),
    press("View: All", "4", "view-All"),
    press("View: Closed", "5", "view-Closed"),
    press("Status: Available", "", "status-available"),
    press("Status: Busy", "", "status-busy"),
    press("Status: Break", "", "status-break"),
    press("Status: Offline", "", "status-offline"),
    press("Sound on or off", "", "sound"),
    press("Desktop notifications on or off", "", "desktop"),
    act("Your own replies", "", |app| app.sheet.set(Some(Sheet::Replies))),
    act("Keys", "?", |app| app.sheet.set(Some(Sheet::Keys))),
    act("Single keys on or off", "", switch_keys),
    press("Settings", "", "settings"),
    press("Sign out", "", "sign-out"),
];

/// Whether single keys were left on in this browser.
pub fn keys_wanted() -> bool {
    Area::Browser.get(KEYS).as_deref() != Some(OFF)
}

fn switch_keys(app: App) {
    let on = !app.keys.get_untracked();
    app.keys.set(on);
    Area::Browser.set(KEYS, if on { "on" } else { OFF });
    app.toast(if on { "Single keys are commands again." } else { "Single keys do nothing now." });
}

impl Command {
    /// Whether it can be done now.
    pub fn can(&self) -> bool {
        match self.does {
            Does::Do(_) => true,
            Does::Press(name) | Does::Focus(name) => find(name).is_some(),
        }
    }

    /// Does it, if it can be done.
    pub fn run(&self, app: App) -> bool {
        match self.does {
            Does::Do(act) => act(app),
            Does::Press(name) => match find(name) {
                Some(button) => button.click(),
                None => return false,
            },
            Does::Focus(name) => match find(name) {
                Some(field) => {
                    app.pane.set(Pane::Talk);
                    focus_soon(field);
                }
                None => return false,
            },
        }
        true
    }
}

/// The element that does it and can be used: best of the open conversation, best one that is seen.
fn find(name: &str) -> Option<HtmlElement> {
    let all = document().query_selector_all(&["[data-command=\"", name, "\"]"].concat()).ok()?;
    let usable = elements(&all).filter(|element| !element.has_attribute("disabled"));
    usable.max_by_key(|element| {
        let of_open = element.closest(".card-pane, .talk.is-open").ok().flatten().is_some();
        (is_seen(element), of_open)
    })
}

fn elements(list: &NodeList) -> impl Iterator<Item = HtmlElement> + '_ {
    (0..list.length()).filter_map(|at| list.get(at)?.dyn_into().ok())
}

fn is_seen(element: &HtmlElement) -> bool {
    element.offset_parent().is_some()
}

fn focus_soon(element: HtmlElement) {
    request_animation_frame(move || {
        let _gone = element.focus();
    });
}

fn search(app: App) {
    app.pane.set(Pane::Desk);
    if let Some(field) = find("search") {
        focus_soon(field);
    }
}

fn card(app: App) {
    if app.open.with_untracked(Option::is_some) {
        app.pane.set(Pane::Card);
        if let Ok(Some(card)) = document().query_selector(".card")
            && let Ok(card) = card.dyn_into()
        {
            focus_soon(card);
        }
    }
}

/// Opens the conversation after or before the one that is open, in the order of the lists.
fn step(_: App, by: isize) {
    let Ok(all) = document().query_selector_all(".lists .item-open") else { return };
    let items: Vec<HtmlElement> = elements(&all).collect();
    let open = |item: &HtmlElement| item.closest(".is-open").ok().flatten().is_some();
    let next = match items.iter().position(open) {
        Some(at) => at.checked_add_signed(by),
        None if by > 0 => Some(0),
        None => items.len().checked_sub(1),
    };
    if let Some(item) = next.and_then(|at| items.get(at)) {
        item.click();
    }
}

/// Hears the keys, until the page is left.
pub fn watch(app: App) {
    let _for_good = window_event_listener(ev::keydown, move |event| {
        if event.default_prevented()
            || event.is_composing()
            || untrack(|| app.me()).is_none()
            || event.alt_key()
        {
            return;
        }
        let key = event.key();
        if event.ctrl_key() || event.meta_key() {
            if key.eq_ignore_ascii_case("k") && !event.shift_key() {
                event.prevent_default();
                app.sheet.update(|sheet| {
                    *sheet = if sheet.is_some() { None } else { Some(Sheet::Palette) };
                });
            }
            return;
        }
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let elsewhere = "input, textarea, select, dialog, [contenteditable]";
        let writes = target.is_some_and(|on| on.closest(elsewhere).ok().flatten().is_some());
        if writes || !app.keys.get_untracked() || app.sheet.with_untracked(Option::is_some) {
            return;
        }
        let command = COMMANDS.iter().find(|command| command.key == key);
        if command.is_some_and(|command| command.run(app)) {
            event.prevent_default();
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::View;
    use std::collections::HashSet;

    #[test]
    fn no_two_commands_share_a_key_or_a_name() {
        let keys: Vec<&str> =
            COMMANDS.iter().map(|c| c.key).filter(|key| !key.is_empty()).collect();
        assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len());
        assert_eq!(COMMANDS.iter().map(|c| c.name).collect::<HashSet<_>>().len(), COMMANDS.len());
    }

    #[test]
    fn each_view_has_a_command() {
        for view in View::ALL {
            let button = ["view-", view.name()].concat();
            let has = |c: &Command| matches!(c.does, Does::Press(name) if name == button);
            assert!(COMMANDS.iter().any(has), "{button}");
        }
    }
}
