//! How long to wait before the next try: doubling, with jitter, from half a second to half a minute.

use warmline_model::Millis;

const FIRST_MS: i64 = 500;
const LAST_MS: i64 = 30_000;

/// A row of waits.
pub(crate) struct Backoff {
    tries: u8,
    random: u64,
}

impl Backoff {
    /// A new row; the jitter follows from `seed` alone.
    pub(crate) fn new(seed: u64) -> Self {
        Self { tries: 0, random: seed }
    }

    /// Whether the wait given last was the first since a success.
    pub(crate) fn is_first(&self) -> bool {
        self.tries == 1
    }

    /// After a success: the row begins anew.
    pub(crate) fn reset(&mut self) {
        self.tries = 0;
    }

    /// The next wait. The first is jittered too: one deploy closes everybody's sockets at once.
    pub(crate) fn next(&mut self) -> Millis {
        let base = (FIRST_MS << self.tries).min(LAST_MS / 2);
        self.tries = (self.tries + 1).min(6);
        // The finish of SplitMix64: neighbouring seeds must not wait alike.
        self.random = self.random.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let jitter = (mixed >> 33) as i64 % (base + 1);
        Millis(base + jitter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_stay_between_half_a_second_and_half_a_minute_and_differ_by_seed() {
        let mut firsts = Vec::new();
        for seed in 0..200 {
            let mut backoff = Backoff::new(seed);
            for n in 0..40 {
                let base = (500 << n.min(6)).min(15_000);
                let wait = backoff.next().0;
                assert!((base..=2 * base).contains(&wait), "seed {seed}, try {n}: {wait}");
                if n == 0 {
                    firsts.push(wait);
                }
            }
            backoff.reset();
            assert!(backoff.next().0 <= 1_000);
            assert!(backoff.is_first());
        }
        firsts.sort_unstable();
        firsts.dedup();
        assert!(firsts.len() > 100, "only {} different first waits", firsts.len());
    }
}
