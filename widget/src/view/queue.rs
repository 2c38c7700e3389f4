//! The wait, made visible: where in the line, for how long, and the way back.

use super::{icon, passing};
use crate::app::App;
use crate::dom::{El, Words, button, el, when};
use crate::words;
use leptos::prelude::*;
use std::rc::Rc;
use warmline_model::Alternative;
use warmline_ui::now;
use warmline_ui::timer::Timer;
use warmline_wire::VisitorStage;

/// The panel of the wait; nothing while nobody waits, nor where there is no line to wait in.
pub fn queue(app: App) -> AnyView {
    when(
        move || {
            app.state.with(|s| matches!(s, Some(VisitorStage::Waiting { .. })))
                && !app.has_options()
        },
        move || panel(app),
    )
}

fn panel(app: App) -> El {
    let waiting = move |told: fn(&VisitorStage) -> Option<String>| {
        move || app.state.with(|state| state.as_ref().and_then(told)).map(Words::Owned)
    };
    let position = waiting(|state| match state {
        VisitorStage::Waiting { position, .. } => Some(words::position(*position)),
        _ => None,
    });
    let outlook = waiting(|state| match state {
        VisitorStage::Waiting { wait, team_online, .. } => {
            Some(words::outlook(*wait, *team_online))
        }
        _ => None,
    });
    let longer = move || {
        app.state.with(|state| match state {
            Some(VisitorStage::Waiting { longer: Some(longer), .. }) => words::longer(*longer),
            _ => None,
        })
    };
    let long = move || {
        app.state.with(|state| matches!(state, Some(VisitorStage::Waiting { long: true, .. })))
    };
    let class = move || Some(Words::Borrowed(if long() { "queue long" } else { "queue" }));
    el("div", "")
        .follow("class", class)
        .id("queue")
        .set("role", "group")
        .set("aria-label", "Your wait")
        .child(
            el("div", "queue-words")
                .set("role", "status")
                .child(el("p", "queue-position").id("queue-position").follow_text(position))
                .child(el("p", "queue-wait").id("queue-wait").follow_text(outlook))
                .child(
                    el("p", "queue-wait")
                        .id("queue-longer")
                        .flag("hidden", move || longer().is_none())
                        .follow_text(move || longer().map(Words::Borrowed)),
                ),
        )
        .child(clock(app))
        .child(choices(app))
        .view(passing::passing_on(app))
        .child(
            button("quiet", move || app.cancel_wait())
                .id("cancel-wait")
                .text("Go back to the assistant"),
        )
}

/// What can be chosen instead of waiting.
fn choices(app: App) -> El {
    let choice = move |kind: Alternative| {
        let (id, label) = words::alternative(kind).unwrap_or_default();
        let offered = move || {
            app.state.with(|state| match state {
                Some(VisitorStage::Waiting { alternatives, .. }) => alternatives.contains(&kind),
                _ => false,
            })
        };
        button("choice", move || app.choose_instead(kind))
            .id(id)
            .flag("hidden", move || !offered())
            .flag("aria-disabled", move || app.chosen.get())
            .text(label)
    };
    let none = move || {
        app.state.with(|state| match state {
            Some(VisitorStage::Waiting { alternatives, .. }) => alternatives.is_empty(),
            _ => true,
        })
    };
    el("div", "choices")
        .flag("hidden", none)
        .child(choice(Alternative::Callback))
        .child(choice(Alternative::Email))
}

/// How long it has been.
fn clock(app: App) -> El {
    let seconds = RwSignal::new(0_u32);
    let timer = StoredValue::new_local(None::<Rc<Timer>>);
    let tick = move || {
        let Some(timer) = timer.try_get_value().flatten() else { return };
        app.state.with_untracked(|state| {
            if let Some(VisitorStage::Waiting { since, .. }) = state {
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
