//! A question that was asked before in this conversation, and answered.

use std::sync::LazyLock;

use crate::Warning;
use crate::answers::{Known, contents};
use crate::asks::Silence;
use crate::figures::{names_day, numeral};
use crate::lists::LISTS;
use crate::log::Said;
use crate::question::{Form, Question, attribute};
use crate::text::{Sentence, Word, shorten};
use crate::topic::{Topic, canonical};

/// The customer's answer to an earlier question that is like one of this sentence.
pub(crate) fn again(
    sentence: &Sentence<'_>,
    mine: &[Question],
    known: Known<'_>,
) -> Option<Warning> {
    let mine: Vec<(&Question, Topic)> = mine
        .iter()
        .filter(|mine| !leave(sentence, mine))
        .map(|mine| (mine, others(sentence, mine)))
        .collect();
    if mine.is_empty() {
        return None;
    }
    let said = known.said;
    (0..said.len()).rev().filter(|at| !said[*at].customer && said[*at].asks).find_map(|at| {
        let replies = said[at + 1..].iter().take_while(|said| said.customer);
        let asked = said[at].questions();
        let (question, theirs) = mine.iter().find_map(|(mine, others)| {
            let theirs = asked.iter().find(|theirs| {
                let another = others.numbers().iter().any(|word| !theirs.topic.contains(*word));
                (mine.choice || !another) && alike(mine, theirs, &said[..=at])
            })?;
            Some((*mine, theirs))
        })?;
        let reply = replies.take(3).find(|reply| known.is_reply(reply))?;
        let right = suits(theirs, reply)
            && timed(question, reply)
            && !confirms(reply, question, theirs, &said[..=at]);
        right.then(|| Warning::Repeats {
            asks: sentence.text.to_owned(),
            answer: format!("Answered: “{}”", shorten(reply.text, 90)),
            entry: Some(reply.seq),
        })
    })
}

/// Whether a question asks for leave, for patience or for what is only now the case.
fn leave(sentence: &Sentence<'_>, question: &Question) -> bool {
    let words = sentence.words.get(question.start..question.end).unwrap_or_default();
    let open = matches!(question.form, Form::Whether | Form::Bare | Form::How | Form::Why);
    open && !question.choice && LISTS.silences.all(words).any(|hit| hit.says == Silence::Again)
}

/// The words of a question that make it one about another thing.
pub(crate) fn others(sentence: &Sentence<'_>, question: &Question) -> Topic {
    let words = sentence.words.get(question.start..question.end).unwrap_or_default();
    let mut all = Topic::default();
    for hit in LISTS.silences.all(words).filter(|hit| hit.says == Silence::Other) {
        all.add(&Topic::every(words.get(hit.start..hit.end).unwrap_or_default()));
    }
    all
}

/// Whether two questions want the same.
fn alike(mine: &Question, theirs: &Question, before: &[Said<'_>]) -> bool {
    let choices = mine.choice && theirs.choice;
    if !choices && !comparable(mine, theirs)
        || mine.ours != theirs.ours
        || mine.topic.excludes(&theirs.topic)
        || !mine.kin.is_empty() && mine.kin.shared(&theirs.kin) == 0 && !theirs.pronoun
    {
        return false;
    }
    let from = |one: &Question| one.raw.has("from");
    if mine.form == Form::Where && from(mine) != from(theirs) {
        return false;
    }
    let one_of = choices
        && (mine.options.shared(&theirs.options) > 1
            || mine.topic.alternatives().shared(&theirs.topic.alternatives()) > 1);
    if mine.request || theirs.request || one_of {
        return one_of;
    }
    let silent = mine.topic.is_empty() && theirs.topic.is_empty();
    if silent && matches!(mine.form, Form::How | Form::Which) && mine.focus.is_none() {
        return mine.raw.len() > 2 && mine.raw.shared(&theirs.raw) * 3 >= theirs.raw.len() * 2;
    }
    comparable(mine, theirs) && same(mine, theirs, before)
}

/// Whether two questions want answers of one kind.
fn comparable(mine: &Question, theirs: &Question) -> bool {
    let place = |one: &Question| {
        let named = |focus: &String| PLACES.iter().any(|place| canonical(place) == *focus);
        one.form == Form::Which && one.focus.as_ref().is_some_and(named)
    };
    mine.form == theirs.form
        || mine.form == Form::Bare
        || theirs.form == Form::Bare
        || loosely(mine, theirs)
        || theirs.form == Form::Where && place(mine)
        || mine.form == Form::Where && place(theirs)
}

/// Whether one asks for the day and the other for the time, or both for how many in other words.
fn loosely(mine: &Question, theirs: &Question) -> bool {
    let time = |form: Form| matches!(form, Form::When | Form::Time);
    let count = |form: Form| matches!(form, Form::Many | Form::Much);
    let bare = mine.focus.is_none() && theirs.focus.is_none();
    time(mine.form) && time(theirs.form) || bare && count(mine.form) && count(theirs.form)
}

/// Whether two questions of one kind are about the same thing.
fn same(mine: &Question, theirs: &Question, before: &[Said<'_>]) -> bool {
    let known = |word: u64| general(word) || before.iter().any(|said| said.topic().contains(word));
    match (&mine.focus, &theirs.focus) {
        (Some(a), Some(b)) => {
            let noun = !attribute(a) && !attribute(b);
            let one = a == b || noun && (theirs.run.has_stem(a) || mine.run.has_stem(b));
            // What language you speak is not what language you would like to learn.
            let rest = |a: &Question, b: &Question| {
                let mut rest = a.topic.numbers().iter();
                rest.any(|word| {
                    !b.topic.contains(*word) && !a.run.contains(*word) && !a.owners.contains(*word)
                })
            };
            let wish = mine.plain != theirs.plain && rest(mine, theirs) && rest(theirs, mine);
            one && !wish && whose(mine, theirs, &known)
        }
        (Some(_), None) | (None, Some(_)) if matches!(mine.form, Form::Many | Form::Which) => {
            mine.topic.shared(&theirs.topic) > 1 && related(&mine.topic, &theirs.topic, &known)
        }
        _ => {
            let short = matches!(
                mine.form,
                Form::Many | Form::Much | Form::When | Form::Where | Form::Time
            ) && (mine.form == theirs.form || loosely(mine, theirs))
                && (theirs.topic.is_empty() || mine.topic.is_empty() && mine.form == Form::Many)
                && mine.topic.numbers().iter().all(|word| general(*word));
            short || related(&mine.topic, &theirs.topic, &known)
        }
    }
}

/// Whether what the draft asks about belongs to what was asked about.
fn whose(mine: &Question, theirs: &Question, known: &dyn Fn(u64) -> bool) -> bool {
    let plain = !theirs.pronoun && mine.plain && !mine.yours && theirs.plain;
    mine.owners.is_empty()
        || mine.owners.shared(&theirs.owners) > 0
        || mine.owners.shared(&theirs.topic) == mine.owners.len()
        || theirs.owners.is_empty()
            && (plain || mine.owners.numbers().iter().all(|word| known(*word)))
}

/// What "where" is in another word.
const PLACES: [&str; 10] =
    ["shop", "branch", "city", "town", "place", "location", "room", "street", "site", "country"];

/// Whether a word's number is that of one which says nothing new about a request.
fn general(word: u64) -> bool {
    static GENERAL: LazyLock<Topic> = LazyLock::new(|| {
        let words = "group party team family event occasion trip visit booking reservation order delivery project home shop store branch \
            house place request case call file record system today table tisch mesa gruppe grupo groupe";
        let mut topic = Topic::default();
        words.split_whitespace().for_each(|word| topic.push(canonical(word)));
        topic.settle();
        topic
    });
    GENERAL.contains(word)
}

/// Whether two topics are one: what only the draft has was spoken of before.
fn related(mine: &Topic, theirs: &Topic, known: &dyn Fn(u64) -> bool) -> bool {
    let both = mine.shared(theirs);
    let (least, most) = (mine.len().min(theirs.len()), mine.len().max(theirs.len()));
    match both {
        0 => false,
        _ if both == mine.len() => both * 3 >= most,
        _ if both == theirs.len() => {
            let mut rest = mine.numbers().iter().filter(|word| !theirs.contains(**word));
            rest.all(|word| known(*word)) && both * 3 >= most || most <= both + 1 && both > 1
        }
        1 => false,
        _ => both * 3 >= least * 2 && both * 5 >= most * 2,
    }
}

/// Whether a reply can be an answer to a question of this kind.
fn suits(question: &Question, reply: &Said<'_>) -> bool {
    let mut words = reply.sentences().iter().flat_map(|sentence| &sentence.words);
    let agrees = words.clone().next().is_some_and(|word| YES_NO.contains(&word.text.as_str()));
    let counted = words.any(|word: &Word| {
        word.figure || numeral(&word.text) || SOME.contains(&word.text.as_str())
    });
    match question.form {
        Form::Many | Form::Much | Form::Long => counted,
        Form::Whether | Form::Bare | Form::How | Form::Why => true,
        Form::When | Form::Time | Form::Where | Form::Who | Form::Which => !agrees || counted,
    }
}

/// Whether a question for the time of day has one in the reply: a weekday is none.
fn timed(question: &Question, reply: &Said<'_>) -> bool {
    let names_time = |word: &Word| {
        let part = ["noon", "morning", "evening", "afternoon", "mittag"];
        word.figure || numeral(&word.text) || part.contains(&word.text.as_str())
    };
    let day = |word: &Word| names_day(&word.text);
    let mut sentences = reply.sentences().iter();
    question.form != Form::Time
        || sentences.any(|sentence| {
            sentence.words.iter().any(names_time) && !sentence.words.iter().any(day)
        })
}

const YES_NO: [&str; 24] = [
    "yes", "yeah", "yep", "yup", "no", "nope", "nah", "ok", "okay", "sure", "si", "ja", "oui",
    "sim", "nein", "non", "nao", "right", "correct", "thanks", "claro", "klar", "genau", "exactly",
];
const SOME: [&str; 14] = [
    "couple", "few", "several", "none", "all", "both", "dozen", "half", "pair", "only", "alle",
    "todos", "tous", "single",
];

/// Whether the question names what the customer answered.
fn confirms(reply: &Said<'_>, mine: &Question, theirs: &Question, before: &[Said<'_>]) -> bool {
    if mine.choice {
        return false;
    }
    let mut words = reply.sentences().iter().flat_map(contents);
    words.any(|word| {
        mine.topic.has(word)
            && !theirs.topic.has(word)
            && !before.iter().any(|said| said.topic().has(word))
    })
}
