//! Simulated days at a desk, described so that somebody else can judge them.
//!
//! Each kind of day is lived through eight times in a row by one desk, which learns as it goes: two
//! days to warm up, which are not counted, and six that are. Customers come from 8:00 to 17:30, as a
//! Poisson process of the rate that the kind gives; agents stay until 19:00. Each day's demand and each
//! day's handling times are up to 10 % above or below the kind's, uniformly, so that no two days are
//! alike. Everything random follows from the seed given and the number of the kind.
//!
//! All kinds have in common:
//! - 55 % of customers are for Support, 25 % for Billing, 20 % for Technical (the starved kind: below);
//!   3 % are Critical, 15 % High, 67 % Standard, 15 % Low.
//! - A conversation takes a log-normal time: median 6.5 minutes for Support and Billing, 8.5 for
//!   Technical, standard deviation of the logarithm 0.6 (means 7.8 and 10.2 minutes).
//! - An agent accepts an offer after a log-normal time, median 7 s, deviation 0.5; declines 2 % of the
//!   offers, and lets 3 % run out.
//! - A customer gives up after a log-normal time, median 20 minutes, deviation 0.7.
//! - Fourteen agents with two places each: seven of Support, four of Billing, three of Technical. They
//!   are `Available` from 8:00 on but where the kind says otherwise, and go on with what they have when
//!   they are not.

use super::draws::Draws;
use super::office::{Answering, Customer, Office, Told, profile};
use warmline_handoff::{DepartmentSetting, Settings};
use warmline_model::{Department, Language, Millis, Status, Tier, Timestamp};

/// The kinds of days.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// 172 customers an hour, all day.
    Steady,
    /// 120 an hour, and bursts of three times as many for 12 minutes, on average 75 minutes apart.
    Bursty,
    /// 150 an hour, 175 from 12:00 to 13:30; half of the agents are on break from 12:00 to 12:45, the
    /// others from 12:45 to 13:30.
    Lunch,
    /// 135 an hour, of which 25 % are for Technical, whose three agents have more to do than they can;
    /// others help out after 8 minutes. One in twelve speaks Spanish, and one Support agent does.
    Starved,
    /// 150 an hour; five agents go home at 12:00, six new ones come at 13:00, whose conversations take
    /// 1.4 times as long; four of the old ones go at 15:30.
    Staff,
}

impl Kind {
    /// All five.
    pub const ALL: [Self; 5] =
        [Self::Steady, Self::Bursty, Self::Lunch, Self::Starved, Self::Staff];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Steady => "steady",
            Self::Bursty => "bursty",
            Self::Lunch => "lunch-break",
            Self::Starved => "skill-starved",
            Self::Staff => "staff-change",
        }
    }

    /// Customers an hour, at an hour of the day; `burst`: whether there is one.
    fn rate(self, hour: f64, burst: bool) -> f64 {
        match self {
            Self::Steady => 172.0,
            Self::Bursty if burst => 360.0,
            Self::Bursty => 120.0,
            Self::Lunch if (12.0..13.5).contains(&hour) => 175.0,
            Self::Lunch | Self::Staff => 150.0,
            Self::Starved => 135.0,
        }
    }
}

/// Days that are not counted, and days that are.
pub const WARM_UP: usize = 2;
/// See [`WARM_UP`].
pub const COUNTED: usize = 6;

const DAY: i64 = 24 * 3_600_000;
const HOUR: i64 = 3_600_000;
/// The first day begins at this moment: a midnight.
const FIRST: i64 = 1_767_571_200_000;
/// The highest rate of any kind, an hour; what is drawn above the present rate is thrown away.
const HIGHEST: f64 = 400.0;

const ANSWERING: Answering =
    Answering { accepts: Some((Millis::seconds(7), 0.5)), declines: 0.02, ignores: 0.03 };

/// Lives through days of a kind, and tells what customers were told on those that count.
pub fn live(kind: Kind, seed: u64) -> Vec<Told> {
    days(&mut new_office(kind, seed, false), kind, seed, &|_| true).told
}

/// What one desk lived through.
pub struct Lived {
    /// What its customers were told, on the days that count.
    pub told: Vec<Told>,
    /// Events, on all days.
    pub events: u64,
    /// The most who waited at once.
    pub longest_line: usize,
    /// The first law that was broken, if one was.
    pub broken: Option<String>,
}

/// The same days at one desk, or with desks of their own for Billing and Technical; the laws of
/// [`super::laws`] are checked after each event.
pub fn offices(kind: Kind, seed: u64, split: bool) -> Vec<Lived> {
    let own = [Department::BILLING, Department::TECHNICAL];
    let parts: Vec<Box<dyn Fn(Department) -> bool>> = if split {
        vec![
            Box::new(move |d| !own.contains(&d)),
            Box::new(|d| d == Department::BILLING),
            Box::new(|d| d == Department::TECHNICAL),
        ]
    } else {
        vec![Box::new(|_| true)]
    };
    let lived = parts.iter().map(|part| {
        let mut office = new_office(kind, seed, true);
        days(&mut office, kind, seed, part)
    });
    lived.collect()
}

fn new_office(kind: Kind, seed: u64, checked: bool) -> Office {
    let mut settings = Settings::default();
    if kind == Kind::Starved {
        let after = Some(Millis::minutes(8));
        let technical = DepartmentSetting { others_after: after, ..DepartmentSetting::default() };
        settings.departments.insert(Department::TECHNICAL, technical);
    }
    let seed = seed.wrapping_mul(1_000).wrapping_add(kind as u64);
    Office::new(settings, ANSWERING, seed, checked)
}

/// The days of those whose department is at this desk.
fn days(office: &mut Office, kind: Kind, seed: u64, here: &dyn Fn(Department) -> bool) -> Lived {
    let seed = seed.wrapping_mul(1_000).wrapping_add(kind as u64);
    let mut draws = Draws::new(seed ^ 0x5eed);
    staff(office, kind, here);
    for day in 0..WARM_UP + COUNTED {
        let midnight = FIRST + DAY * day as i64;
        shifts(office, kind, midnight);
        demand(office, &mut draws, kind, midnight, here);
    }
    let counted_from = Timestamp(FIRST + DAY * WARM_UP as i64);
    office.run_until(Timestamp(FIRST + DAY * (WARM_UP + COUNTED) as i64));
    let told = office.told.iter().filter(|told| told.at >= counted_from).cloned().collect();
    let (events, longest_line) = (office.events, office.longest_line);
    Lived { told, events, longest_line, broken: office.broken.clone() }
}

const OLD: [&str; 14] =
    ["s1", "b1", "t1", "s2", "b2", "s3", "t2", "s4", "b3", "s5", "s6", "b4", "s7", "t3"];
const NEW: [&str; 6] = ["new-s1", "new-b1", "new-s2", "new-t1", "new-s3", "new-b2"];

fn staff(office: &mut Office, kind: Kind, here: &dyn Fn(Department) -> bool) {
    let new: &[&str] = if kind == Kind::Staff { &NEW } else { &[] };
    for name in OLD.iter().chain(new) {
        let department = match name.trim_start_matches("new-").as_bytes()[0] {
            b'b' => Department::BILLING,
            b't' => Department::TECHNICAL,
            _ => Department::SUPPORT,
        };
        if !here(department) {
            continue;
        }
        let mut profile = profile(department, 2, &[]);
        if *name == "s3" {
            profile.languages.push(Language::Es);
        }
        let pace = if name.starts_with("new") { 1.4 } else { 1.0 };
        office.hire(Timestamp(FIRST), name, profile, pace);
    }
}

fn shifts(office: &mut Office, kind: Kind, midnight: i64) {
    let at = |hour: f64| Timestamp(midnight + (hour * HOUR as f64) as i64);
    for (n, name) in OLD.iter().enumerate() {
        office.will_set(at(8.0), name, Status::Available);
        match kind {
            Kind::Lunch => {
                let begin = if n % 2 == 0 { 12.0 } else { 12.75 };
                office.will_set(at(begin), name, Status::Break);
                office.will_set(at(begin + 0.75), name, Status::Available);
            }
            Kind::Staff if n < 5 => office.will_set(at(12.0), name, Status::Offline),
            Kind::Staff if n < 9 => office.will_set(at(15.5), name, Status::Offline),
            Kind::Steady | Kind::Bursty | Kind::Starved | Kind::Staff => {}
        }
        office.will_set(at(19.0), name, Status::Offline);
    }
    if kind == Kind::Staff {
        for name in NEW {
            office.will_set(at(13.0), name, Status::Available);
            office.will_set(at(19.0), name, Status::Offline);
        }
    }
}

fn demand(
    office: &mut Office,
    draws: &mut Draws,
    kind: Kind,
    midnight: i64,
    here: &dyn Fn(Department) -> bool,
) {
    let busier = 0.9 + 0.2 * draws.part();
    let slower = 0.9 + 0.2 * draws.part();
    let mut bursts = Vec::new();
    let mut at = 8.0;
    while kind == Kind::Bursty && at < 17.5 {
        at += draws.exponential(1.25);
        bursts.push((at, at + 0.2));
        at += 0.2;
    }
    let mut at = 8.0;
    loop {
        at += draws.exponential(1.0 / HIGHEST / busier);
        if at >= 17.5 {
            return;
        }
        let burst = bursts.iter().any(|(from, to)| (*from..*to).contains(&at));
        if draws.often(kind.rate(at, burst) / HIGHEST) {
            let customer = customer(draws, kind, slower);
            if here(customer.department) {
                office.will_come(Timestamp(midnight + (at * HOUR as f64) as i64), customer);
            }
        }
    }
}

fn customer(draws: &mut Draws, kind: Kind, slower: f64) -> Customer {
    let technical = if kind == Kind::Starved { 0.25 } else { 0.2 };
    let department = draws.weighted(&[
        (Department::SUPPORT, 0.75 - technical),
        (Department::BILLING, 0.25),
        (Department::TECHNICAL, technical),
    ]);
    let tier = draws.weighted(&[
        (Tier::Critical, 0.03),
        (Tier::High, 0.15),
        (Tier::Standard, 0.67),
        (Tier::Low, 0.15),
    ]);
    let spanish = kind == Kind::Starved && draws.often(1.0 / 12.0);
    let median = if department == Department::TECHNICAL { 510_000.0 } else { 390_000.0 };
    Customer {
        department,
        tier,
        language: if spanish { Language::Es } else { Language::En },
        handling: draws.log_normal(Millis((median * slower) as i64), 0.6),
        patience: Some(draws.log_normal(Millis::minutes(20), 0.7)),
    }
}
