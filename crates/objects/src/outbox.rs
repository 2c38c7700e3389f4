//! What must leave an object: stored with the turn that caused it, delivered at least once, in order.

use serde::{Deserialize, Serialize};
use warmline_handoff::DeskName;
use warmline_model::{ConversationId, Millis, Timestamp};

/// The object that a row is for, within the site.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", from = "StoredTarget")]
pub enum Target {
    /// One of the site's desks.
    Desk(DeskName),
    /// A conversation.
    Conversation(ConversationId),
    /// The site's history.
    History,
    /// What delivers to the site's other systems.
    Outgoing,
}

/// A target as it may be stored: the first version knew one desk, and wrote `"desk"`.
#[derive(Deserialize)]
#[serde(untagged)]
enum StoredTarget {
    Single(Single),
    Named(NamedTarget),
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Single {
    Desk,
    History,
    Outgoing,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum NamedTarget {
    Desk(DeskName),
    Conversation(ConversationId),
}

impl From<StoredTarget> for Target {
    fn from(stored: StoredTarget) -> Self {
        match stored {
            StoredTarget::Single(Single::Desk) => Self::Desk(DeskName::default()),
            StoredTarget::Single(Single::History) => Self::History,
            StoredTarget::Single(Single::Outgoing) => Self::Outgoing,
            StoredTarget::Named(NamedTarget::Desk(name)) => Self::Desk(name),
            StoredTarget::Named(NamedTarget::Conversation(id)) => Self::Conversation(id),
        }
    }
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
}

impl Row {
    pub(crate) fn new(id: u64, target: Target, body: String) -> Self {
        Self { id, target, body }
    }
}

/// After so many failures in a row, a target is tried again when this is over.
pub(crate) fn retry_after(failures: u32) -> Millis {
    Millis((100 << failures.min(9)).min(30_000))
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
    pub(crate) fn push(&mut self, target: Target, body: String) {
        self.next += 1;
        self.rows.push(Row::new(self.next, target, body));
    }

    /// The id of the row that is pushed next.
    pub(crate) fn next_id(&self) -> u64 {
        self.next + 1
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
            let retry_at = now + retry_after(times);
            let target = target.clone();
            self.failing.push(Failing { target, times: times.saturating_add(1), retry_at });
        }
    }

    /// All of them, in order.
    pub(crate) fn into_rows(self) -> impl Iterator<Item = Row> {
        self.rows.into_iter()
    }

    fn retry_at(&self, target: &Target) -> Option<Timestamp> {
        self.failing.iter().find(|f| f.target == *target).map(|f| f.retry_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk(name: &str) -> Target {
        serde_json::from_str(&format!(r#"{{"desk":{name}}}"#)).expect("a target")
    }

    #[test]
    fn rows_stay_until_delivered_and_a_desk_that_fails_holds_up_only_its_own() {
        let mut outbox = Outbox::default();
        let (all, billing) = (desk("null"), desk(r#""billing""#));
        outbox.push(all.clone(), "over".into());
        outbox.push(billing.clone(), "join".into());
        outbox.push(all, "promised".into());
        let bodies = |o: &Outbox, now| -> Vec<String> {
            o.due(Timestamp(now)).iter().map(|r| r.body.clone()).collect()
        };
        assert_eq!(bodies(&outbox, 0), ["over", "join", "promised"]);
        outbox.delivered(Timestamp(0), &[], std::slice::from_ref(&billing));
        assert_eq!(bodies(&outbox, 50), ["over", "promised"]);
        assert_eq!(outbox.next_deadline(Timestamp(50)), Some(Timestamp(50)));
        let ids: Vec<u64> = outbox.due(Timestamp(50)).iter().map(|row| row.id).collect();
        outbox.delivered(Timestamp(50), &ids, &[]);
        assert!(bodies(&outbox, 50).is_empty());
        assert_eq!(outbox.next_deadline(Timestamp(50)), Some(Timestamp(100)));
        assert_eq!(bodies(&outbox, 100), ["join"]);
        outbox.delivered(Timestamp(100), &[], &[billing]);
        assert_eq!(outbox.next_deadline(Timestamp(100)), Some(Timestamp(300)));
    }

    #[test]
    fn rows_of_the_first_version_are_for_the_common_desk() {
        let stored = r#"{"rows":[
            {"id":1,"target":"desk","body":"{}","latest_wins":false},
            {"id":2,"target":{"conversation":"c1"},"body":"{}","latest_wins":true}],
            "next":2,"failing":[{"target":"desk","times":1,"retry_at":7}]}"#;
        let outbox: Outbox = serde_json::from_str(stored).expect("an outbox");
        assert_eq!(outbox.rows[0].target, Target::Desk(DeskName::default()));
        let again = serde_json::to_string(&outbox).expect("json");
        assert_eq!(serde_json::from_str::<Outbox>(&again).ok(), Some(outbox));
    }
}
