//! How it was, asked once, after the close.

use super::icon;
use crate::app::App;
use crate::dom::{El, Words, el, value_of, when};
use leptos::prelude::*;
use warmline_wire::VisitorStage;

const STARS: [(&str, &str); 5] = [
    ("rating-1", "1 of 5: very bad"),
    ("rating-2", "2 of 5: bad"),
    ("rating-3", "3 of 5: all right"),
    ("rating-4", "4 of 5: good"),
    ("rating-5", "5 of 5: very good"),
];

/// The form; nothing where there is nothing to rate.
pub fn rating(app: App) -> AnyView {
    when(
        move || {
            app.state.with(|s| matches!(s, Some(VisitorStage::Closed { can_rate: true })))
                && !app.rated.get()
        },
        move || stars(app),
    )
}

fn stars(app: App) -> El {
    let score = RwSignal::new(0_u32);
    let comment = RwSignal::new(String::new());
    let mut stars = el("span", "stars");
    for (at, (id, meaning)) in (1..).zip(STARS) {
        let class = move || if score.get() >= at { "star on" } else { "star" };
        let radio = el("input", "")
            .set("type", "radio")
            .set("name", "score")
            .set("aria-label", meaning)
            .on("change", move |_| score.set(at));
        stars = stars.child(
            el("label", "")
                .follow("class", move || Some(Words::Borrowed(class())))
                .id(id)
                .icon(icon::STAR)
                .child(radio),
        );
    }
    el("form", "rating")
        .id("rating")
        .on("submit", move |event| {
            event.prevent_default();
            app.rate(score.get_untracked() as u8, &comment.get_untracked());
        })
        .child(
            el("fieldset", "")
                .child(el("legend", "").text("How was this conversation?"))
                .child(stars),
        )
        .view(when(
            move || score.get() > 0,
            move || {
                el("div", "more")
                    .child(
                        el("textarea", "")
                            .set("rows", "2")
                            .set("dir", "auto")
                            .set("maxlength", "1000")
                            .set("aria-label", "Anything to add? (optional)")
                            .set("placeholder", "Anything to add? (optional)")
                            .id("rating-comment")
                            .on("input", move |event| comment.set(value_of(&event))),
                    )
                    .child(
                        el("button", "choice main")
                            .set("type", "submit")
                            .id("rating-send")
                            .text("Send rating"),
                    )
            },
        ))
}
