//! The hashed features of a message: its words and pairs of words, and the pieces of its words.

use crate::Message;

/// How many buckets features are hashed into.
pub const BUCKETS: usize = 1 << 14;

/// Words beyond these are not looked at: a long message has said what it is about by then.
const MOST_WORDS: usize = 160;
/// Letters of a word beyond these are not cut into pieces.
const MOST_LETTERS: usize = 24;

/// The buckets of a message's features, in two blocks that are normalised separately: else the many pieces of
/// words drown the words.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// Words and pairs of words in a row.
    pub words: Vec<u16>,
    /// Pieces of three to five letters, word ends marked.
    pub pieces: Vec<u16>,
}

impl Features {
    /// Hashes a message. Takes time linear in its length.
    pub fn of(message: &Message<'_>) -> Self {
        let mut out = Self::default();
        let mut previous = None;
        let mut letters: Vec<char> = Vec::new();
        let mut seen = 0;
        for token in message.tokens() {
            letters.clear();
            letters.extend(token.text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }));
            if token.unspaced {
                // A run of Han or kana has no words to see: its pairs stand for them.
                letters.truncate(MOST_WORDS);
                for pair in letters.windows(2.min(letters.len())) {
                    out.words.push(bucket(run(WORD, pair)));
                }
                for three in letters.windows(3) {
                    out.pieces.push(bucket(run(PIECE, three)));
                }
                seen += letters.len();
                previous = None;
            } else {
                if letters.iter().all(|&c| c == '0') {
                    letters.truncate(1);
                }
                let word = run(WORD, &letters);
                out.words.push(bucket(word));
                if let Some(previous) = previous {
                    out.words.push(bucket(mix(previous, word)));
                }
                previous = Some(word);
                letters.truncate(MOST_LETTERS);
                letters.insert(0, ' ');
                letters.push(' ');
                pieces(&letters, &mut out.pieces);
                seen += 1;
            }
            if seen >= MOST_WORDS {
                break;
            }
        }
        out
    }

    /// The same in order, each once.
    pub(crate) fn sorted(mut self) -> Self {
        for block in [&mut self.words, &mut self.pieces] {
            block.sort_unstable();
            block.dedup();
        }
        self
    }

    /// What each feature of a block counts: the block is one vector of length 1 or less.
    pub fn value(block: &[u16]) -> f32 {
        if block.is_empty() { 0.0 } else { (block.len() as f32).sqrt().recip() }
    }
}

const WORD: u32 = 0x811C_9DC5;
const PIECE: u32 = 0x1234_5677;

fn pieces(letters: &[char], out: &mut Vec<u16>) {
    for start in 0..letters.len().saturating_sub(2) {
        let mut hash = PIECE;
        for (length, &letter) in (1..=5).zip(&letters[start..]) {
            hash = step(hash, letter);
            if length >= 3 {
                out.push(bucket(hash));
            }
        }
    }
}

fn run(seed: u32, letters: &[char]) -> u32 {
    letters.iter().fold(seed, |hash, &letter| step(hash, letter))
}

/// One step of FNV-1a, over characters.
fn step(hash: u32, letter: char) -> u32 {
    (hash ^ letter as u32).wrapping_mul(0x0100_0193)
}

fn mix(first: u32, second: u32) -> u32 {
    (first.rotate_left(5) ^ second).wrapping_mul(0x9E37_79B1)
}

/// The upper bits of a last multiplication, which depend on all of the hash.
fn bucket(hash: u32) -> u16 {
    ((hash ^ (hash >> 15)).wrapping_mul(0x85EB_CA6B) >> 18) as u16
}
