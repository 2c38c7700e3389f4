//! Opening, losing, finding again, giving up.

use super::*;

#[test]
fn nothing_but_hello_is_sent_before_welcome_and_nothing_counts_that_comes_before_it() {
    let mut bench = Bench::new(None);
    bench.say("a");
    assert_eq!(bench.session.connection(), Connection::Idle);
    bench.feed(Event::Start);
    assert!(bench.did(&Effect::Connect));
    bench.feed(Event::Opened);
    assert_eq!(bench.sent(), [r#"{"type":"hello","version":1,"after":0}"#]);
    bench.say("b").feed(Event::Typing(true));
    bench.frame(&arrived(1, None)).frame(&ack("a", 1));
    assert_eq!(bench.session.connection(), Connection::Connecting);
    assert_eq!((bench.sent().len(), bench.places().len(), bench.waits().len()), (0, 0, 2));
    bench.frame(&welcome(1..=2));
    assert_eq!(bench.sent(), [write(&say("a"))]);
    assert_eq!(bench.places(), [1, 2]);
    assert_eq!(bench.session.connection(), Connection::Live);
}

#[test]
fn a_hello_tells_the_page_the_visitor_is_on() {
    let page = PageRef { url: "https://shop.test/cart".into(), title: "Cart".into() };
    let mut session = Session::<Visitor>::new(None, Some(page), 1);
    let _connect = session.handle(Timestamp(0), Event::Start);
    let effects = session.handle(Timestamp(0), Event::Opened);
    assert!(matches!(&effects[0], Effect::Send(text) if text.contains("https://shop.test/cart")));
}

fn step(at: i64, step: Step) -> TrailStep {
    TrailStep { at: Timestamp(at), step }
}

fn event(name: &str, attributes: &[(&str, String)]) -> Step {
    let attributes = attributes.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    Step::Event(ProductEvent { name: name.into(), attributes: attributes.collect() })
}

#[test]
fn where_the_visitor_went_is_told_before_what_they_did_there_and_the_next_hello_names_the_page() {
    // R-064
    let mut bench = Bench::new(None);
    let page = PageRef { url: "https://shop.test/cart".into(), title: "Cart".into() };
    let mut trail = Trail::default();
    trail.add(step(0, event("export failed", &[])));
    trail.add(step(bench.now.0, Step::Page(page)));
    bench.say("a").feed(Event::Went(trail)).feed(Event::Start).feed(Event::Opened);
    assert!(bench.sent()[0].contains("https://shop.test/cart"));
    bench.frame(&welcome(1..=2));
    let sent = bench.sent();
    let at = |part: &str| sent.iter().position(|frame| frame.contains(part));
    assert_eq!((at(r#""type":"trail""#), at(r#""type":"say""#)), (Some(0), Some(1)), "{sent:?}");
    assert!(sent[0].contains("export failed") && sent[0].contains(r#""ago":0"#), "{sent:?}");
    // Once only; afterwards at once.
    let mut later = Trail::default();
    later.add(step(bench.now.0, event("paid", &[])));
    bench.feed(Event::Went(later));
    assert!(bench.sent().iter().any(|frame| frame.contains("paid") && !frame.contains("export")));
}

#[test]
fn of_many_and_long_steps_the_newest_are_told_in_a_frame_that_the_edge_reads() {
    // R-064
    let mut bench = Bench::live(0);
    let mut trail = Trail::default();
    for n in 0..100 {
        let long: Vec<(String, String)> =
            (0..30).map(|k| (format!("{k:09}"), "\u{1F600}".repeat(500))).collect();
        let long: Vec<(&str, String)> = long.iter().map(|(k, v)| (k.as_str(), v.clone())).collect();
        let name = if n == 99 { "\u{fc}".repeat(300) } else { String::new() };
        trail.add(step(n, event(&name, &long)));
    }
    bench.feed(Event::Went(trail));
    let sent = bench.sent();
    let frame = sent.last().expect("a frame");
    let read = warmline_wire::read::<FromVisitor>(frame).expect("a frame of the wire");
    let FromVisitor::Trail { items } = read else { panic!("{frame}") };
    assert!((1..=20).contains(&items.len()), "{}", items.len());
    assert!(items.iter().all(|item| item.check().is_ok()), "{items:?}");
    assert!(frame.contains(&"\u{fc}".repeat(64)) && !frame.contains(&"\u{fc}".repeat(65)));
}

// R-105
#[test]
fn after_a_loss_the_next_hello_names_the_last_place_shown() {
    let mut bench = Bench::live(4);
    bench.feed(Event::Closed).tick_when_due();
    assert!(bench.did(&Effect::Connect));
    bench.feed(Event::Opened);
    assert_eq!(bench.sent(), [r#"{"type":"hello","version":1,"after":4}"#]);
    bench.frame(&welcome(5..=6));
    assert_eq!(bench.places(), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn failing_to_connect_waits_longer_each_time_within_half_a_second_and_half_a_minute() {
    let mut bench = Bench::new(None);
    bench.feed(Event::Start);
    let mut waits = Vec::new();
    for _ in 0..20 {
        bench.feed(Event::Closed);
        waits.push((bench.retry_at() - bench.now).0);
        bench.feed(Event::Tick);
        assert!(!bench.did(&Effect::Connect), "too early");
        bench.tick_when_due();
        assert!(bench.did(&Effect::Connect));
    }
    assert!(waits.iter().all(|wait| (500..=30_000).contains(wait)), "{waits:?}");
    assert!(waits[0] <= 1_000 && waits[3] >= 4_000 && waits[10] >= 15_000, "{waits:?}");
}

#[test]
fn only_a_connection_that_held_ten_seconds_makes_the_next_wait_short_again() {
    let mut bench = Bench::new(None);
    bench.feed(Event::Start);
    for _ in 0..5 {
        bench.feed(Event::Closed).tick_when_due();
    }
    bench.feed(Event::Opened).frame(&welcome(1..=1)).pass(9_999).feed(Event::Closed);
    assert!((bench.retry_at() - bench.now).0 >= 15_000);
    bench.tick_when_due().feed(Event::Opened).frame(&welcome(2..=2)).pass(10_000);
    bench.feed(Event::Closed);
    assert!((bench.retry_at() - bench.now).0 <= 1_000);
}

#[test]
fn a_socket_without_welcome_for_ten_seconds_is_dropped() {
    for opened in [false, true] {
        let mut bench = Bench::new(None);
        bench.feed(Event::Start);
        if opened {
            bench.feed(Event::Opened);
        }
        bench.pass(9_999).feed(Event::Tick);
        assert!(bench.effects.is_empty());
        bench.pass(1).feed(Event::Tick);
        assert!(bench.did(&Effect::Disconnect));
        bench.retry_at();
    }
}

#[test]
fn silence_is_asked_after_and_a_pong_is_enough_of_an_answer() {
    let mut bench = Bench::live(1);
    bench.tick_when_due();
    assert_eq!((bench.now, bench.sent()), (Timestamp(30_000), vec!["ping"]));
    bench.feed(Event::Tick);
    assert!(bench.sent().is_empty());
    bench.pass(9_000).text("pong");
    assert!(bench.effects.is_empty());
    bench.tick_when_due();
    assert_eq!((bench.now, bench.sent()), (Timestamp(69_000), vec!["ping"]));
}

// R-105
#[test]
fn a_socket_that_is_dead_without_saying_so_is_found_out_and_replaced() {
    let mut bench = Bench::live(1);
    bench.tick_when_due().tick_when_due();
    assert_eq!(bench.now, Timestamp(40_000));
    assert!(bench.did(&Effect::Disconnect));
    bench.tick_when_due();
    assert!(bench.did(&Effect::Connect));
}

#[test]
fn a_frame_that_came_in_time_counts_although_the_timer_was_late() {
    let mut bench = Bench::live(1);
    bench.tick_when_due().pass(60_000).text("pong");
    assert_eq!(bench.session.connection(), Connection::Live);
}

#[test]
fn a_server_that_answers_pings_but_not_actions_is_left_for_a_new_connection() {
    let mut bench = Bench::live(1);
    bench.say("a").tick_when_due();
    assert_eq!(bench.now, Timestamp(15_000));
    assert!(bench.did(&Effect::Disconnect));
    assert_eq!(bench.waits(), [("a", Delivery::Waiting)]);
}

#[test]
fn without_a_network_nothing_is_tried_and_with_it_at_once() {
    let mut bench = Bench::live(1);
    bench.feed(Event::Offline);
    assert!(bench.did(&Effect::Disconnect));
    assert_eq!(bench.session.connection(), Connection::Offline);
    assert_eq!(bench.session.next_deadline(), None);
    bench.pass(3_600_000).feed(Event::Tick).feed(Event::Start);
    assert!(bench.effects.is_empty());
    bench.feed(Event::Online);
    assert!(bench.did(&Effect::Connect));
    bench.feed(Event::Closed);
    bench.feed(Event::Online);
    assert!(bench.did(&Effect::Connect), "also in the middle of a wait");

    let mut bench = Bench::new(None);
    bench.feed(Event::Offline).feed(Event::Start);
    assert_eq!(bench.session.connection(), Connection::Offline);
}

#[test]
fn a_refusal_that_trying_again_cannot_mend_ends_it_and_keeps_the_outbox() {
    for code in [
        Code::UnsupportedVersion,
        Code::Unauthorized,
        Code::Expired,
        Code::NotFound,
        Code::ForeignOrigin,
    ] {
        let mut bench = Bench::new(None);
        bench.say("a").connect();
        bench.frame(&refused(code, None));
        let refusal = Refusal::new(code, "no");
        assert!(bench.did(&Effect::Disconnect) && bench.did(&Effect::Fatal(refusal.clone())));
        assert_eq!(bench.session.connection(), Connection::Ended(refusal));
        assert_eq!(bench.session.next_deadline(), None);
        assert_eq!(bench.waits(), [("a", Delivery::Waiting)]);
        bench.feed(Event::Online).feed(Event::Closed).feed(Event::Tick);
        assert!(bench.effects.is_empty());
        bench.feed(Event::Start);
        assert!(bench.did(&Effect::Connect), "somebody asked");
    }
    let mut bench = Bench::live(1);
    bench.frame(&refused(Code::Expired, None));
    assert!(bench.did(&Effect::Fatal(Refusal::new(Code::Expired, "no"))), "also later");
}

#[test]
fn a_hello_refused_for_now_is_tried_again_later() {
    let mut bench = Bench::new(None);
    bench.connect();
    bench.frame(&refused(Code::SlowDown, None));
    assert!(bench.did(&Effect::Disconnect));
    assert!(bench.retry_at() > bench.now);
}

#[test]
fn a_stopped_session_stays_stopped_and_keeps_what_is_shown() {
    let mut bench = Bench::live(2);
    bench.say("a").feed(Event::Stop);
    assert!(bench.did(&Effect::Disconnect));
    assert_eq!(bench.session.next_deadline(), None);
    bench.feed(Event::Online).feed(Event::Tick);
    assert!(bench.effects.is_empty());
    assert_eq!((bench.places(), bench.waits()), (vec![1, 2], vec![("a", Delivery::Waiting)]));
    bench.feed(Event::Stop);
    assert!(!bench.did(&Effect::Disconnect), "there is no socket any more");
}

#[test]
fn starting_again_in_a_wait_tries_at_once_and_on_a_socket_does_nothing() {
    let mut bench = Bench::live(1);
    bench.feed(Event::Start);
    assert!(bench.effects.is_empty());
    bench.feed(Event::Closed).feed(Event::Start);
    assert!(bench.did(&Effect::Connect));
    bench.feed(Event::Start);
    assert!(bench.effects.is_empty());
}

#[test]
fn unknown_kinds_and_malformed_frames_are_ignored() {
    for text in ["", "{", "[]", "pong", "null", r#"{"type":"confetti"}"#, r#"{"type":"entry"}"#] {
        let mut bench = Bench::live(2);
        bench.text(text);
        assert!(bench.effects.is_empty(), "{text}");
        assert_eq!(bench.session.connection(), Connection::Live);
    }
    let mut bench = Bench::live(2);
    bench.frame(&welcome(1..=9));
    assert!(bench.effects.is_empty(), "a second welcome is nobody's answer");
}
