//! The site's conversations: what is recorded of each, and what a search, a page and "like this one" mean.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use warmline_model::{Author, Body, Entry, MAX_TEXT_CHARS, Millis, Seq, Timestamp};
use warmline_wire::{Code, FoundAt, HistoryQuery, Past, Refusal};

/// What stands before and after a found word in a snippet.
pub const MARKS: (char, char) = ('\u{2}', '\u{3}');
/// What a phrase stands between.
const QUOTES: [char; 4] = ['"', '\u{201c}', '\u{201d}', '\u{201e}'];
/// The most words that one search may have.
const MAX_WORDS: usize = 16;
/// The most results that a search gives, over all its pages.
pub const MAX_FOUND: usize = 500;
/// How many conversations are at most said to be like another.
pub const MAX_LIKE: usize = 10;
/// For how long after its last word a conversation is gone on with by a customer who comes back on another
/// device, or in a browser that remembers nothing.
pub const GOES_ON_FOR: Millis = Millis::minutes(30 * 24 * 60);
/// How many words of a question are looked up to find what is like it.
const LIKE_WORDS: usize = 24;
/// How much of a question's words another must share, weighed by how rare they are.
const LIKE_SHARE: f64 = 0.25;
/// Between letters of scripts that are written without spaces, so that each counts as a word.
const SPACE: char = '\u{200b}';

/// A call to the site's history. Repeating any of them is harmless.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
pub enum HistoryCall {
    /// From a conversation: how it stands, and what was said since it told last.
    Record(Box<Record>),
    /// From the edge: a page of a list. Answer: a body, [`warmline_wire::HistoryPage`].
    Find(HistoryQuery),
    /// From the edge: where a customer whom the site vouches for goes on. Answer: a body,
    /// `Option<ConversationId>`.
    Latest {
        /// Their account at the site.
        account: String,
        /// Not one in which nothing happened since then.
        since: Timestamp,
    },
}

/// How a conversation stands, and some of its texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Rises with each; of two, the lower one tells nothing newer about how it stands.
    pub revision: i64,
    /// As lists show it; nothing is found there.
    pub past: Past,
    /// The customer's e-mail address, in lower case: that which the site vouched for, or the first they gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// Their account at the site, if the site vouched for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// Whether it is closed and the customer was content.
    pub went_well: bool,
    /// The first real question.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked: Option<Seq>,
    /// Texts, as [`searchable`] gives them.
    pub texts: Vec<(Seq, String)>,
    /// Colleagues' notes, each with its number: 1, 2, 3, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<(u64, String)>,
}

/// The words of an entry that a search looks through: what the customer, the assistant or an agent said, and
/// what their files are called.
pub fn recorded(entry: &Entry) -> Option<String> {
    let files = entry.body.attachments().iter().map(|file| file.name.as_str());
    let said = match (&entry.author, &entry.body) {
        (Author::System, _) => None,
        (
            _,
            Body::Text { text, .. }
            | Body::Answer { text, .. }
            | Body::Corrected { text }
            | Body::Rated { comment: Some(text), .. },
        ) => Some(text),
        _ => None,
    };
    let said: Vec<&str> = said.map(String::as_str).into_iter().chain(files).collect();
    Some(searchable(&said.join(" "))).filter(|text| has_words(text))
}

/// A text as it is indexed: without the marks of snippets, and with each letter of a script that has no
/// spaces between words as a word of its own.
pub fn searchable(text: &str) -> String {
    let mut indexed = String::with_capacity(text.len());
    let mut before = false;
    for letter in text.chars().take(MAX_TEXT_CHARS) {
        if letter.is_control() && !letter.is_whitespace() {
            continue;
        }
        let own_word = is_own_word(letter);
        let in_word = letter.is_alphanumeric() && indexed.ends_with(char::is_alphanumeric);
        if in_word && (own_word || before) {
            indexed.push(SPACE);
        }
        indexed.push(letter);
        before = own_word;
    }
    indexed
}

/// A text as it was before it was indexed.
pub fn shown(text: &str) -> String {
    text.replace(SPACE, "")
}

/// Where the words of a search stand, of the place of a text and its snippet.
pub fn found_at(place: i64, snippet: &str) -> FoundAt {
    let entry = u64::try_from(place).ok().filter(|seq| *seq > 0).map(Seq);
    FoundAt { entry, snippet: shown(snippet) }
}

/// Chinese, Japanese and Korean letters.
fn is_own_word(letter: char) -> bool {
    matches!(letter, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'
        | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

fn has_words(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Words to look for, as expressions of FTS5 in which nothing that a user wrote is an operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Search {
    /// Any of the words.
    pub any: String,
    /// Each of them: all must stand somewhere in a conversation.
    pub each: Vec<String>,
}

impl Search {
    /// Words, and phrases in quotation marks. The last word may be the beginning of one. None if there is
    /// nothing that could be found.
    ///
    /// # Errors
    /// Too many words.
    pub fn new(words: &str) -> Result<Option<Self>, Refusal> {
        let mut each: Vec<String> = Vec::new();
        let parts: Vec<&str> = words.split(QUOTES).collect();
        for (n, part) in parts.iter().enumerate() {
            let before = each.len();
            match n % 2 {
                0 => each.extend(part.split_whitespace().filter_map(literal)),
                _ => each.extend(literal(part)),
            }
            if n + 1 == parts.len() && each.len() > before {
                each.iter_mut().last().into_iter().for_each(|last| last.push('*'));
            }
        }
        if each.len() > MAX_WORDS {
            let message = format!("q: at most {MAX_WORDS} words, not {}", each.len());
            return Err(Refusal::new(Code::Malformed, message));
        }
        let any = each.join(" OR ");
        Ok((!each.is_empty()).then_some(Self { any, each }))
    }
}

/// Words next to each other, as a string of FTS5.
fn literal(words: &str) -> Option<String> {
    let words = searchable(words).replace('"', " ");
    has_words(&words).then(|| format!("\"{}\"", words.trim()))
}

/// Where the next page begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum After {
    /// In a list: before this moment, and of those of the same, before this number. One that changes in
    /// the meantime goes to the front, and is not shown twice.
    Before(Timestamp, u64),
    /// In a search: all but these. What comes in meanwhile changes the order, and these stay out.
    AllBut(Vec<u64>),
}

impl After {
    /// As the client gives it back.
    pub fn write(&self) -> String {
        match self {
            Self::Before(updated, number) => format!("{}.{number}", updated.0),
            Self::AllBut(numbers) => {
                let numbers: Vec<String> = numbers.iter().map(u64::to_string).collect();
                format!("s{}", numbers.join("."))
            }
        }
    }

    /// Reads what a client gave back.
    ///
    /// # Errors
    /// It is not what a page gave.
    pub fn read(text: &str) -> Result<Self, Refusal> {
        let after = match text.strip_prefix('s') {
            Some(numbers) => {
                let numbers = numbers.split('.').map(|n| n.parse().ok());
                let numbers: Option<Vec<u64>> = numbers.collect();
                numbers.filter(|numbers| numbers.len() <= MAX_FOUND).map(Self::AllBut)
            }
            None => text.split_once('.').and_then(|(updated, number)| {
                Some(Self::Before(Timestamp(updated.parse().ok()?), number.parse().ok()?))
            }),
        };
        after.ok_or_else(|| {
            let message = "after: what the page before gave as `next`, with the same parameters";
            Refusal::new(Code::Malformed, message)
        })
    }
}

/// A conversation that went well and has one of the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its number.
    pub number: u64,
    /// Whether it is about the same topic.
    pub same_topic: bool,
}

/// The words of a question by which others are found, as expressions of FTS5: the beginnings of its longer
/// words, so that "refunds" finds "refunded".
pub fn like_words(question: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in shown(question).to_lowercase().split(|letter: char| !letter.is_alphanumeric()) {
        let letters: Vec<char> = word.chars().collect();
        let found: Vec<String> = if letters.iter().any(|letter| is_own_word(*letter)) {
            let pairs = letters.windows(2).map(|pair| pair.iter().collect::<String>());
            pairs.filter_map(|pair| literal(&pair)).collect()
        } else if letters.len() > 5 {
            let start: String = letters.iter().take(letters.len() - 2).collect();
            literal(&start).map(|start| format!("{start}*")).into_iter().collect()
        } else if letters.len() > 3 {
            literal(word).into_iter().collect()
        } else {
            Vec::new()
        };
        for word in found {
            if !words.contains(&word) && words.len() < LIKE_WORDS {
                words.push(word);
            }
        }
    }
    words
}

/// Which are like a question: for each of its words, who has it; `total` is how many went well. The same topic
/// first, then who shares most, a rare word counting for more; the newest of those that are alike.
pub fn most_like(total: usize, found: &[Vec<Candidate>]) -> Vec<u64> {
    let mut shares: BTreeMap<u64, (bool, usize, f64)> = BTreeMap::new();
    let mut all = 0.0;
    for candidates in found {
        #[allow(clippy::cast_precision_loss)]
        let weight = (1.0 + total as f64 / (candidates.len() as f64 + 0.5)).ln();
        all += weight;
        let distinct: BTreeSet<(u64, bool)> =
            candidates.iter().map(|one| (one.number, one.same_topic)).collect();
        for (number, same_topic) in distinct {
            let share = shares.entry(number).or_insert((same_topic, 0, 0.0));
            share.1 += 1;
            share.2 += weight;
        }
    }
    let mut like: Vec<(u64, bool, f64)> = shares
        .into_iter()
        .filter(|(_, (same_topic, words, share))| {
            (*words >= 2 || *same_topic) && *share >= LIKE_SHARE * all
        })
        .map(|(number, (same_topic, _, share))| (number, same_topic, share))
        .collect();
    like.sort_by(|a, b| b.1.cmp(&a.1).then(b.2.total_cmp(&a.2)).then(b.0.cmp(&a.0)));
    like.into_iter().take(MAX_LIKE).map(|(number, ..)| number).collect()
}

#[cfg(test)]
mod tests;
