//! The whole in one process: visitors, agents and objects under one clock, and everything goes wrong.
//!
//! A failure prints its seed. To see it again:
//! `WARMLINE_SIM_SEED=… WARMLINE_SIM_STEPS=… cargo test -p warmline-tests --test simulation laws_hold`.
//! `WARMLINE_SIM_SEEDS` sets how many seeds are run.

mod client;
mod console;
mod drain;
mod history;
mod laws;
mod mishaps;
mod network;
mod people;
mod post;
mod rest;
mod world;

use laws::{Breach, Law};
use std::fmt::Write;
use warmline_model::Millis;
use warmline_testkit::Sabotage;
use world::World;

const SEEDS: u64 = 2_000;
const STEPS: u64 = 200;

/// A run that broke a law.
struct Failure {
    step: u64,
    breach: Breach,
    trace: Vec<String>,
}

/// Runs a seed; the number of events comes back.
fn run(seed: u64, steps: u64, sabotage: Option<Sabotage>, traced: bool) -> Result<u64, Failure> {
    let mut world = World::new(seed, sabotage, traced);
    for step in 0..=steps {
        if step == steps {
            world.come_to_rest();
        } else {
            world.step();
        }
        if let Some(breach) = world.breach.take() {
            let trace = world.trace.take().unwrap_or_default().into();
            return Err(Failure { step, breach, trace });
        }
    }
    Ok(world.happened)
}

impl World {
    fn step(&mut self) {
        if self.rng.chance(self.weather.mishaps) {
            self.mishap();
        }
        self.somebody_acts();
        let longest = *self.rng.pick(&[50, 50, 500, 500, 500, 3_000, 3_000, 15_000]);
        let longest = if self.rng.chance(20) { 150_000 } else { longest };
        let span = Millis(self.rng.between(0, longest));
        self.advance(self.now + span);
    }
}

fn from_env(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// The failure told again, with what happened before it.
fn told(seed: u64, steps: u64, failure: &Failure) -> String {
    let again = run(seed, steps, None, true).err();
    let trace = again.map(|failure| failure.trace).unwrap_or_default();
    let mut text = format!("seed {seed}, step {}: {}\n", failure.step, failure.breach);
    for line in trace.iter().rev().take(40).rev() {
        let _ = writeln!(text, "  {line}");
    }
    let _ = write!(
        text,
        "again: WARMLINE_SIM_SEED={seed} WARMLINE_SIM_STEPS={steps} \
         cargo test -p warmline-tests --test simulation laws_hold"
    );
    text
}

#[test]
fn whatever_goes_wrong_the_laws_hold() {
    //
    let steps = from_env("WARMLINE_SIM_STEPS").unwrap_or(STEPS);
    let seeds = match from_env("WARMLINE_SIM_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..from_env("WARMLINE_SIM_SEEDS").unwrap_or(SEEDS),
    };
    let mut events = 0;
    for seed in seeds.clone() {
        match run(seed, steps, None, false) {
            Ok(happened) => events += happened,
            Err(failure) => panic!("{}", told(seed, steps, &failure)),
        }
    }
    println!("{} seeds of {steps} steps: {events} events, no law broken", seeds.count());
}

#[test]
fn every_kind_of_entry_is_written_in_some_seed() {
    // What is never reached proves nothing.
    let mut kinds = std::collections::BTreeSet::new();
    for seed in 0..400 {
        let mut world = World::new(seed, None, false);
        (0..STEPS).for_each(|_| world.step());
        for n in 0..world.conversations.len() {
            kinds.extend(world.log(n).iter().map(laws::kind));
        }
    }
    let expected = [
        "visitor text",
        "visitor asked_for_human",
        "visitor chose",
        "visitor cancelled_wait",
        "visitor rated",
        "visitor asked_for",
        "bot text",
        "bot answer",
        "bot offer",
        "bot handoff_started",
        "bot still_waiting",
        "bot wait_cancelled",
        "bot place_given_up",
        "bot promised",
        "system agent_joined",
        "system agent_lost",
        "system transferring",
        "agent text",
        "agent handed_back",
        "system closed",
    ];
    for kind in expected {
        assert!(kinds.contains(kind), "never seen: {kind}; seen: {kinds:?}");
    }
}

#[test]
fn the_same_seed_tells_the_same_story() {
    for seed in 0..20 {
        let story = |()| run(seed, 60, None, false).map_err(|failure| failure.breach.how);
        assert_eq!(story(()), story(()));
    }
}

/// A shell broken in this way breaks one of these laws, in some seed of three hundred.
fn breaks(sabotage: Sabotage, laws: &[Law]) {
    let broken = (0..300).find_map(|seed| run(seed, 120, Some(sabotage), false).err());
    let broken = broken.map(|failure| failure.breach.law);
    assert!(broken.is_some_and(|law| laws.contains(&law)), "{sabotage:?} broke {broken:?}");
}

#[test]
fn frames_that_leave_before_the_commit_are_seen() {
    breaks(Sabotage::SendFirst, &[Law::NothingIsLost]);
}

#[test]
fn an_object_that_forgets_what_is_stored_is_seen() {
    breaks(Sabotage::ForgetStored, &[Law::NothingDoubles]);
}

#[test]
fn a_bot_that_speaks_while_a_human_leads_is_seen() {
    //
    breaks(Sabotage::ForgetOwner, &[Law::BotIsSilent, Law::OneOwner]);
}

#[test]
fn calls_between_objects_that_are_lost_are_seen() {
    breaks(Sabotage::LoseCalls, &[Law::OneOwner, Law::HistoryKnows]);
}

#[test]
fn an_alarm_that_is_not_set_is_seen() {
    //
    breaks(Sabotage::ForgetAlarm, &[Law::WaitersAreTold]);
}

#[test]
fn a_visitor_who_is_sent_what_agents_see_is_seen() {
    breaks(Sabotage::ShowVisitorsAll, &[Law::VisitorsSeeTheirs]);
}

#[test]
fn visitors_and_agents_who_left_unnoticed_are_seen() {
    //
    breaks(Sabotage::ForgetPresence, &[Law::ComesToRest]);
}

#[test]
fn a_socket_that_misses_what_follows_its_welcome_is_seen() {
    breaks(Sabotage::GreetLate, &[Law::NoGaps, Law::ComesToRest]);
}

#[test]
fn a_failed_turn_that_is_not_tried_again_is_seen() {
    //
    breaks(Sabotage::NeverRetry, &[Law::WaitersAreTold]);
}
