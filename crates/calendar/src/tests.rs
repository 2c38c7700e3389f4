//! Scenes of feeds and invitations.

mod feeds;
mod invitations;
mod recurrences;

use crate::{Feed, read};
use warmline_model::{Slot, Timestamp};

/// Monday the 23rd of November 2026, 00:00 UTC.
const MONDAY: i64 = 1_795_392_000_000;
const HOUR: i64 = 3_600_000;

/// Sixty days from then on.
fn window() -> Slot {
    Slot { from: Timestamp(MONDAY), until: Timestamp(MONDAY + 60 * 24 * HOUR) }
}

/// A calendar with these lines in it.
fn calendar(lines: &str) -> String {
    format!(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{}\r\nEND:VCALENDAR\r\n",
        lines.replace('\n', "\r\n")
    )
}

/// A calendar with one event of these lines.
fn event(lines: &str) -> String {
    calendar(&format!("BEGIN:VEVENT\nUID:one\n{lines}\nEND:VEVENT"))
}

fn fed(text: &str) -> Feed {
    read(text, window(), "Europe/Berlin").expect("a feed")
}

/// When it is busy, in hours since that Monday.
fn hours(text: &str) -> Vec<(f64, f64)> {
    let hour = |at: Timestamp| (at.0 - MONDAY) as f64 / HOUR as f64;
    fed(text).busy.into_iter().map(|slot| (hour(slot.from), hour(slot.until))).collect()
}
