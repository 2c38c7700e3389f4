//! Postmark: an e-mail, found again by its metadata.
//!
//! https://postmarkapp.com/developer/api/email-api , …/messages-api#outbound-message-search and
//! https://postmarkapp.com/support/article/1125-custom-metadata-faq (search by one field of metadata).

use crate::answer::{Answer, Outcome, scalar, unreadable};
use crate::key::Key;
use crate::mail::{Invite, Mail, MailPeople};
use crate::package::Package;
use crate::request::{Call, Fault, Method, Request, plain_id, present};
use crate::secret::Secret;
use serde::{Deserialize, Serialize};
use serde_json::json;
use warmline_model::Timestamp;

const NAME: &str = "Postmark";
const API: &str = "https://api.postmarkapp.com";

/// What the owner enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Postmark {
    /// A server's API token.
    pub token: Secret,
    /// The message stream; `outbound` is the one that each server has.
    pub stream: String,
    /// Sender and team.
    #[serde(flatten)]
    pub people: MailPeople,
}

impl Postmark {
    pub(crate) fn request(
        &self,
        package: &Package,
        key: &Key,
        call: &Call,
    ) -> Result<Request, Fault> {
        let token = present("token", &self.token)?.reveal();
        let start = |method, path: &str| {
            let request = Request::new(method, &format!("{API}{path}"))?;
            Ok::<_, Fault>(
                request
                    .header("accept", "application/json")
                    .header("x-postmark-server-token", token),
            )
        };
        if call.looks() {
            let query = format!("count=1&offset=0&metadata_warmline={key}");
            return start(Method::Get, &format!("/messages/outbound?{query}"));
        }
        let mail = Mail::of(&self.people, package, key)?;
        let mut body = json!({
            "From": mail.from,
            "To": mail.to,
            "Subject": mail.subject,
            "HtmlBody": mail.html,
            "TextBody": mail.text,
            "MessageStream": plain_id("stream", &self.stream)?,
            "Metadata": {"warmline": key},
        });
        if let Some(Invite { name, media, content }) = mail.invite {
            body["Attachments"] = json!([{"Name": name, "Content": content, "ContentType": media}]);
        }
        if let Some(address) = mail.reply_to {
            body["ReplyTo"] = address.into();
        }
        if !mail.headers.is_empty() {
            let header = |(name, value): &(&str, String)| json!({"Name": name, "Value": value});
            body["Headers"] = mail.headers.iter().map(header).collect();
        }
        start(Method::Post, "/email")?.json(&body)
    }

    pub(crate) fn outcome(&self, call: &Call, answer: &Answer, now: Timestamp) -> Outcome {
        if let Some(refusal) = answer.refusal(NAME, call, now) {
            return refusal;
        }
        let Some(body) = answer.json() else { return unreadable(NAME) };
        if call.looks() {
            return match body["Messages"].as_array() {
                None => unreadable(NAME),
                Some(_) => scalar(&body, "/Messages/0/MessageID")
                    .map_or(Outcome::Missing, |id| Outcome::delivered(Some(id), None)),
            };
        }
        match (body["ErrorCode"].as_i64(), scalar(&body, "/Message")) {
            (Some(0), _) => Outcome::delivered(scalar(&body, "/MessageID"), None),
            (Some(code), said) => {
                let said = said.unwrap_or_default();
                Outcome::Dead { why: format!("{NAME} did not accept it ({code}). It says: {said}") }
            }
            (None, _) => unreadable(NAME),
        }
    }
}
