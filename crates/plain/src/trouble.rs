//! Pages for what can't be shown, each with the way on.

use crate::page::{Site, document};
use maud::html;

/// Why there is no chat to show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// No site has this key.
    NoSite,
    /// The site has no such page or file.
    NotHere,
    /// A form came from another page than ours.
    Foreign,
    /// More was sent than a form of ours can.
    TooLarge,
    /// Too much was asked for in a short time.
    Busy,
    /// A fault of ours.
    Broken,
}

impl Trouble {
    const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::NoSite => (
                "There is no chat at this address",
                "The address may be mistyped or old. Please go back to the website that you came from, and look \
                 there for a way to get in touch.",
            ),
            Self::NotHere => (
                "There is nothing at this address",
                "The page or the file may be gone. Your conversation is still there.",
            ),
            Self::Foreign => (
                "Nothing was sent",
                "What your browser sent did not come from our page, so we did not take it. Please write from the \
                 chat's own page.",
            ),
            Self::TooLarge => (
                "That was too much at once",
                "Nothing was sent. Please go back, and send it in parts of at most 4,000 characters.",
            ),
            Self::Busy => (
                "That was a lot at once",
                "Please wait a moment, and open the chat again. Nothing is lost.",
            ),
            Self::Broken => (
                "Something went wrong on our side",
                "Please go back and try it again. Sending the same message again is safe: it arrives once.",
            ),
        }
    }
}

/// The page.
pub fn trouble(site: Option<&Site<'_>>, trouble: Trouble) -> String {
    let (title, words) = trouble.words();
    let body = html! {
        main.alone {
            h1 { (title) }
            p { (words) }
            @if let Some(site) = site {
                p { a.button href=(site.path(&[])) target="_top" { "Open the chat" } }
                @if let Some(home) = site.home {
                    p { a href=(home) target="_top" rel="noopener" { "Go to " bdi { (site.name) } } }
                }
            }
        }
    };
    document(title, "trouble", &body)
}
