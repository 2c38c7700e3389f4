//! Offers: who is asked, for how long, and what happens when two want the same conversation.

use super::line::{Key, PoolKey};
use super::{
    Assigned, Assignment, ConversationId, Desk, Effect, Episode, News, Offer, Place, Refused,
    Target, Timestamp,
};
use warmline_model::{AgentId, Millis, Role, Routing, Rule, Status};

/// How long an agent who let an offer pass is not asked again about the same conversation.
pub(super) const NOT_AGAIN: Millis = Millis::seconds(30);

impl Desk {
    /// Makes the offers that are due: the first in line first.
    pub(super) fn make_offers(&mut self, now: Timestamp) {
        while let Some((key, pool)) = self.first_to_offer(now) {
            let Some(conversation) = self.line.name(key).cloned() else { return };
            let chosen = self.places.get(&conversation).and_then(|place| self.choose(now, place));
            let Some((agent, routing)) = chosen else { return };
            self.turn_taken(pool, agent.clone());
            self.offer(now, &conversation, agent, routing);
        }
    }

    /// The first in line whom somebody with room could serve.
    fn first_to_offer(&mut self, now: Timestamp) -> Option<(Key, PoolKey)> {
        if self.room.is_empty() {
            return None;
        }
        self.reached();
        let mut best: Option<(Key, PoolKey)> = None;
        for (name, pool) in &self.line.pools {
            let Some(first) = pool.free.first() else { continue };
            if best.is_some_and(|(key, _)| key < *first) {
                continue;
            }
            let mut able = self.room.iter().filter_map(|id| Some((id, self.agents.get(id)?)));
            let able: Vec<&AgentId> = able
                .by_ref()
                .filter(|(_, agent)| self.serves(agent, *name))
                .map(|(id, _)| id)
                .collect();
            if able.is_empty() {
                continue;
            }
            let asked = pool.free.iter().find(|key| {
                let place = self.line.name(**key).and_then(|name| self.places.get(name));
                place.is_some_and(|place| able.iter().any(|id| !place.is_passed_by(id, now)))
            });
            if let Some(key) = asked
                && best.is_none_or(|(before, _)| *key < before)
            {
                best = Some((*key, *name));
            }
        }
        best
    }

    pub(super) fn offer(
        &mut self,
        now: Timestamp,
        conversation: &ConversationId,
        agent: AgentId,
        routing: Routing,
    ) {
        let Some(place) = self.places.get_mut(conversation) else { return };
        let rules = self.settings.tier(place.waiter.tier);
        let read_until = now + rules.reading_window;
        let expires = now + rules.offer_stands;
        place.first_offer.get_or_insert(now);
        place.offer = Some(Offer { agent: agent.clone(), at: now, read_until, expires, routing });
        if let Some(of) = self.agents.get_mut(&agent) {
            of.offers.insert(conversation.clone());
        }
        self.touch_agent(&agent);
        self.touch_place(conversation);
    }

    /// Takes an offer back. One that a colleague made by name comes to nothing.
    pub(super) fn withdraw(&mut self, conversation: &ConversationId, why: &str) {
        let Some(place) = self.places.get_mut(conversation) else { return };
        let Some(offer) = place.offer.take() else { return };
        if let Some(agent) = self.agents.get_mut(&offer.agent) {
            agent.offers.remove(conversation);
        }
        self.touch_agent(&offer.agent);
        if self.places.get(conversation).is_some_and(Place::is_direct) {
            let name = self.name(&offer.agent);
            self.ended_transfers.push((conversation.clone(), format!("{name} {why}")));
        }
        self.touch_place(conversation);
    }

    /// An agent lets an offer go to the next.
    pub(super) fn declined(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        conversation: &ConversationId,
        episode: Episode,
        reason: Option<String>,
    ) {
        let offered = self.places.get(conversation).is_some_and(|place| {
            place.waiter.episode == episode
                && place.offer.as_ref().is_some_and(|offer| offer.agent == *agent)
        });
        if offered {
            self.head.tally.declined += 1;
            let why = reason.filter(|reason| !reason.trim().is_empty());
            let said = why.as_ref().map(|reason| format!("could not take it: {reason}"));
            self.let_pass(now, conversation, said.as_deref().unwrap_or("could not take it"));
            if let (Some(why), Some(place)) = (why, self.places.get_mut(conversation)) {
                if place.decline_reasons.len() >= super::DECLINES_KEPT {
                    place.decline_reasons.remove(0);
                }
                place.decline_reasons.push((agent.clone(), why));
            }
        }
    }

    /// Nobody answered in time.
    pub(super) fn expired(&mut self, now: Timestamp, conversation: &ConversationId) {
        self.head.tally.expired += 1;
        self.let_pass(now, conversation, "did not answer");
    }

    fn let_pass(&mut self, now: Timestamp, conversation: &ConversationId, why: &str) {
        self.dirty.insert(super::RecordKey::Head);
        if let Some(place) = self.places.get_mut(conversation)
            && let Some(offer) = &place.offer
        {
            place.passed.push((offer.agent.clone(), now + NOT_AGAIN));
            place.declined = place.declined.saturating_add(1);
        }
        self.withdraw(conversation, why);
    }

    /// One agent gets the conversation, any other is told who was first.
    pub(super) fn claim(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        agent: AgentId,
        conversation: ConversationId,
        episode: Episode,
        how: How,
    ) {
        match self.may_claim(&agent, &conversation, episode, how) {
            Err(why) => effects.push(Effect::Refuse(agent, conversation, why)),
            Ok(false) => effects.push(Effect::Confirm(agent, conversation)),
            Ok(true) => self.assign(now, effects, &agent, &conversation, how),
        }
    }

    /// Whether it becomes theirs; false: it is theirs already.
    fn may_claim(
        &self,
        agent: &AgentId,
        conversation: &ConversationId,
        episode: Episode,
        how: How,
    ) -> Result<bool, Refused> {
        let has = self.cases.get(conversation).filter(|case| case.waiter.episode == episode);
        if has.is_some_and(|case| case.agent == *agent) {
            return if how == How::Accepted { Ok(false) } else { Err(Refused::AlreadyYours) };
        }
        let place = self.places.get(conversation).filter(|p| p.waiter.episode == episode);
        let me = self.agents.get(agent).ok_or(Refused::NotAvailable)?;
        if how == How::TookOver {
            if me.profile.role < Role::Supervisor {
                return Err(Refused::NotSupervisor);
            }
            if has.is_none() && place.is_none() {
                return Err(Refused::Gone);
            }
        } else {
            let owner = has.map(|case| self.name(&case.agent));
            let place = place.ok_or_else(|| owner.map_or(Refused::Gone, Refused::Taken))?;
            let others = place.offer.as_ref().filter(|offer| offer.agent != *agent);
            let mine = place.offer.as_ref().is_some_and(|offer| offer.agent == *agent);
            if let Some(offer) = others
                && (how == How::Accepted || place.is_direct())
            {
                return Err(Refused::OfferedTo(self.name(&offer.agent)));
            }
            if !mine {
                let insisted = self.insisted(self.pool_of(place));
                if !me.has_one_of(&insisted.skills) {
                    return Err(Refused::NeedsSkill(insisted.skills));
                }
                if let Some(language) = insisted.language.filter(|l| !me.speaks(Some(*l))) {
                    return Err(Refused::NeedsLanguage(language));
                }
            }
        }
        match me.status {
            Status::Available | Status::Busy => {}
            Status::Break | Status::Offline => return Err(Refused::NotAvailable),
        }
        if !me.connected {
            return Err(Refused::NotAvailable);
        }
        if me.active() >= me.profile.capacity {
            return Err(Refused::AtCapacity(me.profile.capacity));
        }
        Ok(true)
    }

    fn assign(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        agent: &AgentId,
        conversation: &ConversationId,
        how: How,
    ) {
        let waited = self.places.get(conversation).cloned();
        let had = self.cases.get(conversation).cloned();
        let offered = waited.as_ref().and_then(|place| place.offer.clone());
        let offered = offered.filter(|offer| offer.agent == *agent);
        let in_turn = offered.is_some() && how != How::TookOver;
        let rule = if how == How::TookOver { Rule::TookOver } else { Rule::Took };
        let routing = match offered {
            Some(offer) if in_turn => offer.routing,
            Some(_) | None => {
                // A colleague's conversation is no place in the line.
                let place = waited.clone().or_else(|| had.as_ref().map(Place::of_case));
                let Some(place) = place else { return };
                self.by_hand(now, &place, agent, rule)
            }
        };
        if let Some(place) = &waited {
            self.leave_line(conversation);
            if let Some(announced) = &place.announced {
                self.waits.came_true(announced, now - announced.at);
            }
            if let Some(first) = place.first_offer.filter(|_| in_turn && place.in_line()) {
                self.waits.accepted(now - first);
            }
        }
        let from = waited.as_ref().and_then(|place| place.from.clone());
        let waiter = waited.as_ref().map(|place| &place.waiter).or(had.as_ref().map(|c| &c.waiter));
        let Some(mut waiter) = waiter.cloned() else { return };
        let transferred = had.is_some() && how != How::TookOver;
        if transferred {
            self.counts_transfer(conversation, waiter.department);
        }
        if let Some(before) = &had {
            self.drop_case(now, conversation);
            let name = self.name(agent);
            let news = if how == How::TookOver && from.is_none() {
                News::TakenOver(name)
            } else {
                News::PassedOn(name)
            };
            effects.push(Effect::Inform(before.agent.clone(), conversation.clone(), news));
        }
        waiter.round = waiter.round.saturating_add(1);
        let place = waited.as_ref();
        let tally = &mut self.head.tally;
        if had.is_none() && place.is_some_and(|place| !place.front) {
            tally.served += 1;
        }
        if !in_turn {
            tally.out_of_turn += 1;
        }
        let before = had.as_ref().map(|before| before.transfers);
        let transfers = before.or(place.map(|place| place.transfers)).unwrap_or_default();
        let sla = had.as_ref().map(|before| before.sla.clone());
        let sla = sla.or_else(|| place.map(|place| place.sla.clone())).unwrap_or_default();
        let (name, department) = self.agents.get(agent).map_or_else(
            || (agent.to_string(), waiter.department),
            |of| (of.profile.name.clone(), of.profile.department),
        );
        effects.push(Effect::Assign(Box::new(Assigned {
            desk: self.desk,
            conversation: conversation.clone(),
            episode: waiter.episode,
            round: waiter.round,
            agent: agent.clone(),
            name,
            department,
            routing,
            from: from.clone(),
        })));
        effects.push(Effect::Confirm(agent.clone(), conversation.clone()));
        let assignment = Assignment {
            agent: agent.clone(),
            waiter,
            since: now,
            out_of_turn: !in_turn,
            from,
            sla,
            transfers: transfers + u32::from(transferred),
        };
        self.dirty.insert(super::RecordKey::Head);
        self.dirty.insert(super::RecordKey::Waits);
        self.put_case(conversation.clone(), assignment);
        self.trim_offers(agent);
    }

    pub(super) fn name(&self, agent: &AgentId) -> String {
        self.agents.get(agent).map_or_else(|| agent.to_string(), |a| a.profile.name.clone())
    }

    /// Why this colleague can't be passed anything now, if so.
    pub(super) fn cannot_take(&self, target: &Target) -> Option<Refused> {
        let Target::Agent(id) = target else { return None };
        let Some(agent) = self.agents.get(id) else { return Some(Refused::Unknown) };
        let why = match agent.status {
            _ if !agent.connected => "is not at work",
            Status::Offline => "is not at work",
            Status::Break => "is on break",
            Status::Busy => "is busy",
            Status::Available if !agent.has_room() => "has as many as they take",
            Status::Available => return None,
        };
        Some(Refused::CantTake(agent.profile.name.clone(), why))
    }
}

/// How an agent comes by a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum How {
    /// They accept what they were offered.
    Accepted,
    /// They take it out of turn.
    Took,
    /// They take it over as a supervisor.
    TookOver,
}
