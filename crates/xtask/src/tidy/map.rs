//! crates/README.md has a line for each crate, and no line for none.

use std::fs;

use anyhow::Result;

use super::Violation;
use crate::house::House;

const RULE: &str = "the map";
/// The crates that are not below crates/.
const BESIDE: [&str; 3] = ["widget", "worker", "tests"];

/// Compares the map with the directories.
///
/// # Errors
/// When a directory can't be read.
pub fn check(house: &House, found: &mut Vec<Violation>) -> Result<()> {
    let file = house.path("crates/README.md");
    let Ok(text) = fs::read_to_string(&file) else {
        let advice = "the map is missing; write one line per crate, like \"- `model`: the words of the trade\"";
        found.push(Violation::new(&file, 1, RULE, advice));
        return Ok(());
    };
    let mut crates: Vec<String> = BESIDE.iter().map(|name| (*name).to_owned()).collect();
    crates.retain(|name| house.path(name).is_dir());
    for entry in fs::read_dir(house.path("crates"))? {
        let entry = entry?;
        if entry.path().is_dir() {
            crates.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    crates.sort();

    let lines: Vec<(usize, &str)> = text
        .lines()
        .enumerate()
        .filter_map(|(index, line)| Some((index + 1, named(line)?)))
        .collect();
    for name in &crates {
        if !lines.iter().any(|(_, on_map)| on_map == name) {
            let advice = format!("`{name}` has no line; write \"- `{name}`: what it is for\"");
            found.push(Violation::new(&file, 1, RULE, advice));
        }
    }
    for (line, name) in lines {
        if !crates.iter().any(|real| real == name) {
            let advice = format!("there is no crate `{name}`; remove its line or correct the name");
            found.push(Violation::new(&file, line, RULE, advice));
        }
    }
    Ok(())
}

/// The crate that a line of the map is about: "- `model`: …", also with a slash or as a link.
fn named(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("- ")?;
    let rest = rest.strip_prefix('[').unwrap_or(rest).strip_prefix('`')?;
    let (name, after) = rest.split_once('`')?;
    let after = match after.strip_prefix("](") {
        Some(link) => link.split_once(')')?.1,
        None => after,
    };
    let name = name.trim_end_matches('/');
    let word = name.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == '_');
    (word && after.starts_with(':')).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;
    use super::*;

    #[test]
    fn a_crate_without_a_line_is_caught() {
        let planted = Planted::tidy();
        planted.file("crates/README.md", "- `model`: m\n- `worker`: w\n- `tests`: t\n");
        planted.only("crates/README.md:1: the map: `handoff` has no line");
    }

    #[test]
    fn a_line_without_a_crate_is_caught() {
        let planted = Planted::tidy();
        planted.file(
            "crates/README.md",
            "- `model`: m\n- `handoff`: h\n- `ghost`: g\n- `worker`: w\n- `tests`: t\n",
        );
        planted.only("crates/README.md:3: the map: there is no crate `ghost`");
    }

    #[test]
    fn a_missing_map_is_caught() {
        let planted = Planted::tidy();
        fs::remove_file(planted.house.path("crates/README.md")).unwrap();
        planted.only("crates/README.md:1: the map: the map is missing");
    }

    #[test]
    fn a_line_may_be_a_link_and_other_lists_are_not_the_map() {
        assert_eq!(named("- [`model/`](model): words"), Some("model"));
        assert_eq!(named("- `cargo xtask tidy`: checks"), None);
        assert_eq!(named("- `handoff` never knows `wire`"), None);
    }
}
