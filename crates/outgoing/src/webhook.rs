//! Any other system: the whole package as JSON, signed as Standard Webhooks has it.
//!
//! https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md

use crate::answer::{Answer, Outcome};
use crate::key::Key;
use crate::package::Package;
use crate::request::{Call, Fault, Method, Request, callable, present};
use crate::secret::Secret;
use crate::text;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, Mac};
use serde::{Deserialize, Serialize};
use serde_json::json;
use sha2::Sha256;
use url::Url;
use warmline_model::Timestamp;

/// What the owner enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Webhook {
    /// The receiver's address.
    pub address: String,
    /// The secret shared with it: `whsec_` and 24 to 64 bytes in base64.
    pub secret: Secret,
    /// The secret before, while it is being replaced: both sign.
    #[serde(default)]
    pub secret_before: Secret,
}

impl Webhook {
    pub(crate) fn request(
        &self,
        package: &Package,
        key: &Key,
        now: Timestamp,
    ) -> Result<Request, Fault> {
        let url = callable("address", &self.address)?;
        let own = Url::parse(&package.link).ok();
        if own.is_some_and(|own| own.host_str() == url.host_str()) {
            return Err(Fault::new("address", "it must not be an address of Warmline itself"));
        }
        let seconds = now.0.div_euclid(1_000);
        let body = json!({
            "type": format!("conversation.{}", package.happened.code()),
            "timestamp": text::iso(package.at),
            "data": {
                "site": package.site,
                "conversation": package.conversation,
                "link": package.link,
                "ticket": package.ticket,
                "promised": package.promised,
                "card": package.card,
            },
        });
        let request = Request::new(Method::Post, url.as_str())?.json(&body)?;
        let mut signatures = sign("secret", &self.secret, key.as_str(), seconds, request.body())?;
        if !self.secret_before.is_empty() {
            let body = request.body();
            let older = sign("secret_before", &self.secret_before, key.as_str(), seconds, body)?;
            signatures = format!("{signatures} {older}");
        }
        Ok(request
            .header("webhook-id", key.as_str())
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", signatures))
    }

    pub(crate) fn outcome(&self, call: &Call, answer: &Answer, now: Timestamp) -> Outcome {
        answer.refusal("The webhook", call, now).unwrap_or_else(|| Outcome::delivered(None, None))
    }
}

/// `v1,` and the signature of `id.timestamp.body`.
pub fn sign(
    field: &'static str,
    secret: &Secret,
    id: &str,
    seconds: i64,
    body: &[u8],
) -> Result<String, Fault> {
    let fault = || Fault::new(field, "it is whsec_ and 24 to 64 bytes in base64");
    let encoded = present(field, secret)?.reveal().strip_prefix("whsec_").ok_or_else(fault)?;
    let bytes = STANDARD.decode(encoded).map_err(|_| fault())?;
    if !(24..=64).contains(&bytes.len()) {
        return Err(fault());
    }
    let mut mac = Hmac::<Sha256>::new_from_slice(&bytes).map_err(|_| fault())?;
    mac.update(format!("{id}.{seconds}.").as_bytes());
    mac.update(body);
    Ok(format!("v1,{}", STANDARD.encode(mac.finalize().into_bytes())))
}
