//! Matching a grammar's patterns against the units of one clause.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use super::grammar::{Grammar, Node, Patterns, Term};

/// A word (or character) of the message: the terms it stands for and where it came from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unit<'a> {
    pub terms: &'a [Term],
    pub start: usize,
    pub end: usize,
}

/// Where a sequence can end: bit `n` says "`n` units after its start". No pattern is longer than 63 units.
type Ends = u64;

/// No real value: a sequence would have to end after every number of units.
const UNKNOWN: Ends = Ends::MAX;

/// One clause under one grammar.
pub(crate) struct Clause<'a> {
    grammar: &'a Grammar,
    units: &'a [Unit<'a>],
    /// By class and place, once it is known.
    memo: OnceCell<Vec<Cell<Ends>>>,
}

impl<'a> Clause<'a> {
    pub(crate) fn new(grammar: &'a Grammar, units: &'a [Unit<'a>]) -> Self {
        Self { grammar, units, memo: OnceCell::new() }
    }

    /// The units of the first asking match: a firm one, or one that no veto overlaps.
    pub(crate) fn request(&self) -> Option<Range<usize>> {
        let firm = (0..self.units.len())
            .find_map(|start| Some(start..self.longest(&self.grammar.firm, start)?));
        if firm.is_some() {
            return firm;
        }
        let mut vetoed: Option<Vec<usize>> = None;
        for (start, unit) in self.units.iter().enumerate() {
            for pattern in self.grammar.asks.starting(unit.terms) {
                // One that ends where it starts asks nothing.
                let mut ends = self.ends(pattern, start) & !1;
                while ends != 0 {
                    let length = ends.ilog2() as usize;
                    let vetoed = vetoed.get_or_insert_with(|| self.vetoed_before());
                    if vetoed[start + length] == vetoed[start] {
                        return Some(start..start + length);
                    }
                    ends &= !(1 << length);
                }
            }
        }
        None
    }

    /// Whether one of the whole-message patterns covers all units.
    pub(crate) fn is_whole(&self) -> bool {
        let first = self.units.first().map_or(&[][..], |unit| unit.terms);
        let length = self.units.len();
        let mut wholes = self.grammar.wholes.starting(first);
        length < 64 && wholes.any(|p| self.ends(p, 0) >> length & 1 == 1)
    }

    /// Whether the clause is nothing but words of wishing around who is asked for, and no veto matches. `bare` says
    /// whether who is asked for is enough.
    pub(crate) fn is_wish(&self, bare: bool) -> bool {
        let (mut at, mut core, mut glue) = (0, false, bare);
        while at < self.units.len() {
            if let Some(end) = self.longest(&self.grammar.core, at) {
                (at, core) = (end, true);
            } else if let Some(end) = self.longest(&self.grammar.glue, at) {
                (at, glue) = (end, true);
            } else {
                return false;
            }
        }
        core && glue && !self.is_vetoed()
    }

    /// Whether a veto matches anywhere.
    pub(crate) fn is_vetoed(&self) -> bool {
        self.vetoed_before().last().is_some_and(|&count| count > 0)
    }

    /// The end of the longest of the patterns that starts there and isn't empty.
    pub(crate) fn longest(&self, patterns: &Patterns, start: usize) -> Option<usize> {
        let ends = patterns
            .starting(self.units[start].terms)
            .fold(0, |all, pattern| all | self.ends(pattern, start));
        let length = ends.checked_ilog2()? as usize;
        (length > 0).then_some(start + length)
    }

    /// For each place how many of the units before it are covered by a veto.
    fn vetoed_before(&self) -> Vec<usize> {
        let mut out = Vec::with_capacity(self.units.len() + 1);
        out.push(0);
        let (mut count, mut until) = (0, 0);
        for (start, unit) in self.units.iter().enumerate() {
            for pattern in self.grammar.vetoes.starting(unit.terms) {
                if let Some(length) = self.ends(pattern, start).checked_ilog2() {
                    until = until.max(start + (length as usize).max(1));
                }
            }
            count += usize::from(start < until);
            out.push(count);
        }
        out
    }

    /// Where the sequence can end when it starts there.
    fn ends(&self, sequence: &[Node], start: usize) -> Ends {
        let mut reached: Ends = 1;
        for node in sequence {
            let mut next = 0;
            while reached != 0 {
                let length = reached.trailing_zeros();
                reached &= reached - 1;
                next |= self.step(node, start + length as usize) << length;
            }
            if next == 0 {
                return 0;
            }
            reached = next;
        }
        reached
    }

    fn step(&self, node: &Node, at: usize) -> Ends {
        match node {
            Node::Term(term) => {
                let said = self.units.get(at).is_some_and(|u| u.terms.contains(term));
                Ends::from(said) << 1
            }
            Node::Class(class) => {
                let places = self.units.len() + 1;
                let memo = self
                    .memo
                    .get_or_init(|| vec![Cell::new(UNKNOWN); places * self.grammar.classes.len()]);
                let known = &memo[class * places + at];
                if known.get() == UNKNOWN {
                    let terms = self.units.get(at).map_or(&[][..], |unit| unit.terms);
                    let alternatives = self.grammar.classes[*class].starting(terms);
                    known.set(alternatives.fold(0, |all, a| all | self.ends(a, at)));
                }
                known.get()
            }
            Node::Either(alternatives) => {
                alternatives.iter().fold(0, |all, a| all | self.ends(a, at))
            }
            Node::Maybe(inner) => 1 | self.step(inner, at),
            Node::UpTo(count) => {
                let left = (self.units.len() - at).min(*count).min(62);
                (1 << (left + 1)) - 1
            }
            Node::Start => Ends::from(at == 0),
            Node::End => Ends::from(at == self.units.len()),
        }
    }
}
