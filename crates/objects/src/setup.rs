//! Setting a site up: what its owner says, read strictly, so that a misspelt name never goes unnoticed.

use crate::outward;
use crate::site::self_service::{SECRET, is_secret};
use crate::site::{Addresses, read_settings};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use warmline_handoff::sources::{self, ProfileSource};
use warmline_handoff::{Settings, SettingsError};
use warmline_knowledge::Article;
use warmline_model::{Language, SiteId};

/// The longest settings, in bytes of JSON: each conversation keeps a copy.
pub(crate) const MAX_SETTINGS: usize = 128 * 1024;
/// How many articles a knowledge base may have.
pub(crate) const MAX_ARTICLES: usize = 10_000;

/// `POST /api/v1/setup/sites`: a site as its owner describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Given")]
pub struct SiteSetup {
    /// The key in the script tag.
    pub site: SiteId,
    /// The company's name.
    pub name: String,
    /// The site's own language; `settings.language` says the same, and goes before it.
    pub language: Language,
    /// Origins of the pages that may embed the widget, such as `https://shop.example`; the edge's own
    /// origin always may.
    pub origins: Vec<String>,
    /// The rules. A name that is not a setting's is refused, for it would change nothing.
    pub settings: Settings,
    /// The knowledge base.
    pub articles: Vec<Article>,
    /// The site's systems that are asked about a customer.
    pub sources: Vec<ProfileSource>,
    /// The addresses of the calendars that the settings name, by their ids.
    pub calendar_addresses: Addresses,
    /// With what the requests of self-service are signed, by the ids of the actions that the settings name.
    pub self_service_secrets: Addresses,
}

/// A setup as it is written.
#[derive(Deserialize)]
struct Given {
    site: SiteId,
    name: String,
    #[serde(default)]
    language: Language,
    #[serde(default)]
    origins: Vec<String>,
    #[serde(default)]
    settings: Map<String, Value>,
    #[serde(default)]
    articles: Vec<Article>,
    #[serde(default)]
    sources: Vec<ProfileSource>,
    #[serde(default)]
    calendar_addresses: Addresses,
    #[serde(default)]
    self_service_secrets: Addresses,
}

impl TryFrom<Given> for SiteSetup {
    type Error = String;

    fn try_from(given: Given) -> Result<Self, String> {
        let Given {
            site,
            name,
            language,
            origins,
            settings,
            articles,
            sources,
            calendar_addresses,
            self_service_secrets,
        } = given;
        let chosen = settings.get("language").is_some();
        let mut settings = only_settings(settings)?;
        if !chosen {
            settings.language = language;
        }
        let language = settings.language;
        Ok(Self {
            site,
            name,
            language,
            origins,
            settings,
            articles,
            sources,
            calendar_addresses,
            self_service_secrets,
        })
    }
}

fn only_settings(given: Map<String, Value>) -> Result<Settings, String> {
    read_settings(given).map_err(|faults| {
        let first = faults.into_iter().next();
        first.map_or(String::new(), |fault| format!("settings.{}: {}", fault.field, fault.message))
    })
}

/// Why a text is no origin, if it is none.
pub(crate) fn origin_fault(origin: &str) -> Option<String> {
    let host = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    let is_origin = host.is_some_and(|h| !h.is_empty() && !h.contains(['/', '?', '#', '@']));
    (!is_origin).then(|| format!("an origin is like https://shop.example, not {origin:?}"))
}

impl SiteSetup {
    /// Says what is wrong with its sources, calendars and self-service, if anything: `own` and `local` as of [`outward`].
    ///
    /// # Errors
    /// The place and what is allowed there; a secret is never quoted.
    pub fn check_sources(&self, own: Option<&str>, local: bool) -> Result<(), String> {
        sources::check(&self.sources)?;
        for (n, source) in self.sources.iter().enumerate() {
            let asked = outward(&source.sample_url(), own, local);
            asked.map_err(|why| format!("sources[{n}].url: {why}"))?;
        }
        self.check_self_service(own, local)?;
        let calendars = &self.settings.calendars;
        for calendar in calendars {
            let address = self.calendar_addresses.get(&calendar.id);
            let at = |why: String| format!("calendar_addresses.{}: {why}", calendar.id);
            let address = address.ok_or_else(|| at("the address is needed".into()))?;
            outward(address.reveal(), own, local).map_err(|why| at(why.to_string()))?;
        }
        let unknown = |id: &&String| calendars.iter().all(|calendar| calendar.id != **id);
        match self.calendar_addresses.keys().find(unknown) {
            Some(id) => Err(format!("calendar_addresses.{id}: there is no such calendar")),
            None => Ok(()),
        }
    }

    fn check_self_service(&self, own: Option<&str>, local: bool) -> Result<(), String> {
        let actions = &self.settings.self_service;
        for (n, action) in actions.iter().enumerate() {
            outward(action.url.trim(), own, local)
                .map_err(|why| format!("settings.self_service[{n}].url: {why}"))?;
            let secret = self.self_service_secrets.get(&action.id);
            if !secret.is_some_and(|secret| is_secret(secret.reveal())) {
                return Err(format!("self_service_secrets.{}: {SECRET}", action.id));
            }
        }
        let unknown = |id: &&String| actions.iter().all(|action| action.id != **id);
        match self.self_service_secrets.keys().find(unknown) {
            Some(id) => Err(format!("self_service_secrets.{id}: there is no such action")),
            None => Ok(()),
        }
    }

    /// Says what is wrong with it, if anything.
    pub fn check(&self) -> Result<(), String> {
        self.settings.check().map_err(|SettingsError { field, allowed, .. }| {
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
            if let Some(fault) = origin_fault(origin) {
                return Err(format!("origins[{n}]: {fault}"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_model::Timestamp;

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

    #[test]
    fn a_misspelt_name_in_a_tier_or_a_department_is_refused_as_one_at_the_top_is() {
        let setup = |settings: &str| {
            let json = format!(r#"{{"site":"demo","name":"Demo","settings":{settings}}}"#);
            serde_json::from_str::<SiteSetup>(&json).map_err(|error| error.to_string())
        };
        for (settings, says) in [
            (
                r#"{"tiers":{"high":{"offer_stand":1}}}"#,
                "settings.tiers.high.offer_stand: there is",
            ),
            (r#"{"tiers":{"urgent":{}}}"#, "unknown variant `urgent`"),
            (
                r#"{"departments":{"legal":{"skill":[]}}}"#,
                "settings.departments.legal.skill: there is no such setting",
            ),
            (r#"{"departments":7}"#, "settings.departments: invalid type"),
        ] {
            let refused = setup(settings).expect_err(settings);
            assert!(refused.contains(says), "{settings}: {refused}");
        }
        let fine = r#"{"tiers":{"high":{"resolution":null,"offer_stands":20000}},
                       "departments":{"legal":{"name":"Legal","own_desk":true}}}"#;
        assert_eq!(setup(fine).map(|s| s.check()), Ok(Ok(())));
    }

    #[test]
    fn a_source_is_checked_by_its_rules_and_its_address_and_no_fault_tells_its_secret() {
        // R-172
        let setup = |url: &str, secret: &str| {
            let json = format!(
                r#"{{"site":"demo","name":"D","sources":[{{"id":"crm","name":"CRM","url":"{url}",
                    "headers":{{"x-key":"{{secret}}"}},"secret":{secret},"answers":{{"plan":"plan"}}}}]}}"#
            );
            serde_json::from_str::<SiteSetup>(&json).map_err(|error| error.to_string())
        };
        let check = |url: &str, local: bool| {
            let setup = setup(url, "\"canary\"").expect("a setup");
            setup.check_sources(Some("chat.example"), local)
        };
        assert_eq!(check("https://crm.example/{customer.id}", false), Ok(()));
        for (url, says) in [
            (
                "https://10.0.0.1/{customer.id}",
                "sources[0].url: the address must be one of the public",
            ),
            (
                "http://crm.example/{customer.id}",
                "sources[0].url: the address must begin with https",
            ),
            (
                "https://chat.example/{customer.id}",
                "sources[0].url: this is the address of Warmline",
            ),
            ("http://127.0.0.1:1/{customer.id}", "sources[0].url: the address must be one"),
            ("https://crm.example/", "sources[0].url: {customer.id} or {customer.email} is needed"),
        ] {
            assert!(check(url, false).is_err_and(|why| why.contains(says)), "{url}");
        }
        assert_eq!(check("http://127.0.0.1:1/{customer.id}", true), Ok(()));
        let odd = setup("https://crm.example/{customer.id}", "[\"canary\"]");
        assert!(odd.is_err_and(|why| why.contains("secret: a text") && !why.contains("canary")));
        let fine = setup("https://crm.example/{customer.id}", "\"canary\"").expect("a setup");
        let again = serde_json::to_string(&fine).expect("json");
        assert_eq!(serde_json::from_str::<SiteSetup>(&again).ok(), Some(fine.clone()));
        assert!(!format!("{fine:?}").contains("canary"));
        // What the edge asks for on each request has no sources in it.
        let mut site = crate::SiteObject::default();
        let audit = site.set_up(Timestamp(0), fine);
        let seen = serde_json::to_string(&(site.profile(), audit)).expect("json");
        assert!(!seen.contains("canary") && seen.contains("\"asks\":\"verified\""), "{seen}");
    }

    #[test]
    fn the_sites_language_is_that_of_its_desk_unless_the_settings_name_another() {
        // R-080
        let language = |json: &str| {
            let setup: SiteSetup = serde_json::from_str(json).expect("a setup");
            setup.settings.language
        };
        assert_eq!(language(r#"{"site":"demo","name":"D"}"#), Language::En);
        assert_eq!(language(r#"{"site":"demo","name":"D","language":"de"}"#), Language::De);
        let both = r#"{"site":"demo","name":"D","language":"de","settings":{"language":"fr"}}"#;
        assert_eq!(language(both), Language::Fr);
        // The edge hands it on to the site's object as it read it.
        let setup: SiteSetup = serde_json::from_str(both).expect("a setup");
        let again = serde_json::to_string(&setup).expect("json");
        assert_eq!(serde_json::from_str::<SiteSetup>(&again).ok(), Some(setup));
    }
}
