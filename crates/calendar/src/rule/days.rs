//! The days of a rule: the periods in which they are looked for, and which of them fit.

use super::{Frequency, Rule};
use jiff::SignedDuration;
use jiff::civil::{Date, Weekday};

/// The last year that is looked at.
const LAST_YEAR: i64 = 9_990;

impl Rule {
    /// The days of each period from the one before `from` on, in their order.
    pub(super) fn periods(
        &self,
        begins: Date,
        from: Date,
    ) -> Box<dyn Iterator<Item = Vec<Date>> + '_> {
        let ahead = (from.duration_since(begins).as_hours() / 24).max(0);
        let (year, month) = (i64::from(begins.year()), i64::from(begins.month()));
        match self.frequency {
            Frequency::Yearly => {
                let years = i64::from(from.year()) - year;
                let years = numbers(year, years, self.interval).take_while(|y| *y <= LAST_YEAR);
                Box::new(years.map(|year| self.year(year)))
            }
            Frequency::Monthly => {
                let first = year * 12 + month - 1;
                let months = i64::from(from.year()) * 12 + i64::from(from.month()) - 1 - first;
                let months = numbers(first, months, self.interval);
                let months = months.take_while(|month| month / 12 <= LAST_YEAR);
                Box::new(months.map(|month| days_of(month / 12, month % 12 + 1)))
            }
            Frequency::Weekly => {
                let first = after(begins, -since(self.week_start, begins.weekday()));
                let weeks = numbers(0, ahead / 7, self.interval);
                let weeks = weeks.map_while(move |week| after(first?, week.checked_mul(7)?));
                Box::new(weeks.map(|monday| first_days(monday, 7)))
            }
            _ => {
                let days = numbers(0, ahead, self.interval);
                Box::new(days.map_while(move |day| after(begins, day)).map(|day| vec![day]))
            }
        }
    }

    /// The days of a year; without those of months that can't fit.
    fn year(&self, year: i64) -> Vec<Date> {
        let months = (1..=12).filter(|month| self.months.is_empty() || self.months.contains(month));
        months.flat_map(|month| days_of(year, month)).collect()
    }

    /// Whether a day fits all that the rule says of days.
    pub(super) fn has_day(&self, date: Date) -> bool {
        let counted = |set: &std::collections::BTreeSet<i64>, at: i64, of: i64| {
            set.is_empty() || set.contains(&at) || set.contains(&(at - of - 1))
        };
        let (in_month, in_year) = (i64::from(date.days_in_month()), i64::from(date.days_in_year()));
        (self.months.is_empty() || self.months.contains(&i64::from(date.month())))
            && counted(&self.month_days, date.day().into(), in_month)
            && counted(&self.year_days, date.day_of_year().into(), in_year)
            && self.has_weekday(date)
            && self.has_week(date)
    }

    fn has_weekday(&self, date: Date) -> bool {
        let numbered = match self.frequency {
            Frequency::Yearly => self.weeks.is_empty(),
            Frequency::Monthly => true,
            _ => false,
        };
        let of_month = self.frequency == Frequency::Monthly || !self.months.is_empty();
        let (at, of) = match of_month {
            true => (i64::from(date.day()), i64::from(date.days_in_month())),
            false => (i64::from(date.day_of_year()), i64::from(date.days_in_year())),
        };
        let (nth, from_end) = ((at - 1) / 7 + 1, -((of - at) / 7 + 1));
        let weekday = date.weekday();
        let fits = |(number, day): &(Option<i64>, Weekday)| {
            let counts = number.is_none_or(|n| !numbered || n == nth || n == from_end);
            *day == weekday && counts
        };
        self.weekdays.is_empty() || self.weekdays.iter().any(fits)
    }

    /// Whether the number of the day's week fits: the first week is the first with four days of its year.
    fn has_week(&self, date: Date) -> bool {
        if self.weeks.is_empty() {
            return true;
        }
        // The fourth day of a week is of the year that the week counts to.
        let fourth = after(date, 3 - since(self.week_start, date.weekday()));
        let Some(fourth) = fourth else { return false };
        let week = (i64::from(fourth.day_of_year()) - 1) / 7 + 1;
        let last = i64::from(fourth.days_in_year()) - i64::from(fourth.day_of_year());
        let weeks = week + last / 7;
        self.weeks.contains(&week) || self.weeks.contains(&(week - weeks - 1))
    }
}

/// `first`, and on by `interval`, from one before what is `ahead` of it on.
fn numbers(first: i64, ahead: i64, interval: i64) -> impl Iterator<Item = i64> {
    let skipped = (ahead / interval - 1).max(0);
    let first = first.checked_add(skipped.saturating_mul(interval));
    std::iter::successors(first, move |number| number.checked_add(interval))
}

/// How many days a day of the week is after the one with which weeks begin.
fn since(week_start: Weekday, day: Weekday) -> i64 {
    i64::from(day.since(week_start))
}

fn after(date: Date, days: i64) -> Option<Date> {
    date.checked_add(SignedDuration::from_hours(
        days.checked_mul(24).filter(|h| h.abs() < 1 << 40)?,
    ))
    .ok()
}

fn first_days(first: Date, count: usize) -> Vec<Date> {
    std::iter::successors(Some(first), |day| day.tomorrow().ok()).take(count).collect()
}

fn days_of(year: i64, month: i64) -> Vec<Date> {
    let first = i16::try_from(year).ok().zip(i8::try_from(month).ok());
    let first = first.and_then(|(year, month)| Date::new(year, month, 1).ok());
    first.map_or_else(Vec::new, |first| {
        first_days(first, usize::try_from(first.days_in_month()).unwrap_or_default())
    })
}
