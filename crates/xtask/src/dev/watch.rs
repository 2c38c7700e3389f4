//! Which source file has changed since the last look.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::Result;

use crate::build::files_below;
use crate::house::House;

const WATCHED: [&str; 4] = ["widget", "crates", "worker", "static"];
const WATCHED_FILES: [&str; 2] = ["Cargo.toml", "Cargo.lock"];

/// The times of all watched files at the last look.
pub struct Watch {
    seen: BTreeMap<PathBuf, SystemTime>,
}

impl Watch {
    /// A first look.
    ///
    /// # Errors
    /// When a directory can't be read.
    pub fn new(house: &House) -> Result<Self> {
        Ok(Self { seen: look(house)? })
    }

    /// Looks again, and names what is new, gone or changed.
    ///
    /// # Errors
    /// When a directory can't be read.
    pub fn changed(&mut self, house: &House) -> Result<Option<String>> {
        let now = look(house)?;
        let differs = |file: &&PathBuf| now.get(*file) != self.seen.get(*file);
        let files: Vec<&PathBuf> = now.keys().chain(self.seen.keys()).filter(differs).collect();
        let Some(first) = files.first() else {
            return Ok(None);
        };
        let name = first.strip_prefix(&house.root).unwrap_or(first).display().to_string();
        let more = files.iter().filter(|file| file != &first).count();
        let named = if more == 0 { name } else { format!("{name} and {more} more") };
        self.seen = now;
        Ok(Some(named))
    }
}

fn look(house: &House) -> Result<BTreeMap<PathBuf, SystemTime>> {
    let mut seen = BTreeMap::new();
    let made = house.path("worker/build");
    let files = WATCHED_FILES.iter().map(|name| house.path(name));
    let mut files: Vec<PathBuf> = files.collect();
    for name in WATCHED {
        for entry in fs::read_dir(house.path(name)).into_iter().flatten() {
            let path = entry?.path();
            if path.is_dir() && path != made {
                files.append(&mut files_below(&path)?);
            } else if path.is_file() {
                files.push(path);
            }
        }
    }
    for file in files {
        // A file may go between the listing and this look.
        if let Ok(when) = fs::metadata(&file).and_then(|found| found.modified()) {
            seen.insert(file, when);
        }
    }
    Ok(seen)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_and_removed_files_are_seen_and_built_ones_are_not() {
        let root = std::env::temp_dir().join(format!("warmline-watch-{}", std::process::id()));
        let house = House { root: root.clone() };
        for dir in ["widget/src", "worker/build", "static"] {
            fs::create_dir_all(root.join(dir)).unwrap();
        }
        let mut watch = Watch::new(&house).unwrap();
        fs::write(root.join("worker/build/index.js"), "").unwrap();
        assert_eq!(watch.changed(&house).unwrap(), None);
        fs::write(root.join("widget/src/lib.rs"), "").unwrap();
        assert_eq!(watch.changed(&house).unwrap().as_deref(), Some("widget/src/lib.rs"));
        assert_eq!(watch.changed(&house).unwrap(), None);
        fs::remove_file(root.join("widget/src/lib.rs")).unwrap();
        assert_eq!(watch.changed(&house).unwrap().as_deref(), Some("widget/src/lib.rs"));
        fs::remove_dir_all(root).unwrap();
    }
}
