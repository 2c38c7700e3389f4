//! The one door to the house: `cargo xtask <command>` builds, runs, tests and checks everything.

mod bench;
mod build;
mod ci;
mod dev;
mod house;
mod lab;
mod run;
mod size;
mod steps;
mod suites;
mod tidy;
mod tools;

use std::process::ExitCode;

use anyhow::{Result, bail};

use house::House;

const HELP: &str = "\
cargo xtask <command>

  dev [--port 8787]   build, start everything on this machine, keep it built while you edit
  build [--fast]      build screens and worker; --fast for quick instead of small
  test [SUITE]        unit, simulation, workerd, browser or all (the default)
  ci                  everything that must hold: fmt, clippy, tidy, test all, size
  tidy                the house rules that a tool can check
  size [--json]       what a visitor downloads and what the edge loads, against the budgets
  eval TASK FILE...   how well the engine does on labelled files
  train --data DIR    train the embedded models anew
  simulate            the desk's laws, routing and waits in simulation
  bench engine|queue  what the engine costs for one message, the desk for one event

Every command installs what it is missing first. `cargo xtask <command> --help` says more.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<ExitCode> {
    let Some((command, rest)) = args.split_first() else {
        println!("{HELP}");
        return Ok(ExitCode::FAILURE);
    };
    let help = match command.as_str() {
        "dev" => dev::HELP,
        "build" => build::HELP,
        "test" => suites::HELP,
        "ci" => ci::HELP,
        "tidy" => tidy::HELP,
        "size" => size::HELP,
        "eval" => lab::EVAL,
        "train" => lab::TRAIN,
        "simulate" => lab::SIMULATE,
        "bench" => bench::HELP,
        "help" | "--help" | "-h" => {
            println!("{HELP}");
            return Ok(ExitCode::SUCCESS);
        }
        other => bail!("there is no command `{other}`; `cargo xtask --help` lists them"),
    };
    if rest.iter().any(|arg| arg == "--help" || arg == "-h") {
        println!("{help}");
        return Ok(ExitCode::SUCCESS);
    }
    let house = House::here();
    match command.as_str() {
        "test" => return suites::command(&house, rest),
        "ci" => return ci::command(&house, rest),
        "dev" => dev::command(&house, rest),
        "build" => build::command(&house, rest),
        "tidy" => tidy::command(&house, rest),
        "bench" => bench::command(&house, rest),
        "eval" | "train" | "simulate" => lab::command(&house, command, rest),
        _ => size::command(&house, rest),
    }
    .map(|()| ExitCode::SUCCESS)
}

/// Fails with a clear sentence when a command was given an argument that it doesn't know.
fn only_known(command: &str, args: &[String], known: &[&str]) -> Result<()> {
    for arg in args {
        if !known.contains(&arg.as_str()) {
            bail!(
                "`cargo xtask {command}` doesn't know `{arg}`; see `cargo xtask {command} --help`"
            );
        }
    }
    Ok(())
}
