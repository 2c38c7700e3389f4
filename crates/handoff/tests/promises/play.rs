//! One conversation after hours, with a customer, agents and desks who do anything at any time.

use std::collections::BTreeSet;
use warmline_handoff::Settings;
use warmline_handoff::conversation::{
    Conversation, DeskNote, Effect, Event, OnCallNews, Pick, Stage, Standing,
};
use warmline_handoff::desk::{self, Assigned, Desk, Promised};
use warmline_handoff::hours::Zone;
use warmline_handoff::self_service::ActionAnswer;
use warmline_model::{
    AgentId, Alternative, Body, ClientId, CloseReason, ConversationId, Department, Happened,
    Millis, Needs, Notice, PromiseState, Routing, Rule, Slot, Timestamp,
};

const SETTINGS: &str = r#"{"hours": {"zone": "Europe/Berlin", "week": {
    "monday": ["09:00-12:30", "13:30-18:00"], "tuesday": ["09:00-18:00"], "wednesday": ["09:00-18:00"],
    "thursday": ["09:00-18:00"], "friday": ["09:00-15:00"]}},
    "on_call": {"contacts": [{"id": "ana", "name": "Ana", "destination": "pager"}],
        "rotas": [{"id": "b", "departments": ["security"], "zone": "UTC", "contacts": ["ana"],
                   "at": "09:00", "from": "1970-01-01"}]},
    "self_service": [{"id": "order", "name": "Where is my order?", "phrases": ["where is my order"],
        "needs": ["order_number"], "for_whom": "anybody", "url": "https://shop.example/order"},
        {"id": "password", "name": "Reset my password", "needs": ["email"], "changes": true,
        "for_whom": "address_on_record", "url": "https://shop.example/password"}]}"#;
/// What the shop's system says to a customer who does something by themselves.
const SERVED: [&[u8]; 3] = [
    br#"{"text":"It arrives tomorrow at 10:00."}"#,
    br#"{"failed":"There is no such order."}"#,
    b"{",
];
const SAYINGS: [&str; 19] = [
    "where is my order 4712",
    "4711",
    "yes",
    "1",
    "2",
    "3",
    "open a ticket",
    "call me tomorrow at 10",
    "it's urgent",
    "mia@shop.example",
    "mia@shop",
    "Mia Lund",
    "no",
    "555 012 3456",
    "My tent leaks",
    "Somebody hacked my account and changed my password",
    "at 10:30",
    "thanks",
    "I want to talk to a person",
];
const ZONES: [Option<&str>; 4] =
    [None, Some("Asia/Kathmandu"), Some("America/New_York"), Some("nowhere")];
/// Saturday, 21 November 2026, noon UTC.
const START: i64 = 1_795_262_400_000;
const HOUR: i64 = 3_600_000;

/// What happened in all conversations together.
#[derive(Clone, Debug, Default)]
#[allow(missing_docs)]
pub struct Counts {
    pub events: u64,
    pub tickets: u64,
    pub by_default: u64,
    pub calls: u64,
    pub on_call: u64,
    pub slots_taken: u64,
    pub cancelled: u64,
    pub kept: u64,
    pub broken: u64,
    pub replaced: u64,
    pub welcomed: u64,
    pub late_calls: u64,
    pub served: u64,
    pub times_said: u64,
    pub said_without_record: u64,
    pub without_outcome: u64,
    pub times_of_nothing: u64,
}

impl Counts {
    /// Adds those of another conversation.
    pub fn add(&mut self, other: &Self) {
        self.events += other.events;
        self.tickets += other.tickets;
        self.by_default += other.by_default;
        self.calls += other.calls;
        self.on_call += other.on_call;
        self.slots_taken += other.slots_taken;
        self.cancelled += other.cancelled;
        self.kept += other.kept;
        self.broken += other.broken;
        self.replaced += other.replaced;
        self.welcomed += other.welcomed;
        self.late_calls += other.late_calls;
        self.served += other.served;
        self.times_said += other.times_said;
        self.said_without_record += other.said_without_record;
        self.without_outcome += other.without_outcome;
        self.times_of_nothing += other.times_of_nothing;
    }
}

/// One conversation, and its desk.
pub struct Play {
    seed: u64,
    random: u64,
    now: Timestamp,
    machine: Conversation,
    desk: Desk,
    id: ConversationId,
    /// What the desk says, and when it arrives.
    post: Vec<(Timestamp, Event)>,
    actions: u32,
    rounds: u32,
    /// Each moment that a record, an option, a free time or the opening ever had.
    moments: BTreeSet<i64>,
    /// What happened.
    pub counts: Counts,
}

impl Play {
    /// A conversation that begins on a weekend or a night.
    pub fn new(seed: u64) -> Self {
        let settings: Settings = serde_json::from_str(SETTINGS).expect("settings");
        let id = ConversationId::new(format!("c{seed}")).expect("an id");
        let machine = Conversation::new(settings.clone()).of(&id);
        let mut play = Self {
            seed,
            random: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
            now: Timestamp(START),
            machine,
            desk: Desk::new(settings),
            id,
            post: Vec::new(),
            actions: 0,
            rounds: 0,
            moments: BTreeSet::new(),
            counts: Counts::default(),
        };
        play.now = Timestamp(START + HOUR * i64::from(play.below(100)));
        play
    }

    fn below(&mut self, n: u32) -> u32 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 7;
        self.random ^= self.random << 17;
        ((self.random >> 33) % u64::from(n.max(1))) as u32
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    fn client(&mut self) -> ClientId {
        self.actions += 1;
        ClientId::new(format!("a{}", self.actions)).expect("an id")
    }

    /// Plays it to the end of time.
    pub fn run(&mut self) {
        let zone = ZONES[self.below(4) as usize].map(str::to_owned);
        self.happens(Event::VisitorInZone(zone));
        let opener = self.below(3);
        let client = self.client();
        self.happens(match opener {
            0 => Event::VisitorSaid(client, "Somebody hacked my account".into()),
            _ => Event::VisitorAskedForHuman(client),
        });
        let offline = Standing { team_online: false, ..Standing::default() };
        self.placed(offline);
        for _ in 0..self.below(30) + 5 {
            self.somebody_acts();
            let span = match self.below(10) {
                0..6 => i64::from(self.below(90)) * 1_000,
                6..9 => i64::from(self.below(120)) * 60_000,
                _ => i64::from(self.below(40)) * HOUR,
            };
            if span > HOUR && self.chance(85) {
                self.happens(Event::VisitorLeft);
            }
            self.goes_to(self.now + Millis(span));
            if self.chance(2) {
                // The clock is set back, or far ahead.
                let jump = i64::from(self.below(30)) * HOUR;
                self.now =
                    if self.chance(50) { self.now - Millis(jump) } else { self.now + Millis(jump) };
                self.happens(Event::Woken);
            }
        }
        self.happens(Event::VisitorLeft);
        let client = self.client();
        self.happens(Event::VisitorCancelledWait(client));
        self.goes_to(self.now + Millis(HOUR * 24 * 60));
        self.ends();
    }

    /// Time passes; what is due on the way happens, a little late at times.
    fn goes_to(&mut self, until: Timestamp) {
        for turns in 0.. {
            assert!(turns < 20_000, "seed {}: it never rests", self.seed);
            let alarm = self.machine.next_deadline();
            let post = self.post.iter().map(|(at, _)| *at).min();
            let Some(next) = alarm.into_iter().chain(post).min().filter(|at| *at <= until) else {
                break;
            };
            self.now = self.now.max(next);
            match self.post.iter().position(|(at, _)| *at <= self.now) {
                Some(first) => {
                    let (_, event) = self.post.swap_remove(first);
                    self.happens(event);
                }
                None => {
                    let late = if self.chance(10) { self.below(40_000) } else { 0 };
                    self.now = self.now + Millis(i64::from(late));
                    self.happens(Event::Woken);
                }
            }
        }
        self.now = self.now.max(until);
    }

    fn placed(&mut self, standing: Standing) {
        let (episode, round, as_of) = (self.machine.episode(), self.rounds, self.now);
        self.happens(Event::DeskPlaced { episode, round, standing, as_of });
    }

    fn somebody_acts(&mut self) {
        let client = self.client();
        let free: Vec<Slot> =
            self.machine.arranging().and_then(|a| a.slots()).unwrap_or_default().to_vec();
        let owed: Vec<(u32, Timestamp)> = self
            .machine
            .promises()
            .filter(|promise| promise.is_owed())
            .map(|promise| (promise.number, promise.due))
            .collect();
        // Whoever is asked whether they want something says so, mostly.
        let acts = match self.machine.open_offer() {
            Some(_) if self.chance(40) => 21,
            None if !free.is_empty() && self.chance(50) => 9,
            _ => self.below(22),
        };
        let event = match acts {
            0..6 => Event::VisitorSaid(client, SAYINGS[self.below(19) as usize].into()),
            6..9 => {
                let kinds = [
                    Alternative::Email,
                    Alternative::Callback,
                    Alternative::OnCall,
                    Alternative::SelfService,
                ];
                Event::VisitorChose(client, kinds[self.below(4) as usize])
            }
            9..11 if !free.is_empty() => {
                let slot = free[self.below(free.len() as u32) as usize];
                Event::VisitorBooked(client, slot)
            }
            11 if !owed.is_empty() => {
                self.counts.cancelled += 1;
                Event::VisitorCancelledPromise(client, owed[0].0)
            }
            12 => Event::VisitorLeft,
            13 | 14 => Event::VisitorCame(None),
            15 => Event::VisitorAskedForHuman(client),
            16 if self.chance(30) => Event::VisitorCancelledWait(client),
            17 => {
                let team_online = self.chance(20);
                return self.placed(Standing { team_online, ..Standing::default() });
            }
            18 | 19 => return self.agent_does(client),
            20 if !owed.is_empty() => return self.agent_keeps(owed[0].0),
            20 | 21 if self.machine.open_offer().is_some() => {
                let offer = self.machine.open_offer().expect("an offer");
                let article = ["order", "password"][self.below(2) as usize];
                let pick = match self.below(5) {
                    0 => Pick::Stay,
                    1 => Pick::Connect,
                    _ => Pick::Article(article.into()),
                };
                Event::VisitorAnsweredOffer(client, offer, pick)
            }
            _ => {
                let news = OnCallNews::Unanswered;
                Event::DeskOnCall(self.machine.episode(), news)
            }
        };
        self.happens(event);
        if matches!(self.machine.stage(), Stage::Waiting(w) if !w.placed()) {
            self.placed(Standing { team_online: false, ..Standing::default() });
        }
    }

    fn agent_does(&mut self, client: ClientId) {
        let ana = AgentId::new("ana").expect("an id");
        let event = match self.machine.stage() {
            Stage::Waiting(_) => {
                self.rounds += 1;
                return self.happens(Event::DeskAssigned(Box::new(self.assigned())));
            }
            Stage::Human(_) => match self.below(4) {
                0 => Event::AgentClosed(ana, client, "Bye".into(), CloseReason::FollowUp),
                1 => Event::AgentHandedBack(ana, client),
                _ => Event::AgentSaid(ana, client, "Here is what I found".into()),
            },
            Stage::Bot(_) | Stage::Closed { .. } => return,
        };
        self.happens(event);
    }

    fn assigned(&self) -> Assigned {
        Assigned {
            desk: Default::default(),
            conversation: self.id.clone(),
            episode: self.machine.episode(),
            round: self.rounds,
            agent: AgentId::new("ana").expect("an id"),
            name: "Ana".into(),
            department: Department::SUPPORT,
            routing: Routing {
                at: self.now,
                needs: Needs::default(),
                waived: Vec::new(),
                rule: Rule::OnlyOne,
                candidates: Vec::new(),
                excluded: Vec::new(),
                excluded_more: 0,
                passed_over: 0,
            },
            from: None,
        }
    }

    fn agent_keeps(&mut self, number: u32) {
        let ana = AgentId::new("ana").expect("an id");
        let known = self.desk.promises().find(|p| p.promise.number == number);
        let Some((id, episode)) = known.map(|p| (p.conversation.clone(), p.episode)) else {
            return;
        };
        let kept = desk::Event::PromiseKept(ana, id, episode, Some(number));
        for effect in self.desk.handle(self.now, kept) {
            if let desk::Effect::Kept(_, episode, number, at) = effect {
                self.arrives(Event::DeskKept(episode, Some(number), at));
            }
        }
    }

    /// A word of the desk comes at once, late, or twice. It is never lost: the outbox repeats it.
    fn arrives(&mut self, event: Event) {
        let late = match self.below(10) {
            0 => i64::from(self.below(300)) * 60_000,
            1 => i64::from(self.below(90)) * 1_000,
            _ => 50,
        };
        if late > 1_000 {
            self.counts.late_calls += 1;
        }
        self.post.push((self.now + Millis(late), event.clone()));
        if self.chance(10) {
            let again = i64::from(self.below(600)) * 1_000;
            self.post.push((self.now + Millis(again), event));
        }
    }

    fn happens(&mut self, event: Event) {
        self.counts.events += 1;
        self.remember_moments();
        let made_before = self.machine.promise().map_or(0, |promise| promise.number);
        let episode = self.machine.episode();
        let effects = self.machine.handle(self.now, event);
        if self.machine.episode() != episode {
            self.rounds = 0;
        }
        self.remember_moments();
        let made = self.machine.promise().map_or(0, |promise| promise.number) - made_before;
        let (mut said, mut passed_on) = (0, 0);
        for effect in effects {
            match effect {
                Effect::Store(entry) => {
                    let solved = |text: &str| text.contains("closed this conversation as solved");
                    self.counts.served += u64::from(entry.body.text().is_some_and(solved));
                    if let Body::Notice { notice, text } = &entry.body {
                        self.check_times(text);
                        said += u32::from(*notice == Notice::Promised);
                        self.counts.welcomed += u64::from(*notice == Notice::WelcomeBack);
                        self.counts.by_default += u64::from(text.contains("is not lost"));
                    }
                }
                Effect::PassOn(Happened::Ticket | Happened::Callback, _) => passed_on += 1,
                Effect::Tell(_, note) => self.told(note),
                _ => {}
            }
        }
        let kind = self.machine.promise().map(|promise| promise.kind);
        let to_pass_on = if kind == Some(Alternative::OnCall) { 0 } else { made };
        if said != made || passed_on != to_pass_on {
            self.counts.said_without_record += 1;
            println!("seed {}: {said} said, {made} made, {passed_on} passed on", self.seed);
        }
        if made > 0 {
            match kind {
                Some(Alternative::Callback) => self.counts.calls += u64::from(made),
                Some(Alternative::OnCall) => self.counts.on_call += u64::from(made),
                _ => self.counts.tickets += u64::from(made),
            }
        }
        // What is to be asked is asked once; at times nothing ever comes back.
        if let Some(run) = self.machine.begin_self_service(self.now) {
            assert_eq!(self.machine.begin_self_service(self.now), None, "seed {}", self.seed);
            if self.chance(80) {
                let answer = ActionAnswer::read(200, SERVED[self.below(3) as usize]);
                self.arrives(Event::SelfServed(run.run, Box::new(answer)));
            }
        }
    }

    fn told(&mut self, note: DeskNote) {
        match note {
            DeskNote::WantSlots { episode, .. } if self.chance(90) => {
                let slots = self.free();
                self.arrives(Event::DeskSlots(episode, slots));
            }
            DeskNote::Book { episode, slot, .. } => match self.below(10) {
                0..7 => self.arrives(Event::DeskBooked(episode, slot)),
                7 | 8 => {
                    self.counts.slots_taken += 1;
                    let free = self.free();
                    self.arrives(Event::DeskSlotTaken(episode, slot, free));
                }
                _ => {}
            },
            DeskNote::NeedOnCall { episode, .. } => {
                if self.chance(70) {
                    let by = self.now + Millis::minutes(15);
                    self.arrives(Event::DeskOnCall(episode, OnCallNews::Alerted { by }));
                    let news = match self.chance(50) {
                        true => OnCallNews::Acknowledged { name: "Ana".into() },
                        false => OnCallNews::Unanswered,
                    };
                    self.arrives(Event::DeskOnCall(episode, news));
                } else if self.chance(50) {
                    self.arrives(Event::DeskOnCall(episode, OnCallNews::Unanswered));
                }
            }
            DeskNote::Promised { episode, department, summary, customer, promise } => {
                let conversation = self.id.clone();
                let promised =
                    Promised { conversation, episode, department, summary, customer, promise };
                for _ in 0..1 + self.below(2) {
                    let _shown =
                        self.desk.handle(self.now, desk::Event::Promised(promised.clone()));
                }
            }
            _ => {}
        }
    }

    fn free(&mut self) -> Vec<Slot> {
        let first = self.now.0.div_euclid(HOUR / 2) * (HOUR / 2) + HOUR;
        let mut slots: Vec<Slot> = Vec::new();
        for _ in 0..self.below(6) {
            let from = Timestamp(first + HOUR / 2 * i64::from(self.below(60)));
            slots.push(Slot { from, until: from + Millis(HOUR / 2) });
        }
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    fn remember_moments(&mut self) {
        let of_promise = self.machine.promises().map(|p| p.slot.map_or(p.due, |slot| slot.from));
        let arranging = self.machine.arranging();
        let choices = arranging.into_iter().flat_map(|a| a.choices.iter().filter_map(|c| c.by));
        let slots = arranging.and_then(|a| a.slots()).unwrap_or_default().iter().map(|s| s.from);
        let hours = self.machine.settings().hours_of(self.machine.card().department);
        let opens = hours.next_open(self.now);
        let all: Vec<i64> =
            of_promise.chain(choices).chain(slots).chain(opens).map(|at| at.0).collect();
        self.moments.extend(all);
    }

    /// Each time that is said is one of a record, an option, a free call or the opening, by the right clock.
    fn check_times(&mut self, text: &str) {
        if !text.contains(" at ") {
            return;
        }
        let zone = self.machine.zone().and_then(Zone::find);
        let zone = zone.or_else(|| Zone::find("Europe/Berlin")).expect("a zone");
        let known: BTreeSet<String> = self
            .moments
            .iter()
            .map(|at| {
                let local = zone.local(Timestamp(*at), self.now);
                format!("{:02}:{:02}", local.hour, local.minute)
            })
            .collect();
        for said in text.split(" at ").skip(1) {
            let clock: String = said.chars().take(5).collect();
            if clock.len() != 5 || clock.as_bytes()[2] != b':' {
                continue;
            }
            self.counts.times_said += 1;
            if !known.contains(&clock) {
                self.counts.times_of_nothing += 1;
                println!("seed {}: {clock} is nobody's: {text}", self.seed);
            }
        }
    }

    fn ends(&mut self) {
        let mut by_record = [0; 3];
        for promise in self.machine.promises() {
            match promise.state() {
                PromiseState::Kept => by_record[0] += 1,
                PromiseState::Broken => by_record[1] += 1,
                PromiseState::Replaced => by_record[2] += 1,
                state => {
                    self.counts.without_outcome += 1;
                    println!("seed {}: promise {} is {state:?}", self.seed, promise.number);
                }
            }
        }
        self.counts.kept += by_record[0];
        self.counts.broken += by_record[1];
        self.counts.replaced += by_record[2];
        // The owner's figures are the records' figures.
        let mut by_desk = [0; 3];
        for (kind, count) in self.desk.promises_kept() {
            by_desk[0] += count.kept;
            by_desk[1] += count.broken;
            by_desk[2] += count.replaced;
            let outcomes = count.kept + count.broken + count.replaced;
            let sum = outcomes + count.open + count.at_risk;
            assert_eq!(count.made, sum, "seed {}: {kind:?} {count:?}", self.seed);
        }
        assert_eq!(by_desk, by_record, "seed {}", self.seed);
    }
}
