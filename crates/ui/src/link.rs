//! A session in a browser: its socket, its timer, its store, and the network's comings and goings.

use crate::browser::{Listener, new_seed, now, time_zone};
use crate::socket::{Heard, Socket};
use crate::storage::Area;
use crate::timer::Timer;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};
use warmline_model::{PageRef, Seq};
use warmline_session::{Effect, Event, Session, Side, Trail};
use warmline_wire::Refusal;

/// Where a link goes, and what it keeps.
pub struct LinkConfig {
    /// The socket's address, `ws:` or `wss:`.
    pub url: String,
    /// The subprotocols to name; a token goes here.
    pub protocols: Vec<String>,
    /// Under which key the outbox is kept in this browser; `None`: it isn't.
    pub storage_key: Option<String>,
    /// The page the visitor is on.
    pub page: Option<PageRef>,
}

/// One end of a conversation, live. Clones are the same link; it closes when the last one is dropped.
///
/// Calls from within a callback are taken up as soon as the callback has returned.
pub struct Link<S: Side + 'static>(Rc<Inner<S>>);

impl<S: Side + 'static> Clone for Link<S> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

type OnChange<S> = dyn Fn(&Session<S>);
type OnRefused<S> = dyn Fn(Refusal, Option<<S as Side>::Out>);

struct Inner<S: Side> {
    config: LinkConfig,
    session: RefCell<Session<S>>,
    queue: RefCell<VecDeque<Event<S>>>,
    draining: Cell<bool>,
    socket: RefCell<Option<Socket>>,
    timer: Timer,
    listeners: RefCell<Vec<Listener>>,
    on_change: Box<OnChange<S>>,
    on_refused: Box<OnRefused<S>>,
    this: Weak<Self>,
}

impl<S: Side + 'static> Link<S> {
    /// Opens a link and begins to connect. `on_change` is called whenever something to be shown has
    /// changed; `on_refused` when an action was refused for good, with the action itself. That the link
    /// has ended is a change too: see [`Session::connection`].
    pub fn open(
        config: LinkConfig,
        on_change: impl Fn(&Session<S>) + 'static,
        on_refused: impl Fn(Refusal, Option<S::Out>) + 'static,
    ) -> Self {
        let saved = config.storage_key.as_deref().and_then(|key| Area::Browser.get(key));
        let session = Session::new(saved.as_deref(), config.page.clone(), new_seed());
        let session = session.in_zone(time_zone());
        let inner = Rc::new_cyclic(|this: &Weak<Inner<S>>| {
            let ticked = this.clone();
            Inner {
                config,
                session: RefCell::new(session),
                queue: RefCell::new(VecDeque::new()),
                draining: Cell::new(false),
                socket: RefCell::new(None),
                timer: Timer::new(move || tell(&ticked, Event::Tick)),
                listeners: RefCell::new(Vec::new()),
                on_change: Box::new(on_change),
                on_refused: Box::new(on_refused),
                this: this.clone(),
            }
        });
        inner.listen();
        inner.handle(Event::Start);
        Self(inner)
    }

    /// Does something; it is kept and repeated until the edge has it.
    pub fn act(&self, action: S::Out) {
        self.0.handle(Event::Act(action));
    }

    /// A key was struck (`true`), or the composer was cleared (`false`).
    pub fn typing(&self, on: bool) {
        self.0.handle(Event::Typing(on));
    }

    /// The user has seen the log up to here.
    pub fn seen(&self, seq: Seq) {
        self.0.handle(Event::Seen(seq));
    }

    /// The user went on to these pages, and did these things there.
    pub fn went(&self, trail: Trail) {
        self.0.handle(Event::Went(trail));
    }

    /// Tries again now, after a loss or after the end.
    pub fn retry(&self) {
        self.0.handle(Event::Start);
    }

    /// Looks at the session.
    pub fn with<R>(&self, look: impl FnOnce(&Session<S>) -> R) -> R {
        let result = look(&self.0.session.borrow());
        self.0.drain();
        result
    }

    /// Closes the link. The outbox is kept for the next one under the same key.
    pub fn close(&self) {
        self.0.listeners.borrow_mut().clear();
        self.0.handle(Event::Stop);
    }
}

fn tell<S: Side + 'static>(link: &Weak<Inner<S>>, event: Event<S>) {
    if let Some(link) = link.upgrade() {
        link.handle(event);
    }
}

impl<S: Side + 'static> Inner<S> {
    fn listen(&self) {
        let Some(window) = web_sys::window() else { return };
        let (up, down) = (self.this.clone(), self.this.clone());
        *self.listeners.borrow_mut() = vec![
            Listener::new(&window, "online", move |_| tell(&up, Event::Online)),
            Listener::new(&window, "offline", move |_| tell(&down, Event::Offline)),
        ];
    }

    fn handle(&self, event: Event<S>) {
        self.queue.borrow_mut().push_back(event);
        self.drain();
    }

    /// Takes up what has happened, one by one, unless that is being done further up or somebody looks.
    fn drain(&self) {
        if self.draining.get() {
            return;
        }
        loop {
            let Ok(mut session) = self.session.try_borrow_mut() else { return };
            let Some(event) = self.queue.borrow_mut().pop_front() else { break };
            let effects = session.handle(now(), event);
            drop(session);
            self.draining.set(true);
            for effect in effects {
                self.run(effect);
            }
            self.draining.set(false);
        }
        self.set_timer();
    }

    fn run(&self, effect: Effect) {
        match effect {
            Effect::Connect => self.connect(),
            Effect::Disconnect => *self.socket.borrow_mut() = None,
            Effect::Send(text) => {
                if let Some(socket) = &*self.socket.borrow() {
                    socket.send(&text);
                }
            }
            Effect::Save(text) => {
                if let Some(key) = &self.config.storage_key {
                    Area::Browser.set(key, &text);
                }
            }
            Effect::Changed => (self.on_change)(&self.session.borrow()),
            Effect::Refused(refusal) => {
                let action = refusal
                    .client_id
                    .as_ref()
                    .and_then(|client_id| self.session.borrow_mut().take_refused(client_id));
                (self.on_refused)(refusal, action);
            }
            // Shown by the connection's state, which has changed with it.
            Effect::Fatal(_) => {}
        }
    }

    fn connect(&self) {
        let this = self.this.clone();
        let socket = Socket::open(&self.config.url, &self.config.protocols, move |heard| {
            tell(
                &this,
                match heard {
                    Heard::Opened => Event::Opened,
                    Heard::Text(text) => Event::Frame(text),
                    Heard::Closed => Event::Closed,
                },
            );
        });
        if socket.is_none() {
            self.queue.borrow_mut().push_back(Event::Closed);
        }
        *self.socket.borrow_mut() = socket;
    }

    fn set_timer(&self) {
        match self.session.borrow().next_deadline() {
            Some(at) => {
                let ms = (at - now()).0.clamp(0, i64::from(i32::MAX));
                self.timer.set(i32::try_from(ms).unwrap_or(i32::MAX));
            }
            None => self.timer.clear(),
        }
    }
}
