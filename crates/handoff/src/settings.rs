//! What a site can set, with the defaults of the requirements, checked when saved.

mod desk;

pub use desk::{DepartmentSetting, DeskName, Team, TierRules, TierSetting};

use crate::policy::{Policies, PolicySetting};
use crate::profile::{Bands, Profile};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use warmline_answering::LlmSettings;
use warmline_language::{Message, Phrases, Products, explicit_request};
use warmline_model::{Currency, Department, Language, Millis, Tier, Topic};

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
    /// The trade, which decides how sure the bot has to be.
    pub profile: Profile,
    /// The bot answers plainly from this confidence on, %, instead of the profile's.
    pub answer_from: Option<u8>,
    /// Below this confidence the bot does not answer, %, instead of the profile's.
    pub refuse_below: Option<u8>,
    /// Two answers in a row below this call for a person, %, instead of the profile's (R-053, Z-3).
    pub consecutive_below: Option<u8>,
    /// Other bands for questions about these topics.
    pub topic_bands: BTreeMap<Topic, Bands>,
    /// From which score of frustration on a person is offered, in tenths of a signal.
    pub frustration_from: u16,
    /// How often the same problem may be stated again after an answer before a person is offered
    ///
    pub same_problem_from: u8,
    /// After how many of the customer's messages without an end a person is offered.
    pub turns_from: u8,
    /// An unsure answer's offer that is not answered for so long counts as accepted; absent: never
    /// (Z-2).
    pub consent_after: Option<Millis>,
    /// The currency of amounts that name none.
    pub currency: Currency,
    /// The names of the site's products, to be recognised in messages.
    pub products: Vec<String>,
    /// Changes to the default policies, and policies of the site's own.
    pub policies: Vec<PolicySetting>,
    /// More words that ask for a person: "concierge".
    pub human_words: Vec<String>,
    /// Words that make a message no request for a person, whatever else is in it.
    pub not_human_words: Vec<String>,
    /// More words that ask for something the bot can't do.
    pub action_words: Vec<String>,
    /// Words that make a message no such request.
    pub not_action_words: Vec<String>,
    /// Plans that make any handoff more urgent (Z-1).
    pub vip_tiers: Vec<String>,
    /// How urgent their handoffs are at least (Z-1).
    pub vip_priority: Tier,
    /// How long a place in the line is kept for a visitor who is away.
    pub keep_place: Millis,
    /// How long the bot may take for an answer before that is a failure.
    pub bot_timeout: Millis,
    /// The site's own language: an agent speaks it without saying so.
    pub language: Language,
    /// Changes to the tiers' windows and clocks.
    pub tiers: BTreeMap<Tier, TierSetting>,
    /// How much of a clock's time is used when a breach counts as near, % (R-092).
    pub near_breach: u8,
    /// Changes to the six departments, and departments of the site's own.
    pub departments: BTreeMap<Department, DepartmentSetting>,
    /// From which age on a conversation keeps its agent deep in it.
    pub deep_after: Millis,
    /// For how long an agent who closed one counts as fresh.
    pub fresh_for: Millis,
    /// How long an agent's last console may be gone before their customers go back to the line
    ///
    pub gone_after: Millis,
    /// Within what time a callback is promised to whoever prefers it to waiting; absent: never
    ///
    pub callback_within: Option<Millis>,
    /// Within what time an e-mail is promised; absent: never.
    pub email_within: Option<Millis>,
    /// The language model that puts articles into words; none: they are quoted.
    pub llm: Option<LlmSettings>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            assistant: Assistant::default(),
            profile: Profile::default(),
            answer_from: None,
            refuse_below: None,
            consecutive_below: None,
            topic_bands: BTreeMap::new(),
            frustration_from: 20,
            same_problem_from: 2,
            turns_from: 8,
            consent_after: None,
            currency: Currency::USD,
            products: Vec::new(),
            policies: Vec::new(),
            human_words: Vec::new(),
            not_human_words: Vec::new(),
            action_words: Vec::new(),
            not_action_words: Vec::new(),
            vip_tiers: vec!["vip".into(), "enterprise".into()],
            vip_priority: Tier::Critical,
            keep_place: Millis::minutes(10),
            bot_timeout: Millis::seconds(10),
            language: Language::En,
            tiers: BTreeMap::new(),
            near_breach: 80,
            departments: BTreeMap::new(),
            deep_after: Millis::minutes(10),
            fresh_for: Millis::minutes(5),
            gone_after: Millis::seconds(60),
            callback_within: Some(Millis::minutes(60)),
            email_within: Some(Millis::minutes(4 * 60)),
            llm: None,
        }
    }
}

/// How many products and plans a site may name.
const MAX_NAMES: usize = 1_000;
/// The longest of them, in characters.
const MAX_NAME: usize = 80;

/// A setting that can't be: where, and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsError {
    /// The field, with the place in it: `policies[2] "gift"`.
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

/// The rules of a site, compiled from its settings.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// The policies.
    pub policies: Policies,
    /// The site's products.
    pub products: Products,
    /// More words that ask for a person.
    pub human: Phrases,
    /// Words that make a message no request for a person.
    pub not_human: Phrases,
    /// More words for what the bot can't do.
    pub action: Phrases,
    /// Words that make a message no such request.
    pub not_action: Phrases,
}

impl Settings {
    /// Refuses settings that contradict themselves or can't be read.
    ///
    /// # Errors
    /// The field and what is allowed there.
    pub fn check(&self) -> Result<(), SettingsError> {
        let Bands { answer_from, refuse_below } = self.bands(None);
        let crossed = self.topic_bands.values().all(|b| fits(*b));
        let names = |list: &[String]| {
            list.len() <= MAX_NAMES
                && list.iter().all(|n| !n.trim().is_empty() && n.chars().count() <= MAX_NAME)
        };
        let consent = self.consent_after.is_none_or(|after| span(after, 5, 600));
        let rules = [
            (answer_from <= 100, "answer_from", "0 to 100"),
            (refuse_below <= answer_from, "refuse_below", "0 to the value of answer_from"),
            (self.consecutive_below() <= 100, "consecutive_below", "0 to 100"),
            (crossed, "topic_bands", "refuse_below up to answer_from, and that up to 100"),
            ((5..=60).contains(&self.frustration_from), "frustration_from", "5 to 60"),
            ((1..=10).contains(&self.same_problem_from), "same_problem_from", "1 to 10"),
            ((2..=100).contains(&self.turns_from), "turns_from", "2 to 100"),
            (consent, "consent_after", "5,000 to 600,000 ms"),
            (names(&self.products), "products", "at most 1,000 names of 1 to 80 characters"),
            (names(&self.vip_tiers), "vip_tiers", "at most 1,000 names of 1 to 80 characters"),
            (span(self.keep_place, 0, 86_400), "keep_place", "0 ms to 24 hours"),
            (span(self.bot_timeout, 1, 120), "bot_timeout", "1,000 to 120,000 ms"),
            ((1..=99).contains(&self.near_breach), "near_breach", "1 to 99 %"),
            (span(self.deep_after, 0, 86_400), "deep_after", "0 ms to 24 hours"),
            (span(self.fresh_for, 0, 86_400), "fresh_for", "0 ms to 24 hours"),
            (span(self.gone_after, 5, 3_600), "gone_after", "5,000 ms to one hour"),
            (promised(self.callback_within), "callback_within", "one minute to seven days"),
            (promised(self.email_within), "email_within", "one minute to seven days"),
        ];
        if let Some((_, field, allowed)) = rules.into_iter().find(|(holds, ..)| !holds) {
            return Err(SettingsError { field: field.into(), allowed: allowed.into() });
        }
        let llm = self.llm.as_ref().map_or(Ok(()), LlmSettings::check);
        llm.map_err(|error| SettingsError {
            field: error.field.into(),
            allowed: error.allowed.into(),
        })?;
        self.check_desk()?;
        let rules = self.rules()?;
        let teams = self.teams();
        let lost = rules.policies.all().iter().find(|p| !teams.contains_key(&p.department));
        lost.map_or(Ok(()), |policy| {
            let (id, team) = (&policy.id, policy.department);
            let field = format!("policies \"{id}\"");
            Err(SettingsError { field, allowed: format!("there is no department \"{team}\"") })
        })
    }

    /// How long an answer may take altogether: looking it up, and the language model's words for it.
    pub fn answer_due(&self) -> Millis {
        let llm = self.llm.as_ref().map_or(0, |llm| llm.whole_answer.0);
        Millis(self.bot_timeout.0 + llm)
    }

    /// Compiles the rules.
    ///
    /// # Errors
    /// The policy or the word that can't be read, and what is allowed.
    pub fn rules(&self) -> Result<Rules, SettingsError> {
        let words = |field: &str, list: &[String]| {
            Phrases::parse(list).map_err(|fault| SettingsError {
                field: field.to_owned(),
                allowed: fault.to_string(),
            })
        };
        let policies = Policies::new(&self.policies).map_err(|fault| {
            let (field, allowed) = fault.split_once(": ").unwrap_or((&fault, ""));
            SettingsError { field: field.to_owned(), allowed: allowed.to_owned() }
        })?;
        // R-001 can't be switched off.
        let asks = |word: &String| explicit_request(&Message::read(word.as_str())).is_some();
        if let Some(word) = self.not_human_words.iter().find(|word| asks(word)) {
            return Err(SettingsError {
                field: "not_human_words".into(),
                allowed: format!("{word:?} asks for a person; name what stands around it too"),
            });
        }
        Ok(Rules {
            policies,
            products: Products::new(&self.products),
            human: words("human_words", &self.human_words)?,
            not_human: words("not_human_words", &self.not_human_words)?,
            action: words("action_words", &self.action_words)?,
            not_action: words("not_action_words", &self.not_action_words)?,
        })
    }

    /// How sure the bot has to be for a question about this topic.
    pub fn bands(&self, topic: Option<Topic>) -> Bands {
        if let Some(bands) = topic.and_then(|topic| self.topic_bands.get(&topic)) {
            return *bands;
        }
        let Bands { answer_from, refuse_below } = self.profile.bands();
        Bands {
            answer_from: self.answer_from.unwrap_or(answer_from),
            refuse_below: self.refuse_below.unwrap_or(refuse_below),
        }
    }

    /// Two answers in a row below this call for a person, %.
    pub fn consecutive_below(&self) -> u8 {
        self.consecutive_below.unwrap_or(self.profile.consecutive_below())
    }
}

fn fits(bands: Bands) -> bool {
    bands.refuse_below <= bands.answer_from && bands.answer_from <= 100
}

fn promised(within: Option<Millis>) -> bool {
    within.is_none_or(|within| span(within, 60, 7 * 86_400))
}

const fn span(value: Millis, low_s: i64, high_s: i64) -> bool {
    value.0 >= Millis::seconds(low_s).0 && value.0 <= Millis::seconds(high_s).0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_contradict_themselves_are_refused_with_the_field_and_what_is_allowed() {
        assert_eq!(Settings::default().check(), Ok(()));
        let crossed = Settings { refuse_below: Some(90), ..Settings::default() };
        assert_eq!(
            crossed.check().map_err(|e| e.to_string()),
            Err("refuse_below: 0 to the value of answer_from".into())
        );
    }

    #[test]
    fn a_profile_decides_the_bands_unless_the_site_or_a_topic_says_otherwise() {
        // R-052, Z-3, Z-5.
        let bank = Settings { profile: Profile::Financial, ..Settings::default() };
        assert_eq!(bank.bands(None), Bands { answer_from: 90, refuse_below: 65 });
        assert_eq!(bank.consecutive_below(), 85);
        let strict = Bands { answer_from: 97, refuse_below: 90 };
        let legal = Settings {
            answer_from: Some(88),
            topic_bands: BTreeMap::from([(Topic::Legal, strict)]),
            ..bank
        };
        assert_eq!(legal.bands(Some(Topic::Legal)), strict);
        assert_eq!(legal.bands(Some(Topic::Complaint)).answer_from, 88);
        assert_eq!(legal.check(), Ok(()));
    }
}
