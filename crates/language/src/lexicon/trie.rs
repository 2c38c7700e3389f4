//! Entries of the word lists by their letters, for finding the longest at a place.

use super::Classes;
use crate::tokens::{Gap, Token};

/// What was found at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Its classes.
    pub classes: Classes,
    /// How many words it takes.
    pub tokens: usize,
    /// How many bytes of folded text, within one word.
    pub bytes: usize,
}

#[derive(Debug, Default)]
struct Node {
    children: Vec<(char, u32)>,
    /// The entry ends here, and so must the word.
    whole: Option<Classes>,
    /// The entry is a stem: the word may go on.
    stem: Option<Classes>,
}

/// Letters to classes.
#[derive(Debug)]
pub(super) struct Trie {
    nodes: Vec<Node>,
}

impl Default for Trie {
    fn default() -> Self {
        Self { nodes: vec![Node::default()] }
    }
}

const ROOT: u32 = 0;

impl Trie {
    /// Adds an entry; one in several classes is added for each of them.
    pub(super) fn insert(&mut self, parts: &[Token], stem: bool, class: Classes) {
        let mut at = ROOT;
        for (number, part) in parts.iter().enumerate() {
            if number > 0 && !(part.unspaced && parts[number - 1].unspaced) {
                at = self.child_or_new(at, ' ');
            }
            for letter in part.text.chars() {
                at = self.child_or_new(at, letter);
            }
        }
        let node = &mut self.nodes[at as usize];
        // Without spaces there is no end of a word to see.
        let open = stem || parts.last().is_some_and(|part| part.unspaced);
        let slot = if open { &mut node.stem } else { &mut node.whole };
        *slot = Some(slot.unwrap_or_default() | class);
    }

    fn child_or_new(&mut self, at: u32, letter: char) -> u32 {
        match self.nodes[at as usize].children.binary_search_by_key(&letter, |child| child.0) {
            Ok(place) => self.nodes[at as usize].children[place].1,
            Err(place) => {
                let new = self.nodes.len() as u32;
                self.nodes.push(Node::default());
                self.nodes[at as usize].children.insert(place, (letter, new));
                new
            }
        }
    }

    fn child(&self, at: u32, letter: char) -> Option<u32> {
        let children = &self.nodes[at as usize].children;
        children.binary_search_by_key(&letter, |child| child.0).ok().map(|place| children[place].1)
    }

    /// The longest entry at the first of these words. In Arabic the article and the small words written with their
    /// noun may stand before it.
    pub(super) fn longest(&self, tokens: &[Token]) -> Option<Found> {
        let first = &tokens.first()?.text;
        if let Some(found) = self.from(tokens, first) {
            return Some(found);
        }
        let arabic = first.chars().next().is_some_and(|c| ('\u{0600}'..='\u{06FF}').contains(&c));
        if !arabic {
            return None;
        }
        ["ال", "وال", "بال", "لل", "فال", "كال", "و", "ب", "ل", "ف"].into_iter().find_map(
            |prefix| {
                let rest = first.strip_prefix(prefix).filter(|rest| rest.chars().count() >= 3)?;
                self.from(tokens, rest)
            },
        )
    }

    fn from(&self, tokens: &[Token], first: &str) -> Option<Found> {
        let (mut at, mut best) = (ROOT, None);
        for (number, token) in tokens.iter().enumerate() {
            let text = if number == 0 { first } else { token.text.as_str() };
            if number > 0 {
                // An entry of several words does not reach over the end of a sentence.
                if token.before == Gap::Sentence {
                    break;
                }
                let Some(next) = self.child(at, ' ') else { break };
                at = next;
            }
            let taken = |classes| Some(Found { classes, tokens: number + 1, bytes: text.len() });
            for letter in text.chars() {
                let Some(next) = self.child(at, letter) else { return best };
                at = next;
                best = self.nodes[at as usize].stem.map_or(best, taken);
            }
            let node = &self.nodes[at as usize];
            if let Some(whole) = node.whole {
                best = taken(whole | node.stem.unwrap_or_default());
            }
        }
        best
    }

    /// The entries inside a run of letters without spaces: the longest at each place, none overlapping.
    pub(super) fn inside<'t>(
        &'t self,
        run: &'t str,
    ) -> impl Iterator<Item = (usize, Found)> + use<'t> {
        let mut place = 0;
        std::iter::from_fn(move || {
            while let Some(rest) = run.get(place..).filter(|rest| !rest.is_empty()) {
                let here = place;
                if let Some(found) = self.inside_at(rest) {
                    place += found.bytes;
                    return Some((here, found));
                }
                place += rest.chars().next().map_or(1, char::len_utf8);
            }
            None
        })
    }

    fn inside_at(&self, rest: &str) -> Option<Found> {
        let (mut at, mut best) = (ROOT, None);
        for (offset, letter) in rest.char_indices() {
            let Some(next) = self.child(at, letter) else { break };
            at = next;
            if let Some(classes) = self.nodes[at as usize].stem {
                best = Some(Found { classes, tokens: 1, bytes: offset + letter.len_utf8() });
            }
        }
        best
    }
}
