//! What a sentence is about: its content words, without endings, one word for all that mean the same.

use std::sync::LazyLock;

use crate::figures::{names_day, numeral};
use crate::hash::{Map, number};
use crate::text::{Word, stem};
use crate::weak::is_weak;

/// Words that mean the same, each line under its first.
static SAME: LazyLock<Map<&'static str, &'static str>> = LazyLock::new(|| {
    let mut same = Map::default();
    for line in include_str!("words/same.txt").lines().filter(|line| !line.starts_with("//")) {
        // A word after = means so only in this form.
        let mut words = line
            .split_whitespace()
            .map(|word| word.strip_prefix('=').unwrap_or_else(|| stem(word)));
        let Some(first) = words.next() else { continue };
        same.insert(first, first);
        for word in words {
            same.entry(word).or_insert(first);
        }
    }
    same
});

/// Words of which one thing has only one: an express delivery is no standard delivery.
static EXCLUSIVE: LazyLock<Map<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut groups: Map<&'static str, Vec<usize>> = Map::default();
    let lines = include_str!("words/exclusive.txt").lines().filter(|line| !line.starts_with("//"));
    for (group, line) in lines.enumerate() {
        for word in line.split_whitespace() {
            groups.entry(canonical(word)).or_default().push(group);
        }
    }
    groups
});

/// What words are about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Topic {
    /// A number for each content word, sorted, each once.
    words: Vec<u64>,
    /// Those of which one thing has only one, with their group.
    exclusive: Vec<(usize, u64)>,
}

impl Topic {
    /// The topic of words.
    pub fn of(words: &[Word]) -> Self {
        let content = words.iter().filter(|word| !word.figure && word.text.len() > 1);
        let content = content
            .filter(|word| !is_weak(&word.text) && !names_day(&word.text) && !numeral(&word.text));
        let mut topic = Self::default();
        for word in content {
            topic.push(canonical(&word.text));
        }
        // What is open until six closes at six.
        let until = words.iter().any(|word| {
            ["until", "till", "til", "bis", "hasta", "jusqu", "ate"].contains(&word.text.as_str())
        });
        let open = number(canonical("open"));
        if until && topic.words.contains(&open) {
            topic.words.retain(|word| *word != open);
            topic.exclusive.retain(|(_, word)| *word != open);
            topic.push(canonical("close"));
        }
        if topic.words.is_empty() {
            // "There's a fee of 35 dollars" is about the fee.
            if words.iter().any(|word| SUMS.contains(&word.text.as_str())) {
                topic.push("fee");
            }
        }
        if comes_back(words) {
            topic.push("refund");
        }
        // Money that arrives is not delivered.
        if topic.words.contains(&number("refund")) && words.iter().any(arrives) {
            let ship = number(canonical("ship"));
            topic.words.retain(|word| *word != ship);
            topic.exclusive.retain(|(_, word)| *word != ship);
        }
        topic.words.sort_unstable();
        topic.words.dedup();
        topic
    }

    /// Takes a word in; `settle` must follow.
    pub fn push(&mut self, word: &str) {
        let number = number(word);
        self.words.push(number);
        let groups = EXCLUSIVE.get(word).into_iter().flatten();
        self.exclusive.extend(groups.map(|group| (*group, number)));
    }

    /// Whether a word that stands for others is in it.
    pub fn has_stem(&self, stem: &str) -> bool {
        self.contains(number(stem))
    }

    /// How many words two topics share besides those.
    pub fn shared_nouns(&self, other: &Self) -> usize {
        let verbs = VERBS.iter().filter(|word| self.has(word) && other.has(word)).count();
        self.shared(other).saturating_sub(verbs)
    }

    /// How many words there are besides those that say that something begins, ends or goes on.
    pub fn nouns(&self) -> usize {
        let said = VERBS.iter().filter(|word| self.has(word)).count();
        self.len().saturating_sub(said)
    }

    /// Whether it tells what is done with a thing where the other tells that the thing begins or ends.
    pub fn acts(&self, other: &Self) -> bool {
        let acts = ["cancel", "return", "refund", "exchange", "repair", "upgrade"];
        acts.iter().any(|word| self.has(word) && !other.has(word))
            && VERBS.iter().any(|word| other.has(word) && !self.has(word))
    }

    /// Whether what it shares with another is only what is said of things, and what they cover.
    pub fn only(&self, other: &Self) -> bool {
        let said = ["warranty", "include", "cover"];
        self.shared(other) > 0
            && said.iter().filter(|word| self.has(word) && other.has(word)).count()
                == self.shared(other)
    }

    /// Keeps some words.
    pub fn retain(&mut self, keep: &dyn Fn(u64) -> bool) {
        self.words.retain(|word| keep(*word));
    }

    /// Sorts the words that were pushed.
    pub fn settle(&mut self) {
        self.words.sort_unstable();
        self.words.dedup();
    }

    /// All words, also those that say nothing.
    pub fn every(words: &[Word]) -> Self {
        let mut topic = Self::default();
        topic.words.extend(words.iter().map(|word| number(canonical(&word.text))));
        topic.words.sort_unstable();
        topic
    }

    /// How many content words there are.
    pub fn len(&self) -> usize {
        self.words.len()
    }

    /// The numbers of its words.
    pub fn numbers(&self) -> &[u64] {
        &self.words
    }

    /// Whether a word's number is in it.
    pub fn contains(&self, word: u64) -> bool {
        self.words.binary_search(&word).is_ok()
    }

    /// Takes the words of another in.
    pub fn add(&mut self, other: &Self) {
        self.words.extend(&other.words);
        self.words.sort_unstable();
        self.words.dedup();
        self.exclusive.extend(&other.exclusive);
    }

    /// The same for a choice: "your money back" is a refund, "a new one" a replacement.
    pub fn alternatives(&self) -> Self {
        let mut out = self.clone();
        for (meant, words) in ALTERNATIVES {
            if words.iter().any(|word| self.has(word)) {
                out.words.push(number(canonical(meant)));
            }
        }
        out.words.sort_unstable();
        out.words.dedup();
        out
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether a folded word is in it.
    pub fn has(&self, word: &str) -> bool {
        self.words.binary_search(&number(canonical(word))).is_ok()
    }

    /// How many words two topics share.
    pub fn shared(&self, other: &Self) -> usize {
        let (mut mine, mut theirs) = (self.words.iter().peekable(), other.words.iter().peekable());
        let mut both = 0;
        while let (Some(a), Some(b)) = (mine.peek(), theirs.peek()) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => drop(mine.next()),
                std::cmp::Ordering::Greater => drop(theirs.next()),
                std::cmp::Ordering::Equal => {
                    both += 1;
                    mine.next();
                    theirs.next();
                }
            }
        }
        both
    }

    /// Whether each has a word that keeps it from being about what the other is about.
    pub fn excludes(&self, other: &Self) -> bool {
        let alone = |these: &Self, those: &Self, group: usize| {
            let mut of = these.exclusive.iter().filter(|(line, _)| *line == group);
            of.any(|(_, word)| those.words.binary_search(word).is_err())
        };
        self.exclusive
            .iter()
            .any(|(group, _)| alone(self, other, *group) && alone(other, self, *group))
    }
}

const SUMS: [&str; 10] =
    ["fee", "fees", "charge", "price", "cost", "taxa", "tarifa", "gebuhr", "frais", "tasa"];

/// What figures say of things.
const VERBS: [&str; 14] = [
    "begin",
    "end",
    "close",
    "open",
    "valid",
    "booked",
    "due",
    "ready",
    "planned",
    "scheduled",
    "include",
    "free",
    "extra",
    "cover",
];

/// Whether money comes back: "you get it back", "Geld zurück".
fn comes_back(words: &[Word]) -> bool {
    let back = words.iter().position(|word| ["back", "zuruck"].contains(&word.text.as_str()));
    let near = back.and_then(|at| words.get(at.saturating_sub(4)..at)).unwrap_or_default();
    near.iter().any(|word| {
        ["get", "gets", "money", "pay", "paid", "geld", "cash", "bekommen", "erhalten"]
            .contains(&word.text.as_str())
    })
}

fn arrives(word: &Word) -> bool {
    word.text.starts_with("arriv")
        || ["llega", "llegar", "chega", "chegar"].contains(&word.text.as_str())
}

/// What an alternative is in other words.
const ALTERNATIVES: [(&str, &[&str]); 3] = [
    ("refund", &["money", "geld", "dinero", "argent", "dinheiro"]),
    (
        "replacement",
        &[
            "new", "another", "neu", "neue", "neues", "nuevo", "nueva", "neuf", "nouveau",
            "nouvelle", "novo", "nova",
        ],
    ),
    ("store", &["voucher", "credit"]),
];

/// The word that stands for a folded word.
pub(crate) fn canonical(word: &str) -> &str {
    let stem = stem(word);
    SAME.get(word).or_else(|| SAME.get(stem)).copied().unwrap_or(stem)
}
