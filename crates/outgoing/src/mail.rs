//! An e-mail as all three ways of sending one need it.

use crate::key::Key;
use crate::note::Note;
use crate::package::Package;
use crate::request::{Fault, mailbox};
use crate::text;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use warmline_model::Letter;

/// The header that says which delivery an e-mail is.
pub const MARK: &str = "X-Warmline-Reference";
/// The longest id of another e-mail, in bytes.
const MAX_ID: usize = 250;

/// From whom e-mails come, and who gets the notes for the team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MailPeople {
    /// The sender's address, at a domain that is set up at the service.
    pub from: String,
    /// The team's address.
    pub to: String,
}

/// An e-mail, checked and escaped.
pub struct Mail {
    /// One address.
    pub from: String,
    /// One address.
    pub to: String,
    /// One line.
    pub subject: String,
    /// The body in HTML.
    pub html: String,
    /// The same in plain text.
    pub text: String,
    /// What is attached.
    pub invite: Option<Invite>,
    /// Where an answer goes, in place of the sender.
    pub reply_to: Option<String>,
    /// Further headers, of a letter that can be answered.
    pub headers: Vec<(&'static str, String)>,
}

/// An invitation that is attached.
pub struct Invite {
    /// The file's name.
    pub name: &'static str,
    /// Its media type, with the method that the calendar names (RFC 5546): mailboxes show buttons by it.
    pub media: String,
    /// Its text, in base64.
    pub content: String,
}

impl Invite {
    fn of(invite: Option<&str>) -> Option<Self> {
        let text = invite.filter(|text| !text.trim().is_empty())?;
        let method = text.lines().find_map(|line| line.trim_end().strip_prefix("METHOD:"));
        let method = method.filter(|method| ["REQUEST", "CANCEL", "PUBLISH"].contains(method));
        let method = method.unwrap_or("PUBLISH");
        Some(Self {
            name: "invite.ics",
            media: format!("text/calendar; charset=utf-8; method={method}"),
            content: STANDARD.encode(text),
        })
    }
}

/// The headers by which a letter stands with the mail that it answers, and by which it is known should it come back.
fn headers(letter: &Letter, key: &Key) -> Vec<(&'static str, String)> {
    let mut headers = Vec::new();
    let good = |id: &&String| {
        let plain = |b: u8| b.is_ascii_graphic() && !b"<>".contains(&b);
        id.len() <= MAX_ID && id.contains('@') && id.bytes().all(plain)
    };
    if let Some(id) = letter.in_reply_to.as_ref().filter(good) {
        headers.push(("In-Reply-To", format!("<{id}>")));
        headers.push(("References", format!("<{id}>")));
    }
    if letter.reply_to.is_some() {
        // Asks mail servers for no answer of a machine, such as that somebody is on holiday.
        headers.push(("X-Auto-Response-Suppress", "All".to_owned()));
        headers.push((MARK, key.as_str().to_owned()));
    }
    headers
}

impl Mail {
    /// The note for the team, or the letter where there is one.
    pub fn of(people: &MailPeople, package: &Package, key: &Key) -> Result<Self, Fault> {
        let from = mailbox("from", &people.from)?;
        Ok(match &package.letter {
            Some(letter) => {
                let plain = text::clean(&letter.text);
                Self {
                    from,
                    to: mailbox("to", &letter.to)?,
                    subject: match text::subject(&letter.subject) {
                        empty if empty.is_empty() => text::subject(&package.site),
                        subject => subject,
                    },
                    html: format!("<p>{}</p>", text::html(plain.trim())),
                    text: plain,
                    invite: Invite::of(letter.invite.as_deref()),
                    reply_to: match &letter.reply_to {
                        Some(address) => Some(mailbox("reply_to", address)?),
                        None => None,
                    },
                    headers: headers(letter, key),
                }
            }
            None => {
                let note = Note::of(package);
                Self {
                    from,
                    to: mailbox("to", &people.to)?,
                    html: note.html(key.as_str()),
                    text: note.plain(key.as_str()),
                    subject: note.title,
                    invite: Invite::of(package.invite.as_deref()),
                    reply_to: None,
                    headers: Vec::new(),
                }
            }
        })
    }
}
