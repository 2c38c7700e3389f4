//! Reading files of one JSON object per line.

use std::fs;

use anyhow::{Context, Result};
use serde::de::DeserializeOwned;

/// All rows of the files, in order.
///
/// # Errors
/// When a file can't be read, or a line is not what was expected: says which.
pub fn read<T: DeserializeOwned>(paths: &[String]) -> Result<Vec<T>> {
    let mut rows = Vec::new();
    for path in paths {
        let text = fs::read_to_string(path).with_context(|| format!("can't read {path}"))?;
        for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let row = serde_json::from_str(line);
            rows.push(row.with_context(|| format!("{path}, line {}", number + 1))?);
        }
    }
    Ok(rows)
}
