//! How large what leaves may be: a package that is too long for its way is made shorter, and never lost.

use super::Delivery;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The largest task that an object hands to the edge, in bytes of JSON.
pub const MAX_JOB: usize = 2 * 1024 * 1024;
/// The largest delivery, in bytes of JSON: it fits into a task, and into a row of storage, with all that stands beside it.
pub(super) const MAX_DELIVERY: usize = 768 * 1024;
/// How long texts and lists are at most, at first; halved until all of it fits.
const LONGEST: (usize, usize) = (64 * 1024, 1_024);
/// No text and no list is made shorter than this.
const SHORTEST: (usize, usize) = (256, 2);
/// Stands where something was cut.
const CUT: char = '…';

impl Delivery {
    /// The same, with the longest texts and lists of the card cut where it would not fit; then those of the letter.
    #[must_use]
    pub(super) fn bounded(mut self) -> Self {
        if let Some(card) =
            self.too_large().then(|| self.shortened(&self.card, |of, card| of.card = card))
        {
            self.card = card;
        }
        if self.too_large() {
            let letter = self.shortened(&self.letter, |of, letter| of.letter = letter);
            self.letter = letter;
        }
        self
    }

    fn too_large(&self) -> bool {
        warmline_wire::write(self).len() > MAX_DELIVERY
    }

    /// A part, as short as it has to be for all of it to fit, or as it can be.
    fn shortened<T: Serialize + DeserializeOwned + Clone>(
        &self,
        part: &T,
        put: impl Fn(&mut Self, T),
    ) -> T {
        let (mut text, mut list) = LONGEST;
        let mut found = part.clone();
        loop {
            let mut value = serde_json::to_value(part).unwrap_or_default();
            cut(&mut value, text, list);
            if let Ok(shorter) = serde_json::from_value::<T>(value) {
                found = shorter;
            }
            let mut tried = self.clone();
            put(&mut tried, found.clone());
            if !tried.too_large() || (text, list) == SHORTEST {
                return found;
            }
            (text, list) = ((text / 2).max(SHORTEST.0), (list / 2).max(SHORTEST.1));
        }
    }
}

fn cut(value: &mut Value, text: usize, list: usize) {
    match value {
        Value::String(said) if said.chars().count() > text => {
            *said = said.chars().take(text - 1).chain([CUT]).collect();
        }
        Value::Array(all) => {
            all.truncate(list);
            all.iter_mut().for_each(|one| cut(one, text, list));
        }
        Value::Object(all) => all.values_mut().for_each(|one| cut(one, text, list)),
        _ => {}
    }
}
