//! Who may do what: visitors' tokens, consoles' sessions, setup and bot keys, origins.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use warmline_mail::address;
use warmline_model::{ClientId, ConversationId, Millis, SiteId, Timestamp};
use warmline_objects::on_call::Link;
use warmline_wire::{Code, Refusal};
use wasm_bindgen::prelude::*;
use worker::{Env, Request, Result};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = crypto, js_name = getRandomValues)]
    fn get_random_values(bytes: &mut [u8]);
}

/// How long a visitor's token opens their conversation.
const TOKEN_LASTS: Millis = Millis::minutes(30 * 24 * 60);
/// How long a link to another device can be used.
const RESUME_LASTS: Millis = Millis::minutes(15);
/// What a claim was signed for: one made for the one opens nothing as the other.
const TOKEN: &str = "visitor";
const RESUME: &str = "resume";
const LETTER: &str = "letter";
const ON_CALL: &str = "on-call";
const FORM: &str = "form";
/// How long a form of a plain page can be sent.
const FORM_LASTS: Millis = Millis::minutes(24 * 60);
/// How long the link in a letter can be used: what is promised in it is kept by then.
const LETTER_LASTS: Millis = Millis::minutes(14 * 24 * 60);
/// The console's cookie. `__Host-`: this origin only, over a secure connection only.
pub const COOKIE: &str = "__Host-warmline";

/// What a visitor's token or code says. Signed, not secret.
#[derive(Serialize, Deserialize)]
struct Claims {
    site: SiteId,
    conversation: ConversationId,
    until: Timestamp,
    /// Whether it came of a link: whoever made the link may still read along.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    by_link: bool,
}

/// What the code in an alert says.
#[derive(Serialize, Deserialize)]
struct Alerted {
    site: SiteId,
    link: Link,
    until: Timestamp,
}

/// What the sealed field of a plain page's form says.
#[derive(Serialize, Deserialize)]
pub struct FormSeal {
    site: SiteId,
    /// The conversation that the page showed, if there was one.
    pub conversation: Option<ConversationId>,
    /// The form's own name, by which what it sends is the same when it is sent again.
    pub name: String,
    until: Timestamp,
}

/// The edge's signing key.
pub struct Key(Vec<u8>);

impl Key {
    /// Reads `WARMLINE_SECRET`.
    pub fn of(env: &Env) -> std::result::Result<Self, Refusal> {
        match env.secret("WARMLINE_SECRET").map(|s| s.to_string()) {
            Ok(secret) if secret.len() >= 32 => Ok(Self(secret.into_bytes())),
            _ => Err(Refusal::new(
                Code::Internal,
                "the secret WARMLINE_SECRET must be set, 32 characters or longer",
            )),
        }
    }

    fn mac(&self, purpose: &str, text: &str) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(purpose.as_bytes());
        mac.update(b"\0");
        mac.update(text.as_bytes());
        Some(mac)
    }

    fn sign(&self, purpose: &str, text: &str) -> String {
        let mac = self.mac(purpose, text).map(|mac| mac.finalize().into_bytes());
        BASE64.encode(mac.unwrap_or_default())
    }

    fn holds(&self, purpose: &str, text: &str, signature: &str) -> bool {
        let Ok(signature) = BASE64.decode(signature) else { return false };
        self.mac(purpose, text).is_some_and(|mac| mac.verify_slice(&signature).is_ok())
    }

    /// A token that opens one conversation, and only it.
    pub fn token(&self, now: Timestamp, site: &SiteId, conversation: &ConversationId) -> String {
        self.claim(TOKEN, now + TOKEN_LASTS, site, conversation)
    }

    /// The same for whoever opened a link.
    pub fn token_by_link(
        &self,
        now: Timestamp,
        site: &SiteId,
        conversation: &ConversationId,
    ) -> String {
        let (site, conversation, until) = (site.clone(), conversation.clone(), now + TOKEN_LASTS);
        self.sealed(TOKEN, &Claims { site, conversation, until, by_link: true })
    }

    /// Whether a token came of a link.
    pub fn is_by_link(&self, token: &str) -> bool {
        self.claims(TOKEN, token).is_some_and(|claims| claims.by_link)
    }

    /// Whether a token opens this conversation now.
    pub fn check_token(
        &self,
        now: Timestamp,
        token: &str,
        site: &SiteId,
        conversation: &ConversationId,
    ) -> std::result::Result<(), Refusal> {
        match self.opened_by(now, token, site) {
            Ok(opened) if opened != *conversation => Err(other_token()),
            opened => opened.map(drop),
        }
    }

    /// Which conversation of the site a token opens now.
    pub fn opened_by(
        &self,
        now: Timestamp,
        token: &str,
        site: &SiteId,
    ) -> std::result::Result<ConversationId, Refusal> {
        let claims = self.claims(TOKEN, token).filter(|claims| claims.site == *site);
        let claims = claims.ok_or_else(other_token)?;
        if claims.until <= now {
            return Err(Refusal::new(
                Code::Expired,
                "this token has expired; start a new conversation",
            ));
        }
        Ok(claims.conversation)
    }

    /// The sealed field of a form on a plain page, with a name of its own.
    pub fn form(
        &self,
        now: Timestamp,
        site: &SiteId,
        conversation: Option<&ConversationId>,
    ) -> String {
        let (site, conversation) = (site.clone(), conversation.cloned());
        let seal = FormSeal { site, conversation, name: random(), until: now + FORM_LASTS };
        self.sealed(FORM, &seal)
    }

    /// What a form's sealed field says, as long as it is good.
    pub fn check_form(&self, now: Timestamp, text: &str, site: &SiteId) -> Option<FormSeal> {
        let seal: FormSeal = self.opened(FORM, text)?;
        (seal.site == *site && now < seal.until).then_some(seal)
    }

    /// The conversation that the form of this name begins: the same one when it is sent again.
    pub fn begun_by_form(&self, site: &SiteId, name: &str) -> String {
        self.sign("begun", &format!("{site}\0{name}")).chars().take(32).collect()
    }

    /// A code that opens one conversation on another device, and until when it does.
    pub fn resume_code(
        &self,
        now: Timestamp,
        site: &SiteId,
        conversation: &ConversationId,
    ) -> (String, Timestamp) {
        let until = now + RESUME_LASTS;
        (self.claim(RESUME, until, site, conversation), until)
    }

    /// A code for a letter of that moment, which opens its one conversation on any device. The same letter
    /// has the same code at each attempt to send it.
    pub fn letter_code(
        &self,
        at: Timestamp,
        site: &SiteId,
        conversation: &ConversationId,
    ) -> String {
        self.claim(LETTER, at + LETTER_LASTS, site, conversation)
    }

    /// The conversation of this site that a code opens now, of a link or of a letter.
    pub fn check_resume_code(
        &self,
        now: Timestamp,
        code: &str,
        site: &SiteId,
    ) -> std::result::Result<ConversationId, Refusal> {
        let refuse = || Refusal::new(Code::Unauthorized, "this link opens no conversation here");
        let claims = self.claims(RESUME, code).or_else(|| self.claims(LETTER, code));
        let claims = claims.ok_or_else(refuse)?;
        if claims.site != *site {
            return Err(refuse());
        }
        if claims.until <= now {
            let message = "this link has expired; make a new one where the conversation is open";
            return Err(Refusal::new(Code::Expired, message));
        }
        Ok(claims.conversation)
    }

    fn claim(
        &self,
        purpose: &str,
        until: Timestamp,
        site: &SiteId,
        conversation: &ConversationId,
    ) -> String {
        let (site, conversation) = (site.clone(), conversation.clone());
        let claims = Claims { site, conversation, until, by_link: false };
        self.sealed(purpose, &claims)
    }

    fn sealed(&self, purpose: &str, what: &impl Serialize) -> String {
        let payload = BASE64.encode(serde_json::to_vec(what).unwrap_or_default());
        let signature = self.sign(purpose, &payload);
        format!("{payload}.{signature}")
    }

    /// A code by which somebody who is alerted says that they have it, and nothing else.
    pub fn on_call_code(&self, until: Timestamp, site: &SiteId, link: &Link) -> String {
        self.sealed(ON_CALL, &Alerted { site: site.clone(), link: link.clone(), until })
    }

    /// What the code of an alert is for, as long as it is good.
    pub fn check_on_call_code(&self, now: Timestamp, code: &str) -> Option<(SiteId, Link)> {
        let Alerted { site, link, until } = self.opened(ON_CALL, code)?;
        (now < until).then_some((site, link))
    }

    /// What was claimed for this purpose, if it was signed here.
    fn claims(&self, purpose: &str, text: &str) -> Option<Claims> {
        self.opened(purpose, text)
    }

    fn opened<T: DeserializeOwned>(&self, purpose: &str, text: &str) -> Option<T> {
        let (payload, signature) = text.split_once('.')?;
        if !self.holds(purpose, payload, signature) {
            return None;
        }
        serde_json::from_slice(&BASE64.decode(payload).ok()?).ok()
    }

    /// The part of an e-mail address that names a conversation.
    pub fn tag(&self, site: &SiteId, conversation: &ConversationId) -> Option<String> {
        address::tag(&self.0, site, conversation)
    }

    /// The conversation of this site that such a part names, if it was made here.
    pub fn conversation_of(&self, site: &SiteId, tag: &str) -> Option<ConversationId> {
        address::conversation(&self.0, site, tag)
    }

    /// The key with which a bot of the site's own answers over HTTP.
    pub fn bot_key(&self, site: &SiteId) -> String {
        self.sign("bot", site.as_str())
    }

    /// The key with which a site's own server signs who a visitor is.
    pub fn identity_key(&self, site: &SiteId) -> String {
        self.sign("identity", site.as_str())
    }

    /// The signature of a job that an object hands to the edge.
    pub fn job_signature(&self, job: &str) -> String {
        self.sign("job", job)
    }

    /// The name under which what is known of a customer is kept for a while.
    pub fn look_up_name(&self, text: &str) -> String {
        self.sign("look-up", text)
    }

    /// Whether a job was handed over by an object of this deployment.
    pub fn is_job(&self, job: &str, signature: &str) -> bool {
        self.holds("job", job, signature)
    }

    /// What a bot's own name for a conversation stands for.
    pub fn opened_by_bot(&self, site: &SiteId, name: &ClientId) -> String {
        self.sign("opened", &format!("{site}\0{name}"))
    }

    /// Whether this is the site's bot key.
    pub fn is_bot_key(&self, site: &SiteId, key: &str) -> bool {
        self.holds("bot", site.as_str(), key)
    }
}

fn other_token() -> Refusal {
    Refusal::new(Code::Unauthorized, "this token does not open this conversation")
}

/// Whether the request carries the setup token of this deployment.
pub fn is_setup(request: &Request, env: &Env) -> Result<bool> {
    let Ok(expected) = env.secret("WARMLINE_SETUP_TOKEN").map(|s| s.to_string()) else {
        return Ok(false);
    };
    let given = bearer(request)?.unwrap_or_default();
    // Hashes are compared, so that the time taken tells nothing of the token.
    Ok(expected.len() >= 32 && hash(&given) == hash(&expected))
}

/// The token of an `Authorization: Bearer` header.
pub fn bearer(request: &Request) -> Result<Option<String>> {
    let header = request.headers().get("authorization")?;
    Ok(header.and_then(|h| h.strip_prefix("Bearer ").map(|t| t.trim().to_owned())))
}

/// The console's session in the cookie: the site and the session's secret.
pub fn session(request: &Request) -> Result<Option<(SiteId, String)>> {
    Ok(cookie(request, COOKIE)?.as_deref().and_then(site_and_secret))
}

/// The value of a cookie.
pub fn cookie(request: &Request, name: &str) -> Result<Option<String>> {
    let cookies = request.headers().get("cookie")?.unwrap_or_default();
    let mut all = cookies.split(';').map(str::trim);
    Ok(all.find_map(|c| c.strip_prefix(name)?.strip_prefix('=')).map(str::to_owned))
}

/// Splits `site.secret`, the form of one-time codes and of sessions.
pub fn site_and_secret(text: &str) -> Option<(SiteId, String)> {
    let (site, secret) = text.split_once('.')?;
    Some((SiteId::new(site).ok()?, secret.to_owned()))
}

/// SHA-256 of a secret: what is stored in its place.
pub fn hash(secret: &str) -> String {
    BASE64.encode(Sha256::digest(secret.as_bytes()))
}

/// A random secret of 24 bytes, URL-safe.
pub fn random() -> String {
    let mut bytes = [0_u8; 24];
    get_random_values(&mut bytes);
    BASE64.encode(bytes)
}

/// The edge's own origin, where the deployment says it: the variable `WARMLINE_ORIGIN`.
pub fn configured_origin(env: &Env) -> Option<String> {
    let origin = env.var("WARMLINE_ORIGIN").ok()?.to_string();
    let url = worker::Url::parse(origin.trim()).ok()?;
    let known = matches!(url.scheme(), "https" | "http") && url.host_str().is_some();
    known.then(|| url.origin().ascii_serialization())
}

/// The edge's own origin, as this request names it. Nothing that leaves is made from it unless whoever sent the request
/// deploys.
pub fn own_origin(request: &Request) -> Result<String> {
    Ok(request.url()?.origin().ascii_serialization())
}

/// The edge's own host, with its port where that is not the usual one.
pub fn own_host(request: &Request) -> Result<Option<String>> {
    let url = request.url()?;
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    Ok(url.host_str().map(|host| [host, &port].concat()))
}

/// The origin of the page that made the request; browsers send it with each change and each upgrade.
pub fn origin(request: &Request) -> Result<Option<String>> {
    request.headers().get("origin")
}
