//! Moments and spans by the agent's own clock and custom.

use warmline_model::{Slot, Timestamp};
use warmline_ui::{clock_text, date_text};

/// "21 Nov 2026 10:30"; only the time, where it is today.
pub fn date_and_time(at: Timestamp) -> String {
    let (date, time) = (date_text(at), clock_text(at, ""));
    if date == time { time } else { format!("{date} {time}") }
}

/// When a call takes place: "21 Nov 2026 10:30 to 10:45".
pub fn span(slot: Slot) -> String {
    format!("{} to {}", date_and_time(slot.from), clock_text(slot.until, ""))
}
