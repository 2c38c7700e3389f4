//! A question that was asked before in this conversation, and answered.

use crate::Warning;
use crate::answers::{Known, contents};
use crate::asks::Silence;
use crate::lists::LISTS;
use crate::log::Said;
use crate::text::{Sentence, shorten};
use crate::topic::Topic;

/// Words with which a question begins.
pub(crate) const BEGIN: [&str; 40] = [
    "what", "which", "when", "where", "who", "how", "is", "are", "do", "does", "did", "have",
    "has", "can", "could", "was", "were", "que", "cual", "cuando", "donde", "como", "wie",
    "welche", "welches", "welcher", "wo", "wann", "haben", "ist", "quel", "quelle", "ou", "quand",
    "comment", "avez", "qual", "quando", "onde", "whats",
];

/// The customer's answer to an earlier question that is like this one.
pub(crate) fn again(sentence: &Sentence<'_>, known: Known<'_>) -> Option<Warning> {
    if !asks(sentence) || quiet(sentence) {
        return None;
    }
    let mine = Question::of(sentence);
    if mine.topic.is_empty() {
        return None;
    }
    known.said.windows(2).rev().find_map(|pair| {
        let [question, reply] = pair else { return None };
        if question.customer || !reply.customer || !question.asks {
            return None;
        }
        let mut theirs = question.questions().iter().filter(|theirs| alike(&mine, theirs));
        let same = theirs.any(|theirs| !confirms(reply, &mine, theirs)) && known.is_reply(reply);
        same.then(|| Warning::Repeats {
            asks: sentence.text.to_owned(),
            answer: format!("Answered: “{}”", shorten(reply.text, 90)),
            entry: Some(reply.seq),
        })
    })
}

/// A question, for comparing.
#[derive(Debug)]
pub(crate) struct Question {
    topic: Topic,
    /// The word that makes it a question.
    word: Option<String>,
}

impl Question {
    fn of(sentence: &Sentence<'_>) -> Self {
        let mut words = sentence.words.iter().map(|word| word.text.as_str());
        let word = words.find(|word| BEGIN.contains(word)).map(str::to_owned);
        Self { topic: Topic::of(&sentence.words), word }
    }
}

/// Questions, without those that ask for leave or patience.
pub(crate) fn questions(sentences: &[Sentence<'_>]) -> Vec<Question> {
    let questions = sentences.iter().filter(|sentence| sentence.question && !quiet(sentence));
    questions.map(Question::of).collect()
}

fn asks(sentence: &Sentence<'_>) -> bool {
    sentence.question
        || sentence.words.len() > 3
            && sentence.words.first().is_some_and(|word| BEGIN.contains(&word.text.as_str()))
}

/// Whether a question asks for leave, for patience or for another thing.
fn quiet(sentence: &Sentence<'_>) -> bool {
    LISTS.silences.all(&sentence.words).any(|hit| hit.says == Silence::Again)
}

fn alike(mine: &Question, theirs: &Question) -> bool {
    let both = mine.topic.shared(&theirs.topic);
    let (one, other) = (mine.topic.len(), theirs.topic.len());
    let (least, most) = (one.min(other), one.max(other));
    let same_word = mine.word.is_some() && mine.word == theirs.word;
    let enough = match both {
        0 => false,
        1 => most == 1 || same_word && least == 1 && most == 2,
        _ => both * 3 >= least * 2 && both * 5 >= most * 2,
    };
    enough && !mine.topic.excludes(&theirs.topic)
}

/// Whether the question names what the customer answered.
fn confirms(reply: &Said<'_>, mine: &Question, theirs: &Question) -> bool {
    let mut words = reply.sentences().iter().flat_map(contents);
    words.any(|word| mine.topic.has(word) && !theirs.topic.has(word))
}
