//! Logistic regression over sparse features: one trainer for every linear model, with the same bits each time.

/// One example: its features with their values, and how much it counts.
pub struct Example {
    /// Pairs of feature and value; a feature may occur more than once.
    pub features: Vec<(u32, f32)>,
    /// Right answers, one per class.
    pub targets: Vec<bool>,
    /// How much it counts; 1 for most.
    pub weight: f32,
}

/// How to train.
#[derive(Clone, Copy)]
pub struct Settings {
    /// How many features there are.
    pub features: usize,
    /// How many classes, each decided by itself.
    pub classes: usize,
    /// Passes over the examples.
    pub epochs: usize,
    /// The step of AdaGrad.
    pub rate: f32,
    /// Strength of the pull towards zero, per example.
    pub l2: f32,
}

/// Weights by feature, then class, and a bias per class.
pub struct Trained {
    /// `weights[feature * classes + class]`.
    pub weights: Vec<f32>,
    /// One per class.
    pub bias: Vec<f32>,
}

/// Trains one binary decision per class by AdaGrad (Duchi, Hazan, Singer 2011) in a fixed shuffled order.
pub fn train(examples: &[Example], settings: &Settings) -> Trained {
    let Settings { features, classes, epochs, rate, l2 } = *settings;
    let mut weights = vec![0.0_f32; features * classes];
    let mut squares = vec![1e-6_f32; features * classes];
    let mut bias = vec![0.0_f32; classes];
    let mut bias_squares = vec![1e-6_f32; classes];
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut chance = Chance::new();
    let mut score = vec![0.0_f32; classes];
    for _ in 0..epochs {
        shuffle(&mut order, &mut chance);
        for &at in &order {
            let example = &examples[at];
            score.copy_from_slice(&bias);
            for &(feature, value) in &example.features {
                let row = &weights[feature as usize * classes..][..classes];
                for (score, weight) in score.iter_mut().zip(row) {
                    *score += weight * value;
                }
            }
            for (class, score) in score.iter_mut().enumerate() {
                let target = f32::from(u8::from(example.targets[class]));
                *score = (probability(*score) - target) * example.weight;
                bias_squares[class] += *score * *score;
                bias[class] -= rate * *score / bias_squares[class].sqrt();
            }
            for &(feature, value) in &example.features {
                let start = feature as usize * classes;
                for (class, error) in score.iter().enumerate() {
                    let at = start + class;
                    let gradient = error * value + l2 * weights[at];
                    squares[at] += gradient * gradient;
                    weights[at] -= rate * gradient / squares[at].sqrt();
                }
            }
        }
    }
    Trained { weights, bias }
}

/// The logistic function.
pub fn probability(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// Numbers that look random and are the same each time: xorshift (Marsaglia 2003).
pub struct Chance(u64);

impl Chance {
    /// From the one seed there is.
    pub const fn new() -> Self {
        Self(0x9E37_79B9_7F4A_7C15)
    }

    /// A number below `limit`, which is not 0.
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit as u64) as usize
    }
}

/// Fisher and Yates.
fn shuffle(order: &mut [usize], chance: &mut Chance) {
    for last in (1..order.len()).rev() {
        order.swap(last, chance.below(last + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::{Example, Settings, train};

    #[test]
    fn a_feature_that_decides_is_found_and_the_bits_are_the_same_each_time() {
        let example = |feature, yes| Example {
            features: vec![(feature, 1.0)],
            targets: vec![yes],
            weight: 1.0,
        };
        let examples: Vec<Example> = (0..40).map(|at| example(at % 2, at % 2 == 1)).collect();
        let settings = Settings { features: 2, classes: 1, epochs: 5, rate: 0.3, l2: 1e-5 };
        let (first, again) = (train(&examples, &settings), train(&examples, &settings));
        assert!(first.weights[1] > 1.0 && first.weights[0] < -1.0, "{:?}", first.weights);
        assert_eq!((first.weights, first.bias), (again.weights, again.bias));
    }
}
