//! What customers, owners and vendors may put into fields: nothing of it gets out of its place.

use super::samples::*;
use crate::*;
use warmline_model::{Entity, Fact, Quote, Seq, Timestamp};

const NASTY: &str = "=HYPERLINK(\"http://x\")\r\nBcc: all@acme.example\u{202e}<script>alert(1)</script> <!channel> & \u{0} \u{2066}end";

fn hostile() -> Package {
    let mut package = package();
    package.card.summary = NASTY.to_owned();
    package.card.customer.name = Some(NASTY.to_owned());
    package.card.question = Some(Quote { entry: Seq(1), text: NASTY.to_owned() });
    package.card.entities = (0..40)
        .map(|_| Entity {
            entry: Seq(1),
            text: NASTY.repeat(40),
            fact: Fact::OrderNumber { number: NASTY.to_owned() },
        })
        .collect();
    package.ticket = Some(NASTY.to_owned());
    package
}

/// The texts of a body that the vendor reads as HTML.
fn in_html(kind: Kind, body: &serde_json::Value) -> Vec<&str> {
    let places: &[&str] = match kind {
        Kind::Zendesk => &["/ticket/comment/html_body"],
        Kind::Freshdesk => &["/description", "/body"],
        Kind::Intercom => &["/body"],
        Kind::HubSpot => &["/properties/hs_note_body"],
        Kind::Resend | Kind::Cloudflare => &["/html"],
        Kind::Postmark => &["/HtmlBody"],
        _ => &[],
    };
    let found: Vec<&str> =
        places.iter().filter_map(|place| body.pointer(place)?.as_str()).collect();
    assert_eq!(
        found.is_empty(),
        places.is_empty() || body["inputs"].is_array() || body["contacts"].is_array()
    );
    found
}

#[test]
fn what_a_customer_writes_stays_text_wherever_it_goes() {
    for kind in Kind::ALL {
        let note = Call::Note { ticket: "1".to_owned() };
        for call in [Call::Create, note] {
            if call != Call::Create && !kind.has_tickets() {
                continue;
            }
            let request = destination(kind).request(&hostile(), &key(), &call, AT);
            let request = request.expect("a request");
            for (name, value) in request.headers() {
                assert!(!value.contains(['\r', '\n']), "{kind:?}: {name}");
                assert!(!value.contains("Bcc"), "{kind:?}: {name}");
            }
            let body = String::from_utf8_lossy(request.body());
            // A webhook's receiver is a program: it gets the card as it is, in JSON.
            if kind == Kind::Webhook {
                continue;
            }
            // Names and subjects are plain text everywhere; these are read as HTML.
            let parsed = serde_json::from_slice(request.body()).unwrap_or_default();
            for html in in_html(kind, &parsed) {
                assert!(!html.contains("<script"), "{kind:?}: {html}");
            }
            assert!(!body.contains('\u{202e}') && !body.contains('\u{2066}'), "{kind:?}");
            assert!(!body.contains("\\u0000"), "{kind:?}");
            assert!(body.len() < 65_000, "{kind:?}: {} bytes", body.len());
        }
    }
}

#[test]
fn slack_reads_no_mention_in_a_customers_words() {
    let request = destination(Kind::Slack).request(&hostile(), &key(), &Call::Create, AT);
    let request = request.expect("a request");
    let message: serde_json::Value = serde_json::from_slice(request.body()).expect("JSON");
    let text = message["text"].as_str().expect("a text");
    assert!(text.contains("&lt;!channel&gt;"), "{text}");
    for block in message["blocks"].as_array().expect("blocks") {
        for field in block["fields"].as_array().into_iter().flatten() {
            if field["type"] == "mrkdwn" {
                let label = field["text"].as_str().expect("a text");
                assert!(!label.contains("channel"), "labels are ours: {label}");
            }
            assert!(field["text"].as_str().expect("a text").chars().count() <= 2_000);
        }
    }
}

#[test]
fn a_subject_is_one_line_without_formula_and_not_too_long() {
    for text in ["", "=1+1", "+49", "-2", "@SUM(A1)", "\t=cmd|' /C calc'!A0", " \n=x", "|%=y"] {
        let letter = Letter {
            to: "mira@customer.example".to_owned(),
            subject: match text {
                "" => "=\r\n+".to_owned(),
                text => format!("{text}\r\nBcc: x@y.example{}", "long ".repeat(100)),
            },
            text: "Hello".to_owned(),
            invite: None,
            ..Letter::default()
        };
        let package = Package { letter: Some(letter), ..package() };
        let request = destination(Kind::Postmark).request(&package, &key(), &Call::Create, AT);
        let request = request.expect("a request");
        let mail: serde_json::Value = serde_json::from_slice(request.body()).expect("JSON");
        let subject = mail["Subject"].as_str().expect("a subject");
        assert!(!subject.starts_with(['=', '+', '-', '@', '|', '%', '\t', ' ']), "{subject}");
        assert!(
            !subject.is_empty()
                && !subject.contains(['\r', '\n'])
                && subject.chars().count() <= 150
        );
    }
}

#[test]
fn a_bad_address_is_a_fault_that_says_which_and_nothing_is_sent() {
    let bad = [
        "mira",
        "mira@",
        "@customer.example",
        "mira@localhost",
        "a@b.example\nBcc: c@d.example",
        "a@b.example, c@d.example",
        "Mira <a@b.example>",
        "a b@c.example",
        "a@b@c.example",
        "a..b@c.example",
        "a@b.example\u{202e}",
    ];
    for to in bad {
        let (subject, text) = ("s".to_owned(), "t".to_owned());
        let letter = Letter { to: to.to_owned(), subject, text, invite: None, ..Letter::default() };
        let package = Package { letter: Some(letter), ..package() };
        for kind in [Kind::Resend, Kind::Postmark, Kind::Cloudflare, Kind::Twilio, Kind::WhatsApp] {
            let fault = destination(kind).request(&package, &key(), &Call::Create, AT);
            assert_eq!(fault.expect_err(to).field, "to", "{kind:?} {to}");
        }
    }
}

#[test]
fn a_customers_bad_address_does_not_cost_the_ticket() {
    let mut package = package();
    package.card.customer.email = Some("mira@customer.example\nBcc: x@y.example".to_owned());
    for kind in [Kind::Zendesk, Kind::Freshdesk, Kind::Intercom] {
        let request = destination(kind).request(&package, &key(), &Call::Create, AT);
        let body = String::from_utf8_lossy(request.expect("a request").body()).into_owned();
        assert!(!body.contains("\"email\":\"mira"), "{kind:?}: {body}");
    }
}

#[test]
fn only_public_https_addresses_are_called() {
    let bad = [
        "http://hooks.acme.example/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://localhost./",
        "https://intranet/",
        "https://db.internal/",
        "https://printer.local/",
        "https://box.home.arpa/",
        "https://user:pass@hooks.acme.example/",
        "https://hooks.acme.example:8443/",
        "ftp://hooks.acme.example/",
        "https://desk.acme.example/console",
        "javascript:alert(1)",
        "",
    ];
    for address in bad {
        let webhook = Destination::Webhook(Webhook {
            address: address.to_owned(),
            secret: Secret::new(WHSEC),
            secret_before: Secret::default(),
        });
        let fault = webhook.request(&package(), &key(), &Call::Create, AT);
        assert_eq!(fault.expect_err(address).field, "address", "{address}");
    }
    let way = SlackWay::Webhook { address: Secret::new("https://evil.example/services/T/B/x") };
    let fault = Destination::Slack(Slack { way }).request(&package(), &key(), &Call::Create, AT);
    assert!(fault.is_err(), "a Slack webhook is at Slack");
    let mut zendesk = destination(Kind::Zendesk);
    if let Destination::Zendesk(settings) = &mut zendesk {
        settings.subdomain = "evil.example/#".to_owned();
    }
    let fault = zendesk.request(&package(), &key(), &Call::Create, AT);
    assert_eq!(fault.expect_err("no host of one's own").field, "subdomain");
}

#[test]
fn no_secret_is_printed_serialized_or_in_an_error() {
    for kind in Kind::ALL {
        let destination = destination(kind);
        let printed =
            format!("{destination:?}{}", serde_json::to_string(&destination).expect("JSON"));
        let request = destination.request(&package(), &key(), &Call::Create, AT);
        let request = request.expect("a request");
        let debug = format!("{request:?}");
        for (name, secret) in destination.secrets() {
            if secret.is_empty() {
                continue;
            }
            let secret = secret.reveal();
            assert!(!printed.contains(secret), "{kind:?} {name}");
            assert!(!debug.contains(secret), "{kind:?} {name}");
            assert!(!request.address().contains(secret), "{kind:?} {name}");
            let body = format!(r#"{{"message":"the key {secret} is not valid"}}"#);
            let answer = Answer { status: 401, headers: &[], body: body.as_bytes() };
            let outcome = destination.outcome(&key(), &Call::Create, &answer, AT);
            assert!(!format!("{outcome:?}").contains(secret), "{kind:?}: {outcome:?}");
        }
    }
}

#[test]
fn a_destination_that_may_not_know_the_contact_gets_none_of_it() {
    let mut package = package();
    package.card.summary = "Mira (MIRA@customer.example, +4915112345678) wants a refund".to_owned();
    package.promised = Some("Call +4915112345678 by 10:00".to_owned());
    package.card.entities.push(Entity {
        entry: Seq(2),
        text: "0151 555".to_owned(),
        fact: Fact::Phone { number: "0151555".to_owned() },
    });
    package.card.question =
        Some(Quote { entry: Seq(2), text: "My number is 0151 555, please call".to_owned() });
    let bare = package.without_contact();
    let whole = serde_json::to_string(&bare).expect("JSON").to_lowercase();
    for detail in ["mira@customer.example", "4915112345678", "0151 555", "0151555"] {
        assert!(!whole.contains(detail), "{detail}: {whole}");
    }
    assert_eq!(bare.card.customer.name.as_deref(), Some("Mira Koch"));
    // An "address" that is a part of what stands in its place.
    package.card.customer.email = Some("passed".to_owned());
    package.card.summary = "passed PASSED unpassed".to_owned();
    let bare = package.without_contact();
    let withheld = "[not passed on]";
    assert_eq!(bare.card.summary, format!("{withheld} {withheld} un{withheld}"));
}

#[test]
fn text_messages_are_counted_as_they_are_billed() {
    let count = |text: &str| {
        let sms = Sms::of(text);
        (sms.encoding, sms.segments)
    };
    assert_eq!(count(""), (Encoding::Gsm7, 1));
    assert_eq!(count(&"a".repeat(160)), (Encoding::Gsm7, 1));
    assert_eq!(count(&"a".repeat(161)), (Encoding::Gsm7, 2));
    assert_eq!(count(&"a".repeat(306)), (Encoding::Gsm7, 2));
    assert_eq!(count(&"a".repeat(307)), (Encoding::Gsm7, 3));
    assert_eq!(count(&"€".repeat(80)), (Encoding::Gsm7, 1), "two septets each");
    assert_eq!(count(&"€".repeat(81)), (Encoding::Gsm7, 2));
    assert_eq!(count(&"ж".repeat(70)), (Encoding::Ucs2, 1));
    assert_eq!(count(&"ж".repeat(71)), (Encoding::Ucs2, 2));
    assert_eq!(count(&"ж".repeat(134)), (Encoding::Ucs2, 2));
    assert_eq!(count(&"ж".repeat(135)), (Encoding::Ucs2, 3));
    let parted = format!("{}€{}", "a".repeat(152), "a".repeat(152));
    assert_eq!(count(&parted), (Encoding::Gsm7, 3), "an escape stays with its character");
    assert_eq!(count(&"😀".repeat(66)), (Encoding::Ucs2, 2), "33 in each: 67 is odd");
    assert_eq!(count(&"😀".repeat(67)), (Encoding::Ucs2, 3));
    assert_eq!(count(&"😀".repeat(35)), (Encoding::Ucs2, 1));
    assert_eq!(count(&"😀".repeat(36)), (Encoding::Ucs2, 2));
}

#[test]
fn a_text_message_is_cut_to_its_limit_and_keeps_its_link_whole() {
    for words in ["word ".repeat(500), "слово ".repeat(500), "😀".repeat(500), "“x” – ".repeat(300)]
    {
        let link = "https://desk.acme.example/console/#/c/c-100";
        let sms = Sms::fit(&words, link, 2);
        assert!(sms.segments <= 2, "{sms:?}");
        assert!(sms.text.ends_with(link), "{sms:?}");
        assert!(sms.text.chars().count() > 80, "{sms:?}");
    }
    let plain = Sms::fit("It’s “fine” – really…", "", 2);
    assert_eq!(plain.text, "It's \"fine\" - really...");
    assert_eq!(plain.encoding, Encoding::Gsm7);
}

#[test]
fn keys_are_the_same_for_the_same_and_other_for_others() {
    assert_eq!(Key::of(&["a", "b"]), Key::of(&["a", "b"]));
    assert_ne!(Key::of(&["ab", "c"]), Key::of(&["a", "bc"]));
    let key = Key::of(&["site", "c-1"]);
    assert_eq!(key.as_str().len(), 26);
    assert!(key.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric()));
}

#[test]
fn moments_are_written_as_rfc_3339_has_them() {
    assert_eq!(crate::text::iso(AT), "2026-03-01T09:30:00.000Z");
    assert_eq!(crate::text::iso(Timestamp(0)), "1970-01-01T00:00:00.000Z");
    assert_eq!(crate::text::iso(Timestamp(951_782_399_999)), "2000-02-28T23:59:59.999Z");
}

#[test]
fn settings_are_stored_without_secrets_and_whole_again_with_them() {
    for kind in Kind::ALL {
        let whole = destination(kind);
        let mut stored = serde_json::to_value(&whole).expect("JSON");
        for (name, secret) in whole.secrets() {
            let text = serde_json::json!(format!("  {}\n", secret.reveal()));
            match kind {
                Kind::Slack => stored["way"][name] = text,
                _ => stored[name] = text,
            }
        }
        let again: Destination = serde_json::from_value(stored).expect("settings");
        assert_eq!(again, whole, "{kind:?}");
    }
    let stored = serde_json::to_value(destination(Kind::HubSpot)).expect("JSON");
    assert_eq!((&stored["kind"], &stored["token"]), (&"hubspot".into(), &"".into()));
}

#[test]
fn no_answer_makes_a_panic_or_a_secret_word() {
    let mut chance = Chance(5);
    let words =
        ["null", "[]", "{}", "{\"ok\":1}", "[{\"id\":{}}]", "{\"tickets\":[null]}", "\"\u{202e}"];
    for _ in 0..4_000 {
        let mut body = words[chance.below(7) as usize].as_bytes().to_vec();
        body.extend((0..chance.below(6)).map(|_| chance.next() as u8));
        let status = 100 + chance.below(500) as u16;
        for kind in Kind::ALL {
            let ticket = "1".to_owned();
            let call = match chance.below(4) {
                0 => Call::Create,
                1 => Call::Find,
                2 => Call::Note { ticket },
                _ => Call::FindNote { ticket },
            };
            let answer = Answer { status, headers: &[], body: &body };
            let outcome = destination(kind).outcome(&key(), &call, &answer, AT);
            let there = matches!(outcome, Outcome::Delivered(_));
            assert!(!there || (200..300).contains(&status), "{kind:?} {status} {outcome:?}");
        }
    }
}
