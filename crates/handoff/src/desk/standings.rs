//! What those who wait are told: their place, a range, and why it got longer.

use super::estimate::{Able, Busy, Estimate, Facts, Forecast, InLine, Pool};
use super::line::{Key, PoolKey};
use super::{Desk, Effect, RecordKey, Waiter};
use crate::standing::{Standing, Wait};
use std::collections::BTreeMap;
use warmline_model::{ConversationId, Department, Language, Longer, Millis, Timestamp};

/// Up to so many who wait, each change is told at once.
const FEW: usize = 50;
/// Where more wait, changes of place are told together, this often. Delivering them takes the rest of
/// the five seconds that nobody waits for a changed place.
const SWEEP: Millis = Millis::seconds(3);
/// How often ranges are looked at again while nothing happens.
const REFRESH: Millis = Millis::seconds(15);
/// How long a forecast is good for.
const FORECAST: Millis = Millis::seconds(3);
/// How many kinds of needs a forecast can tell apart.
const MAX_POOLS: usize = 64;

/// What was last told, and what it rested on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Told {
    pub standing: Standing,
    pub at: Timestamp,
    /// How many agents who take conversations could serve them.
    people: u32,
    /// With which others they competed.
    pool: PoolKey,
    staff: u64,
}

/// A forecast, and which pool of it is which.
#[derive(Clone, Debug)]
pub(super) struct Cached {
    at: Timestamp,
    forecast: Forecast,
    pools: BTreeMap<(Department, Option<Language>), u8>,
}

impl Desk {
    /// Tells each waiting conversation its standing, where that changed.
    pub(super) fn tell_standings(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let untold = std::mem::take(&mut self.untold);
        if self.line.len() == 0 {
            (self.sweep_at, self.positions_stale) = (None, false);
            return;
        }
        let due = self.sweep_at.is_some_and(|at| at <= now);
        if due || (self.positions_stale && (self.line.len() <= FEW || now - self.swept >= SWEEP)) {
            return self.sweep(now, effects);
        }
        for id in untold {
            self.tell_one(now, effects, &id);
        }
        let next = if self.positions_stale { SWEEP } else { REFRESH };
        let at = self.swept + next;
        self.sweep_at = Some(self.sweep_at.map_or(at, |before| before.min(at)));
    }

    fn sweep(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        self.reached();
        self.look_ahead(now);
        (self.swept, self.positions_stale) = (now, false);
        self.sweep_at = Some(now + REFRESH);
        let names: Vec<PoolKey> = self.line.pools.keys().copied().collect();
        let index = |pool: &PoolKey| names.binary_search(pool).unwrap_or_default();
        let competing: Vec<Vec<usize>> = names
            .iter()
            .map(|pool| {
                let others = self.reach.as_ref().and_then(|reach| reach.competing.get(pool));
                others.map_or_else(Vec::new, |others| others.iter().map(index).collect())
            })
            .collect();
        let mut ahead = vec![0_u32; names.len()];
        let mut unoffered = 0;
        for (key, pool) in self.line.in_order() {
            let at = index(&pool);
            let position = ahead.get(at).map_or(1, |ahead| ahead + 1);
            for other in competing.get(at).into_iter().flatten() {
                if let Some(ahead) = ahead.get_mut(*other) {
                    *ahead += 1;
                }
            }
            let Some(id) = self.line.name(key).cloned() else { continue };
            let Some(place) = self.places.get(&id) else { continue };
            let estimate = self.forecast.as_ref().and_then(|cached| match &place.offer {
                Some(_) => Some(cached.forecast.offered(place.offered_for(now))),
                None => cached.forecast.at(unoffered),
            });
            unoffered += usize::from(place.offer.is_none());
            self.tell(now, effects, &id, pool, position, estimate);
        }
    }

    /// Who has just come is told at once, whatever the others are told later.
    fn tell_one(&mut self, now: Timestamp, effects: &mut Vec<Effect>, id: &ConversationId) {
        self.reached();
        if self.forecast.as_ref().is_none_or(|cached| now - cached.at > FORECAST) {
            self.look_ahead(now);
        }
        let Some(place) = self.places.get(id).filter(|place| place.in_line()) else { return };
        let (pool, key) = (self.pool_of(place), place.key(&self.settings));
        let others = self.reach.as_ref().and_then(|reach| reach.competing.get(&pool));
        let ahead: usize = others
            .map_or(0, |others| others.iter().map(|other| self.line.before(*other, key)).sum());
        let offered = place.offer.as_ref().map(|_| place.offered_for(now));
        let estimate = self.forecast.as_ref().and_then(|cached| {
            if let Some(ago) = offered {
                return Some(cached.forecast.offered(ago));
            }
            let number = cached.pools.get(&(pool.department, pool.language))?;
            cached.forecast.newcomer(*number, self.unoffered_before(key))
        });
        let position = u32::try_from(ahead + 1).unwrap_or(u32::MAX);
        self.tell(now, effects, &id.clone(), pool, position, estimate);
    }

    fn unoffered_before(&self, key: Key) -> usize {
        let offered = |pool: &super::line::Pool| pool.all.len() - pool.free.len();
        let before = |(name, pool): (&PoolKey, &super::line::Pool)| {
            // Offered ones stand in front, but for a few: near enough for a range.
            self.line.before(*name, key).saturating_sub(offered(pool))
        };
        self.line.pools.iter().map(before).sum()
    }

    fn tell(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        id: &ConversationId,
        pool: PoolKey,
        position: u32,
        estimate: Option<Estimate>,
    ) {
        let team_online = self.team_online(pool);
        let reach = self.reach.as_ref();
        let people = reach.and_then(|reach| reach.serving.get(&pool).copied()).unwrap_or_default();
        let staff = self.staff;
        let Some(place) = self.places.get_mut(id) else { return };
        // Its owner stays with it until somebody accepts: its customer does not wait.
        if place.transfer.is_some() {
            return;
        }
        let wait = estimate.map(|estimate| estimate.wait).filter(|_| team_online);
        let mut standing = Standing { position: Some(position), wait, team_online, longer: None };
        if let Some(told) = &mut place.told {
            let same = (told.pool, told.staff) == (pool, staff);
            standing.longer = longer(now, told, standing, people, same);
            if !is_news(told, standing) {
                (told.pool, told.staff) = (pool, staff);
                return;
            }
        }
        place.told = Some(Told { standing, at: now, people, pool, staff });
        if let (None, Some(estimate), true) = (&place.announced, estimate, team_online) {
            place.announced = Some(estimate.announced(now));
            self.dirty.insert(RecordKey::Place(id.clone()));
        }
        let Waiter { episode, round, .. } = place.waiter;
        effects.push(Effect::Place(id.clone(), episode, round, standing));
    }

    /// Plays the line forward, from what is known now.
    fn look_ahead(&mut self, now: Timestamp) {
        let mut pools: BTreeMap<(Department, Option<Language>), u8> = BTreeMap::new();
        let mut facts = Facts { offer_stands: Millis::seconds(30), ..Facts::default() };
        let kinds: Vec<PoolKey> = self.line.pools.keys().copied().collect();
        let mut narrow: Vec<PoolKey> = Vec::new();
        for pool in kinds {
            let kind = (pool.department, pool.language);
            if pools.contains_key(&kind) || narrow.len() >= MAX_POOLS {
                continue;
            }
            pools.insert(kind, u8::try_from(narrow.len()).unwrap_or_default());
            narrow.push(PoolKey { widened: false, ..pool });
            let wider_after = self.team(pool.department).others_after;
            facts.pools.push(Pool { department: pool.department, wider_after });
        }
        let insisted: Vec<_> = narrow.iter().map(|pool| self.insisted(*pool)).collect();
        let all = u64::MAX >> (MAX_POOLS - narrow.len().clamp(1, MAX_POOLS));
        for agent in self.agents.values().filter(|agent| agent.takes_offers()) {
            let mut bits = 0;
            for (n, insisted) in insisted.iter().enumerate() {
                bits |= u64::from(super::routing::meets(agent, insisted)) << n;
            }
            let cases = agent.cases.iter().filter_map(|id| self.cases.get(id));
            let cases = cases.map(|case| {
                let age = Millis((now - case.since).0.max(0));
                Busy { department: case.waiter.department, age }
            });
            let offers = agent.offers.iter().filter_map(|id| self.places.get(id));
            let offers =
                offers.map(|place| Busy { department: place.waiter.department, age: Millis(0) });
            facts.able.push(Able {
                pools: bits,
                wider: all,
                capacity: agent.profile.capacity,
                busy: cases.chain(offers).collect(),
            });
        }
        for (key, pool) in self.line.in_order() {
            let place = self.line.name(key).and_then(|name| self.places.get(name));
            let Some(place) = place.filter(|place| place.offer.is_none()) else { continue };
            let Some(number) = pools.get(&(pool.department, pool.language)) else { continue };
            let wider_in = if pool.widened {
                Some(Millis(0))
            } else {
                self.widens_at(place).map(|at| Millis((at - now).0.max(0)))
            };
            facts.line.push(InLine { pool: *number, wider_in });
        }
        let forecast = self.waits.forecast(&facts);
        self.forecast = Some(Cached { at: now, forecast, pools });
    }
}

/// Whether a standing differs enough from what was told to be told.
fn is_news(told: &Told, new: Standing) -> bool {
    let old = told.standing;
    let rest = |s: Standing| Standing { wait: None, ..s };
    if rest(old) != rest(new) {
        return true;
    }
    match (old.wait, new.wait) {
        (Some(old), Some(new)) => {
            let far = |a: Millis, b: Millis| {
                let off = (a.0 - b.0).abs();
                off > 10_000 && off > a.0.max(b.0) / 5
            };
            far(old.low, new.low) || far(old.high, new.high)
        }
        (old, new) => old.is_some() != new.is_some(),
    }
}

/// Why the wait is longer than what was told; what was said of it before holds until it gets better.
fn longer(
    now: Timestamp,
    told: &Told,
    new: Standing,
    people: u32,
    same_company: bool,
) -> Option<Longer> {
    let old = told.standing;
    let passed = old.position.zip(new.position).map(|(old, new)| new.saturating_sub(old));
    // Whoever competes with more than before has not been overtaken by anybody.
    if let Some(more) = passed.filter(|more| *more > 0 && same_company) {
        return Some(Longer::UrgentAhead { more });
    }
    let grown = |old: Wait, new: Wait| {
        let expected = Millis((old.high.0 - (now - told.at).0).max(0));
        let more = new.high.0 - expected.0;
        more > 30_000 && more > expected.0 / 4
    };
    if old.wait.zip(new.wait).is_some_and(|(old, new)| grown(old, new)) {
        return Some(if people < told.people {
            Longer::FewerPeople
        } else {
            Longer::SlowerThanUsual
        });
    }
    if people < told.people && old.wait.is_some() && new.wait.is_none() {
        return Some(Longer::FewerPeople);
    }
    let better = old.position.zip(new.position).is_some_and(|(old, new)| new < old);
    old.longer.filter(|_| !better)
}
