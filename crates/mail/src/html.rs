//! HTML mails as plain text: linear in their length, whatever the markup looks like.

use mail_parser::decoders::html::html_to_text;

/// Elements whose text is none that anybody reads.
const UNREAD: [&str; 6] = ["script", "style", "head", "title", "template", "noscript"];
/// Elements that begin a line of their own.
const BLOCKS: [&str; 25] = [
    "p",
    "div",
    "br",
    "tr",
    "table",
    "ul",
    "ol",
    "li",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "pre",
    "section",
    "article",
    "header",
    "footer",
    "address",
    "dl",
    "dt",
    "dd",
    "blockquote",
];
/// Marks of mail programs at an element that holds what is quoted, or a signature.
const QUOTED: [&str; 9] = [
    "gmail_quote",
    "gmail_attr",
    "gmail_signature",
    "yahoo_quoted",
    "protonmail_quote",
    "protonmail_signature_block",
    "moz-cite-prefix",
    "moz-signature",
    "zmail_extra",
];
/// Marks after which all is quoted (Outlook).
const FROM_HERE: [&str; 3] =
    ["divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container"];
/// Elements that hold nothing.
const VOID: [&str; 7] = ["br", "hr", "img", "input", "meta", "link", "wbr"];
/// How deep quotes may be nested before their depth counts no more.
const DEEPEST: usize = 10;

/// The text of a mail in HTML. With `without_quotes`, what the mail program marked as quoted is left out; otherwise
/// quotations have `> ` before each line.
pub(crate) fn text(html: &str, without_quotes: bool) -> String {
    let mut out = Out { text: String::with_capacity(html.len() / 2), depth: 0, space: false };
    // The element that is being left out, and how many of that name are open.
    let mut skipped: Option<(String, usize)> = None;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (words, tag) = rest.split_at(at);
        if skipped.is_none() {
            out.words(words);
        }
        let Some(read) = Tag::read(tag) else {
            // Not markup: "a < b".
            if skipped.is_none() {
                out.words("&lt;");
            }
            rest = &tag[1..];
            continue;
        };
        rest = read.rest;
        if let Some((name, open)) = &mut skipped {
            if read.name == *name {
                *open = if read.closes { open.saturating_sub(1) } else { *open + 1 };
            }
            if *open == 0 {
                skipped = None;
            }
            continue;
        }
        let marks = || read.attributes.to_ascii_lowercase();
        let holds = !read.closes && !VOID.contains(&&*read.name);
        if holds && !read.attributes.is_empty() && without_quotes {
            let marks = marks();
            let is_id_or_class = marks.contains("class") || marks.contains("id");
            if is_id_or_class && FROM_HERE.iter().any(|mark| marks.contains(mark)) {
                break;
            }
            if is_id_or_class && QUOTED.iter().any(|mark| marks.contains(mark)) {
                skipped = Some((read.name, 1));
                out.line();
                continue;
            }
        }
        if !read.closes && UNREAD.contains(&&*read.name) {
            skipped = Some((read.name, 1));
            continue;
        }
        if read.name == "blockquote" {
            out.line();
            out.depth = if read.closes { out.depth.saturating_sub(1) } else { out.depth + 1 };
        } else if read.name == "br" {
            out.text.push('\n');
            out.space = false;
        } else if BLOCKS.contains(&&*read.name) {
            out.line();
            if read.name == "p" && read.closes {
                out.text.push('\n');
            }
            if read.name == "li" && !read.closes {
                out.words("- ");
                out.space = true;
            }
        } else if read.name == "td" || read.name == "th" {
            out.space = true;
        }
    }
    if skipped.is_none() && !rest.starts_with('<') {
        out.words(rest);
    }
    out.text
}

struct Out {
    text: String,
    depth: usize,
    space: bool,
}

impl Out {
    fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.space = false;
    }

    fn words(&mut self, words: &str) {
        if words.is_empty() {
            return;
        }
        let decoded = if words.contains('&') { html_to_text(words) } else { words.to_owned() };
        let blank = |c: char| c.is_whitespace() && c != '\u{A0}';
        self.space |= words.starts_with(blank);
        for word in
            decoded.split(|c: char| c.is_whitespace() || c == '\u{200B}').filter(|w| !w.is_empty())
        {
            let begins = self.text.is_empty() || self.text.ends_with('\n');
            if begins && self.depth > 0 {
                self.text.push_str(&">".repeat(self.depth.min(DEEPEST)));
                self.text.push(' ');
            } else if !begins && self.space && !self.text.ends_with(' ') {
                self.text.push(' ');
            }
            self.text.push_str(word);
            self.space = true;
        }
        self.space = words.ends_with(char::is_whitespace) || words.ends_with("&nbsp;");
    }
}

struct Tag<'a> {
    name: String,
    closes: bool,
    attributes: &'a str,
    rest: &'a str,
}

impl<'a> Tag<'a> {
    /// Reads what begins with `<`. None: that is no markup.
    fn read(text: &'a str) -> Option<Self> {
        let inner = text.get(1..)?;
        if let Some(comment) = inner.strip_prefix("!--") {
            let rest = comment.split_once("-->").map_or("", |(_, rest)| rest);
            return Some(Self { name: String::new(), closes: false, attributes: "", rest });
        }
        let (closes, inner) = match inner.strip_prefix('/') {
            Some(inner) => (true, inner),
            None => (false, inner),
        };
        let first = inner.chars().next()?;
        if !(first.is_ascii_alphabetic() || "!?".contains(first)) {
            return None;
        }
        let (tag, rest) = inner.split_once('>').unwrap_or((inner, ""));
        let end = tag.find(|c: char| c.is_whitespace() || c == '/').unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(end);
        Some(Self { name: name.to_ascii_lowercase(), closes, attributes, rest })
    }
}
