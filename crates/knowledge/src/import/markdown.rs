//! A Markdown file: its first heading is the title, what follows is the answer.

use super::{Draft, Fault, id_of, lines};
use crate::Article;

/// The article of a Markdown file; its id is made of the file's name.
///
/// # Errors
/// What is missing.
pub fn markdown(file: &str, text: &str) -> Result<Draft, Fault> {
    let text = lines(text);
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let body = without_front_matter(&text);
    let mut title = None;
    let mut answer = String::new();
    let mut fenced = false;
    for line in body.lines() {
        fenced ^= line.trim_start().starts_with("```");
        match heading(line).filter(|_| !fenced && title.is_none() && answer.trim().is_empty()) {
            Some(text) => title = Some(text.to_owned()),
            None => {
                answer.push_str(line.trim_end());
                answer.push('\n');
            }
        }
    }
    let Some(title) = title.filter(|title| !title.is_empty()) else {
        return Err(Fault::of(
            file,
            "it begins with no heading, which would be the title: # Title",
        ));
    };
    let answer = answer.trim().to_owned();
    if answer.is_empty() {
        return Err(Fault::of(file, "under the heading there is no text"));
    }
    let article = Article {
        id: id_of(stem),
        title,
        category: String::new(),
        url: None,
        answer,
        phrasings: Vec::new(),
    };
    Ok(Draft { file: file.to_owned(), line: None, article })
}

/// The text after a block of settings as some programs put before it.
fn without_front_matter(text: &str) -> &str {
    let Some(rest) = text.strip_prefix("---\n") else { return text };
    rest.split_once("\n---\n").map_or(text, |(_, body)| body)
}

fn heading(line: &str) -> Option<&str> {
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    let is = (1..=6).contains(&level) && (text.is_empty() || text.starts_with(' '));
    is.then(|| text.trim().trim_end_matches('#').trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_heading_is_the_title_and_the_rest_the_answer() {
        let text =
            "---\ntags: a\n---\n\n# Returns ##\r\n\r\nSend it back.\r\n\r\n## Costs\r\nNone.\r\n";
        let draft = markdown("help/Returns & refunds.md", text).expect("an article");
        assert_eq!(draft.article.id, "returns-refunds");
        assert_eq!(draft.article.title, "Returns");
        assert_eq!(draft.article.answer, "Send it back.\n\n## Costs\nNone.");
    }

    #[test]
    fn a_file_without_a_heading_or_a_text_is_refused() {
        for text in ["", "Just words", "```\n# no heading\n```", "# Only a title\n\n", "#hash"] {
            assert!(markdown("a.md", text).is_err(), "{text:?}");
        }
    }
}
