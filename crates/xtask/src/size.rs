//! `size`: what a visitor downloads and what the edge loads, against the committed budgets.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};

use crate::build::{self, Mode};
use crate::house::House;
use crate::run;
use crate::steps::Steps;

pub const HELP: &str = "\
cargo xtask size [--json]

Builds (if anything changed) and measures every file that a visitor, an agent or an owner downloads, by itself
and compressed as it is served at best (brotli 11), and the worker's bundle (gzip), and compares the
sums with crates/xtask/size-budget.json. Over budget is a failure.

  --json   one object on the last line";

const BUDGETS: &str = "crates/xtask/size-budget.json";

/// Prints the compressed size of each file named after the method.
const COMPRESS: &str = "\
const zlib = require('node:zlib'), fs = require('node:fs');
const [method, ...files] = process.argv.slice(1);
for (const file of files) {
  const bytes = fs.readFileSync(file);
  const { BROTLI_PARAM_QUALITY: quality, BROTLI_PARAM_SIZE_HINT: hint, BROTLI_PARAM_LGWIN: window } = zlib.constants;
  const packed = method === 'gzip' ? zlib.gzipSync(bytes, { level: 9 })
    : zlib.brotliCompressSync(bytes, { params: { [quality]: 11, [hint]: bytes.length, [window]: 22 } });
  console.log(packed.length);
}";

/// One line of the budget: the files that are downloaded together.
struct Bundle {
    key: &'static str,
    method: &'static str,
    files: Vec<(PathBuf, usize)>,
}

impl Bundle {
    fn total(&self) -> usize {
        self.files.iter().map(|(_, bytes)| bytes).sum()
    }
}

/// `cargo xtask size`.
pub fn command(house: &House, args: &[String]) -> Result<()> {
    crate::only_known("size", args, &["--json"])?;
    let mut steps = Steps::new(build::STEPS + 1);
    build::all(house, Mode::Release, &mut steps)?;
    let mut bundles = Vec::new();
    steps.quiet("measuring", || {
        bundles = measure(house)?;
        Ok(String::new())
    })?;
    let verdict = report(house, &bundles);
    if !args.is_empty() {
        println!("{}", as_json(house, &bundles));
    }
    verdict
}

/// Measures what is built and compares it with the budgets. For `ci`.
///
/// # Errors
/// When a file is missing or a budget exceeded.
pub fn check(house: &House) -> Result<()> {
    report(house, &measure(house)?)
}

fn measure(house: &House) -> Result<Vec<Bundle>> {
    let assets = house.path("build/assets");
    let loader = vec![assets.join("widget.js")];
    let mut widget = loader.clone();
    widget.extend(build::files_below(&assets.join("w"))?);
    let mut console = build::files_below(&assets.join("console"))?;
    console.extend(build::files_below(&assets.join("c"))?);
    let mut settings = build::files_below(&assets.join("settings"))?;
    settings.extend(build::files_below(&assets.join("s"))?);
    let worker = build::WORKER_OUTPUTS.map(|file| house.path(file)).to_vec();
    [
        ("loader", "brotli", loader),
        ("widget", "brotli", widget),
        ("console", "brotli", console),
        ("guard", "brotli", build::files_below(&assets.join("g"))?),
        ("settings", "brotli", settings),
        ("worker", "gzip", worker),
    ]
    .into_iter()
    .map(|(key, method, files)| {
        let sizes = compressed(house, method, &files)?;
        Ok(Bundle { key, method, files: files.into_iter().zip(sizes).collect() })
    })
    .collect()
}

fn compressed(house: &House, method: &str, files: &[PathBuf]) -> Result<Vec<usize>> {
    if let Some(missing) = files.iter().find(|file| !file.is_file()) {
        let name = shown(house, missing);
        bail!(
            "{name} is missing, so its size can't be told; it is made from static/ by `cargo xtask build`"
        );
    }
    let mut node = build::npm_program(house, "node");
    let printed = run::quiet("compressing", node.args(["-e", COMPRESS, method]).args(files))?;
    printed.lines().map(|line| Ok(line.trim().parse()?)).collect()
}

fn report(house: &House, bundles: &[Bundle]) -> Result<()> {
    let budgets = budgets(&house.path(BUDGETS))?;
    let mut over = Vec::new();
    println!();
    for bundle in bundles {
        let budget = budget(&budgets, bundle.key)?;
        let total = bundle.total();
        println!("{:>10} {}, {} of {} bytes", bundle.key, bundle.method, total, budget);
        for (file, bytes) in &bundle.files {
            println!("{bytes:>10}   {}", shown(house, file));
        }
        if total > budget {
            over.push(format!(
                "{} is {} bytes over its budget of {budget}",
                bundle.key,
                total - budget
            ));
        }
    }
    if over.is_empty() {
        return Ok(());
    }
    Err(anyhow!("{}; make it smaller, or argue for another number in {BUDGETS}", over.join("; ")))
}

fn as_json(house: &House, bundles: &[Bundle]) -> Value {
    let budgets = budgets(&house.path(BUDGETS)).unwrap_or_default();
    let entry = |bundle: &Bundle| {
        let files: serde_json::Map<String, Value> =
            bundle.files.iter().map(|(file, bytes)| (shown(house, file), json!(bytes))).collect();
        let value = json!({
            "bytes": bundle.total(),
            "budget": budgets[bundle.key],
            "compression": bundle.method,
            "files": files,
        });
        (bundle.key.to_owned(), value)
    };
    Value::Object(bundles.iter().map(entry).collect())
}

fn budgets(file: &Path) -> Result<Value> {
    let text =
        fs::read_to_string(file).with_context(|| format!("{} can't be read", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is not JSON", file.display()))
}

fn budget(budgets: &Value, key: &str) -> Result<usize> {
    let bytes = budgets[key]
        .as_u64()
        .with_context(|| format!("{BUDGETS} has no number of bytes for `{key}`"))?;
    Ok(usize::try_from(bytes)?)
}

fn shown(house: &House, file: &Path) -> String {
    file.strip_prefix(&house.root).unwrap_or(file).display().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn over_budget_says_by_how_much() {
        let house = House::here();
        let bundle =
            |bytes| Bundle { key: "loader", method: "brotli", files: vec![("a".into(), bytes)] };
        assert!(report(&house, &[bundle(1)]).is_ok());
        let budget = budget(&budgets(&house.path(BUDGETS)).unwrap(), "loader").unwrap();
        let error = report(&house, &[bundle(budget + 7)]).unwrap_err().to_string();
        assert!(error.starts_with("loader is 7 bytes over its budget"), "{error}");
    }
}
