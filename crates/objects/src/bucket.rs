//! A token bucket, kept in the object itself: a flood costs the flooder and nobody else.

use warmline_model::{Millis, Timestamp};

/// How many frames may come at once.
const BURST: i64 = 60;
/// How many frames a second may come for long.
const PER_SECOND: i64 = 10;

/// Counts one side's frames. Lives in memory: an object that slept has nothing to count.
#[derive(Clone, Debug, Default)]
pub struct Bucket {
    /// When the bucket would be full again.
    full_at: Timestamp,
}

impl Bucket {
    /// Whether one more frame may come now.
    pub fn take(&mut self, now: Timestamp) -> bool {
        self.take_of(now, BURST, Millis(1_000 / PER_SECOND))
    }

    /// The same where so many may come at once, and one each `every` for long.
    pub fn take_of(&mut self, now: Timestamp, burst: i64, every: Millis) -> bool {
        let full_at = self.full_at.max(now);
        if (full_at - now).0 > (burst - 1) * every.0 {
            return false;
        }
        self.full_at = full_at + every;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_frames_may_come_at_once_and_then_ten_a_second() {
        let mut bucket = Bucket::default();
        let burst = (0..100).filter(|_| bucket.take(Timestamp(5_000))).count();
        assert_eq!(burst, 60);
        let later = (0..100).filter(|_| bucket.take(Timestamp(6_000))).count();
        assert_eq!(later, 10);
    }
}
