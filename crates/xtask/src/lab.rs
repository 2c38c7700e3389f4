//! `eval`, `train`, `simulate`: builds the laboratory for speed and hands over to it.

use std::process::Command;

use anyhow::Result;

use crate::house::House;
use crate::run;

pub const EVAL: &str = "\
cargo xtask eval <explicit|topics|sentiment|dialogues|rephrase|knowledge|language|guard> FILE... [--json]

How well the engine does on labelled files, one JSON object per line. `knowledge` takes the queries and
the entries, and `--phrasings K` to use the first K phrasings of each entry. `guard` takes files that are each one
array, such as tests/guard/tuning.json. With --json the last line
is one object.";

pub const TRAIN: &str = "\
cargo xtask train --data DIR [--check | --report] [MODEL...]

Trains the embedded models from the files in DIR and writes their weights into the project; the same
files give the same bytes. --check only compares; --report prints what each model reaches on a source it
was not trained on. `replies` learns from tests/cards.";

pub const SIMULATE: &str = "\
cargo xtask simulate [--seeds N] [--cases N] [--seed N] [--out DIR] [--json]

The desk in simulation: its laws in N random lives of 200 steps (2,000 by default; the full count is
100000), its routing against the rules by brute force (10 cases for each seed, at most 1,000,000), what
customers are told about their wait on simulated days, its mean wait against an ideal queue, and one
desk against one for each department. Writes figures.json and a chart for each kind of day into
target/simulate. With --json the last line is one object. Fails if a law is broken.";

/// Runs one of the laboratory's commands.
pub fn command(house: &House, name: &str, args: &[String]) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["run", "--quiet", "--package", "warmline-lab", "--profile", "lab", "--"]);
    cargo.current_dir(&house.root).arg(name);
    let here = std::env::current_dir()?;
    for arg in args {
        // Paths are the caller's, whose directory may be another.
        let path = here.join(arg);
        if !arg.starts_with("--") && path.exists() {
            cargo.arg(path)
        } else {
            cargo.arg(arg)
        };
    }
    run::aloud(name, &mut cargo)
}
