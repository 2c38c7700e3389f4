//! When somebody is busy: each event at each of its times, those of all put together.

use crate::event::{Event, Lasts, Placed};
use crate::feed::{NotRead, Skips};
use crate::rule::{Budget, TooMuch};
use crate::value::{Length, When};
use crate::zone::{Zone, Zones, moment, seconds};
use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};
use std::collections::{BTreeMap, BTreeSet};

/// The longest event that is looked for before the window, in seconds: a year.
const LONGEST: i64 = 366 * 86_400;
/// How many stretches may come of a feed before they are put together, and after that.
const MAX_STRETCHES: usize = 100_000;
const MAX_BUSY: usize = 5_000;

/// Whose clocks, and which window, in seconds.
pub(crate) struct Place {
    pub(crate) zones: Zones,
    pub(crate) floating: Zone,
    pub(crate) window: (i64, i64),
    pub(crate) budget: Budget,
}

impl Place {
    /// Whose clock a time is by; one that is not known counts as one that is not named.
    fn zone(&mut self, placed: &Placed, line: u32, skips: &mut Skips) -> Zone {
        let Some(name) = placed.zone.as_deref().filter(|_| !placed.when.is_day()) else {
            return self.floating.clone();
        };
        if matches!(placed.when, When::Utc(_)) {
            return Zone::UTC;
        }
        self.zones.find(name).unwrap_or_else(|| {
            let name = crate::value::short(name);
            skips.tell(line, format!("there is no time zone {name:?}: read by your own clock"));
            self.floating.clone()
        })
    }

    fn moment(&mut self, placed: &Placed, line: u32, skips: &mut Skips) -> i64 {
        let zone = self.zone(placed, line, skips);
        moment(placed.when, &zone)
    }
}

/// The moments of a series that are others' or nobody's.
#[derive(Default)]
struct Gone {
    moments: BTreeSet<i64>,
    days: BTreeSet<Date>,
}

/// When somebody is busy within the window, in seconds, in order; none touches another.
pub(crate) fn of(
    events: &[Event],
    place: &mut Place,
    skips: &mut Skips,
) -> Result<Vec<(i64, i64)>, NotRead> {
    let mut changed: BTreeMap<&str, Vec<&Placed>> = BTreeMap::new();
    for event in events.iter().filter(|event| !event.uid.is_empty()) {
        if let Some(instead) = &event.instead {
            changed.entry(&event.uid).or_default().push(instead);
        }
    }
    let mut stretches = Vec::new();
    for event in events.iter().filter(|event| event.busy) {
        let none = Vec::new();
        let series = event.instead.is_none() && !event.uid.is_empty();
        let changed = changed.get(event.uid.as_str()).filter(|_| series).unwrap_or(&none);
        stretches.extend(times(event, changed, place, skips)?);
        if stretches.len() > MAX_STRETCHES {
            return Err(NotRead::TooManyTimes);
        }
    }
    let busy = together(stretches, place.window);
    if busy.len() > MAX_BUSY { Err(NotRead::TooManyTimes) } else { Ok(busy) }
}

/// An event at each of its times that reach into the window.
fn times(
    event: &Event,
    changed: &[&Placed],
    place: &mut Place,
    skips: &mut Skips,
) -> Result<Vec<(i64, i64)>, NotRead> {
    let line = event.line;
    let zone = place.zone(&event.begins, line, skips);
    // A time of UTC goes on by the clock of UTC.
    let zone = if matches!(event.begins.when, When::Utc(_)) { Zone::UTC } else { zone };
    let begins = event.begins.when.clock();
    let first = zone.moment(begins);
    let length = match &event.lasts {
        Lasts::For(length) => *length,
        // Days go by the calendar, all else by time that passes.
        Lasts::Until(ends) if ends.when.is_day() && event.begins.when.is_day() => {
            Length { days: (seconds(ends.when.clock()) - seconds(begins)) / 86_400, seconds: 0 }
        }
        Lasts::Until(ends) => {
            let until = place.moment(ends, line, skips);
            Length { days: 0, seconds: (until - first).max(0) }
        }
    };
    let window = place.window;
    let reaches = |from: i64, until: i64| from < window.1 && until > window.0 && from < until;
    let until = |clock: DateTime, from: i64| match length.days {
        0 => from.saturating_add(length.seconds),
        days => {
            let days = SignedDuration::from_secs(days.saturating_mul(86_400));
            let ends = clock.checked_add(days).map_or(i64::MAX, |clock| zone.moment(clock));
            ends.saturating_add(length.seconds)
        }
    };
    let mut clocks = BTreeSet::from([begins]);
    if !event.rules.is_empty() {
        let before = length.about().min(LONGEST) + 2 * 86_400;
        let clock = |at: i64| Zone::UTC.clock(at).unwrap_or(begins);
        let around = (clock(window.0 - before), clock(window.1 + 2 * 86_400));
        for rule in &event.rules {
            match rule.clocks(begins, around, &|clock| zone.moment(clock), &mut place.budget) {
                Ok(more) => clocks.extend(more),
                Err(TooMuch::Feed) => return Err(NotRead::TooManyTimes),
                Err(TooMuch::Rule) => skips.tell(line, "an event recurs too often to be followed"),
            }
        }
    }
    let mut found: Vec<(i64, i64)> = Vec::new();
    let mut own: Vec<(DateTime, i64, i64)> = Vec::new();
    for clock in clocks {
        let from = zone.moment(clock);
        own.push((clock, from, until(clock, from)));
    }
    for (more, lasts) in &event.more {
        let more_zone = place.zone(more, line, skips);
        let from = moment(more.when, &more_zone);
        let clock = zone.clock(from).unwrap_or(begins);
        let end = match lasts {
            None => until(clock, from),
            Some(Lasts::For(length)) => from.saturating_add(length.about()),
            Some(Lasts::Until(ends)) => place.moment(ends, line, skips),
        };
        own.push((clock, from, end));
    }
    own.retain(|(_, from, end)| reaches(*from, *end));
    if own.is_empty() {
        return Ok(found);
    }
    let gone = gone(event, changed, place, skips);
    own.retain(|(clock, from, _)| {
        !gone.moments.contains(from) && !gone.days.contains(&clock.date())
    });
    found.extend(own.into_iter().map(|(_, from, end)| (from, end)));
    Ok(found)
}

fn gone(event: &Event, changed: &[&Placed], place: &mut Place, skips: &mut Skips) -> Gone {
    let mut gone = Gone::default();
    for except in event.except.iter().chain(changed.iter().copied()) {
        match except.when {
            When::Day(date) => {
                gone.days.insert(date);
            }
            _ => {
                gone.moments.insert(place.moment(except, event.line, skips));
            }
        }
    }
    gone
}

/// Stretches within a window, in order; those that touch are one.
fn together(mut stretches: Vec<(i64, i64)>, window: (i64, i64)) -> Vec<(i64, i64)> {
    stretches.sort_unstable();
    let mut whole: Vec<(i64, i64)> = Vec::new();
    for (from, until) in stretches {
        let (from, until) = (from.max(window.0), until.min(window.1));
        match whole.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => whole.push((from, until)),
        }
    }
    whole
}
