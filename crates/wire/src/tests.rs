//! Snapshots of the wire: a change here is a change that a foreign client sees.

use crate::*;
use expect_test::{Expect, expect};
use warmline_model::*;

fn check<T: Serialize>(frame: &T, expected: Expect) {
    expected.assert_eq(&write(frame));
}

fn id(text: &str) -> ClientId {
    ClientId::new(text).expect("a good id")
}

#[test]
fn a_visitor_frame_looks_like_this() {
    check(
        &FromVisitor::Hello { version: VERSION, after: Seq(0), page: None },
        expect![[r#"{"type":"hello","version":1,"after":0}"#]],
    );
    check(
        &FromVisitor::Say { client_id: id("a1"), text: "Où est ma commande ?".into() },
        expect![[r#"{"type":"say","client_id":"a1","text":"Où est ma commande ?"}"#]],
    );
    check(
        &FromVisitor::AnswerOffer {
            client_id: id("a2"),
            offer: Seq(3),
            choice: ChoiceKind::Connect,
            article: None,
        },
        expect![[r#"{"type":"answer_offer","client_id":"a2","offer":3,"choice":"connect"}"#]],
    );
    check(
        &FromVisitor::AnswerOffer {
            client_id: id("a3"),
            offer: Seq(3),
            choice: ChoiceKind::Article,
            article: Some("returns".into()),
        },
        expect![[
            r#"{"type":"answer_offer","client_id":"a3","offer":3,"choice":"article","article":"returns"}"#
        ]],
    );
}

#[test]
fn a_visitor_is_never_told_what_only_an_agent_may_see() {
    let entry = Entry {
        seq: Seq(2),
        at: Timestamp(5),
        author: Author::Agent { id: AgentId::new("ana").expect("id"), name: "Ana".into() },
        body: Body::Text { text: "Hello".into() },
        client_id: Some(id("of-the-console")),
    };
    let answer = Entry {
        author: Author::Bot,
        body: Body::Answer {
            text: "Three days.".into(),
            to: Seq(1),
            confidence: 71,
            band: Band::Medium,
            article: None,
        },
        ..entry.clone()
    };
    check(
        &ToVisitor::Entry { entry: (&entry).into() },
        expect![[
            r#"{"type":"entry","entry":{"seq":2,"at":5,"author":{"kind":"agent","name":"Ana"},"body":{"type":"text","text":"Hello"}}}"#
        ]],
    );
    check(
        &ToVisitor::Entry { entry: (&answer).into() },
        expect![[
            r#"{"type":"entry","entry":{"seq":2,"at":5,"author":{"kind":"bot"},"body":{"type":"answer","text":"Three days."}}}"#
        ]],
    );
}

#[test]
fn a_state_frame_looks_like_this() {
    let state = VisitorState::Waiting {
        since: Timestamp(9),
        position: Some(2),
        wait: Some(WaitRange { low_s: 30, high_s: 90 }),
        team_online: true,
        alternatives: vec![Alternative::Callback],
        long: false,
        longer: Some(Longer::UrgentAhead { more: 1 }),
        passing_on: None,
    };
    check(
        &ToVisitor::State { state },
        expect![[
            r#"{"type":"state","state":{"stage":"waiting","since":9,"position":2,"wait":{"low_s":30,"high_s":90},"team_online":true,"alternatives":["callback"],"long":false,"longer":{"because":"urgent_ahead","more":1}}}"#
        ]],
    );
    check(
        &ToVisitor::Refused(Refusal::new(Code::TooLong, "at most 4000").of(&id("a3"))),
        expect![[
            r#"{"type":"refused","code":"too_long","message":"at most 4000","client_id":"a3"}"#
        ]],
    );
}

#[test]
fn a_draft_looks_like_this() {
    check(
        &ToVisitor::Draft { to: Seq(3), text: "Three days.".into() },
        expect![[r#"{"type":"draft","to":3,"text":"Three days."}"#]],
    );
}

#[test]
fn a_bad_frame_is_refused_with_what_was_wrong_and_which_action_it_was() {
    let code = |text: &str| read::<FromVisitor>(text).expect_err(text).code;
    assert_eq!(code("{"), Code::Malformed);
    assert_eq!(code("[]"), Code::Malformed);
    assert_eq!(code(r#"{"type":"fly"}"#), Code::UnknownKind);
    let maybe = r#"{"type":"answer_offer","client_id":"k","offer":1,"choice":7}"#;
    assert_eq!(code(maybe), Code::Malformed);
    assert_eq!(code(&"x".repeat(MAX_FRAME_BYTES + 1)), Code::TooLarge);
    let refusal = read::<FromVisitor>(r#"{"type":"say","client_id":"k","text":5}"#).expect_err("5");
    assert_eq!(refusal.client_id, Some(id("k")));
}

#[test]
fn a_client_ignores_kinds_it_does_not_know() {
    assert_eq!(read::<ToVisitor>(r#"{"type":"confetti","colour":"red"}"#), Ok(ToClient::Unknown));
    assert_eq!(read::<ToConsole>(r#"{"type":"confetti"}"#), Ok(ToConsole::Unknown));
}
