//! The desk socket's machine: hello, ping, silence, back-off. It has no clock and no socket.
//!
//! - Each socket begins with `hello`; it counts as live once the first view of the desk has come.
//! - Nothing is kept to be sent later: an offer that was accepted offline is another agent's by then.

use warmline_model::{Millis, Timestamp};
use warmline_wire::{Code, FromConsole, ToConsole, VERSION, write};

const VIEW_WITHIN: Millis = Millis::seconds(10);
const PING_AFTER: Millis = Millis::seconds(30);
const PONG_WITHIN: Millis = Millis::seconds(10);
const FIRST_WAIT_MS: i64 = 500;
const LAST_WAIT_MS: i64 = 30_000;

/// Something that happened.
pub enum Event {
    /// A connection is wanted: first start, or "try again now".
    Start,
    /// The socket is open.
    Opened,
    /// The socket closed, or failed to open.
    Closed,
    /// A text frame arrived.
    Frame(String),
    /// The agent did something.
    Act(FromConsole),
    /// The browser says the network is back.
    Online,
    /// The browser says the network is gone.
    Offline,
    /// No connection is wanted any more.
    Stop,
    /// Time has passed.
    Tick,
}

/// Something the shell is to do, in the order given.
#[derive(Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a socket.
    Connect,
    /// Close the present socket, and pass on nothing more from it.
    Disconnect,
    /// Send this text.
    Send(String),
    /// Show this.
    Deliver(Box<ToConsole>),
    /// There is no connection to do that on: say so.
    NotSent,
    /// A socket failed before it was live, so the sign-in may be over: ask.
    CheckSignIn,
}

/// How the connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// None is wanted.
    Idle,
    /// A socket is being opened, or waits for its first view.
    Connecting {
        /// Whether it was live before, so that the agent is to be told.
        again: bool,
    },
    /// All is well.
    Live,
    /// It was lost; the next try is made at `retry_at`.
    Reconnecting {
        /// When.
        retry_at: Timestamp,
    },
    /// The browser has no network.
    Offline,
}

enum Link {
    Idle,
    Offline,
    Resting { retry_at: Timestamp },
    Opening { until: Timestamp },
    Greeting { until: Timestamp },
    Live { heard: Timestamp, pinged: Option<Timestamp> },
}

/// The machine.
pub struct Machine {
    link: Link,
    online: bool,
    /// Lost connections, or tries that failed, since the last view.
    losses: u32,
    was_live: bool,
    random: u64,
}

impl Machine {
    /// A machine that is not started; `seed` differs from console to console.
    pub fn new(seed: u64) -> Self {
        Self { link: Link::Idle, online: true, losses: 0, was_live: false, random: seed }
    }

    /// Takes what happened and says what is to be done.
    #[must_use]
    pub fn handle(&mut self, now: Timestamp, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        let out = &mut effects;
        match event {
            Event::Start => {
                if matches!(self.link, Link::Idle | Link::Resting { .. }) {
                    self.connect(now, out);
                }
            }
            Event::Opened => {
                if let Link::Opening { until } = self.link {
                    self.link = Link::Greeting { until };
                    out.push(Effect::Send(write(&FromConsole::Hello { version: VERSION })));
                }
            }
            Event::Closed => match self.link {
                Link::Opening { .. } | Link::Greeting { .. } => {
                    out.push(Effect::CheckSignIn);
                    self.rest(now);
                }
                Link::Live { .. } => self.rest(now),
                Link::Idle | Link::Offline | Link::Resting { .. } => {}
            },
            Event::Frame(text) => self.frame(now, &text, out),
            Event::Act(frame) => out.push(match self.link {
                Link::Live { .. } => Effect::Send(write(&frame)),
                _ => Effect::NotSent,
            }),
            Event::Online => {
                self.online = true;
                if matches!(self.link, Link::Offline | Link::Resting { .. }) {
                    self.losses = 0;
                    self.connect(now, out);
                }
            }
            Event::Offline => {
                self.online = false;
                if !matches!(self.link, Link::Idle) {
                    self.leave(Link::Offline, out);
                }
            }
            Event::Stop => self.leave(Link::Idle, out),
            Event::Tick => {}
        }
        self.expire(now, out);
        effects
    }

    /// When the next [`Event::Tick`] is due.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        match self.link {
            Link::Idle | Link::Offline => None,
            Link::Resting { retry_at } => Some(retry_at),
            Link::Opening { until } | Link::Greeting { until } => Some(until),
            Link::Live { heard, pinged } => {
                Some(pinged.map_or(heard + PING_AFTER, |at| at + PONG_WITHIN))
            }
        }
    }

    /// How the connection stands.
    pub fn connection(&self) -> Connection {
        match self.link {
            Link::Idle => Connection::Idle,
            Link::Offline => Connection::Offline,
            Link::Resting { retry_at } => Connection::Reconnecting { retry_at },
            Link::Opening { .. } | Link::Greeting { .. } => {
                Connection::Connecting { again: self.was_live || self.losses > 0 }
            }
            Link::Live { .. } => Connection::Live,
        }
    }

    fn frame(&mut self, now: Timestamp, text: &str, out: &mut Vec<Effect>) {
        match &mut self.link {
            Link::Live { heard, pinged } => (*heard, *pinged) = (now, None),
            Link::Greeting { .. } => {}
            _ => return,
        }
        if text == "pong" {
            return;
        }
        // Not `wire::read`: its limit is for what clients send, and a view may be longer.
        let Ok(frame) = serde_json::from_str::<ToConsole>(text) else {
            return;
        };
        match &frame {
            ToConsole::Desk { .. } => {
                self.link = Link::Live { heard: now, pinged: None };
                self.losses = 0;
                self.was_live = true;
            }
            ToConsole::Refused { refusal, .. }
                if matches!(refusal.code, Code::Unauthorized | Code::Expired) =>
            {
                out.push(Effect::CheckSignIn);
            }
            ToConsole::Assigned { .. }
            | ToConsole::News { .. }
            | ToConsole::Refused { .. }
            | ToConsole::Unknown => {}
        }
        out.push(Effect::Deliver(Box::new(frame)));
    }

    fn connect(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        if self.online {
            self.link = Link::Opening { until: now + VIEW_WITHIN };
            out.push(Effect::Connect);
        } else {
            self.link = Link::Offline;
        }
    }

    fn rest(&mut self, now: Timestamp) {
        let base = (FIRST_WAIT_MS << self.losses.min(6)).min(LAST_WAIT_MS / 2);
        self.losses = self.losses.saturating_add(1);
        self.random = self
            .random
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        // All consoles lose their sockets at once when the edge is deployed: they must not return at once.
        let jitter = (self.random >> 33) as i64 % (base + 1);
        self.link = Link::Resting { retry_at: now + Millis(base + jitter) };
    }

    fn leave(&mut self, link: Link, out: &mut Vec<Effect>) {
        if matches!(self.link, Link::Opening { .. } | Link::Greeting { .. } | Link::Live { .. }) {
            out.push(Effect::Disconnect);
        }
        self.link = link;
    }

    /// Does what is due by now.
    fn expire(&mut self, now: Timestamp, out: &mut Vec<Effect>) {
        match self.link {
            Link::Idle | Link::Offline => {}
            Link::Resting { retry_at } => {
                if now >= retry_at {
                    self.connect(now, out);
                }
            }
            Link::Opening { until } | Link::Greeting { until } => {
                if now >= until {
                    out.push(Effect::Disconnect);
                    self.rest(now);
                }
            }
            Link::Live { pinged: Some(at), .. } => {
                if now >= at + PONG_WITHIN {
                    out.push(Effect::Disconnect);
                    self.rest(now);
                }
            }
            Link::Live { heard, pinged: None } => {
                if now >= heard + PING_AFTER {
                    self.link = Link::Live { heard, pinged: Some(now) };
                    out.push(Effect::Send("ping".into()));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
