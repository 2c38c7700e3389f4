//! The three screens: compiled for wasm32, bound to JavaScript, made small.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;

use super::stamp::{Stamp, UNCHANGED};
use super::{Kit, Mode};
use crate::house::House;
use crate::{run, tools};

/// A Leptos crate that a browser runs.
pub struct Screen {
    /// The name of its files, and of its directory below build/parts.
    pub name: &'static str,
    package: &'static str,
}

/// What a visitor sees.
pub const WIDGET: Screen = Screen { name: "widget", package: "warmline-widget" };
/// What agents see.
pub const CONSOLE: Screen = Screen { name: "console", package: "warmline-console" };
/// What owners set their site up with.
pub const SETTINGS: Screen = Screen { name: "settings", package: "warmline-settings" };

/// What looks at an agent's drafts: a part of the console that is fetched when it is first wanted.
pub const GUARD: Screen = Screen { name: "guard", package: "warmline-guard-web" };

impl Screen {
    /// The glue and the wasm, as they are built and as they are served.
    pub fn files(&self) -> [String; 2] {
        [format!("{}.js", self.name), format!("{}_bg.wasm", self.name)]
    }

    /// Where the files are until they are assembled.
    pub fn dir(&self, house: &House) -> PathBuf {
        house.path("build/parts").join(self.name)
    }
}

/// Builds `screen` if it has changed.
///
/// # Errors
/// The compiler's or a tool's.
pub fn build(house: &House, kit: &Kit, screen: &Screen, mode: Mode) -> Result<String> {
    let out = screen.dir(house);
    let outputs = screen.files().map(|file| out.join(file));
    let stamp = Stamp::new(house, screen.name, mode.profile());
    if stamp.holds(&outputs) {
        return Ok(UNCHANGED.to_owned());
    }

    let mut cargo = match mode {
        Mode::Release => smallest(&kit.nightly),
        Mode::Fast => Command::new("cargo"),
    };
    cargo.args(["build", "--quiet", "--package", screen.package, "--lib"]);
    cargo.args(["--target", "wasm32-unknown-unknown", "--profile", mode.profile()]);
    run::quiet(&format!("compiling the {}", screen.name), cargo.current_dir(&house.root))?;

    let compiled = house.target_dir().join("wasm32-unknown-unknown").join(mode.profile());
    let stem = screen.package.replace('-', "_");
    let fresh = out.with_extension("new");
    let _ = fs::remove_dir_all(&fresh);
    let mut bindgen = Command::new(&kit.wasm_bindgen);
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", screen.name, "--out-dir"]);
    bindgen.arg(&fresh).arg(compiled.join(format!("{stem}.wasm")));
    run::quiet("wasm-bindgen", &mut bindgen)?;

    let files = screen.files().map(|file| fresh.join(file));
    if mode == Mode::Release {
        let [glue, wasm] = &files;
        let mut optimise = npm_program(house, "wasm-opt");
        optimise.args(["-Oz", "--strip-debug", "--strip-producers", "--strip-target-features"]);
        // Each makes the file smaller and what is downloaded greater: alike code, once moved about, is alike no more.
        for pass in ["inlining-optimizing", "local-cse", "code-pushing"] {
            optimise.arg(format!("--skip-pass={pass}"));
        }
        run::quiet("wasm-opt", optimise.arg(wasm).arg("-o").arg(wasm))?;
        let mut minify = npm_program(house, "esbuild");
        minify.arg(glue).args([
            "--minify",
            "--format=esm",
            "--allow-overwrite",
            "--log-level=warning",
        ]);
        run::quiet("esbuild", minify.arg(format!("--outfile={}", glue.display())))?;
    }
    let _ = fs::remove_dir_all(&out);
    fs::rename(&fresh, &out)?;
    stamp.write(house, &compiled.join(format!("lib{stem}.d")))?;
    Ok(String::new())
}

/// Cargo with a standard library made for size, and panics that stop at once without a message: 5 to 6 %
/// fewer bytes on the wire, measured on both screens. What `{:?}` writes is empty: nobody would see it.
fn smallest(nightly: &str) -> Command {
    let mut cargo = Command::new("rustup");
    cargo.args(["run", nightly, "cargo", "-Zbuild-std=std,panic_abort"]);
    cargo.args(["-Zbuild-std-features=optimize_for_size", "-Zunstable-options"]);
    cargo.env(
        "RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none -Zlocation-detail=none",
    );
    cargo
}

/// A program of an npm package, with Node 22 at hand.
pub fn npm_program(house: &House, name: &str) -> Command {
    let mut command = Command::new(tools::npm_bin(house).join(name));
    command.env("PATH", tools::npm_path(house)).current_dir(&house.root);
    command
}
