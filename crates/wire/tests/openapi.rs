//! The OpenAPI document says what the router and the types say, and its examples are what it describes.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use warmline_model::{
    Alternative, Author, Body, ClientId, CloseReason, ConversationId, Department, Entry, Episode,
    Promise, Seq, Tier, Timestamp,
};
use warmline_wire::{
    BotAnswer, BotMessages, BotStage, BotStatus, BringTranscript, Brought, BroughtAuthor,
    CloseByBot, Code, ErrorBody, FromVisitor, HandOff, HandoffState, HandoffStatus, Identity,
    Initiated, KnownCustomer, NewConversation, OpenByBot, OpenConversation, Refusal, Resume,
    SiteRoute, StatusActivity, TakeBack, WaitRange, read,
};

const BELOW: &str = "/api/v1/sites/{site}/";

fn document() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/openapi.v1.json");
    let text = std::fs::read_to_string(path).expect("the document");
    serde_json::from_str(&text).expect("JSON")
}

/// What does not fit the schema in a value.
fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    let schema = jsonschema::draft202012::new(&schema).expect("a schema");
    schema.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn fits(document: &Value, name: &str, value: &impl Serialize) {
    let value = serde_json::to_value(value).expect("JSON");
    let schema = json!({"$ref": format!("#/components/schemas/{name}")});
    assert_eq!(faults(document, &schema, &value), [""; 0], "{name}: {value:#}");
}

/// Each operation: method, path, and what it says.
fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let paths = document["paths"].as_object().expect("paths");
    let each = paths.iter().flat_map(|(path, item)| {
        let methods = item.as_object().expect("an item").iter();
        methods
            .filter(|(method, _)| *method != "parameters")
            .map(|(method, operation)| (method.to_uppercase(), path.clone(), operation.clone()))
    });
    each.collect()
}

fn operation(document: &Value, id: &str) -> Value {
    let found = operations(document).into_iter().find(|(_, _, said)| said["operationId"] == id);
    found.unwrap_or_else(|| panic!("no operation {id}")).2
}

/// The example of a request, read as the router reads it.
fn request<T: DeserializeOwned>(document: &Value, id: &str) -> T {
    let content = &operation(document, id)["requestBody"]["content"]["application/json"];
    serde_json::from_value(content["example"].clone()).unwrap_or_else(|e| panic!("{id}: {e}"))
}

#[test]
fn each_route_is_described_and_each_description_is_of_a_route() {
    let described: BTreeSet<(String, String)> =
        operations(&document()).into_iter().map(|(method, path, _)| (method, path)).collect();
    let routed: BTreeSet<(String, String)> = SiteRoute::ALL
        .iter()
        .map(|(method, path, _)| ((*method).to_owned(), format!("{BELOW}{path}")))
        .collect();
    assert_eq!(described, routed);
}

#[test]
fn every_example_fits_its_schema() {
    let document = document();
    let mut seen = 0;
    let mut check = |place: String, content: &Value| {
        for (kind, media) in content.as_object().into_iter().flatten() {
            if let Some(example) = media.get("example") {
                seen += 1;
                assert_eq!(faults(&document, &media["schema"], example), [""; 0], "{place} {kind}");
            }
        }
    };
    for (method, path, operation) in operations(&document) {
        check(format!("{method} {path}"), &operation["requestBody"]["content"]);
        for (status, response) in operation["responses"].as_object().expect("responses") {
            check(format!("{method} {path} {status}"), &response["content"]);
        }
    }
    for (name, response) in document["components"]["responses"].as_object().expect("responses") {
        check(name.clone(), &response["content"]);
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn every_reference_leads_somewhere_and_every_schema_is_used() {
    let document = document();
    let text = document.to_string();
    let targets: BTreeSet<&str> =
        text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    for target in &targets {
        assert!(document.pointer(target).is_some(), "{target}");
    }
    for name in document["components"]["schemas"].as_object().expect("schemas").keys() {
        assert!(targets.contains(format!("/components/schemas/{name}").as_str()), "{name}");
    }
}

#[test]
fn the_examples_of_requests_are_what_the_router_reads() {
    let document = document();
    let opening: OpenByBot = request(&document, "openConversation");
    assert!(opening.customer.expect("a customer").check().is_ok());
    let _: OpenConversation = request(&document, "openConversation");
    assert!(request::<KnownCustomer>(&document, "knowCustomer").check().is_ok());
    assert_eq!(request::<BringTranscript>(&document, "bringTranscript").check(), Ok(()));
    assert_eq!(request::<HandOff>(&document, "handOff").check(), Ok(()));
    let _: TakeBack = request(&document, "takeBack");
    let _: CloseByBot = request(&document, "close");
    let _: BotAnswer = request(&document, "answer");
    let _: Identity = request(&document, "identify");
    let _: Resume = request(&document, "resume");
    let frame: Value = request(&document, "frame");
    assert!(read::<FromVisitor>(&frame.to_string()).is_ok());
}

/// The names that a type takes, as its reader tells them when it is given another.
fn names<T: DeserializeOwned + std::fmt::Debug>() -> BTreeSet<String> {
    let error = serde_json::from_value::<T>(json!("\u{0}none")).expect_err("no such name");
    let told = error.to_string();
    let listed = told.split('`').skip(3).step_by(2).map(str::to_owned);
    listed.collect()
}

#[test]
fn lists_of_names_are_those_of_the_types() {
    let document = document();
    let listed = |pointer: &str| -> BTreeSet<String> {
        let found = document.pointer(pointer).and_then(Value::as_array).expect("a list");
        found.iter().filter_map(Value::as_str).map(str::to_owned).collect()
    };
    let schemas = "/components/schemas";
    assert_eq!(listed(&format!("{schemas}/Refusal/properties/code/enum")), names::<Code>());
    assert_eq!(listed(&format!("{schemas}/Tier/enum")), names::<Tier>());
    assert_eq!(listed(&format!("{schemas}/CloseReason/enum")), names::<CloseReason>());
    let author = format!("{schemas}/BroughtMessage/properties/author/enum");
    assert_eq!(listed(&author), names::<BroughtAuthor>());
    let state = format!("{schemas}/HandoffStatus/properties/state/enum");
    assert_eq!(listed(&state), names::<HandoffState>());
}

fn status(stage: BotStage) -> BotStatus {
    let promise = Promise {
        number: 1,
        kind: Alternative::Email,
        contact: "maria@example.com".into(),
        made: Timestamp(1),
        due: Timestamp(2),
        slot: None,
        at_risk: None,
        kept: Some(Timestamp(2)),
        broken: None,
        replaced: None,
    };
    let handoff = HandoffStatus { state: HandoffState::Failed, message: Some("why".into()) };
    BotStatus {
        conversation: ConversationId::new("c-1").expect("an id"),
        stage,
        episode: Episode(1),
        last: Seq(3),
        handoff: Some(handoff),
        promise: Some(promise),
        poll_s: 5,
    }
}

#[test]
fn what_the_edge_answers_fits_the_schemas_in_every_stage() {
    let document = document();
    let since = Timestamp(1);
    let stages = [
        BotStage::Bot,
        BotStage::Waiting {
            since,
            position: Some(1),
            wait: Some(WaitRange { low_s: 1, high_s: 2 }),
            team_online: true,
            alternatives: vec![Alternative::Callback, Alternative::Email],
        },
        BotStage::Human {
            since,
            name: "Ana".into(),
            department: Department::SUPPORT,
            team: "Support".into(),
            passing_to: Some("Ben".into()),
        },
        BotStage::Closed { since, reason: CloseReason::NoReply },
    ];
    for stage in stages {
        fits(&document, "Status", &status(stage));
    }
    let client_id = ClientId::new("m-1").expect("an id");
    let entry = Entry {
        seq: Seq(1),
        at: since,
        author: Author::Visitor,
        body: Body::words("hello"),
        client_id: Some(client_id.clone()),
    };
    let entries = vec![(&entry).into()];
    let next = Some(Seq(1));
    fits(&document, "Messages", &BotMessages { status: status(BotStage::Bot), entries, next });
    fits(&document, "Brought", &Brought { stored: 1, repeated: 2, last: Seq(3) });
    let refusal = Refusal::new(Code::NotNow, "why").of(&client_id);
    fits(&document, "Error", &ErrorBody { error: refusal.clone() });
    let conversation = ConversationId::new("c-1").expect("an id");
    let (token, identity_refused) = (String::from("t.s"), Some(refusal));
    let opened = NewConversation { conversation: conversation.clone(), token, identity_refused };
    fits(&document, "NewConversation", &opened);
    let activity = StatusActivity {
        kind: "event".into(),
        name: "handoff.status".into(),
        conversation: json!({"id": "theirs"}),
        value: HandoffStatus { state: HandoffState::Accepted, message: None },
    };
    let initiated = Initiated {
        conversation,
        token: "t.s".into(),
        status: status(BotStage::Bot),
        activity: Some(activity),
        left_out: 0,
    };
    fits(&document, "Initiated", &initiated);
}

#[test]
fn a_transcript_and_a_handoff_over_their_limits_are_refused_by_name() {
    let message = |n: usize| json!({"client_id": format!("m{n}"), "at": n, "author": "customer", "text": "x"});
    let transcript = |messages: Vec<Value>| {
        let read: BringTranscript =
            serde_json::from_value(json!({"messages": messages})).expect("a transcript");
        read.check().map_err(|refusal| (refusal.code, refusal.message))
    };
    assert_eq!(transcript((0..500).map(message).collect()), Ok(()));
    let mut cases = vec![
        ((0..501).map(message).collect::<Vec<_>>(), Code::TooLarge, "500"),
        (vec![], Code::Empty, "at least one"),
        (vec![message(2), message(1)], Code::Malformed, "messages[1].at"),
        (vec![message(1), message(1)], Code::Malformed, "two are named m1"),
    ];
    for (field, value, code, words) in [
        ("text", json!(" "), Code::Empty, "messages[0].text"),
        ("text", json!("x".repeat(4_001)), Code::TooLong, "messages[0].text"),
        ("confidence", json!(101), Code::Malformed, "messages[0].confidence"),
    ] {
        let mut message = message(1);
        message[field] = value;
        cases.push((vec![message], code, words));
    }
    for (messages, code, words) in cases {
        let (refused, told) = transcript(messages).expect_err(words);
        assert_eq!(refused, code, "{told}");
        assert!(told.contains(words), "{told}");
    }
    let hand_off = |more: Value| {
        let mut body = json!({"client_id": "h1"});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("fields").clone());
        let read: HandOff = serde_json::from_value(body).expect("a handoff");
        read.check().map_err(|refusal| refusal.message)
    };
    let many: serde_json::Map<String, Value> = (0..21).map(|n| (n.to_string(), json!(1))).collect();
    for (more, words) in [
        (json!({"reason": "x".repeat(501)}), "reason"),
        (json!({"topic": "x".repeat(201)}), "topic"),
        (json!({"context": many}), "context: at most 20"),
        (json!({"context": {"n": "x".repeat(201)}}), "context.n"),
        (json!({"context": {"": "x"}}), "names of 1 to 40"),
    ] {
        assert!(hand_off(more).expect_err(words).contains(words));
    }
}
