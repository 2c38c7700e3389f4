//! Cases with what hours say of them, one a line, for another language to compare.

use super::case::{Case, Chance, zones};
use warmline_handoff::hours::Zone;
use warmline_model::{Millis, Timestamp};

const MINUTE: i64 = 60_000;
/// How long a slot is in them, in minutes, and in how many days they are.
const SLOT: i64 = 60;
const DAYS: u16 = 2;
/// How many slots are written.
const SLOTS: usize = 4;

/// `[hours, minute, clock, offset, open, next_open, closes, slots]`: the setting, the minute since 1970,
/// what the zone's clock shows then and how many minutes it is ahead of UTC, and what hours say, in
/// minutes since 1970 too.
pub fn lines(seed: u64, cases: usize) -> String {
    let zones = zones();
    (0..cases as u64).map(|n| line(&Case::new(&mut Chance::new(seed + n), &zones))).collect()
}

fn line(case: &Case) -> String {
    let hours = case.hours();
    let at = Timestamp(case.minute * MINUTE);
    let local = Zone::find(&case.zone).expect("a zone").local(at, at);
    let (year, day) = (local.date.year.expect("a year"), local.date.day.expect("a day"));
    let clock =
        format!("{year:04}-{:02}-{day:02} {:02}:{:02}", local.date.month, local.hour, local.minute);
    let minute = |moment: Option<Timestamp>| {
        moment.map_or("null".to_owned(), |moment| (moment.0 / MINUTE).to_string())
    };
    let slots = hours.slots(at, Millis(SLOT * MINUTE), DAYS).take(SLOTS);
    let slots: Vec<String> = slots.map(|slot| minute(Some(slot.from))).collect();
    format!(
        "[{},{},\"{clock}\",{},{},{},{},[{}]]\n",
        case.json(),
        case.minute,
        local.offset / 60,
        u8::from(hours.is_open(at)),
        minute(hours.next_open(at)),
        minute(hours.closes(at)),
        slots.join(",")
    )
}
