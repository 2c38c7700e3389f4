//! The clocks of service levels: what is due, what is near, what is late, and who is to hear of it.

use std::collections::HashMap;
use warmline_model::{AgentId, Clock, ConversationId, Level, Millis, Timestamp};
use warmline_wire::{Clocks, DeskView};

/// A clock that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Due {
    /// Which.
    pub clock: Clock,
    /// How much time is left; below zero when it is over.
    pub left: Millis,
    /// Whether it is near its end or over it.
    pub level: Option<Level>,
}

/// How one clock stands, if it runs.
pub fn due(clocks: &Clocks, clock: Clock, now: Timestamp) -> Option<Due> {
    let at = match clock {
        Clock::FirstResponse => clocks.first_response,
        Clock::Resolution => clocks.resolution,
    }?;
    let left = at - now;
    let recorded = |level| clocks.events.iter().any(|e| e.clock == clock && e.level == level);
    let level = if left.0 <= 0 || recorded(Level::Breached) {
        Some(Level::Breached)
    } else {
        recorded(Level::Near).then_some(Level::Near)
    };
    Some(Due { clock, left, level })
}

/// The clock to be shown first: the first response while it is due, then the resolution.
pub fn next_due(clocks: &Clocks, now: Timestamp) -> Option<Due> {
    let due = |clock| due(clocks, clock, now);
    match (due(Clock::FirstResponse), due(Clock::Resolution)) {
        (Some(first), Some(end)) if first.level < end.level => Some(end),
        (first, end) => first.or(end),
    }
}

/// A customer who waits for a word of their agent's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Since when.
    pub since: Timestamp,
    /// When they go back to the line.
    pub silent_at: Option<Timestamp>,
}

impl Owed {
    /// How long they have waited, and how long until they go back, once half of that time is used:
    /// before, it is an ordinary conversation.
    pub fn warning(self, now: Timestamp) -> Option<(Millis, Millis)> {
        let silent_at = self.silent_at?;
        let (waited, left) = (now - self.since, silent_at - now);
        (waited >= left).then_some((waited, Millis(left.0.max(0))))
    }
}

/// What is wrong, or nearly.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Most of a clock's time is used.
    Near(Clock),
    /// A clock has run out.
    Breached(Clock),
    /// The customer waits for a word, and soon goes back to the line.
    Silent,
}

/// Something that an agent is told once, and that counts in the badge as long as it lasts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// About which conversation.
    pub conversation: ConversationId,
    /// The customer's name, if known.
    pub customer: Option<String>,
    /// Whose it is, where it is a colleague's.
    pub agent: Option<AgentId>,
    /// Whether it is this agent's, or offered to them.
    pub own: bool,
    /// What.
    pub kind: Kind,
}

impl Alarm {
    /// Whether it is the same one, said anew.
    pub fn is(&self, other: &Self) -> bool {
        self.conversation == other.conversation && self.kind == other.kind
    }
}

/// All alarms of a desk as this agent sees it, their own first, each conversation's worst only.
pub fn alarms(view: &DeskView, owed: &HashMap<ConversationId, Owed>, now: Timestamp) -> Vec<Alarm> {
    let mut alarms: Vec<Alarm> = Vec::new();
    let mut add = |id: &ConversationId, customer: Option<&String>, agent, own, kind| {
        if let Some(kind) = kind
            && !alarms.iter().any(|alarm| alarm.conversation == *id)
        {
            let (conversation, customer) = (id.clone(), customer.cloned());
            alarms.push(Alarm { conversation, customer, agent, own, kind });
        }
    };
    for mine in &view.mine {
        let silent = owed.get(&mine.conversation).and_then(|owed| owed.warning(now));
        let kind = silent.map(|_| Kind::Silent).or_else(|| worst(&mine.clocks, now));
        add(&mine.conversation, mine.customer.as_ref(), None, true, kind);
    }
    for offer in &view.offers {
        let place = view.line.iter().find(|item| item.conversation == offer.conversation);
        let customer = place.and_then(|place| place.customer.as_ref());
        add(&offer.conversation, customer, None, true, worst(&offer.clocks, now));
    }
    for item in &view.line {
        let kind = worst(&item.clocks, now);
        add(&item.conversation, item.customer.as_ref(), None, false, kind);
    }
    for case in &view.cases {
        let (agent, case) = (Some(case.agent.clone()), &case.case);
        let kind = worst(&case.clocks, now);
        add(&case.conversation, case.customer.as_ref(), agent, false, kind);
    }
    alarms
}

fn worst(clocks: &Clocks, now: Timestamp) -> Option<Kind> {
    let due = next_due(clocks, now)?;
    Some(match due.level? {
        Level::Near => Kind::Near(due.clock),
        Level::Breached => Kind::Breached(due.clock),
    })
}

/// The sum of the alarms, for the rail and the title.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Trouble {
    /// How many clocks have run out.
    pub breached: usize,
    /// How many are near, customers who wait for a word included.
    pub near: usize,
}

/// Counts the alarms.
pub fn trouble(alarms: &[Alarm]) -> Trouble {
    let breached = alarms.iter().filter(|a| matches!(a.kind, Kind::Breached(_))).count();
    Trouble { breached, near: alarms.len() - breached }
}

/// A share of fewer says nothing.
pub const ENOUGH: u64 = 20;

/// A part of a whole in percent; none of a whole that is too small to say anything, never over 100.
pub fn rate(part: u64, whole: u64) -> Option<u64> {
    let percent = |part: u64| (u128::from(part) * 100 + u128::from(whole) / 2) / u128::from(whole);
    (whole >= ENOUGH).then(|| u64::try_from(percent(part)).unwrap_or(100).min(100))
}

#[cfg(test)]
mod tests;
