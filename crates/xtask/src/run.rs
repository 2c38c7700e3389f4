//! Starting other programs: quietly, aloud, counted, and so that none outlives us.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, bail};

/// Runs `command` and returns what it wrote to standard output; shows the rest only if it fails.
///
/// # Errors
/// When it can't be started or fails: `what` it was and the end of what it said.
pub fn quiet(what: &str, command: &mut Command) -> Result<String> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{what}: {} could not be started", program(command)))?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(said);
    }
    let told = String::from_utf8_lossy(&output.stderr);
    println!("\n{}{}", tail(&said, 40), tail(&told, 120));
    bail!("{what} failed ({}); its words are above", output.status)
}

/// Runs `command` with its output on ours.
///
/// # Errors
/// When it can't be started or fails.
pub fn aloud(what: &str, command: &mut Command) -> Result<()> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .with_context(|| format!("{what}: {} could not be started", program(command)))?;
    if status.success() {
        Ok(())
    } else {
        Err(anyhow!("{what} failed ({status}); its words are above"))
    }
}

/// Runs `command`, shows each line of its standard output and gives it to `line`; true if it succeeded.
///
/// # Errors
/// When it can't be started.
pub fn lines(what: &str, command: &mut Command, line: impl FnMut(&str)) -> Result<bool> {
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("{what}: {} could not be started", program(command)))?;
    if let Some(stdout) = child.stdout.take() {
        echo(stdout, line)?;
    }
    Ok(child.wait()?.success())
}

/// The shell that becomes the guarded program: whoever is left in its process group is ended as soon
/// as our end of its standard input is closed, by us or by our death.
const GUARD: &str = r#"exec 3<&0
( read -r _ <&3; trap '' TERM; kill -TERM 0; sleep 2; kill -KILL 0 ) >/dev/null 2>&1 &
exec "$@" 3<&- </dev/null"#;

/// A program with a process group of its own, which ends as a whole with this value.
pub struct Guarded {
    child: Child,
}

impl Guarded {
    /// Starts `program` under guard; `prepare` adds directory, environment and output.
    ///
    /// # Errors
    /// When it can't be started.
    pub fn start(
        program: &Path,
        args: &[&str],
        prepare: impl FnOnce(&mut Command),
    ) -> Result<Self> {
        let mut command = Command::new("sh");
        command.args(["-c", GUARD, "guard"]).arg(program).args(args);
        prepare(&mut command);
        let child = command
            .stdin(Stdio::piped())
            .process_group(0)
            .spawn()
            .with_context(|| format!("{} could not be started", program.display()))?;
        Ok(Self { child })
    }

    /// What the program writes, if `prepare` asked for a pipe.
    pub fn stdout(&mut self) -> Option<ChildStdout> {
        self.child.stdout.take()
    }

    /// How the program ended, or nothing while it runs.
    ///
    /// # Errors
    /// When the system can't say.
    pub fn ended(&mut self) -> Result<Option<ExitStatus>> {
        Ok(self.child.try_wait()?)
    }

    fn signal(&self, signal: &str) -> bool {
        let group = format!("-{}", self.child.id());
        Command::new("kill")
            .args([signal, "--", &group])
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

impl Drop for Guarded {
    fn drop(&mut self) {
        self.signal("-TERM");
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(3) {
            let _ = self.child.try_wait();
            if !self.signal("-0") {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        self.signal("-KILL");
        let _ = self.child.wait();
    }
}

/// Shows each line that `output` yields and gives it to `line`, until there is no more.
///
/// # Errors
/// When it can't be read.
pub fn echo(output: impl Read, mut line: impl FnMut(&str)) -> Result<()> {
    for text in BufReader::new(output).split(b'\n') {
        let text = text?;
        let text = String::from_utf8_lossy(&text);
        println!("{text}");
        line(&text);
    }
    Ok(())
}

fn program(command: &Command) -> String {
    command.get_program().to_string_lossy().into_owned()
}

fn tail(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(count);
    lines[from..].iter().map(|line| format!("{line}\n")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guarded_program_ends_with_its_guard() {
        let mut guarded =
            Guarded::start(Path::new("sh"), &["-c", "sleep 600 & echo $!; wait"], |command| {
                command.stdout(Stdio::piped());
            })
            .unwrap();
        let mut first = String::new();
        BufReader::new(guarded.stdout().unwrap()).read_line(&mut first).unwrap();
        drop(guarded);
        let grandchild =
            Command::new("kill").args(["-0", first.trim()]).stderr(Stdio::null()).status().unwrap();
        assert!(!grandchild.success());
    }

    #[test]
    fn a_failing_program_is_named_in_the_error() {
        let error = quiet("widget: compiling", &mut Command::new("false")).unwrap_err();
        assert!(error.to_string().starts_with("widget: compiling failed"));
    }
}
