//! What a sentence is about: its content words, without endings, one word for all that mean the same.

use std::sync::LazyLock;

use crate::figures::names_day;
use crate::hash::{Map, number};
use crate::text::{Word, stem};
use crate::weak::is_weak;

/// Words that mean the same, each line under its first.
static SAME: LazyLock<Map<&'static str, &'static str>> = LazyLock::new(|| {
    let mut same = Map::default();
    for line in include_str!("words/same.txt").lines().filter(|line| !line.starts_with("//")) {
        let mut words = line.split_whitespace().map(stem);
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
        let content = content.filter(|word| !is_weak(&word.text) && !names_day(&word.text));
        let mut topic = Self::default();
        for word in content {
            let word = canonical(&word.text);
            let number = number(word);
            topic.words.push(number);
            let groups = EXCLUSIVE.get(word).into_iter().flatten();
            topic.exclusive.extend(groups.map(|group| (*group, number)));
        }
        topic.words.sort_unstable();
        topic.words.dedup();
        topic
    }

    /// How many content words there are.
    pub fn len(&self) -> usize {
        self.words.len()
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

/// The word that stands for a folded word.
fn canonical(word: &str) -> &str {
    let stem = stem(word);
    SAME.get(stem).copied().unwrap_or(stem)
}
