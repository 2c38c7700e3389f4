//! Whether two words differ by one slip of the finger.

/// Whether one insertion, deletion, substitution or swap of neighbours turns `a` into `b` (or none is needed).
pub(crate) fn within_one(a: &[char], b: &[char]) -> bool {
    if a.len().abs_diff(b.len()) > 1 {
        return false;
    }
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    let tail = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[..a.len() - tail], &b[..b.len() - tail]);
    match (a, b) {
        ([] | [_], [] | [_]) => true,
        ([x, y], [u, v]) => x == v && y == u,
        _ => false,
    }
}

/// Three or more of one letter in a row become one; `None` where there are none.
pub(crate) fn squeezed(word: &str) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    let mut out = String::new();
    let mut changed = false;
    let mut at = 0;
    while at < letters.len() {
        let run = letters[at..].iter().take_while(|&&c| c == letters[at]).count();
        out.push(letters[at]);
        if run == 2 {
            out.push(letters[at]);
        }
        changed |= run > 2;
        at += run;
    }
    changed.then_some(out)
}

#[cfg(test)]
mod tests {
    use super::{squeezed, within_one};

    fn near(a: &str, b: &str) -> bool {
        within_one(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>())
    }

    #[test]
    fn one_slip_is_near_and_two_are_not() {
        for slip in ["agent", "agnet", "agen", "agentt", "agemt", "gaent"] {
            assert!(near(slip, "agent"), "{slip}");
        }
        for other in ["urgent", "agents!!", "gent s", "again", "tnega"] {
            assert!(!near(other, "agent"), "{other}");
        }
    }

    #[test]
    fn stretched_words_are_squeezed() {
        assert_eq!(squeezed("huuuman").as_deref(), Some("human"));
        assert_eq!(squeezed("hello"), None);
    }
}
