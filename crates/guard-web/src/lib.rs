//! The guard of the composer, as a browser loads it: by itself, when an agent first begins to write. Its word
//! lists are a fifth of the console, and nobody needs them to see who is waiting.

use serde::{Deserialize, Serialize};
use warmline_guard::Warning;
use warmline_model::{Card, Entry, Seq};
use wasm_bindgen::prelude::*;

/// A conversation as an agent sees it.
#[derive(Deserialize)]
struct Seen {
    card: Card,
    log: Vec<Entry>,
}

/// A warning, as the console reads it.
#[derive(Serialize)]
#[serde(tag = "warns", rename_all = "snake_case")]
enum Told {
    Repeats { answer: String, entry: Option<Seq> },
    Contradicts { says: String, before: String, entry: Seq },
}

/// One conversation's guard.
#[wasm_bindgen]
pub struct Guard(Seen);

#[wasm_bindgen]
impl Guard {
    /// Reads `{"card": …, "log": […]}`.
    ///
    /// # Errors
    /// What of it can't be read.
    #[wasm_bindgen(constructor)]
    pub fn new(seen: &str) -> Result<Guard, JsError> {
        Ok(Self(serde_json::from_str(seen)?))
    }

    /// The warnings of a draft, as a JSON list.
    pub fn check(&self, draft: &str) -> String {
        let told = |warning| match warning {
            Warning::Repeats { answer, entry, .. } => Told::Repeats { answer, entry },
            Warning::Contradicts { says, before, entry } => {
                Told::Contradicts { says, before, entry }
            }
        };
        let warnings = warmline_guard::check(draft, &self.0.card, &self.0.log);
        let told: Vec<Told> = warnings.into_iter().map(told).collect();
        serde_json::to_string(&told).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_draft_is_checked_against_what_the_console_has_seen() {
        let seen = r#"{"card":{"version":3,"summary":"","customer":{"name":"Ana Ruiz","verified":false},
            "tier":"standard","department":"support","language":"en","attempts":[],"passed_along":[],
            "articles":[]},"log":[]}"#;
        let guard = Guard::new(seen).map_err(|_| "unreadable").expect("a guard");
        assert_eq!(guard.check("Thank you for waiting."), "[]");
        let warned = guard.check("Before we begin, may I have your name?");
        assert!(warned.contains(r#""warns":"repeats""#) && warned.contains("Ana Ruiz"), "{warned}");
    }
}
