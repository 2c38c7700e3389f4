//! What goes wrong: memory, processes, sockets, pages, alarms. Commits and calls fail where they are made.

use crate::laws;
use crate::world::{Event, Place, World};
use warmline_model::Millis;
use warmline_session::Event as Happening;

impl World {
    /// One thing goes wrong.
    pub fn mishap(&mut self) {
        let n = self.rng.below(self.conversations.len() + 1);
        let place = n.checked_sub(1).map_or(Place::Desk, Place::Conversation);
        match self.rng.below(12) {
            0..3 => self.evict(place),
            3 | 4 => self.kill(place),
            5 => self.on_a_link(|world, link| world.cut(link)),
            6 => self.on_a_link(|world, link| world.links[link].up_blocked = true),
            7 => self.on_a_link(|world, link| world.links[link].down_blocked = true),
            8 => self.on_a_link(|world, link| {
                world.links[link].slowness = world.rng.between(100, 6_000);
            }),
            9 => self.visitor_reloads(),
            10 => self.agent_reloads(),
            _ => {
                let at = self.now + Millis(self.rng.between(0, 5_000));
                self.at(at, Event::Ring(place, None));
            }
        }
    }

    fn evict(&mut self, place: Place) {
        // An object that waits for an answer of another is not put to sleep.
        if self.drains.keys().any(|(from, _)| *from == place) {
            return;
        }
        self.note(|| format!("evict {place:?}"));
        match place {
            Place::Desk => self.desk.evict(),
            Place::Conversation(n) => self.conversations[n].evict(),
            Place::History | Place::Outgoing => {}
        }
    }

    fn kill(&mut self, place: Place) {
        self.note(|| format!("kill {place:?}"));
        let under_way: Vec<_> =
            self.drains.keys().copied().filter(|(from, _)| *from == place).collect();
        // A desk's calls outlive its alarm, and so do those to the history.
        let ringing = under_way.iter().any(|(from, to)| *from != Place::Desk && *to == Place::Desk);
        let drains: Vec<_> = under_way.iter().filter_map(|key| self.drains.remove(key)).collect();
        for number in drains.into_iter().flat_map(|drain| drain.held) {
            self.at(self.now + Millis(1), Event::Ring(place, number));
        }
        let sockets = match place {
            Place::Desk => self.desk.kill(self.now, ringing),
            Place::Conversation(n) => self.conversations[n].kill(self.now, ringing),
            Place::History | Place::Outgoing => Vec::new(),
        };
        for socket in sockets {
            self.closed_by_server(socket as usize);
        }
        if place == Place::Desk {
            let checked = laws::calls_go_on(self.now, &self.desk);
            self.hold(checked);
        }
        self.arm(place);
    }

    fn on_a_link(&mut self, spoil: impl FnOnce(&mut Self, usize)) {
        let up: Vec<usize> =
            (0..self.links.len()).filter(|link| self.links[*link].is_up()).collect();
        if up.is_empty() {
            return;
        }
        let link = *self.rng.pick(&up);
        let who = self.links[link].who;
        self.note(|| format!("spoil the line {link} of {who:?}"));
        spoil(self, link);
    }

    fn visitor_reloads(&mut self) {
        let n = self.rng.below(self.visitors.len());
        self.note(|| format!("visitor {n} reloads"));
        if let Some(link) = self.visitors[n].link.take() {
            self.hang_up(link);
        }
        self.visitors[n].reload(&mut self.rng);
        self.visitor(n, Happening::Start);
    }

    fn agent_reloads(&mut self) {
        let n = self.rng.below(self.consoles.len());
        self.note(|| format!("agent {n} reloads"));
        self.set_console_online(n, false);
        self.consoles[n].online = true;
        for tab in 0..self.tabs.len() {
            if self.tabs[tab].0 == n {
                let idle = self.tabs[tab].1.is_idle();
                if let Some(link) = self.tabs[tab].1.link.take() {
                    self.hang_up(link);
                }
                self.tabs[tab].1.reload(&mut self.rng);
                if !idle {
                    self.tab(tab, Happening::Start);
                }
            }
        }
    }
}
