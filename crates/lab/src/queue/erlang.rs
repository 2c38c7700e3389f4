//! The desk against an ideal queue: Poisson customers, exponential conversations, agents who take one
//! at a time and accept at once.

use super::draws::Draws;
use super::office::{Answering, Customer, Office, profile};
use serde::Serialize;
use warmline_handoff::Settings;
use warmline_model::{Department, Language, Millis, Status, Tier, Timestamp};

/// How many agents.
const AGENTS: usize = 10;
/// The mean of a conversation, in milliseconds.
const MEAN: f64 = 300_000.0;

/// What came of it.
#[derive(Clone, Debug, Serialize)]
pub struct Compared {
    /// The load of the agents.
    pub load: f64,
    /// Customers.
    pub customers: usize,
    /// Their mean wait at the desk, s.
    pub desk: f64,
    /// The mean wait of the same customers, with the same conversations, in an ideal queue, s.
    pub ideal: f64,
    /// The mean wait that Erlang's formula gives for ever, s.
    pub erlang: f64,
    /// How far `desk` is off `ideal`, % of `erlang`: what the desk costs, whatever chance did.
    pub off: f64,
    /// How far `desk` is off `erlang`, %: with what chance did to these customers.
    pub off_erlang: f64,
}

/// Compares the desk with the formula at one load.
pub fn compare(load: f64, customers: usize, seed: u64) -> Compared {
    let answering = Answering { accepts: None, declines: 0.0, ignores: 0.0 };
    let mut office = Office::new(Settings::default(), answering, seed, false);
    for n in 0..AGENTS {
        let name = format!("a{n}");
        office.hire(Timestamp(1), &name, profile(Department::SUPPORT, 1, &[]), 1.0);
        office.will_set(Timestamp(2), &name, Status::Available);
    }
    let mut draws = Draws::new(seed);
    let mut at = 1_000.0;
    let mut free = [0.0_f64; AGENTS];
    let mut ideal = 0.0;
    for _ in 0..customers {
        at += draws.exponential(MEAN / (load * AGENTS as f64));
        let handling = Millis(draws.exponential(MEAN) as i64 + 1);
        let first = free.iter_mut().min_by(|a, b| a.total_cmp(b));
        if let Some(first) = first {
            let begin = first.max(at.floor());
            ideal += begin - at.floor();
            *first = begin + handling.0 as f64;
        }
        office.will_come(
            Timestamp(at as i64),
            Customer {
                department: Department::SUPPORT,
                tier: Tier::Standard,
                language: Language::En,
                handling,
                patience: None,
            },
        );
    }
    office.run_until(Timestamp(i64::MAX / 4));
    let waits = office.told.iter().filter_map(|told| Some((told.served? - told.at).0 as f64));
    let desk = waits.sum::<f64>() / customers as f64 / 1_000.0;
    let ideal = ideal / customers as f64 / 1_000.0;
    let erlang = erlang_c(load, AGENTS as f64) * MEAN / 1_000.0 / (AGENTS as f64 * (1.0 - load));
    let off = |of: f64| 100.0 * (desk - of).abs() / erlang;
    Compared { load, customers, desk, ideal, erlang, off: off(ideal), off_erlang: off(erlang) }
}

/// The share of customers who have to wait.
fn erlang_c(load: f64, agents: f64) -> f64 {
    let offered = load * agents;
    let mut blocked = 1.0;
    let mut n = 1.0;
    while n <= agents {
        blocked = offered * blocked / (n + offered * blocked);
        n += 1.0;
    }
    blocked / (1.0 - load * (1.0 - blocked))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_gives_what_the_tables_give() {
        // Ten agents at 80 %: 40.9 % wait.
        assert!((erlang_c(0.8, 10.0) - 0.409).abs() < 0.001, "{}", erlang_c(0.8, 10.0));
    }

    #[test]
    fn the_desk_waits_no_longer_than_an_ideal_queue() {
        let compared = compare(0.8, 2_000, 3);
        assert!((compared.desk / compared.ideal - 1.0).abs() < 0.02, "{compared:?}");
    }
}
