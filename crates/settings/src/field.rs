//! What a field of a form is, how its value is shown, and how what is written becomes a value.

use crate::{duration, exceptions, stand_ins};
use serde_json::{Value, json};

/// Values and the words for them.
pub type Choices = &'static [(&'static str, &'static str)];

/// A field: its name in the settings, and what owners read.
#[derive(Debug)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its label.
    pub label: &'static str,
    /// What it does.
    pub help: &'static str,
    /// What it holds.
    pub kind: Kind,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// One line.
    Text,
    /// Several lines.
    Long,
    /// A whole number from `low` to `high`.
    Number {
        /// What is counted.
        unit: &'static str,
        /// The least.
        low: i64,
        /// The most.
        high: i64,
    },
    /// 0 to 100.
    Percent,
    /// Milliseconds, written as people do.
    Duration {
        /// What it is called when there is none, where that may be (`null`).
        off: Option<&'static str>,
    },
    /// Yes or no.
    Switch,
    /// One of these.
    Choice(Choices),
    /// Any of these.
    Several(Choices),
    /// One of the site's departments.
    Department,
    /// Texts, one a line.
    Words {
        /// What no text at all is called, where there are some by default.
        off: Option<&'static str>,
    },
    /// A currency's three letters.
    Currency,
    /// A sum with its currency.
    Money,
    /// Never shown again once it is stored.
    Secret,
    /// Names and their texts, one a line: `Accept: text/html`.
    Pairs,
    /// Days that are other than the week says, one a line: `12-25 Christmas Day`.
    Exceptions,
    /// Times at which somebody else is on call, one a line: `2026-12-24 09:00 to 2026-12-26 09:00 ben`.
    StandIns,
    /// Anything, as JSON.
    Json,
    /// Drawn by a part of its own: the policies.
    Policies,
    /// Drawn by a part of its own: the systems that know customers.
    Sources,
    /// Drawn by a part of its own: the systems that packages and letters go to.
    Destinations,
    /// Drawn by a part of its own: the calendars in whose busy times there are no calls.
    Calendars,
    /// Drawn by a part of its own: what customers can do by themselves.
    Actions,
    /// Drawn by a part of its own: the departments.
    Departments,
    /// Drawn by a part of its own: the hours that hold for all.
    Hours,
    /// Drawn by a part of its own: hours of single departments.
    DepartmentHours,
    /// Drawn by a part of its own: whoever is on call.
    OnCall,
    /// Drawn by a part of its own: the tiers' table.
    Tiers,
    /// Drawn by a part of its own: the bands by topic.
    TopicBands,
    /// Drawn by a part of its own: the language model.
    Model,
    /// Drawn by a part of its own: what customers read.
    Templates,
}

/// The words for `value` among `choices`.
pub fn label(choices: Choices, value: &str) -> Option<&'static str> {
    choices.iter().find(|(key, _)| *key == value).map(|(_, label)| *label)
}

fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}

fn list_of(value: &Value, between: &str) -> String {
    let items = value.as_array().map(Vec::as_slice).unwrap_or_default();
    items.iter().map(text_of).collect::<Vec<_>>().join(between)
}

impl Kind {
    /// The value as it stands in the text field; empty where it is none.
    pub fn show(&self, value: &Value) -> String {
        match self {
            Self::Duration { .. } => value.as_u64().map(duration::show).unwrap_or_default(),
            Self::Words { .. } => list_of(value, "\n"),
            Self::Money => match (value["hundredths"].as_i64(), value["currency"].as_str()) {
                (Some(sum), Some(currency)) if sum % 100 == 0 => {
                    format!("{} {currency}", sum / 100)
                }
                (Some(sum), Some(currency)) => {
                    format!("{}.{:02} {currency}", sum / 100, (sum % 100).abs())
                }
                _ => String::new(),
            },
            Self::Pairs => {
                let pairs = value.as_object().into_iter().flatten();
                let lines = pairs.map(|(name, text)| [name, ": ", &text_of(text)].concat());
                lines.collect::<Vec<_>>().join("\n")
            }
            Self::Exceptions => exceptions::show(value),
            Self::StandIns => stand_ins::show(value),
            Self::Json if value.is_null() => String::new(),
            Self::Json => serde_json::to_string_pretty(value).unwrap_or_default(),
            _ => text_of(value),
        }
    }

    /// What was written, as a value; `None`: nothing.
    ///
    /// # Errors
    /// What is wrong and how it can be written.
    pub fn read(&self, text: &str) -> Result<Option<Value>, String> {
        let short = text.trim();
        if short.is_empty() {
            return Ok(None);
        }
        let value = match self {
            Self::Number { low, high, .. } => json!(whole(short, *low, *high)?),
            Self::Percent => {
                json!(whole(short.trim_end_matches('%').trim_end(), 0, 100)?)
            }
            Self::Duration { .. } => json!(duration::read(short)?),
            Self::Words { .. } => {
                let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
                json!(lines.collect::<Vec<_>>())
            }
            Self::Pairs => pairs(text)?,
            Self::Exceptions => exceptions::read(text),
            Self::StandIns => stand_ins::read(text),
            Self::Currency => json!(currency(short)?),
            Self::Money => money(short)?,
            Self::Json => {
                serde_json::from_str(text).map_err(|error| format!("This is no JSON: {error}."))?
            }
            Self::Long => json!(text),
            _ => json!(short),
        };
        Ok(Some(value))
    }

    /// The value in words, as in "Default: 10 min".
    pub fn describe(&self, value: &Value) -> String {
        let said = match (self, value) {
            (Self::Duration { off: Some(off) }, Value::Null) => (*off).to_owned(),
            (Self::Words { off: Some(off) }, Value::Array(list)) if list.is_empty() => {
                (*off).to_owned()
            }
            (Self::Switch, Value::Bool(on)) => if *on { "on" } else { "off" }.to_owned(),
            (Self::Choice(choices), Value::String(key)) => {
                label(choices, key).unwrap_or(key).to_owned()
            }
            (Self::Several(choices), Value::Array(list)) => {
                let keys = list.iter().filter_map(Value::as_str);
                keys.map(|key| label(choices, key).unwrap_or(key)).collect::<Vec<_>>().join(", ")
            }
            (Self::Words { .. }, _) => list_of(value, ", "),
            (Self::Percent, Value::Number(number)) => format!("{number} %"),
            (Self::Number { unit, .. }, Value::Number(number)) => format!("{number} {unit}"),
            (Self::Secret, Value::Bool(true)) => "stored".to_owned(),
            (Self::Secret, Value::String(_)) => "a new one".to_owned(),
            (Self::Json, value) if !value.is_null() => value.to_string(),
            _ => self.show(value),
        };
        if said.trim().is_empty() { "none".to_owned() } else { said.trim().to_owned() }
    }

    /// Whether it is written into a field of several lines.
    pub fn is_long(&self) -> bool {
        matches!(
            self,
            Self::Long
                | Self::Words { .. }
                | Self::Pairs
                | Self::Exceptions
                | Self::StandIns
                | Self::Json
        )
    }
}

fn whole(text: &str, low: i64, high: i64) -> Result<i64, String> {
    let number = text.parse().ok().filter(|number| (low..=high).contains(number));
    number.ok_or_else(|| format!("Write a whole number from {low} to {high}."))
}

fn pairs(text: &str) -> Result<Value, String> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let pairs = lines.map(|(at, line)| {
        let pair = line.split_once(':').map(|(name, text)| (name.trim(), text.trim()));
        let pair = pair.filter(|(name, _)| !name.is_empty());
        let pair = pair.map(|(name, text)| (name.to_owned(), Value::from(text)));
        pair.ok_or_else(|| format!("Line {}: write a name, a colon and a text.", at + 1))
    });
    Ok(Value::Object(pairs.collect::<Result<_, _>>()?))
}

fn currency(text: &str) -> Result<String, &'static str> {
    let code = text.to_uppercase();
    let fits = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    fits.then_some(code).ok_or("Write the currency's three letters, as in USD or EUR.")
}

fn money(text: &str) -> Result<Value, String> {
    const HOW: &str = "Write a sum and its currency, as in 250 EUR.";
    let split = text.find(|c: char| c.is_alphabetic()).ok_or(HOW)?;
    let (sum, code) = text.split_at(split);
    let (units, hundredths) = sum.trim().split_once('.').unwrap_or((sum.trim(), "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(units) || !digits(hundredths) || hundredths.len() > 2 || units.len() > 12 {
        return Err(HOW.to_owned());
    }
    let units: i64 = units.parse().map_err(|_| HOW)?;
    let tail: i64 = [hundredths, "0"].concat().get(..2).unwrap_or("0").parse().map_err(|_| HOW)?;
    Ok(json!({"hundredths": units * 100 + tail, "currency": currency(code.trim())?}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_reads_what_it_shows() {
        let both = [
            (Kind::Text, json!("Acme")),
            (Kind::Percent, json!(85)),
            (Kind::Duration { off: None }, json!(600_000)),
            (Kind::Words { off: None }, json!(["a b", "c"])),
            (Kind::Pairs, json!({"Accept": "a: b", "X": ""})),
            (Kind::Currency, json!("EUR")),
            (Kind::Money, json!({"hundredths": 25_000, "currency": "EUR"})),
            (Kind::Money, json!({"hundredths": 1_005, "currency": "USD"})),
            (Kind::Json, json!([{"a": 1}])),
            (
                Kind::Exceptions,
                json!([{"on": "12-25"}, {"on": "2026-12-31", "name": "Stocktaking", "spans": ["09:00-13:00"]}]),
            ),
        ];
        for (kind, value) in both {
            assert_eq!(kind.read(&kind.show(&value)), Ok(Some(value)), "{kind:?}");
        }
    }

    #[test]
    fn what_cant_be_read_says_how_it_can_be_written() {
        let number = Kind::Number { unit: "messages", low: 2, high: 100 };
        let cases = [
            (number, "1", "from 2 to 100"),
            (Kind::Percent, "101", "from 0 to 100"),
            (Kind::Currency, "euro", "three letters"),
            (Kind::Money, "250", "250 EUR"),
            (Kind::Money, "1.234 EUR", "250 EUR"),
            (Kind::Json, "{", "no JSON"),
            (Kind::Pairs, "a: b\n\nc", "Line 3"),
        ];
        for (kind, text, says) in cases {
            let why = kind.read(text).expect_err(text);
            assert!(why.contains(says), "{text}: {why}");
        }
        assert_eq!(Kind::Percent.read(" 85 % "), Ok(Some(json!(85))));
        assert_eq!(
            Kind::Money.read("1.5eur"),
            Ok(Some(json!({"hundredths": 150, "currency": "EUR"})))
        );
        assert_eq!(Kind::Words { off: None }.read("\n \n"), Ok(None));
    }

    #[test]
    fn a_default_is_said_in_words() {
        assert_eq!(Kind::Switch.describe(&json!(true)), "on");
        assert_eq!(Kind::Duration { off: Some("never") }.describe(&Value::Null), "never");
        assert_eq!(Kind::Words { off: None }.describe(&json!([])), "none");
        assert_eq!(Kind::Percent.describe(&json!(85)), "85 %");
    }
}
