//! Web push (R-170): wakes agents' devices by a push without words, signed with the site's own key (RFC 8030, RFC 8292).
//!
//! The private half of the key is made here once, kept in the site's object, and read by this alone. Addresses of devices
//! are in no log: what went wrong is told with the name of the push service.

use crate::calls::{self, SiteCall};
use crate::look_ups::may_be_local;
use crate::shell::now;
use crate::site_do::PushCall;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use futures_util::future::{Either, join_all, select};
use js_sys::{JSON, Object, Promise, Reflect, Uint8Array};
use std::pin::pin;
use std::time::Duration;
use warmline_model::{Millis, SiteId};
use warmline_objects::{Push, PushJob, Pushed, VapidKey, outward};
use wasm_bindgen::prelude::*;
use worker::wasm_bindgen_futures::JsFuture;
use worker::{
    AbortController, AbortSignal, Delay, Env, Error, Fetch, Headers, Method, Request, RequestInit,
    RequestRedirect, Response, Result, Url,
};

/// How long a push service keeps a push for a device that is off, in seconds. What waits now may be over by then, and the
/// device then asks in vain.
const KEPT_S: &str = "300";
/// A newer push takes the place of one that was not delivered: one word is enough to look.
const TOPIC: &str = "waiting";
/// How long a signature holds, in seconds; at most a day.
const SIGNED_FOR_S: i64 = 60 * 60;
/// How long a push service may take to answer.
const ANSWERS_WITHIN: Duration = Duration::from_secs(10);

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = generateKey)]
    fn generate_key(
        algorithm: &JsValue,
        extractable: bool,
        usages: &JsValue,
    ) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = exportKey)]
    fn export_key(format: &str, key: &JsValue) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = importKey)]
    fn import_key(
        format: &str,
        key: &JsValue,
        algorithm: &JsValue,
        extractable: bool,
        usages: &JsValue,
    ) -> std::result::Result<Promise, JsValue>;

    #[wasm_bindgen(catch, js_namespace = ["crypto", "subtle"], js_name = sign)]
    fn sign_with(
        algorithm: &JsValue,
        key: &JsValue,
        data: &Uint8Array,
    ) -> std::result::Result<Promise, JsValue>;
}

/// The public half of a site's key, which is made when it is first asked for.
pub async fn public_key(env: &Env, site: &SiteId) -> Result<String> {
    let stub = calls::site(env, site)?;
    if let Some(key) = key_of(env, site).await? {
        return Ok(key.public);
    }
    let key = new_key().await?;
    // Of two that are made at the same time one stays.
    calls::call(&stub, &SiteCall::Push(PushCall::KeepKey { key })).await
}

async fn key_of(env: &Env, site: &SiteId) -> Result<Option<VapidKey>> {
    calls::call(&calls::site(env, site)?, &SiteCall::Push(PushCall::Key)).await
}

/// Sends pushes, and tells the site what became of them.
pub async fn carry_out(env: Env, job: PushJob) {
    if let Err(error) = try_carry_out(&env, &job).await {
        // The site has them sent again.
        worker::console_error!("push for {}: {error}", job.site);
    }
}

async fn try_carry_out(env: &Env, job: &PushJob) -> Result<()> {
    let outcomes = match key_of(env, &job.site).await? {
        Some(key) => {
            let key = parse(&key).await?;
            let outcomes = job.pushes.iter().map(|push| async {
                let outcome = deliver(env, &job.site, &key, push).await;
                (push.clone(), outcome)
            });
            join_all(outcomes).await
        }
        // Nobody can have subscribed without it.
        None => job.pushes.iter().map(|push| (push.clone(), Pushed::Gone)).collect(),
    };
    let site = calls::site(env, &job.site)?;
    let _: bool = calls::call(&site, &SiteCall::Push(PushCall::Sent { outcomes })).await?;
    Ok(())
}

async fn deliver(env: &Env, site: &SiteId, key: &SigningKey, push: &Push) -> Pushed {
    let Ok(url) = outward(&push.endpoint, None, may_be_local(env)) else { return Pushed::Gone };
    let Ok(parsed) = Url::parse(&url) else { return Pushed::Gone };
    let service = parsed.host_str().unwrap_or_default();
    let abort = AbortController::default();
    let sent = {
        let sending = pin!(send(&parsed, key, push, abort.signal()));
        match select(sending, Delay::from(ANSWERS_WITHIN)).await {
            Either::Left((sent, _)) => sent.ok(),
            Either::Right(_) => None,
        }
    };
    abort.abort();
    let Some(response) = sent else {
        worker::console_warn!("push for {site}: {service} did not answer");
        return Pushed::Later(None);
    };
    match response.status_code() {
        200..=299 => Pushed::Taken,
        404 | 410 => Pushed::Gone,
        status @ (429 | 500..=599) => {
            worker::console_warn!("push for {site}: {service} answered {status}; tried again");
            Pushed::Later(retry_after(&response))
        }
        status => {
            worker::console_error!("push for {site}: {service} answered {status}; dropped");
            Pushed::Refused
        }
    }
}

async fn send(url: &Url, key: &SigningKey, push: &Push, signal: AbortSignal) -> Result<Response> {
    let headers = Headers::new();
    headers.set("authorization", &authorization(url, key, &push.sender).await?)?;
    headers.set("ttl", KEPT_S)?;
    headers.set("urgency", "high")?;
    headers.set("topic", TOPIC)?;
    let mut init = RequestInit::new();
    // A redirect could lead to where nobody may ask.
    init.with_method(Method::Post).with_headers(headers).with_redirect(RequestRedirect::Manual);
    let request = Request::new_with_init(url.as_str(), &init)?;
    Fetch::Request(request).send_with_signal(&signal).await
}

/// When the push service wants to be asked again.
fn retry_after(response: &Response) -> Option<Millis> {
    let text = response.headers().get("retry-after").ok()??;
    let text = text.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Millis::seconds(seconds.into()));
    }
    let at = js_sys::Date::parse(text);
    #[allow(clippy::cast_possible_truncation)]
    at.is_finite().then(|| Millis((at as i64 - now().0).max(0)))
}

/// A site's key, ready to sign.
struct SigningKey {
    public: String,
    private: JsValue,
}

/// The header by which a push service knows who sends (RFC 8292).
async fn authorization(url: &Url, key: &SigningKey, sender: &str) -> Result<String> {
    let audience = url.origin().ascii_serialization();
    let until = now().0 / 1_000 + SIGNED_FOR_S;
    let claims = serde_json::json!({ "aud": audience, "exp": until, "sub": sender });
    let head = BASE64.encode(r#"{"typ":"JWT","alg":"ES256"}"#);
    let unsigned = format!("{head}.{}", BASE64.encode(claims.to_string()));
    let algorithm = object(&[("name", "ECDSA".into()), ("hash", "SHA-256".into())])?;
    let bytes = Uint8Array::from(unsigned.as_bytes());
    let signature = JsFuture::from(sign_with(&algorithm, &key.private, &bytes)?).await?;
    let signature = BASE64.encode(Uint8Array::new(&signature).to_vec());
    Ok(format!("vapid t={unsigned}.{signature}, k={}", key.public))
}

async fn new_key() -> Result<VapidKey> {
    let usages = js_sys::Array::of2(&"sign".into(), &"verify".into());
    let pair = JsFuture::from(generate_key(&algorithm()?, true, &usages)?).await?;
    let half = |name: &str| Reflect::get(&pair, &name.into());
    let public = JsFuture::from(export_key("raw", &half("publicKey")?)?).await?;
    let private = JsFuture::from(export_key("jwk", &half("privateKey")?)?).await?;
    let private = JSON::stringify(&private)?;
    Ok(VapidKey {
        public: BASE64.encode(Uint8Array::new(&public).to_vec()),
        private: private.into(),
    })
}

async fn parse(key: &VapidKey) -> Result<SigningKey> {
    let usages = js_sys::Array::of1(&"sign".into());
    // What the parser says of it would quote it.
    let jwk = JSON::parse(&key.private)
        .map_err(|_| Error::RustError("the site's push key can't be read".into()))?;
    let imported = import_key("jwk", &jwk, &algorithm()?, false, &usages)?;
    Ok(SigningKey { public: key.public.clone(), private: JsFuture::from(imported).await? })
}

fn algorithm() -> Result<JsValue> {
    object(&[("name", "ECDSA".into()), ("namedCurve", "P-256".into())])
}

fn object(fields: &[(&str, JsValue)]) -> Result<JsValue> {
    let object = Object::new();
    for (name, value) in fields {
        Reflect::set(&object, &(*name).into(), value)?;
    }
    Ok(object.into())
}
