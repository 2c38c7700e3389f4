//! The Conversation object. Law: read, decide and write with no `await` between; send only what is written.

use crate::calls::{self, Received};
use crate::shell::{self, Role};
use crate::store::Store;
use crate::{knowledge, reply};
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use warmline_model::{Seq, SiteId};
use warmline_objects::{Context, ConversationCall, ConversationObject, Reply, Row, To, Turn};
use warmline_wire::{Code, Refusal};
use worker::{
    DurableObject, Env, Error, Request, Response, Result, State, WebSocket,
    WebSocketIncomingMessage, durable_object,
};

/// One per conversation; named `{site}/{conversation}`.
#[durable_object]
pub struct ConversationDo {
    state: State,
    env: Env,
    loaded: AssertUnwindSafe<RefCell<Option<Loaded>>>,
}

struct Loaded {
    store: Store,
    object: Option<ConversationObject>,
}

impl DurableObject for ConversationDo {
    fn new(state: State, env: Env) -> Self {
        shell::answer_pings(&state);
        Self { state, env, loaded: AssertUnwindSafe(RefCell::new(None)) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        if request.path() == "/socket" {
            let role = calls::role(&request)?;
            return match self.exists()? {
                true => shell::accept(&self.state, role),
                false => reply::refuse_socket(&Refusal::new(Code::NotFound, "no such conversation")),
            };
        }
        let received: Received<ConversationCall> = serde_json::from_str(&request.text().await?)?;
        Response::from_json(&self.call(received)?)
    }

    async fn websocket_message(
        &self,
        socket: WebSocket,
        message: WebSocketIncomingMessage,
    ) -> Result<()> {
        let mut attachment = shell::attachment(&socket)?;
        let text = reply::text_of(message);
        let turn = self.turn(Some(&socket), |object, context| match &attachment.role {
            Role::Visitor => object.visitor_frame(context, attachment.greeted, &text),
            Role::Agent(account) => {
                object.agent_frame(context, &account.agent, attachment.greeted, &text)
            }
        })?;
        if turn.greeted {
            attachment.greeted = true;
            socket.serialize_attachment(attachment)?;
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
        self.count_visitor()
    }

    async fn websocket_error(&self, socket: WebSocket, _error: Error) -> Result<()> {
        shell::close(&socket, 1011);
        self.count_visitor()
    }

    /// Catches everything: an alarm that fails six times is gone for good.
    async fn alarm(&self) -> Result<Response> {
        if let Err(error) = self.work().await {
            worker::console_error!("conversation alarm: {error}");
        }
        Response::empty()
    }
}

impl ConversationDo {
    /// Runs one turn: loads if needed, decides, writes, and only then sends.
    fn turn(
        &self,
        sender: Option<&WebSocket>,
        run: impl FnOnce(&mut ConversationObject, &Context<'_>) -> Turn,
    ) -> Result<Turn> {
        let mut slot = self.loaded.borrow_mut();
        let fresh = slot.is_none();
        let loaded = self.load(&mut slot)?;
        let Loaded { store, object: Some(object) } = loaded else {
            return Err(Error::RustError("no such conversation".into()));
        };
        let index = knowledge::at_hand(object.site());
        let log = |after: Seq| store.entries_after(after).unwrap_or_default();
        let context = Context { now: shell::now(), index: index.as_deref(), log: &log };
        if fresh {
            // Sockets that vanished with a killed process never said goodbye.
            let present = !self.visitors().is_empty();
            let turn = object.visitor_present(&context, present);
            self.commit(store, &turn)?;
        }
        let turn = run(object, &context);
        if let Err(error) = self.commit(store, &turn) {
            // What is in memory may not be what is stored: load it again, and let clients resume.
            *slot = None;
            shell::drop_all(&self.state);
            return Err(error);
        }
        self.send(sender, &turn);
        Ok(turn)
    }

    fn load<'a>(&self, slot: &'a mut Option<Loaded>) -> Result<&'a mut Loaded> {
        if slot.is_none() {
            shell::trace_load(&self.env, "conversation");
            let store = Store::open(self.state.storage())?;
            let object = match store.state()? {
                Some(state) => {
                    let log = store.entries_after(Seq(0))?;
                    let object = ConversationObject::load(&state, log);
                    Some(object.map_err(|refusal| Error::RustError(refusal.message))?)
                }
                None => None,
            };
            *slot = Some(Loaded { store, object });
        }
        slot.as_mut().ok_or_else(|| Error::RustError("not loaded".into()))
    }

    fn exists(&self) -> Result<bool> {
        Ok(self.load(&mut self.loaded.borrow_mut())?.object.is_some())
    }

    fn commit(&self, store: &Store, turn: &Turn) -> Result<()> {
        store.commit(turn)
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
        let Received { site, id, call } = received;
        if !self.exists()? {
            let (ConversationCall::Open { page, settings }, Some(id)) = (call, id) else {
                let refusal = Refusal::new(Code::NotFound, "no such conversation");
                return Ok(Reply::Refused(refusal));
            };
            let (object, turn) = ConversationObject::open(shell::now(), site, id, settings, page);
            let mut slot = self.loaded.borrow_mut();
            let loaded = self.load(&mut slot)?;
            self.commit(&loaded.store, &turn)?;
            loaded.object = Some(object);
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

    /// What the alarm is for: deadlines, questions for the knowledge base, calls to other objects.
    async fn work(&self) -> Result<()> {
        let mut site: Option<SiteId> = None;
        let mut asks = false;
        self.turn(None, |object, context| {
            let turn = object.wake(context);
            site = Some(object.site().clone());
            asks = object.asks_knowledge();
            turn
        })?;
        let Some(site) = site else { return Ok(()) };
        if asks {
            match knowledge::load(&self.env, &site).await {
                Ok(_) => self.turn(None, |object, context| object.wake(context))?,
                Err(error) => {
                    worker::console_error!("knowledge base of {site}: {error}");
                    self.turn(None, |object, context| object.knowledge_failed(context))?
                }
            };
        }
        self.deliver(&site).await
    }

    async fn deliver(&self, site: &SiteId) -> Result<()> {
        let mut rows: Vec<Row> = Vec::new();
        if let Some(Loaded { object: Some(object), .. }) = &*self.loaded.borrow() {
            rows = object.due(shell::now()).to_vec();
        }
        if rows.is_empty() {
            return Ok(());
        }
        let mut arrived = Vec::new();
        let mut failed = false;
        for row in &rows {
            match calls::deliver(&self.env, site, &row.target, &row.body).await {
                Ok(_) => arrived.push(row.id),
                Err(error) => {
                    worker::console_error!("outbox of a conversation: {error}");
                    failed = true;
                    break;
                }
            }
        }
        let done = |object: &mut ConversationObject, context: &Context<'_>| {
            object.delivered(context, &arrived, failed)
        };
        self.turn(None, done).map(drop)
    }
}
