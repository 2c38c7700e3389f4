//! What hours come to, by looking at every minute of twelve days and nothing else.

use super::case::{Case, Span, second};

const DAY: i64 = 1_440;
/// So many days before the moment, and after it.
const BEFORE: i64 = 5;
const AFTER: i64 = 9;

/// Each minute of the days around a moment.
pub struct Oracle {
    /// The first minute, since 1970.
    first: i64,
    open: Vec<bool>,
    /// The spans as they came out, in the order of their beginnings: the first minute, and the one after.
    spans: Vec<(usize, usize)>,
}

impl Oracle {
    pub fn new(case: &Case) -> Self {
        let first = case.minute - BEFORE * DAY;
        // What the clock shows in each minute, in minutes since its own 1970 began.
        let clock: Vec<i64> = (first..case.minute + AFTER * DAY)
            .map(|minute| {
                let offset = case.tz.to_offset(second(minute * 60)).seconds();
                assert_eq!(offset % 60, 0, "{}", case.zone);
                minute + i64::from(offset) / 60
            })
            .collect();
        let mut open = vec![false; clock.len()];
        let mut spans = Vec::new();
        let first_day = first.div_euclid(DAY) - 3;
        for day in first_day..first_day + BEFORE + AFTER + 6 {
            for (from, until) in spans_of(case, day) {
                let (from, until) = (day * DAY + from, day * DAY + until);
                // From the first minute at which the clock has reached the beginning to the last at
                // which it has not reached the end.
                let Some(begin) = clock.iter().position(|shown| *shown >= from) else { continue };
                let Some(last) = clock.iter().rposition(|shown| *shown < until) else { continue };
                if begin <= last {
                    open[begin..=last].fill(true);
                    spans.push((begin, last + 1));
                }
            }
        }
        Self { first, open, spans }
    }

    fn place(&self, minute: i64) -> usize {
        (minute - self.first) as usize
    }

    pub fn is_open(&self, minute: i64) -> bool {
        self.open[self.place(minute)]
    }

    /// None: not within sight.
    pub fn next_open(&self, minute: i64) -> Option<i64> {
        let from = self.place(minute);
        let next = self.open[from..].iter().position(|open| *open)?;
        Some(minute + next as i64)
    }

    /// The stretch around a minute, if there is one; none: an end of it is not within sight.
    pub fn stretch(&self, minute: i64) -> Option<Option<(i64, i64)>> {
        let at = self.place(minute);
        if !self.open[at] {
            return Some(None);
        }
        let until = at + self.open[at..].iter().position(|open| !open)?;
        let from = 1 + self.open[..at].iter().rposition(|open| !open)?;
        Some(Some((self.first + from as i64, self.first + until as i64)))
    }

    /// The end of so many open minutes; none: not within sight.
    pub fn after_working(&self, minute: i64, minutes: i64) -> Option<i64> {
        if minutes == 0 {
            return self.next_open(minute);
        }
        let mut left = minutes;
        for (n, open) in self.open[self.place(minute)..].iter().enumerate() {
            left -= i64::from(*open);
            if left == 0 {
                return Some(minute + n as i64 + 1);
            }
        }
        None
    }

    /// The beginnings of all slots of the next days.
    pub fn slots(&self, minute: i64, length: i64, days: i64) -> Vec<i64> {
        let mut slots = Vec::new();
        let mut free = minute;
        for (from, until) in &self.spans {
            let (mut from, until) = (self.first + *from as i64, self.first + *until as i64);
            while from + length <= until {
                if from >= free && from < minute + days * DAY {
                    slots.push(from);
                }
                from += length;
            }
            free = free.max(until);
        }
        slots
    }
}

/// The spans that begin on a day, by its number since 1970.
fn spans_of(case: &Case, day: i64) -> &[Span] {
    let (year, month, of_month) = date(day);
    let on = |wanted: Option<i64>| {
        case.exceptions
            .iter()
            .find(|(y, m, d, _)| *y == wanted && (*m, *d) == (month, of_month))
            .map(|(.., spans)| spans.as_slice())
    };
    // 1970-01-01 was a Thursday.
    let weekday = (day + 3).rem_euclid(7) as usize;
    on(Some(year)).or_else(|| on(None)).unwrap_or(&case.week[weekday])
}

/// Year, month and day of a day, counted up from 1970.
fn date(day: i64) -> (i64, i64, i64) {
    let (mut year, mut left) = (1970, day);
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days_of = |year: i64| if leap(year) { 366 } else { 365 };
    while left >= days_of(year) {
        left -= days_of(year);
        year += 1;
    }
    let february = if leap(year) { 29 } else { 28 };
    let mut month = 1;
    for days in [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] {
        if left < days {
            break;
        }
        left -= days;
        month += 1;
    }
    (year, month, left + 1)
}
