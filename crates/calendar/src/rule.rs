//! Recurrence rules (RFC 5545, 3.3.10): which clocks they come to within a window, in bounded time.

mod days;
mod reading;

use crate::value::When;
use crate::zone::{Zone, seconds};
use jiff::civil::{Date, DateTime, Time, Weekday};
use std::collections::BTreeSet;

/// How many steps all rules of a feed may take together.
const ALL_STEPS: u32 = 6_000_000;
/// How many steps one rule may take: days and times that are looked at.
const STEPS: u32 = 400_000;
/// How many occurrences of one rule are read in a window.
const OCCURRENCES: usize = 5_000;
/// How many times one period may come to, before any of them are picked by their place.
const PERIOD: usize = 20_000;

/// How often something happens, and in which periods it is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Frequency {
    Yearly,
    Monthly,
    Weekly,
    Daily,
    Hourly,
    Minutely,
    Secondly,
}

/// A rule as it is written; what is not written is empty.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    frequency: Frequency,
    interval: i64,
    count: Option<u32>,
    until: Option<When>,
    week_start: Weekday,
    months: BTreeSet<i64>,
    weeks: BTreeSet<i64>,
    year_days: BTreeSet<i64>,
    month_days: BTreeSet<i64>,
    /// Days of the week, each alone or as the so-manyth of its month or year.
    weekdays: Vec<(Option<i64>, Weekday)>,
    hours: BTreeSet<i64>,
    minutes: BTreeSet<i64>,
    seconds: BTreeSet<i64>,
    places: BTreeSet<i64>,
}

/// Why a rule is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TooMuch {
    /// This one comes to too many times, or takes too long.
    Rule,
    /// All of the feed together do.
    Feed,
}

/// How many steps the rules of a feed may still take.
#[derive(Debug)]
pub(crate) struct Budget {
    all: u32,
    rule: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { all: ALL_STEPS, rule: STEPS }
    }
}

impl Budget {
    pub(crate) fn take(&mut self, steps: u32) -> Result<(), TooMuch> {
        self.all = self.all.checked_sub(steps).ok_or(TooMuch::Feed)?;
        self.rule = self.rule.checked_sub(steps).ok_or(TooMuch::Rule)?;
        Ok(())
    }
}

/// What a rule has come to so far.
struct Found<'a> {
    rule: &'a Rule,
    begins: DateTime,
    window: (DateTime, DateTime),
    moment: &'a dyn Fn(DateTime) -> i64,
    counted: u32,
    clocks: Vec<DateTime>,
}

impl Found<'_> {
    /// Takes the times of one period, in their order; whether the rule goes on.
    fn take(&mut self, period: Vec<DateTime>) -> Result<bool, TooMuch> {
        for clock in period.into_iter().filter(|clock| *clock >= self.begins) {
            self.counted = self.counted.saturating_add(1);
            let counted_out = self.rule.count.is_some_and(|count| self.counted > count);
            if counted_out || self.rule.is_over(clock, self.moment) || clock > self.window.1 {
                return Ok(false);
            }
            if clock >= self.window.0 {
                if self.clocks.len() >= OCCURRENCES {
                    return Err(TooMuch::Rule);
                }
                self.clocks.push(clock);
            }
        }
        Ok(true)
    }
}

impl Rule {
    /// What the clock shows at each occurrence from `begins` on that lies in the window, its ends included.
    /// `moment` is the moment, in seconds, at which the clock shows something.
    pub(crate) fn clocks(
        &self,
        begins: DateTime,
        window: (DateTime, DateTime),
        moment: &dyn Fn(DateTime) -> i64,
        budget: &mut Budget,
    ) -> Result<Vec<DateTime>, TooMuch> {
        budget.rule = STEPS;
        if window.1 < begins {
            return Ok(Vec::new());
        }
        let rule = self.completed(begins);
        // Only what is counted has to be followed from its beginning.
        let from = if rule.count.is_some() { begins } else { begins.max(window.0) };
        let clocks = Vec::new();
        let mut found = Found { rule: &rule, begins, window, moment, counted: 0, clocks };
        if rule.frequency <= Frequency::Daily {
            rule.follow_days(from, &mut found, budget)?;
        } else {
            rule.follow_times(from, &mut found, budget)?;
        }
        Ok(found.clocks)
    }

    /// The rule with what its beginning says for it where it says nothing itself.
    fn completed(&self, begins: DateTime) -> Self {
        let mut rule = self.clone();
        let days = rule.year_days.is_empty() && rule.month_days.is_empty();
        if days && rule.weekdays.is_empty() {
            match rule.frequency {
                Frequency::Yearly if !rule.weeks.is_empty() => {
                    rule.weekdays.push((None, begins.weekday()));
                }
                Frequency::Yearly => {
                    if rule.months.is_empty() {
                        rule.months.insert(begins.month().into());
                    }
                    rule.month_days.insert(begins.day().into());
                }
                Frequency::Monthly => {
                    rule.month_days.insert(begins.day().into());
                }
                Frequency::Weekly => rule.weekdays.push((None, begins.weekday())),
                _ => {}
            }
        }
        let parts = [
            (Frequency::Hourly, &mut rule.hours, begins.hour()),
            (Frequency::Minutely, &mut rule.minutes, begins.minute()),
            (Frequency::Secondly, &mut rule.seconds, begins.second()),
        ];
        for (of, part, own) in parts {
            if part.is_empty() && rule.frequency < of {
                part.insert(own.into());
            }
        }
        rule
    }

    fn is_over(&self, clock: DateTime, moment: &dyn Fn(DateTime) -> i64) -> bool {
        match self.until {
            None => false,
            Some(When::Day(last)) => clock.date() > last,
            Some(When::Local(last)) => clock > last,
            Some(When::Utc(last)) => moment(clock) > seconds(last),
        }
    }

    /// Years, months, weeks and days: the days of each that fit, at each of the times.
    fn follow_days(
        &self,
        from: DateTime,
        found: &mut Found<'_>,
        budget: &mut Budget,
    ) -> Result<(), TooMuch> {
        let times = self.times();
        for days in self.periods(found.begins.date(), from.date()) {
            budget.take(u32::try_from(days.len()).unwrap_or(u32::MAX).saturating_add(1))?;
            let Some(first) = days.first() else { continue };
            if first.to_datetime(Time::midnight()) > found.window.1 {
                return Ok(());
            }
            let fitting: Vec<Date> = days.into_iter().filter(|day| self.has_day(*day)).collect();
            let all = fitting.len().saturating_mul(times.len());
            if all > PERIOD {
                return Err(TooMuch::Rule);
            }
            budget.take(u32::try_from(all).unwrap_or(u32::MAX))?;
            let clocks = fitting.iter().flat_map(|day| times.iter().map(|t| day.to_datetime(*t)));
            if !found.take(self.placed(clocks.collect()))? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The times of a day, in their order.
    fn times(&self) -> Vec<Time> {
        let small = |part: &i64| i8::try_from(*part).unwrap_or_default();
        let hours = self.hours.iter().flat_map(|hour| self.minutes.iter().map(move |m| (hour, m)));
        let all =
            hours.flat_map(|(hour, minute)| self.seconds.iter().map(move |s| (hour, minute, s)));
        let times = all.filter_map(|(hour, minute, second)| {
            Time::new(small(hour), small(minute), small(second), 0).ok()
        });
        times.take(PERIOD + 1).collect()
    }

    /// Hours, minutes and seconds: each that fits, with what is finer than it.
    fn follow_times(
        &self,
        from: DateTime,
        found: &mut Found<'_>,
        budget: &mut Budget,
    ) -> Result<(), TooMuch> {
        let unit = match self.frequency {
            Frequency::Hourly => 3_600,
            Frequency::Minutely => 60,
            _ => 1,
        };
        let step = self.interval.saturating_mul(unit);
        let begins = seconds(found.begins);
        let base = begins - begins.rem_euclid(unit);
        let next_from =
            |at: i64| (at - base).div_euclid(step) + i64::from((at - base).rem_euclid(step) > 0);
        let last = seconds(found.window.1);
        let mut n = next_from(seconds(from) - step).max(0);
        loop {
            let at = base.saturating_add(n.saturating_mul(step));
            if at > last {
                return Ok(());
            }
            budget.take(1)?;
            let Some(clock) = Zone::UTC.clock(at) else { return Ok(()) };
            n = match self.misses(clock) {
                None => {
                    let finer = self.finer(clock);
                    budget.take(u32::try_from(finer.len()).unwrap_or(u32::MAX))?;
                    if !found.take(self.placed(finer))? {
                        return Ok(());
                    }
                    n + 1
                }
                // Nothing in the rest of that day, hour or minute fits either.
                Some(span) => next_from(at - at.rem_euclid(span) + span).max(n + 1),
            };
        }
    }

    /// The span, in seconds, in which a time that does not fit lies, and no other that would; none: it fits.
    fn misses(&self, clock: DateTime) -> Option<i64> {
        let lacks =
            |set: &BTreeSet<i64>, part: i8| !set.is_empty() && !set.contains(&i64::from(part));
        if !self.has_day(clock.date()) {
            return Some(86_400);
        }
        if lacks(&self.hours, clock.hour()) {
            return Some(3_600);
        }
        if self.frequency >= Frequency::Minutely && lacks(&self.minutes, clock.minute()) {
            return Some(60);
        }
        (self.frequency == Frequency::Secondly && lacks(&self.seconds, clock.second())).then_some(1)
    }

    /// The times within an hour, a minute or a second, in their order.
    fn finer(&self, clock: DateTime) -> Vec<DateTime> {
        let one = |part: i8| BTreeSet::from([i64::from(part)]);
        let minutes = match self.frequency {
            Frequency::Hourly => self.minutes.clone(),
            _ => one(clock.minute()),
        };
        let seconds = match self.frequency {
            Frequency::Secondly => one(clock.second()),
            _ => self.seconds.clone(),
        };
        let hours = one(clock.hour());
        let within = Self { hours, minutes, seconds, ..self.clone() };
        within.times().into_iter().map(|time| clock.date().to_datetime(time)).collect()
    }

    /// Those that are picked by their place among the times of a period.
    fn placed(&self, clocks: Vec<DateTime>) -> Vec<DateTime> {
        if self.places.is_empty() {
            return clocks;
        }
        let count = i64::try_from(clocks.len()).unwrap_or(i64::MAX);
        let index = |place: &i64| if *place > 0 { place - 1 } else { count + place };
        let picked: BTreeSet<i64> = self.places.iter().map(index).collect();
        let picked = picked.into_iter().filter_map(|index| usize::try_from(index).ok());
        picked.filter_map(|index| clocks.get(index).copied()).collect()
    }
}
