//! Business hours: when a team works, by the clock of its own zone, and what that makes of a moment.
//!
//! A span belongs to the day on which it begins, also where it runs past midnight. An exception takes
//! the place of the spans that begin on its day: the night before a holiday is worked to its end.
//!
//! Where the clock is changed, a span is open from the first moment at which the clock has reached its
//! beginning until the last moment up to which the clock had not reached its end. So a time that is
//! skipped stands for the first moment after the gap (a span wholly in the gap is none at all), and of a
//! time that comes twice the first begins a span and the second ends it; one that ends with the very
//! minute to which the clock is put back has ended the first time.

mod setting;
#[cfg(test)]
mod tests;
mod zone;

pub use setting::{ExceptionSetting, HoursSetting, WeekSetting};
pub(crate) use setting::{no_zone, read_time};
pub use zone::{LocalTime, Near, Weekday, Zone};

use jiff::civil::Date;
use std::collections::BTreeMap;
use warmline_model::{Millis, Timestamp};

/// How many days are looked at before something that is closed counts as closed for ever: more than the
/// eight years that can lie between two 29ths of February.
const HORIZON: usize = 3_000;
/// How many days working time may be spread over: what takes longer is promised to nobody.
const WORKED: usize = 90;
/// How many days a stretch is followed, forward or back, before it counts as one without an end.
const LONG: usize = 400;
/// How many days are looked at, from two days before its own on, for the spans that contain a moment.
const NEAR: usize = 5;
/// A day in ms, and in minutes.
const DAY: i64 = 86_400_000;
const DAY_MINUTES: u16 = 24 * 60;

/// A stretch of time; `until` is not part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// Its first moment; the first of all where it has been open for more than a year.
    pub from: Timestamp,
    /// The first moment after it; the last of all where it is open for more than a year to come.
    pub until: Timestamp,
}

impl Stretch {
    /// All of time.
    const EVER: Self = Self { from: Timestamp(i64::MIN), until: Timestamp(i64::MAX) };

    const fn has(self, at: Timestamp) -> bool {
        self.from.0 <= at.0 && at.0 < self.until.0
    }
}

/// A span of a day, in minutes by the clock since its midnight; past midnight, `until` is over 24 hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    from: u16,
    until: u16,
}

impl Span {
    const WHOLE_DAY: Self = Self { from: 0, until: DAY_MINUTES };
}

/// A department's hours, compiled from its setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hours {
    zone: Zone,
    /// From Monday to Sunday, each day's spans in their order.
    week: [Vec<Span>; 7],
    /// The days of one year that are other than the week says.
    dated: BTreeMap<Date, Vec<Span>>,
    /// The days of every year, by month and day; a dated one goes before.
    yearly: BTreeMap<(i8, i8), Vec<Span>>,
}

impl Hours {
    /// Open at any time, as a department that has set nothing is; days are those of UTC.
    pub fn always() -> Self {
        Self {
            zone: Zone::utc(),
            week: std::array::from_fn(|_| vec![Span::WHOLE_DAY]),
            dated: BTreeMap::new(),
            yearly: BTreeMap::new(),
        }
    }

    /// The zone by whose clock they are.
    pub const fn zone(&self) -> &Zone {
        &self.zone
    }

    /// Whether they are never closed.
    pub fn is_always(&self) -> bool {
        let exceptions = self.dated.values().chain(self.yearly.values());
        let reached = |reached: u16, span: &Span| match span.from <= reached {
            true => reached.max(span.until),
            false => reached,
        };
        let whole = |day: &Vec<Span>| day.iter().fold(0, reached) >= DAY_MINUTES;
        self.week.iter().chain(exceptions).all(whole)
    }

    /// Whether it is open at that moment.
    pub fn is_open(&self, at: Timestamp) -> bool {
        self.is_always() || self.stretches(at, NEAR).any(|open| open.has(at))
    }

    /// The first open moment from then on: that moment itself, where it is open. None: it stays closed
    /// for more than eight years.
    pub fn next_open(&self, after: Timestamp) -> Option<Timestamp> {
        if self.is_always() {
            return Some(after);
        }
        let next = self.stretches(after, HORIZON).find(|open| open.until > after);
        next.map(|open| open.from.max(after))
    }

    /// When it closes. None: it is closed at that moment already, or open for more than a year to come.
    pub fn closes(&self, at: Timestamp) -> Option<Timestamp> {
        let until = self.stretch(at)?.until;
        (until != Stretch::EVER.until).then_some(until)
    }

    /// The stretch of open time that contains a moment, across spans that touch. None: it is closed.
    pub fn stretch(&self, at: Timestamp) -> Option<Stretch> {
        if self.is_always() {
            return Some(Stretch::EVER);
        }
        let mut whole = self.stretches(at, NEAR).find(|open| open.has(at))?;
        let mut ends = false;
        for date in forward(self.first_day(at)).take(LONG) {
            // Nothing begins before the midnight of its day.
            ends = self.zone.reached(date, 0) > whole.until;
            if ends {
                break;
            }
            whole.until = self.on(date).fold(whole.until, |until, open| match open.from <= until {
                true => until.max(open.until),
                false => until,
            });
        }
        let mut begins = false;
        for date in backward(self.zone.date(at)).take(LONG) {
            // Nothing ends after the second midnight from that of its day.
            begins = self.zone.passed(date, 2 * DAY_MINUTES) < whole.from;
            if begins {
                break;
            }
            whole.from = self.on(date).rfold(whole.from, |from, open| match open.until >= from {
                true => from.min(open.from),
                false => from,
            });
        }
        Some(Stretch {
            from: if begins { whole.from } else { Stretch::EVER.from },
            until: if ends { whole.until } else { Stretch::EVER.until },
        })
    }

    /// The moment when so much open time has passed: inside the hours, or the very moment they close.
    /// Nothing to add: the first open moment from then on. None: there is not so much open time in
    /// 90 days.
    pub fn after_working(&self, from: Timestamp, time: Millis) -> Option<Timestamp> {
        let mut left = Millis(time.0.max(0));
        if self.is_always() {
            return Some(from + left);
        }
        let mut done = from;
        for open in self.stretches(from, WORKED).filter(|open| open.until > from) {
            let begin = open.from.max(done);
            let there = open.until - begin;
            if left <= there && begin < open.until {
                return Some(begin + left);
            }
            left = Millis(left.0 - there.0.max(0));
            done = done.max(open.until);
        }
        None
    }

    /// Appointments of this length, in their order: each begins within the next days (of 24 hours each)
    /// and lies wholly inside a span, laid end to end from the span's beginning.
    pub fn slots(
        &self,
        after: Timestamp,
        length: Millis,
        days: u16,
    ) -> impl Iterator<Item = Stretch> + '_ {
        let last = after + Millis(DAY * i64::from(days));
        let spans = self.stretches(after, usize::from(days) + NEAR);
        let mut free = after;
        let cut = spans.flat_map(move |span| {
            let first = slot_from(span.from, free, length);
            free = free.max(span.until);
            let begins = std::iter::successors(first, move |begin| Some(*begin + length));
            begins
                .map(move |from| Stretch { from, until: from + length })
                .take_while(move |slot| slot.until <= span.until)
        });
        cut.take_while(move |slot| slot.from < last)
    }

    /// The spans from two days before a moment's on, in the order in which they begin: an earlier one
    /// has ended.
    fn stretches(&self, at: Timestamp, days: usize) -> impl Iterator<Item = Stretch> + '_ {
        forward(self.first_day(at)).take(days).flat_map(|date| self.on(date))
    }

    fn first_day(&self, at: Timestamp) -> Date {
        back(back(self.zone.date(at)))
    }

    /// The spans that begin on a day.
    fn on(&self, date: Date) -> impl DoubleEndedIterator<Item = Stretch> + '_ {
        let of_year = || self.yearly.get(&(date.month(), date.day()));
        let of_week = || {
            let day = usize::try_from(date.weekday().to_monday_zero_offset()).unwrap_or_default();
            self.week.get(day)
        };
        let spans = self.dated.get(&date).or_else(of_year).or_else(of_week);
        let spans = spans.map(Vec::as_slice).unwrap_or_default();
        let opens = spans.iter().map(move |span| Stretch {
            from: self.zone.reached(date, span.from),
            until: self.zone.passed(date, span.until),
        });
        opens.filter(|open| open.from < open.until)
    }
}

/// From a day on, as far as the calendar goes.
fn forward(first: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |date| date.tomorrow().ok())
}

/// From two days after a day back.
fn backward(date: Date) -> impl Iterator<Item = Date> {
    let later = forward(date).nth(2).unwrap_or(date);
    std::iter::successors(Some(later), |date| date.yesterday().ok())
}

fn back(date: Date) -> Date {
    date.yesterday().unwrap_or(date)
}

/// The first slot that a span has from a moment on; none: there is no such length.
fn slot_from(span: Timestamp, free: Timestamp, length: Millis) -> Option<Timestamp> {
    if length.0 <= 0 {
        return None;
    }
    let gone = (free - span).0.max(0);
    let slots = gone.div_euclid(length.0) + i64::from(gone.rem_euclid(length.0) > 0);
    Some(span + Millis(slots.saturating_mul(length.0)))
}
