//! What the customer was promised, and how each of it stands, the newest first.

use crate::conversation::Talk;
use crate::lists::reach;
use crate::parts::keyed;
use crate::times::{date_and_time, span as hours};
use crate::words::promises as words;
use leptos::prelude::*;
use warmline_model::Promise;
use warmline_ui::dom::Part;
use warmline_ui::dom::html::{h3, li, p, section, span, ul};

/// The layer, where anything was promised.
pub(super) fn layer(talk: Talk) -> impl Part {
    let promises = Memo::new(move |_| {
        let mut all = talk
            .state()
            .with(|state| state.as_ref().map(|s| s.promises.clone()).unwrap_or_default());
        all.reverse();
        all
    });
    let any = Memo::new(move |_| promises.with(|promises| !promises.is_empty()));
    move || {
        any.get().then(|| {
            section().class("layer").attr("data-testid", "promised").child((
                h3().child("Promised to them"),
                ul().class("promised").child(keyed(
                    promises,
                    |promise| promise.number,
                    move |promise| one(talk, promise).part(),
                )),
            ))
        })
    }
}

fn one(talk: Talk, promise: Memo<Promise>) -> impl Part {
    let standing = Memo::new(move |_| promise.with(|p| words::standing(p, talk.clock())));
    let level = Memo::new(move |_| promise.with(|p| words::level(p, talk.clock())));
    li().attr("data-testid", "promised-one").child((
        p().child((
            span().class("item-name").child(move || promise.with(|p| words::kind(p.kind))),
            " ",
            move || promise.with(reach),
        )),
        p().class("sla").attr("data-level", move || level.get()).child(move || standing.get()),
        p().class("soft").attr("data-testid", "told").child(move || promise.with(told)),
    ))
}

/// What they were told, and what came of it.
fn told(promise: &Promise) -> String {
    let due = match promise.slot {
        Some(slot) => format!("Told: {}", hours(slot)),
        None => format!("Told: by {}", date_and_time(promise.due)),
    };
    let came = |what: &str, at| format!(" \u{00b7} {what} {}", date_and_time(at));
    match (promise.kept, promise.broken, promise.replaced) {
        (Some(at), _, _) => due + &came("done", at),
        (_, _, Some(at)) => due + &came("not needed since", at),
        (_, Some(at), _) => due + &came("broken", at),
        (None, None, None) => due,
    }
}
