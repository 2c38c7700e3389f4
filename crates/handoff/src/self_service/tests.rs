//! Actions that can't be are refused with their place; an answer is text, whatever it is made of (R-135).

use super::*;
use warmline_model::{Entity, Fact, Seq};

fn faults(json: &str) -> Vec<String> {
    let settings: Settings =
        serde_json::from_str(&format!(r#"{{"self_service": [{json}]}}"#)).expect(json);
    settings.faults().into_iter().map(|fault| fault.to_string()).collect()
}

#[test]
fn actions_that_can_not_be_are_told_each_with_its_place() {
    // R-135
    let fine = r#"{"id":"order","name":"Where is my order?","url":"https://shop.example/order",
        "phrases":["where is my order"],"needs":["order_number"],"for_whom":"anybody"}"#;
    assert_eq!(faults(fine), Vec::<String>::new());
    for (json, says) in [
        (r#"{"id":"A","name":"x","url":"https://a"}"#, "self_service[0].id: 1 to 40 of a-z"),
        (r#"{"id":"a","name":" ","url":"https://a"}"#, "self_service[0].name: 1 to 60 characters"),
        (r#"{"id":"a","name":"x","url":""}"#, "self_service[0].url: the endpoint's address"),
        (
            r#"{"id":"a","name":"x","url":"https://a","needs":["email","email"]}"#,
            "self_service[0].needs: each only once",
        ),
        (
            r#"{"id":"a","name":"x","url":"https://a","deadline":20000}"#,
            "self_service[0].deadline: 500 to 15,000 ms",
        ),
        (
            r#"{"id":"a","name":"x","url":"https://a","phrases":["* *"]}"#,
            "self_service[0].phrases: Line 1",
        ),
        (
            r#"{"id":"a","name":"x","url":"https://a","changes":true,"for_whom":"anybody"}"#,
            "self_service[0].for_whom: what changes something is for customers you vouch for",
        ),
    ] {
        let told = faults(json);
        assert!(told.len() == 1 && told[0].starts_with(says), "{json}: {told:?}");
    }
    let twice = format!("{fine},{fine}");
    assert_eq!(faults(&twice), ["self_service[1].id: this id is there twice"]);
    let many = vec![fine; 13].join(",");
    assert!(faults(&many).contains(&"self_service: at most 12".to_owned()));
}

#[test]
fn a_stranger_is_never_served_what_is_for_customers_the_site_vouched_for() {
    // R-135
    let action = |whom: &str, needs: &str| -> ActionSetting {
        let json = format!(
            r#"{{"id":"a","name":"A","url":"https://a.example","for_whom":"{whom}","needs":{needs}}}"#
        );
        serde_json::from_str(&json).expect("an action")
    };
    let stranger = ActionCustomer::default();
    let known = ActionCustomer { verified: true, id: Some("7".into()), email: None };
    let whole = ActionCustomer { email: Some("mia@shop.example".into()), ..known.clone() };
    assert!(!action("verified", "[]").is_for(&stranger));
    assert!(action("verified", "[]").is_for(&known));
    assert!(action("address_on_record", "[\"email\"]").is_for(&stranger));
    // Whoever is vouched for, but with no address, could type somebody else's.
    assert!(!action("verified", "[\"email\"]").is_for(&known));
    assert!(action("verified", "[\"email\"]").is_for(&whole));
    let run = ActionRun {
        action: "a".into(),
        run: 3,
        key: 2,
        customer: stranger,
        facts: BTreeMap::new(),
    };
    let id = ConversationId::new("c1").expect("an id");
    let refused = action("verified", "[]").request(&id, &run);
    assert_eq!(refused, Err(LookUpOutcome::NotAllowed));
    let run = ActionRun {
        customer: whole,
        facts: [(Need::OrderNumber, "4711".to_owned())].into(),
        ..run
    };
    let request = action("verified", "[]").request(&id, &run).expect("a request");
    assert_eq!(request.key, "c1/2");
    assert_eq!(
        request.body,
        r#"{"action":"a","conversation":"c1","customer":{"verified":true,"id":"7","email":"mia@shop.example"},"facts":{"order_number":"4711"}}"#
    );
}

#[test]
fn an_answer_is_text_and_nothing_else() {
    // R-135
    let read = |body: &str| ActionAnswer::read(200, body.as_bytes());
    let fine = read(
        r#"{"text":" On its way.\nCarrier: DHL <b>x</b>\u0000\u202e ","facts":[{"label":"Carrier","value":"DHL"},
        {"label":"","value":"x"},{"label":"a","value":7},{"label":"b","value":"1"},{"label":"c","value":"2"},
        {"label":"d","value":"3"}]}"#,
    );
    assert_eq!(fine.text, "On its way.\nCarrier: DHL <b>x</b>");
    let facts: Vec<&str> = fine.facts.iter().map(|(label, _)| label.as_str()).collect();
    assert_eq!(facts, ["Carrier", "b", "c"]);
    let failed = read(r#"{"failed":"There is no such order.","text":"ignored"}"#);
    assert!(failed.failed && failed.text == "There is no such order.");
    assert!(read(r#"{"failed":true}"#).failed);
    assert!(!read(r#"{"failed":false,"text":"done"}"#).failed);
    let hidden = read(r#"{"text":"paid with 4111 1111 1111 1111"}"#).text;
    assert!(!hidden.contains("4111"), "{hidden}");
    for bad in ["", "{", "[]", "{}", r#"{"text":7}"#, r#"{"text":"  "}"#, "<html>", "\u{1}"] {
        assert_eq!(read(bad), ActionAnswer::ended(LookUpOutcome::NotJson), "{bad}");
    }
    let long = read(&format!(r#"{{"text":"{}"}}"#, "\u{fc}\\n".repeat(100_000)));
    assert!(long.text.chars().count() <= 1_001 && long.text.lines().count() <= 20);
    for (status, outcome, unsure) in [
        (302, LookUpOutcome::Redirected, false),
        (400, LookUpOutcome::Refused { status: 400 }, false),
        (404, LookUpOutcome::Nothing, false),
        (429, LookUpOutcome::Refused { status: 429 }, false),
        (500, LookUpOutcome::Refused { status: 500 }, true),
    ] {
        let answer = ActionAnswer::read(status, br#"{"text":"x"}"#);
        assert_eq!((answer.outcome, answer.is_unsure()), (outcome, unsure));
        assert!(answer.text.is_empty());
    }
}

#[test]
fn what_is_needed_is_read_from_an_answer_to_its_question() {
    // R-135
    let fact = |fact| [Entity { entry: Seq(1), text: "x".into(), fact }];
    let day = warmline_model::Day { year: Some(2026), month: 11, day: Some(30) };
    assert_eq!(Need::Date.in_answer("", &fact(Fact::Date { day })).as_deref(), Some("2026-11-30"));
    let month = warmline_model::Day { day: None, ..day };
    assert_eq!(Need::Date.in_answer("", &fact(Fact::Date { day: month })), None);
    let number = |text: &str| Need::OrderNumber.in_answer(text, &[]);
    assert_eq!(number("4711").as_deref(), Some("4711"));
    assert_eq!(number("it is #AB-4711.").as_deref(), Some("AB-4711"));
    for bad in
        ["2", "I do not know", "4711 or 4712", "no idea", "the one I got 2 weeks ago from you"]
    {
        assert_eq!(number(bad), None, "{bad}");
    }
    assert_eq!(number(&"4".repeat(41)), None);
    let mail = Fact::Email { address: "mia@shop.example".into() };
    assert_eq!(Need::Email.in_answer("", &fact(mail)).as_deref(), Some("mia@shop.example"));
}
