//! The Bot Framework's `handoff.initiate`: an event activity with its context and transcript, taken as it comes.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use warmline_handoff::card::shorten;
use warmline_handoff::conversation::{Line, Told};
use warmline_model::{
    ClientId, ConversationId, Department, MAX_TEXT_CHARS, ProfileFact, SiteId, Tier, Timestamp,
};
use warmline_wire::{BringTranscript, Code, HandOff, Refusal};

/// What the event is called.
const INITIATE: &str = "handoff.initiate";
/// The longest name of a channel or of a conversation in it, in bytes.
const MAX_NAME: usize = 1_000;

/// A `handoff.initiate`, read.
#[derive(Clone, Debug, PartialEq)]
pub struct Initiation {
    /// Our conversation: always the same for theirs.
    pub conversation: ConversationId,
    /// Our name for the event: always the same for the same event.
    pub client_id: ClientId,
    /// The transcript, oldest first.
    pub lines: Vec<Line>,
    /// How many of its messages were left out, the oldest.
    pub left_out: usize,
    /// The context.
    pub told: Told,
    /// The customer's language.
    pub locale: Option<String>,
    /// Their conversation, as the event names it.
    pub theirs: Value,
}

/// The fields of an activity that are read; what else it has is not.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Activity {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    channel_id: Option<String>,
    #[serde(default)]
    conversation: Value,
    #[serde(default)]
    from: Account,
    #[serde(default)]
    relates_to: Option<RelatesTo>,
    #[serde(default)]
    value: Value,
    #[serde(default)]
    attachments: Option<Vec<Value>>,
    #[serde(default)]
    locale: Option<String>,
    #[serde(default)]
    timestamp: Value,
}

#[derive(Default, Deserialize)]
struct Account {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    role: Option<String>,
}

#[derive(Deserialize)]
struct RelatesTo {
    #[serde(default)]
    bot: Account,
    #[serde(default)]
    user: Account,
}

/// A message of the transcript.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Message {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    from: Account,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    timestamp: Value,
    #[serde(default)]
    reply_to_id: Option<String>,
}

impl Initiation {
    /// Reads the activity that a bot of a site sent.
    ///
    /// # Errors
    /// It is no `handoff.initiate`, or names no conversation: what was wrong, and what is needed.
    pub fn read(now: Timestamp, site: &SiteId, body: &str) -> Result<Self, Refusal> {
        let malformed = |what: String| Refusal::new(Code::Malformed, what);
        let activity: Activity =
            serde_json::from_str(body).map_err(|error| malformed(error.to_string()))?;
        if activity.kind != "event" || activity.name != INITIATE {
            let what =
                format!("an activity of type \"event\" with the name \"{INITIATE}\" is taken");
            return Err(malformed(what));
        }
        let theirs = activity.conversation.get("id").and_then(Value::as_str).unwrap_or_default();
        let channel = activity.channel_id.clone().unwrap_or_default();
        if theirs.is_empty() || theirs.len() > MAX_NAME || channel.len() > MAX_NAME {
            return Err(malformed(format!("conversation.id: 1 to {MAX_NAME} characters")));
        }
        let named = |what: &str, parts: &[&str]| hashed(site, what, parts);
        let conversation = ConversationId::new(named("conversation", &[&channel, theirs]));
        let event = activity.id.clone().unwrap_or_else(|| body.to_owned());
        let client_id = ClientId::new(named("event", &[&channel, theirs, &event]));
        let (Ok(conversation), Ok(client_id)) = (conversation, client_id) else {
            return Err(malformed("conversation.id: it can't be named".into()));
        };
        let sent = when(&activity.timestamp).unwrap_or(now).min(now);
        let (lines, left_out) = transcript(&activity, sent, &|parts| named("message", parts));
        let mut told = context(&activity.value);
        if !channel.is_empty() {
            told.facts.push(fact("Channel", &channel));
        }
        if let Some(id) = activity.from.id.as_deref().filter(|id| !id.trim().is_empty()) {
            told.facts.push(fact("Customer in the channel", id));
        }
        let name = activity.from.name.as_deref().map(|name| shorten(name, ProfileFact::MAX_VALUE));
        told.name = name.filter(|name| !name.is_empty());
        Ok(Self {
            conversation,
            client_id,
            lines,
            left_out,
            told,
            locale: activity.locale,
            theirs: activity.conversation,
        })
    }
}

/// A name of our own for something of theirs: 32 signs, always the same for the same.
fn hashed(site: &SiteId, what: &str, parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in [&[site.as_str(), what], parts].concat() {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    BASE64.encode(digest.get(..24).unwrap_or_default())
}

fn when(value: &Value) -> Option<Timestamp> {
    let moment: jiff::Timestamp = value.as_str()?.parse().ok()?;
    Some(Timestamp(moment.as_millisecond()))
}

/// The messages of all attached transcripts with words, the newest that fit.
fn transcript(
    activity: &Activity,
    sent: Timestamp,
    name: &dyn Fn(&[&str]) -> String,
) -> (Vec<Line>, usize) {
    let contents = activity.attachments.iter().flatten().filter_map(|a| a.get("content"));
    let listed = contents.filter_map(|content| content.get("activities").and_then(Value::as_array));
    let read = listed.flatten().filter_map(|message| Message::deserialize(message).ok());
    let mut messages: Vec<(Timestamp, Message, String)> = Vec::new();
    let mut before = None;
    for message in read.filter(|message| message.kind == "message") {
        let Some(text) = message.text.as_deref().filter(|text| !text.trim().is_empty()) else {
            continue;
        };
        // A message without a time is as old as the one before it; the first, as the first that has one.
        let at = when(&message.timestamp).or(before).unwrap_or(Timestamp(i64::MAX)).min(sent);
        before = Some(at);
        let text = match text.chars().count() > MAX_TEXT_CHARS {
            true => text.chars().take(MAX_TEXT_CHARS - 1).chain(['\u{2026}']).collect(),
            false => text.to_owned(),
        };
        messages.push((at, message, text));
    }
    messages.sort_by_key(|(at, ..)| *at);
    let left_out = messages.len().saturating_sub(BringTranscript::MOST);
    let newest = messages.into_iter().skip(left_out).enumerate();
    let line = |(n, (at, message, text)): (usize, (Timestamp, Message, String))| {
        let of_time = at.0.to_string();
        let nth = n.to_string();
        let parts = match &message.id {
            Some(id) => vec![id.as_str()],
            None => vec![of_time.as_str(), nth.as_str(), text.as_str()],
        };
        let client_id = ClientId::new(name(&parts)).ok()?;
        let by_customer = is_customers(activity, &message);
        Some(Line { client_id, at, by_customer, text, confidence: None })
    };
    (newest.filter_map(line).collect(), left_out)
}

/// Whose words these are: by the role, by who the event says is who, or by what it replies to.
fn is_customers(activity: &Activity, message: &Message) -> bool {
    match message.from.role.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("user") => return true,
        Some("bot" | "skill") => return false,
        _ => {}
    }
    let is = |account: &Account| account.id.is_some() && account.id == message.from.id;
    if let Some(related) = &activity.relates_to {
        if is(&related.bot) {
            return false;
        }
        if is(&related.user) {
            return true;
        }
    }
    is(&activity.from) || message.reply_to_id.is_none()
}

/// The event's value: what routes the handoff by its usual names, everything else as facts.
fn context(value: &Value) -> Told {
    let mut told = Told::default();
    match value {
        Value::Object(fields) => fields.iter().for_each(|field| tell(&mut told, field)),
        Value::Null => {}
        other => told.reason = Some(shorten(&words(other), HandOff::MAX_REASON)),
    }
    told.facts.truncate(HandOff::MOST_CONTEXT);
    told
}

fn tell(told: &mut Told, (name, value): (&String, &Value)) {
    let text = words(value);
    if text.trim().is_empty() {
        return;
    }
    match name.to_ascii_lowercase().as_str() {
        "reason" | "message" if told.reason.is_none() => {
            told.reason = Some(shorten(&text, HandOff::MAX_REASON));
        }
        // A name that is no department's is told as a fact by whoever knows the site's.
        "department" | "skill" | "queue" if told.department.is_none() => {
            let slug = text.trim().to_ascii_lowercase().replace(' ', "_");
            match Department::new(&slug) {
                Ok(department) if slug == text.trim() => told.department = Some(department),
                Ok(department) => {
                    told.department = Some(department);
                    told.facts.push(fact(name, &text));
                }
                Err(_) => told.facts.push(fact(name, &text)),
            }
        }
        "urgency" | "priority" => {
            let tier = Value::String(text.trim().to_ascii_lowercase());
            match serde_json::from_value::<Tier>(tier) {
                Ok(tier) => told.tier = Some(tier),
                Err(_) => told.facts.push(fact(name, &text)),
            }
        }
        _ => told.facts.push(fact(name, &text)),
    }
}

fn fact(name: &str, value: &str) -> (String, String) {
    (shorten(name, ProfileFact::MAX_LABEL), shorten(value, ProfileFact::MAX_VALUE))
}

/// A value as agents read it.
fn words(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Array(items) => items.iter().map(words).collect::<Vec<_>>().join(", "),
        Value::Object(fields) => pairs(fields),
        Value::Number(number) => number.to_string(),
    }
}

fn pairs(fields: &Map<String, Value>) -> String {
    let pair = |(name, value): (&String, &Value)| format!("{name}: {}", words(value));
    fields.iter().map(pair).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
