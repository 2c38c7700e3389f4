//! Moments in words, by the clock of a zone that is named on the page: without script nobody knows the visitor's.

use jiff::Zoned;
use jiff::tz::TimeZone;
use warmline_model::Timestamp;

/// A clock that knows what time it is.
#[derive(Clone, Debug)]
pub struct Clock {
    zone: TimeZone,
    name: String,
    now: Timestamp,
}

impl Clock {
    /// The clock of the first of these zones that is known by its IANA name, else of UTC.
    pub fn new(zones: &[&str], now: Timestamp) -> Self {
        let found = zones.iter().find_map(|name| {
            let zone = TimeZone::get(name).ok()?;
            Some((zone, name.replace('_', " ")))
        });
        let (zone, name) = found.unwrap_or_else(|| (TimeZone::UTC, "UTC".to_owned()));
        Self { zone, name, now }
    }

    /// Whose clock it is: "Europe/Berlin".
    pub fn zone(&self) -> &str {
        &self.name
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        self.now
    }

    fn at(&self, at: Timestamp) -> Zoned {
        let moment = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
        moment.to_zoned(self.zone.clone())
    }

    /// "10:30".
    pub fn time(&self, at: Timestamp) -> String {
        self.at(at).strftime("%H:%M").to_string()
    }

    /// "Monday, 30 November".
    pub fn day(&self, at: Timestamp) -> String {
        self.at(at).strftime("%A, %-d %B").to_string()
    }

    /// A moment with its date, which stays true: "Monday, 30 November, 10:30".
    pub fn dated(&self, at: Timestamp) -> String {
        [self.day(at), self.time(at)].join(", ")
    }

    /// "today, 10:30", "tomorrow, 10:30", and any other with its date.
    pub fn moment(&self, at: Timestamp) -> String {
        let (today, day) = (self.at(self.now).date(), self.at(at).date());
        let name = if day == today {
            "today".to_owned()
        } else if today.tomorrow().is_ok_and(|tomorrow| tomorrow == day) {
            "tomorrow".to_owned()
        } else {
            self.day(at)
        };
        [name, self.time(at)].join(", ")
    }

    /// For a program that reads the page: "2026-11-30T09:30:00Z".
    pub fn for_machines(&self, at: Timestamp) -> String {
        jiff::Timestamp::from_millisecond(at.0).unwrap_or_default().strftime("%FT%TZ").to_string()
    }

    /// How far the zone is ahead of UTC at this moment, in minutes.
    pub fn ahead_minutes(&self) -> i64 {
        i64::from(self.at(self.now).offset().seconds() / 60)
    }
}
