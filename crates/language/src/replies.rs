//! Short replies that need no knowledge base: yes and no to an offer, a greeting, thanks, a curt word.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use crate::Message;
use crate::tokens::{Token, scan};
use crate::word_list::phrases;

/// A message that asks nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmallTalk {
    /// "Hello".
    Greeting,
    /// "Thank you".
    Thanks,
}

/// What a phrase can be; one may be several, and a message is read phrase by phrase.
type Kinds = u8;
const YES: Kinds = 1;
const NO: Kinds = 2;
const GREETING: Kinds = 4;
const THANKS: Kinds = 8;
/// Politeness and the like, which changes nothing.
const FILLER: Kinds = 16;
const CURT: Kinds = 32;

/// By phrase, as folded words joined by a space. In a list, a phrase ending in `!` is filler as well.
static PHRASES: LazyLock<HashMap<String, Kinds>> = LazyLock::new(|| {
    let mut out = HashMap::new();
    for (kind, lines) in [
        (YES, include_str!("words/yes.txt")),
        (NO, include_str!("words/no.txt")),
        (GREETING, include_str!("words/greeting.txt")),
        (THANKS, include_str!("words/thanks.txt")),
        (FILLER, include_str!("words/filler.txt")),
        (CURT, include_str!("words/curt.txt")),
    ] {
        for phrase in lines.lines().flat_map(phrases) {
            let polite = phrase.ends_with('!');
            let mut kinds = kind | if polite { FILLER } else { 0 };
            let said = joined(&scan(phrase));
            if kind == NO && !polite && !said.contains(' ') {
                kinds |= CURT;
            }
            *out.entry(said).or_default() |= kinds;
        }
    }
    out
});

/// Longer messages are never a short reply, and need not be looked at.
const MOST_WORDS: usize = 12;
const MOST_BYTES: usize = 160;
/// No phrase has more words.
const LONGEST_PHRASE: usize = 6;
/// A curt reply has at most this many words.
const MOST_CURT: usize = 6;

/// Whether a whole message means yes (`true`) or no (`false`).
pub fn yes_or_no(message: &Message<'_>) -> Option<bool> {
    let said = kinds(message)?;
    let only = |kinds: Kinds| said.iter().all(|said| said & kinds != 0);
    let any = |kind: Kinds| said.iter().any(|said| said & kind != 0);
    if any(NO) && only(NO | FILLER | THANKS) {
        Some(false)
    } else if any(YES) && only(YES | FILLER | THANKS) {
        Some(true)
    } else {
        None
    }
}

/// Whether a whole message is a greeting or thanks and nothing else.
pub fn small_talk(message: &Message<'_>) -> Option<SmallTalk> {
    let said = kinds(message)?;
    let any = |kind: Kinds| said.iter().any(|said| said & kind != 0);
    if !said.iter().all(|said| said & (GREETING | THANKS | FILLER) != 0) {
        None
    } else if any(THANKS) {
        Some(SmallTalk::Thanks)
    } else {
        any(GREETING).then_some(SmallTalk::Greeting)
    }
}

/// The words of messages that only say that there is a question, folded.
static OPENERS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("words/opener.txt").lines().flat_map(phrases).collect());

/// Praise of an answer, folded.
static PRAISE: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let listed = include_str!("words/praise.txt").lines().flat_map(phrases);
    listed.map(|phrase| joined(&scan(phrase))).collect()
});

/// Whether a whole message praises an answer: "perfect", "great, found it".
pub fn praises(message: &Message<'_>) -> bool {
    message.tokens().len() <= LONGEST_PHRASE && PRAISE.contains(&joined(message.tokens()))
}

/// Whether a message only says that there is a question: "hi, I have a problem with my order".
pub fn is_opener(message: &Message<'_>) -> bool {
    let tokens = message.tokens();
    !tokens.is_empty()
        && tokens.len() <= MOST_WORDS
        && tokens.iter().all(|token| OPENERS.contains(token.text.as_str()))
}

/// Whether a whole message is a short "no", "wrong", "that's not it" without thanks.
pub(crate) fn is_curt(message: &Message<'_>) -> bool {
    message.tokens().len() <= MOST_CURT
        && kinds(message).is_some_and(|said| {
            said.iter().all(|said| said & (CURT | FILLER) != 0)
                && said.iter().any(|said| said & CURT != 0)
        })
}

/// What the phrases of a message are, where it is nothing but known phrases.
fn kinds(message: &Message<'_>) -> Option<Vec<Kinds>> {
    let tokens = message.tokens();
    if tokens.is_empty() || tokens.len() > MOST_WORDS || message.text().len() > MOST_BYTES * 2 {
        return None;
    }
    let said = joined(tokens);
    let mut out = Vec::new();
    let mut rest = said.as_str();
    while !rest.is_empty() {
        let (end, kinds) =
            ends(rest).filter_map(|end| Some((end, *PHRASES.get(&rest[..end])?))).last()?;
        out.push(kinds);
        rest = rest[end..].trim_start_matches(' ');
    }
    Some(out)
}

/// Where a phrase that starts the text can end: at the end of a word, or after a character without spaces.
fn ends(text: &str) -> impl Iterator<Item = usize> + '_ {
    let mut words = 0;
    let mut chars = text.char_indices().peekable();
    std::iter::from_fn(move || {
        loop {
            let (at, c) = chars.next()?;
            let end = at + c.len_utf8();
            if end > MOST_BYTES || words >= LONGEST_PHRASE {
                return None;
            }
            let ends_word = chars.peek().is_none_or(|&(_, next)| next == ' ');
            words += usize::from(ends_word);
            if ends_word || crate::fold::kind(c) == crate::fold::Kind::Unspaced {
                return Some(end);
            }
        }
    })
}

fn joined(tokens: &[Token]) -> String {
    let mut out = String::new();
    for token in tokens {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(&token.text);
    }
    out
}
