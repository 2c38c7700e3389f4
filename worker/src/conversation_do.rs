//! The Conversation object. Law: read, decide and write with no `await` between; send only what is written.

use crate::calls::{self, Received};
use crate::shell::{self, Role};
use crate::store::Store;
use crate::{files, jobs, knowledge, reply};
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::slice;
use warmline_handoff::self_service::ActionAnswer;
use warmline_model::{AgentId, LookUpOutcome, Seq, SiteId};
use warmline_objects::{
    Context, ConversationCall, ConversationObject, Reply, Row, SelfServiceJob, Target, Task, To,
    Turn,
};
use warmline_wire::{Code, Refusal};
use worker::{
    DurableObject, Env, Error, Request, Response, Result, State, WebSocket,
    WebSocketIncomingMessage, durable_object,
};

/// One per conversation; named `{site}/{conversation}`.
#[durable_object]
pub struct ConversationDo {
    inner: AssertUnwindSafe<Rc<Inner>>,
}

/// Shared with the call to the site's history, which outlives the alarm that began it: a history that does
/// not answer holds up neither the conversation nor what it has to tell the desk.
struct Inner {
    state: State,
    env: Env,
    loaded: RefCell<Option<Loaded>>,
}

struct Loaded {
    store: Store,
    object: Option<ConversationObject>,
}

impl DurableObject for ConversationDo {
    fn new(state: State, env: Env) -> Self {
        shell::answer_pings(&state);
        let loaded = RefCell::new(None);
        Self { inner: AssertUnwindSafe(Rc::new(Inner { state, env, loaded })) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        if request.path() == "/socket" {
            let role = calls::role(&request)?;
            return match self.inner.exists()? {
                true => shell::accept(&self.inner.state, role),
                false => {
                    reply::refuse_socket(&Refusal::new(Code::NotFound, "no such conversation"))
                }
            };
        }
        if request.path() == calls::DEPARTED {
            let agent: AgentId = serde_json::from_str(&request.text().await?)?;
            for (socket, attachment) in shell::live(self.inner.state.get_websockets()) {
                if matches!(&attachment.role, Role::Agent(account) if account.agent == agent) {
                    shell::dismiss(&socket);
                }
            }
            return Response::from_json(&true);
        }
        let received: Received<ConversationCall> = serde_json::from_str(&request.text().await?)?;
        Response::from_json(&self.inner.call(received)?)
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
        let Some(text) = reply::text_of(&socket, message) else { return Ok(()) };
        let turn = self.inner.turn(Some(&socket), |object, context| match &attachment.role {
            Role::Visitor => object.visitor_frame(context, attachment.greeted, &text),
            Role::Agent(account) => object.agent_frame(
                context,
                &account.agent,
                &account.name,
                attachment.greeted,
                &text,
            ),
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
        self.inner.count_visitor()
    }

    async fn websocket_error(&self, socket: WebSocket, _error: Error) -> Result<()> {
        shell::close(&socket, 1011);
        self.inner.count_visitor()
    }

    /// Catches everything: an alarm that fails six times is gone for good.
    async fn alarm(&self) -> Result<Response> {
        if let Some(loaded) = &*self.inner.loaded.borrow() {
            loaded.store.alarm_rang();
        }
        if let Err(error) = Inner::work(&self.inner).await {
            worker::console_error!("conversation alarm: {error}");
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
        run: impl FnOnce(&mut ConversationObject, &Context<'_>) -> Turn,
    ) -> Result<Turn> {
        let mut slot = self.loaded.borrow_mut();
        self.load(&mut slot)?;
        self.turn_in(&mut slot, sender, run)
    }

    fn turn_in(
        &self,
        slot: &mut Option<Loaded>,
        sender: Option<&WebSocket>,
        run: impl FnOnce(&mut ConversationObject, &Context<'_>) -> Turn,
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
        run: impl FnOnce(&mut ConversationObject, &Context<'_>) -> Turn,
    ) -> Result<Turn> {
        let Loaded { store, object: Some(object) } = loaded else {
            return Err(Error::RustError("no such conversation".into()));
        };
        let index = knowledge::at_hand(object.site());
        let unread = RefCell::new(None);
        let log = |after: Seq, most: usize| match store.entries_after(after, most) {
            Ok(entries) => entries,
            Err(error) => {
                unread.replace(Some(error));
                Vec::new()
            }
        };
        let context = Context { now: shell::now(), index: index.as_deref(), log: &log };
        let turn = shell::caught(|| run(object, &context))?;
        if let Some(error) = unread.take() {
            return Err(error);
        }
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
        shell::trace_load(&self.env, "conversation");
        let store = Store::open(self.state.storage())?;
        let Some(state) = store.state()? else {
            *slot = Some(Loaded { store, object: None });
            return Ok(());
        };
        let log = store.entries_after(Seq(0), usize::MAX)?;
        let object = ConversationObject::load(&state, log)
            .map_err(|refusal| Error::RustError(refusal.message))?;
        *slot = Some(Loaded { store, object: Some(object) });
        // Sockets that vanished with a killed process never said goodbye.
        let present = !self.visitors().is_empty();
        self.turn_in(slot, None, |object, context| object.visitor_present(context, present))
            .map(drop)
    }

    fn exists(&self) -> Result<bool> {
        let mut slot = self.loaded.borrow_mut();
        self.load(&mut slot)?;
        Ok(slot.as_ref().is_some_and(|loaded| loaded.object.is_some()))
    }

    fn send(&self, sender: Option<&WebSocket>, turn: &Turn) {
        if turn.frames.is_empty() {
            return;
        }
        let sockets = shell::live(self.state.get_websockets());
        for (to, text) in &turn.frames {
            if *to == To::Sender {
                if let Some(sender) = sender {
                    shell::send(sender, text);
                }
                continue;
            }
            for (socket, attachment) in sockets.iter().filter(|(_, a)| a.greeted) {
                match (to, &attachment.role) {
                    (To::Visitors, Role::Visitor) | (To::Agents, Role::Agent(_)) => {
                        shell::send(socket, text);
                    }
                    _ => {}
                }
            }
        }
    }

    fn call(&self, received: Received<ConversationCall>) -> Result<Reply> {
        let Received { site, id, call, .. } = received;
        if !self.exists()? {
            let (ConversationCall::Open { settings, opening }, Some(id)) = (call, id) else {
                let refusal = Refusal::new(Code::NotFound, "no such conversation");
                return Ok(Reply::Refused(refusal));
            };
            let (_, turn) = ConversationObject::open(shell::now(), site, id, *settings, opening);
            // Taken out, so that whatever becomes of the write, the object is what is stored.
            if let Some(Loaded { store, .. }) = self.loaded.borrow_mut().take() {
                store.commit(&turn)?;
            }
            return Ok(Reply::Done);
        }
        let mut answer = Reply::Done;
        self.turn(None, |object, context| {
            let (turn, reply) = object.call(context, call);
            answer = reply;
            turn
        })?;
        Ok(answer)
    }

    fn visitors(&self) -> Vec<(WebSocket, shell::Attachment)> {
        shell::live(self.state.get_websockets_with_tag(&Role::Visitor.tag()))
    }

    fn count_visitor(&self) -> Result<()> {
        let present = !self.visitors().is_empty();
        self.turn(None, |object, context| object.visitor_present(context, present)).map(drop)
    }

    /// Notices that whoever looked in without a socket does so no more.
    fn count_who_looked_in(&self) -> Result<()> {
        let is_over = |loaded: &Loaded| {
            let object = loaded.object.as_ref();
            object.and_then(|object| object.looks_away()).is_some_and(|at| at <= shell::now())
        };
        let is_over = self.loaded.borrow().as_ref().is_some_and(is_over);
        if is_over { self.count_visitor() } else { Ok(()) }
    }

    /// What the alarm is for: deadlines, questions for the knowledge base, calls to other objects.
    async fn work(this: &Rc<Self>) -> Result<()> {
        let mut site: Option<SiteId> = None;
        let mut asks = false;
        let mut record = None;
        this.count_who_looked_in()?;
        // First, so that the next alarm is not set for what is under way by then.
        this.turn(None, |object, context| {
            let (turn, begun) = object.begin_record(context);
            record = begun;
            turn
        })?;
        let mut look_up = None;
        this.turn(None, |object, context| {
            let (turn, begun) = object.begin_look_up(context);
            look_up = begun;
            turn
        })?;
        let mut served = None;
        this.turn(None, |object, context| {
            let (turn, begun) = object.begin_self_service(context);
            served = begun;
            turn
        })?;
        this.turn(None, |object, context| {
            let turn = object.wake(context);
            site = Some(object.site().clone());
            asks = object.asks_knowledge();
            turn
        })?;
        let Some(site) = site else { return Ok(()) };
        if let Some(row) = record {
            let (this, site) = (Rc::clone(this), site.clone());
            this.clone().state.wait_until(async move { this.tell_history(&site, row).await });
        }
        this.begin_removal()?;
        if let Some(job) = look_up {
            let this = Rc::clone(this);
            this.clone()
                .state
                .wait_until(async move { this.have_looked_up(Task::LookUp(job)).await });
        }
        if let Some(job) = served {
            let this = Rc::clone(this);
            this.clone().state.wait_until(async move { this.have_served(job).await });
        }
        this.go_on(&site, asks).await
    }

    /// Hands to the edge what the customer does by themselves; it is never begun again, and where this fails, they are
    /// told so.
    async fn have_served(&self, job: SelfServiceJob) {
        let run = job.run.run;
        if let Err(error) = jobs::hand_over(&self.state, &self.env, &Task::SelfService(job)).await {
            worker::console_error!("self-service: {error}");
            let answer = Box::new(ActionAnswer::ended(LookUpOutcome::Unreachable));
            let call = ConversationCall::SelfServed { run, answer };
            if let Err(error) = self.turn(None, |object, context| object.call(context, call).0) {
                // The machine tells it when its time is over.
                worker::console_error!("a conversation, after self-service: {error}");
            }
        }
    }

    /// Has files removed that no message took.
    fn begin_removal(self: &Rc<Self>) -> Result<()> {
        let mut over = Vec::new();
        let mut of = None;
        self.turn(None, |object, context| {
            let (turn, files) = object.begin_removal(context);
            over = files;
            of = Some((object.site().clone(), object.id().clone()));
            turn
        })?;
        let Some((site, conversation)) = of.filter(|_| !over.is_empty()) else { return Ok(()) };
        let this = Rc::clone(self);
        self.state.wait_until(async move {
            let removed = files::remove(&this.env, &site, &conversation, &over).await;
            if let Err(error) = &removed {
                worker::console_error!("files of {site}: {error}");
            }
            let done =
                this.turn(None, |object, context| object.removed(context, &over, removed.is_ok()));
            if let Err(error) = done {
                // What is stored is loaded again and removed again.
                worker::console_error!("a conversation of {site}, after removing files: {error}");
            }
        });
        Ok(())
    }

    /// Hands the look-ups to the edge; where that fails, they are begun again when their time is over.
    async fn have_looked_up(&self, task: Task) {
        if let Err(error) = jobs::hand_over(&self.state, &self.env, &task).await {
            worker::console_error!("look-ups: {error}");
        }
    }

    /// Asks the knowledge base and a language model, where they are needed, and calls desks.
    async fn go_on(&self, site: &SiteId, asks: bool) -> Result<()> {
        if asks {
            match knowledge::load(&self.env, site).await {
                Ok(_) => self.turn(None, |object, context| object.wake(context))?,
                Err(error) => {
                    worker::console_error!("knowledge base of {site}: {error}");
                    self.turn(None, |object, context| object.knowledge_failed(context))?
                }
            };
        }
        self.have_written().await?;
        self.deliver(site).await
    }

    /// Tells the site's history what it has not heard; the outcome is a turn of its own.
    async fn tell_history(&self, site: &SiteId, row: Row) {
        let (_, failed) =
            calls::deliver_to(&self.env, site, &Target::History, slice::from_ref(&row)).await;
        let done = self.turn(None, |object, context| object.recorded(context, row.id, !failed));
        if let Err(error) = done {
            // What is stored is loaded again and told again.
            worker::console_error!(
                "a conversation of {site}, after a call to its history: {error}"
            );
        }
    }

    /// Hands the open question to a language model, if it is to have it.
    async fn have_written(&self) -> Result<()> {
        let mut job = None;
        self.turn(None, |object, context| {
            let (turn, begun) = object.begin_writing(context);
            job = begun;
            turn
        })?;
        let Some(job) = job else { return Ok(()) };
        let call = ConversationCall::NotWritten { epoch: job.epoch, to: job.to };
        let task = Task::Write(job);
        if let Err(error) = jobs::hand_over(&self.state, &self.env, &task).await {
            worker::console_error!("language model: {error}");
            self.turn(None, |object, context| object.call(context, call).0)?;
        }
        Ok(())
    }

    async fn deliver(&self, site: &SiteId) -> Result<()> {
        let mut rows: Vec<Row> = Vec::new();
        if let Some(Loaded { object: Some(object), .. }) = &*self.loaded.borrow() {
            rows = object.due(shell::now());
        }
        if rows.is_empty() {
            return Ok(());
        }
        let (arrived, failed) = calls::deliver(&self.env, site, rows).await;
        let done = |object: &mut ConversationObject, context: &Context<'_>| {
            object.delivered(context, &arrived, &failed)
        };
        self.turn(None, done).map(drop)
    }
}
