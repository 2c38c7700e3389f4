//! Matching a grammar's patterns against the units of one clause.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use super::grammar::{Grammar, Node, Patterns, Term};

/// A word (or character) of the message: the terms it stands for and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    pub terms: Vec<Term>,
    pub start: usize,
    pub end: usize,
}

/// One clause under one grammar.
pub(crate) struct Clause<'a> {
    grammar: &'a Grammar,
    units: &'a [Unit],
    memo: RefCell<HashMap<(usize, usize), Vec<usize>>>,
}

impl<'a> Clause<'a> {
    pub(crate) fn new(grammar: &'a Grammar, units: &'a [Unit]) -> Self {
        Self { grammar, units, memo: RefCell::new(HashMap::new()) }
    }

    /// The units of the first asking match: a firm one, or one that no veto overlaps.
    pub(crate) fn request(&self) -> Option<Range<usize>> {
        for start in 0..self.units.len() {
            if let Some(end) = self.longest(&self.grammar.firm, start) {
                return Some(start..end);
            }
        }
        let mut vetoes: Option<Vec<Range<usize>>> = None;
        for start in 0..self.units.len() {
            for pattern in self.grammar.asks.starting(&self.units[start].terms) {
                let ends = self.ends(pattern, start);
                if ends.is_empty() {
                    continue;
                }
                let vetoes = vetoes.get_or_insert_with(|| self.vetoes());
                let free = |end: &usize| {
                    *end > start && !vetoes.iter().any(|v| v.start < *end && start < v.end)
                };
                if let Some(end) = ends.into_iter().rev().find(free) {
                    return Some(start..end);
                }
            }
        }
        None
    }

    /// Whether one of the whole-message patterns covers all units.
    pub(crate) fn is_whole(&self) -> bool {
        let first = self.units.first().map_or(&[][..], |unit| &unit.terms);
        let mut wholes = self.grammar.wholes.starting(first);
        wholes.any(|p| self.ends(p, 0).contains(&self.units.len()))
    }

    /// Whether a veto matches anywhere.
    pub(crate) fn is_vetoed(&self) -> bool {
        !self.vetoes().is_empty()
    }

    /// The end of the longest of the patterns that starts there and isn't empty.
    pub(crate) fn longest(&self, patterns: &Patterns, start: usize) -> Option<usize> {
        patterns
            .starting(&self.units[start].terms)
            .filter_map(|p| self.ends(p, start).last().copied())
            .max()
            .filter(|&end| end > start)
    }

    fn vetoes(&self) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        for start in 0..self.units.len() {
            for pattern in self.grammar.vetoes.starting(&self.units[start].terms) {
                if let Some(&end) = self.ends(pattern, start).last() {
                    out.push(start..end.max(start + 1));
                }
            }
        }
        out
    }

    /// Where the sequence can end when it starts there, in rising order.
    fn ends(&self, sequence: &[Node], start: usize) -> Vec<usize> {
        let mut reached = vec![start];
        for node in sequence {
            let mut next = Vec::new();
            for &at in &reached {
                self.step(node, at, &mut next);
            }
            next.sort_unstable();
            next.dedup();
            reached = next;
            if reached.is_empty() {
                break;
            }
        }
        reached
    }

    fn step(&self, node: &Node, at: usize, out: &mut Vec<usize>) {
        match node {
            Node::Term(term) => {
                if self.units.get(at).is_some_and(|u| u.terms.contains(term)) {
                    out.push(at + 1);
                }
            }
            Node::Class(class) => {
                if let Some(known) = self.memo.borrow().get(&(*class, at)) {
                    return out.extend(known);
                }
                let mut ends = Vec::new();
                let terms = self.units.get(at).map_or(&[][..], |unit| &unit.terms);
                for alternative in self.grammar.classes[*class].starting(terms) {
                    ends.extend(self.ends(alternative, at));
                }
                ends.sort_unstable();
                ends.dedup();
                out.extend(&ends);
                self.memo.borrow_mut().insert((*class, at), ends);
            }
            Node::Either(alternatives) => {
                for alternative in alternatives {
                    out.extend(self.ends(alternative, at));
                }
            }
            Node::Maybe(inner) => {
                out.push(at);
                self.step(inner, at, out);
            }
            Node::UpTo(count) => out.extend(at..=(at + count).min(self.units.len())),
            Node::Start => out.extend((at == 0).then_some(at)),
            Node::End => out.extend((at == self.units.len()).then_some(at)),
        }
    }
}
