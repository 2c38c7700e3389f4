//! A browser's end of one conversation: a session, what it keeps over reloads, and what its user did.

use crate::laws::{Checked, Law, Reader, ensure};
use warmline_model::{ClientId, Timestamp};
use warmline_session::{Connection, Effect, Event, Outgoing, Session, Side};
use warmline_testkit::Prng;

/// What the network is asked to do.
pub enum Wish {
    Connect,
    Disconnect,
    Send(String),
}

/// Something the user did.
pub struct Deed {
    id: ClientId,
    refused: bool,
}

/// One session with its user.
pub struct Client<S: Side> {
    pub session: Session<S>,
    pub conversation: usize,
    /// The present socket.
    pub link: Option<usize>,
    /// How many of the entries shown were checked.
    pub checked: usize,
    pub online: bool,
    name: String,
    saved: String,
    deeds: Vec<Deed>,
}

impl<S: Side> Client<S> {
    pub fn new(name: String, conversation: usize, seed: u64) -> Self {
        Self {
            session: Session::new(None, None, seed),
            conversation,
            link: None,
            checked: 0,
            online: true,
            name,
            saved: String::new(),
            deeds: Vec::new(),
        }
    }

    /// A name for the user's next deed.
    pub fn next_id(&self) -> ClientId {
        ClientId::new(format!("{}-{}", self.name, self.deeds.len())).expect("a good id")
    }

    /// Takes what happened; what is asked of the network comes back.
    pub fn handle(&mut self, now: Timestamp, event: Event<S>) -> Vec<Wish> {
        if let Event::Act(action) = &event
            && let Some(id) = action.client_id()
        {
            self.deeds.push(Deed { id: id.clone(), refused: false });
        }
        let mut wishes = Vec::new();
        for effect in self.session.handle(now, event) {
            match effect {
                Effect::Connect => wishes.push(Wish::Connect),
                Effect::Disconnect => wishes.push(Wish::Disconnect),
                Effect::Send(text) => wishes.push(Wish::Send(text)),
                Effect::Save(text) => self.saved = text,
                Effect::Refused(refusal) | Effect::Fatal(refusal) => {
                    let deed =
                        self.deeds.iter_mut().find(|d| Some(&d.id) == refusal.client_id.as_ref());
                    if let Some(deed) = deed {
                        deed.refused = true;
                    }
                }
                Effect::Changed => {}
            }
        }
        wishes
    }

    /// The page is loaded again: only what was saved is known.
    pub fn reload(&mut self, rng: &mut Prng) {
        self.session = Session::new(Some(&self.saved), None, rng.draw());
        self.checked = 0;
        self.online = true;
    }

    /// Whether nothing pends, and the connection stands or is not wanted.
    pub fn rests(&self) -> bool {
        let settled = matches!(self.session.connection(), Connection::Live | Connection::Idle);
        self.session.pending().is_empty() && settled
    }

    pub fn is_idle(&self) -> bool {
        self.session.connection() == Connection::Idle
    }

    /// All the user did is stored once and in order, or was refused.
    pub fn deeds_arrived(&self, agent: bool, reader: &Reader) -> Checked {
        let mut last = None;
        for deed in &self.deeds {
            let place = reader.place_of(agent, &deed.id);
            ensure(place.is_some() != deed.refused, Law::ActionsArrive, || {
                format!("{} is stored at {place:?}, refused: {}", deed.id, deed.refused)
            })?;
            if place.is_some() {
                ensure(place > last, Law::ActionsArrive, || {
                    format!(
                        "{} is stored at {place:?}, but what came before it at {last:?}",
                        deed.id
                    )
                })?;
                last = place;
            }
        }
        Ok(())
    }
}
