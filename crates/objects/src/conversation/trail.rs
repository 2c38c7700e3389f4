//! Where the visitor went, as their browser tells it: within limits, and by the edge's own clock.

use crate::Bucket;
use warmline_model::{Millis, Timestamp, TrailStep};
use warmline_wire::{Code, Refusal, TrailItem};

/// How many steps may come at once, and in a minute for long.
const A_MINUTE: i64 = 60;
/// What is said to be longer ago is told as this long ago.
const LONGEST_AGO: i64 = 24 * 60 * 60 * 1_000;

/// Why these steps are not taken, if they are not.
pub(super) fn refusal(bucket: &mut Bucket, now: Timestamp, items: &[TrailItem]) -> Option<Refusal> {
    if items.len() > TrailItem::MOST {
        let message = format!("items: at most {}, not {}", TrailItem::MOST, items.len());
        return Some(Refusal::new(Code::Malformed, message));
    }
    if let Some(refusal) = items.iter().find_map(|item| item.check().err()) {
        return Some(refusal);
    }
    let every = Millis(60_000 / A_MINUTE);
    // Not `slow_down`: what the visitor says is not to wait for it.
    items.iter().any(|_| !bucket.take_of(now, A_MINUTE, every)).then(|| {
        Refusal::new(Code::NotNow, format!("at most {A_MINUTE} pages and events a minute are kept"))
    })
}

pub(super) fn steps(now: Timestamp, items: impl IntoIterator<Item = TrailItem>) -> Vec<TrailStep> {
    let at = |ago: u32| now - Millis(i64::from(ago).min(LONGEST_AGO));
    items.into_iter().map(|TrailItem { ago, step }| TrailStep { at: at(ago), step }).collect()
}
