//! The text of a help page: its title, and what is in its main part, as plain Markdown.
//!
//! Made for pages that people can read, not for all of HTML: no scripts, no styles, no navigation; headings, lists and
//! paragraphs stay what they are.

use super::{Draft, Fault, id_of};
use crate::Article;
use warmline_model::MAX_TEXT_CHARS;

/// What is in these is no text of the page.
const SKIPPED: [&str; 14] = [
    "script", "style", "noscript", "template", "svg", "nav", "header", "footer", "aside", "form",
    "button", "select", "iframe", "head",
];
/// What begins a new line.
const BLOCKS: [&str; 18] = [
    "p",
    "div",
    "section",
    "article",
    "main",
    "ul",
    "ol",
    "li",
    "table",
    "tr",
    "blockquote",
    "pre",
    "dl",
    "dt",
    "dd",
    "figure",
    "details",
    "summary",
];

/// The article of a page.
///
/// # Errors
/// What the page lacks.
pub fn page(address: &str, html: &str) -> Result<Draft, Fault> {
    let main = ["main", "article", "body"].into_iter().find_map(|name| inside(html, name));
    let main = main.unwrap_or(html);
    let heading = inside(main, "h1").or_else(|| inside(html, "h1"));
    let plain = |html: &str| text(html).split_whitespace().collect::<Vec<_>>().join(" ");
    let named = heading.map(plain).filter(|title| !title.is_empty());
    let title = named.or_else(|| inside(html, "title").map(plain)).unwrap_or_default();
    if title.is_empty() {
        return Err(Fault::of(address, "the page has neither a heading nor a title"));
    }
    let answer = text(main);
    // The title stands above the answer already.
    let answer = shortened(answer.strip_prefix(&format!("# {title}")).unwrap_or(&answer).trim());
    if answer.is_empty() {
        return Err(Fault::of(address, "there is no text in the page's main part"));
    }
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = path.split_once('/').map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_end_matches(".html");
    let id = if path.trim_matches('/').is_empty() { "home".to_owned() } else { id_of(path) };
    let article = Article {
        id,
        title,
        category: String::new(),
        url: Some(address.to_owned()),
        answer,
        phrasings: Vec::new(),
    };
    Ok(Draft { file: address.to_owned(), line: None, article })
}

/// The paragraphs from the beginning on that one message can hold; the page's address leads to the rest.
fn shortened(text: &str) -> String {
    let Some((most, _)) = text.char_indices().nth(MAX_TEXT_CHARS) else { return text.to_owned() };
    let text = &text[..most];
    let end = text.rfind("\n\n").or_else(|| text.rfind([' ', '\n'])).unwrap_or(most);
    text[..end].trim_end().to_owned()
}

/// What the first element of that name has in it.
fn inside<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let mut begin = None;
    let mut depth = 0_usize;
    for tag in (Tags { html, at: 0 }) {
        if tag.name != name {
            continue;
        }
        match (tag.closes, begin) {
            (false, None) => (begin, depth) = (Some(tag.end), 1),
            (false, Some(_)) => depth += 1,
            (true, Some(begin)) if depth <= 1 => return html.get(begin..tag.start),
            (true, Some(_)) => depth -= 1,
            (true, None) => {}
        }
    }
    html.get(begin?..)
}

/// A part of a page as plain Markdown.
fn text(html: &str) -> String {
    let mut out = Lines::default();
    let mut at = 0;
    let mut skipped: Option<String> = None;
    for tag in (Tags { html, at: 0 }) {
        if let Some(name) = &skipped {
            if tag.closes && tag.name == *name {
                skipped = None;
            }
            at = tag.end;
            continue;
        }
        out.words(html.get(at..tag.start).unwrap_or_default());
        at = tag.end;
        let level = tag.name.strip_prefix('h').and_then(|n| n.parse::<usize>().ok());
        match (tag.name.as_str(), level) {
            (name, _) if !tag.closes && SKIPPED.contains(&name) => skipped = Some(name.to_owned()),
            (_, Some(level @ 1..=6)) => {
                out.block();
                if !tag.closes {
                    out.begins(&format!("{} ", "#".repeat(level)));
                }
            }
            ("li", _) if !tag.closes => {
                out.line();
                out.begins("- ");
            }
            ("li" | "tr" | "br" | "dt" | "dd", _) => out.line(),
            ("td" | "th", _) => out.words(" "),
            (name, _) if BLOCKS.contains(&name) => out.block(),
            _ => {}
        }
    }
    if skipped.is_none() {
        out.words(html.get(at..).unwrap_or_default());
    }
    out.text.trim().to_owned()
}

/// Lines as they come to be: white space counts once, empty lines at most one.
#[derive(Default)]
struct Lines {
    text: String,
    /// What the line begins with, once there is a word in it.
    mark: String,
}

impl Lines {
    fn words(&mut self, html: &str) {
        let text = unescaped(html);
        if text.starts_with(char::is_whitespace) {
            self.space();
        }
        for (n, word) in text.split_whitespace().enumerate() {
            if n > 0 {
                self.space();
            }
            self.text.push_str(&std::mem::take(&mut self.mark));
            self.text.push_str(word);
        }
        if text.ends_with(char::is_whitespace) {
            self.space();
        }
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with([' ', '\n']) {
            self.text.push(' ');
        }
    }

    fn line(&mut self) {
        self.mark.clear();
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    fn block(&mut self) {
        self.line();
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    fn begins(&mut self, mark: &str) {
        mark.clone_into(&mut self.mark);
    }
}

/// A tag, and where it stands.
struct Tag {
    name: String,
    closes: bool,
    start: usize,
    end: usize,
}

/// The tags of a page; comments are passed over with them.
struct Tags<'a> {
    html: &'a str,
    at: usize,
}

impl Iterator for Tags<'_> {
    type Item = Tag;

    fn next(&mut self) -> Option<Tag> {
        let begin = |c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?');
        loop {
            let rest = self.html.get(self.at..)?;
            let start = self.at + rest.find('<')?;
            let inner = self.html.get(start + 1..)?;
            if !inner.starts_with(begin) {
                self.at = start + 1;
                continue;
            }
            let (length, closing) = match inner.strip_prefix("!--") {
                Some(comment) => (comment.find("-->").map(|end| end + 3), 3),
                None => (end_of_tag(inner), 1),
            };
            let end = length.map_or(self.html.len(), |length| start + 1 + length + closing);
            self.at = end;
            let closes = inner.starts_with('/');
            let name = inner.trim_start_matches('/');
            let name = name.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
            return Some(Tag { name: name.to_ascii_lowercase(), closes, start, end });
        }
    }
}

/// Where a tag ends: a `>` in an attribute's value does not end it.
fn end_of_tag(inner: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in inner.char_indices() {
        match (quote, c) {
            (None, '>') => return Some(at),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    None
}

/// A text with the characters that its references stand for.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.char_indices().take(12).find(|(_, c)| *c == ';').map(|(end, _)| end);
        match end.and_then(|end| Some((character(rest.get(1..end)?)?, end))) {
            Some((c, end)) => {
                out.push_str(&c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn character(name: &str) -> Option<String> {
    let number = name.strip_prefix('#').and_then(|number| match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => number.parse().ok(),
    });
    if let Some(c) = number.and_then(char::from_u32).filter(|c| !c.is_control() || *c == '\n') {
        return Some(c.to_string());
    }
    let text = match name {
        "amp" => "&",
        "lt" => "<",
        "gt" => ">",
        "quot" => "\"",
        "apos" | "rsquo" | "lsquo" => "'",
        "ldquo" | "rdquo" => "\"",
        "nbsp" => " ",
        "ndash" => "–",
        "mdash" => "—",
        "hellip" => "…",
        "euro" => "€",
        "pound" => "£",
        "copy" => "©",
        "reg" => "®",
        "trade" => "™",
        "deg" => "°",
        "times" => "×",
        "auml" => "ä",
        "ouml" => "ö",
        "uuml" => "ü",
        "Auml" => "Ä",
        "Ouml" => "Ö",
        "Uuml" => "Ü",
        "szlig" => "ß",
        "eacute" => "é",
        "egrave" => "è",
        "agrave" => "à",
        "ccedil" => "ç",
        "ntilde" => "ñ",
        _ => return None,
    };
    Some(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><html><head><title>Returns | Shop</title>
        <style>p { color: red }</style></head><body><header><h1>Shop</h1></header>
        <nav><a href="/">Home</a></nav>
        <main data-x="a > b"><h1>Returns &amp; refunds</h1><!-- <p>old</p> -->
        <p>Send it   back<br>within <b>30&nbsp;days</b>.</p><script>if (a < b) { alert("<p>") }</script>
        <h2>How</h2><ul><li>Pack it<li>Post it</ul><div><div>Done &#x2713; &nope; 5 < 6</div></div>
        <button>Buy</button></main><footer>&copy; Shop</footer></body></html>"#;

    #[test]
    fn the_main_part_of_a_page_becomes_an_article() {
        let draft = page("https://a.example/help/returns.html?x=1", PAGE).expect("an article");
        let Article { id, title, answer, url, .. } = draft.article;
        assert_eq!((id.as_str(), title.as_str()), ("help-returns", "Returns & refunds"));
        assert_eq!(
            answer,
            "Send it back\nwithin 30 days.\n\n## How\n\n- Pack it\n- Post it\n\nDone ✓ &nope; 5 < 6"
        );
        assert_eq!(url.as_deref(), Some("https://a.example/help/returns.html?x=1"));
    }

    #[test]
    fn what_is_no_page_is_refused_and_what_is_broken_hurts_nobody() {
        for html in ["", "<main></main>", "<title>T</title><main><script>x</script></main>"] {
            assert!(page("https://a.example/", html).is_err(), "{html}");
        }
        for html in
            ["<", "<!--", "<main", "<main><h1>T</h1><p a=\"", "<h1>T</h1>x&", "<h1>T</h1>&#xD800;é"]
        {
            let _ = page("https://a.example/", html);
        }
        let long = format!("<h1>T</h1><p>{}</p><p>{}", "a ".repeat(1_500), "b ".repeat(1_500));
        let answer = page("https://a.example/", &long).expect("text").article.answer;
        assert!(answer.ends_with('a') && answer.len() == 2_999, "the whole first paragraph");
        let deep = format!("<h1>T</h1>{}x", "<div>".repeat(50_000));
        assert_eq!(page("https://a.example/", &deep).expect("text").article.answer, "x");
    }
}
