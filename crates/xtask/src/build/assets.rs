//! build/assets: the files of static/, and the screens under the hash of their content.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use sha2::{Digest, Sha256};

use super::screens::{CONSOLE, GUARD, SETTINGS, Screen, WIDGET, npm_program};
use super::stamp::UNCHANGED;
use super::{Mode, headers};
use crate::house::House;
use crate::run;
use crate::tools::hex;

const WIDGET_BASE: &str = "__WIDGET_BASE__";
const CONSOLE_BASE: &str = "__CONSOLE_BASE__";
const GUARD_BASE: &str = "__GUARD_BASE__";
const SETTINGS_BASE: &str = "__SETTINGS_BASE__";
/// What must say where a screen is, or nobody finds it.
const MUST_NAME: [(&str, &str); 4] = [
    ("widget.js", WIDGET_BASE),
    ("console/index.html", CONSOLE_BASE),
    ("console/index.html", GUARD_BASE),
    ("settings/index.html", SETTINGS_BASE),
];

/// Makes build/assets what it must be, writing only what differs, new files before those that name them.
///
/// # Errors
/// When a file can't be read or written, or a placeholder is missing.
pub fn assemble(house: &House, mode: Mode) -> Result<String> {
    let mut wanted = BTreeMap::new();
    let bases = [
        (WIDGET_BASE, hashed(house, &WIDGET, "w", &mut wanted)?),
        (CONSOLE_BASE, hashed(house, &CONSOLE, "c", &mut wanted)?),
        (GUARD_BASE, hashed(house, &GUARD, "g", &mut wanted)?),
        (SETTINGS_BASE, hashed(house, &SETTINGS, "s", &mut wanted)?),
    ];

    let from = house.path("static");
    let mut pages = BTreeMap::new();
    for file in files_below(&from)? {
        let name = file.strip_prefix(&from)?.to_string_lossy().replace('\\', "/");
        let content =
            fs::read(&file).with_context(|| format!("{} can't be read", file.display()))?;
        pages.insert(name, content);
    }
    for (name, placeholder) in MUST_NAME {
        let Some(content) = pages.get(name) else {
            continue;
        };
        if !String::from_utf8_lossy(content).contains(placeholder) {
            bail!(
                "static/{name} has no {placeholder}: write it where the address of the built files belongs"
            );
        }
    }
    for (name, content) in &mut pages {
        if [".js", ".mjs", ".html"].iter().any(|end| name.ends_with(end)) {
            let text = String::from_utf8_lossy(content);
            let named = |text: String, (name, base): &(&str, String)| text.replace(name, base);
            *content = bases.iter().fold(text.into_owned(), named).into_bytes();
        }
    }
    if mode == Mode::Release
        && let Some(loader) = pages.get_mut("widget.js")
    {
        *loader = minified(house, loader)?;
    }
    let theirs = pages.remove("_headers").unwrap_or_default();
    pages.insert(
        "_headers".to_owned(),
        headers::merged(&String::from_utf8_lossy(&theirs)).into_bytes(),
    );

    let to = house.path("build/assets");
    let mut written = sync(&to, &wanted)?;
    written += sync(&to, &pages)?;
    wanted.append(&mut pages);
    for file in files_below(&to)? {
        let name = file.strip_prefix(&to)?.to_string_lossy().replace('\\', "/");
        if !wanted.contains_key(&name) {
            fs::remove_file(&file)?;
            // Only empty directories go.
            file.ancestors()
                .skip(1)
                .take_while(|dir| *dir != to)
                .all(|dir| fs::remove_dir(dir).is_ok());
            written += 1;
        }
    }
    Ok(if written == 0 { UNCHANGED.to_owned() } else { format!("{written} files changed") })
}

/// Puts the files of `screen` into `wanted` under their hash, and tells the address of their directory.
fn hashed(
    house: &House,
    screen: &Screen,
    short: &str,
    wanted: &mut BTreeMap<String, Vec<u8>>,
) -> Result<String> {
    let dir = screen.dir(house);
    let mut hash = Sha256::new();
    let mut contents = Vec::new();
    for file in files_below(&dir)? {
        let name = file.strip_prefix(&dir)?.to_string_lossy().replace('\\', "/");
        let content = fs::read(&file)?;
        hash.update(name.as_bytes());
        hash.update((content.len() as u64).to_le_bytes());
        hash.update(&content);
        contents.push((name, content));
    }
    let hash = hex(&hash.finalize());
    let base = format!("{short}/{}/", &hash[..16]);
    wanted.extend(contents.into_iter().map(|(name, content)| (format!("{base}{name}"), content)));
    Ok(format!("/{base}"))
}

fn minified(house: &House, script: &[u8]) -> Result<Vec<u8>> {
    let file = house.path("build/parts/loader.js");
    let out = house.path("build/parts/loader.min.js");
    fs::write(&file, script)?;
    let mut esbuild = npm_program(house, "esbuild");
    esbuild.arg(&file).args(["--minify", "--target=es2020", "--log-level=warning"]);
    run::quiet("minifying static/widget.js", esbuild.arg(format!("--outfile={}", out.display())))?;
    Ok(fs::read(out)?)
}

/// Writes those of `files` that differ, each in one step, and counts them.
fn sync(to: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<usize> {
    let mut written = 0;
    for (name, content) in files {
        let file = to.join(name);
        if fs::read(&file).is_ok_and(|found| found == *content) {
            continue;
        }
        // A directory may stand where a file must go, or the other way round, after a rename in static/.
        if file.is_dir() {
            fs::remove_dir_all(&file)?;
        }
        fs::create_dir_all(file.parent().unwrap_or(to))?;
        // Beside the assets and not among them, so that nobody is served a half.
        let half = to.with_extension("half");
        fs::write(&half, content)?;
        fs::rename(&half, &file)?;
        written += 1;
    }
    Ok(written)
}

/// Every file below `dir`, sorted; none when there is no such directory.
///
/// # Errors
/// When a directory can't be read.
pub fn files_below(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    if !dir.is_dir() {
        return Ok(files);
    }
    for entry in fs::read_dir(dir).with_context(|| format!("{} can't be read", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            files.append(&mut files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_screens_are_served_under_their_hash_and_old_hashes_go() {
        let root = std::env::temp_dir().join(format!("warmline-assets-{}", std::process::id()));
        let house = House { root: root.clone() };
        let write = |name: &str, text: &str| {
            let file = root.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        };
        write("static/widget.js", "let base = '__WIDGET_BASE__';");
        write(
            "static/console/index.html",
            "<script src=__CONSOLE_BASE__console.js data-guard=__GUARD_BASE__>",
        );
        write("build/parts/widget/widget.js", "one");
        write("build/parts/console/console.js", "one");
        assemble(&house, Mode::Fast).unwrap();
        let first = fs::read_to_string(root.join("build/assets/widget.js")).unwrap();
        let base = first.split('\'').nth(1).unwrap().to_owned();
        assert_eq!(base.len(), "/w/0123456789abcdef/".len());
        assert_eq!(
            fs::read_to_string(root.join("build/assets").join(format!("{}widget.js", &base[1..])))
                .unwrap(),
            "one"
        );
        assert_eq!(assemble(&house, Mode::Fast).unwrap(), UNCHANGED);

        write("build/parts/widget/widget.js", "two");
        assemble(&house, Mode::Fast).unwrap();
        assert!(!root.join("build/assets").join(&base[1..]).exists());
        let page = fs::read_to_string(root.join("build/assets/console/index.html")).unwrap();
        assert!(page.starts_with("<script src=/c/"));

        write("static/widget.js", "nothing");
        let error = assemble(&house, Mode::Fast).unwrap_err().to_string();
        assert!(error.contains("static/widget.js has no __WIDGET_BASE__"), "{error}");
        fs::remove_dir_all(root).unwrap();
    }
}
