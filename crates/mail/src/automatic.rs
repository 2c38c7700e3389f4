//! Mail that a machine wrote: never answered, and never shown as a customer's words.

use mail_parser::{HeaderName, Message, MimeHeaders};

/// A header of our own letters: one that comes back with it has gone in a circle.
const OUR_MARK: &str = "X-Warmline-Reference";
/// The longest value of a header that is looked at, in bytes.
const LONGEST: usize = 400;

/// How a message is known to be a machine's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Automatic {
    /// It says so itself (RFC 3834).
    AutoSubmitted,
    /// `Precedence` bulk, list, junk or auto_reply.
    Bulk,
    /// It came by a mailing list.
    List,
    /// A header of an answering machine.
    AutoReply,
    /// The envelope has no sender: a bounce.
    NoSender,
    /// The sender is the mail system.
    Daemon,
    /// A report on a delivery, or that something was read.
    Report,
    /// An answer to an invitation.
    Calendar,
    /// A letter of our own that came back.
    Loop,
}

/// Whether a machine wrote it, and how that is known. `inbound` is the site's address.
pub(crate) fn automatic(
    message: &Message<'_>,
    from: Option<&str>,
    envelope_from: &str,
    inbound: &str,
) -> Option<Automatic> {
    let value = |name: &str| {
        let raw = message.header_raw(HeaderName::parse(name)?)?;
        let raw = raw.get(..LONGEST).unwrap_or(raw);
        Some(raw.trim().to_ascii_lowercase())
    };
    let has = |name: &str| value(name).is_some();
    let domain = inbound.rsplit_once('@').map(|(_, domain)| domain).unwrap_or_default();
    let of_ours =
        |id: &str| id.rsplit_once('@').is_some_and(|(_, at)| at.eq_ignore_ascii_case(domain));
    if has(OUR_MARK)
        || message.message_id().is_some_and(of_ours)
        || [Some(envelope_from), from].into_iter().flatten().any(|from| is_ours(from, inbound))
    {
        return Some(Automatic::Loop);
    }
    // "no" may be followed by parameters and comments.
    let says_so = |text: &String| text.split([';', ' ', '(']).next() != Some("no");
    if value("Auto-Submitted").is_some_and(|text| says_so(&text)) {
        return Some(Automatic::AutoSubmitted);
    }
    if value("Precedence")
        .is_some_and(|text| ["bulk", "list", "junk", "auto_reply"].contains(&&*text))
    {
        return Some(Automatic::Bulk);
    }
    if has("List-Id") || has("List-Unsubscribe") {
        return Some(Automatic::List);
    }
    let replies = ["X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply-From"];
    if replies.into_iter().any(has) {
        return Some(Automatic::AutoReply);
    }
    if envelope_from.trim().trim_matches(['<', '>']).is_empty() {
        return Some(Automatic::NoSender);
    }
    if [Some(envelope_from), from].into_iter().flatten().any(is_daemon) {
        return Some(Automatic::Daemon);
    }
    // A whole message of these types, and an answer to an invitation beside words.
    if message
        .content_type()
        .is_some_and(|kind| kind.ctype() == "multipart" && kind.subtype() == Some("report"))
    {
        return Some(Automatic::Report);
    }
    let calendar = message.parts.iter().filter_map(|part| part.content_type());
    let answers =
        calendar.filter(|kind| kind.ctype() == "text" && kind.subtype() == Some("calendar"));
    let mut methods = answers.filter_map(|kind| kind.attribute("method"));
    let is_answer =
        |method: &str| ["reply", "counter"].iter().any(|m| method.eq_ignore_ascii_case(m));
    methods.any(is_answer).then_some(Automatic::Calendar)
}

fn is_daemon(address: &str) -> bool {
    let local = address.trim_matches(['<', '>', ' ']).split('@').next().unwrap_or_default();
    let local = local.to_ascii_lowercase();
    let exact = [
        "mailer-daemon",
        "postmaster",
        "mail-daemon",
        "no-reply",
        "noreply",
        "do-not-reply",
        "donotreply",
    ];
    exact.contains(&&*local) || local.starts_with("bounce+") || local.starts_with("bounces+")
}

/// Whether an address is the site's own, with or without a tag.
fn is_ours(address: &str, inbound: &str) -> bool {
    let read = crate::address::recipient(address);
    read.is_some_and(|read| read.inbound.eq_ignore_ascii_case(inbound))
}
