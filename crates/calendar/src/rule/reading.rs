//! A rule as it is written: `FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20261231T225959Z`.

use super::{Frequency, Rule};
use crate::value::{When, digits, short};
use jiff::civil::Weekday;
use std::collections::BTreeSet;

impl Rule {
    /// Reads one.
    ///
    /// # Errors
    /// What can't be read.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let mut rule = Self {
            // Replaced below, for a rule without it is none.
            frequency: Frequency::Yearly,
            interval: 1,
            count: None,
            until: None,
            week_start: Weekday::Monday,
            months: BTreeSet::new(),
            weeks: BTreeSet::new(),
            year_days: BTreeSet::new(),
            month_days: BTreeSet::new(),
            weekdays: Vec::new(),
            hours: BTreeSet::new(),
            minutes: BTreeSet::new(),
            seconds: BTreeSet::new(),
            places: BTreeSet::new(),
        };
        let mut named = BTreeSet::new();
        for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').ok_or_else(|| wrong(part))?;
            let name = name.to_ascii_uppercase();
            rule.take(&name, value).ok_or_else(|| wrong(part))?;
            if !named.insert(name) {
                return Err(format!("the part {:?} is there twice", short(part)));
            }
        }
        if !named.contains("FREQ") {
            return Err("a recurrence without FREQ".into());
        }
        Ok(rule)
    }

    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        let list = |low: i64, high: i64, back: bool| numbers(value, low, high, back);
        match name {
            "FREQ" => self.frequency = frequency(value)?,
            "INTERVAL" => self.interval = digits(value).filter(|n| *n > 0).map(i64::from)?,
            "COUNT" => self.count = Some(digits(value)?),
            "UNTIL" => self.until = Some(When::read(value)?),
            "WKST" => self.week_start = weekday(value)?,
            "BYMONTH" => self.months = list(1, 12, false)?,
            "BYWEEKNO" => self.weeks = list(1, 53, true)?,
            "BYYEARDAY" => self.year_days = list(1, 366, true)?,
            "BYMONTHDAY" => self.month_days = list(1, 31, true)?,
            "BYDAY" => {
                let days = value.split(',').take(400).map(numbered_weekday);
                self.weekdays = days.collect::<Option<_>>()?;
            }
            "BYHOUR" => self.hours = list(0, 23, false)?,
            "BYMINUTE" => self.minutes = list(0, 59, false)?,
            "BYSECOND" => {
                // A leap second counts as the one before it.
                self.seconds = list(0, 60, false)?.into_iter().map(|s| s.min(59)).collect();
            }
            "BYSETPOS" => self.places = list(1, 366, true)?,
            "RSCALE" => value.eq_ignore_ascii_case("GREGORIAN").then_some(())?,
            "SKIP" => value.eq_ignore_ascii_case("OMIT").then_some(())?,
            _ => return None,
        }
        Some(())
    }
}

fn wrong(part: &str) -> String {
    format!("{:?} is no part of a recurrence", short(part))
}

fn frequency(value: &str) -> Option<Frequency> {
    Some(match value.to_ascii_uppercase().as_str() {
        "YEARLY" => Frequency::Yearly,
        "MONTHLY" => Frequency::Monthly,
        "WEEKLY" => Frequency::Weekly,
        "DAILY" => Frequency::Daily,
        "HOURLY" => Frequency::Hourly,
        "MINUTELY" => Frequency::Minutely,
        "SECONDLY" => Frequency::Secondly,
        _ => return None,
    })
}

fn weekday(value: &str) -> Option<Weekday> {
    Some(match value.to_ascii_uppercase().as_str() {
        "MO" => Weekday::Monday,
        "TU" => Weekday::Tuesday,
        "WE" => Weekday::Wednesday,
        "TH" => Weekday::Thursday,
        "FR" => Weekday::Friday,
        "SA" => Weekday::Saturday,
        "SU" => Weekday::Sunday,
        _ => return None,
    })
}

/// `MO`, `2TU`, `-1FR`.
fn numbered_weekday(text: &str) -> Option<(Option<i64>, Weekday)> {
    let text = text.trim();
    let (number, day) = text.split_at_checked(text.len().checked_sub(2)?)?;
    let number = match number {
        "" => None,
        number => Some(signed(number, 1, 53, true)?),
    };
    Some((number, weekday(day)?))
}

fn numbers(text: &str, low: i64, high: i64, back: bool) -> Option<BTreeSet<i64>> {
    let all = text.split(',').take(2_000).map(|number| signed(number.trim(), low, high, back));
    all.collect::<Option<BTreeSet<i64>>>().filter(|all| !all.is_empty())
}

/// A number from `low` to `high`, or, counted from the end, of these less than nothing.
fn signed(text: &str, low: i64, high: i64, back: bool) -> Option<i64> {
    let (sign, bare) = match text.split_at_checked(1) {
        Some(("-", bare)) if back => (-1, bare),
        Some(("+", bare)) => (1, bare),
        _ => (1, text),
    };
    let number = i64::from(digits(bare)?);
    (low..=high).contains(&number).then_some(sign * number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_rule_is_told_with_the_part_that_is_not() {
        for odd in [
            "",
            "FREQ=",
            "FREQ=FORTNIGHTLY",
            "INTERVAL=2",
            "FREQ=DAILY;INTERVAL=0",
            "FREQ=DAILY;COUNT=-1",
            "FREQ=DAILY;UNTIL=20260231",
            "FREQ=MONTHLY;BYDAY=0MO",
            "FREQ=MONTHLY;BYDAY=54MO",
            "FREQ=MONTHLY;BYDAY=\u{e9}",
            "FREQ=MONTHLY;BYMONTHDAY=32",
            "FREQ=YEARLY;BYSETPOS=0",
            "FREQ=YEARLY;BYSETPOS=-367",
            "FREQ=DAILY;BYHOUR=24",
            "FREQ=DAILY;BYHOUR=-1",
            "FREQ=DAILY;FREQ=WEEKLY",
            "FREQ=DAILY;BYEASTER=1",
            "FREQ=DAILY;RSCALE=HEBREW",
            "FREQ=DAILY;BYMONTH=5L",
            "FREQ=DAILY;INTERVAL=99999999999",
        ] {
            assert!(Rule::read(odd).is_err(), "{odd}");
        }
        for fine in [
            "FREQ=DAILY",
            "freq=weekly;byday=mo,+1tu;wkst=su",
            "FREQ=YEARLY;BYSETPOS=-1,366;",
            "FREQ=SECONDLY;BYSECOND=60",
            "RSCALE=GREGORIAN;FREQ=YEARLY;SKIP=OMIT",
        ] {
            assert!(Rule::read(fine).is_ok(), "{fine}");
        }
    }
}
