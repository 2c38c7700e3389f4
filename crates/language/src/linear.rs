//! Small linear models over hashed words and pieces of words, with weights of one byte.

mod features;

pub use features::{BUCKETS, Features};

/// A linear model: for each bucket one weight per class, in steps of `step`, and a bias per class.
///
/// The file is: classes (u8), step (f32 little endian), a bias per class (f32), then `BUCKETS` rows of weights (i8).
#[derive(Clone, Debug)]
pub struct Linear<'a> {
    step: f32,
    bias: Vec<f32>,
    weights: &'a [u8],
}

impl<'a> Linear<'a> {
    /// Reads a weight file; `None` when its length does not fit.
    pub fn read(file: &'a [u8]) -> Option<Self> {
        let (&classes, rest) = file.split_first()?;
        let (step, mut rest) = rest.split_first_chunk::<4>()?;
        let mut bias = Vec::with_capacity(usize::from(classes));
        for _ in 0..classes {
            let (one, after) = rest.split_first_chunk::<4>()?;
            bias.push(f32::from_le_bytes(*one));
            rest = after;
        }
        let fits = classes > 0 && rest.len() == BUCKETS * usize::from(classes);
        fits.then_some(Self { step: f32::from_le_bytes(*step), bias, weights: rest })
    }

    /// Writes a weight file: weights are rounded to steps, the largest to 127 of them.
    pub fn write(bias: &[f32], weights: &[f32]) -> Vec<u8> {
        let largest = weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let step = (largest / 127.0).max(f32::MIN_POSITIVE);
        let mut file = vec![u8::try_from(bias.len()).unwrap_or(u8::MAX)];
        file.extend(step.to_le_bytes());
        file.extend(bias.iter().flat_map(|bias| bias.to_le_bytes()));
        file.extend(weights.iter().map(|weight| (weight / step).round() as i8 as u8));
        file
    }

    /// The biases of a model of two classes; 0 for what it hasn't.
    pub(crate) fn bias_pair(&self) -> (f32, f32) {
        let bias = |class: usize| self.bias.get(class).copied().unwrap_or_default();
        (bias(0), bias(1))
    }

    /// One weight; 0 for what it hasn't.
    pub(crate) fn weight(&self, bucket: usize, class: usize) -> f32 {
        let weight = self.weights.get(bucket * self.bias.len() + class);
        self.step * f32::from(weight.map_or(0, |&weight| weight as i8))
    }

    /// The log-odds of each class.
    pub fn scores(&self, features: &Features) -> Vec<f32> {
        let classes = self.bias.len();
        let mut scores = self.bias.clone();
        let mut block = vec![0_i32; classes];
        for buckets in [&features.words, &features.pieces] {
            block.fill(0);
            for &bucket in buckets {
                let row = &self.weights[usize::from(bucket) * classes..][..classes];
                for (sum, &weight) in block.iter_mut().zip(row) {
                    *sum += i32::from(weight as i8);
                }
            }
            let scale = self.step * Features::value(buckets);
            for (score, &sum) in scores.iter_mut().zip(&block) {
                *score += scale * sum as f32;
            }
        }
        scores
    }
}

/// The logistic function as a percentage.
pub fn percent(score: f32) -> u8 {
    // A cast of a float saturates, and what isn't a number becomes 0.
    (100.0 / (1.0 + (-score).exp())).round() as u8
}
