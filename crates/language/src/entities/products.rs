//! The site's products, by their names.

use std::collections::HashSet;

use warmline_model::Fact;

use super::Found;
use crate::tokens::{Token, scan};

/// The names of a site's products, ready to be looked for. Made once and kept.
#[derive(Clone, Debug, Default)]
pub struct Products {
    /// The folded words of a name and the name, in order of the words.
    names: Vec<(Vec<String>, String)>,
    /// The first words of the names.
    firsts: HashSet<String>,
}

/// The longest name in words.
const MOST_WORDS: usize = 8;

impl Products {
    /// From the names as the site spells them. A name without a letter or digit is left out.
    pub fn new<S: AsRef<str>>(names: &[S]) -> Self {
        let folded =
            |name: &str| scan(name).into_iter().map(|token| token.text).collect::<Vec<_>>();
        let mut names: Vec<(Vec<String>, String)> = names
            .iter()
            .map(|name| (folded(name.as_ref()), name.as_ref().trim().to_owned()))
            .collect();
        names.retain(|(words, _)| !words.is_empty() && words.len() <= MOST_WORDS);
        names.sort();
        names.dedup_by(|a, b| a.0 == b.0);
        let firsts = names.iter().map(|(words, _)| words[0].clone()).collect();
        Self { names, firsts }
    }

    /// The longest name that stands at the beginning of these words, and how many it has.
    fn longest(&self, tokens: &[Token]) -> Option<(usize, &str)> {
        let first = tokens.first()?.text.as_str();
        let known = |word: &str| self.firsts.contains(word);
        let singular = |end: &str| first.strip_suffix(end).is_some_and(known);
        if !known(first) && !singular("s") && !singular("es") {
            return None;
        }
        let most = tokens.len().min(MOST_WORDS);
        (1..=most).rev().find_map(|count| {
            let words = &tokens[..count];
            let exact = |last: &str| {
                let wanted = words[..count - 1].iter().map(|t| t.text.as_str()).chain([last]);
                let at = self.names.binary_search_by(|(name, _)| {
                    name.iter().map(String::as_str).cmp(wanted.clone())
                });
                at.ok().map(|at| (count, self.names[at].1.as_str()))
            };
            let last = words[count - 1].text.as_str();
            let plural = |end: &str| last.strip_suffix(end).filter(|word| word.len() >= 3);
            exact(last).or_else(|| exact(plural("s")?)).or_else(|| exact(plural("es")?))
        })
    }

    /// The longest name that a text without spaces begins with, and how many characters it has.
    fn beginning(&self, text: &str) -> Option<(usize, &str)> {
        let first = &text[..text.chars().next()?.len_utf8()];
        let at = self.names.partition_point(|(name, _)| name[0].as_str() < first);
        if !self.names.get(at).is_some_and(|(name, _)| name[0].starts_with(first)) {
            return None;
        }
        let ends = text.char_indices().skip(1).map(|(at, _)| at).chain([text.len()]).take(24);
        ends.zip(1..).collect::<Vec<_>>().into_iter().rev().find_map(|(end, chars)| {
            let wanted = &text[..end];
            let at = self
                .names
                .binary_search_by(|(name, _)| name.iter().map(String::as_str).cmp([wanted]));
            at.ok().filter(|_| chars > 1).map(|at| (chars, self.names[at].1.as_str()))
        })
    }
}

/// The products that a message names.
pub fn find(tokens: &[Token], products: &Products) -> Vec<Found> {
    let mut found = Vec::new();
    if products.names.is_empty() {
        return found;
    }
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some((count, name)) = products.longest(&tokens[at..]) {
            let end = tokens[at + count - 1].end;
            found.push(Found {
                start: token.start,
                end,
                fact: Some(Fact::Product { name: name.to_owned() }),
            });
            at += count;
            continue;
        }
        at += 1;
        if !token.unspaced {
            continue;
        }
        // Folding keeps the number of characters of these scripts unless marks were dropped: then its place is unsure.
        let chars: Vec<usize> = token.text.char_indices().map(|(at, _)| at).collect();
        let mut from = 0;
        while from < chars.len() {
            match products.beginning(&token.text[chars[from]..]) {
                Some((count, name)) if token.text.len() == token.end - token.start => {
                    let place = |n: usize| chars.get(n).map_or(token.end, |at| token.start + at);
                    let fact = Some(Fact::Product { name: name.to_owned() });
                    found.push(Found { start: place(from), end: place(from + count), fact });
                    from += count;
                }
                _ => from += 1,
            }
        }
    }
    found
}
