//! The Desk object. Law: read, decide and write with no `await` between; send only what is written.

use crate::calls::{self, Received};
use crate::reply;
use crate::shell::{self, Role};
use crate::store::Store;
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use warmline_handoff::desk::Profile;
use warmline_model::{AgentId, SiteId};
use warmline_objects::{DeskCall, DeskObject, Reply, Row, To, Turn};
use worker::{
    DurableObject, Env, Error, Request, Response, Result, State, WebSocket,
    WebSocketIncomingMessage, durable_object,
};

/// One per site; named `{site}/all`.
#[durable_object]
pub struct DeskDo {
    state: State,
    env: Env,
    loaded: AssertUnwindSafe<RefCell<Option<Loaded>>>,
}

struct Loaded {
    store: Store,
    /// Absent until the site's first handoff or first console.
    object: Option<DeskObject>,
}

impl DurableObject for DeskDo {
    fn new(state: State, env: Env) -> Self {
        shell::answer_pings(&state);
        Self { state, env, loaded: AssertUnwindSafe(RefCell::new(None)) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        if request.path() == "/socket" {
            self.found(calls::site_of(&request)?)?;
            return shell::accept(&self.state, calls::role(&request)?);
        }
        let received: Received<DeskCall> = serde_json::from_str(&request.text().await?)?;
        self.found(received.site)?;
        let mut answer = Reply::Done;
        self.turn(None, |object| {
            let (turn, reply) = object.call(shell::now(), received.call);
            answer = reply;
            turn
        })?;
        Response::from_json(&answer)
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<()> {
        let attachment = shell::attachment(&socket)?;
        if attachment.gone {
            return Ok(());
        }
        let Role::Agent(account) = &attachment.role else {
            return Err(Error::RustError("a visitor's socket at the desk".into()));
        };
        let profile = Profile {
            name: account.name.clone(),
            department: account.department,
            capacity: account.capacity,
        };
        let Some(text) = reply::text_of(&socket, message) else { return Ok(()) };
        let (agent, greeted) = (&account.agent, attachment.greeted);
        let turn = self.turn(Some(&socket), |object| {
            object.console_frame(shell::now(), agent, profile, greeted, &text)
        });
        if let Err(error) = turn {
            reply::fault(&socket, &text, &error);
        }
        Ok(())
    }

    async fn websocket_close(
        &self,
        socket: WebSocket,
        code: usize,
        _reason: String,
        _was_clean: bool,
    ) -> Result<()> {
        shell::close(&socket, code);
        self.count_consoles()
    }

    async fn websocket_error(&self, socket: WebSocket, _error: Error) -> Result<()> {
        shell::close(&socket, 1011);
        self.count_consoles()
    }

    /// Catches everything: an alarm that fails six times is gone for good.
    async fn alarm(&self) -> Result<Response> {
        if let Err(error) = self.work().await {
            worker::console_error!("desk alarm: {error}");
            self.state.storage().set_alarm(shell::AGAIN).await?;
        }
        Response::empty()
    }
}

impl DeskDo {
    /// Runs one turn: loads if needed, decides, writes, and only then sends.
    fn turn(
        &self,
        sender: Option<&WebSocket>,
        run: impl FnOnce(&mut DeskObject) -> Turn,
    ) -> Result<Turn> {
        let mut slot = self.loaded.borrow_mut();
        self.load(&mut slot)?;
        self.turn_in(&mut slot, sender, run)
    }

    fn turn_in(
        &self,
        slot: &mut Option<Loaded>,
        sender: Option<&WebSocket>,
        run: impl FnOnce(&mut DeskObject) -> Turn,
    ) -> Result<Turn> {
        // Taken out, so that a turn that fails or panics half-way is loaded again from what is stored.
        let Some(mut loaded) = slot.take() else {
            return Err(Error::RustError("not loaded".into()));
        };
        let turn = self.try_turn(&mut loaded, sender, run)?;
        *slot = Some(loaded);
        Ok(turn)
    }

    fn try_turn(
        &self,
        loaded: &mut Loaded,
        sender: Option<&WebSocket>,
        run: impl FnOnce(&mut DeskObject) -> Turn,
    ) -> Result<Turn> {
        let Loaded { store, object: Some(object) } = loaded else {
            return Err(Error::RustError("no such desk".into()));
        };
        let turn = shell::caught(|| run(object))?;
        if let Err(error) = store.commit(&turn) {
            // It may be stored all the same: clients come back and ask for what they miss.
            shell::drop_all(&self.state);
            return Err(error);
        }
        if let (true, Some(sender)) = (turn.greeted, sender) {
            shell::greet(sender)?;
        }
        self.send(sender, &turn);
        Ok(turn)
    }

    fn load(&self, slot: &mut Option<Loaded>) -> Result<()> {
        if slot.is_some() {
            return Ok(());
        }
        shell::trace_load(&self.env, "desk");
        let store = Store::open(self.state.storage())?;
        let Some(state) = store.state()? else {
            *slot = Some(Loaded { store, object: None });
            return Ok(());
        };
        let object =
            DeskObject::load(&state).map_err(|refusal| Error::RustError(refusal.message))?;
        *slot = Some(Loaded { store, object: Some(object) });
        // Consoles that vanished with a killed process never said goodbye.
        let present = self.present();
        self.turn_in(slot, None, |object| object.consoles_present(shell::now(), &present)).map(drop)
    }

    /// Makes the site's desk if there is none yet.
    fn found(&self, site: SiteId) -> Result<()> {
        let mut slot = self.loaded.borrow_mut();
        self.load(&mut slot)?;
        if let Some(Loaded { object: object @ None, .. }) = &mut *slot {
            *object = Some(DeskObject::new(site));
        }
        Ok(())
    }

    fn send(&self, sender: Option<&WebSocket>, turn: &Turn) {
        if turn.frames.is_empty() {
            return;
        }
        let sockets = shell::live(self.state.get_websockets());
        for (to, text) in &turn.frames {
            match to {
                To::Sender => sender.iter().for_each(|socket| shell::send(socket, text)),
                To::Console(agent) => {
                    let own = sockets.iter().filter(|(_, a)| a.greeted);
                    for (socket, _) in own.filter(|(_, a)| is_of(&a.role, agent)) {
                        shell::send(socket, text);
                    }
                }
                To::Visitors | To::Agents => {}
            }
        }
    }

    fn present(&self) -> Vec<AgentId> {
        let sockets = shell::live(self.state.get_websockets()).into_iter();
        let greeted = sockets.filter(|(_, attachment)| attachment.greeted);
        greeted
            .filter_map(|(_, attachment)| match attachment.role {
                Role::Agent(account) => Some(account.agent),
                Role::Visitor => None,
            })
            .collect()
    }

    fn count_consoles(&self) -> Result<()> {
        let present = self.present();
        self.turn(None, |object| object.consoles_present(shell::now(), &present)).map(drop)
    }

    async fn work(&self) -> Result<()> {
        let mut due: Option<(SiteId, Vec<Row>)> = None;
        self.turn(None, |object| {
            let now = shell::now();
            let turn = object.wake(now);
            due = Some((object.site().clone(), object.due(now)));
            turn
        })?;
        let Some((site, rows)) = due.filter(|(_, rows)| !rows.is_empty()) else { return Ok(()) };
        let (arrived, failed) = calls::deliver(&self.env, &site, &rows).await;
        self.turn(None, |object| object.delivered(shell::now(), &arrived, &failed)).map(drop)
    }
}

fn is_of(role: &Role, agent: &AgentId) -> bool {
    matches!(role, Role::Agent(account) if account.agent == *agent)
}
