//! Right, wrong and missed, and what is made of them.

/// How often a question was answered yes, and how often it should have been.
#[derive(Default, Clone, Copy)]
pub struct Count {
    right: u32,
    wrong: u32,
    missed: u32,
}

impl Count {
    /// Counts one answer.
    pub fn add(&mut self, said: bool, truth: bool) {
        self.right += u32::from(said && truth);
        self.wrong += u32::from(said && !truth);
        self.missed += u32::from(!said && truth);
    }

    /// How often yes was right.
    pub fn wanted(&self) -> u32 {
        self.right + self.missed
    }

    /// Precision, recall and F1.
    pub fn figures(&self) -> (f64, f64, f64) {
        let share = |n: u32, of: u32| if of == 0 { 0.0 } else { f64::from(n) / f64::from(of) };
        let precision = share(self.right, self.right + self.wrong);
        let recall = share(self.right, self.right + self.missed);
        let f1 = share(2 * self.right, 2 * self.right + self.wrong + self.missed);
        (precision, recall, f1)
    }
}

/// The area under the ROC curve: how often a yes has a higher score than a no; ties count half.
pub fn auroc(scored: &[(f32, bool)]) -> f64 {
    let mut sorted: Vec<&(f32, bool)> = scored.iter().collect();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut wins, mut yes) = (0.0, 0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.0 == b.0) {
        let hits = tied.iter().filter(|(_, truth)| *truth).count() as f64;
        let others = tied.len() as f64 - hits;
        wins += hits * (below + others / 2.0);
        below += others;
        yes += hits;
    }
    if yes == 0.0 || below == 0.0 { 0.0 } else { wins / (yes * below) }
}

#[cfg(test)]
mod tests {
    use super::{Count, auroc};

    #[test]
    fn a_perfect_order_has_an_area_of_one_and_ties_count_half() {
        assert_eq!(auroc(&[(1.0, false), (2.0, true), (3.0, true)]), 1.0);
        assert_eq!(auroc(&[(3.0, false), (2.0, true)]), 0.0);
        assert_eq!(auroc(&[(1.0, false), (1.0, true)]), 0.5);
        assert_eq!(auroc(&[]), 0.0);
    }

    #[test]
    fn precision_and_recall_are_shares_of_what_was_said_and_wanted() {
        let mut count = Count::default();
        for (said, truth) in [(true, true), (true, false), (false, true), (false, false)] {
            count.add(said, truth);
        }
        assert_eq!(count.figures(), (0.5, 0.5, 0.5));
    }
}
