//! What is read of a source's answer: a few short facts, and never anything that is more than text.

use super::ProfileSource;
use crate::plain;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use warmline_model::{LookUp, LookUpOutcome, ProfileFact, ProfileField, Timestamp};

/// How many facts one source may give.
pub const MAX_FACTS: usize = 12;
/// The longest path, and how deep it may go.
const MAX_PATH: usize = 200;
const MAX_STEPS: usize = 10;

/// Where in an answer something stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(
    untagged,
    expecting = "a path such as \"plan.name\", or {\"each\": \"orders\", \"text\": \"{number}: {status}\"}"
)]
pub enum Reading {
    /// A path: `totals.spent`, `plans[0].name`. A list of texts gives a fact for each, a list of objects how many there
    /// are.
    Path(String),
    /// A fact for each element of a list.
    Each(Each),
}

/// A fact for each element of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Each {
    /// The list's path; `$` for an answer that is a list itself.
    pub each: String,
    /// The fact, with paths within the element in braces: `{number}: {status}`.
    pub text: String,
}

/// What came of asking one source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceAnswer {
    /// How it went.
    pub look_up: LookUp,
    /// What it says of the customer.
    pub facts: Vec<ProfileFact>,
}

/// One step of a path.
enum Part<'a> {
    Name(&'a str),
    Index(usize),
}

impl Reading {
    pub(super) fn check(&self) -> Result<(), String> {
        match self {
            Self::Path(path) => check_path(path),
            Self::Each(Each { each, text }) => {
                check_path(each)?;
                let names: Vec<&str> = pieces(text).ok_or_else(braces)?.filter_map(named).collect();
                if names.is_empty() || text.chars().count() > MAX_PATH {
                    return Err(braces());
                }
                names.into_iter().try_for_each(check_path)
            }
        }
    }

    fn texts(&self, answer: &Value) -> Vec<String> {
        match self {
            Self::Path(path) => match at(answer, path) {
                Some(Value::Array(list)) if list.iter().any(Value::is_object) => {
                    vec![list.len().to_string()]
                }
                Some(Value::Array(list)) => list.iter().filter_map(said).take(MAX_FACTS).collect(),
                Some(value) => said(value).into_iter().collect(),
                None => Vec::new(),
            },
            Self::Each(Each { each, text }) => {
                let list = at(answer, each).and_then(Value::as_array);
                let list = list.into_iter().flatten().take(MAX_FACTS);
                list.filter_map(|element| written(text, element)).collect()
            }
        }
    }
}

impl ProfileSource {
    /// Reads an answer: a status of HTTP and the whole body.
    pub fn read(&self, at: Timestamp, unverified: bool, status: u16, body: &[u8]) -> SourceAnswer {
        let outcome = match status {
            200..=299 => return self.read_body(at, unverified, body),
            300..=399 => LookUpOutcome::Redirected,
            404 | 410 => LookUpOutcome::Nothing,
            _ => LookUpOutcome::Refused { status },
        };
        self.ended(at, unverified, outcome)
    }

    /// A look-up that ended without an answer.
    pub fn ended(&self, at: Timestamp, unverified: bool, outcome: LookUpOutcome) -> SourceAnswer {
        let look_up = LookUp { source: self.shown_name(), at, outcome, unverified };
        SourceAnswer { look_up, facts: Vec::new() }
    }

    fn read_body(&self, at: Timestamp, unverified: bool, body: &[u8]) -> SourceAnswer {
        let body = body.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(body);
        if body.iter().all(u8::is_ascii_whitespace) {
            return self.ended(at, unverified, LookUpOutcome::Nothing);
        }
        let Ok(answer) = serde_json::from_slice::<Value>(body) else {
            return self.ended(at, unverified, LookUpOutcome::NotJson);
        };
        let facts = self.facts_in(&answer);
        let outcome = if facts.is_empty() { LookUpOutcome::Nothing } else { LookUpOutcome::Found };
        SourceAnswer { facts, ..self.ended(at, unverified, outcome) }
    }

    fn facts_in(&self, answer: &Value) -> Vec<ProfileFact> {
        let fields = self.answers.iter().map(|(field, reading)| (*field, None, reading));
        let others = self.facts.iter();
        let others = others.map(|(label, reading)| (ProfileField::Other, Some(label), reading));
        let mut facts = Vec::new();
        for (field, label, reading) in fields.chain(others) {
            for text in reading.texts(answer) {
                let text = match field {
                    ProfileField::Since => day_of(&text).unwrap_or(text),
                    _ => text,
                };
                let value = plain::line(&text, ProfileFact::MAX_VALUE);
                if !value.is_empty() && facts.len() < MAX_FACTS {
                    let label = label.map(|text| plain::line(text, ProfileFact::MAX_LABEL));
                    let source = self.shown_name();
                    facts.push(ProfileFact { field, label, value, source, asked_about: false });
                }
            }
        }
        facts
    }

    fn shown_name(&self) -> String {
        plain::line(&self.name, ProfileFact::MAX_LABEL)
    }
}

fn check_path(path: &str) -> Result<(), String> {
    let wrong = || format!("a path is like orders[0].number, of at most {MAX_STEPS} steps");
    let count = parts(path).ok_or_else(wrong)?.len();
    if count > MAX_STEPS || path.len() > MAX_PATH { Err(wrong()) } else { Ok(()) }
}

fn braces() -> String {
    format!("text: 1 to {MAX_PATH} characters with paths in braces, such as {{number}}: {{status}}")
}

/// The steps of a path; none if it is no path.
fn parts(path: &str) -> Option<Vec<Part<'_>>> {
    let path = match path.strip_prefix('$') {
        Some("") => return Some(Vec::new()),
        Some(rest) => rest.strip_prefix('.').unwrap_or(rest),
        None => path,
    };
    let mut parts = Vec::new();
    for step in path.split('.') {
        let (name, mut rest) = step.split_at(step.find('[').unwrap_or(step.len()));
        if name.is_empty() && (rest.is_empty() || !parts.is_empty())
            || name.contains([']', '{', '}'])
        {
            return None;
        }
        if !name.is_empty() {
            parts.push(Part::Name(name));
        }
        while !rest.is_empty() {
            let (index, after) = rest.strip_prefix('[')?.split_once(']')?;
            parts.push(Part::Index(index.parse().ok()?));
            rest = after;
        }
    }
    Some(parts)
}

fn at<'a>(answer: &'a Value, path: &str) -> Option<&'a Value> {
    parts(path)?.into_iter().try_fold(answer, |value, part| match part {
        Part::Name(name) => value.get(name),
        Part::Index(index) => value.get(index),
    })
}

/// A value as words; none where there is nothing to say.
fn said(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(yes) => Some(if *yes { "yes" } else { "no" }.to_owned()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A text and the paths in its braces, by turns; none if the braces do not pair.
fn pieces(text: &str) -> Option<impl Iterator<Item = (bool, &str)>> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some((before, from)) = rest.split_once('{') {
        let (path, after) = from.split_once('}')?;
        pieces.push((false, before));
        pieces.push((true, path));
        rest = after;
    }
    pieces.push((false, rest));
    let paired = pieces.iter().all(|(path, text)| *path || !text.contains('}'));
    paired.then(|| pieces.into_iter())
}

fn named((path, text): (bool, &str)) -> Option<&str> {
    path.then_some(text)
}

/// A fact of one element; none if it has nothing of what is asked for.
fn written(text: &str, element: &Value) -> Option<String> {
    let mut out = String::new();
    let mut found = false;
    for (path, piece) in pieces(text)? {
        if !path {
            out.push_str(piece);
        } else if let Some(value) = at(element, piece).and_then(said) {
            out.extend(value.chars().take(ProfileFact::MAX_VALUE));
            found = true;
        }
    }
    found.then_some(out)
}

/// Seconds or milliseconds since 1970 as a day; none if the text is no such number.
fn day_of(text: &str) -> Option<String> {
    let number: i64 = text.parse().ok()?;
    let seconds = match number {
        100_000_000..=99_999_999_999 => number,
        100_000_000_000..=99_999_999_999_999 => number / 1_000,
        _ => return None,
    };
    // Days to a date, as Howard Hinnant's civil_from_days.
    let days = seconds / 86_400 + 719_468;
    let era = days / 146_097;
    let of_era = days % 146_097;
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Some(format!("{year:04}-{month:02}-{day:02}"))
}
