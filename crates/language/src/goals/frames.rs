//! What is wanted by what is asked, of what, and how it stands: words that may stand in any order in one sentence.

use std::sync::LazyLock;

use warmline_model::Goal;

use super::GOALS;
use crate::Message;
use crate::lexicon::List;
use crate::patterns::{Pattern, Together, together};

/// A goal, and whether it is asked for or only hinted at.
#[derive(Clone, Copy, Debug)]
pub(super) struct Framed {
    pub goal: Goal,
    pub stated: bool,
}

static PATTERNS: LazyLock<Vec<Pattern<Framed>>> = LazyLock::new(|| {
    include_str!("frames.patterns").lines().filter_map(|line| pattern(line).ok()).collect()
});

/// Reads a line `goal says|hints: classes`; what is wrong with it, else.
fn pattern(line: &str) -> Result<Pattern<Framed>, String> {
    Pattern::read(line, List::Frames, |head| {
        let (goal, kind) = head.split_once(' ')?;
        let (goal, _) = *GOALS.iter().find(|(_, name)| *name == goal)?;
        let stated = match kind {
            "says" => true,
            "hints" => false,
            _ => return None,
        };
        Some(Framed { goal, stated })
    })
}

/// What the patterns find in a message, in its order.
pub(super) fn frames(message: &Message<'_>) -> Vec<Together<Framed>> {
    together(message.hits(List::Frames), &PATTERNS)
}

#[cfg(test)]
mod tests {
    use super::pattern;

    #[test]
    fn every_pattern_can_be_read() {
        for line in include_str!("frames.patterns").lines() {
            if let Err(error) = pattern(line) {
                assert!(line.starts_with('#'), "{line}: {error}");
            }
        }
    }
}
