//! Who may depend on whom, and on what from outside.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::{PURE, Violation};
use crate::house::{Dependency, Package};

/// Each crate and all the crates of the house that it may depend on.
const ARROWS: [(&str, &[&str]); 25] = [
    ("model", &[]),
    ("calendar", &["model"]),
    ("wire", &["model"]),
    ("language", &["model"]),
    ("knowledge", &["model", "language"]),
    ("answering", &["model", "language"]),
    ("guard", &["model", "language"]),
    ("handoff", &["model", "language", "knowledge", "answering"]),
    ("insights", &["model", "handoff"]),
    ("outgoing", &["model"]),
    ("mail", &["model"]),
    ("session", &["model", "wire"]),
    ("shown", &["model", "wire", "session"]),
    ("plain", &["model", "wire", "shown"]),
    (
        "objects",
        &["model", "calendar", "wire", "language", "knowledge", "answering", "handoff", "outgoing"],
    ),
    ("ui", &["model", "wire", "session"]),
    ("widget", &["model", "wire", "language", "session", "shown", "ui"]),
    ("console", &["model", "wire", "session", "ui"]),
    ("guard-web", &["model", "guard"]),
    ("settings", &["model", "wire", "ui"]),
    (
        "worker",
        &[
            "model",
            "calendar",
            "wire",
            "language",
            "knowledge",
            "answering",
            "handoff",
            "outgoing",
            "insights",
            "mail",
            "objects",
            "plain",
        ],
    ),
    ("testkit", &["model", "wire", "knowledge", "answering", "handoff", "objects"]),
    (
        "tests",
        &[
            "testkit",
            "model",
            "wire",
            "language",
            "knowledge",
            "handoff",
            "insights",
            "session",
            "objects",
        ],
    ),
    ("lab", &["testkit", "model", "language", "knowledge", "guard", "handoff"]),
    ("xtask", &[]),
];

/// What a pure crate must never depend on; a name that ends in `*` stands for all that begin so.
const IMPURE: [&str; 10] = [
    "leptos*",
    "worker*",
    "js-sys",
    "web-sys",
    "wasm-bindgen*",
    "gloo*",
    "tokio*",
    "rand*",
    "getrandom",
    "web-time",
];

/// Checks every package of the workspace.
///
/// # Errors
/// When a Cargo.toml can't be read.
pub fn check(packages: &[Package], found: &mut Vec<Violation>) -> Result<()> {
    for package in packages {
        let allowed = ARROWS.iter().find(|(name, _)| *name == package.short());
        let Some((_, allowed)) = allowed else {
            let advice = format!(
                "`{}` is not in the table; give it a row in crates/xtask/src/tidy/arrows.rs",
                package.short()
            );
            found.push(Violation::new(&package.manifest, 1, "arrows", advice));
            continue;
        };
        for dependency in &package.dependencies {
            if let Some((rule, advice)) = complaint(package, allowed, dependency) {
                let line = line_of(&package.manifest, &dependency.name)?;
                found.push(Violation::new(&package.manifest, line, rule, advice));
            }
        }
    }
    Ok(())
}

fn complaint(
    package: &Package,
    allowed: &[&str],
    dependency: &Dependency,
) -> Option<(&'static str, String)> {
    if let Some(other) = dependency.name.strip_prefix("warmline-") {
        if allowed.contains(&other) || (dependency.dev && other == "testkit") {
            return None;
        }
        let may = if allowed.is_empty() {
            "no crate of the house".to_owned()
        } else {
            allowed.join(", ")
        };
        let advice = format!(
            "`{}` must not depend on `{other}`, only on {may}; move what you need to where both may see it",
            package.short()
        );
        return Some(("arrows", advice));
    }
    if dependency.dev || !PURE.contains(&package.short()) {
        return None;
    }
    let reason = impure(dependency)?;
    let advice = format!(
        "`{}` is pure and must not depend on `{}` ({reason}); take time, ids and jitter as arguments",
        package.short(),
        dependency.name
    );
    Some(("pure crates", advice))
}

fn impure(dependency: &Dependency) -> Option<&'static str> {
    let name = dependency.name.as_str();
    let banned = IMPURE.iter().any(|ban| match ban.strip_suffix('*') {
        Some(start) => {
            name == start
                || name.starts_with(&format!("{start}-"))
                || name.starts_with(&format!("{start}_"))
        }
        None => name == *ban,
    });
    let asks = |features: &[&str]| {
        dependency.features.iter().any(|feature| features.contains(&feature.as_str()))
    };
    match name {
        _ if banned => Some("it brings a clock, randomness, I/O, async or a browser"),
        "uuid"
            if asks(&[
                "v1",
                "v4",
                "v6",
                "v7",
                "rng",
                "rng-getrandom",
                "rng-rand",
                "fast-rng",
                "js",
            ]) =>
        {
            Some("these features of it draw random numbers or read the clock")
        }
        "chrono" if dependency.defaults || asks(&["clock", "now", "wasmbind"]) => {
            Some("its default features read the clock; turn them off")
        }
        _ => None,
    }
}

/// The line that names the dependency, or the first.
fn line_of(manifest: &Path, name: &str) -> Result<usize> {
    let text = fs::read_to_string(manifest)?;
    let names = |line: &str| {
        let line = line.trim_start();
        let after = line.strip_prefix(name).or_else(|| Some(line.rsplit_once(name)?.1));
        after.is_some_and(|rest| rest.starts_with([' ', '.', '=', '"', ']']))
    };
    let mut inside = false;
    for (index, line) in text.lines().enumerate() {
        if line.starts_with('[') {
            inside = line.contains("dependencies");
        }
        if inside && names(line) {
            return Ok(index + 1);
        }
    }
    Ok(1)
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;
    use super::*;

    #[test]
    fn a_wrong_arrow_is_caught_where_it_is_written() {
        let planted = Planted::tidy();
        planted.package("crates/model", "warmline-handoff = { path = \"../handoff\" }\n");
        planted.package("crates/handoff", "");
        planted.only("crates/model/Cargo.toml:7: arrows: `model` must not depend on `handoff`, only on no crate");
    }

    #[test]
    fn nothing_may_depend_on_the_worker() {
        for (name, allowed) in ARROWS {
            assert!(!allowed.contains(&"worker"), "{name}");
        }
    }

    #[test]
    fn a_crate_without_a_row_is_caught() {
        let planted = Planted::tidy();
        planted.package("crates/extra", "");
        planted.file(
            "crates/README.md",
            "- `model`: m\n- `handoff`: h\n- `worker`: w\n- `tests`: t\n- `extra`: e\n",
        );
        planted.only("crates/extra/Cargo.toml:1: arrows: `extra` is not in the table");
    }

    #[test]
    fn the_testkit_may_be_used_by_tests_everywhere() {
        let planted = Planted::tidy();
        planted.package("crates/testkit", "warmline-model = { path = \"../model\" }\n");
        planted.package(
            "crates/model",
            "[dev-dependencies]\nwarmline-testkit = { path = \"../testkit\" }\n",
        );
        planted.file(
            "crates/README.md",
            "- `model`: m\n- `handoff`: h\n- `worker`: w\n- `tests`: t\n- `testkit`: k\n",
        );
        assert_eq!(planted.violations(), Vec::<String>::new());
        planted.package("crates/model", "warmline-testkit = { path = \"../testkit\" }\n");
        planted.package("crates/testkit", "");
        planted.only("crates/model/Cargo.toml:7: arrows: `model` must not depend on `testkit`");
    }

    #[test]
    fn a_pure_crate_has_no_impure_dependency() {
        for (dependency, caught) in [
            ("leptos = \"0.8\"", true),
            ("worker = \"0.8\"", true),
            ("js-sys = \"0.3\"", true),
            ("web-sys = \"0.3\"", true),
            ("wasm-bindgen = \"0.2\"", true),
            ("wasm-bindgen-futures = \"0.4\"", true),
            ("gloo-timers = \"0.4\"", true),
            ("tokio = \"1\"", true),
            ("rand = \"0.9\"", true),
            ("rand_core = \"0.9\"", true),
            ("getrandom = \"0.3\"", true),
            ("uuid = { version = \"1\", features = [\"v7\"] }", true),
            ("uuid = { version = \"1\", default-features = false }", false),
            ("chrono = \"0.4\"", true),
            ("chrono = { version = \"0.4\", default-features = false }", false),
            (
                "chrono = { version = \"0.4\", default-features = false, features = [\"clock\"] }",
                true,
            ),
            ("serde = \"1\"", false),
        ] {
            let planted = Planted::tidy();
            planted.package("crates/model", dependency);
            let found = planted.violations();
            assert_eq!(found.len(), usize::from(caught), "{dependency}: {found:#?}");
            assert!(
                !caught
                    || found[0]
                        .starts_with("crates/model/Cargo.toml:7: pure crates: `model` is pure"),
                "{found:#?}"
            );
        }
        let planted = Planted::tidy();
        planted.package("worker", "worker = \"0.8\"\n");
        assert_eq!(planted.violations(), Vec::<String>::new());
    }
}
