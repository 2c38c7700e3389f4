//! The honest wait by itself: what it says, and when it says nothing.

use super::*;

const MINUTE: Millis = Millis::minutes(1);

fn learned(handling: &[i64]) -> Waits {
    let mut waits = Waits::default();
    for minutes in handling {
        waits.handled(Department::SUPPORT, Millis::minutes(*minutes));
    }
    for seconds in 4..14 {
        waits.accepted(Millis::seconds(seconds));
    }
    waits
}

fn agent(capacity: u32, ages: &[i64]) -> Able {
    let busy = |age: &i64| Busy { department: Department::SUPPORT, age: Millis::minutes(*age) };
    Able { pools: 1, wider: 0, capacity, busy: ages.iter().map(busy).collect() }
}

fn facts(able: Vec<Able>, waiting: usize) -> Facts {
    Facts {
        pools: vec![Pool { department: Department::SUPPORT, wider_after: None }],
        able,
        line: vec![InLine { pool: 0, wider_in: None }; waiting],
        offer_stands: Millis::seconds(30),
    }
}

#[test]
fn nobody_able_to_serve_or_too_few_measured_times_give_no_estimate() {
    // absent when it can't be known.
    let waits = learned(&[5, 6, 7, 8, 9]);
    let nobody = waits.forecast(&facts(Vec::new(), 1));
    assert_eq!((nobody.at(0), nobody.newcomer(0, 1)), (None, None));
    let other_skill = Able { pools: 2, ..agent(2, &[]) };
    assert_eq!(waits.forecast(&facts(vec![other_skill], 0)).newcomer(0, 0), None);
    let few = learned(&[5, 6, 7, 8]).forecast(&facts(vec![agent(1, &[1])], 1));
    assert_eq!((few.at(0), few.newcomer(0, 1)), (None, None));
    let strange = waits.forecast(&facts(vec![agent(1, &[])], 0));
    assert_eq!(strange.newcomer(9, 0), None);
    assert_eq!(strange.at(7), None);
}

#[test]
fn whom_a_free_place_awaits_waits_for_an_offer_to_be_accepted() {
    let waits = learned(&[]);
    let forecast = waits.forecast(&facts(vec![agent(2, &[])], 1));
    for estimate in [forecast.at(0), forecast.newcomer(0, 1)] {
        let Estimate { wait, middle, .. } = estimate.expect("a place is free");
        assert!(wait.low >= Millis::seconds(2) && wait.high <= Millis::seconds(15), "{wait:?}");
        assert!(wait.low <= middle && middle <= wait.high);
    }
    // Two places, and one waits already: the second newcomer has to wait for an end.
    assert_eq!(forecast.newcomer(0, 2), None);
}

#[test]
fn the_wait_follows_from_who_is_ahead_and_how_long_conversations_take() {
    let waits = learned(&[10; 20]);
    // Two agents, each with one conversation that has taken 4 of its 10 minutes.
    let forecast = waits.forecast(&facts(vec![agent(1, &[4]), agent(1, &[4])], 5));
    let middle = |place| forecast.at(place).map_or(Millis(0), |e| e.middle);
    for (place, minutes) in [(0, 6), (1, 6), (2, 16), (3, 16), (4, 26)] {
        let off = (middle(place).0 - Millis::minutes(minutes).0).abs();
        assert!(off < MINUTE.0, "{place}: {:?}", middle(place));
    }
    assert_eq!(forecast.newcomer(0, 0), forecast.at(0));
    let last = forecast.newcomer(0, 5).map_or(Millis(0), |e| e.middle);
    assert!((last.0 - Millis::minutes(26).0).abs() < MINUTE.0, "{last:?}");
}

#[test]
fn a_long_line_is_played_in_part_and_goes_on_as_it_went() {
    let waits = learned(&[9, 10, 11, 10, 10, 10, 9, 11]);
    let forecast = waits.forecast(&facts(vec![agent(1, &[1]); 20], 10_000));
    let middle = |place| forecast.at(place).map_or(0.0, |e| e.middle.0 as f64 / 60_000.0);
    assert!((middle(499) - 250.0).abs() < 10.0, "{}", middle(499));
    assert!((middle(9_999) - 5_000.0).abs() < 150.0, "{}", middle(9_999));
    let end = forecast.newcomer(0, 10_000).map_or(0.0, |e| e.middle.0 as f64 / 60_000.0);
    assert!((end - 5_000.0).abs() < 150.0, "{end}");
}

#[test]
fn others_help_out_once_a_need_is_waived() {
    let waits = learned(&[10; 20]);
    let helper = Able { pools: 0, wider: 1, capacity: 1, busy: Vec::new() };
    let mut facts = facts(vec![agent(1, &[1]), helper], 1);
    facts.pools[0].wider_after = Some(MINUTE);
    facts.line[0].wider_in = Some(Millis::seconds(40));
    let forecast = waits.forecast(&facts);
    let first = forecast.at(0).map_or(Millis(0), |e| e.middle);
    assert!((40..60).contains(&(first.0 / 1_000)), "{first:?}");
}

#[test]
fn eight_of_ten_waits_fall_inside_also_when_the_world_is_not_as_measured() {
    // waits twice as long as the play expects, and spread wider.
    let mut waits = learned(&[4, 6, 8, 10, 12, 14, 16]);
    let mut seed = 7_u64;
    let mut part = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as f64 / (1_u64 << 31) as f64
    };
    let mut after = WaitScore::default();
    for n in 0..2_000 {
        let line = 3 + (part() * 4.0) as usize;
        let forecast = waits.forecast(&facts(vec![agent(1, &[3]), agent(1, &[5])], line));
        let estimate = forecast.newcomer(0, line).expect("an estimate");
        let announced = estimate.announced(Timestamp(0));
        let actual = announced.played.middle.0 as f64 * (0.6 + 2.8 * part());
        if n == 500 {
            after = waits.score();
        }
        waits.came_true(&announced, Millis(actual as i64));
    }
    let score = waits.score();
    let share = |now: u32, then: u32| f64::from(now - then) / 1_500.0;
    assert!((0.77..0.83).contains(&share(score.inside, after.inside)), "{score:?}");
    assert!((0.08..0.12).contains(&share(score.longer, after.longer)), "{score:?}");
}

#[test]
fn whoever_gives_up_counts_only_if_their_wait_was_longer_than_told() {
    let mut waits = learned(&[10; 20]);
    let forecast = waits.forecast(&facts(vec![agent(1, &[4])], 1));
    let announced = forecast.at(0).expect("an estimate").announced(Timestamp(0));
    waits.gave_up(&announced, MINUTE);
    assert_eq!(waits.score().scored(), 0);
    waits.gave_up(&announced, Millis::minutes(60));
    assert_eq!(waits.score().longer, 1);
}

#[test]
fn what_was_learned_survives_being_stored() {
    let mut waits = learned(&[5, 6, 7, 8, 9]);
    let forecast = waits.forecast(&facts(vec![agent(1, &[1])], 1));
    waits.came_true(&forecast.at(0).expect("known").announced(Timestamp(0)), MINUTE);
    let stored = serde_json::to_string(&waits).expect("a text");
    assert_eq!(serde_json::from_str::<Waits>(&stored).ok(), Some(waits));
}

#[test]
fn no_wait_is_so_strange_that_the_ranges_after_it_are_nonsense() {
    let mut waits = learned(&[10; 20]);
    let facts = facts(vec![agent(1, &[4])], 3);
    for actual in [Millis(0), Millis(i64::MAX / 8), Millis::minutes(100_000)] {
        for _ in 0..100 {
            let estimate = waits.forecast(&facts).at(2).expect("an estimate");
            assert!(estimate.wait.low <= estimate.wait.high, "{estimate:?}");
            assert!(estimate.wait.high <= Millis::minutes(7 * 24 * 60 + 1), "{estimate:?}");
            waits.came_true(&estimate.announced(Timestamp(0)), actual);
        }
    }
}
