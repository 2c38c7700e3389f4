//! The books: what went into the machines and what came out, and nothing else.

use super::{Doctor, Law};
use std::collections::{BTreeMap, BTreeSet};
use warmline_handoff::desk::{Assigned, Effect, Event, Profile, Target, Waiter};
use warmline_handoff::{Desk, DeskName, Settings};
use warmline_model::{
    AgentId, Clock, ConversationId, Department, Episode, Level, Millis, Need, Role, Routing, Rule,
    Skill, SlaEvent, Status, Timestamp, WaivedBecause,
};

/// What a desk can be seen to hold after an event.
#[derive(Clone, Debug, Default)]
pub(in crate::queue) struct View {
    /// Who waits, or is being passed on.
    pub places: BTreeMap<ConversationId, Seen>,
    /// Who has whom, in which handoff.
    pub cases: BTreeMap<ConversationId, (AgentId, Episode)>,
}

/// One place.
#[derive(Clone, Debug)]
pub(in crate::queue) struct Seen {
    pub episode: Episode,
    pub in_line: bool,
    pub offer: Option<(AgentId, Timestamp, Routing)>,
    pub front: bool,
}

impl View {
    pub(in crate::queue) fn of(desk: &Desk) -> Self {
        let places = desk.places().iter().map(|(id, place)| {
            let offer = place.offer.as_ref();
            let offer = offer.map(|o| (o.agent.clone(), o.at, o.routing.clone()));
            let episode = place.waiter.episode;
            let (in_line, front) = (place.in_line(), place.front);
            (id.clone(), Seen { episode, in_line, offer, front })
        });
        let cases = desk.assigned().iter();
        let cases = cases.map(|(id, c)| (id.clone(), (c.agent.clone(), c.waiter.episode)));
        Self { places: places.collect(), cases: cases.collect() }
    }
}

/// What the books know of an agent.
#[derive(Clone, Debug)]
pub(in crate::queue) struct Known {
    pub profile: Profile,
    pub status: Status,
    pub connected: bool,
}

/// What the books know of a handoff at a desk.
#[derive(Clone, Debug)]
struct Live {
    waiter: Waiter,
    /// In which order it came, for equals.
    arrival: u64,
    /// Whether its agent was lost.
    front: bool,
    /// From when its patience for the right skill counts.
    counts_from: Timestamp,
    /// Whoever let it pass or lost it, and until when at most.
    passed: Vec<(AgentId, Timestamp)>,
    /// Whether a clock was set back in its time.
    shifted: bool,
    /// Whether it is being passed on.
    transfer: bool,
    /// Whether it waited so long that others were asked too: that stays, though settings change.
    widened: bool,
    /// To which team of this desk, if to a team.
    passed_to: Option<Department>,
}

/// The books of one desk.
#[derive(Clone, Debug)]
pub(in crate::queue) struct Books {
    pub settings: Settings,
    pub agents: BTreeMap<AgentId, Known>,
    pub(super) owners: BTreeMap<ConversationId, (AgentId, Episode)>,
    live: BTreeMap<ConversationId, Live>,
    ended: BTreeMap<ConversationId, Episode>,
    told: BTreeSet<(ConversationId, Episode, Clock, Level)>,
    offers: BTreeMap<ConversationId, (AgentId, Timestamp)>,
    arrivals: u64,
    clock: Timestamp,
    pub(super) doctor: Option<Doctor>,
}

impl Live {
    fn department(&self) -> Department {
        self.passed_to.unwrap_or(self.waiter.department)
    }
}

type Found = Result<(), (Law, String)>;

fn broken(law: Law, what: String) -> Found {
    Err((law, what))
}

impl Books {
    pub(in crate::queue) fn new(settings: Settings, doctor: Option<Doctor>) -> Self {
        Self {
            settings,
            agents: BTreeMap::new(),
            owners: BTreeMap::new(),
            live: BTreeMap::new(),
            ended: BTreeMap::new(),
            told: BTreeSet::new(),
            offers: BTreeMap::new(),
            arrivals: 0,
            clock: Timestamp(0),
            doctor,
        }
    }

    /// Notes an event and what came of it, and looks for broken laws.
    pub(in crate::queue) fn check(
        &mut self,
        desk: DeskName,
        now: Timestamp,
        event: &Event,
        effects: &[Effect],
        view: &View,
    ) -> Found {
        let (mut effects, mut view) = (effects.to_vec(), view.clone());
        self.lie(&mut effects, &mut view);
        if now < self.clock {
            for live in self.live.values_mut() {
                live.shifted = true;
                live.waiter.since = live.waiter.since.min(now);
                live.counts_from = live.counts_from.min(now);
            }
            self.offers.values_mut().for_each(|(_, at)| *at = (*at).min(now));
        }
        for live in self.live.values_mut() {
            let patience = self.settings.team(live.department()).others_after;
            live.widened |= patience.is_some_and(|after| self.clock - live.counts_from >= after);
        }
        self.clock = now;
        let joined = self.note(now, event);
        for effect in &effects {
            self.effect(desk, now, effect)?;
        }
        let told = |id: &ConversationId| {
            effects.iter().any(|e| matches!(e, Effect::Place(other, ..) if other == id))
        };
        if let Some(id) = joined.filter(|id| view.places.contains_key(id) && !told(id)) {
            return broken(Law::SilentWait, format!("{id} joined and was not told its place"));
        }
        self.holds(&view)?;
        self.offers(now, &view)?;
        self.nobody_idle(now, &view)?;
        self.clocks(now, &view)
    }

    /// Notes what went in; whoever is new in line.
    fn note(&mut self, now: Timestamp, event: &Event) -> Option<ConversationId> {
        match event {
            Event::Configured(settings) => self.settings = (**settings).clone(),
            Event::AgentKnown(id, profile) | Event::AgentCame(id, profile) => {
                let new =
                    Known { profile: profile.clone(), status: Status::Offline, connected: false };
                let known = self.agents.entry(id.clone()).or_insert(new);
                known.profile = profile.clone();
                known.connected |= matches!(event, Event::AgentCame(..));
            }
            Event::AgentLeft(id) => {
                if let Some(known) = self.agents.get_mut(id) {
                    known.connected = false;
                }
            }
            Event::AgentSet(id, status) => {
                if let Some(known) = self.agents.get_mut(id) {
                    known.status = *status;
                }
            }
            Event::Joined(waiter) => return self.joined(now, waiter),
            Event::Over { conversation, episode, moved } => {
                self.live.retain(|id, l| id != conversation || l.waiter.episode > *episode);
                self.owners.retain(|id, (_, of)| id != conversation || *of > *episode);
                if !moved {
                    let ended = self.ended.entry(conversation.clone()).or_insert(*episode);
                    *ended = (*ended).max(*episode);
                }
            }
            Event::Answered(id, episode, _) => {
                let live = self.live.get_mut(id).filter(|l| l.waiter.episode == *episode);
                if let Some(live) = live {
                    live.waiter.answered = true;
                }
            }
            Event::Declined(agent, id, episode, _) => {
                let was = self.offers.get(id).is_some_and(|(to, _)| to == agent);
                let live = self.live.get_mut(id).filter(|l| l.waiter.episode == *episode && was);
                if let Some(live) = live {
                    live.passed.push((agent.clone(), now + Millis::seconds(30)));
                }
            }
            _ => {}
        }
        None
    }

    fn joined(&mut self, now: Timestamp, waiter: &Waiter) -> Option<ConversationId> {
        let id = &waiter.conversation;
        let ended = self.ended.get(id).copied();
        let before = self.live.get_mut(id);
        if ended >= Some(waiter.episode) {
            return None;
        }
        if let Some(live) = before.filter(|l| l.waiter.episode >= waiter.episode) {
            let owned = self.owners.contains_key(id);
            let same = live.waiter.episode == waiter.episode;
            if same && !owned && waiter.tier <= live.waiter.tier {
                let Waiter { since, answered, round, .. } = live.waiter;
                let changed = waiter.department != live.waiter.department;
                live.widened &= !changed;
                live.waiter = Waiter { since, answered, round, ..waiter.clone() };
            }
            return None;
        }
        self.arrivals += 1;
        self.owners.remove(id);
        let since = waiter.since.min(now);
        let waiter = Waiter { since, ..waiter.clone() };
        let live = Live {
            counts_from: since,
            waiter,
            arrival: self.arrivals,
            front: false,
            passed: Vec::new(),
            shifted: false,
            transfer: false,
            widened: false,
            passed_to: None,
        };
        // What another desk told already.
        let told = live.waiter.sla.iter();
        let (of, episode) = (id.clone(), live.waiter.episode);
        self.told.extend(told.map(|e| (of.clone(), episode, e.clock, e.level)));
        self.live.insert(id.clone(), live);
        Some(id.clone())
    }

    fn effect(&mut self, desk: DeskName, now: Timestamp, effect: &Effect) -> Found {
        match effect {
            Effect::Assign(assigned) => self.assigned(desk, now, assigned),
            Effect::Lost(id, episode, round, _) => {
                let Some((agent, _)) = self.owners.remove(id) else {
                    return broken(Law::TwoOwners, format!("{id} lost an agent it did not have"));
                };
                self.arrivals += 1;
                if let Some(live) = self.live.get_mut(id) {
                    if *round <= live.waiter.round || *episode != live.waiter.episode {
                        return broken(Law::Doubled, format!("{id}: round {round} came before"));
                    }
                    live.waiter.round = *round;
                    (live.front, live.transfer) = (true, false);
                    live.passed_to = None;
                    live.arrival = self.arrivals;
                    (live.counts_from, live.widened) = (live.waiter.since, false);
                    live.passed = vec![(agent, now + Millis::minutes(2))];
                }
                Ok(())
            }
            Effect::Passing(id, _, _, passing) => {
                let settings = &self.settings;
                if let Some(live) = self.live.get_mut(id) {
                    live.transfer = passing.is_some();
                    live.passed_to = passing.as_ref().and_then(|passing| match passing.to {
                        Target::Department(to) => (settings.desk_of(to) == desk).then_some(to),
                        Target::Agent(_) => None,
                    });
                    (live.counts_from, live.widened) = (now, false);
                    live.passed.clear();
                }
                Ok(())
            }
            Effect::Sla(id, episode, SlaEvent { clock, level, .. }) => {
                if !self.told.insert((id.clone(), *episode, *clock, *level)) {
                    return broken(Law::SlaDoubled, format!("{id}: {clock:?} {level:?} again"));
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn assigned(&mut self, desk: DeskName, now: Timestamp, to: &Assigned) -> Found {
        let id = &to.conversation;
        let who = format!("{id} to {}", to.agent);
        let Some(live) = self.live.get_mut(id).filter(|l| l.waiter.episode == to.episode) else {
            return broken(Law::Lost, format!("{who}: no such handoff is here"));
        };
        if to.round <= live.waiter.round {
            return broken(Law::Doubled, format!("{who}: round {} came before", to.round));
        }
        live.waiter.round = to.round;
        (live.transfer, live.front) = (false, false);
        if let Some(department) = live.passed_to.take() {
            live.waiter.department = department;
        }
        let live = live.clone();
        let shown = to.routing.candidates.first().map(|c| &c.agent) == Some(&to.agent);
        if !shown || to.routing.needs.department != live.waiter.department {
            return broken(Law::NoRouting, format!("{who}: {:?}", to.routing));
        }
        if to.desk != desk {
            return broken(Law::NoRouting, format!("{who}: says desk {}", to.desk));
        }
        let by_hand = matches!(to.routing.rule, Rule::Took | Rule::TookOver | Rule::PassedOn);
        let offered = self.offers.get(id).is_some_and(|(agent, _)| *agent == to.agent);
        if !by_hand && !offered {
            return broken(Law::NoRouting, format!("{who}: was not offered, and not taken"));
        }
        let before = self.owners.insert(id.clone(), (to.agent.clone(), to.episode));
        if before.is_some_and(|(agent, _)| agent == to.agent) {
            return broken(Law::Doubled, format!("{who}: had it already"));
        }
        let Some(known) = self.agents.get(&to.agent) else {
            return broken(Law::NotAvailable, format!("{who}: no such agent"));
        };
        if !known.connected || matches!(known.status, Status::Break | Status::Offline) {
            return broken(Law::NotAvailable, format!("{who}: {:?}", known.status));
        }
        if to.routing.rule == Rule::TookOver && known.profile.role < Role::Supervisor {
            return broken(Law::NotAvailable, format!("{who}: is no supervisor"));
        }
        let has = self.owners.values().filter(|(agent, _)| *agent == to.agent).count();
        if has > known.profile.capacity as usize {
            return broken(Law::OverCapacity, format!("{who}: {has}"));
        }
        if !matches!(to.routing.rule, Rule::TookOver | Rule::PassedOn) {
            // What was decided when it was offered holds although the team changed since.
            self.fits(now, &live, known, &to.routing, !by_hand, &who)?;
        }
        Ok(())
    }

    /// Whether an agent meets what is insisted on, and what is waived may be.
    fn fits(
        &self,
        now: Timestamp,
        live: &Live,
        agent: &Known,
        routing: &Routing,
        decided_before: bool,
        who: &str,
    ) -> Found {
        let team = self.settings.team(live.department());
        let foreign =
            Some(live.waiter.language).filter(|language| *language != self.settings.language);
        let waived = |need| routing.waived.iter().find(|w| w.need == need).map(|w| w.because);
        let patience = team.others_after;
        let long = live.shifted
            || live.widened
            || patience.is_some_and(|after| now - live.counts_from >= after);
        for (need, met) in [
            (Need::Skill, has(agent, &team.skills)),
            (Need::Language, foreign.is_none_or(|l| agent.profile.languages.contains(&l))),
        ] {
            let known = |a: &Known| match need {
                Need::Skill => has(a, &team.skills),
                Need::Language => foreign.is_none_or(|l| a.profile.languages.contains(&l)),
            };
            let both = |a: &Known| {
                has(a, &team.skills) && foreign.is_none_or(|l| a.profile.languages.contains(&l))
            };
            let fine = match waived(need) {
                None => met,
                Some(WaivedBecause::WaitedTooLong) => long,
                Some(WaivedBecause::NobodyHasIt) => {
                    !self.agents.values().any(known) || !self.agents.values().any(both)
                }
            };
            let decided = decided_before && waived(need).is_some();
            if !fine && !decided {
                let what = format!("{who}: {need:?} {:?} {:?}", routing.needs, routing.waived);
                return broken(Law::WrongSkill, what);
            }
        }
        Ok(())
    }

    /// What the desk holds is what the books say.
    fn holds(&mut self, view: &View) -> Found {
        for (id, live) in &self.live {
            let place = view.places.get(id);
            let case = view.cases.get(id);
            let owner = self.owners.get(id);
            if owner.map(|(agent, _)| agent) != case.map(|(agent, _)| agent) {
                return broken(Law::TwoOwners, format!("{id}: {case:?}, the books say {owner:?}"));
            }
            if place.is_none() && case.is_none() {
                return broken(Law::Lost, format!("{id} is nowhere"));
            }
            if place.is_some_and(|p| p.episode != live.waiter.episode) {
                return broken(Law::Lost, format!("{id} waits in another handoff"));
            }
            if place.is_some_and(|p| p.in_line && p.front != live.front && case.is_none()) {
                return broken(Law::Starved, format!("{id} is not in front"));
            }
        }
        let gone = |id: &&ConversationId| !self.live.contains_key(*id);
        if let Some(id) = view.places.keys().chain(view.cases.keys()).find(gone) {
            return broken(Law::Lost, format!("{id} is over, and the desk still has it"));
        }
        Ok(())
    }

    fn offers(&mut self, now: Timestamp, view: &View) -> Found {
        let mut offers = BTreeMap::new();
        for (id, seen) in &view.places {
            let Some((agent, at, routing)) = &seen.offer else { continue };
            offers.insert(id.clone(), (agent.clone(), *at));
            let Some(known) = self.agents.get(agent) else {
                return broken(Law::NotAvailable, format!("{id} is offered to nobody"));
            };
            let who = format!("{id} is offered to {agent}");
            if !known.connected || known.status != Status::Available {
                return broken(Law::NotAvailable, format!("{who}: {:?}", known.status));
            }
            let load = view.cases.values().filter(|(a, _)| a == agent).count()
                + view.places.values().filter(|s| is_to(s, agent)).count();
            if load > known.profile.capacity as usize {
                return broken(Law::OverCapacity, format!("{who}, who has {load}"));
            }
            let new = self.offers.get(id) != Some(&(agent.clone(), *at));
            let Some(live) = self.live.get(id).filter(|_| new) else { continue };
            if routing.candidates.first().map(|c| &c.agent) != Some(agent) {
                return broken(Law::NoRouting, format!("{who}: {routing:?}"));
            }
            if seen.in_line {
                self.fits(now, live, known, routing, false, &who)?;
                // Nobody before them could have been offered to the same agent.
                let key = self.key(live);
                let before = self.live.iter().find(|(other, l)| {
                    self.key(l) < key
                        && view.places.get(*other).is_some_and(|s| s.in_line && s.offer.is_none())
                        && self.surely_meets(l, known)
                        && !l.passed.iter().any(|(who, until)| who == agent && *until > now)
                        && !l.transfer
                        && !self.offers.contains_key(*other)
                });
                if let Some((other, _)) = before {
                    return broken(Law::Starved, format!("{who}, {other} was before them"));
                }
            }
        }
        // What ran out was let pass.
        for (id, (agent, at)) in &self.offers {
            if offers.get(id) != Some(&(agent.clone(), *at))
                && let Some(live) = self.live.get_mut(id)
            {
                live.passed.push((agent.clone(), now + Millis::seconds(30)));
            }
        }
        self.offers = offers;
        Ok(())
    }

    /// Nobody waits whom an agent with room could be offered.
    fn nobody_idle(&self, now: Timestamp, view: &View) -> Found {
        let waits = view.places.iter().filter(|(_, s)| s.in_line && s.offer.is_none());
        for id in waits.map(|(id, _)| id) {
            let Some(live) = self.live.get(id).filter(|l| !l.transfer) else { continue };
            for (agent, known) in &self.agents {
                let load = view.cases.values().filter(|(a, _)| a == agent).count()
                    + view.places.values().filter(|s| is_to(s, agent)).count();
                let room = known.connected
                    && known.status == Status::Available
                    && load < known.profile.capacity as usize;
                let passed = live.passed.iter().any(|(who, until)| who == agent && *until > now);
                if room && !passed && !live.shifted && self.surely_meets(live, known) {
                    return broken(Law::Starved, format!("{id} waits while {agent} has room"));
                }
            }
        }
        Ok(())
    }

    /// Each clock's events are told when they are due.
    fn clocks(&self, now: Timestamp, view: &View) -> Found {
        for (id, live) in self.live.iter().filter(|(_, l)| !l.shifted) {
            if !view.places.contains_key(id) && !view.cases.contains_key(id) {
                continue;
            }
            let rules = self.settings.tier(live.waiter.tier);
            let near = i64::from(self.settings.near_breach);
            let first = (!live.waiter.answered).then_some(rules.first_response);
            for (clock, span) in
                [(Clock::FirstResponse, first), (Clock::Resolution, rules.resolution)]
            {
                let Some(span) = span else { continue };
                for (level, after) in
                    [(Level::Near, span.0 * near / 100), (Level::Breached, span.0)]
                {
                    let due = now.0 >= live.waiter.since.0 + after;
                    let told = self.told.contains(&(id.clone(), live.waiter.episode, clock, level));
                    if due && !told {
                        return broken(Law::SlaMissing, format!("{id}: {clock:?} {level:?}"));
                    }
                }
            }
        }
        Ok(())
    }

    fn key(&self, live: &Live) -> (bool, Timestamp, u64) {
        let behind = self.settings.tier(live.waiter.tier).behind;
        let counts = if live.front { live.waiter.since } else { live.waiter.since + behind };
        (!live.front, counts, live.arrival)
    }

    /// Whether an agent meets all needs, so that no waiver has to be thought of.
    fn surely_meets(&self, live: &Live, agent: &Known) -> bool {
        let foreign =
            Some(live.waiter.language).filter(|language| *language != self.settings.language);
        has(agent, &self.settings.team(live.waiter.department).skills)
            && foreign.is_none_or(|l| agent.profile.languages.contains(&l))
    }
}

fn is_to(seen: &Seen, agent: &AgentId) -> bool {
    seen.offer.as_ref().is_some_and(|(to, ..)| to == agent)
}

fn has(agent: &Known, skills: &[Skill]) -> bool {
    let own = Skill::from(agent.profile.department);
    skills.is_empty() || skills.iter().any(|s| *s == own || agent.profile.skills.contains(s))
}
