//! Time zones: from moments to a zone's clock and back, and a moment as people say it.

use jiff::Timestamp as Instant;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone, TimeZoneDatabase};
use serde::{Deserialize, Serialize};
use warmline_model::{Day, Timestamp};

/// The longest name that is compared with those there are, in bytes.
const MAX_NAME: usize = 100;
/// What the database has beside zones.
const NO_PLACES: [&str; 2] = ["Etc/Unknown", "Factory"];

/// A time zone of the IANA database, which is built in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone(TimeZone);

/// The days of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Weekday {
    /// From Monday to Sunday.
    pub const ALL: [Self; 7] = [
        Self::Monday,
        Self::Tuesday,
        Self::Wednesday,
        Self::Thursday,
        Self::Friday,
        Self::Saturday,
        Self::Sunday,
    ];
}

/// How near a day is to today, which decides how people call it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Near {
    /// Today.
    Today,
    /// Tomorrow.
    Tomorrow,
    /// Two to six days on: its weekday names it.
    Weekday,
    /// Later, or past: its date names it.
    Date,
}

/// A moment by a zone's clock, in parts, for words to be made of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalTime {
    /// How its day is called from now.
    pub near: Near,
    /// Its day of the week.
    pub weekday: Weekday,
    /// Its date, with year and day.
    pub date: Day,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59; begun minutes count as their beginning.
    pub minute: u8,
    /// The zone's name: `Europe/Berlin`.
    pub zone: String,
    /// How far its clock is ahead of UTC at that moment, in seconds.
    pub offset: i32,
}

impl Zone {
    /// UTC.
    pub const fn utc() -> Self {
        Self(TimeZone::UTC)
    }

    /// The zone of that name, in whatever case; older names are known too.
    pub fn find(name: &str) -> Option<Self> {
        if NO_PLACES.iter().any(|none| none.eq_ignore_ascii_case(name)) {
            return None;
        }
        TimeZoneDatabase::bundled().get(name).ok().map(Self)
    }

    /// The name of the zone that somebody who wrote this may have meant.
    pub fn near(written: &str) -> Option<String> {
        if written.len() > MAX_NAME {
            return None;
        }
        let (all, place) = (plain(written), place(written));
        let chars = place.chars().count();
        if !(3..=40).contains(&chars) {
            return None;
        }
        let database = TimeZoneDatabase::bundled();
        let known = database.available().map(|name| name.to_string());
        let known = known.filter(|name| Self::find(name).is_some());
        let of =
            |name: &String| (distance(&place, &self::place(name)), distance(&all, &plain(name)));
        let nearest = known.map(|name| (of(&name), name)).min()?;
        let ((away, _), name) = nearest;
        (away <= chars / 3).then_some(name)
    }

    /// Its name.
    pub fn name(&self) -> &str {
        self.0.iana_name().unwrap_or("UTC")
    }

    /// A moment as people here call it at another one.
    pub fn local(&self, at: Timestamp, now: Timestamp) -> LocalTime {
        let instant = instant(at);
        let offset = self.0.to_offset(instant);
        let clock = offset.to_datetime(instant);
        let near = match clock.date().duration_since(self.date(now)).as_hours() / 24 {
            0 => Near::Today,
            1 => Near::Tomorrow,
            2..=6 => Near::Weekday,
            _ => Near::Date,
        };
        let small = |part: i8| u8::try_from(part).unwrap_or_default();
        let weekday = usize::from(small(clock.weekday().to_monday_zero_offset()));
        LocalTime {
            near,
            weekday: Weekday::ALL.get(weekday).copied().unwrap_or(Weekday::Monday),
            date: Day {
                year: Some(i32::from(clock.year())),
                month: small(clock.month()),
                day: Some(small(clock.day())),
            },
            hour: small(clock.hour()),
            minute: small(clock.minute()),
            zone: self.name().to_owned(),
            offset: offset.seconds(),
        }
    }

    /// The date that the clock shows.
    pub(crate) fn date(&self, at: Timestamp) -> Date {
        self.0.to_datetime(instant(at)).date()
    }

    /// The first moment at which the clock has reached so many minutes since a day's midnight.
    pub(crate) fn reached(&self, date: Date, minutes: u16) -> Timestamp {
        let spells = self.spells(date, minutes);
        let reached = spells.iter().find(|spell| spell.shown < spell.until);
        reached.map_or(END, |spell| moment(spell.from.max(spell.shown)))
    }

    /// The first moment at which the clock has reached what it is to show; seconds are left out.
    pub(crate) fn shows(&self, clock: DateTime) -> Timestamp {
        let minutes = i16::from(clock.hour()) * 60 + i16::from(clock.minute());
        self.reached(clock.date(), u16::try_from(minutes).unwrap_or_default())
    }

    /// The last moment up to which the clock had not reached so many minutes since a day's midnight.
    pub(super) fn passed(&self, date: Date, minutes: u16) -> Timestamp {
        let spells = self.spells(date, minutes);
        let before = spells.iter().rfind(|spell| spell.shown > spell.from);
        before.map_or(END, |spell| moment(spell.until.min(spell.shown)))
    }

    /// The spells between changes of the clock around what it is to show; none: the calendar ends before.
    /// From moments to the clock and never back, for around a zone's last change by decree that is not
    /// always told right.
    fn spells(&self, date: Date, minutes: u16) -> Vec<Spell> {
        let utc = clock(date, minutes).and_then(|clock| Offset::UTC.to_timestamp(clock).ok());
        let Some(utc) = utc.map(Instant::as_second) else { return Vec::new() };
        let (first, last) = (utc - FARTHEST, utc + FARTHEST);
        let changes = self.0.following(second(first)).map(|change| change.timestamp().as_second());
        let changes: Vec<i64> = changes.take_while(|change| *change < last).collect();
        let froms = std::iter::once(first).chain(changes.iter().copied());
        let untils = changes.iter().copied().chain(std::iter::once(last));
        let ahead = |from: i64| i64::from(self.0.to_offset(second(from)).seconds());
        froms
            .zip(untils)
            .map(|(from, until)| Spell { from, until, shown: utc - ahead(from) })
            .collect()
    }
}

/// More than any clock is ahead of UTC or behind it, in seconds.
const FARTHEST: i64 = 26 * 3_600;
/// After all days of the calendar.
const END: Timestamp = Timestamp(i64::MAX);

/// A time without a change of the clock, in seconds since 1970.
struct Spell {
    from: i64,
    /// The first second after it.
    until: i64,
    /// When the clock would show what is asked for, if this spell went on for ever.
    shown: i64,
}

/// What the clock shows so many minutes after a day's midnight, if no change comes between; none: the
/// calendar ends before.
fn clock(date: Date, minutes: u16) -> Option<DateTime> {
    let (days, minutes) = (minutes / super::DAY_MINUTES, minutes % super::DAY_MINUTES);
    let date = super::forward(date).nth(usize::from(days))?;
    let part = |part: u16| i8::try_from(part).unwrap_or_default();
    Some(date.at(part(minutes / 60), part(minutes % 60), 0, 0))
}

/// A moment; one that the calendar does not reach counts as its first or last.
fn instant(at: Timestamp) -> Instant {
    let beyond = if at.0 > 0 { Instant::MAX } else { Instant::MIN };
    Instant::from_millisecond(at.0).unwrap_or(beyond)
}

/// A second since 1970 likewise.
fn second(second: i64) -> Instant {
    Instant::from_second(second).unwrap_or(if second > 0 { Instant::MAX } else { Instant::MIN })
}

const fn moment(second: i64) -> Timestamp {
    Timestamp(second * 1_000)
}

/// A name as it is compared: "new york" and "New_York" are the same.
fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The last part of a name, which is the place.
fn place(name: &str) -> String {
    plain(name.rsplit('/').next().unwrap_or(name))
}

/// How many letters are to be changed, added or taken away to make one of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, letter) in one.chars().enumerate() {
        let mut corner = above;
        let mut left = above + 1;
        for (same, cell) in other.iter().map(|c| *c == letter).zip(row.iter_mut().skip(1)) {
            let changed = corner + usize::from(!same);
            corner = *cell;
            left = changed.min(left + 1).min(*cell + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = above + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_is_no_zone_finds_the_one_that_was_meant() {
        for (written, meant) in [
            ("Europe/Berln", Some("Europe/Berlin")),
            ("Berlin", Some("Europe/Berlin")),
            ("Amerika/New York", Some("America/New_York")),
            ("europe-berlin", None),
            ("Asia/Calcuta", Some("Asia/Calcutta")),
            ("America/Los Angles", Some("America/Los_Angeles")),
            ("+02:00", None),
            ("", None),
            ("Middle of nowhere", None),
        ] {
            assert_eq!(Zone::near(written).as_deref(), meant, "{written}");
        }
    }

    #[test]
    fn letters_to_change_are_counted() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "abc"), 3);
        assert_eq!(distance("abc", ""), 3);
        assert_eq!(distance("same", "same"), 0);
    }

    #[test]
    fn zones_are_found_in_any_case_and_by_older_names_and_nothing_else_is_one() {
        assert_eq!(Zone::find("europe/berlin").as_ref().map(Zone::name), Some("Europe/Berlin"));
        assert_eq!(Zone::find("UTC"), Some(Zone::utc()));
        for name in ["Asia/Calcutta", "Europe/Kiev", "US/Pacific", "Etc/GMT-3", "EST"] {
            assert!(Zone::find(name).is_some(), "{name}");
        }
        for name in ["", "Etc/Unknown", "Factory", "Europe", "Mars/Olympus", "../etc/passwd"] {
            assert!(Zone::find(name).is_none(), "{name}");
        }
    }

    #[test]
    fn the_same_moment_is_today_here_and_tomorrow_elsewhere() {
        // the customer sees times in their own zone. 2026-11-20 is a Friday.
        let friday_evening = Timestamp(1_795_204_800_000);
        let in_zone = |name: &str, hours: i64| {
            let at = Timestamp(friday_evening.0 + hours * 3_600_000);
            Zone::find(name).expect(name).local(at, friday_evening)
        };
        let berlin = in_zone("Europe/Berlin", 0);
        assert_eq!((berlin.hour, berlin.minute, berlin.offset), (21, 0, 3_600));
        assert_eq!((berlin.near, berlin.weekday), (Near::Today, Weekday::Friday));
        assert_eq!(berlin.date, Day { year: Some(2026), month: 11, day: Some(20) });
        let nepal = in_zone("Asia/Kathmandu", 0);
        assert_eq!((nepal.hour, nepal.minute, nepal.weekday), (1, 45, Weekday::Saturday));
        assert_eq!(nepal.near, Near::Today, "it is Saturday there already");
        assert_eq!(in_zone("Europe/Berlin", 12).near, Near::Tomorrow);
        assert_eq!(in_zone("Asia/Kathmandu", 12).near, Near::Today);
        assert_eq!(in_zone("Europe/Berlin", 6 * 24).near, Near::Weekday);
        assert_eq!(in_zone("Europe/Berlin", 7 * 24).near, Near::Date);
        assert_eq!(in_zone("Europe/Berlin", -24).near, Near::Date);
    }
}
