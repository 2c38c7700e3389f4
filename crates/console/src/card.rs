//! The card: what is known before saying hello, in three layers to be read in 3 s, 10 s and at leisure.

mod handoff;

use crate::conversation::{Talk, offer_buttons, take_button};
use crate::parts;
use crate::words;
use leptos::ev;
use leptos::html::{a, aside, button, dd, div, dl, dt, h2, h3, li, ol, p, section, span, ul};
use leptos::prelude::*;
use warmline_model::{ArticleRef, Attempt, Card, Entity, Outcome, PageRef, Quote, Reason, Seq};
use warmline_wire::AgentStage;

/// The card of an open conversation.
pub fn card(talk: Talk) -> impl IntoView {
    let card =
        Memo::new(move |_| talk.state().with(|state| state.as_ref().map(|s| s.card.clone())));
    aside().class("card-pane").attr("aria-label", "What is known").child((
        div().class("card-head").child((
            crate::shell::back(talk.app()),
            h2().child("Card"),
            crate::shell::tabs(talk.app()),
        )),
        div().class("card").attr("data-testid", "card").attr("tabindex", "0").child((
            move || match card.get() {
                Some(card) => layers(talk, card).into_any(),
                None if talk.has_ended() => ().into_any(),
                None => (parts::skeleton(4), parts::skeleton(5)).into_any(),
            },
            handoff::layers(talk),
        )),
        to_do(talk),
    ))
}

/// What can be done from here: accept the offer, or take it out of turn.
fn to_do(talk: Talk) -> impl IntoView {
    let waits = Memo::new(move |_| {
        let waits = |stage: &AgentStage| matches!(stage, AgentStage::Waiting { .. });
        talk.state().with(|state| state.as_ref().is_some_and(|s| waits(&s.stage)))
    });
    let (offer, place) = (talk.offer(), talk.place());
    let offered = Memo::new(move |_| offer.with(Option::is_some));
    let passed_on = Memo::new(move |_| {
        let me = talk.app().me();
        place.with(|place| {
            let from = place.as_ref().and_then(|place| place.from.as_ref());
            from.is_some_and(|from| Some(&from.agent) != me.as_ref())
        })
    });
    let known = Memo::new(move |_| talk.state().with(Option::is_some));
    move || {
        let buttons = if known.get() && offered.get() {
            offer_buttons(talk, "card-").into_any()
        } else if waits.get() || known.get() && passed_on.get() {
            take_button(talk, "card").into_any()
        } else {
            return None;
        };
        Some(div().class("card-foot").child(buttons))
    }
}

fn layers(talk: Talk, card: Card) -> impl IntoView {
    let Card {
        attempts, passed_along, articles, question, reason, page, language, entities, ..
    } = card.clone();
    // The attempts quote it too.
    let question =
        question.filter(|asked| attempts.iter().all(|attempt| attempt.question != asked.entry));
    (
        top(talk, &card),
        reason.map(|reason| why(talk, reason)),
        question.map(|question| {
            section()
                .class("layer")
                .child((h3().child("Asked first"), quote(talk, question, "card-question")))
        }),
        (!entities.is_empty()).then(|| given(talk, entities)),
        (!passed_along.is_empty()).then(|| {
            section().class("layer").child((
                h3().child("Passed along while waiting"),
                passed_along
                    .into_iter()
                    .map(|words| quote(talk, words, "card-passed-along"))
                    .collect_view(),
            ))
        }),
        (!attempts.is_empty()).then(|| tried(talk, attempts)),
        section().class("layer is-reference").child((
            page.map(on_page),
            (!articles.is_empty()).then(|| related(articles)),
            dl().class("facts")
                .child((dt().child("Language"), dd().child(words::language(language)))),
        )),
    )
}

fn top(talk: Talk, card: &Card) -> impl IntoView + use<> {
    let tier = card.tier;
    let customer = &card.customer;
    let name = customer.name.clone().unwrap_or_else(|| "Visitor".into());
    let vouched = match (customer.name.is_some() || customer.email.is_some(), customer.verified) {
        (true, true) => Some(span().class("chip is-verified").child("verified")),
        (true, false) => Some(span().class("chip").child("not verified")),
        (false, _) => None,
    };
    let waited = card.waiting_since.map(|since| {
        let waits = move || {
            talk.state().with(|state| {
                matches!(state.as_ref().map(|s| &s.stage), Some(AgentStage::Waiting { .. }))
            })
        };
        let time = move || words::stopwatch(talk.clock() - since);
        move || waits().then(|| span().class("chip time").child(("waiting ", time)))
    });
    section().class(format!("layer is-top tone-{}", words::tier_key(tier))).child((
        p().class("card-summary")
            .attr("data-testid", "card-summary")
            .attr("dir", "auto")
            .child(card.summary.clone()),
        div().class("card-who").child((
            span().class("card-name").attr("dir", "auto").child(name),
            customer.email.clone().map(|email| span().class("soft").child(email)),
            vouched,
        )),
        div().class("chips").child((
            parts::tier_chip(move || tier),
            span().class("chip").child(card.department.name()),
            span()
                .class(format!("chip mood-{}", words::mood_key(card.mood)))
                .attr("data-testid", "card-mood")
                .child(words::mood(card.mood, card.trajectory)),
            card.topic.as_ref().map(|found| {
                span()
                    .class("chip")
                    .attr("data-testid", "card-topic")
                    .attr("title", format!("{} % sure", found.percent))
                    .child(words::topic(found.topic))
            }),
            waited,
        )),
    ))
}

/// A statement that shows the entry it comes from.
fn source(talk: Talk, entry: Seq, test_id: &'static str, inside: impl IntoView) -> impl IntoView {
    button()
        .r#type("button")
        .class("statement")
        .attr("data-testid", test_id)
        .attr("data-seq", entry.0.to_string())
        .attr("title", "Show in the conversation")
        .on(ev::click, move |_| talk.jump(entry))
        .child(inside.into_any())
}

/// How many pieces of evidence are shown, strongest first.
const MAX_EVIDENCE: usize = 4;

/// The facts the customer gave, each with its message.
fn given(talk: Talk, entities: Vec<Entity>) -> impl IntoView {
    let fact = move |entity: Entity| {
        let kind = span().class("statement-foot").child(words::fact(&entity.fact));
        let text = span().class("statement-main").attr("dir", "auto").child(entity.text);
        source(talk, entity.entry, "card-fact", (text, kind))
    };
    section()
        .class("layer")
        .child((h3().child("What they gave"), entities.into_iter().map(fact).collect_view()))
}

fn why(talk: Talk, reason: Reason) -> impl IntoView {
    let policy = reason.policy.map(|policy| {
        p().class("soft")
            .attr("data-testid", "card-policy")
            .child(format!("Policy: {}", policy.name))
    });
    let evidence = reason.evidence.into_iter().take(MAX_EVIDENCE).map(move |evidence| {
        let (words, quoted) = words::proof(&evidence.proof);
        let class = if quoted { "quoted soft" } else { "soft" };
        let words = span().class(class).attr("dir", "auto").child(words);
        source(talk, evidence.entry, "card-evidence", words)
    });
    section().class("layer").attr("data-testid", "card-reason").child((
        h3().child("Why a person"),
        p().class("statement-main").child(words::trigger(reason.trigger)),
        policy,
        evidence.collect_view(),
    ))
}

fn quote(talk: Talk, quote: Quote, test_id: &'static str) -> impl IntoView {
    source(talk, quote.entry, test_id, span().class("quoted").attr("dir", "auto").child(quote.text))
}

fn tried(talk: Talk, attempts: Vec<Attempt>) -> impl IntoView {
    section().class("layer").child((
        h3().child("What the assistant tried"),
        ol().class("attempts").child(attempts.into_iter().map(|a| attempt(talk, a)).collect_view()),
    ))
}

fn attempt(talk: Talk, attempt: Attempt) -> impl IntoView {
    let asked = talk.words_of(attempt.question);
    let title = attempt.article.map(|article| article.title);
    let answered = attempt.outcome != Outcome::NotAnswered;
    let lead = if answered { "\u{2192} " } else { "closest: " };
    li().child(source(
        talk,
        attempt.answer,
        "card-attempt",
        (
            span().class("quoted").attr("dir", "auto").child(move || asked.get()),
            title.map(|title| {
                span().class("statement-main").attr("dir", "auto").child(format!("{lead}{title}"))
            }),
            span().class("statement-foot").child((
                span().class("time").child(format!("{} % confident", attempt.confidence)),
                span().child(words::outcome(attempt.outcome)),
            )),
        ),
    ))
}

fn on_page(page: PageRef) -> impl IntoView {
    let title = if page.title.is_empty() { page.url.clone() } else { page.title };
    (h3().child("On the page"), p().class("page").child(link(title, Some(page.url))))
}

fn related(articles: Vec<ArticleRef>) -> impl IntoView {
    let item = |article: ArticleRef| li().child(link(article.title, article.url));
    (
        h3().child("Articles that bear on it"),
        ul().class("articles").child(articles.into_iter().map(item).collect_view()),
    )
}

/// A title that opens its address in another tab. Only web addresses become links: the page names its
/// own, and that is a stranger's word.
fn link(title: String, url: Option<String>) -> AnyView {
    match url.filter(|url| {
        url.starts_with("https://") || url.starts_with("http://") || url.starts_with('/')
    }) {
        Some(url) => a()
            .href(url)
            .target("_blank")
            .rel("noopener noreferrer")
            .attr("dir", "auto")
            .child(title)
            .into_any(),
        None => span().attr("dir", "auto").child(title).into_any(),
    }
}
