//! The Outgoing object: what leaves for a site's other systems. Law: a row is written before its call goes out, and
//! the calls themselves, with the owners' secrets, are the edge's.

use crate::calls::{self, Received, SiteCall};
use crate::store::Store;
use crate::{jobs, shell};
use std::cell::RefCell;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use warmline_model::SiteId;
use warmline_objects::{
    Ended, OutgoingCall, OutgoingJob, OutgoingObject, OutgoingRoutes, OutgoingTurn, Reply, Task,
};
use warmline_outgoing::Outcome;
use worker::{DurableObject, Env, Error, Request, Response, Result, State, durable_object};

/// Append-only: a change of the tables is a new line.
const MIGRATIONS: &[&str] =
    &["CREATE TABLE records (key TEXT PRIMARY KEY, json TEXT NOT NULL) STRICT, WITHOUT ROWID"];

/// One per site; named by it.
#[durable_object(alarm)]
pub struct OutgoingDo {
    inner: AssertUnwindSafe<Rc<Inner>>,
}

struct Inner {
    state: State,
    env: Env,
    loaded: RefCell<Option<Loaded>>,
}

struct Loaded {
    store: Store,
    object: OutgoingObject,
}

impl DurableObject for OutgoingDo {
    fn new(state: State, env: Env) -> Self {
        Self { inner: AssertUnwindSafe(Rc::new(Inner { state, env, loaded: RefCell::new(None) })) }
    }

    async fn fetch(&self, mut request: Request) -> Result<Response> {
        let received: Received<OutgoingCall> = serde_json::from_str(&request.text().await?)?;
        let Received { site, call, .. } = received;
        let now = shell::now();
        let reply = self.inner.turn(|object| object.call(now, chance(), &site, call))?;
        Response::from_json(&reply)
    }

    /// Catches everything: an alarm that fails six times is gone for good.
    async fn alarm(&self) -> Result<Response> {
        if let Some(loaded) = &*self.inner.loaded.borrow() {
            loaded.store.alarm_rang();
        }
        if let Err(error) = self.inner.work().await {
            worker::console_error!("outgoing alarm: {error}");
            // Loaded again from what is stored, which knows nothing of the alarm set here.
            self.inner.loaded.borrow_mut().take();
            self.inner.state.storage().set_alarm(shell::AGAIN).await?;
        }
        Response::empty()
    }
}

impl Inner {
    /// Sends what arrived on its way, and what is due.
    async fn work(self: &Rc<Self>) -> Result<()> {
        let now = shell::now();
        let (asks, site) = self.asks()?;
        if let (true, Some(site)) = (asks, site) {
            let stub = calls::site(&self.env, &site)?;
            let routes: OutgoingRoutes = calls::call(&stub, &SiteCall::OutgoingRoutes).await?;
            self.turn(|object| object.route(shell::now(), &routes))?;
        }
        self.turn(|object| object.wake(now.max(shell::now()), chance())).map(drop)
    }

    fn asks(self: &Rc<Self>) -> Result<(bool, Option<SiteId>)> {
        let mut slot = self.loaded.borrow_mut();
        self.load(&mut slot)?;
        let object = slot.as_ref().map(|loaded| &loaded.object);
        let asks = object.is_some_and(OutgoingObject::asks_routes);
        Ok((asks, object.and_then(|object| object.site().cloned())))
    }

    /// Runs one turn: loads if needed, decides, writes, and only then hands calls to the edge.
    fn turn(
        self: &Rc<Self>,
        run: impl FnOnce(&mut OutgoingObject) -> OutgoingTurn,
    ) -> Result<Reply> {
        let mut slot = self.loaded.borrow_mut();
        self.load(&mut slot)?;
        // Taken out, so that a turn that fails or panics half-way is loaded again from what is stored.
        let Some(mut loaded) = slot.take() else {
            return Err(Error::RustError("not loaded".into()));
        };
        let turn = shell::caught(|| run(&mut loaded.object))?;
        let reply = self.keep(&loaded, turn)?;
        *slot = Some(loaded);
        Ok(reply)
    }

    fn keep(self: &Rc<Self>, loaded: &Loaded, turn: OutgoingTurn) -> Result<Reply> {
        let store = &loaded.store;
        if !turn.records.is_empty() {
            store.transaction(|| turn.records.iter().try_for_each(|one| store.put_record(one)))?;
        }
        store.set_alarm(turn.alarm)?;
        for key in &turn.given_up {
            worker::console_warn!("delivery {key} was given up; the console says why");
        }
        for job in turn.jobs {
            let this = Rc::clone(self);
            self.state.wait_until(async move { this.have_called(job).await });
        }
        Ok(turn.reply)
    }

    /// Hands a call to the edge; where that fails, it is tried again later.
    async fn have_called(self: &Rc<Self>, job: OutgoingJob) {
        let task = Task::Outgoing(job);
        let Err(error) = jobs::hand_over(&self.state, &self.env, &task).await else { return };
        worker::console_error!("outgoing: {error}");
        let Task::Outgoing(OutgoingJob { site, key, call: request, .. }) = task else { return };
        let why = "we could not begin to send it".to_owned();
        // The edge may have begun all the same.
        let ended = Ended::Answered(Outcome::Look { after: None, why });
        let call = OutgoingCall::Ended { key, request, ended };
        let now = shell::now();
        if let Err(error) = self.turn(|object| object.call(now, chance(), &site, call)) {
            worker::console_error!("outgoing, after a call: {error}");
        }
    }

    fn load(self: &Rc<Self>, slot: &mut Option<Loaded>) -> Result<()> {
        if slot.is_some() {
            return Ok(());
        }
        shell::trace_load(&self.env, "outgoing");
        let store = Store::with(self.state.storage(), MIGRATIONS)?;
        let mut loaded = Loaded { object: OutgoingObject::load(store.records()?)?, store };
        let turn = loaded.object.restarted(shell::now(), chance());
        self.keep(&loaded, turn)?;
        *slot = Some(loaded);
        Ok(())
    }
}

/// From 0 to 1, by chance.
fn chance() -> f64 {
    js_sys::Math::random()
}
