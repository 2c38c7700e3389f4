//! What this client knows: the log without gaps, how things stand, who has read and who is typing.

use crate::Side;
use warmline_model::{Millis, Seq, Timestamp};
use warmline_wire::{Seen, Sequenced};

/// How long "is typing" is believed without being said again.
const TYPING_LASTS: Millis = Millis::seconds(6);

/// What is shown.
pub(crate) struct View<S: Side> {
    pub(crate) entries: Vec<S::Entry>,
    pub(crate) state: Option<S::State>,
    pub(crate) seen: Seen,
    pub(crate) typing_until: Option<Timestamp>,
    /// What is being written to this side, and is no entry yet; empty if nothing is.
    pub(crate) draft: String,
}

impl<S: Side> View<S> {
    /// Knows nothing.
    pub(crate) fn new() -> Self {
        Self {
            entries: Vec::new(),
            state: None,
            seen: Seen::default(),
            typing_until: None,
            draft: String::new(),
        }
    }

    /// The last place shown; 0 for none.
    pub(crate) fn last(&self) -> Seq {
        self.entries.last().map_or(Seq(0), Sequenced::seq)
    }

    /// Takes one entry if it is the next; one that is shown already is let go. False: there is a hole.
    pub(crate) fn append(&mut self, entry: S::Entry) -> bool {
        let last = self.last();
        if entry.seq() == last.next() {
            if S::by_other(&entry) {
                self.typing_until = None;
            }
            // The entry is what it became, or came in its place.
            self.draft.clear();
            self.entries.push(entry);
            return true;
        }
        entry.seq() <= last
    }

    /// The other side is typing, or stopped.
    pub(crate) fn typing(&mut self, on: bool, now: Timestamp) {
        self.typing_until = on.then(|| now + TYPING_LASTS);
    }

    /// Takes what the server knows, but never less than this client knows.
    pub(crate) fn merge_seen(&mut self, seen: Seen) {
        self.seen.visitor = self.seen.visitor.max(seen.visitor);
        self.seen.agent = self.seen.agent.max(seen.agent);
    }
}

/// Whether the entries go on from `after` without a hole, apart from repeats.
pub(crate) fn continues<E: Sequenced>(entries: &[E], after: Seq) -> bool {
    let mut last = after;
    for entry in entries {
        if entry.seq() > last.next() {
            return false;
        }
        last = last.max(entry.seq());
    }
    true
}
