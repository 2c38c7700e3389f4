//! Actions that are not yet seen in the log: kept over reloads, sent again until they are.

use crate::{Outgoing, backoff::Backoff};
use warmline_model::{ClientId, Millis, Seq, Timestamp};
use warmline_wire::{Code, MAX_FRAME_BYTES, Refusal};

/// The most actions an outbox holds, and the most refused ones it keeps to be taken back.
pub const MAX_PENDING: usize = 100;

/// An answer that takes longer than this means that the other end is not well: connect anew.
const ANSWER_WITHIN: Millis = Millis::seconds(15);

/// How far an action has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Not sent yet, or sent on a connection that was lost.
    Waiting,
    /// On its way.
    Sending,
}

/// An action that is not yet seen in the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending<O> {
    /// The action.
    pub action: O,
    /// How far it has come.
    pub delivery: Delivery,
    /// Its place by the server's word, while the entry itself has not arrived.
    stored: Option<Seq>,
}

/// The actions of one conversation, oldest first.
pub(crate) struct Outbox<O> {
    pub(crate) pending: Vec<Pending<O>>,
    refused: Vec<O>,
    retry: Backoff,
    /// Nothing is sent before this: the server asked for a pause.
    resume_at: Option<Timestamp>,
    /// By when something that is in flight must be answered.
    answer_by: Option<Timestamp>,
    /// Whether what is kept is no longer what is here.
    pub(crate) dirty: bool,
}

impl<O: Outgoing> Outbox<O> {
    /// Reads what [`Self::save`] wrote. A line that can't be read costs only itself.
    pub(crate) fn restore(saved: &str, seed: u64) -> Self {
        let mut outbox = Self {
            pending: Vec::new(),
            refused: Vec::new(),
            retry: Backoff::new(seed),
            resume_at: None,
            answer_by: None,
            dirty: false,
        };
        for line in saved.lines() {
            if let Some(action) = O::read(line) {
                let _full_or_unnamed = outbox.push(action);
            }
        }
        outbox.dirty = false;
        outbox
    }

    /// The actions as JSON, one in a line; empty when there are none.
    pub(crate) fn save(&self) -> String {
        let mut text = String::new();
        for pending in &self.pending {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(&pending.action.write());
        }
        text
    }

    /// Adds an action. One without a name, or with a name that is here already, changes nothing; one
    /// that can't be held is refused and can be taken back.
    pub(crate) fn push(&mut self, action: O) -> Result<(), Refusal> {
        let Some(client_id) = action.client_id() else { return Ok(()) };
        if self.position(client_id).is_some() {
            return Ok(());
        }
        let refusal = if self.pending.len() >= MAX_PENDING {
            Refusal::new(Code::SlowDown, "too many messages are waiting to be sent")
        } else if action.write().len() > MAX_FRAME_BYTES {
            // The server can't name the action of a frame that it doesn't read: it would come back for ever.
            Refusal::new(Code::TooLarge, "the message is too long to be sent")
        } else {
            self.pending.push(Pending { action, delivery: Delivery::Waiting, stored: None });
            self.dirty = true;
            return Ok(());
        };
        let refusal = refusal.of(client_id);
        self.keep_refused(action);
        Err(refusal)
    }

    /// What is to be sent now: the oldest action, once what was sent before it is answered. With more
    /// than one in flight, a pause that the server asks for would put the later before the earlier.
    pub(crate) fn send(&mut self, now: Timestamp) -> Option<String> {
        if self.paused(now) {
            return None;
        }
        self.resume_at = None;
        let in_flight = |pending: &Pending<O>| pending.delivery == Delivery::Sending;
        if self.pending.iter().any(in_flight) {
            return None;
        }
        let oldest = self.pending.first_mut()?;
        oldest.delivery = Delivery::Sending;
        self.answer_by.get_or_insert(now + ANSWER_WITHIN);
        Some(oldest.action.write())
    }

    /// The connection is gone, or new: whatever was in flight must be sent again.
    pub(crate) fn recall(&mut self) {
        for pending in &mut self.pending {
            pending.delivery = Delivery::Waiting;
            pending.stored = None;
        }
        self.answer_by = None;
    }

    /// The server stored the action at `seq`; it leaves when that place is shown.
    pub(crate) fn acknowledged(
        &mut self,
        client_id: &ClientId,
        seq: Seq,
        last: Seq,
        now: Timestamp,
    ) {
        if let Some(at) = self.position(client_id) {
            self.pending[at].stored = Some(seq);
            self.retry.reset();
            self.shown(None, last, now);
            self.answered(now);
        }
    }

    /// The log is shown up to `last`, and holds the entry of the action `client_id`.
    pub(crate) fn shown(&mut self, client_id: Option<&ClientId>, last: Seq, now: Timestamp) {
        let before = self.pending.len();
        self.pending.retain(|pending| {
            let named = client_id.is_some() && pending.action.client_id() == client_id;
            !named && pending.stored.is_none_or(|seq| seq > last)
        });
        if self.pending.len() < before {
            self.dirty = true;
            self.retry.reset();
            self.answered(now);
        }
    }

    /// The server refused the action. Whether it left the outbox for good.
    pub(crate) fn refused(&mut self, client_id: &ClientId, code: Code, now: Timestamp) -> bool {
        let Some(at) = self.position(client_id) else { return false };
        if is_passing(code) {
            self.pending[at].delivery = Delivery::Waiting;
            self.pause(now);
        } else {
            let pending = self.pending.remove(at);
            self.keep_refused(pending.action);
            self.dirty = true;
        }
        self.answered(now);
        !is_passing(code)
    }

    /// Sends nothing for a while; a pause under way is not made longer.
    pub(crate) fn pause(&mut self, now: Timestamp) {
        if !self.paused(now) {
            self.resume_at = Some(now + self.retry.next());
        }
    }

    /// Whether the server asked for a pause that is not over.
    pub(crate) fn paused(&self, now: Timestamp) -> bool {
        self.resume_at.is_some_and(|at| now < at)
    }

    /// Whether the server owes an answer for too long.
    pub(crate) fn overdue(&self, now: Timestamp) -> bool {
        self.answer_by.is_some_and(|at| now >= at)
    }

    /// When [`Self::send`] or [`Self::overdue`] next has something to say, on a live connection.
    pub(crate) fn next_deadline(&self) -> Option<Timestamp> {
        let waiting = self.pending.iter().any(|pending| pending.delivery == Delivery::Waiting);
        let resume = self.resume_at.filter(|_| waiting);
        [resume, self.answer_by].into_iter().flatten().min()
    }

    /// Gives a refused action back, once.
    pub(crate) fn take_refused(&mut self, client_id: &ClientId) -> Option<O> {
        let at = self.refused.iter().position(|action| action.client_id() == Some(client_id))?;
        Some(self.refused.remove(at))
    }

    fn keep_refused(&mut self, action: O) {
        if self.refused.len() >= MAX_PENDING {
            self.refused.remove(0);
        }
        self.refused.push(action);
    }

    /// The server is answering: what is still in flight has its full time again.
    fn answered(&mut self, now: Timestamp) {
        let in_flight = self.pending.iter().any(|pending| pending.delivery == Delivery::Sending);
        self.answer_by = in_flight.then(|| now + ANSWER_WITHIN);
    }

    fn position(&self, client_id: &ClientId) -> Option<usize> {
        self.pending.iter().position(|pending| pending.action.client_id() == Some(client_id))
    }
}

/// Whether the same action may succeed later, unchanged.
pub(crate) fn is_passing(code: Code) -> bool {
    matches!(code, Code::SlowDown | Code::Internal)
}
