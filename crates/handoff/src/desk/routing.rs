//! Who could serve whom, who of them is asked, and why.

use super::line::PoolKey;
use super::people::Agent;
use super::{Desk, Place};
use crate::settings::Team;
use std::collections::BTreeMap;
use warmline_model::{
    AgentId, Candidate, Department, Excluded, Exclusion, Language, Need, Needs, Routing, Rule,
    Skill, Status, Timestamp, Waived, WaivedBecause,
};

/// What is insisted on for those who need the same, and what is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Insisted {
    /// One of these skills; none: anybody's.
    pub skills: Vec<Skill>,
    /// The language.
    pub language: Option<Language>,
    /// What was let go, and why.
    pub waived: Vec<Waived>,
}

/// Which pools there are, and which compete for the same agents. Derived.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    pub insisted: BTreeMap<PoolKey, Insisted>,
    /// The other pools that an agent at work could serve as well.
    pub competing: BTreeMap<PoolKey, Vec<PoolKey>>,
    /// How many agents at work could serve each.
    pub online: BTreeMap<PoolKey, u32>,
    /// Of these, how many take conversations now.
    pub serving: BTreeMap<PoolKey, u32>,
}

impl Desk {
    pub(super) fn pool_of(&self, place: &Place) -> PoolKey {
        let language = place.waiter.language;
        PoolKey {
            department: place.waiter.department,
            language: (language != self.settings.language).then_some(language),
            widened: place.widened,
        }
    }

    pub(super) fn team(&self, department: Department) -> Team {
        self.teams.get(&department).cloned().unwrap_or_else(|| self.settings.team(department))
    }

    /// A need that nobody of the team can meet is not insisted on; nor any, after too long a wait.
    pub(super) fn insisted(&self, pool: PoolKey) -> Insisted {
        let mut skills = self.team(pool.department).skills;
        let mut language = pool.language;
        let mut waived = Vec::new();
        let mut let_go = |need, because| waived.push(Waived { need, because });
        let nobody = |skills: &[Skill], language: Option<Language>| {
            !self.agents.values().any(|a| a.has_one_of(skills) && a.speaks(language))
        };
        if nobody(&skills, language) {
            // Nobody has both: the skill is kept before the language.
            if language.is_some() && (nobody(&[], language) || !nobody(&skills, None)) {
                language = None;
                let_go(Need::Language, WaivedBecause::NobodyHasIt);
            }
            if !skills.is_empty() && nobody(&skills, language) {
                skills.clear();
                let_go(Need::Skill, WaivedBecause::NobodyHasIt);
            }
        }
        if pool.widened {
            if !std::mem::take(&mut skills).is_empty() {
                let_go(Need::Skill, WaivedBecause::WaitedTooLong);
            }
            if language.take().is_some() {
                let_go(Need::Language, WaivedBecause::WaitedTooLong);
            }
        }
        Insisted { skills, language, waived }
    }

    /// Whether an agent meets what is insisted on.
    pub(super) fn serves(&self, agent: &Agent, pool: PoolKey) -> bool {
        let reach = self.reach.as_ref();
        match reach.and_then(|reach| reach.insisted.get(&pool)) {
            Some(insisted) => meets(agent, insisted),
            None => meets(agent, &self.insisted(pool)),
        }
    }

    /// Brings up to date which pools there are and who could serve them.
    pub(super) fn reached(&mut self) {
        let pools = self.line.pools.keys();
        if self.reach.as_ref().is_some_and(|reach| pools.eq(reach.insisted.keys())) {
            return;
        }
        let mut reach = Reach::default();
        for pool in self.line.pools.keys() {
            reach.insisted.insert(*pool, self.insisted(*pool));
            reach.competing.insert(*pool, vec![*pool]);
            reach.online.insert(*pool, 0);
        }
        for agent in self.agents.values().filter(|agent| agent.online()) {
            let serves =
                |(pool, insisted): (&PoolKey, &Insisted)| meets(agent, insisted).then_some(*pool);
            let mine: Vec<PoolKey> = reach.insisted.iter().filter_map(serves).collect();
            for pool in &mine {
                *reach.online.entry(*pool).or_default() += 1;
                *reach.serving.entry(*pool).or_default() += u32::from(agent.takes_offers());
                let competing = reach.competing.entry(*pool).or_default();
                for other in &mine {
                    if !competing.contains(other) {
                        competing.push(*other);
                    }
                }
            }
        }
        self.reach = Some(reach);
    }

    /// Whether anyone who could serve a pool is at work.
    pub(super) fn team_online(&self, pool: PoolKey) -> bool {
        let known = self.reach.as_ref().and_then(|reach| reach.online.get(&pool));
        known.map_or_else(
            || self.agents.values().any(|agent| agent.online() && self.serves(agent, pool)),
            |online| *online > 0,
        )
    }

    /// The agent to be offered a place, and why.
    pub(super) fn choose(&self, now: Timestamp, place: &Place) -> Option<(AgentId, Routing)> {
        let pool = self.pool_of(place);
        let insisted = self.insisted(pool);
        let team = self.team(pool.department);
        let mut able: Vec<(&AgentId, &Agent)> = Vec::new();
        for id in &self.room {
            let Some(agent) = self.agents.get(id) else { continue };
            if meets(agent, &insisted) && !place.is_passed_by(id, now) {
                able.push((id, agent));
            }
        }
        // A need that is waived still decides between those who could.
        let unmet = |agent: &Agent| {
            u8::from(!agent.has_one_of(&team.skills)) + u8::from(!agent.speaks(pool.language))
        };
        let mut rule = Rule::OnlyOne;
        let mut left = able.clone();
        let mut narrow =
            |left: &mut Vec<(&AgentId, &Agent)>, by: Rule, of: &dyn Fn(&Agent) -> u32| {
                if left.len() > 1 {
                    let best = left.iter().map(|(_, agent)| of(agent)).min();
                    left.retain(|(_, agent)| Some(of(agent)) == best);
                    rule = by;
                }
            };
        narrow(&mut left, Rule::BetterFit, &|agent| u32::from(unmet(agent)));
        narrow(&mut left, Rule::FewestActive, &Agent::load);
        narrow(&mut left, Rule::OthersDeep, &|agent| u32::from(self.is_deep(now, agent)));
        let fresh = |agent: &Agent| agent.is_fresh(now, &self.settings);
        narrow(&mut left, Rule::JustClosed, &|agent| u32::from(!fresh(agent)));
        if left.len() > 1 {
            rule = Rule::Turn;
        }
        let pointer = self.head.turns.get(&turn_of(&insisted));
        let after = pointer.and_then(|last| left.iter().find(|(id, _)| *id > last));
        let chosen = after.or(left.first())?.0.clone();
        let candidate = |(id, agent): &(&AgentId, &Agent)| Candidate {
            agent: (*id).clone(),
            name: agent.profile.name.clone(),
            active: agent.load(),
            capacity: agent.profile.capacity,
            deep: self.is_deep(now, agent),
            fresh: fresh(agent),
        };
        let mut candidates: Vec<Candidate> =
            able.iter().filter(|(id, _)| **id == chosen).map(candidate).collect();
        let others = able.iter().filter(|(id, _)| **id != chosen);
        candidates.extend(others.take(Routing::SHOWN - 1).map(candidate));
        let (excluded, excluded_more) = self.excluded(now, place, &insisted);
        let needs = self.needs(pool, &team);
        let waived = insisted.waived;
        let routing = Routing {
            at: now,
            needs,
            waived,
            rule,
            candidates,
            excluded,
            excluded_more,
            passed_over: 0,
        };
        Some((chosen, routing))
    }

    fn needs(&self, pool: PoolKey, team: &Team) -> Needs {
        let PoolKey { department, language, .. } = pool;
        Needs { department, skills: team.skills.clone(), language }
    }

    /// Who could not be offered a place, and the first reason against each.
    fn excluded(&self, now: Timestamp, place: &Place, on: &Insisted) -> (Vec<Excluded>, u32) {
        let mut excluded = Vec::new();
        let mut more: u32 = 0;
        for (id, agent) in &self.agents {
            let why = match agent.status {
                _ if !agent.has_one_of(&on.skills) => Exclusion::Skill,
                _ if !agent.speaks(on.language) => Exclusion::Language,
                _ if !agent.connected => Exclusion::Offline,
                Status::Offline => Exclusion::Offline,
                Status::Break => Exclusion::Break,
                Status::Busy => Exclusion::Busy,
                Status::Available if place.is_passed_by(id, now) => Exclusion::Passed,
                Status::Available if !agent.has_room() => Exclusion::AtCapacity,
                Status::Available => continue,
            };
            if excluded.len() < Routing::SHOWN {
                let (agent, name) = (id.clone(), agent.profile.name.clone());
                excluded.push(Excluded { agent, name, why });
            } else {
                more = more.saturating_add(1);
            }
        }
        (excluded, more)
    }

    /// The record of a decision that an agent made, and not the desk.
    pub(super) fn by_hand(
        &self,
        now: Timestamp,
        place: &Place,
        agent: &AgentId,
        rule: Rule,
    ) -> Routing {
        let pool = self.pool_of(place);
        let insisted = self.insisted(pool);
        let team = self.team(pool.department);
        let (excluded, excluded_more) = self.excluded(now, place, &insisted);
        let chosen = self.agents.get(agent).map(|of| Candidate {
            agent: agent.clone(),
            name: of.profile.name.clone(),
            active: of.load(),
            capacity: of.profile.capacity,
            deep: self.is_deep(now, of),
            fresh: of.is_fresh(now, &self.settings),
        });
        let ahead = match rule {
            Rule::Took | Rule::TookOver if place.in_line() => {
                let key = place.key(&self.settings);
                self.line.pools.keys().map(|pool| self.line.before(*pool, key)).sum()
            }
            _ => 0,
        };
        Routing {
            at: now,
            needs: self.needs(pool, &team),
            waived: insisted.waived,
            rule,
            candidates: chosen.into_iter().collect(),
            excluded,
            excluded_more,
            passed_over: u32::try_from(ahead).unwrap_or(u32::MAX),
        }
    }

    /// The next time, the one after this agent is asked first.
    pub(super) fn turn_taken(&mut self, pool: PoolKey, agent: AgentId) {
        let turn = turn_of(&self.insisted(pool));
        self.head.turns.insert(turn, agent);
        self.dirty.insert(super::RecordKey::Head);
    }
}

pub(super) fn meets(agent: &Agent, insisted: &Insisted) -> bool {
    agent.has_one_of(&insisted.skills) && agent.speaks(insisted.language)
}

/// One pointer for all who are served by the same agents: their name.
fn turn_of(insisted: &Insisted) -> String {
    let mut name = String::new();
    for skill in &insisted.skills {
        name.push_str(skill.as_str());
        name.push(' ');
    }
    name.push_str(insisted.language.map_or("", Language::code));
    name
}
