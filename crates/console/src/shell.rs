//! The frame of the screen: who sees what, the banner, the toasts, and the turning of a narrow screen.

use crate::app::{App, Pane, Toast};
use crate::auth::{self, Auth};
use crate::desk::Connection;
use crate::parts::{self, icon, keyed};
use crate::{commands, conversation, inbox, lists, modal, notices, rail, service, unread, words};
use leptos::ev;
use leptos::prelude::*;
use warmline_ui::dom::html::{button, div, h1, main, p, span};
use warmline_ui::dom::{Part, Whenever};

/// Below this width, in CSS pixels, one part is shown at a time; console.css says the same.
const WIDE_FROM: f64 = 900.0;

/// The whole screen.
pub fn screen(app: App) -> impl Part {
    watch_attention(app);
    unread::watch(app);
    inbox::watch(app);
    crate::ticket::watch(app);
    commands::watch(app);
    notices::watch(app);
    Effect::new(move |_| {
        let offers = app.waits_for_me();
        let trouble = app.alarms.with(|alarms| service::trouble(alarms));
        let title = words::desk::title(offers, trouble);
        if document().title() != title {
            document().set_title(&title);
        }
    });
    announce_alarms(app);
    let auth = Memo::new(move |_| app.auth.get());
    (
        move || match auth.get() {
            Auth::Looking => main().class("door").child(parts::skeleton(3)).part(),
            Auth::Out(why) => auth::signed_out(app, why).part(),
            Auth::In(_) => at_work(app).part(),
        },
        modal::host(app),
        toasts(app),
        div().class("spoken").attr("role", "alert").child(move || app.announced.get()),
    )
}

/// Tells whoever can't see it of each new alarm of their own, once.
fn announce_alarms(app: App) {
    Effect::new(move |before: Option<Vec<service::Alarm>>| {
        let alarms = app.alarms.get();
        let known = before.unwrap_or_default();
        let is_new = |alarm: &&service::Alarm| alarm.own && !known.iter().any(|k| k.is(alarm));
        if let Some(alarm) = alarms.iter().find(is_new) {
            app.announced.set(words::desk::alarm(alarm));
        }
        alarms
    });
}

fn at_work(app: App) -> impl Part {
    let pane = move || match app.pane.get() {
        Pane::Desk => "desk",
        Pane::Talk => "talk",
        Pane::Card => "card",
    };
    let live = move || (app.connection.get() == Connection::Live).to_string();
    let beside = move || app.shown.with(|shown| shown.len() > 1);
    main()
        .class("screen")
        .class(Whenever("is-beside", beside))
        .attr("data-pane", pane)
        .attr("data-live", live)
        .child((
            // On a narrow screen the rail, with the name, is not always shown.
            h1().class("spoken").child("Warmline"),
            banner(app),
            rail::rail(app),
            lists::lists(app),
            conversation::workspace(app),
        ))
}

fn banner(app: App) -> impl Part {
    let text = move || match app.connection.get() {
        Connection::Offline => {
            Some("You are offline. All is kept until your network is back.".to_owned())
        }
        Connection::Reconnecting { retry_at } => {
            let _every_second = app.clock.get();
            let seconds = (retry_at - warmline_ui::now()).as_seconds_ceil().max(0);
            Some(format!("Connection lost. Next try in {seconds} s."))
        }
        Connection::Connecting { again: true } => Some("Connecting\u{2026}".into()),
        Connection::Idle | Connection::Connecting { again: false } | Connection::Live => None,
    };
    let text = Memo::new(move |_| text());
    let shown = Memo::new(move |_| text.with(Option::is_some));
    let waits = Memo::new(move |_| matches!(app.connection.get(), Connection::Reconnecting { .. }));
    let again = move || {
        waits.get().then(|| {
            button()
                .attr("type", "button")
                .class("button small")
                .on("click", move |_| app.retry())
                .child("Try now")
        })
    };
    move || {
        shown.get().then(|| {
            div().class("banner").attr("data-testid", "banner").child((
                span().class("dot").attr("aria-hidden", "true"),
                p().child(move || text.get()),
                again,
            ))
        })
    }
}

fn toasts(app: App) -> impl Part {
    let items = Memo::new(move |_| app.toasts.get());
    div().class("toasts").attr("role", "status").child(keyed(
        items,
        |toast| toast.id,
        move |toast| {
            let Toast { id, text } = toast.get_untracked();
            div()
                .class("toast")
                .attr("data-testid", "toast")
                .child((
                    span().attr("dir", "auto").child(text),
                    button()
                        .attr("type", "button")
                        .class("button quiet")
                        .attr("aria-label", "Dismiss")
                        .on("click", move |_| app.dismiss(id))
                        .child(icon("M6 6l12 12M18 6L6 18")),
                ))
                .part()
        },
    ))
}

/// On a narrow screen: the way back to the lists, with the number of things that wait there.
pub fn back(app: App) -> impl Part {
    let waiting = Memo::new(move |_| app.waits_for_me());
    button()
        .attr("type", "button")
        .class("button quiet narrow-only back")
        .attr("data-testid", "back")
        .attr("aria-label", move || match waiting.get() {
            0 => "Back to the desk".to_owned(),
            n => format!("Back to the desk, {n} waiting for you"),
        })
        .on("click", move |_| app.pane.set(Pane::Desk))
        .child((icon("M15 5l-7 7 7 7"), move || {
            (waiting.get() > 0).then(|| span().class("count is-loud").child(waiting.get()))
        }))
}

/// On a narrow screen: conversation or card.
pub fn tabs(app: App) -> impl Part {
    let tab = |pane: Pane, label: &'static str, test_id: &'static str| {
        button()
            .attr("type", "button")
            .class("tab")
            .attr("data-testid", test_id)
            .attr("aria-pressed", move || (app.pane.get() == pane).to_string())
            .on("click", move |_| app.pane.set(pane))
            .child(label)
    };
    div()
        .class("tabs narrow-only")
        .child((tab(Pane::Talk, "Chat", "tab-talk"), tab(Pane::Card, "Card", "tab-card")))
}

/// Whether one part is shown at a time.
pub fn is_narrow() -> bool {
    window()
        .inner_width()
        .ok()
        .and_then(|width| width.as_f64())
        .is_some_and(|width| width < WIDE_FROM)
}

/// Keeps [`App::attentive`] true to whether the agent can be looking.
fn watch_attention(app: App) {
    let look = move || {
        let document = document();
        let attentive = !document.hidden() && document.has_focus().unwrap_or(true);
        if app.attentive.get_untracked() != attentive {
            app.attentive.set(attentive);
        }
    };
    look();
    let _for_good = window_event_listener(ev::focus, move |_| look());
    let _for_good = window_event_listener(ev::blur, move |_| look());
    // It bubbles from the document to the window.
    let _for_good = window_event_listener(ev::visibilitychange, move |_| look());
}
