//! Text for where it goes: without tricks of control characters, escaped, and cut to length.

use warmline_model::{Day, Timestamp};

/// A text without control characters (line ends and tabs stay) and without marks that turn the direction
/// of writing, with which one could make a text read as another.
pub fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n");
    text.chars().filter(|&c| c == '\n' || c == '\t' || !(c.is_control() || turns(c))).collect()
}

/// Marks that turn the direction of writing, and invisible ones that hide words.
const fn turns(c: char) -> bool {
    matches!(
        c,
        '\u{061c}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'
            | '\u{2066}'..='\u{2069}'
            | '\u{feff}'
    )
}

/// One line: cleaned, each run of blanks and line ends as one blank.
pub fn line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A subject: one line of at most 150 characters that no table program takes for a formula.
pub fn subject(text: &str) -> String {
    let text = line(text);
    let text = text.trim_start_matches(|c: char| {
        matches!(c, '=' | '+' | '-' | '@' | '|' | '%') || c.is_whitespace()
    });
    cut(text, 150)
}

/// At most so many characters; what is longer ends in `…`.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let short: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", short.trim_end())
}

/// For HTML, within an element or an attribute in quotes.
pub fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' => out.push_str("<br>"),
            c => out.push(c),
        }
    }
    out
}

/// For Slack's mrkdwn: the three characters that could begin a link, a mention or a command.
pub fn mrkdwn(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// For a query or a form's field: everything but unreserved characters as %XX.
pub fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

/// A moment as RFC 3339 has it, in UTC: `2026-03-01T09:30:00.000Z`.
pub fn iso(moment: Timestamp) -> String {
    let day = Day::of(moment);
    let in_day = moment.0.rem_euclid(86_400_000);
    let (seconds, millis) = (in_day / 1_000, in_day % 1_000);
    format!(
        "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{millis:03}Z",
        day.year.unwrap_or(1970),
        day.month,
        day.day.unwrap_or(1),
        seconds / 3_600,
        seconds / 60 % 60,
        seconds % 60,
    )
}
