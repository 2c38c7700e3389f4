//! Cloudflare Email Service: an e-mail by its REST API.
//!
//! https://developers.cloudflare.com/email-service/api/send-emails/rest-api/ . It documents no key against
//! repetition and no look-up. (The `send_email` binding of a Worker, …/workers-api/ , takes the same fields;
//! the API is used, so that an owner needs no deployment to change it.)

use crate::answer::{Answer, Outcome, unreadable};
use crate::key::Key;
use crate::mail::{Invite, MARK, Mail, MailPeople};
use crate::package::Package;
use crate::request::{Call, Fault, Method, Request, plain_id, present};
use crate::secret::Secret;
use serde::{Deserialize, Serialize};
use serde_json::json;
use warmline_model::Timestamp;

const NAME: &str = "Cloudflare";

/// What the owner enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cloudflare {
    /// The id of the account.
    pub account: String,
    /// An API token that may send e-mail.
    pub token: Secret,
    /// Sender and team.
    #[serde(flatten)]
    pub people: MailPeople,
}

impl Cloudflare {
    pub(crate) fn request(&self, package: &Package, key: &Key) -> Result<Request, Fault> {
        let mail = Mail::of(&self.people, package, key)?;
        let account = plain_id("account", &self.account)?;
        let address =
            format!("https://api.cloudflare.com/client/v4/accounts/{account}/email/sending/send");
        let mut body = json!({
            "to": mail.to,
            "from": mail.from,
            "subject": mail.subject,
            "html": mail.html,
            "text": mail.text,
            // So that somebody can see in the mailbox whether it came.
            "headers": {MARK: key},
        });
        if let Some(address) = mail.reply_to {
            body["reply_to"] = address.into();
        }
        for (name, value) in mail.headers {
            body["headers"][name] = value.into();
        }
        if let Some(Invite { name, media, content }) = mail.invite {
            body["attachments"] = json!([{
                "content": content,
                "filename": name,
                "type": media,
                "disposition": "attachment",
            }]);
        }
        Request::new(Method::Post, &address)?.bearer(present("token", &self.token)?).json(&body)
    }

    pub(crate) fn outcome(&self, call: &Call, answer: &Answer, now: Timestamp) -> Outcome {
        if let Some(refusal) = answer.refusal(NAME, call, now) {
            return refusal;
        }
        let Some(body) = answer.json() else { return unreadable(NAME) };
        let bounced = body.pointer("/result/permanent_bounces").and_then(|list| list.as_array());
        if bounced.is_some_and(|list| !list.is_empty()) {
            let why = format!("{NAME} says that the recipient's address does not exist.");
            return Outcome::Dead { why };
        }
        // No id of a single message is given.
        if body["success"] == true { Outcome::delivered(None, None) } else { unreadable(NAME) }
    }
}
