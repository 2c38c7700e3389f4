//! From text to the terms that are compared: stems, pairs of stems, trigrams.

use warmline_language::tokens;

/// The stems of a text, in order: what is compared, and what the word vectors are trained on.
pub fn stems(text: &str) -> Vec<String> {
    tokens(text).iter().map(|word| stem(word)).collect()
}

/// Joins two neighbouring stems to a term of their own; stems have no spaces.
pub(crate) fn pair(first: &str, second: &str) -> String {
    format!("{first} {second}")
}

/// A light English stem: plural, `-ing`, `-ed`, and a final `-e`, so that "charges", "charging" and "charged" meet.
/// Words of other scripts pass unchanged.
pub(crate) fn stem(word: &str) -> String {
    if word.len() < 4 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let mut stem = singular(word);
    for suffix in ["ing", "ed"] {
        if let Some(rest) = stem.strip_suffix(suffix)
            && rest.len() >= 3
            && rest.bytes().any(is_vowel)
        {
            stem = undoubled(rest);
            break;
        }
    }
    if stem.len() > 3
        && let Some(rest) = stem.strip_suffix('e')
    {
        stem = rest.to_owned();
    }
    if stem.len() > 3
        && let Some(rest) = stem.strip_suffix('y')
    {
        stem = format!("{rest}i");
    }
    stem
}

fn singular(word: &str) -> String {
    if let Some(rest) = word.strip_suffix("ies") {
        return if rest.len() > 1 { format!("{rest}y") } else { format!("{rest}ie") };
    }
    for hissing in ["sses", "shes", "ches", "xes", "zes"] {
        if word.ends_with(hissing) {
            return word[..word.len() - 2].to_owned();
        }
    }
    match word.strip_suffix('s') {
        Some(rest) if !rest.ends_with(['s', 'u', 'i']) => rest.to_owned(),
        _ => word.to_owned(),
    }
}

fn undoubled(stem: &str) -> String {
    let bytes = stem.as_bytes();
    let last = bytes[bytes.len() - 1];
    if last == bytes[bytes.len() - 2] && !is_vowel(last) && !b"lsz".contains(&last) {
        return stem[..stem.len() - 1].to_owned();
    }
    stem.to_owned()
}

fn is_vowel(byte: u8) -> bool {
    b"aeiouy".contains(&byte)
}

/// The distinct character trigrams of a word with its ends marked.
pub(crate) fn trigrams(word: &str) -> Vec<[char; 3]> {
    let marked: Vec<char> =
        std::iter::once('^').chain(word.chars()).chain(std::iter::once('$')).collect();
    let mut out: Vec<[char; 3]> = marked.windows(3).map(|w| [w[0], w[1], w[2]]).collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// The letters of a word in alphabetical order: two words with the same differ by letters that changed places.
pub(crate) fn letters(word: &str) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::{stem, trigrams};

    #[test]
    fn forms_of_a_word_meet_in_one_stem() {
        for family in [
            ["charge", "charges", "charged", "charging"],
            ["cancel", "cancels", "canceled", "canceling"],
            ["refund", "refunds", "refunded", "refunding"],
            ["reply", "replies", "replied", "reply"],
            ["ship", "ships", "shipped", "shipping"],
            ["address", "addresses", "addressed", "addressing"],
        ] {
            let stems: Vec<String> = family.iter().map(|word| stem(word)).collect();
            assert!(stems.iter().all(|s| *s == stems[0]), "{stems:?}");
        }
        assert_eq!(stem("status"), "status");
        assert_eq!(stem("this"), "this");
        assert_eq!(stem("ring"), "ring");
        assert_eq!(stem("返金"), "返金");
    }

    #[test]
    fn trigrams_mark_both_ends() {
        assert_eq!(trigrams("ab").len(), 2);
        assert_eq!(trigrams("").len(), 0);
    }
}
