//! A desk has its site wake devices, at least once, and says what waits.

use super::*;
use warmline_wire::{Waiting, WaitingCause};

/// Ana can be woken, and was: an offer was not seen.
fn woken() -> Kept {
    let mut desk = Kept::new(false);
    desk.call(at(0), DeskCall::Configure(Box::default()));
    desk.call(at(0), DeskCall::Know { agents: vec![(agent("ana"), profile("ana"))] });
    desk.call(at(0), DeskCall::Reachable { agents: vec![agent("ana")] });
    desk.sit(at(1), "ana");
    desk.call(at(10), DeskCall::Join(waiter(1, at(10))));
    let due = desk.alarm.expect("an alarm");
    desk.turn(|desk| desk.wake(due.max(at(2_010)), &[agent("ana")]));
    desk
}

fn waiting(desk: &mut Kept, now: Timestamp, name: &str) -> Waiting {
    let (_, reply) = desk.desk.call(now, DeskCall::Waiting { agent: agent(name) });
    let Reply::Body(body) = reply else { panic!("{reply:?}") };
    serde_json::from_str(&body).expect("what waits")
}

#[test]
fn a_wake_up_call_is_owed_until_the_site_has_it() {
    let mut desk = woken();
    assert!(desk.records.contains_key("pushes"));
    assert_eq!(desk.desk.take_pushes(at(2_020)), [agent("ana")]);
    assert_eq!(desk.desk.take_pushes(at(2_021)), []);
    // The process ends: it is owed again.
    desk.desk = DeskObject::load(desk.records.clone()).expect("what was stored");
    assert_eq!(desk.desk.take_pushes(at(2_030)), [agent("ana")]);
    desk.turn(|desk| desk.pushed(at(2_040), None));
    assert_eq!(desk.desk.take_pushes(at(2_041)), []);
    assert_eq!(desk.desk.take_pushes(at(2_140)), [agent("ana")]);
    desk.turn(|desk| desk.pushed(at(2_150), Some(Vec::new())));
    assert!(!desk.records.contains_key("pushes"));
    assert_eq!(desk.desk.take_pushes(at(9_000)), []);
}

#[test]
fn what_waits_is_told_to_whom_it_waits_for_and_without_a_word_of_the_conversation() {
    let mut desk = woken();
    let Waiting { notices } = waiting(&mut desk, at(2_020), "ana");
    let [notice] = &notices[..] else { panic!("{notices:?}") };
    assert_eq!((&notice.conversation, notice.cause), (&chat(1), WaitingCause::Offer));
    assert!(notice.pushed);
    assert!(waiting(&mut desk, at(2_020), "ben").notices.is_empty());
    // The site knows of no device any more: nobody is woken from here on.
    desk.turn(|desk| desk.pushed(at(2_030), Some(vec![agent("ana")])));
    assert!(!desk.desk.machine().is_reachable(&agent("ana")));
}
