//! What is written in the files: their first line, their length, their name, and no clock where it is pure.

use std::fs;
use std::path::Path;

use anyhow::Result;

use super::{PURE, Violation};
use crate::build::files_below;
use crate::house::House;

const LONGEST: usize = 600;
/// Directories that tools fill.
const MADE: [&str; 4] = ["target", "build", "node_modules", "worker/build"];
/// Words that read a clock or draw a number.
const CLOCKS: [&str; 5] =
    ["SystemTime::now", "Instant::now", "Utc::now", "Local::now", "Zoned::now"];

/// Checks every file of the house.
///
/// # Errors
/// When one can't be read.
pub fn check(house: &House, found: &mut Vec<Violation>) -> Result<()> {
    for entry in fs::read_dir(&house.root)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if name.starts_with('.') || MADE.contains(&name.as_str()) {
            continue;
        }
        let files = if path.is_dir() { files_below(&path)? } else { vec![path] };
        for file in files {
            let below = file.strip_prefix(&house.root)?;
            if !MADE.iter().any(|made| below.starts_with(made)) && !hidden(below) {
                check_file(below, &file, found)?;
            }
        }
    }
    Ok(())
}

fn check_file(below: &Path, file: &Path, found: &mut Vec<Violation>) -> Result<()> {
    let kind = below.extension().unwrap_or_default().to_string_lossy();
    if !["rs", "js", "mjs", "css"].contains(&kind.as_ref()) {
        return Ok(());
    }
    let text = String::from_utf8_lossy(&fs::read(file)?).into_owned();
    let mut push =
        |line, rule, advice: String| found.push(Violation::new(below, line, rule, advice));

    let count = text.lines().count();
    if count > LONGEST {
        push(
            LONGEST + 1,
            "length",
            format!("{count} lines; no file has more than {LONGEST}: split it by subject"),
        );
    }
    if kind != "rs" {
        return Ok(());
    }
    if !text.starts_with("//!") {
        push(
            1,
            "first line",
            "open the file with one `//!` sentence that says what it is for".to_owned(),
        );
    }
    if below.file_name().is_some_and(|name| name == "mod.rs") {
        push(1, "no mod.rs", "name the file after its module: `foo.rs` beside `foo/`".to_owned());
    }
    if PURE.iter().any(|name| below.starts_with(format!("crates/{name}/src"))) {
        for (index, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            if let Some(clock) = CLOCKS.iter().find(|clock| code.contains(*clock)) {
                push(
                    index + 1,
                    "no clock",
                    format!(
                        "a pure crate must not call `{clock}`; take a `Timestamp` as an argument"
                    ),
                );
            }
        }
    }
    Ok(())
}

fn hidden(below: &Path) -> bool {
    below.components().any(|part| part.as_os_str().to_string_lossy().starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::super::planted::Planted;

    #[test]
    fn a_file_without_a_first_sentence_is_caught() {
        let planted = Planted::tidy();
        planted.file("worker/src/lib.rs", "use std::fs;\n");
        planted.only("worker/src/lib.rs:1: first line: open the file");
    }

    #[test]
    fn a_mod_rs_is_caught() {
        let planted = Planted::tidy();
        planted.file("crates/model/src/people/mod.rs", "//! People.\n");
        planted.only("crates/model/src/people/mod.rs:1: no mod.rs: name the file");
    }

    #[test]
    fn a_long_file_is_caught_in_every_language() {
        for kind in ["rs", "js", "mjs", "css"] {
            let planted = Planted::tidy();
            let name = format!("tests/long.{kind}");
            planted.file(&name, &("//! Long.\n".to_owned() + &"\n".repeat(599)));
            assert_eq!(planted.violations(), Vec::<String>::new());
            planted.file(&name, &("//! Long.\n".to_owned() + &"\n".repeat(600)));
            planted.only(&format!("{name}:601: length: 601 lines"));
        }
    }

    #[test]
    fn a_clock_in_a_pure_crate_is_caught_and_one_in_a_comment_is_not() {
        let planted = Planted::tidy();
        planted.file(
            "crates/model/src/lib.rs",
            "//! Never SystemTime::now.\nfn f() { std::time::Instant::now(); }\n",
        );
        planted.file("worker/src/lib.rs", "//! Shell.\nfn f() { std::time::Instant::now(); }\n");
        planted
            .only("crates/model/src/lib.rs:2: no clock: a pure crate must not call `Instant::now`");
        planted
            .file("crates/model/src/lib.rs", "//! M.\nfn f() { std::time::SystemTime::now(); }\n");
        planted.only(
            "crates/model/src/lib.rs:2: no clock: a pure crate must not call `SystemTime::now`",
        );
    }

    #[test]
    fn what_tools_make_is_not_checked() {
        let planted = Planted::tidy();
        for dir in ["target", "build", "worker/build", "node_modules/x", ".wrangler/tmp"] {
            planted.file(&format!("{dir}/made.rs"), "fn f() {}\n");
        }
        assert_eq!(planted.violations(), Vec::<String>::new());
    }
}
