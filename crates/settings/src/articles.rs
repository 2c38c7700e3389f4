//! The knowledge base: its articles, a search, the way to add one or many, and the test box.

use crate::app::App;
use crate::controls::plain;
use crate::http::{self, Trouble};
use crate::page::Fetched;
use crate::parts::{self, chip, empty};
use crate::{ask, import};
use leptos::prelude::*;
use leptos::task::spawn_local;
use warmline_ui::dom::{El, button, el, when};
use warmline_ui::timer::Timer;
use warmline_wire::settings::{ArticleLine, ArticlePage};

const SEARCH_AFTER_MS: i32 = 250;

/// The page.
pub fn page(app: App) -> El {
    let (query, importing) = (RwSignal::new(String::new()), RwSignal::new(false));
    let fetched = Fetched::begin(move || {
        let asked = query.get_untracked();
        async move {
            let found = fetch(&asked, None).await?;
            Ok((asked, found))
        }
    });
    let timer = StoredValue::new_local(Timer::new(move || fetched.again()));
    let search = plain("input", "article-search", "Search", "By title or category.", query)
        .on("input", move |_| timer.with_value(|timer| timer.set(SEARCH_AFTER_MS)));
    let actions = el("div", "page-actions");
    let actions = if app.may_change() {
        actions
            .child(
                el("a", "button primary")
                    .set("href", "#/new-article")
                    .id("new-article")
                    .text("New article"),
            )
            .child(button("button", move || importing.set(true)).id("import").text("Import"))
    } else {
        actions
    };
    let list = fetched.show(move |(asked, found)| list(asked, found, fetched));
    el("div", "")
        .child(ask::test_box(app))
        .child(
            el("section", "group")
                .set("aria-labelledby", "articles-title")
                .child(
                    el("div", "group-head")
                        .child(el("h2", "").set("id", "articles-title").text("Articles"))
                        .child(actions),
                )
                .child(search)
                .child(list),
        )
        .view(when(
            move || importing.get(),
            move || import::dialog(app, move || importing.set(false), move || fetched.again()),
        ))
}

async fn fetch(query: &str, after: Option<&str>) -> Result<ArticlePage, Trouble> {
    let after = after.map_or_else(String::new, |after| ["&after=", &http::part(after)].concat());
    http::get(&["articles?q=", &http::part(query.trim()), &after].concat()).await
}

fn list(asked: String, found: ArticlePage, fetched: Fetched<(String, ArticlePage)>) -> El {
    if found.articles.is_empty() {
        return if asked.trim().is_empty() {
            empty(
                "No articles yet",
                "Write the first, or import those of your help pages. Until then every question goes to a person.",
            )
        } else {
            empty("Nothing found", "No article has these words in its title or category.")
        };
    }
    let total = match found.total {
        1 => "One article".to_owned(),
        n => [&n.to_string(), " articles"].concat(),
    };
    let rows: Vec<El> = found.articles.iter().map(line).collect();
    let more = found.next.map(|next| {
        let busy = RwSignal::new(false);
        let load = move || {
            let (asked, next) = (asked.clone(), next.clone());
            busy.set(true);
            spawn_local(async move {
                if let Ok(page) = fetch(&asked, Some(&next)).await {
                    fetched.change(|(_, there)| {
                        there.articles.extend(page.articles);
                        there.next = page.next;
                        parts::focus("[data-testid=more]");
                    });
                }
                let _redrawn = busy.try_set(false);
            });
        };
        button("button more", load)
            .id("more")
            .flag("disabled", move || busy.get())
            .text("Load more")
    });
    el("div", "")
        .child(el("p", "soft").set("role", "status").id("article-count").text(total))
        .child(el("ul", "lines").id("articles").children(rows))
        .children(more)
}

fn line(article: &ArticleLine) -> El {
    let phrasings = match article.phrasings {
        1 => "1 phrasing".to_owned(),
        n => [&n.to_string(), " phrasings"].concat(),
    };
    let category = (!article.category.is_empty()).then(|| chip(article.category.clone()));
    el("li", "line").child(
        el("a", "line-link")
            .id("article")
            .set("href", crate::route::Route::Article(Some(http::part(&article.id))).hash())
            .child(el("span", "line-name").set("dir", "auto").text(article.title.clone()))
            .child(
                el("span", "line-about")
                    .children(category)
                    .child(el("span", "soft").text(phrasings)),
            ),
    )
}

/// What is said of an article that can't be shown.
pub fn gone() -> El {
    el("div", "")
        .child(empty("Not there any more", "Somebody may have removed it."))
        .child(el("a", "button").set("href", "#/articles").text("All articles"))
}

/// The way back to the list.
pub fn back() -> El {
    el("a", "back")
        .set("href", "#/articles")
        .icon("M15 5l-7 7 7 7")
        .child(el("span", "").text("All articles"))
}
