//! A text cut into sentences and words, each with its place.

use std::cell::OnceCell;

use warmline_language::tokens;

use crate::lists::LISTS;
use crate::topic::Topic;

/// A word of a sentence, or a figure in one piece: `$49.00`, `3-5`, `INV-2231`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Word {
    /// Folded: lower case, without accents.
    pub text: String,
    /// Its number in the word lists; 0 if it is in none.
    pub number: u32,
    /// The numbers of the words that it may become while it is typed.
    pub becomes: Vec<u32>,
    /// The byte in the text at which it begins.
    pub start: usize,
    /// The byte after it.
    pub end: usize,
    /// Whether it has a digit.
    pub figure: bool,
    /// Whether it begins with a capital letter.
    pub capital: bool,
    /// Whether a comma, a colon, a dash or a bracket stands before it.
    pub clause: bool,
}

/// A sentence.
#[derive(Clone, Debug)]
pub(crate) struct Sentence<'a> {
    /// As it was written.
    pub text: &'a str,
    /// Its words, with their places in `text`.
    pub words: Vec<Word>,
    /// Whether it ends with a question mark.
    pub question: bool,
    /// What it tells as the words of a customer, a bit for each cue.
    pub cues: OnceCell<u32>,
    /// What it is about.
    topic: OnceCell<Topic>,
}

impl<'a> Sentence<'a> {
    /// A sentence of these words.
    pub fn new(text: &'a str, words: Vec<Word>, question: bool) -> Self {
        Self { text, words, question, cues: OnceCell::new(), topic: OnceCell::new() }
    }

    /// What it is about.
    pub fn topic(&self) -> &Topic {
        self.topic.get_or_init(|| Topic::of(&self.words))
    }
}

/// The sentences of a text.
pub(crate) fn sentences(text: &str) -> Vec<Sentence<'_>> {
    pieces(text).map(sentence).filter(|sentence| !sentence.words.is_empty()).collect()
}

/// How many words of a draft are looked at for a slip: a draft has few questions, and they are short.
const MOST_SLIPS: usize = 60;

/// The sentences of a draft: slips of the fingers are mended, and its last word may not be finished yet.
pub(crate) fn draft_sentences(draft: &str) -> Vec<Sentence<'_>> {
    let mut all = sentences(draft);
    let words = all.iter_mut().flat_map(|sentence| &mut sentence.words);
    let unknown = words.filter(|word| word.number == 0 && word.text.len() > 3 && !word.figure);
    for word in unknown.take(MOST_SLIPS) {
        word.number = LISTS.vocabulary.slipped(&word.text);
    }
    let open = draft.ends_with(char::is_alphabetic);
    let last = all.last_mut().and_then(|sentence| sentence.words.last_mut());
    if let Some(word) = last.filter(|word| open && word.text.len() > 2) {
        word.becomes = LISTS.vocabulary.beginning(&word.text);
    }
    all
}

/// The sentences of a text, not yet cut into words.
pub(crate) fn pieces(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let (piece, after) = rest.split_at(end_of_sentence(rest));
        rest = after;
        Some(piece.trim())
    })
    .filter(|piece| !piece.is_empty())
}

fn end_of_sentence(text: &str) -> usize {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = at + c.len_utf8();
        let last = chars.peek().is_none_or(|(_, next)| next.is_whitespace());
        let ends = match c {
            '\n' | '。' | '？' | '！' => true,
            '?' | '!' | ';' | '…' => last,
            '.' => last && !shortened(&text[..at]),
            _ => false,
        };
        if ends {
            return after;
        }
    }
    text.len()
}

/// Whether the full stop after a text belongs to a word: "no. 4711".
fn shortened(before: &str) -> bool {
    let word = before.rsplit(char::is_whitespace).next().unwrap_or_default();
    ["no", "nr", "mr", "mrs", "ms", "dr", "st", "approx", "e.g", "i.e", "z.b", "ca"]
        .iter()
        .any(|short| short.eq_ignore_ascii_case(word))
}

/// One sentence, cut into words.
pub(crate) fn sentence(text: &str) -> Sentence<'_> {
    let mut words = Vec::new();
    let mut clause = false;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let begin = at + (rest.len() - rest.trim_start().len());
        let chunk = text[begin..].split(char::is_whitespace).next().unwrap_or_default();
        if chunk.is_empty() {
            break;
        }
        at = begin + chunk.len();
        let mark = chunk.chars().all(|c| !c.is_alphanumeric() && !SIGNS.contains(&c));
        clause |= chunk.starts_with(OPENS) || mark;
        cut(chunk, begin, clause, &mut words);
        clause = chunk.ends_with(CLOSES) || clause && !chunk.contains(char::is_alphanumeric);
    }
    let question = text.trim_end_matches(['"', '”', ')', ' ', '!', '.']).ends_with(['?', '？']);
    Sentence::new(text, words, question)
}

const OPENS: [char; 6] = ['(', '"', '“', '–', '—', '¿'];
/// What stands beside a figure and belongs to it.
const SIGNS: [char; 4] = ['%', '$', '€', '£'];
const CLOSES: [char; 8] = [',', ':', ')', '"', '”', '–', '—', ';'];

fn cut(chunk: &str, begin: usize, clause: bool, words: &mut Vec<Word>) {
    let bare = chunk.trim_matches(|c: char| {
        !c.is_alphanumeric() && !matches!(c, '$' | '€' | '£' | '%' | '#' | '+' | '¥' | '₹')
    });
    if bare.is_empty() {
        return;
    }
    // "Order #?" asks for a number.
    let (bare, sign) = if bare == "#" { ("number", true) } else { (bare, false) };
    let start = begin + chunk.find(if sign { "#" } else { bare }).unwrap_or(0);
    let end = start + if sign { 1 } else { bare.len() };
    let figure = bare.contains(|c: char| c.is_ascii_digit());
    let capital = bare.starts_with(char::is_uppercase);
    if figure || bare.contains('@') || bare.chars().all(|c| SIGNS.contains(&c)) {
        let text = bare.to_lowercase();
        words.push(Word {
            number: LISTS.vocabulary.number(&text),
            becomes: Vec::new(),
            text,
            start,
            end,
            figure,
            capital,
            clause,
        });
        return;
    }
    if bare.bytes().all(|c| c.is_ascii_alphabetic()) {
        let text = bare.to_ascii_lowercase();
        words.push(Word {
            number: LISTS.vocabulary.number(&text),
            becomes: Vec::new(),
            text,
            start,
            end,
            figure,
            capital,
            clause,
        });
        return;
    }
    for (number, text) in tokens(bare).into_iter().enumerate() {
        let clause = clause && number == 0;
        words.push(Word {
            number: LISTS.vocabulary.number(&text),
            becomes: Vec::new(),
            text,
            start,
            end,
            figure,
            capital: capital && number == 0,
            clause,
        });
    }
}

/// The first words of a text: at most this many characters, cut at a word.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    let text = text.trim();
    let Some((cut, _)) = text.char_indices().nth(most) else { return text.to_owned() };
    let short = &text[..cut];
    let short = short.rsplit_once(char::is_whitespace).map_or(short, |(before, _)| before);
    format!("{}…", short.trim_end())
}

/// A folded word without its ending, so that "refunds" and "refunded" are one.
pub(crate) fn stem(word: &str) -> &str {
    if !word.is_ascii() || word.len() < 4 {
        return word;
    }
    for ending in ENDINGS {
        if let Some(short) = word.strip_suffix(ending)
            && short.len() >= 3
            && !(ending == "s" && short.ends_with(['s', 'u']))
        {
            // "Freezers" are more than one "freezer".
            let one = short.strip_suffix("er").filter(|one| ending == "s" && one.len() >= 3);
            let (short, ending) = one.map_or((short, ending), |one| (one, "er"));
            let bytes = short.as_bytes();
            let double = matches!(bytes, [.., a, b] if a == b && !b"aeiousl".contains(b));
            let short = if double && ending.len() > 1 { &short[..short.len() - 1] } else { short };
            return short.strip_suffix('e').filter(|s| s.len() >= 3).unwrap_or(short);
        }
    }
    word.strip_suffix(['e', 'y']).filter(|short| short.len() >= 3).unwrap_or(word)
}

const ENDINGS: [&str; 13] = [
    "ements", "ement", "ations", "ation", "ings", "ing", "ies", "ied", "ed", "es", "en", "s", "er",
];
