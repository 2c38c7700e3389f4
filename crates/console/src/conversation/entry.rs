//! One entry of the log, as an agent sees it.

use super::{Talk, Unsent};
use crate::{times, words};
use leptos::prelude::*;
use std::rc::Rc;
use warmline_model::{AgentId, Alternative, Author, Band, Body, Choice, Entry, Seq};
use warmline_ui::clock_text;
use warmline_ui::dom::html::{div, li, p, span};
use warmline_ui::dom::{Part, Whenever};
use warmline_ui::files::{Place, shown};
use warmline_wire::FromAgent;

/// Whether `agent` wrote it.
pub(super) fn is_by(entry: &Entry, agent: Option<&AgentId>) -> bool {
    matches!(&entry.author, Author::Agent { id, .. } if Some(id) == agent)
}

/// Whether it is words of a person.
pub(super) fn is_text(entry: &Entry) -> bool {
    matches!(entry.body, Body::Text { .. })
}

/// Whether it is shown as an event in the middle, and not as somebody's words.
pub(super) fn is_event(entry: &Entry) -> bool {
    match entry.body {
        Body::Text { .. } | Body::Answer { .. } | Body::Offer { .. } => false,
        Body::AskedForHuman
        | Body::Chose { .. }
        | Body::CancelledWait
        | Body::AskedFor { .. }
        | Body::PickedSlot { .. }
        | Body::CancelledPromise { .. }
        | Body::Corrected { .. }
        | Body::Struck { .. }
        | Body::Notice { .. }
        | Body::Rated { .. } => true,
    }
}

/// The id of an entry's element.
pub(super) fn element_id(talk: Talk, seq: Seq) -> String {
    talk.element_id(&format!("entry-{}", seq.0))
}

/// An entry; `follows` another one of the same author.
pub(super) fn entry(talk: Talk, entry: &Entry, follows: bool) -> AnyView {
    let seq = entry.seq;
    let author = match &entry.author {
        Author::Visitor => "visitor",
        Author::Bot => "bot",
        Author::Agent { .. } => "agent",
        Author::System => "system",
    };
    let mine = is_by(entry, talk.app.me().as_ref());
    let element = li()
        .class(if is_event(entry) { "entry is-event" } else { "entry" })
        .class(Whenever("is-lit", move || talk.lit.get() == Some(seq)))
        .class(Whenever("is-follow", move || follows))
        .class(Whenever("is-mine", move || mine))
        .attr("id", element_id(talk, seq))
        .attr("data-testid", "entry")
        .attr("data-author", author)
        .attr("data-seq", seq.0.to_string())
        .attr("tabindex", "-1");
    if is_event(entry) {
        return element.child(event(entry)).part();
    }
    let meta = (!follows).then(|| meta(talk, entry, mine));
    element
        .child((
            meta,
            words(entry),
            by_mail(entry),
            files(talk, entry),
            evidence(talk, entry),
            mine.then(|| delivery(talk, seq)),
        ))
        .part()
}

fn meta(talk: Talk, entry: &Entry, mine: bool) -> impl Part {
    let customer = matches!(entry.author, Author::Visitor);
    let other = match &entry.author {
        Author::Visitor => String::new(),
        Author::Bot => "Assistant".into(),
        Author::Agent { .. } if mine => "You".into(),
        Author::Agent { name, .. } => name.clone(),
        Author::System => "Warmline".into(),
    };
    let name = move || {
        if customer { talk.customer() } else { other.clone() }
    };
    div().class("entry-meta").child((
        span().class("entry-name").attr("dir", "auto").child(name),
        span().class("entry-time").child(clock_text(entry.at, "")),
    ))
}

/// That it came by e-mail, and from where if that is another address than the customer's.
fn by_mail(entry: &Entry) -> impl Part + use<> {
    let words = entry.body.by_mail().map(|mail| match mail.from.as_deref() {
        None => "by e-mail".to_owned(),
        Some("") => "by e-mail, from an unknown address".to_owned(),
        Some(from) if mail.unverified => {
            format!("by e-mail, not verified: it says that it is from {from}")
        }
        Some(from) => format!("by e-mail, from another address: {from}"),
    });
    words.map(|words| span().class("entry-mail").attr("data-testid", "by-mail").child(words))
}

fn words(entry: &Entry) -> impl Part + use<> {
    let text = entry.body.text().unwrap_or_default().to_owned();
    let only_files = text.is_empty() && !entry.body.attachments().is_empty();
    (!only_files).then(|| p().class("bubble").attr("dir", "auto").child(text))
}

fn files(talk: Talk, entry: &Entry) -> impl Part + use<> {
    let place: Rc<dyn Fn() -> Option<Place>> =
        Rc::new(move || Some(super::files_of(&talk.id.get_value())));
    let files = entry.body.attachments().iter().cloned();
    files.map(|file| shown(file, Rc::clone(&place))).collect::<Vec<_>>()
}

/// What stands under the assistant's words: how sure it was, where from, which attempt, which buttons.
fn evidence(talk: Talk, entry: &Entry) -> Option<AnyView> {
    let seq = entry.seq;
    match &entry.body {
        Body::Answer { confidence, band, article, .. } => {
            let sure = match band {
                Band::High => "sure",
                Band::Medium => "fairly sure",
                Band::Low => "unsure",
            };
            let source = article.as_ref().map(|article| {
                span().attr("dir", "auto").child(format!("from \u{201c}{}\u{201d}", article.title))
            });
            Some(
                div()
                    .class("evidence")
                    .child((
                        span()
                            .class(format!("sure sure-{}", band_key(*band)))
                            .child(format!("{confidence} % {sure}")),
                        source,
                        attempt(talk, seq),
                    ))
                    .part(),
            )
        }
        Body::Offer { choices, .. } => Some(
            div()
                .class("evidence")
                .child((choices.iter().map(choice).collect::<Vec<_>>(), attempt(talk, seq)))
                .part(),
        ),
        _ => None,
    }
}

const fn band_key(band: Band) -> &'static str {
    match band {
        Band::High => "high",
        Band::Medium => "medium",
        Band::Low => "low",
    }
}

fn choice(choice: &Choice) -> impl Part + use<> {
    span().class("choice").attr("dir", "auto").child(choice.label.clone())
}

/// Which of the card's attempts this is, and how it ended.
fn attempt(talk: Talk, seq: Seq) -> impl Part {
    let text = Memo::new(move |_| {
        talk.state.with(|state| {
            let attempts = &state.as_ref()?.card.attempts;
            let index = attempts.iter().position(|attempt| attempt.answer == seq)?;
            Some(format!(
                "Attempt {}: {}",
                index + 1,
                words::outcome(attempts[index].outcome).to_lowercase()
            ))
        })
    });
    move || text.get().map(|text| span().child(text))
}

fn delivery(talk: Talk, seq: Seq) -> impl Part {
    let seen = Memo::new(move |_| talk.seen.with(|seen| seen.visitor >= seq));
    span()
        .class("delivery")
        .class(Whenever("is-seen", move || seen.get()))
        .child(move || if seen.get() { "Seen" } else { "Sent" })
}

fn event(entry: &Entry) -> impl Part + use<> {
    let text = match &entry.body {
        Body::AskedForHuman => "Pressed \u{201c}Talk to a Human\u{201d}".into(),
        Body::Chose { label, .. } => format!("Chose \u{201c}{label}\u{201d}"),
        Body::AskedFor { alternative } => match alternative {
            Alternative::Callback => "Asked to be called back".into(),
            Alternative::Email => "Asked for an e-mail".into(),
            Alternative::OnCall => "Asked for whoever is on call".into(),
            Alternative::SelfService => "Chose self-service".into(),
            Alternative::Unknown => "Asked for something else than to wait".into(),
        },
        Body::CancelledWait => "Stopped waiting and went back to the assistant".into(),
        Body::PickedSlot { slot } => format!("Chose a call: {}", times::span(*slot)),
        Body::CancelledPromise { promise } => format!("Does not need promise {promise} any more"),
        Body::Corrected { text } => format!("Wants passed on: \u{201c}{text}\u{201d}"),
        Body::Struck { text, .. } => format!("Struck out \u{201c}{text}\u{201d}"),
        Body::Notice { text, .. } => text.clone(),
        Body::Rated { score, .. } => format!("Rated {} {score} of 5", words::stars(*score)),
        Body::Text { .. } | Body::Answer { .. } | Body::Offer { .. } => String::new(),
    };
    let remark = match &entry.body {
        Body::Rated { comment: Some(comment), .. } => {
            Some(p().class("remark").attr("dir", "auto").child(comment.clone()))
        }
        _ => None,
    };
    div().class("event").attr("dir", "auto").child((
        span().child(text),
        span().class("entry-time").child(clock_text(entry.at, "")),
        remark,
    ))
}

/// Something of this agent's that is on its way.
pub(super) fn unsent(item: Memo<Unsent>) -> AnyView {
    let how = move || {
        if item.with(|i| i.sending) { "Sending\u{2026}" } else { "Waits for the connection" }
    };
    let element = li().attr("data-testid", "pending");
    match item.get_untracked().action {
        FromAgent::Say { text, attachments, .. } => element
            .class("entry is-mine is-unsent")
            .attr("data-author", "agent")
            .child((
                (!text.is_empty()).then(|| p().class("bubble").attr("dir", "auto").child(text)),
                words::files(attachments.len()).map(|told| p().class("bubble").child(told)),
                span().class("delivery").child(how),
            ))
            .part(),
        FromAgent::Note { text, .. } => element
            .class("entry note is-unsent")
            .attr("data-author", "note")
            .child((
                p().class("bubble").attr("dir", "auto").child(text),
                span().class("delivery").child(how),
            ))
            .part(),
        FromAgent::Close { .. } => element
            .class("entry is-event")
            .child(div().class("event").child("Closing\u{2026}"))
            .part(),
        FromAgent::HandBack { .. } => element
            .class("entry is-event")
            .child(div().class("event").child("Handing back\u{2026}"))
            .part(),
        FromAgent::Hello { .. } | FromAgent::Typing { .. } | FromAgent::Seen { .. } => ().part(),
    }
}
