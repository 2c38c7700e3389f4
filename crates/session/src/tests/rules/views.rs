//! What is shown: the log without gaps, typing, seen, state.

use super::*;

// R-190
#[test]
fn an_entry_shown_already_is_ignored() {
    let mut bench = Bench::live(3);
    bench.frame(&arrived(2, None)).frame(&arrived(3, None));
    assert_eq!(bench.places(), [1, 2, 3]);
}

// R-190
#[test]
fn a_hole_in_the_log_is_never_shown_but_asked_for_at_once() {
    let mut bench = Bench::live(3);
    bench.pass(20_000).frame(&arrived(5, None));
    assert_eq!(bench.effects, [Effect::Disconnect, Effect::Connect, Effect::Changed]);
    assert_eq!(bench.places(), [1, 2, 3]);
    bench.feed(Event::Opened);
    assert_eq!(bench.sent(), [r#"{"type":"hello","version":1,"after":3}"#]);
    bench.frame(&welcome(4..=5));
    assert_eq!(bench.places(), [1, 2, 3, 4, 5]);
    bench.frame(&arrived(9, None));
    assert!(bench.did(&Effect::Disconnect) && !bench.did(&Effect::Connect), "not hot");
    assert!(bench.retry_at() > bench.now);
}

// R-190
#[test]
fn a_welcome_with_a_hole_is_not_shown_and_the_whole_log_is_asked_for_once() {
    let mut bench = Bench::live(3);
    bench.feed(Event::Seen(Seq(3)));
    bench.pass(20_000).feed(Event::Closed).feed(Event::Online).feed(Event::Opened);
    bench.frame(&welcome(6..=7));
    assert_eq!(bench.effects, [Effect::Disconnect, Effect::Connect, Effect::Changed]);
    assert_eq!(bench.places(), [1, 2, 3]);
    bench.feed(Event::Opened);
    assert_eq!(bench.sent(), [r#"{"type":"hello","version":1,"after":0}"#]);
    bench.frame(&welcome(1..=2));
    assert_eq!(bench.places(), [1, 2], "replaced by what the server has");
    assert_eq!(bench.session.seen().visitor, Seq(2), "nobody saw what is not there");

    bench.pass(20_000).feed(Event::Closed).tick_when_due().feed(Event::Opened);
    bench.frame(&welcome(9..=9)).feed(Event::Opened).frame(&welcome(4..=5));
    assert_eq!(bench.places(), [1, 2], "what is shown stays when the whole log has a hole too");
    assert!(bench.retry_at() > bench.now);
    bench.tick_when_due().feed(Event::Opened);
    assert_eq!(bench.sent(), [r#"{"type":"hello","version":1,"after":2}"#]);
}

// R-183
#[test]
fn typing_is_told_at_most_every_three_seconds_and_its_end_once() {
    let on = r#"{"type":"typing","on":true}"#;
    let off = r#"{"type":"typing","on":false}"#;
    let mut bench = Bench::live(1);
    bench.feed(Event::Typing(false));
    assert!(bench.sent().is_empty());
    bench.feed(Event::Typing(true));
    assert_eq!(bench.sent(), [on]);
    bench.pass(2_999).feed(Event::Typing(true));
    assert!(bench.sent().is_empty());
    bench.pass(1).feed(Event::Typing(true));
    assert_eq!(bench.sent(), [on]);
    bench.feed(Event::Typing(false));
    assert_eq!(bench.sent(), [off]);
    bench.feed(Event::Typing(false));
    assert!(bench.sent().is_empty());
    bench.feed(Event::Typing(true)).say("a");
    assert_eq!(bench.sent(), [write(&say("a")).as_str(), off]);
}

// R-183
#[test]
fn the_other_sides_typing_ends_by_word_by_time_or_by_what_they_wrote() {
    let mut bench = Bench::live(1);
    let typing = |on| ToClient::Typing { on };
    bench.frame(&typing(true));
    assert!(bench.did(&Effect::Changed) && bench.session.other_typing(bench.now));
    bench.frame(&typing(false));
    assert!(bench.did(&Effect::Changed) && !bench.session.other_typing(bench.now));

    bench.frame(&typing(true)).pass(5_000).frame(&typing(true)).tick_when_due();
    assert_eq!(bench.now, Timestamp(11_000));
    assert!(bench.did(&Effect::Changed) && !bench.session.other_typing(bench.now));

    bench.frame(&typing(true)).frame(&arrived(2, Some("mine")));
    assert!(bench.session.other_typing(bench.now), "the visitor's own entry says nothing of them");
    bench.frame(&arrived(3, None));
    assert!(!bench.session.other_typing(bench.now));
}

// R-173
#[test]
fn a_draft_grows_until_it_is_taken_back_or_an_entry_comes_in_its_place() {
    let mut bench = Bench::live(1);
    let draft = |to: u64, text: &str| ToClient::Draft { to: Seq(to), text: text.into() };
    bench.frame(&draft(1, "Three"));
    assert!(bench.did(&Effect::Changed));
    bench.frame(&draft(1, "Three days."));
    assert_eq!(bench.session.draft(), "Three days.");
    bench.frame(&draft(1, ""));
    assert_eq!(bench.session.draft(), "");
    bench.frame(&draft(1, "Four")).frame(&arrived(2, None));
    assert_eq!(bench.session.draft(), "");
    bench.frame(&draft(1, "of an older question"));
    assert_eq!(bench.session.draft(), "");
    bench.frame(&draft(2, "Five")).feed(Event::Closed);
    assert_eq!(bench.session.draft(), "");
}

// R-183
#[test]
fn seen_goes_up_only_and_only_as_far_as_there_is_something_to_see() {
    let seen = |n: u64| write(&FromVisitor::Seen { seq: Seq(n) });
    let mut bench = Bench::live(3);
    bench.feed(Event::Seen(Seq(2)));
    assert_eq!(bench.sent(), [seen(2)]);
    bench.feed(Event::Seen(Seq(2)));
    assert!(bench.effects.is_empty());
    bench.feed(Event::Seen(Seq(1)));
    assert!(bench.effects.is_empty());
    bench.feed(Event::Seen(Seq(99)));
    assert_eq!(bench.sent(), [seen(3)]);
    assert_eq!(bench.session.seen(), Seen { visitor: Seq(3), agent: Seq(0) });
    bench.frame(&ToClient::Seen { seen: Seen { visitor: Seq(1), agent: Seq(2) } });
    assert_eq!(bench.session.seen(), Seen { visitor: Seq(3), agent: Seq(2) });
}

// R-183
#[test]
fn what_was_seen_while_the_line_was_down_is_told_after_the_next_welcome() {
    let mut bench = Bench::live(3);
    bench.feed(Event::Closed).feed(Event::Seen(Seq(3)));
    assert!(bench.sent().is_empty());
    bench.tick_when_due().feed(Event::Opened).frame(&welcome(4..=4));
    assert_eq!(bench.sent(), [write(&FromVisitor::Seen { seq: Seq(3) })]);
}

#[test]
fn a_state_replaces_the_one_before_and_the_same_again_changes_nothing() {
    let mut bench = Bench::live(1);
    let state: VisitorState = VisitorStage::Closed { can_rate: true }.into();
    bench.frame(&ToClient::State { state: state.clone() });
    assert!(bench.did(&Effect::Changed));
    assert_eq!(bench.session.state(), Some(&state));
    bench.frame(&ToClient::State { state });
    assert!(bench.effects.is_empty());
}
