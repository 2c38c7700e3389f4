//! Who is shown what, and how often.

use super::{Desk, Effect};
use warmline_model::{Millis, Timestamp};

impl Desk {
    /// Who is shown what: all of it at once where few wait, otherwise at most once a second; whoever
    /// is concerned, at once.
    pub(super) fn show(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        const FEW: usize = 50;
        const EVERY: Millis = Millis::seconds(1);
        let due = self.show_at.is_some_and(|at| at <= now);
        let affected = std::mem::take(&mut self.affected);
        let changed = !self.dirty.is_empty();
        let free = self.places.len() <= FEW || now - self.shown >= EVERY;
        if due || (changed && free) {
            self.shown = now;
            self.show_at = None;
            effects.push(Effect::Show);
            return;
        }
        if changed && self.show_at.is_none() {
            self.show_at = Some(self.shown + EVERY);
        }
        if !affected.is_empty() {
            effects.push(Effect::ShowTo(affected.into_iter().collect()));
        }
    }
}
