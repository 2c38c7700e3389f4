//! A visitor, an agent and the server, joined by lines that can be cut, and a clock that is turned by hand.

use super::server::{Answer, Server, Spoken};
use crate::*;
use std::collections::VecDeque;
use warmline_model::*;
use warmline_wire::*;

/// Something on its way to a client.
pub(super) enum Down {
    Open,
    Text(String),
}

/// A client with its shell: line, store, and what was done on it.
pub(super) struct Client<S: Spoken> {
    pub(super) session: Session<S>,
    pub(super) up: VecDeque<String>,
    pub(super) down: VecDeque<Down>,
    /// Whether the shell holds a socket, and whether its other end still listens.
    socket: bool,
    alive: bool,
    greeted: bool,
    hello_sent: bool,
    welcomed: bool,
    saved: String,
    pub(super) done: Vec<ClientId>,
    /// Effects done so far, and after which of them the page is reloaded.
    pub(super) effects: usize,
    pub(super) reload_after_effect: Option<usize>,
}

impl<S: Spoken> Client<S> {
    fn new() -> Self {
        Self {
            session: Session::new(None, None, 7),
            up: VecDeque::new(),
            down: VecDeque::new(),
            socket: false,
            alive: false,
            greeted: false,
            hello_sent: false,
            welcomed: false,
            saved: String::new(),
            done: Vec::new(),
            effects: 0,
            reload_after_effect: None,
        }
    }

    fn hang_up(&mut self) {
        self.up.clear();
        self.down.clear();
        (self.socket, self.alive, self.greeted) = (false, false, false);
        (self.hello_sent, self.welcomed) = (false, false);
    }

    /// Feeds the session and plays the shell.
    pub(super) fn feed(&mut self, now: Timestamp, event: Event<S>) {
        for effect in self.session.handle(now, event) {
            match effect {
                Effect::Connect => {
                    assert!(!self.socket, "one socket at a time");
                    (self.socket, self.alive) = (true, true);
                    self.down.push_back(Down::Open);
                }
                Effect::Disconnect => {
                    assert!(self.socket, "there is a socket to drop");
                    self.hang_up();
                }
                Effect::Send(text) => {
                    assert!(self.socket, "there is a socket to send on");
                    assert_eq!(
                        self.hello_sent,
                        !text.contains(r#""hello""#),
                        "hello, once: {text}"
                    );
                    assert!(self.welcomed || !self.hello_sent, "nothing before welcome: {text}");
                    self.hello_sent = true;
                    if self.alive {
                        self.up.push_back(text);
                    }
                }
                Effect::Save(text) => self.saved = text,
                Effect::Changed => {}
                Effect::Refused(refusal) | Effect::Fatal(refusal) => panic!("{refusal:?}"),
            }
            self.effects += 1;
            if self.reload_after_effect == Some(self.effects) {
                return self.reload(now);
            }
        }
        let deadline = self.session.next_deadline();
        assert!(deadline.is_none_or(|at| at > now), "a deadline that is past would be a hot loop");
    }

    /// The page is loaded anew: only what was saved is left.
    pub(super) fn reload(&mut self, now: Timestamp) {
        self.hang_up();
        self.session = Session::new(Some(&self.saved), None, 8);
        self.feed(now, Event::Start);
    }

    /// The line breaks; the client is told, or finds out by itself.
    pub(super) fn cut(&mut self, now: Timestamp, told: bool) {
        if !self.socket {
            return;
        }
        if told {
            self.hang_up();
            self.feed(now, Event::Closed);
        } else {
            self.up.clear();
            self.down.clear();
            (self.alive, self.greeted) = (false, false);
        }
    }

    pub(super) fn act(&mut self, now: Timestamp, action: S::Out) {
        self.done.extend(action.client_id().cloned());
        self.feed(now, Event::Act(action));
    }

    pub(super) fn deliver_down(&mut self, now: Timestamp) {
        match self.down.pop_front() {
            Some(Down::Open) => self.feed(now, Event::Opened),
            Some(Down::Text(text)) => {
                self.welcomed |= text.contains(r#""welcome""#);
                self.feed(now, Event::Frame(text));
            }
            None => {}
        }
    }

    fn hear(&mut self, text: String) {
        if self.alive {
            self.down.push_back(Down::Text(text));
        }
    }

    fn told_of(&mut self, entry: &Entry) {
        if self.greeted {
            self.hear(write(&ToClient::<S::Entry, S::State>::Entry { entry: S::see(entry) }));
        }
    }

    fn acked(&mut self, client_id: ClientId, seq: Seq) {
        self.hear(write(&ToClient::<S::Entry, S::State>::Ack { client_id, seq }));
    }

    /// R-190: what is shown is the log's beginning, and nothing is shown twice or got lost.
    fn check(&self, log: &[Entry]) {
        let shown = self.session.entries();
        assert!(shown.len() <= log.len(), "more is shown than there is");
        for (shown, stored) in shown.iter().zip(log) {
            assert_eq!(shown, &S::see(stored));
        }
        for pending in self.session.pending() {
            let id = pending.action.client_id();
            assert!(shown.iter().all(|e| e.client_id() != id), "{id:?} is shown twice");
        }
        if self.session.connection() == Connection::Live {
            for id in &self.done {
                let waits = self.session.pending().iter().any(|p| p.action.client_id() == Some(id));
                let there = shown.iter().any(|e| e.client_id() == Some(id));
                assert!(waits || there, "{id} is shown nowhere");
            }
        }
    }

    fn settled(&self) -> bool {
        self.session.connection() == Connection::Live
            && self.session.pending().is_empty()
            && self.alive
    }
}

/// Which line the next frame is taken from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    VisitorUp,
    AgentUp,
    VisitorDown,
    AgentDown,
}

pub(super) const LINES: [Line; 4] =
    [Line::VisitorUp, Line::AgentUp, Line::VisitorDown, Line::AgentDown];

/// Everybody.
pub(super) struct World {
    pub(super) now: Timestamp,
    pub(super) server: Server,
    pub(super) visitor: Client<Visitor>,
    pub(super) agent: Client<Agent>,
    pub(super) ack_first: bool,
}

impl World {
    pub(super) fn new(ack_first: bool) -> Self {
        let mut world = Self {
            now: Timestamp(1_000_000),
            server: Server::default(),
            visitor: Client::new(),
            agent: Client::new(),
            ack_first,
        };
        world.visitor.feed(world.now, Event::Start);
        world.agent.feed(world.now, Event::Start);
        world
    }

    /// The n-th action of the script; the sides take turns unevenly.
    pub(super) fn script(&mut self, n: usize) {
        let client_id = ClientId::new(format!("c{n}")).expect("id");
        let text = format!("line {n}\nof the \"script\"");
        match n % 12 {
            1 => self.visitor.act(self.now, FromVisitor::AskHuman { client_id }),
            2 => self.visitor.act(self.now, FromVisitor::CancelWait { client_id }),
            4 | 5 | 8 => self
                .agent
                .act(self.now, FromAgent::Say { client_id, text, attachments: Vec::new() }),
            10 => self.agent.act(self.now, FromAgent::HandBack { client_id }),
            11 => self
                .agent
                .act(self.now, FromAgent::Close { client_id, text, reason: Default::default() }),
            _ => self
                .visitor
                .act(self.now, FromVisitor::Say { client_id, text, attachments: Vec::new() }),
        }
    }

    pub(super) fn has(&self, line: Line) -> bool {
        match line {
            Line::VisitorUp => !self.visitor.up.is_empty(),
            Line::AgentUp => !self.agent.up.is_empty(),
            Line::VisitorDown => !self.visitor.down.is_empty(),
            Line::AgentDown => !self.agent.down.is_empty(),
        }
    }

    /// Hands over the oldest frame of a line.
    pub(super) fn deliver(&mut self, line: Line) {
        match line {
            Line::VisitorUp => self.deliver_up::<Visitor>(|world| &mut world.visitor),
            Line::AgentUp => self.deliver_up::<Agent>(|world| &mut world.agent),
            Line::VisitorDown => self.visitor.deliver_down(self.now),
            Line::AgentDown => self.agent.deliver_down(self.now),
        }
        self.check();
    }

    fn deliver_up<S: Spoken>(&mut self, who: fn(&mut Self) -> &mut Client<S>) {
        let client = who(self);
        let Some(text) = client.up.pop_front() else { return };
        let greeted = client.greeted;
        match self.server.take::<S>(&text, greeted) {
            Answer::None => {}
            Answer::Reply(reply) => {
                let client = who(self);
                client.greeted |= reply.contains(r#""welcome""#);
                client.hear(reply);
            }
            Answer::Known(client_id, seq) => who(self).acked(client_id, seq),
            Answer::Stored(client_id, entry) => {
                if self.ack_first {
                    who(self).acked(client_id.clone(), entry.seq);
                }
                self.visitor.told_of(&entry);
                self.agent.told_of(&entry);
                if !self.ack_first {
                    who(self).acked(client_id, entry.seq);
                }
            }
        }
    }

    pub(super) fn check(&self) {
        self.visitor.check(&self.server.log);
        self.agent.check(&self.server.log);
    }

    /// Lets time pass, telling the sessions at each of their deadlines and delivering all that moves.
    pub(super) fn settle(&mut self) {
        let end = self.now + Millis::minutes(3);
        loop {
            while let Some(line) = LINES.into_iter().find(|line| self.has(*line)) {
                self.deliver(line);
            }
            let deadlines =
                [self.visitor.session.next_deadline(), self.agent.session.next_deadline()];
            match deadlines.into_iter().flatten().min() {
                Some(at) if at <= end => self.now = at.max(self.now),
                _ => break,
            }
            self.tick();
        }
        assert!(self.visitor.settled() && self.agent.settled(), "still not settled");
    }

    pub(super) fn tick(&mut self) {
        let now = self.now;
        if self.visitor.session.next_deadline().is_some_and(|at| at <= now) {
            self.visitor.feed(now, Event::Tick);
        }
        if self.agent.session.next_deadline().is_some_and(|at| at <= now) {
            self.agent.feed(now, Event::Tick);
        }
        self.check();
    }

    /// Every action is in the log exactly once, and both clients show exactly the log.
    pub(super) fn check_complete(&self, in_order: bool) {
        self.check();
        let log = &self.server.log;
        assert_eq!(self.visitor.session.entries().len(), log.len());
        assert_eq!(self.agent.session.entries().len(), log.len());
        for (author, done) in
            [(Visitor::author(), &self.visitor.done), (Agent::author(), &self.agent.done)]
        {
            let mut stored: Vec<ClientId> = log
                .iter()
                .filter(|e| e.author == author)
                .filter_map(|e| e.client_id.clone())
                .collect();
            let mut done = done.clone();
            if !in_order {
                stored.sort_unstable();
                done.sort_unstable();
            }
            assert_eq!(stored, done);
        }
    }
}
