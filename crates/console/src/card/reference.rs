//! The card's foot, for reference: what to do next, articles, what was struck out, where the customer is.

use super::{is_page, link, section, source, words};
use crate::conversation::Talk;
use crate::words as say;
use leptos::prelude::*;
use warmline_model::{ArticleRef, Card};
use warmline_ui::dom::{El, button, el};

pub(super) fn layer(talk: Talk, card: &Card) -> Vec<AnyView> {
    let mut parts = Vec::new();
    if !card.next_steps.is_empty() {
        let steps = card.next_steps.iter().map(|step| {
            let item = el("li", "").child(
                source(talk, step.entry, "card-step").child(words("statement-main", &step.text)),
            );
            match &step.article {
                Some(article) => item.child(article_line(talk, article)),
                None => item,
            }
        });
        parts.push(section("What to do next").child(el("ol", "steps").children(steps)));
    }
    // Those of the steps stand there already.
    let in_steps = |article: &ArticleRef| {
        let of_steps = card.next_steps.iter().filter_map(|step| step.article.as_ref());
        of_steps.into_iter().any(|other| other.id == article.id)
    };
    let articles: Vec<El> = card
        .articles
        .iter()
        .filter(|article| !in_steps(article))
        .map(|article| el("li", "").child(article_line(talk, article)))
        .collect();
    if !articles.is_empty() {
        parts.push(
            section("Articles that bear on it").child(el("ul", "articles").children(articles)),
        );
    }
    if !card.struck.is_empty() {
        let struck = card.struck.iter().map(|struck| {
            source(talk, struck.entry, "card-struck").child(
                el("span", "statement-main")
                    .child(el("span", "").text(say::fact(&struck.fact)))
                    .child(el("span", "").text(" "))
                    .child(el("s", "").child(words("", &say::fact_value(&struck.fact)))),
            )
        });
        parts.push(section("Struck out by the customer").children(struck));
    }
    parts.extend(super::profile::trail(card));
    parts.push(about(card));
    parts.into_iter().map(El::into_view_of_one_kind).collect()
}

/// An article, with its way into the composer where a customer can open it.
fn article_line(talk: Talk, article: &ArticleRef) -> El {
    let line = el("div", "article-line").child(link(&article.title, article.url.as_deref()));
    let Some(url) = article.url.clone().filter(|url| is_page(url)) else { return line };
    let title = article.title.clone();
    let label = ["Insert the link to ", &title].concat();
    let insert = move || talk.insert(&[&title, ": ", &url].concat());
    line.child(
        button("button small", insert)
            .id("card-insert")
            .set("aria-label", label)
            .flag("hidden", move || !talk.leads())
            .text("Insert"),
    )
}

fn about(card: &Card) -> El {
    let row = |name: &'static str, value: El| {
        el("div", "").child(el("dt", "").text(name)).child(el("dd", "").child(value))
    };
    let mut list = el("dl", "facts");
    if let Some(found) = &card.topic {
        let sure = [&found.percent.to_string(), " % sure"].concat();
        let topic = el("span", "").id("card-topic").set("title", sure);
        list = list.child(row("Topic", topic.text(say::topic(found.topic))));
    }
    section("About it").child(
        list.child(row("Team", words("", &card.department.name())))
            .child(row("Language", el("span", "").text(say::language(card.language)))),
    )
}
