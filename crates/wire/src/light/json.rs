//! A text of JSON as a tree, and a tree's parts as a text.

use super::Write;

/// How deep a tree may be: as with serde.
const DEPTH: u32 = 128;

/// A part of a text of JSON.
#[derive(Debug)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Truth(bool),
    /// A whole number; what has a fraction or an exponent is [`Self::Fraction`].
    Number(i64),
    /// A number that is not whole, or too great. Nothing on the wire is one.
    Fraction,
    /// A text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object's fields, in their order.
    Map(Vec<(String, Json)>),
}

impl Json {
    /// Reads a whole text.
    pub fn parse(text: &str) -> Option<Self> {
        let mut reader = Reader { text, at: 0 };
        let json = reader.value(DEPTH)?;
        reader.space();
        (reader.at == text.len()).then_some(json)
    }

    /// A field of an object.
    pub fn get(&self, name: &str) -> Option<&Self> {
        let Self::Map(fields) = self else { return None };
        fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or_default()
    }

    fn space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    /// Whether this comes next; if so, it is taken.
    fn is(&mut self, what: &str) -> bool {
        let is = self
            .text
            .as_bytes()
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(what.as_bytes()));
        if is {
            self.at += what.len();
        }
        is
    }

    /// The same, after space.
    fn sign(&mut self, what: &str) -> bool {
        self.space();
        self.is(what)
    }

    fn value(&mut self, depth: u32) -> Option<Json> {
        let depth = depth.checked_sub(1)?;
        self.space();
        Some(match self.peek() {
            b'{' => {
                let mut fields = Vec::new();
                self.at += 1;
                if !self.sign("}") {
                    loop {
                        self.space();
                        let name = self.string()?;
                        if !self.sign(":") {
                            return None;
                        }
                        fields.push((name, self.value(depth)?));
                        if self.sign("}") {
                            break;
                        }
                        if !self.is(",") {
                            return None;
                        }
                    }
                }
                Json::Map(fields)
            }
            b'[' => {
                let mut items = Vec::new();
                self.at += 1;
                if !self.sign("]") {
                    loop {
                        items.push(self.value(depth)?);
                        if self.sign("]") {
                            break;
                        }
                        if !self.is(",") {
                            return None;
                        }
                    }
                }
                Json::List(items)
            }
            b'"' => Json::Text(self.string()?),
            b'-' | b'0'..=b'9' => self.number()?,
            _ if self.is("true") => Json::Truth(true),
            _ if self.is("false") => Json::Truth(false),
            _ if self.is("null") => Json::Null,
            _ => return None,
        })
    }

    /// Takes digits, and says how many.
    fn digits(&mut self, mut each: impl FnMut(i64)) -> usize {
        let from = self.at;
        while self.peek().is_ascii_digit() {
            each(i64::from(self.peek() - b'0'));
            self.at += 1;
        }
        self.at - from
    }

    fn number(&mut self) -> Option<Json> {
        let sign = if self.is("-") { -1 } else { 1 };
        let zero = self.peek() == b'0';
        let mut number = Some(0_i64);
        let digits = self.digits(|digit| {
            number = number.and_then(|n| n.checked_mul(10)?.checked_add(sign * digit));
        });
        if digits == 0 || zero && digits > 1 {
            return None;
        }
        if self.is(".") {
            number = None;
            if self.digits(|_| ()) == 0 {
                return None;
            }
        }
        if self.is("e") || self.is("E") {
            number = None;
            let _either = self.is("+") || self.is("-");
            if self.digits(|_| ()) == 0 {
                return None;
            }
        }
        Some(number.map_or(Json::Fraction, Json::Number))
    }

    fn string(&mut self) -> Option<String> {
        if !self.is("\"") {
            return None;
        }
        let mut out = String::new();
        loop {
            let from = self.at;
            while !matches!(self.peek(), b'"' | b'\\' | 0..0x20) {
                self.at += 1;
            }
            out.push_str(self.text.get(from..self.at)?);
            let stop = self.peek();
            self.at += 1;
            match stop {
                b'"' => return Some(out),
                b'\\' => out.push(self.escape()?),
                _ => return None,
            }
        }
    }

    fn escape(&mut self) -> Option<char> {
        let sign = self.peek();
        self.at += 1;
        Some(match sign {
            b'"' | b'\\' | b'/' => char::from(sign),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let first = self.hex()?;
                if first & 0xfc00 == 0xd800 {
                    let second = if self.is("\\u") { self.hex()? } else { return None };
                    let low = second.checked_sub(0xdc00).filter(|low| *low < 0x400)?;
                    char::from_u32(0x1_0000 + ((first - 0xd800) << 10) + low)?
                } else {
                    char::from_u32(first)?
                }
            }
            _ => return None,
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let mut number = 0;
        for _ in 0..4 {
            number = number * 16 + char::from(self.peek()).to_digit(16)?;
            self.at += 1;
        }
        Some(number)
    }
}

/// Writes a text in its quotes.
pub(super) fn write_text(out: &mut String, text: &str) {
    out.push('"');
    for sign in text.chars() {
        let short = match sign {
            '"' | '\\' => sign,
            '\u{8}' => 'b',
            '\u{c}' => 'f',
            '\n' => 'n',
            '\r' => 'r',
            '\t' => 't',
            '\0'..' ' => {
                out.push_str(if sign < '\u{10}' { "\\u000" } else { "\\u001" });
                out.extend(char::from_digit(u32::from(sign) & 15, 16));
                continue;
            }
            _ => {
                out.push(sign);
                continue;
            }
        };
        out.push('\\');
        out.push(short);
    }
    out.push('"');
}

/// An object that is being written.
pub struct Object<'a> {
    out: &'a mut String,
    next: char,
}

impl<'a> Object<'a> {
    /// Begins one.
    pub fn new(out: &'a mut String) -> Self {
        Self { out, next: '{' }
    }

    /// Adds a field.
    pub fn put(&mut self, name: &str, value: &(impl Write + ?Sized)) {
        self.name(name);
        value.write(self.out);
    }

    fn name(&mut self, name: &str) {
        self.out.push(self.next);
        self.next = ',';
        write_text(self.out, name);
        self.out.push(':');
    }

    /// Ends it.
    pub fn end(self) {
        if self.next == '{' {
            self.out.push('{');
        }
        self.out.push('}');
    }
}
