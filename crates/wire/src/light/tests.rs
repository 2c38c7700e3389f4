//! The light reading and writing against serde's: of every type that the widget knows.

use super::{Read, Write, read, write};
use crate::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::fmt::Debug;
use warmline_model::*;

fn id(text: &str) -> ClientId {
    ClientId::new(text).expect("a good id")
}

/// Reads it as serde does, whole and broken off anywhere.
fn reads<T: Read + Serialize + DeserializeOwned + PartialEq + Debug>(value: T) {
    let text = serde_json::to_string(&value).expect("JSON");
    assert_eq!(read(&text).as_ref(), Some(&value), "{text}");
    let spaced = serde_json::to_string_pretty(&value).expect("JSON");
    assert_eq!(read(&spaced), Some(value), "{spaced}");
    for (end, _) in text.char_indices() {
        assert_eq!(read::<T>(&text[..end]), None, "{}", &text[..end]);
    }
}

/// Reads and writes it as serde does.
fn both<T: Read + Write + Serialize + DeserializeOwned + PartialEq + Debug>(value: T) {
    assert_eq!(write(&value), serde_json::to_string(&value).expect("JSON"));
    reads(value);
}

const HARD: &str = "\u{0}\u{1f}\u{7f}\"\\/\u{8}\u{c}\n\r\t\u{2028} o\u{f9} \u{1f44b} \u{10ffff}";

fn slot() -> Slot {
    Slot { from: Timestamp(60), until: Timestamp(90) }
}

fn page() -> PageRef {
    PageRef { url: "https://shop.example/cart".into(), title: HARD.into() }
}

fn facts() -> Vec<Fact> {
    let day = Day { year: Some(2024), month: 2, day: None };
    vec![
        Fact::Amount { money: Money { hundredths: -1_250, currency: Currency::EUR } },
        Fact::OrderNumber { number: "A-1".into() },
        Fact::Email { address: "m@x.example".into() },
        Fact::Phone { number: "555".into() },
        Fact::Date { day },
        Fact::Product { name: HARD.into() },
    ]
}

#[test]
fn each_frame_of_a_visitor_travels_as_serde_writes_it() {
    let client_id = || id("a1");
    let text = || HARD.to_owned();
    let file = AttachmentId::new("f1").expect("a good id");
    let attributes = [("plan".to_owned(), text()), ("a".to_owned(), String::new())].into();
    let event = |attributes| ProductEvent { name: "export".into(), attributes };
    let items = vec![
        TrailItem { ago: 0, step: Step::Page(page()) },
        TrailItem { ago: u32::MAX, step: Step::Event(event(attributes)) },
        TrailItem { ago: 1, step: Step::Event(event(Default::default())) },
    ];
    let article = Some("returns".to_owned());
    let mut frames = vec![
        FromVisitor::Hello { version: VERSION, after: Seq(0), page: None, zone: None },
        FromVisitor::Hello { version: 1, after: Seq(9), page: Some(page()), zone: Some(text()) },
        FromVisitor::Say { client_id: client_id(), text: text(), attachments: vec![] },
        FromVisitor::Say {
            client_id: client_id(),
            text: "".into(),
            attachments: vec![file.clone(), file],
        },
        FromVisitor::AskHuman { client_id: client_id() },
        FromVisitor::CancelWait { client_id: client_id() },
        FromVisitor::Book { client_id: client_id(), slot: slot() },
        FromVisitor::CancelPromise { client_id: client_id(), promise: 3 },
        FromVisitor::Correct { client_id: client_id(), text: text() },
        FromVisitor::Rate { client_id: client_id(), score: 5, comment: None },
        FromVisitor::Rate { client_id: client_id(), score: 1, comment: Some(text()) },
        FromVisitor::Trail { items },
        FromVisitor::Typing { on: true },
        FromVisitor::Typing { on: false },
        FromVisitor::Seen { seq: Seq(7) },
    ];
    for choice in [ChoiceKind::Connect, ChoiceKind::Stay, ChoiceKind::Article, ChoiceKind::Unknown]
    {
        let (offer, article) = (Seq(3), article.clone());
        frames.push(FromVisitor::AnswerOffer { client_id: client_id(), offer, choice, article });
    }
    for alternative in [
        Alternative::Callback,
        Alternative::Email,
        Alternative::OnCall,
        Alternative::SelfService,
        Alternative::Unknown,
    ] {
        frames.push(FromVisitor::Choose { client_id: client_id(), alternative });
    }
    for fact in facts() {
        frames.push(FromVisitor::Strike { client_id: client_id(), fact });
    }
    frames.into_iter().for_each(both);
}

#[test]
fn each_entry_for_a_visitor_is_read_as_serde_reads_it() {
    let text = || HARD.to_owned();
    let files = [
        MediaType::Png,
        MediaType::Jpeg,
        MediaType::Gif,
        MediaType::Webp,
        MediaType::Pdf,
        MediaType::Text,
        MediaType::Csv,
        MediaType::Unknown,
    ];
    let file = |kind| Attachment {
        id: AttachmentId::new("f1").expect("a good id"),
        name: text(),
        kind,
        bytes: 81_920,
        width: Some(640),
        height: None,
    };
    let notices = [
        Notice::HandoffStarted,
        Notice::TeamOffline,
        Notice::StillWaiting,
        Notice::WaitCancelled,
        Notice::AgentJoined,
        Notice::HandedBack,
        Notice::AgentLost,
        Notice::Closed,
        Notice::WaitQuestion,
        Notice::Transferring,
        Notice::Promised,
        Notice::PromiseChanged,
        Notice::WelcomeBack,
        Notice::Unknown,
    ];
    let choice = |kind, article| Choice { kind, label: text(), article };
    let mut bodies = vec![
        VisitorBody::Text { text: text(), attachments: vec![], by_mail: false },
        VisitorBody::Text {
            text: "".into(),
            attachments: files.into_iter().map(file).collect(),
            by_mail: true,
        },
        VisitorBody::AskedForHuman,
        VisitorBody::Answer { text: text(), source: None },
        VisitorBody::Answer {
            text: text(),
            source: Some(Source { title: text(), url: "https://x.example".into() }),
        },
        VisitorBody::Offer {
            text: text(),
            choices: vec![
                choice(ChoiceKind::Connect, None),
                choice(ChoiceKind::Article, Some(text())),
            ],
        },
        VisitorBody::Chose { offer: Seq(3), label: text() },
        VisitorBody::CancelledWait,
        VisitorBody::AskedFor { alternative: Alternative::OnCall },
        VisitorBody::PickedSlot { slot: slot() },
        VisitorBody::CancelledPromise { promise: 2 },
        VisitorBody::Corrected { text: text() },
        VisitorBody::Struck { text: text() },
        VisitorBody::Rated { score: 4 },
    ];
    bodies.extend(notices.map(|notice| VisitorBody::Notice { notice, text: text() }));
    let authors = [
        VisitorAuthor::Visitor,
        VisitorAuthor::Bot,
        VisitorAuthor::Agent { name: text() },
        VisitorAuthor::System,
    ];
    let entries: Vec<VisitorEntry> = bodies
        .into_iter()
        .zip(authors.into_iter().cycle())
        .map(|(body, author)| VisitorEntry {
            seq: Seq(u64::from(u32::MAX) + 1),
            at: Timestamp(-5),
            author,
            body,
            client_id: Some(id("a1")),
        })
        .collect();
    entries.iter().cloned().for_each(both);
    let state = VisitorStage::Bot { open_offer: None, suggest_human: true }.into();
    let seen = Seen { visitor: Seq(2), agent: Seq(1) };
    reads(ToVisitor::Entry { entry: entries[0].clone() });
    reads(ToVisitor::Welcome { version: 1, entries, state, seen });
}

#[test]
fn how_things_stand_is_read_as_serde_reads_it() {
    let text = || Some(HARD.to_owned());
    let waiting = |long, longer, passing_on| VisitorStage::Waiting {
        since: Timestamp(9),
        position: Some(2),
        wait: Some(WaitRange { low_s: 30, high_s: 90 }),
        team_online: true,
        alternatives: vec![Alternative::Callback],
        long,
        longer,
        open_offer: Some(Seq(5)),
        passing_on,
    };
    let goals = [
        Goal::Refund,
        Goal::Replacement,
        Goal::Cancel,
        Goal::Change,
        Goal::Fix,
        Goal::Status,
        Goal::Access,
        Goal::Document,
        Goal::Explain,
        Goal::Quote,
        Goal::Heard,
    ];
    let passing = |wanted| PassingOn {
        question: text(),
        wanted: Some(wanted),
        facts: facts().into_iter().map(|fact| GivenFact { fact, text: HARD.into() }).collect(),
        tried: vec![HARD.into()],
        correction: None,
    };
    let department = Department::BILLING;
    let human = |passing_to| VisitorStage::Human {
        name: "Ana".into(),
        department,
        team: String::new(),
        passing_to,
    };
    let mut stages = vec![
        VisitorStage::Bot { open_offer: Some(Seq(4)), suggest_human: false },
        waiting(true, Some(Longer::UrgentAhead { more: 1 }), None),
        waiting(false, Some(Longer::FewerPeople), None),
        waiting(false, Some(Longer::SlowerThanUsual), None),
        waiting(false, Some(Longer::Unknown), None),
        human(None),
        human(text()),
        VisitorStage::Closed { can_rate: true },
    ];
    stages.extend(goals.map(|goal| waiting(false, None, Some(Box::new(passing(goal))))));
    for stage in stages {
        both(stage.clone());
        reads(ToVisitor::State { state: stage.into() });
    }
    let promise = |state| PromiseCard {
        number: 2,
        kind: Alternative::Callback,
        contact: "555 0123".into(),
        due: Timestamp(60),
        slot: Some(slot()),
        state,
        ticket: "T-7KQ2-M9XA".into(),
    };
    for state in [
        PromiseState::Open,
        PromiseState::AtRisk,
        PromiseState::Kept,
        PromiseState::Broken,
        PromiseState::Replaced,
        PromiseState::Unknown,
    ] {
        let by = |by: Option<i64>| TimedChoice { kind: Alternative::Email, by: by.map(Timestamp) };
        let options = Options {
            opens: Some(Timestamp(50)),
            choices: vec![by(Some(80)), by(None)],
            slots: Some(vec![slot()]),
            booking: Some(slot()),
        };
        reads(VisitorState {
            stage: VisitorStage::Closed { can_rate: false },
            options: Some(Box::new(options)),
            promise: Some(Box::new(promise(state))),
        });
    }
    for code in [
        Code::Malformed,
        Code::UnknownKind,
        Code::UnsupportedVersion,
        Code::TooLarge,
        Code::TooLong,
        Code::Empty,
        Code::HelloFirst,
        Code::Unauthorized,
        Code::Expired,
        Code::ForeignOrigin,
        Code::NotFound,
        Code::Closed,
        Code::OfferGone,
        Code::NotNow,
        Code::Taken,
        Code::NotYours,
        Code::AtCapacity,
        Code::NotAvailable,
        Code::NotAble,
        Code::NotAllowed,
        Code::StaleEpoch,
        Code::Conflict,
        Code::SlowDown,
        Code::Internal,
    ] {
        reads(ToVisitor::Refused(Refusal::new(code, HARD).of(&id("a1"))));
        both(ErrorBody { error: Refusal::new(code, "") });
    }
    reads(ToVisitor::Ack { client_id: id("a1"), seq: Seq(1) });
    reads(ToVisitor::Typing { on: true });
    reads(ToVisitor::Draft { to: Seq(1), text: HARD.into() });
    reads(ToVisitor::Seen { seen: Seen::default() });
}

#[test]
fn each_body_of_a_request_travels_as_serde_writes_it() {
    let text = || HARD.to_owned();
    both(OpenConversation::default());
    both(OpenConversation {
        page: Some(page()),
        trail: vec![TrailItem { ago: 1, step: Step::Page(page()) }],
        zone: Some(text()),
        locale: Some("de".into()),
        identity: Some(text()),
    });
    both(Identity { identity: text() });
    both(NewConversation {
        conversation: ConversationId::new("c1").expect("a good id"),
        token: text(),
        identity_refused: Some(Refusal::new(Code::Expired, "old")),
    });
    both(Resume { code: text() });
    both(ResumeLink { code: text(), until: Timestamp(i64::MAX) });
    both(AttachmentsOn { on: false });
    reads(TrailStep { at: Timestamp(i64::MIN), step: Step::Page(page()) });
    assert_eq!(write(&()), "null");
}

#[test]
fn what_a_newer_edge_adds_is_ignored_and_what_an_older_one_leaves_out_is_not_missed() {
    let newer = [
        r#"{"type":"entry","entry":{"seq":1,"at":1,"author":{"kind":"bot","x":[{}]},"body":{"type":"dance","y":1.5e-3},"z":null}}"#,
        r#"{"type":"party","at":"noon"}"#,
        r#"{"type":"state","state":{"stage":"closed","can_rate":true,"options":null}}"#,
        r#"{"type":"state","state":{"stage":"human","name":"Ana","department":"billing"}}"#,
        r#"{"type":"state","state":{"stage":"waiting","since":1,"team_online":true,"longer":{"because":"moon"},"alternatives":["pigeon"]}}"#,
    ];
    for text in newer {
        assert_eq!(read::<ToVisitor>(text), serde_json::from_str(text).ok(), "{text}");
        assert!(read::<ToVisitor>(text).is_some(), "{text}");
    }
}

#[test]
fn what_is_not_json_or_of_another_shape_is_not_read() {
    let deep = "[".repeat(200_000);
    for text in [
        "",
        " ",
        "null",
        "[]",
        "{",
        "{}x",
        "tru",
        "\"",
        "\"\\",
        "\"\\u12",
        "\"\\ud800\"",
        "01",
        "-",
        "1.",
        "1e",
        "{\"type\":\"typing\"}",
        "{\"type\":\"typing\",\"on\":1}",
        "{\"type\":\"typing\",\"on\":true,}",
        "\"\u{1}\"",
        "{\"type\":\"seen\",\"seen\":{\"visitor\":-1,\"agent\":0}}",
        "{\"type\":\"seen\",\"seen\":{\"visitor\":1.0,\"agent\":0}}",
        "{\"type\":\"ack\",\"client_id\":\"a b\",\"seq\":1}",
        "{\"type\":\"ack\",\"client_id\":\"a\",\"seq\":99999999999999999999}",
        &deep,
    ] {
        assert_eq!(read::<ToVisitor>(text), None, "{text:.40}");
    }
    assert_eq!(read::<String>(r#""\ud83d\udc4b\u00FC\/""#).as_deref(), Some("\u{1f44b}\u{fc}/"));
}
