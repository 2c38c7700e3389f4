//! What a file is, by its first bytes, and what it may be called: never what its sender says.

use warmline_language::mask;
use warmline_model::{Attachment, MediaType};
use warmline_wire::{Code, Refusal};

/// How much of a file's beginning is looked at, in bytes: a camera's notes come before a picture's size.
pub const HEAD: usize = 64 * 1024;
/// How many pixels a picture may have: whoever opens the conversation has them all in memory.
const MAX_PIXELS: u64 = 50_000_000;
/// Beginnings of markup, in lower case: a browser could run what stands in it.
const MARKUP: [&str; 8] =
    ["<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<!--"];

/// What a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kind {
    /// Its type.
    pub media: MediaType,
    /// Of a picture: its width and height in pixels, where they stand in the head.
    pub size: Option<(u32, u32)>,
}

/// What a file is that begins with `head`; of texts, the name tells which.
///
/// # Errors
/// It may not be sent: which kinds may.
pub fn kind(head: &[u8], name: &str) -> Result<Kind, Refusal> {
    let picture = |media, size: Option<(u32, u32)>| {
        let pixels = size.map_or(0, |(width, height)| u64::from(width) * u64::from(height));
        if pixels > MAX_PIXELS {
            let message = "this picture has more than 50 megapixels; a smaller one can be sent";
            return Err(Refusal::new(Code::TooLarge, message));
        }
        Ok(Kind { media, size })
    };
    let starts = |magic: &[u8]| head.starts_with(magic);
    if starts(b"\x89PNG\r\n\x1a\n") {
        return picture(MediaType::Png, big_endian(head, 16).zip(big_endian(head, 20)));
    }
    if starts(b"\xff\xd8\xff") {
        return picture(MediaType::Jpeg, jpeg_size(head));
    }
    if starts(b"GIF87a") || starts(b"GIF89a") {
        return picture(MediaType::Gif, little_16(head, 6).zip(little_16(head, 8)));
    }
    if starts(b"RIFF") && head.get(8..12) == Some(b"WEBP") {
        return picture(MediaType::Webp, webp_size(head));
    }
    if starts(b"%PDF-") {
        return Ok(Kind { media: MediaType::Pdf, size: None });
    }
    if head.is_empty() {
        return Err(Refusal::new(Code::Empty, "this file is empty"));
    }
    if head.iter().any(|byte| is_binary(*byte)) {
        let message = "this kind of file can't be sent; pictures (PNG, JPEG, GIF, WebP), PDF, text and CSV can";
        return Err(Refusal::new(Code::NotAllowed, message));
    }
    if is_markup(head) {
        let message = "SVG, HTML and XML files can't be sent, because a browser could run what is \
                       in them; a picture (PNG, JPEG) or a PDF of it can";
        return Err(Refusal::new(Code::NotAllowed, message));
    }
    let table = name.rsplit_once('.').is_some_and(|(_, end)| end.eq_ignore_ascii_case("csv"));
    Ok(Kind { media: if table { MediaType::Csv } else { MediaType::Text }, size: None })
}

/// What no text has in it, whatever its alphabet.
const fn is_binary(byte: u8) -> bool {
    byte == 0x7f || byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r' | 0x0c)
}

fn is_markup(head: &[u8]) -> bool {
    let text = String::from_utf8_lossy(head.get(..512).unwrap_or(head)).to_lowercase();
    let text = text.trim_start_matches(|c: char| c == '\u{feff}' || c.is_whitespace());
    MARKUP.iter().any(|beginning| text.starts_with(beginning))
}

fn big_endian(head: &[u8], at: usize) -> Option<u32> {
    head.get(at..at + 4)?.try_into().ok().map(u32::from_be_bytes)
}

fn big_16(head: &[u8], at: usize) -> Option<u32> {
    head.get(at..at + 2)?.try_into().ok().map(u16::from_be_bytes).map(u32::from)
}

fn little_16(head: &[u8], at: usize) -> Option<u32> {
    head.get(at..at + 2)?.try_into().ok().map(u16::from_le_bytes).map(u32::from)
}

/// The size in the first frame's header, past the segments before it.
fn jpeg_size(head: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    loop {
        let Some(&[0xff, marker]) = head.get(at..at + 2) else { return None };
        match marker {
            // Filling, and marks without a length.
            0xff => at += 1,
            0x01 | 0xd0..=0xd8 => at += 2,
            // The frames' headers; among their numbers are those of three tables.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                return big_16(head, at + 7).zip(big_16(head, at + 5));
            }
            0xd9 | 0xda => return None,
            _ => at += 2 + usize::try_from(big_16(head, at + 2)?).ok()?.max(2),
        }
    }
}

/// The size in each of the three forms of the format.
fn webp_size(head: &[u8]) -> Option<(u32, u32)> {
    match head.get(12..16)? {
        b"VP8 " => Some((little_16(head, 26)? & 0x3fff, little_16(head, 28)? & 0x3fff)),
        b"VP8L" => {
            let bits = u32::from_le_bytes(head.get(21..25)?.try_into().ok()?);
            Some(((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1))
        }
        b"VP8X" => {
            let three = |at: usize| {
                let high = u32::from(*head.get(at + 2)?);
                Some((little_16(head, at)? | high << 16) + 1)
            };
            Some((three(24)?, three(27)?))
        }
        _ => None,
    }
}

/// A file's name as it is shown and downloaded: what is after the last slash, on one line, with nothing that
/// turns its letters around, without card numbers and the like, and not too long; its ending stays.
pub fn clean_name(given: &str, media: MediaType) -> String {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !is_deceptive(*c)).collect();
    let words: Vec<&str> = plain.split_whitespace().collect();
    let line = words.join(" ");
    let masked = mask(&line).text;
    let name = masked.trim_matches(|c: char| c == '.' || c.is_whitespace());
    if name.is_empty() {
        return fallback(media).to_owned();
    }
    let endings = endings(media);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    let name = match endings.first() {
        Some(first) if !ending.is_some_and(|ending| endings.contains(&&*ending)) => {
            [name, ".", first].concat()
        }
        _ => name.to_owned(),
    };
    let length = name.chars().count();
    if length <= Attachment::MAX_NAME {
        return name;
    }
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let ending = ending.filter(|ending| (1..=8).contains(&ending.chars().count()));
    let ending = ending.map(|ending| [".", ending].concat()).unwrap_or_default();
    let kept = Attachment::MAX_NAME - ending.chars().count();
    let beginning: String = name.chars().take(kept).collect();
    [beginning.as_str(), &ending].concat()
}

/// The endings that a name of this type may have, the usual one first: by its ending a computer decides what to do
/// with a file, and a script is a text too.
const fn endings(media: MediaType) -> &'static [&'static str] {
    match media {
        MediaType::Png => &["png"],
        MediaType::Jpeg => &["jpg", "jpeg", "jfif"],
        MediaType::Gif => &["gif"],
        MediaType::Webp => &["webp"],
        MediaType::Pdf => &["pdf"],
        MediaType::Text => &["txt", "log", "md"],
        MediaType::Csv => &["csv"],
        MediaType::Unknown => &[],
    }
}

const fn fallback(media: MediaType) -> &'static str {
    match media {
        MediaType::Png => "picture.png",
        MediaType::Jpeg => "picture.jpg",
        MediaType::Gif => "picture.gif",
        MediaType::Webp => "picture.webp",
        MediaType::Pdf => "document.pdf",
        MediaType::Text => "text.txt",
        MediaType::Csv => "table.csv",
        MediaType::Unknown => "file",
    }
}

/// Control characters, those that change the direction of what stands after them, invisible ones, and what
/// file systems and headers give a meaning.
fn is_deceptive(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
            | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        || matches!(c, '"' | '<' | '>' | '|' | ':' | '*' | '?')
}

/// The value of `Content-Disposition`: pictures may be shown where they are, all else is downloaded.
pub fn disposition(file: &Attachment) -> String {
    let how = if file.kind.is_picture() { "inline" } else { "attachment" };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, ' ' | '.' | '-' | '_');
    let ascii: String = file.name.chars().map(|c| if plain(c) { c } else { '_' }).collect();
    let mut utf8 = String::new();
    for byte in file.name.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-' | b'_' => {
                utf8.push(char::from(byte));
            }
            _ => utf8.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("{how}; filename=\"{ascii}\"; filename*=UTF-8''{utf8}")
}

/// Whether so many bytes may be sent at all.
///
/// # Errors
/// Too many.
pub fn fits(bytes: u64) -> Result<(), Refusal> {
    if bytes <= Attachment::MAX_BYTES {
        return Ok(());
    }
    let most = warmline_model::bytes_text(Attachment::MAX_BYTES);
    let message = format!(
        "a file may have at most {most}, this one has {}",
        warmline_model::bytes_text(bytes)
    );
    Err(Refusal::new(Code::TooLarge, message))
}

#[cfg(test)]
mod tests;
