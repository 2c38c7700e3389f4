//! The calls that a desk still has to make: one record each, in order for each of those called, many at once.
//!
//! A standing in the line is no record: only the newest counts, and after a restart the desk tells all again.

use crate::outbox::{Row, Target, retry_after};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use warmline_handoff::desk::Change;
use warmline_model::{Millis, Timestamp};

/// How many are called at the same time. At 50 ms a call, ten thousand standings are
/// told in two and a half seconds.
pub(crate) const AT_ONCE: usize = 200;

/// While calls that must arrive are under way, the desk is woken this often: should the process end
/// in the middle, nothing else might.
const LOOK_AGAIN: Millis = Millis::seconds(30);

/// What the keys of these records begin with.
const PREFIX: &str = "out/";

/// The calls that are still to be made.
#[derive(Debug, Default)]
pub(crate) struct Dispatch {
    queues: BTreeMap<Target, Queue>,
    /// Who may be called and from when on: those with something that must arrive, and those who only
    /// hear where they stand.
    urgent: BTreeSet<(Timestamp, Target)>,
    standing: BTreeSet<(Timestamp, Target)>,
    under_way: usize,
    /// How many of them have something that must arrive.
    awaited: usize,
    /// When calls were last begun.
    looked: Timestamp,
    last: u64,
    changed: Vec<Change>,
}

/// What one of them is still to be told.
#[derive(Debug, Default)]
struct Queue {
    rows: VecDeque<Row>,
    standing: Option<Row>,
    under_way: bool,
    /// Whether it is under way, and there is something that must arrive.
    awaited: bool,
    failed: u32,
    /// From when on it may be called.
    from: Timestamp,
}

impl Queue {
    fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.standing.is_none()
    }
}

impl Dispatch {
    /// Whether a stored record is one of these.
    pub(crate) fn owns(key: &str) -> bool {
        key.starts_with(PREFIX)
    }

    /// Takes a stored record back in. They come in the order of their keys, which is that of their ids.
    pub(crate) fn restore(&mut self, json: &str) -> Result<(), serde_json::Error> {
        let row: Row = serde_json::from_str(json)?;
        let to = row.target.clone();
        self.last = self.last.max(row.id);
        self.queue(Timestamp::default(), to, |queue| queue.rows.push_back(row));
        Ok(())
    }

    /// A call that must arrive.
    pub(crate) fn push(&mut self, now: Timestamp, to: impl Into<Target>, body: String) {
        let to = to.into();
        let row = self.row(&to, body);
        let value = Some(serde_json::to_string(&row).unwrap_or_default());
        self.changed.push(Change { key: key(row.id), value });
        self.queue(now, to, |queue| queue.rows.push_back(row));
    }

    /// Where a conversation stands: it takes the place of what it was to be told before.
    pub(crate) fn place(&mut self, now: Timestamp, to: impl Into<Target>, body: String) {
        let to = to.into();
        let row = self.row(&to, body);
        self.queue(now, to, |queue| queue.standing = Some(row));
    }

    /// What may be delivered now, as much as may be under way at once; for each of those called in order.
    /// From now on it is under way, until [`Self::delivered`].
    pub(crate) fn take_due(&mut self, now: Timestamp) -> Vec<Row> {
        self.looked = now;
        let mut due = Vec::new();
        while self.under_way < AT_ONCE
            && let Some(to) = self.next_due(now)
        {
            let Some(queue) = self.queues.get_mut(&to) else { continue };
            queue.under_way = true;
            queue.awaited = !queue.rows.is_empty();
            self.awaited += usize::from(queue.awaited);
            let rows = queue.rows.iter().chain(&queue.standing).cloned();
            let begin = due.len();
            due.extend(rows);
            due[begin..].sort_by_key(|row| row.id);
            self.under_way += 1;
        }
        due
    }

    fn next_due(&mut self, now: Timestamp) -> Option<Target> {
        for set in [&mut self.urgent, &mut self.standing] {
            if set.first().is_some_and(|(at, _)| *at <= now) {
                return set.pop_first().map(|(_, to)| to);
            }
        }
        None
    }

    /// When there is something to deliver, and room for it.
    pub(crate) fn next_deadline(&self) -> Option<Timestamp> {
        let first = self.urgent.first().into_iter().chain(self.standing.first());
        let next = first.map(|(at, _)| *at).min().filter(|_| self.under_way < AT_ONCE);
        let again = (self.awaited > 0).then(|| self.looked + LOOK_AGAIN);
        next.into_iter().chain(again).min()
    }

    /// How many are still to be made, or under way.
    pub(crate) fn owes(&self) -> usize {
        self.queues.values().map(|queue| queue.rows.iter().chain(&queue.standing).count()).sum()
    }

    /// What was under way to one of them is over: these rows arrived, and perhaps one failed.
    pub(crate) fn delivered(&mut self, now: Timestamp, to: &Target, arrived: &[u64], failed: bool) {
        let Some(mut queue) = self.take(to) else { return };
        let done = |row: &Row| arrived.contains(&row.id);
        for row in queue.rows.iter().filter(|row| done(row)) {
            self.changed.push(Change { key: key(row.id), value: None });
        }
        queue.rows.retain(|row| !done(row));
        queue.standing.take_if(|row| done(row));
        self.under_way -= usize::from(std::mem::take(&mut queue.under_way));
        self.awaited -= usize::from(std::mem::take(&mut queue.awaited));
        (queue.from, queue.failed) = match failed {
            true => (now + retry_after(queue.failed), queue.failed.saturating_add(1)),
            false => (now, 0),
        };
        self.put(to.clone(), queue);
    }

    /// The records that changed since the last call.
    pub(crate) fn changes(&mut self) -> Vec<Change> {
        std::mem::take(&mut self.changed)
    }

    fn row(&mut self, to: &Target, body: String) -> Row {
        self.last += 1;
        Row::new(self.last, to.clone(), body)
    }

    fn queue(&mut self, now: Timestamp, to: Target, add: impl FnOnce(&mut Queue)) {
        let mut queue = self.take(&to).unwrap_or_else(|| Queue { from: now, ..Queue::default() });
        add(&mut queue);
        self.put(to, queue);
    }

    fn take(&mut self, to: &Target) -> Option<Queue> {
        let queue = self.queues.remove(to)?;
        let place = (queue.from, to.clone());
        self.urgent.remove(&place);
        self.standing.remove(&place);
        Some(queue)
    }

    fn put(&mut self, to: Target, mut queue: Queue) {
        if queue.under_way && !queue.rows.is_empty() && !queue.awaited {
            queue.awaited = true;
            self.awaited += 1;
        }
        if !queue.under_way {
            if queue.is_empty() {
                return;
            }
            let set = if queue.rows.is_empty() { &mut self.standing } else { &mut self.urgent };
            set.insert((queue.from, to.clone()));
        }
        self.queues.insert(to, queue);
    }
}

/// The key of a row: keys are ordered as ids are.
fn key(id: u64) -> String {
    format!("{PREFIX}{id:020}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_model::ConversationId;

    fn chat(n: usize) -> Target {
        ConversationId::new(format!("c{n}")).expect("an id").into()
    }

    fn bodies(rows: &[Row]) -> Vec<&str> {
        rows.iter().map(|row| row.body.as_str()).collect()
    }

    fn ids(rows: &[Row]) -> Vec<u64> {
        rows.iter().map(|row| row.id).collect()
    }

    #[test]
    fn each_conversation_hears_in_order_and_only_its_newest_standing() {
        let mut dispatch = Dispatch::default();
        let now = Timestamp(1_000);
        dispatch.place(now, chat(1), "third".into());
        dispatch.push(now, chat(1), "assigned".into());
        dispatch.place(now, chat(1), "second".into());
        let due = dispatch.take_due(now);
        assert_eq!(bodies(&due), ["assigned", "second"]);
        // What comes while they are under way waits for them; nobody is called twice at once.
        dispatch.place(now, chat(1), "first".into());
        assert!(dispatch.take_due(now).is_empty());
        assert_eq!(dispatch.next_deadline(), Some(now + LOOK_AGAIN));
        dispatch.delivered(now, &chat(1), &ids(&due), false);
        assert_eq!(bodies(&dispatch.take_due(now)), ["first"]);
    }

    #[test]
    fn standings_are_no_records_and_a_call_is_one_until_it_arrived() {
        let mut dispatch = Dispatch::default();
        let now = Timestamp(1_000);
        dispatch.place(now, chat(1), "third".into());
        assert!(dispatch.changes().is_empty());
        dispatch.push(now, chat(1), "assigned".into());
        let stored = dispatch.changes();
        let [Change { key, value: Some(json) }] = &stored[..] else { panic!("{stored:?}") };
        assert!(Dispatch::owns(key));

        let mut again = Dispatch::default();
        again.restore(json).expect("a row");
        let due = again.take_due(now);
        assert_eq!(bodies(&due), ["assigned"]);
        again.delivered(now, &chat(1), &ids(&due), false);
        assert_eq!(again.changes(), [Change { key: key.clone(), value: None }]);
        assert_eq!((again.next_deadline(), again.queues.len()), (None, 0));
        // A new row never bears the name of one that is stored.
        again.push(now, chat(2), "lost".into());
        assert!(again.changes()[0].key > *key);
    }

    #[test]
    fn one_that_cannot_be_reached_waits_longer_each_time_and_holds_up_nobody() {
        let mut dispatch = Dispatch::default();
        let mut now = Timestamp(0);
        dispatch.push(now, chat(1), "lost".into());
        for wait in [100, 200, 400, 800] {
            assert_eq!(bodies(&dispatch.take_due(now)), ["lost"]);
            dispatch.push(now, chat(2), "assigned".into());
            let other = dispatch.take_due(now);
            assert_eq!(bodies(&other), ["assigned"]);
            dispatch.delivered(now, &chat(2), &ids(&other), false);
            dispatch.delivered(now, &chat(1), &[], true);
            assert_eq!(dispatch.next_deadline(), Some(Timestamp(now.0 + wait)));
            assert!(dispatch.take_due(now).is_empty());
            now = Timestamp(now.0 + wait);
        }
        let due = dispatch.take_due(now);
        dispatch.delivered(now, &chat(1), &ids(&due), false);
        assert_eq!(dispatch.next_deadline(), None);
    }

    #[test]
    fn what_must_arrive_is_looked_after_while_a_standing_is_under_way_to_the_same() {
        let mut dispatch = Dispatch::default();
        let now = Timestamp(1_000);
        dispatch.place(now, chat(1), "first".into());
        let due = dispatch.take_due(now);
        assert_eq!(dispatch.next_deadline(), None);
        dispatch.push(now, chat(1), "assigned".into());
        assert_eq!(dispatch.next_deadline(), Some(now + LOOK_AGAIN));
        dispatch.delivered(now, &chat(1), &ids(&due), false);
        let due = dispatch.take_due(now);
        assert_eq!(bodies(&due), ["assigned"]);
        dispatch.delivered(now, &chat(1), &ids(&due), false);
        assert_eq!(dispatch.next_deadline(), None);
    }

    #[test]
    fn so_many_are_called_at_once_and_what_must_arrive_goes_before_standings() {
        let mut dispatch = Dispatch::default();
        let now = Timestamp(0);
        for n in 0..AT_ONCE * 2 {
            dispatch.place(now, chat(n), "standing".into());
        }
        dispatch.push(Timestamp(5), chat(9_999), "assigned".into());
        let first = dispatch.take_due(Timestamp(5));
        assert_eq!((first.len(), first[0].body.as_str()), (AT_ONCE, "assigned"));
        // Should the process end here, the call that must arrive is made again.
        assert_eq!(dispatch.next_deadline(), Some(Timestamp(5) + LOOK_AGAIN));
        dispatch.delivered(Timestamp(5), &first[0].target, &[first[0].id], false);
        assert_eq!(dispatch.next_deadline(), Some(now));
        assert_eq!(dispatch.take_due(Timestamp(5)).len(), 1);
    }
}
