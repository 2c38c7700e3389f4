//! The section of self-service (R-135): secrets are written, and never shown; and what owners see of a moment (R-137).

use super::*;

/// 24 bytes, and 24 others.
const FIRST: &str = "whsec_QUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFB";
const OTHER: &str = "whsec_QkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJC";

fn order(url: &str, secret: Value) -> Value {
    json!({"self_service": [{
        "id": "order", "name": "Where is my order?", "url": url, "needs": ["order_number"],
        "for_whom": "anybody", "phrases": ["where is my order"], "secret": secret,
    }]})
}

fn save(scene: &mut Scene, value: Value) -> (u16, String) {
    let stands: SettingsSection = scene.get("olga", C::Section { section: Section::SelfService });
    scene.save("olga", Section::SelfService, stands.version, value)
}

#[test]
fn the_secrets_of_actions_are_written_and_never_shown() {
    // R-135
    let mut scene = Scene::new();
    let url = "https://shop.example/order";
    for none in [Value::Null, json!(true), json!(""), json!("plain"), json!(7)] {
        let (status, why) = save(&mut scene, order(url, none));
        assert!(status == 422 && why.contains("self_service[0].secret"), "{why}");
    }
    let (status, first) = save(&mut scene, order(url, json!(FIRST)));
    assert!(status == 200 && first.contains(r#""secret":true"#), "{first}");
    assert!(!first.contains("whsec_"), "{first}");
    let stored = |scene: &Scene| scene.site.action("order").map(|a| a.1.reveal().to_owned());
    assert_eq!(stored(&scene).as_deref(), Some(FIRST));
    let profile = serde_json::to_string(scene.site.profile().expect("a profile")).expect("json");
    assert!(!profile.contains("whsec_") && profile.contains("where is my order"), "{profile}");
    // What is not written again is kept for the same host, and for no other.
    assert_eq!(save(&mut scene, order("https://shop.example/orders", json!(true))).0, 200);
    assert_eq!(stored(&scene).as_deref(), Some(FIRST));
    let (status, why) = save(&mut scene, order("https://evil.example/order", json!(true)));
    assert!(status == 422 && why.contains("write it again"), "{why}");
    // Another secret alone is a change, told without either.
    assert_eq!(save(&mut scene, order("https://shop.example/orders", json!(OTHER))).0, 200);
    assert_eq!(stored(&scene).as_deref(), Some(OTHER));
    let log = scene.ask("olga", C::Audit { before: None }).1;
    assert!(!log.contains("whsec_") && log.contains("self_service[order].secret"), "{log}");
    let mut unsafe_one = order(url, json!(OTHER));
    unsafe_one["self_service"][0]["changes"] = json!(true);
    let (status, why) = save(&mut scene, unsafe_one);
    assert!(status == 422 && why.contains("self_service[0].for_whom"), "{why}");
    assert_eq!(save(&mut scene, json!({})).0, 200);
    assert_eq!(stored(&scene), None);
}

#[test]
fn an_endpoint_that_may_not_be_asked_is_told_with_its_place() {
    // R-135
    for (url, fine) in [
        ("https://shop.example/a", true),
        ("http://shop.example/a", false),
        ("https://10.0.0.1/a", false),
        ("https://chat.example/a", false),
        ("a", false),
    ] {
        let value = order(url, json!(FIRST));
        let value = value.as_object().expect("a section");
        let faults = crate::foreign_actions(value, Some("chat.example"), false);
        assert_eq!(faults.is_empty(), fine, "{url}");
        assert!(faults.iter().all(|fault| fault.field == "self_service[0].url"));
    }
    let setup = |secrets: Value| {
        let mut action = order("https://shop.example/a", Value::Null);
        action["self_service"][0].as_object_mut().expect("an action").remove("secret");
        let given = json!({"site": "demo", "name": "Demo", "settings": action,
            "self_service_secrets": secrets});
        let setup: SiteSetup = serde_json::from_value(given).expect("a setup");
        setup.check_sources(None, false)
    };
    assert_eq!(setup(json!({"order": FIRST})), Ok(()));
    assert!(
        setup(json!({})).is_err_and(|why| why.starts_with("self_service_secrets.order: whsec_"))
    );
    let more = json!({"order": FIRST, "other": FIRST});
    assert!(setup(more).is_err_and(|why| why.contains("there is no such action")));
}

#[test]
fn owners_look_at_any_moment_by_hours_that_are_saved_or_only_written() {
    // R-137
    let mut scene = Scene::new();
    let asked = |more: Value| -> PreviewAsked {
        let mut asked = json!({"date": "2026-11-20", "time": "21:00"});
        asked.as_object_mut().expect("fields").extend(more.as_object().expect("fields").clone());
        serde_json::from_value(asked).expect("a question")
    };
    let see = |scene: &mut Scene, more: Value| scene.ask("olga", C::Preview { asked: asked(more) });
    let (status, always) = see(&mut scene, json!({}));
    assert!(status == 200 && always.contains(r#""open":true"#), "{always}");
    let hours =
        json!({"hours": {"hours": {"zone": "Europe/Berlin", "week": {"monday": ["09:00-17:00"]}}}});
    let seen: Previewed = {
        let (status, body) = see(&mut scene, hours.clone());
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).expect("what is seen")
    };
    assert!(!seen.open);
    assert_eq!(seen.zone, "Europe/Berlin");
    assert_eq!(seen.opens.as_deref(), Some("Monday, 09:00"));
    assert_eq!(seen.choices, ["Ticket, answered by e-mail: by Monday, 13:00", "Call"]);
    assert!(seen.words.last().is_some_and(|words| words.contains("on Monday at 09:00")));
    // In the customer's own zone.
    let mut theirs = hours.clone();
    theirs["zone"] = json!("America/New_York");
    let (_, body) = see(&mut scene, theirs);
    assert!(body.contains("on Monday at 03:00"), "{body}");
    for (more, field) in [
        (json!({"date": "2026-02-30"}), "date"),
        (json!({"time": "25:00"}), "time"),
        (json!({"zone": "Europe/Berln"}), "did you mean Europe/Berlin?"),
        (json!({"department": "lawyers"}), "department"),
        (json!({"hours": {"hours": {"zone": "Mars"}}}), "hours.zone"),
    ] {
        let (status, body) = see(&mut scene, more);
        assert!(status == 422 && body.contains(field), "{field}: {body}");
    }
    let mut gap = hours;
    (gap["date"], gap["time"]) = (json!("2026-03-29"), json!("02:30"));
    assert!(see(&mut scene, gap).1.contains("there is no 02:30"));
    // Only owners; and nothing of it is kept.
    assert_eq!(scene.ask("sue", C::Preview { asked: asked(json!({})) }).0, 403);
}
