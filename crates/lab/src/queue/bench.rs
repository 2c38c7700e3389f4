//! What one event costs at a desk where many wait, natively, with what is to be stored of it.

use super::draws::Draws;
use super::office::{agent, conversation, profile};
use indexmap::IndexSet;
use serde::Serialize;
use std::hint::black_box;
use std::time::Instant;
use warmline_handoff::desk::{Effect, Event, Waiter};
use warmline_handoff::{Desk, Settings};
use warmline_model::{
    AgentId, ConversationId, Department, Episode, Language, Millis, Status, Tier, Timestamp,
};

/// Lengths of the line.
pub const LENGTHS: [usize; 3] = [100, 1_000, 10_000];
/// Agents, of three places each: the same for all lengths.
const AGENTS: usize = 50;
/// Events of each kind that are measured.
const EVENTS: usize = 3_000;
/// The time between two events: the desk tells positions every few seconds, as in life.
const BETWEEN: Millis = Millis(100);

/// Microseconds.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Cost {
    /// Half take less.
    pub median: f64,
    /// The mean, with the sweeps of positions that fell due in them.
    pub mean: f64,
    /// 99 of 100 take less.
    pub most: f64,
}

/// What a length came to.
#[derive(Clone, Debug, Serialize)]
pub struct Costs {
    /// How many wait.
    pub waiting: usize,
    /// One comes.
    pub enqueue: Cost,
    /// One is over, and its place is offered to the first of the line.
    pub free: Cost,
    /// One is accepted.
    pub assign: Cost,
    /// One in the middle gives up, so that all behind move.
    pub leave: Cost,
    /// Everybody is told their changed place, at once: one sweep, with the forecast.
    pub sweep: Cost,
    /// Places told by these sweeps, on average.
    pub told: f64,
}

/// Measures one length of the line.
pub fn measure(waiting: usize) -> Costs {
    let mut bench = Bench::new(waiting);
    let mut costs: [Vec<f64>; 5] = Default::default();
    let mut told = 0;
    for n in 0..EVENTS {
        let [enqueue, free, assign, leave, sweep] = &mut costs;
        enqueue.push(bench.enqueue());
        let at = n * 7 % bench.cases.len();
        let ended = over(bench.cases.remove(at));
        free.push(bench.timed(ended).0);
        while let Some((agent, id)) = bench.offered() {
            assign.push(bench.timed(Event::Accepted(agent, id.clone(), Episode(1))).0);
            bench.waiting.swap_remove(&id);
            bench.cases.push(id);
        }
        enqueue.push(bench.enqueue());
        let middle = bench.draws.below(waiting / 2) + waiting / 4;
        if let Some(gone) = bench.waiting.swap_remove_index(middle) {
            leave.push(bench.timed(over(gone)).0);
        }
        if n % 100 == 0 {
            bench.now = bench.now + Millis::seconds(20);
            let (cost, places) = bench.timed(Event::Woken);
            sweep.push(cost);
            told += places;
        }
    }
    let sweeps = costs[4].len().max(1) as f64;
    let [enqueue, free, assign, leave, sweep] = costs.map(cost);
    Costs { waiting, enqueue, free, assign, leave, sweep, told: told as f64 / sweeps }
}

struct Bench {
    desk: Desk,
    now: Timestamp,
    came: usize,
    draws: Draws,
    /// Found and taken out without going through it: what the bench does between two events must not
    /// empty the caches for the desk.
    waiting: IndexSet<ConversationId>,
    cases: Vec<ConversationId>,
}

impl Bench {
    fn new(waiting: usize) -> Self {
        let mut bench = Self {
            desk: Desk::new(Settings::default()),
            now: Timestamp(1_767_600_000_000),
            came: 0,
            draws: Draws::new(7),
            waiting: IndexSet::new(),
            cases: Vec::new(),
        };
        let departments = [Department::SUPPORT, Department::BILLING, Department::TECHNICAL];
        for n in 0..AGENTS {
            let id = agent(&format!("agent-{n:02}"));
            let _ = bench.timed(Event::AgentCame(id.clone(), profile(departments[n % 3], 3, &[])));
            let _ = bench.timed(Event::AgentSet(id, Status::Available));
        }
        while bench.cases.len() < AGENTS * 3 {
            bench.enqueue();
            bench.accept_all();
        }
        // Twenty conversations are over, so that handling times are known.
        for _ in 0..20 {
            bench.now = bench.now + Millis::seconds(30);
            let first = bench.cases.remove(0);
            let _ = bench.timed(over(first));
            bench.enqueue();
            bench.accept_all();
        }
        while bench.waiting.len() < waiting {
            bench.enqueue();
        }
        bench
    }

    fn enqueue(&mut self) -> f64 {
        self.came += 1;
        let departments = [Department::SUPPORT, Department::BILLING, Department::TECHNICAL];
        let id = conversation(self.came);
        self.waiting.insert(id.clone());
        let waiter = Waiter {
            conversation: id,
            episode: Episode(1),
            round: 0,
            tier: Tier::ALL[self.came % 4],
            department: departments[self.came % 3],
            language: Language::En,
            policy: None,
            summary: "Asks: “Where is my order?”; wants a person.".to_owned(),
            customer: Some("Maria".to_owned()),
            since: self.now,
            answered: false,
            sla: Vec::new(),
            from: None,
        };
        self.timed(Event::Joined(waiter)).0
    }

    /// The first offer that stands.
    fn offered(&self) -> Option<(AgentId, ConversationId)> {
        self.desk.agents().keys().find_map(|agent| {
            let place = self.desk.offered_to(agent).next()?;
            Some((agent.clone(), place.waiter.conversation.clone()))
        })
    }

    fn accept_all(&mut self) {
        while let Some((agent, id)) = self.offered() {
            let _ = self.timed(Event::Accepted(agent, id.clone(), Episode(1)));
            self.waiting.swap_remove(&id);
            self.cases.push(id);
        }
    }

    fn timed(&mut self, event: Event) -> (f64, usize) {
        self.now = self.now + BETWEEN;
        let begun = Instant::now();
        let effects = self.desk.handle(self.now, event);
        black_box(self.desk.changes());
        let took = begun.elapsed().as_secs_f64() * 1e6;
        let told = effects.iter().filter(|e| matches!(e, Effect::Place(..))).count();
        (took, told)
    }
}

fn over(conversation: ConversationId) -> Event {
    Event::Over { conversation, episode: Episode(1), moved: false }
}

fn cost(mut took: Vec<f64>) -> Cost {
    took.sort_by(f64::total_cmp);
    let at = |share: f64| {
        let at = (share * took.len() as f64) as usize;
        took.get(at.min(took.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
    };
    let mean = took.iter().sum::<f64>() / took.len().max(1) as f64;
    Cost { median: at(0.5), mean, most: at(0.99) }
}
