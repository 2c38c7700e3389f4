//! Resend: an e-mail, with a key against repetition.
//!
//! https://resend.com/docs/api-reference/emails/send-email and
//! https://resend.com/docs/dashboard/emails/idempotency-keys (kept for 24 hours).

use crate::answer::{Answer, Outcome, scalar, unreadable};
use crate::key::Key;
use crate::mail::{Invite, Mail, MailPeople};
use crate::package::Package;
use crate::request::{Call, Fault, Method, Request, present};
use crate::secret::Secret;
use serde::{Deserialize, Serialize};
use serde_json::json;
use warmline_model::Timestamp;

const NAME: &str = "Resend";

/// What the owner enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resend {
    /// An API key that may send.
    pub api_key: Secret,
    /// Sender and team.
    #[serde(flatten)]
    pub people: MailPeople,
}

impl Resend {
    pub(crate) fn request(&self, package: &Package, key: &Key) -> Result<Request, Fault> {
        let mail = Mail::of(&self.people, package, key)?;
        let mut body = json!({
            "from": mail.from,
            "to": [mail.to],
            "subject": mail.subject,
            "html": mail.html,
            "text": mail.text,
        });
        if let Some(Invite { name, media, content }) = mail.invite {
            body["attachments"] =
                json!([{"content": content, "filename": name, "content_type": media}]);
        }
        if let Some(address) = mail.reply_to {
            body["reply_to"] = address.into();
        }
        for (name, value) in mail.headers {
            body["headers"][name] = value.into();
        }
        Request::new(Method::Post, "https://api.resend.com/emails")?
            .bearer(present("api_key", &self.api_key)?)
            .header("idempotency-key", key.as_str())
            .json(&body)
    }

    pub(crate) fn outcome(&self, call: &Call, answer: &Answer, now: Timestamp) -> Outcome {
        let body = answer.json();
        if answer.status == 409 {
            let name = body.as_ref().and_then(|body| scalar(body, "/name"));
            return if name.as_deref() == Some("invalid_idempotent_request") {
                let why = format!(
                    "{NAME} has had this e-mail already, with other settings (409). It may have arrived."
                );
                Outcome::Dead { why }
            } else {
                let why = format!("{NAME} was still at the attempt before (409)");
                Outcome::Look { after: answer.retry_after(now), why }
            };
        }
        if let Some(refusal) = answer.refusal(NAME, call, now) {
            return refusal;
        }
        let id = body.and_then(|body| scalar(&body, "/id"));
        id.map_or_else(|| unreadable(NAME), |id| Outcome::delivered(Some(id), None))
    }
}
