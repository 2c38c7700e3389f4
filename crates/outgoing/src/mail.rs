//! An e-mail as all three ways of sending one need it.

use crate::key::Key;
use crate::note::Note;
use crate::package::Package;
use crate::request::{Fault, mailbox};
use crate::text;
use serde::{Deserialize, Serialize};

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
                }
            }
        })
    }
}
