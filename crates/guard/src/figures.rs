//! Figures in a clause: sums, durations, shares, days, hours, counts.

mod words;

use std::sync::LazyLock;

use crate::claims::Mark;
use crate::hash::Map;
use crate::text::{Word, stem};
use crate::weak::is_weak;
use words::{
    BETWEEN, COINS, MONTHS, NOT, NUMBERS, PRICED, SIGNS, SINGLE, WEEKDAYS, WITHIN, WORKING,
};

/// What a figure measures.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Measure {
    Money,
    /// In hours.
    Duration,
    Percent,
    /// Month and day, as 100 × month + day.
    Date,
    /// 1 is Monday.
    Weekday,
    /// In minutes after midnight.
    Clock,
    /// Of so many of these, by the word's stem.
    Count(String),
}

/// A figure, or a range.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    pub measure: Measure,
    pub low: f64,
    pub high: f64,
    /// Whether only working days count.
    pub working: bool,
}

impl Figure {
    /// Whether a sum is another several times.
    pub fn times(&self, other: &Self) -> bool {
        let times = self.low / other.low;
        self.measure == other.measure
            && times.is_finite()
            && (times - times.round()).abs() < 1e-6
            && times >= 2.0
    }

    /// Whether two figures of one measure can both be true.
    pub fn agrees(&self, other: &Self) -> bool {
        let exact = matches!(self.measure, Measure::Clock | Measure::Weekday)
            && self.low < self.high
            && other.low < other.high;
        if exact {
            return self.low == other.low && self.high == other.high;
        }
        let overlap = |a: &Self, b: &Self| a.low <= b.high + 1e-9 && b.low <= a.high + 1e-9;
        if self.measure == Measure::Duration && self.working != other.working {
            // Five working days are a week.
            let (working, plain) = if self.working { (self, other) } else { (other, self) };
            let calendar = Self { high: working.high * 1.4 + 1e-6, ..working.clone() };
            return overlap(&calendar, plain);
        }
        overlap(self, other)
    }
}

/// Whether a folded word is a number.
pub(crate) fn numeral(word: &str) -> bool {
    NUMBER.contains_key(word)
}

/// Whether a folded word names a day of the week or a month.
pub(crate) fn names_day(word: &str) -> bool {
    week_day(word).is_some() || word != "may" && month(word).is_some()
}

fn numbered(lists: &[&'static str]) -> Map<&'static str, f64> {
    let lists = (1_u32..).zip(lists);
    lists
        .flat_map(|(number, list)| list.split(' ').map(move |name| (name, f64::from(number))))
        .collect()
}

static MONTH: LazyLock<Map<&str, f64>> = LazyLock::new(|| numbered(&MONTHS));
static WEEKDAY: LazyLock<Map<&str, f64>> = LazyLock::new(|| numbered(&WEEKDAYS));
static NUMBER: LazyLock<Map<&str, f64>> = LazyLock::new(|| NUMBERS.iter().copied().collect());

fn month(word: &str) -> Option<f64> {
    MONTH.get(word).copied()
}

fn week_day(word: &str) -> Option<f64> {
    WEEKDAY.get(word).copied()
}

/// How many hours a unit has, and whether only working days are meant.
fn hours(word: &str) -> Option<f64> {
    Some(match word {
        "minute" | "minutes" | "min" | "mins" | "minuten" | "minutos" => 1.0 / 60.0,
        "hour" | "hours" | "hrs" | "hr" | "h" | "stunde" | "stunden" | "hora" | "horas"
        | "heure" | "heures" => 1.0,
        "day" | "days" | "tag" | "tage" | "tagen" | "dia" | "dias" | "jour" | "jours"
        | "werktage" | "werktagen" | "werktag" | "arbeitstage" | "arbeitstagen" => 24.0,
        "week" | "weeks" | "woche" | "wochen" | "semana" | "semanas" | "semaine" | "semaines" => {
            168.0
        }
        "month" | "months" | "monat" | "monate" | "monaten" | "mes" | "meses" | "mois" => 720.0,
        "year" | "years" | "yr" | "yrs" | "jahr" | "jahre" | "jahren" | "ano" | "anos" | "an"
        | "ans" => 8_640.0,
        _ => return None,
    })
}

/// The figures of a clause with these marks.
pub(crate) fn figures(words: &[Word], marks: u32) -> Vec<Figure> {
    let mut out: Vec<Figure> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        at = match number(words, at, &mut out) {
            Some(next) => next.max(at + 1),
            None => {
                let days = match word.text.as_str() {
                    "weekday" | "weekdays" | "werktags" => Some((1.0, 5.0)),
                    "weekend" | "weekends" | "wochenende" => Some((6.0, 7.0)),
                    _ => None,
                };
                if let Some((low, high)) = days {
                    out.push(Figure { measure: Measure::Weekday, low, high, working: false });
                }
                if let Some(day) = week_day(&word.text) {
                    weekday(day, words, at, &mut out);
                }
                at + 1
            }
        };
    }
    if out.iter().all(|figure| figure.measure != Measure::Money) {
        let mark = |mark: Mark| marks & (1 << mark as u32) != 0;
        if free(words) || mark(Mark::Ours) {
            out.push(Figure { measure: Measure::Money, low: 0.0, high: 0.0, working: false });
        } else if mark(Mark::Yours) {
            out.push(Figure { measure: Measure::Money, low: 0.01, high: f64::MAX, working: false });
        }
    }
    out
}

fn weekday(day: f64, words: &[Word], at: usize, out: &mut Vec<Figure>) {
    let range = at.checked_sub(1).and_then(|at| words.get(at));
    let range = range.is_some_and(|word| {
        ["to", "through", "until", "bis", "a", "au"].contains(&word.text.as_str())
    });
    match out.last_mut() {
        Some(last) if range && last.measure == Measure::Weekday && last.low <= day => {
            last.high = day
        }
        _ => out.push(Figure { measure: Measure::Weekday, low: day, high: day, working: false }),
    }
}

/// Whether something is said to cost nothing.
fn free(words: &[Word]) -> bool {
    words.iter().enumerate().any(|(at, word)| {
        let before =
            at.checked_sub(1).and_then(|at| words.get(at)).map_or("", |word| word.text.as_str());
        let after = words.get(at + 1).map_or("", |word| word.text.as_str());
        match word.text.as_str() {
            "free" => {
                !["feel", "not", "isnt", "for", "toll", "arent"].contains(&before)
                    && !["to", "trial", "plan", "up", "version", "tier", "account"].contains(&after)
                    || before == "for" && after != "to"
            }
            "included" | "inclusive" | "inbegriffen" | "enthalten" | "incluido" | "incluida"
            | "compris" | "inclus" | "incluso" => !NOT.contains(&before),
            "gratis" | "kostenlos" | "kostenfrei" | "gratuit" | "gratuite" | "gratuito"
            | "gratuita" => !NOT.contains(&before),
            _ => false,
        }
    })
}

/// Whether a number counts the word after it: "3 devices" does, "#4711 devices" and "one device" do not.
fn counted(word: &Word, text: &str, tail: &str, unit: &str) -> bool {
    let small =
        read(text).is_some_and(|(low, high, _)| high < 1_000.0 && (word.figure || low > 1.0));
    small && tail.is_empty() && !text.starts_with('#') && unit.len() > 3 && !is_weak(unit)
}

/// Whether a number has two digits after its point, as a sum has: "3.50".
fn cents(text: &str) -> bool {
    text.rsplit_once(['.', ',']).is_some_and(|(whole, part)| {
        part.len() == 2
            && !whole.is_empty()
            && (whole.to_owned() + part).bytes().all(|byte| byte.is_ascii_digit())
    })
}

/// Whether one is meant as a number: "only one bag".
fn sole(before: &str, text: &str, unit: &str) -> bool {
    let one = ["one", "1", "un", "una", "uno", "ein", "eine", "einen", "une", "um", "uma"]
        .contains(&text);
    let only = [
        "only",
        "just",
        "to",
        "maximum",
        "max",
        "single",
        "exactly",
        "solo",
        "nur",
        "seulement",
        "apenas",
    ];
    one && only.contains(&before) && unit.len() > 2 && !is_weak(unit)
}

/// The figure that begins at a word, into `out`; the place after it.
fn number(words: &[Word], at: usize, out: &mut Vec<Figure>) -> Option<usize> {
    let word = words.get(at)?;
    let text = word.text.as_str();
    let next = |at: usize| words.get(at).map_or("", |word| word.text.as_str());
    if let Some((month, day)) = iso_day(text) {
        out.push(one(Measure::Date, 100.0 * month + day));
        return Some(at + 1);
    }
    if word.figure
        && let Some(minutes) = clock(text, next(at + 1))
    {
        return Some(push_clock(minutes, words, at, out));
    }
    if let Some(month) = month(text)
        && let Some(day) = ordinal(next(at + 1))
    {
        out.push(one(Measure::Date, 100.0 * month + day));
        return Some(at + 2);
    }
    // "In June", "until June".
    if let Some(month) = month(text)
        && at > 0
        && [
            "in", "until", "till", "by", "of", "im", "bis", "en", "hasta", "jusqu", "em", "ate",
            "fin",
        ]
        .contains(&next(at - 1))
    {
        out.push(Figure {
            measure: Measure::Date,
            low: 100.0 * month,
            high: 100.0 * month + 31.0,
            working: false,
        });
        return Some(at + 1);
    }
    if SINGLE.contains(&text)
        && at > 0
        && WITHIN.contains(&next(at - 1))
        && hours(next(at + 1)).is_some()
    {
        let length = hours(next(at + 1))?;
        out.push(one(Measure::Duration, length));
        return Some(at + 2);
    }
    let (low, mut high, tail) = read(text)?;
    let mut after = at + 1;
    if BETWEEN.contains(&next(after))
        && tail.is_empty()
        && let Some((_, end, _)) = read(next(after + 1)).filter(|(_, end, _)| *end > low)
    {
        high = end;
        after += 2;
    }
    let named =
        if next(after) == "of" || next(after) == "de" { next(after + 1) } else { next(after) };
    if ["mb", "gb", "kb", "kg", "km", "cm", "mm", "litres", "lbs"]
        .contains(&unit_of(text, next(after)))
    {
        out.push(Figure {
            measure: Measure::Count(unit_of(text, next(after)).to_owned()),
            low,
            high,
            working: false,
        });
        return Some(after + 1);
    }
    if let (Some(month), Some(day)) = (month(named), ordinal(text)) {
        out.push(one(Measure::Date, 100.0 * month + day));
        return Some(after + 1);
    }
    let before = at.checked_sub(1).map_or("", next);
    let marked = text.contains(['$', '€', '£', '¥', '₹']) || SIGNS.contains(&before);
    let mut working = false;
    let mut unit = if tail.is_empty() { next(after) } else { tail };
    if ["business", "working", "calendar", "full", "more"].contains(&unit) {
        working = unit == "business" || unit == "working";
        after += 1;
        unit = next(after);
    }
    let figure =
        |measure, by: f64| Figure { measure, low: low * by, high: high * by, working: false };
    let priced =
        marked || cents(text) && words.iter().any(|word| PRICED.contains(&word.text.as_str()));
    if priced || COINS.contains(&unit) || SIGNS.contains(&unit) || tail == "eur" || tail == "usd" {
        out.push(figure(Measure::Money, 1.0));
    } else if text.ends_with('%') || ["percent", "prozent", "%"].contains(&unit) {
        out.push(figure(Measure::Percent, 1.0));
    } else if hours(unit).is_some() && (1..4).any(|more| passed(next(after + more), before)) {
        return Some(after + 1);
    } else if let Some(length) = hours(unit) {
        working |= WORKING.contains(&unit) || WORKING.contains(&next(after + 1));
        out.push(Figure { working, ..figure(Measure::Duration, length) });
    } else if (counted(word, text, tail, unit) || sole(before, text, unit))
        && words.get(after).is_some_and(|word| !word.clause)
    {
        out.push(figure(Measure::Count(stem(unit).to_owned()), 1.0));
    } else {
        return None;
    }
    Some(after + 1)
}

/// The unit of a number: glued to it, or the next word.
fn unit_of<'a>(text: &'a str, next: &'a str) -> &'a str {
    let tail = text.trim_start_matches(|c: char| c.is_ascii_digit() || ".,-".contains(c));
    if tail.is_empty() { next } else { tail }
}

/// Whether a time is counted from now: "10 days ago", "4 days left", "two years old".
fn passed(after: &str, before: &str) -> bool {
    ["ago", "old", "left", "remaining", "late", "overdue", "alt", "restantes"].contains(&after)
        || ["hace", "vor", "ha"].contains(&before)
}

fn one(measure: Measure, value: f64) -> Figure {
    Figure { measure, low: value, high: value, working: false }
}

fn push_clock(minutes: f64, words: &[Word], at: usize, out: &mut Vec<Figure>) -> usize {
    let before =
        at.checked_sub(1).and_then(|at| words.get(at)).map_or("", |word| word.text.as_str());
    match out.last_mut() {
        Some(last)
            if BETWEEN.contains(&before)
                && last.measure == Measure::Clock
                && last.low < minutes =>
        {
            last.high = minutes;
        }
        _ => out.push(one(Measure::Clock, minutes)),
    }
    at + 1
}

/// A time of day in minutes: `9am`, `5 pm`, `14:00`.
fn clock(text: &str, next: &str) -> Option<f64> {
    let half = |text: &str| match text {
        "am" | "a.m" => Some(0.0),
        "pm" | "p.m" => Some(720.0),
        _ => None,
    };
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(text.len());
    let (time, tail) = text.split_at(digits);
    let (hour, minute) = time.split_once(':').unwrap_or((time, "0"));
    let (hour, minute): (f64, f64) = (hour.parse().ok()?, minute.parse().ok()?);
    let later = half(tail).or_else(|| half(next).filter(|_| tail.is_empty()));
    let uhr = next == "uhr" || tail == "h" || time.contains(':') && tail.is_empty();
    match later {
        Some(later) => Some((hour % 12.0) * 60.0 + minute + later),
        None => uhr.then_some(hour * 60.0 + minute).filter(|_| hour < 25.0),
    }
}

fn ordinal(text: &str) -> Option<f64> {
    let digits = text.trim_end_matches(|c: char| c.is_alphabetic() || c == '.');
    digits.parse::<f64>().ok().filter(|day| (1.0..=31.0).contains(day))
}

/// Month and day of `2026-03-01` and `01.03.2026`.
pub(crate) fn iso_day(text: &str) -> Option<(f64, f64)> {
    let parts: Vec<u32> = text.split(['-', '.', '/']).map_while(|part| part.parse().ok()).collect();
    let [a, b, c] = parts[..] else { return None };
    let (month, day) = if a > 31 { (b, c) } else { (b, a) };
    let right = (1..=31).contains(&day) && (1..=31).contains(&month) && (a > 31 || c > 31);
    right.then(|| (f64::from(month), f64::from(day)))
}

/// The number or the range that a word begins with, and what is glued to it: `30-day`, `5-7`, `$1,200.50`.
fn read(text: &str) -> Option<(f64, f64, &str)> {
    if let Some(value) = NUMBER.get(text) {
        return Some((*value, *value, ""));
    }
    let bare = text.trim_start_matches(['$', '€', '£', '¥', '₹', '+', '~', '#']);
    let (low, rest) = leading(bare)?;
    let other = rest.strip_prefix(['-', '–', '—', '/']).unwrap_or("");
    let other = other.trim_start_matches(['$', '€', '£']);
    if let Some((high, tail)) = leading(other).filter(|(high, _)| *high > low) {
        return Some((low, high, tail.trim_matches(|c: char| !c.is_alphanumeric())));
    }
    Some((low, low, rest.trim_matches(|c: char| !c.is_alphanumeric())))
}

fn leading(text: &str) -> Option<(f64, &str)> {
    let end =
        text.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    let digits = digits.trim_end_matches(['.', ',']);
    // A comma or a point before two digits at the end is the decimal one; the others set thousands apart.
    let cents = digits
        .len()
        .checked_sub(3)
        .and_then(|at| digits.get(at..))
        .filter(|end| end.starts_with(['.', ',']));
    let (whole, part) = match cents {
        Some(cents) => (digits.strip_suffix(cents)?, cents.get(1..)?),
        None => match digits.rsplit_once('.') {
            Some((whole, part)) if part.len() < 3 => (whole, part),
            _ => (digits, "0"),
        },
    };
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    if whole.is_empty() || whole.len() > 15 {
        return None;
    }
    format!("{whole}.{part}").parse().ok().map(|value| (value, rest))
}
