//! A card with a trail and with what the site's systems know fits the published schema.

use serde_json::json;
use warmline_handoff::conversation::Event;
use warmline_handoff::sources::ProfileSource;
use warmline_handoff::{Conversation, Settings};
use warmline_model::{Customer, LookUpOutcome, PageRef, ProductEvent, Step, Timestamp, TrailStep};

const NOW: Timestamp = Timestamp(1_800_000_000_000);

#[test]
fn pages_events_facts_and_every_outcome_of_a_look_up_fit_the_schema() {
    //
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../schemas/card.v3.json");
    let text = std::fs::read_to_string(path).expect("the schema");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("a schema");

    let mut machine = Conversation::new(Settings::default());
    let page = |n: usize| {
        let url = format!("https://shop.example/{n}/{}", "x".repeat(600));
        TrailStep { at: NOW, step: Step::Page(PageRef { url, title: "T".repeat(300) }) }
    };
    let event = |n: usize| {
        let attributes = (0..30).map(|k| (format!("{n}-{k}"), "v".repeat(300))).collect();
        let event = ProductEvent { name: "export failed".repeat(9), attributes };
        TrailStep { at: NOW, step: Step::Event(event) }
    };
    let steps = (0..30).flat_map(|n| [page(n), event(n)]).collect();
    let _effects = machine.handle(NOW, Event::VisitorWent(steps));
    let customer = Customer { id: Some("7".into()), verified: true, ..Customer::default() };
    let _effects = machine.handle(NOW, Event::CustomerKnown(customer));

    let source: ProfileSource = serde_json::from_value(json!({
        "id": "crm", "name": "CRM", "url": "https://crm.example/{customer.id}",
        "answers": {"plan": "plan", "order": "orders"}, "facts": {"Warehouse": "plan"},
    }))
    .expect("a source");
    let orders: Vec<String> = (0..99).map(|n| format!("{n} {}", "x".repeat(300))).collect();
    let body = json!({"plan": "Pro", "orders": orders}).to_string();
    let failed = [
        LookUpOutcome::Nothing,
        LookUpOutcome::TooSlow { ms: 800 },
        LookUpOutcome::Unreachable,
        LookUpOutcome::Refused { status: 401 },
        LookUpOutcome::TooLarge,
        LookUpOutcome::NotJson,
        LookUpOutcome::Redirected,
    ];
    let mut answers = vec![source.read(NOW, true, 200, body.as_bytes())];
    answers.extend(failed.map(|outcome| source.ended(NOW, false, outcome)));
    let _effects = machine.handle(NOW, Event::LookedUp(answers));

    let card = machine.card();
    assert_eq!((card.trail.len(), card.looked_up.len(), card.profile.len()), (40, 8, 12));
    let json = serde_json::to_value(card).expect("JSON");
    let faults: Vec<String> =
        schema.iter_errors(&json).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}");
    // What is stored is read again.
    let stored = serde_json::to_string(&machine).expect("JSON");
    let again: Conversation = serde_json::from_str(&stored).expect("a machine");
    assert_eq!(again.card(), card);
}
