//! The estimate of a wait: a range from facts, and nothing where there are none.

use super::Desk;
use crate::standing::Wait;
use warmline_model::{Millis, Status};

/// Fewer handling times than this say nothing.
const MIN_SAMPLES: usize = 5;

/// The facts an estimate rests on.
pub(super) struct Pool {
    /// Whether anyone of the team is at work.
    pub online: bool,
    /// Conversations that the available agents could take now.
    free: i64,
    /// Conversations that the available agents can have at once.
    slots: i64,
    /// How long an offer may stand.
    offer: Millis,
    /// The mean handling time, where enough were measured.
    handling: Option<Millis>,
}

impl Desk {
    pub(super) fn pool(&self) -> Pool {
        let able = self
            .agents
            .iter()
            .filter(|(_, agent)| agent.connected && agent.status == Status::Available);
        let (mut free, mut slots) = (0, 0);
        for (id, agent) in able {
            let capacity = i64::from(agent.profile.capacity);
            slots += capacity;
            free += (capacity - i64::from(self.active(id))).max(0);
        }
        let n = self.handling.len();
        let handling = (n >= MIN_SAMPLES).then(|| {
            let sum: i64 = self.handling.iter().map(|span| span.0).sum();
            Millis(sum / i64::try_from(n).unwrap_or(1))
        });
        Pool {
            online: self.agents.values().any(super::Agent::online),
            free,
            slots,
            offer: self.settings.offer_stands,
            handling,
        }
    }
}

impl Pool {
    /// The range for a position: those whom free capacity reaches wait for one offer to be answered;
    /// the others for as many ends of conversations as stand between, of which `slots` run at once
    /// and end on average every `handling / slots`; from half to one and a half of that mean.
    pub(super) fn wait_at(&self, position: u32) -> Option<Wait> {
        if self.slots == 0 {
            return None;
        }
        let position = i64::from(position);
        if position <= self.free {
            return Some(Wait { low: Millis(0), high: self.offer });
        }
        let ends_needed = position - self.free;
        let mean = self.handling?.0 * ends_needed / self.slots;
        Some(Wait { low: Millis(mean / 2), high: Millis(mean * 3 / 2 + self.offer.0) })
    }
}
