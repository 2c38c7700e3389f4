//! What a word says to every grammar at once, so that a message is looked up once and not once per language.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};

use super::grammar::{Grammar, Term};
use super::typo;

/// The terms that a word stands for in one grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Heard {
    /// The place of the grammar in the list.
    pub grammar: usize,
    pub terms: Vec<Term>,
}

/// The longest word that is looked at for stems and typos, in letters.
const LONGEST_WORD: usize = 24;
/// Below this many letters a word or stem must be spelt right.
const TYPO_MIN_WORD: usize = 5;
const TYPO_MIN_STEM: usize = 6;

/// A word or stem of a grammar.
#[derive(Debug)]
struct Entry {
    letters: Vec<char>,
    grammar: usize,
    term: Term,
}

/// All words, stems and known words of all grammars.
#[derive(Debug, Default)]
pub(crate) struct Lexicon {
    /// Words of any grammar, and real words that are no typos (those may say nothing).
    words: HashMap<String, Vec<Heard>>,
    /// Stems by their first two letters.
    stems: HashMap<[char; 2], Vec<Entry>>,
    /// Words and stems that may be misspelt.
    misspelt: Slips,
    misspelt_stems: Slips,
    /// The lengths of the stems that may be misspelt.
    stem_lengths: Vec<usize>,
}

impl Lexicon {
    /// Indexes the grammars in words; those in characters look up their own.
    pub(crate) fn new(grammars: &[Grammar]) -> Self {
        let mut out = Self::default();
        let by_words = || grammars.iter().enumerate().filter(|(_, g)| !g.by_chars);
        for (number, grammar) in by_words() {
            for (stem, &term) in &grammar.stems {
                let letters: Vec<char> = stem.chars().collect();
                if letters.len() >= TYPO_MIN_STEM {
                    out.stem_lengths.push(letters.len());
                    out.misspelt_stems.insert(&letters, number, term);
                    out.misspelt.insert(&letters, number, term);
                }
                if let [first, second, ..] = letters[..] {
                    let entry = Entry { letters, grammar: number, term };
                    out.stems.entry([first, second]).or_default().push(entry);
                }
            }
        }
        out.stem_lengths.sort_unstable();
        out.stem_lengths.dedup();
        let mut words: BTreeMap<&str, Vec<(usize, Term)>> = BTreeMap::new();
        for (number, grammar) in by_words() {
            for known in &grammar.known {
                words.entry(known).or_default();
            }
            for (word, &term) in &grammar.words {
                words.entry(word).or_default().push((number, term));
                let letters: Vec<char> = word.chars().collect();
                if letters.len() >= TYPO_MIN_WORD {
                    out.misspelt.insert(&letters, number, term);
                }
            }
        }
        for (word, mut said) in words {
            let letters: Vec<char> = word.chars().take(LONGEST_WORD).collect();
            said.extend(out.stems_of(&letters));
            out.words.insert(word.to_owned(), by_grammar(said));
        }
        out
    }

    /// What the folded word says, spelt right or with one slip; letters written three times or more count once.
    pub(crate) fn heard(&self, word: &str) -> Cow<'_, [Heard]> {
        if let Some(heard) = self.words.get(word) {
            return Cow::Borrowed(heard);
        }
        let squeezed = typo::squeezed(word);
        if let Some(heard) = squeezed.as_deref().and_then(|word| self.words.get(word)) {
            return Cow::Borrowed(heard);
        }
        let mut buffer = ['\0'; LONGEST_WORD + 1];
        let mut count = 0;
        for (place, letter) in buffer.iter_mut().zip(squeezed.as_deref().unwrap_or(word).chars()) {
            *place = letter;
            count += 1;
        }
        let letters = &buffer[..count];
        let mut said: Vec<(usize, Term)> =
            self.stems_of(&letters[..count.min(LONGEST_WORD)]).collect();
        if (TYPO_MIN_WORD..=LONGEST_WORD).contains(&count) && !letters[0].is_ascii_digit() {
            let right: Vec<usize> = said.iter().map(|&(grammar, _)| grammar).collect();
            let mut add = |entry: &Entry| {
                if !right.contains(&entry.grammar) {
                    said.push((entry.grammar, entry.term));
                }
            };
            for length in count - 1..=count + 1 {
                self.misspelt.near(letters, length, &mut add);
            }
            for &length in self.stem_lengths.iter().take_while(|&&length| length <= count) {
                self.misspelt_stems.near(&letters[..length], length, &mut add);
            }
        }
        Cow::Owned(if said.is_empty() { Vec::new() } else { by_grammar(said) })
    }

    fn stems_of<'a>(&'a self, letters: &'a [char]) -> impl Iterator<Item = (usize, Term)> + 'a {
        let key = letters.first_chunk::<2>();
        let stems = key.and_then(|key| self.stems.get(key)).into_iter().flatten();
        stems.filter(|s| letters.starts_with(&s.letters)).map(|s| (s.grammar, s.term))
    }
}

fn by_grammar(mut said: Vec<(usize, Term)>) -> Vec<Heard> {
    said.sort_unstable();
    said.dedup();
    let same = said.chunk_by(|a, b| a.0 == b.0);
    same.map(|said| Heard { grammar: said[0].0, terms: said.iter().map(|s| s.1).collect() })
        .collect()
}

/// Words found by their first or their last letters: one slip leaves one of the two as it was.
#[derive(Debug, Default)]
struct Slips {
    entries: Vec<Entry>,
    by_half: HashMap<u64, Vec<u16>>,
}

impl Slips {
    fn insert(&mut self, letters: &[char], grammar: usize, term: Term) {
        let number = u16::try_from(self.entries.len()).expect("fewer than 65,536 words");
        for key in halves(letters, letters.len()).into_iter().flatten() {
            self.by_half.entry(key).or_default().push(number);
        }
        self.entries.push(Entry { letters: letters.to_vec(), grammar, term });
    }

    /// Calls `found` for each word of this length that one slip turns into these letters; one may come twice.
    fn near(&self, letters: &[char], length: usize, found: &mut impl FnMut(&Entry)) {
        for key in halves(letters, length).into_iter().flatten() {
            let numbers = self.by_half.get(&key).into_iter().flatten();
            numbers
                .map(|&number| &self.entries[usize::from(number)])
                .filter(|entry| typo::within_one(letters, &entry.letters))
                .for_each(&mut *found);
        }
    }
}

/// The keys of the first and the last letters of a word that should have this length. One letter between the two
/// belongs to neither, so that a swap of neighbours touches only one of them.
fn halves(letters: &[char], length: usize) -> [Option<u64>; 2] {
    let first = length.saturating_sub(1) / 2;
    let last = length.saturating_sub(1) - first;
    let key = |letters: &[char], side: u64| {
        let seed = 0xCBF2_9CE4_8422_2325 ^ (length as u64) << 1 ^ side;
        letters
            .iter()
            .fold(seed, |hash, &c| (hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01B3))
    };
    [
        letters.get(..first).map(|l| key(l, 0)),
        letters.len().checked_sub(last).map(|from| key(&letters[from..], 1)),
    ]
}
