//! WhatsApp Cloud API: a text, or a template where nobody wrote to us within the last 24 hours.
//!
//! https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/text-messages/ ,
//! …/messages/template-messages/ and …/support/error-codes . It documents no key against repetition.

use crate::answer::{Answer, Outcome, scalar, unreadable};
use crate::note::Note;
use crate::package::Package;
use crate::request::{Call, Fault, Method, Request, phone, plain_id, present};
use crate::secret::Secret;
use crate::text;
use serde::{Deserialize, Serialize};
use serde_json::json;
use warmline_model::Timestamp;

const NAME: &str = "WhatsApp";
/// The version of the Graph API that these requests are written for.
const VERSION: &str = "v26.0";

/// What the owner enters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhatsApp {
    /// The id of the business's telephone number.
    pub phone_number_id: String,
    /// An access token.
    pub token: Secret,
    /// Who gets the notes for the team: a number.
    pub to: String,
    /// The approved template; without one a text is sent, which is delivered only to somebody who wrote to
    /// the business within the last 24 hours.
    /// Its body has the variables `{{1}}`, the words, and `{{2}}`, the link to the console.
    #[serde(default)]
    pub template: Option<Template>,
    /// The same for letters to customers; its body has the variable `{{1}}`, the words.
    #[serde(default)]
    pub letter_template: Option<Template>,
}

/// An approved template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its name.
    pub name: String,
    /// Its language, such as `en_US`.
    pub language: String,
}

impl WhatsApp {
    pub(crate) fn request(&self, package: &Package) -> Result<Request, Fault> {
        let id = plain_id("phone_number_id", &self.phone_number_id)?;
        let address = format!("https://graph.facebook.com/{VERSION}/{id}/messages");
        let request = Request::new(Method::Post, &address)?.bearer(present("token", &self.token)?);
        // The link to the console is for the team only.
        let (to, words, link, template) = match &package.letter {
            Some(letter) => {
                (phone("to", &letter.to)?, text::clean(&letter.text), None, &self.letter_template)
            }
            None => {
                let words = Note::of(package).title;
                (phone("to", &self.to)?, words, Some(package.link.as_str()), &self.template)
            }
        };
        let mut message = json!({
            "messaging_product": "whatsapp",
            "recipient_type": "individual",
            "to": to,
        });
        if let Some(template) = template {
            // A variable must have no line ends.
            let variable =
                |text: &str| json!({"type": "text", "text": text::cut(&text::line(text), 900)});
            let variables: Vec<_> =
                [Some(words.as_str()), link].into_iter().flatten().map(variable).collect();
            message["type"] = json!("template");
            message["template"] = json!({
                "name": plain_id("template", &template.name)?,
                "language": {"code": plain_id("language", &template.language)?},
                "components": [{"type": "body", "parameters": variables}],
            });
        } else {
            let body = link.map_or(words.clone(), |link| format!("{words}\n{link}"));
            message["type"] = json!("text");
            message["text"] = json!({"preview_url": false, "body": text::cut(&body, 4_096)});
        }
        request.json(&message)
    }

    pub(crate) fn outcome(&self, call: &Call, answer: &Answer, now: Timestamp) -> Outcome {
        let body = answer.json();
        let code = body.as_ref().and_then(|body| body.pointer("/error/code")?.as_u64());
        // Limits of the application, the account, the number and the pair: some come with status 400.
        if (400..500).contains(&answer.status)
            && matches!(code, Some(4 | 80_007 | 130_429 | 131_048 | 131_056))
        {
            let why = format!("{NAME} asked to wait ({})", answer.status);
            return Outcome::Again { after: answer.retry_after(now), why };
        }
        if let Some(refusal) = answer.refusal(NAME, call, now) {
            return refusal;
        }
        let id = body.and_then(|body| scalar(&body, "/messages/0/id"));
        id.map_or_else(|| unreadable(NAME), |id| Outcome::delivered(Some(id), None))
    }
}
