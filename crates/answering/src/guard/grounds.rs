//! What the cited articles contain: words, numbers, links, words of time.

use super::{Reason, links, numbers, promises};
use crate::{Source, sentences};
use std::collections::BTreeSet;
use warmline_language::tokens;

/// A sentence of fewer content words than this is judged together with its neighbours only.
const FEW_WORDS: usize = 3;
/// Words are compared by so many letters, so that "charged" and "charges" meet.
const STEM: usize = 5;
/// A shorter word of a script with spaces is no content word.
const SHORTEST: usize = 4;
/// Longer English words that say nothing either.
const EMPTY: [&str; 63] = [
    "about",
    "after",
    "also",
    "always",
    "another",
    "because",
    "been",
    "before",
    "being",
    "both",
    "cannot",
    "could",
    "does",
    "doing",
    "done",
    "each",
    "either",
    "else",
    "every",
    "following",
    "from",
    "have",
    "having",
    "here",
    "however",
    "into",
    "just",
    "like",
    "make",
    "more",
    "most",
    "must",
    "need",
    "only",
    "other",
    "over",
    "please",
    "should",
    "simply",
    "some",
    "such",
    "than",
    "that",
    "their",
    "them",
    "then",
    "there",
    "these",
    "they",
    "this",
    "those",
    "through",
    "very",
    "upon",
    "want",
    "with",
    "within",
    "what",
    "when",
    "where",
    "which",
    "will",
    "your",
];

/// How many content words of a text the articles contain.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Overlap {
    pub found: usize,
    pub words: usize,
}

impl Overlap {
    /// Whether less than half of its content words are found, where there are enough to judge.
    pub fn poor(self) -> bool {
        self.words >= FEW_WORDS && !self.fair()
    }

    /// Whether half of its content words are found, however few there are.
    pub fn fair(self) -> bool {
        2 * self.found >= self.words
    }

    /// Both texts together.
    pub fn and(self, other: Self) -> Self {
        Self { found: self.found + other.found, words: self.words + other.words }
    }
}

/// The cited articles, taken apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Grounds {
    /// Their sentences, as folded words.
    sentences: BTreeSet<String>,
    stems: BTreeSet<String>,
    numbers: BTreeSet<String>,
    links: BTreeSet<String>,
    /// Words of time and of secrets.
    terms: BTreeSet<&'static str>,
}

impl Grounds {
    /// Adds an article.
    pub fn add(&mut self, source: &Source) {
        for text in [&source.article.title, &source.text] {
            let words = tokens(text);
            let sentences = sentences::take(&mut text.clone(), true, 0);
            self.sentences.extend(sentences.iter().map(|s| tokens(&s.text).join(" ")));
            self.stems.extend(words.iter().map(|word| stem(word)));
            self.numbers.extend(numbers::numbers(text));
            self.links.extend(links::links(text));
            self.terms.extend(promises::terms(text).map(|(_, term)| term));
        }
        if let Some(url) = &source.article.url {
            self.links.insert(links::plain(url));
            self.stems.extend(tokens(url).iter().map(|word| stem(word)));
        }
    }

    /// Whether an article has exactly this sentence: half of one may mean something else.
    pub fn quotes(&self, sentence: &str) -> bool {
        self.sentences.contains(&tokens(sentence).join(" "))
            && links::links(sentence).all(|link| self.has_link(&link))
    }

    /// How many content words of the sentence the articles contain.
    pub fn overlap(&self, sentence: &str) -> Overlap {
        let mut overlap = Overlap::default();
        for word in tokens(sentence).iter().filter(|word| is_content(word)) {
            overlap.words += 1;
            overlap.found += usize::from(self.stems.contains(&stem(word)));
        }
        overlap
    }

    pub fn has_number(&self, number: &str) -> bool {
        self.numbers.contains(number)
    }

    pub fn has_link(&self, link: &str) -> bool {
        self.links.contains(link)
    }

    pub fn has_term(&self, term: &(Reason, &'static str)) -> bool {
        self.terms.contains(term.1)
    }
}

fn is_content(word: &str) -> bool {
    let Some(first) = word.chars().next() else { return false };
    let short = first.is_ascii_digit() || (word.chars().count() < SHORTEST && !is_dense(first));
    !short && !EMPTY.contains(&word)
}

/// A script in which two or three characters are a word.
fn is_dense(c: char) -> bool {
    matches!(c, '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{20000}'..='\u{323AF}')
}

fn stem(word: &str) -> String {
    let singular = word.strip_suffix('s').filter(|rest| rest.len() >= SHORTEST).unwrap_or(word);
    singular.chars().take(STEM).collect()
}
