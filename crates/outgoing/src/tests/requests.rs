//! Each request, byte for byte, as the vendor's documentation (named in the adapter) shows it.

use super::samples::*;
use crate::*;
use expect_test::{Expect, expect};

fn shown(request: &Request) -> String {
    let mut out = format!("{} {}\n", request.method().as_str(), request.address());
    for (name, value) in request.headers() {
        out.push_str(&format!("{name}: {value}\n"));
    }
    out.push_str(&format!("\n{}\n", String::from_utf8_lossy(request.body())));
    out
}

pub fn check(destination: &Destination, package: &Package, call: &Call, expected: &Expect) {
    let request = destination.request(package, &key(), call, AT).expect("a request");
    expected.assert_eq(&shown(&request));
}

fn note() -> Call {
    Call::Note { ticket: "35436".to_owned() }
}

fn find_note() -> Call {
    Call::FindNote { ticket: "35436".to_owned() }
}

#[test]
fn makes_zendesk_as_it_documents_r_171() {
    check(
        &destination(Kind::Zendesk),
        &package(),
        &Call::Create,
        &expect![[r#"
        POST https://acme.zendesk.com/api/v2/tickets.json
        authorization: Basic YWdlbnRAYWNtZS5leGFtcGxlL3Rva2VuOnpkLXNlY3JldC0x
        idempotency-key: wl09761b4d7d9355af1049d0c2
        content-type: application/json

        {"ticket":{"comment":{"html_body":"<p><b>Ticket:</b> T-2041</p><p><b>Summary:</b> Mira Koch wants her money back for order 5127, which came broken.</p><p><b>Customer:</b></p><ul><li>Mira Koch</li><li>mira@customer.example</li><li>+4915112345678</li><li>account acct-77</li><li>plan plus</li></ul><p><b>Why:</b> the customer asked for a person</p><p><b>Question:</b> Can I get a refund?</p><p><b>Wanted:</b> a refund: &quot;get a refund&quot;</p><p><b>Facts:</b> #5127</p><p><b>Tried:</b> Returns (71 % sure): it did not help</p><p><b>Next steps:</b></p><ul><li>Check order 5127</li><li>Offer the refund</li></ul><p><b>Mood:</b> calm</p><p><b>Priority:</b> high</p><p><b>Team:</b> billing</p><p><a href=\"https://desk.acme.example/console/#/c/c-100\">Open the conversation</a></p><p>Reference wl09761b4d7d9355af1049d0c2</p>","public":false},"external_id":"wl09761b4d7d9355af1049d0c2","priority":"high","requester":{"email":"mira@customer.example","name":"Mira Koch"},"subject":"Handed off: Mira Koch wants her money back for order 5127, which came broken.","tags":["warmline","handed_off"]}}
    "#]],
    );
}

#[test]
fn writes_a_note_at_zendesk_as_it_documents_r_171() {
    check(
        &destination(Kind::Zendesk),
        &package(),
        &note(),
        &expect![[r#"
        PUT https://acme.zendesk.com/api/v2/tickets/35436.json
        authorization: Basic YWdlbnRAYWNtZS5leGFtcGxlL3Rva2VuOnpkLXNlY3JldC0x
        content-type: application/json

        {"ticket":{"comment":{"html_body":"<p><b>Ticket:</b> T-2041</p><p><b>Summary:</b> Mira Koch wants her money back for order 5127, which came broken.</p><p><b>Customer:</b></p><ul><li>Mira Koch</li><li>mira@customer.example</li><li>+4915112345678</li><li>account acct-77</li><li>plan plus</li></ul><p><b>Why:</b> the customer asked for a person</p><p><b>Question:</b> Can I get a refund?</p><p><b>Wanted:</b> a refund: &quot;get a refund&quot;</p><p><b>Facts:</b> #5127</p><p><b>Tried:</b> Returns (71 % sure): it did not help</p><p><b>Next steps:</b></p><ul><li>Check order 5127</li><li>Offer the refund</li></ul><p><b>Mood:</b> calm</p><p><b>Priority:</b> high</p><p><b>Team:</b> billing</p><p><a href=\"https://desk.acme.example/console/#/c/c-100\">Open the conversation</a></p><p>Reference wl09761b4d7d9355af1049d0c2</p>","public":false}}}
    "#]],
    );
}

#[test]
fn looks_up_zendesk_as_it_documents_r_171() {
    check(
        &destination(Kind::Zendesk),
        &package(),
        &Call::Find,
        &expect![[r#"
        GET https://acme.zendesk.com/api/v2/tickets.json?external_id=wl09761b4d7d9355af1049d0c2
        authorization: Basic YWdlbnRAYWNtZS5leGFtcGxlL3Rva2VuOnpkLXNlY3JldC0x


    "#]],
    );
}

#[test]
fn looks_up_a_note_at_zendesk_as_it_documents_r_171() {
    check(
        &destination(Kind::Zendesk),
        &package(),
        &find_note(),
        &expect![[r#"
        GET https://acme.zendesk.com/api/v2/tickets/35436/comments.json?sort_order=desc&per_page=10
        authorization: Basic YWdlbnRAYWNtZS5leGFtcGxlL3Rva2VuOnpkLXNlY3JldC0x


    "#]],
    );
}

#[test]
fn makes_freshdesk_as_it_documents_r_171() {
    check(
        &destination(Kind::Freshdesk),
        &package(),
        &Call::Create,
        &expect![[r#"
        POST https://acme.freshdesk.com/api/v2/tickets
        authorization: Basic ZmQtc2VjcmV0LTE6WA==
        content-type: application/json

        {"description":"<p>Can I get a refund?</p>","email":"mira@customer.example","name":"Mira Koch","priority":3,"source":7,"status":2,"subject":"Handed off: Mira Koch wants her money back for order 5127, which came broken.","tags":["warmline","wl09761b4d7d9355af1049d0c2"]}
    "#]],
    );
}

#[test]
fn writes_a_note_at_freshdesk_as_it_documents_r_171() {
    check(
        &destination(Kind::Freshdesk),
        &package(),
        &note(),
        &expect![[r#"
        POST https://acme.freshdesk.com/api/v2/tickets/35436/notes
        authorization: Basic ZmQtc2VjcmV0LTE6WA==
        content-type: application/json

        {"body":"<p><b>Ticket:</b> T-2041</p><p><b>Summary:</b> Mira Koch wants her money back for order 5127, which came broken.</p><p><b>Customer:</b></p><ul><li>Mira Koch</li><li>mira@customer.example</li><li>+4915112345678</li><li>account acct-77</li><li>plan plus</li></ul><p><b>Why:</b> the customer asked for a person</p><p><b>Question:</b> Can I get a refund?</p><p><b>Wanted:</b> a refund: &quot;get a refund&quot;</p><p><b>Facts:</b> #5127</p><p><b>Tried:</b> Returns (71 % sure): it did not help</p><p><b>Next steps:</b></p><ul><li>Check order 5127</li><li>Offer the refund</li></ul><p><b>Mood:</b> calm</p><p><b>Priority:</b> high</p><p><b>Team:</b> billing</p><p><a href=\"https://desk.acme.example/console/#/c/c-100\">Open the conversation</a></p><p>Reference wl09761b4d7d9355af1049d0c2</p>","private":true}
    "#]],
    );
}

#[test]
fn looks_up_freshdesk_as_it_documents_r_171() {
    check(
        &destination(Kind::Freshdesk),
        &package(),
        &Call::Find,
        &expect![[r#"
        GET https://acme.freshdesk.com/api/v2/search/tickets?query=%22tag%3A%27wl09761b4d7d9355af1049d0c2%27%22
        authorization: Basic ZmQtc2VjcmV0LTE6WA==


    "#]],
    );
}

#[test]
fn looks_up_a_note_at_freshdesk_as_it_documents_r_171() {
    check(
        &destination(Kind::Freshdesk),
        &package(),
        &find_note(),
        &expect![[r#"
        GET https://acme.freshdesk.com/api/v2/tickets/35436/conversations?per_page=100
        authorization: Basic ZmQtc2VjcmV0LTE6WA==


    "#]],
    );
}

#[test]
fn makes_intercom_as_it_documents_r_171() {
    check(
        &destination(Kind::Intercom),
        &package(),
        &Call::Create,
        &expect![[r#"
        POST https://api.eu.intercom.io/tickets
        authorization: Bearer ic-secret-1
        intercom-version: 2.14
        content-type: application/json

        {"contacts":[{"email":"mira@customer.example"}],"ticket_attributes":{"_default_description_":"Can I get a refund?\n\nReference wl09761b4d7d9355af1049d0c2","_default_title_":"Handed off: Mira Koch wants her money back for order 5127, which came broken."},"ticket_type_id":"88"}
    "#]],
    );
}

#[test]
fn writes_a_note_at_intercom_as_it_documents_r_171() {
    check(
        &destination(Kind::Intercom),
        &package(),
        &note(),
        &expect![[r#"
        POST https://api.eu.intercom.io/tickets/35436/reply
        authorization: Bearer ic-secret-1
        intercom-version: 2.14
        content-type: application/json

        {"admin_id":"9912","body":"<p><b>Ticket:</b> T-2041</p><p><b>Summary:</b> Mira Koch wants her money back for order 5127, which came broken.</p><p><b>Customer:</b></p><ul><li>Mira Koch</li><li>mira@customer.example</li><li>+4915112345678</li><li>account acct-77</li><li>plan plus</li></ul><p><b>Why:</b> the customer asked for a person</p><p><b>Question:</b> Can I get a refund?</p><p><b>Wanted:</b> a refund: &quot;get a refund&quot;</p><p><b>Facts:</b> #5127</p><p><b>Tried:</b> Returns (71 % sure): it did not help</p><p><b>Next steps:</b></p><ul><li>Check order 5127</li><li>Offer the refund</li></ul><p><b>Mood:</b> calm</p><p><b>Priority:</b> high</p><p><b>Team:</b> billing</p><p><a href=\"https://desk.acme.example/console/#/c/c-100\">Open the conversation</a></p><p>Reference wl09761b4d7d9355af1049d0c2</p>","message_type":"note","type":"admin"}
    "#]],
    );
}

#[test]
fn looks_up_intercom_as_it_documents_r_171() {
    check(
        &destination(Kind::Intercom),
        &package(),
        &Call::Find,
        &expect![[r#"
        POST https://api.eu.intercom.io/tickets/search
        authorization: Bearer ic-secret-1
        intercom-version: 2.14
        content-type: application/json

        {"pagination":{"per_page":5},"query":{"field":"description","operator":"~","value":"wl09761b4d7d9355af1049d0c2"}}
    "#]],
    );
}

#[test]
fn looks_up_a_note_at_intercom_as_it_documents_r_171() {
    check(
        &destination(Kind::Intercom),
        &package(),
        &find_note(),
        &expect![[r#"
        GET https://api.eu.intercom.io/tickets/35436
        authorization: Bearer ic-secret-1
        intercom-version: 2.14


    "#]],
    );
}

#[test]
fn makes_hubspot_as_it_documents_r_171() {
    check(
        &destination(Kind::HubSpot),
        &package(),
        &Call::Create,
        &expect![[r#"
        POST https://api.hubapi.com/crm/objects/2026-03/tickets/batch/upsert
        authorization: Bearer hs-secret-1
        content-type: application/json

        {"inputs":[{"id":"wl09761b4d7d9355af1049d0c2","idProperty":"warmline_key","properties":{"content":"Can I get a refund?","hs_pipeline":"0","hs_pipeline_stage":"1","hs_ticket_priority":"HIGH","subject":"Handed off: Mira Koch wants her money back for order 5127, which came broken."}}]}
    "#]],
    );
}

#[test]
fn writes_a_note_at_hubspot_as_it_documents_r_171() {
    check(
        &destination(Kind::HubSpot),
        &package(),
        &note(),
        &expect![[r#"
        POST https://api.hubapi.com/crm/objects/2026-03/notes
        authorization: Bearer hs-secret-1
        content-type: application/json

        {"associations":[{"to":{"id":"35436"},"types":[{"associationCategory":"HUBSPOT_DEFINED","associationTypeId":228}]}],"properties":{"hs_note_body":"<p><b>Ticket:</b> T-2041</p><p><b>Summary:</b> Mira Koch wants her money back for order 5127, which came broken.</p><p><b>Customer:</b></p><ul><li>Mira Koch</li><li>mira@customer.example</li><li>+4915112345678</li><li>account acct-77</li><li>plan plus</li></ul><p><b>Why:</b> the customer asked for a person</p><p><b>Question:</b> Can I get a refund?</p><p><b>Wanted:</b> a refund: &quot;get a refund&quot;</p><p><b>Facts:</b> #5127</p><p><b>Tried:</b> Returns (71 % sure): it did not help</p><p><b>Next steps:</b></p><ul><li>Check order 5127</li><li>Offer the refund</li></ul><p><b>Mood:</b> calm</p><p><b>Priority:</b> high</p><p><b>Team:</b> billing</p><p><a href=\"https://desk.acme.example/console/#/c/c-100\">Open the conversation</a></p><p>Reference wl09761b4d7d9355af1049d0c2</p>","hs_timestamp":"1772357400000"}}
    "#]],
    );
}

#[test]
fn looks_up_a_note_at_hubspot_as_it_documents_r_171() {
    check(
        &destination(Kind::HubSpot),
        &package(),
        &find_note(),
        &expect![[r#"
        POST https://api.hubapi.com/crm/objects/2026-03/notes/search
        authorization: Bearer hs-secret-1
        content-type: application/json

        {"after":"0","filterGroups":[{"filters":[{"operator":"CONTAINS_TOKEN","propertyName":"hs_note_body","value":"wl09761b4d7d9355af1049d0c2"}]}],"limit":1,"properties":["hs_timestamp"],"sorts":[]}
    "#]],
    );
}

#[test]
fn makes_slack_as_it_documents_r_171() {
    check(
        &destination(Kind::Slack),
        &package(),
        &Call::Create,
        &expect![[r##"
        POST https://slack.com/api/chat.postMessage
        authorization: Bearer xoxb-secret-1
        content-type: application/json

        {"blocks":[{"text":{"emoji":false,"text":"Handed off: Mira Koch wants her money back for order 5127, which came broken.","type":"plain_text"},"type":"header"},{"fields":[{"text":"*Ticket*","type":"mrkdwn"},{"emoji":false,"text":"T-2041","type":"plain_text"}],"type":"section"},{"fields":[{"text":"*Summary*","type":"mrkdwn"},{"emoji":false,"text":"Mira Koch wants her money back for order 5127, which came broken.","type":"plain_text"}],"type":"section"},{"fields":[{"text":"*Customer*","type":"mrkdwn"},{"emoji":false,"text":"• Mira Koch\n• mira@customer.example\n• +4915112345678\n• account acct-77\n• plan plus","type":"plain_text"}],"type":"section"},{"fields":[{"text":"*Why*","type":"mrkdwn"},{"emoji":false,"text":"the customer asked for a person","type":"plain_text"}],"type":"section"},{"fields":[{"text":"*Question*","type":"mrkdwn"},{"emoji":false,"text":"Can I get a refund?","type":"plain_text"}],"type":"section"},{"fields":[{"text":"*Wanted*","type":"mrkdwn"},{"emoji":false,"text":"a refund: \"get a refund\"","type":"plain_text"}],"type":"section"},{"fields":[{"text":"*Facts*","type":"mrkdwn"},{"emoji":false,"text":"#5127","type":"plain_text"}],"type":"section"},{"fields":[{"text":"*Tried*","type":"mrkdwn"},{"emoji":false,"text":"Returns (71 % sure): it did not help","type":"plain_text"}],"type":"section"},{"fields":[{"text":"*Next steps*","type":"mrkdwn"},{"emoji":false,"text":"• Check order 5127\n• Offer the refund","type":"plain_text"}],"type":"section"},{"fields":[{"text":"*Mood*","type":"mrkdwn"},{"emoji":false,"text":"calm","type":"plain_text"}],"type":"section"},{"fields":[{"text":"*Priority*","type":"mrkdwn"},{"emoji":false,"text":"high","type":"plain_text"}],"type":"section"},{"fields":[{"text":"*Team*","type":"mrkdwn"},{"emoji":false,"text":"billing","type":"plain_text"}],"type":"section"},{"elements":[{"text":{"emoji":false,"text":"Open the conversation","type":"plain_text"},"type":"button","url":"https://desk.acme.example/console/#/c/c-100"}],"type":"actions"}],"channel":"C0123","text":"Handed off: Mira Koch wants her money back for order 5127, which came broken.","unfurl_links":false,"unfurl_media":false}
    "##]],
    );
}

#[test]
fn makes_pagerduty_as_it_documents_r_171() {
    check(
        &destination(Kind::PagerDuty),
        &package(),
        &Call::Create,
        &expect![[r##"
        POST https://events.pagerduty.com/v2/enqueue
        content-type: application/json

        {"client":"Warmline","client_url":"https://desk.acme.example/console/#/c/c-100","dedup_key":"warmline-c-100","event_action":"trigger","links":[{"href":"https://desk.acme.example/console/#/c/c-100","text":"Open the conversation"}],"payload":{"class":"handed_off","component":"billing","custom_details":{"Customer":"Mira Koch\nmira@customer.example\n+4915112345678\naccount acct-77\nplan plus","Facts":"#5127","Mood":"calm","Next steps":"Check order 5127\nOffer the refund","Priority":"high","Question":"Can I get a refund?","Summary":"Mira Koch wants her money back for order 5127, which came broken.","Team":"billing","Ticket":"T-2041","Tried":"Returns (71 % sure): it did not help","Wanted":"a refund: \"get a refund\"","Why":"the customer asked for a person"},"severity":"error","source":"Acme","summary":"Handed off: Mira Koch wants her money back for order 5127, which came broken.","timestamp":"2026-03-01T09:30:00.000Z"},"routing_key":"pd-secret-1"}
    "##]],
    );
}

#[test]
fn makes_twilio_as_it_documents_r_171() {
    check(
        &destination(Kind::Twilio),
        &package(),
        &Call::Create,
        &expect![[r#"
        POST https://api.twilio.com/2010-04-01/Accounts/AC1/Messages.json
        authorization: Basic U0sxOnR3LXNlY3JldC0x
        content-type: application/x-www-form-urlencoded

        To=%2B15550002222&From=%2B15550001111&Body=Handed%20off%20%28Acme%29%3A%20Mira%20Koch%20wants%20her%20money%20back%20for%20order%205127%2C%20which%20came%20broken.%0Ahttps%3A%2F%2Fdesk.acme.example%2Fconsole%2F%23%2Fc%2Fc-100
    "#]],
    );
}

#[test]
fn makes_whatsapp_as_it_documents_r_171() {
    check(
        &destination(Kind::WhatsApp),
        &package(),
        &Call::Create,
        &expect![[r#"
        POST https://graph.facebook.com/v26.0/1065/messages
        authorization: Bearer wa-secret-1
        content-type: application/json

        {"messaging_product":"whatsapp","recipient_type":"individual","template":{"components":[{"parameters":[{"text":"Handed off: Mira Koch wants her money back for order 5127, which came broken.","type":"text"},{"text":"https://desk.acme.example/console/#/c/c-100","type":"text"}],"type":"body"}],"language":{"code":"en_US"},"name":"handoff"},"to":"+15550002222","type":"template"}
    "#]],
    );
}

#[test]
fn makes_resend_as_it_documents_r_171() {
    check(
        &destination(Kind::Resend),
        &package(),
        &Call::Create,
        &expect![[r#"
        POST https://api.resend.com/emails
        authorization: Bearer re-secret-1
        idempotency-key: wl09761b4d7d9355af1049d0c2
        content-type: application/json

        {"from":"warmline@acme.example","html":"<p><b>Ticket:</b> T-2041</p><p><b>Summary:</b> Mira Koch wants her money back for order 5127, which came broken.</p><p><b>Customer:</b></p><ul><li>Mira Koch</li><li>mira@customer.example</li><li>+4915112345678</li><li>account acct-77</li><li>plan plus</li></ul><p><b>Why:</b> the customer asked for a person</p><p><b>Question:</b> Can I get a refund?</p><p><b>Wanted:</b> a refund: &quot;get a refund&quot;</p><p><b>Facts:</b> #5127</p><p><b>Tried:</b> Returns (71 % sure): it did not help</p><p><b>Next steps:</b></p><ul><li>Check order 5127</li><li>Offer the refund</li></ul><p><b>Mood:</b> calm</p><p><b>Priority:</b> high</p><p><b>Team:</b> billing</p><p><a href=\"https://desk.acme.example/console/#/c/c-100\">Open the conversation</a></p><p>Reference wl09761b4d7d9355af1049d0c2</p>","subject":"Handed off: Mira Koch wants her money back for order 5127, which came broken.","text":"Ticket: T-2041\nSummary: Mira Koch wants her money back for order 5127, which came broken.\nCustomer:\n- Mira Koch\n- mira@customer.example\n- +4915112345678\n- account acct-77\n- plan plus\nWhy: the customer asked for a person\nQuestion: Can I get a refund?\nWanted: a refund: \"get a refund\"\nFacts: #5127\nTried: Returns (71 % sure): it did not help\nNext steps:\n- Check order 5127\n- Offer the refund\nMood: calm\nPriority: high\nTeam: billing\n\nOpen the conversation: https://desk.acme.example/console/#/c/c-100\nReference wl09761b4d7d9355af1049d0c2\n","to":["team@acme.example"]}
    "#]],
    );
}

#[test]
fn makes_postmark_as_it_documents_r_171() {
    check(
        &destination(Kind::Postmark),
        &package(),
        &Call::Create,
        &expect![[r#"
        POST https://api.postmarkapp.com/email
        accept: application/json
        x-postmark-server-token: pm-secret-1
        content-type: application/json

        {"From":"warmline@acme.example","HtmlBody":"<p><b>Ticket:</b> T-2041</p><p><b>Summary:</b> Mira Koch wants her money back for order 5127, which came broken.</p><p><b>Customer:</b></p><ul><li>Mira Koch</li><li>mira@customer.example</li><li>+4915112345678</li><li>account acct-77</li><li>plan plus</li></ul><p><b>Why:</b> the customer asked for a person</p><p><b>Question:</b> Can I get a refund?</p><p><b>Wanted:</b> a refund: &quot;get a refund&quot;</p><p><b>Facts:</b> #5127</p><p><b>Tried:</b> Returns (71 % sure): it did not help</p><p><b>Next steps:</b></p><ul><li>Check order 5127</li><li>Offer the refund</li></ul><p><b>Mood:</b> calm</p><p><b>Priority:</b> high</p><p><b>Team:</b> billing</p><p><a href=\"https://desk.acme.example/console/#/c/c-100\">Open the conversation</a></p><p>Reference wl09761b4d7d9355af1049d0c2</p>","MessageStream":"outbound","Metadata":{"warmline":"wl09761b4d7d9355af1049d0c2"},"Subject":"Handed off: Mira Koch wants her money back for order 5127, which came broken.","TextBody":"Ticket: T-2041\nSummary: Mira Koch wants her money back for order 5127, which came broken.\nCustomer:\n- Mira Koch\n- mira@customer.example\n- +4915112345678\n- account acct-77\n- plan plus\nWhy: the customer asked for a person\nQuestion: Can I get a refund?\nWanted: a refund: \"get a refund\"\nFacts: #5127\nTried: Returns (71 % sure): it did not help\nNext steps:\n- Check order 5127\n- Offer the refund\nMood: calm\nPriority: high\nTeam: billing\n\nOpen the conversation: https://desk.acme.example/console/#/c/c-100\nReference wl09761b4d7d9355af1049d0c2\n","To":"team@acme.example"}
    "#]],
    );
}

#[test]
fn looks_up_postmark_as_it_documents_r_171() {
    check(
        &destination(Kind::Postmark),
        &package(),
        &Call::Find,
        &expect![[r#"
        GET https://api.postmarkapp.com/messages/outbound?count=1&offset=0&metadata_warmline=wl09761b4d7d9355af1049d0c2
        accept: application/json
        x-postmark-server-token: pm-secret-1


    "#]],
    );
}

#[test]
fn makes_cloudflare_as_it_documents_r_171() {
    check(
        &destination(Kind::Cloudflare),
        &package(),
        &Call::Create,
        &expect![[r#"
        POST https://api.cloudflare.com/client/v4/accounts/acc1/email/sending/send
        authorization: Bearer cf-secret-1
        content-type: application/json

        {"from":"warmline@acme.example","headers":{"X-Warmline-Reference":"wl09761b4d7d9355af1049d0c2"},"html":"<p><b>Ticket:</b> T-2041</p><p><b>Summary:</b> Mira Koch wants her money back for order 5127, which came broken.</p><p><b>Customer:</b></p><ul><li>Mira Koch</li><li>mira@customer.example</li><li>+4915112345678</li><li>account acct-77</li><li>plan plus</li></ul><p><b>Why:</b> the customer asked for a person</p><p><b>Question:</b> Can I get a refund?</p><p><b>Wanted:</b> a refund: &quot;get a refund&quot;</p><p><b>Facts:</b> #5127</p><p><b>Tried:</b> Returns (71 % sure): it did not help</p><p><b>Next steps:</b></p><ul><li>Check order 5127</li><li>Offer the refund</li></ul><p><b>Mood:</b> calm</p><p><b>Priority:</b> high</p><p><b>Team:</b> billing</p><p><a href=\"https://desk.acme.example/console/#/c/c-100\">Open the conversation</a></p><p>Reference wl09761b4d7d9355af1049d0c2</p>","subject":"Handed off: Mira Koch wants her money back for order 5127, which came broken.","text":"Ticket: T-2041\nSummary: Mira Koch wants her money back for order 5127, which came broken.\nCustomer:\n- Mira Koch\n- mira@customer.example\n- +4915112345678\n- account acct-77\n- plan plus\nWhy: the customer asked for a person\nQuestion: Can I get a refund?\nWanted: a refund: \"get a refund\"\nFacts: #5127\nTried: Returns (71 % sure): it did not help\nNext steps:\n- Check order 5127\n- Offer the refund\nMood: calm\nPriority: high\nTeam: billing\n\nOpen the conversation: https://desk.acme.example/console/#/c/c-100\nReference wl09761b4d7d9355af1049d0c2\n","to":"team@acme.example"}
    "#]],
    );
}

#[test]
fn makes_webhook_as_it_documents_r_171() {
    check(
        &destination(Kind::Webhook),
        &package(),
        &Call::Create,
        &expect![[r##"
        POST https://hooks.acme.example/warmline
        content-type: application/json
        webhook-id: wl09761b4d7d9355af1049d0c2
        webhook-timestamp: 1772357400
        webhook-signature: v1,b0io/EIc4whblYpepqMUpQOh6jlipMp//G+vkqNStmw=

        {"data":{"card":{"articles":[],"attempts":[{"answer":2,"article":{"id":"a1","title":"Returns"},"confidence":71,"outcome":"declined","question":1}],"customer":{"email":"mira@customer.example","id":"acct-77","name":"Mira Koch","phone":"+4915112345678","tier":"plus","verified":true},"department":"billing","entities":[{"entry":1,"kind":"order_number","number":"5127","text":"#5127"}],"language":"en","mood":"calm","next_steps":[{"entry":1,"text":"Check order 5127"},{"entry":1,"text":"Offer the refund"}],"passed_along":[],"question":{"entry":1,"text":"Can I get a refund?"},"reason":{"evidence":[],"permission":"not_needed","trigger":"asked"},"signals":[],"summary":"Mira Koch wants her money back for order 5127, which came broken.","tier":"high","trajectory":"steady","version":3,"wanted":{"entry":1,"goal":"refund","stated":true,"words":"get a refund"}},"conversation":"c-100","link":"https://desk.acme.example/console/#/c/c-100","promised":null,"site":"Acme","ticket":"T-2041"},"timestamp":"2026-03-01T09:30:00.000Z","type":"conversation.handed_off"}
    "##]],
    );
}
