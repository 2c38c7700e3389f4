//! The wait, made visible: where in the line, for how long, and the way back.

use super::icon;
use crate::app::App;
use crate::dom::{El, Words, button, el, when};
use crate::words;
use leptos::prelude::*;
use std::rc::Rc;
use warmline_ui::now;
use warmline_ui::timer::Timer;
use warmline_wire::VisitorState;

/// The panel of the wait; nothing while nobody waits.
pub fn queue(app: App) -> AnyView {
    when(
        move || app.state.with(|s| matches!(s, Some(VisitorState::Waiting { .. }))),
        move || panel(app),
    )
}

fn panel(app: App) -> El {
    let waiting = move |told: fn(&VisitorState) -> Option<String>| {
        move || app.state.with(|state| state.as_ref().and_then(told)).map(Words::Owned)
    };
    let position = waiting(|state| match state {
        VisitorState::Waiting { position, .. } => Some(words::position(*position)),
        _ => None,
    });
    let outlook = waiting(|state| match state {
        VisitorState::Waiting { wait, team_online, .. } => {
            Some(words::outlook(*wait, *team_online))
        }
        _ => None,
    });
    el("div", "queue")
        .id("queue")
        .set("role", "group")
        .set("aria-label", "Your wait")
        .child(
            el("div", "queue-words")
                .set("role", "status")
                .child(el("p", "queue-position").id("queue-position").follow_text(position))
                .child(el("p", "queue-wait").id("queue-wait").follow_text(outlook)),
        )
        .child(clock(app))
        .child(
            button("quiet", move || app.cancel_wait())
                .id("cancel-wait")
                .text("Go back to the assistant"),
        )
}

/// How long it has been.
fn clock(app: App) -> El {
    let seconds = RwSignal::new(0_u32);
    let timer = StoredValue::new_local(None::<Rc<Timer>>);
    let tick = move || {
        let Some(timer) = timer.try_get_value().flatten() else { return };
        app.state.with_untracked(|state| {
            if let Some(VisitorState::Waiting { since, .. }) = state {
                let passed = (now() - *since).0.max(0);
                seconds.set((passed / 1_000) as u32);
                timer.set(1_000 - (passed % 1_000) as i32);
            }
        });
    };
    timer.set_value(Some(Rc::new(Timer::new(tick))));
    tick();
    el("p", "queue-clock")
        .id("queue-elapsed")
        .icon(icon::HOURGLASS)
        .child(el("span", "").follow_text(move || Some(words::elapsed(seconds.get()).into())))
}
