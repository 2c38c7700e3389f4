//! A bot of another maker at the conversation object: what it does, what it is told, and what is stored.

use serde_json::{Value, json};
use warmline_handoff::Settings;
use warmline_handoff::conversation::{Line, Told};
use warmline_model::{ClientId, ConversationId, Department, Entry, Millis, Seq, SiteId, Timestamp};
use warmline_objects::{
    BotAction, Context, ConversationCall, ConversationObject, FromOutside, Opening, Reply, Turn,
};
use warmline_wire::{BotMessages, BotStage, BotStatus, Brought, Code, write};

const NOW: Timestamp = Timestamp(1_000_000);

fn id(text: &str) -> ClientId {
    ClientId::new(text).expect("an id")
}

/// A conversation with its stored log.
struct Bench {
    object: ConversationObject,
    log: Vec<Entry>,
    state: String,
}

impl Bench {
    fn new(outside: Option<FromOutside>) -> Self {
        let site = SiteId::new("shop").expect("an id");
        let id = ConversationId::new("c1").expect("an id");
        let opening = Opening { outside, ..Opening::default() };
        let (object, turn) = ConversationObject::open(NOW, site, id, Settings::default(), opening);
        Self { object, log: Vec::new(), state: turn.state.expect("it is stored") }
    }

    fn keep(&mut self, turn: Turn) {
        self.log.extend(turn.entries);
        self.state = turn.state.unwrap_or(std::mem::take(&mut self.state));
    }

    fn bot(&mut self, seconds: i64, action: BotAction) -> Reply {
        let stored = self.log.clone();
        let log = |after: Seq, most: usize| {
            stored.iter().filter(|entry| entry.seq > after).take(most).cloned().collect()
        };
        let context = Context { now: NOW + Millis::seconds(seconds), index: None, log: &log };
        let (turn, reply) = self.object.call(&context, ConversationCall::Bot { action });
        self.keep(turn);
        // What a process that ended leaves behind, after each call.
        self.object = ConversationObject::load(&self.state, self.log.clone()).expect("a state");
        reply
    }

    fn status(&mut self, seconds: i64, action: BotAction) -> BotStatus {
        match self.bot(seconds, action) {
            Reply::Body(body) => serde_json::from_str(&body).expect("a status"),
            other => panic!("{other:?}"),
        }
    }

    fn refused(&mut self, seconds: i64, action: BotAction) -> Code {
        match self.bot(seconds, action) {
            Reply::Refused(refusal) => refusal.code,
            other => panic!("{other:?}"),
        }
    }
}

fn lines(names: &[&str]) -> Vec<Line> {
    let line = |(n, name): (usize, &&str)| Line {
        client_id: id(name),
        at: NOW - Millis::seconds(100) + Millis::seconds(i64::try_from(n).unwrap_or_default()),
        by_customer: n % 2 == 0,
        text: format!("words of {name}"),
        confidence: None,
    };
    names.iter().enumerate().map(line).collect()
}

fn hand_off(name: &str) -> BotAction {
    BotAction::HandOff { client_id: id(name), told: Box::default() }
}

#[test]
fn a_bot_brings_hands_off_asks_takes_back_and_closes_whatever_process_answers() {
    let mut bench = Bench::new(Some(FromOutside::default()));
    let brought = bench.bot(0, BotAction::Bring { lines: lines(&["a", "b", "c"]) });
    assert_eq!(brought, Reply::Body(write(&Brought { stored: 3, repeated: 0, last: Seq(3) })));
    let again = bench.bot(1, BotAction::Bring { lines: lines(&["a", "b", "c"]) });
    assert_eq!(again, Reply::Body(write(&Brought { stored: 0, repeated: 3, last: Seq(3) })));
    let status = bench.status(2, hand_off("h1"));
    assert!(matches!(status.stage, BotStage::Waiting { .. }), "{status:?}");
    assert_eq!((status.poll_s, status.handoff.clone()), (5, None));
    assert_eq!(bench.status(3, hand_off("h1")), status);
    assert_eq!(bench.refused(3, hand_off("h2")), Code::NotNow);
    let Reply::Body(body) = bench.bot(4, BotAction::Messages { after: Seq(2) }) else {
        panic!("no body")
    };
    let messages: BotMessages = serde_json::from_str(&body).expect("messages");
    assert_eq!(messages.entries.first().map(|entry| entry.seq), Some(Seq(3)));
    assert_eq!(messages.entries[0].client_id, Some(id("c")));
    let back = bench.status(5, BotAction::TakeBack { client_id: id("t1") });
    assert!(matches!(back.stage, BotStage::Bot), "{back:?}");
    let value = serde_json::to_value(back.handoff).expect("JSON");
    assert_eq!(value["state"], Value::from("failed"));
    let close = BotAction::Close { client_id: id("x1"), reason: Default::default() };
    assert!(matches!(bench.status(6, close).stage, BotStage::Closed { .. }));
}

#[test]
fn an_initiation_brings_and_hands_off_once_and_a_foreign_department_becomes_a_fact() {
    let mut bench = Bench::new(Some(FromOutside::default()));
    let nowhere = Department::new("premium_care").ok();
    let told = Told { department: nowhere, name: Some("Maria".into()), ..Told::default() };
    let initiate = |name: &str| BotAction::Initiate {
        client_id: id(name),
        lines: lines(&["a", "b"]),
        told: Box::new(told.clone()),
    };
    let first = bench.status(0, initiate("e1"));
    assert!(matches!(first.stage, BotStage::Waiting { .. }), "{first:?}");
    let card = bench.object.machine().card().clone();
    assert_eq!(card.customer.name.as_deref(), Some("Maria"));
    assert_eq!(card.profile[0].value, "premium_care");
    for name in ["e1", "e2"] {
        assert_eq!(bench.status(1, initiate(name)).last, first.last, "{name}");
    }
    bench.status(2, BotAction::TakeBack { client_id: id("t1") });
    // The same event again, after all of it: nothing new.
    let again = bench.status(3, initiate("e1"));
    assert!(matches!(again.stage, BotStage::Bot), "{again:?}");
    assert_eq!(bench.status(4, initiate("e3")).episode.0, 2);
    let brought = bench.log.iter().filter(|entry| entry.client_id == Some(id("a"))).count();
    assert_eq!(brought, 1);
}

#[test]
fn a_bot_speaks_for_nobody_in_a_visitors_own_conversation() {
    let say = || BotAction::Frame {
        text: json!({"type": "say", "client_id": "s1", "text": "hello"}).to_string(),
    };
    let mut own = Bench::new(None);
    assert_eq!(own.refused(0, say()), Code::NotAllowed);
    assert_eq!(own.refused(0, hand_off("h1")), Code::NotAllowed);
    assert!(own.log.is_empty());
    let mut bots = Bench::new(Some(FromOutside::default()));
    let Reply::Frames(frames) = bots.bot(0, say()) else { panic!("no frames") };
    let ack: Value = serde_json::from_str(&frames[0]).expect("a frame");
    assert_eq!(ack, json!({"type": "ack", "client_id": "s1", "seq": 1}));
    // Warmline's own assistant stays silent; the bot is asked.
    assert!(!bots.object.asks_knowledge() && bots.object.machine().unanswered().is_some());
}

#[test]
fn without_a_socket_nothing_is_written_and_no_place_is_given_up() {
    let mut bench = Bench::new(Some(FromOutside::default()));
    bench.status(0, hand_off("h1"));
    let context = Context { now: NOW + Millis::minutes(60), index: None, log: &|_, _| Vec::new() };
    let turn = bench.object.visitor_present(&context, false);
    assert!(turn.state.is_none() && turn.entries.is_empty());
    assert!(bench.object.machine().visitor_online());
}

#[test]
fn a_flood_of_a_bots_is_slowed() {
    let mut bench = Bench::new(Some(FromOutside::default()));
    let context = Context { now: NOW, index: None, log: &|_, _| Vec::new() };
    let action = || BotAction::TakeBack { client_id: id("t1") };
    let codes = (0..70).filter_map(|_| {
        match bench.object.call(&context, ConversationCall::Bot { action: action() }).1 {
            Reply::Refused(refusal) => Some(refusal.code),
            _ => None,
        }
    });
    assert_eq!(codes.filter(|code| *code == Code::SlowDown).count(), 10);
}
