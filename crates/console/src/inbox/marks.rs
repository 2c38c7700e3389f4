//! The words of a search, marked in the text where they were found.

/// The pieces of a snippet, each with whether it was searched for: `\u{2}` stands before and `\u{3}`
/// after such words.
pub fn pieces(snippet: &str) -> Vec<(String, bool)> {
    let (mut pieces, mut text, mut marked) = (Vec::new(), String::new(), false);
    for c in snippet.chars() {
        match c {
            '\u{2}' | '\u{3}' => {
                if !text.is_empty() {
                    pieces.push((std::mem::take(&mut text), marked));
                }
                marked = c == '\u{2}';
            }
            c => text.push(c),
        }
    }
    if !text.is_empty() {
        pieces.push((text, marked));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_searched_for_is_marked_and_nothing_is_lost_even_where_marks_are_missing() {
        let of = |snippet: &str| pieces(snippet);
        let plain = |text: &str| (text.to_owned(), false);
        let mark = |text: &str| (text.to_owned(), true);
        assert_eq!(
            of("my \u{2}order\u{3} is late"),
            [plain("my "), mark("order"), plain(" is late")]
        );
        assert_eq!(of("\u{2}order"), [mark("order")]);
        assert_eq!(of("a\u{3}b<i>"), [plain("a"), plain("b<i>")]);
        assert!(of("").is_empty());
    }
}
