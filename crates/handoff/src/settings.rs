//! What a site can set, with the defaults of the requirements, checked when saved.

use serde::{Deserialize, Serialize};
use std::fmt;
use warmline_model::{Millis, Tier};

/// Who answers while no human leads.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Assistant {
    /// Warmline, from the site's knowledge base.
    #[default]
    Knowledge,
    /// A bot of the site's own, over HTTP.
    External,
}

/// A site's settings. Missing fields take their defaults.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Who answers while no human leads.
    pub assistant: Assistant,
    /// The bot answers plainly from this confidence on, % (R-051).
    pub answer_from: u8,
    /// Below this confidence the bot does not answer, % (R-051).
    pub refuse_below: u8,
    /// Two answers in a row below this confidence call for a person, % (R-053, Z-3).
    pub consecutive_below: u8,
    /// How long a place in the line is kept for a visitor who is away.
    pub keep_place: Millis,
    /// How long the bot may take for an answer before that is a failure.
    pub bot_timeout: Millis,
    /// Time to read the card before an answer to an offer is due; half of it for Critical.
    pub reading_window: Millis,
    /// How long an offer stands before it goes to the next agent.
    pub offer_stands: Millis,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            assistant: Assistant::default(),
            answer_from: 85,
            refuse_below: 60,
            consecutive_below: 80,
            keep_place: Millis::minutes(10),
            bot_timeout: Millis::seconds(10),
            reading_window: Millis::seconds(10),
            offer_stands: Millis::seconds(30),
        }
    }
}

/// A setting that can't be: which, and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    /// The field.
    pub field: &'static str,
    /// What is allowed.
    pub allowed: &'static str,
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.allowed)
    }
}

impl std::error::Error for SettingsError {}

impl Settings {
    /// Refuses settings that contradict themselves.
    pub fn check(&self) -> Result<(), SettingsError> {
        let rules = [
            (self.answer_from <= 100, "answer_from", "0 to 100"),
            (
                self.refuse_below <= self.answer_from,
                "refuse_below",
                "0 to the value of answer_from",
            ),
            (self.consecutive_below <= 100, "consecutive_below", "0 to 100"),
            (span(self.keep_place, 0, 86_400), "keep_place", "0 ms to 24 hours"),
            (span(self.bot_timeout, 1, 120), "bot_timeout", "1,000 to 120,000 ms"),
            (span(self.reading_window, 0, 15), "reading_window", "0 to 15,000 ms"),
            (span(self.offer_stands, 5, 600), "offer_stands", "5,000 to 600,000 ms"),
            (self.offer_stands > self.reading_window, "offer_stands", "longer than reading_window"),
        ];
        match rules.into_iter().find(|(holds, ..)| !holds) {
            Some((_, field, allowed)) => Err(SettingsError { field, allowed }),
            None => Ok(()),
        }
    }

    /// The reading window of a tier.
    pub fn reading_window_of(&self, tier: Tier) -> Millis {
        match tier {
            Tier::Critical => Millis(self.reading_window.0 / 2),
            Tier::High | Tier::Standard | Tier::Low => self.reading_window,
        }
    }
}

fn span(value: Millis, low_s: i64, high_s: i64) -> bool {
    value >= Millis::seconds(low_s) && value <= Millis::seconds(high_s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_contradict_themselves_are_refused_with_the_field_and_what_is_allowed() {
        assert_eq!(Settings::default().check(), Ok(()));
        let crossed = Settings { refuse_below: 90, ..Settings::default() };
        assert_eq!(
            crossed.check().map_err(|e| e.to_string()),
            Err("refuse_below: 0 to the value of answer_from".into())
        );
        let hasty = Settings { offer_stands: Millis::seconds(8), ..Settings::default() };
        assert_eq!(hasty.check().map_err(|e| e.field), Err("offer_stands"));
    }
}
