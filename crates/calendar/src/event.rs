//! An event of a feed as it is written, before it is known by whose clock.

use crate::feed::Skips;
use crate::lines::Property;
use crate::rule::Rule;
use crate::value::{Ends, Length, When, no_time, read_list, read_stretch, short};

/// How many dates an event may name beside its rules.
const MAX_DATES: usize = 5_000;
/// How many rules one event may have.
const MAX_RULES: usize = 5;

/// A date or a time, and whose clock it is by where it says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) when: When,
    pub(crate) zone: Option<String>,
}

impl Placed {
    fn of(when: When, property: &Property<'_>) -> Self {
        Self { when, zone: property.parameter("TZID").map(str::to_owned) }
    }
}

/// How long an event takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Lasts {
    Until(Placed),
    For(Length),
}

/// An event.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) line: u32,
    /// Ties the changed ones of a series to it.
    pub(crate) uid: String,
    pub(crate) begins: Placed,
    pub(crate) lasts: Lasts,
    pub(crate) rules: Vec<Rule>,
    pub(crate) more: Vec<(Placed, Option<Lasts>)>,
    pub(crate) except: Vec<Placed>,
    /// Which of a series this one takes the place of.
    pub(crate) instead: Option<Placed>,
    /// Whether somebody is busy in it.
    pub(crate) busy: bool,
}

/// An event that is being read.
pub(crate) struct Draft {
    line: u32,
    uid: String,
    begins: Option<Result<Placed, String>>,
    ends: Option<Result<Placed, String>>,
    length: Option<Result<Length, String>>,
    rules: Vec<Rule>,
    more: Vec<(Placed, Option<Lasts>)>,
    except: Vec<Placed>,
    instead: Option<Result<Placed, String>>,
    busy: bool,
}

fn one(property: &Property<'_>) -> Result<Placed, String> {
    let when = When::read(property.value).ok_or_else(|| no_time(property.value))?;
    Ok(Placed::of(when, property))
}

impl Draft {
    pub(crate) fn new(line: u32) -> Self {
        Self {
            line,
            uid: String::new(),
            begins: None,
            ends: None,
            length: None,
            rules: Vec::new(),
            more: Vec::new(),
            except: Vec::new(),
            instead: None,
            busy: true,
        }
    }

    pub(crate) fn take(&mut self, line: u32, property: &Property<'_>, skips: &mut Skips) {
        let value = property.value.trim();
        match property.name.to_ascii_uppercase().as_str() {
            "UID" => self.uid = value.to_owned(),
            "DTSTART" => self.begins = Some(one(property)),
            "DTEND" => self.ends = Some(one(property)),
            "DURATION" => {
                let wrong = || format!("there is no length {:?}", short(value));
                self.length = Some(Length::read(value).ok_or_else(wrong));
            }
            "RECURRENCE-ID" => self.instead = Some(one(property)),
            "TRANSP" => self.busy &= !value.eq_ignore_ascii_case("TRANSPARENT"),
            "STATUS" => self.busy &= !value.eq_ignore_ascii_case("CANCELLED"),
            "X-MICROSOFT-CDO-BUSYSTATUS" => self.busy &= !value.eq_ignore_ascii_case("FREE"),
            "RRULE" if self.rules.len() >= MAX_RULES => skips.tell(line, "one recurrence too many"),
            "RRULE" => match Rule::read(value) {
                Ok(rule) => self.rules.push(rule),
                Err(why) => skips.tell(line, why),
            },
            "EXDATE" => self.except.extend(dates(line, property, self.except.len(), skips)),
            "RDATE" => self.take_more(line, property, skips),
            _ => {}
        }
    }

    fn take_more(&mut self, line: u32, property: &Property<'_>, skips: &mut Skips) {
        let stretches =
            property.parameter("VALUE").is_some_and(|v| v.eq_ignore_ascii_case("PERIOD"));
        if !stretches {
            let more = dates(line, property, self.more.len(), skips);
            self.more.extend(more.into_iter().map(|date| (date, None)));
            return;
        }
        for (from, lasts) in stretches_of(line, property, skips) {
            if self.more.len() < MAX_DATES {
                self.more.push((from, Some(lasts)));
            }
        }
    }

    /// The event, or what is wrong with it.
    pub(crate) fn finish(self, skips: &mut Skips) -> Option<Event> {
        let line = self.line;
        let told = |why| skips.tell(line, format!("an event is left out: {why}"));
        self.whole().map_err(told).ok()
    }

    fn whole(self) -> Result<Event, String> {
        let instead = self.instead.transpose()?;
        let begins = match (self.begins.transpose()?, &instead) {
            (Some(begins), _) => begins,
            // One of a series that was called off needs no time of its own.
            (None, Some(instead)) => instead.clone(),
            (None, None) => return Err("it has no DTSTART".into()),
        };
        let lasts = match (self.ends.transpose()?, self.length.transpose()?) {
            (Some(ends), _) => Lasts::Until(ends),
            (None, Some(length)) => Lasts::For(length),
            (None, None) => {
                Lasts::For(Length { days: i64::from(begins.when.is_day()), seconds: 0 })
            }
        };
        if let Lasts::Until(ends) = &lasts
            && ends.zone == begins.zone
            && ends.when.clock() < begins.when.clock()
            && matches!(ends.when, When::Utc(_)) == matches!(begins.when, When::Utc(_))
        {
            return Err("it ends before it begins".into());
        }
        Ok(Event {
            line: self.line,
            uid: self.uid,
            begins,
            lasts,
            rules: self.rules,
            more: self.more,
            except: self.except,
            instead,
            busy: self.busy,
        })
    }
}

impl Event {
    /// The stretches of a `FREEBUSY` line in which somebody is busy.
    pub(crate) fn busy(line: u32, property: &Property<'_>, skips: &mut Skips) -> Vec<Self> {
        if property.parameter("FBTYPE").is_some_and(|kind| kind.eq_ignore_ascii_case("FREE")) {
            return Vec::new();
        }
        let event = |(begins, lasts): (Placed, Lasts)| Self {
            line,
            uid: String::new(),
            begins,
            lasts,
            rules: Vec::new(),
            more: Vec::new(),
            except: Vec::new(),
            instead: None,
            busy: true,
        };
        stretches_of(line, property, skips).into_iter().map(event).collect()
    }
}

fn dates(line: u32, property: &Property<'_>, has: usize, skips: &mut Skips) -> Vec<Placed> {
    let mut dates = Vec::new();
    for date in read_list(property) {
        match date {
            Ok(_) if has + dates.len() >= MAX_DATES => {
                skips.tell(line, "more dates than can be followed");
                break;
            }
            Ok(when) => dates.push(Placed::of(when, property)),
            Err(why) => skips.tell(line, why),
        }
    }
    dates
}

fn stretches_of(line: u32, property: &Property<'_>, skips: &mut Skips) -> Vec<(Placed, Lasts)> {
    let mut stretches = Vec::new();
    for text in property.value.split(',').filter(|text| !text.trim().is_empty()) {
        match read_stretch(text.trim()) {
            Some((from, Ends::At(until))) => stretches
                .push((Placed::of(from, property), Lasts::Until(Placed::of(until, property)))),
            Some((from, Ends::After(length))) => {
                stretches.push((Placed::of(from, property), Lasts::For(length)));
            }
            None => skips.tell(line, format!("there is no stretch {:?}", short(text))),
        }
    }
    stretches
}
