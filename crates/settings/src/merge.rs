//! Two owners changed one thing: what the other one changed, field by field, and what comes of it.

use crate::tree::{self, Fields};
use serde_json::Value;
use std::collections::BTreeSet;

/// A field that the other owner changed, and that is not the same here.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// Its path.
    pub path: String,
    /// What is written here; absent: its default.
    pub mine: Option<Value>,
    /// What the other one saved.
    pub theirs: Option<Value>,
    /// Whether it was changed here too: then theirs is taken only if the owner says so.
    pub both: bool,
}

/// What somebody changed from `base` to `theirs` that is not so in `mine`.
pub fn differences(base: &Fields, mine: &Fields, theirs: &Fields) -> Vec<Difference> {
    let [base, mine, theirs] = [base, mine, theirs].map(tree::leaves);
    let paths: BTreeSet<&String> = base.keys().chain(mine.keys()).chain(theirs.keys()).collect();
    let found = paths.into_iter().filter_map(|path| {
        let [was, here, there] = [base.get(path), mine.get(path), theirs.get(path)];
        (there != was && there != here).then(|| Difference {
            path: path.clone(),
            mine: here.cloned(),
            theirs: there.cloned(),
            both: here != was,
        })
    });
    found.collect()
}

/// What is to be saved upon `theirs`: all that was changed from `base` to `mine`, except for what of `differences`
/// is taken as theirs (`taken`, by path); what is kept as mine although it was not changed here goes back.
pub fn resolved(
    base: &Fields,
    mine: &Fields,
    theirs: &Fields,
    taken: &BTreeSet<String>,
    keeps: &dyn Fn(&str) -> bool,
) -> Fields {
    let disputed: BTreeSet<String> =
        differences(base, mine, theirs).into_iter().map(|difference| difference.path).collect();
    let (was, here, there) = (tree::leaves(base), tree::leaves(mine), tree::leaves(theirs));
    let mut outcome = theirs.clone();
    let paths: BTreeSet<&String> = was.keys().chain(here.keys()).chain(there.keys()).collect();
    for path in paths {
        let changed_here = here.get(path) != was.get(path);
        let is_mine = if disputed.contains(path) { !taken.contains(path) } else { changed_here };
        match here.get(path) {
            Some(value) if is_mine => tree::set(&mut outcome, path, value.clone()),
            None if is_mine => tree::unset(&mut outcome, path, keeps),
            _ => {}
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fields(value: Value) -> Fields {
        value.as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn what_both_changed_is_asked_and_everything_else_is_kept() {
        let base = fields(json!({"a": 1, "b": 1, "c": 1, "d": 1, "tiers": {"low": {"behind": 5}}}));
        let mine = fields(
            json!({"a": 2, "b": 2, "c": 1, "d": 1, "tiers": {"low": {"behind": 5}}, "mine": 1}),
        );
        let theirs =
            fields(json!({"a": 3, "b": 1, "c": 3, "tiers": {"low": {"behind": 6}}, "theirs": 1}));
        let found = differences(&base, &mine, &theirs);
        let told: Vec<(&str, bool)> = found.iter().map(|d| (d.path.as_str(), d.both)).collect();
        assert_eq!(
            told,
            [
                ("a", true),
                ("c", false),
                ("d", false),
                ("theirs", false),
                ("tiers.low.behind", false)
            ]
        );
        let untouched = found.iter().filter(|d| !d.both).map(|d| d.path.clone());
        let taken: BTreeSet<String> = untouched.collect();
        let saved = resolved(&base, &mine, &theirs, &taken, &|_| false);
        assert_eq!(
            saved,
            fields(
                json!({"a": 2, "b": 2, "c": 3, "tiers": {"low": {"behind": 6}}, "theirs": 1, "mine": 1})
            )
        );
        let all_mine = resolved(&base, &mine, &theirs, &BTreeSet::new(), &|_| false);
        assert_eq!(all_mine, mine);
    }

    #[test]
    fn the_same_change_twice_is_no_conflict() {
        let base = fields(json!({"a": 1}));
        let same = fields(json!({"a": 2}));
        assert!(differences(&base, &same, &same).is_empty());
    }
}
