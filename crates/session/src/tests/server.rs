//! A small server as the wire asks for it: an append-only log, one entry per client's id, ack after the write.

use crate::{Agent, Side, Visitor};
use serde::{Serialize, de::DeserializeOwned};
use warmline_model::*;
use warmline_wire::*;

/// A side that the server can talk with.
pub(super) trait Spoken:
    Side<Out: Clone + DeserializeOwned, Entry: Serialize + std::fmt::Debug, State: Serialize>
{
    fn author() -> Author;
    fn see(entry: &Entry) -> Self::Entry;
    fn state() -> Self::State;
    fn after(out: &Self::Out) -> Option<Seq>;
    fn read_to(out: &Self::Out) -> Option<Seq>;
    fn body(out: &Self::Out) -> Option<Body>;
}

impl Spoken for Visitor {
    fn author() -> Author {
        Author::Visitor
    }
    fn see(entry: &Entry) -> VisitorEntry {
        entry.into()
    }
    fn state() -> VisitorState {
        VisitorStage::Bot { open_offer: None, suggest_human: false }.into()
    }
    fn after(out: &FromVisitor) -> Option<Seq> {
        if let FromVisitor::Hello { after, .. } = out { Some(*after) } else { None }
    }
    fn read_to(out: &FromVisitor) -> Option<Seq> {
        if let FromVisitor::Seen { seq } = out { Some(*seq) } else { None }
    }
    fn body(out: &FromVisitor) -> Option<Body> {
        match out {
            FromVisitor::Say { text, .. } => Some(Body::words(text)),
            FromVisitor::AskHuman { .. } => Some(Body::AskedForHuman),
            FromVisitor::CancelWait { .. } => Some(Body::CancelledWait),
            _ => None,
        }
    }
}

impl Spoken for Agent {
    fn author() -> Author {
        Author::Agent { id: AgentId::new("ana").expect("id"), name: "Ana".into() }
    }
    fn see(entry: &Entry) -> Entry {
        entry.clone()
    }
    fn state() -> AgentState {
        AgentState {
            stage: AgentStage::Bot,
            visitor_online: true,
            card: Card {
                version: CARD_VERSION,
                summary: "A question.".into(),
                customer: Customer::default(),
                reason: None,
                tier: Tier::Standard,
                department: Department::SUPPORT,
                language: Language::En,
                topic: None,
                entities: Vec::new(),
                mood: warmline_model::Mood::default(),
                trajectory: warmline_model::Trajectory::default(),
                signals: Vec::new(),
                question: None,
                latest: None,
                wanted: None,
                correction: None,
                struck: Vec::new(),
                moments: Vec::new(),
                next_steps: Vec::new(),
                attempts: vec![],
                passed_along: vec![],
                page: None,
                trail: vec![],
                profile: vec![],
                looked_up: vec![],
                articles: vec![],
                waiting_since: None,
            },
            opening: String::new(),
            closing: Default::default(),
            notes: Vec::new(),
            hands: Vec::new(),
            sla: Vec::new(),
            ticket: String::new(),
            promises: Vec::new(),
        }
    }
    fn after(out: &FromAgent) -> Option<Seq> {
        if let FromAgent::Hello { after, .. } = out { Some(*after) } else { None }
    }
    fn read_to(out: &FromAgent) -> Option<Seq> {
        if let FromAgent::Seen { seq } = out { Some(*seq) } else { None }
    }
    fn body(out: &FromAgent) -> Option<Body> {
        match out {
            FromAgent::Say { text, .. } | FromAgent::Close { text, .. } => Some(Body::words(text)),
            FromAgent::HandBack { .. } => {
                Some(Body::Notice { notice: Notice::HandedBack, text: "Handed back.".into() })
            }
            _ => None,
        }
    }
}

/// What the server answers to one frame.
pub(super) enum Answer {
    /// Nothing.
    None,
    /// Text to the sender.
    Reply(String),
    /// The named action is at this place; the entry is new and goes to everybody.
    Stored(ClientId, Entry),
    /// The named action was at this place already.
    Known(ClientId, Seq),
}

/// The log and how far it was read.
#[derive(Default)]
pub(super) struct Server {
    pub(super) log: Vec<Entry>,
    pub(super) seen: Seen,
    /// How many of the next actions are turned away for now.
    pub(super) busy: u32,
}

impl Server {
    /// Takes a frame; `greeted` tells whether this socket had its hello.
    pub(super) fn take<S: Spoken>(&mut self, text: &str, greeted: bool) -> Answer {
        if text == "ping" {
            return Answer::Reply("pong".into());
        }
        let out: S::Out = read(text).expect("clients send what the wire knows");
        if let Some(after) = S::after(&out) {
            let entries = self.log.iter().filter(|e| e.seq > after).map(S::see).collect();
            let state = S::state();
            let seen = self.seen;
            return Answer::Reply(write(&ToClient::Welcome {
                version: VERSION,
                entries,
                state,
                seen,
            }));
        }
        assert!(greeted, "before hello: {text}");
        if let Some(seq) = S::read_to(&out) {
            let own = S::own_seen(&mut self.seen);
            assert!(seq > *own || seq.0 <= self.log.len() as u64, "seen goes up, within the log");
            *own = seq.max(*own);
            return Answer::None;
        }
        use crate::Outgoing;
        let (Some(client_id), Some(body)) = (out.client_id().cloned(), S::body(&out)) else {
            return Answer::None;
        };
        if let Some(known) = self.log.iter().find(|e| e.client_id.as_ref() == Some(&client_id)) {
            return Answer::Known(client_id, known.seq);
        }
        if self.busy > 0 {
            self.busy -= 1;
            let code = if self.busy.is_multiple_of(2) { Code::SlowDown } else { Code::Internal };
            let refusal = Refusal::new(code, "later").of(&client_id);
            return Answer::Reply(write(&ToClient::<S::Entry, S::State>::Refused(refusal)));
        }
        let entry = Entry {
            seq: Seq(self.log.len() as u64 + 1),
            at: Timestamp(0),
            author: S::author(),
            body,
            client_id: Some(client_id.clone()),
        };
        self.log.push(entry.clone());
        Answer::Stored(client_id, entry)
    }
}
