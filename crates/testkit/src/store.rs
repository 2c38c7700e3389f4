//! One object's storage: state, records and log, written in one transaction, which can fail in both ways.

use std::collections::BTreeMap;
use warmline_handoff::desk::Change;
use warmline_model::{Entry, Seq};
use warmline_objects::Turn;

/// What becomes of a commit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// It is stored, and says so.
    #[default]
    Stored,
    /// It is not stored, and says so.
    Lost,
    /// It is stored, but says that it is not.
    StoredButFailed,
}

/// Why a commit said no.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommitError {
    /// The disk failed: nothing is known about what is stored.
    Failed,
    /// The entry's place is taken or leaves a gap, as a primary key would say: nothing is stored.
    Conflict(Seq),
}

/// The rows of one object.
#[derive(Clone, Debug, Default)]
pub struct MemoryStore {
    state: Option<String>,
    records: BTreeMap<String, String>,
    entries: Vec<Entry>,
}

impl MemoryStore {
    /// The state that was stored last.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// The records, by their keys.
    pub fn records(&self) -> &BTreeMap<String, String> {
        &self.records
    }

    /// The log.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The log after a place.
    pub fn after(&self, seq: Seq) -> &[Entry] {
        let start = usize::try_from(seq.0).unwrap_or(usize::MAX).min(self.entries.len());
        &self.entries[start..]
    }

    /// Writes a turn's entries, state and records, all or nothing.
    ///
    /// # Errors
    /// As `fate` says, and when an entry is not the next one.
    pub fn commit(&mut self, turn: &Turn, fate: Fate) -> Result<(), CommitError> {
        let mut last = self.entries.last().map_or(Seq(0), |entry| entry.seq);
        for entry in &turn.entries {
            if entry.seq != last.next() {
                return Err(CommitError::Conflict(entry.seq));
            }
            last = entry.seq;
        }
        if fate != Fate::Lost {
            self.entries.extend(turn.entries.iter().cloned());
            if let Some(state) = &turn.state {
                self.state = Some(state.clone());
            }
            for Change { key, value } in &turn.records {
                match value {
                    Some(json) => self.records.insert(key.clone(), json.clone()),
                    None => self.records.remove(key),
                };
            }
        }
        if fate == Fate::Stored { Ok(()) } else { Err(CommitError::Failed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_model::{Author, Body, Timestamp};

    #[test]
    fn a_commit_is_whole_or_not_at_all_and_a_place_is_taken_once() {
        let entry = |seq| Entry {
            seq: Seq(seq),
            at: Timestamp(0),
            author: Author::Visitor,
            body: Body::AskedForHuman,
            client_id: None,
        };
        let turn = |seqs: &[u64], state: &str| Turn {
            entries: seqs.iter().map(|seq| entry(*seq)).collect(),
            state: Some(state.into()),
            records: vec![
                Change { key: "k".into(), value: Some(state.into()) },
                Change { key: "gone".into(), value: None },
            ],
            ..Turn::default()
        };
        let mut store = MemoryStore::default();
        assert_eq!(store.commit(&turn(&[1], "a"), Fate::Lost), Err(CommitError::Failed));
        assert_eq!((store.state(), store.entries().len()), (None, 0));
        let failed = store.commit(&turn(&[1, 2], "b"), Fate::StoredButFailed);
        assert_eq!(failed, Err(CommitError::Failed));
        assert_eq!((store.state(), store.entries().len()), (Some("b"), 2));
        assert_eq!(store.records(), &BTreeMap::from([("k".into(), "b".into())]));
        let conflict = store.commit(&turn(&[3, 3], "c"), Fate::Stored);
        assert_eq!(conflict, Err(CommitError::Conflict(Seq(3))));
        assert_eq!((store.state(), store.after(Seq(1)).len()), (Some("b"), 1));
    }
}
