//! The values of iCalendar: dates, times, lengths and stretches.

use crate::lines::Property;
use jiff::civil::{Date, DateTime, Time};

/// A date or a time as it is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// A day: `20261124`.
    Day(Date),
    /// By the clock of UTC: `20261124T090000Z`.
    Utc(DateTime),
    /// By another clock: `20261124T090000`.
    Local(DateTime),
}

impl When {
    /// What the clock shows, a day's as its midnight.
    pub(crate) fn clock(self) -> DateTime {
        match self {
            Self::Day(date) => date.to_datetime(Time::midnight()),
            Self::Utc(clock) | Self::Local(clock) => clock,
        }
    }

    pub(crate) fn is_day(self) -> bool {
        matches!(self, Self::Day(_))
    }

    /// Reads one, whatever kind it says it is.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (date, time) = match text.split_once(['T', 't']) {
            Some((date, time)) => (date, Some(time)),
            None => (text, None),
        };
        let date = read_date(date)?;
        let Some(time) = time else { return Some(Self::Day(date)) };
        let utc = time.strip_suffix(['Z', 'z']);
        let clock = date.to_datetime(read_time(utc.unwrap_or(time))?);
        Some(if utc.is_some() { Self::Utc(clock) } else { Self::Local(clock) })
    }
}

/// A list of dates or times, and what can't be read of it.
pub(crate) fn read_list(property: &Property<'_>) -> Vec<Result<When, String>> {
    let all = property.value.split(',').filter(|text| !text.trim().is_empty());
    all.map(|text| When::read(text).ok_or_else(|| no_time(text))).collect()
}

/// What a fault says of a text that is no time.
pub(crate) fn no_time(text: &str) -> String {
    format!("there is no date or time {:?}", short(text))
}

/// A text as a fault may quote it.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

fn read_date(text: &str) -> Option<Date> {
    if text.len() != 8 || !text.is_ascii() {
        return None;
    }
    let year = i16::try_from(digits(text.get(..4)?)?).ok()?;
    let small = |text: &str| i8::try_from(digits(text)?).ok();
    Date::new(year, small(text.get(4..6)?)?, small(text.get(6..)?)?).ok()
}

fn read_time(text: &str) -> Option<Time> {
    if text.len() != 6 || !text.is_ascii() {
        return None;
    }
    let small = |text: &str| i8::try_from(digits(text)?).ok();
    // A leap second counts as the one before it.
    let second = small(text.get(4..)?)?;
    let second = if second == 60 { 59 } else { second };
    Time::new(small(text.get(..2)?)?, small(text.get(2..4)?)?, second, 0).ok()
}

/// A number without a sign.
pub(crate) fn digits(text: &str) -> Option<u32> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

/// How long something takes: days by the calendar, and seconds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Length {
    pub(crate) days: i64,
    pub(crate) seconds: i64,
}

impl Length {
    /// `P1W`, `P1DT2H`, `PT15M`; none: it is no length, or it goes back.
    pub(crate) fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_start_matches('+');
        let body = text.strip_prefix('P')?;
        let (days, time) = body.split_once('T').unwrap_or((body, ""));
        let mut length = Self::default();
        for (number, unit) in parts(days)? {
            length.days += match unit {
                'W' => number * 7,
                'D' => number,
                _ => return None,
            };
        }
        for (number, unit) in parts(time)? {
            length.seconds += match unit {
                'H' => number * 3_600,
                'M' => number * 60,
                'S' => number,
                _ => return None,
            };
        }
        (length != Self::default() || body.bytes().any(|byte| byte == b'0')).then_some(length)
    }

    /// About how long that is, in seconds.
    pub(crate) const fn about(self) -> i64 {
        self.days * 86_400 + self.seconds
    }
}

/// Numbers with their units; none: it is something else.
fn parts(text: &str) -> Option<Vec<(i64, char)>> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit())?;
        let unit = rest.get(end..)?.chars().next()?;
        // More than that is no meeting.
        let number = i64::from(digits(rest.get(..end)?)?).min(10_000_000);
        parts.push((number, unit));
        rest = rest.get(end + unit.len_utf8()..)?;
    }
    (parts.len() <= 4).then_some(parts)
}

/// When a stretch ends: at a time, or after a length.
pub(crate) enum Ends {
    At(When),
    After(Length),
}

/// `20261124T090000Z/20261124T100000Z` or `20261124T090000Z/PT1H`.
pub(crate) fn read_stretch(text: &str) -> Option<(When, Ends)> {
    let (from, until) = text.split_once('/')?;
    let from = When::read(from)?;
    let ends = match Length::read(until) {
        Some(length) => Ends::After(length),
        None => Ends::At(When::read(until)?),
    };
    Some((from, ends))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_that_do_not_exist_are_none_and_a_leap_second_counts() {
        for odd in [
            "20260231",
            "20261301",
            "2026-11-24",
            "20261124T250000",
            "20261124T0900",
            "",
            "20261124T09000\u{e9}",
            "+2261124",
            "T",
            "99999999999999",
            "20261124T090000+0100",
        ] {
            assert_eq!(When::read(odd), None, "{odd}");
        }
        let leap = When::read("20161231T235960Z").expect("a time");
        assert_eq!(leap.clock().second(), 59);
        assert!(When::read("20240229").is_some_and(When::is_day));
    }

    #[test]
    fn lengths_are_read_in_weeks_days_and_time() {
        let read = |text| Length::read(text).map(|length| (length.days, length.seconds));
        assert_eq!(read("P1W"), Some((7, 0)));
        assert_eq!(read("P1DT2H3M4S"), Some((1, 7_384)));
        assert_eq!(read("+PT15M"), Some((0, 900)));
        assert_eq!(read("PT0S"), Some((0, 0)));
        for odd in ["", "P", "PT", "-PT15M", "P1M", "PT1D", "P1", "1H", "P-1D", "PT1\u{e9}"] {
            assert_eq!(read(odd), None, "{odd}");
        }
        assert!(read("P99999999999W").is_none());
        assert!(read("P4294967295W").is_some(), "and none that overflows");
    }
}
