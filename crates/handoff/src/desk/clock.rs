//! Time: machines' clocks differ, and may be set back.

use super::records::RecordKey;
use super::{Desk, JITTER, Timestamp};
use warmline_model::Millis;

impl Desk {
    /// Clocks of machines differ and may be set back: no timer that runs may then run longer than its
    /// span.
    pub(super) fn clock_reads(&mut self, now: Timestamp) -> Timestamp {
        let back = self.clock - now;
        if back > Millis(0) && back <= JITTER {
            return self.clock;
        }
        if back > JITTER || self.clock == Timestamp::default() {
            let mut changed = Vec::new();
            for (id, place) in &mut self.places {
                if place.clock_was_set_back(now, &self.settings) {
                    changed.push(RecordKey::Place(id.clone()));
                }
            }
            for (id, agent) in &mut self.agents {
                let before = (agent.left, agent.closed);
                agent.left = agent.left.map(|left| left.min(now));
                agent.closed = agent.closed.map(|closed| closed.min(now));
                if before != (agent.left, agent.closed) {
                    changed.push(RecordKey::Agent(id.clone()));
                }
            }
            for (id, case) in &mut self.cases {
                let before = (case.since, case.waiter.since);
                case.since = case.since.min(now);
                case.waiter.since = case.waiter.since.min(now);
                if before != (case.since, case.waiter.since) {
                    changed.push(RecordKey::Case(id.clone()));
                }
            }
            changed.extend(self.calls.clock_was_set_back(now));
            self.dirty.extend(changed);
            self.notices.values_mut().for_each(|kept| kept.clock_was_set_back(now));
            self.unshown.extend(self.notices.keys().cloned().map(RecordKey::Notices));
            self.stirred.extend(self.notices.keys().cloned());
            if self.on_call.clock_was_set_back(now) {
                self.dirty.insert(RecordKey::Alerts);
                self.dirty.extend(self.on_call.needs.keys().cloned().map(RecordKey::Need));
            }
            self.clock = now;
            self.shown = Timestamp::default();
            self.show_at = self.show_at.map(|_| now);
            self.derive();
        }
        self.clock = now;
        now
    }
}
