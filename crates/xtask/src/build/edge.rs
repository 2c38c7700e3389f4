//! The worker: worker-build on a pinned nightly, with unwinding and with our own tools.

use std::fs;
use std::process::Command;

use anyhow::Result;

use super::stamp::{Stamp, UNCHANGED};
use super::{Kit, Mode};
use crate::house::House;
use crate::{run, tools};

/// What the worker is compiled into; the same as `main` in wrangler.toml.
pub const OUTPUTS: [&str; 2] = ["worker/build/index_bg.wasm", "worker/build/index.js"];
/// Where worker-build works, below worker/; wrangler watches worker/build and must not see its halves.
const WORKSHOP: &str = "../build/parts/worker";

/// Builds the worker if it has changed.
///
/// # Errors
/// The compiler's or worker-build's.
pub fn build(house: &House, kit: &Kit, mode: Mode) -> Result<String> {
    let profile = match mode {
        Mode::Release => "edge",
        Mode::Fast => mode.profile(),
    };
    let recipe = format!("{profile} {}", kit.nightly);
    let stamp = Stamp::new(house, "worker", &recipe);
    if stamp.holds(&OUTPUTS.map(|file| house.path(file))) {
        return Ok(UNCHANGED.to_owned());
    }

    let shims = tools::nightly_shims(house, &kit.nightly)?;
    let bin = tools::npm_bin(house);
    let mut path = shims.into_os_string();
    path.push(":");
    path.push(tools::npm_path(house));
    let mut command = Command::new(&kit.worker_build);
    match mode {
        Mode::Release => command.args(["--profile", profile, "--panic-unwind"]),
        Mode::Fast => {
            let args = ["--profile", profile, "--no-opt", "--panic-unwind"];
            command.args(args).env("NO_MINIFY", "1")
        }
    };
    command
        .current_dir(house.path("worker"))
        .env("PATH", path)
        .env("CARGO_TARGET_DIR", house.target_dir())
        .env("WASM_BINDGEN_BIN", &kit.wasm_bindgen)
        .env("ESBUILD_BIN", bin.join("esbuild"))
        .env("WASM_OPT_BIN", bin.join("wasm-opt"));
    command.args(["--out-dir", WORKSHOP]);
    run::quiet("building the worker", &mut command)?;
    fs::create_dir_all(house.path("worker/build"))?;
    for file in OUTPUTS {
        let output = house.path(file);
        let made = house.path("worker").join(WORKSHOP).join(output.file_name().unwrap_or_default());
        fs::rename(made, output)?;
    }

    let compiled = house.target_dir().join("wasm32-unknown-unknown").join(profile);
    stamp.write(house, &compiled.join("libwarmline_worker.d"))?;
    let size = fs::metadata(house.path(OUTPUTS[0]))?.len();
    Ok(format!("{} KB of wasm", size / 1024))
}
