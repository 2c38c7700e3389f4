//! What a source is asked with: its templates, filled with what is known of the customer.

use super::{Known, MAX_HEADERS, MAX_SECRET, ProfileSource};
use serde::{Deserialize, Serialize};

/// The names that a template may have.
const ID: &str = "{customer.id}";
const EMAIL: &str = "{customer.email}";
const SECRET: &str = "{secret}";
/// The longest header, in characters.
const MAX_HEADER: usize = 1_000;
/// Headers that say how the request travels, which is not the site's to say.
const OURS: [&str; 11] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "upgrade",
    "expect",
    "te",
    "trailer",
    "keep-alive",
    "proxy-connection",
    "accept-encoding",
];

/// How a source is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    /// `GET`.
    #[default]
    Get,
    /// `POST`, with a body.
    Post,
}

/// A request to a source, ready to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceRequest {
    /// Where.
    pub url: String,
    /// How.
    pub method: Method,
    /// Headers, each name in small letters; the secret is in here.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Option<String>,
    /// Whether it rests on what the customer only said.
    pub unverified: bool,
}

/// How a value is written so that it stays a value.
#[derive(Clone, Copy)]
enum Escape {
    Url,
    Json,
}

impl ProfileSource {
    /// What to ask for this customer; none if something that is needed is not known, or not vouched for.
    pub fn request(&self, known: &Known) -> Option<SourceRequest> {
        let body = self.body.as_deref().unwrap_or_default();
        let uses = |name: &str| self.url.contains(name) || body.contains(name);
        let typed = known.typed_email.as_ref().filter(|_| self.unverified);
        let id = known.id.as_deref().filter(|id| fits(id));
        let email = known.email.as_ref().or(typed).map(String::as_str).filter(|email| fits(email));
        if uses(ID) && id.is_none() || uses(EMAIL) && email.is_none() {
            return None;
        }
        let value = |name: &str| match name {
            ID => id,
            EMAIL => email,
            _ => None,
        };
        let mut headers: Vec<(String, String)> = Vec::new();
        let secret = self.secret.as_ref().map(|secret| secret.0.as_str()).unwrap_or_default();
        for (name, text) in &self.headers {
            headers.push((name.to_ascii_lowercase(), text.replace(SECRET, secret)));
        }
        let has = |headers: &[(String, String)], name: &str| headers.iter().any(|(n, _)| n == name);
        if !has(&headers, "accept") {
            headers.push(("accept".into(), "application/json".into()));
        }
        if self.body.is_some() && !has(&headers, "content-type") {
            headers.push(("content-type".into(), "application/json".into()));
        }
        let form =
            |(name, text): &(String, String)| name == "content-type" && text.contains("form");
        let escape = if headers.iter().any(form) { Escape::Url } else { Escape::Json };
        Some(SourceRequest {
            url: filled(&self.url, Escape::Url, value),
            method: self.method,
            headers,
            body: self.body.as_ref().map(|body| filled(body, escape, value)),
            unverified: known.email.is_none() && uses(EMAIL),
        })
    }

    /// The address with stand-ins for the customer, to look at the address itself.
    pub fn sample_url(&self) -> String {
        filled(&self.url, Escape::Url, |_| Some("x"))
    }

    pub(super) fn check_names(&self) -> Result<(), String> {
        let bare = self.url.replace(ID, "").replace(EMAIL, "");
        if bare.contains(['{', '}']) {
            return Err(format!("url: {ID} and {EMAIL} are the names there are"));
        }
        let behind_host = |at: usize| {
            let host = self.url.find("://").map(|at| at + 3);
            let path = host.and_then(|from| Some(from + self.url.get(from..)?.find(['/', '?'])?));
            path.is_some_and(|path| at > path)
        };
        if self.url.find('{').is_some_and(|at| !behind_host(at)) {
            return Err("url: the customer's values stand behind the host only".into());
        }
        let body = self.body.as_deref().unwrap_or_default();
        let rest = body.replace(ID, "").replace(EMAIL, "");
        if rest.contains("{customer") || rest.contains("{secret") {
            return Err(format!("body: {ID} and {EMAIL} are the names there are"));
        }
        let uses = |name: &str| self.url.contains(name) || body.contains(name);
        if !uses(ID) && !uses(EMAIL) {
            return Err(format!("url: {ID} or {EMAIL} is needed, there or in the body"));
        }
        if self.unverified && !uses(EMAIL) {
            return Err(format!("unverified: what customers type is an address: use {EMAIL}"));
        }
        Ok(())
    }

    pub(super) fn check_headers(&self) -> Result<(), String> {
        if self.headers.len() > MAX_HEADERS {
            return Err(format!("headers: at most {MAX_HEADERS}"));
        }
        for (name, value) in &self.headers {
            let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
            if !(1..=60).contains(&name.len()) || !name.chars().all(is_name) {
                return Err("headers: a name has 1 to 60 of a-z, 0-9, - and _".into());
            }
            let lower = name.to_ascii_lowercase();
            if OURS.contains(&lower.as_str()) || lower.starts_with("cf-") {
                return Err(format!("headers.{name}: this one is not yours to set"));
            }
            // What a value is may be a secret, and is not quoted.
            if value.chars().count() > MAX_HEADER || !is_header(value) {
                return Err(format!("headers.{name}: at most {MAX_HEADER} plain characters"));
            }
            if value.replace(SECRET, "").contains(['{', '}']) {
                return Err(format!("headers.{name}: {SECRET} is the only name there is"));
            }
            if value.contains(SECRET) && self.secret.is_none() {
                return Err("secret: a header needs it".into());
            }
        }
        if let Some(secret) = &self.secret {
            if secret.0.is_empty() || secret.0.len() > MAX_SECRET || !is_header(&secret.0) {
                return Err(format!("secret: 1 to {MAX_SECRET} plain characters"));
            }
            if !self.headers.values().any(|value| value.contains(SECRET)) {
                return Err(format!("secret: no header has {SECRET}, so it would go nowhere"));
            }
        }
        Ok(())
    }
}

fn is_header(value: &str) -> bool {
    value.chars().all(|c| matches!(c, ' '..='~'))
}

/// Whether a value can stand for a customer: one of dots alone would lead to another address.
fn fits(value: &str) -> bool {
    !value.trim().is_empty() && !value.chars().all(|c| c == '.') && value.chars().count() <= 320
}

/// A template with its names filled in, in one pass, so that a value is never read as a name.
fn filled<'a>(template: &str, escape: Escape, value: impl Fn(&str) -> Option<&'a str>) -> String {
    let mut out = String::with_capacity(template.len());
    let mut rest = template;
    while let Some(at) = rest.find('{') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let name = [ID, EMAIL].into_iter().find(|name| from.starts_with(name));
        match name {
            Some(name) => {
                escaped(&mut out, value(name).unwrap_or_default(), escape);
                rest = from.get(name.len()..).unwrap_or_default();
            }
            None => {
                out.push('{');
                rest = from.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    out
}

fn escaped(out: &mut String, value: &str, escape: Escape) {
    match escape {
        Escape::Url => {
            for byte in value.bytes() {
                match byte {
                    b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                        out.push(char::from(byte));
                    }
                    _ => out.push_str(&format!("%{byte:02X}")),
                }
            }
        }
        Escape::Json => {
            let quoted = serde_json::to_string(value).unwrap_or_default();
            let inner = quoted.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            out.push_str(inner.unwrap_or_default());
        }
    }
}
