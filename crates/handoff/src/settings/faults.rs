//! All that is wrong with a site's settings, each with its place and what is allowed there.

use super::mail::{ALLOWED, is_inbound};
use super::{Rules, Settings};
use crate::policy::{Policies, PolicyFault};
use crate::profile::Bands;
use std::fmt;
use warmline_answering::LlmSettings;
use warmline_language::{Message, Phrases, Products, explicit_request};
use warmline_model::Millis;

/// How many products and plans a site may name.
const MAX_NAMES: usize = 1_000;
/// The longest of them, in characters.
const MAX_NAME: usize = 80;

/// A setting that can't be: where, and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    /// The exact place: `policies[2].words`, `tiers.high.offer_stands`.
    pub path: String,
    /// The field, as a sentence calls it: `policies[2] "gift"`.
    pub field: String,
    /// What is allowed.
    pub allowed: String,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.allowed)
    }
}

impl std::error::Error for SettingsError {}

impl SettingsError {
    /// A fault whose place is what a sentence calls it.
    pub(crate) fn at(path: impl Into<String>, allowed: impl Into<String>) -> Self {
        let path = path.into();
        Self { field: path.clone(), path, allowed: allowed.into() }
    }

    /// What is allowed, for whoever sees the place already.
    pub fn hint(&self) -> &str {
        // A policy's fault names its field for those who do not.
        let part = self.path.rsplit_once("].").map(|(_, part)| part);
        let named = part.and_then(|part| self.allowed.strip_prefix(part)?.strip_prefix(": "));
        named.unwrap_or(&self.allowed)
    }
}

impl From<PolicyFault> for SettingsError {
    fn from(fault: PolicyFault) -> Self {
        let text = fault.to_string();
        let (field, allowed) = text.split_once(": ").unwrap_or((&text, ""));
        let path = match (&fault.at, fault.part) {
            (None, _) => "policies".to_owned(),
            (Some((n, _)), "") => format!("policies[{n}]"),
            (Some((n, _)), part) => format!("policies[{n}].{part}"),
        };
        Self { path, field: field.to_owned(), allowed: allowed.to_owned() }
    }
}

impl Settings {
    /// Refuses settings that contradict themselves or can't be read.
    ///
    /// # Errors
    /// The first field of [`Settings::faults`] and what is allowed there.
    pub fn check(&self) -> Result<(), SettingsError> {
        self.faults().into_iter().next().map_or(Ok(()), Err)
    }

    /// All that contradicts itself or can't be read.
    pub fn faults(&self) -> Vec<SettingsError> {
        let Bands { answer_from, refuse_below } = self.bands(None);
        let consent = self.consent_after.is_none_or(|after| span(after, 5, 600));
        let inbound = self.inbound_address.as_deref().unwrap_or_default();
        let inbound = inbound.is_empty() || is_inbound(inbound);
        let mut faults = Vec::new();
        let mut tell = |holds: bool, path: &str, allowed: &str| {
            if !holds {
                faults.push(SettingsError::at(path, allowed));
            }
        };
        tell(answer_from <= 100, "answer_from", "0 to 100");
        tell(refuse_below <= answer_from, "refuse_below", "0 to the value of answer_from");
        tell(self.consecutive_below() <= 100, "consecutive_below", "0 to 100");
        for (topic, bands) in &self.topic_bands {
            if !fits(*bands) {
                faults.push(SettingsError {
                    path: format!("topic_bands.{}", word(topic)),
                    field: "topic_bands".into(),
                    allowed: "refuse_below up to answer_from, and that up to 100".into(),
                });
            }
        }
        let mut tell = |holds: bool, path: &str, allowed: &str| {
            if !holds {
                faults.push(SettingsError::at(path, allowed));
            }
        };
        tell((5..=60).contains(&self.frustration_from), "frustration_from", "5 to 60");
        tell((1..=10).contains(&self.same_problem_from), "same_problem_from", "1 to 10");
        tell((2..=100).contains(&self.turns_from), "turns_from", "2 to 100");
        tell(consent, "consent_after", "5,000 to 600,000 ms");
        names(&mut faults, "products", &self.products);
        names(&mut faults, "vip_tiers", &self.vip_tiers);
        let rules = [
            (span(self.keep_place, 0, 86_400), "keep_place", "0 ms to 24 hours"),
            (span(self.bot_timeout, 1, 120), "bot_timeout", "1,000 to 120,000 ms"),
            ((1..=99).contains(&self.near_breach), "near_breach", "1 to 99 %"),
            (span(self.deep_after, 0, 86_400), "deep_after", "0 ms to 24 hours"),
            (span(self.fresh_for, 0, 86_400), "fresh_for", "0 ms to 24 hours"),
            (span(self.gone_after, 5, 3_600), "gone_after", "5,000 ms to one hour"),
            (promised(self.callback_within), "callback_within", "one minute to seven days"),
            (promised(self.email_within), "email_within", "one minute to seven days"),
            (inbound, "inbound_address", ALLOWED),
        ];
        let wrong = rules.into_iter().filter(|(holds, ..)| !holds);
        faults.extend(wrong.map(|(_, path, allowed)| SettingsError::at(path, allowed)));
        let llm = self.llm.as_ref().map(LlmSettings::faults).unwrap_or_default();
        faults.extend(llm.into_iter().map(|fault| SettingsError::at(fault.field, fault.allowed)));
        self.desk_faults(&mut faults);
        self.hours_faults(&mut faults);
        self.on_call.faults(self, &mut faults);
        self.calls_faults(&mut faults);
        self.self_service_faults(&mut faults);
        faults.extend(self.templates.faults());
        let rules = self.compiled(&mut faults);
        let teams = self.teams();
        for policy in rules.policies.all().iter().filter(|p| !teams.contains_key(&p.department)) {
            let (id, team) = (&policy.id, policy.department);
            let at = self.policies.iter().position(|own| own.id.trim() == id);
            faults.push(SettingsError {
                path: at.map_or("policies".into(), |n| format!("policies[{n}].department")),
                field: format!("policies \"{id}\""),
                allowed: format!("there is no department \"{team}\""),
            });
        }
        faults
    }

    /// The rules as far as they can be compiled, and what can't be.
    pub(super) fn compiled(&self, faults: &mut Vec<SettingsError>) -> Rules {
        let (policies, wrong) = Policies::changed(&self.policies);
        faults.extend(wrong.into_iter().map(SettingsError::from));
        // R-001 can't be switched off.
        let asks = |word: &str| explicit_request(&Message::read(word)).is_some();
        for (n, word) in self.not_human_words.iter().enumerate().filter(|(_, word)| asks(word)) {
            faults.push(SettingsError {
                path: format!("not_human_words[{n}]"),
                field: "not_human_words".into(),
                allowed: format!("{word:?} asks for a person; name what stands around it too"),
            });
        }
        let mut words = |path: &str, list: &[String]| {
            Phrases::parse(list).unwrap_or_else(|fault| {
                faults.push(SettingsError::at(path, fault.to_string()));
                Phrases::default()
            })
        };
        Rules {
            policies,
            products: Products::new(&self.products),
            human: words("human_words", &self.human_words),
            not_human: words("not_human_words", &self.not_human_words),
            action: words("action_words", &self.action_words),
            not_action: words("not_action_words", &self.not_action_words),
        }
    }
}

fn names(faults: &mut Vec<SettingsError>, field: &str, list: &[String]) {
    let allowed = "at most 1,000 names of 1 to 80 characters";
    if list.len() > MAX_NAMES {
        faults.push(SettingsError::at(field, allowed));
    }
    for (n, name) in list.iter().enumerate().take(MAX_NAMES) {
        if name.trim().is_empty() || name.chars().count() > MAX_NAME {
            let (path, field) = (format!("{field}[{n}]"), field.to_owned());
            faults.push(SettingsError { path, field, allowed: allowed.into() });
        }
    }
}

/// How a value that is a word is written.
pub(crate) fn word(value: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

fn fits(bands: Bands) -> bool {
    bands.refuse_below <= bands.answer_from && bands.answer_from <= 100
}

fn promised(within: Option<Millis>) -> bool {
    within.is_none_or(|within| span(within, 60, 7 * 86_400))
}

pub(crate) const fn span(value: Millis, low_s: i64, high_s: i64) -> bool {
    value.0 >= Millis::seconds(low_s).0 && value.0 <= Millis::seconds(high_s).0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(json: &str) -> Vec<(String, String)> {
        let settings: Settings = serde_json::from_str(json).expect(json);
        let faults = settings.faults();
        assert_eq!(settings.check().err(), faults.first().cloned());
        faults.iter().map(|fault| (fault.path.clone(), fault.hint().to_owned())).collect()
    }

    #[test]
    fn all_faults_are_told_each_with_its_exact_place() {
        let told = told(
            r#"{"answer_from": 70, "refuse_below": 80, "turns_from": 1, "products": ["ok", " "],
                "topic_bands": {"legal": {"answer_from": 101, "refuse_below": 3}},
                "not_human_words": ["hotel", "I want a human"],
                "llm": {"provider": "open_ai", "model": "", "key": "lower"},
                "tiers": {"high": {"reading_window": 20000, "silent_after": 1},
                          "low": {"behind": 0}},
                "departments": {"legal": {"name": " ", "others_after": -1}},
                "policies": [{"id": "gift", "name": "", "words": ["* *"]}, {"id": "gift"},
                             {"id": "legal", "department": "lawyers"}, {"id": "all"}]}"#,
        );
        let places: Vec<&str> = told.iter().map(|(path, _)| path.as_str()).collect();
        let expected = [
            "refuse_below",
            "topic_bands.legal",
            "turns_from",
            "products[1]",
            "llm.model",
            "llm.key",
            "tiers.high.reading_window",
            "tiers.high.offer_stands",
            "tiers.high.silent_after",
            "tiers.low.behind",
            "departments.legal.name",
            "departments.legal.others_after",
            "policies[0].name",
            "policies[0].words",
            "policies[1]",
            "policies[3]",
            "not_human_words[1]",
            "policies[2].department",
        ];
        assert_eq!(places, expected);
        let hint = |place: &str| told.iter().find(|(path, _)| path == place).map(|f| f.1.as_str());
        assert_eq!(hint("policies[0].name"), Some("1 to 80 characters"));
        assert_eq!(hint("policies[2].department"), Some("there is no department \"lawyers\""));
        assert_eq!(hint("policies[1]"), Some("the id is there twice"));
    }
}
