//! The notation of the rule files, parsed once.
//!
//! A rule file is lines. `skip:` lists phrases that never matter, `pad:` phrases that may surround a whole-message
//! request, `known:` real words that are no typos of others; each separated by `|`. `name = a | b` names a class, made of classes above it.
//! `core:` names who is asked for and `glue:` the words of wishing: a clause of nothing but those, in any order, asks.
//! `+ pattern` asks for a person, `! pattern` asks when it is the whole message, `- pattern` vetoes what it overlaps
//! and `++ pattern` asks whatever is vetoed.
//! In a pattern: a word, `stem*`, `<class>`, `(a | b)`, `_3` for up to three words, `^` and `$` for the ends of the
//! clause, and `?` after anything that may be missing. Grammars in characters take each letter for a word.

use std::collections::{HashMap, HashSet};

use warmline_model::Language;

use crate::common::is_common;
use crate::tokens::scan;

/// The number of a word or stem in its grammar.
pub(crate) type Term = u16;

/// A part of a pattern.
#[derive(Clone, Debug)]
pub(crate) enum Node {
    Term(Term),
    Class(usize),
    Either(Vec<Vec<Node>>),
    Maybe(Box<Node>),
    UpTo(usize),
    Start,
    End,
}

/// Alternative patterns, found by the term they start with.
#[derive(Debug, Default)]
pub(crate) struct Patterns {
    all: Vec<Vec<Node>>,
    /// A first term and the place of a pattern, in order.
    by_first: Vec<(Term, u16)>,
    /// Those that may start with anything: a gap, an anchor.
    anywhere: Vec<u16>,
}

impl Patterns {
    /// The patterns that may start at a unit of these terms; one may come twice.
    pub(crate) fn starting<'a>(&'a self, terms: &'a [Term]) -> impl Iterator<Item = &'a [Node]> {
        let known = terms.iter().flat_map(|&term| {
            let from = self.by_first.partition_point(|&(first, _)| first < term);
            self.by_first[from..].iter().take_while(move |&&(first, _)| first == term)
        });
        let known = known.map(|(_, number)| number);
        known.chain(&self.anywhere).map(|&number| &self.all[usize::from(number)][..])
    }

    fn index(&mut self, classes: &[Patterns]) {
        for (number, pattern) in (0..).zip(&self.all) {
            match first_terms(pattern, classes) {
                Some(first) => self.by_first.extend(first.into_iter().map(|term| (term, number))),
                None => self.anywhere.push(number),
            }
        }
        self.by_first.sort_unstable();
        self.by_first.shrink_to_fit();
    }
}

/// The terms that a sequence can start with, in order; `None` where it may start with anything or be empty.
fn first_terms(sequence: &[Node], classes: &[Patterns]) -> Option<Vec<Term>> {
    let mut first = Vec::new();
    let open = starts(sequence, classes, &mut first);
    first.sort_unstable();
    first.dedup();
    (!open).then_some(first)
}

/// Collects the terms that a sequence can start with; `true` where it may start with anything or be empty.
fn starts(sequence: &[Node], classes: &[Patterns], first: &mut Vec<Term>) -> bool {
    for node in sequence {
        let open = match node {
            Node::Term(term) => {
                first.push(*term);
                false
            }
            Node::Class(class) => {
                let class = &classes[*class];
                let mut terms: Vec<Term> = class.by_first.iter().map(|&(term, _)| term).collect();
                terms.dedup();
                first.append(&mut terms);
                !class.anywhere.is_empty()
            }
            Node::Either(alternatives) => {
                let mut open = false;
                for alternative in alternatives {
                    open |= starts(alternative, classes, first);
                }
                open
            }
            Node::Maybe(inner) => {
                starts(std::slice::from_ref(inner), classes, first);
                continue;
            }
            Node::UpTo(_) | Node::Start | Node::End => return true,
        };
        return open;
    }
    true
}

/// A language's rules, ready to match.
#[derive(Debug)]
pub(crate) struct Grammar {
    pub language: Language,
    /// Whether units are characters and not words.
    pub by_chars: bool,
    pub words: HashMap<String, Term>,
    /// The words of a grammar in characters.
    pub letters: HashMap<char, [Term; 1]>,
    pub stems: HashMap<String, Term>,
    pub known: HashSet<String>,
    pub classes: Vec<Patterns>,
    pub skip: Patterns,
    pub pad: Patterns,
    pub asks: Patterns,
    pub firm: Patterns,
    pub wholes: Patterns,
    pub vetoes: Patterns,
    pub core: Patterns,
    pub glue: Patterns,
    /// By term: whether a request may have it as its rarest word. Without such a term there is no request.
    pub anchors: Vec<bool>,
}

impl Grammar {
    /// Parses a rule file; panics where the file is wrong, which a test of every file rules out.
    pub(crate) fn parse(language: Language, by_chars: bool, rules: &str) -> Self {
        let mut parser = Parser {
            grammar: Self {
                language,
                by_chars,
                words: HashMap::new(),
                letters: HashMap::new(),
                stems: HashMap::new(),
                known: HashSet::new(),
                classes: Vec::new(),
                skip: Patterns::default(),
                pad: Patterns::default(),
                asks: Patterns::default(),
                firm: Patterns::default(),
                wholes: Patterns::default(),
                vetoes: Patterns::default(),
                core: Patterns::default(),
                glue: Patterns::default(),
                anchors: Vec::new(),
            },
            names: HashMap::new(),
        };
        for line in rules.lines() {
            parser.line(line.trim());
        }
        let mut grammar = parser.grammar;
        for patterns in [
            &mut grammar.skip,
            &mut grammar.pad,
            &mut grammar.asks,
            &mut grammar.firm,
            &mut grammar.wholes,
            &mut grammar.vetoes,
            &mut grammar.core,
            &mut grammar.glue,
        ] {
            patterns.index(&grammar.classes);
        }
        grammar.anchors = grammar.find_anchors();
        if by_chars {
            let letter = |(word, &term): (&String, &Term)| Some((word.chars().next()?, [term]));
            grammar.letters = grammar.words.iter().filter_map(letter).collect();
        }
        grammar
    }

    /// For each asking pattern the terms of the part that it can't do without and that is rarest.
    fn find_anchors(&self) -> Vec<bool> {
        let count = self.words.len() + self.stems.len();
        let mut cost = vec![1; count];
        for (word, &term) in &self.words {
            if is_common(word) {
                cost[usize::from(term)] = COST_OF_COMMON;
            }
        }
        let mut anchors = vec![false; count];
        let lists = [&self.asks, &self.firm, &self.wholes, &self.core];
        for pattern in lists.into_iter().flat_map(|p| &p.all) {
            let rarest = pattern
                .iter()
                .filter(|node| !matches!(node, Node::Maybe(_)))
                .filter_map(|node| first_terms(std::slice::from_ref(node), &self.classes))
                .min_by_key(|terms| terms.iter().map(|&t| cost[usize::from(t)]).sum::<usize>());
            match rarest {
                Some(terms) => terms.into_iter().for_each(|t| anchors[usize::from(t)] = true),
                None => anchors.fill(true),
            }
        }
        anchors
    }
}

/// What a common word weighs against rare ones.
const COST_OF_COMMON: usize = 100;

struct Parser {
    grammar: Grammar,
    names: HashMap<String, usize>,
}

impl Parser {
    fn line(&mut self, line: &str) {
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        if let Some(rest) = line.strip_prefix("skip:") {
            let parsed = self.alternatives(rest);
            self.grammar.skip.all.extend(parsed);
        } else if let Some(rest) = line.strip_prefix("pad:") {
            let parsed = self.alternatives(rest);
            self.grammar.pad.all.extend(parsed);
        } else if let Some(rest) = line.strip_prefix("core:") {
            let parsed = self.alternatives(rest);
            self.grammar.core.all.extend(parsed);
        } else if let Some(rest) = line.strip_prefix("glue:") {
            let parsed = self.alternatives(rest);
            self.grammar.glue.all.extend(parsed);
        } else if let Some(rest) = line.strip_prefix("known:") {
            self.grammar.known.extend(rest.split('|').map(folded));
        } else if let Some(rest) = line.strip_prefix("+ ") {
            let parsed = self.alternatives(rest);
            self.grammar.asks.all.extend(parsed);
        } else if let Some(rest) = line.strip_prefix("++ ") {
            let parsed = self.alternatives(rest);
            self.grammar.firm.all.extend(parsed);
        } else if let Some(rest) = line.strip_prefix("! ") {
            let parsed = self.alternatives(rest);
            self.grammar.wholes.all.extend(parsed);
        } else if let Some(rest) = line.strip_prefix("- ") {
            let parsed = self.alternatives(rest);
            self.grammar.vetoes.all.extend(parsed);
        } else {
            let Some((name, body)) = line.split_once(" = ") else {
                panic!("a rule that is none: {line}");
            };
            let parsed = self.alternatives(body);
            let mut class = Patterns { all: parsed, ..Patterns::default() };
            class.index(&self.grammar.classes);
            let number = self.grammar.classes.len();
            self.names.insert(name.trim().to_owned(), number);
            self.grammar.classes.push(class);
        }
    }

    fn alternatives(&mut self, text: &str) -> Vec<Vec<Node>> {
        let spaced = text.replace('(', " ( ").replace(')', " )").replace('|', " | ");
        let mut pieces = spaced.split_whitespace();
        self.group(&mut pieces).0
    }

    /// Reads up to the closing bracket or the end; says whether the group may be missing.
    fn group<'a>(&mut self, pieces: &mut impl Iterator<Item = &'a str>) -> (Vec<Vec<Node>>, bool) {
        let mut alternatives = vec![Vec::new()];
        let mut optional = false;
        while let Some(piece) = pieces.next() {
            let mut nodes = match piece {
                "|" => {
                    alternatives.push(Vec::new());
                    continue;
                }
                ")" => break,
                ")?" => {
                    optional = true;
                    break;
                }
                "(" => {
                    let (inner, missing) = self.group(pieces);
                    let node = Node::Either(inner);
                    vec![if missing { Node::Maybe(Box::new(node)) } else { node }]
                }
                _ => self.element(piece),
            };
            if let Some(last) = alternatives.last_mut() {
                last.append(&mut nodes);
            }
        }
        alternatives.retain(|a| !a.is_empty());
        (alternatives, optional)
    }

    fn element(&mut self, piece: &str) -> Vec<Node> {
        if let Some(body) = piece.strip_suffix('?') {
            let mut inner = self.element(body);
            let node = if inner.len() == 1 { inner.remove(0) } else { Node::Either(vec![inner]) };
            return vec![Node::Maybe(Box::new(node))];
        }
        if piece == "^" {
            return vec![Node::Start];
        }
        if piece == "$" {
            return vec![Node::End];
        }
        if let Some(count) = piece.strip_prefix('_') {
            return vec![Node::UpTo(count.parse().expect("a number after _"))];
        }
        if let Some(name) = piece.strip_prefix('<') {
            let name = name.trim_end_matches('>');
            let class = self.names.get(name);
            return vec![Node::Class(*class.unwrap_or_else(|| panic!("no class {name}")))];
        }
        if self.grammar.by_chars {
            return folded(piece)
                .chars()
                .map(|c| Node::Term(self.term(&c.to_string(), false)))
                .collect();
        }
        match piece.strip_suffix('*') {
            Some(stem) => vec![Node::Term(self.term(&folded(stem), true))],
            None => vec![Node::Term(self.term(&folded(piece), false))],
        }
    }

    fn term(&mut self, word: &str, stem: bool) -> Term {
        let next = Term::try_from(self.grammar.words.len() + self.grammar.stems.len())
            .expect("fewer than 65,536 words");
        let map = if stem { &mut self.grammar.stems } else { &mut self.grammar.words };
        *map.entry(word.to_owned()).or_insert(next)
    }
}

fn folded(word: &str) -> String {
    scan(word).into_iter().map(|token| token.text).collect()
}
