//! The machine itself: which socket there is, what may be sent on it, and what its frames mean.

use crate::backoff::Backoff;
use crate::event::{Connection, Effect, Event};
use crate::outbox::{Outbox, Pending, is_passing};
use crate::side::{Outgoing, Side};
use crate::trail::Trail;
use crate::view::{View, continues};
use warmline_model::{ClientId, Millis, PageRef, Seq, Timestamp};
use warmline_wire::{Code, Refusal, Seen, Sequenced, ToClient};

/// From `Connect` to `welcome`.
const WELCOME_WITHIN: Millis = Millis::seconds(10);
/// A connection that held this long was a good one: the next loss begins with a short wait.
const PROVEN_AFTER: Millis = Millis::seconds(10);
/// Silence that makes this client ask.
const PING_AFTER: Millis = Millis::seconds(30);
/// From `ping` to anything at all.
const PONG_WITHIN: Millis = Millis::seconds(10);
/// "Is typing" is sent at most once in this time.
const TYPING_EVERY: Millis = Millis::seconds(3);

/// Where the connection stands.
enum Link {
    Idle,
    Offline,
    Resting { retry_at: Timestamp },
    Opening { until: Timestamp },
    Greeting { until: Timestamp },
    Live { since: Timestamp, heard: Timestamp, pinged: Option<Timestamp> },
    Ended(Refusal),
}

/// One side's end of one conversation. See the crate's law.
pub struct Session<S: Side> {
    page: Option<PageRef>,
    zone: Option<String>,
    trail: Trail,
    link: Link,
    online: bool,
    backoff: Backoff,
    /// What the present socket's `hello` asked for.
    asked: Seq,
    /// Whether the next `hello` asks for the whole log, to replace what is shown.
    from_start: bool,
    outbox: Outbox<S::Out>,
    view: View<S>,
    typing_sent: Option<Timestamp>,
    effects: Vec<Effect>,
    changed: bool,
}

impl<S: Side> Session<S> {
    /// A session that is not started. `saved` is what the last [`Effect::Save`] for this conversation
    /// kept; what can't be read of it is left out. `jitter_seed` differs from client to client.
    pub fn new(saved: Option<&str>, page: Option<PageRef>, jitter_seed: u64) -> Self {
        Self {
            page,
            zone: None,
            trail: Trail::default(),
            link: Link::Idle,
            online: true,
            backoff: Backoff::new(jitter_seed),
            asked: Seq(0),
            from_start: false,
            outbox: Outbox::restore(saved.unwrap_or_default(), !jitter_seed),
            view: View::new(),
            typing_sent: None,
            effects: Vec::new(),
            changed: false,
        }
    }

    /// The same session of somebody whose clock is in this time zone, by its IANA name.
    #[must_use]
    pub fn in_zone(mut self, zone: Option<String>) -> Self {
        self.zone = zone;
        self
    }

    /// Takes what happened and says what is to be done.
    #[must_use]
    pub fn handle(&mut self, now: Timestamp, event: Event<S>) -> Vec<Effect> {
        match event {
            Event::Start => self.start(now),
            Event::Opened => self.opened(),
            Event::Closed => self.closed(now),
            Event::Frame(text) => self.frame(now, &text),
            Event::Act(action) => self.act(now, action),
            Event::Typing(on) => self.typing(now, on),
            Event::Seen(seq) => self.saw(seq),
            Event::Went(trail) => self.went(now, trail),
            Event::Online => self.network_back(now),
            Event::Offline => self.network_gone(),
            Event::Stop => self.leave(Link::Idle),
            Event::Tick => {}
        }
        // After the event, so that a late timer never outruns a frame that had arrived in time.
        self.expire(now);

        let mut effects = std::mem::take(&mut self.effects);
        if std::mem::take(&mut self.outbox.dirty) {
            // First: what is sent before it is kept could be forgotten by a reload.
            effects.insert(0, Effect::Save(self.outbox.save()));
        }
        if std::mem::take(&mut self.changed) {
            effects.push(Effect::Changed);
        }
        effects
    }

    /// When the next [`Event::Tick`] is due.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let (link, outbox) = match &self.link {
            Link::Idle | Link::Offline | Link::Ended(_) => (None, None),
            Link::Resting { retry_at } => (Some(*retry_at), None),
            Link::Opening { until } | Link::Greeting { until } => (Some(*until), None),
            Link::Live { heard, pinged, .. } => {
                let due = pinged.map_or(*heard + PING_AFTER, |at| at + PONG_WITHIN);
                (Some(due), self.outbox.next_deadline())
            }
        };
        [link, outbox, self.view.typing_until].into_iter().flatten().min()
    }

    /// The log as far as it is known: 1, 2, 3, … without a gap.
    pub fn entries(&self) -> &[S::Entry] {
        &self.view.entries
    }

    /// The last place of [`Self::entries`]; 0 for none.
    pub fn last_seq(&self) -> Seq {
        self.view.last()
    }

    /// What the user did that is not in the log yet, oldest first.
    pub fn pending(&self) -> &[Pending<S::Out>] {
        &self.outbox.pending
    }

    /// How things stand; `None` until the first `welcome`.
    pub fn state(&self) -> Option<&S::State> {
        self.view.state.as_ref()
    }

    /// How far each side has read; this side's own reading counts at once.
    pub fn seen(&self) -> Seen {
        self.view.seen
    }

    /// What the assistant has written so far of its next entry; empty if it writes nothing.
    pub fn draft(&self) -> &str {
        &self.view.draft
    }

    /// Whether the other side is typing.
    pub fn other_typing(&self, now: Timestamp) -> bool {
        self.view.typing_until.is_some_and(|until| now < until)
    }

    /// How the connection stands.
    pub fn connection(&self) -> Connection {
        match &self.link {
            Link::Idle => Connection::Idle,
            Link::Offline => Connection::Offline,
            Link::Resting { retry_at } => Connection::Reconnecting { retry_at: *retry_at },
            Link::Opening { .. } | Link::Greeting { .. } => Connection::Connecting,
            Link::Live { .. } => Connection::Live,
            Link::Ended(refusal) => Connection::Ended(refusal.clone()),
        }
    }

    /// Gives a refused action back, once, so that its words can return to the composer.
    pub fn take_refused(&mut self, client_id: &ClientId) -> Option<S::Out> {
        self.outbox.take_refused(client_id)
    }

    fn is_live(&self) -> bool {
        matches!(self.link, Link::Live { .. })
    }

    fn send(&mut self, frame: &S::Out) {
        self.effects.push(Effect::Send(frame.write()));
    }

    fn start(&mut self, now: Timestamp) {
        if matches!(self.link, Link::Idle | Link::Resting { .. } | Link::Ended(_)) {
            self.connect(now);
        }
    }

    fn connect(&mut self, now: Timestamp) {
        self.changed = true;
        if self.online {
            self.link = Link::Opening { until: now + WELCOME_WITHIN };
            self.effects.push(Effect::Connect);
        } else {
            self.link = Link::Offline;
        }
    }

    fn opened(&mut self) {
        if let Link::Opening { until } = self.link {
            self.link = Link::Greeting { until };
            self.asked = if self.from_start { Seq(0) } else { self.view.last() };
            self.from_start = false;
            let hello = S::Out::hello(self.asked, self.page.as_ref(), self.zone.as_deref());
            self.send(&hello);
        }
    }

    fn closed(&mut self, now: Timestamp) {
        match self.link {
            Link::Opening { .. } | Link::Greeting { .. } | Link::Live { .. } => self.rest(now),
            Link::Idle | Link::Offline | Link::Resting { .. } | Link::Ended(_) => {}
        }
    }

    fn network_back(&mut self, now: Timestamp) {
        self.online = true;
        if matches!(self.link, Link::Offline | Link::Resting { .. }) {
            self.backoff.reset();
            self.connect(now);
        }
    }

    fn network_gone(&mut self) {
        self.online = false;
        if !matches!(self.link, Link::Idle | Link::Offline | Link::Ended(_)) {
            self.leave(Link::Offline);
        }
    }

    /// The socket is gone: try again after a while.
    fn rest(&mut self, now: Timestamp) {
        if matches!(self.link, Link::Live { since, .. } if now >= since + PROVEN_AFTER) {
            self.backoff.reset();
        }
        let retry_at = now + self.backoff.next();
        self.unlink(Link::Resting { retry_at });
    }

    /// The socket is of no use any more: drop it, and try again after a while.
    fn drop_socket(&mut self, now: Timestamp) {
        self.effects.push(Effect::Disconnect);
        self.rest(now);
    }

    /// An entry is missing: ask for it, at once unless that was just done.
    fn resume(&mut self, now: Timestamp) {
        self.drop_socket(now);
        if self.backoff.is_first() {
            self.connect(now);
        }
    }

    /// Drops the socket, if there is one, for good.
    fn leave(&mut self, link: Link) {
        if matches!(self.link, Link::Opening { .. } | Link::Greeting { .. } | Link::Live { .. }) {
            self.effects.push(Effect::Disconnect);
        }
        self.unlink(link);
    }

    fn unlink(&mut self, link: Link) {
        self.link = link;
        self.outbox.recall();
        self.typing_sent = None;
        self.view.typing_until = None;
        self.view.draft.clear();
        self.changed = true;
    }

    fn act(&mut self, now: Timestamp, action: S::Out) {
        match self.outbox.push(action) {
            Ok(()) => self.changed |= self.outbox.dirty,
            Err(refusal) => self.effects.push(Effect::Refused(refusal)),
        }
        self.flush(now);
        self.typing(now, false);
    }

    /// Sends what waits, if anything may be sent.
    fn flush(&mut self, now: Timestamp) {
        if self.is_live()
            && let Some(frame) = self.outbox.send(now)
        {
            self.effects.push(Effect::Send(frame));
            self.changed = true;
        }
    }

    fn typing(&mut self, now: Timestamp, on: bool) {
        if !self.is_live() || self.outbox.paused(now) {
            return;
        }
        let recent = self.typing_sent.is_some_and(|at| now < at + TYPING_EVERY);
        let due = if on { !recent } else { self.typing_sent.is_some() };
        if due {
            self.typing_sent = on.then_some(now);
            self.send(&S::Out::typing(on));
        }
    }

    fn saw(&mut self, seq: Seq) {
        let seq = seq.min(self.view.last());
        let own = S::own_seen(&mut self.view.seen);
        if seq > *own {
            *own = seq;
            self.changed = true;
            if self.is_live() {
                self.send(&S::Out::seen(seq));
            }
        }
    }

    fn went(&mut self, now: Timestamp, trail: Trail) {
        // The next `hello` names the page that they are on by then.
        self.page = trail.page().cloned().or_else(|| self.page.take());
        trail.into_iter().for_each(|step| self.trail.add(step));
        if self.is_live() {
            self.tell_trail(now);
        }
    }

    fn tell_trail(&mut self, now: Timestamp) {
        if !self.trail.is_empty()
            && let Some(frame) = S::Out::trail(self.trail.take(now))
        {
            self.send(&frame);
        }
    }

    fn frame(&mut self, now: Timestamp, text: &str) {
        let live = match &mut self.link {
            Link::Live { heard, pinged, .. } => {
                *heard = now;
                *pinged = None;
                true
            }
            Link::Greeting { .. } => false,
            Link::Idle
            | Link::Offline
            | Link::Resting { .. }
            | Link::Opening { .. }
            | Link::Ended(_) => return,
        };
        if text == "pong" {
            return;
        }
        let Some(frame) = S::read(text) else { return };
        match frame {
            ToClient::Welcome { entries, state, seen, .. } if !live => {
                self.welcome(now, entries, state, seen);
            }
            ToClient::Refused(refusal) => self.refused(now, live, refusal),
            ToClient::Entry { entry } if live => self.entry(now, entry),
            ToClient::Ack { client_id, seq } if live => {
                self.outbox.acknowledged(&client_id, seq, self.view.last(), now);
                self.changed |= self.outbox.dirty;
            }
            ToClient::State { state } if live => {
                self.changed |= self.view.state.as_ref() != Some(&state);
                self.view.state = Some(state);
            }
            ToClient::Typing { on } if live => {
                self.changed |= on != self.other_typing(now);
                self.view.typing(on, now);
            }
            ToClient::Draft { to, text } if live && to == self.view.last() => {
                self.changed |= self.view.draft != text;
                self.view.draft = text;
            }
            ToClient::Seen { seen } if live => {
                let before = self.view.seen;
                self.view.merge_seen(seen);
                self.changed |= before != self.view.seen;
            }
            _ => {}
        }
    }

    fn welcome(&mut self, now: Timestamp, entries: Vec<S::Entry>, state: S::State, seen: Seen) {
        if !continues(&entries, self.asked) {
            self.drop_socket(now);
            if self.asked > Seq(0) {
                self.from_start = true;
                self.connect(now);
            }
            return;
        }
        if self.asked == Seq(0) {
            self.view.entries.clear();
        }
        self.link = Link::Live { since: now, heard: now, pinged: None };
        self.changed = true;
        for entry in entries {
            self.entry(now, entry);
        }
        let last = self.view.last();
        let own = S::own_seen(&mut self.view.seen);
        *own = (*own).min(last);
        let mine = *own;
        self.view.state = Some(state);
        self.view.merge_seen(seen);
        let mut theirs = seen;
        // Before what was done there, so that the card has it when that hands off.
        self.tell_trail(now);
        self.flush(now);
        if mine > *S::own_seen(&mut theirs) {
            self.send(&S::Out::seen(mine));
        }
    }

    fn entry(&mut self, now: Timestamp, entry: S::Entry) {
        let client_id = entry.client_id().cloned();
        if !self.view.append(entry) {
            return self.resume(now);
        }
        self.outbox.shown(client_id.as_ref(), self.view.last(), now);
        self.changed = true;
    }

    fn refused(&mut self, now: Timestamp, live: bool, refusal: Refusal) {
        if live && let Some(client_id) = &refusal.client_id {
            if self.outbox.refused(client_id, refusal.code, now) {
                self.effects.push(Effect::Refused(refusal));
            }
            self.changed = true;
        } else if is_final(refusal.code) {
            self.leave(Link::Ended(refusal.clone()));
            self.effects.push(Effect::Fatal(refusal));
        } else if !live {
            self.drop_socket(now);
        } else if is_passing(refusal.code) {
            self.outbox.pause(now);
        } else {
            self.effects.push(Effect::Refused(refusal));
        }
    }

    /// Does what is due by now.
    fn expire(&mut self, now: Timestamp) {
        if self.view.typing_until.is_some_and(|until| now >= until) {
            self.view.typing_until = None;
            self.changed = true;
        }
        match &mut self.link {
            Link::Idle | Link::Offline | Link::Ended(_) => {}
            Link::Resting { retry_at } => {
                if now >= *retry_at {
                    self.connect(now);
                }
            }
            Link::Opening { until } | Link::Greeting { until } => {
                if now >= *until {
                    self.drop_socket(now);
                }
            }
            Link::Live { heard, pinged, .. } => match pinged {
                Some(at) if now >= *at + PONG_WITHIN => self.drop_socket(now),
                _ if self.outbox.overdue(now) => self.drop_socket(now),
                None if now >= *heard + PING_AFTER => {
                    *pinged = Some(now);
                    self.effects.push(Effect::Send("ping".into()));
                    self.flush(now);
                }
                _ => self.flush(now),
            },
        }
    }
}

/// Whether connecting again can't help.
fn is_final(code: Code) -> bool {
    matches!(
        code,
        Code::UnsupportedVersion
            | Code::Unauthorized
            | Code::Expired
            | Code::NotFound
            | Code::ForeignOrigin
    )
}
