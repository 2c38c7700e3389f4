//! The section of calls (R-133): the addresses of calendars are written, and never shown.

use super::*;

fn of(scene: &mut Scene) -> SettingsSection {
    scene.get("olga", C::Section { section: Section::Calls })
}

fn team(address: Value) -> Value {
    json!({"call_length": 1_800_000, "calendars": [{"id": "team", "name": "Team", "address": address}]})
}

fn save(scene: &mut Scene, value: Value) -> (u16, String) {
    let version = of(scene).version;
    scene.save("olga", Section::Calls, version, value)
}

#[test]
fn the_addresses_of_calendars_are_written_and_never_shown() {
    let mut scene = Scene::new();
    let (status, why) = save(&mut scene, team(Value::Null));
    assert!(status == 422 && why.contains("calendars[0].address"), "{why}");
    let (status, first) = save(&mut scene, team(json!(" webcal://cal.example/s3cret.ics ")));
    assert_eq!(status, 200, "{first}");
    assert!(!first.contains("s3cret") && first.contains(r#""address":true"#), "{first}");
    let stored = |scene: &Scene| {
        let all = scene.site.calendar_addresses();
        all.get("team").map(|address| address.reveal().to_owned())
    };
    assert_eq!(stored(&scene).as_deref(), Some("https://cal.example/s3cret.ics"));
    // Nothing of it is in what the edge, the desks and the conversations get.
    let profile = serde_json::to_string(scene.site.profile().expect("a profile")).expect("json");
    assert!(!profile.contains("s3cret") && profile.contains(r#""id":"team""#), "{profile}");
    // What is not written again is kept; another address alone is a change, told without either.
    let mut renamed = team(json!(true));
    renamed["calendars"][0]["name"] = json!("Everybody");
    assert_eq!(save(&mut scene, renamed.clone()).0, 200);
    assert_eq!(stored(&scene).as_deref(), Some("https://cal.example/s3cret.ics"));
    renamed["calendars"][0]["address"] = json!("https://cal.example/n3w.ics");
    let before = of(&mut scene).version;
    assert_eq!(save(&mut scene, renamed).0, 200);
    assert_eq!(stored(&scene).as_deref(), Some("https://cal.example/n3w.ics"));
    assert!(of(&mut scene).version > before);
    let log = scene.ask("olga", C::Audit { before: None }).1;
    assert!(!log.contains("s3cret") && !log.contains("n3w"), "{log}");
    assert!(log.contains("calendars[team].address"), "{log}");
    // Another id has no address yet; without calendars there are none.
    let mut other = team(json!(true));
    other["calendars"][0]["id"] = json!("other");
    assert_eq!(save(&mut scene, other).0, 422);
    let (status, why) = save(&mut scene, json!({"call_days": 0, "calendar": []}));
    assert!(status == 422 && why.contains("call_days") && why.contains("no such setting"), "{why}");
    assert_eq!(save(&mut scene, json!({})).0, 200);
    assert_eq!(stored(&scene), None);
}

#[test]
fn an_address_that_may_not_be_asked_is_told_with_its_place() {
    let told = |address: &str| {
        let value = team(json!(address));
        let value = value.as_object().expect("a section");
        let faults = crate::foreign_calendars(value, Some("chat.example"), false);
        faults.into_iter().map(|fault| (fault.field, fault.message)).next()
    };
    assert_eq!(told("https://cal.example/a.ics"), None);
    assert_eq!(told("webcal://cal.example/a.ics"), None);
    for odd in [
        "http://cal.example/a",
        "https://10.0.0.1/a",
        "https://chat.example/a",
        "a",
        "ftp://x.example",
    ] {
        assert_eq!(
            told(odd).map(|fault| fault.0).as_deref(),
            Some("calendars[0].address"),
            "{odd}"
        );
    }
}

#[test]
fn a_setup_brings_each_calendar_with_its_address() {
    let setup = |addresses: &str| {
        let json = format!(
            r#"{{"site":"demo","name":"D","settings":{{"calendars":[{{"id":"team","name":"Team"}}]}},
                "calendar_addresses":{addresses}}}"#
        );
        serde_json::from_str::<SiteSetup>(&json).expect("a setup")
    };
    let check = |addresses: &str| setup(addresses).check_sources(Some("chat.example"), false);
    assert_eq!(check(r#"{"team":"https://cal.example/s3cret"}"#), Ok(()));
    assert!(check("{}").is_err_and(|why| why == "calendar_addresses.team: the address is needed"));
    assert!(
        check(r#"{"team":"https://127.0.0.1/s3cret"}"#).is_err_and(|why| !why.contains("s3cret"))
    );
    let odd = r#"{"team":"https://cal.example/a","x":"https://cal.example/b"}"#;
    assert!(check(odd).is_err_and(|why| why.contains("calendar_addresses.x: there is no such")));
    let setup = setup(r#"{"team":"https://cal.example/s3cret"}"#);
    let again = serde_json::to_string(&setup).expect("json");
    assert_eq!(serde_json::from_str::<SiteSetup>(&again).ok(), Some(setup.clone()));
    let mut site = SiteObject::default();
    let audit = site.set_up(Timestamp(0), setup);
    let seen = serde_json::to_string(&(site.profile(), audit)).expect("json");
    assert!(!seen.contains("s3cret"));
    assert_eq!(site.calendar_addresses().len(), 1);
}
