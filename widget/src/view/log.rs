//! The log: bubbles, notices, offers, and whether somebody is typing.

use super::{avatar, icon};
use crate::app::{App, Slot, Status};
use crate::dom::{El, Words, button, el, when};
use crate::rows::{Delivery, Look, Offer, Row, What, Who};
use crate::times::dated;
use leptos::prelude::*;
use std::rc::Rc;
use warmline_model::{Attachment, ChoiceKind};
use warmline_ui::clock_text;
use warmline_ui::files::{Place, shown};
use warmline_wire::{Source, VisitorStage};
use web_sys::Element;

/// The log.
pub fn log(app: App) -> El {
    let empty = move || app.slots.with(Vec::is_empty);
    let loading = move || app.status.get() == Status::Connecting;
    let rows = For(ForProps::builder()
        .each(move || app.slots.get())
        .key(|slot: &Slot| slot.key.clone())
        .children(move |slot| row(app, slot).into_view_of_one_kind())
        .build());
    el("div", "log")
        .set("role", "log")
        .set("aria-live", "polite")
        .set("aria-label", "Messages")
        .set("tabindex", "0")
        .id("log")
        .flag("aria-busy", loading)
        .with(move |log| follow(app, log))
        .child(
            el("div", "rows")
                .view(when(move || empty() && loading(), ghosts))
                .view(when(move || empty() && !loading(), greeting))
                .view(rows.into_any())
                .view(when(move || app.writing.with(|text| !text.is_empty()), move || writing(app)))
                .view(when(
                    move || app.typing.get() && app.writing.with(String::is_empty) && speaks(app),
                    move || typing(app),
                )),
        )
}

fn ghosts() -> El {
    let bar = || el("span", "ghost");
    el("div", "loading")
        .set("role", "status")
        .set("aria-label", "Loading the conversation")
        .child(bar())
        .child(bar())
        .child(bar())
}

fn greeting() -> El {
    el("div", "greeting")
        .child(avatar(None))
        .child(el("p", "big").text("Hello! How can we help?"))
        .child(el("p", "").text("Ask the assistant, or talk to a human whenever you like."))
}

/// Shows the end when the panel opens and when the visitor says something; else the browser keeps the
/// place, because the log grows upwards from its end.
fn follow(app: App, log: &Element) {
    let log = log.clone();
    Effect::new(move |_: Option<()>| {
        app.open.track();
        let own = app.slots.with(|slots| {
            slots.last().is_none_or(|slot| {
                slot.row
                    .with_untracked(|row| matches!(row.what, What::Own { .. }) && row.at.is_none())
            })
        });
        if own {
            log.set_scroll_top(0);
        }
    });
}

fn row(app: App, slot: Slot) -> El {
    let row = slot.row;
    // The kind and the words of a row never change, only how it stands.
    let now = row.get_untracked();
    match now.what {
        What::Own { text, files, by_mail, .. } => own(app, row, text, files, by_mail),
        What::Theirs { who, text, files, source, offer } => {
            theirs(app, row, (who, text, files), source, offer)
        }
        What::Notice { text, look } => el("div", look.class())
            .id("message")
            .set("data-author", if look == Look::Own { "visitor" } else { "system" })
            .child(el("p", "").set("dir", "auto").text(text)),
        What::Day => el("div", "day")
            .child(el("p", "").text(now.at.map(|at| dated(at, &app.locale())).unwrap_or_default())),
    }
}

/// The row's element: its class follows its place in the group.
fn message(row: &ArcRwSignal<Row>, kinds: [&'static str; 4], author: &'static str) -> El {
    let row = row.clone();
    let class = move || row.with(|row| kinds[usize::from(row.first) + 2 * usize::from(row.last)]);
    el("div", "")
        .follow("class", move || Some(Words::Borrowed(class())))
        .id("message")
        .set("data-author", author)
}

fn time(app: App, row: &ArcRwSignal<Row>) -> El {
    let row = row.clone();
    let time = move || {
        let at = row.with(|row| row.at.filter(|_| row.last))?;
        Some(clock_text(at, &app.locale()).into())
    };
    el("span", "time").follow_text(time)
}

fn own(app: App, row: ArcRwSignal<Row>, text: String, files: Vec<Attachment>, by_mail: bool) -> El {
    const KINDS: [&str; 4] = ["row mine", "row mine first", "row mine last", "row mine first last"];
    let standing = {
        let row = row.clone();
        move || {
            row.with(|row| match row.what {
                What::Own { delivery, tell, .. } => (delivery, tell),
                _ => (Delivery::Sent, false),
            })
        }
    };
    let told = {
        let standing = standing.clone();
        move || {
            let (delivery, tell) = standing();
            if by_mail {
                return Some(Words::Borrowed("By e-mail"));
            }
            tell.then_some(Words::Borrowed(match delivery {
                Delivery::Waiting => "Waiting to be sent",
                Delivery::Sending => "Sending…",
                Delivery::Sent => "Sent",
                Delivery::Seen => "Seen",
            }))
        }
    };
    message(&row, KINDS, "visitor")
        .follow("data-delivery", move || Some(standing().0.name().into()))
        .children(said(app, text, files))
        .child(
            el("p", "meta").child(time(app, &row)).child(el("span", "delivery").follow_text(told)),
        )
}

/// Words, where there are any, and the files that came with them.
fn said(app: App, text: String, files: Vec<Attachment>) -> Vec<El> {
    let place: Rc<dyn Fn() -> Option<Place>> = Rc::new(move || app.files());
    let bubble = (!text.is_empty() || files.is_empty())
        .then(|| el("p", "bubble").set("dir", "auto").text(text));
    let files = files.into_iter().map(|file| shown(file, Rc::clone(&place)));
    bubble.into_iter().chain(files).collect()
}

fn theirs(
    app: App,
    row: ArcRwSignal<Row>,
    (who, text, files): (Who, String, Vec<Attachment>),
    source: Option<Source>,
    offer: Option<Offer>,
) -> El {
    const KINDS: [&str; 4] =
        ["row theirs", "row theirs first", "row theirs last", "row theirs first last"];
    let (author, name, person) = match &who {
        Who::Bot => ("bot", "Assistant", None),
        Who::Agent(name) => ("agent", name.as_str(), Some(name.as_str())),
        Who::System => ("system", "Warmline", None),
    };
    let mut words = el("div", "words")
        .child(el("p", "author").set("dir", "auto").text(name.to_owned()))
        .children(said(app, text, files));
    if let Some(link) = source.and_then(source_link) {
        words = words.child(link);
    }
    if let Some(offer) = offer {
        words = words.child(choices(app, &row, offer));
    }
    words = words.child(el("p", "meta").child(time(app, &row)));
    message(&row, KINDS, author).child(avatar(person)).child(words)
}

/// Where an answer was drawn from; only addresses that lead to a page.
fn source_link(source: Source) -> Option<El> {
    let url = source.url;
    let path = url.starts_with('/') && !url.starts_with("//") && !url.starts_with("/\\");
    let is_page = path || url.starts_with("https://") || url.starts_with("http://");
    is_page.then(|| {
        let link = el("a", "source").set("href", url).set("rel", "noopener").id("source");
        // A path is the site's own: the visitor stays in this tab, and the conversation with them.
        let link = if path { link } else { link.set("target", "_blank") };
        link.icon(icon::SOURCE).child(el("span", "").set("dir", "auto").text(source.title))
    })
}

fn choices(app: App, row: &ArcRwSignal<Row>, offer: Offer) -> El {
    let mut buttons = el("div", "choices");
    // Articles first, and then what is about a person; a button of another version is left out.
    let known = offer.choices.into_iter().filter(|choice| choice.kind != ChoiceKind::Unknown);
    for choice in known {
        let row = row.clone();
        let gone = move || {
            row.with(
                |row| !matches!(&row.what, What::Theirs { offer: Some(offer), .. } if offer.open),
            )
        };
        let (id, class) = match choice.kind {
            ChoiceKind::Connect => ("offer-connect", "choice main"),
            ChoiceKind::Stay => ("offer-stay", "choice"),
            ChoiceKind::Article | ChoiceKind::Unknown => ("offer-article", "choice article"),
        };
        let label = choice.label.clone();
        buttons = buttons.child(
            button(class, move || app.choose(offer.seq, &choice))
                .set("dir", "auto")
                .id(id)
                .flag("disabled", gone)
                .text(label),
        );
    }
    buttons
}

/// The assistant's answer while it grows. Screen readers are told the entry that it becomes, not each step.
fn writing(app: App) -> El {
    let text = move || Some(app.writing.get().into());
    let bubble = el("p", "bubble").set("dir", "auto").follow_text(text);
    let author = el("p", "author").text("Assistant");
    el("div", "row theirs first last")
        .id("draft")
        .set("aria-hidden", "true")
        .child(avatar(None))
        .child(el("div", "words").child(author).child(bubble))
}

/// Whether there is anybody who could be typing.
fn speaks(app: App) -> bool {
    app.state.with(|s| matches!(s, Some(VisitorStage::Bot { .. } | VisitorStage::Human { .. })))
}

fn typing(app: App) -> El {
    let name = app.state.with_untracked(|state| match state {
        Some(VisitorStage::Human { name, .. }) => Some(name.clone()),
        _ => None,
    });
    let said = [name.as_deref().unwrap_or("The assistant"), " is typing"].concat();
    let dot = || el("span", "dot");
    el("div", "row theirs first last").id("typing").child(avatar(name.as_deref())).child(
        el("p", "bubble dots")
            .set("role", "img")
            .set("aria-label", said)
            .child(dot())
            .child(dot())
            .child(dot()),
    )
}
