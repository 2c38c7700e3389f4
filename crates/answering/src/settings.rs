//! Which model a site uses, checked when it is saved. The key itself is a secret of the deployment, named here.

use serde::{Deserialize, Serialize};
use std::fmt;
use warmline_model::Millis;

/// The longest name of a model or of a key.
const MOST_NAME: usize = 120;
/// The longest an answer may take: what goes on after a request was answered is cut off at 30 s
/// (developers.cloudflare.com/workers/runtime-apis/context, `waitUntil`).
const MOST_WAIT: Millis = Millis::seconds(25);

/// Whose protocol is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LlmProvider {
    /// Any endpoint with OpenAI's chat completions.
    OpenAi,
    /// Anthropic's messages.
    Anthropic,
    /// The deployment's own binding `AI` to Workers AI: no key, no address.
    WorkersAi,
}

/// A site's model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LlmSettings {
    /// Whose protocol is spoken.
    pub provider: LlmProvider,
    /// Where, without the path of the call; absent for the provider's own address.
    #[serde(default)]
    pub base_url: Option<String>,
    /// The model's name, as the provider spells it.
    pub model: String,
    /// Which of the deployment's secrets is the key: `WARMLINE_LLM_KEY_` and this. Absent for none.
    #[serde(default)]
    pub key: Option<String>,
    /// How long its first word may take.
    #[serde(default = "first_word")]
    pub first_word: Millis,
    /// How long the whole answer may take.
    #[serde(default = "whole_answer")]
    pub whole_answer: Millis,
}

fn first_word() -> Millis {
    Millis::seconds(5)
}

fn whole_answer() -> Millis {
    Millis::seconds(20)
}

/// A setting that can't be: which, and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LlmSettingsError {
    /// The field.
    pub field: &'static str,
    /// What is allowed.
    pub allowed: &'static str,
}

impl fmt::Display for LlmSettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.allowed)
    }
}

impl std::error::Error for LlmSettingsError {}

impl LlmSettings {
    /// Refuses settings that can't work or would send a key in the clear.
    pub fn check(&self) -> Result<(), LlmSettingsError> {
        self.faults().into_iter().next().map_or(Ok(()), Err)
    }

    /// All that is wrong with them.
    pub fn faults(&self) -> Vec<LlmSettingsError> {
        let named = |name: &str, ok: fn(char) -> bool| {
            !name.is_empty() && name.chars().count() <= MOST_NAME && name.chars().all(ok)
        };
        let bare = self.provider != LlmProvider::WorkersAi
            || (self.base_url.is_none() && self.key.is_none());
        let rules = [
            (
                named(&self.model, |c| c.is_ascii_graphic()),
                "llm.model",
                "1 to 120 visible ASCII characters",
            ),
            (bare, "llm.base_url", "none, and no llm.key, for workers_ai: it is a binding"),
            (
                self.base_url.as_deref().is_none_or(is_safe),
                "llm.base_url",
                "https://…, or http://localhost… for development; no user, query or fragment",
            ),
            (
                self.key.as_deref().is_none_or(|key| {
                    named(key, |c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
                }),
                "llm.key",
                "the name of a secret: A-Z, 0-9 and _ (the key itself is never a setting)",
            ),
            (
                self.first_word >= Millis(500) && self.first_word <= MOST_WAIT,
                "llm.first_word",
                "500 to 25,000 ms",
            ),
            (
                self.whole_answer >= self.first_word && self.whole_answer <= MOST_WAIT,
                "llm.whole_answer",
                "at least first_word, at most 25,000 ms",
            ),
        ];
        let wrong = rules.into_iter().filter(|(holds, ..)| !holds);
        wrong.map(|(_, field, allowed)| LlmSettingsError { field, allowed }).collect()
    }

    /// The name of the deployment's secret that is the key, if there is one.
    pub fn secret(&self) -> Option<String> {
        self.key.as_ref().map(|key| format!("WARMLINE_LLM_KEY_{key}"))
    }
}

fn is_safe(url: &str) -> bool {
    let host_of = |rest: &str| rest.split('/').next().unwrap_or_default().to_owned();
    let plain = url.len() <= 500
        && url.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '@' | '?' | '#' | '\\'));
    let right = match (url.strip_prefix("https://"), url.strip_prefix("http://")) {
        (Some(rest), _) => !host_of(rest).is_empty(),
        (None, Some(rest)) => {
            let host = host_of(rest);
            let name = host.split_once(':').map_or(host.as_str(), |(name, _)| name);
            matches!(name, "localhost" | "127.0.0.1")
        }
        (None, None) => false,
    };
    plain && right
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings() -> LlmSettings {
        serde_json::from_str(r#"{"provider":"open_ai","model":"small-1","key":"MAIN"}"#)
            .expect("settings")
    }

    fn fault(settings: &LlmSettings) -> Option<&'static str> {
        settings.check().err().map(|error| error.field)
    }

    #[test]
    fn defaults_are_five_seconds_to_the_first_word_and_twenty_for_all_of_it() {
        let settings = settings();
        assert_eq!(settings.check(), Ok(()));
        assert_eq!(settings.first_word, Millis::seconds(5));
        assert_eq!(settings.whole_answer, Millis::seconds(20));
        assert_eq!(settings.secret().as_deref(), Some("WARMLINE_LLM_KEY_MAIN"));
    }

    #[test]
    fn an_address_is_https_or_this_machine() {
        for (url, good) in [
            ("https://models.example/v1", true),
            ("http://127.0.0.1:8080/v1", true),
            ("http://localhost/v1", true),
            ("http://models.example/v1", false),
            ("http://localhost.evil.example", false),
            ("http://127.0.0.1:80@evil.example", false),
            ("https://", false),
            ("https://a.example/v1?key=1", false),
            ("ftp://a.example", false),
            ("", false),
        ] {
            let settings = LlmSettings { base_url: Some(url.into()), ..settings() };
            assert_eq!(fault(&settings).is_none(), good, "{url}");
        }
    }

    #[test]
    fn a_key_typed_where_its_name_belongs_is_refused() {
        let typed = LlmSettings { key: Some("sk-abc123".into()), ..settings() };
        assert_eq!(fault(&typed), Some("llm.key"));
        let hasty = LlmSettings { whole_answer: Millis::seconds(2), ..settings() };
        assert_eq!(fault(&hasty), Some("llm.whole_answer"));
        let bound = LlmSettings { provider: LlmProvider::WorkersAi, ..settings() };
        assert_eq!(fault(&bound), Some("llm.base_url"));
    }
}
