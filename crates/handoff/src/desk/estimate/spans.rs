//! Measured spans, and how long one that has lasted some time goes on.

use super::calibration::quantile;
use super::{Facts, MIN_SAMPLES, Played, Waits};
use std::collections::BTreeMap;
use warmline_model::{Department, Millis};

/// With fewer that lasted as long, the tail of all says how one goes on.
const TAIL: usize = 5;
/// How long an offer stands where nobody said so.
const OFFER: Millis = Millis::seconds(20);
/// Longer than anything that is waited for.
const NEVER: i64 = i64::MAX / 4;

/// Measured spans, sorted.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Spans {
    sorted: Vec<i64>,
    /// By how much, in the mean, those of the longest quarter are over its beginning.
    tail: f64,
}

impl Spans {
    pub(super) fn new(mut sorted: Vec<i64>) -> Self {
        sorted.sort_unstable();
        let longest = sorted.get(sorted.len() * 3 / 4..).unwrap_or_default();
        let over = longest.iter().map(|span| (span - longest[0]) as f64).sum::<f64>();
        let tail = (over / longest.len().max(1) as f64).max(1_000.0);
        Self { sorted, tail }
    }

    /// From the first offer to the acceptance; as long as too few were measured, any time while the
    /// offer stands.
    pub(super) fn accepting(waits: &Waits, facts: &Facts) -> Self {
        let measured: Vec<i64> = waits.accepting.iter().map(|span| span.0).collect();
        if measured.len() >= MIN_SAMPLES {
            return Self::new(measured);
        }
        let stands = if facts.offer_stands.0 > 0 { facts.offer_stands } else { OFFER };
        Self::new((0..10).map(|n| stands.0 * (2 * n + 1) / 20).collect())
    }

    /// How much longer one of this age lasts, at this part of what is possible.
    pub(super) fn draw(&self, age: i64, part: f64) -> i64 {
        let shorter = self.sorted.partition_point(|span| *span <= age);
        let longer = &self.sorted[shorter..];
        if longer.len() < TAIL {
            return (-(1.0 - part).ln() * self.tail) as i64;
        }
        let at = (part * longer.len() as f64) as usize;
        longer.get(at).map_or(0, |span| span - age)
    }

    /// The range of how much longer one of this age lasts.
    pub(super) fn left(&self, age: Millis) -> Played {
        let drawn: Vec<f64> =
            (0..20).map(|n| self.draw(age.0, (f64::from(n) + 0.5) / 20.0) as f64).collect();
        let at = |share| Millis(quantile(&drawn, share) as i64);
        Played { free: true, low: at(0.1), middle: at(0.5), high: at(0.9) }
    }
}

/// The handling times of each department, and of all for those with too few.
pub(super) struct Handling {
    of: BTreeMap<Department, Spans>,
    all: Option<Spans>,
}

impl Handling {
    pub(super) fn of(waits: &Waits) -> Self {
        let spans = |from: &mut dyn Iterator<Item = &Millis>| -> Option<Spans> {
            let spans: Vec<i64> = from.map(|span| span.0).collect();
            (spans.len() >= MIN_SAMPLES).then(|| Spans::new(spans))
        };
        let by_department = waits.handling.iter();
        let of = by_department.filter_map(|(d, all)| Some((*d, spans(&mut all.iter())?)));
        Self { of: of.collect(), all: spans(&mut waits.handling.values().flatten()) }
    }

    /// Whether enough were measured to say anything.
    pub(super) fn known(&self) -> bool {
        self.all.is_some()
    }

    /// How much longer a conversation of this age goes on.
    pub(super) fn draw(&self, department: Department, age: i64, part: f64) -> i64 {
        let spans = self.of.get(&department).or(self.all.as_ref());
        spans.map_or(NEVER, |spans| spans.draw(age, part))
    }
}
