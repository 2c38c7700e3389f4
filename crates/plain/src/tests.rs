//! The pages as they are read.

use crate::*;
use warmline_model::{
    Alternative, Attachment, AttachmentId, Choice, ChoiceKind, Department, MediaType, Notice,
    PromiseState, Seq, Slot, Timestamp,
};
use warmline_wire::{
    FromVisitor, Options, PromiseCard, Seen, Source, TimedChoice, VisitorAuthor, VisitorBody,
    VisitorEntry, VisitorStage, VisitorState, WaitRange,
};

/// Monday, 30 November 2026, 09:30 UTC.
const NOW: Timestamp = Timestamp(1_796_031_000_000);
const EVIL: &str = "</p><script>alert(1)</script>\"'<img src=x onerror=y>&amp;";

const SITE: Site<'static> =
    Site { key: "lumen", name: "Lumen & Sons", home: Some("https://lumen.example") };

fn entry(seq: u64, author: VisitorAuthor, body: VisitorBody) -> VisitorEntry {
    let at = Timestamp(NOW.0 - 60_000 + i64::try_from(seq).unwrap_or_default());
    VisitorEntry { seq: Seq(seq), at, author, body, client_id: None }
}

fn text(text: &str) -> VisitorBody {
    VisitorBody::Text { text: text.into(), attachments: Vec::new(), by_mail: false }
}

fn bot() -> VisitorState {
    VisitorStage::Bot { open_offer: None, suggest_human: false }.into()
}

fn waiting() -> VisitorStage {
    VisitorStage::Waiting {
        since: NOW,
        position: Some(2),
        wait: Some(WaitRange { low_s: 60, high_s: 170 }),
        team_online: true,
        alternatives: vec![Alternative::Callback, Alternative::Email],
        long: false,
        longer: None,
        open_offer: None,
        passing_on: None,
    }
}

fn human(name: &str) -> VisitorState {
    VisitorStage::Human {
        name: name.into(),
        department: Department::BILLING,
        team: String::new(),
        passing_to: None,
    }
    .into()
}

fn shown(entries: &[VisitorEntry], state: &VisitorState) -> String {
    let clock = Clock::new(&["Europe/Berlin"], NOW);
    let seen = Seen::default();
    frame(&Frame {
        site: SITE,
        seal: "sealed",
        note: None,
        entries,
        state,
        seen,
        clock: &clock,
        live: true,
        whole: false,
    })
}

fn read(fields: &[(&str, &str)]) -> Form {
    let mut body = url::form_urlencoded::Serializer::new(String::new());
    Form::read(&body.extend_pairs(fields).finish())
}

/// What is safe in any place: no tag, no quote that ends an attribute.
fn is_only_words(html: &str) {
    assert!(!html.contains("<script") && !html.contains("<img"), "{html}");
    assert!(!html.contains("\"'<"), "{html}");
    assert!(html.contains("&lt;script&gt;"), "{html}");
}

#[test]
fn whatever_anybody_wrote_is_only_words_on_the_page() {
    let file = Attachment {
        id: AttachmentId::new("f1").expect("an id"),
        name: EVIL.into(),
        kind: MediaType::Text,
        bytes: 2_048,
        width: None,
        height: None,
    };
    let agent = || VisitorAuthor::Agent { name: EVIL.into() };
    let source = Source { title: EVIL.into(), url: "https://x.example/\"><script>".into() };
    let choice =
        Choice { kind: ChoiceKind::Article, label: EVIL.into(), article: Some(EVIL.into()) };
    let files = VisitorBody::Text { text: String::new(), attachments: vec![file], by_mail: false };
    let bodies = [
        (VisitorAuthor::Visitor, text(EVIL)),
        (agent(), text("Hello")),
        (VisitorAuthor::Visitor, files),
        (VisitorAuthor::Bot, VisitorBody::Answer { text: "a".into(), source: Some(source) }),
        (VisitorAuthor::Bot, VisitorBody::Offer { text: EVIL.into(), choices: vec![choice] }),
        (VisitorAuthor::Visitor, VisitorBody::Chose { offer: Seq(1), label: EVIL.into() }),
        (VisitorAuthor::Visitor, VisitorBody::Corrected { text: EVIL.into() }),
        (VisitorAuthor::Visitor, VisitorBody::Struck { text: EVIL.into() }),
        (VisitorAuthor::System, VisitorBody::Notice { notice: Notice::Closed, text: EVIL.into() }),
    ];
    let open = VisitorStage::Bot { open_offer: Some(Seq(1)), suggest_human: false }.into();
    for (author, body) in bodies {
        is_only_words(&shown(&[entry(1, author, body)], &open));
    }
    is_only_words(&shown(&[], &human(EVIL)));
    let card = PromiseCard {
        number: 1,
        kind: Alternative::Email,
        contact: EVIL.into(),
        due: Timestamp(NOW.0 + 60_000),
        slot: None,
        state: PromiseState::Open,
        ticket: EVIL.into(),
    };
    is_only_words(&shown(&[], &VisitorState { promise: Some(Box::new(card)), ..bot() }));
    let site = Site { name: EVIL, ..SITE };
    let of = Front { site: SITE, begun: false, seal: "s", note: None, typed: "" };
    is_only_words(&front(Front { site, ..of }));
    is_only_words(&front(Front { typed: EVIL, ..of }));
    is_only_words(&front(Front { note: Some(EVIL), ..of }));
    is_only_words(&front(Front { seal: EVIL, ..of }));
}

#[test]
fn a_link_leads_only_to_a_page_and_a_path_to_the_sites_own() {
    let link = |url| SITE.link(url);
    assert_eq!(link("javascript:alert(1)"), None);
    assert_eq!(link("data:text/html,x"), None);
    assert_eq!(link("/help/returns").as_deref(), Some("https://lumen.example/help/returns"));
    assert_eq!(link("https://x.example/a").as_deref(), Some("https://x.example/a"));
    assert_eq!(Site { home: None, ..SITE }.link("/help"), None);
}

#[test]
fn who_speaks_is_always_named_bot_or_human_and_when() {
    //
    let agent = VisitorAuthor::Agent { name: "Ana Ruiz".into() };
    let answer = VisitorBody::Answer { text: "Within 30 days.".into(), source: None };
    let entries = [
        entry(1, VisitorAuthor::Visitor, text("Returns?")),
        entry(2, VisitorAuthor::Bot, answer),
        entry(3, agent, text("Hello, I am Ana.")),
    ];
    let html = shown(&entries, &human("Ana Ruiz"));
    assert!(html.contains("<bdi>Assistant</bdi><span class=\"kind\">bot</span>"), "{html}");
    assert!(html.contains("<bdi>Ana Ruiz</bdi><span class=\"kind\">human</span>"), "{html}");
    assert!(html.contains("<p class=\"author\">You<time datetime="), "{html}");
    assert!(
        html.contains(">10:29</time>") && html.contains("times are in Europe/Berlin"),
        "{html}"
    );
    assert!(html.contains("Person from our Billing team"), "{html}");
}

#[test]
fn talk_to_a_human_is_on_every_page_with_a_composer_and_first_after_send() {
    //
    let of = Front { site: SITE, begun: false, seal: "s", note: None, typed: "half a sen" };
    for begun in [false, true] {
        let html = front(Front { begun, ..of });
        let after = html.split("</textarea>").nth(1).expect("a composer");
        let buttons: Vec<&str> = after.split("<button").skip(1).collect();
        assert!(buttons.first().is_some_and(|send| send.contains("Send")), "{after}");
        assert!(buttons.get(1).is_some_and(|human| human.contains("Talk to a Human")), "{after}");
        assert!(html.contains("half a sen") && !html.contains("<script"), "{html}");
        assert_eq!(html.contains("<iframe"), begun);
    }
}

#[test]
fn a_wait_is_said_as_the_widget_says_it_with_the_ways_out() {
    //
    let html = shown(&[], &waiting().into());
    for words in [
        "You are number 2 in line",
        "Estimated wait: 1 to 3 minutes",
        "Call me back",
        "E-mail me",
        "Go back to the assistant",
    ] {
        assert!(html.contains(words), "{words}: {html}");
    }
}

#[test]
fn outside_the_hours_each_choice_has_its_time_and_a_call_is_booked_by_one_button() {
    //
    let hours = |h: i64| Timestamp(NOW.0 + h * 3_600_000);
    let slot = |h| Slot { from: hours(h), until: Timestamp(hours(h).0 + 900_000) };
    let options = Options {
        opens: Some(hours(24)),
        choices: vec![
            TimedChoice { kind: Alternative::Email, by: Some(hours(25)) },
            TimedChoice { kind: Alternative::Callback, by: None },
        ],
        slots: None,
        booking: None,
    };
    let state = VisitorState { options: Some(Box::new(options.clone())), ..waiting().into() };
    let html = shown(&[], &state);
    assert!(html.contains("We are back tomorrow, 10:30."), "{html}");
    assert!(html.contains("Open a ticket: answer by tomorrow, 11:30"), "{html}");
    assert!(html.contains("Choose a time for a call") && !html.contains("in line"), "{html}");
    assert_eq!(looks_again(&state, &[], NOW), Some(60));

    let looking = Options { slots: Some(Vec::new()), ..options.clone() };
    let state = VisitorState { options: Some(Box::new(looking)), ..waiting().into() };
    assert!(shown(&[], &state).contains("Looking for free times"));
    assert_eq!(looks_again(&state, &[], NOW), Some(5));

    let found = Options { slots: Some(vec![slot(24), slot(48)]), ..options };
    let state = VisitorState { options: Some(Box::new(found)), ..waiting().into() };
    let html = shown(&[], &state);
    assert!(html.contains("Tuesday, 1 December") && html.contains("Wednesday, 2 December"));
    let value = html.split("value=\"book ").nth(1).and_then(|rest| rest.split('"').next());
    let sent = read(&[("do", &["book ", value.expect("a slot")].concat())]).frames("name");
    assert!(matches!(sent.as_deref(), Ok([FromVisitor::Book { slot: s, .. }]) if *s == slot(24)));
}

#[test]
fn a_promise_is_shown_with_its_ticket_and_never_as_still_to_come_when_its_time_is_over() {
    //
    let card = |due: i64| PromiseCard {
        number: 3,
        kind: Alternative::Email,
        contact: "mia@shop.example".into(),
        due: Timestamp(NOW.0 + due),
        slot: None,
        state: PromiseState::Open,
        ticket: "T-7KQ2-M9XA".into(),
    };
    let html = |due| shown(&[], &VisitorState { promise: Some(Box::new(card(due))), ..bot() });
    let owed = html(60_000);
    assert!(owed.contains("You get an answer by e-mail") && owed.contains("By today, 10:31"));
    assert!(owed.contains("T-7KQ2-M9XA") && owed.contains("value=\"cancel 3\""), "{owed}");
    let late = html(-60_000);
    assert!(late.contains("The time for this has passed") && !late.contains("cancel 3"), "{late}");
}

#[test]
fn it_looks_again_only_while_there_may_be_news() {
    let said = entry(1, VisitorAuthor::Visitor, text("Returns?"));
    let answered = VisitorBody::Answer { text: "a".into(), source: None };
    let answered = entry(2, VisitorAuthor::Bot, answered);
    let later = Timestamp(said.at.0 + 1_000);
    assert_eq!(looks_again(&bot(), std::slice::from_ref(&said), later), Some(3));
    assert_eq!(
        looks_again(&bot(), std::slice::from_ref(&said), Timestamp(later.0 + 60_000)),
        Some(30)
    );
    assert_eq!(looks_again(&bot(), &[said, answered], NOW), None);
    assert_eq!(looks_again(&waiting().into(), &[], NOW), Some(15));
    assert_eq!(looks_again(&human("Ana"), &[], NOW), Some(10));
    assert_eq!(looks_again(&VisitorStage::Closed { can_rate: true }.into(), &[], NOW), None);
}

#[test]
fn a_form_sent_twice_is_one_action_and_other_words_are_another() {
    let id = |fields: &[(&str, &str)]| match read(fields)
        .frames("name-of-the-form-0123456789")
        .as_deref()
    {
        Ok([FromVisitor::Say { client_id, .. }]) => client_id.to_string(),
        other => panic!("{other:?}"),
    };
    let first = id(&[("do", "say"), ("text", "Hello")]);
    assert_eq!(first, id(&[("do", "say"), ("text", "Hello")]));
    assert_eq!(first, id(&[("text", "Hello")]));
    assert_ne!(first, id(&[("do", "say"), ("text", "Hello?")]));
    assert!(first.len() <= 40);
}

#[test]
fn the_human_button_takes_along_what_was_typed_and_asks_first() {
    //
    let sent = read(&[("do", "human"), ("text", "My parcel")]).frames("name").expect("frames");
    assert!(
        matches!(&sent[..], [FromVisitor::AskHuman { .. }, FromVisitor::Say { text, .. }] if text == "My parcel")
    );
    let sent = read(&[("do", "human"), ("text", " \r\n ")]).frames("name").expect("frames");
    assert!(matches!(&sent[..], [FromVisitor::AskHuman { .. }]));
}

#[test]
fn what_can_not_be_sent_is_told_and_nothing_is_sent() {
    let wrong = |fields: &[(&str, &str)]| read(fields).frames("name").expect_err("wrong");
    assert_eq!(wrong(&[("do", "say"), ("text", "  ")]), Wrong::Empty);
    let long = "x".repeat(4_001);
    assert_eq!(wrong(&[("do", "say"), ("text", &long)]), Wrong::TooLong(4_001));
    assert!(Wrong::TooLong(4_001).words().contains("4001 characters; at most 4000"));
    assert_eq!(wrong(&[("do", "rate")]), Wrong::NoScore);
    assert_eq!(wrong(&[("do", "rate"), ("score", "6")]), Wrong::NoScore);
    let remark = "x".repeat(1_001);
    assert_eq!(
        wrong(&[("do", "rate"), ("score", "5"), ("text", &remark)]),
        Wrong::LongRemark(1_001)
    );
    for act in ["dance", "book", "book 1", "cancel -1", "connect x", "choose fax"] {
        assert_eq!(wrong(&[("do", act)]), Wrong::Unreadable, "{act}");
    }
}

#[test]
fn each_button_says_what_it_does_in_the_frames_of_a_socket() {
    let article = Act::Answer(Seq(7), ChoiceKind::Article, Some("returns and more".into()));
    let frames = |act: &Act| read(&[("do", &act.value())]).frames("name").expect("frames");
    assert!(matches!(
        &frames(&article)[..],
        [FromVisitor::AnswerOffer { offer: Seq(7), choice: ChoiceKind::Article, article: Some(a), .. }]
            if a == "returns and more"
    ));
    assert!(matches!(&frames(&Act::Back)[..], [FromVisitor::CancelWait { .. }]));
    for kind in
        [Alternative::Callback, Alternative::Email, Alternative::OnCall, Alternative::SelfService]
    {
        let sent = frames(&Act::Choose(kind));
        assert!(
            matches!(&sent[..], [FromVisitor::Choose { alternative, .. }] if *alternative == kind)
        );
    }
    let rated = read(&[("do", "rate"), ("score", "4"), ("text", "Good")]).frames("name");
    assert!(
        matches!(rated.as_deref(), Ok([FromVisitor::Rate { score: 4, comment: Some(c), .. }]) if c == "Good")
    );
}

#[test]
fn of_a_long_log_the_newest_is_shown_and_the_rest_on_demand() {
    let entries: Vec<VisitorEntry> = (1..=300)
        .map(|n| entry(n, VisitorAuthor::Visitor, text(&format!("number {n}."))))
        .collect();
    let html = shown(&entries, &bot());
    assert!(html.contains("number 300.") && !html.contains("number 100."), "too much");
    assert!(html.contains("/chat/lumen/log?all"));
}

#[test]
fn what_can_not_be_shown_says_the_way_on() {
    for what in [Trouble::NotHere, Trouble::Foreign, Trouble::TooLarge, Trouble::Broken] {
        let html = trouble(Some(&SITE), what);
        assert!(
            html.contains("href=\"/chat/lumen\"") && html.contains("Lumen &amp; Sons"),
            "{html}"
        );
    }
    assert!(trouble(None, Trouble::NoSite).contains("go back to the website"));
}
