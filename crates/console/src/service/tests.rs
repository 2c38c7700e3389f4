//! What is due, near, late and told.

use super::*;
use warmline_model::SlaEvent;

const NOW: Timestamp = Timestamp(1_000_000);

fn clocks(first: Option<i64>, end: Option<i64>, events: &[(Clock, Level)]) -> Clocks {
    let at = |seconds| NOW + Millis::seconds(seconds);
    let event = |&(clock, level)| SlaEvent { clock, level, at: NOW };
    Clocks {
        first_response: first.map(at),
        resolution: end.map(at),
        events: events.iter().map(event).collect(),
    }
}

#[test]
fn a_clock_is_near_once_the_desk_says_so_and_breached_at_its_end_even_before_it_does() {
    // R-092
    let level = |first, events: &[_]| {
        due(&clocks(Some(first), None, events), Clock::FirstResponse, NOW).map(|due| due.level)
    };
    assert_eq!(level(24, &[]), Some(None));
    let near = [(Clock::FirstResponse, Level::Near)];
    assert_eq!(level(5, &near), Some(Some(Level::Near)));
    assert_eq!(level(0, &near), Some(Some(Level::Breached)));
    assert_eq!(level(5, &[(Clock::Resolution, Level::Near)]), Some(None));
}

#[test]
fn a_clock_that_was_stopped_is_not_shown_though_its_breach_is_recorded() {
    let stopped = clocks(None, Some(60), &[(Clock::FirstResponse, Level::Breached)]);
    assert_eq!(due(&stopped, Clock::FirstResponse, NOW), None);
    assert_eq!(
        next_due(&stopped, NOW).map(|due| (due.clock, due.level)),
        Some((Clock::Resolution, None))
    );
}

#[test]
fn the_first_response_is_shown_first_unless_the_resolution_is_worse() {
    let shown = |clocks| next_due(&clocks, NOW).map(|due| due.clock);
    assert_eq!(shown(clocks(Some(9), Some(99), &[])), Some(Clock::FirstResponse));
    assert_eq!(shown(clocks(Some(9), Some(-1), &[])), Some(Clock::Resolution));
    assert_eq!(shown(clocks(Some(-9), Some(-1), &[])), Some(Clock::FirstResponse));
    assert_eq!(shown(clocks(None, None, &[])), None);
}

#[test]
fn a_customer_without_a_word_is_a_warning_from_half_of_the_time_on() {
    // R-087
    let owed = |since: i64, silent: i64| Owed {
        since: NOW - Millis::seconds(since),
        silent_at: Some(NOW + Millis::seconds(silent)),
    };
    assert_eq!(owed(20, 100).warning(NOW), None);
    assert_eq!(owed(80, 40).warning(NOW), Some((Millis::seconds(80), Millis::seconds(40))));
    assert_eq!(owed(125, -5).warning(NOW), Some((Millis::seconds(125), Millis(0))));
    assert_eq!(Owed { since: NOW, silent_at: None }.warning(NOW + Millis::minutes(60)), None);
}

fn view(json: &str) -> DeskView {
    let me = r#""me":{"id":"ana","name":"Ana","department":"support","status":"available","capacity":3},"now":1000000,"waiting":1,"team":[]"#;
    serde_json::from_str(&format!("{{{me},{json}}}")).expect("a view")
}

#[test]
fn each_conversation_counts_once_and_ones_own_come_first() {
    let desk = view(
        r#""offers":[],
        "line":[{"conversation":"c3","episode":1,"position":1,"tier":"high","department":"support","summary":"","since":1,"clocks":{"first_response":990000}},
                {"conversation":"c4","episode":1,"position":2,"tier":"high","department":"support","summary":"","since":1,"clocks":{"first_response":1990000}}],
        "mine":[{"conversation":"c1","episode":1,"summary":"","since":1,"clocks":{"resolution":990000,"first_response":990000}},
                {"conversation":"c2","episode":1,"summary":"","since":1,"clocks":{"resolution":1990000}}]"#,
    );
    let silent = Owed { since: Timestamp(1), silent_at: Some(NOW) };
    let owed = desk.mine.iter().skip(1).map(|mine| (mine.conversation.clone(), silent)).collect();
    let alarms = alarms(&desk, &owed, NOW);
    let told: Vec<_> = alarms
        .iter()
        .map(|alarm| (alarm.conversation.to_string(), alarm.own, alarm.kind))
        .collect();
    assert_eq!(
        told,
        [
            ("c1".into(), true, Kind::Breached(Clock::FirstResponse)),
            ("c2".into(), true, Kind::Silent),
            ("c3".into(), false, Kind::Breached(Clock::FirstResponse)),
        ]
    );
    assert_eq!(trouble(&alarms), Trouble { breached: 2, near: 1 });
}

#[test]
fn a_rate_needs_twenty_and_never_passes_a_hundred() {
    assert_eq!(rate(19, 19), None);
    assert_eq!(rate(0, 0), None);
    assert_eq!(rate(197, 240), Some(82));
    assert_eq!(rate(30, 20), Some(100));
    assert_eq!(rate(u64::MAX, 20), Some(100));
}
