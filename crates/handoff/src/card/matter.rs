//! The matter at hand: what the customer came with, or what they came to since.

use super::speech::sentences;
use warmline_language::{
    Message, SmallTalk, explicit_request, is_opener, praises, resolved, signals, small_talk,
    tokens, tone, wishes,
};
use warmline_model::{Card, Quote, Signal, Trigger};

/// A newer matter has at least so many words, else it only goes on with the one before.
const LEAST_WORDS: usize = 6;
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

/// Whether a message begins by saying that the answer helped, and goes on with something else.
pub(super) fn leads_with_thanks(text: &str) -> bool {
    let Some((first, rest)) = text.split_once(['.', '!', ',', ';']) else { return false };
    let (lead, rest) = (Message::read(first), Message::read(rest));
    let thanks = small_talk(&lead) == Some(SmallTalk::Thanks) || resolved(&lead) || praises(&lead);
    let tone = tone(&rest);
    let but = ["but", "though", "however", "aber", "pero", "mais", "mas", "nur", "solo", "only"];
    let turns = tokens(rest.text()).iter().take(2).any(|word| but.contains(&word.as_str()));
    thanks && rest.words() >= 3 && !turns && !tone.objects && tone.heat == 0 && !failed(&rest)
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

/// Whether a reply says that the answer was of no use, is angry about it, or tells the same trouble after what was
/// advised was done.
pub(super) fn speaks_against(card: &Card, text: &str) -> bool {
    let message = Message::read(text);
    let tone = tone(&message);
    let known = card.question.as_ref().map(|question| telling(&question.text)).unwrap_or_default();
    let same = |word: &String| known.iter().any(|other| same_word(word, other));
    let in_vain =
        || tone.did && !tone.asks && !resolved(&message) && telling(text).iter().any(same);
    tone.contradicts || tone.heat > 0 || tone.objects && !tone.asks || in_vain()
}

/// Whether a message is more than a word against the answer: it asks, wants, or calmly tells something.
pub(super) fn tells(text: &str) -> bool {
    let message = Message::read(text);
    let tone = tone(&message);
    tone.asks
        || tone.heat == 0 && !tone.contradicts
        || wishes(&message).wanted.is_some_and(|wish| wish.stated)
}

/// Whether it goes on about what was just settled: "so they got there on Monday".
pub(super) fn goes_on(text: &str) -> bool {
    let words = tokens(text);
    let led = words.first().is_some_and(|word| {
        ["so", "and", "well", "now", "then", "ok", "okay", "y", "und", "et", "e"]
            .contains(&word.as_str())
    });
    let points = |word: &String| {
        ["they", "it", "them", "theyve", "its", "sie", "ils", "elles", "eles", "elas", "ellos"]
            .contains(&word.as_str())
    };
    led && words.iter().skip(1).take(2).any(points)
}

fn failed(message: &Message<'_>) -> bool {
    signals(message).iter().any(|heard| matches!(heard.signal, Signal::StillThere | Signal::Curt))
}
