//! The settings area of the console: what owners (and, for reading, supervisors) see and change over HTTP.
//!
//! Under `/api/v1/console/settings`; each change goes into the audit log. A change names the version it was
//! made upon: when somebody was faster, nothing is changed and [`Conflict`] tells what stands there now
//! (status 409). What can't be is answered with [`Checked`] (status 422), whatever was to be changed.

mod audit;
mod deliveries;

pub use audit::{AuditField, AuditLine, AuditPage};
pub use deliveries::{DELIVERED_SHOWN, DeliveryLine, DeliveryList, ResendDelivery, TestDone};

use crate::Refusal;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use warmline_model::{AgentId, Department, Language, Role, Skill, Tier, Timestamp};

/// A part of the settings that is saved by itself; [`Section::fields`] names what is in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    /// The site: name, language, origins of the pages with the widget, currency, products.
    Company,
    /// How sure the assistant has to be.
    Confidence,
    /// What else brings in a person: frustration, repetition, words, plans that make it urgent.
    Triggers,
    /// Policies.
    Policies,
    /// Departments and their skills.
    Departments,
    /// When departments work.
    Hours,
    /// Who is alerted for what can't wait.
    OnCall,
    /// Tiers' windows and clocks.
    Tiers,
    /// The desk: patience, callbacks, places kept.
    Desk,
    /// Who answers before a person does, and the language model.
    Assistant,
    /// What customers read.
    Templates,
    /// Where profiles are looked up.
    Sources,
    /// Where packages and letters go.
    Destinations,
    /// The thread that goes on by e-mail.
    Mail,
    /// Calls that customers book, and the calendars in whose busy times there are none.
    Calls,
    /// What customers can do by themselves through the site's endpoints.
    SelfService,
}

impl Section {
    /// All of them, in the order of the menu.
    pub const ALL: [Self; 16] = [
        Self::Company,
        Self::Confidence,
        Self::Triggers,
        Self::Policies,
        Self::Departments,
        Self::Hours,
        Self::Calls,
        Self::OnCall,
        Self::Tiers,
        Self::Desk,
        Self::Assistant,
        Self::SelfService,
        Self::Templates,
        Self::Sources,
        Self::Destinations,
        Self::Mail,
    ];

    /// The fields of it: each is one of the site's settings, but for `name`, `origins`, `sources` and
    /// `destinations`, which stand beside them.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Company => &["name", "language", "origins", "currency", "products"],
            Self::Confidence => &[
                "profile",
                "answer_from",
                "refuse_below",
                "consecutive_below",
                "topic_bands",
                "consent_after",
            ],
            Self::Triggers => &[
                "frustration_from",
                "same_problem_from",
                "turns_from",
                "human_words",
                "not_human_words",
                "action_words",
                "not_action_words",
                "vip_tiers",
                "vip_priority",
            ],
            Self::Policies => &["policies"],
            Self::Departments => &["departments"],
            Self::Hours => &["hours", "department_hours"],
            Self::OnCall => &["on_call", "pagerduty_secret"],
            Self::Tiers => &["tiers", "near_breach"],
            Self::Desk => &[
                "deep_after",
                "fresh_for",
                "gone_after",
                "keep_place",
                "callback_within",
                "email_within",
            ],
            Self::Assistant => &["assistant", "bot_timeout", "llm"],
            Self::Templates => &["templates"],
            Self::Sources => &["sources"],
            Self::Destinations => &["destinations"],
            Self::SelfService => &["self_service"],
            Self::Mail => &["inbound_address", "mail_when_away"],
            Self::Calls => {
                &["call_length", "calls_at_once", "call_notice", "call_days", "calendars"]
            }
        }
    }
}

/// `GET …/settings`: all sections that are in service, in the order of the menu.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct AllSettings {
    /// The sections.
    pub sections: Vec<SettingsSection>,
}

/// Who changed something last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangedBy {
    /// Their id; absent: whoever deploys, by the setup token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// Their name at that time.
    pub name: String,
    /// When.
    pub at: Timestamp,
}

/// `GET …/settings/{section}`; also the answer to a change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettingsSection {
    /// Which.
    pub section: Section,
    /// Rises with each change of this section.
    pub version: u32,
    /// What was chosen, by field. A field that is absent has its default, as one that was chosen so has.
    pub value: Map<String, Value>,
    /// What holds where nothing was chosen, by field: all fields of the section, worked out as far as that
    /// goes (the profile's percentages, all tiers, departments and policies). Write-only fields (secrets) are
    /// null here, and in `value` true where one is stored.
    pub defaults: Map<String, Value>,
    /// Of [`Section::Confidence`]: what each profile gives, %, by field.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub profiles: BTreeMap<String, BTreeMap<String, u8>>,
    /// Who changed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed: Option<ChangedBy>,
}

/// `PUT …/settings/{section}`, and `POST …/settings/{section}/check`, which changes nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SaveSection {
    /// The version that was changed.
    pub version: u32,
    /// All that is chosen: a field left out goes back to its default. A write-only field that is `true` keeps
    /// what is stored.
    pub value: Map<String, Value>,
}

/// What is wrong with one field of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldFault {
    /// Its path: `answer_from`, `policies[2].words`, `departments.legal.name`.
    pub field: String,
    /// What is wrong, and what is allowed.
    pub message: String,
}

/// The answer to a check, and, with status 422, to a change that can't be.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// Each field that can't be; none: it can be saved.
    pub faults: Vec<FieldFault>,
    /// Of a check of [`Section::Hours`] without faults: by field, what holds at this moment, in words.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub now: BTreeMap<String, String>,
}

/// `POST …/settings/hours/preview`: what would a customer see who asks for a person then?
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PreviewAsked {
    /// The day by the department's clock: `2026-11-30`.
    pub date: String,
    /// The time by the same clock: `21:00`.
    pub time: String,
    /// Whom it concerns.
    #[serde(default)]
    pub department: Department,
    /// How urgent it is.
    #[serde(default)]
    pub tier: Tier,
    /// The customer's own time zone by its IANA name; absent: it is not known.
    #[serde(default)]
    pub zone: Option<String>,
    /// The section of the hours as it is written and not saved yet; absent: as it is stored.
    #[serde(default)]
    pub hours: Option<Map<String, Value>>,
}

/// The answer to [`PreviewAsked`]; what can't be is answered with [`Checked`] (status 422).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Previewed {
    /// Whether the department is at work.
    pub open: bool,
    /// By whose clock the date and the times here are.
    pub zone: String,
    /// When it is at work again, where it is not: "tomorrow, 09:00".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens: Option<String>,
    /// What the customer would read, in its order.
    pub words: Vec<String>,
    /// What they could choose instead of waiting, in words.
    pub choices: Vec<String>,
}

/// Status 409: somebody changed it since. `T` is what was to be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict<T> {
    /// What was wrong.
    pub error: Refusal,
    /// As it stands now; absent: it is gone.
    pub theirs: Option<T>,
}

/// `GET …/settings/agents`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentList {
    /// All accounts, by id.
    pub agents: Vec<AgentAccount>,
}

/// An agent's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AgentAccount {
    /// The account.
    #[serde(flatten)]
    pub account: EditAgent,
    /// Rises with each change.
    pub version: u32,
    /// Until when an invitation that was not used yet can be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invited_until: Option<Timestamp>,
    /// On how many consoles they are signed in.
    pub consoles: u32,
}

/// An account as it is invited (`POST …/settings/agents`) or changed (`PUT …/settings/agents/{agent}`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditAgent {
    /// Their id.
    pub agent: AgentId,
    /// The name customers see.
    pub name: String,
    /// Their team.
    pub department: Department,
    /// How many conversations they take at once.
    pub capacity: u32,
    /// What else they are good at, besides their department's work.
    #[serde(default)]
    pub skills: Vec<Skill>,
    /// What they speak besides the site's own language.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// What they may do.
    pub role: Role,
}

/// `PUT …/settings/agents/{agent}`; `DELETE …/settings/agents/{agent}?version=` has no body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveAgent {
    /// The version that was changed.
    pub version: u32,
    /// The account as it is to be.
    pub account: EditAgent,
}

/// The answer to an invitation, and to `POST …/settings/agents/{agent}/link`, which makes older links void.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The sign-in link, relative to the edge's origin; good once.
    pub url: String,
    /// Until when.
    pub until: Timestamp,
}

/// An article of the knowledge base (`GET …/settings/articles/{id}`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditArticle {
    /// Its id, 1 to 100 characters; where it is empty, a new one gets it from its title.
    #[serde(default)]
    pub id: String,
    /// Its title.
    pub title: String,
    /// What it is about, as lists group it.
    #[serde(default)]
    pub category: String,
    /// Where customers can read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The answer, Markdown.
    pub answer: String,
    /// Ways in which customers ask for it.
    #[serde(default)]
    pub phrasings: Vec<String>,
}

/// An article with its version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionedArticle {
    /// The article.
    #[serde(flatten)]
    pub article: EditArticle,
    /// Rises with each change.
    pub version: u32,
}

/// `PUT …/settings/articles/{id}` and `POST …/settings/articles` (version 0); both answer
/// [`VersionedArticle`]. `DELETE …/settings/articles/{id}?version=` has no body.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveArticle {
    /// The version that was changed; 0: it is new.
    pub version: u32,
    /// The article as it is to be.
    pub article: EditArticle,
}

/// `GET …/settings/articles?q=&after=`: by title.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticlePage {
    /// How many there are of the question's kind, on all pages.
    pub total: usize,
    /// At most 100, without their answers.
    pub articles: Vec<ArticleLine>,
    /// The name of the next page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// An article in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleLine {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its category.
    pub category: String,
    /// How many phrasings it has.
    pub phrasings: usize,
    /// Its version.
    pub version: u32,
}

/// How imported articles are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ImportFormat {
    /// Markdown files: one article each, the first heading is its title.
    Markdown,
    /// CSV with a head: `title` and `answer`, and where wanted `id`, `category`, `url`, `phrasings` (one a
    /// line, or with `|` between them).
    Csv,
    /// The address of a sitemap: each page is an article.
    Sitemap,
}

/// A file to import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFile {
    /// Its name, as reports call it; a sitemap's address.
    pub name: String,
    /// Its text; empty for a sitemap.
    #[serde(default)]
    pub text: String,
}

/// `POST …/settings/articles/import`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportArticles {
    /// How they are written.
    pub format: ImportFormat,
    /// The files.
    pub files: Vec<ImportFile>,
    /// With one fault nothing is imported; otherwise the rest is.
    #[serde(default)]
    pub all_or_nothing: bool,
    /// Only say what would happen.
    #[serde(default)]
    pub dry_run: bool,
}

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Imported {
    /// New articles.
    pub added: usize,
    /// Articles that were there under the same id, and are different now.
    pub changed: usize,
    /// Articles that were there just so.
    pub same: usize,
    /// Whether anything was written.
    pub saved: bool,
    /// What could not be imported.
    pub faults: Vec<ImportFault>,
}

/// A row or a page that could not be imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFault {
    /// The file, or the page's address.
    pub file: String,
    /// The line, from 1, where there are lines.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// What was wrong, and what is allowed.
    pub message: String,
}

/// `POST …/settings/articles/ask`: what the assistant would do with a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskKnowledge {
    /// A customer's message.
    pub question: String,
}

/// The answer to [`AskKnowledge`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnowledgeAnswer {
    /// What the assistant would do.
    pub verdict: Verdict,
    /// Answers plainly from here, %.
    pub answer_from: u8,
    /// Does not answer below, %.
    pub refuse_below: u8,
    /// What the customer would read, but for a language model's words.
    pub says: Vec<String>,
    /// The best articles, best first.
    pub found: Vec<FoundArticle>,
}

/// What the assistant does with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Delivers it.
    Answer,
    /// Delivers it with a qualifier and an offer.
    Qualify,
    /// Does not answer, and offers a person.
    Refuse,
    /// Hands off, whatever it knows: a policy, or a request for a person.
    HandOff,
}

/// An article that answers a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundArticle {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How sure it is the right one, %.
    pub confidence: u8,
}

/// What a key opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyScope {
    /// A bot of the site's own: answers, who the customer is.
    Bot,
    /// Reading: conversations, cards, exports.
    Read,
}

/// `GET …/settings/keys`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyList {
    /// At most 50, the newest first. `DELETE …/settings/keys/{id}` makes one void at once.
    pub keys: Vec<ApiKey>,
}

/// A key for the HTTP API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Its id, which opens nothing.
    pub id: String,
    /// What it is for, in the owner's words.
    pub name: String,
    /// What it opens.
    pub scope: KeyScope,
    /// Who made it, and when.
    pub made: ChangedBy,
}

/// `POST …/settings/keys`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKey {
    /// What it is for: 1 to 80 characters.
    pub name: String,
    /// What it opens.
    pub scope: KeyScope,
}

/// The answer to [`NewKey`]: the only time that the key is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeyMade {
    /// The key.
    pub secret: String,
    /// What is stored of it.
    pub key: ApiKey,
}
