//! The lines of an iCalendar text: unfolded, and taken apart into a name, parameters and a value.

use std::borrow::Cow;

/// The longest line, unfolded, in bytes: what is needed here is never longer.
const MAX_LINE: usize = 64 * 1024;

/// A line with its number in the text, from 1.
pub(crate) struct Line<'a> {
    pub(crate) number: u32,
    pub(crate) text: Cow<'a, str>,
}

/// The lines of a text, folded ones put together; what is longer than a line may be is cut off.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut physical = (1_u32..).zip(text.split('\n')).peekable();
    std::iter::from_fn(move || {
        let (number, first) = physical.next()?;
        let mut whole = Cow::Borrowed(first.trim_end_matches('\r'));
        while let Some((_, next)) = physical.next_if(|(_, next)| next.starts_with([' ', '\t'])) {
            let more = next.get(1..).unwrap_or_default().trim_end_matches('\r');
            if whole.len() + more.len() <= MAX_LINE {
                whole.to_mut().push_str(more);
            }
        }
        Some(Line { number, text: whole })
    })
}

/// A line taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Property<'a> {
    /// As it is written, in whatever case.
    pub(crate) name: &'a str,
    parameters: &'a str,
    pub(crate) value: &'a str,
}

impl<'a> Property<'a> {
    /// `NAME;PARAMETER=value;OTHER="quoted: value":value`; none: it is no such line.
    pub(crate) fn of(line: &'a str) -> Option<Self> {
        let colon = outside_quotes(line, ':').next()?;
        let (head, value) = (line.get(..colon)?, line.get(colon + 1..)?);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let named = !name.is_empty() && name.bytes().all(plain);
        named.then_some(Self { name, parameters, value })
    }

    /// Whether it has this name, given in capitals.
    pub(crate) fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// A parameter's value without its quotation marks.
    pub(crate) fn parameter(&self, name: &str) -> Option<&'a str> {
        let mut from = 0;
        let ends = outside_quotes(self.parameters, ';').chain([self.parameters.len()]);
        for end in ends {
            let part = self.parameters.get(from..end)?;
            from = end + 1;
            if let Some((key, value)) = part.split_once('=')
                && key.eq_ignore_ascii_case(name)
            {
                return Some(value.trim_matches('"'));
            }
        }
        None
    }
}

/// The places of a sign that do not stand within quotation marks.
fn outside_quotes(text: &str, sign: char) -> impl Iterator<Item = usize> + '_ {
    let mut quoted = false;
    text.char_indices().filter_map(move |(at, c)| {
        quoted ^= c == '"';
        (c == sign && !quoted).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folded_lines_are_put_together_and_told_by_where_they_begin() {
        let text = "A:1\r\nB;X=\"a;b:c\";Y=z:one\r\n  two\r\n\tthree\nC:3";
        let all: Vec<(u32, String)> =
            lines(text).map(|line| (line.number, line.text.into_owned())).collect();
        assert_eq!(all[1], (2, "B;X=\"a;b:c\";Y=z:one twothree".to_owned()));
        assert_eq!(all[2], (5, "C:3".to_owned()));
        let property = Property::of(&all[1].1).expect("a property");
        assert_eq!((property.name, property.value), ("B", "one twothree"));
        assert_eq!(property.parameter("x"), Some("a;b:c"));
        assert_eq!(property.parameter("Y"), Some("z"));
        assert_eq!(property.parameter("Z"), None);
        for odd in ["", ":", "no colon", "A;X=\"never closed:1", "\u{e9}:1"] {
            assert_eq!(Property::of(odd), None, "{odd}");
        }
    }
}
