//! Twilio: a text message to whoever is on call, or a letter to a customer.
//!
//! https://www.twilio.com/docs/messaging/api/message-resource#create-a-message-resource . It documents no
//! key against repetition.

use crate::answer::{Answer, Outcome, scalar, unreadable};
use crate::package::Package;
use crate::request::{Call, Fault, Method, Request, phone, plain_id, present};
use crate::secret::Secret;
use crate::sms::Sms;
use serde::{Deserialize, Serialize};
use warmline_model::Timestamp;

const NAME: &str = "Twilio";
/// How many messages a note may be billed as.
const NOTE_SEGMENTS: usize = 2;
/// How many messages a letter may be billed as.
const LETTER_SEGMENTS: usize = 4;

/// What the owner enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Twilio {
    /// The account, `AC…`.
    pub account: String,
    /// The id of an API key, `SK…`; or the account again, with its auth token as the secret.
    pub key_id: String,
    /// The key's secret.
    pub secret: Secret,
    /// The sender: a number, or a messaging service, `MG…`.
    pub from: String,
    /// Who gets the notes for the team: a number.
    pub to: String,
}

impl Twilio {
    pub(crate) fn request(&self, package: &Package) -> Result<Request, Fault> {
        let account = plain_id("account", &self.account)?;
        let address = format!("https://api.twilio.com/2010-04-01/Accounts/{account}/Messages.json");
        let secret = present("secret", &self.secret)?.reveal();
        let from = self.from.trim();
        let sender = if from.starts_with("MG") {
            ("MessagingServiceSid", plain_id("from", from)?.to_owned())
        } else {
            ("From", phone("from", from)?)
        };
        let (to, body) = match &package.letter {
            Some(letter) => (phone("to", &letter.to)?, Sms::fit(&letter.text, "", LETTER_SEGMENTS)),
            None => {
                let what = package.happened.words();
                let words = format!("{what} ({}): {}", package.site, package.card.summary);
                (phone("to", &self.to)?, Sms::fit(&words, &package.link, NOTE_SEGMENTS))
            }
        };
        let request =
            Request::new(Method::Post, &address)?.basic(plain_id("key_id", &self.key_id)?, secret);
        Ok(request.form(&[("To", &to), (sender.0, &sender.1), ("Body", &body.text)]))
    }

    pub(crate) fn outcome(&self, call: &Call, answer: &Answer, now: Timestamp) -> Outcome {
        if let Some(refusal) = answer.refusal(NAME, call, now) {
            return refusal;
        }
        let sid = answer.json().and_then(|body| scalar(&body, "/sid"));
        sid.map_or_else(|| unreadable(NAME), |sid| Outcome::delivered(Some(sid), None))
    }
}
