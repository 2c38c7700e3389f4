//! How a message is said, whatever it is about: heat, manners, and what speaks against an answer.

use std::sync::LazyLock;

use crate::Message;
use crate::lexicon::{Classes, Hit, List, class};
use crate::tokens::Gap;

/// How a message is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tone {
    /// How many words of insult or exasperation it has.
    pub heat: u8,
    /// It says that the answer is wrong or beside the point.
    pub contradicts: bool,
    /// It refuses what was offered.
    pub refuses: bool,
    /// Outside its questions it has words that speak against an answer.
    pub objects: bool,
    /// It has manners, good humour, or says that there is no hurry.
    pub kind: bool,
    /// It thanks, is sorry or in good humour, or says that there is no hurry: more than "please".
    pub warm: bool,
    /// It puts right what was said before: "sorry, typo".
    pub mends: bool,
    /// It takes back earlier heat.
    pub yields: bool,
    /// It is a question, or ends in one.
    pub asks: bool,
    /// It has several exclamation marks together, or a row of words in capitals.
    pub exclaims: bool,
    /// It says that what was advised was done.
    pub did: bool,
}

struct Names {
    heat: Classes,
    contra: Classes,
    refuse: Classes,
    object: Classes,
    kind: Classes,
    please: Classes,
    ask: Classes,
    mend: Classes,
    did: Classes,
    easy: Classes,
    yields: Classes,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let class = |name: &str| class(List::Tone, name);
    Names {
        heat: class("heat"),
        contra: class("contra"),
        refuse: class("refuse"),
        object: class("object"),
        kind: class("kind"),
        please: class("please"),
        ask: class("ask"),
        mend: class("mend"),
        did: class("did"),
        easy: class("easy"),
        yields: class("yield"),
    }
});

/// Hears how a message is said.
pub fn tone(message: &Message<'_>) -> Tone {
    let names = &*NAMES;
    let (text, hits) = (message.text(), message.hits(List::Tone));
    let has = |hit: &Hit, classes: Classes| hit.classes & classes != 0;
    let any = |classes: Classes| hits.iter().any(|hit| has(hit, classes));
    let told = |hit: &&Hit| !in_question(text, hit.end);
    let heat = hits.iter().filter(|hit| has(hit, names.heat)).count();
    let opening = message.tokens().first().is_some_and(|first| {
        let no = ["no", "non", "nein", "nao", "nee", "nie", "nope", "wrong", "falsch", "faux"];
        let ends = message.tokens().get(1).is_none_or(|next| next.before != Gap::Space);
        no.contains(&first.text.as_str()) && ends
    });
    let easy = any(names.easy);
    let faces = [":)", ":-)", ";)", "😊", "🙂"];
    let warm = easy || any(names.kind) || faces.iter().any(|face| text.contains(face));
    // Without its mark a short message is one where it begins like one: "and how thick is it".
    let begins = opens_a_question(message, 0);
    let sentences = message.tokens().iter().skip(1).filter(|token| token.before == Gap::Sentence);
    let marked =
        text.trim_end_matches([' ', '"', ')', '\u{201d}']).ends_with(['?', '\u{FF1F}', '\u{061F}']);
    Tone {
        heat: u8::try_from(heat).unwrap_or(u8::MAX),
        contradicts: opening
            || insists(text)
            || hits.iter().filter(told).any(|hit| has(hit, names.contra)),
        refuses: any(names.refuse) && !easy,
        objects: hits.iter().filter(told).any(|hit| has(hit, names.object | names.contra)),
        kind: warm || any(names.please),
        warm,
        mends: any(names.mend),
        yields: any(names.yields),
        asks: marked || begins && sentences.count() == 0,
        exclaims: text.contains("!!") || shouts(text),
        did: any(names.did),
    }
}

/// Whether the sentence around a place begins like a question: "and how thick is it".
pub(crate) fn opens_a_question(message: &Message<'_>, place: usize) -> bool {
    const LEADS: [&str; 14] = [
        "and", "so", "but", "ok", "okay", "then", "also", "hi", "hello", "hey", "y", "e", "und",
        "et",
    ];
    let tokens = message.tokens();
    let here = tokens.iter().rposition(|token| token.start <= place).unwrap_or(0);
    let first = tokens.iter().take(here + 1).rposition(|token| token.before == Gap::Sentence);
    let Some(rest) = tokens.get(first.unwrap_or(0)..) else { return false };
    let Some(opening) = rest.iter().find(|token| !LEADS.contains(&token.text.as_str())) else {
        return false;
    };
    let hits = message.hits(List::Tone);
    hits.iter().any(|hit| hit.classes & NAMES.ask != 0 && hit.start == opening.start)
}

/// Whether one word of a message is in capitals to speak against something: "I AM signed in".
fn insists(text: &str) -> bool {
    const WORDS: [&str; 12] =
        ["IS", "AM", "ARE", "DID", "DO", "DOES", "HAVE", "HAS", "WAS", "NO", "NOT", "WRONG"];
    let quiet = text.chars().filter(|c| c.is_lowercase()).count() >= 8;
    quiet && text.split(|c: char| !c.is_alphanumeric()).any(|word| WORDS.contains(&word))
}

/// Whether three words in a row are in capitals.
fn shouts(text: &str) -> bool {
    let words = text.split_whitespace().map(|word| word.trim_matches(|c: char| !c.is_alphabetic()));
    let mut row = 0;
    words.filter(|word| !word.is_empty()).any(|word| {
        let loud = word.chars().count() >= 2 && word.chars().all(char::is_uppercase);
        row = if loud || row > 0 && word == "I" { row + 1 } else { 0 };
        row >= 3
    })
}

/// Whether the sentence around a place is a question.
pub(crate) fn in_question(text: &str, place: usize) -> bool {
    let rest = text.get(place..).unwrap_or_default();
    let mut letters = rest.char_indices().peekable();
    while let Some((_, c)) = letters.next() {
        if matches!(c, '?' | '\u{FF1F}' | '\u{061F}') {
            return true;
        }
        let last = letters.peek().is_none_or(|(_, next)| next.is_whitespace());
        if c == '\n' || matches!(c, '.' | '!' | '\u{3002}') && last {
            return false;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(text: &str) -> Tone {
        tone(&Message::read(text))
    }

    #[test]
    fn heat_is_in_the_words_and_manners_beside_it() {
        for (text, heat) in [
            ("This is useless, what a ridiculous waste of time", 3),
            ("C'est nul, ça ne sert à rien", 2),
            ("Qué vergüenza, estoy harta", 2),
            ("So ein Saftladen, ich bin stinksauer", 2),
            ("Isso é um absurdo", 1),
            ("The machine makes a horrible noise", 0),
            ("My parcel has not arrived", 0),
            ("What a shame, is there another colour?", 0),
        ] {
            assert_eq!(heard(text).heat, heat, "{text}");
        }
        assert!(heard("Thanks, but it still flickers").kind);
        assert!(heard("no rush at all").kind);
        assert!(heard("sorry for shouting, not your fault").yields);
    }

    #[test]
    fn what_speaks_against_an_answer_stands_outside_of_questions() {
        for text in [
            "No. There is nothing below the photos",
            "That's not it, the seam is cracked",
            "Das hilft mir nicht weiter",
            "Eso no es lo que pregunté",
        ] {
            assert!(heard(text).contradicts && heard(text).objects, "{text}");
        }
        assert!(heard("I already did that").objects);
        assert!(!heard("Can members only read, not delete?").objects);
        assert!(!heard("And audio files for practising?").objects);
        assert!(heard("I don't want a voucher").refuses);
        assert!(!heard("no rush, I just don't want to void the guarantee").refuses);
    }
}
