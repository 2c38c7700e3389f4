//! Files wait for their message, are taken once, and are removed when nobody sent them.

use super::super::tests::Bench;
use super::*;
use crate::{ConversationCall, Reply, To};
use warmline_model::{Body, MediaType};
use warmline_wire::{ToVisitor, read};

fn id(text: &str) -> AttachmentId {
    AttachmentId::new(text).expect("an id")
}

fn agent(name: &str) -> AgentId {
    AgentId::new(name).expect("an id")
}

fn picture(name: &str, bytes: u64) -> Attachment {
    let (width, height) = (Some(640), Some(480));
    Attachment {
        id: id(name),
        name: format!("{name}.png"),
        kind: MediaType::Png,
        bytes,
        width,
        height,
    }
}

impl Bench {
    fn asks(&mut self, seconds: i64, call: ConversationCall) -> Result<(), Refusal> {
        let mut answer = Reply::Done;
        self.turn(seconds, |object, context| {
            let (turn, reply) = object.call(context, call);
            answer = reply;
            turn
        });
        match answer {
            Reply::Refused(refusal) => Err(refusal),
            _ => Ok(()),
        }
    }

    fn begins(&mut self, seconds: i64, name: &str, bytes: u64) -> Result<(), Refusal> {
        self.asks(seconds, ConversationCall::BeginFile { agent: None, file: id(name), bytes })
    }

    fn uploads(&mut self, seconds: i64, name: &str, bytes: u64) -> Result<(), Refusal> {
        self.begins(seconds, name, bytes)?;
        self.asks(seconds, ConversationCall::FileStored { file: picture(name, bytes) })
    }

    /// The files of the message stored in this turn, or why there is none.
    fn sends(&mut self, seconds: i64, name: &str, files: &str) -> Result<Vec<String>, Code> {
        let frame =
            format!(r#"{{"type":"say","client_id":"{name}","text":"","attachments":[{files}]}}"#);
        outcome(&self.visitor(seconds, &frame))
    }

    fn removes(&mut self, seconds: i64) -> Vec<String> {
        let mut over = Vec::new();
        self.turn(seconds, |object, context| {
            let (turn, ids) = object.begin_removal(context);
            over = ids;
            turn
        });
        over.iter().map(ToString::to_string).collect()
    }

    fn removed(&mut self, seconds: i64, ids: &[String], done: bool) -> Turn {
        let ids: Vec<AttachmentId> = ids.iter().map(|text| id(text)).collect();
        self.turn(seconds, |object, context| object.removed(context, &ids, done))
    }
}

fn outcome(turn: &Turn) -> Result<Vec<String>, Code> {
    let refused = turn.for_sender().find_map(|text| match read::<ToVisitor>(text) {
        Ok(ToVisitor::Refused(refusal)) => Some(refusal.code),
        _ => None,
    });
    if let Some(code) = refused {
        return Err(code);
    }
    let files = turn.entries.iter().flat_map(|entry| entry.body.attachments());
    Ok(files.map(|file| file.id.to_string()).collect())
}

const HOUR: i64 = 3_600;

#[test]
fn a_file_is_sent_once_in_the_order_of_its_message_and_a_repeat_changes_nothing() {
    // R-183, R-190
    let mut bench = Bench::new();
    assert_eq!(bench.uploads(0, "a", 10).and(bench.uploads(1, "b", 20)), Ok(()));
    assert_eq!(bench.sends(2, "m1", r#""b","a""#), Ok(vec!["b".into(), "a".into()]));
    // The same message again is answered, and takes nothing.
    let again =
        bench.visitor(3, r#"{"type":"say","client_id":"m1","text":"","attachments":["b","a"]}"#);
    assert_eq!(outcome(&again), Ok(Vec::new()));
    assert!(again.frames.iter().any(|(to, text)| *to == To::Sender && text.contains("\"ack\"")));
    // Another message can't have them, nor the same one twice, nor one that never was.
    assert_eq!(bench.sends(4, "m2", r#""a""#), Err(Code::NotFound));
    assert_eq!(bench.uploads(5, "c", 1), Ok(()));
    assert_eq!(bench.sends(6, "m3", r#""c","c""#), Err(Code::Malformed));
    assert_eq!(bench.sends(7, "m4", r#""x""#), Err(Code::NotFound));
    assert_eq!(bench.sends(8, "m5", r#""c""#), Ok(vec!["c".into()]));
    assert_eq!(bench.sends(9, "m6", ""), Err(Code::Empty));
}

#[test]
fn what_both_sides_see_of_a_file_is_the_same_and_outlives_the_process() {
    // R-183
    let mut bench = Bench::new();
    bench.uploads(0, "a", 10).expect("room");
    bench.reload(1);
    let turn =
        bench.visitor(2, r#"{"type":"say","client_id":"m","text":"My lamp","attachments":["a"]}"#);
    let file = r#""attachments":[{"id":"a","name":"a.png","type":"image/png","bytes":10,"width":640,"height":480}]"#;
    for side in [To::Visitors, To::Agents] {
        let shown = turn.frames.iter().any(|(to, text)| *to == side && text.contains(file));
        assert!(shown, "{side:?}: {:?}", turn.frames);
    }
    let stored = turn.entries.first().map(|entry| &entry.body);
    assert!(matches!(stored, Some(Body::Text { text, .. }) if text == "My lamp"));
}

#[test]
fn what_no_message_took_is_removed_after_an_hour_and_again_until_it_is_gone() {
    // R-183
    let mut bench = Bench::new();
    bench.uploads(0, "sent", 1).expect("room");
    bench.sends(1, "m", r#""sent""#).expect("sent");
    bench.uploads(2, "left", 1).expect("room");
    // Never told that it is there: the process ended in between.
    bench.begins(3, "lost", 1).expect("room");
    assert_eq!(bench.removes(HOUR), Vec::<String>::new());
    assert_eq!(bench.removes(2 + HOUR), ["left"]);
    assert_eq!(bench.removes(3 + HOUR), Vec::<String>::new(), "one at a time");
    assert_eq!(bench.sends(4 + HOUR, "m2", r#""left""#), Err(Code::NotFound));
    let too_late = ConversationCall::FileStored { file: picture("lost", 1) };
    assert_eq!(bench.asks(4 + HOUR, too_late).map_err(|r| r.code), Err(Code::NotFound));
    // The storage did not answer: tried again, after a restart as well.
    bench.removed(5 + HOUR, &["left".into()], false);
    bench.reload(6 + HOUR);
    assert_eq!(bench.removes(6 + HOUR), Vec::<String>::new());
    let over = bench.removes(5 + HOUR + 300);
    assert_eq!(over, ["left", "lost"]);
    let turn = bench.removed(6 + HOUR + 300, &over, true);
    assert!(turn.state.is_some_and(|state| !state.contains("\"lost\"")));
    assert_eq!(bench.removes(9 * HOUR), Vec::<String>::new());
}

#[test]
fn a_file_that_its_sender_takes_back_goes_at_once_and_nobody_elses() {
    // R-183
    let mut bench = Bench::new();
    bench.uploads(0, "a", 1).expect("room");
    let drop = |agent: Option<AgentId>| ConversationCall::FileDropped { agent, file: id("a") };
    bench.asks(1, drop(Some(agent("ana")))).expect("harmless");
    assert_eq!(bench.removes(1), Vec::<String>::new());
    bench.asks(2, drop(None)).expect("taken back");
    assert_eq!(bench.removes(2), ["a"]);
    assert_eq!(bench.sends(3, "m", r#""a""#), Err(Code::NotFound));
}

#[test]
fn limits_hold_for_one_file_for_those_that_wait_and_for_the_conversation() {
    // R-183
    let mut bench = Bench::new();
    let most = Attachment::MAX_BYTES;
    let code = |outcome: Result<(), Refusal>| outcome.map_err(|refusal| refusal.code);
    assert_eq!(code(bench.begins(0, "big", most + 1)), Err(Code::TooLarge));
    for n in 0..30 {
        assert_eq!(bench.uploads(n, &format!("s{n}"), 1), Ok(()));
    }
    assert_eq!(code(bench.begins(30, "more", 1)), Err(Code::SlowDown));
    let mut bench = Bench::new();
    for n in 0..10 {
        assert_eq!(bench.uploads(n, &format!("f{n}"), most), Ok(()));
    }
    assert_eq!(code(bench.begins(20, "more", 1)), Err(Code::TooLarge));
    let all: Vec<String> = (0..10).map(|n| format!("\"f{n}\"")).collect();
    assert_eq!(bench.sends(21, "m", &all.join(",")).map(|files| files.len()), Ok(10));
    // 100 MB are there.
    assert_eq!(code(bench.begins(22, "more", 1)), Err(Code::TooLarge));
}

#[test]
fn of_the_agents_only_the_one_who_has_it_sends_files_and_only_their_own() {
    // R-183, R-113
    let mut bench = Bench::new();
    let begin = |name: &str, file: &str| ConversationCall::BeginFile {
        agent: Some(agent(name)),
        file: id(file),
        bytes: 1,
    };
    let code = |outcome: Result<(), Refusal>| outcome.map_err(|refusal| refusal.code);
    assert_eq!(code(bench.asks(0, begin("ana", "a"))), Err(Code::NotYours));
    bench.visitor(1, r#"{"type":"ask_human","client_id":"h"}"#);
    bench.call(2, Bench::assigned(1, "Ana", None));
    assert_eq!(code(bench.asks(3, begin("ben", "b"))), Err(Code::NotYours));
    assert_eq!(code(bench.asks(3, begin("ana", "a"))), Ok(()));
    bench.asks(4, ConversationCall::FileStored { file: picture("a", 1) }).expect("stored");
    assert_eq!(bench.sends(5, "m", r#""a""#), Err(Code::NotFound), "not the visitor's");
    let say = r#"{"type":"say","client_id":"s","text":"","attachments":["a"]}"#;
    assert_eq!(outcome(&bench.agent(6, "Ben", say)), Err(Code::NotFound));
    assert_eq!(outcome(&bench.agent(7, "Ana", say)), Ok(vec!["a".into()]));
}
