//! Calendars that the edge reads for a desk: which, and what comes of it.

use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use warmline_calendar::read;
use warmline_handoff::desk::{CalendarRead, Desk};
use warmline_handoff::{DeskName, Settings};
use warmline_model::{Millis, SiteId, Slot, Timestamp};

/// The most that is read of a calendar, in bytes.
pub const MAX_CALENDAR: usize = warmline_calendar::MAX_BYTES;
/// How far ahead its busy times are kept: longer than calls can be booked.
const AHEAD: Millis = Millis::minutes(62 * 24 * 60);

/// Calendars to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarJob {
    /// Of which site.
    pub site: SiteId,
    /// For which of its desks.
    pub desk: DeskName,
    /// Which.
    pub calendars: Vec<CalendarToRead>,
}

/// A calendar to be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarToRead {
    /// Its id in the settings.
    pub id: String,
    /// By whose clock times are that name none: the IANA name of a zone.
    pub zone: String,
}

impl CalendarJob {
    pub(crate) fn of(
        site: &SiteId,
        desk: DeskName,
        ids: &BTreeSet<String>,
        machine: &Desk,
    ) -> Self {
        let settings = machine.settings();
        let one = |id: &String| CalendarToRead { id: id.clone(), zone: zone(settings, id) };
        Self { site: site.clone(), desk, calendars: ids.iter().map(one).collect() }
    }
}

/// The clock of the department that a calendar is of, or of the site.
fn zone(settings: &Settings, id: &str) -> String {
    let calendar = settings.calendars.iter().find(|calendar| calendar.id == id);
    let own = calendar.and_then(|calendar| calendar.department);
    let hours = own.and_then(|department| settings.department_hours.get(&department));
    let hours = hours.or(settings.hours.as_ref());
    hours.map_or_else(|| "UTC".to_owned(), |hours| hours.zone.trim().to_owned())
}

/// What the text of a calendar says of when it is busy, from now on.
pub fn read_calendar(now: Timestamp, zone: &str, text: &str) -> CalendarRead {
    match read(text, Slot { from: now, until: now + AHEAD }, zone) {
        Ok(feed) => CalendarRead::Busy {
            busy: feed.busy,
            skips: u32::try_from(feed.skips).unwrap_or(u32::MAX),
            first: feed.skipped.first().map(ToString::to_string),
        },
        Err(why) => CalendarRead::Fault(why.to_string()),
    }
}
