//! What each side gets to see of the same conversation.

use super::*;
use crate::ConversationCall;
use warmline_handoff::conversation::Standing;
use warmline_handoff::desk::{Assigned, From, Passing, Target as PassedTo};
use warmline_model::{
    Alternative, Clock, Episode, Level, Longer, Millis, Needs, Routing, Rule, SlaEvent,
};
use warmline_wire::{AgentStage, AgentState, VisitorStage};

const T0: Timestamp = Timestamp(1_000_000);

fn at(seconds: i64) -> Timestamp {
    T0 + Millis::seconds(seconds)
}

pub(super) struct Bench(ConversationObject);

impl Bench {
    pub(super) fn new() -> Self {
        let site = SiteId::new("shop").expect("a site");
        let id = ConversationId::new("c1").expect("an id");
        let (object, _) =
            ConversationObject::open(T0, site, id, Settings::default(), Opening::default());
        Self(object)
    }

    pub(super) fn is_here(&self) -> bool {
        self.0.machine().visitor_online()
    }

    pub(super) fn turn(
        &mut self,
        seconds: i64,
        act: impl FnOnce(&mut ConversationObject, &Context<'_>) -> Turn,
    ) -> Turn {
        let context = Context { now: at(seconds), index: None, log: &|_, _| Vec::new() };
        act(&mut self.0, &context)
    }

    pub(super) fn visitor(&mut self, seconds: i64, frame: &str) -> Turn {
        self.turn(seconds, |object, context| object.visitor_frame(context, true, frame))
    }

    pub(super) fn agent(&mut self, seconds: i64, name: &str, frame: &str) -> Turn {
        let agent = AgentId::new(name.to_lowercase()).expect("an id");
        self.turn(seconds, |object, context| object.agent_frame(context, &agent, name, true, frame))
    }

    /// As if the process had ended here.
    pub(super) fn reload(&mut self, seconds: i64) {
        let turn = self
            .call(seconds, ConversationCall::Kept { episode: Episode(0), promise: None, at: T0 });
        let state = turn.state.expect("a call is stored");
        self.0 = ConversationObject::load(&state, Vec::new()).expect("what was stored");
    }

    pub(super) fn call(&mut self, seconds: i64, call: ConversationCall) -> Turn {
        self.turn(seconds, |object, context| object.call(context, call).0)
    }

    pub(super) fn assigned(round: u32, name: &str, from: Option<From>) -> ConversationCall {
        ConversationCall::Assigned(Box::new(Assigned {
            desk: Default::default(),
            conversation: ConversationId::new("c1").expect("an id"),
            episode: Episode(1),
            round,
            agent: AgentId::new(name.to_lowercase()).expect("an id"),
            name: name.into(),
            department: Default::default(),
            routing: Routing {
                at: T0,
                needs: Needs::default(),
                waived: Vec::new(),
                rule: Rule::OnlyOne,
                candidates: Vec::new(),
                excluded: Vec::new(),
                excluded_more: 0,
                passed_over: 0,
            },
            from,
        }))
    }

    fn sees(&self) -> (VisitorStage, AgentState) {
        (self.0.visitor_state().stage, self.0.agent_state())
    }
}

fn to_visitors(turn: &Turn) -> Vec<&str> {
    turn.frames
        .iter()
        .filter(|(to, _)| *to == To::Visitors)
        .map(|(_, text)| text.as_str())
        .collect()
}

#[test]
fn a_waiting_visitor_sees_the_line_the_reason_and_what_else_there_is() {
    // R-100, R-102, R-103
    let mut bench = Bench::new();
    bench.visitor(0, r#"{"type":"ask_human","client_id":"a"}"#);
    let both = vec![Alternative::Callback, Alternative::Email];
    let (visitor, _) = bench.sees();
    assert!(
        matches!(&visitor, VisitorStage::Waiting { position: None, team_online: true, alternatives, long: false, .. }
            if *alternatives == both),
        "{visitor:?}"
    );
    let longer = Some(Longer::FewerPeople);
    let standing = Standing { position: Some(3), wait: None, team_online: true, longer };
    let call = ConversationCall::Placed { episode: Episode(1), round: 0, standing, as_of: at(1) };
    bench.call(1, call);
    bench.turn(120, |object, context| object.wake(context));
    let (visitor, _) = bench.sees();
    assert!(
        matches!(
            visitor,
            VisitorStage::Waiting {
                position: Some(3),
                long: true,
                longer: Some(Longer::FewerPeople),
                ..
            }
        ),
        "{visitor:?}"
    );
    let turn = bench.visitor(130, r#"{"type":"choose","client_id":"b","alternative":"callback"}"#);
    assert!(turn.frames.iter().any(|(to, text)| *to == To::Sender && text.contains("\"ack\"")));
    let turn = bench.visitor(140, r#"{"type":"say","client_id":"c","text":"555 012 3456"}"#);
    assert!(matches!(bench.sees().0, VisitorStage::Bot { .. }));
    let (_, mut agent) = bench.sees();
    assert_eq!(
        agent.promises.pop().map(|p| (p.contact, p.due)),
        Some(("555 012 3456".into(), at(3_740)))
    );
    // What is owed to the desk is stored with the same turn.
    assert!(turn.state.is_some_and(|state| state.contains("promised")));
}

#[test]
fn an_agent_sees_why_they_were_chosen_and_since_when_a_word_is_owed() {
    // R-084, R-087, R-092, R-114
    let mut bench = Bench::new();
    bench.visitor(0, r#"{"type":"ask_human","client_id":"a"}"#);
    bench.call(10, Bench::assigned(1, "Ana", None));
    let to = PassedTo::Agent(AgentId::new("ben").expect("an id"));
    let passing = Passing { to, name: "Ben".into(), reason: "knows tents".into() };
    let call = ConversationCall::Passing { episode: Episode(1), round: 1, passing: Some(passing) };
    let turn = bench.call(20, call);
    assert!(!to_visitors(&turn).iter().any(|frame| frame.contains("knows tents")));
    let (visitor, agent) = bench.sees();
    assert!(
        matches!(&visitor, VisitorStage::Human { name, team, passing_to: Some(to), .. }
            if name == "Ana" && team == "Support" && to == "Ben"),
        "{visitor:?}"
    );
    assert!(
        matches!(&agent.stage, AgentStage::Human { passing_to: Some(to), owed_since, silent_at, .. }
            if to == "Ben" && *owed_since == Some(at(10)) && *silent_at == Some(at(310))),
        "{:?}",
        agent.stage
    );
    let event = SlaEvent { clock: Clock::FirstResponse, level: Level::Near, at: at(25) };
    bench.call(25, ConversationCall::Sla { episode: Episode(1), event });
    let ana = AgentId::new("ana").expect("an id");
    let from = From { agent: ana, name: "Ana".into(), reason: "knows tents".into() };
    let turn = bench.call(30, Bench::assigned(2, "Ben", Some(from)));
    assert!(!to_visitors(&turn).iter().any(|frame| frame.contains("knows tents")));
    let (_, agent) = bench.sees();
    let hands: Vec<_> = agent.hands.iter().map(|h| (h.name.as_str(), h.from.is_some())).collect();
    assert_eq!(hands, [("Ana", false), ("Ben", true)]);
    assert_eq!(agent.sla, [event]);
}

#[test]
fn a_note_bears_its_writers_name_and_causes_no_frame_for_the_visitor() {
    // R-087: a supervisor whispers to whoever leads.
    let mut bench = Bench::new();
    bench.visitor(0, r#"{"type":"ask_human","client_id":"a"}"#);
    bench.call(10, Bench::assigned(1, "Ana", None));
    let frame = r#"{"type":"note","client_id":"n1","text":"offer them a new tent"}"#;
    for _ in 0..2 {
        let turn = bench.agent(20, "Sue", frame);
        assert_eq!(to_visitors(&turn), [""; 0]);
        assert!(turn.entries.is_empty());
        assert!(turn.for_sender().any(|frame| frame.contains("\"ack\"") && frame.contains("n1")));
    }
    let (visitor, agent) = bench.sees();
    let notes: Vec<_> = agent.notes.iter().map(|n| (n.name.as_str(), n.text.as_str())).collect();
    assert_eq!(notes, [("Sue", "offer them a new tent")]);
    assert!(!write(&visitor).contains("new tent"));
    let hello = bench.visitor(30, &format!(r#"{{"type":"hello","version":{VERSION},"after":0}}"#));
    assert!(!hello.frames.iter().any(|(_, text)| text.contains("new tent")));
    let long = "x".repeat(1_001);
    let frame = format!(r#"{{"type":"note","client_id":"n2","text":"{long}"}}"#);
    let turn = bench.agent(40, "Sue", &frame);
    assert!(turn.for_sender().any(|frame| frame.contains("at most 1000 characters")));
}
