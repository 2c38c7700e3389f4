//! Words so common in support that sharing them says nothing.

use std::sync::LazyLock;

use crate::hash::Set;

static WEAK: LazyLock<Set<&'static str>> =
    LazyLock::new(|| include_str!("words/weak.txt").split_whitespace().collect());

/// Whether a folded word is one of them.
pub(crate) fn is_weak(word: &str) -> bool {
    WEAK.contains(word)
}
