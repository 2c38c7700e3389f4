//! Random spans from a seed: what simulated days are made of.

use warmline_model::Millis;

/// Random spans; the same seed gives the same row.
#[derive(Clone, Debug)]
pub struct Draws(u64);

impl Draws {
    /// The row of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number (SplitMix64).
    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number below `n`; 0 if `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.draw() % (n.max(1) as u64)).unwrap_or(0)
    }

    /// One of several.
    ///
    /// # Panics
    /// When there is none.
    pub fn pick<'a, T>(&mut self, among: &'a [T]) -> &'a T {
        &among[self.below(among.len())]
    }

    /// A number from 0 to 1, both excluded.
    pub fn part(&mut self) -> f64 {
        ((self.draw() >> 11) as f64 + 0.5) / (1_u64 << 53) as f64
    }

    /// True this often.
    pub fn often(&mut self, share: f64) -> bool {
        self.part() < share
    }

    /// One of several, each with its weight.
    pub fn weighted<T: Copy>(&mut self, among: &[(T, f64)]) -> T {
        let all: f64 = among.iter().map(|(_, weight)| weight).sum();
        let mut left = self.part() * all;
        for (one, weight) in among {
            left -= weight;
            if left < 0.0 {
                return *one;
            }
        }
        among[among.len() - 1].0
    }

    /// An exponential span of this mean, in milliseconds.
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -self.part().ln() * mean
    }

    /// A log-normal span: this median, and this standard deviation of its logarithm.
    pub fn log_normal(&mut self, median: Millis, deviation: f64) -> Millis {
        let (radius, angle) = ((-2.0 * self.part().ln()).sqrt(), self.part());
        let normal = radius * (std::f64::consts::TAU * angle).cos();
        Millis((median.0 as f64 * (normal * deviation).exp()) as i64)
    }
}
