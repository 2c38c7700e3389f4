//! One e-mail as a conversation takes it in.

use crate::authentic::{Authentic, authentic};
use crate::automatic::{Automatic, automatic};
use crate::{html, words};
use mail_parser::{Message, MessageParser, MessagePart, MimeHeaders, PartType};
use warmline_model::MAX_TEXT_CHARS;

/// The longest message that is read, in bytes.
pub const MAX_BYTES: usize = 1024 * 1024;
/// The longest id of a message that is kept, in bytes.
const MAX_ID: usize = 250;
/// The longest subject, in characters.
const MAX_SUBJECT: usize = 200;
/// How many attachments are named.
const MOST_NAMED: usize = 5;
/// The longest name of one, in characters.
const MAX_NAME: usize = 60;
/// How much of a body is looked at, in bytes: many times what a conversation takes in.
const MAX_BODY: usize = 256 * 1024;
/// Said at the end of words that are cut.
const CUT: &str = "\n\n[This e-mail is longer; here is its beginning.]";

/// What a conversation needs of an e-mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Inbound {
    /// The sender's id for it, without brackets; absent if it has none of use.
    pub message_id: Option<String>,
    /// Who wrote it: an address in lower case.
    pub from: Option<String>,
    /// Whether it is of them, by what the receiving server says.
    pub authentic: Authentic,
    /// Its subject, one line.
    pub subject: String,
    /// Whether a machine wrote it.
    pub automatic: Option<Automatic>,
    /// The new words, with a note of what is not kept; at most [`MAX_TEXT_CHARS`] characters, empty if there are none.
    pub text: String,
    /// How many attachments it has; none of them is kept.
    pub attachments: usize,
}

/// A message of more than [`MAX_BYTES`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong;

/// Reads a message as it came over the wire. `envelope_from` is the envelope's sender, `inbound` the site's address.
///
/// # Errors
/// It is too long; whatever else is wrong with it, as much is read as can be.
pub fn read(raw: &[u8], envelope_from: &str, inbound: &str) -> Result<Inbound, TooLong> {
    if raw.len() > MAX_BYTES {
        return Err(TooLong);
    }
    // Without a header it is none.
    let Some(message) =
        MessageParser::default().parse(raw).filter(|message| !message.parts.is_empty())
    else {
        return Ok(Inbound::default());
    };
    let from = message.from().and_then(|from| from.first()).and_then(|from| from.address());
    let from = from.and_then(plain_address);
    let automatic = automatic(&message, from.as_deref(), envelope_from, inbound);
    let names: Vec<String> = message.attachments().filter(|part| is_file(part)).map(name).collect();
    let fits = |id: &&str| {
        let whole =
            id.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty());
        whole
            && id.len() <= MAX_ID
            && id.bytes().all(|b| b.is_ascii_graphic() && !b"<>".contains(&b))
    };
    Ok(Inbound {
        message_id: message.message_id().filter(fits).map(str::to_owned),
        from,
        authentic: authentic(&message),
        subject: one_line(message.subject().unwrap_or_default(), MAX_SUBJECT),
        automatic,
        text: whole(&body(&message), &names),
        attachments: names.len(),
    })
}

/// An address with nothing odd in it, in lower case.
fn plain_address(address: &str) -> Option<String> {
    let address = address.trim().to_lowercase();
    let odd = |c: char| c.is_whitespace() || c.is_control() || "<>,;\"".contains(c);
    let (local, domain) = address.rsplit_once('@')?;
    let good =
        !local.is_empty() && domain.contains('.') && address.len() <= 254 && !address.contains(odd);
    good.then_some(address)
}

/// The new words of the body: those of the plain text, or of the HTML where there is no plain text.
fn body(message: &Message<'_>) -> String {
    let mut plain = String::new();
    let mut markup = String::new();
    let named = message.text_body.iter().filter_map(|id| message.part(*id));
    // A part that is broken off is counted among the attachments.
    let broken = message.attachments().filter(|part| !is_file(part));
    for part in named.chain(broken) {
        match &part.body {
            PartType::Text(text) if plain.len() < MAX_BODY => {
                plain.push_str(&unflowed(part, start(text, MAX_BODY)));
                plain.push('\n');
            }
            PartType::Html(text) if markup.len() < MAX_BODY => {
                markup.push_str(start(text, MAX_BODY))
            }
            _ => {}
        }
    }
    if plain.trim().is_empty() {
        let parts = message.html_body.iter().filter_map(|id| message.part(*id));
        let found = parts.filter_map(|part| match &part.body {
            PartType::Html(text) => Some(start(text, MAX_BODY)),
            _ => None,
        });
        if markup.is_empty() {
            markup = found.take(1).collect();
        }
        // Without what the mail program marks as quoted; all of it where nothing else is there.
        let new = words::new_words(&html::text(&markup, true));
        return match new.is_empty() {
            true => words::new_words(&html::text(&markup, false)),
            false => new,
        };
    }
    words::new_words(&plain)
}

/// Lines of `format=flowed` as paragraphs again (RFC 3676).
fn unflowed(part: &MessagePart<'_>, text: &str) -> String {
    let flowed = part.content_type().and_then(|kind| kind.attribute("format"));
    if !flowed.is_some_and(|format| format.eq_ignore_ascii_case("flowed")) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.strip_prefix(' ').unwrap_or(line);
        let goes_on = line.ends_with(' ') && line != "-- " && !line.starts_with('>');
        out.push_str(line);
        if !goes_on {
            out.push('\n');
        }
    }
    out
}

/// Pictures that stand in the text, such as a company's logo, are no files that somebody sent; nor is plain text.
fn is_file(part: &MessagePart<'_>) -> bool {
    let disposition = part.content_disposition();
    let text = matches!(part.body, PartType::Text(_) | PartType::Html(_));
    if text && disposition.is_none() && part.attachment_name().is_none() {
        return false;
    }
    !(disposition.is_some_and(|kind| kind.is_inline()) && part.content_id().is_some())
}

fn name(part: &MessagePart<'_>) -> String {
    let name = one_line(part.attachment_name().unwrap_or_default(), MAX_NAME);
    if name.is_empty() { "without a name".to_owned() } else { name }
}

/// The words with a note of the attachments, cut to what a conversation takes in.
fn whole(words: &str, names: &[String]) -> String {
    let note = match names {
        [] => String::new(),
        [one] => format!("[An attachment was not kept: {one}]"),
        all => {
            let more = all.len().saturating_sub(MOST_NAMED);
            let named =
                all.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            format!("[{} attachments were not kept: {named}{more}]", all.len())
        }
    };
    let between = if note.is_empty() || words.is_empty() { "" } else { "\n\n" };
    let room = MAX_TEXT_CHARS - (note.chars().count() + between.len()).min(MAX_TEXT_CHARS / 2);
    let cut = match words.chars().count() > room {
        true => {
            let kept: String = words.chars().take(room - CUT.chars().count()).collect();
            format!("{}{CUT}", kept.trim_end())
        }
        false => words.to_owned(),
    };
    format!("{cut}{between}{note}")
}

fn one_line(text: &str, most: usize) -> String {
    let hidden = |c: char| {
        c.is_control() || "\u{202A}\u{202B}\u{202C}\u{202D}\u{202E}\u{2028}\u{2029}".contains(c)
    };
    let text = text.replace(hidden, " ");
    text.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(most).collect()
}

/// The beginning of a text, at most so many bytes.
fn start(text: &str, most: usize) -> &str {
    text.get(..text.floor_char_boundary(most)).unwrap_or_default()
}
