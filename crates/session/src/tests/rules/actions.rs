//! The outbox: what goes in, what leaves, what comes back.

use super::*;

// R-183
#[test]
fn an_action_is_kept_then_sent_then_forgotten_when_its_entry_is_shown() {
    let mut bench = Bench::live(1);
    bench.say("a");
    let frame = write(&say("a"));
    assert_eq!(bench.effects, [Effect::Save(frame.clone()), Effect::Send(frame), Effect::Changed]);
    assert_eq!(bench.waits(), [("a", Delivery::Sending)]);
    bench.frame(&arrived(2, Some("a")));
    assert_eq!(bench.effects, [Effect::Save(String::new()), Effect::Changed]);
    assert!(bench.waits().is_empty());
    bench.frame(&ack("a", 2));
    assert!(bench.effects.is_empty());
}

// R-190: between ack and entry the words stay on the screen.
#[test]
fn an_action_acknowledged_before_its_entry_stays_until_the_entry_is_there() {
    let mut bench = Bench::live(1);
    bench.say("a").frame(&ack("a", 2));
    assert_eq!(bench.waits(), [("a", Delivery::Sending)]);
    bench.frame(&arrived(2, Some("a")));
    assert!(bench.waits().is_empty());
}

// R-190: acknowledged and then lost is answered by sending it again.
#[test]
fn an_action_acknowledged_whose_entry_never_comes_is_sent_again() {
    let mut bench = Bench::live(1);
    bench.say("a").frame(&ack("a", 2)).feed(Event::Closed).tick_when_due();
    bench.feed(Event::Opened).frame(&welcome(std::iter::empty()));
    assert_eq!(bench.sent(), [write(&say("a"))]);
    bench.frame(&arrived(2, None));
    assert_eq!(bench.waits(), [("a", Delivery::Sending)], "the place promised is another's now");
    bench.frame(&arrived(3, Some("a")));
    assert!(bench.waits().is_empty());
}

#[test]
fn an_action_whose_entry_bears_another_name_leaves_by_its_ack() {
    let mut bench = Bench::live(3);
    bench.say("a").frame(&ack("a", 2));
    assert!(bench.waits().is_empty());
    bench.say("b").frame(&ack("b", 4)).frame(&arrived(4, None));
    assert!(bench.waits().is_empty());
}

// R-183
#[test]
fn what_was_written_offline_survives_a_reload_and_goes_out_in_order_under_the_same_names() {
    let mut bench = Bench::new(None);
    bench.feed(Event::Offline).feed(Event::Start).say("a").say("b");
    assert_eq!(bench.waits(), [("a", Delivery::Waiting), ("b", Delivery::Waiting)]);
    let saved = bench.saved().expect("kept").to_owned();
    let mut bench = Bench::new(Some(&saved));
    assert_eq!(bench.waits(), [("a", Delivery::Waiting), ("b", Delivery::Waiting)]);
    bench.connect();
    bench.frame(&welcome(1..=1));
    assert_eq!(bench.sent(), [write(&say("a"))]);
    bench.frame(&arrived(2, Some("a")));
    assert_eq!(bench.sent(), [write(&say("b"))]);
}

// R-190
#[test]
fn a_restored_action_that_the_log_has_already_is_not_sent_again() {
    let mut bench = Bench::new(Some(&write(&say("a"))));
    bench.connect();
    let state = VisitorStage::Bot { open_offer: None, suggest_human: false }.into();
    let entries = vec![entry(1, Some("a"))];
    let seen = Seen::default();
    bench.frame(&ToClient::Welcome { version: VERSION, entries, state, seen });
    assert!(bench.sent().is_empty() && bench.waits().is_empty());
    assert_eq!(bench.saved(), Some(""));
}

#[test]
fn what_cannot_be_read_of_the_saved_outbox_costs_only_itself() {
    let good = write(&say("a"));
    for (saved, count) in [
        (String::new(), 0),
        ("{".into(), 0),
        ("[1,2]".into(), 0),
        (format!("{{\"type\":\"fly\"}}\n{good}\n{good}\n{{"), 1),
        (r#"{"type":"typing","on":true}"#.into(), 0),
    ] {
        let mut bench = Bench::new(Some(&saved));
        assert_eq!(bench.waits().len(), count, "{saved}");
        bench.feed(Event::Tick);
        assert!(bench.effects.is_empty(), "{saved}");
    }
}

// R-183: input never costs data.
#[test]
fn a_refused_message_leaves_is_shown_as_refused_and_its_words_can_be_taken_back_once() {
    let mut bench = Bench::live(1);
    bench.say("a").say("b").frame(&refused(Code::TooLong, Some("a")));
    assert!(bench.did(&Effect::Refused(Refusal::new(Code::TooLong, "no").of(&id("a")))));
    assert_eq!(bench.saved(), Some(write(&say("b")).as_str()));
    assert_eq!(bench.waits(), [("b", Delivery::Sending)]);
    assert_eq!(bench.session.take_refused(&id("a")), Some(say("a")));
    assert_eq!(bench.session.take_refused(&id("a")), None);
    bench.frame(&refused(Code::TooLong, Some("a")));
    assert!(!bench.effects.iter().any(|e| matches!(e, Effect::Refused(_))), "said once");
}

#[test]
fn a_refusal_of_one_action_never_ends_the_session() {
    let mut bench = Bench::live(1);
    bench.say("a").frame(&refused(Code::NotFound, Some("a")));
    assert_eq!(bench.session.connection(), Connection::Live);
    bench.frame(&refused(Code::Malformed, None));
    assert!(bench.did(&Effect::Refused(Refusal::new(Code::Malformed, "no"))));
}

#[test]
fn an_action_turned_away_for_now_is_kept_and_tried_again_ever_more_rarely() {
    for code in [Code::SlowDown, Code::Internal] {
        let mut bench = Bench::live(1);
        bench.say("a");
        let mut waits = Vec::new();
        for _ in 0..8 {
            bench.frame(&refused(code, Some("a")));
            assert_eq!(bench.waits(), [("a", Delivery::Waiting)]);
            assert!(bench.sent().is_empty());
            let from = bench.now;
            while bench.sent() != [write(&say("a"))] {
                bench.text("pong").tick_when_due();
            }
            waits.push((bench.now - from).0);
        }
        assert!(waits.iter().all(|wait| (500..=30_000).contains(wait)), "{waits:?}");
        assert!(waits[6] >= 15_000, "{waits:?}");
        bench.frame(&arrived(2, Some("a")));
        bench.say("b").frame(&refused(code, Some("b")));
        let wait = bench.session.next_deadline().expect("a retry") - bench.now;
        assert!(wait <= Millis(1_000), "a success makes it short again: {wait:?}");
    }
}

#[test]
fn in_a_pause_new_actions_wait_behind_the_one_turned_away() {
    let mut bench = Bench::live(1);
    bench.say("a").frame(&refused(Code::SlowDown, Some("a"))).say("b");
    assert!(bench.sent().is_empty());
    bench.feed(Event::Typing(true));
    assert!(bench.sent().is_empty(), "typing is not worth a frame now");
    bench.tick_when_due();
    assert_eq!(bench.sent(), [write(&say("a"))]);
    bench.frame(&arrived(1, Some("a")));
    assert_eq!(bench.sent(), [write(&say("b"))]);
}

#[test]
fn the_next_action_leaves_when_the_one_before_is_answered_so_that_a_pause_can_not_turn_them_round()
{
    let mut bench = Bench::live(1);
    bench.say("a").say("b");
    assert_eq!(bench.waits(), [("a", Delivery::Sending), ("b", Delivery::Waiting)]);
    assert!(bench.sent().is_empty());
    bench.frame(&refused(Code::Empty, Some("a")));
    assert_eq!(bench.sent(), [write(&say("b"))]);
}

#[test]
fn an_outbox_of_a_hundred_refuses_the_next_and_gives_its_words_back() {
    let mut bench = Bench::new(None);
    for n in 0..MAX_PENDING {
        bench.say(&format!("a{n}"));
    }
    bench.say("more");
    assert!(matches!(
        &bench.effects[..],
        [Effect::Refused(refusal)]
            if refusal.code == Code::SlowDown && refusal.client_id == Some(id("more"))
    ));
    assert_eq!(bench.waits().len(), MAX_PENDING);
    assert_eq!(bench.session.take_refused(&id("more")), Some(say("more")));
}

#[test]
fn a_frame_that_the_server_would_not_even_read_is_refused_here_instead_of_for_ever() {
    let mut bench = Bench::live(1);
    let action = FromVisitor::Say {
        client_id: id("big"),
        text: "\"".repeat(MAX_FRAME_BYTES / 2),
        attachments: Vec::new(),
    };
    bench.feed(Event::Act(action.clone()));
    assert!(matches!(
        &bench.effects[..],
        [Effect::Refused(refusal)]
            if refusal.code == Code::TooLarge && refusal.client_id == Some(id("big"))
    ));
    assert!(bench.waits().is_empty());
    assert_eq!(bench.session.take_refused(&id("big")), Some(action));
}

#[test]
fn a_double_click_and_a_nameless_frame_are_no_new_actions() {
    let mut bench = Bench::live(1);
    bench.say("a").say("a");
    assert!(bench.effects.is_empty());
    bench.feed(Event::Act(FromVisitor::Typing { on: true }));
    assert!(bench.effects.is_empty());
    assert_eq!(bench.waits().len(), 1);
}
