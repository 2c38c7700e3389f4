//! The agents at a desk: who is there, what they can do, and how much they have.

use super::{Desk, Effect, Gone, Profile};
use crate::Settings;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use warmline_model::{
    AgentId, ConversationId, Language, Millis, Need, Routing, Skill, Status, Timestamp,
};

/// An agent of the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// What the site knows.
    pub profile: Profile,
    /// What they say.
    pub status: Status,
    /// Whether a console of theirs is connected.
    pub connected: bool,
    /// When their last console went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) left: Option<Timestamp>,
    /// When they last closed a conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) closed: Option<Timestamp>,
    /// What they have; derived.
    #[serde(skip)]
    pub(super) cases: BTreeSet<ConversationId>,
    /// What they are offered; derived.
    #[serde(skip)]
    pub(super) offers: BTreeSet<ConversationId>,
}

impl Agent {
    pub(super) fn new(profile: Profile) -> Self {
        Self {
            profile,
            status: Status::Offline,
            connected: false,
            left: None,
            closed: None,
            cases: BTreeSet::new(),
            offers: BTreeSet::new(),
        }
    }

    /// Whether they are at work and reachable, so that the team counts as online.
    pub fn online(&self) -> bool {
        self.connected && self.status != Status::Offline
    }

    /// Whether they are offered anything.
    pub(super) fn takes_offers(&self) -> bool {
        self.connected && self.status == Status::Available
    }

    /// How many conversations they have.
    pub fn active(&self) -> u32 {
        count(self.cases.len())
    }

    /// Conversations they have, and offers that would add to them.
    pub(super) fn load(&self) -> u32 {
        count(self.cases.len() + self.offers.len())
    }

    pub(super) fn has_room(&self) -> bool {
        self.takes_offers() && self.load() < self.profile.capacity
    }

    pub(super) fn has_one_of(&self, skills: &[Skill]) -> bool {
        let own = Skill::from(self.profile.department);
        skills.is_empty() || skills.iter().any(|s| *s == own || self.profile.skills.contains(s))
    }

    pub(super) fn speaks(&self, language: Option<Language>) -> bool {
        language.is_none_or(|language| self.profile.languages.contains(&language))
    }

    /// Whether they meet what was insisted on when it was decided to ask them.
    fn still_meets(&self, routing: &Routing) -> bool {
        let insisted = |need| !routing.waived.iter().any(|waived| waived.need == need);
        (!insisted(Need::Skill) || self.has_one_of(&routing.needs.skills))
            && (!insisted(Need::Language) || self.speaks(routing.needs.language))
    }

    pub(super) fn is_fresh(&self, now: Timestamp, settings: &Settings) -> bool {
        self.closed.is_some_and(|at| now - at <= settings.fresh_for)
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Desk {
    pub(super) fn agent_known(&mut self, id: AgentId, profile: Profile) {
        match self.agents.get_mut(&id) {
            Some(agent) if agent.profile == profile => return,
            Some(agent) => agent.profile = profile,
            None => {
                self.agents.insert(id.clone(), Agent::new(profile));
            }
        }
        self.agent_changed(&id);
    }

    /// An agent who works here no more: what they had and what they were offered is others' now.
    pub(super) fn agent_removed(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        id: &AgentId,
    ) {
        let Some(agent) = self.agents.get_mut(id) else { return };
        agent.connected = false;
        let (cases, offers) = (agent.cases.clone(), agent.offers.clone());
        for conversation in cases {
            self.lose(now, effects, &conversation, Gone::Disconnected);
        }
        for conversation in offers {
            self.withdraw(&conversation, "does not work here any more");
        }
        self.agents.remove(id);
        self.reachable(id.clone(), false);
        self.room.remove(id);
        self.timers.set(super::Who::Agent(id.clone()), None);
        self.dirty.insert(super::RecordKey::Agent(id.clone()));
        // Whoever is left meets other needs than before, and is shown a smaller team.
        (self.reach, self.forecast, self.positions_stale) = (None, None, true);
        self.staff += 1;
        self.affected.extend(self.agents.keys().cloned());
    }

    pub(super) fn agent_came(&mut self, id: AgentId, profile: Profile) {
        self.agent_known(id.clone(), profile);
        if let Some(agent) = self.agents.get_mut(&id)
            && !agent.connected
        {
            agent.connected = true;
            agent.left = None;
            self.agent_changed(&id);
        }
        // A second console of theirs has to be shown the desk too.
        self.affected.insert(id);
    }

    pub(super) fn agent_left(&mut self, now: Timestamp, id: &AgentId) {
        if let Some(agent) = self.agents.get_mut(id)
            && agent.connected
        {
            agent.connected = false;
            agent.left = Some(now);
            self.agent_changed(id);
        }
    }

    pub(super) fn agent_set(&mut self, id: &AgentId, status: Status) {
        if let Some(agent) = self.agents.get_mut(id)
            && agent.status != status
        {
            agent.status = status;
            self.agent_changed(id);
        }
    }

    /// What follows from any change of an agent: their room, their timer, offers that can't stand.
    fn agent_changed(&mut self, id: &AgentId) {
        self.touch_agent(id);
        self.reach = None;
        self.staff += 1;
        self.forecast = None;
        self.positions_stale = true;
        self.trim_offers(id);
    }

    /// Takes back what they could not accept any more.
    pub(super) fn trim_offers(&mut self, id: &AgentId) {
        let Some(agent) = self.agents.get(id) else { return };
        let over = agent.load().saturating_sub(agent.profile.capacity);
        let mut withdraw: Vec<ConversationId> = Vec::new();
        for (n, conversation) in agent.offers.iter().enumerate() {
            let place = self.places.get(conversation);
            let fits = place.is_some_and(|place| {
                let routing = place.offer.as_ref().map(|offer| &offer.routing);
                place.is_direct() || routing.is_some_and(|routing| agent.still_meets(routing))
            });
            if !agent.takes_offers() || !fits || count(n) < over {
                withdraw.push(conversation.clone());
            }
        }
        for conversation in withdraw {
            self.withdraw(&conversation, "is not available any more");
        }
    }

    /// Keeps an agent's record, room and timer right after a change of theirs.
    pub(super) fn touch_agent(&mut self, id: &AgentId) {
        let Some(agent) = self.agents.get(id) else { return };
        if agent.has_room() {
            self.room.insert(id.clone());
        } else {
            self.room.remove(id);
        }
        let gone = agent.left.filter(|_| !agent.cases.is_empty());
        let gone = gone.map(|left| left + self.settings.gone_after);
        self.timers.set(super::Who::Agent(id.clone()), gone);
        self.dirty.insert(super::RecordKey::Agent(id.clone()));
        self.affected.insert(id.clone());
    }

    /// An agent whose consoles are gone for too long loses their customers to the line.
    pub(super) fn agent_due(&mut self, now: Timestamp, effects: &mut Vec<Effect>, id: &AgentId) {
        let Some(agent) = self.agents.get(id) else { return };
        if agent.left.is_some_and(|left| left + self.settings.gone_after <= now) {
            for conversation in agent.cases.clone() {
                self.lose(now, effects, &conversation, Gone::Disconnected);
            }
        }
        self.touch_agent(id);
    }

    /// How long the conversations of an agent have been going on, the youngest.
    pub(super) fn is_deep(&self, now: Timestamp, agent: &Agent) -> bool {
        let mut ages =
            agent.cases.iter().filter_map(|id| self.cases.get(id)).map(|c| now - c.since);
        let first: Option<Millis> = ages.next();
        let deep = |age: Millis| age >= self.settings.deep_after;
        first.is_some_and(deep) && ages.all(deep)
    }
}
