//! Cutting a text that is still growing into sentences, with the articles each one cites.

use std::collections::BTreeSet;

/// The most numbers in one pair of brackets.
const MOST_CITED: usize = 8;

/// A sentence without its citations.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// Its words, with the white space around them, so that sentences can be put together again.
    pub text: String,
    /// The numbers it cites, from 1; only those that were given out.
    pub cited: BTreeSet<usize>,
}

/// Takes the sentences that are complete off the front of a text; `ended` says that nothing more will come.
pub(crate) fn take(pending: &mut String, ended: bool, sources: usize) -> Vec<Sentence> {
    let mut out = Vec::new();
    let mut start = 0;
    while let Some(end) = next_end(&pending[start..], ended) {
        out.push(read(&pending[start..start + end], sources));
        start += end;
    }
    if ended {
        if start < pending.len() {
            out.push(read(&pending[start..], sources));
        }
        start = pending.len();
    }
    pending.drain(..start);
    out
}

/// Where the first sentence ends, citations behind its full stop and the space after it included.
fn next_end(text: &str, ended: bool) -> Option<usize> {
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = at + c.len_utf8();
        let next = chars.peek().map(|&(_, c)| c);
        let ends = match c {
            '。' | '！' | '？' | '؟' | '।' | '\n' => true,
            '.' | '!' | '?' | '…' => match next {
                // Not the full stop of "1. Open the settings".
                Some(c) if c.is_whitespace() || c == '[' => !is_number(&text[..at]),
                Some(_) => false,
                None => ended,
            },
            _ => false,
        };
        if ends && !text[..after].trim().is_empty() {
            return past_citations(text, after, ended);
        }
    }
    None
}

fn is_number(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty() && text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit())
}

/// Past the white space and citations at `at`; none while it can't be known whether more of them come.
fn past_citations(text: &str, mut at: usize, ended: bool) -> Option<usize> {
    loop {
        let space = text[at..].len() - text[at..].trim_start().len();
        let rest = &text[at + space..];
        if rest.is_empty() {
            return ended.then_some(text.len());
        }
        if !rest.starts_with(['[', '【']) {
            return Some(at + space);
        }
        match rest.find([']', '】']) {
            Some(close) => {
                let inside = &rest[..close];
                let closing = rest[close..].chars().next().map_or(0, char::len_utf8);
                if numbers(&inside[inside.chars().next().map_or(0, char::len_utf8)..]).is_none() {
                    return Some(at + space);
                }
                at += space + close + closing;
            }
            None if ended || rest.len() > 40 => return Some(at + space),
            None => return None,
        }
    }
}

/// A sentence with its citations taken out; those of articles that nobody gave out are only taken out.
fn read(text: &str, sources: usize) -> Sentence {
    let mut sentence = Sentence::default();
    let mut rest = text;
    while let Some(open) = rest.find(['[', '【']) {
        let inner = open + rest[open..].chars().next().map_or(0, char::len_utf8);
        let close = rest[inner..].find([']', '】']).map(|at| inner + at);
        let cited = close.and_then(|close| Some((close, numbers(&rest[inner..close])?)));
        let Some((close, cited)) = cited else {
            sentence.text.push_str(&rest[..inner]);
            rest = &rest[inner..];
            continue;
        };
        // The space before a citation goes with it.
        sentence.text.push_str(rest[..open].trim_end_matches(' '));
        sentence.cited.extend(cited.into_iter().filter(|n| (1..=sources).contains(n)));
        rest = &rest[close + rest[close..].chars().next().map_or(0, char::len_utf8)..];
    }
    sentence.text.push_str(rest);
    sentence
}

/// `1` or `1, 2`.
fn numbers(text: &str) -> Option<Vec<usize>> {
    let mut out = Vec::new();
    for part in text.splitn(MOST_CITED, [',', '，', '、']) {
        let part = part.trim();
        if part.is_empty() || part.len() > 3 || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        out.push(part.parse().ok()?);
    }
    Some(out)
}

/// The characters that can be seen: no zero widths, no change of direction, no tags, no odd controls.
pub(crate) fn visible(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| {
        !matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{180B}'..='\u{180F}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{3164}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{E0000}'..='\u{E0FFF}')
            && (*c == '\n' || *c == '\t' || !c.is_control())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(String, Vec<usize>)> {
        let sentences = take(&mut text.to_owned(), true, 3);
        sentences.into_iter().map(|s| (s.text, s.cited.into_iter().collect())).collect()
    }

    #[test]
    fn citations_belong_to_the_sentence_they_stand_in_or_behind() {
        let expected: [(String, Vec<usize>); 3] = [
            ("It takes 3.5 days. ".into(), vec![1]),
            ("See shop.example/help. ".into(), vec![1, 2]),
            ("Done!".into(), vec![]),
        ];
        assert_eq!(all("It takes 3.5 days [1]. See shop.example/help. [1][2] Done!"), expected);
        assert_eq!(all("三日かかります[1]。返品は無料です。【2】").len(), 2);
        assert_eq!(all("Both say so [1, 3].")[0].1, [1, 3]);
    }

    #[test]
    fn a_citation_of_nothing_is_taken_out_and_counts_for_nothing() {
        assert_eq!(all("So it is [7]."), [("So it is.".into(), vec![])]);
        assert_eq!(all("See [here] [2]."), [("See [here].".into(), vec![2])]);
        assert_eq!(all("[1"), [("[1".into(), vec![])]);
    }

    #[test]
    fn a_numbered_list_is_cut_by_line() {
        assert_eq!(all("1. Open it [1].\n2. Press it [1].").len(), 2);
    }

    #[test]
    fn a_sentence_is_taken_only_when_nothing_can_be_added_to_it() {
        let mut pending = "It takes 3".to_owned();
        assert!(take(&mut pending, false, 3).is_empty());
        pending.push('.');
        assert!(take(&mut pending, false, 3).is_empty());
        pending.push_str("5 days. ");
        assert!(take(&mut pending, false, 3).is_empty(), "a citation may follow");
        pending.push_str("[1] Th");
        assert_eq!(take(&mut pending, false, 3).len(), 1);
        assert_eq!(pending, "Th");
    }
}
