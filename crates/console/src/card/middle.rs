//! The card's middle, read in ten seconds: why a person, what they gave, what was tried, the key moments.

use super::{quote, section, source, words};
use crate::conversation::Talk;
use crate::words as say;
use leptos::prelude::*;
use warmline_model::{Attempt, Card, Entity, KeyMoment, Outcome, Reason};
use warmline_ui::clock_text;
use warmline_ui::dom::{El, Words, button, el};

/// How many pieces of evidence are shown, strongest first.
const MAX_EVIDENCE: usize = 4;
/// How many facts are shown before it is asked for more.
const FEW_FACTS: usize = 6;
/// How many key moments are shown: the first and the newest tell most.
const MAX_MOMENTS: usize = 8;

pub(super) fn layer(talk: Talk, card: &Card, all_facts: RwSignal<bool>) -> Vec<AnyView> {
    let mut parts = Vec::new();
    if let Some(said) = &card.correction {
        let quoted = quote(talk, said.entry, &said.text, "card-correction");
        parts.push(section("Put right by the customer").child(quoted));
    }
    parts.extend(card.reason.as_ref().map(|reason| why(talk, reason)));
    parts.extend(customer(card));
    parts.extend(super::profile::known(card));
    // The attempts quote it too.
    let tried = |entry| card.attempts.iter().any(|attempt| attempt.question == entry);
    for (title, said) in [("Asked first", &card.question), ("Asks now", &card.latest)] {
        if let Some(said) = said.as_ref().filter(|said| !tried(said.entry)) {
            parts.push(section(title).child(quote(talk, said.entry, &said.text, "card-question")));
        }
    }
    if !card.entities.is_empty() {
        parts.push(given(talk, &card.entities, all_facts));
    }
    if !card.passed_along.is_empty() {
        let said = card.passed_along.iter();
        parts.push(
            section("Passed along while waiting").children(
                said.map(|said| quote(talk, said.entry, &said.text, "card-passed-along")),
            ),
        );
    }
    if !card.attempts.is_empty() {
        let tried = card.attempts.iter().map(|tried| attempt(talk, tried));
        parts.push(section("What the assistant tried").child(el("ol", "attempts").children(tried)));
    }
    if !card.moments.is_empty() {
        parts.push(moments(talk, &card.moments));
    }
    parts.into_iter().map(El::into_view_of_one_kind).collect()
}

/// What is known of them besides the name.
fn customer(card: &Card) -> Option<El> {
    let customer = &card.customer;
    let since = customer.since.map(say::day);
    let known = [("E-mail", &customer.email), ("Plan", &customer.tier), ("Since", &since)];
    if known.iter().all(|(_, value)| value.is_none()) {
        return None;
    }
    let mut list = el("dl", "facts");
    for (name, value) in known {
        if let Some(value) = value {
            let value = el("dd", "").child(words("", value));
            list = list.child(el("div", "").child(el("dt", "").text(name)).child(value));
        }
    }
    Some(section("Customer").child(list))
}

fn why(talk: Talk, reason: &Reason) -> El {
    let mut part = section("Why a person")
        .id("card-reason")
        .child(el("p", "statement-main").text(say::trigger(reason.trigger)));
    if let Some(policy) = &reason.policy {
        part = part.child(
            el("p", "soft")
                .id("card-policy")
                .set("dir", "auto")
                .text(["Policy: ", &policy.name].concat()),
        );
    }
    part.children(reason.evidence.iter().take(MAX_EVIDENCE).map(|evidence| {
        let (text, quoted) = say::proof(&evidence.proof);
        let class = if quoted { "quoted soft" } else { "soft" };
        source(talk, evidence.entry, "card-evidence").child(words(class, &text))
    }))
}

/// The facts the customer gave, each with its message.
fn given(talk: Talk, entities: &[Entity], all: RwSignal<bool>) -> El {
    let mut part = section("What they gave");
    for (at, entity) in entities.iter().enumerate() {
        let fact = source(talk, entity.entry, "card-fact")
            .child(words("statement-main", &entity.text))
            .child(el("span", "statement-foot").text(say::fact(&entity.fact)));
        let later = at >= FEW_FACTS;
        part = part.child(fact.flag("hidden", move || later && !all.get()));
    }
    let more = entities.len().saturating_sub(FEW_FACTS);
    if more > 0 {
        let label = move || {
            Some(if all.get() {
                Words::Borrowed("Show fewer")
            } else {
                Words::Owned(["Show ", &more.to_string(), " more"].concat())
            })
        };
        part = part.child(
            button("button small quiet", move || all.update(|all| *all = !*all))
                .id("card-more-facts")
                .follow("aria-expanded", move || Some(all.get().to_string().into()))
                .follow_text(label),
        );
    }
    part
}

fn attempt(talk: Talk, attempt: &Attempt) -> El {
    let asked = talk.words_of(attempt.question);
    let answered = attempt.outcome != Outcome::NotAnswered;
    let mut tried = source(talk, attempt.answer, "card-attempt").child(
        el("span", "quoted")
            .set("dir", "auto")
            .follow_text(move || Some(Words::Owned(super::clip(&asked.get())))),
    );
    if let Some(article) = &attempt.article {
        let lead = if answered { "\u{2192} " } else { "closest: " };
        tried = tried.child(
            el("span", "statement-main")
                .child(el("span", "").text(lead))
                .child(words("", &article.title)),
        );
    }
    let sure = attempt.confidence;
    let sure = sure.map(|percent| [&percent.to_string(), " % confident"].concat());
    let outcome = ["outcome is-", say::outcome_key(attempt.outcome)].concat();
    tried = tried.child(
        el("span", "statement-foot")
            .child(el("span", "").set("class", outcome).text(say::outcome(attempt.outcome)))
            .child(el("span", "time").text(sure.unwrap_or_default())),
    );
    let item = el("li", "").child(tried);
    match &attempt.reply {
        Some(reply) => item.child(quote(talk, reply.entry, &reply.text, "card-reply")),
        None => item,
    }
}

/// The exchanges that make the story, in its order.
fn moments(talk: Talk, moments: &[KeyMoment]) -> El {
    let skipped = moments.len().saturating_sub(MAX_MOMENTS);
    let shown = moments.iter().enumerate().filter(|(at, _)| *at == 0 || *at > skipped);
    let list = shown.map(|(_, moment)| {
        let (text, at) = (talk.words_of(moment.entry), talk.time_of(moment.entry));
        let time = move || Some(Words::Owned(clock_text(at.get()?, "")));
        let text = move || Some(Words::Owned(super::clip(&text.get())));
        let foot = el("span", "statement-foot")
            .child(el("span", "").text(say::moment(moment.moment)))
            .child(el("span", "time").follow_text(time));
        let said = el("span", "moment-words").set("dir", "auto").follow_text(text);
        el("li", "").child(source(talk, moment.entry, "card-moment").child(foot).child(said))
    });
    section("Key moments").child(el("ol", "moments").children(list))
}
