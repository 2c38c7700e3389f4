//! What customers were promised: what is to be kept, and how promises were kept. Each conversation tells
//! how its records stand; one that comes late or twice changes nothing.

use super::records::RecordKey;
use super::{Desk, Effect, Promised, REMEMBER_ENDED, Refused};
use serde::{Deserialize, Serialize};
use warmline_model::{
    AgentId, Alternative, ConversationId, Department, Episode, Promise, PromiseState, Timestamp,
};

/// Which promise: conversation, handoff, number.
pub(super) type Key = (ConversationId, Episode, u32);

/// How many promises of a kind were made, and what came of those that have an outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PromiseCount {
    /// All of them.
    pub made: u64,
    /// Kept in time.
    pub kept: u64,
    /// Not kept in time.
    pub broken: u64,
    /// Something else took their place in time.
    pub replaced: u64,
    /// Those that there is time to keep. Not stored.
    #[serde(skip)]
    pub open: u64,
    /// Those for which little time is left. Not stored.
    #[serde(skip)]
    pub at_risk: u64,
}

impl PromiseCount {
    fn outcome(&mut self, state: PromiseState) -> Option<&mut u64> {
        match state {
            PromiseState::Kept => Some(&mut self.kept),
            PromiseState::Broken => Some(&mut self.broken),
            PromiseState::Replaced => Some(&mut self.replaced),
            PromiseState::Open | PromiseState::AtRisk | PromiseState::Unknown => None,
        }
    }
}

pub(super) fn key(promised: &Promised) -> Key {
    (promised.conversation.clone(), promised.episode, promised.promise.number)
}

/// Whether agents' devices are woken for it: little time is left, and no call or alert tells them anyway.
pub(super) fn wakes(promise: &Promise) -> bool {
    promise.state() == PromiseState::AtRisk
        && promise.slot.is_none()
        && promise.kind != Alternative::OnCall
}

/// When nothing was owed any more.
pub(super) fn settled(promise: &Promise) -> Option<Timestamp> {
    promise.kept.max(promise.replaced)
}

/// What both know, together.
fn merge(known: &mut Promise, news: &Promise) {
    known.at_risk = known.at_risk.or(news.at_risk);
    known.kept = known.kept.or(news.kept);
    known.broken = known.broken.or(news.broken);
    known.replaced = known.replaced.or(news.replaced);
}

impl Desk {
    /// What is owed to customers: open, at risk, or broken without anything in its place.
    pub fn promises(&self) -> impl Iterator<Item = &Promised> {
        self.promises.values().filter(|promised| promised.promise.is_owed())
    }

    /// The first promise of a handoff.
    pub(super) fn promise_of(
        &self,
        conversation: &ConversationId,
        episode: Episode,
    ) -> Option<&Promised> {
        let (key, promised) = self.promises.range((conversation.clone(), episode, 0)..).next()?;
        (key.0 == *conversation && key.1 == episode).then_some(promised)
    }

    /// How promises were kept, by kind: each that was made is in exactly one of the other counts.
    pub fn promises_kept(&self) -> Vec<(Alternative, PromiseCount)> {
        let mut counts = self.head.promises_kept.clone();
        for promised in self.promises.values() {
            let count = counts.entry(promised.promise.kind).or_default();
            match promised.promise.state() {
                PromiseState::Open => count.open += 1,
                PromiseState::AtRisk => count.at_risk += 1,
                _ => {}
            }
        }
        counts.into_iter().collect()
    }

    pub(super) fn promised(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        promised: Promised,
    ) {
        let key = key(&promised);
        let department = promised.department;
        let before = self.promises.get(&key).map(|known| known.promise.clone());
        let after = match self.promises.get_mut(&key) {
            Some(known) => {
                merge(&mut known.promise, &promised.promise);
                known.promise.clone()
            }
            None => {
                let promise = promised.promise.clone();
                self.promises.insert(key.clone(), promised);
                promise
            }
        };
        if before.as_ref() != Some(&after) {
            self.stir_for(&key, before.as_ref(), &after);
            self.count(before.as_ref(), &after);
            self.noted(now, key.clone(), &after);
        }
        // Before it has its settings, a desk does not know whose it is.
        if self.head.configured {
            self.promise_placed(now, effects, &key, department, &after);
        }
    }

    /// What is owed by departments that have another desk now is kept there; what came before the settings is at home.
    pub(super) fn promises_configured(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        self.head.configured = true;
        let known = self.promises.iter();
        let known: Vec<_> =
            known.map(|(key, p)| (key.clone(), p.department, p.promise.clone())).collect();
        for (key, department, promise) in known {
            self.promise_placed(now, effects, &key, department, &promise);
        }
    }

    fn promise_placed(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        key: &Key,
        department: Department,
        promise: &Promise,
    ) {
        let desk = self.settings.desk_of(department);
        if desk == self.desk {
            self.call_promised(now, key, department, promise);
        } else if promise.is_owed() {
            effects.push(Effect::MovePromise(key.0.clone(), key.2, self.desk, desk));
        }
    }

    /// Another desk has it: here it was never made, and its call is free.
    pub(super) fn promise_moved(&mut self, key: Key) {
        let Some(promised) = self.promises.remove(&key) else { return };
        let count = self.head.promises_kept.entry(promised.promise.kind).or_default();
        count.made = count.made.saturating_sub(1);
        if let Some(outcome) = count.outcome(promised.promise.state()) {
            *outcome = outcome.saturating_sub(1);
        }
        if let Some(at) = settled(&promised.promise) {
            self.settled_order.remove(&(at, key.clone()));
        }
        if promised.promise.slot.is_some() {
            self.call_cancelled(key.0.clone(), key.1);
        }
        self.dirty.extend([RecordKey::Head, RecordKey::Promise(key)]);
    }

    /// Whoever could see to it is told that it is at risk, or is not any more.
    fn stir_for(&mut self, key: &Key, before: Option<&Promise>, after: &Promise) {
        if before.is_some_and(wakes) != wakes(after)
            && let Some(department) = self.promises.get(key).map(|promised| promised.department)
        {
            let able: Vec<AgentId> = self.callers(department).cloned().collect();
            self.stirred.extend(able);
        }
    }

    fn count(&mut self, before: Option<&Promise>, after: &Promise) {
        let count = self.head.promises_kept.entry(after.kind).or_default();
        match before {
            None => count.made += 1,
            Some(before) => {
                if let Some(outcome) = count.outcome(before.state()) {
                    *outcome = outcome.saturating_sub(1);
                }
            }
        }
        if let Some(outcome) = count.outcome(after.state()) {
            *outcome += 1;
        }
        self.dirty.insert(RecordKey::Head);
    }

    /// It is stored, and forgotten a day after it was settled.
    fn noted(&mut self, now: Timestamp, key: Key, promise: &Promise) {
        self.dirty.insert(RecordKey::Promise(key.clone()));
        if let Some(at) = settled(promise) {
            self.settled_order.insert((at, key));
        }
        while let Some((at, oldest)) = self.settled_order.first().cloned()
            && now - at >= REMEMBER_ENDED
        {
            self.settled_order.pop_first();
            self.promises.remove(&oldest);
            self.dirty.insert(RecordKey::Promise(oldest));
        }
    }

    pub(super) fn promise_kept(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        agent: AgentId,
        conversation: ConversationId,
        episode: Episode,
        number: Option<u32>,
    ) {
        let meant = |key: &&Key| {
            let (of, handoff, n) = key;
            *of == conversation && *handoff == episode && number.is_none_or(|number| number == *n)
        };
        let from = (conversation.clone(), episode, 0);
        let key =
            self.promises.range(from..).map(|(key, _)| key).take_while(meant_by(&conversation));
        let key = key.filter(meant).last().cloned();
        let known = key.as_ref().and_then(|key| self.promises.get_mut(key));
        let Some((key, known)) = key.clone().zip(known.filter(|p| p.promise.is_owed())) else {
            return effects.push(Effect::Refuse(agent, conversation, Refused::Gone));
        };
        let before = known.promise.clone();
        let due = before.due;
        known.promise.kept = Some(now);
        if now > due {
            known.promise.broken.get_or_insert(due);
        }
        let after = known.promise.clone();
        self.stir_for(&key, Some(&before), &after);
        self.count(Some(&before), &after);
        let number = after.number;
        self.noted(now, key, &after);
        effects.push(Effect::Kept(conversation, episode, number, now));
    }

    /// What follows from the records. An older version did not count.
    pub(super) fn derive_promises(&mut self) {
        let settled =
            self.promises.iter().filter_map(|(key, p)| Some((settled(&p.promise)?, key.clone())));
        self.settled_order = settled.collect();
        if self.head.promises_kept.is_empty() {
            for promised in self.promises.values() {
                let count = self.head.promises_kept.entry(promised.promise.kind).or_default();
                count.made += 1;
                if let Some(outcome) = count.outcome(promised.promise.state()) {
                    *outcome += 1;
                }
            }
        }
    }
}

fn meant_by(conversation: &ConversationId) -> impl Fn(&&Key) -> bool {
    move |(of, _, _)| of == conversation
}
