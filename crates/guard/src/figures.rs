//! Figures in a clause: sums, durations, shares, days, hours, counts.

use std::sync::LazyLock;

use crate::hash::Map;
use crate::text::{Word, stem};
use crate::weak::is_weak;

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

const NUMBERS: &[(&str, f64)] = &[
    ("one", 1.0),
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("sixty", 60.0),
    ("ninety", 90.0),
    ("hundred", 100.0),
    ("dos", 2.0),
    ("tres", 3.0),
    ("cuatro", 4.0),
    ("cinco", 5.0),
    ("seis", 6.0),
    ("siete", 7.0),
    ("diez", 10.0),
    ("quince", 15.0),
    ("treinta", 30.0),
    ("zwei", 2.0),
    ("drei", 3.0),
    ("vier", 4.0),
    ("funf", 5.0),
    ("sechs", 6.0),
    ("sieben", 7.0),
    ("acht", 8.0),
    ("zehn", 10.0),
    ("vierzehn", 14.0),
    ("dreissig", 30.0),
    ("deux", 2.0),
    ("trois", 3.0),
    ("quatre", 4.0),
    ("cinq", 5.0),
    ("sept", 7.0),
    ("dix", 10.0),
    ("quinze", 15.0),
    ("trente", 30.0),
    ("dois", 2.0),
    ("duas", 2.0),
    ("quatro", 4.0),
    ("sete", 7.0),
    ("dez", 10.0),
    ("trinta", 30.0),
];

const MONTHS: [&str; 12] = [
    "january jan enero januar janvier janeiro",
    "february feb febrero februar fevrier fevereiro",
    "march mar marzo marz mars marco",
    "april apr abril avril",
    "may mayo mai maio",
    "june jun junio juni juin junho",
    "july jul julio juli juillet julho",
    "august aug agosto aout",
    "september sep sept septiembre septembre setembro",
    "october oct octubre oktober octobre outubro",
    "november nov noviembre novembre novembro",
    "december dec diciembre dezember decembre dezembro",
];

const WEEKDAYS: [&str; 7] = [
    "monday mondays lunes montag lundi",
    "tuesday tuesdays martes dienstag mardi",
    "wednesday wednesdays miercoles mittwoch mercredi",
    "thursday thursdays jueves donnerstag jeudi",
    "friday fridays viernes freitag vendredi",
    "saturday saturdays sabado samstag samedi",
    "sunday sundays domingo sonntag dimanche",
];

const COINS: [&str; 15] = [
    "usd", "eur", "euro", "euros", "dollars", "dollar", "pounds", "pound", "gbp", "bucks", "reais",
    "pesos", "chf", "francs", "cents",
];
const SIGNS: [&str; 3] = ["$", "€", "£"];
const WORKING: [&str; 13] = [
    "business",
    "working",
    "work",
    "werktage",
    "werktagen",
    "arbeitstage",
    "arbeitstagen",
    "habiles",
    "laborables",
    "ouvres",
    "ouvrables",
    "uteis",
    "werktag",
];
const BETWEEN: [&str; 13] =
    ["to", "or", "and", "bis", "a", "y", "und", "oder", "ou", "e", "et", "until", "till"];
const SINGLE: [&str; 9] = ["a", "an", "one", "ein", "eine", "einem", "einer", "une", "una"];
const WITHIN: [&str; 12] = [
    "within",
    "in",
    "take",
    "takes",
    "about",
    "after",
    "of",
    "for",
    "innerhalb",
    "dentro",
    "en",
    "dans",
];

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

/// The figures of a clause.
pub(crate) fn figures(words: &[Word]) -> Vec<Figure> {
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
    if out.iter().all(|figure| figure.measure != Measure::Money) && free(words) {
        out.push(Figure { measure: Measure::Money, low: 0.0, high: 0.0, working: false });
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
            "gratis" | "kostenlos" | "kostenfrei" | "gratuit" | "gratuite" | "gratuito"
            | "gratuita" => !["not", "nicht", "no", "pas", "nao"].contains(&before),
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
    if marked || COINS.contains(&unit) || SIGNS.contains(&unit) || tail == "eur" || tail == "usd" {
        out.push(figure(Measure::Money, 1.0));
    } else if text.ends_with('%') || ["percent", "prozent", "%"].contains(&unit) {
        out.push(figure(Measure::Percent, 1.0));
    } else if let Some(length) = hours(unit) {
        working |= WORKING.contains(&unit) || WORKING.contains(&next(after + 1));
        out.push(Figure { working, ..figure(Measure::Duration, length) });
    } else if counted(word, text, tail, unit) && words.get(after).is_some_and(|word| !word.clause) {
        out.push(figure(Measure::Count(stem(unit).to_owned()), 1.0));
    } else {
        return None;
    }
    Some(after + 1)
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
fn iso_day(text: &str) -> Option<(f64, f64)> {
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
