//! The line: who waits, in which order, and how many of those ahead compete for the same agents.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use warmline_model::{ConversationId, Department, Language, Timestamp};

/// Where somebody stands: whoever lost their agent first, then by the time from which they count, then
/// by arrival. It never changes while they wait, so that a place only gets better by itself.
pub(super) type Key = (bool, Timestamp, u64);

/// Those who need the same.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub(super) struct PoolKey {
    /// For which team.
    pub department: Department,
    /// In which language, where it is not the site's own.
    pub language: Option<Language>,
    /// Whether they waited so long that the others are asked too.
    pub widened: bool,
}

/// Those who need the same, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Pool {
    /// All of them.
    pub all: VecDeque<Key>,
    /// Those who are offered to nobody now.
    pub free: BTreeSet<Key>,
}

/// All who wait. Derived from the stored places.
#[derive(Clone, Debug, Default)]
pub(super) struct Line {
    pub pools: BTreeMap<PoolKey, Pool>,
    names: BTreeMap<u64, ConversationId>,
}

impl Line {
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }

    pub(super) fn insert(&mut self, pool: PoolKey, key: Key, name: ConversationId, free: bool) {
        self.names.insert(key.2, name);
        let pool = self.pools.entry(pool).or_default();
        if let Err(at) = pool.all.binary_search(&key) {
            pool.all.insert(at, key);
        }
        if free {
            pool.free.insert(key);
        }
    }

    pub(super) fn remove(&mut self, pool: PoolKey, key: Key) {
        self.names.remove(&key.2);
        let Some(of) = self.pools.get_mut(&pool) else { return };
        if let Ok(at) = of.all.binary_search(&key) {
            of.all.remove(at);
        }
        of.free.remove(&key);
        if of.all.is_empty() {
            self.pools.remove(&pool);
        }
    }

    pub(super) fn set_free(&mut self, pool: PoolKey, key: Key, free: bool) {
        if let Some(pool) = self.pools.get_mut(&pool) {
            if free {
                pool.free.insert(key);
            } else {
                pool.free.remove(&key);
            }
        }
    }

    pub(super) fn name(&self, key: Key) -> Option<&ConversationId> {
        self.names.get(&key.2)
    }

    /// Everybody in the order of the line, with their pool.
    pub(super) fn in_order(&self) -> Vec<(Key, PoolKey)> {
        let mut all: Vec<(Key, PoolKey)> = Vec::with_capacity(self.len());
        for (name, pool) in &self.pools {
            all.extend(pool.all.iter().map(|key| (*key, *name)));
        }
        // Each pool is in order already: a merge, not a sort from nothing.
        all.sort();
        all
    }

    /// How many of a pool stand before a key.
    pub(super) fn before(&self, pool: PoolKey, key: Key) -> usize {
        self.pools.get(&pool).map_or(0, |of| of.all.partition_point(|other| *other < key))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_its_order_whoever_comes_and_goes() {
        let mut line = Line::default();
        let name = |n: u64| ConversationId::new(format!("c{n}")).expect("an id");
        let pool = PoolKey::default();
        let other = PoolKey { widened: true, ..pool };
        for n in [5, 1, 4, 2, 3] {
            let of = if n == 2 { other } else { pool };
            line.insert(of, (true, Timestamp(n * 10), n as u64), name(n as u64), true);
        }
        let order: Vec<u64> = line.in_order().iter().map(|(key, _)| key.2).collect();
        assert_eq!(order, [1, 2, 3, 4, 5]);
        assert_eq!(line.before(pool, (true, Timestamp(40), 4)), 2);
        line.remove(pool, (true, Timestamp(10), 1));
        line.remove(other, (true, Timestamp(20), 2));
        assert_eq!((line.len(), line.pools.len()), (3, 1));
        assert_eq!(line.before(pool, (true, Timestamp(40), 4)), 1);
    }
}
