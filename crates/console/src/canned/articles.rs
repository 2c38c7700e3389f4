//! Articles of the knowledge base, to be put into a message: for what is asked for, or for the customer's question.

use super::{Reply, Source};
use js_sys::encode_uri_component;
use leptos::leptos_dom::helpers::TimeoutHandle;
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::time::Duration;
use warmline_ui::http;
use warmline_wire::SuggestedArticle;

const AFTER_KEYS: Duration = Duration::from_millis(200);
/// The longest search, in characters: more is not better.
const LONGEST: usize = 400;

/// The articles for what `wanted` says, as replies; none while it says nothing, or where they can't be had.
pub fn articles(
    wanted: impl Fn() -> Option<String> + Send + Sync + 'static,
) -> RwSignal<Vec<Reply>> {
    let wanted = Memo::new(move |_| wanted());
    let found = RwSignal::new(Vec::new());
    let due = StoredValue::new(None::<TimeoutHandle>);
    Effect::new(move |_| {
        if let Some(due) = due.try_update_value(Option::take).flatten() {
            due.clear();
        }
        let Some(question) = wanted.get() else { return found.set(Vec::new()) };
        let ask = move || {
            spawn_local(async move {
                let address = ["/api/v1/console/articles?q=", &encoded(&question)].concat();
                let articles =
                    http::get::<Vec<SuggestedArticle>>(&address).await.unwrap_or_default();
                // Meanwhile something else may be wanted, or the conversation gone.
                if wanted.try_get_untracked().flatten().as_ref() == Some(&question) {
                    found.set(articles.into_iter().map(reply).collect());
                }
            })
        };
        due.set_value(set_timeout_with_handle(ask, AFTER_KEYS).ok());
    });
    found
}

fn encoded(question: &str) -> String {
    let question: String = question.chars().take(LONGEST).collect();
    encode_uri_component(&question).into()
}

fn reply(article: SuggestedArticle) -> Reply {
    let SuggestedArticle { title, mut answer, url, .. } = article;
    if let Some(url) = url {
        answer.extend(["\n", &url]);
    }
    Reply { name: title, text: answer, source: Source::Article }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_is_put_in_as_its_answer_with_the_page_to_read() {
        let article = |url: Option<&str>| SuggestedArticle {
            id: "a".into(),
            title: "Refunds".into(),
            answer: "They take 5 days.".into(),
            url: url.map(str::to_owned),
            confidence: 80,
        };
        assert_eq!(reply(article(None)).text, "They take 5 days.");
        let with_page = reply(article(Some("https://shop.example/refunds")));
        assert_eq!(with_page.text, "They take 5 days.\nhttps://shop.example/refunds");
        assert_eq!(with_page.source, Source::Article);
    }
}
