//! Whether a console's socket is still there, though nobody said goodbye.

use warmline_model::{Millis, Timestamp};

/// The console pings after this much silence.
const PINGS_AFTER: Millis = Millis::seconds(30);
/// A socket that should have pinged and did not for so long is gone. Browsers let a page that is not
/// seen run once a minute only, so that its ping may come that much later.
const GONE_AFTER: Millis = Millis(2 * PINGS_AFTER.0 + Millis::minutes(1).0);

/// Whether a socket is gone: `pinged` is when it pinged last, `sent` when it was last sent anything,
/// which puts its next ping off. One that never pinged is not expected to, and counts while it is open.
pub fn is_silent(now: Timestamp, pinged: Option<Timestamp>, sent: Timestamp) -> bool {
    pinged.is_some_and(|pinged| now - pinged.max(sent) > GONE_AFTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_console_that_stopped_pinging_is_gone_and_one_that_never_pinged_is_not() {
        //
        let at = |s: i64| Timestamp(s * 1_000);
        let silent = |now, pinged: Option<i64>, sent| is_silent(at(now), pinged.map(at), at(sent));
        assert!(!silent(10_000, None, 0));
        assert!(!silent(1_120, Some(1_000), 0));
        assert!(silent(1_121, Some(1_000), 0));
        // While frames come, it has no reason to ping.
        assert!(!silent(1_121, Some(1_000), 1_090));
        assert!(silent(1_300, Some(1_000), 1_090));
    }
}
