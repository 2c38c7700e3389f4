//! The way to another device: a link that opens this conversation there.

use super::icon;
use crate::app::App;
use crate::carry::Carry;
use crate::dom::{El, Words, button, el, when};
use leptos::prelude::*;
use warmline_ui::clock_text;

const NAME: &str = "Continue on another device";

/// The button, where there is a conversation to go on with.
pub fn open(app: App) -> El {
    button("icon", move || app.carry_on())
        .set("aria-label", NAME)
        .set("title", NAME)
        .id("device")
        .flag("hidden", move || app.state.with(Option::is_none))
        .icon(icon::DEVICES)
}

/// What comes of it; nothing until it is asked for.
pub fn device(app: App) -> AnyView {
    when(move || app.carry.with(|carry| *carry != Carry::Not), move || part(app))
}

fn part(app: App) -> El {
    let told = move || {
        Some(app.carry.with(|carry| {
            match carry {
                Carry::Not | Carry::Asking => Words::Borrowed("One moment\u{2026}"),
                Carry::Failed => "That did not work just now. Please try again.".into(),
                Carry::Link { until, .. } => [
                    "Open this link on the other device, by ",
                    &clock_text(*until, &app.locale()),
                    ". Whoever has it can read and go on with this conversation.",
                ]
                .concat()
                .into(),
            }
        }))
    };
    let link = move || {
        app.carry.with(|carry| match carry {
            Carry::Link { url, .. } => Some(Words::Owned(url.clone())),
            Carry::Not | Carry::Asking | Carry::Failed => None,
        })
    };
    let none = move || link().is_none();
    let copy = move || if app.copied.get() { "Copied" } else { "Copy" };
    el("div", "device")
        .set("role", "group")
        .set("aria-label", NAME)
        .id("device-part")
        .child(el("p", "").set("role", "status").follow_text(told))
        .child(
            el("input", "")
                .set("readonly", "")
                .set("dir", "ltr")
                .set("aria-label", "Link")
                .id("device-link")
                .flag("hidden", none)
                .with(move |field| app.shows_link(field))
                .follow(".value", link),
        )
        .child(
            el("div", "choices")
                .child(
                    button("quiet", move || app.copy_link())
                        .id("device-copy")
                        .flag("hidden", none)
                        .follow_text(move || Some(copy().into())),
                )
                .child(
                    button("quiet", move || app.carry.set(Carry::Not))
                        .id("device-close")
                        .text("Done"),
                ),
        )
}
