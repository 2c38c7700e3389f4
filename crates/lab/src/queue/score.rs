//! How well what customers were told came true, and a chart of it.

use super::office::Told;
use serde::Serialize;
use std::fmt::Write as _;
use warmline_model::Millis;

/// Figures of some days.
#[derive(Clone, Debug, Serialize)]
pub struct Score {
    /// Customers who came.
    pub customers: usize,
    /// Those who were told a range, and were served or waited longer than its end.
    pub scored: usize,
    /// Those who were told no range.
    pub untold: usize,
    /// Those who gave up, whenever.
    pub gave_up: usize,
    /// Shares of the scored, %.
    pub inside: f64,
    /// Shorter than the range.
    pub shorter: f64,
    /// Longer.
    pub longer: f64,
    /// The share of those with nobody to ask at once, %.
    pub had_to_wait: f64,
    /// Of these, the share inside, %.
    pub inside_of_those_who_waited: f64,
    /// Median of the absolute error of the range's middle, of all who were served, s.
    pub error: f64,
    /// The same of position x mean handling time / agents.
    pub naive_error: f64,
    /// The first divided by the second.
    pub ratio: f64,
    /// The same against position x mean handling time / places of these agents.
    pub ratio_per_place: f64,
    /// The ratio among those with nobody to ask at once.
    pub ratio_of_those_who_waited: f64,
    /// The median wait, s.
    pub median_wait: f64,
    /// The longest of nine in ten waits, s.
    pub ninth_wait: f64,
    /// The median width of the ranges, s.
    pub median_width: f64,
}

struct Wait {
    low: f64,
    high: f64,
    middle: f64,
    actual: f64,
    naive: Option<f64>,
    per_place: Option<f64>,
    served: bool,
}

impl Wait {
    fn waited(&self) -> bool {
        // Told more than the time to read an offer.
        self.middle > 30.0
    }
}

/// Scores what was told.
pub fn score(told: &[Told]) -> Score {
    let waits: Vec<Wait> = told.iter().filter_map(wait).collect();
    let share = |n: usize, of: usize| 100.0 * n as f64 / of.max(1) as f64;
    let inside = |w: &&Wait| w.actual >= w.low && w.actual <= w.high;
    let long: Vec<&Wait> = waits.iter().filter(|w| w.waited()).collect();
    let served: Vec<&Wait> = waits.iter().filter(|w| w.served && w.naive.is_some()).collect();
    let error = |waits: &[&Wait]| median(waits.iter().map(|w| (w.middle - w.actual).abs()));
    let naive = |waits: &[&Wait], of: &dyn Fn(&Wait) -> Option<f64>| {
        median(waits.iter().filter_map(|w| Some((of(w)? - w.actual).abs())))
    };
    let waited: Vec<&Wait> = served.iter().copied().filter(|w| w.waited()).collect();
    let naive_error = naive(&served, &|w| w.naive);
    Score {
        customers: told.len(),
        scored: waits.len(),
        untold: told.iter().filter(|t| t.standing.wait.is_none()).count(),
        gave_up: told.iter().filter(|t| t.gave_up.is_some()).count(),
        inside: share(waits.iter().filter(inside).count(), waits.len()),
        shorter: share(waits.iter().filter(|w| w.actual < w.low).count(), waits.len()),
        longer: share(waits.iter().filter(|w| w.actual > w.high).count(), waits.len()),
        had_to_wait: share(long.len(), waits.len()),
        inside_of_those_who_waited: share(long.iter().filter(|w| inside(w)).count(), long.len()),
        error: error(&served),
        naive_error,
        ratio: error(&served) / naive_error,
        ratio_per_place: error(&served) / naive(&served, &|w| w.per_place),
        ratio_of_those_who_waited: error(&waited) / naive(&waited, &|w| w.naive),
        median_wait: median(served.iter().map(|w| w.actual)),
        ninth_wait: quantile(served.iter().map(|w| w.actual), 0.9),
        median_width: median(waits.iter().map(|w| w.high - w.low)),
    }
}

fn wait(told: &Told) -> Option<Wait> {
    let range = told.standing.wait?;
    let end = told.served.or(told.gave_up)?;
    let actual = end - told.at;
    // Whoever gave up inside the range tells nothing about it.
    if told.served.is_none() && actual <= range.high {
        return None;
    }
    let seconds = |span: Millis| span.0 as f64 / 1_000.0;
    Some(Wait {
        low: seconds(range.low),
        high: seconds(range.high),
        middle: seconds(told.middle?),
        actual: seconds(actual),
        naive: told.naive.map(seconds),
        per_place: told.per_place.map(seconds),
        served: told.served.is_some(),
    })
}

/// The middle one.
pub fn median(values: impl Iterator<Item = f64>) -> f64 {
    quantile(values, 0.5)
}

fn quantile(values: impl Iterator<Item = f64>, share: f64) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let at = (share * values.len() as f64) as usize;
    values.get(at.min(values.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
}

/// The side of a chart's field, and the room around it.
const FIELD: f64 = 520.0;
const EDGE: f64 = 56.0;
/// The most customers drawn: every so manieth, so that they can be told apart.
const DRAWN: usize = 700;
/// The ticks of both axes, in seconds; the axes are logarithmic.
const TICKS: [(f64, &str); 8] = [
    (2.0, "2 s"),
    (5.0, "5 s"),
    (15.0, "15 s"),
    (60.0, "1 min"),
    (180.0, "3 min"),
    (600.0, "10 min"),
    (1_800.0, "30 min"),
    (3_600.0, "1 h"),
];

/// A chart: for each customer the range they were told, as a line, and its middle, as a dot, over the
/// wait that came true; on the diagonal both are the same.
pub fn chart(title: &str, told: &[Told]) -> String {
    let waits: Vec<Wait> = told.iter().filter_map(wait).collect();
    let along = |seconds: f64| {
        let (from, to) = (TICKS[0].0.ln(), TICKS[TICKS.len() - 1].0.ln());
        FIELD * ((seconds.max(1.0).ln() - from) / (to - from)).clamp(0.0, 1.0)
    };
    let (x, y) = (|s: f64| EDGE + along(s), |s: f64| EDGE + FIELD - along(s));
    let whole = FIELD + 2.0 * EDGE;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{whole}\" height=\"{whole}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n\
         <text x=\"{EDGE}\" y=\"24\" font-size=\"15\">{title}</text>\n\
         <text x=\"{EDGE}\" y=\"42\" fill=\"#555\">told (range and middle) over the real wait</text>\n"
    );
    for (at, name) in TICKS {
        let (across, up) = (x(at), y(at));
        let (left, bottom) = (EDGE, EDGE + FIELD);
        let _ = writeln!(
            svg,
            "<path d=\"M{left} {up:.0}H{bottom}M{across:.0} {EDGE}V{bottom}\" stroke=\"#ddd\"/>\
             <text x=\"{across:.0}\" y=\"{}\" text-anchor=\"middle\">{name}</text>\
             <text x=\"{}\" y=\"{up:.0}\" text-anchor=\"end\">{name}</text>",
            bottom + 18.0,
            left - 6.0
        );
    }
    let step = waits.len().div_ceil(DRAWN).max(1);
    for wait in waits.iter().step_by(step) {
        let at = x(wait.actual);
        let inside = wait.actual >= wait.low && wait.actual <= wait.high;
        let colour = if inside { "#2a6fbb" } else { "#c4372b" };
        let (low, high, middle) = (y(wait.low), y(wait.high), y(wait.middle));
        let _ = writeln!(
            svg,
            "<path d=\"M{at:.1} {low:.1}V{high:.1}\" stroke=\"{colour}\" stroke-opacity=\".25\"/>\
             <circle cx=\"{at:.1}\" cy=\"{middle:.1}\" r=\"1.6\" fill=\"{colour}\"/>"
        );
    }
    let end = EDGE + FIELD;
    let _ = writeln!(svg, "<path d=\"M{EDGE} {end}L{end} {EDGE}\" stroke=\"black\"/>\n</svg>");
    svg
}
