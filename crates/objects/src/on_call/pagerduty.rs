//! PagerDuty's V3 webhooks: signed, and only what they say of our own alerts is heard.
//!
//! https://developer.pagerduty.com/docs/webhooks/v3-overview/ and …/verifying-signatures/

use hmac::{Hmac, Mac};
use serde_json::Value;
use sha2::Sha256;
use warmline_handoff::desk::Answer;
use warmline_model::{ConversationId, Millis, Timestamp};

/// The largest webhook that is read, in bytes.
pub const MAX_WEBHOOK: usize = 64 * 1024;
/// What is older than this is about nothing that is still open.
const STALE: Millis = Millis::minutes(60);
/// How much PagerDuty's clock may be ahead.
const AHEAD: Millis = Millis::minutes(5);
/// How many signatures are looked at.
const MAX_SIGNATURES: usize = 10;
/// The longest name, in characters.
const MAX_NAME: usize = 80;

/// What a webhook says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagerDutyNews {
    /// It was not signed with the site's secret.
    Forged,
    /// It is about nothing that matters here, or too old.
    Nothing,
    /// Of the alert for this conversation.
    Of(ConversationId, Answer),
}

/// Checks and reads a webhook: `signatures` is the header `X-PagerDuty-Signature`.
pub fn pagerduty_news(now: Timestamp, secret: &str, signatures: &str, body: &str) -> PagerDutyNews {
    if !is_signed(secret, signatures, body) {
        return PagerDutyNews::Forged;
    }
    let news = serde_json::from_str(body).ok().and_then(|body: Value| read(now, &body));
    news.map_or(PagerDutyNews::Nothing, |(conversation, answer)| {
        PagerDutyNews::Of(conversation, answer)
    })
}

/// Whether one of the signatures is right; while a secret is changed, there are two.
fn is_signed(secret: &str, signatures: &str, body: &str) -> bool {
    let given = signatures.split(',').take(MAX_SIGNATURES);
    let given = given.filter_map(|one| bytes(one.trim().strip_prefix("v1=")?));
    // All of them are looked at, so that the time taken tells nothing.
    !secret.is_empty()
        && given.fold(false, |found, signature| {
            let mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes());
            let right = mac.is_ok_and(|mut mac| {
                mac.update(body.as_bytes());
                mac.verify_slice(&signature).is_ok()
            });
            found | right
        })
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if hex.len() != 64 || !hex.is_ascii() {
        return None;
    }
    let pairs = (0..hex.len()).step_by(2).map(|at| hex.get(at..at + 2));
    pairs.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}

fn read(now: Timestamp, body: &Value) -> Option<(ConversationId, Answer)> {
    let event = body.get("event")?;
    let at = event.get("occurred_at")?.as_str()?.parse::<jiff::Timestamp>().ok()?;
    let at = Timestamp(at.as_millisecond());
    if now - at > STALE || at - now > AHEAD {
        return None;
    }
    let key = event.pointer("/data/incident_key")?.as_str()?;
    let conversation = ConversationId::new(key.strip_prefix("warmline-")?).ok()?;
    let answer = match event.get("event_type")?.as_str()? {
        "incident.acknowledged" => {
            let name = event.pointer("/agent/summary").and_then(Value::as_str).unwrap_or_default();
            let name = name.chars().filter(|c| !c.is_control()).take(MAX_NAME).collect::<String>();
            let name = name.trim();
            let name = if name.is_empty() { "Somebody on PagerDuty" } else { name };
            Answer::Elsewhere { name: name.to_owned(), at }
        }
        "incident.resolved" => Answer::Settled { at },
        _ => return None,
    };
    Some((conversation, answer))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "a-secret-of-pagerduty";
    /// 2026-11-22T02:00:00Z.
    const NOW: Timestamp = Timestamp(1_795_312_800_000);

    fn body(event: &str, at: &str, key: &str) -> String {
        format!(
            r#"{{"event": {{"id": "01", "event_type": "{event}", "resource_type": "incident", "occurred_at": "{at}",
                "agent": {{"id": "P1", "type": "user_reference", "summary": "Ana P."}},
                "data": {{"id": "Q1", "type": "incident", "incident_key": "{key}", "status": "acknowledged"}}}}}}"#
        )
    }

    fn signed(secret: &str, body: &str) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key");
        mac.update(body.as_bytes());
        let hex: String = mac.finalize().into_bytes().iter().map(|b| format!("{b:02x}")).collect();
        format!("v1={hex}")
    }

    #[test]
    fn an_acknowledgement_is_heard_with_the_name_and_a_resolution_without() {
        // R-134
        let conversation = ConversationId::new("c1").expect("an id");
        let at = Timestamp(NOW.0 - 30_500);
        let heard = |event: &str| {
            let body = body(event, "2026-11-22T01:59:29.500Z", "warmline-c1");
            pagerduty_news(NOW, SECRET, &signed(SECRET, &body), &body)
        };
        let name = "Ana P.".to_owned();
        let expected = PagerDutyNews::Of(conversation.clone(), Answer::Elsewhere { name, at });
        assert_eq!(heard("incident.acknowledged"), expected);
        let expected = PagerDutyNews::Of(conversation, Answer::Settled { at });
        assert_eq!(heard("incident.resolved"), expected);
        assert_eq!(heard("incident.escalated"), PagerDutyNews::Nothing);
    }

    #[test]
    fn what_is_forged_stale_or_of_another_system_changes_nothing() {
        let acknowledged = |at: &str, key: &str| body("incident.acknowledged", at, key);
        let good = acknowledged("2026-11-22T01:59:30Z", "warmline-c1");
        let right = signed(SECRET, &good);
        let wrong = signed("another secret", &good);
        let forged = [
            String::new(),
            wrong.clone(),
            right.replace("v1=", "v2="),
            right.chars().take(40).collect(),
            "v1=".to_owned() + &"ü".repeat(32),
            vec![wrong.as_str(); 50].join(",") + "," + &right,
        ];
        for signatures in &forged {
            assert_eq!(pagerduty_news(NOW, SECRET, signatures, &good), PagerDutyNews::Forged);
        }
        assert_eq!(pagerduty_news(NOW, "", &signed("", &good), &good), PagerDutyNews::Forged);
        let changed = good.replace("warmline-c1", "warmline-c2");
        assert_eq!(pagerduty_news(NOW, SECRET, &right, &changed), PagerDutyNews::Forged);
        // Two signatures, while the secret is changed.
        let both = format!("{wrong}, {right}");
        assert!(matches!(pagerduty_news(NOW, SECRET, &both, &good), PagerDutyNews::Of(..)));
        for odd in [
            acknowledged("2026-11-22T00:59:59Z", "warmline-c1"),
            acknowledged("2026-11-22T02:06:00Z", "warmline-c1"),
            acknowledged("yesterday", "warmline-c1"),
            acknowledged("2026-11-22T01:59:30Z", "others-c1"),
            acknowledged("2026-11-22T01:59:30Z", "warmline-a/b"),
            "[]".to_owned(),
            "no json".to_owned(),
        ] {
            let signatures = signed(SECRET, &odd);
            assert_eq!(
                pagerduty_news(NOW, SECRET, &signatures, &odd),
                PagerDutyNews::Nothing,
                "{odd}"
            );
        }
    }
}
