//! Conversations that agents have: passed on, lost, over.

use super::offers::NOT_AGAIN;
use super::{
    Assignment, ConversationId, Desk, Effect, Episode, From, Gone, News, Passing, Place, RecordKey,
    Refused, Target, Timestamp, Waiter, Who,
};
use warmline_model::{AgentId, Department, Millis, Rule};

/// The longest reason for passing a conversation on, in characters.
pub const MAX_REASON: usize = 500;
/// How long an agent who lost a conversation is not offered the same one.
const NOT_AFTER_LOSS: Millis = Millis::minutes(2);
/// A conversation that was over sooner than this without a word says nothing about handling times.
const NO_HANDLING: Millis = Millis::seconds(10);

impl Desk {
    pub(super) fn put_case(&mut self, conversation: ConversationId, case: Assignment) {
        let agent = case.agent.clone();
        if let Some(of) = self.agents.get_mut(&agent) {
            of.cases.insert(conversation.clone());
        }
        // Whoever saw the offer has seen nothing of what comes after it.
        self.unsee(&agent, &conversation);
        self.cases.insert(conversation.clone(), case);
        self.touch_agent(&agent);
        self.touch_case(&conversation);
    }

    pub(super) fn touch_case(&mut self, conversation: &ConversationId) {
        self.dirty.insert(RecordKey::Case(conversation.clone()));
        let due =
            self.cases.get(conversation).and_then(|case| self.sla_due(&case.waiter, &case.sla));
        self.timers.set(Who::Case(conversation.clone()), due);
        if let Some(case) = self.cases.get(conversation) {
            self.affected.insert(case.agent.clone());
        }
    }

    /// The agent is free of it; how long they had it is what estimates rest on.
    pub(super) fn drop_case(&mut self, now: Timestamp, id: &ConversationId) -> Option<Assignment> {
        let case = self.free_agent(id)?;
        let span = now - case.since;
        if case.waiter.answered || span >= NO_HANDLING {
            self.waits.handled(case.waiter.department, span);
            self.dirty.insert(RecordKey::Waits);
        }
        if let Some(agent) = self.agents.get_mut(&case.agent) {
            agent.closed = Some(now);
        }
        self.touch_agent(&case.agent);
        Some(case)
    }

    /// It is nobody's any more.
    fn free_agent(&mut self, id: &ConversationId) -> Option<Assignment> {
        let case = self.cases.remove(id)?;
        if let Some(agent) = self.agents.get_mut(&case.agent) {
            agent.cases.remove(id);
        }
        self.touch_agent(&case.agent);
        self.timers.set(Who::Case(id.clone()), None);
        self.dirty.insert(RecordKey::Case(id.clone()));
        Some(case)
    }

    pub(super) fn over(
        &mut self,
        now: Timestamp,
        conversation: &ConversationId,
        episode: Episode,
        moved: bool,
    ) {
        if self.places.get(conversation).is_some_and(|place| place.waiter.episode <= episode)
            && let Some(place) = self.leave_line(conversation)
            && let Some(announced) = &place.announced
        {
            self.waits.gave_up(announced, now - announced.at);
            self.dirty.insert(RecordKey::Waits);
        }
        if self.cases.get(conversation).is_some_and(|case| case.waiter.episode <= episode) {
            self.drop_case(now, conversation);
        }
        if !moved {
            self.remember_ended(now, conversation, episode);
        }
    }

    pub(super) fn answered(&mut self, conversation: &ConversationId, episode: Episode) {
        if let Some(case) = self.cases.get_mut(conversation)
            && case.waiter.episode == episode
            && !case.waiter.answered
        {
            case.waiter.answered = true;
            self.touch_case(conversation);
            // A transfer that stands has the same clocks.
            if let Some(place) = self.places.get_mut(conversation) {
                place.waiter.answered = true;
                self.touch_place(conversation);
            }
        } else if let Some(place) = self.places.get_mut(conversation)
            && place.waiter.episode == episode
        {
            place.waiter.answered = true;
            self.touch_place(conversation);
        }
    }

    /// Its agent could not go on: the customer is in front, with their own clock.
    pub(super) fn lose(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        conversation: &ConversationId,
        gone: Gone,
    ) {
        // Neither closed by them nor handled.
        let Some(case) = self.free_agent(conversation) else { return };
        let from = match self.leave_line(conversation) {
            Some(place) => place.from,
            None => case.from,
        };
        let waiter = Waiter { round: case.waiter.round.saturating_add(1), ..case.waiter };
        self.head.tally.lost += 1;
        self.dirty.insert(RecordKey::Head);
        let (episode, round) = (waiter.episode, waiter.round);
        effects.push(Effect::Lost(conversation.clone(), episode, round, gone));
        effects.push(Effect::Inform(case.agent.clone(), conversation.clone(), News::Lost));
        let ticket = self.ticket();
        let mut place = Place::new(waiter, ticket, now);
        place.front = true;
        place.from = from;
        place.sla = case.sla;
        place.transfers = case.transfers;
        place.passed.push((case.agent, now + NOT_AFTER_LOSS));
        self.line_up(place);
    }

    /// An agent passes a conversation of theirs on: it stays theirs until somebody accepts.
    #[allow(clippy::too_many_arguments)]
    pub(super) fn passed_on(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        agent: AgentId,
        conversation: ConversationId,
        episode: Episode,
        target: Target,
        reason: String,
    ) {
        let refused = match self.cases.get(&conversation) {
            Some(case) if case.agent == agent && case.waiter.episode == episode => None,
            _ => Some(Refused::NotYours),
        };
        let reason = reason.trim().to_owned();
        let wordless = reason.is_empty() || reason.chars().count() > MAX_REASON;
        let unknown = match &target {
            Target::Agent(to) if *to == agent => Some(Refused::AlreadyYours),
            Target::Agent(_) => self.cannot_take(&target),
            Target::Department(to) => (!self.teams.contains_key(to)).then_some(Refused::Unknown),
        };
        let refused = refused.or(wordless.then_some(Refused::NeedsReason(MAX_REASON))).or(unknown);
        if let Some(why) = refused {
            return effects.push(Effect::Refuse(agent, conversation, why));
        }
        self.leave_line(&conversation);
        let Some(case) = self.cases.get(&conversation) else { return };
        let mut waiter = case.waiter.clone();
        let name = match &target {
            Target::Agent(to) => self.name(to),
            Target::Department(to) => self.team(*to).name,
        };
        let passing = Passing { to: target.clone(), name, reason: reason.clone() };
        let from = From { agent: agent.clone(), name: self.name(&agent), reason };
        let sla = case.sla.clone();
        if let Target::Department(to) = &target {
            let desk = self.settings.desk_of(*to);
            if desk != self.desk {
                // The conversation goes there by itself, and says so here.
                self.counts_transfer(&conversation, *to);
                let round = waiter.round;
                effects.push(Effect::Move(
                    conversation.clone(),
                    episode,
                    round,
                    desk,
                    Some(passing),
                ));
                return self.touch_case(&conversation);
            }
            waiter.department = *to;
        }
        effects.push(Effect::Passing(conversation.clone(), episode, waiter.round, Some(passing)));
        let ticket = self.ticket();
        let mut place = Place::new(waiter, ticket, now).passed_on(now, target.clone(), from);
        place.sla = sla;
        if let Target::Agent(to) = target {
            let routing = self.by_hand(now, &place, &to, Rule::PassedOn);
            self.line_up(place);
            self.offer(now, &conversation, to, routing);
        } else {
            self.line_up(place);
        }
        self.touch_case(&conversation);
    }

    /// A conversation leaves its agent for another, of this department.
    pub(super) fn counts_transfer(&mut self, conversation: &ConversationId, to: Department) {
        let Some(case) = self.cases.get(conversation) else { return };
        let tally = &mut self.head.tally;
        tally.transferred += 1;
        tally.wrong_department += u64::from(case.waiter.department != to);
        tally.second_transfers += u64::from(case.transfers >= 1);
        self.dirty.insert(RecordKey::Head);
    }

    pub(super) fn kept_after_all(
        &mut self,
        effects: &mut Vec<Effect>,
        agent: AgentId,
        conversation: ConversationId,
        episode: Episode,
    ) {
        let mine = self
            .cases
            .get(&conversation)
            .filter(|case| case.agent == agent && case.waiter.episode == episode);
        if mine.is_none() {
            return effects.push(Effect::Refuse(agent, conversation, Refused::NotYours));
        }
        if self.leave_line(&conversation).is_some() {
            self.stays(effects, &conversation);
        }
    }

    /// Transfers by name that nobody took: they stay where they are.
    pub(super) fn end_transfers(&mut self, effects: &mut Vec<Effect>) {
        for (conversation, why) in std::mem::take(&mut self.ended_transfers) {
            // Accepted, or over, in the same moment.
            let open =
                self.places.get(&conversation).is_some_and(|p| p.is_direct() && p.offer.is_none());
            if !open || self.leave_line(&conversation).is_none() {
                continue;
            }
            let Some(agent) = self.cases.get(&conversation).map(|case| case.agent.clone()) else {
                continue;
            };
            let news = News::NotPassedOn(why);
            effects.push(Effect::Inform(agent, conversation.clone(), news));
            self.stays(effects, &conversation);
        }
    }

    fn stays(&mut self, effects: &mut Vec<Effect>, conversation: &ConversationId) {
        let Some(case) = self.cases.get(conversation) else { return };
        let (episode, round) = (case.waiter.episode, case.waiter.round);
        effects.push(Effect::Passing(conversation.clone(), episode, round, None));
        self.touch_case(conversation);
    }

    /// How long an agent who let it pass is not asked again, at most.
    pub(super) const LONGEST_PASS: Millis =
        if NOT_AFTER_LOSS.0 > NOT_AGAIN.0 { NOT_AFTER_LOSS } else { NOT_AGAIN };
}
