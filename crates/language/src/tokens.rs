//! Cutting a text into folded tokens that know where they came from.

use crate::fold::{Kind, fold_into, kind, unmask};

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Gap {
    /// Nothing, or spaces and marks that don't end a clause.
    Space,
    /// A comma, a colon, a dash: a clause ends.
    Clause,
    /// A full stop, a question mark, a new line: a sentence ends.
    Sentence,
}

/// A folded word, or a run of characters of a script without spaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub text: String,
    /// Byte range in the text it was cut from.
    pub start: usize,
    pub end: usize,
    pub before: Gap,
    pub unspaced: bool,
}

/// Words that lose their last vowel before another: what follows their apostrophe is a word of its own.
const ELIDED: [&str; 23] = [
    "l", "d", "j", "c", "n", "m", "s", "t", "qu", "un", "all", "dell", "nell", "sull", "dall",
    "quell", "quest", "jusqu", "lorsqu", "puisqu", "dov", "com", "cos",
];

/// The folded tokens of a text in order: lower case, without diacritics, marks, widths, or look-alikes.
pub(crate) fn scan(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut open: Option<Token> = None;
    let mut before = Gap::Sentence;
    let mut chars = text.char_indices().peekable();
    let mut previous_digit = false;
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|&(_, c)| c);
        let end = at + c.len_utf8();
        match kind(c) {
            Kind::Dropped => {}
            Kind::Apostrophe => {
                let joins = next.is_some_and(|c| matches!(kind(c), Kind::Spaced | Kind::Dropped));
                if !joins || open.as_ref().is_some_and(|t| ELIDED.contains(&t.text.as_str())) {
                    close(&mut open, &mut out);
                }
            }
            letter @ (Kind::Spaced | Kind::Unspaced) => {
                let unspaced = letter == Kind::Unspaced;
                if open.as_ref().is_some_and(|t| t.unspaced != unspaced) {
                    close(&mut open, &mut out);
                }
                let token = open.get_or_insert_with(|| Token {
                    text: String::new(),
                    start: at,
                    end,
                    before: std::mem::replace(&mut before, Gap::Space),
                    unspaced,
                });
                fold_into(c, &mut token.text);
                token.end = end;
            }
            Kind::Separator => {
                close(&mut open, &mut out);
                let number = previous_digit && next.is_some_and(|c| c.is_ascii_digit());
                if !number {
                    before = before.max(gap(c));
                }
            }
        }
        previous_digit = c.is_ascii_digit();
    }
    close(&mut open, &mut out);
    out
}

fn close(open: &mut Option<Token>, out: &mut Vec<Token>) {
    if let Some(mut token) = open.take()
        && !token.text.is_empty()
    {
        unmask(&mut token.text);
        out.push(token);
    }
}

fn gap(c: char) -> Gap {
    match c {
        '.' | '!' | '?' | ';' | '\n' | '\r' | '…' | '。' | '！' | '？' | '；' | '؟' | '؛' | '।'
        | '॥' | '¿' | '¡' | '．' | '｡' => Gap::Sentence,
        ',' | ':' | '(' | ')' | '—' | '–' | '،' | '，' | '、' | '：' | '・' | '"' | '“' | '”' => {
            Gap::Clause
        }
        _ => Gap::Space,
    }
}

/// The folded words of a text: lower case, Latin diacritics and full width taken off, invisible and bidirectional
/// control characters removed, look-alike letters inside a Latin word made Latin. A text without spaces (Han, kana,
/// Thai and the like) gives its overlapping pairs of characters; a lone character stands for itself.
pub fn tokens(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for token in scan(text) {
        if !token.unspaced {
            out.push(token.text);
            continue;
        }
        let chars: Vec<char> = token.text.chars().collect();
        if let [one] = chars[..] {
            out.push(one.to_string());
        }
        out.extend(chars.windows(2).map(|pair| pair.iter().collect()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn words_are_folded_to_plain_lower_case() {
        assert_eq!(tokens("Crème BRÛLÉE, straße!"), ["creme", "brulee", "strasse"]);
        assert_eq!(tokens("İstanbul'da ağır IŞIK"), ["istanbulda", "agir", "isik"]);
        assert_eq!(tokens("ＡＧＥＮＴ　１２"), ["agent", "12"]);
        assert_eq!(tokens("e\u{301}cole"), ["ecole"]);
    }

    #[test]
    fn what_cannot_be_seen_is_not_there() {
        assert_eq!(tokens("hu\u{200B}m\u{202E}a\u{FEFF}n"), ["human"]);
        assert_eq!(tokens("\u{200B}\u{202E}"), Vec::<String>::new());
    }

    #[test]
    fn look_alikes_become_latin_only_inside_a_latin_word() {
        assert_eq!(tokens("hυman аgеnt"), ["human", "agent"]);
        assert_eq!(tokens("сор он"), ["сор", "он"]);
    }

    #[test]
    fn apostrophes_join_english_and_part_french() {
        assert_eq!(tokens("don't I’m"), ["dont", "im"]);
        assert_eq!(tokens("l'agent d’un quelqu'un"), ["l", "agent", "d", "un", "quelquun"]);
    }

    #[test]
    fn a_text_without_spaces_gives_pairs_of_characters() {
        assert_eq!(tokens("人工客服"), ["人工", "工客", "客服"]);
        assert_eq!(tokens("人 agentです"), ["人", "agent", "です"]);
        assert_eq!(tokens("ช่วย").len(), 3);
    }

    #[test]
    fn a_message_of_one_letter_is_one_word() {
        assert_eq!(tokens(&"a".repeat(4_000)).len(), 1);
        assert_eq!(tokens("🙂"), Vec::<String>::new());
        assert_eq!(tokens(""), Vec::<String>::new());
    }

    #[test]
    fn indic_words_stay_whole() {
        assert_eq!(tokens("मुझे इंसान से बात करनी है।").len(), 6);
        assert_eq!(tokens("أُريدُ"), ["اريد"]);
    }
}
