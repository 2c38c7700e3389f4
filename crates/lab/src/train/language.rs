//! The table by which Latin languages are told apart: what runs of letters say, distilled from the language models
//! of the crates `lingua-*-language-model` (Apache-2.0).

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use fst::Streamer;
use serde_json::Value;
use warmline_language::detect::table::{COLUMNS, LANGUAGES, LONGEST, Table, key, letter};

use super::Weights;

/// By column: the languages of the product, then groups of others that are mixed in equal parts.
const SOURCES: [&[&str]; COLUMNS] = [
    &["english"],
    &["spanish"],
    &["portuguese"],
    &["french"],
    &["german"],
    &["italian"],
    &["dutch"],
    &["polish"],
    &["turkish"],
    &["swedish", "danish", "bokmal"],
    &["czech", "slovak", "slovene", "croatian"],
    &["finnish", "estonian", "hungarian"],
    &["romanian"],
    &["catalan"],
    &["indonesian", "malay", "tagalog"],
];

/// The version of all of them.
const VERSION: &str = "1.3.0";

/// How many runs of letters the table keeps.
const KEPT: usize = 9_000;

/// How much of each language's text counts as written without diacritics: chats are.
const PLAIN: f64 = 0.25;

/// What a run of letters loses, as a factor, when only a shorter one is known.
const BACK_OFF: f64 = 0.15;

/// Natural logarithms in one unit of the table.
const UNIT: f64 = 0.6;

/// How often each run of letters comes, of all of its length.
type Shares = BTreeMap<Vec<u32>, f64>;

/// Makes the table. The data's directory isn't used: cargo brings the models.
///
/// # Errors
/// When cargo can't bring the models, or one can't be read.
pub fn run(_data: &Path) -> Result<Vec<Weights>> {
    let folders = folders()?;
    let mut columns = Vec::new();
    for languages in SOURCES {
        let mut mixed = Shares::new();
        for language in languages {
            for (run, share) in shares(&folders, language)? {
                *mixed.entry(run).or_default() += share / languages.len() as f64;
            }
        }
        columns.push(mixed);
    }
    let bytes = Table::write(&rows(&columns));
    Ok(vec![Weights { path: "crates/language/src/detect/language.weights", bytes }])
}

/// The most telling runs of letters: those that are common and that languages differ in.
fn rows(columns: &[Shares]) -> Vec<(u32, [i8; COLUMNS])> {
    let mut candidates = BTreeSet::new();
    for (at, column) in columns.iter().enumerate() {
        let rare = if at < LANGUAGES.len() { 2e-6 } else { 2e-5 };
        candidates.extend(column.iter().filter(|(_, share)| **share > rare).map(|(run, _)| run));
    }
    let ours = LANGUAGES.len();
    let mut weighed: Vec<(f64, u32, [i8; COLUMNS])> = Vec::new();
    for run in candidates {
        let mut says = [0.0; COLUMNS];
        for (say, column) in says.iter_mut().zip(columns) {
            *say = chance(column, run).ln();
        }
        let mean = says[..ours].iter().sum::<f64>() / ours as f64;
        let spread = says[..ours].iter().map(|say| (say - mean) * (say - mean)).sum::<f64>();
        let share = |from: &[Shares]| -> f64 {
            from.iter().map(|c| c.get(run).copied().unwrap_or_default()).sum::<f64>()
                / from.len() as f64
        };
        let common = share(&columns[..ours]) + 0.15 * share(&columns[ours..]);
        let values = says.map(|say| ((say - mean) / UNIT).round().clamp(-8.0, 7.0) as i8);
        weighed.push((common * spread, key(run), values));
    }
    weighed.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
    weighed.truncate(KEPT);
    let mut rows: Vec<_> = weighed.into_iter().map(|(_, key, values)| (key, values)).collect();
    rows.sort_unstable_by_key(|(key, _)| *key);
    rows
}

/// How likely the last letter of a run is after those before it; where the run is unknown, after fewer.
fn chance(shares: &Shares, run: &[u32]) -> f64 {
    let mut factor = 1.0;
    for from in 0..run.len() {
        let known = &run[from..];
        if let Some(share) = shares.get(known) {
            let before = shares.get(&known[..known.len() - 1]).copied();
            let of = if known.len() == 1 { 1.0 } else { before.unwrap_or(1.0) };
            return factor * share / of;
        }
        factor *= BACK_OFF;
    }
    factor * 1e-5
}

/// A language's runs of letters, part of them without diacritics.
fn shares(folders: &BTreeMap<String, PathBuf>, language: &str) -> Result<Shares> {
    let name = format!("lingua-{language}-language-model");
    let folder = folders.get(&name).with_context(|| format!("cargo brought no {name}"))?;
    let path = folder.join("models/ngrams.fst");
    let bytes = fs::read(&path).with_context(|| format!("can't read {}", path.display()))?;
    let map = fst::Map::new(bytes)?;
    // In order of their bytes, a run of letters comes after its beginnings.
    let mut written = BTreeMap::<String, f64>::new();
    let mut stream = map.stream();
    while let Some((run, bits)) = stream.next() {
        let run = std::str::from_utf8(run)?;
        let Some((last, _)) = run.char_indices().next_back() else { continue };
        if run.chars().count() > LONGEST {
            continue;
        }
        let before = if last == 0 { Some(1.0) } else { written.get(&run[..last]).copied() };
        if let Some(before) = before {
            written.insert(run.to_owned(), before * f64::from_bits(bits).exp());
        }
    }
    let mut shares = Shares::new();
    for (run, share) in written {
        let plain = warmline_language::tokens(&run).concat();
        for (run, part) in [(run.as_str(), 1.0 - PLAIN), (plain.as_str(), PLAIN)] {
            let letters: Option<Vec<u32>> = run.chars().map(letter).collect();
            if let Some(letters) = letters.filter(|l| (1..=LONGEST).contains(&l.len())) {
                *shares.entry(letters).or_default() += share * part;
            }
        }
    }
    Ok(shares)
}

/// Where cargo keeps the models, by the names of their crates: a manifest that asks for them brings them.
fn folders() -> Result<BTreeMap<String, PathBuf>> {
    let house = std::env::temp_dir().join("warmline-language-models");
    fs::create_dir_all(house.join("src"))?;
    fs::write(house.join("src/lib.rs"), "")?;
    let mut manifest = String::from(
        "[package]\nname = \"models\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n[dependencies]\n",
    );
    for language in SOURCES.iter().copied().flatten() {
        manifest += &format!("lingua-{language}-language-model = \"={VERSION}\"\n");
    }
    fs::write(house.join("Cargo.toml"), manifest)?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["metadata", "--format-version", "1", "--manifest-path"])
        .arg(house.join("Cargo.toml"))
        .output()
        .context("can't start cargo")?;
    if !output.status.success() {
        bail!("cargo can't bring the models: {}", String::from_utf8_lossy(&output.stderr));
    }
    let told: Value = serde_json::from_slice(&output.stdout)?;
    let packages = told["packages"].as_array().context("cargo names no packages")?;
    let folder = |package: &Value| {
        let manifest = Path::new(package["manifest_path"].as_str()?);
        Some((package["name"].as_str()?.to_owned(), manifest.parent()?.to_owned()))
    };
    Ok(packages.iter().filter_map(folder).collect())
}

/// Prints the figures on the labelled file, none of which is trained on.
///
/// # Errors
/// When the file can't be read.
pub fn report(data: &Path) -> Result<()> {
    let files = vec![data.join("languages.dev.jsonl").display().to_string()];
    let figures = crate::eval::language::figures(&crate::rows::read(&files)?);
    println!("language: {figures}");
    Ok(())
}
