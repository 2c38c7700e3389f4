//! The world: one clock, one row of events, the objects in their shells, the people at their screens.

use crate::client::Client;
use crate::console::Console;
use crate::drain::Drain;
use crate::history::History;
use crate::laws::{self, Breach, Checked, Law, Reader, ensure};
use crate::network::Link;
use crate::people::{Person, impatient, person};
use crate::post::Post;
use std::collections::{BTreeMap, VecDeque};
use warmline_handoff::{Assistant, Settings};
use warmline_knowledge::{Article, Index};
use warmline_model::{ConversationId, Entry, Millis, SiteId, Status, Tier, Timestamp};
use warmline_objects::{ConversationObject, DeskCall, DeskObject};
use warmline_session::{Agent, Event as Happening, Visitor};
use warmline_testkit::{Failed, Fate, Moment, Output, Prng, Role, Sabotage, Shell};
use warmline_wire::{BotAnswer, VisitorEntry};

/// An object's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    Desk,
    Conversation(usize),
    /// Who is told of all conversations, and tells nobody.
    History,
    Outgoing,
}

/// A screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    Visitor(usize),
    Tab(usize),
    Console(usize),
}

/// Something that will happen.
#[derive(Clone, Debug)]
pub enum Event {
    Accept(usize),
    Opened(usize),
    Up(usize, String),
    Down(usize, String),
    ClosedAtClient(usize),
    ClosedAtServer(usize),
    /// The alarm that was set as the n-th; a repeat has no number.
    Ring(Place, Option<u64>),
    /// A call that another object makes for its row, or a late repeat of one.
    Call {
        to: Place,
        body: String,
        from: Option<(Place, u64, u64)>,
    },
    Returned {
        to: (Place, Place),
        drain: u64,
        row: u64,
        arrived: bool,
    },
    BotAnswers(usize, BotAnswer),
    /// The n-th request of the visitors who have no socket.
    Posted(usize),
}

/// How rough it is.
#[derive(Clone, Copy, Debug)]
pub struct Weather {
    /// Mishaps a step, per mille.
    pub mishaps: u32,
    /// Commits that fail, per mille; half of them are stored.
    pub commits: u32,
    /// Calls that go wrong, per mille.
    pub calls: u32,
    /// Alarms that ring late, and frames that are slow, per mille.
    pub late: u32,
}

impl Weather {
    pub const CALM: Self = Self { mishaps: 0, commits: 0, calls: 0, late: 0 };
    pub const ROUGH: Self = Self { mishaps: 120, commits: 15, calls: 100, late: 100 };
    pub const STORM: Self = Self { mishaps: 350, commits: 60, calls: 300, late: 300 };
}

pub struct World {
    pub now: Timestamp,
    pub rng: Prng,
    pub weather: Weather,
    pub desk: Shell<DeskObject>,
    pub history: History,
    pub conversations: Vec<Shell<ConversationObject>>,
    pub readers: Vec<Reader>,
    pub settings: Settings,
    /// When each conversation last had a visitor's socket that said hello.
    pub visited: Vec<Timestamp>,
    pub people: Vec<Person>,
    pub names: Vec<String>,
    pub visitors: Vec<Client<Visitor>>,
    pub tabs: Vec<(usize, Client<Agent>)>,
    pub consoles: Vec<Console>,
    pub posts: Vec<Post>,
    pub links: Vec<Link>,
    /// Calls under way, by who calls and who is called.
    pub drains: BTreeMap<(Place, Place), Drain>,
    pub events: BTreeMap<(Timestamp, u64), Event>,
    pub breach: Option<Breach>,
    pub trace: Option<VecDeque<String>>,
    /// Events so far, of all kinds.
    pub happened: u64,
    index: Index,
    armed: BTreeMap<Place, (Option<Timestamp>, u64)>,
    sequence: u64,
    /// How many events of the network or of calls are under way.
    pub under_way: usize,
}

pub fn conversation_id(n: usize) -> ConversationId {
    ConversationId::new(format!("k{n}")).expect("a good id")
}

impl World {
    pub fn new(seed: u64, sabotage: Option<Sabotage>, traced: bool) -> Self {
        let mut rng = Prng::new(seed);
        let weather = *rng.pick(&[Weather::CALM, Weather::ROUGH, Weather::ROUGH, Weather::STORM]);
        let chats = rng.below(3) + 2;
        let devices = chats + rng.below(2);
        let names = ["Ana", "Ben", "Eva"][..rng.below(2) + 2].to_vec();
        let people: Vec<Person> = names.iter().map(|name| person(name, &mut rng)).collect();
        let settings = Settings {
            assistant: *rng.pick(&[
                Assistant::Knowledge,
                Assistant::Knowledge,
                Assistant::External,
            ]),
            keep_place: Millis::seconds(rng.between(20, 300)),
            gone_after: Millis::seconds(rng.between(5, 90)),
            tiers: Tier::ALL.map(|tier| (tier, impatient(&mut rng))).into(),
            ..Settings::default()
        };
        let mut world = Self {
            now: Timestamp(1_000_000),
            weather,
            desk: Shell::new(sabotage),
            history: History::default(),
            conversations: (0..chats).map(|_| Shell::new(sabotage)).collect(),
            readers: (0..chats).map(|_| Reader::default()).collect(),
            settings: settings.clone(),
            visited: vec![Timestamp(1_000_000); chats],
            visitors: (0..devices)
                .map(|n| Client::new(format!("v{n}"), n % chats, rng.draw()))
                .collect(),
            tabs: (0..people.len() * chats)
                .map(|n| {
                    let name = format!("a{}k{}", n / chats, n % chats);
                    (n / chats, Client::new(name, n % chats, rng.draw()))
                })
                .collect(),
            consoles: (0..people.len()).map(|n| Console::new(n, Status::Available)).collect(),
            posts: Vec::new(),
            links: Vec::new(),
            drains: BTreeMap::new(),
            events: BTreeMap::new(),
            breach: None,
            trace: traced.then(VecDeque::new),
            happened: 0,
            index: index(),
            armed: BTreeMap::new(),
            sequence: 0,
            under_way: 0,
            names: names.iter().map(|name| (*name).to_owned()).collect(),
            people,
            rng,
        };
        if world.rng.chance(100) {
            let down = Millis::seconds(world.rng.between(30, 3_600));
            world.history.down_until = Some(world.now + down);
        }
        let configure = DeskCall::Configure(Box::new(settings.clone()));
        let configured = world.desk.call(world.calm_moment(), configure).map(|_done| ());
        world.after(Place::Desk, configured);
        for n in 0..chats {
            let moment = world.calm_moment();
            let site = SiteId::new("demo").expect("a good id");
            let opened =
                world.conversations[n].open(moment, site, conversation_id(n), settings.clone());
            world.after(Place::Conversation(n), opened);
        }
        for n in 0..world.visitors.len() {
            world.visitor(n, Happening::Start);
        }
        world
    }

    pub fn calm_moment(&self) -> Moment<'static> {
        Moment { now: self.now, index: None, fate: Fate::Stored }
    }

    /// Writes down what happened, when somebody will read it.
    pub fn note(&mut self, what: impl FnOnce() -> String) {
        if let Some(trace) = &mut self.trace {
            if trace.len() >= 60 {
                trace.pop_front();
            }
            let at = self.now.0 - 1_000_000;
            let mut line = format!("{:>8}.{:03} {}", at / 1_000, at % 1_000, what());
            if line.len() > 300 {
                let cut = (0..=300).rev().find(|n| line.is_char_boundary(*n)).unwrap_or(0);
                line.truncate(cut);
            }
            trace.push_back(line);
        }
    }

    pub fn hold(&mut self, checked: Checked) {
        if let Err(breach) = checked
            && self.breach.is_none()
        {
            self.breach = Some(breach);
        }
    }

    pub fn log(&self, conversation: usize) -> &[Entry] {
        self.conversations[conversation].store().entries()
    }

    /// Puts an event into the row; events of the same moment keep their order.
    pub fn at(&mut self, at: Timestamp, event: Event) {
        self.under_way += usize::from(is_traffic(&event));
        self.sequence += 1;
        self.events.insert((at.max(self.now), self.sequence), event);
    }

    /// Lets time pass until `until`.
    pub fn advance(&mut self, until: Timestamp) {
        let mut at_once = 0;
        while self.breach.is_none() {
            let event = self.events.first_key_value().map(|(key, _)| key.0);
            let screen = self.next_screen();
            let at = [event, screen.map(|(at, _)| at)].into_iter().flatten().min();
            let Some(at) = at.filter(|at| *at <= until) else { break };
            at_once = if at > self.now { 0 } else { at_once + 1 };
            let lives = ensure(at_once < 20_000, Law::ComesToRest, || "time stands still".into());
            self.hold(lives);
            self.now = self.now.max(at);
            self.happened += 1;
            match screen {
                Some((due, who)) if event.is_none_or(|event| due < event) => self.tick(who),
                _ => {
                    if let Some((_, event)) = self.events.pop_first() {
                        self.under_way -= usize::from(is_traffic(&event));
                        self.note(|| format!("{event:?}"));
                        self.happens(event);
                    }
                }
            }
        }
        self.now = self.now.max(until);
    }

    fn next_screen(&self) -> Option<(Timestamp, Who)> {
        let visitors =
            self.visitors.iter().enumerate().filter_map(|(n, visitor)| {
                Some((visitor.session.next_deadline()?, Who::Visitor(n)))
            });
        let tabs = self
            .tabs
            .iter()
            .enumerate()
            .filter_map(|(n, (_, tab))| Some((tab.session.next_deadline()?, Who::Tab(n))));
        let consoles = self.consoles.iter().enumerate();
        let consoles = consoles.filter_map(|(n, c)| Some((c.next_deadline()?, Who::Console(n))));
        visitors.chain(tabs).chain(consoles).min_by_key(|(at, _)| *at)
    }

    fn happens(&mut self, event: Event) {
        match event {
            Event::Accept(link) => self.accept(link),
            Event::Opened(link) => self.opened(link),
            Event::Up(link, text) => self.up(link, &text),
            Event::Down(link, text) => self.down(link, text),
            Event::ClosedAtClient(link) => self.closed_at_client(link),
            Event::ClosedAtServer(link) => self.closed_at_server(link),
            Event::Ring(place, number) => self.ring(place, number),
            Event::Call { to, body, from } => self.called(to, &body, from),
            Event::Returned { to, drain, row, arrived } => self.returned(to, drain, row, arrived),
            Event::Posted(n) => self.posted(n),
            Event::BotAnswers(n, answer) => {
                self.on_conversation(n, |shell, moment| {
                    shell.bot_answers(moment, answer).map(|_reply| ())
                });
            }
        }
    }

    /// Runs something on a conversation's shell, with the weather's luck.
    pub fn on_conversation(
        &mut self,
        n: usize,
        act: impl FnOnce(&mut Shell<ConversationObject>, Moment<'_>) -> Result<(), Failed>,
    ) -> bool {
        let fate = self.fate();
        let at_hand = self.rng.chance(500);
        let moment = Moment { now: self.now, index: at_hand.then_some(&self.index), fate };
        let done = act(&mut self.conversations[n], moment);
        self.after(Place::Conversation(n), done)
    }

    /// The same on the desk's.
    pub fn on_desk(
        &mut self,
        act: impl FnOnce(&mut Shell<DeskObject>, Moment<'_>) -> Result<(), Failed>,
    ) -> bool {
        let moment = Moment { now: self.now, index: None, fate: self.fate() };
        let done = act(&mut self.desk, moment);
        self.after(Place::Desk, done)
    }

    fn fate(&mut self) -> Fate {
        if !self.rng.chance(self.weather.commits) {
            return Fate::Stored;
        }
        *self.rng.pick(&[Fate::Lost, Fate::StoredButFailed])
    }

    /// After each turn: laws, frames, alarm.
    fn after(&mut self, place: Place, done: Result<(), Failed>) -> bool {
        if done.is_err() {
            self.note(|| format!("  {place:?}: the commit failed"));
            let checked = match place {
                Place::Desk => laws::goes_on(self.now, &self.desk, |o| o.machine().next_deadline()),
                Place::Conversation(n) => {
                    let shell = &self.conversations[n];
                    laws::goes_on(self.now, shell, |o| o.machine().next_deadline())
                }
                Place::History | Place::Outgoing => Ok(()),
            };
            self.hold(checked);
        }
        let outputs = match place {
            Place::Desk => {
                let checked = laws::desk(self.now, &self.desk);
                self.hold(checked);
                let checked = laws::desk_is_stored(&self.desk);
                self.hold(checked);
                self.desk.take_outputs()
            }
            Place::Conversation(n) => {
                let checked = self.check_conversation(n);
                self.hold(checked);
                self.conversations[n].take_outputs()
            }
            Place::History | Place::Outgoing => Vec::new(),
        };
        for output in outputs {
            match output {
                Output::Send(socket, text) => self.sent(place, socket as usize, text),
                Output::Close(socket) => self.closed_by_server(socket as usize),
            }
        }
        self.arm(place);
        done.is_ok()
    }

    fn check_conversation(&mut self, n: usize) -> Checked {
        let shell = &self.conversations[n];
        let log = shell.store().entries();
        let visited = self.visited[n];
        let has_visitor = shell.greeted().any(|role| *role == Role::Visitor);
        self.readers[n].read(log, &self.names)?;
        self.readers[n].machine(self.now, shell)?;
        if let Some(entry) = log.last().filter(|e| e.at == self.now && Reader::gave_up_place(e)) {
            let away = entry.at - visited;
            ensure(!has_visitor && away >= self.settings.keep_place, Law::PlaceIsKept, || {
                format!("given up at {:?} after {away:?}; here now: {has_visitor}", entry.seq)
            })?;
        }
        if has_visitor {
            self.visited[n] = self.now;
        }
        Ok(())
    }

    /// Sets the alarm as the shell wants it; one that is set anew forgets the one before.
    pub fn arm(&mut self, place: Place) {
        let wanted = match place {
            Place::Desk => self.desk.alarm(),
            Place::Conversation(n) => self.conversations[n].alarm(),
            Place::History | Place::Outgoing => None,
        };
        let armed = self.armed.entry(place).or_default();
        if armed.0 == wanted {
            return;
        }
        *armed = (wanted, armed.1 + 1);
        let number = armed.1;
        if let Some(at) = wanted {
            let late = if self.rng.chance(self.weather.late) { 8_000 } else { 10 };
            let late = Millis(self.rng.between(1, late));
            self.at(at.max(self.now) + late, Event::Ring(place, Some(number)));
            if self.rng.chance(self.weather.late / 4) {
                self.at(at.max(self.now) + late + late, Event::Ring(place, None));
            }
        }
    }

    fn ring(&mut self, place: Place, number: Option<u64>) {
        if number.is_some_and(|n| self.armed.get(&place).is_none_or(|armed| armed.1 != n)) {
            return;
        }
        let busy = [Place::Desk, Place::Outgoing].map(|to| (place, to));
        let busy = busy.into_iter().find(|link| self.drains.contains_key(link));
        if place != Place::Desk
            && let Some(drain) = busy.and_then(|link| self.drains.get_mut(&link))
        {
            return drain.held.push(number);
        }
        self.armed.entry(place).or_default().0 = None;
        let rang = match place {
            Place::Desk => self.on_desk(|shell, moment| shell.ring(moment, false)),
            Place::Conversation(n) => {
                let failed = self.rng.chance(self.weather.late / 3);
                let index = (!failed && self.rng.chance(900)).then(|| self.index.clone());
                self.on_conversation(n, |shell, moment| {
                    shell.ring(Moment { index: index.as_ref(), ..moment }, failed)
                })
            }
            Place::History | Place::Outgoing => false,
        };
        if rang {
            self.drain(place);
        }
    }

    /// A session took something: does what it wants, and checks what it shows.
    pub fn visitor(&mut self, n: usize, event: Happening<Visitor>) {
        let client = &mut self.visitors[n];
        let wishes = client.handle(self.now, event);
        let log = self.conversations[client.conversation].store().entries();
        let from = if client.session.entries().len() < client.checked { 0 } else { client.checked };
        let checked = laws::shown(client.session.entries(), from, log, |e| VisitorEntry::from(e));
        client.checked = client.session.entries().len();
        let place = Place::Conversation(client.conversation);
        self.hold(checked);
        self.wished(Who::Visitor(n), place, wishes);
    }

    /// The same at an agent's.
    pub fn tab(&mut self, n: usize, event: Happening<Agent>) {
        let client = &mut self.tabs[n].1;
        let wishes = client.handle(self.now, event);
        let log = self.conversations[client.conversation].store().entries();
        let from = if client.session.entries().len() < client.checked { 0 } else { client.checked };
        let checked = laws::shown(client.session.entries(), from, log, Entry::clone);
        client.checked = client.session.entries().len();
        let place = Place::Conversation(client.conversation);
        self.hold(checked);
        self.wished(Who::Tab(n), place, wishes);
    }

    fn tick(&mut self, who: Who) {
        match who {
            Who::Visitor(n) => self.visitor(n, Happening::Tick),
            Who::Tab(n) => self.tab(n, Happening::Tick),
            Who::Console(n) => self.console_due(n),
        }
    }
}

fn is_traffic(event: &Event) -> bool {
    !matches!(event, Event::Ring(..))
}

fn index() -> Index {
    let article = |id: &str, phrasing: &str| Article {
        id: id.into(),
        title: id.into(),
        category: String::new(),
        url: Some(format!("https://shop.example/{id}")),
        answer: format!("This is how it is with {id}."),
        phrasings: vec![phrasing.into()],
    };
    Index::new(vec![
        article("orders", "Where is my order?"),
        article("refunds", "How do I get a refund?"),
        article("shipping", "How long does shipping take?"),
    ])
}
