//! The bodies of the plain HTTP routes under `/api/v1/`.

use crate::{Code, Refusal, TrailItem};
use serde::{Deserialize, Serialize};
use warmline_model::{
    AgentId, ConversationId, Customer, Day, Department, Epoch, Language, PageRef, Role, Seq,
    SiteId, Skill, Timestamp,
};

/// `POST /api/v1/sites/{site}/conversations`: a visitor's first interaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenConversation {
    /// The page the visitor is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRef>,
    /// The pages and events before it, oldest first; what does not keep to the limits is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trail: Vec<TrailItem>,
    /// The IANA name of the visitor's time zone; one that is not known is ignored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// BCP 47 tag of the visitor's browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
    /// Who the visitor is, signed by the site: a JWT, or `hash:`, the HMAC in hexadecimal, `:` and the
    /// account's id or e-mail address. One that does not hold opens the conversation without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
}

/// `POST /api/v1/sites/{site}/conversations/{id}/identity`: who the visitor of an open conversation is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// As in [`OpenConversation::identity`].
    pub identity: String,
}

/// The answer where there is nothing else to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// True.
    pub stored: bool,
}

/// The answer to [`OpenConversation`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewConversation {
    /// The conversation.
    pub conversation: ConversationId,
    /// Opens it, and only it.
    pub token: String,
    /// Why the identity given does not hold, for the site's developers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity_refused: Option<Refusal>,
}

/// `POST /api/v1/sites/{site}/conversations/{id}/answers`: an existing bot speaks through Warmline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotAnswer {
    /// The ownership under which the answer was begun; older than the present one: refused.
    pub epoch: Epoch,
    /// The question's place in the log.
    pub to: Seq,
    /// The words.
    pub text: String,
    /// Probability of being right, 0 to 100 %.
    pub confidence: u8,
}

/// `PUT /api/v1/sites/{site}/conversations/{id}/customer`: the site's own server tells who the
/// customer is. What it says counts as vouched for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownCustomer {
    /// Their account at the site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Their e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Their telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    /// Their plan or tier, as the site calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// Since when they are a customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub since: Option<Day>,
}

/// The longest name, address or plan, in characters.
const MAX_KNOWN: usize = 200;

impl KnownCustomer {
    /// As it stands on the card.
    ///
    /// # Errors
    /// A text that is empty or over-long, a day that is none: which, and what is allowed.
    pub fn check(self) -> Result<Customer, Refusal> {
        let fields = [
            ("id", &self.id),
            ("name", &self.name),
            ("email", &self.email),
            ("phone", &self.phone),
            ("tier", &self.tier),
        ];
        for (field, text) in fields {
            let fits = |t: &String| !t.trim().is_empty() && t.chars().count() <= MAX_KNOWN;
            if !text.as_ref().is_none_or(fits) {
                let message = format!("{field}: 1 to {MAX_KNOWN} characters");
                return Err(Refusal::new(Code::Malformed, message));
            }
        }
        let is_day = |day: &Day| {
            day.year.is_some_and(|y| (1900..=9999).contains(&y))
                && (1..=12).contains(&day.month)
                && day.day.is_none_or(|d| (1..=31).contains(&d))
        };
        if !self.since.as_ref().is_none_or(is_day) {
            let message = "since: {\"year\":2019,\"month\":5,\"day\":1}";
            return Err(Refusal::new(Code::Malformed, message));
        }
        let Self { id, name, email, phone, tier, since } = self;
        Ok(Customer { id, name, email, phone, tier, since, verified: true })
    }
}

/// `POST /api/v1/setup/sign-in-links`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignInLink {
    /// The site.
    pub site: SiteId,
    /// The agent's id.
    pub agent: AgentId,
    /// The name customers see.
    pub name: String,
    /// Their team.
    #[serde(default)]
    pub department: Department,
    /// How many conversations they take at once.
    #[serde(default = "default_capacity")]
    pub capacity: u32,
    /// What else they are good at, besides their department's work.
    #[serde(default)]
    pub skills: Vec<Skill>,
    /// What they speak besides the site's own language.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// What they may do.
    #[serde(default)]
    pub role: Role,
}

const fn default_capacity() -> u32 {
    3
}

/// The answer to `POST /api/v1/sites/{site}/conversations/{id}/resume-link`: a code that opens the
/// conversation on another device.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumeLink {
    /// The code, to be put into a page's address behind `#warmline=`.
    pub code: String,
    /// Until when it can be used.
    pub until: Timestamp,
}

/// `POST /api/v1/sites/{site}/resume`: the code of a link. Answered like a new conversation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resume {
    /// The code.
    pub code: String,
}

/// `GET /api/v1/console/articles?q=`: articles that an agent may put into a message, best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SuggestedArticle {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The answer, Markdown.
    pub answer: String,
    /// Where customers can read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How sure it is the right one, %.
    pub confidence: u8,
}

/// `POST /api/v1/console/sign-in`: the one-time code of a link.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// The code, good once.
    pub code: String,
}

/// Who is signed in (`POST /api/v1/console/sign-in`, `GET /api/v1/console/me`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignedIn {
    /// The site.
    pub site: SiteId,
    /// The agent.
    pub agent: AgentId,
    /// Their name.
    pub name: String,
    /// Their team.
    pub department: Department,
    /// What they may do.
    #[serde(default)]
    pub role: Role,
    /// Whether files can be sent: the deployment has a place for them.
    #[serde(default)]
    pub attachments: bool,
}

/// Whether files can be sent here (`GET /api/v1/sites/{site}/attachments`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttachmentsOn {
    /// Whether the deployment has a place for them.
    pub on: bool,
}

/// The header in which an upload says what the file is called: its name in UTF-8, percent-encoded.
pub const FILE_NAME_HEADER: &str = "x-warmline-name";

/// The body of each HTTP error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// What was wrong.
    pub error: Refusal,
}
