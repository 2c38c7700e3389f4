//! Frustration: signals add to a score, calm messages take from it.

use crate::Understood;
use crate::card::{same_word, telling};
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use std::sync::OnceLock;
use warmline_language::{
    DISSATISFIED, Message, Tone, Turn, dissatisfaction, resolved, same_question,
};
use warmline_model::{Millis, Mood, Seq, Signal, Timestamp, Trajectory};

/// Silence after which a negative message is a signal of its own.
const LONG_SILENCE: Millis = Millis::minutes(3);
/// From here on a message is negative, %.
const NEGATIVE: u8 = 75;
/// From here on it is negative if it is more so than the one before, %.
const MORE_NEGATIVE: u8 = 60;
/// From here on it is negative with three exclamation marks, %.
const EXCLAIMED: u8 = 40;
/// From here on two questions count as the same, %. The model learned from as many pairs that are the
/// same as not; of a customer's messages few are.
const SAME_QUESTION: u8 = 85;
/// The same question asked so often is a signal.
const ASKED_AGAIN: u8 = 3;
/// A message with so many words or more is detailed; with so few or fewer, collapsed.
const DETAILED: usize = 8;
const COLLAPSED: usize = 2;
/// How many of the customer's messages, and of all turns, are looked back on.
const LOOKED_BACK: usize = 4;
const TURNS_KEPT: usize = 8;
/// How much of a turn is kept to compare others with, in characters.
const TEXT_KEPT: usize = 300;
/// The score never grows beyond this, so that calm words can still bring it down.
const MOST: u16 = 60;

/// What is listened to across the messages of one episode. A fresh one knows nothing: a reopened chat,
/// a hand-back and a declined offer start clean.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listening {
    /// In tenths of a signal.
    score: u16,
    /// The scores after the newest messages, oldest first.
    scores: VecDeque<u16>,
    /// The first message heard.
    #[serde(default)]
    since: Seq,
    /// The customer's messages so far.
    turns: u32,
    /// How often the same problem was stated again after an answer.
    unsolved: u8,
    /// How often the newest question was asked, in whatever words.
    asked: u8,
    /// The newest turns, oldest first.
    said: VecDeque<Said>,
    lengths: VecDeque<usize>,
    urgent: bool,
    /// Whether they were angry, and not only in despair.
    #[serde(default)]
    heated: bool,
    /// The part of the score that was heard before this edge listened.
    #[serde(default)]
    before: u16,
    negative: u8,
    spoke_at: Option<Timestamp>,
}

/// A turn, as far as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Said {
    by_customer: bool,
    text: String,
    /// Read once while the machine is in memory, and never stored.
    #[serde(skip)]
    message: OnceLock<Message<'static>>,
}

impl Said {
    fn message(&self) -> &Message<'static> {
        self.message.get_or_init(|| Message::read(self.text.clone()))
    }
}

impl PartialEq for Said {
    fn eq(&self, other: &Self) -> bool {
        self.by_customer == other.by_customer && self.text == other.text
    }
}

impl Eq for Said {}

/// What the message before was answered with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    /// Nothing, or small talk.
    Nothing,
    /// An answer.
    Answer,
    /// An offer, to which "no" is a plain reply.
    Offer,
}

impl Listening {
    /// The score in tenths of a signal, without what was only brought.
    pub fn score(&self) -> u16 {
        self.score.saturating_sub(self.before)
    }

    /// All that was heard so far is old: it tells the mood, and what comes is counted anew.
    pub(crate) fn only_brought(&mut self) {
        self.passed_over();
        self.before = self.score;
    }

    /// The customer's messages so far.
    pub fn turns(&self) -> u32 {
        self.turns
    }

    /// Where this episode's first message stands.
    pub fn since(&self) -> Seq {
        self.since
    }

    /// An offer was passed over: what led to it is counted anew.
    pub(crate) fn passed_over(&mut self) {
        self.turns = 0;
        self.unsolved = 0;
        self.asked = 0;
    }

    /// How often the same problem was stated again after an answer.
    pub fn unsolved(&self) -> u8 {
        self.unsolved
    }

    /// How the customer feels, by the score.
    pub fn mood(&self) -> Mood {
        match level(self.score) {
            Mood::Angry if !self.heated => Mood::VeryFrustrated,
            mood => mood,
        }
    }

    /// Where the mood is going, by the levels of the newest messages.
    pub fn trajectory(&self) -> Trajectory {
        let now = self.mood();
        let first = self.scores.front().map_or(Mood::Calm, |score| level(*score));
        let worst = self.scores.iter().map(|score| level(*score)).max().unwrap_or_default();
        if now < worst && worst > Mood::MildlyFrustrated {
            Trajectory::Calming
        } else if now > first {
            Trajectory::Rising
        } else {
            Trajectory::Steady
        }
    }

    /// Hears a message, and says which signals it raised, each with its words.
    pub(crate) fn hear(
        &mut self,
        now: Timestamp,
        message: &Message<'_>,
        understood: &Understood,
        before: Before,
        entry: Seq,
        in_vain: bool,
    ) -> Vec<(Signal, String)> {
        if self.since == Seq(0) {
            self.since = entry;
        }
        let answered = before == Before::Answer;
        let mut signals: Vec<(Signal, String)> = understood
            .signals
            .iter()
            .filter(|heard| match heard.signal {
                Signal::Curt | Signal::StillThere => answered,
                _ => true,
            })
            .map(|heard| (heard.signal, heard.words.clone()))
            .collect();
        let tone = &understood.tone;
        let negative = tone.heat > 0 || self.is_negative(message, understood, answered);
        let mut found = |signal, holds: bool| {
            if holds {
                signals.push((signal, String::new()));
            }
        };
        found(Signal::Negative, negative);
        let silent = self.spoke_at.is_some_and(|at| now - at >= LONG_SILENCE);
        found(Signal::SilenceThenNegative, negative && silent);
        found(Signal::Collapsed, answered && self.has_collapsed(understood.words));
        let again = self.is_asked_again(message);
        self.asked = if again { self.asked.saturating_add(1) } else { 1 };
        found(Signal::Rephrased, again && self.asked >= ASKED_AGAIN);
        let restates = answered && !tone.asks && (in_vain || self.restates(message, tone));
        let mut still = signals.iter().any(|(signal, _)| matches!(signal, Signal::StillThere));
        if restates && !still {
            signals.push((Signal::StillThere, String::new()));
            still = true;
        }
        // Other questions in nearly the same words are no complaint; the same with a sign of it is.
        let complains = signals.iter().any(|(signal, _)| *signal != Signal::Rephrased);
        if answered && (still || again && complains) {
            self.unsolved = self.unsolved.saturating_add(1);
        }
        let weight = self.weight(&signals, understood, answered);
        self.remember(message, understood);
        let hot = |signal: &Signal| matches!(signal, Signal::Profanity | Signal::Capitals);
        self.heated |= tone.heat > 0 || tone.exclaims || signals.iter().any(|(s, _)| hot(s));
        self.urgent |= signals.iter().any(|(signal, _)| *signal == Signal::Urgency);
        let recovers = tone.yields
            || tone.warm
            || tone.asks
            || before == Before::Answer && understood.words < 3;
        if tone.yields || signals.is_empty() && recovers {
            self.score /= 2;
        } else {
            self.score = (self.score + weight).min(MOST);
        }
        signals
    }

    /// The bot said something: silence is counted from here.
    pub(crate) fn bot_spoke(&mut self, now: Timestamp, text: &str) {
        self.spoke_at = Some(now);
        self.keep_turn(false, text);
    }

    /// What the bot said before the customer's newest words.
    pub(crate) fn answer(&self) -> String {
        let before = self.said.iter().rev().skip_while(|said| said.by_customer);
        let said: Vec<&str> =
            before.take_while(|said| !said.by_customer).map(|said| said.text.as_str()).collect();
        said.into_iter().rev().collect::<Vec<_>>().join(" ")
    }

    fn keep_turn(&mut self, by_customer: bool, text: &str) {
        self.said.push_back(Said {
            by_customer,
            text: text.chars().take(TEXT_KEPT).collect(),
            message: OnceLock::new(),
        });
        if self.said.len() > TURNS_KEPT {
            self.said.pop_front();
        }
    }

    /// By the whole exchange: the bot's turn before this one tells as much as the words do.
    fn is_dissatisfied(&self, message: &Message<'_>) -> bool {
        let earlier = self.said.iter().map(|said| (said.by_customer, said.message()));
        let turns = earlier.chain([(true, message)]);
        let turns: Vec<Turn<'_>> =
            turns.map(|(by_customer, message)| Turn { by_customer, message }).collect();
        dissatisfaction(&turns) >= DISSATISFIED
    }

    /// Whether it sounds negative where that tells of dissatisfaction: in a reply to an answer, and not in a question.
    /// A problem told for the first time is told in negative words by calm people too.
    fn is_negative(&self, message: &Message<'_>, understood: &Understood, answered: bool) -> bool {
        let tone = &understood.tone;
        let exclaims =
            tone.exclaims && !tone.warm && (answered || understood.negative >= EXCLAIMED);
        if tone.refuses || exclaims {
            return true;
        }
        let more = understood.negative >= MORE_NEGATIVE && understood.negative > self.negative;
        let sounds = || understood.negative >= NEGATIVE || more || self.is_dissatisfied(message);
        let plain = understood.negative >= NEGATIVE && !tone.kind;
        answered && !tone.asks && (tone.contradicts || plain || tone.objects && sounds())
    }

    /// Whether it tells the same trouble again: in the words of before, with what was done in vain or what speaks
    /// against the answer.
    fn restates(&self, message: &Message<'_>, tone: &Tone) -> bool {
        let least = match (tone.did, tone.objects) {
            (true, _) => 1,
            (false, true) => 2,
            (false, false) => return false,
        };
        let words = telling(message.text());
        !resolved(message)
            && self.said.iter().filter(|said| said.by_customer).any(|said| {
                let before = telling(&said.text);
                let shared = |word: &&String| before.iter().any(|other| same_word(word, other));
                words.iter().filter(shared).count() >= least
            })
    }

    fn is_asked_again(&self, message: &Message<'_>) -> bool {
        let mut customers = self.said.iter().filter(|said| said.by_customer);
        customers.any(|said| same_question(said.message(), message) >= SAME_QUESTION)
    }

    /// The weight of a message's signals, in tenths. What tells of the same thing counts once.
    fn weight(&self, signals: &[(Signal, String)], understood: &Understood, answered: bool) -> u16 {
        let tone = &understood.tone;
        let most = |weigh: &dyn Fn(Signal) -> u16| {
            signals.iter().map(|(signal, _)| weigh(*signal)).max().unwrap_or(0)
        };
        // Said with manners, or with a wish that leads on, it hardly weighs.
        let plain = match tone.kind && !tone.refuses {
            true => 2,
            false => 5,
        };
        let failed = most(&|signal| match signal {
            Signal::Negative | Signal::Curt if answered && (tone.contradicts || tone.exclaims) => {
                2 * plain
            }
            Signal::Negative | Signal::Curt | Signal::StillThere | Signal::Collapsed => plain,
            // By itself it may be another question in nearly the same words.
            Signal::Rephrased => plain,
            _ => 0,
        });
        let failed = failed.max(match tone.heat {
            0 => 0,
            1 => 10,
            _ => 15,
        });
        let heat = most(&|signal| match signal {
            Signal::Profanity | Signal::Distress => 15,
            Signal::Capitals if failed > 0 => 10,
            Signal::Capitals => 5,
            _ => 0,
        });
        let pace = most(&|signal| match signal {
            Signal::Urgency if self.urgent => 10,
            Signal::Urgency if heat == 0 => plain,
            Signal::Urgency => 5,
            Signal::SilenceThenNegative => 5,
            _ => 0,
        });
        // One message without heat is never enough.
        let most_of_one = if heat >= 10 { MOST } else { 15 };
        (failed + heat + pace).min(most_of_one)
    }

    fn has_collapsed(&self, words: usize) -> bool {
        let before = self.lengths.len();
        let detailed = self.lengths.iter().filter(|length| **length >= DETAILED).count();
        words <= COLLAPSED && before >= 2 && detailed * 2 > before
    }

    fn remember(&mut self, message: &Message<'_>, understood: &Understood) {
        self.keep_turn(true, message.text());
        keep(&mut self.lengths, understood.words);
        keep(&mut self.scores, self.score);
        self.negative = understood.negative;
        self.turns = self.turns.saturating_add(1);
    }
}

/// How the customer feels at a score.
fn level(score: u16) -> Mood {
    match score {
        0..5 => Mood::Calm,
        5..15 => Mood::MildlyFrustrated,
        15..25 => Mood::Frustrated,
        25..35 => Mood::VeryFrustrated,
        35.. => Mood::Angry,
    }
}

fn keep<T>(list: &mut VecDeque<T>, item: T) {
    list.push_back(item);
    if list.len() > LOOKED_BACK {
        list.pop_front();
    }
}
