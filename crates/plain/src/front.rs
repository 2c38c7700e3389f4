//! The page with the composer. The conversation above it is a frame of its own, which may look again by itself:
//! what is being typed stays.

use crate::form::Act;
use crate::page::{FRAME, Site, document, note};
use maud::{Markup, html};
use warmline_model::MAX_TEXT_CHARS;
use warmline_shown::words::TALK_TO_A_HUMAN;

/// What the page follows from.
#[derive(Clone, Copy, Debug)]
pub struct Front<'a> {
    /// Whose chat it is.
    pub site: Site<'a>,
    /// Whether there is a conversation to show.
    pub begun: bool,
    /// The sealed field of its form.
    pub seal: &'a str,
    /// What went wrong, if something did.
    pub note: Option<&'a str>,
    /// What was typed and not sent.
    pub typed: &'a str,
}

/// The page.
pub fn front(of: Front<'_>) -> String {
    let Front { site, begun, note: said, .. } = of;
    let body = html! {
        header.top {
            h1 { "Chat with " bdi { (site.name) } }
            @if let Some(home) = site.home {
                a href=(home) rel="noopener" { "Back to the website" }
            }
        }
        main.front {
            @if begun {
                iframe.conversation name="conversation" title="Conversation" src=(site.path(&[FRAME])) {}
            } @else {
                div.greeting {
                    p.big { "Hello! How can we help?" }
                    p { "Ask the assistant, or talk to a human whenever you like. This page works without scripts." }
                }
            }
            (note(said))
            (composer(of))
        }
        footer {
            @if begun {
                p { "Your conversation is kept for this browser with a cookie, for 30 days after your last message." }
            } @else {
                p { "Nothing is stored before you send something." }
            }
        }
    };
    document(&["Chat with ", site.name].concat(), "whole", &body)
}

fn composer(of: Front<'_>) -> Markup {
    html! {
        form.composer method="post" action=(of.site.path(&[])) accept-charset="utf-8" {
            input type="hidden" name="seal" value=(of.seal);
            label for="text" { "Your message" }
            textarea id="text" name="text" rows="3" dir="auto" maxlength=(MAX_TEXT_CHARS) { "\n" (of.typed) }
            div.buttons {
                button.main name="do" value=(Act::Say.value()) { "Send" }
                button name="do" value=(Act::Human.value()) { (TALK_TO_A_HUMAN) }
            }
        }
    }
}
