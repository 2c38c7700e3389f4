//! Routing by brute force: the rules as they are written down, played beside the desk, and compared.
//!
//! The oracle shares no code with the desk: it keeps plain lists, looks through all of them each time,
//! and decides as and `docs/desk.md` say. Random sites, agents and events go to both;
//! after each event both must have made the same offers for the same reason, and the desk must have
//! asked to be woken no later than the next moment at which an offer is due.

use super::draws::Draws;
use super::office::{agent, conversation};
use std::collections::BTreeMap;
use warmline_handoff::desk::{Event, Profile, Waiter};
use warmline_handoff::{DepartmentSetting, Desk, Settings};
use warmline_model::{
    AgentId, ConversationId, Department, Episode, Language, Millis, Role, Rule, Skill, Status,
    Tier, Timestamp,
};

/// How long whoever let one pass, or lost one, is not asked about it again.
const PASSED: Millis = Millis::seconds(30);
const AFTER_LOSS: Millis = Millis::minutes(2);
/// What agents are compared by: the lowest is preferred.
type Key<'a> = Box<dyn Fn(&AgentId) -> u32 + 'a>;
/// Events of one random site.
const EVENTS: usize = 60;

#[derive(Clone, Debug)]
struct Person {
    profile: Profile,
    status: Status,
    connected: bool,
    left: Option<Timestamp>,
    closed: Option<Timestamp>,
    /// Since when they have what.
    has: BTreeMap<ConversationId, (Timestamp, Waiter)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Offer {
    agent: AgentId,
    rule: Rule,
    /// Whoever could have been offered it.
    among: Vec<AgentId>,
    /// Whether the skill and the language were not insisted on.
    waived: (bool, bool),
}

#[derive(Clone, Debug)]
struct Waiting {
    waiter: Waiter,
    front: bool,
    arrival: u64,
    offer: Option<(Offer, Timestamp)>,
    passed: Vec<(AgentId, Timestamp)>,
}

/// The rules, played by brute force.
struct Oracle {
    settings: Settings,
    people: BTreeMap<AgentId, Person>,
    line: Vec<Waiting>,
    arrivals: u64,
    turns: BTreeMap<(Vec<Skill>, Option<Language>), AgentId>,
    decided: u64,
}

impl Oracle {
    fn waited_too_long(&self, waiting: &Waiting, now: Timestamp) -> bool {
        let after = self.settings.team(waiting.waiter.department).others_after;
        after.is_some_and(|after| waiting.waiter.since + after <= now)
    }

    /// What is insisted on, and whether skill and language are waived.
    fn insists(
        &self,
        waiting: &Waiting,
        now: Timestamp,
    ) -> (Vec<Skill>, Option<Language>, (bool, bool)) {
        let skills = self.settings.team(waiting.waiter.department).skills;
        let language = Some(waiting.waiter.language).filter(|l| *l != self.settings.language);
        let somebody = |skills: &[Skill], language: Option<Language>| {
            self.people.values().any(|p| has(p, skills) && speaks(p, language))
        };
        if self.waited_too_long(waiting, now) {
            return (Vec::new(), None, (!skills.is_empty(), language.is_some()));
        }
        // What nobody has is not insisted on: of skill and language the language goes first.
        for (skills, language) in
            [(&skills, language), (&skills, None), (&Vec::new(), language), (&Vec::new(), None)]
        {
            if somebody(skills, language) || (skills.is_empty() && language.is_none()) {
                let all = self.settings.team(waiting.waiter.department).skills;
                let foreign = waiting.waiter.language != self.settings.language;
                let waived = (skills.is_empty() && !all.is_empty(), language.is_none() && foreign);
                return (skills.clone(), language, waived);
            }
        }
        unreachable!("nothing is asked of anybody in the last case")
    }

    fn load(&self, id: &AgentId) -> u32 {
        let offers = self.line.iter().filter_map(|w| w.offer.as_ref());
        let offers = offers.filter(|(offer, _)| offer.agent == *id).count();
        (offers + self.people[id].has.len()) as u32
    }

    fn decide(&self, now: Timestamp, at: usize) -> Option<Offer> {
        let waiting = &self.line[at];
        let (skills, language, waived) = self.insists(waiting, now);
        let could: Vec<&AgentId> = self
            .people
            .iter()
            .filter(|(id, p)| {
                p.connected
                    && p.status == Status::Available
                    && has(p, &skills)
                    && speaks(p, language)
                    && self.load(id) < p.profile.capacity
                    && !waiting.passed.iter().any(|(who, until)| who == *id && *until > now)
            })
            .map(|(id, _)| id)
            .collect();
        let all = self.settings.team(waiting.waiter.department).skills;
        let foreign = Some(waiting.waiter.language).filter(|l| *l != self.settings.language);
        let unmet = |id: &AgentId| {
            let p = &self.people[id];
            u32::from(!has(p, &all)) + u32::from(!speaks(p, foreign))
        };
        let deep = |id: &AgentId| {
            let has = &self.people[id].has;
            let old = |at: &Timestamp| now - *at >= self.settings.deep_after;
            u32::from(!has.is_empty() && has.values().all(|(at, _)| old(at)))
        };
        let stale = |id: &AgentId| {
            let closed = self.people[id].closed;
            u32::from(closed.is_none_or(|at| now - at > self.settings.fresh_for))
        };
        let keys: [(Rule, Key<'_>); 4] = [
            (Rule::BetterFit, Box::new(unmet)),
            (Rule::FewestActive, Box::new(|id: &AgentId| self.load(id))),
            (Rule::OthersDeep, Box::new(deep)),
            (Rule::JustClosed, Box::new(stale)),
        ];
        let mut left = could.clone();
        let mut rule = Rule::OnlyOne;
        for (name, key) in &keys {
            if left.len() > 1 {
                let best = left.iter().map(|id| key(id)).min();
                left.retain(|id| Some(key(id)) == best);
                rule = *name;
            }
        }
        if left.len() > 1 {
            rule = Rule::Turn;
        }
        let last = self.turns.get(&(skills, language));
        let next = left.iter().find(|id| last.is_none_or(|last| **id > last));
        let agent = (*next.or(left.first())?).clone();
        let mut among: Vec<AgentId> = could.into_iter().cloned().collect();
        among.sort();
        Some(Offer { agent, rule, among, waived })
    }

    /// Whoever stands first and can be offered to somebody is, until nobody can.
    fn make_offers(&mut self, now: Timestamp) {
        let settings = self.settings.clone();
        self.line.sort_by_key(|w| {
            let behind = if w.front { Millis(0) } else { settings.tier(w.waiter.tier).behind };
            (!w.front, w.waiter.since + behind, w.arrival)
        });
        for at in 0..self.line.len() {
            if self.line[at].offer.is_some() {
                continue;
            }
            if let Some(offer) = self.decide(now, at) {
                let (skills, language, _) = self.insists(&self.line[at], now);
                self.turns.insert((skills, language), offer.agent.clone());
                let stands = self.settings.tier(self.line[at].waiter.tier).offer_stands;
                self.line[at].offer = Some((offer, now + stands));
                self.decided += 1;
            }
        }
    }

    fn expire(&mut self, now: Timestamp) {
        for waiting in &mut self.line {
            if let Some((offer, until)) = &waiting.offer
                && *until <= now
            {
                waiting.passed.push((offer.agent.clone(), now + PASSED));
                waiting.offer = None;
            }
        }
        let gone_after = self.settings.gone_after;
        let gone: Vec<AgentId> = self
            .people
            .iter()
            .filter(|(_, p)| p.left.is_some_and(|left| left + gone_after <= now))
            .map(|(id, _)| id.clone())
            .collect();
        for id in gone {
            let lost: Vec<ConversationId> = self.people[&id].has.keys().cloned().collect();
            for conversation in lost {
                self.lose(now, &id, &conversation);
            }
        }
    }

    fn lose(&mut self, now: Timestamp, id: &AgentId, conversation: &ConversationId) {
        let Some(person) = self.people.get_mut(id) else { return };
        // Whoever loses one has not just closed one.
        let Some((_, waiter)) = person.has.remove(conversation) else { return };
        self.arrivals += 1;
        let passed = vec![(id.clone(), now + AFTER_LOSS)];
        let (front, arrival, offer) = (true, self.arrivals, None);
        self.line.push(Waiting { waiter, front, arrival, offer, passed });
    }

    fn handle(&mut self, now: Timestamp, event: &Event) {
        self.expire(now);
        match event {
            Event::AgentKnown(id, profile) | Event::AgentCame(id, profile) => {
                let new = Person {
                    profile: profile.clone(),
                    status: Status::Offline,
                    connected: false,
                    left: None,
                    closed: None,
                    has: BTreeMap::new(),
                };
                let person = self.people.entry(id.clone()).or_insert(new);
                person.profile = profile.clone();
                if matches!(event, Event::AgentCame(..)) {
                    (person.connected, person.left) = (true, None);
                }
            }
            Event::AgentLeft(id) => {
                if let Some(person) = self.people.get_mut(id).filter(|p| p.connected) {
                    (person.connected, person.left) = (false, Some(now));
                }
            }
            Event::AgentSet(id, status) => {
                if let Some(person) = self.people.get_mut(id) {
                    person.status = *status;
                }
            }
            Event::Joined(waiter) => {
                self.arrivals += 1;
                let (waiter, arrival, passed) = (waiter.clone(), self.arrivals, Vec::new());
                self.line.push(Waiting { waiter, front: false, arrival, offer: None, passed });
            }
            Event::Accepted(id, conversation, _) => {
                let is = |w: &Waiting| w.waiter.conversation == *conversation;
                let Some(at) = self.line.iter().position(is) else { return };
                let waiting = self.line.remove(at);
                if let Some(person) = self.people.get_mut(id) {
                    person.has.insert(conversation.clone(), (now, waiting.waiter));
                }
            }
            Event::Declined(id, conversation, ..) => {
                let waiting = self.line.iter_mut().find(|w| w.waiter.conversation == *conversation);
                if let Some(waiting) = waiting {
                    waiting.offer = None;
                    waiting.passed.push((id.clone(), now + PASSED));
                }
            }
            Event::Over { conversation, .. } => {
                self.line.retain(|w| w.waiter.conversation != *conversation);
                for person in self.people.values_mut() {
                    if person.has.remove(conversation).is_some() {
                        person.closed = Some(now);
                    }
                }
            }
            Event::Silent(conversation, ..) => {
                let has = |p: &Person| p.has.contains_key(conversation);
                let owner = self.people.iter().find(|(_, p)| has(p)).map(|(id, _)| id.clone());
                if let Some(id) = owner {
                    self.lose(now, &id, conversation);
                }
            }
            _ => {}
        }
        // What can't stand any more.
        for waiting in &mut self.line {
            let of = waiting.offer.as_ref().and_then(|(offer, _)| self.people.get(&offer.agent));
            if of.is_some_and(|p| !p.connected || p.status != Status::Available) {
                waiting.offer = None;
            }
        }
        self.make_offers(now);
    }

    /// The next moment at which something by itself makes an offer due, or ends one.
    fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        let mut due = Vec::new();
        for waiting in &self.line {
            due.extend(waiting.offer.as_ref().map(|(_, until)| *until));
            due.extend(waiting.passed.iter().map(|(_, until)| *until));
            let after = self.settings.team(waiting.waiter.department).others_after;
            due.extend(after.map(|after| waiting.waiter.since + after));
        }
        let holds = |p: &&Person| !p.has.is_empty();
        let left = self.people.values().filter(holds).filter_map(|p| p.left);
        due.extend(left.map(|left| left + self.settings.gone_after));
        due.into_iter().filter(|at| *at > now).min().filter(|at| self.matters(*at))
    }

    /// Whether something would happen then.
    fn matters(&self, at: Timestamp) -> bool {
        let mut then = Self {
            settings: self.settings.clone(),
            people: self.people.clone(),
            line: self.line.clone(),
            arrivals: self.arrivals,
            turns: self.turns.clone(),
            decided: 0,
        };
        then.handle(at, &Event::Woken);
        then.offers() != self.offers() || then.line.len() != self.line.len()
    }

    fn offers(&self) -> BTreeMap<ConversationId, Offer> {
        let offers = self.line.iter().filter_map(|w| {
            let (offer, _) = w.offer.as_ref()?;
            Some((w.waiter.conversation.clone(), offer.clone()))
        });
        offers.collect()
    }
}

fn has(person: &Person, skills: &[Skill]) -> bool {
    let own = Skill::from(person.profile.department);
    skills.is_empty()
        || skills.contains(&own)
        || skills.iter().any(|s| person.profile.skills.contains(s))
}

fn speaks(person: &Person, language: Option<Language>) -> bool {
    language.is_none_or(|language| person.profile.languages.contains(&language))
}

/// The desk's offers, as the oracle writes them down.
fn offers_of(desk: &Desk) -> BTreeMap<ConversationId, Offer> {
    let offers = desk.places().iter().filter_map(|(id, place)| {
        let offer = place.offer.as_ref()?;
        let routing = &offer.routing;
        let mut among: Vec<AgentId> = routing.candidates.iter().map(|c| c.agent.clone()).collect();
        among.sort();
        let is = |need| routing.waived.iter().any(|waived| waived.need == need);
        let waived = (is(warmline_model::Need::Skill), is(warmline_model::Need::Language));
        let (agent, rule) = (offer.agent.clone(), routing.rule);
        Some((id.clone(), Offer { agent, rule, among, waived }))
    });
    offers.collect()
}

/// Plays random sites until so many offers were decided by both.
///
/// # Errors
/// The first difference: its seed, its step, and both sides.
pub fn compare(first_seed: u64, decisions: u64) -> Result<u64, String> {
    let mut decided = 0;
    let mut seed = first_seed;
    while decided < decisions {
        decided += one(seed)?;
        seed += 1;
    }
    Ok(decided)
}

fn one(seed: u64) -> Result<u64, String> {
    let mut draws = Draws::new(seed);
    let settings = settings(&mut draws);
    let mut desk = Desk::new(settings.clone());
    let mut oracle = Oracle {
        settings,
        people: BTreeMap::new(),
        line: Vec::new(),
        arrivals: 0,
        turns: BTreeMap::new(),
        decided: 0,
    };
    let mut now = Timestamp(1_000_000_000);
    let mut came = 0;
    let agents = 1 + draws.below(8);
    let mut trace: Vec<String> = Vec::new();
    for step in 0..agents + EVENTS {
        let event = if step < agents {
            Event::AgentCame(agent(&format!("a{step}")), profile(&mut draws))
        } else {
            now = now + Millis(draws.below(40_000) as i64);
            while let Some(at) = desk.next_deadline().filter(|at| *at <= now) {
                both(&mut desk, &mut oracle, at, Event::Woken, seed, step, &mut trace)?;
            }
            event(&mut draws, &desk, agents, now, &mut came)
        };
        both(&mut desk, &mut oracle, now, event, seed, step, &mut trace)?;
    }
    Ok(oracle.decided)
}

fn both(
    desk: &mut Desk,
    oracle: &mut Oracle,
    at: Timestamp,
    event: Event,
    seed: u64,
    step: usize,
    trace: &mut Vec<String>,
) -> Result<(), String> {
    trace.push(format!("{} {event:?}", at.0));
    oracle.handle(at, &event);
    let _ = desk.handle(at, event);
    let (ours, theirs) = (oracle.offers(), offers_of(desk));
    if ours != theirs {
        return Err(format!(
            "seed {seed}, step {step}: after\n  {}\nthe rules say {ours:#?}\nthe desk says {theirs:#?}",
            trace.join("\n  ")
        ));
    }
    let due = oracle.next_due(at);
    let wakes = desk.next_deadline();
    if due.is_some_and(|due| wakes.is_none_or(|wakes| wakes > due)) {
        return Err(format!(
            "seed {seed}, step {step}: something is due at {due:?}, the desk wakes at {wakes:?}\n  {}",
            trace.join("\n  ")
        ));
    }
    Ok(())
}

const DEPARTMENTS: [Department; 4] =
    [Department::SUPPORT, Department::BILLING, Department::TECHNICAL, Department::SECURITY];

fn settings(draws: &mut Draws) -> Settings {
    let mut settings = Settings::default();
    for department in DEPARTMENTS {
        if draws.often(0.4) {
            let after = [0, 20, 60, 300][draws.below(4)];
            let skilled_only = draws.often(0.3);
            let some = if department == Department::SUPPORT && !draws.often(0.5) {
                None
            } else {
                Some(vec![department.into(), Skill::SENIOR])
            };
            let skilled_only = skilled_only && some.is_some();
            settings.departments.insert(
                department,
                DepartmentSetting {
                    skills: some,
                    others_after: (!skilled_only).then_some(Millis::seconds(after)),
                    skilled_only: Some(skilled_only),
                    ..DepartmentSetting::default()
                },
            );
        }
    }
    settings.deep_after = Millis::seconds(*draws.pick(&[30, 120, 600]));
    settings.fresh_for = Millis::seconds(*draws.pick(&[10, 60, 300]));
    settings
}

fn profile(draws: &mut Draws) -> Profile {
    let mut skills = Vec::new();
    for skill in [Skill::SENIOR, Department::BILLING.into(), Department::TECHNICAL.into()] {
        if draws.often(0.2) {
            skills.push(skill);
        }
    }
    let languages = if draws.often(0.3) { vec![Language::Es] } else { Vec::new() };
    Profile {
        name: "Agent".into(),
        department: *draws.pick(&DEPARTMENTS),
        capacity: 1 + draws.below(3) as u32,
        skills,
        languages,
        role: Role::Agent,
    }
}

fn event(draws: &mut Draws, desk: &Desk, agents: usize, now: Timestamp, came: &mut usize) -> Event {
    let someone = agent(&format!("a{}", draws.below(agents)));
    let offered: Vec<(&ConversationId, AgentId)> = desk
        .places()
        .iter()
        .filter_map(|(id, place)| Some((id, place.offer.as_ref()?.agent.clone())))
        .collect();
    let cases: Vec<&ConversationId> = desk.assigned().keys().collect();
    let status =
        [Status::Available, Status::Available, Status::Busy, Status::Break, Status::Offline];
    match draws.below(100) {
        0..30 => {
            *came += 1;
            let language = if draws.often(0.2) { Language::Es } else { Language::En };
            Event::Joined(Waiter {
                conversation: conversation(*came),
                episode: Episode(1),
                round: 0,
                tier: *draws.pick(&Tier::ALL),
                department: *draws.pick(&DEPARTMENTS),
                language,
                policy: None,
                summary: String::new(),
                customer: None,
                since: now - Millis(draws.below(3) as i64 * 5_000),
                answered: false,
                sla: Vec::new(),
                from: None,
            })
        }
        30..55 if !offered.is_empty() => {
            let (id, agent) = offered[draws.below(offered.len())].clone();
            Event::Accepted(agent, id.clone(), Episode(1))
        }
        55..62 if !offered.is_empty() => {
            let (id, agent) = offered[draws.below(offered.len())].clone();
            Event::Declined(agent, id.clone(), Episode(1), None)
        }
        62..75 if !cases.is_empty() => {
            let conversation = (*draws.pick(&cases)).clone();
            Event::Over { conversation, episode: Episode(1), moved: false }
        }
        75..78 if !cases.is_empty() => {
            let id = (*draws.pick(&cases)).clone();
            let round = desk.assigned()[&id].waiter.round;
            Event::Silent(id, Episode(1), round)
        }
        78..82 => Event::AgentLeft(someone),
        82..87 => {
            let profile = desk.agents().get(&someone).map(|a| a.profile.clone());
            Event::AgentCame(someone, profile.unwrap_or_else(profile_of_nobody))
        }
        _ => Event::AgentSet(someone, *draws.pick(&status)),
    }
}

fn profile_of_nobody() -> Profile {
    super::office::profile(Department::SUPPORT, 1, &[])
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_desk_offers_as_the_rules_say() {
        // against an implementation that shares nothing with the desk.
        let decided = super::compare(1, 10_000);
        assert!(decided.as_ref().is_ok_and(|n| *n >= 10_000), "{}", decided.unwrap_err());
    }
}
