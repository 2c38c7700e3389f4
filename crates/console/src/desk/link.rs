//! The desk's machine in a browser: its socket, its timer, and the network's comings and goings.

use super::machine::{Connection, Effect, Event, Machine};
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use warmline_ui::browser::{Listener, new_seed};
use warmline_ui::now;
use warmline_ui::socket::{Heard, Socket};
use warmline_ui::timer::Timer;
use warmline_wire::{FromConsole, SUBPROTOCOL, ToConsole};

/// What the link tells the screen.
pub enum Told {
    /// A frame.
    Frame(Box<ToConsole>),
    /// How the connection stands now.
    Connection(Connection),
    /// What the agent did could not be sent.
    NotSent,
    /// The sign-in may be over.
    CheckSignIn,
}

/// The socket to the desk. It closes when the last clone is dropped.
#[derive(Clone)]
pub struct DeskLink(Rc<Inner>);

struct Inner {
    url: String,
    machine: RefCell<Machine>,
    socket: RefCell<Option<Socket>>,
    timer: Timer,
    _listeners: Vec<Listener>,
    tell: Box<dyn Fn(Told)>,
    this: Weak<Self>,
}

impl DeskLink {
    /// Connects to `url`, and tells what happens.
    pub fn open(url: String, tell: impl Fn(Told) + 'static) -> Self {
        let inner = Rc::new_cyclic(|this: &Weak<Inner>| {
            let (ticked, up, down) = (this.clone(), this.clone(), this.clone());
            let window = leptos::prelude::window();
            Inner {
                url,
                machine: RefCell::new(Machine::new(new_seed())),
                socket: RefCell::new(None),
                timer: Timer::new(move || happened(&ticked, Event::Tick)),
                _listeners: vec![
                    Listener::new(&window, "online", move |_| happened(&up, Event::Online)),
                    Listener::new(&window, "offline", move |_| happened(&down, Event::Offline)),
                ],
                tell: Box::new(tell),
                this: this.clone(),
            }
        });
        inner.handle(Event::Start);
        Self(inner)
    }

    /// Sends what the agent did, if there is a connection.
    pub fn act(&self, frame: FromConsole) {
        self.0.handle(Event::Act(frame));
    }

    /// Tries again now.
    pub fn retry(&self) {
        self.0.handle(Event::Start);
    }

    /// Closes it for good.
    pub fn close(&self) {
        self.0.handle(Event::Stop);
    }
}

fn happened(link: &Weak<Inner>, event: Event) {
    if let Some(link) = link.upgrade() {
        link.handle(event);
    }
}

impl Inner {
    fn handle(&self, event: Event) {
        let (effects, connection) = {
            let mut machine = self.machine.borrow_mut();
            let before = machine.connection();
            let effects = machine.handle(now(), event);
            let after = machine.connection();
            (effects, (after != before).then_some(after))
        };
        for effect in effects {
            match effect {
                Effect::Connect => self.connect(),
                Effect::Disconnect => *self.socket.borrow_mut() = None,
                Effect::Send(text) => {
                    if let Some(socket) = &*self.socket.borrow() {
                        socket.send(&text);
                    }
                }
                Effect::Deliver(frame) => (self.tell)(Told::Frame(frame)),
                Effect::NotSent => (self.tell)(Told::NotSent),
                Effect::CheckSignIn => (self.tell)(Told::CheckSignIn),
            }
        }
        if let Some(connection) = connection {
            (self.tell)(Told::Connection(connection));
        }
        match self.machine.borrow().next_deadline() {
            Some(at) => self.timer.set(i32::try_from((at - now()).0.max(0)).unwrap_or(i32::MAX)),
            None => self.timer.clear(),
        }
    }

    fn connect(&self) {
        let this = self.this.clone();
        let socket = Socket::open(&self.url, &[SUBPROTOCOL.to_owned()], move |heard| {
            let event = match heard {
                Heard::Opened => Event::Opened,
                Heard::Text(text) => Event::Frame(text),
                Heard::Closed => Event::Closed,
            };
            happened(&this, event);
        });
        // A socket that can't even be made times out like one that never answers.
        *self.socket.borrow_mut() = socket;
    }
}
