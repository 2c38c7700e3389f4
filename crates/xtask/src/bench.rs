//! `bench`: what the engine costs, on this machine, in workerd and in instructions; what the desk costs.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use crate::build::{self, Mode};
use crate::house::House;
use crate::steps::Steps;
use crate::{run, tools};

pub const HELP: &str = "\
cargo xtask bench engine|queue|card [--json]

queue: what one event costs at a desk where 100, 1,000 and 10,000 wait, with what is to be stored of it,
on this machine: 3,000 of each kind, and a sweep of all positions.

card: how long after a customer asks for a person the card's summary stands on the agent's screen, and how
long the card takes to open, in workerd and Chromium, while 50 conversations go on: 200 of them.

engine:

What the whole engine costs for one message of a conversation of 20 with 100 articles: microseconds on
this machine and in workerd (median and best of 7 rounds of 200 conversations), and instructions, where
valgrind is installed. Timings are noisy on a busy machine; compare within one run. With --json the last
line is one object.";

/// Messages in a conversation of the workload; the same as in crates/lab/src/engine.rs.
const MESSAGES: u64 = 20;
/// Conversations whose instructions are counted, beyond the first.
const COUNTED: u64 = 20;

/// `cargo xtask bench engine`.
pub fn command(house: &House, args: &[String]) -> Result<()> {
    let [what, rest @ ..] = args else { bail!("what? `cargo xtask bench --help`") };
    if what == "queue" {
        crate::only_known("bench queue", rest, &["--json"])?;
        return crate::lab::command(house, "bench-queue", rest);
    }
    if what == "card" {
        crate::only_known("bench card", rest, &["--json"])?;
        return card(house);
    }
    if what != "engine" {
        bail!("there is no benchmark `{what}`: engine, queue, card");
    }
    crate::only_known("bench engine", rest, &["--json"])?;
    tools::rust()?;
    tools::npm(house)?;
    built(house, &[])?;
    built(house, &["--target", "wasm32-unknown-unknown"])?;
    let native = measured(Command::new(house.target_dir().join("lab/warmline-lab")).arg("bench"))?;
    let workerd = in_workerd(house)?;
    let instructions = instructions(&house.target_dir().join("lab/engine"))?;
    println!(
        "whole engine, one message of a conversation of {MESSAGES}, 100 articles, profile lab"
    );
    println!("  native   median {} us, best {} us", native["median_us"], native["best_us"]);
    println!("  workerd  median {} us, best {} us", workerd["median_us"], workerd["best_us"]);
    match instructions {
        Some(count) => println!("  native   {count} instructions (valgrind)"),
        None => println!("  instructions not counted: valgrind is not installed"),
    }
    if rest.contains(&"--json".to_owned()) {
        let figures = json!({ "native": native, "workerd": workerd, "instructions": instructions });
        println!("{figures}");
    }
    Ok(())
}

fn card(house: &House) -> Result<()> {
    let mut steps = Steps::new(build::STEPS);
    build::all(house, Mode::Release, &mut steps)?;
    let mut node = build::npm_program(house, "node");
    run::aloud("the benchmark", node.arg(house.path("tests/bench/card.mjs")))
}

fn built(house: &House, more: &[&str]) -> Result<()> {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--package", "warmline-lab", "--profile", "lab"]);
    let bins: &[&str] = if more.is_empty() { &["--bins"] } else { &["--bin", "engine"] };
    run::aloud("cargo build", cargo.args(bins).args(more).current_dir(&house.root))
}

fn measured(command: &mut Command) -> Result<Value> {
    let said = run::quiet("bench", command)?;
    let last = said.lines().last().context("the benchmark printed nothing")?;
    serde_json::from_str(last).with_context(|| format!("not figures: {last}"))
}

fn in_workerd(house: &House) -> Result<Value> {
    let here = house.path("build/bench");
    std::fs::create_dir_all(&here)?;
    for file in ["config.capnp", "worker.js", "run.mjs"] {
        std::fs::copy(house.path("crates/lab/workerd").join(file), here.join(file))?;
    }
    let wasm = house.target_dir().join("wasm32-unknown-unknown/lab/engine.wasm");
    std::fs::copy(wasm, here.join("engine.wasm"))?;
    let bin = tools::npm_bin(house);
    let mut node = Command::new(bin.join("node"));
    node.arg(here.join("run.mjs")).arg(bin.join("workerd"));
    measured(node.arg(here.join("config.capnp")).arg(MESSAGES.to_string()))
}

/// Instructions for one message: what many conversations take beyond one, so that building the knowledge
/// base and decoding the models do not count.
fn instructions(engine: &Path) -> Result<Option<u64>> {
    if tools::on_path("valgrind").is_none() {
        return Ok(None);
    }
    let count = |conversations: u64| -> Result<u64> {
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--log-fd=1"]);
        let said = run::quiet("valgrind", valgrind.arg(engine).arg(conversations.to_string()))?;
        let line = said.lines().find(|line| line.contains("Collected"));
        let count = line.and_then(|line| line.rsplit(' ').next()?.parse().ok());
        count.context("valgrind did not say how many instructions it counted")
    };
    Ok(Some((count(1 + COUNTED)? - count(1)?) / (COUNTED * MESSAGES)))
}
