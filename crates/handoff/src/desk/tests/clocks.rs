//! Near-breaches and breaches, each told once.

use super::{Scene, agent, chat, waiter};
use crate::desk::{Effect, Event, Target, Waiter};
use warmline_model::{Clock, Episode, Level, SlaEvent, Tier, Timestamp};

fn told(scene: &Scene, from: Timestamp) -> Vec<(Clock, Level, i64)> {
    scene
        .effects
        .iter()
        .filter_map(|effect| match effect {
            Effect::Sla(_, _, SlaEvent { clock, level, at }) => {
                Some((*clock, *level, (*at - from).0 / 1_000))
            }
            _ => None,
        })
        .collect()
}

#[test]
fn a_clock_is_near_at_four_fifths_and_breached_at_its_end_once_each() {
    let mut scene = Scene::with(&[]);
    let start = scene.now;
    scene.joins_as(Waiter { tier: Tier::Critical, ..waiter("c1", start) }).seconds(3_600);
    let first = Clock::FirstResponse;
    let end = Clock::Resolution;
    assert_eq!(
        told(&scene, start),
        [
            (first, Level::Near, 24),
            (first, Level::Breached, 30),
            (end, Level::Near, 720),
            (end, Level::Breached, 900)
        ]
    );
    assert_eq!(scene.desk.tally().first_response_breached, 1);
}

#[test]
fn first_words_stop_the_first_clock_and_the_end_stops_the_other() {
    let mut scene = Scene::with(&["ana"]);
    let start = scene.now;
    scene.joins_as(Waiter { tier: Tier::High, ..waiter("c1", start) });
    scene.accepted("c1");
    scene.seconds(40).on(Event::Answered(chat("c1"), Episode(1), start));
    scene.seconds(1_000).over("c1").seconds(3_600);
    assert_eq!(told(&scene, start), []);
}

#[test]
fn being_passed_on_or_lost_neither_stops_nor_doubles_a_clock() {
    let mut scene = Scene::with(&["ana", "ben"]);
    let start = scene.now;
    scene.joins("c1");
    let who = scene.accepted("c1");
    let other = if who == "ana" { "ben" } else { "ana" };
    scene.seconds(75);
    scene.passes_on(&who, "c1", Target::Agent(agent(other)));
    scene.on(Event::Woken).accepts(other, "c1").seconds(5);
    scene.on(Event::Silent(chat("c1"), Episode(1), 2)).seconds(600);
    let first = Clock::FirstResponse;
    assert_eq!(told(&scene, start), [(first, Level::Near, 72), (first, Level::Breached, 90)]);
}

#[test]
fn a_desk_woken_late_still_tells_each_once() {
    let mut scene = Scene::with(&[]);
    let start = scene.now;
    scene.joins("c1");
    scene.now = Timestamp(start.0 + 500_000);
    scene.on(Event::Woken).on(Event::Woken);
    let first = Clock::FirstResponse;
    assert_eq!(told(&scene, start), [(first, Level::Near, 500), (first, Level::Breached, 500)]);
}

#[test]
fn words_that_come_after_the_end_do_not_hide_the_breach() {
    let mut scene = Scene::with(&["ana"]);
    let start = scene.now;
    scene.joins("c1");
    scene.accepted("c1");
    // The alarm is late: the words were said at 95 s, and heard of at 100 s.
    let said = Timestamp(start.0 + 95_000);
    scene.now = Timestamp(start.0 + 100_000);
    scene.on(Event::Answered(chat("c1"), Episode(1), said));
    let first = Clock::FirstResponse;
    assert_eq!(told(&scene, start), [(first, Level::Near, 95), (first, Level::Breached, 95)]);
}
