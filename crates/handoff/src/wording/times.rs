//! Times that may be said to a customer: there is no way to make one but from a promise, from an option
//! that becomes one, from opening hours or from the wait estimate.

use super::{Templates, Words};
use crate::hours::{Near, Weekday, Zone};
use crate::standing::Wait;
use warmline_model::{Millis, Promise, Slot, Timestamp};

/// A time in words. Templates' time fields take nothing else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeWords(String);

impl TimeWords {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// Where there is nothing to say.
    pub(super) const fn none() -> Self {
        Self(String::new())
    }
}

/// What can be chosen, with the time that is promised if it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Choosable {
    /// What.
    pub kind: warmline_model::Alternative,
    /// By when it would be done; absent where the customer chooses the time.
    pub by: Option<Timestamp>,
}

/// When a team is at work again, as its hours say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Opening(Timestamp);

impl Opening {
    /// The next, where it is closed now and opens again.
    pub fn of(hours: &crate::hours::Hours, now: Timestamp) -> Option<Self> {
        (!hours.is_open(now)).then(|| hours.next_open(now)).flatten().map(Self)
    }

    /// That moment.
    pub const fn at(self) -> Timestamp {
        self.0
    }
}

/// By whose clock times are said.
#[derive(Clone, Debug)]
pub struct ClockOf<'a> {
    /// The site's words.
    pub templates: &'a Templates,
    /// The zone.
    pub zone: Zone,
    /// Whether the zone is to be named, because it may not be the customer's.
    pub named: bool,
    /// What time it is.
    pub now: Timestamp,
    /// Whether it is read on another day, perhaps: then "tomorrow" says nothing.
    pub dated: bool,
}

impl ClockOf<'_> {
    /// A promise's time: when the call begins, or by when the rest is done.
    pub fn promised(&self, promise: &Promise) -> TimeWords {
        self.moment(promise.slot.map_or(promise.due, |slot| slot.from))
    }

    /// An option's time.
    pub fn offered(&self, choice: &Choosable) -> TimeWords {
        choice.by.map_or_else(TimeWords::none, |by| self.moment(by))
    }

    /// The time of a call that can be booked.
    pub fn free(&self, slot: Slot) -> TimeWords {
        self.moment(slot.from)
    }

    /// When the team is at work again.
    pub fn opening(&self, opening: Opening) -> TimeWords {
        self.moment(opening.at())
    }

    /// "tomorrow at 09:30", "on Monday at 10:00 (Europe/Berlin)".
    fn moment(&self, at: Timestamp) -> TimeWords {
        let local = self.zone.local(at, self.now);
        let clock = TimeWords(format!("{:02}:{:02}", local.hour, local.minute));
        let say = |words, day: TimeWords| {
            self.templates.say_times(words, &[], &[("clock", &clock), ("day", &day)])
        };
        let date = || {
            let day = local.date.day.unwrap_or_default();
            let year = local.date.year.unwrap_or_default();
            format!("{year:04}-{:02}-{day:02}", local.date.month)
        };
        let mut text = match local.near {
            _ if self.dated => {
                let day = self.templates.say(weekday(local.weekday), &[]);
                say(Words::AtDay, TimeWords(format!("{day}, {}", date())))
            }
            Near::Today => say(Words::AtToday, TimeWords::none()),
            Near::Tomorrow => say(Words::AtTomorrow, TimeWords::none()),
            Near::Weekday => {
                let day = self.templates.say(weekday(local.weekday), &[]);
                say(Words::AtDay, TimeWords(day))
            }
            Near::Date => say(Words::AtDay, TimeWords(date())),
        };
        if self.named {
            let zone = local.zone.replace('_', " ");
            text = format!("{text} ({zone})");
        }
        TimeWords(text)
    }
}

const fn weekday(day: Weekday) -> Words {
    match day {
        Weekday::Monday => Words::Monday,
        Weekday::Tuesday => Words::Tuesday,
        Weekday::Wednesday => Words::Wednesday,
        Weekday::Thursday => Words::Thursday,
        Weekday::Friday => Words::Friday,
        Weekday::Saturday => Words::Saturday,
        Weekday::Sunday => Words::Sunday,
    }
}

/// The span from now until an option would be done, in words.
pub fn within(templates: &Templates, choice: &Choosable, now: Timestamp) -> TimeWords {
    choice.by.map_or_else(TimeWords::none, |by| span(templates, by - now))
}

/// The span that a promise was given for, in words.
pub fn given(templates: &Templates, promise: &Promise) -> TimeWords {
    span(templates, promise.due - promise.made)
}

fn span(templates: &Templates, time: Millis) -> TimeWords {
    let minutes = (time.as_seconds_ceil() + 59) / 60;
    // Never less than it is: what is said is kept a little before.
    let minutes = match minutes {
        long if long > 48 * 60 => (long + 24 * 60 - 1) / (24 * 60) * 24 * 60,
        some if some > 4 * 60 => (some + 59) / 60 * 60,
        few => few,
    };
    let (number, one, many) = match minutes {
        m if m % (24 * 60) == 0 => (m / (24 * 60), Words::Day, Words::Days),
        m if m % 60 == 0 => (m / 60, Words::Hour, Words::Hours),
        m => (m, Words::Minute, Words::Minutes),
    };
    let words = if number == 1 { one } else { many };
    TimeWords(templates.say_times(words, &[], &[("number", &TimeWords(number.to_string()))]))
}

/// A wait in words: "about 2 to 4 minutes".
pub fn about(templates: &Templates, wait: Wait) -> TimeWords {
    let high = wait.high.as_seconds_ceil();
    if high <= 60 {
        return TimeWords(templates.say(Words::WaitUnderAMinute, &[]));
    }
    let low = wait.low.as_seconds_ceil() / 60;
    let high = (high + 59) / 60;
    let words = match low {
        0 => Words::WaitUnder,
        low if low == high => Words::WaitAbout,
        _ => Words::WaitBetween,
    };
    let (low, high) = (TimeWords(low.to_string()), TimeWords(high.to_string()));
    TimeWords(templates.say_times(words, &[], &[("low", &low), ("high", &high)]))
}
