//! Word lists in many languages, found in a message in one pass.
//!
//! A list file has a line per class of words: `class: word, stem*, two words`. A class may have several lines, one
//! per language. Words are folded like messages. Of entries that begin at the same place the longest wins, so that
//! a line of class `-` ("fire stick") takes a false friend out of the way.

use std::sync::LazyLock;

use crate::tokens::{Gap, Token, scan};
use trie::Trie;

mod trie;

/// A set of classes, one bit each.
pub(crate) type Classes = u128;

/// Words beyond these are not looked at.
const MOST_UNITS: u32 = 800;

/// A word of a list, found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The classes it belongs to.
    pub classes: Classes,
    /// Its place in words; a text without spaces counts two characters for a word.
    pub at: u32,
    /// Which sentence of the message it stands in.
    pub sentence: u32,
    /// Byte range in the text.
    pub start: usize,
    pub end: usize,
}

/// A set of lists that are searched together; what one hides the others still see.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    /// What a message is about.
    Topics,
    /// How the writer feels.
    Feeling,
    /// What is said while help does or does not arrive.
    Dialogue,
    /// What the writer wants to come of it.
    Goals,
    /// What that is made of.
    Frames,
    /// How it is said: heat, manners, what speaks against an answer.
    Tone,
    /// What is asked to be done to an order or an account.
    Actions,
    /// What goes to a person at once.
    Alarms,
}

#[derive(Default)]
struct Lexicon {
    names: Vec<String>,
    trie: Trie,
}

static TOPICS: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    lexicon.add(include_str!("lexicon/topics.words"));
    lexicon.add(include_str!("lexicon/danger.words"));
    lexicon
});

static FEELING: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    lexicon.add(include_str!("lexicon/feeling.words"));
    lexicon
});

static DIALOGUE: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    lexicon.add(include_str!("lexicon/dialogue.words"));
    lexicon
});

static GOALS: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    lexicon.add(include_str!("lexicon/goals.words"));
    lexicon
});

static FRAMES: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    lexicon.add(include_str!("lexicon/frames.words"));
    lexicon
});

static TONE: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    lexicon.add(include_str!("lexicon/tone.words"));
    lexicon
});

static ACTIONS: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    lexicon.add(include_str!("lexicon/actions.words"));
    lexicon
});

static ALARMS: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    lexicon.add(include_str!("lexicon/alarms.words"));
    lexicon
});

impl List {
    fn lexicon(self) -> &'static Lexicon {
        match self {
            Self::Topics => &TOPICS,
            Self::Feeling => &FEELING,
            Self::Dialogue => &DIALOGUE,
            Self::Goals => &GOALS,
            Self::Frames => &FRAMES,
            Self::Tone => &TONE,
            Self::Actions => &ACTIONS,
            Self::Alarms => &ALARMS,
        }
    }
}

impl Lexicon {
    fn add(&mut self, list: &str) {
        for line in list.lines() {
            let Some((name, words)) = line.split_once(':').filter(|_| !line.starts_with('#'))
            else {
                continue;
            };
            let class = self.class(name.trim());
            for entry in words.split(',') {
                let stem = entry.trim_end().ends_with('*');
                let parts: Vec<Token> = scan(entry);
                if !parts.is_empty() {
                    self.trie.insert(&parts, stem, class);
                }
            }
        }
    }

    /// The bit of a class; none for `-`.
    fn class(&mut self, name: &str) -> Classes {
        if name == "-" {
            return 0;
        }
        let at = self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() - 1
        });
        assert!(at < 128, "a set of classes has 128 bits");
        1 << at
    }
}

/// The bit of a class by its name in the lists; 0 for a name no list has.
pub(crate) fn class(list: List, name: &str) -> Classes {
    list.lexicon().names.iter().position(|known| known == name).map_or(0, |at| 1 << at)
}

/// All words of a list in a message, in order, none overlapping another.
pub(crate) fn find(list: List, text: &str, tokens: &[Token]) -> Vec<Hit> {
    let trie = &list.lexicon().trie;
    let mut hits = Vec::new();
    let (mut at, mut sentence, mut next) = (0, 0, 0);
    while let Some(token) = tokens.get(next).filter(|_| at < MOST_UNITS) {
        if token.before == Gap::Sentence && next > 0 {
            sentence += 1;
        }
        let hit =
            |classes, units, start, end| Hit { classes, at: at + units, sentence, start, end };
        if token.unspaced {
            let letters = token.text.chars().count() as u32;
            for (place, found) in trie.inside(&token.text) {
                // Folded text may be a byte or two off its source: the whole run is the evidence then.
                let (start, end) = (token.start + place, token.start + place + found.bytes);
                let exact = token.text.len() == token.end - token.start;
                let (start, end) = if exact { (start, end) } else { (token.start, token.end) };
                hits.push(hit(found.classes, (place / 6) as u32, start, end));
            }
            at += letters.div_ceil(2);
            next += 1;
            continue;
        }
        let found = trie.longest(&tokens[next..]);
        let taken = found.map_or(1, |found| found.tokens.max(1));
        // A name in an address says nothing: sue@example.com.
        let end = tokens[next + taken - 1].end;
        let address = text[end..].starts_with('@') || text[..token.start].ends_with('@');
        if let Some(found) = found.filter(|_| !address) {
            hits.push(hit(found.classes, 0, token.start, end));
        }
        // A sentence may end inside what was taken together.
        let inner = tokens[next + 1..next + taken].iter();
        sentence += inner.filter(|token| token.before == Gap::Sentence).count() as u32;
        at += taken as u32;
        next += taken;
    }
    hits
}
