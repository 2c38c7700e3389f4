//! Somebody else saved in the meantime: what they changed, field by field, and whose is kept.

use crate::controls::id_of;
use crate::dialog;
use crate::fields;
use crate::form::{Dispute, Form};
use crate::merge::Difference;
use leptos::prelude::*;
use warmline_ui::dom::{El, button, el};

/// The dialog that settles it.
pub fn settle(form: Form, dispute: Dispute) -> El {
    let who = dispute.by.unwrap_or_else(|| "Somebody else".to_owned());
    let rows: Vec<El> = dispute.differences.iter().map(|d| row(form, d)).collect();
    // Nothing is sent, and nothing that is written is lost.
    let later = move || form.dispute.set(None);
    let content = el("div", "modal-text")
        .child(el("p", "").text(
            [&who, " saved changes while you were writing. Nothing of yours is lost: choose for each field, then save again."].concat(),
        ))
        .child(el("div", "disputes").children(rows))
        .child(dialog::buttons([
            button("button", later).id("settle-later").text("Not now"),
            button("button primary", move || form.settle()).id("settle").text("Save again"),
        ]));
    dialog::dialog("conflict", "Changed in the meantime", later, content)
}

fn row(form: Form, difference: &Difference) -> El {
    let label = fields::named(&difference.path).0;
    let name = ["take-", &id_of(&difference.path)].concat();
    let option = |theirs: bool, label: &'static str, says: String| {
        let (path, other) = (difference.path.clone(), difference.path.clone());
        let taken = move || form.taken.with(|taken| taken.contains(&path)) == theirs;
        let take = move |_| {
            form.taken.update(|taken| {
                if theirs {
                    taken.insert(other.clone());
                } else {
                    taken.remove(&other);
                }
            });
        };
        el("label", "dispute-side")
            .child(
                el("input", "tick")
                    .set("type", "radio")
                    .set("name", name.clone())
                    .id([if theirs { "theirs-" } else { "mine-" }, &difference.path].concat())
                    .follow(".checked", move || taken().then_some("true".into()))
                    .on("change", take),
            )
            .child(el("span", "dispute-label").text(label))
            .child(el("span", "dispute-value").set("dir", "auto").text(says))
    };
    let mine = form.describe(&difference.path, difference.mine.as_ref());
    let theirs = form.describe(&difference.path, difference.theirs.as_ref());
    el("fieldset", "dispute")
        .child(el("legend", "field-label").text(label))
        .child(option(true, "Take theirs", theirs))
        .child(option(false, "Keep mine", mine))
}
