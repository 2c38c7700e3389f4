//! The matter at hand: what the customer came with, or what they came to since.

use super::reply::{asks_within, has};
use super::speech::sentences;
use warmline_language::{
    Message, explicit_request, is_opener, signals, small_talk, tokens, tone, wishes,
};
use warmline_model::{Card, Quote, Signal, Trigger};

/// A newer matter has at least so many words, else it only goes on with the one before.
const LEAST_WORDS: usize = 6;
/// A message up to so many words may be about what "it" stands for.
const SHORT: usize = 14;
/// Words of so many letters tell what a text is about.
const TELLING: usize = 5;

/// What it is about now, and what it was about at first where that is something else.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matter<'a> {
    /// The customer's words.
    pub quote: &'a Quote,
    /// What they came with.
    pub earlier: Option<&'a Quote>,
}

/// The matter at hand, where the customer said one.
pub(crate) fn at_hand(card: &Card) -> Option<Matter<'_>> {
    let first = card.question.as_ref()?;
    match card.latest.as_ref().filter(|latest| is_newer(card, first, latest)) {
        Some(latest) => Some(Matter { quote: latest, earlier: Some(first) }),
        None => Some(Matter { quote: first, earlier: None }),
    }
}

/// Whether the newest message is a matter of its own, and no reply about the first.
fn is_newer(card: &Card, first: &Quote, latest: &Quote) -> bool {
    let message = Message::read(latest.text.as_str());
    if message.words() < LEAST_WORDS {
        return false;
    }
    let known = telling(&first.text);
    if telling(&latest.text).iter().any(|word| known.iter().any(|other| same_word(word, other))) {
        return false;
    }
    // Half-sure answers in a row are answers to one question put in other words.
    let same = card.reason.as_ref().is_some_and(|reason| reason.trigger == Trigger::ConsecutiveLow);
    let decisive = card.reason.as_ref().is_some_and(|reason| {
        matches!(reason.trigger, Trigger::Policy | Trigger::CannotDo)
            && reason.evidence.iter().any(|evidence| evidence.entry == latest.entry)
    });
    let tone = tone(&message);
    let heard = wishes(&message);
    let asks = tone.asks || heard.wanted.is_some_and(|wish| wish.stated);
    decisive
        || !same
            && asks
            && heard.confused.is_none()
            && (tone.asks || !tone.objects && !tone.refuses)
}

/// The words of a text that tell what it is about.
pub(crate) fn telling(text: &str) -> Vec<String> {
    let long =
        |word: &String| word.chars().count() >= TELLING && word.chars().any(char::is_alphabetic);
    tokens(text)
        .into_iter()
        .filter(long)
        .filter(|word| !COMMON.split(' ').any(|other| other == word))
        .collect()
}

/// Long words that any message may have, folded.
const COMMON: &str = "about after again already before could doesnt every first going hello maybe might morning never \
    other please really right should since still thank thanks their there these thing think those today until where \
    which while would wrong yesterday";

/// Whether two words are one, whatever their endings.
pub(crate) fn same_word(a: &str, b: &str) -> bool {
    let common = a.chars().zip(b.chars()).take_while(|(a, b)| a == b).count();
    let shorter = a.chars().count().min(b.chars().count());
    common >= TELLING && common + 3 >= shorter
}

/// A message without the sentences that ask for a person; none where nothing is left that tells more.
pub(super) fn without_request(text: &str) -> Option<String> {
    let asks = |sentence: &str| explicit_request(&Message::read(sentence));
    if asks(text).is_none() {
        return Some(text.to_owned());
    }
    let all = sentences(text);
    let (requests, rest): (Vec<&str>, Vec<&str>) =
        all.iter().copied().partition(|sentence| asks(sentence).is_some());
    let tells = |text: &str| {
        let message = Message::read(text);
        message.words() >= 3 && !is_opener(&message) && small_talk(&message).is_none()
    };
    let rest = rest.join(" ");
    if tells(&rest) {
        return Some(rest);
    }
    // "I want to talk to somebody about my invoice 20931" has its matter in the same sentence.
    let request = requests.iter().find_map(|sentence| Some((*sentence, asks(sentence)?)));
    let (sentence, request) = request?;
    let beside = sentence.replacen(&request.evidence, " ", 1);
    tells(&beside).then(|| sentence.to_owned())
}

/// What a message says beside asking for a person.
pub(super) fn beside_request(text: &str) -> Option<String> {
    let all = sentences(text);
    let rest = all.into_iter().filter(|one| explicit_request(&Message::read(*one)).is_none());
    let rest: Vec<&str> = rest.collect();
    (!rest.is_empty()).then(|| rest.join(" "))
}

/// Whether a message has a matter of its own: it asks, wants or reports something. To say that an answer helped is none.
pub(super) fn has_matter(text: &str) -> bool {
    sentences(text).into_iter().any(|sentence| {
        let message = Message::read(sentence);
        let (tone, wishes) = (tone(&message), wishes(&message));
        let wants = wishes.wanted.is_some_and(|wish| wish.stated);
        let helped = ["good", "settled", "thanks"].iter().any(|class| has(sentence, class));
        let reports = || !helped || tone.objects || has(sentence, "switch");
        tone.asks
            || wishes.asks
            || asks_within(sentence)
            || wants
            || message.words() >= LEAST_WORDS && reports()
    })
}

/// Whether a message that speaks against an answer reports that what was advised changed nothing.
pub(super) fn done_in_vain(card: &Card, text: &str, answer: &str) -> bool {
    let message = Message::read(text);
    let tone = tone(&message);
    let advised = telling(answer);
    let advised = || telling(text).iter().any(|word| advised.iter().any(|it| same_word(word, it)));
    let vain = failed(&message) || has(text, "vain");
    !tone.asks
        && !has(text, "misread")
        && (tone.did && (vain || tone.objects)
            || vain && advised()
            || (vain || tone.did) && names_the_matter(card, text, 1)
            || names_the_matter(card, text, 2))
}

/// Whether a reply tells of something that does not work, and not that it was misunderstood.
pub(super) fn reports_trouble(text: &str) -> bool {
    let message = Message::read(text);
    let tone = tone(&message);
    let trouble = tone.did || failed(&message) || has(text, "vain");
    trouble && !tone.asks && !has(text, "misread")
}

/// Whether a message has so many words of the question.
pub(super) fn names_the_matter(card: &Card, text: &str, least: usize) -> bool {
    let known = card.question.as_ref().map(|question| telling(&question.text)).unwrap_or_default();
    let same = |word: &&String| known.iter().any(|other| same_word(word, other));
    telling(text).iter().filter(same).count() >= least
}

/// Whether a text tells of something that does not work, beside what it asks.
pub(super) fn tells_trouble(text: &str) -> bool {
    sentences(text).into_iter().any(|sentence| {
        let message = Message::read(sentence);
        let tone = tone(&message);
        !tone.asks && (tone.objects || failed(&message) || has(sentence, "vain"))
    })
}

/// Whether a message says that it comes to something else.
pub(super) fn turns(text: &str) -> bool {
    has(text, "switch")
}

/// Whether a reply only asks on: it has a question, and nothing in it says that the answer was of no use.
pub(super) fn asks_on(text: &str) -> bool {
    let message = Message::read(text);
    let tone = tone(&message);
    tone.asks
        && !tone.contradicts
        && tone.heat == 0
        && !failed(&message)
        && wishes(&message).confused.is_none()
}

/// Whether a message is more than a word against the answer: it asks, wants, or calmly tells something.
pub(super) fn tells(text: &str) -> bool {
    let message = Message::read(text);
    let tone = tone(&message);
    tone.asks
        || tone.heat == 0 && !tone.contradicts
        || wishes(&message).wanted.is_some_and(|wish| wish.stated)
}

/// Whether it goes on about what was just settled: "so they got there on Monday", "and what does it cost?".
pub(super) fn goes_on(text: &str) -> bool {
    const LEADS: [&str; 23] = [
        "it", "its", "they", "theyre", "he", "she", "so", "and", "but", "only", "well", "then",
        "y", "pero", "und", "aber", "et", "mais", "e", "mas", "ma", "en", "maar",
    ];
    let all = sentences(text);
    let own = all.iter().find(|one| has_matter(one));
    let after_thanks = own.map_or(text, |one| without_lead(one));
    let words = tokens(after_thanks);
    // What is longer can be told without what was before.
    let more = all.iter().filter(|one| has_matter(one) && tokens(one).len() > SHORT / 2);
    let alone = own.is_none_or(|own| more.filter(|one| *one != own).count() == 0);
    words.first().is_some_and(|word| LEADS.contains(&word.as_str()))
        || alone && words.len() <= SHORT && has(after_thanks, "points")
}

/// A sentence without a first clause that only says that the answer helped.
fn without_lead(sentence: &str) -> &str {
    match sentence.split_once([',', ';', ':']) {
        Some((lead, rest)) if lead.split_whitespace().count() <= 3 && !lead.contains('?') => {
            if has(lead, "good") || has(lead, "settled") || has(lead, "thanks") {
                rest.trim_start()
            } else {
                sentence
            }
        }
        _ => sentence,
    }
}

fn failed(message: &Message<'_>) -> bool {
    signals(message).iter().any(|heard| matches!(heard.signal, Signal::StillThere | Signal::Curt))
}
