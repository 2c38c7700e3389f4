//! A place in the line: who waits, what they are offered, who let them pass.

use super::estimate::Announced;
use super::line::Key;
use super::offers::NOT_AGAIN;
use super::standings::Told;
use super::timers::Who;
use super::{Assignment, Desk, Effect, From, RecordKey, Target, Waiter};
use crate::Settings;
use serde::{Deserialize, Serialize};
use warmline_model::{AgentId, ConversationId, Millis, Routing, SlaEvent, Timestamp};

/// An offer that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// To whom.
    pub agent: AgentId,
    /// Since when.
    pub at: Timestamp,
    /// Until when there is time to read.
    pub read_until: Timestamp,
    /// When it goes to the next agent.
    pub expires: Timestamp,
    /// Why they.
    pub routing: Routing,
}

/// A place in the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Who waits.
    pub waiter: Waiter,
    /// The offer that stands, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Offer>,
    /// How often an offer was let pass.
    #[serde(default)]
    pub declined: u32,
    /// Why, where it was said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub decline_reasons: Vec<(AgentId, String)>,
    /// To whom it is being passed on, where another agent still has it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer: Option<Target>,
    /// Who passed it on, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<From>,
    /// Whether its agent was lost, so that it stands in front.
    #[serde(default)]
    pub front: bool,
    /// Near-breaches and breaches so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sla: Vec<SlaEvent>,
    /// How often it was passed on.
    #[serde(default)]
    pub(super) transfers: u32,
    /// The number of their arrival.
    ticket: u64,
    /// From when on their patience for the right skill counts.
    counts_from: Timestamp,
    /// Whether the others are asked too.
    #[serde(default)]
    pub(super) widened: bool,
    /// Who passed on it, and until when they are not asked again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) passed: Vec<(AgentId, Timestamp)>,
    /// When it was first offered to anybody.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) first_offer: Option<Timestamp>,
    /// The first range that was told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) announced: Option<Announced>,
    /// What the conversation was last told; told again after a restart.
    #[serde(skip)]
    pub(super) told: Option<Told>,
}

impl Place {
    pub(super) fn new(waiter: Waiter, ticket: u64, now: Timestamp) -> Self {
        // A conversation may come from an object whose clock is ahead.
        let waiter = Waiter { since: waiter.since.min(now), ..waiter };
        Self {
            counts_from: waiter.since,
            waiter,
            offer: None,
            declined: 0,
            decline_reasons: Vec::new(),
            transfer: None,
            from: None,
            front: false,
            sla: Vec::new(),
            transfers: 0,
            ticket,
            widened: false,
            passed: Vec::new(),
            first_offer: None,
            announced: None,
            told: None,
        }
    }

    /// Being passed on: patience counts from then.
    pub(super) fn passed_on(mut self, now: Timestamp, to: Target, from: From) -> Self {
        self.counts_from = now;
        self.transfer = Some(to);
        self.passed.push((from.agent.clone(), Timestamp(i64::MAX)));
        self.from = Some(from);
        self
    }

    /// A conversation that an agent has, as a decision about it sees it.
    pub(super) fn of_case(case: &Assignment) -> Self {
        let place = Self::new(case.waiter.clone(), 0, case.since);
        Self { transfer: Some(Target::Agent(case.agent.clone())), ..place }
    }

    /// Whether a colleague is asked by name: then it stands in no line.
    pub(super) fn is_direct(&self) -> bool {
        matches!(self.transfer, Some(Target::Agent(_)))
    }

    /// Whether it stands in line.
    pub fn in_line(&self) -> bool {
        !self.is_direct()
    }

    /// The standing that the customer was last told.
    pub fn told(&self) -> Option<crate::conversation::Standing> {
        self.told.as_ref().map(|told| told.standing)
    }

    /// How long ago it was first offered to anybody.
    pub(super) fn offered_for(&self, now: Timestamp) -> Millis {
        self.first_offer.map_or(Millis(0), |at| Millis((now - at).0.max(0)))
    }

    pub(super) fn key(&self, settings: &Settings) -> Key {
        let behind = settings.tier(self.waiter.tier).behind;
        let counts = if self.front { self.waiter.since } else { self.waiter.since + behind };
        (!self.front, counts, self.ticket)
    }

    pub(super) fn is_passed_by(&self, agent: &AgentId, now: Timestamp) -> bool {
        self.passed.iter().any(|(who, until)| who == agent && *until > now)
    }

    /// No time of it is later than it can be now: whether one was.
    pub(super) fn clock_was_set_back(&mut self, now: Timestamp, settings: &Settings) -> bool {
        let before = self.clone();
        let rules = settings.tier(self.waiter.tier);
        if let Some(offer) = &mut self.offer {
            offer.at = offer.at.min(now);
            offer.read_until = offer.read_until.min(now + rules.reading_window);
            offer.expires = offer.expires.min(now + rules.offer_stands);
        }
        let until = now + Desk::LONGEST_PASS;
        for (_, at) in self.passed.iter_mut().filter(|(_, at)| at.0 != i64::MAX) {
            *at = (*at).min(until.max(now + NOT_AGAIN));
        }
        self.waiter.since = self.waiter.since.min(now);
        self.counts_from = self.counts_from.min(now);
        self.first_offer = self.first_offer.map(|at| at.min(now));
        if let Some(announced) = &mut self.announced {
            announced.at = announced.at.min(now);
        }
        *self != before
    }
}

impl Desk {
    pub(super) fn line_up(&mut self, place: Place) {
        let id = place.waiter.conversation.clone();
        if place.in_line() {
            let (pool, key) = (self.pool_of(&place), place.key(&self.settings));
            self.line.insert(pool, key, id.clone(), place.offer.is_none());
        }
        self.places.insert(id.clone(), place);
        self.touch_place(&id);
    }

    pub(super) fn leave_line(&mut self, id: &ConversationId) -> Option<Place> {
        let place = self.places.swap_remove(id)?;
        if place.in_line() {
            self.line.remove(self.pool_of(&place), place.key(&self.settings));
            self.positions_stale = true;
        }
        if let Some(offer) = &place.offer {
            if let Some(agent) = self.agents.get_mut(&offer.agent) {
                agent.offers.remove(id);
            }
            self.touch_agent(&offer.agent);
        }
        self.timers.set(Who::Place(id.clone()), None);
        self.dirty.insert(RecordKey::Place(id.clone()));
        Some(place)
    }

    /// Puts an offer back that was taken off while its place moved.
    pub(super) fn keep_offer(&mut self, id: &ConversationId, offer: Offer) {
        let agent = offer.agent.clone();
        if let Some(place) = self.places.get_mut(id) {
            place.offer = Some(offer);
        }
        if let Some(of) = self.agents.get_mut(&agent) {
            of.offers.insert(id.clone());
        }
        self.touch_agent(&agent);
        self.touch_place(id);
    }

    /// Keeps a place's record, its standing among the free, and its timer right after a change.
    pub(super) fn touch_place(&mut self, id: &ConversationId) {
        self.dirty.insert(RecordKey::Place(id.clone()));
        let Some(place) = self.places.get(id) else { return };
        if place.in_line() {
            let (pool, key) = (self.pool_of(place), place.key(&self.settings));
            self.line.set_free(pool, key, place.offer.is_none());
            self.positions_stale = true;
        }
        let due = self.place_deadline(place);
        self.timers.set(Who::Place(id.clone()), due);
    }

    fn place_deadline(&self, place: &Place) -> Option<Timestamp> {
        let sla = if self.cases.contains_key(&place.waiter.conversation) {
            None
        } else {
            self.sla_due(&place.waiter, &place.sla)
        };
        let waits = place.passed.iter().map(|(_, until)| *until);
        let again = waits.filter(|until| until.0 != i64::MAX).min();
        let offer = place.offer.as_ref().map_or(again, |offer| Some(offer.expires));
        sla.into_iter().chain(offer).chain(self.widens_at(place)).min()
    }

    /// When the others are asked too; absent: never, or already.
    pub(super) fn widens_at(&self, place: &Place) -> Option<Timestamp> {
        let team = self.teams.get(&place.waiter.department)?;
        let needs = !team.skills.is_empty() || place.waiter.language != self.settings.language;
        let after = team.others_after.filter(|_| needs && !place.widened && place.in_line())?;
        Some(place.counts_from + after)
    }

    pub(super) fn place_due(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        id: &ConversationId,
    ) {
        let Some(place) = self.places.get_mut(id) else { return };
        place.passed.retain(|(_, until)| *until > now);
        if place.offer.as_ref().is_some_and(|offer| offer.expires <= now) {
            self.expired(now, id);
        }
        let widens = self.places.get(id).and_then(|place| self.widens_at(place));
        if widens.is_some_and(|at| at <= now) {
            self.widen(id);
        }
        if !self.cases.contains_key(id) {
            self.clocks_due(now, effects, id);
        }
        self.touch_place(id);
    }

    fn widen(&mut self, id: &ConversationId) {
        let Some(place) = self.places.get_mut(id) else { return };
        let key = place.key(&self.settings);
        place.widened = true;
        let free = place.offer.is_none();
        let Some(place) = self.places.get(id) else { return };
        let pool = self.pool_of(place);
        self.line.remove(super::line::PoolKey { widened: false, ..pool }, key);
        self.line.insert(pool, key, id.clone(), free);
    }
}
