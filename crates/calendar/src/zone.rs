//! Whose clock a time is by: UTC, a zone of the IANA database, or one that the feed describes itself.

use crate::rule::{Budget, Rule};
use crate::value::When;
use jiff::Timestamp as Instant;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use std::collections::BTreeMap;

/// How far a clock may be from UTC, in seconds.
const FARTHEST: i64 = 26 * 3_600;
/// How many changes of the clock a description may come to.
const MAX_CHANGES: usize = 2_000;

/// A clock.
#[derive(Clone, Debug)]
pub(crate) enum Zone {
    /// One of the IANA database, which is built in.
    Known(TimeZone),
    /// How far it is ahead of UTC, in seconds: before all changes, and from each change (in UTC) on.
    Described(i64, Vec<(i64, i64)>),
}

impl Zone {
    pub(crate) const UTC: Self = Self::Known(TimeZone::UTC);

    /// The zone of that name; also where a maker's prefix stands before it: `/maker.example/2005/Europe/Berlin`.
    pub(crate) fn find(name: &str) -> Option<Self> {
        if name.len() > 200 {
            return None;
        }
        let database = TimeZoneDatabase::bundled();
        let name = name.trim().trim_start_matches('/');
        let starts = std::iter::once(0).chain(name.match_indices('/').map(|(at, _)| at + 1));
        let mut names = starts.filter_map(|at| name.get(at..)).filter(|name| !name.is_empty());
        names.find_map(|name| database.get(name).ok()).map(Self::Known)
    }

    /// How far the clock is ahead of UTC at a moment, in seconds.
    fn ahead(&self, at: i64) -> i64 {
        match self {
            Self::Known(zone) => {
                let at = Instant::from_second(at).unwrap_or_default();
                i64::from(zone.to_offset(at).seconds())
            }
            Self::Described(before, changes) => {
                let passed = changes.partition_point(|(change, _)| *change <= at);
                let last = passed.checked_sub(1).and_then(|last| changes.get(last));
                last.map_or(*before, |(_, ahead)| *ahead)
            }
        }
    }

    /// The moment, in seconds, at which the clock shows this: of a time that comes twice the first, and of one that
    /// is skipped the moment that so much time after the last one before it would be (RFC 5545, 3.3.5).
    pub(crate) fn moment(&self, clock: DateTime) -> i64 {
        let shown = seconds(clock);
        // From moments to the clock and never back, for around some changes the way back is not told right.
        let (earlier, later) = (self.ahead(shown - FARTHEST), self.ahead(shown + FARTHEST));
        let shows = |ahead: i64| (self.ahead(shown - ahead) == ahead).then_some(shown - ahead);
        shows(earlier).or_else(|| shows(later)).unwrap_or(shown - earlier)
    }

    /// What the clock shows at a moment, in seconds.
    pub(crate) fn clock(&self, at: i64) -> Option<DateTime> {
        Instant::from_second(at + self.ahead(at)).ok().map(|at| Offset::UTC.to_datetime(at))
    }
}

/// What a clock shows, as seconds as if it were UTC's.
pub(crate) fn seconds(clock: DateTime) -> i64 {
    Offset::UTC.to_timestamp(clock).map_or(0, Instant::as_second)
}

/// A part of a zone that a feed describes: from which changes on the clock is how far ahead.
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    pub(crate) begins: Option<DateTime>,
    pub(crate) before: Option<i64>,
    pub(crate) after: Option<i64>,
    pub(crate) rule: Option<Rule>,
    pub(crate) more: Vec<DateTime>,
}

/// The zones that a feed describes, by their names.
#[derive(Debug, Default)]
pub(crate) struct Zones {
    described: BTreeMap<String, Zone>,
    found: BTreeMap<String, Option<Zone>>,
}

impl Zones {
    /// Takes in what a feed says of a zone, as far as a moment; nothing where that is not enough to know it.
    pub(crate) fn describe(
        &mut self,
        name: &str,
        parts: &[Part],
        window: (i64, i64),
        budget: &mut Budget,
    ) {
        let mut changes: Vec<(i64, i64)> = Vec::new();
        let mut first: Option<(i64, i64)> = None;
        for part in parts {
            let (Some(begins), Some(before), Some(after)) = (part.begins, part.before, part.after)
            else {
                continue;
            };
            let start = seconds(begins) - before;
            if first.is_none_or(|(earliest, _)| start < earliest) {
                first = Some((start, before));
            }
            let mut clocks = vec![begins];
            clocks.extend(&part.more);
            if let Some(rule) = &part.rule {
                // One that is over by the window ended with the last change before it.
                let from = clock_of(window.0 - 800 * 86_400).unwrap_or(begins);
                let until = clock_of(window.1 + 86_400).unwrap_or(begins);
                let utc = |clock: DateTime| seconds(clock) - before;
                // What can't be had in time leaves the changes that are known.
                if let Ok(more) = rule.clocks(begins, (from, until), &utc, budget) {
                    clocks.extend(more);
                }
            }
            changes.extend(clocks.into_iter().map(|clock| (seconds(clock) - before, after)));
        }
        let Some((_, before)) = first else { return };
        changes.sort_unstable();
        if changes.len() <= MAX_CHANGES {
            self.described.insert(name.to_owned(), Zone::Described(before, changes));
        }
    }

    /// The zone of that name: of the database, or else as the feed describes it.
    pub(crate) fn find(&mut self, name: &str) -> Option<Zone> {
        if let Some(found) = self.found.get(name) {
            return found.clone();
        }
        let found = Zone::find(name).or_else(|| self.described.get(name).cloned());
        if self.found.len() < MAX_CHANGES {
            self.found.insert(name.to_owned(), found.clone());
        }
        found
    }
}

fn clock_of(at: i64) -> Option<DateTime> {
    Zone::UTC.clock(at)
}

/// `+0100`, `-053000`, in seconds.
pub(crate) fn read_offset(text: &str) -> Option<i64> {
    let text = text.trim();
    let ahead = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let part = |from: usize| text.get(from..from + 2).and_then(crate::value::digits);
    let (hours, minutes) = (part(1)?, part(3)?);
    let seconds = if text.len() == 7 { part(5)? } else { 0 };
    let fits = matches!(text.len(), 5 | 7) && hours <= 25 && minutes < 60 && seconds < 60;
    fits.then(|| ahead * i64::from(hours * 3_600 + minutes * 60 + seconds))
}

/// The moment of a date or a time by this clock, unless it says that it is of UTC.
pub(crate) fn moment(when: When, zone: &Zone) -> i64 {
    match when {
        When::Utc(clock) => seconds(clock),
        When::Day(_) | When::Local(_) => zone.moment(when.clock()),
    }
}
