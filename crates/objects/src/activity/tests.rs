//! `handoff.initiate` as its makers' libraries send it, and as nobody should.

use super::*;
use serde_json::json;

const NOW: Timestamp = Timestamp(1_800_000_000_000);

fn site() -> SiteId {
    SiteId::new("demo").expect("a site")
}

fn read(body: &Value) -> Result<Initiation, Refusal> {
    Initiation::read(NOW, &site(), &body.to_string())
}

fn event() -> Value {
    json!({
        "type": "event", "name": "handoff.initiate", "id": "ev-1", "channelId": "webchat",
        "timestamp": "2026-11-20T10:00:09.123Z",
        "conversation": {"id": "abc|123", "isGroup": false},
        "from": {"id": "dl_user", "name": "Maria"}, "locale": "pt-PT",
        "relatesTo": {"bot": {"id": "bot-7"}, "user": {"id": "dl_user"}},
        "value": {"Skill": "billing", "reason": "refund over my limit", "Priority": "high",
                  "cart": {"items": 3, "open": true}},
        "attachments": [{"contentType": "application/json", "name": "Transcript", "content": {"activities": [
            {"type": "message", "id": "1", "timestamp": "2026-11-20T10:00:01Z", "from": {"id": "dl_user"}, "text": "hi"},
            {"type": "message", "id": "2", "timestamp": "2026-11-20T10:00:02Z", "from": {"id": "bot-7"}, "text": "Hello!"},
            {"type": "typing", "id": "3", "timestamp": "2026-11-20T10:00:03Z", "from": {"id": "bot-7"}},
            {"type": "message", "id": "4", "timestamp": "2026-11-20T10:00:04Z", "from": {"id": "x", "role": "user"}, "text": "I want a refund"},
            {"type": "message", "id": "5", "from": {"id": "y"}, "replyToId": "4", "text": "Let me see"}
        ]}}]
    })
}

#[test]
fn an_event_as_the_libraries_make_it_is_a_handoff_with_its_transcript_and_context() {
    let read = read(&event()).expect("a handoff");
    let said: Vec<(bool, &str)> =
        read.lines.iter().map(|line| (line.by_customer, line.text.as_str())).collect();
    let expected =
        [(true, "hi"), (false, "Hello!"), (true, "I want a refund"), (false, "Let me see")];
    assert_eq!(said, expected);
    assert!(read.lines.is_sorted_by_key(|line| line.at));
    assert_eq!(read.told.reason.as_deref(), Some("refund over my limit"));
    assert_eq!(read.told.department, Some(Department::BILLING));
    assert_eq!(read.told.tier, Some(Tier::High));
    let facts: Vec<(&str, &str)> =
        read.told.facts.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert!(facts.contains(&("cart", "items: 3, open: yes")), "{facts:?}");
    assert!(facts.contains(&("Channel", "webchat")), "{facts:?}");
    assert_eq!((read.told.name.as_deref(), read.locale.as_deref()), (Some("Maria"), Some("pt-PT")));
    assert_eq!(read.theirs["id"], "abc|123");
}

#[test]
fn the_same_event_is_the_same_handoff_and_another_of_the_conversation_another_handoff_there() {
    let first = read(&event()).expect("a handoff");
    assert_eq!(read(&event()), Ok(first.clone()));
    let mut second = event();
    second["id"] = json!("ev-2");
    let second = read(&second).expect("a handoff");
    assert_eq!(second.conversation, first.conversation);
    assert_ne!(second.client_id, first.client_id);
    assert_eq!(second.lines, first.lines);
    let mut elsewhere = event();
    elsewhere["channelId"] = json!("msteams");
    assert_ne!(read(&elsewhere).expect("a handoff").conversation, first.conversation);
    let other = SiteId::new("other").expect("a site");
    let there = Initiation::read(NOW, &other, &event().to_string()).expect("a handoff");
    assert_ne!(there.conversation, first.conversation);
}

#[test]
fn what_is_no_handoff_or_names_no_conversation_is_refused_with_what_is_needed() {
    for (body, words) in [
        (json!({}), "handoff.initiate"),
        (json!({"type": "message", "name": "handoff.initiate"}), "handoff.initiate"),
        (json!({"type": "event", "name": "handoff.status"}), "handoff.initiate"),
        (json!({"type": "event", "name": "handoff.initiate"}), "conversation.id"),
        (
            json!({"type": "event", "name": "handoff.initiate", "conversation": {"id": 7}}),
            "conversation.id",
        ),
        (
            json!({"type": "event", "name": "handoff.initiate", "conversation": {"id": "x".repeat(1_001)}}),
            "conversation.id",
        ),
        (json!([1]), "invalid"),
    ] {
        let refusal = read(&body).expect_err("refused");
        assert_eq!(refusal.code, Code::Malformed);
        assert!(refusal.message.contains(words), "{body}: {}", refusal.message);
    }
}

#[test]
fn a_context_of_any_shape_and_a_transcript_of_any_length_are_taken_within_the_limits() {
    let mut long = event();
    let message = |n: usize| {
        json!({"type": "message", "from": {"role": "user"}, "text": format!("{n} {}", "x".repeat(9_000)),
               "timestamp": "2999-01-01T00:00:00Z"})
    };
    long["attachments"] = json!([
        {"contentUrl": "https://example.com/t.json"}, {"content": "text"}, {"content": {"activities": 7}},
        {"content": {"activities": (0..612).map(message).collect::<Vec<_>>()}}
    ]);
    long["value"] = Value::Object(
        (0..99).map(|n| (format!("{n}{}", "k".repeat(90)), json!("v".repeat(999)))).collect(),
    );
    let read_long = read(&long).expect("a handoff");
    assert_eq!((read_long.lines.len(), read_long.left_out), (500, 112));
    assert!(read_long.lines.iter().all(|line| line.text.chars().count() <= MAX_TEXT_CHARS));
    assert!(read_long.lines.iter().all(|line| line.at <= NOW));
    let names: std::collections::BTreeSet<_> =
        read_long.lines.iter().map(|l| &l.client_id).collect();
    assert_eq!(names.len(), 500);
    let fits = |(name, value): &(String, String)| {
        name.chars().count() <= ProfileFact::MAX_LABEL
            && value.chars().count() <= ProfileFact::MAX_VALUE
    };
    assert!(read_long.told.facts.len() <= 22 && read_long.told.facts.iter().all(fits));
    for value in [json!("please help"), json!(7), json!(null), json!([1, "two"])] {
        let mut event = event();
        event["value"] = value;
        assert!(read(&event).is_ok());
    }
}
