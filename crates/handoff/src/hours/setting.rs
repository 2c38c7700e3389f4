//! Hours as an owner writes them: what can be read of them, and all that can't be, with its place.

use super::{DAY_MINUTES, Hours, Span, Weekday, Zone};
use crate::settings::{SettingsError, word};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How many spans a day may have.
const MAX_SPANS: usize = 10;
/// How many exceptions hours may have.
const MAX_EXCEPTIONS: usize = 100;
/// The longest name of an exception, in characters.
const MAX_NAME: usize = 80;
/// A week in minutes.
const WEEK: u32 = 7 * DAY_MINUTES as u32;
/// A year that has all days, for those of every year.
const LEAP_YEAR: i16 = 2000;

/// When a department works.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HoursSetting {
    /// By the clock of which zone, by its IANA name: `Europe/Berlin`.
    #[serde(default)]
    pub zone: String,
    /// The spans of each day of the week.
    #[serde(default)]
    pub week: WeekSetting,
    /// Days that are other than the week says, at most 100.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<ExceptionSetting>,
}

/// The spans of each day: `09:00-12:30`. One that ends at or before its beginning, by the clock, ends on
/// the next day: `22:00-06:00`. A whole day is `00:00-24:00`; no span: closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
#[allow(missing_docs)]
pub struct WeekSetting {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub monday: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tuesday: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub wednesday: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub thursday: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub friday: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub saturday: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sunday: Vec<String>,
}

/// A day that is other than the week says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionSetting {
    /// The day: `2026-12-24`, or `12-25` in every year. One day of one year goes before that day of
    /// every year.
    pub on: String,
    /// What it is, for the owners: `Christmas Day`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What takes the place of the spans that begin on that day; none: closed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<String>,
}

/// The day of an exception.
#[derive(Clone, Copy, PartialEq, Eq)]
enum On {
    Dated(Date),
    Yearly(i8, i8),
}

impl WeekSetting {
    /// The spans of each day, as they are written, from Monday on.
    pub const fn days(&self) -> [(Weekday, &Vec<String>); 7] {
        [
            (Weekday::Monday, &self.monday),
            (Weekday::Tuesday, &self.tuesday),
            (Weekday::Wednesday, &self.wednesday),
            (Weekday::Thursday, &self.thursday),
            (Weekday::Friday, &self.friday),
            (Weekday::Saturday, &self.saturday),
            (Weekday::Sunday, &self.sunday),
        ]
    }
}

impl HoursSetting {
    /// The hours as far as they can be read; always open without a zone that is known.
    pub fn hours(&self) -> Hours {
        self.compiled("hours", &mut Vec::new())
    }

    /// The hours as far as they can be read, and what can't be, below `path`. Without a zone that is
    /// known they can't be read at all, and it is always open.
    pub(crate) fn compiled(&self, path: &str, faults: &mut Vec<SettingsError>) -> Hours {
        let told = faults.len();
        let zone = Zone::find(self.zone.trim());
        if zone.is_none() {
            faults.push(SettingsError::at(format!("{path}.zone"), no_zone(self.zone.trim())));
        }
        let mut placed: Vec<Placed> = Vec::new();
        for (n, (day, written)) in (0u32..).zip(self.week.days()) {
            let at = format!("{path}.week.{}", word(&day));
            placed.extend(read_day(&at, n * u32::from(DAY_MINUTES), written, faults));
        }
        tell_overlaps(&placed, faults);
        let mut week: [Vec<Span>; 7] = Default::default();
        for span in placed {
            if let Some(day) = week.get_mut(
                usize::try_from(span.midnight / u32::from(DAY_MINUTES)).unwrap_or_default(),
            ) {
                day.push(span.span);
            }
        }
        week.iter_mut().for_each(|day| day.sort_unstable());
        let mut hours = Hours { week, ..Hours::always() };
        if self.exceptions.len() > MAX_EXCEPTIONS {
            let allowed = format!("at most {MAX_EXCEPTIONS}, not {}", self.exceptions.len());
            faults.push(SettingsError::at(format!("{path}.exceptions"), allowed));
        }
        for (n, exception) in self.exceptions.iter().enumerate().take(MAX_EXCEPTIONS) {
            let at = format!("{path}.exceptions[{n}]");
            hours.except(exception, &at, faults);
        }
        let days = hours.week.iter().chain(hours.dated.values()).chain(hours.yearly.values());
        if days.flatten().next().is_none() && faults.len() == told {
            let allowed = "at least one span, here or in an exception; as in 09:00-17:30";
            faults.push(SettingsError::at(format!("{path}.week"), allowed));
        }
        match zone {
            Some(zone) => Hours { zone, ..hours },
            None => Hours::always(),
        }
    }
}

impl Hours {
    fn except(&mut self, exception: &ExceptionSetting, at: &str, faults: &mut Vec<SettingsError>) {
        let named = |name: &String| !name.trim().is_empty() && name.chars().count() <= MAX_NAME;
        if !exception.name.as_ref().is_none_or(named) {
            let allowed = format!("1 to {MAX_NAME} characters");
            faults.push(SettingsError::at(format!("{at}.name"), allowed));
        }
        let placed = read_day(&format!("{at}.spans"), 0, &exception.spans, faults);
        tell_overlaps(&placed, faults);
        let mut spans: Vec<Span> = placed.into_iter().map(|placed| placed.span).collect();
        spans.sort_unstable();
        let twice = match read_date(&exception.on) {
            Ok(On::Dated(date)) => self.dated.insert(date, spans).is_some(),
            Ok(On::Yearly(month, day)) => self.yearly.insert((month, day), spans).is_some(),
            Err(allowed) => {
                faults.push(SettingsError::at(format!("{at}.on"), allowed));
                return;
            }
        };
        if twice {
            faults.push(SettingsError::at(format!("{at}.on"), "this day is there twice"));
        }
    }
}

/// A span with its place in the settings and in the week.
struct Placed {
    path: String,
    written: String,
    /// The midnight before it, in minutes since the week's first.
    midnight: u32,
    span: Span,
}

impl Placed {
    fn begin(&self) -> u32 {
        self.midnight + u32::from(self.span.from)
    }

    /// Whether the other one begins while this one runs; after Sunday comes Monday.
    fn is_running_at_the_beginning_of(&self, other: &Self) -> bool {
        let later = (other.begin() + WEEK - self.begin()) % WEEK;
        later < u32::from(self.span.until - self.span.from)
    }
}

fn read_day(
    path: &str,
    midnight: u32,
    written: &[String],
    faults: &mut Vec<SettingsError>,
) -> Vec<Placed> {
    if written.len() > MAX_SPANS {
        let allowed = format!("at most {MAX_SPANS} spans a day, not {}", written.len());
        faults.push(SettingsError::at(path, allowed));
    }
    let mut placed = Vec::new();
    for (n, written) in written.iter().enumerate().take(MAX_SPANS) {
        let path = format!("{path}[{n}]");
        match read_span(written) {
            Ok(span) => {
                placed.push(Placed { path, written: written.trim().to_owned(), midnight, span });
            }
            Err(allowed) => faults.push(SettingsError::at(path, allowed)),
        }
    }
    placed
}

fn tell_overlaps(placed: &[Placed], faults: &mut Vec<SettingsError>) {
    for (n, later) in placed.iter().enumerate() {
        let clash = placed.iter().take(n).find(|earlier| {
            earlier.is_running_at_the_beginning_of(later)
                || later.is_running_at_the_beginning_of(earlier)
        });
        if let Some(earlier) = clash {
            let day =
                usize::try_from(earlier.midnight / u32::from(DAY_MINUTES)).unwrap_or_default();
            let other_day = Weekday::ALL.get(day).filter(|_| earlier.midnight != later.midnight);
            let of = other_day.map(|day| format!(" of {}", word(day))).unwrap_or_default();
            let allowed = format!("overlaps {}{of}; one span takes in both", earlier.written);
            faults.push(SettingsError::at(later.path.as_str(), allowed));
        }
    }
}

pub(crate) fn no_zone(written: &str) -> String {
    let advice = Zone::near(written).map_or_else(
        || "write a name like Europe/Berlin or America/New_York".to_owned(),
        |near| format!("did you mean {near}?"),
    );
    if written.is_empty() {
        return format!("the clock of a place is needed; {advice}");
    }
    let short: String = written.chars().take(60).collect();
    format!("there is no time zone {short:?}; {advice}")
}

/// `09:00-12:30`, also with a dash and spaces.
fn read_span(written: &str) -> Result<Span, String> {
    let form = "as in 09:00-12:30, or 22:00-06:00 past midnight";
    let Some((from, until)) = written.split_once(['-', '\u{2013}']) else {
        return Err(format!("a beginning and an end, {form}"));
    };
    let (from, until) = (read_time(from.trim())?, read_time(until.trim())?);
    if from == DAY_MINUTES {
        return Err("24:00 is an end; what begins then is of the next day, from 00:00".into());
    }
    if from == until {
        return Err("ends where it begins; a whole day is 00:00-24:00".into());
    }
    Ok(Span { from, until: if until < from { until + DAY_MINUTES } else { until } })
}

/// Minutes since midnight.
pub(crate) fn read_time(written: &str) -> Result<u16, String> {
    let wrong = || {
        let short: String = written.chars().take(20).collect();
        format!("{short:?} is no time of day; from 00:00 to 24:00, as in 09:00-12:30")
    };
    let digits = |part: &str, most: usize| {
        let fits = (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<u16>().ok().filter(|_| fits)
    };
    let (hour, minute) = written.split_once(':').ok_or_else(wrong)?;
    let minute = Some(minute).filter(|minute| minute.len() == 2).ok_or_else(wrong)?;
    let (hour, minute) = digits(hour, 2).zip(digits(minute, 2)).ok_or_else(wrong)?;
    let minutes = hour * 60 + minute;
    if minute > 59 || minutes > DAY_MINUTES { Err(wrong()) } else { Ok(minutes) }
}

fn read_date(written: &str) -> Result<On, String> {
    let form = "write 2026-12-24, or 12-25 for every year";
    let parts: Vec<&str> = written.trim().split('-').collect();
    let number = |part: &str, digits: usize| {
        let fits = part.len() == digits && part.bytes().all(|b| b.is_ascii_digit());
        part.parse::<i16>().ok().filter(|_| fits)
    };
    let (year, month, day) = match parts.as_slice() {
        [year, month, day] => (Some(*year), *month, *day),
        [month, day] => (None, *month, *day),
        _ => return Err(form.into()),
    };
    let dated = year.is_some();
    let year = year.map_or(Some(LEAP_YEAR), |year| number(year, 4).filter(|year| *year > 0));
    let day = number(month, 2).zip(number(day, 2));
    let (Some(year), Some((month, day))) = (year, day) else { return Err(form.into()) };
    let small = |part: i16| i8::try_from(part).unwrap_or_default();
    let date = Date::new(year, small(month), small(day));
    let date = date.map_err(|_| format!("there is no {}; {form}", written.trim()))?;
    Ok(if dated { On::Dated(date) } else { On::Yearly(date.month(), date.day()) })
}
