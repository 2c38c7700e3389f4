//! `build`: the widget, the console, the settings and the worker, each only when what it is made of has changed.

mod assets;
mod edge;
mod headers;
mod screens;
mod stamp;

use std::path::PathBuf;

use anyhow::{Result, anyhow};

use crate::house::House;
use crate::steps::Steps;
use crate::tools;

pub use assets::files_below;
pub use edge::OUTPUTS as WORKER_OUTPUTS;
pub use screens::npm_program;

pub const HELP: &str = "\
cargo xtask build [--fast]

Builds everything that runs: widget, console and settings into build/assets (content-hashed, with the
hand-written files of static/), the worker into worker/build. A part whose sources did not change
since its last build is skipped.

  --fast   quick to build instead of small to download; for work, never for a deployment";

/// How many steps [`all`] takes.
pub const STEPS: usize = 10;

/// Small for those who download it, or quick for whoever is writing it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Release,
    Fast,
}

impl Mode {
    /// The cargo profile of the root Cargo.toml.
    pub fn profile(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Fast => "fast",
        }
    }
}

/// The programs that builds start, all of them installed.
pub struct Kit {
    nightly: String,
    wasm_bindgen: PathBuf,
    worker_build: PathBuf,
}

/// `cargo xtask build`.
pub fn command(house: &House, args: &[String]) -> Result<()> {
    crate::only_known("build", args, &["--fast"])?;
    let mode = if args.is_empty() { Mode::Release } else { Mode::Fast };
    let mut steps = Steps::new(STEPS);
    all(house, mode, &mut steps).map(drop)
}

/// Installs what is missing and builds everything, in [`STEPS`] steps.
///
/// # Errors
/// When a tool can't be installed or a part doesn't build.
pub fn all(house: &House, mode: Mode, steps: &mut Steps) -> Result<Kit> {
    let kit = prepare(house, steps)?;
    steps.quiet("widget", || screens::build(house, &kit, &screens::WIDGET, mode))?;
    steps.quiet("console", || screens::build(house, &kit, &screens::CONSOLE, mode))?;
    steps.quiet("guard", || screens::build(house, &kit, &screens::GUARD, mode))?;
    steps.quiet("settings", || screens::build(house, &kit, &screens::SETTINGS, mode))?;
    steps.quiet("assets", || assets::assemble(house, mode))?;
    steps.quiet("worker", || edge::build(house, &kit, mode))?;
    Ok(kit)
}

/// Builds again what has changed and names it; a part that doesn't build leaves the others be. For `dev`.
///
/// # Errors
/// Those of all parts that don't build, joined.
pub fn again(house: &House, kit: &Kit) -> Result<Vec<&'static str>> {
    let mut built = Vec::new();
    let mut errors = Vec::new();
    let mut note = |name, outcome: Result<String>| match outcome {
        Ok(word) if word == stamp::UNCHANGED => {}
        Ok(_) => built.push(name),
        Err(error) => errors.push(format!("{error:#}")),
    };
    note("widget", screens::build(house, kit, &screens::WIDGET, Mode::Fast));
    note("console", screens::build(house, kit, &screens::CONSOLE, Mode::Fast));
    note("guard", screens::build(house, kit, &screens::GUARD, Mode::Fast));
    note("settings", screens::build(house, kit, &screens::SETTINGS, Mode::Fast));
    note("assets", assets::assemble(house, Mode::Fast));
    note("worker", edge::build(house, kit, Mode::Fast));
    if errors.is_empty() { Ok(built) } else { Err(anyhow!(errors.join("; "))) }
}

fn prepare(house: &House, steps: &mut Steps) -> Result<Kit> {
    steps.quiet("setup: Rust, rustfmt, clippy, wasm target", tools::rust)?;
    let mut nightly = String::new();
    steps.quiet("setup: nightly Rust for what is shipped", || {
        nightly = tools::nightly()?;
        Ok(nightly.clone())
    })?;
    steps.quiet("setup: npm packages", || tools::npm(house))?;
    let mut programs = None;
    steps.quiet("setup: wasm-bindgen and worker-build", || {
        programs = Some((tools::wasm_bindgen()?, tools::worker_build()?));
        Ok("there".to_owned())
    })?;
    let (wasm_bindgen, worker_build) = programs.unwrap_or_default();
    Ok(Kit { nightly, wasm_bindgen, worker_build })
}
