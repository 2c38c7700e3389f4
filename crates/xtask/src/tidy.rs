//! `tidy`: the house rules that a tool can check.

mod arrows;
mod map;
mod text;

use std::fmt;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::house::House;

pub const HELP: &str = "\
cargo xtask tidy

Checks the arrows between crates, what a pure crate may depend on and say, the map in
crates/README.md, the first line and the length of files, and that there is no mod.rs. Each violation
is printed as file:line with its rule and what to do.";

/// The crates without clock, randomness, I/O and async.
const PURE: [&str; 15] = [
    "model",
    "calendar",
    "wire",
    "language",
    "knowledge",
    "answering",
    "guard",
    "handoff",
    "insights",
    "outgoing",
    "mail",
    "session",
    "objects",
    "shown",
    "plain",
];

/// A place where a rule is broken.
#[derive(Debug)]
struct Violation {
    file: PathBuf,
    line: usize,
    rule: &'static str,
    advice: String,
}

impl Violation {
    fn new(file: &Path, line: usize, rule: &'static str, advice: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, rule, advice: advice.into() }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{}:{}: {}: {}", self.file.display(), self.line, self.rule, self.advice)
    }
}

/// `cargo xtask tidy`.
pub fn command(house: &House, args: &[String]) -> Result<()> {
    crate::only_known("tidy", args, &[])?;
    check(house)
}

/// Prints every violation.
///
/// # Errors
/// When there is one, or the checkout can't be read.
pub fn check(house: &House) -> Result<()> {
    let violations = violations(house)?;
    for violation in &violations {
        println!("{violation}");
    }
    match violations.len() {
        0 => {
            println!("tidy: every rule holds");
            Ok(())
        }
        1 => bail!("tidy found a violation; it is named above with what to do"),
        count => bail!("tidy found {count} violations; each is named above with what to do"),
    }
}

/// Every violation, with paths relative to the root, in the order of files.
fn violations(house: &House) -> Result<Vec<Violation>> {
    let mut found = Vec::new();
    let packages = house.packages()?;
    arrows::check(&packages, &mut found)?;
    map::check(house, &mut found)?;
    text::check(house, &mut found)?;
    for violation in &mut found {
        if let Ok(below) = violation.file.strip_prefix(&house.root) {
            violation.file = below.to_owned();
        }
    }
    found.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok(found)
}

/// A small tidy workspace in a temporary directory, to plant violations in.
#[cfg(test)]
mod planted {
    use std::fs;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// The workspace; it goes with this value.
    pub struct Planted {
        pub house: House,
    }

    impl Planted {
        /// Tidy: `model`, `handoff`, `worker` and `tests`, all in the map.
        pub fn tidy() -> Self {
            static COUNT: AtomicUsize = AtomicUsize::new(0);
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let root =
                std::env::temp_dir().join(format!("warmline-tidy-{}-{count}", std::process::id()));
            let planted = Self { house: House { root } };
            planted.file(
                "Cargo.toml",
                "[workspace]\nresolver = \"3\"\nmembers = [\"crates/*\", \"worker\", \"tests\"]\n",
            );
            let map =
                "# Map\n\n- `model`: words\n- `handoff`: law\n- `worker`: shell\n- `tests`: all\n";
            planted.file("crates/README.md", map);
            planted.package("crates/model", "");
            planted.package("crates/handoff", "warmline-model = { path = \"../model\" }\n");
            planted.package("worker", "warmline-handoff = { path = \"../crates/handoff\" }\n");
            planted.package("tests", "");
            planted
        }

        /// Writes a file.
        pub fn file(&self, name: &str, text: &str) {
            let file = self.house.path(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }

        /// Writes a package with this text below `[dependencies]`.
        pub fn package(&self, dir: &str, dependencies: &str) {
            let name = dir.rsplit('/').next().unwrap();
            let head = format!(
                "[package]\nname = \"warmline-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n"
            );
            self.file(
                &format!("{dir}/Cargo.toml"),
                &format!("{head}\n[dependencies]\n{dependencies}"),
            );
            self.file(&format!("{dir}/src/lib.rs"), "//! One sentence.\n");
        }

        /// The violations, each as it is printed.
        pub fn violations(&self) -> Vec<String> {
            violations(&self.house).unwrap().iter().map(Violation::to_string).collect()
        }

        /// Asserts that there is one violation and that it begins with `start`.
        pub fn only(&self, start: &str) {
            let found = self.violations();
            assert_eq!(found.len(), 1, "{found:#?}");
            assert!(found[0].starts_with(start), "{found:#?}");
        }
    }

    impl Drop for Planted {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.house.root);
        }
    }

    #[test]
    fn a_tidy_tree_has_no_violation() {
        assert_eq!(Planted::tidy().violations(), Vec::<String>::new());
    }
}
