//! A site's own words: plain text with named fields, checked when saved (R-120).

pub use super::catalog::{CATALOG, Words};

use super::TimeWords;
use crate::settings::SettingsError;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The longest template, in characters.
const LONGEST: usize = 1_000;

/// Where the console shows a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// The assistant speaks.
    Assistant,
    /// A person is offered.
    Offers,
    /// A handoff starts.
    Handoff,
    /// The customer waits.
    Wait,
    /// Nobody is at work, and what is promised instead.
    AfterHours,
    /// The customer does something by themselves.
    SelfService,
    /// A person leads.
    Human,
    /// Parts of the others.
    Parts,
}

/// A field of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Field {
    /// Written `{name}`.
    pub name: &'static str,
    /// A value for previews.
    pub sample: &'static str,
    /// Whether the words would be untrue or lose something without it.
    pub needed: bool,
    /// What may be filled in.
    pub holds: Holds,
}

/// What may be filled in for a field (R-136).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    /// Names, counts, and words of people.
    Plain,
    /// What other templates said.
    Parts,
    /// A time: nothing but [`TimeWords`].
    Time,
}

/// One template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Template {
    /// Its name in the settings.
    pub key: &'static str,
    /// Where the console shows it.
    pub group: Group,
    /// When it is said.
    pub when: &'static str,
    /// The default words.
    pub text: &'static str,
    /// What can be filled in.
    pub fields: &'static [Field],
}

impl Words {
    /// Its template.
    pub const fn template(self) -> &'static Template {
        &CATALOG[self as usize]
    }
}

/// The texts that a site chose, by template; the others have their defaults.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Templates(BTreeMap<String, String>);

impl Templates {
    /// The words for a moment, with these fields. A field that holds a time stays empty.
    pub fn say(&self, words: Words, fields: &[(&str, &str)]) -> String {
        self.say_times(words, fields, &[])
    }

    /// The same, with the fields that hold times (R-136).
    pub fn say_times(
        &self,
        words: Words,
        fields: &[(&str, &str)],
        times: &[(&str, &TimeWords)],
    ) -> String {
        let template = words.template();
        let is_time = |name: &str| {
            template.fields.iter().any(|field| field.name == name && field.holds == Holds::Time)
        };
        let own = self.0.get(template.key).map(String::as_str);
        let times = times.iter().map(|(name, time)| (*name, time.as_str()));
        let times = times.filter(|(name, _)| is_time(name));
        let plain = fields.iter().copied().filter(|(name, _)| !is_time(name));
        let all: Vec<(&str, &str)> = plain.chain(times).collect();
        filled(own.unwrap_or(template.text), &all)
    }

    /// Says each template that can't be: an unknown name, field or bracket, a needed field left out.
    pub fn faults(&self) -> Vec<SettingsError> {
        let mut faults = Vec::new();
        for (key, text) in &self.0 {
            let allowed = match CATALOG.iter().find(|template| template.key == key) {
                Some(template) => fault(template, text),
                None => Some("there is no such template".to_owned()),
            };
            let field = format!("templates.{key}");
            faults.extend(allowed.map(|allowed| SettingsError::at(field, allowed)));
        }
        faults
    }
}

fn fault(template: &Template, text: &str) -> Option<String> {
    let length = text.chars().count();
    if text.trim().is_empty() || length > LONGEST {
        return Some(format!("1 to {LONGEST} characters, not {length}"));
    }
    if text.chars().any(|c| c.is_control() && c != '\n') {
        return Some("plain text without control characters".into());
    }
    let names = || template.fields.iter().map(|field| field.name);
    let listed = || {
        let names: Vec<String> = names().map(|name| format!("{{{name}}}")).collect();
        if names.is_empty() { "it has no fields".to_owned() } else { names.join(", ") }
    };
    let mut rest = text;
    let mut used = Vec::new();
    while let Some(at) = rest.find(['{', '}']) {
        let field = rest[at..].strip_prefix('{').and_then(|inner| inner.split_once('}'));
        let Some((name, after)) = field.filter(|(name, _)| !name.contains('{')) else {
            return Some(format!("fields in brackets, as in {{name}}; these: {}", listed()));
        };
        if !names().any(|known| known == name) {
            return Some(format!("no field {{{name}}}; these: {}", listed()));
        }
        used.push(name);
        rest = after;
    }
    let missing = template.fields.iter().find(|f| f.needed && !used.contains(&f.name))?;
    Some(format!("the field {{{}}} is needed", missing.name))
}

/// Fills a text. An empty field takes the comma, colon and space before it with it, so that "Hi {customer},"
/// becomes "Hi,". Nothing that was filled in is read again.
fn filled(text: &str, fields: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        out.push_str(before);
        let value = fields.iter().find(|(known, _)| *known == name).map_or("", |(_, value)| value);
        if value.is_empty() {
            out.truncate(out.trim_end_matches([' ', ',', ':']).len());
        }
        out.push_str(value);
        rest = if out.is_empty() { after.trim_start() } else { after };
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(json: &str) -> Templates {
        serde_json::from_str(json).expect("templates")
    }

    #[test]
    fn every_default_is_a_template_that_could_be_saved() {
        // R-120
        for template in CATALOG {
            assert_eq!(fault(template, template.text), None, "{}", template.key);
            let twice = CATALOG.iter().filter(|t| t.key == template.key).count();
            assert_eq!(twice, 1, "{}", template.key);
            let samples = template.fields.iter().map(|f| (f.name, f.sample));
            let shown = filled(template.text, &samples.collect::<Vec<_>>());
            assert!(!shown.contains(['{', '}']), "{shown}");
        }
        assert_eq!(Words::OurTeam.template().key, "our_team");
    }

    /// Words that promise a time without one.
    const VAGUE: &[&str] =
        &["soon", "shortly", "moment", "momentarily", "minute", "hour", "day", "tomorrow"];

    #[test]
    fn no_time_is_said_but_from_a_record_from_hours_or_from_the_wait() {
        // R-131, R-136. What times are made of is the vocabulary of `TimeWords`, said nowhere else.
        let vocabulary = [
            Words::Minute,
            Words::Minutes,
            Words::Hour,
            Words::Hours,
            Words::Day,
            Words::Days,
            Words::AtToday,
            Words::AtTomorrow,
            Words::AtDay,
            Words::WaitUnderAMinute,
            Words::WaitUnder,
            Words::WaitAbout,
            Words::WaitBetween,
        ];
        let vocabulary = vocabulary.map(|words| words.template().key);
        let says_time = |text: &str| {
            let words = text.to_lowercase();
            let mut words = words.split(|c: char| !c.is_alphanumeric());
            words.any(|word| VAGUE.iter().any(|v| word == *v || word.strip_suffix('s') == Some(v)))
        };
        let digits = |text: &str| text.chars().any(|c| c.is_ascii_digit());
        for template in CATALOG {
            if vocabulary.contains(&template.key) {
                assert!(template.fields.iter().all(|f| f.holds == Holds::Time), "{}", template.key);
                continue;
            }
            // "The moment" is now: nothing is promised by it.
            let now = template.text.replace("at this moment", "").replace("this first", "");
            let now = now.replace("help with today", "").replace("+49 30 1234567", "");
            let now = now.replace("2026-11-30", "");
            assert!(!says_time(&now) && !digits(&now), "{}: {now}", template.key);
            for field in template.fields.iter().filter(|field| field.holds == Holds::Plain) {
                // An article's words are the site's own.
                if field.name == "answer" {
                    continue;
                }
                assert!(!says_time(field.sample), "{} {}", template.key, field.name);
            }
        }
    }

    #[test]
    fn a_field_that_holds_a_time_takes_no_text() {
        // R-136
        let templates = Templates::default();
        let said = templates.say(Words::OpensAgain, &[("when", "soon")]);
        assert!(!said.contains("soon"), "{said}");
    }

    #[test]
    fn a_site_says_it_in_its_own_words() {
        // R-120
        let words = own(r#"{"agent_joined": "{agent} ({team}) ist jetzt für Sie da."}"#);
        assert_eq!(words.faults(), []);
        let fields = [("agent", "Ana"), ("team", "Rechnung")];
        assert_eq!(words.say(Words::AgentJoined, &fields), "Ana (Rechnung) ist jetzt für Sie da.");
        let default = "You are now connected with Ana from our Billing team.";
        let fields = [("agent", "Ana"), ("team", "Billing")];
        assert_eq!(Templates::default().say(Words::AgentJoined, &fields), default);
    }

    #[test]
    fn a_template_that_can_not_be_is_refused_with_what_is_allowed() {
        // R-120
        for (json, says) in [
            (r#"{"agent_joined": "{agnet} is here"}"#, "no field {agnet}; these: {agent}, {team}"),
            (r#"{"agent_joined": "Somebody is here"}"#, "the field {agent} is needed"),
            (r#"{"agent_joined": "{agent is here"}"#, "fields in brackets"),
            (r#"{"agent_joined": "agent} is here"}"#, "fields in brackets"),
            (r#"{"agent_joined": "{{agent}} is here"}"#, "fields in brackets"),
            (r#"{"glad": "Good, {customer}"}"#, "no field {customer}; these: it has no fields"),
            (r#"{"glad": "  "}"#, "1 to 1000 characters, not 2"),
            (r#"{"glad": "a\u0000b"}"#, "plain text"),
            (r#"{"happy": "Good"}"#, "there is no such template"),
        ] {
            let faults = own(json).faults();
            assert!(faults.iter().any(|f| f.allowed.contains(says)), "{json}: {faults:?}");
            assert!(faults[0].field.starts_with("templates."));
        }
    }

    #[test]
    fn what_is_not_known_leaves_no_hole_and_what_is_filled_in_is_not_read_again() {
        let say = |text: &str, customer: &str| filled(text, &[("customer", customer)]);
        assert_eq!(say("Hi {customer}, I am Ana.", ""), "Hi, I am Ana.");
        assert_eq!(say("Resolved, {customer}. More?", ""), "Resolved. More?");
        assert_eq!(say("{customer} Still here.", ""), "Still here.");
        assert_eq!(say("Sorry: {customer}. Now.", ""), "Sorry. Now.");
        assert_eq!(say("Bye, {customer}", ""), "Bye");
        assert_eq!(say("Hi {customer}!", "{agent}"), "Hi {agent}!");
    }
}
