//! The views in the rail.

use super::View;
use crate::app::{App, Pane};
use leptos::prelude::*;
use warmline_ui::dom::{El, Words, button, el};

/// The buttons of the views, with how many wait in those that are live.
pub fn views(app: App) -> El {
    let view = app.inbox.view;
    let each = View::ALL.into_iter().map(move |of| {
        let count = move || {
            let count = app.desk.with(|desk| {
                desk.as_ref().map_or(0, |desk| match of {
                    View::Mine => desk.mine.len(),
                    View::Waiting => desk.waiting as usize,
                    View::Desk | View::All | View::Closed => 0,
                })
            });
            (count > 0).then(|| Words::Owned(count.to_string()))
        };
        let pressed = move || {
            view.set(of);
            app.inbox.words.set(String::new());
            app.pane.set(Pane::Desk);
        };
        button("view", pressed)
            .id(["view-", &of.name().to_lowercase()].concat())
            .set("data-command", ["view-", of.name()].concat())
            .follow("aria-current", move || (view.get() == of).then_some(Words::Borrowed("page")))
            .child(el("span", "").text(of.name()))
            .child(el("span", "count").flag("hidden", move || count().is_none()).follow_text(count))
    });
    el("nav", "views").set("aria-label", "Views").id("views").children(each)
}
