//! Alerts leave as deliveries, links and other systems answer them, and a restart loses and doubles none (R-134).

use super::*;
use crate::on_call::{Link, OnCallCall, Page, Stands, with_links};
use crate::{Delivery, OutgoingCall};
use warmline_handoff::conversation::OnCallNews;
use warmline_handoff::desk::{Answer, OnCallNeeded};
use warmline_model::{ContactId, Happened};
use warmline_wire::{DrillState, OnCallEnd};

fn settings() -> Box<Settings> {
    let json = r#"{"on_call": {
        "contacts": [
            {"id": "ana", "name": "Ana", "destination": "pager"},
            {"id": "ben", "name": "Ben", "destination": "sms", "to": "+4915112345678"}
        ],
        "rotas": [{"id": "r", "zone": "Europe/Berlin", "contacts": ["ana", "ben"], "day": "monday", "at": "09:00",
                   "from": "2023-11-13"}]
    }}"#;
    Box::new(serde_json::from_str(json).expect("settings"))
}

fn needed(n: usize) -> OnCallNeeded {
    let mut card = warmline_handoff::card::blank();
    card.summary = "The shop is down.".into();
    OnCallNeeded {
        conversation: chat(n),
        episode: Episode(1),
        asked: 0,
        department: Department::SUPPORT,
        tier: Tier::Critical,
        summary: card.summary.clone(),
        customer: None,
        card: Box::new(card),
    }
}

fn link(name: &str, n: usize) -> Link {
    let contact = ContactId::new(name).expect("an id");
    Link { desk: DeskName::default(), conversation: chat(n), episode: Episode(1), contact }
}

/// What left, as it would be repeated if the process ended before it is told that it arrived.
fn left(kept: &mut Kept, now: Timestamp) -> (Vec<Delivery>, Vec<OnCallNews>) {
    let (mut deliveries, mut news) = (Vec::new(), Vec::new());
    let rows = kept.desk.take_due(now);
    for row in rows {
        match row.target {
            Target::Outgoing => match serde_json::from_str(&row.body).expect("a call") {
                OutgoingCall::Deliver(delivery) => deliveries.push(*delivery),
                other => panic!("{other:?}"),
            },
            _ => match serde_json::from_str(&row.body).expect("a call") {
                ConversationCall::OnCall { news: told, .. } => news.push(told),
                _ => continue,
            },
        }
        let forgetful = std::mem::take(&mut kept.forgetful);
        kept.turn(|desk| desk.delivered(now, &row.target, &[row.id], false));
        kept.forgetful = forgetful;
    }
    (deliveries, news)
}

fn asks(kept: &mut Kept, now: Timestamp, wants: OnCallCall) -> String {
    let mut body = String::new();
    kept.turn(|desk| {
        let (turn, reply) = desk.call(now, DeskCall::OnCall(wants));
        if let Reply::Body(text) = reply {
            body = text;
        }
        turn
    });
    body
}

fn page(kept: &mut Kept, now: Timestamp, wants: OnCallCall) -> Page {
    serde_json::from_str(&asks(kept, now, wants)).expect("a page")
}

#[test]
fn an_alert_is_a_delivery_with_the_card_and_a_link_and_a_number_of_their_own_gets_a_letter() {
    let mut kept = Kept::new(true);
    kept.call(at(0), DeskCall::Configure(settings()));
    kept.call(at(10), DeskCall::NeedOnCall(needed(1)));
    let (first, news) = left(&mut kept, at(20));
    assert_eq!(news, [OnCallNews::Alerted { by: at(10) + Millis::minutes(15) }]);
    let [first] = &first[..] else { panic!("{first:?}") };
    assert_eq!((first.happened, first.to.as_deref()), (Happened::OnCall, Some("pager")));
    assert_eq!((&first.conversation, first.letter.as_ref()), (&chat(1), None));
    assert_eq!(first.card.summary, "The shop is down.");
    // 22:13 UTC.
    let text = with_links(first.promised.as_deref().unwrap_or_default(), |of| {
        assert_eq!(*of, link("ana", 1));
        "LINK".to_owned()
    });
    let expected = "On call: a customer needs you (Support), since 23:13 (Europe/Berlin). The shop is down.\nI have it: LINK";
    assert_eq!(text, expected);

    let later = at(10) + Millis::minutes(5);
    kept.turn(|desk| desk.wake(later, &[]));
    let (second, _) = left(&mut kept, later);
    let letter = second.first().and_then(|delivery| delivery.letter.clone()).expect("a letter");
    assert_eq!(
        (letter.to.as_str(), letter.subject.as_str()),
        ("+4915112345678", "On call: a customer needs you")
    );
    assert!(with_links(&letter.text, |of| of.contact.to_string()).ends_with("I have it: ben"));
    assert_ne!(first.key, second.first().map(|d| d.key.clone()).unwrap_or_default());

    // Over: only what has an alert in the conversation's name hears of the end, each once, and no letter.
    let over = DeskCall::Over { conversation: chat(1), episode: Episode(1), moved: false };
    kept.call(later, over.clone());
    kept.call(later, over);
    let (clear, _) = left(&mut kept, later);
    let told = clear.iter().map(|d| (d.happened, d.to.as_deref(), d.letter.is_some()));
    let closed = Happened::Closed;
    assert_eq!(
        told.collect::<Vec<_>>(),
        [(closed, Some("pager"), false), (closed, Some("sms"), false)]
    );
}

#[test]
fn opening_a_link_changes_nothing_and_the_first_who_presses_has_it() {
    let mut kept = Kept::new(true);
    kept.call(at(0), DeskCall::Configure(settings()));
    kept.call(at(10), DeskCall::NeedOnCall(needed(1)));
    kept.call(at(20), DeskCall::NeedOnCall(needed(2)));
    let later = at(20) + Millis::minutes(6);
    kept.turn(|desk| desk.wake(later, &[]));
    left(&mut kept, later);
    let before = kept.records.clone();
    for _ in 0..5 {
        let page = page(&mut kept, later, OnCallCall::Look(link("ben", 1)));
        assert_eq!((page.stands, page.items.len()), (Stands::Open, 2), "all that they are asked");
    }
    assert_eq!(kept.records, before, "opening it changed nothing");
    let has = |name: &str| Stands::Has { name: name.into() };
    let pressed = page(&mut kept, later, OnCallCall::Acknowledge(link("ben", 1)));
    assert_eq!((pressed.stands, pressed.items.len()), (has("Ben"), 2), "they see the others");
    assert_eq!(left(&mut kept, later).1.len(), 2);
    for wants in [OnCallCall::Acknowledge(link("ana", 1)), OnCallCall::Look(link("ana", 2))] {
        assert_eq!(page(&mut kept, later, wants).stands, has("Ben"), "the others are told who");
    }
    assert_eq!(left(&mut kept, later), (Vec::new(), Vec::new()));
    // What was never asked of them, or is over, they can't have.
    let odd = Link { episode: Episode(7), ..link("ana", 1) };
    for link in [odd, link("cem", 9)] {
        let page = page(&mut kept, later, OnCallCall::Acknowledge(link));
        assert_eq!((page.stands, page.items.len()), (Stands::Over, 0));
    }
}

#[test]
fn what_pagerduty_says_reaches_the_conversation_with_the_name() {
    let mut kept = Kept::new(true);
    kept.call(at(0), DeskCall::Configure(settings()));
    kept.call(at(10), DeskCall::NeedOnCall(needed(1)));
    left(&mut kept, at(10));
    let heard = |answer: Answer| OnCallCall::Heard { conversation: chat(1), answer };
    let said = |ms: i64| Answer::Elsewhere { name: "Ana P.".into(), at: at(ms) };
    asks(&mut kept, at(1_000), heard(said(-100_000)));
    assert!(left(&mut kept, at(1_000)).1.is_empty(), "of an earlier alert");
    for _ in 0..3 {
        asks(&mut kept, at(2_000), heard(said(1_500)));
    }
    let news = left(&mut kept, at(2_000)).1;
    assert_eq!(news, [OnCallNews::Acknowledged { name: "Ana P.".into() }]);
}

#[test]
fn a_drill_says_that_it_is_one_and_is_seen_to_go_on() {
    // R-137
    let mut kept = Kept::new(true);
    kept.call(at(0), DeskCall::Configure(settings()));
    let state = |body: String| serde_json::from_str::<DrillState>(&body).expect("a state");
    let wants = || OnCallCall::Drill { department: Department::SUPPORT };
    let begun = state(asks(&mut kept, at(10), wants()));
    let drill = begun.drill.expect("a drill");
    assert_eq!((drill.drill, drill.asked.len(), begun.why_not), (true, 1, None));
    let (deliveries, news) = left(&mut kept, at(10));
    assert!(news.is_empty(), "no conversation hears of it");
    let text =
        deliveries.first().and_then(|delivery| delivery.promised.clone()).unwrap_or_default();
    assert!(text.starts_with("DRILL of the on-call chain. No customer waits."), "{text}");
    assert!(state(asks(&mut kept, at(20), wants())).why_not.is_some(), "one at a time");
    assert!(left(&mut kept, at(20)).0.is_empty());
    let Ok(contact) = ContactId::new("ana") else { return };
    let (conversation, episode) = (drill.conversation, Episode(1));
    let link = Link { desk: DeskName::default(), conversation, episode, contact };
    let page = page(&mut kept, at(30), OnCallCall::Acknowledge(link));
    assert!(page.drill);
    let end =
        state(asks(&mut kept, at(40), OnCallCall::LastDrill)).drill.and_then(|drill| drill.end);
    assert!(matches!(end, Some(OnCallEnd::Acknowledged { name, .. }) if name == "Ana"));
}

#[test]
fn supervisors_see_each_open_need_and_agents_do_not() {
    let mut kept = Kept::new(false);
    kept.call(at(0), DeskCall::Configure(settings()));
    let boss = Profile { role: Role::Supervisor, ..profile("boss") };
    let hello = write(&FromConsole::Hello { version: VERSION });
    kept.turn(|desk| desk.console_frame(at(1), &agent("boss"), boss, true, &hello));
    kept.sit(at(2), "ana");
    kept.call(at(10), DeskCall::NeedOnCall(needed(1)));
    let seen = kept.view("boss").map(|view| view.on_call.clone()).unwrap_or_default();
    assert_eq!(seen.iter().map(|need| need.asked.len()).collect::<Vec<_>>(), [1]);
    assert_eq!(kept.view("ana").map(|view| view.on_call.len()), Some(0));
    let over = DeskCall::Over { conversation: chat(1), episode: Episode(1), moved: false };
    kept.call(at(20), over);
    assert_eq!(kept.view("boss").map(|view| view.on_call.len()), Some(0));
}
