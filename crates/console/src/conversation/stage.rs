//! Who leads the conversation now, in one line.

use super::Talk;
use crate::words;
use leptos::prelude::*;
use warmline_session::Connection;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{p, span};
use warmline_wire::AgentStage;

/// The line.
pub(super) fn line(talk: Talk) -> impl Part {
    let stage =
        Memo::new(move |_| talk.state.with(|state| state.as_ref().map(|s| s.stage.clone())));
    let key = move || stage.get().as_ref().map(key);
    let broken = move || {
        let text = match talk.connection.get() {
            Connection::Reconnecting { .. } | Connection::Connecting => {
                stage.with(Option::is_some).then_some("Reconnecting\u{2026}")
            }
            Connection::Offline => Some("No network"),
            Connection::Idle | Connection::Live | Connection::Ended(_) => None,
        };
        text.map(|text| span().class("stage-broken").child(text))
    };
    p().class("stage").attr("data-testid", "stage").attr("data-stage", key).child((
        span().class("stage-dot").attr("aria-hidden", "true"),
        span().child(move || match stage.get() {
            Some(stage) => text(talk, &stage),
            None if talk.has_ended() => "Not available".into(),
            None => "Opening\u{2026}".into(),
        }),
        broken,
    ))
}

const fn key(stage: &AgentStage) -> &'static str {
    match stage {
        AgentStage::Bot => "bot",
        AgentStage::Waiting { .. } => "waiting",
        AgentStage::Human { .. } => "human",
        AgentStage::Closed { .. } => "closed",
    }
}

fn text(talk: Talk, stage: &AgentStage) -> String {
    match stage {
        AgentStage::Bot => "The assistant leads".into(),
        AgentStage::Waiting { since, position, wait } => {
            let waited = words::stopwatch(talk.app.clock.get() - *since);
            let position =
                position.map(|n| format!(" \u{00b7} number {n} in line")).unwrap_or_default();
            let told = wait
                .map(|wait| format!(" \u{00b7} was told {}", words::range(wait)))
                .unwrap_or_default();
            format!("Waiting {waited}{position}{told}")
        }
        AgentStage::Human { agent, since, name, passing_to, .. } => {
            let span = words::stopwatch(talk.app.clock.get() - *since);
            if talk.app.me().as_ref() == Some(agent) {
                // To whom they pass it on stands over the composer, with the way to keep it.
                return format!("You lead \u{00b7} {span}");
            }
            let passing = passing_to
                .as_ref()
                .map(|to| format!(" \u{00b7} being passed on to {to}"))
                .unwrap_or_default();
            format!("{name} leads \u{00b7} {span}{passing}")
        }
        AgentStage::Closed { rating: Some(score), reason, .. } => {
            let (reason, stars) = (words::close_reason(*reason), words::stars(*score));
            format!("Closed \u{00b7} {reason} \u{00b7} rated {stars} {score} of 5")
        }
        AgentStage::Closed { rating: None, reason, .. } => {
            format!("Closed \u{00b7} {} \u{00b7} not rated yet", words::close_reason(*reason))
        }
    }
}
