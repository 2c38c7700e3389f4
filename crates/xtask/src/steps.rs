//! The running commentary: "[2/7] widget: compiling… 34 s".

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use anyhow::Result;

/// Prints the steps of one command and remembers how long each took.
pub struct Steps {
    total: usize,
    done: Vec<(String, Duration)>,
    begun: Instant,
}

impl Steps {
    /// A command of `total` steps.
    pub fn new(total: usize) -> Self {
        Self { total, done: Vec::new(), begun: Instant::now() }
    }

    /// Does `work` as the next step, with its outcome in few words on the same line.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn quiet(&mut self, what: &str, work: impl FnOnce() -> Result<String>) -> Result<()> {
        let ticker = Ticker::start(self.label(what));
        let begun = Instant::now();
        let outcome = work();
        ticker.stop();
        let took = begun.elapsed();
        match &outcome {
            Ok(said) if said.is_empty() => println!("{}… {}", self.label(what), seconds(took)),
            Ok(said) => println!("{}… {said}, {}", self.label(what), seconds(took)),
            Err(_) => println!("{}… failed after {}", self.label(what), seconds(took)),
        }
        self.done.push((what.to_owned(), took));
        outcome.map(drop)
    }

    /// Does `work`, which prints for itself, as the next step.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn loud<T>(&mut self, what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        println!("{}…", self.label(what));
        let begun = Instant::now();
        let outcome = work();
        let took = begun.elapsed();
        let word = if outcome.is_ok() { "done" } else { "failed" };
        println!("{}: {word} in {}", self.label(what), seconds(took));
        self.done.push((what.to_owned(), took));
        outcome
    }

    /// The time of each step and of all, one per line.
    pub fn table(&self) -> String {
        let mut table = String::new();
        for (what, took) in &self.done {
            table += &format!("{:>9}  {what}\n", seconds(*took));
        }
        table + &format!("{:>9}  together\n", seconds(self.begun.elapsed()))
    }

    fn label(&self, what: &str) -> String {
        format!("[{}/{}] {what}", self.done.len() + 1, self.total)
    }
}

/// Seconds for a reader: `0.4 s`, `34 s`, `2 min 05 s`.
pub fn seconds(took: Duration) -> String {
    match took.as_secs() {
        0..10 => format!("{:.1} s", took.as_secs_f32()),
        whole @ 10..100 => format!("{whole} s"),
        whole => format!("{} min {:02} s", whole / 60, whole % 60),
    }
}

/// Shows on a terminal that a step is still at work; says nothing into a file.
struct Ticker {
    stop: Sender<()>,
    thread: JoinHandle<()>,
}

impl Ticker {
    fn start(label: String) -> Self {
        let (stop, stopped) = mpsc::channel();
        let thread = std::thread::spawn(move || {
            if !std::io::stdout().is_terminal() {
                return;
            }
            let begun = Instant::now();
            while stopped.recv_timeout(Duration::from_secs(1)) == Err(RecvTimeoutError::Timeout) {
                print!("\r{label}… {} s", begun.elapsed().as_secs());
                let _ = std::io::stdout().flush();
            }
            print!("\r\x1b[K");
        });
        Self { stop, thread }
    }

    fn stop(self) {
        drop(self.stop);
        let _ = self.thread.join();
    }
}
