//! Reading server-sent events from bytes in any cut (WHATWG HTML, section 9.2.6 "Interpreting an event stream").

use std::fmt;

/// The longest line, in bytes.
pub const MOST_LINE: usize = 64 * 1024;
/// The longest stream, in bytes: 1,200 characters of an answer come in chunks of some 300 bytes each.
pub const MOST_BYTES: usize = 512 * 1024;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// One event of a stream.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SseEvent {
    /// Its name; empty if it has none.
    pub event: String,
    /// Its data; lines are joined by `\n`.
    pub data: String,
}

/// Why a stream is not read any further.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A line over [`MOST_LINE`].
    LongLine,
    /// A stream over [`MOST_BYTES`].
    TooMuch,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::LongLine => "a line of the stream is too long",
            Self::TooMuch => "the stream is too long",
        })
    }
}

impl std::error::Error for Broken {}

/// A reader of one stream. What is left when the stream ends is no event.
#[derive(Clone, Debug, Default)]
pub struct SseParser {
    line: Vec<u8>,
    name: String,
    data: Option<String>,
    read: usize,
    after_cr: bool,
    past_first: bool,
}

impl SseParser {
    /// Takes the next bytes and appends the events they complete.
    ///
    /// # Errors
    /// When the stream exceeds a bound; it is of no use after that.
    pub fn push(&mut self, bytes: &[u8], out: &mut Vec<SseEvent>) -> Result<(), Broken> {
        self.read = self.read.saturating_add(bytes.len());
        if self.read > MOST_BYTES {
            return Err(Broken::TooMuch);
        }
        for &byte in bytes {
            let second_half = std::mem::replace(&mut self.after_cr, byte == b'\r') && byte == b'\n';
            match byte {
                _ if second_half => {}
                b'\r' | b'\n' => self.end_line(out),
                _ if self.line.len() == MOST_LINE => return Err(Broken::LongLine),
                _ => self.line.push(byte),
            }
        }
        Ok(())
    }

    fn end_line(&mut self, out: &mut Vec<SseEvent>) {
        let line = std::mem::take(&mut self.line);
        let mut bytes = line.as_slice();
        if !std::mem::replace(&mut self.past_first, true) {
            bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
        }
        if bytes.is_empty() {
            let event = std::mem::take(&mut self.name);
            if let Some(data) = self.data.take() {
                out.push(SseEvent { event, data });
            }
            return;
        }
        // A line ends at an ASCII byte, so that no character is ever cut in two here.
        let text = String::from_utf8_lossy(bytes);
        let (field, value) = text.split_once(':').unwrap_or((&text, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            // A comment, `id`, `retry`, or a field that nobody knows.
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_testkit::Prng;

    fn read(bytes: &[u8]) -> Vec<(String, String)> {
        let mut out = Vec::new();
        let _ = SseParser::default().push(bytes, &mut out);
        out.into_iter().map(|e| (e.event, e.data)).collect()
    }

    fn datas(text: &str) -> Vec<String> {
        read(text.as_bytes()).into_iter().map(|(_, data)| data).collect()
    }

    #[test]
    fn events_have_a_name_and_data_and_end_with_an_empty_line() {
        assert_eq!(
            read(
                b"event: ping\ndata: {}\n\n: a comment\nid: 4\nretry: 1\nfoo\ndata:x\ndata: y\n\n"
            ),
            [("ping".into(), "{}".into()), (String::new(), "x\ny".into())]
        );
        assert_eq!(datas("data\n\ndata: \n\n"), ["", ""]);
        assert_eq!(datas("event: only a name\n\ndata: cut off"), Vec::<String>::new());
    }

    #[test]
    fn all_three_line_ends_and_a_byte_order_mark_are_read() {
        assert_eq!(datas("\u{FEFF}data: a\r\n\r\ndata: b\r\rdata: c\n\n"), ["a", "b", "c"]);
        assert_eq!(datas("data: a\n\n\u{FEFF}data: b\n\n"), ["a"]);
    }

    #[test]
    fn any_cut_gives_the_same_events_inside_a_character_too() {
        let text = "event: é\r\ndata: 配送は三日🙂\r\n\r\ndata: zwei\ndata: Zeilen\n\n";
        let whole = read(text.as_bytes());
        for at in 0..=text.len() {
            let (mut parser, mut out) = (SseParser::default(), Vec::new());
            assert_eq!(parser.push(&text.as_bytes()[..at], &mut out), Ok(()));
            assert_eq!(parser.push(&text.as_bytes()[at..], &mut out), Ok(()));
            let got: Vec<_> = out.into_iter().map(|e| (e.event, e.data)).collect();
            assert_eq!(got, whole, "cut at {at}");
        }
    }

    #[test]
    fn a_line_or_a_stream_that_is_too_long_ends_it() {
        let mut out = Vec::new();
        let line = vec![b'x'; MOST_LINE + 1];
        assert_eq!(SseParser::default().push(&line, &mut out), Err(Broken::LongLine));
        let mut parser = SseParser::default();
        let chunk = b"data: x\n\n".repeat(1_000);
        let broken = (0..100).find_map(|_| parser.push(&chunk, &mut out).err());
        assert_eq!(broken, Some(Broken::TooMuch));
        assert!(out.len() <= MOST_BYTES / 9);
    }

    /// `WARMLINE_FUZZ=10000000` tries that many.
    #[test]
    fn no_bytes_make_it_panic_and_no_cut_changes_what_it_reads() {
        let rounds = std::env::var("WARMLINE_FUZZ").ok().and_then(|n| n.parse().ok());
        let words: [&[u8]; 12] = [
            b"data:",
            b"data: ",
            b"event: ",
            b"\n",
            b"\r",
            b"\r\n",
            b":",
            b"\xEF\xBB\xBF",
            b"\xF0\x9F",
            b"{\"a\":1}",
            b" ",
            b"\xFF\x00",
        ];
        let mut prng = Prng::new(11);
        for round in 0..rounds.unwrap_or(4_000_u64) {
            let mut bytes = Vec::new();
            for _ in 0..prng.below(24) {
                bytes.extend_from_slice(words[prng.below(words.len())]);
            }
            let (mut parser, mut out) = (SseParser::default(), Vec::new());
            let mut rest = bytes.as_slice();
            while !rest.is_empty() {
                let (head, tail) = rest.split_at(1 + prng.below(rest.len()));
                assert_eq!(parser.push(head, &mut out), Ok(()));
                rest = tail;
            }
            let cut: Vec<_> = out.into_iter().map(|e| (e.event, e.data)).collect();
            assert_eq!(cut, read(&bytes), "round {round}: {bytes:?}");
        }
    }
}
