//! What tells an agent who looks elsewhere of what waits: a notification of the desktop and a short sound.
//! Both end with their reason: an offer taken by a colleague, words that were read. Whoever does look says so to the
//! desk, so that no other device of theirs is woken (`docs/push.md`).

use crate::app::{App, Pane};
use crate::desk::Connection;
use crate::words as say;
use leptos::prelude::*;
use std::collections::HashMap;
use warmline_model::{Clock, ConversationId};
use warmline_ui::dom::{El, Words, button, el};
use warmline_ui::storage::Area;
use warmline_wire::{FromConsole, Mine};
use wasm_bindgen::prelude::*;

const SOUND: &str = "warmline.console.sound";
const DESKTOP: &str = "warmline.console.desktop";
const OFF: &str = "off";
const ON: &str = "on";
/// In the address: the conversation whose notification was pressed while no console was open, or that a package or
/// the page of whoever is on call leads to.
const FRAGMENTS: [&str; 2] = ["#open=", "#/c/"];
/// Which conversation that was, until somebody is signed in: a sign-in link may open in another tab.
const LINKED: &str = "warmline.console.linked";

#[wasm_bindgen]
extern "C" {
    // static/console/notices.js
    #[wasm_bindgen(js_namespace = warmlineNotices)]
    fn show(tag: &str, title: &str, conversation: &str, pressed: &JsValue);
    #[wasm_bindgen(js_namespace = warmlineNotices)]
    fn close(tag: &str);
    #[wasm_bindgen(js_namespace = warmlineNotices)]
    fn chime();
    #[wasm_bindgen(js_namespace = warmlineNotices)]
    fn permission() -> String;
    #[wasm_bindgen(js_namespace = warmlineNotices)]
    fn ask(answered: &JsValue);
    #[wasm_bindgen(js_namespace = warmlineNotices)]
    fn wake(on: bool, done: &JsValue);
    #[wasm_bindgen(js_namespace = warmlineNotices)]
    fn pressed(open: &JsValue);
}

/// What is wanted of them, in this browser. A copy is the same.
#[derive(Clone, Copy)]
pub struct Notices {
    sound: RwSignal<bool>,
    desktop: RwSignal<bool>,
}

impl Notices {
    /// As it was left in this browser: at first a sound, and nothing on the desktop.
    pub fn new() -> Self {
        Self {
            sound: RwSignal::new(Area::Browser.get(SOUND).as_deref() != Some(OFF)),
            desktop: RwSignal::new(Area::Browser.get(DESKTOP).as_deref() == Some(ON)),
        }
    }
}

/// A reason to tell of something.
#[derive(Clone, PartialEq)]
struct Reason {
    tag: String,
    title: String,
    conversation: ConversationId,
    /// How many: one more is worth another sound.
    count: usize,
}

/// Follows the reasons as they come and go.
pub fn watch(app: App) {
    watch_pressed(app);
    let reasons = Memo::new(move |_| reasons(app));
    // By tag, how much of it the desk knows to be seen.
    let seen = StoredValue::new(HashMap::<String, usize>::new());
    Effect::new(move |before: Option<Vec<Reason>>| {
        let now = reasons.get();
        let known = before.unwrap_or_default();
        let away = !app.attentive.get();
        for gone in known.iter().filter(|old| now.iter().all(|new| new.tag != old.tag)) {
            close(&gone.tag);
        }
        let mut heard = false;
        for reason in &now {
            if !away && reason.tag.starts_with('s') {
                // Whoever has seen a warning needs no reminder.
                close(&reason.tag);
            }
            let is_new = known.iter().all(|old| old.tag != reason.tag || old.count < reason.count);
            if !is_new {
                continue;
            }
            // An offer is worth a sound even to whoever looks: it waits for an answer.
            heard |= away || reason.tag.starts_with('o');
            if away && app.notices.desktop.get_untracked() {
                let conversation = reason.conversation.clone();
                let id = conversation.to_string();
                let pressed = Closure::once_into_js(move || app.show(conversation, Pane::Talk));
                show(&reason.tag, &reason.title, &id, &pressed);
            }
        }
        if heard && app.notices.sound.get_untracked() {
            chime();
        }
        if !away && app.connection.get() == Connection::Live {
            tell_seen(app, seen, &now);
        }
        now
    });
}

/// Tells the desk of what it does not know to be seen.
fn tell_seen(app: App, seen: StoredValue<HashMap<String, usize>>, now: &[Reason]) {
    let mut conversations = Vec::new();
    seen.update_value(|seen| {
        seen.retain(|tag, _| now.iter().any(|reason| reason.tag == *tag));
        for reason in now {
            if seen.insert(reason.tag.clone(), reason.count) != Some(reason.count) {
                conversations.push(reason.conversation.clone());
            }
        }
    });
    if !conversations.is_empty() {
        app.act(FromConsole::Saw { conversations });
    }
}

/// Opens what a notification was pressed for; has this browser woken, where that is wanted.
fn watch_pressed(app: App) {
    let open = move |id: String| {
        if let Ok(id) = ConversationId::new(id) {
            app.show(id, Pane::Talk);
        }
    };
    pressed(&Closure::wrap(Box::new(open) as Box<dyn Fn(String)>).into_js_value());
    let at_work = Memo::new(move |_| app.desk.with(Option::is_some));
    let followed = RwSignal::new(());
    let follow = move || {
        if let Some(id) = FRAGMENTS.into_iter().find_map(crate::auth::take_fragment) {
            Area::Browser.set(LINKED, &id);
            followed.set(());
        }
    };
    follow();
    let _kept_for_good = window_event_listener(leptos::ev::hashchange, move |_| follow());
    Effect::new(move |_| {
        followed.track();
        if !at_work.get() {
            return;
        }
        if let Some(id) = Area::Browser.get(LINKED) {
            Area::Browser.set(LINKED, "");
            open(id);
        }
        if app.notices.desktop.get_untracked() && permission() == "granted" {
            wake(true, &Closure::once_into_js(|_: bool| ()));
        }
    });
}

/// Offers, words that are unread, and clocks that are near their end or over.
fn reasons(app: App) -> Vec<Reason> {
    let mut reasons = Vec::new();
    app.desk.with(|desk| {
        let Some(desk) = desk else { return };
        for offer in &desk.offers {
            reasons.push(Reason {
                tag: ["o", offer.conversation.as_str()].concat(),
                // No word of the conversation: others may see the desktop.
                title: ["New offer: ", say::tier(offer.tier)].concat(),
                conversation: offer.conversation.clone(),
                count: 1,
            });
        }
        app.unread.with(|unread| {
            for mine in &desk.mine {
                let count = unread.get(&mine.conversation).copied().unwrap_or_default();
                if count > 0 {
                    let name = say::desk::customer(mine.customer.as_ref());
                    reasons.push(Reason {
                        tag: ["u", mine.conversation.as_str()].concat(),
                        title: ["New message from ", &name].concat(),
                        conversation: mine.conversation.clone(),
                        count,
                    });
                }
                let warnings = warnings(mine);
                if warnings > 0 {
                    let name = say::desk::customer(mine.customer.as_ref());
                    reasons.push(Reason {
                        tag: ["s", mine.conversation.as_str()].concat(),
                        title: ["Time limit near or over: ", &name].concat(),
                        conversation: mine.conversation.clone(),
                        count: warnings,
                    });
                }
            }
        });
    });
    reasons
}

/// How many warnings were given of clocks that still run.
fn warnings(mine: &Mine) -> usize {
    let clocks = &mine.clocks;
    let runs = |clock| match clock {
        Clock::FirstResponse => clocks.first_response.is_some(),
        Clock::Resolution => clocks.resolution.is_some(),
    };
    clocks.events.iter().filter(|event| runs(event.clock)).count()
}

/// The switches in the rail.
pub fn switches(app: App) -> El {
    let Notices { sound, desktop } = app.notices;
    let switch_sound = move || {
        sound.update(|on| *on = !*on);
        Area::Browser.set(SOUND, if sound.get_untracked() { ON } else { OFF });
        if sound.get_untracked() {
            chime();
        }
    };
    let set_desktop = move |on: bool| {
        desktop.set(on);
        Area::Browser.set(DESKTOP, if on { ON } else { OFF });
        let done = Closure::once_into_js(move |done: bool| {
            if on && !done {
                app.toast(
                    "You are told of what waits as long as this page is open. This browser can't be woken when it \
                     is closed.",
                );
            }
        });
        wake(on, &done);
    };
    let switch_desktop = move || {
        if desktop.get_untracked() {
            set_desktop(false);
        } else if permission() == "granted" {
            set_desktop(true);
        } else {
            let answered = Closure::once_into_js(move || {
                if permission() == "granted" {
                    set_desktop(true);
                } else {
                    app.toast("This browser does not allow notifications for this page.");
                }
            });
            ask(&answered);
        }
    };
    let switch =
        |name: &'static str, id: &'static str, on: RwSignal<bool>, press: El| {
            press
                .id(id)
                .set("data-command", id)
                .follow("aria-pressed", move || Some(on.get().to_string().into()))
                .child(el("span", "").text(name))
                .child(el("span", "switch-state").set("aria-hidden", "true").follow_text(
                    move || Some(Words::Borrowed(if on.get() { "on" } else { "off" })),
                ))
        };
    el("div", "switches")
        .set("role", "group")
        .set("aria-label", "Tell me of what waits")
        .child(switch("Sound", "sound", sound, button("switch", switch_sound)))
        .child(switch("Desktop", "desktop", desktop, button("switch", switch_desktop)))
}
