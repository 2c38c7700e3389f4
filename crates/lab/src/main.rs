//! Measures, trains and simulates: what `cargo xtask eval`, `train`, `simulate` and `bench` run.

mod bench;
mod eval;
mod rows;
mod simulate;
mod train;

use std::process::ExitCode;

use anyhow::{Result, bail};

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(args: &[String]) -> Result<()> {
    match args {
        [command, rest @ ..] if command == "eval" => eval::command(rest),
        [command, rest @ ..] if command == "train" => train::command(rest),
        [command] if command == "bench" => bench::command(),
        [command, rest @ ..] if command == "simulate" => simulate::command(rest),
        [command, rest @ ..] if command == "bench-queue" => simulate::bench(rest),
        [command, ..] => {
            bail!("there is no command `{command}`: eval, train, bench, simulate, bench-queue")
        }
        [] => bail!("a command is needed: eval, train, bench, simulate, bench-queue"),
    }
}
