//! The rules one by one, on a visitor's session whose frames are written by hand.

use crate::*;
use warmline_model::*;
use warmline_wire::*;

mod actions;
mod connection;
mod views;

/// A session with a clock and the effects of the last event.
struct Bench {
    session: Session<Visitor>,
    now: Timestamp,
    effects: Vec<Effect>,
}

impl Bench {
    /// Not started.
    fn new(saved: Option<&str>) -> Self {
        Self { session: Session::new(saved, None, 3), now: Timestamp(0), effects: Vec::new() }
    }

    /// Live, with the first `entries` places of the log.
    fn live(entries: u64) -> Self {
        let mut bench = Self::new(None);
        bench.connect();
        bench.frame(&welcome(1..=entries));
        bench
    }

    fn connect(&mut self) {
        self.feed(Event::Start);
        self.feed(Event::Opened);
    }

    fn feed(&mut self, event: Event<Visitor>) -> &mut Self {
        self.effects = self.session.handle(self.now, event);
        self
    }

    fn frame(&mut self, frame: &ToVisitor) -> &mut Self {
        self.text(&write(frame))
    }

    fn text(&mut self, text: &str) -> &mut Self {
        self.feed(Event::Frame(text.into()))
    }

    /// Time passes, without a tick on the way.
    fn pass(&mut self, ms: i64) -> &mut Self {
        self.now = self.now + Millis(ms);
        self
    }

    /// The tick at the next deadline.
    fn tick_when_due(&mut self) -> &mut Self {
        self.now = self.session.next_deadline().expect("a deadline");
        self.feed(Event::Tick)
    }

    fn say(&mut self, name: &str) -> &mut Self {
        self.feed(Event::Act(say(name)))
    }

    fn sent(&self) -> Vec<&str> {
        let sent = self.effects.iter().filter_map(|effect| match effect {
            Effect::Send(text) => Some(text.as_str()),
            _ => None,
        });
        sent.collect()
    }

    fn did(&self, effect: &Effect) -> bool {
        self.effects.contains(effect)
    }

    fn saved(&self) -> Option<&str> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Save(text) => Some(text.as_str()),
            _ => None,
        })
    }

    fn waits(&self) -> Vec<(&str, Delivery)> {
        let pending = self.session.pending().iter();
        pending.map(|p| (p.action.client_id().expect("named").as_str(), p.delivery)).collect()
    }

    fn places(&self) -> Vec<u64> {
        self.session.entries().iter().map(|e| e.seq.0).collect()
    }

    fn retry_at(&self) -> Timestamp {
        match self.session.connection() {
            Connection::Reconnecting { retry_at } => retry_at,
            other => panic!("{other:?}"),
        }
    }
}

fn id(name: &str) -> ClientId {
    ClientId::new(name).expect("id")
}

fn say(name: &str) -> FromVisitor {
    FromVisitor::Say {
        client_id: id(name),
        text: format!("words of {name}"),
        attachments: Vec::new(),
    }
}

fn entry(seq: u64, client_id: Option<&str>) -> VisitorEntry {
    VisitorEntry {
        seq: Seq(seq),
        at: Timestamp(0),
        author: if client_id.is_some() { VisitorAuthor::Visitor } else { VisitorAuthor::Bot },
        body: VisitorBody::Text {
            text: format!("place {seq}"),
            attachments: Vec::new(),
            by_mail: false,
        },
        client_id: client_id.map(id),
    }
}

fn arrived(seq: u64, client_id: Option<&str>) -> ToVisitor {
    ToClient::Entry { entry: entry(seq, client_id) }
}

fn ack(name: &str, seq: u64) -> ToVisitor {
    ToClient::Ack { client_id: id(name), seq: Seq(seq) }
}

fn refused(code: Code, name: Option<&str>) -> ToVisitor {
    ToClient::Refused(Refusal { client_id: name.map(id), ..Refusal::new(code, "no") })
}

fn welcome(places: impl Iterator<Item = u64>) -> ToVisitor {
    ToClient::Welcome {
        version: VERSION,
        entries: places.map(|seq| entry(seq, None)).collect(),
        state: VisitorStage::Bot { open_offer: None, suggest_human: false }.into(),
        seen: Seen::default(),
    }
}
