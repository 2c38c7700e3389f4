//! A world: desks, agents, customers, the mail between them, and clocks that jump.

use super::books::{Books, View};
use super::mail::{Mail, Party};
use super::{Broken, Doctor, Law, Lives, STEPS};
use crate::queue::draws::Draws;
use crate::queue::office::agent;
use std::collections::{BTreeMap, BTreeSet, HashSet, VecDeque};
use warmline_handoff::conversation::{self, Side, Stage};
use warmline_handoff::desk::{self, Profile, Target};
use warmline_handoff::{Conversation, DepartmentSetting, Desk, DeskName, Settings};
use warmline_model::{
    AgentId, Author, Body, ClientId, CloseReason, ConversationId, Department, Entry, Language,
    Millis, Notice, Role, Skill, Status, Timestamp,
};

pub(super) const CUSTOMERS: usize = 4;
const HOUR: Millis = Millis::minutes(60);
/// How long mail takes at most.
pub(super) const SLOWEST: Millis = Millis::seconds(20);
/// The longest a waiting customer may hear nothing, and as much again for each time that the clock was
/// set back in between.
const SILENCE: Millis = Millis::seconds(31);
const DEPARTMENTS: [Department; 4] =
    [Department::SUPPORT, Department::BILLING, Department::TECHNICAL, Department::SECURITY];

/// What customers say.
const SAYINGS: [&str; 8] = [
    "I want to talk to a human",
    "Someone hacked my account, please help",
    "I was charged twice and I dispute this charge",
    "The app crashes with an error every time I open it",
    "Quiero hablar con una persona",
    "I want to cancel my subscription, get me an agent",
    "ok thanks",
    "My number is +44 20 7946 0958",
];

pub(super) struct Chat {
    pub(super) machine: Conversation,
    pub(super) log: Vec<Entry>,
    pub(super) ids: HashSet<(Side, ClientId)>,
    /// When the customer last heard anything, or began to wait, in true time.
    pub(super) heard: Timestamp,
    /// How often the clock was set back since.
    pub(super) set_back: i64,
    /// Who was last announced as their agent.
    pub(super) announced: Option<String>,
}

pub(super) struct World {
    pub(super) draws: Draws,
    pub(super) seed: u64,
    pub(super) step: usize,
    pub(super) now: Timestamp,
    /// How far the clocks of desks and of conversations are off.
    pub(super) off: BTreeMap<Option<DeskName>, i64>,
    pub(super) settings: Settings,
    pub(super) desks: BTreeMap<DeskName, (Desk, Books)>,
    pub(super) chats: Vec<Chat>,
    pub(super) agents: Vec<(AgentId, DeskName)>,
    pub(super) mail: BTreeMap<(Party, Party), VecDeque<(Timestamp, Mail)>>,
    /// When each machine's alarm rings, in true time: whoever keeps alarms has another clock.
    pub(super) alarms: BTreeMap<Party, Timestamp>,
    pub(super) actions: u64,
    pub(super) lives: Lives,
    pub(super) broken: Option<Broken>,
}

impl World {
    pub(super) fn new(seed: u64, doctor: Option<Doctor>) -> Self {
        let mut draws = Draws::new(seed);
        let mut settings = Settings::default();
        for department in [Department::BILLING, Department::TECHNICAL] {
            if draws.often(0.3) {
                let own =
                    DepartmentSetting { own_desk: Some(true), ..DepartmentSetting::default() };
                settings.departments.insert(department, own);
            }
        }
        let desks = settings.desks().into_iter().map(|name| {
            let desk = Desk::named(name, settings.clone());
            (name, (desk, Books::new(settings.clone(), doctor)))
        });
        let now = Timestamp(1_767_600_000_000);
        let chats = (0..CUSTOMERS).map(|_| Chat {
            machine: Conversation::new(settings.clone()),
            log: Vec::new(),
            ids: HashSet::new(),
            heard: now,
            set_back: 0,
            announced: None,
        });
        let (desks, chats) = (desks.collect(), chats.collect());
        let mut world = Self {
            seed,
            step: 0,
            now,
            off: BTreeMap::new(),
            settings,
            desks,
            chats,
            agents: Vec::new(),
            mail: BTreeMap::new(),
            alarms: BTreeMap::new(),
            actions: 0,
            lives: Lives::default(),
            broken: None,
            draws,
        };
        for n in 0..3 + world.draws.below(4) {
            let profile = world.profile();
            let at = world.settings.desk_of(profile.department);
            let id = agent(&format!("a{n}"));
            world.agents.push((id.clone(), at));
            world.desk(at, desk::Event::AgentCame(id.clone(), profile));
            world.desk(at, desk::Event::AgentSet(id, Status::Available));
        }
        world
    }

    pub(super) fn live(mut self) -> Lives {
        for step in 0..STEPS {
            self.step = step;
            self.act();
            if self.broken.is_some() {
                break;
            }
            self.lives.steps += 1;
        }
        if self.broken.is_none() {
            self.step = STEPS;
            self.settle();
        }
        self.lives.seeds = 1;
        self.lives.broken.extend(self.broken);
        self.lives
    }

    pub(super) fn break_law(&mut self, law: Law, what: String) {
        let (seed, step) = (self.seed, self.step);
        self.broken.get_or_insert(Broken { law, seed, step, what });
    }

    fn profile(&mut self) -> Profile {
        let mut skills = Vec::new();
        for skill in [Skill::SENIOR, Department::BILLING.into(), Department::TECHNICAL.into()] {
            if self.draws.often(0.3) {
                skills.push(skill);
            }
        }
        let spanish = self.draws.often(0.4);
        Profile {
            name: "Agent".into(),
            department: *self.draws.pick(&DEPARTMENTS),
            capacity: 1 + self.draws.below(2) as u32,
            skills,
            languages: if spanish { vec![Language::Es] } else { Vec::new() },
            role: if self.draws.often(0.3) { Role::Supervisor } else { Role::Agent },
        }
    }

    fn clock(&self, of: Option<DeskName>) -> Timestamp {
        self.now + Millis(self.off.get(&of).copied().unwrap_or(0))
    }

    pub(super) fn client_id(&mut self) -> ClientId {
        self.actions += 1;
        ClientId::new(format!("action-{}", self.actions)).expect("an id")
    }

    fn act(&mut self) {
        let (who, at) = self.draws.pick(&self.agents).clone();
        let n = self.draws.below(CUSTOMERS);
        let id = name(n);
        let episode = self.chats[n].machine.episode();
        match self.draws.below(100) {
            0..14 => {
                let text = (*self.draws.pick(&SAYINGS)).to_owned();
                let action = self.client_id();
                self.chat(n, conversation::Event::VisitorSaid(action, text));
            }
            14..19 => {
                let action = self.client_id();
                self.chat(n, conversation::Event::VisitorAskedForHuman(action));
            }
            19..21 => {
                let action = self.client_id();
                self.chat(n, conversation::Event::VisitorCancelledWait(action));
            }
            21..23 => self.chat(n, conversation::Event::VisitorLeft),
            23..25 => self.chat(n, conversation::Event::VisitorCame(None)),
            25..40 => self.accept(),
            40..43 => self.desk(at, desk::Event::Accepted(who, id, episode)),
            43..46 => {
                let reason = self.draws.often(0.5).then(|| "at lunch".to_owned());
                self.desk(at, desk::Event::Declined(who, id, episode, reason));
            }
            46..49 => self.desk(at, desk::Event::Took(who, id, episode)),
            49..51 => self.desk(at, desk::Event::TookOver(who, id, episode)),
            51..56 => self.pass_on(n),
            56..57 => self.desk(at, desk::Event::KeptAfterAll(who, id, episode)),
            57..63 => {
                let among = [
                    Status::Available,
                    Status::Available,
                    Status::Busy,
                    Status::Break,
                    Status::Offline,
                ];
                let status = *self.draws.pick(&among);
                self.desk(at, desk::Event::AgentSet(who, status));
            }
            63..66 => self.desk(at, desk::Event::AgentLeft(who)),
            66..70 => {
                // Logging in once more, perhaps with other skills; the department stays.
                let before = self.desks[&at].1.agents[&who].profile.clone();
                let new = self.profile();
                let profile = if self.draws.often(0.6) {
                    before
                } else {
                    Profile { department: before.department, ..new }
                };
                self.desk(at, desk::Event::AgentCame(who, profile));
            }
            70..78 => self.agent_speaks(n),
            78..80 => {
                let off = [0, 0, HOUR.0, -HOUR.0];
                let off = *self.draws.pick(&off);
                let all: Vec<DeskName> = self.desks.keys().copied().collect();
                let of = if self.draws.often(0.5) { None } else { Some(*self.draws.pick(&all)) };
                let before = self.off.insert(of, off).unwrap_or(0);
                if of.is_none() && off < before {
                    self.chats.iter_mut().for_each(|chat| chat.set_back += 1);
                }
            }
            80..82 => self.change_settings(),
            82..90 => {
                let span = self.draws.below(3_000) as i64;
                self.pass_time(Millis(span));
            }
            _ => {
                let span = self.draws.below(60_000) as i64;
                self.pass_time(Millis(span));
            }
        }
        self.post();
    }

    /// An agent accepts what they are offered; sometimes twice, or as they vanish.
    pub(super) fn accept(&mut self) {
        let offers: Vec<(DeskName, AgentId, ConversationId)> = self
            .desks
            .iter()
            .flat_map(|(name, (desk, _))| desk.places().iter().map(move |(id, p)| (*name, id, p)))
            .filter_map(|(at, id, p)| Some((at, p.offer.as_ref()?.agent.clone(), id.clone())))
            .collect();
        if offers.is_empty() {
            return;
        }
        let (at, agent, id) = self.draws.pick(&offers).clone();
        let episode = self.desks[&at].0.places()[&id].waiter.episode;
        let twice = self.draws.often(0.2);
        if self.draws.often(0.1) {
            self.desk(at, desk::Event::AgentLeft(agent.clone()));
        }
        for _ in 0..=usize::from(twice) {
            self.desk(at, desk::Event::Accepted(agent.clone(), id.clone(), episode));
        }
    }

    fn pass_on(&mut self, n: usize) {
        let Stage::Human(human) = self.chats[n].machine.stage() else { return };
        let owner = human.agent.clone();
        let Some((_, at)) = self.agents.iter().find(|(id, _)| *id == owner).cloned() else {
            return;
        };
        let target = if self.draws.often(0.5) {
            Target::Agent(self.draws.pick(&self.agents).0.clone())
        } else {
            Target::Department(*self.draws.pick(&DEPARTMENTS))
        };
        let episode = self.chats[n].machine.episode();
        let event = desk::Event::PassedOn(owner, name(n), episode, target, "knows more".into());
        self.desk(at, event);
    }

    fn agent_speaks(&mut self, n: usize) {
        let speaker = match self.chats[n].machine.stage() {
            Stage::Human(human) if self.draws.often(0.9) => human.agent.clone(),
            _ => self.draws.pick(&self.agents).0.clone(),
        };
        let action = self.client_id();
        let event = match self.draws.below(10) {
            0..7 => conversation::Event::AgentSaid(speaker, action, "Hello".into()),
            7..9 => conversation::Event::AgentClosed(
                speaker,
                action,
                "Good bye".into(),
                CloseReason::Solved,
            ),
            _ => conversation::Event::AgentHandedBack(speaker, action),
        };
        self.chat(n, event);
    }

    fn change_settings(&mut self) {
        self.settings.near_breach = [60, 80, 95][self.draws.below(3)];
        self.settings.gone_after = Millis::seconds([10, 60][self.draws.below(2)]);
        let technical = self.settings.departments.entry(Department::TECHNICAL).or_default();
        technical.others_after = Some(Millis::seconds([0, 60, 300][self.draws.below(3)]));
        let all: Vec<DeskName> = self.desks.keys().copied().collect();
        for name in all {
            self.desk(name, desk::Event::Configured(Box::new(self.settings.clone())));
        }
    }

    /// Time goes by, and every machine is woken when it asked to be.
    pub(super) fn pass_time(&mut self, span: Millis) {
        let end = self.now + span;
        for _ in 0..10_000 {
            let mail = self.mail.iter().filter_map(|(link, mail)| {
                Some(((mail.front()?.0 + SLOWEST).0.max(self.now.0), link.1.clone()))
            });
            let oldest = mail.min().filter(|(at, _)| *at <= end.0);
            let alarms =
                self.alarms.iter().map(|(party, at)| (at.0.max(self.now.0), party.clone()));
            let first = alarms.min().filter(|(at, _)| *at <= end.0);
            if let Some((at, _)) = &oldest
                && first.as_ref().is_none_or(|(other, _)| at <= other)
            {
                self.now = Timestamp(*at);
                self.deliver_late();
                continue;
            }
            match first {
                None => {
                    self.now = end;
                    return self.nobody_in_silence();
                }
                Some((at, party)) => {
                    self.now = Timestamp(at);
                    self.nobody_in_silence();
                    match party {
                        Party::Desk(name) => self.desk(name, desk::Event::Woken),
                        Party::Chat(n) => self.chat(n, conversation::Event::Woken),
                    }
                }
            }
            if self.broken.is_some() {
                return;
            }
        }
        self.break_law(Law::Stuck, "a machine asks to be woken at once, again and again".into());
    }

    fn nobody_in_silence(&mut self) {
        let silent = self.chats.iter().position(|chat| {
            matches!(chat.machine.stage(), Stage::Waiting(_))
                && (self.now - chat.heard).0 > SILENCE.0 * (1 + chat.set_back)
        });
        if let Some(n) = silent {
            let span = self.now - self.chats[n].heard;
            self.break_law(Law::SilentWait, format!("{} heard nothing for {} ms", name(n), span.0));
        }
    }

    pub(super) fn desk(&mut self, at: DeskName, event: desk::Event) {
        if self.broken.is_some() {
            return;
        }
        let now = self.clock(Some(at));
        let Some((desk, books)) = self.desks.get_mut(&at) else { return };
        self.lives.desk_events += 1;
        let effects = desk.handle(now, event.clone());
        let alarm = desk.next_deadline().map(|at| self.now + (at - now));
        set(&mut self.alarms, Party::Desk(at), alarm);
        if let Err((law, what)) = books.check(at, now, &event, &effects, &View::of(desk)) {
            return self.break_law(law, format!("{what}, at desk {at} after {event:?}"));
        }
        for effect in effects {
            let id = match &effect {
                desk::Effect::Place(id, ..)
                | desk::Effect::Lost(id, ..)
                | desk::Effect::Passing(id, ..)
                | desk::Effect::Move(id, ..)
                | desk::Effect::Sla(id, ..)
                | desk::Effect::Kept(id, ..)
                | desk::Effect::MovePromise(id, ..)
                | desk::Effect::Slots(id, ..)
                | desk::Effect::Booked(id, ..)
                | desk::Effect::SlotTaken(id, ..)
                | desk::Effect::CallsEnough(id, ..)
                | desk::Effect::OnCall(id, ..) => id,
                desk::Effect::Assign(assigned) => &assigned.conversation,
                _ => continue,
            };
            match &effect {
                desk::Effect::Assign(assigned) => {
                    self.lives.assignments += 1;
                    self.lives.changed_hands += u64::from(assigned.from.is_some());
                }
                desk::Effect::Lost(..) => self.lives.lost_agents += 1,
                desk::Effect::Sla(..) => self.lives.sla_events += 1,
                _ => {}
            }
            let Some(n) = number(id) else { continue };
            self.send(Party::Desk(at), Party::Chat(n), Mail::Word(effect, now));
        }
        self.agree();
    }

    pub(super) fn chat(&mut self, n: usize, event: conversation::Event) {
        if self.broken.is_some() {
            return;
        }
        let now = self.clock(None);
        let waited = matches!(self.chats[n].machine.stage(), Stage::Waiting(_));
        let effects = self.chats[n].machine.handle(now, event.clone());
        let waits = matches!(self.chats[n].machine.stage(), Stage::Waiting(_));
        if waits && !waited {
            (self.chats[n].heard, self.chats[n].set_back) = (self.now, 0);
        }
        for effect in effects {
            match effect {
                conversation::Effect::Store(entry) => self.stored(n, entry),
                conversation::Effect::Tell(at, note) => {
                    self.send(Party::Chat(n), Party::Desk(at), Mail::Note(note));
                }
                _ => {}
            }
        }
        let due = self.chats[n].machine.next_deadline();
        set(&mut self.alarms, Party::Chat(n), due.map(|at| self.now + (at - now)));
        if waits && due.is_none_or(|at| at - now > Millis::seconds(30)) {
            let what = format!("{} is not woken within 30 s after {event:?}: {due:?}", name(n));
            self.break_law(Law::SilentWait, what);
        }
        let sla = self.chats[n].machine.sla();
        let kinds: BTreeSet<_> = sla.iter().map(|e| (e.clock, e.level)).collect();
        if kinds.len() != sla.len() {
            self.break_law(Law::SlaDoubled, format!("{} has recorded {sla:?}", name(n)));
        }
        self.agree();
    }

    fn stored(&mut self, n: usize, entry: Entry) {
        let now = self.now;
        let chat = &mut self.chats[n];
        let mut fault = None;
        if entry.seq.0 != chat.log.len() as u64 + 1 {
            fault = Some((Law::Doubled, format!("{:?} comes after {}", entry.seq, chat.log.len())));
        }
        let side = match &entry.author {
            Author::Visitor => Some(Side::Visitor),
            Author::Agent { .. } => Some(Side::Agent),
            Author::Bot | Author::System => None,
        };
        if let (Some(side), Some(id)) = (side, &entry.client_id)
            && !chat.ids.insert((side, id.clone()))
        {
            fault = Some((Law::Doubled, format!("{id:?} is in the log twice")));
        }
        if let Author::Agent { id, .. } = &entry.author {
            let owner = match chat.machine.stage() {
                Stage::Human(human) => Some(&human.agent),
                // Their last words close it or give it back.
                _ => Some(id),
            };
            if owner != Some(id) || chat.announced.as_ref().is_some_and(|a| a != id.as_str()) {
                fault = Some((Law::TwoOwners, format!("{id} speaks, {owner:?} has them")));
            }
        }
        if matches!(entry.body, Body::Notice { notice: Notice::AgentJoined, .. })
            && let Some(hand) = chat.machine.hands().last()
        {
            chat.announced = Some(hand.agent.as_str().to_owned());
        }
        if !matches!(entry.author, Author::Visitor) {
            (chat.heard, chat.set_back) = (now, 0);
        }
        chat.log.push(entry);
        if let Some((law, what)) = fault {
            self.break_law(law, format!("{}: {what}", name(n)));
        }
    }
}

fn set(alarms: &mut BTreeMap<Party, Timestamp>, of: Party, at: Option<Timestamp>) {
    match at {
        Some(at) => alarms.insert(of, at),
        None => alarms.remove(&of),
    };
}

pub(super) fn name(n: usize) -> ConversationId {
    ConversationId::new(format!("chat-{n}")).expect("an id")
}

fn number(id: &ConversationId) -> Option<usize> {
    id.as_str().strip_prefix("chat-")?.parse().ok()
}
