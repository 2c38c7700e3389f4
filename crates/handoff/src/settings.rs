//! What a site can set, with the defaults of the requirements, checked when saved.

mod calls;
mod desk;
mod faults;
mod mail;

pub(crate) use calls::LONGEST_CALL;
pub use calls::{CalendarSetting, MAX_CALENDARS};
pub use desk::{DepartmentSetting, DeskName, Team, TierRules, TierSetting};
pub use faults::SettingsError;
pub(crate) use faults::{span, word};

use crate::hours::{Hours, HoursSetting};
use crate::on_call::OnCallSetting;
use crate::policy::{Policies, PolicySetting};
use crate::profile::{Bands, Profile};
use crate::self_service::ActionSetting;
use crate::wording::Templates;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warmline_answering::LlmSettings;
use warmline_language::{Phrases, Products};
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
    /// When the site's departments work; absent: always.
    pub hours: Option<HoursSetting>,
    /// When these departments work, instead.
    pub department_hours: BTreeMap<Department, HoursSetting>,
    /// Who is alerted for what can't wait until the team is back.
    pub on_call: OnCallSetting,
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
    /// Where customers' answers to letters come in: `help@in.example.com`, or `@in.example.com` where all mail to that
    /// domain does. Absent: the thread does not go on by e-mail.
    pub inbound_address: Option<String>,
    /// Whether agents' words go by e-mail to a customer who is not in the chat.
    pub mail_when_away: bool,
    /// How long a booked call takes.
    pub call_length: Millis,
    /// How many calls each department can make at the same time.
    pub calls_at_once: u32,
    /// How long before it begins a call can be booked at the latest.
    pub call_notice: Millis,
    /// How many days ahead calls can be booked.
    pub call_days: u16,
    /// Calendars in whose busy times no call is offered.
    pub calendars: Vec<CalendarSetting>,
    /// What customers can do by themselves through the site's own endpoints.
    pub self_service: Vec<ActionSetting>,
    /// The language model that puts articles into words; none: they are quoted.
    pub llm: Option<LlmSettings>,
    /// The site's own words; the others are the default ones.
    pub templates: Templates,
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
            hours: None,
            department_hours: BTreeMap::new(),
            on_call: OnCallSetting::default(),
            deep_after: Millis::minutes(10),
            fresh_for: Millis::minutes(5),
            gone_after: Millis::seconds(60),
            callback_within: Some(Millis::minutes(60)),
            email_within: Some(Millis::minutes(4 * 60)),
            inbound_address: None,
            mail_when_away: true,
            call_length: Millis::minutes(15),
            calls_at_once: 1,
            call_notice: Millis::minutes(60),
            call_days: 7,
            calendars: Vec::new(),
            self_service: Vec::new(),
            llm: None,
            templates: Templates::default(),
        }
    }
}

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
        let mut faults = Vec::new();
        let rules = self.compiled(&mut faults);
        faults.into_iter().next().map_or(Ok(rules), Err)
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

    /// When a department works: its own hours, or the site's, or always.
    pub fn hours_of(&self, department: Department) -> Hours {
        let set = self.department_hours.get(&department).or(self.hours.as_ref());
        set.map_or_else(Hours::always, HoursSetting::hours)
    }

    /// Two answers in a row below this call for a person, %.
    pub fn consecutive_below(&self) -> u8 {
        self.consecutive_below.unwrap_or(self.profile.consecutive_below())
    }
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
