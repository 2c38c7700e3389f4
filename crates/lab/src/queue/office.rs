//! A desk with people at it: what it does is carried out, at once or after the time that people take.

use super::draws::Draws;
use super::laws::books::{Books, View};
use std::collections::BTreeMap;
use warmline_handoff::conversation::Standing;
use warmline_handoff::desk::{Effect, Event, Profile, Waiter};
use warmline_handoff::{Desk, DeskName, Settings};
use warmline_model::{
    AgentId, ConversationId, Department, Episode, Language, Millis, Role, Skill, Status, Tier,
    Timestamp,
};

/// How agents answer offers.
#[derive(Clone, Copy, Debug)]
pub struct Answering {
    /// The median of the time to accept, and the standard deviation of its logarithm; none: at once.
    pub accepts: Option<(Millis, f64)>,
    /// How often an offer is declined, and how often nobody answers it.
    pub declines: f64,
    /// How often nobody answers it.
    pub ignores: f64,
}

/// One customer.
#[derive(Clone, Debug)]
pub struct Customer {
    /// For which team.
    pub department: Department,
    /// How urgent.
    pub tier: Tier,
    /// Their language.
    pub language: Language,
    /// How long the conversation with an agent will take.
    pub handling: Millis,
    /// After how long a wait they give up; absent: never.
    pub patience: Option<Millis>,
}

/// What was told to a customer when they came, and what came true.
#[derive(Clone, Debug)]
pub struct Told {
    /// When they came.
    pub at: Timestamp,
    /// What they were told first.
    pub standing: Standing,
    /// The middle of the range.
    pub middle: Option<Millis>,
    /// Position x mean handling time / agents at work, at that moment; absent while nothing was measured.
    pub naive: Option<Millis>,
    /// The same, divided by the places of these agents and not by their number.
    pub per_place: Option<Millis>,
    /// When an agent accepted.
    pub served: Option<Timestamp>,
    /// When they gave up.
    pub gave_up: Option<Timestamp>,
}

#[derive(Clone, Debug)]
enum What {
    Comes(usize),
    Answers(AgentId, ConversationId, Answer),
    GivesUp(usize),
    Over(usize),
    Sets(AgentId, Status),
}

#[derive(Clone, Copy, Debug)]
enum Answer {
    Yes,
    No,
}

/// A desk, the people at it, and what will happen.
pub struct Office {
    /// The machine.
    pub desk: Desk,
    /// What was told to whom.
    pub told: Vec<Told>,
    now: Timestamp,
    answering: Answering,
    draws: Draws,
    customers: Vec<Customer>,
    /// By time, then in the order in which it was known.
    coming: BTreeMap<(Timestamp, u64), What>,
    order: u64,
    offered: BTreeMap<ConversationId, Timestamp>,
    handled: (f64, f64),
    pace: BTreeMap<AgentId, f64>,
    books: Option<Books>,
    /// The first law that was broken, if laws are checked.
    pub broken: Option<String>,
    /// The most who waited at once.
    pub longest_line: usize,
    /// Events given to the desk so far.
    pub events: u64,
}

impl Office {
    /// An office of these settings, with nobody in it.
    /// `checked`: the laws are checked after each event.
    pub fn new(settings: Settings, answering: Answering, seed: u64, checked: bool) -> Self {
        Self {
            books: checked.then(|| Books::new(settings.clone(), None)),
            broken: None,
            longest_line: 0,
            desk: Desk::new(settings),
            told: Vec::new(),
            now: Timestamp(0),
            answering,
            draws: Draws::new(seed),
            customers: Vec::new(),
            coming: BTreeMap::new(),
            order: 0,
            offered: BTreeMap::new(),
            handled: (0.0, 0.0),
            pace: BTreeMap::new(),
            events: 0,
        }
    }

    /// Somebody is hired, whose conversations take so many times as long as the customers say; they
    /// are offline until they say otherwise.
    pub fn hire(&mut self, at: Timestamp, name: &str, profile: Profile, pace: f64) {
        self.pace.insert(agent(name), pace);
        self.event(at, Event::AgentCame(agent(name), profile));
    }

    /// An agent will say how they are.
    pub fn will_set(&mut self, at: Timestamp, name: &str, status: Status) {
        self.push(at, What::Sets(agent(name), status));
    }

    /// A customer will come.
    pub fn will_come(&mut self, at: Timestamp, customer: Customer) {
        self.customers.push(customer);
        self.push(at, What::Comes(self.customers.len() - 1));
    }

    /// Everything that happens until this moment.
    pub fn run_until(&mut self, end: Timestamp) {
        loop {
            let woken = self.desk.next_deadline().filter(|at| *at <= end);
            let next = self.coming.keys().next().map(|(at, _)| *at).filter(|at| *at <= end);
            match (woken, next) {
                (None, None) => return,
                (Some(at), None) => self.event(at.max(self.now), Event::Woken),
                (Some(at), Some(other)) if at < other => {
                    self.event(at.max(self.now), Event::Woken);
                }
                (_, Some(_)) => {
                    if let Some(((at, _), what)) = self.coming.pop_first() {
                        self.happens(at, what);
                    }
                }
            }
        }
    }

    /// Whether nobody waits and nothing is to come.
    pub fn is_quiet(&self) -> bool {
        self.coming.is_empty() && self.desk.waiting() == 0
    }

    fn push(&mut self, at: Timestamp, what: What) {
        self.order += 1;
        self.coming.insert((at, self.order), what);
    }

    fn happens(&mut self, at: Timestamp, what: What) {
        match what {
            What::Comes(n) => {
                let customer = self.customers[n].clone();
                let (naive, per_place) = self.naive();
                let standing = Standing::default();
                let (middle, served, gave_up) = (None, None, None);
                let told = Told { at, standing, middle, naive, per_place, served, gave_up };
                self.told.push(told);
                if let Some(patience) = customer.patience {
                    self.push(at + patience, What::GivesUp(n));
                }
                let waiter = Waiter {
                    conversation: conversation(n),
                    episode: Episode(1),
                    round: 0,
                    tier: customer.tier,
                    department: customer.department,
                    language: customer.language,
                    policy: None,
                    summary: String::new(),
                    customer: None,
                    since: at,
                    answered: false,
                    sla: Vec::new(),
                    from: None,
                };
                self.event(at, Event::Joined(waiter));
            }
            What::Answers(agent, id, answer) => {
                let stands = self.desk.places().get(&id).and_then(|place| place.offer.as_ref());
                if stands.is_some_and(|offer| offer.agent == agent) {
                    let event = match answer {
                        Answer::Yes => Event::Accepted(agent, id, Episode(1)),
                        Answer::No => Event::Declined(agent, id, Episode(1), None),
                    };
                    self.event(at, event);
                }
            }
            What::GivesUp(n) => {
                if self.told[n].served.is_none() {
                    self.told[n].gave_up = Some(at);
                    self.over(at, n);
                }
            }
            What::Over(n) => {
                let handling = self.customers[n].handling.0 as f64;
                self.handled = (self.handled.0 + handling, self.handled.1 + 1.0);
                self.over(at, n);
            }
            What::Sets(agent, status) => self.event(at, Event::AgentSet(agent, status)),
        }
    }

    fn over(&mut self, at: Timestamp, n: usize) {
        let conversation = conversation(n);
        self.event(at, Event::Over { conversation, episode: Episode(1), moved: false });
    }

    /// Mean handling time over the agents at work, and over their places.
    fn naive(&self) -> (Option<Millis>, Option<Millis>) {
        let at_work = self.desk.agents().values();
        let at_work = at_work.filter(|a| a.connected && a.status == Status::Available);
        let (agents, places) =
            at_work.fold((0.0, 0.0), |(n, p), a| (n + 1.0, p + f64::from(a.profile.capacity)));
        let of = |n: f64| {
            let known = n > 0.0 && self.handled.1 >= 5.0;
            known.then(|| Millis((self.handled.0 / self.handled.1 / n) as i64))
        };
        (of(agents), of(places))
    }

    fn event(&mut self, at: Timestamp, event: Event) {
        self.now = at;
        self.events += 1;
        let effects = self.desk.handle(at, event.clone());
        self.longest_line = self.longest_line.max(self.desk.waiting());
        if let (Some(books), None) = (&mut self.books, &self.broken) {
            let view = View::of(&self.desk);
            let found = books.check(DeskName::default(), at, &event, &effects, &view);
            self.broken = found.err().map(|(law, what)| format!("{law:?}: {what}"));
        }
        for effect in effects {
            self.carry_out(at, effect);
        }
        self.look_at_offers(at);
    }

    fn carry_out(&mut self, at: Timestamp, effect: Effect) {
        match effect {
            Effect::Place(id, _, _, standing) => {
                let n = number(&id);
                let told = &mut self.told[n];
                if told.standing.position.is_none() {
                    told.standing = standing;
                    let place = self.desk.places().get(&id);
                    told.middle = place.and_then(|place| Some(place.foretold()?.1));
                    let position = i64::from(standing.position.unwrap_or(1));
                    let times = |each: Option<Millis>| each.map(|each| Millis(each.0 * position));
                    (told.naive, told.per_place) = (times(told.naive), times(told.per_place));
                }
            }
            Effect::Assign(assigned) => {
                let n = number(&assigned.conversation);
                self.told[n].served = Some(at);
                let pace = self.pace.get(&assigned.agent).copied().unwrap_or(1.0);
                let handling = &mut self.customers[n].handling;
                *handling = Millis((handling.0 as f64 * pace) as i64);
                let over = at + *handling;
                self.push(over, What::Over(n));
                self.event(at, Event::Answered(conversation(n), Episode(1), at));
            }
            _ => {}
        }
    }

    /// Whoever is newly offered something will answer it, or not.
    fn look_at_offers(&mut self, now: Timestamp) {
        let mut new = Vec::new();
        for (id, place) in self.desk.places() {
            let Some(offer) = &place.offer else { continue };
            if self.offered.get(id) != Some(&offer.at) {
                new.push((id.clone(), offer.agent.clone(), offer.at));
            }
        }
        for (id, agent, at) in new {
            self.offered.insert(id.clone(), at);
            let Answering { accepts, declines, ignores } = self.answering;
            let span = match accepts {
                None => Millis(0),
                Some((median, deviation)) => self.draws.log_normal(median, deviation),
            };
            let part = if accepts.is_some() { self.draws.part() } else { 1.0 };
            if part >= declines + ignores {
                self.push(now + span, What::Answers(agent, id, Answer::Yes));
            } else if part < declines {
                self.push(now + span, What::Answers(agent, id, Answer::No));
            }
        }
    }
}

/// An agent's profile.
pub fn profile(department: Department, capacity: u32, more: &[Skill]) -> Profile {
    Profile {
        name: "Agent".to_owned(),
        department,
        capacity,
        skills: more.to_vec(),
        languages: Vec::new(),
        role: Role::Agent,
    }
}

/// An agent's id.
///
/// # Panics
/// When the name is no id.
pub fn agent(name: &str) -> AgentId {
    AgentId::new(name).expect("an id")
}

/// The id of the conversation of this number.
///
/// # Panics
/// Never: a number is an id.
pub fn conversation(n: usize) -> ConversationId {
    ConversationId::new(format!("c{n:07}")).expect("an id")
}

/// The number of a conversation.
fn number(id: &ConversationId) -> usize {
    id.as_str().trim_start_matches('c').parse().unwrap_or_default()
}
