//! A feed: what somebody's calendar says of when they are busy.

use crate::busy;
use crate::event::{Draft, Event};
use crate::lines::{Property, lines};
use crate::rule::{Budget, Rule};
use crate::value::{When, read_list, short};
use crate::zone::{Part, Zone, Zones, read_offset};
use std::fmt;
use warmline_model::{Slot, Timestamp};

/// The longest feed, in bytes.
pub const MAX_BYTES: usize = 2 * 1024 * 1024;
/// How many events it may have.
const MAX_EVENTS: usize = 20_000;
/// How many of the things that can't be read are told one by one.
const TOLD: usize = 20;
/// How deep one part may stand in another.
const MAX_DEPTH: usize = 8;
/// How many parts the description of a zone may have.
const MAX_PARTS: usize = 500;

/// A feed that was read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// When somebody is busy within the window, in order; none touches another.
    pub busy: Vec<Slot>,
    /// What can't be read, the first twenty.
    pub skipped: Vec<Skipped>,
    /// How many things can't be read.
    pub skips: usize,
}

/// Something that can't be read, and was left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skipped {
    /// In which line it begins, from 1.
    pub line: u32,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

/// Why a feed is not read at all: a part of it would show busy times as free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotRead {
    /// It is longer than [`MAX_BYTES`].
    TooLong,
    /// It is something else than a calendar.
    NoCalendar,
    /// It ends in the middle.
    CutOff,
    /// Parts of it stand in each other without an end.
    TooDeep,
    /// It has too many events.
    TooManyEvents,
    /// Its events recur too often.
    TooManyTimes,
}

impl fmt::Display for NotRead {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "it is longer than 2 MB",
            Self::NoCalendar => "what is there is no calendar: that begins with BEGIN:VCALENDAR",
            Self::CutOff => "it ends in the middle: END:VCALENDAR is missing",
            Self::TooDeep => "its parts stand in each other too deep",
            Self::TooManyEvents => "it has more than 20,000 events",
            Self::TooManyTimes => "its events recur more often than can be followed",
        })
    }
}

impl std::error::Error for NotRead {}

/// What may not be read in one place, told or only counted.
#[derive(Default)]
pub(crate) struct Skips {
    told: Vec<Skipped>,
    count: usize,
}

impl Skips {
    pub(crate) fn tell(&mut self, line: u32, why: impl Into<String>) {
        self.count += 1;
        if self.told.len() < TOLD {
            self.told.push(Skipped { line, why: why.into() });
        }
    }
}

/// What is being read just now.
enum Open {
    Calendar,
    Event(Box<Draft>),
    Busy,
    Zone {
        name: Option<String>,
        parts: Vec<Part>,
    },
    Part(Box<Part>),
    /// A part of which nothing is needed, such as an alarm.
    Other,
}

/// All that was read, before it is known by whose clocks.
struct Reader {
    open: Vec<(String, Open)>,
    events: Vec<Event>,
    zones: Vec<(String, Vec<Part>)>,
    busy: Vec<Event>,
    clock: Option<String>,
    complete: bool,
    skips: Skips,
}

/// Reads when somebody is busy within a window. `zone` is whose clock a time is by that names none; without one that
/// is known it is UTC's.
///
/// # Errors
/// Why it can't be read at all.
pub fn read(text: &str, window: Slot, zone: &str) -> Result<Feed, NotRead> {
    if text.len() > MAX_BYTES {
        return Err(NotRead::TooLong);
    }
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let begins = text.get(..15).is_some_and(|begin| begin.eq_ignore_ascii_case("BEGIN:VCALENDAR"));
    if !begins {
        return Err(NotRead::NoCalendar);
    }
    let mut reader = Reader {
        open: Vec::new(),
        events: Vec::new(),
        zones: Vec::new(),
        busy: Vec::new(),
        clock: None,
        complete: false,
        skips: Skips::default(),
    };
    for line in lines(text) {
        if !line.text.trim().is_empty() {
            reader.line(line.number, &line.text)?;
        }
    }
    if !reader.complete || !reader.open.is_empty() {
        return Err(NotRead::CutOff);
    }
    reader.finish(window, zone)
}

impl Reader {
    fn line(&mut self, number: u32, text: &str) -> Result<(), NotRead> {
        let Some(property) = Property::of(text) else {
            // Within what is not needed, nothing is missed.
            if !matches!(self.open.last(), Some((_, Open::Other)) | None) {
                self.skips.tell(number, "this is no line of a calendar");
            }
            return Ok(());
        };
        if property.is("BEGIN") {
            return self.begin(number, property.value.trim());
        }
        if property.is("END") {
            return self.end(number, property.value.trim());
        }
        match self.open.last_mut() {
            Some((_, Open::Calendar)) if property.is("X-WR-TIMEZONE") => {
                self.clock = Some(property.value.trim().to_owned());
            }
            Some((_, Open::Event(draft))) => draft.take(number, &property, &mut self.skips),
            Some((_, Open::Busy)) if property.is("FREEBUSY") => {
                self.busy.extend(Event::busy(number, &property, &mut self.skips));
                if self.busy.len() > MAX_EVENTS {
                    return Err(NotRead::TooManyEvents);
                }
            }
            Some((_, Open::Zone { name, .. })) if property.is("TZID") => {
                *name = Some(property.value.trim().to_owned());
            }
            Some((_, Open::Part(part))) => take_part(part, number, &property, &mut self.skips),
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self, number: u32, name: &str) -> Result<(), NotRead> {
        if self.open.len() >= MAX_DEPTH {
            return Err(NotRead::TooDeep);
        }
        let name = name.to_ascii_uppercase();
        let within = self.open.last().map(|(_, open)| open);
        let open = match (within, name.as_str()) {
            (None, "VCALENDAR") => Open::Calendar,
            (Some(Open::Calendar), "VEVENT") => Open::Event(Box::new(Draft::new(number))),
            (Some(Open::Calendar), "VFREEBUSY") => Open::Busy,
            (Some(Open::Calendar), "VTIMEZONE") => Open::Zone { name: None, parts: Vec::new() },
            (Some(Open::Zone { .. }), "STANDARD" | "DAYLIGHT") => Open::Part(Box::default()),
            _ => Open::Other,
        };
        self.open.push((name, open));
        Ok(())
    }

    fn end(&mut self, number: u32, name: &str) -> Result<(), NotRead> {
        let fits = |(open, _): &(String, Open)| open.eq_ignore_ascii_case(name);
        let Some(at) = self.open.iter().rposition(fits) else {
            self.skips.tell(number, format!("{:?} ends here and never began", short(name)));
            return Ok(());
        };
        while self.open.len() > at {
            let Some((name, open)) = self.open.pop() else { break };
            if self.open.len() > at {
                self.skips.tell(number, format!("{:?} has no end", short(&name)));
            }
            self.closed(open)?;
        }
        Ok(())
    }

    fn closed(&mut self, open: Open) -> Result<(), NotRead> {
        match open {
            Open::Calendar => self.complete = true,
            Open::Event(draft) => {
                if self.events.len() >= MAX_EVENTS {
                    return Err(NotRead::TooManyEvents);
                }
                self.events.extend(draft.finish(&mut self.skips));
            }
            Open::Zone { name: Some(name), parts } => self.zones.push((name, parts)),
            Open::Part(part) => {
                if let Some((_, Open::Zone { parts, .. })) = self.open.last_mut()
                    && parts.len() < MAX_PARTS
                {
                    parts.push(*part);
                }
            }
            Open::Zone { name: None, .. } | Open::Busy | Open::Other => {}
        }
        Ok(())
    }

    fn finish(mut self, window: Slot, zone: &str) -> Result<Feed, NotRead> {
        let mut budget = Budget::default();
        let mut zones = Zones::default();
        let seconds = (window.from.0.div_euclid(1_000), window.until.0.div_euclid(1_000));
        for (name, parts) in &self.zones {
            zones.describe(name, parts, seconds, &mut budget);
        }
        let own = self.clock.as_deref().and_then(|name| zones.find(name));
        let floating = own.or_else(|| Zone::find(zone)).unwrap_or(Zone::UTC);
        self.events.append(&mut self.busy);
        let mut place = busy::Place { zones, floating, window: seconds, budget };
        let found = busy::of(&self.events, &mut place, &mut self.skips)?;
        let moment = |seconds: i64| Timestamp(seconds.saturating_mul(1_000));
        let slot = |(from, until)| Slot { from: moment(from), until: moment(until) };
        let busy = found.into_iter().map(slot).collect();
        Ok(Feed { busy, skipped: self.skips.told, skips: self.skips.count })
    }
}

/// A line of the description of a zone's clock.
fn take_part(part: &mut Part, number: u32, property: &Property<'_>, skips: &mut Skips) {
    if property.is("DTSTART") {
        part.begins = When::read(property.value).map(When::clock);
    } else if property.is("TZOFFSETFROM") {
        part.before = read_offset(property.value);
    } else if property.is("TZOFFSETTO") {
        part.after = read_offset(property.value);
    } else if property.is("RRULE") {
        match Rule::read(property.value) {
            Ok(rule) => part.rule = Some(rule),
            Err(why) => skips.tell(number, why),
        }
    } else if property.is("RDATE") && part.more.len() < MAX_PARTS {
        let times = read_list(property).into_iter().filter_map(Result::ok);
        part.more.extend(times.map(When::clock).take(MAX_PARTS));
    }
}
