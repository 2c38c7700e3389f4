//! Sockets: each delivers a prefix of what was sent in either direction, and then closes.

use crate::client::Wish;
use crate::laws;
use crate::world::{Event, Place, Who, World};
use warmline_model::{Millis, Timestamp};
use warmline_session::Event as Happening;
use warmline_testkit::Role;

/// A server learns at the latest after this time that a silent client is gone.
const DEAD_AFTER: Millis = Millis::seconds(45);

/// One socket, from its opening on.
pub struct Link {
    pub who: Who,
    pub place: Place,
    /// Whether the client still holds it.
    at_client: bool,
    /// Whether the server still holds it.
    at_server: bool,
    /// Nothing arrives at the server any more.
    pub up_blocked: bool,
    /// Nothing arrives at the client any more.
    pub down_blocked: bool,
    /// The longest a frame takes.
    pub slowness: i64,
    up_last: Timestamp,
    down_last: Timestamp,
}

impl Link {
    /// Whether anything can go wrong with it.
    pub fn is_up(&self) -> bool {
        self.at_client && self.at_server
    }
}

impl World {
    /// Does what a session wants of the network.
    pub fn wished(&mut self, who: Who, place: Place, wishes: Vec<Wish>) {
        for wish in wishes {
            match wish {
                Wish::Connect => {
                    let link = self.connect(who, place);
                    *self.link_of(who) = Some(link);
                }
                Wish::Disconnect => {
                    if let Some(link) = self.link_of(who).take() {
                        self.hang_up(link);
                    }
                }
                Wish::Send(text) => {
                    if let Some(link) = *self.link_of(who) {
                        self.send_up(link, text);
                    }
                }
            }
        }
    }

    fn link_of(&mut self, who: Who) -> &mut Option<usize> {
        match who {
            Who::Visitor(n) => &mut self.visitors[n].link,
            Who::Tab(n) => &mut self.tabs[n].1.link,
            Who::Console(n) => &mut self.consoles[n].link,
        }
    }

    pub fn connect(&mut self, who: Who, place: Place) -> usize {
        let slow = self.rng.chance(self.weather.late);
        let slowness = if slow { self.rng.between(100, 4_000) } else { 40 };
        let link = self.links.len();
        let at = self.now + Millis(self.rng.between(1, slowness));
        self.links.push(Link {
            who,
            place,
            at_client: true,
            at_server: false,
            up_blocked: false,
            down_blocked: false,
            slowness,
            up_last: at,
            down_last: at,
        });
        let fails = self.rng.chance(self.weather.calls / 4);
        self.at(at, if fails { Event::ClosedAtClient(link) } else { Event::Accept(link) });
        link
    }

    fn up_at(&mut self, link: usize) -> Timestamp {
        let delay = Millis(self.rng.between(1, self.links[link].slowness));
        let at = (self.now + delay).max(self.links[link].up_last);
        self.links[link].up_last = at;
        at
    }

    fn down_at(&mut self, link: usize) -> Timestamp {
        let delay = Millis(self.rng.between(1, self.links[link].slowness));
        let at = (self.now + delay).max(self.links[link].down_last);
        self.links[link].down_last = at;
        at
    }

    pub fn send_up(&mut self, link: usize, text: String) {
        let at = self.up_at(link);
        self.at(at, Event::Up(link, text));
    }

    /// A frame leaves an object: laws are checked here, whether or not it will arrive.
    pub fn sent(&mut self, place: Place, link: usize, text: String) {
        if let Place::Conversation(n) = place {
            let log = self.conversations[n].store().entries();
            let reader = &self.readers[n];
            let checked = match self.links[link].who {
                Who::Visitor(_) => laws::visitor_frame(&text, log, reader),
                Who::Tab(_) | Who::Console(_) => laws::agent_frame(&text, log, reader),
            };
            self.hold(checked);
        }
        let at = self.down_at(link);
        self.at(at, Event::Down(link, text));
    }

    /// The client closes its end.
    pub fn hang_up(&mut self, link: usize) {
        self.links[link].at_client = false;
        let mut at = self.up_at(link);
        if self.links[link].up_blocked {
            at = at + DEAD_AFTER;
        }
        self.at(at, Event::ClosedAtServer(link));
    }

    /// The server closed its end; what it sent before still arrives.
    pub fn closed_by_server(&mut self, link: usize) {
        self.links[link].at_server = false;
        let at = self.down_at(link);
        self.at(at, Event::ClosedAtClient(link));
    }

    /// The line is cut: what is under way is lost, and both ends learn it in their own time.
    pub fn cut(&mut self, link: usize) {
        self.links[link].up_blocked = true;
        self.links[link].down_blocked = true;
        let at = self.now + Millis(self.rng.between(1, 3_000));
        self.at(at, Event::ClosedAtClient(link));
        let at = self.now + Millis(self.rng.between(1, 3_000));
        self.at(at, Event::ClosedAtServer(link));
    }

    pub fn accept(&mut self, link: usize) {
        let (who, place) = (self.links[link].who, self.links[link].place);
        self.links[link].at_server = true;
        let agent = match who {
            Who::Visitor(_) => None,
            Who::Tab(n) => Some(self.tabs[n].0),
            Who::Console(n) => Some(self.consoles[n].agent),
        };
        let role = match agent {
            None => Role::Visitor,
            Some(n) => Role::Agent(self.people[n].id.clone(), self.people[n].profile.clone()),
        };
        match place {
            Place::Desk => self.desk.accept(link as u64, role),
            Place::Conversation(n) => self.conversations[n].accept(link as u64, role),
            Place::History | Place::Outgoing => {}
        }
        let at = self.down_at(link);
        self.at(at, Event::Opened(link));
    }

    fn reaches_client(&mut self, link: usize) -> bool {
        let who = self.links[link].who;
        self.links[link].at_client && *self.link_of(who) == Some(link)
    }

    pub fn opened(&mut self, link: usize) {
        if !self.reaches_client(link) || self.links[link].down_blocked {
            return;
        }
        match self.links[link].who {
            Who::Visitor(n) => self.visitor(n, Happening::Opened),
            Who::Tab(n) => self.tab(n, Happening::Opened),
            Who::Console(n) => {
                let hello = self.consoles[n].opened();
                self.send_up(link, hello);
            }
        }
    }

    pub fn up(&mut self, link: usize, text: &str) {
        if !self.links[link].at_server || self.links[link].up_blocked {
            return;
        }
        // The runtime answers this by itself, and the object sleeps on.
        if text == "ping" {
            let at = self.down_at(link);
            return self.at(at, Event::Down(link, "pong".into()));
        }
        match self.links[link].place {
            Place::Desk => {
                self.on_desk(|shell, moment| shell.frame(moment, link as u64, text));
            }
            Place::Conversation(n) => {
                self.on_conversation(n, |shell, moment| shell.frame(moment, link as u64, text));
            }
            Place::History | Place::Outgoing => {}
        }
    }

    pub fn down(&mut self, link: usize, text: String) {
        if !self.reaches_client(link) || self.links[link].down_blocked {
            return;
        }
        match self.links[link].who {
            Who::Visitor(n) => self.visitor(n, Happening::Frame(text)),
            Who::Tab(n) => self.tab(n, Happening::Frame(text)),
            Who::Console(n) => {
                if let Some(answer) = self.consoles[n].frame(self.now, &text) {
                    self.send_up(link, answer);
                }
            }
        }
    }

    pub fn closed_at_client(&mut self, link: usize) {
        if !self.reaches_client(link) {
            return;
        }
        self.links[link].at_client = false;
        let who = self.links[link].who;
        *self.link_of(who) = None;
        match who {
            Who::Visitor(n) => self.visitor(n, Happening::Closed),
            Who::Tab(n) => self.tab(n, Happening::Closed),
            Who::Console(n) => self.consoles[n].lost(self.now, &mut self.rng),
        }
    }

    pub fn closed_at_server(&mut self, link: usize) {
        if !std::mem::take(&mut self.links[link].at_server) {
            return;
        }
        match self.links[link].place {
            Place::Desk => {
                self.on_desk(|shell, moment| shell.closed(moment, link as u64));
            }
            Place::Conversation(n) => {
                self.on_conversation(n, |shell, moment| shell.closed(moment, link as u64));
            }
            Place::History | Place::Outgoing => {}
        }
    }

    /// What is due at a desk page: a ping, or a new connection.
    pub fn console_due(&mut self, n: usize) {
        let console = &mut self.consoles[n];
        if let Some(link) = console.link {
            match console.due_now(self.now) {
                Some(ping) => self.send_up(link, ping),
                None => {
                    console.lost(self.now, &mut self.rng);
                    self.hang_up(link);
                }
            }
        } else {
            let link = self.connect(Who::Console(n), Place::Desk);
            self.consoles[n].connecting(self.now, link);
        }
    }
}
