//! Where things are in the checkout, and what cargo says its packages are.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A checkout of the project.
pub struct House {
    /// The directory of the root Cargo.toml, absolute.
    pub root: PathBuf,
}

/// One package of the workspace, as `cargo metadata` tells it.
pub struct Package {
    /// The cargo name, `warmline-model`.
    pub name: String,
    /// The Cargo.toml, absolute.
    pub manifest: PathBuf,
    /// What it depends on, of every kind.
    pub dependencies: Vec<Dependency>,
}

/// A line in some `[dependencies]` table.
pub struct Dependency {
    /// The package's name, also where it is renamed.
    pub name: String,
    /// From `[dev-dependencies]`.
    pub dev: bool,
    /// The features asked for, the workspace's included.
    pub features: Vec<String>,
    /// Whether the default features are on.
    pub defaults: bool,
}

impl Package {
    /// The directory of the package.
    pub fn dir(&self) -> &Path {
        self.manifest.parent().unwrap_or(Path::new("/"))
    }

    /// The name in the map and in the rules: `model` for `warmline-model`.
    pub fn short(&self) -> &str {
        self.name.strip_prefix("warmline-").unwrap_or(&self.name)
    }
}

impl House {
    /// The checkout that this program was compiled in.
    pub fn here() -> Self {
        let crate_dir = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = crate_dir.ancestors().nth(2).unwrap_or(crate_dir);
        Self { root: root.to_owned() }
    }

    /// A path below the root.
    pub fn path(&self, below: &str) -> PathBuf {
        self.root.join(below)
    }

    /// Where cargo puts what it compiles.
    pub fn target_dir(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR") {
            Some(dir) => self.root.join(dir),
            None => self.path("target"),
        }
    }

    /// The packages of the workspace, read from every Cargo.toml by cargo itself.
    ///
    /// # Errors
    /// When cargo can't read one of them; its own message is passed on.
    pub fn packages(&self) -> Result<Vec<Package>> {
        let output = Command::new(env!("CARGO"))
            .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
            .current_dir(&self.root)
            .output()
            .context("cargo could not be started")?;
        if !output.status.success() {
            let says = String::from_utf8_lossy(&output.stderr);
            bail!("cargo can't read the workspace in {}: {}", self.root.display(), says.trim());
        }
        let metadata: Value = serde_json::from_slice(&output.stdout)?;
        Ok(list(&metadata, "packages").map(package).collect())
    }
}

fn package(value: &Value) -> Package {
    Package {
        name: text(value, "name"),
        manifest: PathBuf::from(text(value, "manifest_path")),
        dependencies: list(value, "dependencies").map(dependency).collect(),
    }
}

fn dependency(value: &Value) -> Dependency {
    Dependency {
        name: text(value, "name"),
        dev: value["kind"] == "dev",
        features: list(value, "features").filter_map(Value::as_str).map(str::to_owned).collect(),
        defaults: value["uses_default_features"] == true,
    }
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value[key].as_array().into_iter().flatten()
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_default().to_owned()
}
