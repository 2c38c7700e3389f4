//! A supervisor takes a conversation over, and is asked once whether they mean it.

use crate::app::App;
use crate::modal::modal;
use crate::words;
use leptos::prelude::*;
use warmline_model::{ConversationId, Episode};
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{button, div, h2, p};
use warmline_wire::{DeskView, FromConsole};

/// Which conversation is about to be taken over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TakeOver {
    /// Which.
    pub conversation: ConversationId,
    /// Of which handoff.
    pub episode: Episode,
    /// The customer's name, if known.
    pub customer: Option<String>,
    /// The name of the colleague who has it; none while it waits.
    pub from: Option<String>,
}

impl TakeOver {
    /// What the desk knows of a conversation that can be taken over: one that waits, or a colleague's.
    pub fn of(view: &DeskView, conversation: &ConversationId) -> Option<Self> {
        let case = view.cases.iter().find(|case| case.case.conversation == *conversation);
        if let Some(case) = case {
            return Some(Self {
                conversation: conversation.clone(),
                episode: case.case.episode,
                customer: case.case.customer.clone(),
                from: Some(crate::transfer::agent_name(view, &case.agent)),
            });
        }
        let item = view.line.iter().find(|item| item.conversation == *conversation)?;
        Some(Self {
            conversation: conversation.clone(),
            episode: item.episode,
            customer: item.customer.clone(),
            from: None,
        })
    }
}

/// Asks whether to take over the conversation named, where it can be.
pub fn ask(app: App, conversation: &ConversationId) {
    let found = app.desk.with_untracked(|desk| TakeOver::of(desk.as_ref()?, conversation));
    app.taking_over.set(found);
}

/// The question.
pub fn question(app: App) -> impl Part {
    let close = move || app.taking_over.set(None);
    let asked = app.taking_over.get_untracked();
    let customer = words::desk::customer(asked.as_ref().and_then(|asked| asked.customer.as_ref()));
    let told = match asked.as_ref().and_then(|asked| asked.from.as_deref()) {
        Some(from) => format!(
            "It becomes yours at once. {from} and the customer are told that you lead from then on."
        ),
        None => "It becomes yours at once, out of turn, and that is recorded.".to_owned(),
    };
    let take = move |_| {
        if let Some(TakeOver { conversation, episode, .. }) = app.taking_over.get_untracked() {
            app.act(FromConsole::TakeOver { conversation, episode });
        }
        close();
    };
    modal(
        "take-over-dialog",
        "take-over-title",
        close,
        div().class("modal-body").child((
            h2().attr("id", "take-over-title")
                .attr("dir", "auto")
                .child(format!("Take over {customer}?")),
            p().class("soft").attr("dir", "auto").child(told),
            div().class("form-buttons").child((
                button()
                    .attr("type", "button")
                    .class("button")
                    .attr("autofocus", "")
                    .on("click", move |_| close())
                    .child("Leave it"),
                button()
                    .attr("type", "button")
                    .class("button primary")
                    .attr("data-testid", "take-over-confirm")
                    .on("click", take)
                    .child("Take over"),
            )),
        )),
    )
}
