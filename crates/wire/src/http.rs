//! The bodies of the plain HTTP routes under `/api/v1/`.

use crate::Refusal;
use serde::{Deserialize, Serialize};
use warmline_model::{AgentId, ConversationId, Department, Epoch, PageRef, Seq, SiteId};

/// `POST /api/v1/sites/{site}/conversations`: a visitor's first interaction.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenConversation {
    /// The page the visitor is on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<PageRef>,
    /// BCP 47 tag of the visitor's browser.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locale: Option<String>,
}

/// Its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewConversation {
    /// The conversation.
    pub conversation: ConversationId,
    /// Opens it, and only it.
    pub token: String,
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
}

const fn default_capacity() -> u32 {
    3
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
}

/// The body of each HTTP error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// What was wrong.
    pub error: Refusal,
}
