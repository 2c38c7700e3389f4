//! Whether a part must be built again: a hash over every file that went into it the last time.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context, Result};
use sha2::{Digest, Sha256};

use crate::house::House;
use crate::tools::hex;

/// What a part's step says when it had nothing to do.
pub const UNCHANGED: &str = "unchanged";

/// What a part was built from, on disk beside what was built.
pub struct Stamp {
    file: PathBuf,
    recipe: String,
    begun: SystemTime,
}

impl Stamp {
    /// The stamp of `part`; `recipe` names everything besides files that decides the outcome.
    pub fn new(house: &House, part: &str, recipe: &str) -> Self {
        let file = house.path("build/stamps").join(part);
        Self { file, recipe: recipe.to_owned(), begun: SystemTime::now() }
    }

    /// Whether nothing has changed since [`Stamp::write`] and `outputs` are all there.
    pub fn holds(&self, outputs: &[PathBuf]) -> bool {
        let Ok(text) = fs::read_to_string(&self.file) else {
            return false;
        };
        let mut lines = text.lines();
        let hash = lines.next().unwrap_or_default();
        let inputs: BTreeSet<PathBuf> = lines.map(PathBuf::from).collect();
        outputs.iter().all(|output| output.is_file()) && hash == self.hash(&inputs)
    }

    /// Remembers what `dep_info`, cargo's own list of the files it compiled, says went into the part.
    ///
    /// # Errors
    /// When that list can't be read or the stamp not written.
    pub fn write(&self, house: &House, dep_info: &Path) -> Result<()> {
        let text = fs::read_to_string(dep_info)
            .with_context(|| format!("cargo left no list of sources at {}", dep_info.display()))?;
        let mut inputs = sources(&text);
        let manifests: BTreeSet<PathBuf> =
            inputs.iter().filter_map(|source| manifest_of(source)).collect();
        inputs.extend(manifests);
        for name in ["Cargo.toml", "Cargo.lock", ".cargo/config.toml", "package-lock.json"] {
            inputs.insert(house.path(name));
        }
        let during = |file: &PathBuf| {
            fs::metadata(file)
                .and_then(|found| found.modified())
                .is_ok_and(|when| when > self.begun)
        };
        // Cargo.lock is cargo's to touch while it builds.
        if inputs.iter().any(|file| during(file) && !file.ends_with("Cargo.lock")) {
            let _ = fs::remove_file(&self.file);
            return Ok(());
        }
        let mut lines = self.hash(&inputs);
        for input in &inputs {
            lines.push('\n');
            lines += &input.to_string_lossy();
        }
        fs::create_dir_all(self.file.parent().unwrap_or(&house.root))?;
        Ok(fs::write(&self.file, lines)?)
    }

    fn hash(&self, inputs: &BTreeSet<PathBuf>) -> String {
        let mut hash = Sha256::new();
        hash.update(&self.recipe);
        for input in inputs {
            hash.update(input.to_string_lossy().as_bytes());
            hash.update(Sha256::digest(fs::read(input).unwrap_or_default()));
        }
        hex(&hash.finalize())
    }
}

/// The files behind the colon of a dep-info file, in which a space of a name is escaped.
fn sources(dep_info: &str) -> BTreeSet<PathBuf> {
    let first = dep_info.lines().next().unwrap_or_default();
    let (_, files) = first.split_once(": ").unwrap_or_default();
    let marked = files.replace("\\ ", "\0");
    marked
        .split(' ')
        .filter(|name| !name.is_empty())
        .map(|name| name.replace('\0', " ").into())
        .collect()
}

fn manifest_of(source: &Path) -> Option<PathBuf> {
    source.ancestors().skip(1).map(|dir| dir.join("Cargo.toml")).find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_built_again_only_when_a_file_of_it_changed() {
        let root = std::env::temp_dir().join(format!("warmline-stamp-{}", std::process::id()));
        let house = House { root: root.clone() };
        fs::create_dir_all(root.join("a b/src")).unwrap();
        for name in ["Cargo.toml", "a b/Cargo.toml", "a b/src/lib.rs", "out", "other"] {
            fs::write(root.join(name), name).unwrap();
        }
        let dep_info = root.join("part.d");
        let source = root.join("a b/src/lib.rs").to_string_lossy().replace(' ', "\\ ");
        fs::write(&dep_info, format!("{}: {source}\n", root.join("out").display())).unwrap();
        let outputs = [root.join("out")];

        // The times of files are a few milliseconds coarse.
        let pause = || std::thread::sleep(std::time::Duration::from_millis(20));
        pause();
        let stamp = Stamp::new(&house, "part", "fast");
        assert!(!stamp.holds(&outputs));
        stamp.write(&house, &dep_info).unwrap();
        assert!(stamp.holds(&outputs));
        assert!(!Stamp::new(&house, "part", "release").holds(&outputs));
        pause();
        fs::write(root.join("other"), "changed").unwrap();
        assert!(stamp.holds(&outputs));
        fs::write(root.join("a b/Cargo.toml"), "changed").unwrap();
        assert!(!stamp.holds(&outputs));
        stamp.write(&house, &dep_info).unwrap();
        assert!(!stamp.holds(&outputs), "a file that changed during the build leaves no stamp");
        fs::remove_dir_all(root).unwrap();
    }
}
