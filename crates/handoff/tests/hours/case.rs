//! Random hours in a random zone, at a moment that is often near a change of its clock.

use jiff::tz::{TimeZone, TimeZoneDatabase};
use warmline_handoff::Settings;
use warmline_handoff::hours::Hours;
use warmline_model::Department;

const DAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// From 1975 to 2095: since then all clocks differ from UTC by whole minutes.
const FIRST: i64 = 157_766_400;
const LAST: i64 = 3_944_678_400;

/// Numbers that look random and are the same for the same seed.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        // Mixed twice, so that neighbours are not the same numbers one step on.
        let first = Self(seed).next();
        Self(Self(first ^ 0xD1B5_4A32_D192_ED03).next())
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }
}

/// All zones by name, and their changes of the clock.
pub fn zones() -> Vec<(String, TimeZone, Vec<i64>)> {
    let (first, last) = (second(FIRST), second(LAST));
    let database = TimeZoneDatabase::bundled();
    let names: Vec<String> = database.available().map(|name| name.to_string()).collect();
    let zones =
        names.into_iter().filter(|name| !["Factory", "Etc/Unknown"].contains(&name.as_str()));
    zones
        .map(|name| {
            let zone = database.get(&name).expect("a zone");
            let changes = zone.following(first).map(|change| change.timestamp());
            let changes = changes.take_while(|at| *at < last).map(|at| at.as_second()).collect();
            (name, zone, changes)
        })
        .collect()
}

pub fn second(second: i64) -> jiff::Timestamp {
    jiff::Timestamp::from_second(second).expect("a moment")
}

/// A span in minutes since its day's midnight; past midnight `until` is over 24 hours.
pub type Span = (i64, i64);

/// One case.
pub struct Case {
    pub zone: String,
    pub tz: TimeZone,
    /// From Monday to Sunday.
    pub week: [Vec<Span>; 7],
    /// Year (none: every year), month, day, and the spans.
    pub exceptions: Vec<(Option<i64>, i64, i64, Vec<Span>)>,
    /// The minute, since 1970, around which it is asked.
    pub minute: i64,
}

impl Case {
    pub fn new(chance: &mut Chance, zones: &[(String, TimeZone, Vec<i64>)]) -> Self {
        let (name, tz, changes) = &zones[chance.below(zones.len())];
        let minute = if changes.is_empty() || chance.below(3) == 0 {
            FIRST / 60 + chance.below(((LAST - FIRST) / 60) as usize) as i64
        } else {
            let near = chance.below(2 * 1_440) as i64 - 1_440;
            changes[chance.below(changes.len())] / 60 + near
        };
        let mut case = Self {
            zone: name.clone(),
            tz: tz.clone(),
            week: Default::default(),
            exceptions: Vec::new(),
            minute,
        };
        let shape = chance.below(4);
        for day in 0..7 {
            let spans = spans(chance, shape);
            case.week[day] = case.without_overlap(day, spans);
        }
        for _ in 0..chance.below(4) {
            let day = second((minute + chance.below(6 * 1_440) as i64 - 2 * 1_440) * 60);
            let date = tz.to_datetime(day).date();
            let year = (chance.below(2) == 0).then_some(i64::from(date.year()));
            let (month, day) = (i64::from(date.month()), i64::from(date.day()));
            if case.exceptions.iter().all(|(y, m, d, _)| (*y, *m, *d) != (year, month, day)) {
                let spans = if chance.below(2) == 0 { Vec::new() } else { spans(chance, shape) };
                case.exceptions.push((year, month, day, spans));
            }
        }
        if case.week.iter().all(Vec::is_empty) {
            case.week[chance.below(7)].push((540, 1_020));
        }
        case
    }

    /// Without those that would run into the next day's first, or the day before into these.
    fn without_overlap(&self, day: usize, mut spans: Vec<Span>) -> Vec<Span> {
        let before = self.week[(day + 6) % 7].last().map_or(0, |span| span.1 - 1_440);
        let next = self.week[(day + 1) % 7].first().map_or(1_440, |span| span.0);
        spans.retain(|span| span.0 >= before && span.1 <= 1_440 + next);
        spans
    }

    /// The settings, as an owner would write them.
    pub fn json(&self) -> String {
        let clock = |minute: i64| format!("{:02}:{:02}", minute / 60, minute % 60);
        let until = |minute: i64| clock(if minute > 1_440 { minute - 1_440 } else { minute });
        let spans = |spans: &[Span]| {
            let written = spans.iter().map(|s| format!("\"{}-{}\"", clock(s.0), until(s.1)));
            written.collect::<Vec<_>>().join(",")
        };
        let week =
            DAYS.iter().zip(&self.week).map(|(day, of)| format!("\"{day}\":[{}]", spans(of)));
        let exceptions = self.exceptions.iter().map(|(year, month, day, of)| {
            let year = year.map(|year| format!("{year:04}-")).unwrap_or_default();
            format!("{{\"on\":\"{year}{month:02}-{day:02}\",\"spans\":[{}]}}", spans(of))
        });
        format!(
            "{{\"zone\":\"{}\",\"week\":{{{}}},\"exceptions\":[{}]}}",
            self.zone,
            week.collect::<Vec<_>>().join(","),
            exceptions.collect::<Vec<_>>().join(",")
        )
    }

    pub fn hours(&self) -> Hours {
        let json = format!("{{\"hours\":{}}}", self.json());
        let settings: Settings = serde_json::from_str(&json).expect("settings");
        assert_eq!(settings.check(), Ok(()), "{json}");
        settings.hours_of(Department::SUPPORT)
    }

    /// Minutes to ask about, in the three days from a day before its own on.
    pub fn moments(&self, chance: &mut Chance) -> Vec<i64> {
        let near = |chance: &mut Chance| chance.below(3 * 1_440) as i64 - 1_440;
        let mut moments = vec![self.minute];
        for _ in 0..12 {
            moments.push(self.minute + near(chance));
        }
        moments
    }
}

/// One day's spans, in their order: none, one, two or three.
fn spans(chance: &mut Chance, shape: usize) -> Vec<Span> {
    let step = [60, 15, 5, 1][chance.below(4)];
    let mut some =
        |low: i64, high: i64| low + chance.below(((high - low) / step) as usize) as i64 * step;
    let whole = vec![(0, 1_440)];
    match (shape, some(0, 600) / step % 6) {
        (_, 0) => Vec::new(),
        (3, 1..=4) => whole,
        (_, 1) => vec![(some(0, 300), some(300, 1_440))],
        (_, 2) => vec![(some(300, 720), some(720, 900)), (some(900, 1_080), some(1_140, 1_440))],
        (2, 3) => vec![(some(1_080, 1_440), some(1_440, 2_160).min(2_400))],
        (_, 3) => vec![(some(480, 600), some(960, 1_140))],
        (2, _) => vec![
            (some(0, 120), some(120, 240)),
            (some(600, 720), some(720, 1_080)),
            (some(1_200, 1_380), some(1_440, 1_680).min(2_400)),
        ],
        _ => vec![(some(0, 90), some(90, 180)), (some(180, 1_320), 1_440)],
    }
}
