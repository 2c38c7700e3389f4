//! The honest wait: a range from facts, corrected by what came true, and nothing where it can't be known.
//!
//! The line is played forward some dozens of times with handling times as they were measured, each
//! conversation going on as those went on that had lasted as long. How far the real waits were from
//! what was played corrects the ends, so that 80 % of them fall inside whatever the day is like.

mod calibration;
mod play;
mod spans;

#[cfg(test)]
mod tests;

use crate::standing::Wait;
use calibration::{Calibration, Corrections, LONGEST};
use serde::{Deserialize, Serialize};
use spans::Spans;
use std::collections::{BTreeMap, VecDeque};
use warmline_model::{Department, Millis, Timestamp, WaitScore};

/// Fewer handling times than this say nothing.
const MIN_SAMPLES: usize = 5;
/// For how many newcomers of each pool it is played when it would be their turn.
const NEWCOMERS: usize = 4;
/// How many of the newest spans are looked back on.
const SAMPLES: usize = 200;

/// Everything learned from waits and conversations that are over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waits {
    /// The newest handling times of each department.
    #[serde(default)]
    handling: BTreeMap<Department, VecDeque<Millis>>,
    /// How long it took from the first offer to the acceptance, newest last.
    #[serde(default)]
    accepting: VecDeque<Millis>,
    /// How far the real waits were from what was played.
    #[serde(default)]
    calibration: Calibration,
    /// How well what was announced came true.
    #[serde(default)]
    score: WaitScore,
}

/// What an estimate rests on: who could serve whom, who has what since when, and who waits.
#[derive(Clone, Debug, Default)]
pub(super) struct Facts {
    /// The pools of those who wait or may come: at most 64.
    pub pools: Vec<Pool>,
    /// The agents who take conversations now, whether or not they have room.
    pub able: Vec<Able>,
    /// Who waits without an offer, in the order of service.
    pub line: Vec<InLine>,
    /// How long an offer stands, for as long as no acceptance was measured.
    pub offer_stands: Millis,
}

/// Those who need the same.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pool {
    /// Whose handling times hold for them.
    pub department: Department,
    /// After how long a wait the wider circle may be asked too; absent: never.
    pub wider_after: Option<Millis>,
}

/// An agent who takes conversations now.
#[derive(Clone, Debug, Default)]
pub(super) struct Able {
    /// The pools that they can serve: one bit for each.
    pub pools: u64,
    /// Those that they can serve once a need is waived.
    pub wider: u64,
    /// How many conversations they take at once.
    pub capacity: u32,
    /// What they have.
    pub busy: Vec<Busy>,
}

/// A conversation that an agent has, or an offer that stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Busy {
    /// Whose handling times hold for it.
    pub department: Department,
    /// How long it has been going on; 0 for an offer.
    pub age: Millis,
}

/// One who waits.
#[derive(Clone, Copy, Debug)]
pub(super) struct InLine {
    /// Their pool, as an index into [`Facts::pools`].
    pub pool: u8,
    /// In how long the wider circle may be asked too, 0 if it may be already; absent: never.
    pub wider_in: Option<Millis>,
}

/// How long the wait from now on will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Estimate {
    /// The range, in whole seconds, as it is announced.
    pub wait: Wait,
    /// Half of all such waits are shorter.
    pub middle: Millis,
    played: Played,
}

/// What was announced to one who waits, to be compared with what comes true.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Announced {
    /// When.
    pub at: Timestamp,
    /// The range.
    pub wait: Wait,
    /// Its middle.
    pub middle: Millis,
    played: Played,
}

/// What the play came to, before it is corrected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Played {
    /// Whether a place is free for them already.
    free: bool,
    low: Millis,
    middle: Millis,
    high: Millis,
}

/// The line as it will probably go on: good for some seconds.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Forecast {
    corrections: Corrections,
    /// The first places of the line, played.
    places: Vec<Option<Played>>,
    /// For each place of the line, its pool and how many of its pool are before it.
    ranks: Vec<(u8, u32)>,
    /// For each pool, what its next newcomers at the end of the line have to expect.
    next: Vec<Vec<Played>>,
    /// For each pool, the places of `places` that are of it.
    of_pool: Vec<Vec<u32>>,
    /// How long it takes from the first offer to the acceptance.
    accepting: Spans,
}

impl Waits {
    /// A conversation of this department was handled in this time.
    pub(super) fn handled(&mut self, department: Department, span: Millis) {
        remember(self.handling.entry(department).or_default(), span);
    }

    /// One who waited was accepted so long after they were first offered.
    pub(super) fn accepted(&mut self, span: Millis) {
        remember(&mut self.accepting, span);
    }

    /// A wait is over, so long after this was announced.
    pub(super) fn came_true(&mut self, announced: &Announced, actual: Millis) {
        let actual = actual.clamp(Millis(0), LONGEST);
        let off = Millis((actual.0 - announced.middle.0).abs());
        let scored = i64::from(self.score.scored());
        let mean = (self.score.mean_error.0 * scored + off.0) / (scored + 1);
        self.score.mean_error = Millis(mean);
        let counted = if actual < announced.wait.low {
            &mut self.score.shorter
        } else if actual > announced.wait.high {
            &mut self.score.longer
        } else {
            &mut self.score.inside
        };
        *counted = counted.saturating_add(1);
        self.calibration.learn(announced, actual);
    }

    /// Somebody went before their turn, so long after this was announced. Only a wait that was longer
    /// than announced already says something.
    pub(super) fn gave_up(&mut self, announced: &Announced, after: Millis) {
        if after > announced.wait.high {
            self.came_true(announced, after);
        }
    }

    /// How well what was announced came true.
    pub(super) const fn score(&self) -> WaitScore {
        self.score
    }

    /// Plays the line forward.
    pub(super) fn forecast(&self, facts: &Facts) -> Forecast {
        play::forecast(self, facts)
    }
}

impl super::Place {
    /// The first range that was told, and its middle.
    pub fn foretold(&self) -> Option<(Wait, Millis)> {
        self.announced.as_ref().map(|announced| (announced.wait, announced.middle))
    }
}

impl Estimate {
    /// What is kept of it once it is told.
    pub(super) const fn announced(&self, at: Timestamp) -> Announced {
        Announced { at, wait: self.wait, middle: self.middle, played: self.played }
    }
}

impl Forecast {
    /// For whoever stands at this place of [`Facts::line`], 0 being the first; nothing where it can't
    /// be known.
    pub(super) fn at(&self, place: usize) -> Option<Estimate> {
        if let Some(played) = self.places.get(place) {
            return played.map(|played| self.estimate(played));
        }
        let (pool, rank) = self.ranks.get(place)?;
        self.beyond(*pool, *rank)
    }

    /// For one of this pool who comes now and is put before this place of [`Facts::line`]; its length,
    /// or more if others came since, for the end.
    pub(super) fn newcomer(&self, pool: u8, place: usize) -> Option<Estimate> {
        let of_pool = self.of_pool.get(usize::from(pool))?;
        let at = of_pool.partition_point(|p| (*p as usize) < place);
        if let Some(behind) = of_pool.get(at) {
            // Whoever is put before another gets that one's turn.
            return self.at(*behind as usize);
        }
        if self.ranks.len() > self.places.len() {
            let of_pool = |(p, _): &&(u8, u32)| *p == pool;
            let ahead = self.ranks.iter().take(place).rev().find(of_pool);
            return self.beyond(pool, ahead.map_or(0, |(_, rank)| rank + 1));
        }
        let next = self.next.get(usize::from(pool))?;
        let more = place.saturating_sub(self.ranks.len());
        if let Some(played) = next.get(more) {
            return Some(self.estimate(*played));
        }
        let [first, .., last] = next.as_slice() else { return None };
        let steps = i64::try_from(next.len()).ok()? - 1;
        let more = i64::try_from(more).ok()? - steps;
        (next.len() == NEWCOMERS).then(|| self.estimate(further(*first, *last, more, steps)))
    }

    /// For one who was first offered so long ago, while an offer stands.
    pub(super) fn offered(&self, ago: Millis) -> Estimate {
        self.estimate(self.accepting.left(ago))
    }

    /// Who stands so far back that it was not played: as long as those before took, one by one.
    fn beyond(&self, pool: u8, rank: u32) -> Option<Estimate> {
        let of_pool = self.of_pool.get(usize::from(pool))?;
        let nth = |n: usize| self.places.get(*of_pool.get(n)? as usize).copied().flatten();
        let last = of_pool.len().checked_sub(1)?;
        let (half, end) = (nth(last / 2)?, nth(last)?);
        let more = i64::from(rank) - i64::try_from(last).ok()?;
        let steps = i64::try_from(last - last / 2).ok()?.max(1);
        Some(self.estimate(further(half, end, more, steps)))
    }

    fn estimate(&self, played: Played) -> Estimate {
        let (wait, middle) = self.corrections.apply(played);
        Estimate { wait, middle, played }
    }
}

/// Who stands so many places further back than `end`, where `steps` places lie between it and `from`.
fn further(from: Played, end: Played, more: i64, steps: i64) -> Played {
    let each = (end.middle.0 - from.middle.0) as f64 / steps.max(1) as f64;
    let middle = end.middle.0 as f64 + each * more as f64;
    let by = middle / end.middle.0.max(1) as f64;
    let scaled = |span: Millis| Millis((span.0 as f64 * by) as i64);
    Played {
        free: end.free && each == 0.0,
        low: scaled(end.low),
        middle: Millis(middle as i64),
        high: scaled(end.high),
    }
}

fn remember(spans: &mut VecDeque<Millis>, span: Millis) {
    spans.push_back(span);
    if spans.len() > SAMPLES {
        spans.pop_front();
    }
}
