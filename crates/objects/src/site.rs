//! The site object: settings, accounts, one-time sign-in codes, sessions. Secrets only as hashes.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warmline_handoff::policy::Policy;
use warmline_handoff::{Settings, SettingsError};
use warmline_knowledge::Article;
use warmline_model::{AgentId, Department, Millis, SiteId, Tier, Timestamp};

/// How long a one-time code can be used.
const CODE_LASTS: Millis = Millis::minutes(24 * 60);
/// How long a console stays signed in.
const SESSION_LASTS: Millis = Millis::minutes(14 * 24 * 60);
/// How many sessions one agent may have; the oldest goes first.
const MAX_SESSIONS: usize = 20;
/// The longest settings, in bytes of JSON: each conversation keeps a copy.
const MAX_SETTINGS: usize = 128 * 1024;
/// How many articles a knowledge base may have.
const MAX_ARTICLES: usize = 10_000;

/// `POST /api/v1/setup/sites`: a site as its owner describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SiteSetup {
    /// The key in the script tag.
    pub site: SiteId,
    /// The company's name.
    pub name: String,
    /// The default language's ISO 639-1 code.
    #[serde(default)]
    pub language: warmline_model::Language,
    /// Origins of the pages that may embed the widget, such as `https://shop.example`; the edge's own
    /// origin always may.
    #[serde(default)]
    pub origins: Vec<String>,
    /// The rules. A name that is not a setting's is refused, for it would change nothing.
    #[serde(default, deserialize_with = "only_settings")]
    pub settings: Settings,
    /// The knowledge base.
    #[serde(default)]
    pub articles: Vec<Article>,
}

/// Stored settings may be of a newer version, with names that this one does not know; an owner's not.
fn only_settings<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Settings, D::Error> {
    use serde::de::Error;
    let given = serde_json::Value::Object(serde_json::Map::deserialize(from)?);
    let settings: Settings = serde_json::from_value(given.clone()).map_err(D::Error::custom)?;
    let known = serde_json::to_value(&settings).map_err(D::Error::custom)?;
    for (path, given, known) in
        [("settings", &given, &known), ("settings.llm", &given["llm"], &known["llm"])]
    {
        let mut names = given.as_object().into_iter().flat_map(serde_json::Map::keys);
        if let Some(name) = names.find(|name| known.get(name.as_str()).is_none()) {
            return Err(D::Error::custom(format!("{path}.{name}: there is no such setting")));
        }
    }
    Ok(settings)
}

impl SiteSetup {
    /// Says what is wrong with it, if anything.
    pub fn check(&self) -> Result<(), String> {
        self.settings.check().map_err(|SettingsError { field, allowed }| {
            format!("settings.{field}: allowed is {allowed}")
        })?;
        let bytes = serde_json::to_string(&self.settings).map_or(usize::MAX, |json| json.len());
        if bytes > MAX_SETTINGS {
            return Err(format!("settings: at most {MAX_SETTINGS} bytes as JSON, not {bytes}"));
        }
        if self.articles.len() > MAX_ARTICLES {
            return Err(format!("articles: at most {MAX_ARTICLES}, not {}", self.articles.len()));
        }
        let mut ids = std::collections::BTreeSet::new();
        for (n, article) in self.articles.iter().enumerate() {
            if article.title.trim().is_empty() || article.answer.trim().is_empty() {
                return Err(format!("articles[{n}]: a title and an answer are needed"));
            }
            if !ids.insert(&article.id) {
                return Err(format!("articles[{n}]: the id {:?} is there twice", article.id));
            }
        }
        for (n, origin) in self.origins.iter().enumerate() {
            let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
            let is_origin =
                host.is_some_and(|h| !h.is_empty() && !h.contains(['/', '?', '#', '@']));
            if !is_origin {
                return Err(format!(
                    "origins[{n}]: an origin is like https://shop.example, not {origin:?}"
                ));
            }
        }
        Ok(())
    }
}

/// What the edge needs to know of a site on each request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteProfile {
    /// The company's name.
    pub name: String,
    /// Origins that may embed the widget.
    pub origins: Vec<String>,
    /// The rules.
    pub settings: Settings,
    /// Rises with each change of the knowledge base.
    pub knowledge_version: u32,
}

/// A policy of the site's, and how often it fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyCount {
    /// Which.
    pub id: String,
    /// What customers read.
    pub name: String,
    /// Whether it is used.
    pub on: bool,
    /// How urgent.
    pub tier: Tier,
    /// Which team.
    pub department: Department,
    /// How many handoffs it demanded (R-033).
    pub fired: u64,
}

impl SiteProfile {
    /// The site's policies, the most urgent first, each with its count.
    pub fn policies(&self, fired: &BTreeMap<String, u64>) -> Vec<PolicyCount> {
        let rules = self.settings.rules().unwrap_or_default();
        let count = |policy: &Policy| PolicyCount {
            id: policy.id.clone(),
            name: policy.name.clone(),
            on: policy.on,
            tier: policy.tier,
            department: policy.department,
            fired: fired.get(&policy.id).copied().unwrap_or(0),
        };
        rules.policies.all().iter().map(count).collect()
    }

    /// Whether a page of this origin may use the site's widget; `own` is the edge's.
    pub fn allows(&self, origin: &str, own: &str) -> bool {
        origin == own || self.origins.iter().any(|o| o == origin)
    }
}

/// An agent's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Their id.
    pub agent: AgentId,
    /// The name customers see.
    pub name: String,
    /// Their team.
    pub department: Department,
    /// How many conversations they take at once.
    pub capacity: u32,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Grant {
    agent: AgentId,
    until: Timestamp,
}

/// One site. Serialized whole; the articles are stored beside it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SiteObject {
    profile: Option<SiteProfile>,
    accounts: BTreeMap<AgentId, Account>,
    /// One-time codes, by hash.
    codes: BTreeMap<String, Grant>,
    /// Signed-in consoles, by hash of the session's secret.
    sessions: BTreeMap<String, Grant>,
}

impl SiteObject {
    /// The site, once it was set up.
    pub fn profile(&self) -> Option<&SiteProfile> {
        self.profile.as_ref()
    }

    /// Takes over a setup that was checked.
    pub fn set_up(&mut self, setup: SiteSetup) -> &SiteProfile {
        let version = self.profile.as_ref().map_or(0, |p| p.knowledge_version);
        self.profile.insert(SiteProfile {
            name: setup.name,
            origins: setup.origins,
            settings: setup.settings,
            knowledge_version: version + 1,
        })
    }

    /// Keeps an account and a one-time code for it.
    pub fn invite(&mut self, now: Timestamp, account: Account, code_hash: String) {
        self.codes.retain(|_, grant| grant.until > now);
        let agent = account.agent.clone();
        self.accounts.insert(agent.clone(), account);
        self.codes.insert(code_hash, Grant { agent, until: now + CODE_LASTS });
    }

    /// Spends a one-time code for a session. A code that was used or ran out opens nothing.
    pub fn sign_in(
        &mut self,
        now: Timestamp,
        code_hash: &str,
        session_hash: String,
    ) -> Option<&Account> {
        let grant = self.codes.remove(code_hash).filter(|grant| grant.until > now)?;
        self.sessions.retain(|_, session| session.until > now);
        let own = self.sessions.iter().filter(|(_, session)| session.agent == grant.agent);
        let mut own: Vec<_> = own.map(|(hash, s)| (s.until, hash.clone())).collect();
        own.sort();
        for (_, hash) in own.iter().rev().skip(MAX_SESSIONS - 1) {
            self.sessions.remove(hash);
        }
        let account = self.accounts.get(&grant.agent)?;
        let until = now + SESSION_LASTS;
        self.sessions.insert(session_hash, Grant { agent: grant.agent, until });
        Some(account)
    }

    /// Whose session this is, while it lasts.
    pub fn session(&self, now: Timestamp, session_hash: &str) -> Option<&Account> {
        let session = self.sessions.get(session_hash).filter(|s| s.until > now)?;
        self.accounts.get(&session.agent)
    }

    /// Ends a session.
    pub fn sign_out(&mut self, session_hash: &str) {
        self.sessions.remove(session_hash);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        Account {
            agent: AgentId::new("ana").expect("id"),
            name: "Ana".into(),
            department: Department::Support,
            capacity: 2,
        }
    }

    #[test]
    fn a_sign_in_code_opens_one_session_once_and_not_after_a_day() {
        let mut site = SiteObject::default();
        site.invite(Timestamp(0), account(), "code".into());
        assert!(site.sign_in(Timestamp(1), "other", "s0".into()).is_none());
        assert!(site.sign_in(Timestamp(1), "code", "s1".into()).is_some());
        assert!(site.sign_in(Timestamp(2), "code", "s2".into()).is_none());
        assert_eq!(site.session(Timestamp(3), "s1").map(|a| a.name.as_str()), Some("Ana"));
        assert!(site.session(Timestamp(3), "s2").is_none());
        assert!(site.session(Timestamp(0) + SESSION_LASTS + Millis(9), "s1").is_none());
        site.sign_out("s1");
        assert!(site.session(Timestamp(3), "s1").is_none());
        site.invite(Timestamp(0), account(), "late".into());
        assert!(site.sign_in(Timestamp(0) + CODE_LASTS, "late", "s3".into()).is_none());
    }

    #[test]
    fn a_setup_that_can_not_be_is_refused_with_the_place_of_the_fault() {
        let json = r#"{"site":"demo","name":"Demo","articles":[
            {"id":"a","title":"A","answer":"B"},{"id":"a","title":"A","answer":"B"}]}"#;
        let twice: SiteSetup = serde_json::from_str(json).expect("json");
        assert_eq!(twice.check(), Err(r#"articles[1]: the id "a" is there twice"#.into()));
        let mut path = SiteSetup { articles: Vec::new(), ..twice };
        path.origins = vec!["https://shop.example/help".into()];
        assert!(path.check().is_err_and(|e| e.starts_with("origins[0]")));
        path.origins = vec!["https://shop.example".into()];
        assert_eq!(path.check(), Ok(()));
        let odd = r#"{"site":"demo","name":"Demo","settings":{"answer_form":80}}"#;
        let error = serde_json::from_str::<SiteSetup>(odd).expect_err("a misspelt setting");
        assert!(error.to_string().contains("settings.answer_form: there is no such setting"));
    }
}
