//! The wait, made visible: where in the line, for how long, and the way back.

use super::icon;
use crate::app::App;
use crate::words;
use leptos::ev;
use leptos::html::{button, div, p, span};
use leptos::prelude::*;
use warmline_ui::now;
use warmline_ui::timer::Timer;
use warmline_wire::VisitorState;

/// The panel of the wait; nothing while nobody waits.
pub fn queue(app: App) -> impl IntoView {
    let waiting = Memo::new(move |_| {
        app.state.with(|state| match state {
            Some(VisitorState::Waiting { since, position, wait, team_online }) => {
                Some((*since, *position, *wait, *team_online))
            }
            _ => None,
        })
    });
    let is_waiting = Memo::new(move |_| waiting.get().is_some());
    let seconds = RwSignal::new(0);
    let timer = StoredValue::new_local(None::<Timer>);
    let ring = move |ms| timer.with_value(|timer| timer.iter().for_each(|timer| timer.set(ms)));
    timer.set_value(Some(Timer::new(move || {
        if let Some((since, ..)) = waiting.get_untracked() {
            let passed = (now() - since).0.max(0);
            seconds.set(passed / 1_000);
            ring(1_000 - (passed % 1_000) as i32);
        }
    })));
    Effect::new(move |_| {
        if waiting.get().is_some() {
            ring(0);
        }
    });
    move || {
        is_waiting.get().then(|| {
            let part =
                move |part: fn(Option<u32>, Option<warmline_wire::WaitRange>, bool) -> String| {
                    move || {
                        waiting
                            .get()
                            .map(|(_, position, wait, online)| part(position, wait, online))
                    }
                };
            div()
                .class("queue")
                .attr("data-testid", "queue")
                .attr("role", "group")
                .attr("aria-label", "Your wait")
                .child((
                    div().class("queue-words").attr("role", "status").child((
                        p().class("queue-position")
                            .attr("data-testid", "queue-position")
                            .child(part(|position, _, _| words::position(position))),
                        p().class("queue-wait")
                            .attr("data-testid", "queue-wait")
                            .child(part(|_, wait, online| words::outlook(wait, online))),
                    )),
                    p().class("queue-clock").attr("data-testid", "queue-elapsed").child((
                        icon::icon(icon::HOURGLASS),
                        span().child(move || words::elapsed(seconds.get())),
                    )),
                    button()
                        .class("quiet")
                        .attr("type", "button")
                        .attr("data-testid", "cancel-wait")
                        .on(ev::click, move |_| app.cancel_wait())
                        .child("Go back to the assistant"),
                ))
        })
    }
}
