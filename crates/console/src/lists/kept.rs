//! How promises were kept, by kind: for supervisors.

use super::of;
use crate::app::App;
use crate::words::promises as words;
use leptos::prelude::*;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{dd, details, div, dl, dt, section};
use warmline_ui::dom::html::{span, summary};
use warmline_wire::PromisesKept;

/// The counts, where this agent may see them.
pub(super) fn kept(app: App) -> impl Part {
    let kinds = of(app, |desk| &desk.promises_kept);
    let any = Memo::new(move |_| kinds.with(|kinds| !kinds.is_empty()));
    move || {
        any.get().then(|| {
            section().class("list").attr("aria-label", "How promises were kept").child(
                details().class("why tally").attr("data-testid", "promises-kept").child((
                    summary().child("How promises were kept"),
                    dl().child(move || {
                        kinds.with(|kinds| kinds.iter().map(row).collect::<Vec<_>>())
                    }),
                )),
            )
        })
    }
}

fn row(of: &PromisesKept) -> impl Part + use<> {
    div().attr("data-kept", words::kind(of.kind)).child((
        dt().child((
            words::kind(of.kind),
            span().class("soft tally-note").child(words::others(of)),
        )),
        dd().child(words::kept(of)),
    ))
}
