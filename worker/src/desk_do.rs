//! The Desk object. Law: read, decide and write with no `await` between; send only what is written.

use crate::calls::{self, Received};
use crate::jobs;
use crate::reply;
use crate::shell::{self, Attachment, Role};
use crate::store::Store;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use warmline_handoff::DeskName;
use warmline_handoff::desk::Profile;
use warmline_model::{AgentId, SiteId};
use warmline_objects::{Account, DeskCall, DeskObject, Reply, Row, Target, Task, To, Turn};
use worker::{
    DurableObject, Env, Error, Request, Response, Result, State, WebSocket,
    WebSocketIncomingMessage, durable_object,
};

/// One per desk of a site; named `{site}/{desk}`.
#[durable_object]
pub struct DeskDo {
    inner: AssertUnwindSafe<Rc<Inner>>,
}

/// Shared with the calls that are under way, which outlive the alarm that began them: a conversation
/// that does not answer holds up neither the desk nor what it has to tell others.
struct Inner {
    state: State,
    env: Env,
    loaded: RefCell<Option<Loaded>>,
}

struct Loaded {
    store: Store,
    /// Absent until the site's first handoff or first console.
    object: Option<DeskObject>,
}

impl DurableObject for DeskDo {
    fn new(state: State, env: Env) -> Self {
        shell::answer_pings(&state);
        let loaded = RefCell::new(None);
        Self { inner: AssertUnwindSafe(Rc::new(Inner { state, env, loaded })) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        if request.path() == "/socket" {
            self.inner.found(calls::site_of(&request)?, calls::desk_of(&request)?)?;
            return shell::accept(&self.inner.state, calls::role(&request)?);
        }
        let received: Received<DeskCall> = serde_json::from_str(&request.text().await?)?;
        self.inner.found(received.site, received.desk)?;
        let staff = match &received.call {
            DeskCall::Know { agents } => Some(agents.iter().cloned().collect()),
            _ => None,
        };
        let mut answer = Reply::Done;
        self.inner.turn(None, |object| {
            let (turn, reply) = object.call(shell::now(), received.call);
            answer = reply;
            turn
        })?;
        if let Some(staff) = staff {
            self.inner.consoles_of(&staff)?;
        }
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
        let profile = account.profile();
        let Some(text) = reply::text_of(&socket, message) else { return Ok(()) };
        let (agent, greeted) = (&account.agent, attachment.greeted);
        let turn = self.inner.turn(Some(&socket), |object| {
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
        self.inner.count_consoles()
    }

    async fn websocket_error(&self, socket: WebSocket, _error: Error) -> Result<()> {
        shell::close(&socket, 1011);
        self.inner.count_consoles()
    }

    /// Catches everything: an alarm that fails six times is gone for good.
    async fn alarm(&self) -> Result<Response> {
        if let Err(error) = Inner::work(&self.inner) {
            worker::console_error!("desk alarm: {error}");
            // Loaded again from what is stored, which knows nothing of the alarm set here.
            self.inner.loaded.borrow_mut().take();
            self.inner.state.storage().set_alarm(shell::AGAIN).await?;
        }
        Response::empty()
    }
}

impl Inner {
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
        let object = match store.state()? {
            Some(state) => {
                let (object, turn) =
                    DeskObject::of_first_version(shell::now(), &state).map_err(unreadable)?;
                store.commit_instead_of_state(&turn)?;
                object
            }
            None => match store.records()? {
                records if records.is_empty() => {
                    *slot = Some(Loaded { store, object: None });
                    return Ok(());
                }
                records => DeskObject::load(records).map_err(unreadable)?,
            },
        };
        *slot = Some(Loaded { store, object: Some(object) });
        // Consoles that vanished with a killed process never said goodbye.
        let present = self.present();
        self.turn_in(slot, None, |object| object.consoles_present(shell::now(), &present)).map(drop)
    }

    /// Makes the site's desk if there is none yet.
    fn found(&self, site: SiteId, name: DeskName) -> Result<()> {
        let mut slot = self.loaded.borrow_mut();
        self.load(&mut slot)?;
        if let Some(Loaded { object: object @ None, .. }) = &mut *slot {
            *object = Some(DeskObject::new(site, name));
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
                    for (socket, attachment) in own.filter(|(_, a)| is_of(&a.role, agent)) {
                        shell::send_noting(socket, attachment, text);
                    }
                }
                To::Visitors | To::Agents => {}
            }
        }
    }

    /// Who has a console. One that is half open is closed here: if somebody is there, they come back.
    fn present(&self) -> Vec<AgentId> {
        let mut present = Vec::new();
        for (socket, attachment) in shell::live(self.state.get_websockets()) {
            if shell::is_gone(&self.state, &socket, &attachment) {
                shell::close(&socket, 1011);
            } else if attachment.greeted
                && let Role::Agent(account) = attachment.role
            {
                present.push(account.agent);
            }
        }
        present
    }

    /// Whoever is not of the desk any more is told so, and their consoles are closed; the others' go on under
    /// their account as it is now.
    fn consoles_of(&self, staff: &BTreeMap<AgentId, Profile>) -> Result<()> {
        for (socket, attachment) in shell::live(self.state.get_websockets()) {
            let Role::Agent(account) = &attachment.role else { continue };
            match staff.get(&account.agent) {
                Some(profile) if *profile == account.profile() => {}
                Some(profile) => {
                    let role = Role::Agent(Account::of(account.agent.clone(), profile.clone()));
                    socket.serialize_attachment(Attachment { role, ..attachment })?;
                }
                None => shell::dismiss(&socket),
            }
        }
        Ok(())
    }

    fn count_consoles(&self) -> Result<()> {
        let present = self.present();
        self.turn(None, |object| object.consoles_present(shell::now(), &present)).map(drop)
    }

    /// What the alarm is for: deadlines, consoles that vanished, calls to conversations.
    fn work(this: &Rc<Self>) -> Result<()> {
        let mut slot = this.loaded.borrow_mut();
        this.load(&mut slot)?;
        if let Some(Loaded { store, .. }) = &*slot {
            store.alarm_rang();
        }
        let present = this.present();
        let mut due: Option<(SiteId, Vec<Row>)> = None;
        let mut pushes = Vec::new();
        let mut readings = None;
        this.turn_in(&mut slot, None, |object| {
            let now = shell::now();
            // First, so that the next alarm is not set for what is under way by then.
            due = Some((object.site().clone(), object.take_due(now)));
            pushes = object.take_pushes(now);
            readings = object.take_readings();
            object.wake(now, &present)
        })?;
        let Some((site, rows)) = due else { return Ok(()) };
        if !pushes.is_empty() {
            let (this, site) = (Rc::clone(this), site.clone());
            this.clone().state.wait_until(async move { this.have_pushed(&site, pushes).await });
        }
        if let Some(job) = readings {
            let this = Rc::clone(this);
            this.clone()
                .state
                .wait_until(async move { this.have_read(Task::ReadCalendars(job)).await });
        }
        for (to, rows) in calls::by_target(rows) {
            let (this, site) = (Rc::clone(this), site.clone());
            this.clone().state.wait_until(async move { this.deliver(&site, &to, &rows).await });
        }
        Ok(())
    }

    /// Hands calendars to the edge; where that fails, they are begun again when their time is over.
    async fn have_read(&self, task: Task) {
        if let Err(error) = jobs::hand_over(&self.state, &self.env, &task).await {
            worker::console_error!("calendars: {error}");
        }
    }

    /// Has the site wake these agents' devices; the outcome is a turn of its own.
    async fn have_pushed(&self, site: &SiteId, agents: Vec<AgentId>) {
        let told = calls::ring(&self.env, site, agents).await;
        if let Err(error) = &told {
            worker::console_error!("desk of {site}, to have agents' devices woken: {error}");
        }
        let done = self.turn(None, |object| object.pushed(shell::now(), told.ok()));
        if let Err(error) = done {
            // What is stored is loaded again and told again.
            worker::console_error!("desk of {site}, after agents' devices were woken: {error}");
        }
    }

    /// Tells one conversation what it is to hear, in order; each outcome is a turn of its own.
    async fn deliver(&self, site: &SiteId, to: &Target, rows: &[Row]) {
        let (arrived, failed) = calls::deliver_to(&self.env, site, to, rows).await;
        let done = self.turn(None, |object| object.delivered(shell::now(), to, &arrived, failed));
        if let Err(error) = done {
            // What is stored is loaded again and told again.
            worker::console_error!("desk of {site}, after a call to {to:?}: {error}");
        }
    }
}

fn unreadable(refusal: warmline_wire::Refusal) -> Error {
    Error::RustError(refusal.message)
}

fn is_of(role: &Role, agent: &AgentId) -> bool {
    matches!(role, Role::Agent(account) if account.agent == *agent)
}
