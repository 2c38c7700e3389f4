//! What a message quotes: a button's or a sign's words are no request of the customer's own.

use std::ops::Range;

/// The byte ranges in double quotation marks of any shape, without the marks; none where the whole message is quoted.
pub(crate) fn quoted(text: &str) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut open: Option<usize> = None;
    let mut outside = false;
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('"' | '“' | '„' | '«' | '»' | '「' | '『', None) => {
                open = Some(at + c.len_utf8())
            }
            ('"' | '“' | '”' | '»' | '«' | '」' | '』', Some(from)) => {
                out.push(from..at);
                open = None;
            }
            (_, None) => outside |= c.is_alphanumeric(),
            (_, Some(_)) => {}
        }
    }
    if outside { out } else { Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn quotes_inside_a_message_are_found_and_a_message_in_quotes_is_none() {
        let words = |text: &'static str| -> Vec<&str> {
            quoted(text).into_iter().map(|range| &text[range]).collect()
        };
        assert_eq!(
            words("the \"talk to us\" button and „hier“ and «là»"),
            ["talk to us", "hier", "là"]
        );
        assert_eq!(words("“agent” 🙏"), Vec::<&str>::new());
        assert_eq!(words("a 19\" screen"), Vec::<&str>::new());
        assert_eq!(words("我按了「人工客服」没反应"), ["人工客服"]);
    }
}
