//! Sources as an owner writes them, customers as they are, answers as systems give them.

use super::*;
use serde_json::json;
use warmline_model::{Customer, Day, LookUpOutcome, Timestamp};

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn source(more: serde_json::Value) -> ProfileSource {
    let mut whole = json!({
        "id": "shop", "name": "Orders",
        "url": "https://api.shop.example/customers/{customer.id}/orders?email={customer.email}",
        "headers": {"Authorization": "Bearer {secret}"}, "secret": "canary-5f2",
        "answers": {"order": {"each": "orders", "text": "{number}: {status}, {total}"}},
    });
    for (name, value) in more.as_object().expect("an object") {
        whole[name] = value.clone();
    }
    serde_json::from_value(whole).expect("a source")
}

fn vouched(id: &str, email: &str) -> Known {
    Known { id: Some(id.into()), email: Some(email.into()), typed_email: None }
}

fn values(answer: &SourceAnswer) -> Vec<&str> {
    answer.facts.iter().map(|fact| fact.value.as_str()).collect()
}

#[test]
fn a_source_is_asked_with_values_that_stay_values_and_the_secret_only_in_a_header() {
    // R-172
    let asked = source(json!({})).request(&vouched("a/../b?c#{secret}", "ü&x=1@example.com"));
    let asked = asked.expect("a request");
    assert_eq!(
        asked.url,
        "https://api.shop.example/customers/a%2F..%2Fb%3Fc%23%7Bsecret%7D/orders?email=%C3%BC%26x%3D1%40example.com"
    );
    let headers: Vec<_> = asked.headers.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    assert_eq!(headers, [("authorization", "Bearer canary-5f2"), ("accept", "application/json")]);
    assert_eq!((asked.method, asked.body, asked.unverified), (Method::Get, None, false));

    let post = source(json!({
        "method": "POST", "url": "https://api.shop.example/find",
        "body": "{\"where\":{\"email\":\"{customer.email}\"}}",
    }));
    let asked = post.request(&vouched("7", "a\"},\"x\":\"{customer.id}")).expect("a request");
    let body = asked.body.expect("a body");
    assert_eq!(body, r#"{"where":{"email":"a\"},\"x\":\"{customer.id}"}}"#);
    assert!(asked.headers.contains(&("content-type".into(), "application/json".into())));
    let form = source(json!({
        "method": "POST", "url": "https://api.shop.example/find", "body": "email={customer.email}",
        "headers": {"content-type": "application/x-www-form-urlencoded"}, "secret": null,
    }));
    let asked = form.request(&vouched("7", "a&b=c@x.example")).expect("a request");
    assert_eq!(asked.body.as_deref(), Some("email=a%26b%3Dc%40x.example"));
}

#[test]
fn a_source_is_not_asked_about_what_is_not_known_or_that_nobody_vouched_for() {
    // R-063, R-172
    let both = source(json!({}));
    let only_id = Known { email: None, ..vouched("7", "") };
    let typed = Known { typed_email: Some("m@example.com".into()), ..Known::default() };
    assert!(both.request(&only_id).is_none() && both.request(&typed).is_none());
    for odd in ["..", ".", "", "  "] {
        assert!(both.request(&vouched(odd, "m@example.com")).is_none(), "{odd:?}");
    }
    let by_email = json!({"url": "https://api.shop.example/?e={customer.email}"});
    assert!(source(by_email.clone()).request(&typed).is_none());
    let mut open = source(by_email);
    open.unverified = true;
    assert!(open.request(&typed).is_some_and(|asked| asked.unverified));
    assert!(open.request(&vouched("7", "m@example.com")).is_some_and(|asked| !asked.unverified));
}

#[test]
fn only_what_the_site_vouched_for_is_put_to_sources_unless_one_of_them_says_so() {
    // R-063
    let mut card = crate::card::blank();
    let [strict, open] = [false, true].map(|unverified| {
        let url = "https://api.shop.example/?e={customer.email}";
        Asks::of(&[source(json!({"url": url, "unverified": unverified}))])
    });
    assert_eq!((Asks::of(&[]), strict, open), (Asks::Nobody, Asks::Verified, Asks::Anybody));
    card.entities.push(warmline_model::Entity {
        entry: warmline_model::Seq(1),
        fact: Fact::Email { address: "typed@example.com".into() },
        text: "typed@example.com".into(),
    });
    assert!(strict.known(&card).is_empty() && Asks::Nobody.known(&card).is_empty());
    assert_eq!(open.known(&card).typed_email.as_deref(), Some("typed@example.com"));
    let email = Some("vouched@example.com".to_owned());
    card.customer = Customer { email: email.clone(), verified: true, ..Customer::default() };
    assert_eq!(strict.known(&card), Known { email: email.clone(), ..Known::default() });
    assert_eq!(open.known(&card), Known { email, ..Known::default() });
    assert!(Asks::Nobody.known(&card).is_empty());
}

#[test]
fn an_answer_becomes_a_few_short_facts_with_the_name_of_their_source() {
    // R-063
    let crm = source(json!({
        "name": "Shop \u{202E}CRM",
        "answers": {
            "plan": "account.plan", "account": "account.id", "since": "account.created",
            "lifetime_value": "$.totals[0].spent", "loyalty": "tier", "health": "score", "usage": "usage",
            "billing": "billing.status", "tickets": "tickets", "past_outcome": "outcomes",
            "order": {"each": "orders", "text": "{number}: {status}, {lines[0].name}"},
        },
        "facts": {"Warehouse": "warehouse", "On hold": "hold", "Nothing": "absent.at.all", "List": "$"},
    }));
    let body = json!({
        "account": {"id": 77, "plan": " Pro\u{202E} ", "created": 1_556_668_800},
        "totals": [{"spent": 1234.5}], "tier": "Gold", "score": null, "usage": {},
        "billing": {"status": "two invoices\n overdue"}, "tickets": [{}, {}, {}],
        "outcomes": ["refunded", "", 4, null], "hold": true, "warehouse": "=cmd()|' /C calc'!A0",
        "orders": [{"number": "4711", "status": "sent", "lines": [{"name": "Tent"}]}, {"x": 1}],
    });
    let answer = crm.read(NOW, false, 200, body.to_string().as_bytes());
    assert_eq!(answer.look_up.outcome, LookUpOutcome::Found);
    let facts: Vec<_> = answer
        .facts
        .iter()
        .map(|fact| (fact.field, fact.label.as_deref().unwrap_or_default(), fact.value.as_str()))
        .collect();
    use ProfileField as F;
    assert_eq!(
        facts,
        [
            (F::Account, "", "77"),
            (F::Plan, "", "Pro"),
            (F::Since, "", "2019-05-01"),
            (F::Billing, "", "two invoices overdue"),
            (F::LifetimeValue, "", "1234.5"),
            (F::Loyalty, "", "Gold"),
            (F::Order, "", "4711: sent, Tent"),
            (F::Tickets, "", "3"),
            (F::PastOutcome, "", "refunded"),
            (F::PastOutcome, "", "4"),
            (F::Other, "On hold", "yes"),
            (F::Other, "Warehouse", "=cmd()|' /C calc'!A0"),
        ]
    );
    assert!(answer.facts.iter().all(|fact| fact.source == "Shop CRM"));
}

#[test]
fn whatever_a_source_answers_is_told_in_a_word_and_costs_nothing() {
    // R-172
    let orders = source(json!({"answers": {"order": "list", "plan": "plan"}}));
    let read = |status, body: &[u8]| orders.read(NOW, false, status, body).look_up.outcome;
    for (status, body, outcome) in [
        (200, &b"{\"plan\":\"Pro\"}"[..], LookUpOutcome::Found),
        (200, b"\xEF\xBB\xBF{\"plan\":\"Pro\"}", LookUpOutcome::Found),
        (200, b"{\"plan\":\"  \"}", LookUpOutcome::Nothing),
        (200, b"null", LookUpOutcome::Nothing),
        (200, b"7", LookUpOutcome::Nothing),
        (204, b"", LookUpOutcome::Nothing),
        (404, b"{\"plan\":\"Pro\"}", LookUpOutcome::Nothing),
        (200, b"<!doctype html><title>Sign in</title>", LookUpOutcome::NotJson),
        (200, b"{\"plan\":\"Pro\"", LookUpOutcome::NotJson),
        (200, b"{\"plan\":\"\xFF\"}", LookUpOutcome::NotJson),
        (200, b"NaN", LookUpOutcome::NotJson),
        (302, b"{\"plan\":\"Pro\"}", LookUpOutcome::Redirected),
        (401, b"", LookUpOutcome::Refused { status: 401 }),
        (503, b"", LookUpOutcome::Refused { status: 503 }),
    ] {
        assert_eq!(read(status, body), outcome, "{status} {}", String::from_utf8_lossy(body));
    }
    let deep = ["[".repeat(30_000), "]".repeat(30_000)].concat();
    assert_eq!(read(200, deep.as_bytes()), LookUpOutcome::NotJson);

    let many: Vec<String> =
        (0..5_000).map(|n| format!("order {n} {}", "x".repeat(100_000))).take(40).collect();
    let answer = orders.read(NOW, false, 200, json!({"list": many}).to_string().as_bytes());
    assert!(answer.facts.len() <= 12, "{}", answer.facts.len());
    assert!(values(&answer).iter().all(|v| v.chars().count() <= ProfileFact::MAX_VALUE));
    let odd = json!({"plan": "<script>\u{2066}alert(1)\u{0}</script>"}).to_string();
    let answer = orders.read(NOW, false, 200, odd.as_bytes());
    assert_eq!(values(&answer), ["<script>alert(1)</script>"]);
    let card = json!({"plan": "paid with 4111 1111 1111 1111"}).to_string();
    assert!(!values(&orders.read(NOW, false, 200, card.as_bytes()))[0].contains("4111 1111 1111"));
}

#[test]
fn a_source_that_can_not_be_is_refused_with_its_place_and_never_with_its_secret() {
    // R-172
    let fault = |more: serde_json::Value| check(&[source(more)]);
    assert_eq!(fault(json!({})), Ok(()));
    for (more, says) in [
        (json!({"id": "Shop"}), "sources[0].id: 1 to 40 of a-z"),
        (json!({"name": " "}), "sources[0].name: 1 to 40"),
        (
            json!({"url": "https://api.shop.example/orders"}),
            "{customer.id} or {customer.email} is needed",
        ),
        (json!({"url": "https://{customer.id}.shop.example/"}), "behind the host only"),
        (json!({"url": "https://api.shop.example{customer.id}"}), "behind the host only"),
        (json!({"url": "{customer.id}"}), "behind the host only"),
        (json!({"url": "https://api.shop.example/{customer.mail}"}), "are the names there are"),
        (
            json!({"url": "https://api.shop.example/{customer.id}?k={secret}"}),
            "are the names there are",
        ),
        (json!({"body": "{}"}), "only with \"method\": \"POST\""),
        (json!({"method": "POST", "body": "{\"k\":\"{secret}\"}"}), "body: {customer.id}"),
        (json!({"secret": null}), "secret: a header needs it"),
        (json!({"secret": "canary-5f2\r\nx: y"}), "secret: 1 to 4000 plain"),
        (json!({"headers": {}}), "no header has {secret}"),
        (json!({"headers": {"Host": "{secret}"}}), "not yours to set"),
        (json!({"headers": {"CF-Worker": "{secret}"}}), "not yours to set"),
        (json!({"headers": {"x y": "{secret}"}}), "a name has 1 to 60"),
        (json!({"headers": {"x": "canary-5f2\n{secret}"}}), "headers.x: at most 1000 plain"),
        (
            json!({"headers": {"x": "{secret} {customer.id}"}}),
            "headers.x: {secret} is the only name",
        ),
        (json!({"answers": {}}), "answers and facts: 1 to 20"),
        (json!({"answers": {"other": "x"}}), "use facts, with a label"),
        (json!({"answers": {"plan": "a..b"}}), "answers.plan: a path is like"),
        (json!({"answers": {"plan": "a[x]"}}), "answers.plan: a path is like"),
        (json!({"answers": {"order": {"each": "a", "text": "no braces"}}}), "answers.order: text:"),
        (json!({"answers": {"order": {"each": "a", "text": "{open"}}}), "answers.order: text:"),
        (json!({"facts": {"": "x"}}), "facts: a label has 1 to 40"),
        (json!({"deadline": 10}), "deadline: 50 to 3000 ms"),
        (json!({"deadline": 60_000}), "deadline: 50 to 3000 ms"),
        (json!({"cache": -1}), "cache: 0 to"),
        (
            json!({"unverified": true, "url": "https://api.shop.example/{customer.id}"}),
            "use {customer.email}",
        ),
    ] {
        let refused = fault(more.clone()).expect_err(&more.to_string());
        assert!(refused.contains(says), "{more}: {refused}");
        assert!(!refused.contains("canary"), "{refused}");
    }
    let twice = [source(json!({})), source(json!({}))];
    assert!(check(&twice).is_err_and(|e| e.contains("\"shop\" is there twice")));
    let nine: Vec<_> = (0..9).map(|n| source(json!({"id": n.to_string()}))).collect();
    assert!(check(&nine).is_err_and(|e| e.contains("at most 8, not 9")));
    // A secret in the wrong shape is not told back either, and is in no debugging line.
    let odd =
        r#"{"id":"a","name":"A","url":"https://a.example/{customer.id}","secret":{"canary":5}}"#;
    let error = serde_json::from_str::<ProfileSource>(odd).expect_err("a fault").to_string();
    assert!(error.contains("secret: a text") && !error.contains("canary"), "{error}");
    let misspelt = r#"{"id":"a","name":"A","ulr":"x"}"#;
    let error = serde_json::from_str::<ProfileSource>(misspelt).expect_err("a fault").to_string();
    assert!(error.contains("unknown field `ulr`"), "{error}");
    assert!(!format!("{:?}", source(json!({}))).contains("canary"));
}

#[test]
fn what_the_site_did_not_say_is_filled_in_from_its_systems_and_nothing_else_is() {
    // R-063
    let mut card = crate::card::blank();
    let crm = source(json!({
        "answers": {"name": "name", "phone": "phone", "plan": "plan", "since": "since"},
    }));
    let body =
        json!({"name": "Eve", "phone": "+49 30 1", "plan": "VIP", "since": "2019-05-01T10:00:00Z"});
    let answer = |unverified| crm.read(NOW, unverified, 200, body.to_string().as_bytes());
    crate::card::looked_up(&mut card, vec![answer(false)]);
    assert_eq!(card.customer, Customer::default(), "nobody vouched for anybody");
    let maria = Customer {
        id: Some("7".into()),
        name: Some("Maria".into()),
        verified: true,
        ..Customer::default()
    };
    crate::card::known(&mut card, maria.clone());
    assert_eq!(card.profile, [], "what was known of somebody else is let go");
    crate::card::looked_up(&mut card, vec![answer(true)]);
    assert_eq!(card.customer, maria, "asked by what was only typed");
    crate::card::looked_up(&mut card, vec![answer(false)]);
    let filled = Customer {
        phone: Some("+49 30 1".into()),
        tier: Some("VIP".into()),
        since: Some(Day { year: Some(2019), month: 5, day: Some(1) }),
        ..maria.clone()
    };
    assert_eq!(card.customer, filled);
    // The same customer named again, as on each page: nothing changes.
    crate::card::known(&mut card, maria.clone());
    assert_eq!((&card.customer, card.profile.len()), (&filled, 4));
    crate::card::known(&mut card, Customer { id: Some("8".into()), ..maria.clone() });
    assert_eq!(card.customer, Customer { id: Some("8".into()), ..maria });
    assert!(card.profile.is_empty() && card.looked_up.is_empty());
}

#[test]
fn the_order_that_the_customer_names_stands_first() {
    // R-063: orders relevant to the question.
    let mut card = crate::card::blank();
    let orders = source(json!({}));
    let body = json!({"orders": [
        {"number": "4712", "status": "sent", "total": "$20"},
        {"number": "W-100", "status": "returned", "total": "$5"},
        {"number": "4711", "status": "lost", "total": "$49"},
    ]});
    crate::card::looked_up(
        &mut card,
        vec![orders.read(NOW, false, 200, body.to_string().as_bytes())],
    );
    let first = |card: &Card| (card.profile[0].value.clone(), card.profile[0].asked_about);
    assert_eq!(first(&card), ("4712: sent, $20".into(), false));
    let entity = |number: &str| warmline_model::Entity {
        entry: warmline_model::Seq(1),
        fact: Fact::OrderNumber { number: number.into() },
        text: number.into(),
    };
    crate::card::facts_given(&mut card, &[entity("#4711")]);
    crate::card::follow(&mut card);
    assert_eq!(first(&card), ("4711: lost, $49".into(), true));
    assert_eq!(card.profile.iter().filter(|fact| fact.asked_about).count(), 1);
    card.entities = vec![entity("47")];
    crate::card::follow(&mut card);
    assert!(!card.profile.iter().any(|fact| fact.asked_about));
}
