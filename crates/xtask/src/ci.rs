//! `ci`: everything that must hold before a change is taken.

use std::process::{Command, ExitCode};

use anyhow::Result;

use crate::house::House;
use crate::steps::Steps;
use crate::{only_known, run, size, suites, tidy, tools};

pub const HELP: &str = "\
cargo xtask ci

fmt, clippy (this machine's code, then wasm32's), tidy, all tests, size: from nothing if need be, all
of it even when something fails early. The last line counts the tests that passed, and what failed:
tests, suites and steps. The exit code is zero only if nothing did.";

const WASM_PACKAGES: [&str; 5] =
    ["warmline-widget", "warmline-console", "warmline-settings", "warmline-ui", "warmline-worker"];

/// `cargo xtask ci`.
pub fn command(house: &House, args: &[String]) -> Result<ExitCode> {
    only_known("ci", args, &[])?;
    let mut steps = Steps::new(1 + 5 + suites::steps_of_all());
    let mut failed: Vec<String> = Vec::new();
    let mut note = |outcome: Result<()>| {
        if let Err(error) = outcome {
            println!("error: {error:#}");
            failed.push(format!("{error:#}"));
        }
    };

    steps.quiet("setup: Rust", tools::rust)?;
    note(steps.quiet("fmt", || {
        let mut cargo = Command::new("cargo");
        cargo.args(["fmt", "--all", "--check"]).current_dir(&house.root);
        run::quiet("cargo fmt --check (`cargo fmt --all` mends it)", &mut cargo)
            .map(|_| String::new())
    }));
    note(
        steps
            .loud("clippy, native", || clippy(house, &native_packages(house)?, &["--all-targets"])),
    );
    note(steps.loud("clippy, wasm32", || {
        let packages = WASM_PACKAGES.map(str::to_owned);
        clippy(house, &packages, &["--target", "wasm32-unknown-unknown"])
    }));
    note(steps.loud("tidy", || tidy::check(house)));
    let mut tally = suites::all(house, &mut steps);
    note(steps.loud("size", || size::check(house)));

    print!("\n{}", steps.table());
    for sentence in &failed {
        println!("failed: {sentence}");
    }
    tally.broken += failed.len();
    println!("{tally}");
    Ok(tally.exit_code())
}

fn native_packages(house: &House) -> Result<Vec<String>> {
    let names = house.packages()?.into_iter().map(|package| package.name);
    Ok(names.filter(|name| !WASM_PACKAGES.contains(&name.as_str())).collect())
}

fn clippy(house: &House, packages: &[String], more: &[&str]) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.arg("clippy").current_dir(&house.root).args(more);
    for package in packages {
        cargo.args(["--package", package]);
    }
    run::aloud("cargo clippy", cargo.args(["--", "-D", "warnings"]))
}
