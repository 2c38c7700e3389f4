//! How far the real waits were from what was played, and the range corrected by it.
//!
//! Each wait that is over leaves a score: how far it was from the middle, in widths of the range that
//! was played. The ends announced next are quantiles of the newest scores, and which quantiles is
//! adapted after each wait, so that one in ten is below and one in ten above also while the day
//! changes (adaptive conformal inference: Gibbs and Candes, 2021).

use super::{Announced, Played};
use crate::standing::Wait;
use serde::{Deserialize, Serialize};
use std::collections::VecDeque;
use warmline_model::Millis;

/// How many scores of each kind are kept.
const KEPT: usize = 150;
/// How many scores as the play itself expects them stand in for those that are not there yet.
const EXPECTED: usize = 20;
/// The share of waits that may be below the range, and above it, in millionths.
const OUTSIDE: i32 = 100_000;
/// How much one wait changes the quantile, in millionths.
const STEP: i32 = 15_000;
/// The quantiles between which it is adapted, in millionths.
const LEVELS: (i32, i32) = (2_000, 350_000);
/// From this middle on a wait counts as long.
const LONG: Millis = Millis::minutes(3);
/// The narrowest range, and the narrowest half of one as a score sees it.
const SECOND: Millis = Millis::seconds(1);
const NARROWEST: f64 = 0.05;
/// No wait is announced, nor counted, as longer than a week.
pub(super) const LONGEST: Millis = Millis::minutes(7 * 24 * 60);
/// The furthest that a score counts, in thousandths.
const FURTHEST: f64 = 10_000.0;
/// Added to spans before their ratio is taken, so that seconds do not count like minutes.
const OFFSET: f64 = 5_000.0;

/// The scores of each kind of wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Calibration {
    /// A place was free already.
    free: Scores,
    /// In the line, and near the front.
    short: Scores,
    /// In the line for some minutes.
    long: Scores,
}

/// The scores of one kind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Scores {
    /// In thousandths, newest last.
    newest: VecDeque<i32>,
    /// The quantiles of the two ends, in millionths from below and from above.
    below: i32,
    above: i32,
}

impl Default for Scores {
    fn default() -> Self {
        Self { newest: VecDeque::new(), below: OUTSIDE, above: OUTSIDE }
    }
}

/// The corrections as they are now.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Corrections {
    free: Ends,
    short: Ends,
    long: Ends,
}

/// The scores of the two ends and of the middle.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Ends {
    low: f64,
    middle: f64,
    high: f64,
}

impl Calibration {
    /// A wait is over.
    pub(super) fn learn(&mut self, announced: &Announced, actual: Millis) {
        let played = announced.played;
        let scores = match kind(played) {
            Kind::Free => &mut self.free,
            Kind::Short => &mut self.short,
            Kind::Long => &mut self.long,
        };
        let adapt = |level: &mut i32, missed: bool| {
            let step = if missed { OUTSIDE - 1_000_000 } else { OUTSIDE };
            let by = i64::from(STEP) * i64::from(step) / 1_000_000;
            *level += i32::try_from(by).unwrap_or(0);
            *level = (*level).clamp(LEVELS.0, LEVELS.1);
        };
        adapt(&mut scores.below, actual < announced.wait.low);
        adapt(&mut scores.above, actual > announced.wait.high);
        scores.newest.push_back(score(played, actual));
        if scores.newest.len() > KEPT {
            scores.newest.pop_front();
        }
    }

    /// What is to be corrected now.
    pub(super) fn corrections(&self) -> Corrections {
        Corrections { free: self.free.ends(), short: self.short.ends(), long: self.long.ends() }
    }
}

impl Scores {
    fn ends(&self) -> Ends {
        let mut sorted: Vec<f64> = self.newest.iter().map(|s| f64::from(*s) / 1_000.0).collect();
        let missing = EXPECTED.saturating_sub(sorted.len());
        sorted.extend((0..missing).map(|n| expected((n as f64 + 0.5) / missing as f64)));
        sorted.sort_by(f64::total_cmp);
        let (below, above) = (f64::from(self.below) / 1e6, f64::from(self.above) / 1e6);
        Ends {
            low: quantile(&sorted, below),
            middle: quantile(&sorted, 0.5),
            high: quantile(&sorted, 1.0 - above),
        }
    }
}

impl Corrections {
    /// The range as it is announced, in whole seconds, and its middle.
    pub(super) fn apply(&self, played: Played) -> (Wait, Millis) {
        let ends = match kind(played) {
            Kind::Free => self.free,
            Kind::Short => self.short,
            Kind::Long => self.long,
        };
        let [low, middle, high] =
            [ends.low, ends.middle, ends.high].map(|score| span(played, score));
        let whole = |millis: f64| Millis::seconds((millis / 1_000.0).floor() as i64);
        let low = whole(low);
        let high = Millis::seconds((high / 1_000.0).ceil() as i64).max(Millis(low.0 + SECOND.0));
        let middle = Millis(middle as i64);
        (Wait { low, high }, middle.clamp(low, high))
    }
}

enum Kind {
    Free,
    Short,
    Long,
}

fn kind(played: Played) -> Kind {
    match played {
        Played { free: true, .. } => Kind::Free,
        Played { middle, .. } if middle < LONG => Kind::Short,
        Played { .. } => Kind::Long,
    }
}

/// How far a wait was from the middle: 1 is where the play expects nine of ten to be below.
fn score(played: Played, actual: Millis) -> i32 {
    let (down, up) = widths(played);
    let off = ((actual.0 as f64 + OFFSET) / (played.middle.0 as f64 + OFFSET)).ln();
    (off / if off < 0.0 { down } else { up } * 1_000.0).clamp(-FURTHEST, FURTHEST) as i32
}

/// The wait of a score.
fn span(played: Played, score: f64) -> f64 {
    let (down, up) = widths(played);
    let off = score * if score < 0.0 { down } else { up };
    ((played.middle.0 as f64 + OFFSET) * off.exp() - OFFSET).clamp(0.0, LONGEST.0 as f64)
}

fn widths(Played { low, middle, high, .. }: Played) -> (f64, f64) {
    let log = |span: Millis| (span.0 as f64 + OFFSET).ln();
    ((log(middle) - log(low)).max(NARROWEST), (log(high) - log(middle)).max(NARROWEST))
}

/// The score below which this share is, if the play is right.
fn expected(share: f64) -> f64 {
    (share / (1.0 - share)).ln() / 9_f64.ln()
}

/// The value below which this share of them is, between the two nearest.
pub(super) fn quantile(sorted: &[f64], share: f64) -> f64 {
    if sorted.is_empty() {
        return 0.0;
    }
    let at = (share * sorted.len() as f64 - 0.5).clamp(0.0, sorted.len() as f64 - 1.0);
    let (from, part) = (at.floor() as usize, at.fract());
    let value = |n: usize| sorted.get(n.min(sorted.len() - 1)).copied().unwrap_or(0.0);
    value(from) * (1.0 - part) + value(from + 1) * part
}
