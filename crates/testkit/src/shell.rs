//! An object's shell in memory: load, run the turn, commit, and only then send; as the worker's does.

use crate::sabotage::without_owner;
use crate::store::{CommitError, Fate, MemoryStore};
use crate::{Object, Role, Sabotage};
use std::collections::BTreeMap;
use warmline_knowledge::Index;
use warmline_model::{ConversationId, Millis, Seq, SiteId, Timestamp};
use warmline_objects::{
    Context, ConversationCall, ConversationObject, Opening, Reply, Row, Target, To, Turn,
};

/// After a commit that failed, the object is woken this much later.
const RETRY_AFTER: Millis = Millis::seconds(1);

/// Names a socket for its whole life.
pub type SocketId = u64;

/// What a turn may look at.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// When it is.
    pub now: Timestamp,
    /// The knowledge base, if it is at hand.
    pub index: Option<&'a Index>,
    /// What becomes of the commits of this moment.
    pub fate: Fate,
}

/// What leaves the shell, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// A frame to a socket.
    Send(SocketId, String),
    /// The shell closed the socket.
    Close(SocketId),
}

/// The turn was not stored, or it is not known whether it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed;

struct Socket {
    role: Role,
    greeted: bool,
}

/// One object with its storage, its sockets and its alarm. Memory can go at any time.
pub struct Shell<O: Object> {
    store: MemoryStore,
    memory: Option<O>,
    sockets: BTreeMap<SocketId, Socket>,
    alarm: Option<Timestamp>,
    fault: Option<String>,
    outputs: Vec<Output>,
    sabotage: Option<Sabotage>,
    /// Sockets that are gone and still counted, where the shell was told to.
    ghosts: Vec<Role>,
}

impl<O: Object> Shell<O> {
    /// A shell of an object that never ran.
    pub fn new(sabotage: Option<Sabotage>) -> Self {
        Self {
            store: MemoryStore::default(),
            memory: None,
            sockets: BTreeMap::new(),
            alarm: None,
            fault: None,
            outputs: Vec::new(),
            sabotage,
            ghosts: Vec::new(),
        }
    }

    /// What is stored.
    pub fn store(&self) -> &MemoryStore {
        &self.store
    }

    /// The object, while it is in memory.
    pub fn memory(&self) -> Option<&O> {
        self.memory.as_ref()
    }

    /// When the alarm is to ring.
    pub fn alarm(&self) -> Option<Timestamp> {
        self.alarm
    }

    /// What the object asked its store for and must not, if it ever did: an entry that is not the next
    /// one, or entries without the state that knows of them.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }

    /// The sockets that said hello.
    pub fn greeted(&self) -> impl Iterator<Item = &Role> {
        self.sockets.values().filter(|socket| socket.greeted).map(|socket| &socket.role)
    }

    /// What left the shell since the last call.
    pub fn take_outputs(&mut self) -> Vec<Output> {
        std::mem::take(&mut self.outputs)
    }

    /// A socket was opened.
    pub fn accept(&mut self, id: SocketId, role: Role) {
        self.sockets.insert(id, Socket { role, greeted: false });
    }

    /// A frame arrived on a socket.
    ///
    /// # Errors
    /// When the turn could not be stored; all sockets are closed then.
    pub fn frame(&mut self, moment: Moment<'_>, id: SocketId, text: &str) -> Result<(), Failed> {
        self.load(moment)?;
        let Some(Socket { role, greeted }) = self.sockets.get(&id) else { return Ok(()) };
        let (role, greeted) = (role.clone(), *greeted);
        self.run(moment, Some(id), |object, context| {
            (object.frame(context, &role, greeted, text), ())
        })
    }

    /// A socket closed.
    ///
    /// # Errors
    /// As for [`Self::frame`].
    pub fn closed(&mut self, moment: Moment<'_>, id: SocketId) -> Result<(), Failed> {
        let Some(socket) = self.sockets.remove(&id) else { return Ok(()) };
        if self.sabotage == Some(Sabotage::ForgetPresence) {
            self.ghosts.push(socket.role);
            return Ok(());
        }
        self.load(moment)?;
        self.reconcile(moment)
    }

    /// Another object calls, or the edge.
    ///
    /// # Errors
    /// As for [`Self::frame`], and when there is no such object yet.
    pub fn call(&mut self, moment: Moment<'_>, call: O::Call) -> Result<Reply, Failed> {
        self.load(moment)?;
        self.run(moment, None, |object, context| object.answer(context, call))
    }

    /// The alarm rang.
    ///
    /// # Errors
    /// As for [`Self::frame`]; the alarm is set again then.
    pub fn ring(&mut self, moment: Moment<'_>, knowledge_failed: bool) -> Result<(), Failed> {
        self.alarm = None;
        self.load(moment)?;
        let (roles, ghosts) = (self.greeted().cloned().collect::<Vec<_>>(), self.ghosts.clone());
        let roles: Vec<&Role> = roles.iter().chain(&ghosts).collect();
        self.run(moment, None, |object, context| {
            (object.ring(context, &roles, knowledge_failed), ())
        })
    }

    /// The calls that are to be made now, if the object is in memory.
    ///
    /// # Errors
    /// As for [`Self::frame`].
    pub fn due(&mut self, moment: Moment<'_>) -> Result<Vec<Row>, Failed> {
        let store = &self.store;
        let log = |after: Seq, most: usize| store.after(after).iter().take(most).cloned().collect();
        let context = Context { now: moment.now, index: moment.index, log: &log };
        let Some(object) = self.memory.as_mut() else { return Ok(Vec::new()) };
        let (turn, rows) = object.calls_due(&context);
        turn.map_or(Ok(()), |turn| self.settle(moment, None, turn))?;
        Ok(rows)
    }

    /// How many calls are still to be made, or under way, if the object is in memory.
    pub fn owes(&self) -> usize {
        self.memory.as_ref().map_or(0, Object::owes)
    }

    /// These calls to a target were made, and perhaps the next one failed.
    ///
    /// # Errors
    /// As for [`Self::frame`].
    pub fn delivered(
        &mut self,
        moment: Moment<'_>,
        to: &Target,
        ids: &[u64],
        failed: bool,
    ) -> Result<(), Failed> {
        self.load(moment)?;
        let (mut ids, mut failed) = (ids.to_vec(), failed);
        if failed && self.sabotage == Some(Sabotage::LoseCalls) {
            // No object has made so many: whatever is still to be told counts as told.
            ids.extend(1..10_000);
            failed = false;
        }
        self.run(moment, None, |object, context| (object.calls_made(context, to, &ids, failed), ()))
    }

    /// Memory is gone; sockets and alarm stay (hibernation).
    pub fn evict(&mut self) {
        self.memory = None;
    }

    /// The process is gone, and with it all sockets, whose ids are returned; nobody tells the object.
    /// An alarm that was being worked on rings again.
    pub fn kill(&mut self, now: Timestamp, ringing: bool) -> Vec<SocketId> {
        self.memory = None;
        if ringing {
            self.alarm = Some(self.alarm.map_or(now + RETRY_AFTER, |at| at.min(now + RETRY_AFTER)));
        }
        let sockets = std::mem::take(&mut self.sockets);
        if self.sabotage == Some(Sabotage::ForgetPresence) {
            self.ghosts.extend(sockets.values().map(|socket| socket.role.clone()));
        }
        sockets.into_keys().collect()
    }

    fn load(&mut self, moment: Moment<'_>) -> Result<(), Failed> {
        if self.memory.is_some() {
            return Ok(());
        }
        let log = match self.sabotage {
            Some(Sabotage::ForgetStored) => Vec::new(),
            _ => self.store.entries().to_vec(),
        };
        let stored = O::restore(&self.store, log).map_err(|_| Failed)?;
        self.memory = Some(stored.or_else(O::fresh).ok_or(Failed)?);
        if self.sabotage == Some(Sabotage::ForgetPresence) {
            return Ok(());
        }
        self.reconcile(moment)
    }

    fn reconcile(&mut self, moment: Moment<'_>) -> Result<(), Failed> {
        let roles: Vec<Role> = self.greeted().cloned().collect();
        let roles: Vec<&Role> = roles.iter().collect();
        self.run(moment, None, |object, context| (object.present(context, &roles), ()))
    }

    fn run<R>(
        &mut self,
        moment: Moment<'_>,
        sender: Option<SocketId>,
        act: impl FnOnce(&mut O, &Context<'_>) -> (Turn, R),
    ) -> Result<R, Failed> {
        let store = &self.store;
        let log = |after: Seq, most: usize| store.after(after).iter().take(most).cloned().collect();
        let context = Context { now: moment.now, index: moment.index, log: &log };
        let object = self.memory.as_mut().ok_or(Failed)?;
        let (turn, result) = act(object, &context);
        self.settle(moment, sender, turn)?;
        Ok(result)
    }

    /// Write, and only then send.
    fn settle(
        &mut self,
        moment: Moment<'_>,
        sender: Option<SocketId>,
        turn: Turn,
    ) -> Result<(), Failed> {
        let writes = turn.writes();
        if self.sabotage == Some(Sabotage::SendFirst) {
            self.send(sender, &turn);
        }
        if turn.state.is_none() && !turn.entries.is_empty() {
            self.fault = Some(format!("{:?} are stored without a state", turn.entries));
        }
        if writes && let Err(error) = self.store.commit(&turn, moment.fate) {
            if let CommitError::Conflict(seq) = error {
                self.fault = Some(format!("{seq:?} is not the next place"));
            }
            self.memory = None;
            let sockets = std::mem::take(&mut self.sockets);
            self.outputs.extend(sockets.into_keys().map(Output::Close));
            if self.sabotage != Some(Sabotage::NeverRetry) {
                self.alarm = Some(moment.now + RETRY_AFTER);
            }
            return Err(Failed);
        }
        if self.sabotage != Some(Sabotage::SendFirst) {
            self.send(sender, &turn);
        }
        self.alarm = match self.sabotage {
            Some(Sabotage::ForgetAlarm) => None,
            _ => turn.alarm,
        };
        Ok(())
    }

    fn send(&mut self, sender: Option<SocketId>, turn: &Turn) {
        // Before sending: what follows the welcome in this very turn is for the sender too.
        if self.sabotage != Some(Sabotage::GreetLate) {
            self.greet(sender, turn);
        }
        for (to, text) in &turn.frames {
            if *to == To::Sender {
                let id = sender.filter(|id| self.sockets.contains_key(id));
                self.outputs.extend(id.map(|id| Output::Send(id, text.clone())));
                continue;
            }
            let all = self.sabotage == Some(Sabotage::ShowVisitorsAll);
            for (id, socket) in self.sockets.iter().filter(|(_, socket)| socket.greeted) {
                if O::hears(to, &socket.role) || (all && *to == To::Agents) {
                    self.outputs.push(Output::Send(*id, text.clone()));
                }
            }
        }
        self.greet(sender, turn);
    }

    fn greet(&mut self, sender: Option<SocketId>, turn: &Turn) {
        if turn.greeted
            && let Some(socket) = sender.and_then(|id| self.sockets.get_mut(&id))
        {
            socket.greeted = true;
        }
    }
}

impl Shell<ConversationObject> {
    /// A visitor's first interaction. Opening an open conversation changes nothing.
    ///
    /// # Errors
    /// As for [`Shell::frame`].
    pub fn open(
        &mut self,
        moment: Moment<'_>,
        site: SiteId,
        id: ConversationId,
        settings: warmline_handoff::Settings,
    ) -> Result<(), Failed> {
        if self.store.state().is_some() {
            let settings = Box::new(settings);
            let call = ConversationCall::Open { settings, opening: Opening::default() };
            return self.call(moment, call).map(|_done| ());
        }
        let (object, turn) =
            ConversationObject::open(moment.now, site, id, settings, Opening::default());
        self.memory = Some(object);
        self.settle(moment, None, turn)
    }

    /// A bot of the site's own answers.
    ///
    /// # Errors
    /// As for [`Shell::frame`].
    pub fn bot_answers(
        &mut self,
        moment: Moment<'_>,
        answer: warmline_wire::BotAnswer,
    ) -> Result<Reply, Failed> {
        if self.sabotage == Some(Sabotage::ForgetOwner)
            && let Some(state) = self.store.state()
            && let Some(state) = without_owner(state, answer.to, answer.epoch.0)
        {
            self.memory = ConversationObject::load(&state, self.store.entries().to_vec()).ok();
        }
        self.call(moment, ConversationCall::Answer(answer))
    }
}
