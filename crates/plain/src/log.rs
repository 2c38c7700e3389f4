//! The log of a conversation: who said what, and when.

use crate::clock::Clock;
use crate::form::Act;
use crate::page::{FILES, Site};
use maud::{Markup, html};
use warmline_model::{Attachment, ChoiceKind, Timestamp, bytes_text};
use warmline_shown::rows::{Delivery, Offer, Row, What, Who};
use warmline_wire::Source;

/// How many rows are shown unless all are asked for.
pub(crate) const RECENT: usize = 200;

/// What the log is drawn with.
pub(crate) struct Drawn<'a> {
    pub site: Site<'a>,
    pub clock: &'a Clock,
    pub seal: &'a str,
}

impl Drawn<'_> {
    /// A form with buttons in it, sent to the frame itself.
    pub fn form(&self, inside: &Markup) -> Markup {
        html! {
            form method="post" action=(self.site.path(&[crate::FRAME])) accept-charset="utf-8" {
                input type="hidden" name="seal" value=(self.seal);
                (inside)
            }
        }
    }

    /// The rows, oldest first.
    pub fn rows(&self, rows: &[Row]) -> Markup {
        html! {
            ol.rows aria-label="Messages" {
                @for row in rows { (self.row(row)) }
            }
        }
    }

    fn row(&self, row: &Row) -> Markup {
        match &row.what {
            What::Own { text, files, delivery, tell, by_mail } => {
                let how = match delivery {
                    _ if *by_mail => "By e-mail",
                    Delivery::Seen if *tell => "Seen",
                    _ if *tell => "Sent",
                    _ => "",
                };
                html! {
                    li.mine {
                        p.author { "You" (self.time(row.at)) }
                        (self.said(text, files))
                        @if !how.is_empty() { p.meta { (how) } }
                    }
                }
            }
            What::Theirs { who, text, files, source, offer } => {
                let (class, name, kind) = match who {
                    Who::Bot => ("theirs bot", "Assistant", Some("bot")),
                    Who::Agent(name) => ("theirs human", name.as_str(), Some("human")),
                    Who::System => ("theirs", "Warmline", None),
                };
                html! {
                    li class=(class) {
                        p.author {
                            bdi { (name) }
                            @if let Some(kind) = kind { span.kind { (kind) } }
                            (self.time(row.at))
                        }
                        (self.said(text, files))
                        @if let Some(source) = source { (self.source(source)) }
                        @if let Some(offer) = offer { (self.offer(offer)) }
                    }
                }
            }
            What::Notice { text, look } => html! {
                li class=(look.class()) { p dir="auto" { (text) } (self.time(row.at)) }
            },
            What::Day => html! {
                @if let Some(at) = row.at { li.day { p { (self.clock.day(at)) } } }
            },
        }
    }

    fn time(&self, at: Option<Timestamp>) -> Markup {
        html! {
            @if let Some(at) = at {
                time datetime=(self.clock.for_machines(at)) { (self.clock.time(at)) }
            }
        }
    }

    fn said(&self, text: &str, files: &[Attachment]) -> Markup {
        html! {
            @if !text.is_empty() || files.is_empty() { p.bubble dir="auto" { (text) } }
            @for file in files {
                p.file {
                    a href=(self.site.path(&[FILES, file.id.as_str()])) target="_blank" rel="noopener" {
                        "Download " bdi { (file.name) } " (" (bytes_text(file.bytes)) ")"
                    }
                }
            }
        }
    }

    fn source(&self, source: &Source) -> Markup {
        html! {
            @if let Some(address) = self.site.link(&source.url) {
                p.file { a href=(address) target="_blank" rel="noopener" dir="auto" { (source.title) } }
            }
        }
    }

    /// The buttons of an offer, as long as they can be pressed.
    fn offer(&self, offer: &Offer) -> Markup {
        if !offer.open {
            return html! {};
        }
        let known = offer.choices.iter().filter(|choice| choice.kind != ChoiceKind::Unknown);
        self.form(&html! {
            div.buttons {
                @for choice in known {
                    @let act = Act::Answer(offer.seq, choice.kind, choice.article.clone());
                    button name="do" value=(act.value()) dir="auto" { (choice.label) }
                }
            }
        })
    }
}
