//! Who is told of what while they look elsewhere, on a device that can be woken, and that it is over.
//!
//! Whoever looks at a console says so of what it shows ([`Event::Saw`](super::Event::Saw)); a page that is frozen or
//! closed says nothing. So nobody has to be asked whether they look: what nobody saw within a moment is pushed. A
//! push has no words in it: it only wakes the device, which asks what waits.

use super::calls::REMIND;
use super::timers::Who;
use super::{
    AgentId, Assignment, BookedCall, ConversationId, Desk, Effect, Episode, Promised, RecordKey,
    Round, Timestamp, promises,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use warmline_model::{Clock, Millis, Status, Tier};

/// A console in sight says so by then.
const SEEN_WITHIN: Millis = Millis::seconds(2);

/// Why an agent is told of a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// It is offered to them.
    Offer,
    /// Its customer said something that they have not read.
    Message,
    /// A clock of it is near its end, or over.
    Service,
    /// A call that its customer booked is near.
    Call,
    /// Little time is left for what its customer was promised.
    Promise,
}

/// Something that waits for an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// In which conversation.
    pub conversation: ConversationId,
    /// Why.
    pub cause: Cause,
    /// Since when.
    pub since: Timestamp,
    /// How urgent the conversation is.
    pub tier: Tier,
    /// Its customer's name.
    pub customer: Option<String>,
    /// Whether the agent's devices were woken for it.
    pub pushed: bool,
}

/// What is kept of an agent whose devices can be woken.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct Notices {
    /// Since when customers' words are unread, and in which handoff and round.
    unread: BTreeMap<ConversationId, (Episode, Round, Timestamp)>,
    /// When they last looked at what waits in a conversation.
    seen: BTreeMap<ConversationId, Timestamp>,
    /// What their devices were woken for and still waits, and since when it does.
    pushed: Vec<(ConversationId, Cause, Timestamp)>,
}

impl Notices {
    fn saw(&self, notice: &Notice) -> bool {
        // Conversations have other clocks than the desk.
        self.seen.get(&notice.conversation).is_some_and(|at| notice.since <= *at + super::JITTER)
    }

    /// Nothing that is kept is later than now.
    pub(super) fn clock_was_set_back(&mut self, now: Timestamp) {
        self.unread.values_mut().for_each(|unread| unread.2 = unread.2.min(now));
        self.seen.values_mut().for_each(|at| *at = (*at).min(now));
    }
}

impl Desk {
    /// Whether a device of this agent's can be woken.
    pub fn is_reachable(&self, agent: &AgentId) -> bool {
        self.notices.contains_key(agent)
    }

    /// What waits for an agent now; nothing where they want none. A clock that they have seen is told
    /// enough.
    pub fn notices(&self, id: &AgentId) -> Vec<Notice> {
        let (Some(agent), Some(kept)) = (self.agents.get(id), self.notices.get(id)) else {
            return Vec::new();
        };
        if matches!(agent.status, Status::Break | Status::Offline) {
            return Vec::new();
        }
        let offers = self.offered_to(id).filter_map(|place| {
            let since = place.offer.as_ref()?.at;
            Some((&place.waiter, Cause::Offer, since))
        });
        let cases = agent.cases.iter().filter_map(|id| self.cases.get(id));
        let of_case = cases.flat_map(|case| {
            let waiter = &case.waiter;
            let unread = kept.unread.get(&waiter.conversation);
            let unread = unread.filter(|u| (u.0, u.1) == (waiter.episode, waiter.round));
            let message = unread.map(|(_, _, since)| (waiter, Cause::Message, *since));
            let service = told_at(case).map(|since| (waiter, Cause::Service, since));
            message.into_iter().chain(service)
        });
        let pushed = |of: (&ConversationId, Cause, Timestamp)| {
            kept.pushed.iter().any(|(id, cause, at)| (id, *cause, *at) == of)
        };
        let notice = |(waiter, cause, since): (&super::Waiter, Cause, Timestamp)| Notice {
            conversation: waiter.conversation.clone(),
            cause,
            since,
            tier: waiter.tier,
            customer: waiter.customer.clone(),
            pushed: pushed((&waiter.conversation, cause, since)),
        };
        let call = |call: &BookedCall| {
            let (conversation, since) = (call.conversation.clone(), call.slot.from - REMIND);
            let promised = self.promise_of(&conversation, call.episode);
            Notice {
                cause: Cause::Call,
                since,
                tier: Tier::Standard,
                customer: promised.and_then(|promised| promised.customer.clone()),
                pushed: pushed((&conversation, Cause::Call, since)),
                conversation,
            }
        };
        let promise = |promised: &Promised| {
            let since = promised.promise.at_risk.unwrap_or(promised.promise.made);
            Notice {
                conversation: promised.conversation.clone(),
                cause: Cause::Promise,
                since,
                tier: Tier::Standard,
                customer: promised.customer.clone(),
                pushed: pushed((&promised.conversation, Cause::Promise, since)),
            }
        };
        let soon = self.calls_soon(id).map(call).chain(self.promises_at_risk(id).map(promise));
        let all = offers.chain(of_case).map(notice).chain(soon);
        let once = |cause| matches!(cause, Cause::Service | Cause::Call | Cause::Promise);
        all.filter(|notice| !once(notice.cause) || !kept.saw(notice)).collect()
    }

    /// The calls that this agent could make and that begin soon.
    fn calls_soon(&self, id: &AgentId) -> impl Iterator<Item = &BookedCall> {
        let soon = self.calls.soon();
        soon.filter(move |call| self.callers(call.department).any(|caller| caller == id))
    }

    /// What little time is left for and this agent could do. Calls at a time are told of by themselves, and whoever
    /// is on call is alerted.
    fn promises_at_risk(&self, id: &AgentId) -> impl Iterator<Item = &Promised> {
        let at_risk = self.promises.values().filter(|promised| promises::wakes(&promised.promise));
        at_risk.filter(move |promised| self.callers(promised.department).any(|caller| caller == id))
    }

    /// The conversations of calls that begin soon and of promises at risk that this agent could see to.
    fn could_see_to(&self, id: &AgentId) -> BTreeSet<ConversationId> {
        let calls = self.calls_soon(id).map(|call| &call.conversation);
        calls.chain(self.promises_at_risk(id).map(|p| &p.conversation)).cloned().collect()
    }

    pub(super) fn reachable(&mut self, id: AgentId, by_push: bool) {
        if by_push == self.notices.contains_key(&id) {
            return;
        }
        if by_push && self.agents.contains_key(&id) {
            self.notices.insert(id.clone(), Notices::default());
        } else if !by_push {
            self.notices.remove(&id);
            self.timers.set(Who::Notice(id.clone()), None);
        }
        self.stirred.insert(id.clone());
        self.unshown.insert(RecordKey::Notices(id));
    }

    pub(super) fn unread(
        &mut self,
        now: Timestamp,
        conversation: ConversationId,
        episode: Episode,
        round: Round,
        since: Option<Timestamp>,
    ) {
        let Some(case) = self.cases.get(&conversation) else { return };
        // Of an older owner, or one who can't be woken.
        if (case.waiter.episode, case.waiter.round) != (episode, round) {
            return;
        }
        let Some(kept) = self.notices.get_mut(&case.agent) else { return };
        self.stirred.insert(case.agent.clone());
        self.unshown.insert(RecordKey::Notices(case.agent.clone()));
        match since {
            Some(since) => {
                kept.unread.insert(conversation, (episode, round, since.min(now)));
            }
            None => {
                kept.unread.remove(&conversation);
            }
        }
    }

    pub(super) fn saw(&mut self, now: Timestamp, id: &AgentId, conversations: Vec<ConversationId>) {
        let others = self.could_see_to(id);
        let (Some(agent), Some(kept)) = (self.agents.get(id), self.notices.get_mut(id)) else {
            return;
        };
        let own = |of: &ConversationId| {
            agent.cases.contains(of) || agent.offers.contains(of) || others.contains(of)
        };
        kept.seen.extend(conversations.into_iter().filter(own).map(|of| (of, now)));
        self.stirred.insert(id.clone());
        self.unshown.insert(RecordKey::Notices(id.clone()));
    }

    /// Forgets that an agent has seen what waited in a conversation.
    pub(super) fn unsee(&mut self, id: &AgentId, conversation: &ConversationId) {
        let kept = self.notices.get_mut(id);
        if kept.is_some_and(|kept| kept.seen.remove(conversation).is_some()) {
            self.unshown.insert(RecordKey::Notices(id.clone()));
        }
    }

    /// Wakes the devices of whoever has not seen something, and of whoever was told of what is over. Only those are
    /// looked at of whom something changed: a full desk hears of something all the time.
    pub(super) fn wake_devices(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let mut stirred = std::mem::take(&mut self.stirred);
        stirred.extend(self.dirty.iter().filter_map(|key| match key {
            RecordKey::Agent(id) => Some(id.clone()),
            RecordKey::Case(id) => self.cases.get(id).map(|case| case.agent.clone()),
            _ => None,
        }));
        stirred.retain(|id| self.notices.contains_key(id));
        for id in stirred {
            let waits = self.notices(&id);
            let others = self.could_see_to(&id);
            let Some(agent) = self.agents.get(&id) else { continue };
            let Some(kept) = self.notices.get_mut(&id) else { continue };
            let before = kept.clone();
            let has = |of: &ConversationId| {
                agent.cases.contains(of) || agent.offers.contains(of) || others.contains(of)
            };
            kept.unread.retain(|of, _| agent.cases.contains(of));
            kept.seen.retain(|of, _| has(of));
            let due = |notice: &&Notice| {
                notice.pushed || (notice.since + SEEN_WITHIN <= now && !kept.saw(notice))
            };
            let due = waits.iter().filter(due);
            kept.pushed = due.map(|n| (n.conversation.clone(), n.cause, n.since)).collect();
            if kept.pushed != before.pushed {
                effects.push(Effect::Push(id.clone()));
            }
            if *kept != before {
                self.unshown.insert(RecordKey::Notices(id.clone()));
            }
            self.timers.set(Who::Notice(id.clone()), self.notice_due(&id));
        }
    }

    /// When something that waits for an agent should have been seen.
    pub(super) fn notice_due(&self, id: &AgentId) -> Option<Timestamp> {
        let kept = self.notices.get(id)?;
        let waits = self.notices(id).into_iter().filter(|n| !n.pushed && !kept.saw(n));
        waits.map(|notice| notice.since + SEEN_WITHIN).min()
    }
}

/// When the newest warning was told of a clock that still runs.
fn told_at(case: &Assignment) -> Option<Timestamp> {
    let runs = |clock| clock == Clock::Resolution || !case.waiter.answered;
    case.sla.iter().filter(|event| runs(event.clock)).map(|event| event.at).max()
}
