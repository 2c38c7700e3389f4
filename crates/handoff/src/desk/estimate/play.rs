//! The line played forward: each place that falls free takes the first in line whom it can serve.

use super::calibration::quantile;
use super::spans::{Handling, Spans};
use super::{Able, Facts, Forecast, NEWCOMERS, Played, Waits};
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use warmline_model::Millis;

/// How often it is played; a power of two, for [`Chance`].
const PLAYS: usize = 32;
/// How many of the line are played; the others follow from these.
const PLAYED: usize = 500;

/// Plays the line of `facts` forward.
pub(super) fn forecast(waits: &Waits, facts: &Facts) -> Forecast {
    let accepting = Spans::accepting(waits, facts);
    let handling = Handling::of(waits);
    let (of_pool, ranks) = queues(facts);
    let mut turns = Turns::new(facts, &of_pool);
    for play in 0..PLAYS {
        turns.play(facts, &of_pool, &handling, &accepting, play);
    }
    let mut chance = Chance::new(1 << 40);
    let mut played = |turns: &mut Vec<i64>| -> Option<Played> {
        let free = turns.iter().all(|at| *at == 0);
        if turns.len() < PLAYS || !free && !handling.known() {
            return None;
        }
        for (play, at) in turns.iter_mut().enumerate() {
            *at = at.saturating_add(accepting.draw(0, chance.part(play)));
        }
        chance.next();
        Some(summed_up(free, turns))
    };
    let places = turns.of_place.iter_mut().map(&mut played).collect();
    let newcomers = turns.of_newcomer.iter_mut();
    let next = newcomers.map(|turns| turns.iter_mut().map_while(&mut played).collect()).collect();
    let corrections = waits.calibration.corrections();
    Forecast { corrections, places, ranks, next, of_pool, accepting }
}

/// Who of the line is of which pool, as far as it is played; and for each their pool, and how many of
/// it are ahead of them.
fn queues(facts: &Facts) -> (Vec<Vec<u32>>, Vec<(u8, u32)>) {
    let mut of_pool: Vec<Vec<u32>> = vec![Vec::new(); facts.pools.len()];
    let mut ahead = vec![0; facts.pools.len()];
    let mut ranks = Vec::with_capacity(facts.line.len());
    for (place, waiter) in facts.line.iter().enumerate() {
        let pool = usize::from(waiter.pool);
        let Some(ahead) = ahead.get_mut(pool) else {
            ranks.push((waiter.pool, 0));
            continue;
        };
        ranks.push((waiter.pool, *ahead));
        *ahead += 1;
        if place < PLAYED {
            of_pool[pool].extend(u32::try_from(place));
        }
    }
    (of_pool, ranks)
}

fn summed_up(free: bool, waits: &mut [i64]) -> Played {
    waits.sort_unstable();
    let sorted: Vec<f64> = waits.iter().map(|wait| *wait as f64).collect();
    let at = |share| Millis(quantile(&sorted, share) as i64);
    Played { free, low: at(0.1), middle: at(0.5), high: at(0.9) }
}

/// When it was whose turn, in each play.
struct Turns {
    of_place: Vec<Vec<i64>>,
    /// By pool, then by how many newcomers are ahead.
    of_newcomer: Vec<Vec<Vec<i64>>>,
    /// The pools that somebody can serve.
    served: u64,
    /// How many of the line can be served.
    waiting: usize,
}

/// What a place that falls free does.
enum Next {
    /// Takes this place of the line, of this pool.
    Take(u32, usize),
    /// May take somebody from then on.
    Later(i64),
    /// Stays free.
    Nobody,
}

impl Turns {
    fn new(facts: &Facts, of_pool: &[Vec<u32>]) -> Self {
        let with_places = facts.able.iter().filter(|able| able.capacity > 0);
        let served = with_places.fold(0, |all, able| all | able.pools | able.wider);
        Self {
            of_place: vec![Vec::new(); facts.line.len().min(PLAYED)],
            of_newcomer: vec![vec![Vec::new(); NEWCOMERS]; facts.pools.len()],
            served,
            waiting: bits(served).filter_map(|p| Some(of_pool.get(p)?.len())).sum(),
        }
    }

    fn play(
        &mut self,
        facts: &Facts,
        queues: &[Vec<u32>],
        handling: &Handling,
        accepting: &Spans,
        play: usize,
    ) {
        let mut chance = Chance::new(0);
        let mut places = BinaryHeap::from(places(facts, handling, &mut chance, play));
        let mut heads = vec![0_usize; queues.len()];
        let mut idle: Vec<Vec<i64>> = vec![Vec::new(); queues.len()];
        let mut waiting = self.waiting;
        // Enough for everybody's turn; whoever can't be served for reasons that change is left out.
        for _ in 0..places.len() + 4 * (self.waiting + NEWCOMERS * queues.len()) {
            let Some(Reverse((at, who))) = places.pop() else { break };
            let able = &facts.able[who as usize];
            match next_for(able, at, facts, queues, &heads) {
                Next::Take(place, pool) => {
                    heads[pool] += 1;
                    waiting -= 1;
                    self.of_place[place as usize].push(at);
                    let span = handling.draw(facts.pools[pool].department, 0, chance.part(play));
                    chance.next();
                    let span = span.saturating_add(accepting.draw(0, chance.part(play)));
                    chance.next();
                    places.push(Reverse((at.saturating_add(span), who)));
                }
                Next::Later(later) => places.push(Reverse((later, who))),
                Next::Nobody => {
                    for pool in bits(able.pools | able.wider) {
                        let Some(idle) = idle.get_mut(pool) else { continue };
                        let direct = able.pools >> pool & 1 == 1;
                        let wider = facts.pools[pool].wider_after.map(|after| at.max(after.0));
                        idle.extend(if direct { Some(at) } else { wider });
                    }
                    // The next newcomer but one has to wait until this place is free again.
                    let pool = facts.pools.get((able.pools | able.wider).trailing_zeros() as usize);
                    let Some(pool) = pool else { continue };
                    let span = handling.draw(pool.department, 0, chance.part(play));
                    chance.next();
                    places.push(Reverse((at.saturating_add(span.max(1)), who)));
                }
            }
            let known = |pool: usize| idle.get(pool).is_none_or(|idle| idle.len() >= NEWCOMERS);
            if waiting == 0 && bits(self.served).all(known) {
                break;
            }
        }
        for (times, newcomers) in idle.iter_mut().zip(&mut self.of_newcomer) {
            times.sort_unstable();
            for (at, newcomer) in times.iter().zip(newcomers) {
                newcomer.push(*at);
            }
        }
    }
}

/// When each place falls free, and whose it is.
fn places(
    facts: &Facts,
    handling: &Handling,
    chance: &mut Chance,
    play: usize,
) -> Vec<Reverse<(i64, u32)>> {
    let mut places = Vec::new();
    for (who, able) in (0..).zip(&facts.able) {
        let capacity = able.capacity as usize;
        let from = places.len();
        for busy in &able.busy {
            let left = handling.draw(busy.department, busy.age.0, chance.part(play));
            chance.next();
            places.push(Reverse((left.max(1), who)));
        }
        // Whoever has more than they take has no room until as many are over.
        places[from..].sort_unstable();
        places.truncate(from + capacity);
        places.extend((able.busy.len()..capacity).map(|_| Reverse((0, who))));
    }
    places
}

fn next_for(able: &Able, at: i64, facts: &Facts, queues: &[Vec<u32>], heads: &[usize]) -> Next {
    let head = |pool: usize| queues.get(pool)?.get(*heads.get(pool)?).copied();
    let mut first: Option<(u32, usize)> = None;
    let mut later: Option<i64> = None;
    for pool in bits(able.pools | able.wider) {
        let Some(place) = head(pool) else { continue };
        if able.pools >> pool & 1 == 0 {
            let Some(after) = facts.line[place as usize].wider_in else { continue };
            if after.0 > at {
                later = Some(later.map_or(after.0, |later| later.min(after.0)));
                continue;
            }
        }
        if first.is_none_or(|(other, _)| place < other) {
            first = Some((place, pool));
        }
    }
    match (first, later) {
        (Some((place, pool)), _) => Next::Take(place, pool),
        (None, Some(later)) => Next::Later(later),
        (None, None) => Next::Nobody,
    }
}

fn bits(mut mask: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = (mask != 0).then(|| mask.trailing_zeros() as usize)?;
        mask &= mask - 1;
        Some(lowest)
    })
}

/// A fixed sequence of numbers from 0 to 1. The plays divide each between them, so that their mean
/// hardly depends on chance.
struct Chance(u64);

impl Chance {
    const fn new(from: u64) -> Self {
        Self(from)
    }

    fn next(&mut self) {
        self.0 += 1;
    }

    /// The present number as this play has it.
    fn part(&self, play: usize) -> f64 {
        let mut mixed = self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed ^= mixed >> 27;
        let mask = PLAYS as u64 - 1;
        let swapped = (play as u64 ^ mixed) & mask;
        let turned = (swapped.wrapping_mul(mixed >> 8 | 1)).wrapping_add(mixed >> 16) & mask;
        let turned = (turned ^ (turned >> 2)) & mask;
        let place = (turned.wrapping_mul(mixed >> 32 | 1)).wrapping_add(mixed >> 40) & mask;
        (place as f64 + 0.5) / PLAYS as f64
    }
}
