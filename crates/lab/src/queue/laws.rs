//! The laws of the desk: random lives of sites, checked after every step by books kept outside.
//!
//! A world has one site with one to three desks, three to six agents and four customers, each with the
//! real machine of `warmline_handoff`. Mail between desks and conversations waits for any time up to 20
//! s, keeps its order between two of them and no other, and one piece in eight is delivered twice. In
//! 200 steps customers ask, cancel, leave and come back; agents accept what they are offered and what
//! they are not, twice and too late, decline, take, pass on, vanish, log in twice, change skills; the
//! clock of a desk or of all conversations jumps by an hour; settings change. What the laws are is
//! listed in [`Law`]; the books ([`books`]) know only what went into a machine and what came out of it.

pub(in crate::queue) mod books;
mod doctor;
mod ends;
mod mail;
mod world;

use serde::Serialize;
use std::fmt;

pub use doctor::Doctor;

/// Steps of one life.
pub const STEPS: usize = 200;

/// What must never be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Law {
    /// A customer waits, or has an agent, and no desk knows it; or the desk has one who is gone.
    Lost,
    /// The same thing twice in the log, a gap in it, or one customer at two places of the line.
    Doubled,
    /// Two agents have one customer, or an agent speaks who does not have them.
    TwoOwners,
    /// An agent has, or is offered, more than they take.
    OverCapacity,
    /// A customer waits though an agent could be offered them, is passed over by one behind them, or
    /// is not served in the end though agents take everything.
    Starved,
    /// A customer is not told where they stand, or hears nothing for more than 30 s.
    SilentWait,
    /// A near-breach or a breach is not told in its time.
    SlaMissing,
    /// A near-breach or a breach is told or recorded twice.
    SlaDoubled,
    /// An agent gets a customer without a skill or a language that is insisted on.
    WrongSkill,
    /// An agent is offered something while busy, on break, offline or not there.
    NotAvailable,
    /// An assignment does not say why.
    NoRouting,
    /// What an agent did after an hour's jump of the clock still waits for the hour.
    Stuck,
}

/// A broken law.
#[derive(Clone, Debug, Serialize)]
pub struct Broken {
    /// Which.
    pub law: Law,
    /// In which life.
    pub seed: u64,
    /// At which of its steps.
    pub step: usize,
    /// What happened.
    pub what: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: seed {}, step {}: {}", self.law, self.seed, self.step, self.what)
    }
}

/// What lives came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Lives {
    /// How many were lived.
    pub seeds: u64,
    /// Steps taken.
    pub steps: u64,
    /// Events given to desks.
    pub desk_events: u64,
    /// Assignments.
    pub assignments: u64,
    /// Agents lost.
    pub lost_agents: u64,
    /// Transfers and take-overs that came about.
    pub changed_hands: u64,
    /// Near-breaches and breaches.
    pub sla_events: u64,
    /// The first broken laws.
    pub broken: Vec<Broken>,
}

impl Lives {
    fn add(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.steps += other.steps;
        self.desk_events += other.desk_events;
        self.assignments += other.assignments;
        self.lost_agents += other.lost_agents;
        self.changed_hands += other.changed_hands;
        self.sla_events += other.sla_events;
        self.broken.extend(other.broken);
    }
}

/// Lives the lives of these seeds, on as many threads.
///
/// # Panics
/// When a thread does.
pub fn live(seeds: std::ops::Range<u64>, threads: u64) -> Lives {
    let mut all = Lives::default();
    std::thread::scope(|scope| {
        let of = |n| {
            let seeds = seeds.clone();
            move || {
                let mut lives = Lives::default();
                for seed in seeds.skip(n as usize).step_by(threads as usize) {
                    lives.add(life(seed, None));
                }
                lives
            }
        };
        let running: Vec<_> = (0..threads).map(|n| scope.spawn(of(n))).collect();
        for one in running {
            all.add(one.join().expect("a life that ends"));
        }
    });
    all
}

/// One life; `doctor` falsifies what the books are shown, to prove that they notice.
pub fn life(seed: u64, doctor: Option<Doctor>) -> Lives {
    world::World::new(seed, doctor).live()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_law_is_broken_in_two_thousand_lives() {
        let lives = live(1..2_001, 2);
        assert!(lives.broken.is_empty(), "{}", lives.broken[0]);
        assert!(
            lives.assignments > 2_000 && lives.lost_agents > 0 && lives.sla_events > 0,
            "{lives:?}"
        );
    }

    #[test]
    fn each_law_is_noticed_when_it_is_broken() {
        for doctor in Doctor::ALL {
            let noticed = (1..200).any(|seed| {
                let lives = life(seed, Some(doctor));
                lives.broken.first().is_some_and(|broken| broken.law == doctor.breaks())
            });
            assert!(noticed, "{doctor:?} was not noticed as {:?}", doctor.breaks());
        }
    }
}
