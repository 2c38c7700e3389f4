//! What all plain pages share: the document around them, whose site it is, where its parts are.

use maud::{DOCTYPE, Markup, html};
use url::Url;

/// The part of the address under which the conversation itself is shown.
pub const FRAME: &str = "log";
/// The part of the address under which files are.
pub const FILES: &str = "files";

/// Whose chat it is.
#[derive(Clone, Copy, Debug)]
pub struct Site<'a> {
    /// Its key.
    pub key: &'a str,
    /// The company's name.
    pub name: &'a str,
    /// The origin of its pages, where it has one.
    pub home: Option<&'a str>,
}

impl Site<'_> {
    /// The address of the page, and of what is below it.
    pub fn path(&self, below: &[&str]) -> String {
        [&["/chat", self.key], below].concat().join("/")
    }

    /// Where an article's address leads from here: only to pages of the web. A path is one of the site's own.
    pub(crate) fn link(&self, address: &str) -> Option<String> {
        let is_web = |url: &Url| matches!(url.scheme(), "https" | "http");
        let url = match Url::parse(address) {
            Ok(url) => url,
            Err(_) if address.starts_with('/') => {
                Url::parse(self.home?).ok()?.join(address).ok()?
            }
            Err(_) => return None,
        };
        is_web(&url).then(|| url.to_string())
    }
}

/// The whole document.
pub(crate) fn document(title: &str, class: &str, body: &Markup) -> String {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) }
                link rel="stylesheet" href="/chat/style.css";
            }
            body class=(class) { (body) }
        }
    }
    .into_string()
}

/// What went wrong, said where it is read first.
pub(crate) fn note(text: Option<&str>) -> Markup {
    html! {
        @if let Some(text) = text {
            p.note role="alert" { (text) }
        }
    }
}
