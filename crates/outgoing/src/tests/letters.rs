//! Letters, signatures, and the other ways of a destination.

use super::requests::check;
use super::samples::*;
use crate::*;
use expect_test::expect;
use warmline_model::Timestamp;

#[test]
fn slack_by_webhook_has_the_same_blocks_without_token_and_channel() {
    let address = Secret::new("https://hooks.slack.com/services/T0/B0/hook-secret");
    let slack = Destination::Slack(Slack { way: SlackWay::Webhook { address } });
    let by_hook = slack.request(&package(), &key(), &Call::Create, AT).expect("a request");
    assert_eq!(by_hook.headers(), [("content-type", "application/json".to_owned())]);
    let bot = destination(Kind::Slack).request(&package(), &key(), &Call::Create, AT);
    let mut by_bot: serde_json::Value =
        serde_json::from_slice(bot.expect("a request").body()).expect("JSON");
    by_bot.as_object_mut().expect("an object").remove("channel");
    let by_hook: serde_json::Value = serde_json::from_slice(by_hook.body()).expect("JSON");
    assert_eq!(by_hook, by_bot);
}

#[test]
fn the_end_of_a_conversation_resolves_its_alert() {
    let closed = Package { happened: Happened::Closed, ..package() };
    check(
        &destination(Kind::PagerDuty),
        &closed,
        &Call::Create,
        &expect![[r#"
        POST https://events.pagerduty.com/v2/enqueue
        content-type: application/json

        {"dedup_key":"warmline-c-100","event_action":"resolve","routing_key":"pd-secret-1"}
    "#]],
    );
}

fn letter() -> Package {
    let letter = Letter {
        to: "+4915112345678".to_owned(),
        subject: "Your ticket T-2041".to_owned(),
        text: "We answer by Tuesday, 10:00.\nTicket T-2041".to_owned(),
        invite: None,
        ..Letter::default()
    };
    Package { letter: Some(letter), ..package() }
}

#[test]
fn a_letter_by_sms_and_whatsapp_has_its_words_and_no_link_to_the_console_r_132() {
    let sms = expect![[r#"
        POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json
        authorization: Basic U0sxOnR3LXNlY3JldC0x
        content-type: application/x-www-form-urlencoded

        To=%2B4915112345678&From=%2B15550001111&Body=We%20answer%20by%20Tuesday%2C%2010%3A00.%0ATicket%20T-2041
    "#]];
    check(&destination(Kind::Twilio), &letter(), &Call::Create, &sms);
    let whatsapp = expect![[r#"
        POST https://graph.facebook.com/v26.0/1065/messages
        authorization: Bearer wa-secret-1
        content-type: application/json

        {"messaging_product":"whatsapp","recipient_type":"individual","text":{"body":"We answer by Tuesday, 10:00.\nTicket T-2041","preview_url":false},"to":"+4915112345678","type":"text"}
    "#]];
    check(&destination(Kind::WhatsApp), &letter(), &Call::Create, &whatsapp);
}

#[test]
fn a_letter_by_e_mail_goes_to_the_customer_r_132() {
    let mut package = letter();
    if let Some(letter) = &mut package.letter {
        letter.to = "mira@customer.example".to_owned();
    }
    check(
        &destination(Kind::Cloudflare),
        &package,
        &Call::Create,
        &expect![[r#"
        POST https://api.cloudflare.com/client/v4/accounts/acc1/email/sending/send
        authorization: Bearer cf-secret-1
        content-type: application/json

        {"from":"warmline@acme.example","headers":{"X-Warmline-Reference":"wl09761b4d7d9355af1049d0c2"},"html":"<p>We answer by Tuesday, 10:00.<br>Ticket T-2041</p>","subject":"Your ticket T-2041","text":"We answer by Tuesday, 10:00.\nTicket T-2041","to":"mira@customer.example"}
    "#]],
    );
}

/// The attachments of an e-mail with this invitation.
fn attached(kind: Kind, invite: &str) -> serde_json::Value {
    let mut package = letter();
    if let Some(letter) = &mut package.letter {
        letter.to = "mira@customer.example".to_owned();
        letter.invite = Some(invite.to_owned());
    }
    let request = destination(kind).request(&package, &key(), &Call::Create, AT);
    let mut mail: serde_json::Value =
        serde_json::from_slice(request.expect("a request").body()).expect("JSON");
    let name = if kind == Kind::Postmark { "Attachments" } else { "attachments" };
    mail[name].take()
}

#[test]
fn an_invitation_is_attached_as_each_service_documents_it_r_133() {
    // https://resend.com/docs/api-reference/emails/send-email ,
    // https://postmarkapp.com/developer/user-guide/send-email-with-api and
    // https://developers.cloudflare.com/email-service/api/send-emails/rest-api/#attachments
    let calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n";
    let content = "QkVHSU46VkNBTEVOREFSDQpNRVRIT0Q6UkVRVUVTVA0KRU5EOlZDQUxFTkRBUg0K";
    let media = "text/calendar; charset=utf-8; method=REQUEST";
    for (kind, bytes) in [
        (
            Kind::Resend,
            format!(
                r#"[{{"content":"{content}","content_type":"{media}","filename":"invite.ics"}}]"#
            ),
        ),
        (
            Kind::Postmark,
            format!(r#"[{{"Content":"{content}","ContentType":"{media}","Name":"invite.ics"}}]"#),
        ),
        (
            Kind::Cloudflare,
            format!(
                r#"[{{"content":"{content}","disposition":"attachment","filename":"invite.ics","type":"{media}"}}]"#
            ),
        ),
    ] {
        assert_eq!(attached(kind, calendar).to_string(), bytes, "{kind:?}");
        assert!(attached(kind, " ").is_null(), "{kind:?} attaches nothing empty");
        let cancelled = attached(kind, "BEGIN:VCALENDAR\r\nMETHOD:CANCEL\r\n").to_string();
        assert!(cancelled.contains("method=CANCEL"), "{cancelled}");
        // What stands in the calendar reaches no header.
        let odd = attached(kind, "METHOD:REQUEST; boundary=x\r\n").to_string();
        assert!(odd.contains("method=PUBLISH\""), "{odd}");
    }
}

#[test]
fn an_answer_to_a_letter_goes_to_the_signed_address_and_both_stand_in_one_thread_r_132() {
    // https://resend.com/docs/dashboard/receiving/reply-to-emails ,
    // https://postmarkapp.com/developer/api/email-api and
    // https://developers.cloudflare.com/email-service/reference/headers/
    let sent = |kind, reply_to: &str, id: &str| {
        let mut package = letter();
        if let Some(letter) = &mut package.letter {
            letter.to = "mira@customer.example".to_owned();
            letter.reply_to = Some(reply_to.to_owned());
            letter.in_reply_to = Some(id.to_owned());
        }
        let request = destination(kind).request(&package, &key(), &Call::Create, AT)?;
        Ok::<_, Fault>(serde_json::from_slice::<serde_json::Value>(request.body()).expect("JSON"))
    };
    let (address, id) = ("help+abc234@in.acme.example", "one@customer.example");
    let by_name = r#"{"In-Reply-To":"<one@customer.example>","References":"<one@customer.example>","X-Auto-Response-Suppress":"All","X-Warmline-Reference":"wl09761b4d7d9355af1049d0c2"}"#;
    for (kind, at, headers) in [
        (Kind::Resend, "reply_to", ("headers", by_name)),
        (Kind::Cloudflare, "reply_to", ("headers", by_name)),
        (
            Kind::Postmark,
            "ReplyTo",
            (
                "Headers",
                r#"[{"Name":"In-Reply-To","Value":"<one@customer.example>"},{"Name":"References","Value":"<one@customer.example>"},{"Name":"X-Auto-Response-Suppress","Value":"All"},{"Name":"X-Warmline-Reference","Value":"wl09761b4d7d9355af1049d0c2"}]"#,
            ),
        ),
    ] {
        let mail = sent(kind, address, id).expect("a request");
        assert_eq!(mail[at], address, "{kind:?}");
        assert_eq!(mail[headers.0].to_string(), headers.1, "{kind:?}");
        let fault = sent(kind, "help@in.acme.example\nBcc: x@y.example", id).expect_err("a fault");
        assert_eq!(fault.field, "reply_to");
        // An id that another program made is passed on only if nothing can hide in it.
        for odd in ["", "a b@c", "a@b>\r\nBcc: x@y.example", &format!("{}@b", "a".repeat(300))] {
            let mail = sent(kind, address, odd).expect("a request").to_string();
            assert!(!mail.contains("In-Reply-To") && !mail.contains("Bcc"), "{kind:?} {odd:?}");
        }
    }
}

#[test]
fn the_published_vector_of_standard_webhooks_holds() {
    // https://github.com/standard-webhooks/standard-webhooks : the vector of its libraries' tests.
    let body = br#"{"test": 2432232314}"#;
    let id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    let signed = crate::webhook::sign("secret", &Secret::new(WHSEC), id, 1_614_265_330, body);
    assert_eq!(signed.as_deref(), Ok("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
}

#[test]
fn a_webhook_signs_with_both_secrets_while_one_is_replaced() {
    let webhook = Destination::Webhook(Webhook {
        address: "https://hooks.acme.example/warmline".to_owned(),
        secret: Secret::new(WHSEC),
        secret_before: Secret::new("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"),
    });
    let request = webhook.request(&package(), &key(), &Call::Create, AT).expect("a request");
    let (_, value) = request.headers().last().expect("a header");
    assert_eq!(value.split(' ').filter(|one| one.starts_with("v1,")).count(), 2);
    let later = webhook.request(&package(), &key(), &Call::Create, Timestamp(AT.0 + 60_000));
    let later = later.expect("a request");
    assert_eq!(later.body(), request.body(), "the body is the same at each attempt");
    assert_eq!(later.headers()[1], request.headers()[1], "and so is the id");
}
