//! What a profile gives, and the picture of the bands from 0 to 100.

use crate::form::Form;
use crate::parts::{styled, words};
use crate::tree::Fields;
use leptos::prelude::*;
use serde_json::Value;
use warmline_ui::dom::{El, el};

/// The default of a field that the profile decides, by the profile that is chosen in the form. `profiles`: what the
/// edge says that each gives.
pub fn profile_default(
    path: &str,
    profiles: &Fields,
    profile: impl Fn() -> Option<Value>,
) -> Option<Value> {
    let decided = profiles.values().any(|gives| gives.get(path).is_some());
    let profile = decided.then(profile)??;
    profiles.get(profile.as_str()?)?.get(path).cloned()
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
    use serde_json::json;

    #[test]
    fn the_profile_that_is_chosen_decides_what_is_left_open() {
        let gives = json!({"financial": {"answer_from": 90, "consecutive_below": 85}});
        let default = |path, profile: Option<Value>| {
            profile_default(path, gives.as_object().expect("fields"), || profile.clone())
        };
        let bank = || Some(json!("financial"));
        assert_eq!(default("answer_from", bank()), Some(json!(90)));
        assert_eq!(default("consecutive_below", bank()), Some(json!(85)));
        assert_eq!(default("consent_after", bank()), None);
        assert_eq!(default("answer_from", None), None);
    }
}
