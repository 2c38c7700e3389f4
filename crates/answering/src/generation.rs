//! One answer of a model, from its bytes to sentences that may be shown.

use crate::guard::{self, Grounds, Overlap, Reason};
use crate::sentences::{self, Sentence, visible};
use crate::{End, LlmSettings, NO_ANSWER, Provider, Source, SseParser, provider};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use warmline_model::{ArticleRef, Timestamp};

/// The longest answer, in characters.
pub const MOST_CHARS: usize = 1_200;

/// A model's answer that may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Generated {
    /// Its words, without citations.
    pub text: String,
    /// The articles it cites, best first; at least one.
    pub cited: Vec<ArticleRef>,
    /// What retrieval gave the least sure of them, 0 to 100 %.
    pub confidence: u8,
}

/// Why there is no answer of the model's. What was shown of it is to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It says that the articles do not contain the answer.
    NoAnswer,
    /// The guard stopped it.
    Rejected(Reason),
    /// No word came in time.
    LateFirstWord,
    /// The answer was not complete in time.
    Late,
    /// The provider refused, with this HTTP status.
    Refused(u16),
    /// The stream broke, or brought an error.
    Broken(String),
}

/// How it came out.
pub type Outcome = Result<Generated, Failure>;

/// One answer in the making.
pub struct Generation {
    provider: &'static dyn Provider,
    sources: Vec<Source>,
    first_word_due: Timestamp,
    due: Timestamp,
    parser: SseParser,
    /// How many characters came.
    chars: usize,
    /// What came and is no complete sentence yet.
    pending: String,
    /// Sentences that wait for a citation.
    uncited: Vec<Sentence>,
    shown: String,
    cited: BTreeSet<usize>,
    grounds: Grounds,
    overlap: Overlap,
    outcome: Option<Outcome>,
}

impl Generation {
    /// An answer that is asked for now. The articles are those of the prompt, in its order.
    pub fn new(now: Timestamp, settings: &LlmSettings, sources: Vec<Source>) -> Self {
        Self {
            provider: provider(settings.provider),
            sources,
            first_word_due: now + settings.first_word,
            due: now + settings.whole_answer,
            parser: SseParser::default(),
            chars: 0,
            pending: String::new(),
            uncited: Vec::new(),
            shown: String::new(),
            cited: BTreeSet::new(),
            grounds: Grounds::default(),
            overlap: Overlap::default(),
            outcome: None,
        }
    }

    /// What may be shown so far: complete sentences that passed the guard. Only ever grows, until it fails.
    pub fn shown(&self) -> &str {
        self.shown.trim()
    }

    /// How it came out; absent while it goes on.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.outcome.as_ref()
    }

    /// When waiting longer is of no use.
    pub fn next_deadline(&self) -> Timestamp {
        if self.chars == 0 { self.first_word_due } else { self.due }
    }

    /// Time has passed.
    pub fn tick(&mut self, now: Timestamp) {
        if now >= self.next_deadline() {
            let first = self.chars == 0 && now < self.due;
            self.fail(if first { Failure::LateFirstWord } else { Failure::Late });
        }
    }

    /// The provider answered with an HTTP status that is no success.
    pub fn refused(&mut self, status: u16) {
        self.fail(Failure::Refused(status));
    }

    /// The connection failed.
    pub fn broke(&mut self) {
        self.fail(Failure::Broken("the connection broke".into()));
    }

    /// The next bytes of the stream.
    pub fn bytes(&mut self, now: Timestamp, bytes: &[u8]) {
        self.tick(now);
        let mut events = Vec::new();
        let read = self.parser.push(bytes, &mut events);
        for event in events {
            if self.outcome.is_some() {
                return;
            }
            let piece = self.provider.read(&event);
            self.text(&piece.text);
            match piece.end {
                None => {}
                Some(End::Complete) => self.complete(),
                Some(End::TooLong) => self.fail(Failure::Rejected(Reason::TooLong)),
                Some(End::Failed(why)) => self.fail(Failure::Broken(why)),
            }
        }
        if let Err(broken) = read {
            self.fail(Failure::Broken(broken.to_string()));
        }
    }

    /// The stream ended. If the model did not say so before, it was cut off.
    pub fn ended(&mut self) {
        self.fail(Failure::Broken("the stream ended early".into()));
    }

    fn text(&mut self, text: &str) {
        if self.outcome.is_some() {
            return;
        }
        self.pending.extend(visible(text).inspect(|_| self.chars += 1));
        if self.chars > MOST_CHARS {
            return self.fail(Failure::Rejected(Reason::TooLong));
        }
        self.release(false);
    }

    fn complete(&mut self) {
        if self.outcome.is_some() {
            return;
        }
        self.release(true);
        self.close();
        if self.outcome.is_some() {
            return;
        }
        let cited: Vec<&Source> =
            self.cited.iter().filter_map(|number| self.sources.get(number - 1)).collect();
        let Some(confidence) = cited.iter().map(|source| source.confidence).min() else {
            return self.fail(Failure::Rejected(Reason::Uncited));
        };
        self.outcome = Some(Ok(Generated {
            text: self.shown().to_owned(),
            cited: cited.into_iter().map(|source| source.article.clone()).collect(),
            confidence,
        }));
    }

    /// Judges the sentences that are complete; those without a citation wait for one.
    fn release(&mut self, ended: bool) {
        for sentence in sentences::take(&mut self.pending, ended, self.sources.len()) {
            if sentence.text.contains(NO_ANSWER) {
                return self.fail(Failure::NoAnswer);
            }
            let cites = !sentence.cited.is_empty();
            for number in &sentence.cited {
                if self.cited.insert(*number)
                    && let Some(source) = self.sources.get(number - 1)
                {
                    self.grounds.add(source);
                }
            }
            self.uncited.push(sentence);
            if cites && let Err(reason) = self.show_waiting() {
                return self.fail(Failure::Rejected(reason));
            }
        }
    }

    /// Shows all sentences up to a citation, if each of them and all of them together pass.
    fn show_waiting(&mut self) -> Result<(), Reason> {
        let waiting = std::mem::take(&mut self.uncited);
        let mut overlap = self.overlap;
        for sentence in &waiting {
            overlap = overlap.and(guard::check(&sentence.text, &self.grounds)?);
        }
        if !overlap.fair() {
            return Err(Reason::Ungrounded);
        }
        self.overlap = overlap;
        self.shown.extend(waiting.iter().map(|sentence| sentence.text.as_str()));
        Ok(())
    }

    /// Sentences after the last citation: what breaks a rule fails the answer, what is merely not in the articles
    /// ("I hope this helps!") is left out.
    fn close(&mut self) {
        if self.cited.is_empty() {
            return;
        }
        for sentence in std::mem::take(&mut self.uncited) {
            match guard::check(&sentence.text, &self.grounds) {
                Ok(overlap) if overlap.fair() => self.shown.push_str(&sentence.text),
                Ok(_) | Err(Reason::Ungrounded) => {}
                Err(reason) => return self.fail(Failure::Rejected(reason)),
            }
        }
    }

    fn fail(&mut self, why: Failure) {
        if self.outcome.is_none() {
            self.shown.clear();
            self.outcome = Some(Err(why));
        }
    }
}
