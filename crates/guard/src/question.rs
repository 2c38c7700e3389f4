//! The questions of a sentence: what kind of answer each wants, about what, and whose.

mod words;

use crate::asks::Role;
use crate::claims::{Mark, marked};
use crate::lists::LISTS;
use crate::text::{Sentence, Word};
use crate::topic::{Topic, canonical};
use crate::weak::is_weak;
use words::{
    ATTRIBUTES, BE, DETERMINERS, ENGLISH, FRONT, INVERTING, JOINING, KIN, LIGHT, MEASURES, OF,
    OWNING, PRONOUNS, SHOWN,
};

pub(crate) use words::BEGIN;

/// The kind of answer that a question wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    When,
    /// The time of day.
    Time,
    Where,
    Who,
    Many,
    Much,
    Long,
    /// One of a kind: "which depot", "what colour", "how heavy", "send me the size".
    Which,
    How,
    Why,
    /// Yes or no, or one of two.
    Whether,
    /// A noun alone: "And the colour?"
    Bare,
}

impl Form {
    /// By its name in the word lists.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "when" => Self::When,
            "time" => Self::Time,
            "where" => Self::Where,
            "who" => Self::Who,
            "many" => Self::Many,
            "much" => Self::Much,
            "long" => Self::Long,
            "which" => Self::Which,
            "how" => Self::How,
            "why" => Self::Why,
            _ => return None,
        })
    }
}

/// A question.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    pub form: Form,
    /// The noun whose value is wanted, by its meaning.
    pub focus: Option<String>,
    /// The place of that noun.
    pub place: usize,
    pub topic: Topic,
    /// What it belongs to: the battery's, of the second box.
    pub owners: Topic,
    /// The words before that noun: policy number.
    pub modifiers: Topic,
    /// Whether it is somebody's of the customer's: "your son".
    pub kin: Topic,
    /// Whether it says "it" or "she" of what it is about.
    pub pronoun: bool,
    /// The words of its noun: parking spaces.
    pub run: Topic,
    /// Whether it asks how things are, and not for a wish.
    pub plain: bool,
    /// Whether it names something of the customer's: "your walls".
    pub yours: bool,
    /// All its words.
    pub raw: Topic,
    /// The words on both sides of its "or".
    pub options: Topic,
    /// Whether it wants something to be done: "could you send it back".
    pub request: bool,
    /// Whether one of two is wanted.
    pub choice: bool,
    /// Whether it asks what the site did: "did we send you".
    pub ours: bool,
    /// Its words, from the first that asks and from the first after it.
    pub from: usize,
    pub start: usize,
    pub end: usize,
}

/// The questions of a sentence. A statement has some if it begs to be told, or turns subject and verb around.
pub(crate) fn questions(sentence: &Sentence<'_>) -> Vec<Question> {
    let words = &sentence.words;
    let mut found: Vec<Question> = Vec::new();
    let mut loose = None;
    let mut at = 0;
    while at < words.len() {
        let Some(opener) = LISTS.forms.longest_at(words, at) else {
            at += 1;
            continue;
        };
        // "Was" is a verb before what is asked about in English.
        if text(words, at) == "was" && ENGLISH.contains(&text(words, at + 1)) {
            at += 1;
            continue;
        }
        let front = front(words, at);
        let begged = begged(words, at);
        let asks = begged
            || front && (sentence.question || inverted(words, at, opener.end))
            // "Où" without its accent is "or".
            && (words.get(at).is_none_or(|word| word.text != "ou" || word.clause || at == 0));
        if asks {
            let asked = Question::of(words, opener.says, at, opener.end);
            // "Your size, what is it?"
            let before = asked.form == Form::Which
                && asked.focus.is_none()
                && asked.topic.is_empty()
                && at > 0;
            found.push(if before {
                Question::of(words.get(..at).unwrap_or_default(), Form::Bare, 0, 0)
            } else {
                asked
            });
        } else if sentence.question
            && loose.is_none()
            && (!JOINING.contains(&text(words, at))
                || text(words, at) == "when" && opener.end == words.len())
        {
            loose = Some((opener.says, at, opener.end));
        }
        at = opener.end;
    }
    if found.is_empty() && sentence.question {
        let start = words.iter().take_while(|word| FRONT.contains(&word.text.as_str())).count();
        let verb = (0..words.len())
            .find(|at| (*at == start || words[*at].clause) && BEGIN.contains(&text(words, *at)));
        found.extend(match (verb, loose) {
            (None, Some((form, at, end))) => Some(Question::of(words, form, at, end)),
            (Some(at), _) => Some(Question::of(words, Form::Whether, at, at)),
            (None, None) => {
                let last =
                    (start..words.len()).rev().find(|at| words[*at].clause && words.len() - at > 1);
                let from = last.unwrap_or(start);
                let short = words.len() - from < 8 && !PRONOUNS.contains(&text(words, from));
                Some(Question::of(
                    words,
                    if short { Form::Bare } else { Form::Whether },
                    from,
                    from,
                ))
            }
        });
    }
    if found.is_empty() && !sentence.question && words.len() > 3 {
        let start = words.iter().take_while(|word| FRONT.contains(&word.text.as_str())).count();
        let asks = ["have", "has", "did", "do", "does", "is", "are", "was", "were"]
            .contains(&text(words, start))
            && (PRONOUNS.contains(&text(words, start + 1)) || text(words, start + 1) == "the");
        found.extend(asks.then(|| Question::of(words, Form::Whether, start, start)));
    }
    let loose = |one: &Question| matches!(one.form, Form::Whether | Form::Bare);
    if let Some(given) = given(words).filter(|_| found.iter().all(loose)) {
        found.retain(|one| one.form != Form::Bare);
        found.push(given);
    }
    found
}

/// A thing that a statement or a request wants: "please send me the size", "I still need the colour".
fn given(words: &[Word]) -> Option<Question> {
    let speaks = |at: &usize| ["i", "ill", "id", "we", "well", "im"].contains(&text(words, *at));
    (0..words.len()).filter(|at| front(words, *at) || speaks(at)).find_map(|at| {
        let frames = LISTS.frames.at(words, at);
        let frames = frames.filter(|hit| hit.says == Role::Frame && hit.end > at + 1);
        let end = frames.map(|hit| hit.end).max()?;
        let asked = Question::of(words, Form::Which, at, end);
        let open = LISTS.forms.longest_at(words, end).is_some();
        (asked.focus.is_some() && !open).then_some(asked)
    })
}

fn text(words: &[Word], at: usize) -> &str {
    words.get(at).map_or("", |word| word.text.as_str())
}

/// Whether only words such as "and", "so", "in" stand before a word in its clause.
pub(crate) fn front(words: &[Word], at: usize) -> bool {
    let before = words.get(..at).unwrap_or_default().iter().rev();
    let mut clause = words.get(at).is_some_and(|word| word.clause);
    for word in before {
        if clause {
            return true;
        }
        if !FRONT.contains(&word.text.as_str()) {
            return false;
        }
        clause = word.clause;
    }
    true
}

/// Whether the words before ask to be told: "tell me", "I'd like to know".
fn begged(words: &[Word], at: usize) -> bool {
    let before = words.get(at.saturating_sub(4)..at).unwrap_or_default();
    let before: Vec<&str> = before.iter().map(|word| word.text.as_str()).collect();
    let polite = |word: &&&str| {
        !["please", "pls", "again", "exactly", "roughly", "yet", "still", "already"].contains(*word)
    };
    let before: Vec<&str> = before.iter().filter(polite).copied().collect();
    matches!(
        before[..],
        [.., "tell" | "remind" | "show", "me" | "us"]
            | [.., "let", "me" | "us", "know"]
            | [.., "need" | "like" | "want" | "love" | "have", "to", "know" | "ask"]
            | [.., "i" | "we", "ask"]
            | [
                ..,
                "do" | "can" | "could" | "would",
                "you",
                "know" | "remember" | "recall" | "say" | "see",
            ]
            | [.., "mir" | "uns", "sagen" | "schreiben" | "nennen"]
            | [.., "decirme" | "decirnos" | "dime" | "digame" | "dizer" | "indicarme" | "dire"]
            | [
                ..,
                "wondering" | "sagen" | "wissen" | "saber" | "savoir" | "dites" | "moi" | "confirm",
            ]
    )
}

/// Whether subject and verb are turned around after a question word: "how many cups do you".
pub(crate) fn inverted(words: &[Word], at: usize, end: usize) -> bool {
    if end + 1 >= words.len() || words.get(at + 1).is_some_and(|word| word.clause) {
        return false;
    }
    let pairs = words.get(end..(end + 5).min(words.len())).unwrap_or_default();
    let verb = |word: &Word| INVERTING.contains(&word.text.as_str());
    pairs.windows(2).enumerate().any(|(number, pair)| {
        verb(&pair[0])
            && (PRONOUNS.contains(&pair[1].text.as_str())
                || number == 0 && DETERMINERS.contains(&pair[1].text.as_str()))
    }) || matches!(text(words, at), "whats") && words.len() > end
}

impl Question {
    fn of(words: &[Word], form: Form, start: usize, from: usize) -> Self {
        let end = end(words, from);
        let asked = words.get(from..end).unwrap_or_default();
        let (run, form) = match form {
            Form::Which => (noun(words, from, end), form),
            Form::How => match noun(words, from, end) {
                run if !run.is_empty() => (run, Form::Which),
                run => (run, form),
            },
            Form::Many => (adjacent(words, from, end), form),
            Form::Bare => (run(words, from, end), form),
            _ => (Vec::new(), form),
        };
        let named = |at: &&usize| ATTRIBUTES.contains(&canonical(text(words, **at)));
        let head = run.iter().find(named).or(run.last()).copied();
        let rest: Vec<Word> = run
            .iter()
            .filter(|at| Some(**at) != head)
            .filter_map(|at| words.get(*at).cloned())
            .collect();
        let topic = Topic::of(asked);
        let measure = MEASURES.iter().find(|measure| head.is_none() && topic.has(measure));
        let measure =
            measure.filter(|_| matches!(form, Form::Much | Form::How | Form::Which | Form::Long));
        let form = if measure.is_some() { Form::Which } else { form };
        // "The number of tickets" is how many.
        let counted = head.is_some_and(|at| {
            ["number", "amount", "quantity"].contains(&text(words, at))
                && text(words, at + 1) == "of"
                && !DETERMINERS.contains(&text(words, at + 2))
        });
        let (run, head, form) = if counted && run.len() == 1 {
            let of = self::run(words, head.unwrap_or(from) + 2, end);
            let last = of.last().copied();
            if last.is_some() { (of, last, Form::Many) } else { (run, head, form) }
        } else {
            (run, head, form)
        };
        let after = run.last().map_or(from, |last| last + 1);
        let mut owners = Topic::of(&rest);
        let mut modifiers = owners.clone();
        if head.is_some() {
            owners.add(&Topic::of(&owned(words.get(after..end).unwrap_or_default(), &OWNING)));
            // "The number of your contract" is the contract number.
            if modifiers.is_empty() && text(words, after) == "of" {
                modifiers = owners.clone();
            }
        }
        let raw = Topic::every(asked);
        let options = options(asked);
        let request = form == Form::Whether
            && ["can", "could", "will"].contains(&text(words, from))
            && ["you", "u"].contains(&text(words, from + 1));
        let choice = asked
            .iter()
            .skip(1)
            .any(|word| ["or", "oder", "o", "ou"].contains(&word.text.as_str()));
        let has = |list: &[&str]| asked.iter().any(|word| list.contains(&word.text.as_str()));
        Self {
            modifiers,
            kin: Topic::every(&asked.iter().filter(|word| kin(word)).cloned().collect::<Vec<_>>()),
            pronoun: has(&["it", "he", "she", "they", "him", "her", "them", "that", "this"]),
            form,
            focus: head
                .map(|at| text(words, at))
                .or(measure.copied())
                .map(|word| canonical(word).to_owned()),
            place: head.unwrap_or(from),
            topic,
            owners,
            raw,
            run: Topic::of(
                &run.iter().filter_map(|at| words.get(*at).cloned()).collect::<Vec<_>>(),
            ),
            yours: has(&["your", "ur", "yours"]),
            plain: !has(&["for", "would", "should", "like", "want", "need"]),
            options,
            request,
            choice,
            ours: asked.windows(2).any(|two| {
                ["we", "they"].contains(&two[1].text.as_str())
                    && ["did", "have", "do"].contains(&two[0].text.as_str())
            }),
            from,
            start,
            end,
        }
    }
}

/// The words around "or".
fn options(words: &[Word]) -> Topic {
    let or = words.iter().rposition(|word| ["or", "oder", "ou"].contains(&word.text.as_str()));
    let Some(or) = or.filter(|at| *at > 0) else { return Topic::default() };
    let near = words.get(or.saturating_sub(4)..(or + 6).min(words.len())).unwrap_or_default();
    let skip =
        ["or", "one", "is", "it", "you", "would", "rather", "we", "that", "and", "ones", "side"];
    let said = |word: &&Word| {
        !skip.contains(&word.text.as_str())
            && !DETERMINERS.contains(&word.text.as_str())
            && word.text.len() > 2
    };
    Topic::every(&near.iter().filter(said).cloned().collect::<Vec<_>>())
}

/// Whether a noun, by its meaning, is one that things have: size, colour.
pub(crate) fn attribute(focus: &str) -> bool {
    ATTRIBUTES.contains(&focus) || MEASURES.contains(&focus)
}

fn kin(word: &Word) -> bool {
    KIN.contains(&word.text.as_str())
        || word.text.strip_suffix('s').is_some_and(|whose| KIN.contains(&whose))
}

/// Where a question ends: at what is said besides.
fn end(words: &[Word], from: usize) -> usize {
    let joins = ["so", "because", "then", "since", "before", "damit", "afin", "while", "but"];
    let speaker = ["i", "we", "ill", "well", "then", "please"];
    (from + 1..words.len())
        .find(|at| {
            let (word, next) = (text(words, *at), text(words, at + 1));
            joins.contains(&word)
                || ["and", "und", "y", "et", "e"].contains(&word) && speaker.contains(&next)
                || words[*at].clause
                    && !words[*at..].iter().any(|word| word.text == "or")
                    && (speaker.contains(&word) || at - from > 3 && word != "or")
        })
        .unwrap_or(words.len())
}

fn content(word: &Word) -> bool {
    !is_weak(&word.text) && word.text.len() > 1 && !word.figure
}

/// The content words from a word on, one after the other; light words do not count.
fn run(words: &[Word], from: usize, end: usize) -> Vec<usize> {
    let begin = (from..end).find(|at| content(&words[*at]) && !LIGHT.contains(&text(words, *at)));
    let Some(begin) = begin else { return Vec::new() };
    let going =
        (begin..end).take_while(|at| content(&words[*at]) && (*at == begin || !words[*at].clause));
    going.filter(|at| !LIGHT.contains(&text(words, *at))).collect()
}

/// The noun right after a question word: "which (of our) depots".
fn adjacent(words: &[Word], from: usize, end: usize) -> Vec<usize> {
    let skip = ["of", "our", "your", "the", "these", "those", "de", "of"];
    let skipped = (from..end).take_while(|at| skip.contains(&text(words, *at))).count();
    let at = from + skipped;
    let here = words.get(at).is_some_and(|word| at < end && content(word) && !word.clause);
    if here { run(words, at, end) } else { Vec::new() }
}

/// The noun that a question word asks for: after it, or after "is the".
fn noun(words: &[Word], from: usize, end: usize) -> Vec<usize> {
    let next = adjacent(words, from, end);
    if !next.is_empty() {
        return next;
    }
    let be = words.get(from).is_some_and(|word| BE.contains(&word.text.as_str()));
    let from = from + usize::from(be);
    let determined = words.get(from).is_some_and(|word| DETERMINERS.contains(&word.text.as_str()));
    if determined { run(words, from + 1, end) } else { Vec::new() }
}

/// The words that tell whose or of what something is.
pub(crate) fn owned(words: &[Word], by: &[&str]) -> Vec<Word> {
    let mut out = Vec::new();
    let mut inside = false;
    for word in words {
        let text = word.text.as_str();
        if OF.contains(&text) || by.contains(&text) {
            inside = true;
        } else if inside && content(word) && !word.clause {
            if !LIGHT.contains(&text) && !SHOWN.contains(&text) {
                out.push(word.clone());
            }
        } else if inside && !DETERMINERS.contains(&text) {
            inside = false;
        }
    }
    out
}

/// Whether words ask for something of the future or for a wish: that was not said before.
pub(crate) fn wishes(words: &[Word]) -> bool {
    marked(words, Mark::Wishes)
}
