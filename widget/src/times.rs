//! Moments in words, in the visitor's zone and by the custom of their locale.

use js_sys::{Date, Object, Reflect};
use warmline_model::Timestamp;
use warmline_ui::clock_text;

const DAY: f64 = 86_400_000.0;

/// The date of a moment: `parts` are names and values of `Intl.DateTimeFormat`.
pub fn date(at: Timestamp, locale: &str, parts: &[(&str, &str)]) -> String {
    let options = Object::new();
    for (name, value) in parts {
        let _never_fails = Reflect::set(&options, &(*name).into(), &(*value).into());
    }
    of(at.0 as f64).to_locale_date_string(locale, &options).into()
}

/// "today, 10:30", "tomorrow, 10:30", "Monday, 10:30" within the next days, and any other with its date.
pub fn moment(at: Timestamp, now: Timestamp, locale: &str) -> String {
    let noon = of(now.0 as f64);
    noon.set_hours(12);
    let day = |days: f64| of(noon.get_time() + days * DAY).to_date_string();
    let own = of(at.0 as f64).to_date_string();
    let name = if own == day(0.0) {
        "today".to_owned()
    } else if own == day(1.0) {
        "tomorrow".to_owned()
    } else if at > now && (2..6).any(|days| own == day(f64::from(days))) {
        date(at, locale, &[("weekday", "long")])
    } else {
        dated(at, locale)
    };
    timed(&name, at, locale)
}

/// A moment with its date, which stays true: "Monday, November 30, 10:30".
pub fn moment_for_ever(at: Timestamp, locale: &str) -> String {
    timed(&dated(at, locale), at, locale)
}

/// The day of a moment: "Monday, November 30".
pub fn dated(at: Timestamp, locale: &str) -> String {
    date(at, locale, &[("weekday", "long"), ("day", "numeric"), ("month", "long")])
}

fn timed(day: &str, at: Timestamp, locale: &str) -> String {
    [day, ", ", &clock_text(at, locale)].concat()
}

fn of(ms: f64) -> Date {
    Date::new(&ms.into())
}
