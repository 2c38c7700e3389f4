//! What is read of an endpoint's answer: a text, a few facts, and never anything that is more than text.

use super::ActionSetting;
use crate::plain;
use crate::sources::SourceAnswer;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use warmline_model::{LookUp, LookUpOutcome, ProfileFact, ProfileField, Timestamp};

/// The longest text, in characters, and of how many lines.
const MAX_TEXT: usize = 1_000;
const MAX_LINES: usize = 20;
/// How many facts an answer may give to the card.
const MAX_FACTS: usize = 3;
/// The label under which agents read what the customer was told.
const SAID: &str = "Told the customer";
const FAILED: &str = "Told the customer that it failed";

/// What came of asking an endpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionAnswer {
    /// How it went.
    pub outcome: LookUpOutcome,
    /// What the customer is told, as plain text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Whether the endpoint says that it was not done; the text is then the reason.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub failed: bool,
    /// Facts for the card, by the label that agents read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<(String, String)>,
}

impl ActionAnswer {
    /// Reads an answer: a status of HTTP and the whole body.
    pub fn read(status: u16, body: &[u8]) -> Self {
        let outcome = match status {
            200..=299 => return Self::read_body(body),
            300..=399 => LookUpOutcome::Redirected,
            404 | 410 => LookUpOutcome::Nothing,
            _ => LookUpOutcome::Refused { status },
        };
        Self::ended(outcome)
    }

    /// One that ended without an answer.
    pub fn ended(outcome: LookUpOutcome) -> Self {
        Self { outcome, text: String::new(), failed: false, facts: Vec::new() }
    }

    fn read_body(body: &[u8]) -> Self {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        let Ok(answer @ Value::Object(_)) = serde_json::from_slice::<Value>(body) else {
            return Self::ended(LookUpOutcome::NotJson);
        };
        let text = |name: &str| answer.get(name).and_then(Value::as_str).map(told);
        let text_of = |name: &str| text(name).filter(|text| !text.is_empty());
        let is_failed = answer.get("failed").is_some_and(|f| *f != Value::Null && *f != false);
        let said = if is_failed { text_of("failed") } else { text_of("text") };
        if said.is_none() && !is_failed {
            return Self::ended(LookUpOutcome::NotJson);
        }
        let facts = answer.get("facts").and_then(Value::as_array).into_iter().flatten();
        let facts = facts.filter_map(|fact| {
            let of = |name: &str, max| {
                let text = plain::line(fact.get(name)?.as_str()?, max);
                Some(text).filter(|text| !text.is_empty())
            };
            Some((of("label", ProfileFact::MAX_LABEL)?, of("value", ProfileFact::MAX_VALUE)?))
        });
        Self {
            outcome: LookUpOutcome::Found,
            text: said.unwrap_or_default(),
            failed: is_failed,
            facts: facts.take(MAX_FACTS).collect(),
        }
    }

    /// Whether it may have been done although nobody said so.
    pub fn is_unsure(&self) -> bool {
        match self.outcome {
            LookUpOutcome::TooSlow { .. }
            | LookUpOutcome::Unreachable
            | LookUpOutcome::TooLarge
            | LookUpOutcome::NotJson => true,
            LookUpOutcome::Refused { status } => status >= 500,
            LookUpOutcome::Found
            | LookUpOutcome::Nothing
            | LookUpOutcome::Redirected
            | LookUpOutcome::NotAllowed => false,
        }
    }

    /// As the card has it.
    pub(crate) fn on_card(
        &self,
        action: &ActionSetting,
        at: Timestamp,
        unverified: bool,
    ) -> SourceAnswer {
        let source = format!("{}{}", ProfileFact::SELF_SERVICE, action.label.trim());
        let said = if self.failed { FAILED } else { SAID };
        let said = Some((said.to_owned(), plain::line(&self.text, ProfileFact::MAX_VALUE)));
        let said = said.filter(|(_, text)| !text.is_empty());
        let fact = |(label, value): (String, String)| ProfileFact {
            field: ProfileField::Other,
            label: Some(label),
            value,
            source: source.clone(),
            asked_about: false,
        };
        let facts = said.into_iter().chain(self.facts.clone()).map(fact).collect();
        let look_up = LookUp { source: source.clone(), at, outcome: self.outcome, unverified };
        SourceAnswer { look_up, facts }
    }
}

/// A text of several lines, each of them harmless.
fn told(text: &str) -> String {
    let begin: String = text.chars().take(MAX_TEXT).collect();
    let lines = begin.lines().take(MAX_LINES).map(|line| plain::line(line, MAX_TEXT));
    let mut told = lines.collect::<Vec<_>>().join("\n").trim().to_owned();
    if begin.len() < text.len() {
        told.push('\u{2026}');
    }
    told
}
