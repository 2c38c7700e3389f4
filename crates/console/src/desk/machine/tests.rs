//! What the desk's socket does when all goes well, and when it does not.

use super::*;

const DESK: &str = r#"{"type":"desk","view":{"me":{"id":"ana","name":"Ana","department":"support","status":"offline","capacity":3},"now":1,"offers":[],"mine":[],"line":[],"waiting":0,"team":[]}}"#;

fn at(ms: i64) -> Timestamp {
    Timestamp(ms)
}

fn frame(text: &str) -> Event {
    Event::Frame(text.into())
}

/// A machine that is live at 0 s.
fn live() -> Machine {
    let mut machine = Machine::new(7);
    assert_eq!(machine.handle(at(0), Event::Start), [Effect::Connect]);
    let hello = Effect::Send(r#"{"type":"hello","version":1}"#.into());
    assert_eq!(machine.handle(at(0), Event::Opened), [hello]);
    assert!(matches!(machine.handle(at(0), frame(DESK))[..], [Effect::Deliver(_)]));
    assert_eq!(machine.connection(), Connection::Live);
    machine
}

#[test]
fn a_silent_socket_is_pinged_and_then_left() {
    let mut machine = live();
    assert_eq!(machine.next_deadline(), Some(at(30_000)));
    assert_eq!(machine.handle(at(30_000), Event::Tick), [Effect::Send("ping".into())]);
    assert_eq!(machine.handle(at(31_000), frame("pong")), []);
    assert_eq!(machine.handle(at(61_000), Event::Tick), [Effect::Send("ping".into())]);
    assert_eq!(machine.handle(at(71_000), Event::Tick), [Effect::Disconnect]);
    assert!(matches!(machine.connection(), Connection::Reconnecting { .. }));
}

#[test]
fn waits_grow_from_half_a_second_to_half_a_minute_and_begin_anew_after_a_view() {
    let mut machine = live();
    let mut now = 0;
    for n in 0..12 {
        assert_eq!(machine.handle(at(now), Event::Closed).is_empty(), n == 0);
        let Connection::Reconnecting { retry_at } = machine.connection() else { panic!("{n}") };
        let base = (500 << n.min(6)).min(15_000);
        assert!((base..=2 * base).contains(&(retry_at.0 - now)), "{n}: {}", retry_at.0 - now);
        now = retry_at.0;
        assert_eq!(machine.handle(at(now), Event::Tick), [Effect::Connect]);
    }
    let _hello = machine.handle(at(now), Event::Opened);
    let _view = machine.handle(at(now), frame(DESK));
    assert_eq!(machine.handle(at(now), Event::Closed), []);
    let Connection::Reconnecting { retry_at } = machine.connection() else { panic!() };
    assert!(retry_at.0 - now <= 1_000);
}

#[test]
fn a_socket_that_never_became_live_asks_whether_the_sign_in_still_holds() {
    let mut machine = Machine::new(1);
    let _connect = machine.handle(at(0), Event::Start);
    assert_eq!(machine.handle(at(5), Event::Closed), [Effect::CheckSignIn]);
}

#[test]
fn what_is_done_without_a_connection_is_not_kept_for_later() {
    let mut machine = live();
    let _lost = machine.handle(at(0), Event::Closed);
    let status = FromConsole::SetStatus { status: warmline_model::Status::Available };
    assert_eq!(machine.handle(at(1), Event::Act(status)), [Effect::NotSent]);
}

#[test]
fn the_network_gone_and_back_connects_at_once() {
    let mut machine = live();
    assert_eq!(machine.handle(at(0), Event::Offline), [Effect::Disconnect]);
    assert_eq!(machine.connection(), Connection::Offline);
    assert_eq!(machine.next_deadline(), None);
    assert_eq!(machine.handle(at(90_000), Event::Online), [Effect::Connect]);
    assert_eq!(machine.connection(), Connection::Connecting { again: true });
}

#[test]
fn a_transfer_goes_out_as_the_wire_says_and_its_news_comes_in() {
    // R-114
    let mut machine = live();
    let transfer = FromConsole::Transfer {
        conversation: warmline_model::ConversationId::new("c1").expect("an id"),
        episode: warmline_model::Episode(2),
        to: warmline_wire::TransferTo::Department {
            department: warmline_model::Department::BILLING,
        },
        reason: "A refund".into(),
    };
    let text = r#"{"type":"transfer","conversation":"c1","episode":2,"to":{"kind":"department","department":"billing"},"reason":"A refund"}"#;
    assert_eq!(machine.handle(at(1), Event::Act(transfer)), [Effect::Send(text.into())]);
    let news = r#"{"type":"news","conversation":"c1","news":{"kind":"passed_on","name":"Ben"}}"#;
    let heard = machine.handle(at(2), frame(news));
    assert!(matches!(
        &heard[..],
        [Effect::Deliver(told)] if matches!(**told, ToConsole::News { .. })
    ));
}
