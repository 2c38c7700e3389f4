//! Patterns of word classes: what several words together say, in any order within one sentence.

use crate::lexicon::{Classes, Hit, List, class};

/// The words of one pattern stand at most this many words apart.
const WINDOW: u32 = 14;

/// Classes that must stand together, those that must not stand in that sentence, and what that says.
#[derive(Debug)]
pub(crate) struct Pattern<T> {
    pub what: T,
    all: Classes,
    none: Classes,
}

/// Words that a pattern found: what they say, and their byte range.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Together<T> {
    pub what: T,
    pub start: usize,
    pub end: usize,
}

impl<T: Copy> Pattern<T> {
    /// Reads a line `what: class class !class`; what is wrong with it, else.
    pub fn read(line: &str, list: List, what: impl Fn(&str) -> Option<T>) -> Result<Self, String> {
        let (head, classes) = line.split_once(':').ok_or("no colon")?;
        let what = what(head).ok_or_else(|| format!("nothing is called {head}"))?;
        let (mut all, mut none) = (0, 0);
        for name in classes.split_whitespace() {
            let (set, name) = match name.strip_prefix('!') {
                Some(name) => (&mut none, name),
                None => (&mut all, name),
            };
            match class(list, name) {
                0 => return Err(format!("no class {name}")),
                bit => *set |= bit,
            }
        }
        Ok(Self { what, all, none })
    }
}

/// What the patterns find among the words of a list, in the order of the message.
pub(crate) fn together<T: Copy>(hits: &[Hit], patterns: &[Pattern<T>]) -> Vec<Together<T>> {
    let mut out = Vec::new();
    for (number, first) in hits.iter().enumerate() {
        let near = || {
            let rest = hits.get(number..).unwrap_or_default().iter();
            rest.take_while(|hit| hit.sentence == first.sentence && hit.at <= first.at + WINDOW)
        };
        let seen: Classes = near().fold(0, |seen, hit| seen | hit.classes);
        let sentence = hits.iter().filter(|hit| hit.sentence == first.sentence);
        let anywhere: Classes = sentence.fold(0, |seen, hit| seen | hit.classes);
        for pattern in patterns {
            let mine = pattern.all & first.classes != 0 && pattern.all & seen == pattern.all;
            if !mine || pattern.none & anywhere != 0 {
                continue;
            }
            let mut missing = pattern.all;
            let last = near().find(|hit| {
                missing &= !hit.classes;
                missing == 0
            });
            let end = last.map_or(first.end, |last| last.end);
            out.push(Together { what: pattern.what, start: first.start, end });
        }
    }
    out
}
