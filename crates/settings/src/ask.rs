//! The test box: a customer's question, and what the assistant would do with it.

use crate::app::App;
use crate::controls::plain;
use crate::http;
use crate::parts::styled;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;
use warmline_ui::dom::{El, el, live};
use warmline_wire::settings::{KnowledgeAnswer, Verdict};

/// The box and, once something was asked, the answer.
pub fn test_box(app: App) -> El {
    let question = RwSignal::new(String::new());
    let (answer, busy) = (RwSignal::new(None::<KnowledgeAnswer>), RwSignal::new(false));
    let ask = move |event: web_sys::Event| {
        event.prevent_default();
        let asked = question.get_untracked().trim().to_owned();
        if asked.is_empty() || busy.get_untracked() {
            return;
        }
        busy.set(true);
        spawn_local(async move {
            let body = json!({"question": asked});
            match http::call::<KnowledgeAnswer>("POST", "articles/ask", Some(body)).await {
                Ok(found) => {
                    let _page_left = answer.try_set(Some(found));
                }
                Err(trouble) => app.say(&trouble.words()),
            }
            let _page_left = busy.try_set(false);
        });
    };
    let shown = live(move || answer.get().map(|answer| result(&answer)));
    let help = "Write as a customer would. Nothing is sent to anybody.";
    el("section", "group is-box")
        .set("aria-labelledby", "ask-title")
        .child(el("h2", "").set("id", "ask-title").text("Try a question"))
        .child(
            el("form", "ask")
                .on("submit", ask)
                .child(plain("input", "ask-question", "Question", help, question))
                .child(
                    el("button", "button primary")
                        .set("type", "submit")
                        .id("ask")
                        .flag("disabled", move || {
                            busy.get() || question.with(|q| q.trim().is_empty())
                        })
                        .text("Try"),
                ),
        )
        .child(el("div", "").set("role", "status").id("ask-result").view(shown))
}

fn result(answer: &KnowledgeAnswer) -> El {
    let (class, verdict) = match answer.verdict {
        Verdict::Answer => ("chip is-good", "Answers"),
        Verdict::Qualify => {
            ("chip is-waiting", "Answers, asks whether that was it, and offers a person")
        }
        Verdict::Refuse => ("chip is-trouble", "Gives no answer and offers a person"),
        Verdict::HandOff => ("chip is-own", "Hands over to a person at once"),
    };
    let says =
        answer.says.iter().map(|says| el("p", "bubble").set("dir", "auto").text(says.clone()));
    let says: Vec<El> = says.collect();
    let found = answer.found.iter().map(|found| {
        let percent = found.confidence.min(100);
        let line = |at: u8, class: &'static str| {
            styled(el("span", class), "inset-inline-start", move || [&at.to_string(), "%"].concat())
        };
        let fill = styled(el("span", "meter-fill"), "inline-size", move || {
            [&percent.to_string(), "%"].concat()
        });
        let route = crate::route::Route::Article(Some(http::part(&found.id)));
        el("li", "found")
            .child(
                el("a", "found-title")
                    .set("href", route.hash())
                    .set("dir", "auto")
                    .text(found.title.clone()),
            )
            .child(el("span", "found-percent").text([&percent.to_string(), " %"].concat()))
            .child(
                el("span", "meter")
                    .set("aria-hidden", "true")
                    .child(fill)
                    .child(line(answer.refuse_below, "meter-line is-refuse"))
                    .child(line(answer.answer_from, "meter-line is-answer")),
            )
    });
    let found: Vec<El> = found.collect();
    let legend = [
        "Lines: no answer below ",
        &answer.refuse_below.to_string(),
        " %, a plain answer from ",
        &answer.answer_from.to_string(),
        " %.",
    ];
    let none = found.is_empty().then(|| el("p", "soft").text("No article fits."));
    el("div", "result")
        .child(el("p", "").child(el("span", class).id("verdict").text(verdict)))
        .child(el("div", "preview").children(says))
        .children(none)
        .child(el("ul", "founds").children(found))
        .child(el("p", "soft").text(legend.concat()))
}
