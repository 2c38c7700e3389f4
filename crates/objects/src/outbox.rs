//! What must leave an object: stored with the turn that caused it, delivered at least once, in order.

use serde::{Deserialize, Serialize};
use warmline_model::{ConversationId, Millis, Timestamp};

/// The object that a row is for, within the site.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Target {
    /// The site's desk.
    Desk,
    /// A conversation.
    Conversation(ConversationId),
}

/// A call that is still to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Rises with each row.
    pub id: u64,
    /// For whom.
    pub target: Target,
    /// The call, as JSON. Repeating it is harmless.
    pub body: String,
    /// Whether a newer row of the same target makes this one needless.
    latest_wins: bool,
}

/// The calls that are still to be made. A target that can't be reached waits by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outbox {
    rows: Vec<Row>,
    next: u64,
    failing: Vec<Failing>,
}

/// A target whose last call failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Failing {
    target: Target,
    times: u32,
    retry_at: Timestamp,
}

impl Outbox {
    pub(crate) fn push(&mut self, target: Target, body: String, latest_wins: bool) {
        if latest_wins {
            self.rows.retain(|row| !(row.latest_wins && row.target == target));
        }
        self.next += 1;
        self.rows.push(Row { id: self.next, target, body, latest_wins });
    }

    /// What may be delivered now, in order for each target.
    pub(crate) fn due(&self, now: Timestamp) -> Vec<Row> {
        let may = |row: &&Row| self.retry_at(&row.target).is_none_or(|at| at <= now);
        self.rows.iter().filter(may).cloned().collect()
    }

    /// When there is something to deliver.
    pub(crate) fn next_deadline(&self, now: Timestamp) -> Option<Timestamp> {
        self.rows.iter().map(|row| self.retry_at(&row.target).unwrap_or(now)).min()
    }

    /// These rows arrived; these targets could not be reached.
    pub(crate) fn delivered(&mut self, now: Timestamp, arrived: &[u64], failed: &[Target]) {
        let (done, left) = self.rows.drain(..).partition(|row| arrived.contains(&row.id));
        self.rows = left;
        let reached = |target: &Target| done.iter().any(|row: &Row| row.target == *target);
        self.failing.retain(|f| !reached(&f.target) || failed.contains(&f.target));
        for target in failed {
            let before = self.failing.iter().position(|f| f.target == *target);
            let times = before.map_or(0, |at| self.failing.swap_remove(at).times);
            let wait = Millis((100 << times.min(8)).min(30_000));
            let target = target.clone();
            self.failing.push(Failing { target, times: times + 1, retry_at: now + wait });
        }
    }

    fn retry_at(&self, target: &Target) -> Option<Timestamp> {
        self.failing.iter().find(|f| f.target == *target).map(|f| f.retry_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_stay_until_delivered_and_a_newer_standing_replaces_an_older_one() {
        let mut outbox = Outbox::default();
        let chat = |n: &str| Target::Conversation(ConversationId::new(n).expect("id"));
        outbox.push(chat("a"), "placed 2".into(), true);
        outbox.push(chat("b"), "placed 3".into(), true);
        outbox.push(chat("a"), "assigned".into(), false);
        outbox.push(chat("a"), "placed 1".into(), true);
        let bodies = |o: &Outbox, now| -> Vec<String> {
            o.due(Timestamp(now)).iter().map(|r| r.body.clone()).collect()
        };
        assert_eq!(bodies(&outbox, 0), ["placed 3", "assigned", "placed 1"]);
        // One target fails: its rows wait, the other's do not.
        outbox.delivered(Timestamp(0), &[], &[chat("b")]);
        assert_eq!(bodies(&outbox, 50), ["assigned", "placed 1"]);
        assert_eq!(outbox.next_deadline(Timestamp(50)), Some(Timestamp(50)));
        let ids: Vec<u64> = outbox.due(Timestamp(50)).iter().map(|row| row.id).collect();
        outbox.delivered(Timestamp(50), &ids, &[]);
        assert!(bodies(&outbox, 50).is_empty());
        assert_eq!(outbox.next_deadline(Timestamp(50)), Some(Timestamp(100)));
        assert_eq!(bodies(&outbox, 100), ["placed 3"]);
        outbox.delivered(Timestamp(100), &[], &[chat("b")]);
        assert_eq!(outbox.next_deadline(Timestamp(100)), Some(Timestamp(300)));
    }
}
