//! An invitation to a call, and that it is called off.

use jiff::Timestamp as Instant;
use warmline_model::{Slot, Timestamp};

/// The longest line, in bytes without its end.
const LINE: usize = 75;

/// What the letter with it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// There is a call, or it is at another time now.
    Request,
    /// There is none after all.
    Cancel,
    /// There is a call, told to whoever puts it into their calendar by themselves.
    Publish,
}

/// A call as calendars are told of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Invitation<'a> {
    /// Whether it takes place.
    pub method: Method,
    /// The same for all that is told of one call, and never another's: `call-<conversation>-<number>`.
    pub uid: &'a str,
    /// Rises with each change of the call, from 0.
    pub sequence: u32,
    /// When this was written.
    pub written: Timestamp,
    /// When the call is.
    pub slot: Slot,
    /// The company.
    pub site: &'a str,
    /// The company's e-mail address; an empty one stands for one to which nobody can write.
    pub sender: &'a str,
    /// The customer's name.
    pub customer: &'a str,
    /// The customer's e-mail address, where it is known. Whoever downloads it is no guest (RFC 5546).
    pub address: Option<&'a str>,
    /// The number of the ticket: `T-7KQ2-M9XA`.
    pub ticket: Option<&'a str>,
    /// What is to be known beforehand, in the customer's language.
    pub description: &'a str,
}

impl Invitation<'_> {
    /// It as iCalendar text, to be sent with an e-mail or downloaded as `invite.ics`.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |line: &str| fold(&mut text, line);
        let cancelled = self.method == Method::Cancel;
        line("BEGIN:VCALENDAR");
        line("VERSION:2.0");
        line("PRODID:-//Warmline//Calls//EN");
        line("CALSCALE:GREGORIAN");
        line(match self.method {
            Method::Request => "METHOD:REQUEST",
            Method::Cancel => "METHOD:CANCEL",
            Method::Publish => "METHOD:PUBLISH",
        });
        line("BEGIN:VEVENT");
        line(&format!("UID:{}", escaped(self.uid)));
        line(&format!("SEQUENCE:{}", self.sequence));
        line(&format!("DTSTAMP:{}", utc(self.written)));
        line(&format!("DTSTART:{}", utc(self.slot.from)));
        line(&format!("DTEND:{}", utc(self.slot.until)));
        line(&format!("SUMMARY:{}", escaped(&self.summary())));
        if !self.description.trim().is_empty() {
            line(&format!("DESCRIPTION:{}", escaped(self.description)));
        }
        let sender = address(self.sender).unwrap_or("invalid:nomail".into());
        line(&format!("ORGANIZER;CN={}:{sender}", quoted(self.site)));
        if let Some(customer) = self.address.and_then(address) {
            let name = quoted(self.customer);
            line(&format!(
                "ATTENDEE;CN={name};ROLE=REQ-PARTICIPANT;PARTSTAT=ACCEPTED;RSVP=FALSE:{customer}"
            ));
        }
        line(if cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
        line("TRANSP:OPAQUE");
        if !cancelled {
            line("BEGIN:VALARM");
            line("ACTION:DISPLAY");
            line(&format!("DESCRIPTION:{}", escaped(&self.summary())));
            line("TRIGGER:-PT15M");
            line("END:VALARM");
        }
        line("END:VEVENT");
        line("END:VCALENDAR");
        text
    }

    /// "Acme (T-7KQ2-M9XA)": a name that needs no translation.
    fn summary(&self) -> String {
        match self.ticket {
            Some(ticket) => format!("{} ({ticket})", self.site),
            None => self.site.to_owned(),
        }
    }
}

/// By the clock of UTC: `20261124T090000Z`.
fn utc(at: Timestamp) -> String {
    let instant = Instant::from_millisecond(at.0).unwrap_or_default();
    instant.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// A text in which nothing is taken for a sign of the form.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '\\' | ';' | ',' => {
                escaped.push('\\');
                escaped.push(sign);
            }
            '\r' if signs.peek() == Some(&'\n') => {}
            '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}' => escaped.push_str("\\n"),
            '\t' => escaped.push(' '),
            sign if sign.is_control() => {}
            sign => escaped.push(sign),
        }
    }
    escaped
}

/// The value of a parameter, in quotation marks. It can have none itself.
fn quoted(text: &str) -> String {
    let plain = |sign: char| match sign {
        '"' => Some('\''),
        sign if sign.is_control() || matches!(sign, '\u{2028}' | '\u{2029}') => None,
        sign => Some(sign),
    };
    format!("\"{}\"", text.chars().filter_map(plain).collect::<String>())
}

/// `mailto:` and an address; none: it could be something else.
fn address(text: &str) -> Option<String> {
    let odd = |sign: char| {
        sign.is_control()
            || sign.is_whitespace()
            || matches!(sign, '"' | ';' | ',' | ':' | '<' | '>' | '\\')
    };
    let parts = text.split_once('@').filter(|(name, host)| !name.is_empty() && host.contains('.'));
    (parts.is_some() && !text.contains(odd)).then(|| format!("mailto:{text}"))
}

/// Adds a line, cut so that none is longer than 75 octets, and no sign is cut.
fn fold(text: &mut String, line: &str) {
    let mut room = LINE;
    for sign in line.chars() {
        if sign.len_utf8() > room {
            text.push_str("\r\n ");
            room = LINE - 1;
        }
        room -= sign.len_utf8();
        text.push(sign);
    }
    text.push_str("\r\n");
}
