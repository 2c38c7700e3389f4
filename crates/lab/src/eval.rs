//! `eval`: how well the engine does on labelled files. Each task prints a table, then its figures.

use anyhow::{Result, bail};
use serde_json::Value;

pub mod count;
mod dialogues;
mod explicit;
pub mod guard;
pub mod knowledge;
pub mod language;
pub mod rephrase;
mod sentiment;
pub mod topics;

const TASKS: &str = "explicit, topics, sentiment, dialogues, rephrase, knowledge, language, guard";

/// What a task was asked to do.
pub struct Ask {
    /// The files, in order.
    pub files: Vec<String>,
    /// Knowledge: how many phrasings of each entry are used.
    pub phrasings: Option<usize>,
}

/// `eval TASK FILE... [--phrasings K] [--json]`.
///
/// # Errors
/// When the task or an option is unknown, or a file can't be read.
pub fn command(args: &[String]) -> Result<()> {
    let [task, rest @ ..] = args else { bail!("which task? {TASKS}") };
    let (mut ask, mut json) = (Ask { files: Vec::new(), phrasings: None }, false);
    let mut rest = rest.iter();
    while let Some(arg) = rest.next() {
        match arg.as_str() {
            "--json" => json = true,
            "--phrasings" => {
                let number = rest.next().and_then(|n| n.parse().ok());
                let Some(number) = number else { bail!("--phrasings needs a number") };
                ask.phrasings = Some(number);
            }
            option if option.starts_with("--") => bail!("eval doesn't know `{option}`"),
            file => ask.files.push(file.to_owned()),
        }
    }
    if ask.files.is_empty() {
        bail!("which files?");
    }
    let figures: Value = match task.as_str() {
        "explicit" => explicit::run(&ask)?,
        "guard" => guard::run(&ask)?,
        "knowledge" => knowledge::run(&ask)?,
        "language" => language::run(&ask)?,
        "sentiment" => sentiment::run(&ask)?,
        "dialogues" => dialogues::run(&ask)?,
        "rephrase" => rephrase::run(&ask)?,
        "topics" => topics::run(&ask)?,
        other => bail!("there is no task `{other}`: {TASKS}"),
    };
    if json {
        println!("{figures}");
    } else {
        println!("{figures:#}");
    }
    Ok(())
}
