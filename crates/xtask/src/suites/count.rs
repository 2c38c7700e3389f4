//! Reading how many tests passed from what `cargo test` and `node --test` print.

use std::fmt;
use std::ops::AddAssign;
use std::process::ExitCode;

/// What came of some tests.
#[derive(Default, Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Tests that ran and held.
    pub passed: usize,
    /// Tests that ran and did not, or were cut off.
    pub failed: usize,
    /// What failed without being a test: a suite that ran nothing, a step.
    pub broken: usize,
}

impl Tally {
    /// Success only if nothing failed.
    pub fn exit_code(self) -> ExitCode {
        if self.failed + self.broken == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.broken += other.broken;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed + self.broken)
    }
}

/// The lines of `cargo test`.
#[derive(Default)]
pub struct CargoTest {
    tally: Tally,
}

impl CargoTest {
    /// Reads one line.
    pub fn read(&mut self, line: &str) {
        let Some(counts) = line.strip_prefix("test result: ") else {
            return;
        };
        self.tally.passed += before(counts, " passed");
        self.tally.failed += before(counts, " failed");
    }

    /// The sum over all test programs.
    pub fn tally(&self) -> Tally {
        self.tally
    }
}

/// The lines of `node --test --test-reporter=spec`.
#[derive(Default)]
pub struct NodeTest {
    passed: usize,
    failed: usize,
    cancelled: usize,
}

impl NodeTest {
    /// Reads one line.
    pub fn read(&mut self, line: &str) {
        let mut words = line.strip_prefix("ℹ ").unwrap_or_default().split_whitespace();
        let (Some(word), Some(Ok(count)), None) =
            (words.next(), words.next().map(str::parse), words.next())
        else {
            return;
        };
        match word {
            "pass" => self.passed = count,
            "fail" => self.failed = count,
            "cancelled" => self.cancelled = count,
            _ => {}
        }
    }

    /// The numbers of node's own summary, which comes last.
    pub fn tally(&self) -> Tally {
        Tally { passed: self.passed, failed: self.failed + self.cancelled, broken: 0 }
    }
}

fn before(text: &str, word: &str) -> usize {
    let end = text.find(word).unwrap_or_default();
    let digits = text[..end].rsplit(|c: char| !c.is_ascii_digit()).next();
    digits.and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_results_of_all_test_programs_are_summed() {
        let mut counter = CargoTest::default();
        for line in [
            "running 3 tests",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.0s",
        ] {
            counter.read(line);
        }
        assert_eq!(counter.tally(), Tally { passed: 13, failed: 2, broken: 0 });
    }

    #[test]
    fn a_cancelled_test_of_node_is_a_failed_one() {
        let mut counter = NodeTest::default();
        for line in
            ["▶ pass 9", "ℹ tests 5", "ℹ pass 3", "ℹ fail 1", "ℹ cancelled 1", "ℹ duration_ms 12.5"]
        {
            counter.read(line);
        }
        assert_eq!(counter.tally(), Tally { passed: 3, failed: 2, broken: 0 });
    }

    #[test]
    fn a_broken_suite_is_no_success() {
        assert_eq!(Tally { passed: 5, failed: 0, broken: 1 }.exit_code(), ExitCode::FAILURE);
        assert_eq!(Tally { passed: 5, failed: 1, broken: 0 }.exit_code(), ExitCode::FAILURE);
        assert_eq!(Tally { passed: 5, failed: 0, broken: 0 }.exit_code(), ExitCode::SUCCESS);
        assert_eq!(Tally { passed: 5, failed: 1, broken: 1 }.to_string(), "5 passed, 2 failed");
    }
}
