//! Phrases to look for, written in the word lists: `(a|b)`, `[may be left out]`, `_` up to three words, `stem*`,
//! `?` one word, `#` anything with a digit, `@class`.

use warmline_language::tokens;

use crate::hash::Map;
use crate::text::Word;

/// The words of all lists, by number; 0 is no word of any list.
#[derive(Debug, Default)]
pub(crate) struct Vocabulary(Map<String, u32>);

impl Vocabulary {
    /// The number of a folded word.
    pub fn number(&self, word: &str) -> u32 {
        self.0.get(word).copied().unwrap_or(0)
    }

    /// The numbers of the words that begin so.
    pub fn beginning(&self, with: &str) -> Vec<u32> {
        let words = self.0.iter().filter(|(word, _)| word.starts_with(with));
        words.map(|(_, number)| *number).collect()
    }

    /// The number of the word that this is with two letters swapped or one too many; 0 if there is none.
    pub fn slipped(&self, word: &str) -> u32 {
        let letters: Vec<char> = word.chars().take(24).collect();
        let swapped = (1..letters.len()).map(|at| {
            let mut letters = letters.clone();
            letters.swap(at - 1, at);
            letters
        });
        let fewer = (0..letters.len()).map(|at| {
            let mut letters = letters.clone();
            letters.remove(at);
            letters
        });
        let tries = swapped.chain(fewer).map(|letters| letters.into_iter().collect::<String>());
        tries
            .filter(|word| word.len() > 3)
            .map(|word| self.number(&word))
            .find(|number| *number > 0)
            .unwrap_or(0)
    }

    fn learn(&mut self, word: &str) -> u32 {
        let next = u32::try_from(self.0.len() + 1).unwrap_or(0);
        *self.0.entry(word.to_owned()).or_insert(next)
    }
}

/// A part of a phrase.
#[derive(Debug)]
enum Part {
    Word(u32),
    Stem(String),
    /// Anything with a digit.
    Figure,
    /// One word, whatever it is.
    Any,
    /// Up to three words, whatever they are.
    Gap,
    /// One of these words, or of these ways, or nothing.
    Either {
        words: Vec<u32>,
        ways: Vec<Vec<Part>>,
        nothing: bool,
    },
}

/// What goes on after a part.
#[derive(Clone, Copy)]
struct Rest<'a> {
    parts: &'a [Part],
    then: Option<&'a Rest<'a>>,
}

/// Phrases, each with what it says.
#[derive(Debug)]
pub(crate) struct Patterns<T> {
    phrases: Vec<(Vec<Part>, T)>,
    /// By the first word, which phrases can begin so.
    begin: Map<u32, Vec<usize>>,
    /// By the first three bytes of a stem, which can begin so.
    stems: Map<[u8; 3], Vec<usize>>,
}

/// A phrase that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit<T> {
    pub start: usize,
    pub end: usize,
    pub says: T,
}

impl<T: Copy> Patterns<T> {
    /// Reads a list of ours: lines `name: phrase; phrase`, `@class = word|word`, and `//` for what is no phrase.
    /// A line that begins with a space goes on with the name before. A phrase begins with a word, a stem of three
    /// letters or a digit.
    pub fn parse(
        list: &str,
        vocabulary: &mut Vocabulary,
        mut named: impl FnMut(&str) -> Option<T>,
    ) -> Self {
        let mut classes: Vec<(String, String)> = Vec::new();
        let mut says = None;
        let mut all = Self { phrases: Vec::new(), begin: Map::default(), stems: Map::default() };
        for line in list.lines().filter(|line| !line.starts_with("//")) {
            if let Some((class, words)) = line.strip_prefix('@').and_then(|l| l.split_once('=')) {
                let words = expand(words.trim(), &classes);
                classes.push((format!("@{}", class.trim()), format!("({words})")));
                continue;
            }
            let phrases = match line.split_once(':') {
                Some((name, phrases)) => {
                    says = named(name.trim());
                    phrases
                }
                None => line,
            };
            let Some(says) = says else { continue };
            for phrase in phrases.split(';').map(str::trim).filter(|phrase| !phrase.is_empty()) {
                all.push(&expand(phrase, &classes), vocabulary, says);
            }
        }
        all
    }

    fn push(&mut self, phrase: &str, vocabulary: &mut Vocabulary, says: T) {
        let chars: Vec<char> = phrase.chars().collect();
        let parts = parse(&mut chars.as_slice(), vocabulary);
        let number = self.phrases.len();
        self.index(&parts, number);
        self.phrases.push((parts, says));
    }

    /// Notes the words with which the parts can begin; false if they can be nothing.
    fn index(&mut self, parts: &[Part], number: usize) -> bool {
        for part in parts {
            match part {
                Part::Word(word) => {
                    note(self.begin.entry(*word).or_default(), number);
                    return true;
                }
                Part::Figure => {
                    note(self.begin.entry(FIGURE).or_default(), number);
                    return true;
                }
                Part::Stem(stem) => {
                    if let Some(key) = key(stem) {
                        note(self.stems.entry(key).or_default(), number);
                    }
                    return true;
                }
                Part::Any | Part::Gap => return true,
                Part::Either { words, ways, nothing } => {
                    for word in words {
                        note(self.begin.entry(*word).or_default(), number);
                    }
                    let mut full = !nothing;
                    for way in ways {
                        full &= self.index(way, number);
                    }
                    if full {
                        return true;
                    }
                }
            }
        }
        false
    }

    /// The phrases that begin at a word, each with the longest way it goes.
    pub fn at(&self, words: &[Word], at: usize) -> impl Iterator<Item = Hit<T>> {
        let word = words.get(at);
        let figure = word.filter(|word| word.figure).and_then(|_| self.begin.get(&FIGURE));
        let known =
            word.filter(|word| word.number > 0).and_then(|word| self.begin.get(&word.number));
        let stems = word.and_then(|word| self.stems.get(&key(&word.text)?));
        let numbers = [known, stems, figure].into_iter().flatten().flatten();
        numbers.filter_map(move |&number| {
            let (parts, says) = self.phrases.get(number)?;
            let mut best = 0;
            furthest(Rest { parts, then: None }, words, at, &mut best);
            (best > at).then_some(Hit { start: at, end: best, says: *says })
        })
    }

    /// The longest phrase that begins at a word.
    pub fn longest_at(&self, words: &[Word], at: usize) -> Option<Hit<T>> {
        self.at(words, at).max_by_key(|hit| hit.end)
    }

    /// Every phrase, at every word.
    pub fn all(&self, words: &[Word]) -> impl Iterator<Item = Hit<T>> {
        (0..words.len()).flat_map(move |at| self.at(words, at))
    }

    /// Whether there is one.
    pub fn any(&self, words: &[Word]) -> bool {
        self.all(words).next().is_some()
    }
}

/// Stands for what has a digit.
const FIGURE: u32 = u32::MAX;

fn note(numbers: &mut Vec<usize>, number: usize) {
    if numbers.last() != Some(&number) {
        numbers.push(number);
    }
}

fn key(word: &str) -> Option<[u8; 3]> {
    word.as_bytes().first_chunk().copied()
}

fn expand(phrase: &str, classes: &[(String, String)]) -> String {
    let mut out = phrase.to_owned();
    for (name, words) in classes.iter().rev() {
        if out.contains(name.as_str()) {
            out = out.replace(name.as_str(), words);
        }
    }
    out
}

/// The parts up to the bracket that closes.
fn parse(chars: &mut &[char], vocabulary: &mut Vocabulary) -> Vec<Part> {
    let mut parts = Vec::new();
    while let Some((&c, rest)) = chars.split_first() {
        match c {
            '(' | '[' => {
                *chars = rest;
                let mut ways = vec![parse(chars, vocabulary)];
                while let Some(('|', rest)) = chars.split_first() {
                    *chars = rest;
                    ways.push(parse(chars, vocabulary));
                }
                *chars = chars.get(1..).unwrap_or_default();
                parts.push(either(ways, c == '['));
            }
            '|' | ')' | ']' => return parts,
            c if c.is_whitespace() => *chars = rest,
            _ => {
                let ends = |c: &char| c.is_whitespace() || "()[]|".contains(*c);
                let len = chars.iter().position(ends).unwrap_or(chars.len());
                let (word, rest) = chars.split_at(len);
                let word: String = word.iter().collect();
                *chars = rest;
                match (word.as_str(), word.strip_suffix('*')) {
                    ("_", _) => parts.push(Part::Gap),
                    ("#", _) => parts.push(Part::Figure),
                    ("?", _) => parts.push(Part::Any),
                    (_, Some(stem)) => parts.extend(tokens(stem).pop().map(Part::Stem)),
                    (word, _) if word.contains(|c: char| c.is_ascii_digit()) => {
                        parts.push(Part::Word(vocabulary.learn(&word.to_lowercase())));
                    }
                    (word, _) => {
                        parts.extend(
                            tokens(word).iter().map(|word| Part::Word(vocabulary.learn(word))),
                        );
                    }
                }
            }
        }
    }
    parts
}

/// One of several ways; those of one word are kept apart, since most are.
fn either(all: Vec<Vec<Part>>, mut nothing: bool) -> Part {
    let (mut words, mut ways) = (Vec::new(), Vec::new());
    for mut way in all {
        match way.as_mut_slice() {
            [] => nothing = true,
            [Part::Word(word)] => words.push(*word),
            [Part::Either { words: inner, ways: more, nothing: empty }] => {
                words.append(inner);
                ways.append(more);
                nothing |= *empty;
            }
            _ => ways.push(way),
        }
    }
    words.sort_unstable();
    words.dedup();
    Part::Either { words, ways, nothing }
}

/// Puts into `best` the furthest place that the parts can reach from a word.
fn furthest(rest: Rest<'_>, words: &[Word], at: usize, best: &mut usize) {
    let Some((part, parts)) = rest.parts.split_first() else {
        match rest.then {
            Some(then) => furthest(*then, words, at, best),
            None => *best = at.max(*best),
        }
        return;
    };
    let after = Rest { parts, then: rest.then };
    let word = words.get(at);
    let mut step = |is: bool| {
        if is {
            furthest(after, words, at + 1, best);
        }
    };
    match part {
        Part::Word(number) => {
            step(word.is_some_and(|word| word.number == *number || word.becomes.contains(number)));
        }
        Part::Stem(stem) => step(word.is_some_and(|word| {
            word.text.starts_with(stem.as_str())
                || !word.becomes.is_empty() && stem.starts_with(word.text.as_str())
        })),
        Part::Figure => step(word.is_some_and(|word| word.figure)),
        Part::Any => step(word.is_some()),
        Part::Gap => {
            for at in at..=(at + 3).min(words.len()) {
                furthest(after, words, at, best);
            }
        }
        Part::Either { words: among, ways, nothing } => {
            let found = |number: &u32| among.binary_search(number).is_ok();
            step(word.is_some_and(|word| found(&word.number) || word.becomes.iter().any(found)));
            for way in ways {
                furthest(Rest { parts: way, then: Some(&after) }, words, at, best);
            }
            if *nothing {
                furthest(after, words, at, best);
            }
        }
    }
}
