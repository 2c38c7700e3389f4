//! Offers: who is asked, for how long, and what happens when two want the same conversation.

use super::{
    Agent, Assignment, ConversationId, Desk, Effect, Episode, Offer, Place, Refused, Timestamp,
};
use warmline_model::{AgentId, Millis, Status};

/// How long an agent who let an offer pass is not asked again about the same conversation.
const NOT_AGAIN: Millis = Millis::seconds(30);

impl Agent {
    /// Whether they are at work and reachable, so that the team counts as online.
    pub(super) fn online(&self) -> bool {
        self.connected && self.status != Status::Offline
    }
}

impl Desk {
    /// Withdraws offers that can't stand, and makes the ones that are due.
    pub(super) fn settle_offers(&mut self, now: Timestamp) {
        for place in &mut self.line {
            place.passed.retain(|(_, until)| *until > now);
            let Some(offer) = &place.offer else { continue };
            let able = self.agents.get(&offer.agent).is_some_and(Agent::takes_offers);
            if !able {
                place.offer = None;
            } else if offer.expires <= now {
                place.passed.push((offer.agent.clone(), now + NOT_AGAIN));
                place.offer = None;
            }
        }
        for index in (0..self.line.len()).rev() {
            let Some(offer) = &self.line[index].offer else { continue };
            let id = offer.agent.clone();
            let capacity = self.agents.get(&id).map_or(0, |agent| agent.profile.capacity);
            // They took another one out of turn, and could not accept this one any more.
            if self.load(&id) > capacity {
                self.line[index].offer = None;
            }
        }
        for index in 0..self.line.len() {
            if self.line[index].offer.is_some() {
                continue;
            }
            let Some(id) = self.next_agent_for(index) else { continue };
            let tier = self.line[index].waiter.tier;
            let read_until = now + self.settings.reading_window_of(tier);
            let expires = now + self.settings.offer_stands;
            if let Some(agent) = self.agents.get_mut(&id) {
                agent.offered_at = now;
            }
            self.line[index].offer = Some(Offer { agent: id, at: now, read_until, expires });
        }
    }

    /// Of those with room: the same team before others, the fewest conversations, then in turns.
    fn next_agent_for(&self, index: usize) -> Option<AgentId> {
        let place = &self.line[index];
        self.agents
            .iter()
            .filter(|(_, agent)| agent.takes_offers())
            .filter(|(id, _)| !place.passed.iter().any(|(who, _)| who == *id))
            .map(|(id, agent)| (id, agent, self.load(id)))
            .filter(|(_, agent, load)| *load < agent.profile.capacity)
            .min_by_key(|(id, agent, load)| {
                let other_team = agent.profile.department != place.waiter.department;
                (other_team, *load, agent.offered_at, (*id).clone())
            })
            .map(|(id, ..)| id.clone())
    }

    /// Conversations that an agent has, and offers that would add to them.
    pub(super) fn load(&self, agent: &AgentId) -> u32 {
        let offers = self.line.iter().filter_map(|p| p.offer.as_ref());
        let offered = offers.filter(|o| o.agent == *agent).count();
        self.active(agent).saturating_add(u32::try_from(offered).unwrap_or(u32::MAX))
    }

    pub(super) fn passed(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        conversation: &ConversationId,
        episode: Episode,
    ) {
        let place = self.line.iter_mut().find(|p| is(p, conversation, episode));
        if let Some(place) = place
            && place.offer.as_ref().is_some_and(|o| o.agent == *agent)
        {
            place.offer = None;
            place.passed.push((agent.clone(), now + NOT_AGAIN));
        }
    }

    /// One agent gets the conversation, any other is told who was first.
    pub(super) fn claim(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        agent: AgentId,
        conversation: ConversationId,
        episode: Episode,
        out_of_turn: bool,
    ) {
        match self.may_claim(&agent, &conversation, episode, out_of_turn) {
            Ok(Claim::Again) => effects.push(Effect::Confirm(agent, conversation)),
            Err(why) => effects.push(Effect::Refuse(agent, conversation, why)),
            Ok(Claim::New { index, name, department }) => {
                let Place { waiter, offer, .. } = self.line.remove(index);
                let out_of_turn = out_of_turn || offer.is_none_or(|o| o.agent != agent);
                effects.push(Effect::Assign {
                    conversation: conversation.clone(),
                    episode,
                    agent: agent.clone(),
                    name,
                    department,
                });
                effects.push(Effect::Confirm(agent.clone(), conversation.clone()));
                let since = now;
                let assignment = Assignment { agent, waiter, since, out_of_turn };
                self.assigned.insert(conversation, assignment);
            }
        }
    }

    fn may_claim(
        &self,
        agent: &AgentId,
        conversation: &ConversationId,
        episode: Episode,
        out_of_turn: bool,
    ) -> Result<Claim, Refused> {
        if let Some(assignment) = self.assigned.get(conversation)
            && assignment.waiter.episode == episode
        {
            return if assignment.agent == *agent {
                Ok(Claim::Again)
            } else {
                Err(Refused::Taken(self.name(&assignment.agent)))
            };
        }
        let place = self.line.iter().position(|p| is(p, conversation, episode));
        let index = place.ok_or(Refused::Gone)?;
        let me = self.agents.get(agent).ok_or(Refused::NotAvailable)?;
        match me.status {
            Status::Available | Status::Busy => {}
            Status::Break | Status::Offline => return Err(Refused::NotAvailable),
        }
        let offered = self.line[index].offer.as_ref();
        if let Some(offer) = offered.filter(|o| o.agent != *agent && !out_of_turn) {
            return Err(Refused::OfferedTo(self.name(&offer.agent)));
        }
        if self.active(agent) >= me.profile.capacity {
            return Err(Refused::AtCapacity(me.profile.capacity));
        }
        let Agent { profile, .. } = me;
        Ok(Claim::New { index, name: profile.name.clone(), department: profile.department })
    }

    fn name(&self, agent: &AgentId) -> String {
        self.agents.get(agent).map_or_else(|| agent.to_string(), |a| a.profile.name.clone())
    }
}

impl Agent {
    fn takes_offers(&self) -> bool {
        self.connected && self.status == Status::Available
    }
}

enum Claim {
    /// It is theirs already: a double click, or a frame sent twice.
    Again,
    /// It is theirs from now on.
    New { index: usize, name: String, department: warmline_model::Department },
}

fn is(place: &Place, conversation: &ConversationId, episode: Episode) -> bool {
    place.waiter.conversation == *conversation && place.waiter.episode == episode
}
