//! Snapshots of the wire: a change here is a change that a foreign client sees.

use crate::*;
use expect_test::{Expect, expect};
use std::collections::BTreeMap;
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
        &FromVisitor::Hello { version: VERSION, after: Seq(0), page: None, zone: None },
        expect![[r#"{"type":"hello","version":1,"after":0}"#]],
    );
    check(
        &FromVisitor::Say {
            client_id: id("a1"),
            text: "Où est ma commande ?".into(),
            attachments: Vec::new(),
        },
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
fn a_message_with_a_file_looks_like_this_and_an_older_one_reads_as_before() {
    // R-183
    let file = Attachment {
        id: AttachmentId::new("f1").expect("a good id"),
        name: "lamp.png".into(),
        kind: MediaType::Png,
        bytes: 81_920,
        width: Some(640),
        height: Some(480),
    };
    let (client_id, text, attachments) = (id("a1"), String::new(), vec![file.id.clone()]);
    let of_agent = FromAgent::Say { client_id, text, attachments };
    check(
        &of_agent,
        expect![[r#"{"type":"say","client_id":"a1","text":"","attachments":["f1"]}"#]],
    );
    let of_visitor: FromVisitor = read(&write(&of_agent)).expect("the same shape");
    assert_eq!(write(&of_visitor), write(&of_agent));
    let entry = Entry {
        seq: Seq(2),
        at: Timestamp(5),
        author: Author::Visitor,
        body: Body::said("Broken", vec![file]),
        client_id: None,
    };
    check(
        &entry,
        expect![[
            r#"{"seq":2,"at":5,"author":{"kind":"visitor"},"body":{"type":"text","text":"Broken","attachments":[{"id":"f1","name":"lamp.png","type":"image/png","bytes":81920,"width":640,"height":480}]}}"#
        ]],
    );
    assert_eq!(write(&VisitorEntry::from(&entry)), write(&entry));
    let old: Result<Body, _> = serde_json::from_str(r#"{"type":"text","text":"Hi"}"#);
    assert_eq!(old.ok(), Some(Body::words("Hi")));
    let old: Result<FromVisitor, _> = read(r#"{"type":"say","client_id":"a","text":"Hi"}"#);
    assert!(matches!(old, Ok(FromVisitor::Say { attachments, .. }) if attachments.is_empty()));
}

#[test]
fn a_trail_frame_looks_like_this() {
    // R-064
    let page = PageRef { url: "https://shop.example/cart".into(), title: "Cart".into() };
    let attributes = [("plan".to_owned(), "team".to_owned())].into();
    let event = ProductEvent { name: "export failed".into(), attributes };
    check(
        &FromVisitor::Trail {
            items: vec![
                TrailItem { ago: 9_000, step: Step::Page(page) },
                TrailItem { ago: 0, step: Step::Event(event) },
            ],
        },
        expect![[
            r#"{"type":"trail","items":[{"ago":9000,"page":{"url":"https://shop.example/cart","title":"Cart"}},{"ago":0,"event":{"name":"export failed","attributes":{"plan":"team"}}}]}"#
        ]],
    );
}

#[test]
fn an_event_over_its_limits_is_refused_with_what_is_allowed() {
    // R-064
    let event = |name: &str, attributes: &[(String, String)]| {
        let attributes = attributes.iter().cloned().collect();
        let event = ProductEvent { name: name.into(), attributes };
        TrailItem { ago: 0, step: Step::Event(event) }.check().map_err(|refusal| refusal.message)
    };
    let many: Vec<_> = (0..21).map(|n| (n.to_string(), String::new())).collect();
    let long = [("k".to_owned(), "x".repeat(201))];
    assert_eq!(event(&"\u{fc}".repeat(64), &many[..20]), Ok(()));
    let refused =
        [event("", &[]), event(&"x".repeat(65), &[]), event("ok", &many), event("ok", &long)];
    for (refused, says) in
        refused.into_iter().zip(["1 to 64", "1 to 64", "at most 20, not 21", "at most 200"])
    {
        assert!(refused.is_err_and(|message| message.contains(says)), "{says}");
    }
}

#[test]
fn a_visitor_is_never_told_what_only_an_agent_may_see() {
    let entry = Entry {
        seq: Seq(2),
        at: Timestamp(5),
        author: Author::Agent { id: AgentId::new("ana").expect("id"), name: "Ana".into() },
        body: Body::words("Hello"),
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
    let state = VisitorStage::Waiting {
        since: Timestamp(9),
        position: Some(2),
        wait: Some(WaitRange { low_s: 30, high_s: 90 }),
        team_online: true,
        alternatives: vec![Alternative::Callback],
        long: false,
        longer: Some(Longer::UrgentAhead { more: 1 }),
        open_offer: None,
        passing_on: None,
    };
    check(
        &ToVisitor::State { state: state.into() },
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
fn the_frames_of_promises_look_like_this() {
    // R-133, R-136
    let slot = Slot { from: Timestamp(60), until: Timestamp(90) };
    check(
        &FromVisitor::Book { client_id: id("b1"), slot },
        expect![[r#"{"type":"book","client_id":"b1","slot":{"from":60,"until":90}}"#]],
    );
    check(
        &FromVisitor::CancelPromise { client_id: id("b2"), promise: 1 },
        expect![[r#"{"type":"cancel_promise","client_id":"b2","promise":1}"#]],
    );
    let zone = Some("Europe/Berlin".to_owned());
    check(
        &FromVisitor::Hello { version: VERSION, after: Seq(0), page: None, zone },
        expect![[r#"{"type":"hello","version":1,"after":0,"zone":"Europe/Berlin"}"#]],
    );
}

#[test]
fn the_options_and_the_promise_of_a_visitor_look_like_this() {
    // R-131, R-136
    let slot = Slot { from: Timestamp(60), until: Timestamp(90) };
    let by = |kind, by: Option<i64>| TimedChoice { kind, by: by.map(Timestamp) };
    let state = VisitorState {
        stage: VisitorStage::Bot { open_offer: None, suggest_human: false },
        options: Some(Box::new(Options {
            opens: Some(Timestamp(50)),
            choices: vec![by(Alternative::Email, Some(80)), by(Alternative::Callback, None)],
            slots: Some(vec![slot]),
            booking: None,
        })),
        promise: Some(Box::new(PromiseCard {
            number: 2,
            kind: Alternative::Callback,
            contact: "555 0123".into(),
            due: slot.from,
            slot: Some(slot),
            state: PromiseState::AtRisk,
            ticket: "T-7KQ2-M9XA".into(),
        })),
    };
    let frame = ToVisitor::State { state };
    check(
        &frame,
        expect![[
            r#"{"type":"state","state":{"stage":"bot","suggest_human":false,"options":{"opens":50,"choices":[{"kind":"email","by":80},{"kind":"callback"}],"slots":[{"from":60,"until":90}]},"promise":{"number":2,"kind":"callback","contact":"555 0123","due":60,"slot":{"from":60,"until":90},"state":"at_risk","ticket":"T-7KQ2-M9XA"}}}"#
        ]],
    );
    assert_eq!(read::<ToVisitor>(&write(&frame)), Ok(frame));
    let old = r#"{"type":"state","state":{"stage":"closed","can_rate":true}}"#;
    let state = VisitorStage::Closed { can_rate: true }.into();
    assert_eq!(read::<ToVisitor>(old), Ok(ToVisitor::State { state }));
}

#[test]
fn how_promises_were_kept_looks_like_this() {
    // R-136
    check(
        &PromisesKept {
            kind: Alternative::OnCall,
            made: 9,
            kept: 4,
            broken: 1,
            replaced: 1,
            open: 2,
            at_risk: 1,
        },
        expect![[
            r#"{"kind":"on_call","made":9,"kept":4,"broken":1,"replaced":1,"open":2,"at_risk":1}"#
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
fn what_waits_for_an_agent_looks_like_this() {
    let notice = WaitingNotice {
        conversation: ConversationId::new("c1").expect("id"),
        cause: WaitingCause::Message,
        since: Timestamp(9),
        tier: Tier::High,
        customer: Some("Ada".into()),
        pushed: true,
    };
    check(
        &Waiting { notices: vec![notice] },
        expect![[
            r#"{"notices":[{"conversation":"c1","cause":"message","since":9,"tier":"high","customer":"Ada","pushed":true}]}"#
        ]],
    );
    let saw = FromConsole::Saw { conversations: vec![ConversationId::new("c1").expect("id")] };
    check(&saw, expect![[r#"{"type":"saw","conversations":["c1"]}"#]]);
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

#[test]
fn a_section_of_the_settings_looks_like_this() {
    use settings::*;
    let section = SettingsSection {
        section: Section::Confidence,
        version: 3,
        value: serde_json::Map::from_iter([("answer_from".into(), 90.into())]),
        defaults: serde_json::Map::from_iter([("answer_from".into(), 85.into())]),
        profiles: BTreeMap::new(),
        changed: Some(ChangedBy { agent: None, name: "setup".into(), at: Timestamp(7) }),
    };
    check(
        &section,
        expect![[
            r#"{"section":"confidence","version":3,"value":{"answer_from":90},"defaults":{"answer_from":85},"changed":{"name":"setup","at":7}}"#
        ]],
    );
    let conflict = Conflict::<VersionedArticle> {
        error: Refusal::new(Code::Conflict, "it is gone"),
        theirs: None,
    };
    check(
        &conflict,
        expect![[r#"{"error":{"code":"conflict","message":"it is gone"},"theirs":null}"#]],
    );
    assert_eq!(
        serde_json::from_str::<Vec<Section>>(&write(&Section::ALL)).ok(),
        Some(Section::ALL.to_vec())
    );
}
