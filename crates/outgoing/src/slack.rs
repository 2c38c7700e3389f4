//! Slack: a message of blocks, by an incoming webhook or by `chat.postMessage`.
//!
//! https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks ,
//! https://docs.slack.dev/reference/methods/chat.postMessage ,
//! https://docs.slack.dev/messaging/formatting-message-text . Neither documents a key against repetition.

use crate::answer::{Answer, Outcome, scalar, unreadable};
use crate::note::Note;
use crate::package::Package;
use crate::request::{Call, Fault, Method, Request, callable, plain_id, present};
use crate::secret::Secret;
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use warmline_model::Timestamp;

const NAME: &str = "Slack";
/// The longest text of a field of a section, in characters.
const MAX_FIELD: usize = 2_000;
/// The longest text of a header, in characters.
const MAX_HEADER: usize = 150;

/// What the owner enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slack {
    /// How messages get there.
    pub way: SlackWay,
}

/// How messages get to Slack.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum SlackWay {
    /// By an incoming webhook, whose address is a secret in itself.
    Webhook {
        /// `https://hooks.slack.com/services/…`
        address: Secret,
    },
    /// As an app.
    Bot {
        /// A bot token, `xoxb-…`, with `chat:write`.
        token: Secret,
        /// The id of the channel, `C…`.
        channel: String,
    },
}

impl Slack {
    pub(crate) fn request(&self, package: &Package) -> Result<Request, Fault> {
        let note = Note::of(package);
        let mut message = json!({
            "text": text::mrkdwn(&note.title),
            "blocks": blocks(&note),
            "unfurl_links": false,
            "unfurl_media": false,
        });
        match &self.way {
            SlackWay::Webhook { address } => {
                let address = present("address", address)?.reveal();
                let host = callable("address", address)?.host_str().map(str::to_owned);
                let known = ["hooks.slack.com", "hooks.slack-gov.com"];
                if !host.is_some_and(|host| known.contains(&host.as_str())) {
                    return Err(Fault::new("address", "it begins with https://hooks.slack.com/"));
                }
                Request::new(Method::Post, address)?.json(&message)
            }
            SlackWay::Bot { token, channel } => {
                message["channel"] = json!(plain_id("channel", channel)?);
                let address = "https://slack.com/api/chat.postMessage";
                let request = Request::new(Method::Post, address)?;
                request.bearer(present("token", token)?).json(&message)
            }
        }
    }

    pub(crate) fn outcome(&self, call: &Call, answer: &Answer, now: Timestamp) -> Outcome {
        let refusal = answer.refusal(NAME, call, now);
        let word = String::from_utf8_lossy(answer.body);
        let word = word.trim();
        match (&self.way, refusal) {
            (SlackWay::Webhook { .. }, Some(Outcome::Dead { why })) if a_word(word) => {
                Outcome::Dead { why: format!("{why} It says: {word}") }
            }
            (_, Some(refusal)) => refusal,
            (SlackWay::Webhook { .. }, None) if word == "ok" => Outcome::delivered(None, None),
            (SlackWay::Webhook { .. }, None) => unreadable(NAME),
            (SlackWay::Bot { .. }, None) => match answer.json() {
                Some(body) => posted(&body, answer, now),
                None => unreadable(NAME),
            },
        }
    }
}

/// `chat.postMessage` says 200 also for what it refused.
fn posted(body: &Value, answer: &Answer, now: Timestamp) -> Outcome {
    if body["ok"] == true {
        return Outcome::delivered(scalar(body, "/ts"), None);
    }
    let said = scalar(body, "/error").filter(|said| a_word(said));
    match said.as_deref() {
        None => unreadable(NAME),
        Some("ratelimited" | "rate_limited" | "service_unavailable") => {
            let why = format!("{NAME} asked to wait");
            Outcome::Again { after: answer.retry_after(now), why }
        }
        // Of both Slack says that a part may have been done.
        Some("internal_error" | "fatal_error" | "request_timeout") => {
            let why = format!("{NAME} had a fault of its own");
            Outcome::Look { after: None, why }
        }
        Some(said) => {
            Outcome::Dead { why: format!("{NAME} did not accept what was sent. It says: {said}") }
        }
    }
}

/// Whether this is one of Slack's words for an error, not a page of something in between.
fn a_word(said: &str) -> bool {
    let letters = |byte: u8| byte.is_ascii_lowercase() || byte == b'_';
    !said.is_empty() && said.len() <= 60 && said.bytes().all(letters)
}

fn blocks(note: &Note) -> Vec<Value> {
    let plain = |text: &str| json!({"type": "plain_text", "text": text, "emoji": false});
    let mut blocks =
        vec![json!({"type": "header", "text": plain(&text::cut(&note.title, MAX_HEADER))})];
    for line in &note.lines {
        let texts = match line.texts.as_slice() {
            [one] => one.clone(),
            several => several.iter().map(|text| format!("• {text}\n")).collect(),
        };
        // What others wrote stands as plain text: no mention, link or formatting comes of it.
        blocks.push(json!({"type": "section", "fields": [
            {"type": "mrkdwn", "text": format!("*{}*", line.label)},
            plain(&text::cut(texts.trim_end(), MAX_FIELD)),
        ]}));
    }
    blocks.push(json!({"type": "actions", "elements": [
        {"type": "button", "text": plain("Open the conversation"), "url": note.link},
    ]}));
    blocks
}
