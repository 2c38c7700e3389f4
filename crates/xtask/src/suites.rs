//! `test`: the four suites, counted.

mod count;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs, thread};

use anyhow::{Context, Result, anyhow, bail};

use crate::build::{self, Mode};
use crate::house::{House, Package};
use crate::steps::{Steps, seconds};
use crate::{run, tools};
use count::{CargoTest, NodeTest};

pub use count::Tally;

pub const HELP: &str = "\
cargo xtask test [unit|simulation|workerd|browser|all]

  unit         every crate by itself, on this machine's own processor
  simulation   the crates together in one process (tests/simulation), and the desk's laws in 2,000
               random lives, its routing against the rules (crates/lab)
  workerd      the built worker in workerd (tests/workerd/*.test.mjs)
  browser      widget, console and settings in Chromium (tests/browser/*.test.mjs)
  all          the four, one after the other (the default)

Needs no running server and leaves nothing behind. A suite without a single test is a failure.";

const ALL: [&str; 4] = ["unit", "simulation", "workerd", "browser"];
/// Crates for wasm32, compiled natively only if they have tests that run there.
const SCREENS_AND_SHELL: [&str; 5] =
    ["warmline-ui", "warmline-console", "warmline-settings", "warmline-widget", "warmline-worker"];
/// After this a suite on node is cut off.
const LONGEST: Duration = Duration::from_secs(25 * 60);
const TESTS: &str = "warmline-tests";
/// Its tests are lives of whole desks.
const LABORATORY: &str = "warmline-lab";

/// `cargo xtask test`.
pub fn command(house: &House, args: &[String]) -> Result<ExitCode> {
    let wanted: Vec<&str> = match args {
        [] => ALL.to_vec(),
        [all] if all == "all" => ALL.to_vec(),
        [one] if ALL.contains(&one.as_str()) => vec![one.as_str()],
        _ => bail!("`cargo xtask test` takes one of unit, simulation, workerd, browser, all"),
    };
    let mut steps = Steps::new(steps_of(&wanted));
    let tally = suites(house, &wanted, &mut steps);
    println!("\n{}{tally}", steps.table());
    Ok(tally.exit_code())
}

/// How many steps [`suites`] takes for `wanted`.
fn steps_of(wanted: &[&str]) -> usize {
    let nodes = wanted.iter().filter(|suite| on_node(suite)).count();
    let builds = if nodes == 0 { 0 } else { build::STEPS + 1 };
    let meanwhile = usize::from(nodes > 0 && nodes < wanted.len());
    wanted.len() + builds + meanwhile
}

/// How many steps [`all`] takes.
pub fn steps_of_all() -> usize {
    steps_of(&ALL)
}

/// Runs all four suites and counts; a suite that can't be run is in the count too.
pub fn all(house: &House, steps: &mut Steps) -> Tally {
    suites(house, &ALL, steps)
}

fn suites(house: &House, wanted: &[&str], steps: &mut Steps) -> Tally {
    let (nodes, cargos): (Vec<&str>, Vec<&str>) = wanted.iter().partition(|suite| on_node(suite));
    let mut tally = Tally::default();
    let mut add = |outcome: Result<Tally>| match outcome {
        Ok(counted) => tally += counted,
        Err(error) => {
            println!("error: {error:#}");
            tally.broken += 1;
        }
    };
    let head_start = (!nodes.is_empty() && !cargos.is_empty()).then(|| build_meanwhile(house));
    for suite in cargos {
        add(steps.loud(&format!("test {suite}"), || cargo_suite(house, suite)));
    }
    if nodes.is_empty() {
        return tally;
    }
    if let Some(head_start) = head_start {
        // What it could not build is built again below, where its error is shown.
        let _ = steps.quiet("what was built meanwhile", || {
            let ended = ended_within(&mut head_start?, LONGEST)?;
            Ok(if ended.is_some_and(|status| status.success()) { "all" } else { "not all" }.into())
        });
    }
    let chromium = build::all(house, Mode::Release, steps).and_then(|_| {
        let mut chromium = PathBuf::new();
        steps.quiet("setup: Chromium", || {
            chromium = tools::chromium()?;
            Ok(chromium.display().to_string())
        })?;
        Ok(chromium)
    });
    for suite in nodes {
        add(match &chromium {
            Ok(chromium) => {
                steps.loud(&format!("test {suite}"), || node_suite(house, suite, chromium))
            }
            Err(error) => Err(anyhow!("the {suite} suite could not run: {error:#}")),
        });
    }
    tally
}

/// Linking for size keeps one processor busy at most, while the other suites compile and run.
fn build_meanwhile(house: &House) -> Result<run::Guarded> {
    tools::rust()?;
    run::Guarded::start(&env::current_exe()?, &["build"], |command| {
        command.current_dir(&house.root).stdout(Stdio::null()).stderr(Stdio::null());
    })
}

fn on_node(suite: &str) -> bool {
    suite == "workerd" || suite == "browser"
}

fn cargo_suite(house: &House, suite: &str) -> Result<Tally> {
    let mut cargo = Command::new("cargo");
    cargo.args(["test", "--no-fail-fast"]).current_dir(&house.root);
    if suite == "simulation" {
        cargo.args(["--package", TESTS, "--package", LABORATORY]);
    } else {
        for package in natively_tested(house)? {
            cargo.args(["--package", &package]);
        }
    }
    let mut counter = CargoTest::default();
    let fine = run::lines("cargo test", &mut cargo, |line| counter.read(line))?;
    finished(suite, counter.tally(), fine)
}

/// The packages of the unit suite.
fn natively_tested(house: &House) -> Result<Vec<String>> {
    let tested = |package: &Package| -> Result<bool> {
        if !SCREENS_AND_SHELL.contains(&package.name.as_str()) {
            return Ok(package.name != TESTS && package.name != LABORATORY);
        }
        has_native_tests(package.dir())
    };
    let mut names = Vec::new();
    for package in house.packages()? {
        if tested(&package)? {
            names.push(package.name);
        }
    }
    Ok(names)
}

fn has_native_tests(dir: &Path) -> Result<bool> {
    for file in crate::build::files_below(&dir.join("src"))? {
        if file.extension().is_some_and(|end| end == "rs")
            && fs::read_to_string(file)?.contains("#[test]")
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn node_suite(house: &House, suite: &str, chromium: &Path) -> Result<Tally> {
    let dir = format!("tests/{suite}");
    let mut files: Vec<String> = Vec::new();
    for file in crate::build::files_below(&house.path(&dir))? {
        let name = file.strip_prefix(&house.root)?.to_string_lossy().into_owned();
        // Files beside the tests and not below them, as with tests/<suite>/*.test.mjs in a shell.
        if name.ends_with(".test.mjs") && file.parent() == Some(&house.path(&dir)) {
            files.push(name);
        }
    }
    if files.is_empty() {
        bail!(
            "{dir} has no file named *.test.mjs, so the suite proves nothing; write the first one"
        );
    }
    let mut args = vec!["--test", "--test-reporter=spec", "--test-concurrency=1"];
    args.extend(files.iter().map(String::as_str));

    let scratch = Scratch::new()?;
    let node = tools::npm_bin(house).join("node");
    let mut guarded = run::Guarded::start(&node, &args, |command| {
        command
            .current_dir(&house.root)
            .stdout(Stdio::piped())
            .env("PATH", tools::npm_path(house))
            .env("TMPDIR", &scratch.dir)
            .env("WARMLINE_ROOT", &house.root)
            .env("CHROMIUM", chromium)
            .env("WRANGLER_SEND_METRICS", "false")
            .env("CLOUDFLARE_CF_FETCH_ENABLED", "false")
            .env("CI", "1");
    })?;
    let output = guarded.stdout().context("node's output can't be read")?;
    let reader = thread::spawn(move || -> Result<Tally> {
        let mut counter = NodeTest::default();
        run::echo(output, |line| counter.read(line))?;
        Ok(counter.tally())
    });
    let ended = ended_within(&mut guarded, LONGEST)?;
    // Whatever the tests have left behind would keep the output open.
    drop(guarded);
    let counted = reader.join().map_err(|_| anyhow!("reading node's output panicked"))??;
    let Some(ended) = ended else {
        bail!(
            "the {suite} suite did not end within {} and was cut off; a test that waits for ever, or \
             leaves a process with its output open, looks like that",
            seconds(LONGEST)
        )
    };
    finished(suite, counted, ended.success())
}

fn ended_within(guarded: &mut run::Guarded, limit: Duration) -> Result<Option<ExitStatus>> {
    let begun = Instant::now();
    while begun.elapsed() < limit {
        if let Some(status) = guarded.ended()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(20));
    }
    Ok(None)
}

/// Refuses a suite that ran nothing, or that failed without a failed test to show for it.
fn finished(suite: &str, mut tally: Tally, fine: bool) -> Result<Tally> {
    if tally.passed + tally.failed == 0 {
        bail!("the {suite} suite ran no test; see what it printed above");
    }
    if !fine && tally.failed == 0 {
        tally.broken += 1;
        println!(
            "error: the {suite} suite failed although no test of it did; see what it printed above"
        );
    }
    println!("{suite}: {tally}");
    Ok(tally)
}

/// A directory for temporary files, gone with this value.
struct Scratch {
    dir: PathBuf,
}

impl Scratch {
    fn new() -> Result<Self> {
        let dir = env::temp_dir().join(format!("warmline-{}", std::process::id()));
        fs::create_dir_all(&dir).with_context(|| format!("{} can't be made", dir.display()))?;
        Ok(Self { dir })
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.dir);
    }
}
