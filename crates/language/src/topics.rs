//! What a message is about, as far as it decides who answers: word lists in every language, and for English
//! a model that has read many such messages. The lists know what no model has seen; the model knows the rest.

use std::sync::LazyLock;

use warmline_model::Topic;

use crate::Message;
use crate::lexicon::{Classes, Hit, List, class};
use crate::linear::{Linear, percent};
use crate::negativity;

/// The topics a model was trained for, in the order of its classes.
pub const LEARNED: [Topic; 3] = [Topic::BillingRefund, Topic::AccountSecurity, Topic::Cancellation];

/// A topic counts from this percentage on; what bypasses the bot should ask for 75.
pub const THRESHOLD: u8 = 50;

/// How much of the model's log-odds counts: it is surer than it should be about a company it has not read.
const MODEL_SHARE: f32 = 0.7;
/// From these log-odds of being negative on, a message is a complaint if it is nothing else.
const ANGER: f32 = 2.0;
/// Words of one pattern stand at most this many words apart.
const WINDOW: u32 = 7;

/// A topic, how sure, and the words that say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicScore {
    /// The topic.
    pub topic: Topic,
    /// How likely, `THRESHOLD` to 100.
    pub percent: u8,
    /// The part of the message that says so, as it was written.
    pub evidence: String,
}

/// Classes that must stand near each other, one that must not, and what that says.
struct Pattern {
    topic: Topic,
    odds: f32,
    all: Classes,
    /// None of these anywhere near.
    none: Classes,
    /// None of these just before.
    unless_after: Classes,
}

static PATTERNS: LazyLock<Vec<Pattern>> = LazyLock::new(|| {
    include_str!("topics/topics.patterns").lines().filter_map(|line| pattern(line).ok()).collect()
});

static MODEL: LazyLock<Option<Linear<'static>>> =
    LazyLock::new(|| Linear::read(include_bytes!("topics/topics.weights")));

/// Reads a line `topic percent: classes`; what is wrong with it, else.
fn pattern(line: &str) -> Result<Pattern, String> {
    let (head, classes) = line.split_once(':').ok_or("no colon")?;
    let (topic, percent) = head.split_once(' ').ok_or("no percentage")?;
    let topic =
        Topic::ALL.into_iter().find(|known| known.code() == topic).ok_or("no such topic")?;
    let share = percent.parse::<f32>().map_err(|error| error.to_string())? / 100.0;
    let (mut all, mut none, mut unless_after) = (0, 0, 0);
    for name in classes.split_whitespace() {
        let (set, name) = match name.split_at(1) {
            ("!", name) => (&mut none, name),
            ("~", name) => (&mut unless_after, name),
            _ => (&mut all, name),
        };
        match class(List::Topics, name) {
            0 => return Err(format!("no class {name}")),
            bit => *set |= bit,
        }
    }
    Ok(Pattern { topic, odds: (share / (1.0 - share)).ln(), all, none, unless_after })
}

/// The topics of a message, the likeliest first; empty when it has none.
pub fn topics(message: &Message<'_>) -> Vec<TopicScore> {
    topics_with(MODEL.as_ref(), message)
}

/// The same with another model, or none: for measuring.
pub fn topics_with(model: Option<&Linear<'_>>, message: &Message<'_>) -> Vec<TopicScore> {
    let hits = message.hits(List::Topics);
    let listed = listed(hits);
    // The model has read English only.
    let model = model.filter(|_| message.may_be_english());
    let learned = model.map(|model| model.scores(message.features()));
    let mut out = Vec::new();
    for (number, &topic) in Topic::ALL.iter().enumerate() {
        let (odds, at) = match &listed[number] {
            Some(found) => (found.odds, Some((found.start, found.end))),
            None => (f32::NEG_INFINITY, None),
        };
        let score = match (&learned, LEARNED.iter().position(|&known| known == topic)) {
            // What the lists say stands; the model may add to it.
            (Some(learned), Some(class)) => {
                let learned = MODEL_SHARE * learned[class];
                if odds == f32::NEG_INFINITY { learned } else { odds.max(odds + learned) }
            }
            _ => odds,
        };
        let percent = percent(score);
        if percent >= THRESHOLD {
            let whole = || (0, message.text().len());
            let (start, end) = at.unwrap_or_else(whole);
            let evidence = message.text().get(start..end).unwrap_or_default().trim().to_owned();
            out.push(TopicScore { topic, percent, evidence });
        }
    }
    if out.is_empty() {
        // Great anger about nothing else is a complaint.
        let percent = percent(negativity::score(message) - ANGER);
        if percent >= THRESHOLD {
            let evidence = message.text().trim().to_owned();
            out.push(TopicScore { topic: Topic::Complaint, percent, evidence });
        }
    }
    out.sort_by_key(|score| (std::cmp::Reverse(score.percent), score.topic));
    out
}

struct Listed {
    odds: f32,
    start: usize,
    end: usize,
}

/// The strongest pattern of each topic.
fn listed(hits: &[Hit]) -> [Option<Listed>; Topic::ALL.len()] {
    let mut best: [Option<Listed>; Topic::ALL.len()] = Default::default();
    for (number, first) in hits.iter().enumerate() {
        let near = hits[number..]
            .iter()
            .take_while(|hit| hit.sentence == first.sentence && hit.at <= first.at + WINDOW);
        let seen: Classes = near.clone().fold(0, |seen, hit| seen | hit.classes);
        for pattern in PATTERNS.iter() {
            let mine = pattern.all & first.classes != 0 && pattern.all & seen == pattern.all;
            let behind = before(hits, number);
            let forbidden = pattern.none & (seen | behind) | pattern.unless_after & behind;
            if !mine || forbidden != 0 {
                continue;
            }
            let slot = &mut best[pattern.topic as usize];
            if slot.as_ref().is_none_or(|slot| slot.odds < pattern.odds) {
                let mut missing = pattern.all;
                let last = near.clone().find(|hit| {
                    missing &= !hit.classes;
                    missing == 0
                });
                let end = last.map_or(first.end, |last| last.end);
                *slot = Some(Listed { odds: pattern.odds, start: first.start, end });
            }
        }
    }
    best
}

/// The classes of the two words before a hit.
fn before(hits: &[Hit], number: usize) -> Classes {
    let hit = &hits[number];
    let near = hits[..number].iter().rev();
    near.take_while(|other| other.sentence == hit.sentence && other.at + 2 >= hit.at)
        .fold(0, |seen, other| seen | other.classes)
}

#[cfg(test)]
mod tests {
    use super::{Topic, pattern, topics};
    use crate::Message;

    fn best(text: &str) -> Option<Topic> {
        topics(&Message::read(text)).first().map(|score| score.topic)
    }

    #[test]
    fn every_pattern_can_be_read() {
        for line in include_str!("topics/topics.patterns").lines() {
            if let Err(error) = pattern(line) {
                assert!(line.starts_with('#'), "{line}: {error}");
            }
        }
    }

    #[test]
    fn the_plain_words_of_law_and_danger_are_never_missed() {
        for (text, topic) in [
            ("My lawyer will be in touch", Topic::Legal),
            ("I will sue you", Topic::Legal),
            ("Under GDPR you must delete it", Topic::Legal),
            ("I had an allergic reaction to the cream", Topic::HealthSafety),
            ("the charger caught fire last night", Topic::HealthSafety),
            ("There was smoke coming out of it", Topic::HealthSafety),
            ("my kid nearly choked on a loose part", Topic::HealthSafety),
        ] {
            assert_eq!(best(text), Some(topic), "{text}");
        }
    }
}
