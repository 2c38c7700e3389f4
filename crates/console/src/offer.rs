//! What an agent can do with an offer: accept it, let it pass with or without a reason, ask why.

use crate::app::App;
use crate::words::desk::DECLINE_REASONS;
use leptos::html::Button;
use leptos::prelude::*;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{button, div, form, input, p};
use warmline_wire::OfferView;

/// The longest reason, in characters.
const MAX_REASON: &str = "200";

/// Accept and Decline. `prefix` goes before the test ids, where the same offer is shown twice.
pub fn answer(
    app: App,
    offer: Memo<OfferView>,
    prefix: &'static str,
    before: impl Part,
) -> impl Part {
    let declining = RwSignal::new(false);
    let opener = NodeRef::<Button>::new();
    let accept = move |_| {
        let (conversation, episode) =
            offer.with_untracked(|offer| (offer.conversation.clone(), offer.episode));
        app.accept(conversation, episode);
    };
    let keep = move || {
        declining.set(false);
        if let Some(opener) = opener.get_untracked() {
            let _gone = opener.focus();
        }
    };
    (
        div().class("offer-buttons").child((
            before.part(),
            button()
                .attr("type", "button")
                .class("button primary")
                .attr("data-testid", format!("{prefix}accept"))
                .attr("data-command", "accept")
                .on("click", accept)
                .child("Accept"),
            button()
                .attr("type", "button")
                .class("button")
                .node_ref(opener)
                .attr("data-testid", format!("{prefix}decline"))
                .attr("data-command", "decline")
                .attr("aria-expanded", move || declining.get().to_string())
                .on("click", move |_| declining.update(|on| *on = !*on))
                .child("Decline"),
        )),
        move || declining.get().then(|| decline(app, offer, prefix, keep)),
    )
}

fn decline(
    app: App,
    offer: Memo<OfferView>,
    prefix: &'static str,
    keep: impl Fn() + Copy + 'static,
) -> impl Part {
    let own = RwSignal::new(String::new());
    let confirm = NodeRef::<Button>::new();
    // Enter twice lets it pass without a reason.
    confirm.on_load(|confirm| {
        request_animation_frame(move || {
            let _gone = confirm.focus();
        });
    });
    let decline = move |reason: &str| {
        let reason = Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty());
        let (conversation, episode) =
            offer.with_untracked(|offer| (offer.conversation.clone(), offer.episode));
        app.decline(conversation, episode, reason);
    };
    let usual = move |reason: &'static str| {
        button()
            .attr("type", "button")
            .class("button small")
            .attr("data-testid", format!("{prefix}decline-reason"))
            .on("click", move |_| decline(reason))
            .child(reason)
    };
    form()
        .class("decline")
        .attr("aria-label", "Let it pass")
        .attr("data-testid", format!("{prefix}decline-form"))
        .on("submit", move |event| {
            event.prevent_default();
            own.with_untracked(|own| decline(own));
        })
        .on_key(move |event| {
            if event.key() == "Escape" {
                event.stop_propagation();
                keep();
            }
        })
        .child((
            p().class("soft").child("A reason, if you like. The customer does not see it."),
            div().class("usual").child(DECLINE_REASONS.map(usual)),
            div().class("decline-own").child((
                input()
                    .attr("type", "text")
                    .attr("maxlength", MAX_REASON)
                    .attr("dir", "auto")
                    .attr("aria-label", "Another reason")
                    .attr("placeholder", "Another reason")
                    .attr("data-testid", format!("{prefix}decline-own"))
                    .on("input", move |event| own.set(event_target_value(&event))),
                button()
                    .attr("type", "submit")
                    .class("button small")
                    .node_ref(confirm)
                    .attr("data-testid", format!("{prefix}decline-confirm"))
                    .child(move || {
                        if own.with(|own| own.trim().is_empty()) { "No reason" } else { "Decline" }
                    }),
            )),
        ))
}
