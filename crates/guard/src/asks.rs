//! What a sentence of a draft asks for.

use crate::lists::LISTS;
use crate::question::{front, inverted};
use crate::subject::Subject;
use crate::text::{Sentence, Word};

/// Something that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ask {
    pub subject: Subject,
    /// The words that ask, by their numbers.
    pub start: usize,
    pub end: usize,
    /// The part around them in which a value would be a value that is being confirmed.
    pub until: usize,
}

/// What a phrase is to the thing after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// It asks for it.
    Frame,
    /// It asks for it if it is a number.
    Number,
    /// It may stand between the two.
    Filler,
}

impl Role {
    /// By its name in the word lists.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "frame" => Some(Self::Frame),
            "number" => Some(Self::Number),
            "filler" => Some(Self::Filler),
            _ => None,
        }
    }
}

/// What keeps a question silent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Silence {
    /// One that asks for a thing.
    Slot,
    /// One about what happened.
    Talk,
    /// One that asks for a thing of which another may be chosen.
    Wish,
    /// One that is like an earlier one, for yes or no.
    Again,
    /// One that is like an earlier one, but about another thing.
    Other,
}

impl Silence {
    /// By its name in the word lists.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "slot" => Some(Self::Slot),
            "talk" => Some(Self::Talk),
            "wish" => Some(Self::Wish),
            "again" => Some(Self::Again),
            "other" => Some(Self::Other),
            _ => None,
        }
    }
}

/// Everything that a sentence asks for, each subject once.
pub(crate) fn asks(sentence: &Sentence<'_>) -> Vec<Ask> {
    let words = &sentence.words;
    let mut found = bare(sentence);
    for at in 0..words.len() {
        for frame in LISTS.frames.at(words, at).filter(|hit| hit.says != Role::Filler) {
            if weak(words, at, frame.end, sentence.question) {
                continue;
            }
            let mut things = things(words, at, frame.end).0;
            if frame.says == Role::Number {
                things.retain(|ask| matches!(ask.subject, Subject::Number(_)));
            }
            found.extend(things);
        }
        if begs(sentence, at) {
            let simple = simple_past(words, at);
            let asked = things(words, at, at).0.into_iter().filter(|ask| match ask.subject {
                Subject::Number(_) => true,
                Subject::Version | Subject::Phone | Subject::Name | Subject::Address => !simple,
                Subject::Email => {
                    !simple
                        && words.get(ask.end - 1).is_some_and(|word| word.text.starts_with("addr"))
                }
                _ => false,
            });
            found.extend(asked);
        }
        if bids(words, at) {
            found.extend(things(words, at, at + 2).0);
        }
        for hit in LISTS.asks.at(words, at) {
            let ask = Ask { subject: hit.says, start: at, end: hit.end, until: hit.end };
            let told = matches!(
                ask.subject,
                Subject::Name
                    | Subject::Address
                    | Subject::Phone
                    | Subject::Email
                    | Subject::Number(_)
            );
            let by = if told { Silence::Other } else { Silence::Talk };
            let chosen = matches!(
                ask.subject,
                Subject::Amount | Subject::Date | Subject::Product | Subject::Plan
            );
            if chosen && silenced(words, &ask, Silence::Other) {
                continue;
            }
            if !silenced(words, &ask, by) && said_as_question(words, &ask, sentence) {
                found.push(Ask { until: window(words, hit.end), ..ask });
            }
        }
    }
    found.sort_by_key(|ask| (ask.subject, ask.start));
    found.dedup_by_key(|ask| ask.subject);
    // "Which product is broken" is no question about the problem besides.
    found.sort_by_key(|ask| ask.start);
    found
}

/// Whether a frame that is one common word stands where it asks nothing: "what" inside a statement.
fn weak(words: &[Word], at: usize, end: usize, question: bool) -> bool {
    let one = |list: &[&str]| {
        end == at + 1 && words.get(at).is_some_and(|word| list.contains(&word.text.as_str()))
    };
    one(&["and", "also", "remember", "got"]) && !(at == 0 && question)
        || one(LOOSE) && !question && !(front(words, at) && inverted(words, at, end))
}

/// Whether "your …" at a word is what a question or a wish wants to be given: "any chance you have your …", "if you
/// let me have the …".
fn begs(sentence: &Sentence<'_>, at: usize) -> bool {
    let words = &sentence.words;
    let text = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    if !["your", "ur", "the", "a", "an", "that", "this"].contains(&text(at)) || at == 0 {
        return false;
    }
    let near = at.saturating_sub(4)..at;
    let from = near
        .clone()
        .rev()
        .take_while(|at| !words.get(at + 1).is_some_and(|word| word.clause))
        .last();
    let mut near = words.get(from.unwrap_or(at)..at).unwrap_or_default().iter();
    let wanted = near.any(|word| WANTING.contains(&word.text.as_str()));
    let blocked = ["to", "on", "in", "with", "from", "by", "at", "into", "under", "about"];
    let whole = || words.iter().take(at).map(|word| word.text.as_str());
    let open = sentence.question
        || whole().any(|word| ["please", "pls", "if", "missing", "need"].contains(&word));
    let speaker =
        whole().any(|word| ["i", "we", "ill", "well", "ive"].contains(&word)) && !sentence.question;
    let needs = words.get(at.saturating_sub(4)..at).unwrap_or_default();
    let needs = needs
        .iter()
        .any(|word| ["need", "missing", "require", "have"].contains(&word.text.as_str()));
    // "Can I have" wants it, "can I put" does not.
    let ourselves = whole().any(|word| ["i", "we"].contains(&word));
    let near_get = words.get(at.saturating_sub(4)..at).unwrap_or_default().iter().any(|word| {
        ["get", "take", "ask", "know", "grab", "have", "give", "send", "share", "you"]
            .contains(&word.text.as_str())
    });
    wanted
        && open
        && (!speaker || needs)
        && (!ourselves || needs || near_get)
        && !blocked.contains(&text(at - 1))
        && !whole().any(|word| {
            ["dont", "not", "neednt", "when", "once", "change", "changed", "update", "without"]
                .contains(&word)
        })
}

const WANTING: [&str; 37] = [
    "have", "give", "send", "sending", "giving", "share", "sharing", "pop", "drop", "tell",
    "confirm", "need", "get", "got", "take", "provide", "ask", "remind", "find", "know",
    "remember", "recall", "note", "write", "put", "type", "enter", "quote", "spell", "read", "let",
    "grab", "leave", "pass", "forward", "missing", "supply",
];

/// Whether a question is about what was done: "did you get the e-mail" does not ask for an address.
fn simple_past(words: &[Word], at: usize) -> bool {
    words.iter().take(at).any(|word| ["did", "was", "were", "is"].contains(&word.text.as_str()))
}

/// Whether a request to be given something begins here, whatever the verb: "drop me your", "leave us the".
fn bids(words: &[Word], at: usize) -> bool {
    let Some([verb, whom, whose]) = words.get(at..at + 3) else { return false };
    let is = |word: &Word, list: &[&str]| list.contains(&word.text.as_str());
    let told = is(verb, &["to", "for", "with", "of", "from", "gave", "sent", "told", "and", "is"])
        || verb.text.ends_with("ed")
        || verb.text.ends_with("ing")
        || verb.figure;
    let before = at.checked_sub(1).and_then(|at| words.get(at));
    let begun = front(words, at)
        || before.is_some_and(|word| is(word, &["you", "u", "to", "kindly", "quickly"]));
    let free = |at: &usize| {
        words.get(*at).is_some_and(|word| {
            is(word, &["dont", "not", "need", "neednt", "when", "if", "once", "as"])
        })
    };
    is(whom, &["me", "us", "mir", "uns", "moi", "nous"])
        && is(whose, &["your", "ur", "the", "that", "ihre", "ihren", "deine", "votre"])
        && !told
        && begun
        && !(at.saturating_sub(4)..at).any(|at| free(&at))
}

/// Question words that also join sentences.
const LOOSE: &[&str] = &["que", "was", "wie", "which"];

/// Whether the words ask: "when did it start" does, "I see what happened" does not.
fn said_as_question(words: &[Word], ask: &Ask, sentence: &Sentence<'_>) -> bool {
    if sentence.question {
        return true;
    }
    let before = ask.start.checked_sub(1).and_then(|at| words.get(at));
    let Some(before) = before else {
        return !matches!(ask.subject, Subject::Did)
            || words.get(1).is_some_and(|word| word.text == "you");
    };
    let starts = ["so", "and", "hi", "hello", "ok", "okay", "thanks", "sure", "please", "first"];
    let begs = ["me", "us", "you", "know", "describe", "explain", "share", "mir", "moi", "please"];
    let to_whom =
        ask.start.checked_sub(2).and_then(|at| words.get(at)).map_or("", |word| word.text.as_str());
    let known = before.text == "know" && !["me", "us", "you", "to"].contains(&to_whom);
    before.text != "you"
        && !known
        && (starts.contains(&before.text.as_str()) || begs.contains(&before.text.as_str()))
        || words.get(ask.start).is_some_and(|word| word.clause)
        || begging(words, ask.start)
}

/// Whether the words before ask to be told.
fn begging(words: &[Word], at: usize) -> bool {
    (at.saturating_sub(6)..at).any(|start| {
        LISTS
            .frames
            .at(words, start)
            .any(|hit| hit.says == Role::Frame && hit.end + 1 >= at && hit.end > start + 1)
    })
}

/// The things that are asked for from a word on, and where that ends.
fn things(words: &[Word], start: usize, from: usize) -> (Vec<Ask>, usize) {
    let mut found: Vec<Ask> = Vec::new();
    let mut at = from;
    while at < words.len() {
        let thing = LISTS.things.longest_at(words, at);
        let filler = LISTS
            .frames
            .at(words, at)
            .filter(|hit| hit.says == Role::Filler)
            .map(|hit| hit.end)
            .max();
        if let Some(thing) = thing.filter(|thing| filler.is_none_or(|filler| filler <= thing.end)) {
            at = thing.end;
            let turned = LISTS
                .turns
                .at(words, at)
                .any(|turn| turn.says.is_none_or(|subject| subject == thing.says));
            // "Your mobile number for the fitter" is still the customer's.
            let own = thing.says == Subject::Phone
                && words
                    .get(thing.start.saturating_sub(1))
                    .is_some_and(|word| ["your", "ur"].contains(&word.text.as_str()));
            let another = words.get(at).is_some_and(|word| word.clause) || !turned || own;
            if another {
                found.push(Ask { subject: thing.says, start, end: at, until: at });
            }
        } else if let Some(filler) = filler {
            at = filler;
        } else {
            break;
        }
    }
    let until = window(words, at);
    for ask in &mut found {
        ask.until = until;
    }
    found.retain(|ask| {
        let kept = matches!(
            ask.subject,
            Subject::Number(_) | Subject::Phone | Subject::Name | Subject::Email | Subject::Address
        );
        !silenced(words, ask, Silence::Slot) && (kept || !silenced(words, ask, Silence::Wish))
    });
    (found, at)
}

/// A sentence that is nothing but a thing: "Order number?", "Your e-mail, please".
fn bare(sentence: &Sentence<'_>) -> Vec<Ask> {
    let words = &sentence.words;
    let begs = ["please", "pls", "bitte", "favor", "plait", "svp"];
    if !sentence.question && !words.iter().any(|word| begs.contains(&word.text.as_str())) {
        return Vec::new();
    }
    let greets = [
        "hi", "hello", "thanks", "ok", "okay", "so", "great", "sure", "and", "hola", "hallo",
        "hiya", "hey", "yes", "alright", "perfect", "i", "mean", "just", "then", "now", "but",
    ];
    let clauses =
        (0..words.len()).filter(|at| *at == 0 || words.get(*at).is_some_and(|word| word.clause));
    clauses
        .filter_map(|from| {
            let clause = words.get(from..)?;
            let start = from
                + clause.iter().take_while(|word| greets.contains(&word.text.as_str())).count();
            let (found, end) = things(words, start, start);
            (end == words.len()).then_some(found)
        })
        .next()
        .unwrap_or_default()
}

/// The end of the part that belongs to what is asked for: a clause, at most six words.
fn window(words: &[Word], end: usize) -> usize {
    let joins = [
        "and", "so", "because", "then", "since", "para", "damit", "afin", "pour", "before",
        "while", "but", "as",
    ];
    let more = words.iter().skip(end).take(6);
    end + more.take_while(|word| !word.clause && !joins.contains(&word.text.as_str())).count()
}

/// Whether words near what is asked for keep it silent.
fn silenced(words: &[Word], ask: &Ask, by: Silence) -> bool {
    let end = window(words, ask.end);
    let start = (ask.start.saturating_sub(4)..ask.start)
        .rev()
        .take_while(|at| words.get(at + 1).is_some_and(|word| !word.clause))
        .last()
        .unwrap_or(ask.start);
    (start..end).any(|at| {
        LISTS.silences.at(words, at).any(|hit| hit.says == by && hit.start < end && hit.end > start)
    })
}
