//! `train`: makes the embedded models anew from files of real text; the same files give the same bytes.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

mod knowledge;
mod language;
pub mod logistic;
mod rephrase;
pub mod replies;
mod topics;

/// A weight file: where it belongs in the project, and what is in it.
pub struct Weights {
    /// Path from the project's root.
    pub path: &'static str,
    /// The whole file.
    pub bytes: Vec<u8>,
}

/// The training of one model, from the directory of the data to its weight files.
pub struct Step {
    /// What it is called on the command line and in `docs/models`.
    pub name: &'static str,
    /// Trains.
    pub run: fn(&Path) -> Result<Vec<Weights>>,
    /// Prints what the model reaches on a source it was not trained on.
    pub report: fn(&Path) -> Result<()>,
}

/// All models, in order: a step may use what an earlier one wrote only through the built crates.
const STEPS: &[Step] = &[
    Step { name: "language", run: language::run, report: language::report },
    Step { name: "knowledge", run: knowledge::run, report: knowledge::report },
    Step { name: "topics", run: topics::run, report: topics::report },
    Step { name: "rephrase", run: rephrase::run, report: rephrase::report },
    Step { name: "replies", run: replies::run, report: replies::report },
];

/// The path of a file of the data, by its name.
pub fn file(data: &Path, name: &str) -> String {
    data.join(format!("{name}.dev.jsonl")).display().to_string()
}

/// Whether weights trained on a source may be given away; the others are for measuring only.
pub fn may_ship(source: &str) -> bool {
    let name = source.split('/').next().unwrap_or_default();
    matches!(name, "bitext" | "banking77" | "nlupp" | "clinc150" | "dstc11" | "multidogo" | "hint3")
}

/// `train --data DIR [--check | --report] [STEP...]`.
///
/// # Errors
/// When an option is unknown, a file can't be read or written, or `--check` finds a difference.
pub fn command(args: &[String]) -> Result<()> {
    let (mut data, mut check, mut report, mut chosen) = (None, false, false, Vec::new());
    let mut args = args.iter();
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--check" => check = true,
            "--report" => report = true,
            "--data" => data = args.next().map(PathBuf::from),
            name if STEPS.iter().any(|step| step.name == name) => chosen.push(name),
            other => bail!("train doesn't know `{other}`"),
        }
    }
    let Some(data) = data else { bail!("--data DIR: where are the files?") };
    let mut different = Vec::new();
    for step in STEPS.iter().filter(|s| chosen.is_empty() || chosen.contains(&s.name)) {
        if report {
            (step.report)(&data)?;
            continue;
        }
        for Weights { path, bytes } in (step.run)(&data)? {
            let same = fs::read(path).is_ok_and(|there| there == bytes);
            println!("{}: {path}, {} bytes{}", step.name, bytes.len(), mark(same));
            if check && !same {
                different.push(path);
            }
            if !check && !same {
                fs::write(path, bytes).with_context(|| format!("can't write {path}"))?;
            }
        }
    }
    if !different.is_empty() {
        bail!("training gives other bytes for {}", different.join(", "));
    }
    Ok(())
}

const fn mark(same: bool) -> &'static str {
    if same { ", as it was" } else { ", changed" }
}
