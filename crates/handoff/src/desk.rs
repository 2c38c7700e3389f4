//! A desk of a site: agents, the line, offers, clocks, and one owner for each handoff.

mod calls;
mod cases;
mod clock;
mod clocks;
mod estimate;
mod event;
mod line;
mod notices;
mod offers;
mod on_call;
mod people;
mod place;
mod promises;
mod records;
mod routing;
mod show;
mod standings;
mod timers;

#[cfg(test)]
mod tests;

pub use crate::standing::Wait;
pub use calls::{BookedCall, CalendarState};
pub use cases::MAX_REASON;
pub use event::{
    Assigned, CalendarRead, Effect, Event, From, Gone, News, OnCallNeeded, Passing, Profile,
    Promised, Refused, Round, Target, Waiter,
};
pub use notices::{Cause, Notice};
pub use on_call::{Alert, Answer, End, Need, Step};
pub use people::Agent;
pub use place::{Offer, Place};
pub use promises::PromiseCount;
pub use records::Change;

use crate::settings::Team;
use crate::{DeskName, Settings};
use estimate::Waits;
use indexmap::IndexMap;
use line::Line;
use notices::Notices;
use offers::How;
use records::RecordKey;
use routing::Reach;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use timers::{Timers, Who};
use warmline_model::{
    AgentId, Alternative, ConversationId, Department, Episode, Millis, SlaEvent, Timestamp,
    WaitScore,
};

/// How long the end of a handoff is remembered, so that a late note can't bring it back.
const REMEMBER_ENDED: Millis = Millis::minutes(24 * 60);
/// How many reasons for letting an offer pass are kept with a place.
const DECLINES_KEPT: usize = 10;
/// A clock that goes back by less than this is jitter between machines, and taken to stand still.
const JITTER: Millis = Millis::seconds(1);

/// A conversation that an agent has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Who has it.
    pub agent: AgentId,
    /// As it was in the line.
    pub waiter: Waiter,
    /// Since when.
    pub since: Timestamp,
    /// Whether the agent came by it out of turn.
    pub out_of_turn: bool,
    /// Who passed it on, if somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<From>,
    /// Near-breaches and breaches so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sla: Vec<SlaEvent>,
    /// How often it was passed on.
    #[serde(default)]
    pub transfers: u32,
}

/// What happened at a desk since it was set up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Tally {
    /// Handoffs that joined the line.
    pub joined: u64,
    /// Handoffs that an agent got, each counted once.
    pub served: u64,
    /// Assignments out of turn.
    pub out_of_turn: u64,
    /// Offers that were let pass.
    pub declined: u64,
    /// Offers that ran out.
    pub expired: u64,
    /// Conversations whose agent was gone or silent.
    pub lost: u64,
    /// Conversations passed on.
    pub transferred: u64,
    /// Of these, to another department than they came to.
    pub wrong_department: u64,
    /// Conversations passed on for the second time or more.
    pub second_transfers: u64,
    /// First responses that came late.
    pub first_response_breached: u64,
    /// Resolutions that came late.
    pub resolution_breached: u64,
}

/// The small things of a desk, stored together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Head {
    /// The number of the next who joins.
    next_ticket: u64,
    /// Whose turn it was last, by what is insisted on.
    turns: BTreeMap<String, AgentId>,
    tally: Tally,
    /// How often each policy demanded a handoff, by its id.
    policies_fired: BTreeMap<String, u64>,
    /// How promises were kept, by kind.
    promises_kept: BTreeMap<Alternative, PromiseCount>,
    /// Whether it has its settings.
    configured: bool,
    /// Until when departments that came from another desk offer no calls.
    no_calls_until: BTreeMap<Department, Timestamp>,
}

/// The machine of one desk. Stored record by record: see [`Desk::changes`].
#[derive(Clone, Debug, Default)]
pub struct Desk {
    desk: DeskName,
    settings: Settings,
    head: Head,
    waits: Waits,
    agents: BTreeMap<AgentId, Agent>,
    places: IndexMap<ConversationId, Place>,
    cases: BTreeMap<ConversationId, Assignment>,
    /// The last handoff of each conversation that is over, and when it was.
    ended: BTreeMap<ConversationId, (Episode, Timestamp)>,
    promises: BTreeMap<promises::Key, Promised>,
    /// Calls that are booked, and the calendars that say when there can be none.
    calls: calls::Calls,
    /// What agents whose devices can be woken are to hear of.
    notices: BTreeMap<AgentId, Notices>,
    on_call: on_call::OnCall,

    // Derived from the above, or forgotten without loss.
    clock: Timestamp,
    teams: BTreeMap<Department, Team>,
    line: Line,
    timers: Timers,
    /// The oldest ends first.
    ended_order: BTreeSet<(Timestamp, ConversationId)>,
    /// The promise that was settled first comes first.
    settled_order: BTreeSet<(Timestamp, promises::Key)>,
    /// Agents with room for another conversation.
    room: BTreeSet<AgentId>,
    reach: Option<Reach>,
    forecast: Option<standings::Cached>,
    positions_stale: bool,
    /// Rises with each change of an agent.
    staff: u64,
    swept: Timestamp,
    sweep_at: Option<Timestamp>,
    untold: Vec<ConversationId>,
    /// Those who may belong to another desk.
    astray: Vec<ConversationId>,
    ended_transfers: Vec<(ConversationId, String)>,
    shown: Timestamp,
    show_at: Option<Timestamp>,
    affected: BTreeSet<AgentId>,
    dirty: BTreeSet<RecordKey>,
    /// Records that changed, of which no console shows anything.
    unshown: BTreeSet<RecordKey>,
    /// Agents for whom something may have come or gone, besides what their records tell.
    stirred: BTreeSet<AgentId>,
}

impl Desk {
    /// The common desk of a site, empty.
    pub fn new(settings: Settings) -> Self {
        Self::named(DeskName::default(), settings)
    }

    /// One of a site's desks, empty.
    pub fn named(desk: DeskName, settings: Settings) -> Self {
        let teams = settings.teams();
        Self { desk, settings, teams, ..Self::default() }
    }

    /// Which of the site's desks it is.
    pub fn desk_name(&self) -> DeskName {
        self.desk
    }

    /// The site's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The agents that the site has.
    pub fn agents(&self) -> &BTreeMap<AgentId, Agent> {
        &self.agents
    }

    /// The first of the line, in its order.
    pub fn line(&self, limit: usize) -> impl Iterator<Item = &Place> {
        let mut first: Vec<line::Key> = Vec::new();
        for pool in self.line.pools.values() {
            first.extend(pool.all.iter().take(limit));
        }
        first.sort_unstable();
        let names = first.into_iter().take(limit).filter_map(|key| self.line.name(key));
        names.filter_map(|name| self.places.get(name))
    }

    /// How many are in line.
    pub fn waiting(&self) -> usize {
        self.line.len()
    }

    /// Who waits or is being passed on, by their conversation, in no particular order.
    pub fn places(&self) -> &IndexMap<ConversationId, Place> {
        &self.places
    }

    /// Who has what.
    pub fn assigned(&self) -> &BTreeMap<ConversationId, Assignment> {
        &self.cases
    }

    /// What an agent is offered.
    pub fn offered_to(&self, agent: &AgentId) -> impl Iterator<Item = &Place> {
        let offers = self.agents.get(agent).into_iter().flat_map(|agent| &agent.offers);
        offers.filter_map(|conversation| self.places.get(conversation))
    }

    /// How often each policy demanded a handoff, by its id.
    pub fn policies_fired(&self) -> &BTreeMap<String, u64> {
        &self.head.policies_fired
    }

    /// What happened so far.
    pub fn tally(&self) -> &Tally {
        &self.head.tally
    }

    /// How well the waits told to customers held.
    pub fn wait_score(&self) -> WaitScore {
        self.waits.score()
    }

    /// How many conversations an agent has.
    pub fn active(&self, agent: &AgentId) -> u32 {
        self.agents.get(agent).map_or(0, Agent::active)
    }

    /// When [`Event::Woken`] is due next.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let other = self.sweep_at.into_iter().chain(self.show_at).chain(self.needs_due());
        self.timers.next().into_iter().chain(other).min()
    }

    /// Takes an event at a moment, and says what is to be done about it.
    #[must_use]
    pub fn handle(&mut self, now: Timestamp, event: Event) -> Vec<Effect> {
        let now = self.clock_reads(now);
        let mut dirty = std::mem::take(&mut self.dirty);
        let mut effects = Vec::new();
        self.clocks_stop(now, &mut effects, &event);
        self.happened(now, &mut effects, event);
        while let Some(who) = self.timers.pop_due(now) {
            match who {
                Who::Agent(id) => self.agent_due(now, &mut effects, &id),
                Who::Place(id) => self.place_due(now, &mut effects, &id),
                Who::Case(id) => self.clocks_due(now, &mut effects, &id),
                Who::Calls => self.calls_due(now, &mut effects),
                // Looked at below, with the others.
                Who::Notice(id) => {
                    self.stirred.insert(id);
                }
            }
        }
        self.end_transfers(&mut effects);
        self.send_on(&mut effects);
        self.make_offers(now);
        self.see_to_needs(now, &mut effects);
        self.tell_standings(now, &mut effects);
        self.wake_devices(now, &mut effects);
        self.show(now, &mut effects);
        dirty.extend(std::mem::take(&mut self.dirty));
        self.dirty = dirty;
        effects
    }

    fn happened(&mut self, now: Timestamp, effects: &mut Vec<Effect>, event: Event) {
        match event {
            Event::Configured(settings) => self.configured(now, effects, *settings),
            Event::AgentKnown(id, profile) => self.agent_known(id, profile),
            Event::AgentRemoved(id) => self.agent_removed(now, effects, &id),
            Event::Joined(waiter) => self.joined(now, waiter),
            Event::Over { conversation, episode, moved } => {
                self.over(now, &conversation, episode, moved);
                if !moved {
                    self.need_over(now, effects, &conversation, episode);
                }
            }
            Event::Answered(conversation, episode, _) => self.answered(&conversation, episode),
            Event::Silent(conversation, episode, round) => {
                let has = self.cases.get(&conversation).map(|c| (c.waiter.episode, c.waiter.round));
                if has == Some((episode, round)) {
                    self.lose(now, effects, &conversation, Gone::Silent);
                }
            }
            Event::Promised(promised) => self.promised(now, effects, promised),
            Event::PromiseMoved(conversation, episode, number) => {
                self.promise_moved((conversation, episode, number));
            }
            Event::SlotsWanted(conversation, episode, department) => {
                self.slots_wanted(now, effects, conversation, episode, department);
            }
            Event::CallWanted(conversation, episode, department, slot, by) => {
                let soon = false;
                let call = BookedCall { conversation, episode, department, slot, soon, by };
                self.call_wanted(now, effects, call);
            }
            Event::CallCancelled(conversation, episode) => {
                self.call_cancelled(conversation, episode);
            }
            Event::CalendarsRead(read) => self.calendars_read(now, effects, read),
            Event::OnCallNeeded(needed) => self.on_call_needed(now, effects, needed),
            Event::OnCallDrill(drill) => self.drill_wanted(now, effects, drill),
            Event::OnCallAnswered(conversation, answer) => {
                self.on_call_answered(now, effects, &conversation, &answer);
            }
            Event::Unread(conversation, episode, round, since) => {
                self.unread(now, conversation, episode, round, since);
            }
            Event::Saw(agent, conversations) => self.saw(now, &agent, conversations),
            Event::Reachable(agent, by_push) => self.reachable(agent, by_push),
            Event::AgentCame(id, profile) => self.agent_came(id, profile),
            Event::AgentLeft(id) => self.agent_left(now, &id),
            Event::AgentSet(id, status) => self.agent_set(&id, status),
            Event::Accepted(agent, conversation, episode) => {
                self.claim(now, effects, agent, conversation, episode, How::Accepted);
            }
            Event::Declined(agent, conversation, episode, reason) => {
                self.declined(now, &agent, &conversation, episode, reason);
            }
            Event::Took(agent, conversation, episode) => {
                self.claim(now, effects, agent, conversation, episode, How::Took);
            }
            Event::PassedOn(agent, conversation, episode, target, reason) => {
                self.passed_on(now, effects, agent, conversation, episode, target, reason);
            }
            Event::KeptAfterAll(agent, conversation, episode) => {
                self.kept_after_all(effects, agent, conversation, episode);
            }
            Event::TookOver(agent, conversation, episode) => {
                self.claim(now, effects, agent, conversation, episode, How::TookOver);
            }
            Event::PromiseKept(agent, conversation, episode, number) => {
                self.promise_kept(now, effects, agent, conversation, episode, number);
            }
            Event::Woken => {}
        }
    }

    fn configured(&mut self, now: Timestamp, effects: &mut Vec<Effect>, settings: Settings) {
        let before = std::mem::replace(&mut self.settings, settings);
        self.dirty.insert(RecordKey::Settings);
        self.derive();
        self.calls_configured(now, &before);
        self.promises_configured(now, effects);
        for id in self.agents.keys().cloned().collect::<Vec<_>>() {
            self.trim_offers(&id);
        }
        self.astray = self.places.keys().cloned().collect();
        self.calendars_configured();
    }

    fn joined(&mut self, now: Timestamp, mut waiter: Waiter) {
        let id = &waiter.conversation;
        let over = self.ended.get(id).map(|(episode, _)| *episode);
        let waits = self.places.get(id).map(|place| place.waiter.episode);
        let has = self.cases.get(id).map(|case| case.waiter.episode);
        if over.max(waits).max(has) >= Some(waiter.episode) {
            return self.became_urgent(now, waiter);
        }
        self.fired(waiter.policy.as_ref());
        self.head.tally.joined += 1;
        // A newer handoff of the same conversation: what came before it is over.
        let id = id.clone();
        if waits.is_some() {
            self.leave_line(&id);
        }
        if has.is_some() {
            self.drop_case(now, &id);
        }
        let ticket = self.ticket();
        if self.settings.desk_of(waiter.department) != self.desk {
            self.astray.push(id.clone());
        }
        self.untold.push(id);
        let (sla, from) = (std::mem::take(&mut waiter.sla), waiter.from.take());
        let mut place = Place::new(waiter, ticket, now);
        (place.sla, place.from) = (sla, from);
        self.line_up(place);
    }

    /// Sends on whoever waits for a department that has another desk now.
    fn send_on(&mut self, effects: &mut Vec<Effect>) {
        for id in std::mem::take(&mut self.astray) {
            let Some(place) = self.places.get(&id).filter(|place| place.transfer.is_none()) else {
                continue;
            };
            let desk = self.settings.desk_of(place.waiter.department);
            if desk != self.desk {
                let Waiter { episode, round, .. } = place.waiter;
                effects.push(Effect::Move(id, episode, round, desk, None));
            }
        }
    }

    /// The same handoff again is nothing new, unless the customer said something that makes it more
    /// urgent or another team's: then it moves up, with its clock.
    fn became_urgent(&mut self, now: Timestamp, waiter: Waiter) {
        let Some(place) = self.places.get(&waiter.conversation) else { return };
        let by_now = (waiter.tier, waiter.department, waiter.language);
        let before = (place.waiter.tier, place.waiter.department, place.waiter.language);
        let same = place.waiter.episode == waiter.episode && place.transfer.is_none();
        if !same || by_now == before || waiter.tier > place.waiter.tier {
            return;
        }
        if place.waiter.policy != waiter.policy {
            self.fired(waiter.policy.as_ref());
        }
        let Some(mut place) = self.leave_line(&waiter.conversation) else { return };
        let Waiter { since, round, answered, .. } = place.waiter;
        place.waiter = Waiter { since, round, answered, ..waiter };
        let other_needs = (by_now.1, by_now.2) != (before.1, before.2);
        place.widened &= !other_needs;
        let offer = place.offer.take();
        let id = place.waiter.conversation.clone();
        self.untold.push(id.clone());
        self.line_up(place);
        // Whoever reads it may go on reading, unless it is another matter now: then it is decided anew.
        if let Some(mut offer) = offer.filter(|_| !other_needs)
            && let (Some(agent), Some(place)) =
                (self.agents.get(&offer.agent), self.places.get(&id))
            && agent.has_room()
            && self.serves(agent, self.pool_of(place))
        {
            let rules = self.settings.tier(place.waiter.tier);
            offer.read_until = offer.read_until.min(now + rules.reading_window);
            offer.expires = offer.expires.min(now + rules.offer_stands);
            self.keep_offer(&id, offer);
        }
    }

    fn fired(&mut self, policy: Option<&String>) {
        if let Some(policy) = policy {
            *self.head.policies_fired.entry(policy.clone()).or_default() += 1;
            self.dirty.insert(RecordKey::Head);
        }
    }

    fn ticket(&mut self) -> u64 {
        self.head.next_ticket += 1;
        self.dirty.insert(RecordKey::Head);
        self.head.next_ticket
    }

    fn remember_ended(&mut self, now: Timestamp, id: &ConversationId, episode: Episode) {
        if let Some((before, at)) = self.ended.get(id).copied() {
            if before >= episode {
                return;
            }
            self.ended_order.remove(&(at, id.clone()));
        }
        self.ended.insert(id.clone(), (episode, now));
        self.ended_order.insert((now, id.clone()));
        self.dirty.insert(RecordKey::Ended(id.clone()));
        while let Some((at, oldest)) = self.ended_order.first().cloned()
            && now - at >= REMEMBER_ENDED
        {
            self.ended_order.pop_first();
            self.ended.remove(&oldest);
            self.dirty.insert(RecordKey::Ended(oldest));
        }
    }
}
