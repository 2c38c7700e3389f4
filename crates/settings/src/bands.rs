//! What a profile gives, and the picture of the bands from 0 to 100.

use crate::form::Form;
use crate::parts::{styled, words};
use leptos::prelude::*;
use serde_json::{Value, json};
use warmline_ui::dom::{El, el};

/// Of each profile: answers from, refuses below, two in a row below (R-052, Z-3).
const GIVES: [(&str, [u8; 3]); 5] = [
    ("ecommerce", [85, 60, 80]),
    ("healthcare", [92, 70, 87]),
    ("insurance", [92, 70, 87]),
    ("financial", [90, 65, 85]),
    ("internal_it", [80, 50, 75]),
];

/// The default of a field that the profile decides, by the profile that is chosen in the form.
pub fn profile_default(path: &str, profile: impl Fn() -> Option<Value>) -> Option<Value> {
    let place =
        ["answer_from", "refuse_below", "consecutive_below"].iter().position(|n| *n == path)?;
    let profile = profile()?;
    let (_, gives) = GIVES.iter().find(|(name, _)| profile == *name)?;
    gives.get(place).map(|percent| json!(percent))
}

/// The picture: what the assistant does from 0 to 100 % of confidence.
pub fn picture(form: Form) -> El {
    let percent =
        move |path: &str| form.value(path).and_then(|value| value.as_u64()).unwrap_or(0).min(100);
    let refuse = Memo::new(move |_| percent("refuse_below"));
    let answer = Memo::new(move |_| percent("answer_from").max(refuse.get()));
    let says = move || {
        [
            "Below ",
            &refuse.get().to_string(),
            " % a person is offered; from ",
            &answer.get().to_string(),
            " % the answer is given plainly; in between it is given with a question.",
        ]
        .concat()
    };
    let band = |class: &'static str, label: &'static str, width: Box<dyn Fn() -> u64>| {
        let part = el("div", class).child(el("span", "band-label").text(label));
        styled(part, "flex-basis", move || [&width().to_string(), "%"].concat())
    };
    let mark = |at: Memo<u64>, test_id: &'static str| {
        let mark = el("span", "band-mark")
            .id(test_id)
            .follow_text(words(move || [&at.get().to_string(), " %"].concat()));
        styled(mark, "inset-inline-start", move || [&at.get().to_string(), "%"].concat())
    };
    el("figure", "bands")
        .id("bands")
        .child(
            el("div", "bands-picture")
                .set("role", "img")
                .follow("aria-label", words(says))
                .child(
                    el("div", "bands-bar")
                        .child(band(
                            "band is-person",
                            "Offers a person",
                            Box::new(move || refuse.get()),
                        ))
                        .child(band(
                            "band is-asking",
                            "Answers and asks",
                            Box::new(move || answer.get() - refuse.get()),
                        ))
                        .child(band(
                            "band is-plain",
                            "Answers",
                            Box::new(move || 100 - answer.get()),
                        )),
                )
                .child(
                    el("div", "bands-scale")
                        .child(mark(refuse, "band-refuse"))
                        .child(mark(answer, "band-answer")),
                ),
        )
        .child(el("figcaption", "soft").follow_text(words(says)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_profile_that_is_chosen_decides_what_is_left_open() {
        let bank = || Some(json!("financial"));
        assert_eq!(profile_default("answer_from", bank), Some(json!(90)));
        assert_eq!(profile_default("consecutive_below", bank), Some(json!(85)));
        assert_eq!(profile_default("consent_after", bank), None);
        assert_eq!(profile_default("answer_from", || None), None);
    }
}
