//! The log: entries, what is on its way, who is typing; it stays at the end unless the agent reads back.

use super::{Talk, entry};
use crate::app::Pane;
use crate::parts::{self, keyed};
use leptos::control_flow::{For, ForProps};
use leptos::ev;
use leptos::html::{Div, button, div, ol, p, span};
use leptos::prelude::*;
use warmline_model::{Entry, Millis, Seq};
use warmline_session::Outgoing;
use wasm_bindgen::JsCast;
use web_sys::{
    FocusOptions, HtmlElement, ScrollBehavior, ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// Words of one author within this time stand together.
const TOGETHER: Millis = Millis::minutes(3);
/// So near to the end, in CSS pixels, counts as being there.
const NEAR: i32 = 90;

/// The log.
pub(super) fn log(talk: Talk) -> impl IntoView {
    let frame = NodeRef::<Div>::new();
    let at_end = RwSignal::new(true);
    let newer = RwSignal::new(false);
    // The frame is laid out from its end (console.css), which is therefore at 0.
    let to_end = move || {
        if let Some(frame) = frame.get_untracked() {
            frame.set_scroll_top(0);
        }
    };
    Effect::new(move |before: Option<(usize, usize, bool)>| {
        let now = (talk.entries.with(Vec::len), talk.unsent.with(Vec::len), talk.owns.get());
        if let Some(before) = before {
            if now.1 > before.1 || now.2 && !before.2 {
                to_end();
            } else if now.0 > before.0 && !at_end.get_untracked() {
                newer.set(true);
            }
        }
        now
    });
    read_aloud(talk);

    let known = Memo::new(move |_| talk.state.with(Option::is_some));
    div().class("log-frame").child((
        div()
            .class("log")
            .node_ref(frame)
            .attr("role", "log")
            .attr("aria-label", "Messages")
            .attr("tabindex", "0")
            .on(ev::scroll, move |_| {
                if let Some(frame) = frame.get_untracked() {
                    let near = frame.scroll_top().abs() < NEAR;
                    at_end.set(near);
                    if near {
                        newer.set(false);
                    }
                }
            })
            .child(div().class("log-inner").child((
                move || (!known.get()).then(|| parts::skeleton(7)),
                ol().class("entries").child((entries(talk), unsent(talk))),
                typing(talk),
            ))),
        move || {
            newer.get().then(|| {
                button()
                    .r#type("button")
                    .class("button small to-end")
                    .on(ev::click, move |_| to_end())
                    .child("New messages \u{2193}")
            })
        },
    ))
}

fn entries(talk: Talk) -> impl IntoView {
    let rows = move || {
        talk.entries.with(|entries| {
            let mut before: Option<&Entry> = None;
            let row = |entry: &Entry, before: Option<&Entry>| {
                (entry.clone(), before.is_some_and(|b| follows(b, entry)))
            };
            let mut rows = Vec::with_capacity(entries.len());
            for entry in entries {
                rows.push(row(entry, before));
                before = Some(entry);
            }
            rows
        })
    };
    For(ForProps::builder()
        .each(rows)
        .key(|(entry, _)| entry.seq)
        .children(move |(entry, follows)| entry::entry(talk, &entry, follows))
        .build())
}

fn follows(before: &Entry, entry: &Entry) -> bool {
    before.author == entry.author
        && !entry::is_event(before)
        && !entry::is_event(entry)
        && entry.at < before.at + TOGETHER
}

fn unsent(talk: Talk) -> impl IntoView {
    let items = Memo::new(move |_| talk.unsent.get());
    keyed(items, |item| item.action.client_id().cloned(), entry::unsent)
}

fn typing(talk: Talk) -> impl IntoView {
    move || {
        talk.typing.get().then(|| {
            let dots =
                span().class("dots").attr("aria-hidden", "true").child((span(), span(), span()));
            p().class("typing").attr("data-testid", "typing").child((
                dots,
                span().attr("dir", "auto").child(move || format!("{} is typing", talk.customer())),
            ))
        })
    }
}

/// Tells the customer how far their agent has read: only what was on the screen before their eyes.
fn read_aloud(talk: Talk) {
    Effect::new(move |_| {
        let last = talk.entries.with(|entries| entries.last().map(|entry| entry.seq));
        let shown = talk.app.pane.get() == Pane::Talk || !crate::shell::is_narrow();
        if let Some(last) = last
            && talk.owns.get()
            && talk.app.attentive.get()
            && shown
        {
            talk.with_link(|link| link.seen(last));
        }
    });
}

/// Brings an entry before the agent's eyes.
pub(super) fn bring(seq: Seq) {
    let Some(element) = document().get_element_by_id(&entry::element_id(seq)) else {
        return;
    };
    let options = ScrollIntoViewOptions::new();
    options.set_block(ScrollLogicalPosition::Center);
    let still = window().match_media("(prefers-reduced-motion: reduce)").ok().flatten();
    let still = still.is_some_and(|query| query.matches());
    options.set_behavior(if still { ScrollBehavior::Instant } else { ScrollBehavior::Smooth });
    element.scroll_into_view_with_scroll_into_view_options(&options);
    if let Some(element) = element.dyn_ref::<HtmlElement>() {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _gone = element.focus_with_options(&options);
    }
}
