//! What an answer means: the rules that every destination shares.

use crate::request::Call;
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use warmline_model::{Day, Millis, Timestamp};

/// How much of an answer's body is read, in bytes; the shell cuts the rest off.
pub const MAX_BODY: usize = 64 * 1024;
/// The longest wait that an answer may ask for.
pub const MAX_RETRY_AFTER: Millis = Millis::minutes(60);

/// An answer.
#[derive(Clone, Copy, Debug)]
pub struct Answer<'a> {
    /// The HTTP status.
    pub status: u16,
    /// The headers; names in any case.
    pub headers: &'a [(String, String)],
    /// At most [`MAX_BODY`] bytes of the body.
    pub body: &'a [u8],
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Failure {
    /// No connection came about: nothing was sent.
    NotConnected,
    /// No answer in time: it may have arrived.
    TimedOut,
    /// The connection broke: it may have arrived.
    Broken,
}

/// What it is at the destination.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receipt {
    /// Their id of it, where they named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub their_id: Option<String>,
    /// Where it can be seen there, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Outcome {
    /// It is there.
    Delivered(Receipt),
    /// A look-up found nothing: it is not there.
    Missing,
    /// It was surely not accepted: ask again.
    Again {
        /// Not before this long from now, where the answer said so.
        after: Option<Millis>,
        /// What happened, for an owner.
        why: String,
    },
    /// It may have been accepted: look before asking again, unless the key makes a repetition harmless.
    Look {
        /// As for `Again`.
        after: Option<Millis>,
        /// What happened, for an owner.
        why: String,
    },
    /// Asking again will not help.
    Dead {
        /// Why, and what to do, for an owner.
        why: String,
    },
}

impl Outcome {
    /// What a call without an answer means.
    pub(crate) fn of_failure(name: &str, failure: Failure) -> Self {
        match failure {
            Failure::NotConnected => {
                let why = format!("{name} could not be reached");
                Self::Again { after: None, why }
            }
            Failure::TimedOut => {
                let why = format!("{name} did not answer in time");
                Self::Look { after: None, why }
            }
            Failure::Broken => {
                let why = format!("the connection to {name} broke");
                Self::Look { after: None, why }
            }
        }
    }

    pub(crate) fn delivered(their_id: Option<String>, url: Option<String>) -> Self {
        Self::Delivered(Receipt { their_id, url })
    }
}

impl Answer<'_> {
    /// The body as JSON, where it is that.
    pub(crate) fn json(&self) -> Option<Value> {
        serde_json::from_slice(self.body).ok()
    }

    /// Whether a word stands anywhere in the body, also in one that was cut off.
    pub(crate) fn mentions(&self, word: &str) -> bool {
        self.body.windows(word.len().max(1)).any(|part| part == word.as_bytes())
    }

    /// What the status means by the rules that all share; nothing for 2xx, which each destination reads.
    pub(crate) fn refusal(&self, name: &str, call: &Call, now: Timestamp) -> Option<Outcome> {
        let status = self.status;
        let after = self.retry_after(now);
        Some(match status {
            200..=299 => return None,
            425 | 429 => {
                let why = format!("{name} asked to wait ({status})");
                Outcome::Again { after, why }
            }
            408 | 500..=599 => {
                let why = format!("{name} had a fault of its own ({status})");
                Outcome::Look { after, why }
            }
            _ => Outcome::Dead { why: refused(name, status, call, self.detail().as_deref()) },
        })
    }

    /// How long to wait by `Retry-After`: seconds or an HTTP date; at most [`MAX_RETRY_AFTER`].
    pub(crate) fn retry_after(&self, now: Timestamp) -> Option<Millis> {
        let (_, value) =
            self.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("retry-after"))?;
        let value = value.trim();
        let wait = if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
            Millis::seconds(value.parse::<i64>().unwrap_or(i64::MAX).min(86_400))
        } else {
            http_date(value)? - now
        };
        Some(wait.clamp(Millis(0), MAX_RETRY_AFTER))
    }

    /// What the answer itself says is wrong, where it stands in a field that the vendors use for that.
    fn detail(&self) -> Option<String> {
        let body = self.json()?;
        let places = [
            "/error/message",
            "/errors/0/message",
            "/errors/0/errors/0/message",
            "/message",
            "/Message",
            "/description",
            "/error/title",
            "/error",
        ];
        let said = places.iter().find_map(|place| body.pointer(place)?.as_str())?;
        let said = text::cut(&text::line(said), 160);
        (!said.is_empty()).then_some(said)
    }
}

/// A refusal in words that say what to do.
fn refused(name: &str, status: u16, call: &Call, detail: Option<&str>) -> String {
    let what = match (status, call) {
        (300..=399, _) => {
            format!("{name} sent us on to another address ({status}). Enter the final address.")
        }
        (401, _) => format!("{name} does not know the key (401). Enter a new one, then resend."),
        (403, _) => format!(
            "{name} does not allow this with the key entered (403). Give the key the rights named in the documentation, then resend."
        ),
        (404, Call::Note { .. } | Call::FindNote { .. }) => {
            format!("{name} no longer has the ticket (404). It may have been deleted or merged.")
        }
        (404, _) => format!("{name} has nothing at this address (404). Check the settings."),
        (410, _) => {
            format!("{name} says that this address is closed for good (410). Enter another.")
        }
        _ => format!("{name} did not accept what was sent ({status})."),
    };
    match detail {
        Some(detail) => format!("{what} It says: {detail}"),
        None => what,
    }
}

/// The moment of an HTTP date in the one form that may be sent today: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn http_date(text: &str) -> Option<Timestamp> {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut words = text.split_once(", ")?.1.split(' ');
    let day: u8 = words.next()?.parse().ok()?;
    let name = words.next()?;
    let month = MONTHS.iter().zip(1_u8..).find(|(month, _)| **month == name)?.1;
    let year: i32 = words.next()?.parse().ok()?;
    let mut clock = words.next()?.split(':').map(str::parse::<i64>);
    let (hour, minute, second) = (clock.next()?.ok()?, clock.next()?.ok()?, clock.next()?.ok()?);
    let fits = (1..=31).contains(&day)
        && (1970..=9999).contains(&year)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..=60).contains(&second);
    if !fits || words.next() != Some("GMT") || words.next().is_some() {
        return None;
    }
    let since = Day { year: Some(year), month, day: Some(day) }.days_until(Timestamp(0))?;
    Some(Timestamp(((-since * 24 + hour) * 60 + minute) * 60_000 + second * 1_000))
}

/// A text or a number of a JSON value, as text.
pub fn scalar(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) if !text.is_empty() => Some(text::cut(&text::line(text), 200)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// An answer to a request that made something, when it can't be read although the status says 2xx.
pub fn unreadable(name: &str) -> Outcome {
    Outcome::Look { after: None, why: format!("{name} answered something that can't be read") }
}
