//! Whose devices the site still has to be told to wake: once, however often it was decided meanwhile.

use crate::outbox::retry_after;
use std::collections::BTreeSet;
use warmline_handoff::desk::Change;
use warmline_model::{AgentId, Millis, Timestamp};

/// The key of the record.
pub(super) const KEY: &str = "pushes";
/// A call that is under way longer than this was lost with its process.
const LOOK_AGAIN: Millis = Millis::seconds(30);

/// Who is still to be woken.
#[derive(Debug, Default)]
pub(super) struct Pushes {
    owed: BTreeSet<AgentId>,
    /// What the site is being told, and since when.
    under_way: Option<(BTreeSet<AgentId>, Timestamp)>,
    /// How often in a row it could not be told, and until when it is left alone.
    failed: u32,
    from: Timestamp,
    changed: bool,
}

impl Pushes {
    /// Takes the stored record back in.
    pub(super) fn restore(json: &str) -> Result<Self, serde_json::Error> {
        // At once: an alarm can't be set to no time at all.
        Ok(Self { owed: serde_json::from_str(json)?, from: Timestamp(1), ..Self::default() })
    }

    pub(super) fn owe(&mut self, now: Timestamp, agent: AgentId) {
        self.from = self.from.max(now);
        self.changed |= self.owed.insert(agent);
    }

    pub(super) fn take_due(&mut self, now: Timestamp) -> Vec<AgentId> {
        if let Some((lost, _)) = self.under_way.take_if(|(_, since)| *since + LOOK_AGAIN <= now) {
            self.owed.extend(lost);
        }
        if self.under_way.is_some() || self.owed.is_empty() || self.from > now {
            return Vec::new();
        }
        let owed = std::mem::take(&mut self.owed);
        let agents = owed.iter().cloned().collect();
        self.under_way = Some((owed, now));
        agents
    }

    /// The site was told, or could not be.
    pub(super) fn told(&mut self, now: Timestamp, arrived: bool) {
        let Some((agents, _)) = self.under_way.take() else { return };
        self.changed = true;
        if arrived {
            self.failed = 0;
        } else {
            self.owed.extend(agents);
            self.from = now + retry_after(self.failed);
            self.failed = self.failed.saturating_add(1);
        }
    }

    pub(super) fn next_deadline(&self) -> Option<Timestamp> {
        match &self.under_way {
            Some((_, since)) => Some(*since + LOOK_AGAIN),
            None => (!self.owed.is_empty()).then_some(self.from),
        }
    }

    /// The record, if it changed since this was last asked.
    pub(super) fn change(&mut self) -> Option<Change> {
        if !std::mem::take(&mut self.changed) {
            return None;
        }
        let under_way = self.under_way.iter().flat_map(|(agents, _)| agents);
        let all: BTreeSet<&AgentId> = self.owed.iter().chain(under_way).collect();
        let value = (!all.is_empty()).then(|| serde_json::to_string(&all).unwrap_or_default());
        Some(Change { key: KEY.into(), value })
    }
}
