//! Matching a grammar's patterns against the units of one clause.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;

use super::grammar::{Grammar, Node, Term};

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
        Self {
            grammar,
            units,
            memo: RefCell::new(HashMap::new()),
        }
    }

    /// The units of an asking match: a firm one, or the longest of a pattern that no veto overlaps.
    pub(crate) fn request(&self) -> Option<Range<usize>> {
        for pattern in &self.grammar.firm {
            for start in self.starts(pattern) {
                if let Some(end) = self.longest(std::slice::from_ref(pattern), start)
                    && end > start
                {
                    return Some(start..end);
                }
            }
        }
        let mut vetoes: Option<Vec<Range<usize>>> = None;
        for pattern in &self.grammar.asks {
            for start in self.starts(pattern) {
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
        let covers = |p: &Vec<Node>| self.ends(p, 0).contains(&self.units.len());
        self.grammar.wholes.iter().any(covers)
    }

    /// Whether a veto matches anywhere.
    pub(crate) fn is_vetoed(&self) -> bool {
        !self.vetoes().is_empty()
    }

    /// The end of the longest of the patterns that starts there.
    pub(crate) fn longest(&self, patterns: &[Vec<Node>], start: usize) -> Option<usize> {
        patterns
            .iter()
            .filter_map(|p| self.ends(p, start).last().copied())
            .max()
    }

    fn vetoes(&self) -> Vec<Range<usize>> {
        let mut out = Vec::new();
        for pattern in &self.grammar.vetoes {
            for start in self.starts(pattern) {
                if let Some(&end) = self.ends(pattern, start).last() {
                    out.push(start..end.max(start + 1));
                }
            }
        }
        out
    }

    /// Where the pattern may start: at units the grammar knows, unless it starts with a gap or an anchor.
    fn starts<'s>(&'s self, pattern: &[Node]) -> impl Iterator<Item = usize> + use<'s, 'a> {
        let anywhere = matches!(pattern.first(), Some(Node::UpTo(_) | Node::Start));
        (0..self.units.len()).filter(move |&at| anywhere || !self.units[at].terms.is_empty())
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
                if at >= self.units.len() {
                    return;
                }
                if let Some(known) = self.memo.borrow().get(&(*class, at)) {
                    return out.extend(known);
                }
                let mut ends = Vec::new();
                for alternative in &self.grammar.classes[*class] {
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
