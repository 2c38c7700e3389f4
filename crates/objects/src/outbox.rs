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

/// The calls that are still to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outbox {
    rows: Vec<Row>,
    next: u64,
    failures: u32,
    retry_at: Option<Timestamp>,
}

impl Outbox {
    pub(crate) fn push(&mut self, target: Target, body: String, latest_wins: bool) {
        if latest_wins {
            self.rows.retain(|row| !(row.latest_wins && row.target == target));
        }
        self.next += 1;
        self.rows.push(Row { id: self.next, target, body, latest_wins });
    }

    /// What may be delivered now.
    pub(crate) fn due(&self, now: Timestamp) -> &[Row] {
        match self.retry_at {
            Some(at) if at > now => &[],
            Some(_) | None => &self.rows,
        }
    }

    /// When there is something to deliver.
    pub(crate) fn next_deadline(&self, now: Timestamp) -> Option<Timestamp> {
        (!self.rows.is_empty()).then(|| self.retry_at.unwrap_or(now))
    }

    /// These arrived; `failed` tells whether another one did not.
    pub(crate) fn delivered(&mut self, now: Timestamp, ids: &[u64], failed: bool) {
        self.rows.retain(|row| !ids.contains(&row.id));
        if failed {
            let wait = Millis((100 << self.failures.min(8)).min(30_000));
            self.failures += 1;
            self.retry_at = Some(now + wait);
        } else {
            self.failures = 0;
            self.retry_at = None;
        }
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
        let first = outbox.due(Timestamp(0))[0].id;
        outbox.delivered(Timestamp(0), &[first], true);
        assert!(bodies(&outbox, 50).is_empty());
        assert_eq!(outbox.next_deadline(Timestamp(50)), Some(Timestamp(100)));
        assert_eq!(bodies(&outbox, 100), ["assigned", "placed 1"]);
    }
}
