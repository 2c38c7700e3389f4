//! A request to be sent, and why one can't be made.

use crate::secret::Secret;
use crate::text;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use std::fmt;
use url::{Host, Url};

/// What is asked of a destination.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum Call {
    /// Make it: the ticket, the message, the event.
    Create,
    /// Write the note on a ticket of theirs.
    Note {
        /// Their id of the ticket.
        ticket: String,
    },
    /// Was it made already? Changes nothing.
    Find,
    /// Is the note on the ticket already? Changes nothing.
    FindNote {
        /// Their id of the ticket.
        ticket: String,
    },
}

impl Call {
    /// Whether it only looks.
    pub const fn looks(&self) -> bool {
        matches!(self, Self::Find | Self::FindNote { .. })
    }
}

/// An HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads.
    Get,
    /// Creates.
    Post,
    /// Changes.
    Put,
}

impl Method {
    /// As HTTP spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
        }
    }
}

/// A request. Its Debug shows neither headers' values nor the path nor the body: secrets and a customer's
/// words may be in them. The shell follows no redirect.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    method: Method,
    address: Url,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
}

impl Request {
    /// A request without headers and body.
    ///
    /// # Errors
    /// When the address is not one that may be called.
    pub(crate) fn new(method: Method, address: &str) -> Result<Self, Fault> {
        let address = callable("address", address)?;
        Ok(Self { method, address, headers: Vec::new(), body: Vec::new() })
    }

    pub(crate) fn header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        // A line end in a value would begin another header; fetch refuses what is not Latin-1.
        let value: String = value.into();
        self.headers
            .push((name, value.chars().filter(|c| c.is_ascii_graphic() || *c == ' ').collect()));
        self
    }

    pub(crate) fn bearer(self, token: &Secret) -> Self {
        let value = format!("Bearer {}", token.reveal());
        self.header("authorization", value)
    }

    pub(crate) fn basic(self, user: &str, password: &str) -> Self {
        let value = format!("Basic {}", STANDARD.encode(format!("{user}:{password}")));
        self.header("authorization", value)
    }

    pub(crate) fn json(self, body: &impl Serialize) -> Result<Self, Fault> {
        let body = serde_json::to_vec(body)
            .map_err(|_| Fault::new("package", "it can't be written as JSON"))?;
        let mut request = self.header("content-type", "application/json");
        request.body = body;
        Ok(request)
    }

    pub(crate) fn form(self, fields: &[(&str, &str)]) -> Self {
        let pairs: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", text::percent(name), text::percent(value)))
            .collect();
        let mut request = self.header("content-type", "application/x-www-form-urlencoded");
        request.body = pairs.join("&").into_bytes();
        request
    }

    /// The method.
    pub const fn method(&self) -> Method {
        self.method
    }

    /// The whole address. Slack's webhooks have their secret in it: it is not for a log.
    pub fn address(&self) -> &str {
        self.address.as_str()
    }

    /// The host, which may be logged.
    pub fn host(&self) -> &str {
        self.address.host_str().unwrap_or_default()
    }

    /// The headers: names in lower case.
    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.headers
    }

    /// The body; empty for GET.
    pub fn body(&self) -> &[u8] {
        &self.body
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<&str> = self.headers.iter().map(|(name, _)| *name).collect();
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("host", &self.host())
            .field("headers", &names)
            .field("body_bytes", &self.body.len())
            .finish()
    }
}

/// Why no request can be made: a setting or a field of the package is not right. Nothing was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Which one.
    pub field: &'static str,
    /// What is wrong with it and what is allowed, for an owner; no secret is in it.
    pub why: String,
}

impl Fault {
    pub(crate) fn new(field: &'static str, why: impl Into<String>) -> Self {
        Self { field, why: why.into() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.why)
    }
}

impl std::error::Error for Fault {}

/// An address that may be called: https on its usual port, a public name, nobody's name and password in it.
/// What the name resolves to, only the shell can see.
pub fn callable(field: &'static str, address: &str) -> Result<Url, Fault> {
    let fault = |why: &str| Fault::new(field, why);
    let url = Url::parse(address.trim())
        .map_err(|_| fault("it is no address; it looks like https://example.com/path"))?;
    if url.scheme() != "https" {
        return Err(fault("it must begin with https://"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(fault("it must have no name and password in it"));
    }
    if url.port().is_some() {
        return Err(fault("it must have no port; 443 is used"));
    }
    let Some(Host::Domain(host)) = url.host() else {
        return Err(fault("it must have a name such as hooks.example.com, not numbers"));
    };
    let host = host.trim_end_matches('.');
    let last = host.rsplit('.').next().unwrap_or_default();
    let inner = ["localhost", "local", "internal", "lan", "home", "corp", "intranet", "onion"];
    if !host.contains('.') || inner.contains(&last) || host.ends_with(".home.arpa") {
        return Err(fault("it must be reachable from the internet"));
    }
    Ok(url)
}

/// A part of an address or an id from the settings: letters, digits, `-` and `_` only.
pub fn plain_id<'a>(field: &'static str, id: &'a str) -> Result<&'a str, Fault> {
    let id = id.trim();
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    if id.is_empty() || id.len() > 100 || !id.bytes().all(allowed) {
        return Err(Fault::new(field, "it has 1 to 100 letters, digits, - and _"));
    }
    Ok(id)
}

/// A secret that is there, on one line.
pub fn present<'a>(field: &'static str, secret: &'a Secret) -> Result<&'a Secret, Fault> {
    if secret.is_empty() {
        return Err(Fault::new(field, "it is not entered yet"));
    }
    if secret.reveal().chars().any(|c| !c.is_ascii_graphic()) {
        return Err(Fault::new(field, "it has a character that no key has; paste it again"));
    }
    Ok(secret)
}

/// An e-mail address that can stand in a header: one `@`, no blanks, line ends, brackets or lists.
pub fn mailbox(field: &'static str, address: &str) -> Result<String, Fault> {
    let fault = || Fault::new(field, "it is no e-mail address such as name@example.com");
    let (local, domain) = address.trim().split_once('@').ok_or_else(fault)?;
    let bad = |c: char| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@".contains(c);
    let dots = |part: &str| part.starts_with('.') || part.ends_with('.') || part.contains("..");
    let shaped = !local.is_empty() && domain.contains('.') && !dots(local) && !dots(domain);
    if !shaped || address.len() > 254 || address.trim().matches('@').count() != 1 {
        return Err(fault());
    }
    let address = text::clean(address.trim());
    if local.chars().chain(domain.chars()).any(bad) || address != format!("{local}@{domain}") {
        return Err(fault());
    }
    Ok(address)
}

/// A telephone number as E.164 has it: `+` and 8 to 15 digits. Blanks, dots, dashes and brackets are
/// taken out.
pub fn phone(field: &'static str, number: &str) -> Result<String, Fault> {
    let bare: String =
        number.trim().chars().filter(|c| !matches!(c, ' ' | '-' | '.' | '(' | ')')).collect();
    let digits = bare.strip_prefix('+').unwrap_or_default();
    let fits = (8..=15).contains(&digits.len()) && !digits.starts_with('0');
    if !fits || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Fault::new(field, "it is a number such as +15551234567, with + and country"));
    }
    Ok(bare)
}
