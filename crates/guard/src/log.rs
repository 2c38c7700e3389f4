//! What a log says, by whom: as much of its newest part as a keystroke can afford, each entry cut up once.

use std::cell::OnceCell;

use warmline_model::{Author, Body, Entry, Seq};

use crate::asks::asks;
use crate::question::{self, Question};
use crate::subject::Subject;
use crate::text::{Sentence, sentences};
use crate::topic::Topic;

/// How many bytes of a log are read, the newest first.
const MOST_BYTES: usize = 60_000;

/// An entry that says something.
#[derive(Debug)]
pub(crate) struct Said<'a> {
    pub seq: Seq,
    pub customer: bool,
    pub text: &'a str,
    /// Whether there may be a question in it.
    pub asks: bool,
    sentences: OnceCell<Vec<Sentence<'a>>>,
    asked: OnceCell<Vec<Subject>>,
    questions: OnceCell<Vec<Question>>,
    topic: OnceCell<Topic>,
}

/// The newest entries of a log that customers, the bot and agents wrote, in their order.
pub(crate) fn said(log: &[Entry]) -> Vec<Said<'_>> {
    let mut left = MOST_BYTES;
    let mut out: Vec<Said<'_>> = Vec::new();
    for entry in log.iter().rev() {
        let customer = entry.author == Author::Visitor;
        let text = match &entry.body {
            Body::Text { text, .. } | Body::Corrected { text } | Body::Answer { text, .. } => text,
            _ => continue,
        };
        if entry.author == Author::System {
            continue;
        }
        let Some(rest) = left.checked_sub(text.len()) else { break };
        left = rest;
        out.push(Said {
            seq: entry.seq,
            customer,
            text,
            asks: text.contains(['?', '？']) || begs(text),
            sentences: OnceCell::new(),
            asked: OnceCell::new(),
            questions: OnceCell::new(),
            topic: OnceCell::new(),
        });
    }
    out.reverse();
    out
}

/// Whether a text without a question mark may ask for something.
fn begs(text: &str) -> bool {
    let begins =
        ["please", "tell", "need", "give", "send", "share", "bitte", "favor", "veuillez", "merci"];
    let mut words = text.split(|c: char| !c.is_alphabetic());
    words.any(|word| begins.iter().any(|begin| begin.eq_ignore_ascii_case(word)))
}

impl<'a> Said<'a> {
    /// Its sentences.
    pub fn sentences(&self) -> &[Sentence<'a>] {
        self.sentences.get_or_init(|| sentences(self.text))
    }

    /// What its questions ask for.
    pub fn asked(&self) -> &[Subject] {
        self.asked
            .get_or_init(|| self.sentences().iter().flat_map(asks).map(|ask| ask.subject).collect())
    }

    /// Its questions.
    pub fn questions(&self) -> &[Question] {
        let all = || self.sentences().iter().flat_map(question::questions).collect();
        self.questions.get_or_init(all)
    }

    /// What all of it is about.
    pub fn topic(&self) -> &Topic {
        self.topic.get_or_init(|| {
            let mut topic = Topic::default();
            for sentence in self.sentences() {
                topic.add(sentence.topic());
            }
            topic
        })
    }
}
