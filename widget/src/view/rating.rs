//! How it was, asked once, after the close.

use super::icon;
use crate::app::App;
use leptos::ev;
use leptos::html::{button, fieldset, form, input, label, legend, span, textarea};
use leptos::prelude::*;
use warmline_wire::VisitorState;

const MEANINGS: [&str; 5] = ["Very bad", "Bad", "All right", "Good", "Very good"];

/// The form; nothing where there is nothing to rate.
pub fn rating(app: App) -> impl IntoView {
    let asked = Memo::new(move |_| {
        let open = app.state.with(|s| matches!(s, Some(VisitorState::Closed { can_rate: true })));
        open && !app.rated.get()
    });
    move || asked.get().then(|| stars(app))
}

fn stars(app: App) -> AnyView {
    let score = RwSignal::new(0_u8);
    let comment = RwSignal::new(String::new());
    let star = move |at: u8| {
        label()
            .class("star")
            .class(("on", move || score.get() >= at))
            .attr("data-testid", ["rating-", &at.to_string()].concat())
            .child((
                input()
                    .attr("type", "radio")
                    .attr("name", "score")
                    .attr(
                        "aria-label",
                        [&at.to_string(), " of 5: ", MEANINGS[usize::from(at - 1)]].concat(),
                    )
                    .prop("checked", move || score.get() == at)
                    .on(ev::change, move |_| score.set(at)),
                icon::icon(icon::STAR),
            ))
            .into_any()
    };
    let given = Memo::new(move |_| score.get() > 0);
    let more = move || {
        given.get().then(|| {
            (
                textarea()
                    .attr("rows", "2")
                    .attr("dir", "auto")
                    .attr("maxlength", "1000")
                    .attr("aria-label", "Anything to add? (optional)")
                    .attr("placeholder", "Anything to add? (optional)")
                    .attr("data-testid", "rating-comment")
                    .on(ev::input, move |event| comment.set(event_target_value(&event))),
                button()
                    .class("choice main")
                    .attr("type", "submit")
                    .attr("data-testid", "rating-send")
                    .child("Send rating"),
            )
        })
    };
    form()
        .class("rating")
        .attr("data-testid", "rating")
        .on(ev::submit, move |event| {
            event.prevent_default();
            app.rate(score.get_untracked(), &comment.get_untracked());
        })
        .child((
            fieldset().child((
                legend().child("How was this conversation?"),
                span().class("stars").child((1..=5).map(star).collect::<Vec<_>>()),
            )),
            more,
        ))
        .into_any()
}
