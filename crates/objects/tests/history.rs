//! What the site's history hears of a conversation: each text once, in order, and never at anybody's cost.

use warmline_handoff::Settings;
use warmline_handoff::desk::{Assigned, From};
use warmline_model::{
    AgentId, CloseReason, ConversationId, Customer, Entry, Episode, Millis, Needs, Routing, Rule,
    Seq, SiteId, Timestamp,
};
use warmline_objects::history::Record;
use warmline_objects::{
    Context, ConversationCall, ConversationObject, HistoryCall, Opening, Reply, Row, Target, Turn,
};
use warmline_wire::{ConversationRead, LOG_PAGE, Lead};

const NOW: Timestamp = Timestamp(1_000_000);

fn at(seconds: i64) -> Timestamp {
    NOW + Millis::seconds(seconds)
}

/// A conversation with its log; it is loaded again whenever it was stored.
struct Bench {
    object: ConversationObject,
    log: Vec<Entry>,
    state: String,
    alarm: Option<Timestamp>,
    frames: usize,
}

impl Bench {
    fn new() -> Self {
        let site = SiteId::new("shop").expect("a site");
        let id = ConversationId::new("c1").expect("an id");
        let (object, turn) =
            ConversationObject::open(NOW, site, id, Settings::default(), Opening::default());
        let state = turn.state.expect("a state");
        Self { object, log: Vec::new(), state, alarm: turn.alarm, frames: 0 }
    }

    fn run<R>(
        &mut self,
        now: Timestamp,
        act: impl FnOnce(&mut ConversationObject, &Context<'_>) -> (Turn, R),
    ) -> R {
        let entries = self.log.clone();
        let log = |after: Seq, most: usize| {
            entries.iter().filter(|e| e.seq > after).take(most).cloned().collect()
        };
        let context = Context { now, index: None, log: &log };
        let (turn, result) = act(&mut self.object, &context);
        self.log.extend(turn.entries);
        self.alarm = turn.alarm;
        if let Some(state) = turn.state {
            self.state = state;
        }
        result
    }

    fn reload(&mut self) {
        self.object = ConversationObject::load(&self.state, self.log.clone()).expect("a state");
    }

    fn visitor(&mut self, seconds: i64, kind: &str, more: &str) {
        self.frames += 1;
        let id = self.frames;
        let frame = format!(r#"{{"type":"{kind}","client_id":"k{id}"{more}}}"#);
        self.run(at(seconds), |object, context| (object.visitor_frame(context, true, &frame), ()));
    }

    fn say(&mut self, seconds: i64, text: &str) {
        self.visitor(seconds, "say", &format!(r#","text":"{text}""#));
    }

    fn ana(&mut self, seconds: i64, kind: &str, text: &str) {
        self.frames += 1;
        let id = self.frames;
        let frame = format!(r#"{{"type":"{kind}","client_id":"k{id}","text":"{text}"}}"#);
        let ana = AgentId::new("ana").expect("an id");
        self.run(at(seconds), |object, context| {
            (object.agent_frame(context, &ana, "Ana", true, &frame), ())
        });
    }

    fn call(&mut self, seconds: i64, call: ConversationCall) -> Reply {
        self.run(at(seconds), |object, context| object.call(context, call))
    }

    fn begin(&mut self, seconds: i64) -> Option<Row> {
        self.run(at(seconds), ConversationObject::begin_record)
    }

    /// What is told now.
    fn told(&mut self, seconds: i64) -> (u64, Record) {
        let row = self.begin(seconds).expect("something to tell");
        assert_eq!(row.target, Target::History);
        match serde_json::from_str(&row.body) {
            Ok(HistoryCall::Record(record)) => (row.id, *record),
            other => panic!("{other:?}"),
        }
    }

    fn arrived(&mut self, seconds: i64, id: u64, arrived: bool) {
        self.run(at(seconds), |object, context| (object.recorded(context, id, arrived), ()));
    }
}

fn assigned(to: &str) -> ConversationCall {
    let id = |text: &str| AgentId::new(text).expect("an id");
    ConversationCall::Assigned(Box::new(Assigned {
        desk: Default::default(),
        conversation: ConversationId::new("c1").expect("an id"),
        episode: Episode(1),
        round: 1,
        agent: id(&to.to_lowercase()),
        name: to.into(),
        department: Default::default(),
        routing: Routing {
            at: NOW,
            needs: Needs::default(),
            waived: Vec::new(),
            rule: Rule::OnlyOne,
            candidates: Vec::new(),
            excluded: Vec::new(),
            excluded_more: 0,
            passed_over: 0,
        },
        from: None::<From>,
    }))
}

fn texts(record: &Record) -> Vec<(u64, &str)> {
    record.texts.iter().map(|(seq, text)| (seq.0, text.as_str())).collect()
}

#[test]
fn a_conversation_in_which_nothing_was_done_is_not_recorded() {
    let mut bench = Bench::new();
    bench.run(at(1), |object, context| (object.visitor_present(context, true), ()));
    assert!(bench.begin(100).is_none());
    assert_eq!((bench.alarm, bench.object.owes()), (None, 0));
}

#[test]
fn words_are_told_a_little_later_and_who_leads_at_once() {
    let mut bench = Bench::new();
    bench.say(10, "How big is the tent");
    // The first that is heard of it: at once.
    let (id, record) = bench.told(10);
    assert_eq!((record.past.lead, record.past.opened), (Lead::Bot, NOW));
    assert_eq!(texts(&record)[0], (1, "How big is the tent"));
    bench.arrived(10, id, true);
    let caught_up = bench.object.owes();
    assert_eq!(caught_up, 0);

    bench.say(20, "It is for four people");
    assert!(bench.begin(20).is_none());
    bench.say(21, "And for two dogs");
    assert!(bench.begin(22).is_none());
    let (id, record) = bench.told(23);
    let said: Vec<&str> = record.texts.iter().map(|(_, text)| text.as_str()).collect();
    assert!(said.contains(&"It is for four people") && said.contains(&"And for two dogs"));
    assert!(!said.contains(&"How big is the tent"));
    bench.arrived(23, id, true);

    bench.visitor(30, "ask_human", "");
    let (_, record) = bench.told(30);
    assert_eq!((record.past.lead, record.past.handed_off), (Lead::Waiting, true));
}

#[test]
fn a_history_that_is_down_holds_up_neither_the_desk_nor_the_chat_and_loses_nothing() {
    let mut bench = Bench::new();
    bench.say(1, "hello there");
    let (first, _) = bench.told(1);
    // It does not answer. The customer asks for a person meanwhile: the desk hears of it all the same.
    bench.visitor(2, "ask_human", "");
    assert_eq!(bench.alarm, Some(at(2)));
    assert!(bench.begin(2).is_none(), "one call at a time");
    let rows = bench.object.due(at(2));
    let elsewhere = |row: &Row| matches!(row.target, Target::Desk(_) | Target::Outgoing);
    assert!(
        rows.iter().all(elsewhere) && rows.len() >= 2,
        "the desk, and the site's other systems"
    );
    let ids: Vec<u64> = rows.iter().map(|row| row.id).collect();
    bench.run(at(2), |object, context| (object.delivered(context, &ids, &[]), ()));
    // Nothing is due but a look at what is under way, and the next word to whoever waits.
    assert!(bench.alarm.is_some_and(|alarm| alarm >= at(31)), "{:?}", bench.alarm);
    bench.arrived(11, first, false);
    let mut now = bench.alarm.expect("the next try");
    let mut waits = Vec::new();
    for _ in 0..12 {
        let seconds = (now - NOW).0 / 1_000 + 1;
        let (id, record) = bench.told(seconds);
        assert_eq!(texts(&record)[0], (1, "hello there"));
        bench.arrived(seconds, id, false);
        let state: serde_json::Value = serde_json::from_str(&bench.state).expect("json");
        let retry = state["feed"]["retry_at"].as_i64().expect("a time");
        waits.push((retry - at(seconds).0) / 1_000);
        now = Timestamp(retry);
    }
    assert!(waits.is_sorted() && waits.last() == Some(&300), "{waits:?}");
    // What was said in the meantime is in the same call, once it answers.
    bench.say(5_000, "are you there");
    let (id, record) = bench.told(5_001);
    assert!(texts(&record).iter().any(|(_, text)| *text == "are you there"));
    bench.arrived(5_001, id, true);
    assert_eq!(bench.object.owes() - bench.object.due(at(9_000)).len(), 0);
}

#[test]
fn a_process_that_ends_in_the_middle_tells_it_again_and_an_old_answer_counts_for_nothing() {
    let mut bench = Bench::new();
    bench.say(1, "first");
    let (lost, first) = bench.told(1);
    bench.reload();
    bench.say(2, "second");
    let (id, second) = bench.told(2);
    assert!(second.revision > first.revision);
    assert!(texts(&second).starts_with(&texts(&first)));
    bench.arrived(3, lost, true);
    assert!(bench.object.owes() > 0);
    bench.arrived(3, id, true);
    assert_eq!(bench.object.owes(), 0);
    // Without a reload, one that is never heard of again is looked after.
    bench.say(10, "third");
    let (_, third) = bench.told(13);
    assert!(bench.alarm.is_some_and(|alarm| alarm <= at(43)));
    let (id, again) = bench.told(43);
    assert_eq!(third.texts, again.texts);
    bench.arrived(44, id, true);
    assert_eq!(bench.object.owes(), 0);
}

#[test]
fn a_conversation_of_before_is_recorded_whole_in_batches_of_a_hundred() {
    let mut bench = Bench::new();
    for n in 0..130 {
        bench.say(n, &format!("message {n}"));
    }
    // As an older version stored it.
    let mut state: serde_json::Value = serde_json::from_str(&bench.state).expect("json");
    state.as_object_mut().expect("an object").remove("feed");
    bench.state = state.to_string();
    bench.reload();
    let total = bench.log.len() as u64;
    let mut seqs = Vec::new();
    let mut calls = 0;
    while bench.object.owes() > bench.object.due(at(9_000)).len() {
        let (id, record) = bench.told(9_000);
        assert!(record.texts.len() <= 100);
        assert_eq!(record.past.opened, bench.log[0].at);
        seqs.extend(record.texts.iter().map(|(seq, _)| seq.0));
        bench.arrived(9_000, id, true);
        calls += 1;
    }
    assert!(seqs.is_sorted_by(|a, b| a < b));
    assert!(calls >= 2 && calls <= total / 100 + 1, "{calls} for {total}");
    let visitor = (0..130).map(|n| format!("message {n}"));
    assert_eq!(visitor.count(), seqs.len() - said_by_bot(&bench));
}

fn said_by_bot(bench: &Bench) -> usize {
    let said = |entry: &&Entry| entry.author == warmline_model::Author::Bot;
    let said = bench.log.iter().filter(said);
    said.filter(|entry| warmline_objects::history::recorded(entry).is_some()).count()
}

#[test]
fn notes_the_agent_the_rating_and_whose_it_is_are_told() {
    let mut bench = Bench::new();
    bench.say(1, "hello, I am at Mara@Example.com");
    bench.visitor(2, "ask_human", "");
    bench.call(3, assigned("Ana"));
    let (id, record) = bench.told(3);
    assert_eq!(record.past.agent.as_ref().map(|(_, name)| name.as_str()), Some("Ana"));
    assert_eq!(record.customer.as_deref(), Some("mara@example.com"));
    bench.arrived(3, id, true);
    assert_eq!(record.account, None);
    let known = Customer {
        id: Some("u-7".into()),
        email: Some(" Mara@Work.example".into()),
        verified: true,
        ..Customer::default()
    };
    bench.call(4, ConversationCall::Customer(known));
    bench.ana(5, "note", "offer them a tent");
    let (id, record) = bench.told(8);
    assert_eq!(record.notes, [(1, "offer them a tent".to_owned())]);
    assert_eq!(record.customer.as_deref(), Some("mara@work.example"));
    assert_eq!(record.account.as_deref(), Some("u-7"));
    bench.arrived(8, id, true);
    bench.ana(8, "say", "I have sent you the poles that were missing.");
    bench.ana(9, "close", "All done. Have a good time in the mountains, both of you.");
    let (id, record) = bench.told(9);
    assert_eq!((record.past.lead, record.went_well), (Lead::Closed, true));
    let helped = "I have sent you the poles that were missing.";
    assert_eq!(record.past.helped.as_deref(), Some(helped), "R-067");
    assert_eq!(record.past.closed_as, Some(CloseReason::Solved));
    assert!(record.notes.is_empty());
    bench.arrived(9, id, true);
    bench.visitor(10, "rate", r#","score":5,"comment":"quick and kind""#);
    let (_, record) = bench.told(13);
    assert_eq!((record.past.rating, record.went_well), (Some(5), true));
    assert_eq!(record.past.agent.map(|(_, name)| name).as_deref(), Some("Ana"));
    assert!(record.texts.iter().any(|(_, text)| text == "quick and kind"));
}

#[test]
fn a_conversation_is_read_in_pages_with_its_card() {
    let mut bench = Bench::new();
    for n in 0..260 {
        bench.say(n, "again and again");
        bench.run(at(n), |object, context| (object.knowledge_failed(context), ()));
    }
    let total = bench.log.len();
    assert!(total > LOG_PAGE);
    let mut seen = Vec::new();
    let mut after = Seq(0);
    loop {
        let Reply::Body(body) = bench.call(500, ConversationCall::Read { after }) else {
            panic!("no body")
        };
        let read: ConversationRead = serde_json::from_str(&body).expect("a page");
        assert!(read.entries.len() <= LOG_PAGE);
        assert_eq!(read.card, read.state.card);
        seen.extend(read.entries.iter().map(|entry| entry.seq.0));
        let Some(next) = read.next else { break };
        after = next;
    }
    assert_eq!(seen, (1..=total as u64).collect::<Vec<_>>());
}
