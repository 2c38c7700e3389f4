//! A conversation's ticket number, as people type it: any case, with or without dashes and the sign before it.

/// The number that `text` is, as [`crate::ConversationId::ticket`] writes it; none where it is something else. Signs
/// that look alike are taken for the one that there is: `o` for `0`, `i` and `l` for `1`.
pub fn ticket_in(text: &str) -> Option<String> {
    let mut signs = text
        .trim()
        .trim_start_matches('#')
        .chars()
        .filter(|sign| !matches!(sign, '-' | '\u{2010}'..='\u{2015}' | ' '))
        .map(|sign| sign.to_ascii_uppercase());
    let first = signs.next();
    let known = |sign| match sign {
        'O' => Some('0'),
        'I' | 'L' => Some('1'),
        '0'..='9' | 'A'..='Z' if sign != 'U' => Some(sign),
        _ => None,
    };
    let signs: Option<String> = signs.map(known).collect();
    let signs = signs.filter(|signs| first == Some('T') && signs.len() == 8)?;
    let (left, right) = signs.split_at_checked(4)?;
    Some(["T-", left, "-", right].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ConversationId;

    #[test]
    fn a_ticket_number_is_read_however_it_is_typed() {
        //
        for typed in [
            "T-7KQ2-M9XA",
            " t-7kq2-m9xa ",
            "#T-7KQ2-M9XA",
            "t7kq2m9xa",
            "T 7KQ2 M9XA",
            "T\u{2013}7KQ2\u{2013}M9XA",
        ] {
            assert_eq!(ticket_in(typed).as_deref(), Some("T-7KQ2-M9XA"), "{typed}");
        }
        assert_eq!(ticket_in("t-oil0-0000").as_deref(), Some("T-0110-0000"));
        let own = ConversationId::new("c1").expect("an id").ticket();
        assert_eq!(ticket_in(&own.to_lowercase()), Some(own));
    }

    #[test]
    fn other_words_are_no_ticket_numbers() {
        for typed in [
            "",
            "T",
            "#",
            "T-7KQ2-M9X",
            "T-7KQ2-M9XAB",
            "A-7KQ2-M9XA",
            "T-7UQ2-M9XA",
            "t-äöß2-m9xa",
        ] {
            assert_eq!(ticket_in(typed), None, "{typed}");
        }
    }
}
