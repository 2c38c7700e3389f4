//! One desk, or one for each department: the same customers and the same agents, side by side.
//!
//! A site with own desks has nobody of another department to help out after a minute: each desk serves
//! its own line with its own agents. What the split buys is that each desk holds a part of the line.

use super::days::{self, Kind};
use super::office::Told;
use super::score::{self, Score};
use serde::Serialize;

/// The same days at one desk, and at one for each department.
#[derive(Clone, Debug, Serialize)]
pub struct Sides {
    /// All at the common desk.
    pub one: Side,
    /// Billing and Technical at desks of their own.
    pub several: Side,
}

/// One way to set a site up.
#[derive(Clone, Debug, Serialize)]
pub struct Side {
    /// Desks.
    pub desks: usize,
    /// Events of the busiest desk.
    pub events: u64,
    /// The most who waited at one desk at once.
    pub longest_line: usize,
    /// Customers who came, and those who were served.
    pub customers: usize,
    /// See `customers`.
    pub served: usize,
    /// Laws broken on these days, with the first.
    pub laws_broken: usize,
    /// The first.
    pub first_broken: Option<String>,
    /// The waits.
    pub score: Score,
}

/// Lives through steady days both ways.
pub fn compare(seed: u64) -> Sides {
    let (one, several) =
        (days::offices(Kind::Steady, seed, false), days::offices(Kind::Steady, seed, true));
    Sides { one: side(&one), several: side(&several) }
}

fn side(desks: &[days::Lived]) -> Side {
    let told: Vec<Told> = desks.iter().flat_map(|lived| lived.told.clone()).collect();
    Side {
        desks: desks.len(),
        events: desks.iter().map(|lived| lived.events).max().unwrap_or_default(),
        longest_line: desks.iter().map(|lived| lived.longest_line).max().unwrap_or_default(),
        customers: told.len(),
        served: told.iter().filter(|told| told.served.is_some()).count(),
        laws_broken: desks.iter().filter(|lived| lived.broken.is_some()).count(),
        first_broken: desks.iter().find_map(|lived| lived.broken.clone()),
        score: score::score(&told),
    }
}
