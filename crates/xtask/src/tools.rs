//! The tools that the house needs, and how each is got where it is missing.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use crate::house::House;
use crate::run;

const WASM: &str = "wasm32-unknown-unknown";
/// The compiler that the worker's unwinding was tested with.
const PINNED_NIGHTLY: &str = "nightly-2026-05-20";
const WASM_BINDGEN: (&str, &str) = ("wasm-bindgen-cli", "0.2.130");
const WORKER_BUILD: (&str, &str) = ("worker-build", "0.8.7");
const CHROMIUM_NAMES: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// Stable cargo, with rustfmt and clippy and the wasm target.
///
/// # Errors
/// When rustup can't install what is missing.
pub fn rust() -> Result<String> {
    if on_path("rustup").is_none() {
        bail!("there is no rustup on PATH; install it from https://rustup.rs");
    }
    let installed = run::quiet("rustup", &mut rustup(&["component", "list", "--installed"]))?;
    let has = |part: &str| installed.lines().any(|line| line.starts_with(part));
    let mut added = Vec::new();
    for component in ["rustfmt", "clippy"] {
        if !has(component) {
            run::quiet("installing a component", &mut rustup(&["component", "add", component]))?;
            added.push(component);
        }
    }
    if !has("rust-std-wasm32-unknown-unknown") {
        run::quiet("installing the wasm target", &mut rustup(&["target", "add", WASM]))?;
        added.push(WASM);
    }
    Ok(if added.is_empty() {
        "there".to_owned()
    } else {
        format!("installed {}", added.join(", "))
    })
}

/// The nightly that compiles what is shipped (the worker with unwinding, the screens with a standard library made
/// for size): the pinned one, or else the one installed.
///
/// # Errors
/// When neither can be had.
pub fn nightly() -> Result<String> {
    let names = run::quiet("rustup", &mut rustup(&["toolchain", "list"]))?;
    let has = |name: &str| names.lines().any(|line| line.starts_with(name));
    let mut name = PINNED_NIGHTLY;
    if !has(&format!("{PINNED_NIGHTLY}-")) {
        let install =
            ["toolchain", "install", PINNED_NIGHTLY, "--profile", "minimal", "--no-self-update"];
        let fetched = rustup(&install).output().is_ok_and(|output| output.status.success());
        if !fetched {
            if !has("nightly-x86_64") && !has("nightly-aarch64") {
                bail!(
                    "{PINNED_NIGHTLY} could not be installed and there is no `nightly` to stand in for it; \
                     run `rustup toolchain install {PINNED_NIGHTLY} --profile minimal` with a network"
                );
            }
            println!(
                "\n  {PINNED_NIGHTLY} could not be fetched; the installed `nightly` stands in for it"
            );
            name = "nightly";
        }
    }
    let installed = run::quiet(
        "rustup",
        &mut rustup(&["component", "list", "--installed", "--toolchain", name]),
    )?;
    if !installed.lines().any(|line| line.starts_with("rust-src")) {
        run::quiet(
            "installing rust-src",
            &mut rustup(&["component", "add", "rust-src", "--toolchain", name]),
        )?;
    }
    if !installed.lines().any(|line| line.starts_with("rust-std-wasm32-unknown-unknown")) {
        run::quiet(
            "installing the wasm target",
            &mut rustup(&["target", "add", WASM, "--toolchain", name]),
        )?;
    }
    Ok(name.to_owned())
}

/// The npm packages of package-lock.json, in node_modules.
///
/// # Errors
/// When there is no npm, or when it fails.
pub fn npm(house: &House) -> Result<String> {
    let lock = fs::read(house.path("package-lock.json")).context("package-lock.json is missing")?;
    let wanted = hex(&Sha256::digest(&lock));
    let stamp = house.path("node_modules/.warmline-stamp");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok("there".to_owned());
    }
    if on_path("npm").is_none() {
        bail!("there is no npm on PATH; install Node 22 from https://nodejs.org, which brings it");
    }
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(&house.root);
    run::quiet("npm ci", &mut npm)?;
    fs::write(&stamp, wanted)?;
    Ok("installed".to_owned())
}

/// The wasm-bindgen program of the version that the crates use.
///
/// # Errors
/// When it is missing and can't be installed.
pub fn wasm_bindgen() -> Result<PathBuf> {
    cargo_tool(WASM_BINDGEN, "wasm-bindgen")
}

/// The worker-build program of the version that the worker crate uses.
///
/// # Errors
/// When it is missing and can't be installed.
pub fn worker_build() -> Result<PathBuf> {
    cargo_tool(WORKER_BUILD, "worker-build")
}

fn cargo_tool((package, version): (&str, &str), program: &str) -> Result<PathBuf> {
    let root = cache_dir()?.join(format!("{package}-{version}"));
    let path = root.join("bin").join(program);
    if path.is_file() {
        return Ok(path);
    }
    println!("\n  installing {package} {version}, once, into {} (minutes)", root.display());
    let install = |locked: &[&str]| {
        let mut cargo = Command::new("cargo");
        cargo
            .args(["install", package, "--version", version, "--root"])
            .arg(&root)
            .args(locked)
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env_remove("CARGO_TARGET_DIR");
        run::quiet(&format!("installing {package}"), &mut cargo)
    };
    if install(&["--locked"]).is_err() {
        // A lock file names exact versions; a registry's mirror may not have the newest of them yet.
        println!(
            "  its own lock file can't be met here; trying again with the newest versions that fit"
        );
        install(&[])?;
    }
    Ok(path)
}

fn cache_dir() -> Result<PathBuf> {
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .filter(|dir| Path::new(dir).is_absolute())
        .map(PathBuf::from)
        .or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    Ok(cache
        .context("neither XDG_CACHE_HOME nor HOME is set, so there is no place for tools")?
        .join("warmline"))
}

/// A Chromium that the browser tests can drive.
///
/// # Errors
/// When there is none and it can't be installed here.
pub fn chromium() -> Result<PathBuf> {
    if let Some(path) = std::env::var_os("CHROMIUM").filter(|path| !path.is_empty()) {
        let path = PathBuf::from(path);
        if !path.is_file() {
            bail!(
                "CHROMIUM is set to {}, where no program is; correct or unset it",
                path.display()
            );
        }
        return Ok(path);
    }
    if let Some(path) = CHROMIUM_NAMES.iter().find_map(|name| on_path(name)) {
        return Ok(path);
    }
    let root = run::quiet("id", Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0");
    if root && on_path("apt-get").is_some() {
        println!("\n  installing chromium with apt-get (a minute)");
        run::quiet("apt-get update", Command::new("apt-get").arg("update"))?;
        let mut install = Command::new("apt-get");
        install.args(["install", "-y", "chromium"]).env("DEBIAN_FRONTEND", "noninteractive");
        run::quiet("apt-get install chromium", &mut install)?;
        if let Some(path) = on_path("chromium") {
            return Ok(path);
        }
    }
    bail!("the browser tests need Chromium; install it, or set CHROMIUM to the program")
}

/// The program of this name on PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// PATH with the npm packages' programs first: Node 22 is one of them.
pub fn npm_path(house: &House) -> OsString {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let dirs = std::iter::once(npm_bin(house)).chain(std::env::split_paths(&path));
    std::env::join_paths(dirs).unwrap_or(path)
}

/// Where npm puts the programs of its packages.
pub fn npm_bin(house: &House) -> PathBuf {
    house.path("node_modules/.bin")
}

/// A directory of stand-ins for cargo, rustc and rustup, to be first on PATH: worker-build asks for
/// whatever nightly is installed as `nightly`, and gets `toolchain`.
///
/// # Errors
/// When the files can't be written.
pub fn nightly_shims(house: &House, toolchain: &str) -> Result<PathBuf> {
    let dir = house.path("build/shims").join(toolchain);
    fs::create_dir_all(&dir)?;
    for program in ["cargo", "rustc"] {
        let script = format!(
            "#!/bin/sh\n[ \"$1\" = +nightly ] && shift\nPATH=${{PATH#*:}}\nexport PATH\n\
             exec rustup run {toolchain} {program} \"$@\"\n"
        );
        executable(&dir.join(program), &script)?;
    }
    let script = format!(
        "#!/bin/sh\nPATH=${{PATH#*:}}\nexport PATH\nfor word; do shift; \
         [ \"$word\" = nightly ] && word={toolchain}; set -- \"$@\" \"$word\"; done\nexec rustup \"$@\"\n"
    );
    executable(&dir.join("rustup"), &script)?;
    Ok(dir)
}

fn executable(path: &Path, script: &str) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    if fs::read_to_string(path).is_ok_and(|found| found == script) {
        return Ok(());
    }
    fs::write(path, script)?;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(0o755))?)
}

fn rustup(args: &[&str]) -> Command {
    let mut command = Command::new("rustup");
    command.args(args).stdin(Stdio::null());
    command
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
