//! A simple desk client: says hello, shows the newest view, and connects again when the line is silent.

use warmline_model::{Millis, Status, Timestamp};
use warmline_testkit::Prng;
use warmline_wire::{DeskView, FromConsole, ToConsole, VERSION, write};

const PING_AFTER: Millis = Millis::seconds(30);
const PONG_WITHIN: Millis = Millis::seconds(10);
const OPEN_WITHIN: Millis = Millis::seconds(10);

/// One agent's desk page.
pub struct Console {
    pub agent: usize,
    /// The present socket.
    pub link: Option<usize>,
    /// What the agent wants their status to be.
    pub wanted: Status,
    pub view: Option<DeskView>,
    pub online: bool,
    pub live: bool,
    greeted: bool,
    /// When it gives up on silence, pings, or tries again.
    due: Timestamp,
    pinged: bool,
}

impl Console {
    pub fn new(agent: usize, wanted: Status) -> Self {
        Self {
            agent,
            link: None,
            wanted,
            view: None,
            online: true,
            live: false,
            greeted: false,
            due: Timestamp(0),
            pinged: false,
        }
    }

    /// When [`Self::due_now`] has something to say.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        (self.online || self.link.is_some()).then_some(self.due)
    }

    /// What is due: `None` to close and connect again, or a text to send.
    pub fn due_now(&mut self, now: Timestamp) -> Option<String> {
        if self.live && !self.pinged {
            self.pinged = true;
            self.due = now + PONG_WITHIN;
            return Some("ping".into());
        }
        None
    }

    pub fn connecting(&mut self, now: Timestamp, link: usize) {
        self.link = Some(link);
        self.due = now + OPEN_WITHIN;
    }

    pub fn opened(&mut self) -> String {
        write(&FromConsole::Hello { version: VERSION })
    }

    pub fn lost(&mut self, now: Timestamp, rng: &mut Prng) {
        self.link = None;
        self.live = false;
        self.greeted = false;
        self.pinged = false;
        self.due = now + Millis(rng.between(500, 5_000));
    }

    /// Takes a frame; a frame to be sent may come back.
    pub fn frame(&mut self, now: Timestamp, text: &str) -> Option<String> {
        self.due = now + PING_AFTER;
        self.pinged = false;
        if text == "pong" {
            return None;
        }
        let frame: ToConsole = serde_json::from_str(text).ok()?;
        let ToConsole::Desk { view } = frame else { return None };
        self.live = true;
        let status = view.me.status;
        self.view = Some(*view);
        let first = !std::mem::replace(&mut self.greeted, true);
        let set = FromConsole::SetStatus { status: self.wanted };
        (first && status != self.wanted).then(|| write(&set))
    }
}
