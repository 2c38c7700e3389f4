//! A stranger's text as one harmless line: no control characters, no marks that turn the direction of writing.

use warmline_language::mask;

/// The text on one line of at most `max` characters, with what is sensitive hidden.
pub(crate) fn line(text: &str, max: usize) -> String {
    // A text of any length costs no more than what may be left of it.
    let begin: String = text.chars().filter(|c| !is_mark(*c)).take(max * 4).collect();
    let words: Vec<&str> = begin.split_whitespace().collect();
    let line = words.join(" ");
    let line = mask(&line).text;
    if line.chars().count() <= max {
        return line.into_owned();
    }
    let mut short: String = line.chars().take(max.saturating_sub(1)).collect();
    short.push('\u{2026}');
    short
}

/// Whether a character is not seen, and changes how others are.
fn is_mark(c: char) -> bool {
    let invisible = matches!(
        c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'
            ..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E007F}'
    );
    invisible || c.is_control() && !c.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_no_controls_no_overrides_and_an_end() {
        //
        assert_eq!(line("  a\u{202E}b\n\tc\u{0}\u{200B} ", 20), "ab c");
        assert_eq!(line("=HYPERLINK(\"http://x\")", 40), "=HYPERLINK(\"http://x\")");
        assert_eq!(line("<img src=x onerror=alert(1)>", 40), "<img src=x onerror=alert(1)>");
        let long = line(&"\u{fc}".repeat(100_000), 200);
        assert_eq!((long.chars().count(), long.ends_with('\u{2026}')), (200, true));
    }

    #[test]
    fn what_is_sensitive_is_hidden() {
        //
        let hidden = line("card 4111 1111 1111 1111", 100);
        assert!(!hidden.contains("4111"), "{hidden}");
    }
}
