//! Numbers in a text: amounts, dates, times, telephone numbers.

/// English words for numbers; "one" is too often a pronoun.
const WORDS: [(&str, &str); 18] = [
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
    ("fourteen", "14"),
    ("fifteen", "15"),
    ("twenty", "20"),
    ("thirty", "30"),
    ("sixty", "60"),
    ("ninety", "90"),
    ("hundred", "100"),
];

/// The numbers of a text, each as its digits with `.` before a fraction; the mark of a list's line is none.
pub(super) fn numbers(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    let mut chars = text.chars().peekable();
    let mut run = String::new();
    let mut word = String::new();
    let mut at_start = true;
    loop {
        let c = chars.next();
        let value = c.and_then(digit);
        if let Some(value) = value {
            run.push(value);
        } else if let Some(
            separator @ ('.' | ',' | '\'' | '’' | ':' | '٫' | '٬' | '\u{A0}' | '\u{202F}'),
        ) = c
            && !run.is_empty()
            && chars.peek().is_some_and(|&c| digit(c).is_some())
        {
            run.push(match separator {
                '٫' => '.',
                '٬' | '’' | '\u{A0}' | '\u{202F}' => '\'',
                other => other,
            });
        } else if !run.is_empty() {
            let listed = at_start && run.len() <= 2 && matches!(c, Some('.' | ')'));
            if !listed {
                out.push(plain(&run));
            }
            run.clear();
            at_start = false;
        }
        match c {
            Some(c) if c.is_alphabetic() => word.extend(c.to_lowercase()),
            _ => {
                let meant = WORDS.iter().find(|(name, _)| *name == word);
                out.extend(meant.map(|(_, value)| (*value).to_owned()));
                word.clear();
            }
        }
        match c {
            None => return out,
            Some('\n') => at_start = true,
            Some(c) if value.is_none() && !c.is_whitespace() => at_start = false,
            Some(_) => {}
        }
    }
}

/// `1,000.00` and `1.000,00` and `1000` are one number; `10:30` stays what it is.
fn plain(run: &str) -> String {
    let mut parts = Vec::new();
    let mut last = 0;
    for (at, c) in run.char_indices().filter(|(_, c)| !c.is_ascii_digit()) {
        parts.push((&run[last..at], c));
        last = at + c.len_utf8();
    }
    let mut out = String::new();
    let mut before = None;
    let tail = (&run[last..], '\0');
    for (digits, mark) in parts.into_iter().chain([tail]) {
        match before {
            None => {}
            Some(':') => out.push(':'),
            // Three digits behind it: a mark of thousands.
            Some(',' | '.' | '\'') if digits.len() == 3 => {}
            Some(_) => out.push('.'),
        }
        out.push_str(digits);
        before = Some(mark);
    }
    let trimmed = out.strip_suffix(".00").unwrap_or(&out).trim_start_matches('0');
    if trimmed.is_empty() { "0".to_owned() } else { trimmed.to_owned() }
}

/// A decimal digit of any script that our languages use.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => return Some(c),
        '\u{0660}'..='\u{0669}' => 0x0660,
        '\u{06F0}'..='\u{06F9}' => 0x06F0,
        '\u{0966}'..='\u{096F}' => 0x0966,
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        _ => return None,
    };
    char::from_digit(c as u32 - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::numbers;

    #[test]
    fn one_number_has_one_form() {
        for text in ["$1,000.00", "1.000,00 €", "1'000", "1000", "１０００", "١٬٠٠٠", "1\u{A0}000"]
        {
            assert_eq!(numbers(text), ["1000"], "{text}");
        }
        assert_eq!(
            numbers("3.5 or 3,5 at 10:30 on 2025-03-01"),
            ["3.5", "3.5", "10:30", "2025", "3", "1"]
        );
        assert_eq!(numbers("five days, thirty euros, one of them"), ["5", "30"]);
    }

    #[test]
    fn the_mark_of_a_list_is_no_number() {
        assert_eq!(numbers("1. Open\n 2) Press 7\n12"), ["7", "12"]);
    }
}
