//! Articles from files: Markdown, CSV, and the pages of a site's own help.

mod csv;
mod html;
mod markdown;
mod sitemap;

pub use csv::csv;
pub use html::page;
pub use markdown::markdown;
pub use sitemap::{MAX_PAGES, sitemap};

use crate::Article;
use serde::{Deserialize, Serialize};

/// The longest id that is made of a title, in characters.
const MAX_ID: usize = 80;

/// An article as it was read, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The file, or the page's address.
    pub file: String,
    /// The line, from 1, where there are lines.
    pub line: Option<usize>,
    /// The article; its id may have been made of its name.
    pub article: Article,
}

/// What can't be read, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The file, or the page's address.
    pub file: String,
    /// The line, from 1, where there are lines.
    pub line: Option<usize>,
    /// What is wrong, and what is allowed.
    pub message: String,
}

impl Fault {
    /// A fault of a whole file.
    pub fn of(file: &str, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line: None, message: message.into() }
    }
}

/// An id made of a title or of a file's name: its letters and digits, the same each time.
pub fn id_of(text: &str) -> String {
    let mut id = String::new();
    for c in text.trim().chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() {
            id.push(c);
        } else if !id.ends_with('-') {
            id.push('-');
        }
    }
    let id: String = id.trim_matches('-').chars().take(MAX_ID).collect();
    if id.is_empty() { "article".into() } else { id.trim_matches('-').to_owned() }
}

/// A text without its byte order mark, with line feeds only.
fn lines(text: &str) -> String {
    text.strip_prefix('\u{FEFF}').unwrap_or(text).replace("\r\n", "\n").replace('\r', "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_made_of_letters_and_digits_and_is_the_same_each_time() {
        assert_eq!(id_of("  How do I return a lantern? "), "how-do-i-return-a-lantern");
        assert_eq!(id_of("Größe & Maße"), "größe-maße");
        assert_eq!(id_of("退款"), "退款");
        assert_eq!(id_of("???"), "article");
        assert_eq!(id_of(&"word ".repeat(50)).chars().count(), 79);
    }
}
