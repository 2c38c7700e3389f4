//! Hours against an oracle that walks minute by minute, in every zone, around changes of the clock.
//!
//! Many more cases: `cargo test -p warmline-handoff --test hours -- --ignored many_more_cases`, with the
//! file `HOURS_FILE` that node then compares: `HOURS_FILE=… node --test tests/workerd/hours.test.mjs`.

#[path = "hours/case.rs"]
mod case;
#[path = "hours/fixture.rs"]
mod fixture;
#[path = "hours/oracle.rs"]
mod oracle;

use case::{Case, Chance};
use oracle::Oracle;
use std::env;
use warmline_handoff::hours::{Hours, Stretch, Zone};
use warmline_model::{Millis, Timestamp};

const MINUTE: i64 = 60_000;

/// The first disagreement with the oracle in so many cases.
fn disagreement(seed: u64, cases: usize) -> Option<String> {
    let zones = case::zones();
    let mut asked = 0;
    for n in 0..cases {
        let mut chance = Chance::new(seed.wrapping_add(n as u64));
        let case = Case::new(&mut chance, &zones);
        let hours = case.hours();
        let oracle = Oracle::new(&case);
        for minute in case.moments(&mut chance) {
            asked += 1;
            if let Some(wrong) = differs(&case, &hours, &oracle, minute, &mut chance) {
                return Some(format!(
                    "seed {}: {wrong}\n{}",
                    seed.wrapping_add(n as u64),
                    case.json()
                ));
            }
        }
    }
    println!("{cases} cases, {asked} moments: equal");
    None
}

fn differs(
    case: &Case,
    hours: &Hours,
    oracle: &Oracle,
    minute: i64,
    chance: &mut Chance,
) -> Option<String> {
    // What holds at a minute holds until the next.
    let at = Timestamp(minute * MINUTE + chance.below(60_000) as i64);
    let begun = |minute: i64| if minute * MINUTE < at.0 { at } else { Timestamp(minute * MINUTE) };
    let clock = |moment: Option<Timestamp>| moment.map(|moment| moment.0 as f64 / MINUTE as f64);
    let told = |what: &str, ours: String, its: String| {
        (ours != its).then(|| format!("{what} at {minute} in {}: {ours}, not {its}", case.zone))
    };
    let open = oracle.is_open(minute);
    let wrong = told("open", hours.is_open(at).to_string(), open.to_string());
    let wrong = wrong.or_else(|| {
        let its = oracle.next_open(minute)?;
        let ours = hours.next_open(at);
        told("next_open", format!("{:?}", clock(ours)), format!("{:?}", clock(Some(begun(its)))))
    });
    let wrong = wrong.or_else(|| {
        let its = oracle.stretch(minute)?;
        let its = its.map(|(from, until)| Stretch {
            from: Timestamp(from * MINUTE),
            until: Timestamp(until * MINUTE),
        });
        told("stretch", format!("{:?}", hours.stretch(at)), format!("{its:?}"))
    });
    let wrong = wrong.or_else(|| {
        let minutes = chance.below(2_000) as i64;
        let its = oracle.after_working(minute, minutes)?;
        let ours = hours.after_working(Timestamp(minute * MINUTE), Millis(minutes * MINUTE));
        let its = Some(Timestamp(its * MINUTE));
        told("after_working", format!("{:?}", clock(ours)), format!("{:?}", clock(its)))
    });
    wrong.or_else(|| {
        let length = [5, 15, 30, 45, 50, 60, 90, 240][chance.below(8)];
        let from = Timestamp(minute * MINUTE);
        let slots = hours.slots(from, Millis(length * MINUTE), 3);
        let ours: Vec<i64> = slots.map(|slot| slot.from.0 / MINUTE).collect();
        let its = oracle.slots(minute, length, 3);
        told(&format!("slots of {length}"), format!("{ours:?}"), format!("{its:?}"))
    })
}

#[test]
fn hours_agree_with_an_oracle_that_walks_minute_by_minute() {
    // zones x dates, with gaps, folds, odd offsets, spans past midnight, exceptions.
    assert_eq!(disagreement(1, 1_000), None);
}

#[test]
#[ignore = "long: HOURS_CASES of them, 100,000 unless said"]
fn hours_agree_with_the_oracle_in_many_more_cases() {
    let number = |name: &str| env::var(name).ok().and_then(|text| text.parse().ok());
    let cases = number("HOURS_CASES").unwrap_or(100_000);
    let seed = number("HOURS_SEED").unwrap_or(1_000_000);
    assert_eq!(disagreement(seed as u64, cases), None);
}

#[test]
fn what_is_compared_with_the_browsers_clocks_is_what_hours_say() {
    // Node reads the same file: tests/workerd/hours.test.mjs.
    expect_test::expect_file!["../../../tests/hours/cases.jsonl"]
        .assert_eq(&fixture::lines(1, 1_000));
}

#[test]
#[ignore = "writes HOURS_CASES (100,000 unless said) into the file HOURS_FILE, for node to compare"]
fn many_more_cases_are_written_to_be_compared_with_the_browsers_clocks() {
    let file = env::var("HOURS_FILE").expect("HOURS_FILE");
    let cases = env::var("HOURS_CASES").ok().and_then(|text| text.parse().ok());
    let lines = fixture::lines(1_000_000, cases.unwrap_or(100_000));
    std::fs::write(file, lines).expect("written");
}

#[test]
fn where_it_is_closed_the_next_open_moment_is_open_and_the_minute_before_it_is_not() {
    let zones = case::zones();
    for seed in 0..2_000 {
        let mut chance = Chance::new(seed);
        let case = Case::new(&mut chance, &zones);
        let hours = case.hours();
        for minute in case.moments(&mut chance) {
            let at = Timestamp(minute * MINUTE);
            let Some(next) = hours.next_open(at) else { continue };
            assert!(hours.is_open(next) && next >= at, "{}", case.json());
            if !hours.is_open(at) {
                assert!(!hours.is_open(next - Millis(MINUTE)), "{}", case.json());
                assert!(!hours.is_open(next - Millis(1)), "{}", case.json());
            }
            if let Some(closes) = hours.closes(next) {
                assert!(!hours.is_open(closes) && hours.is_open(closes - Millis(1)));
                assert_eq!(hours.stretch(next).map(|s| s.until), Some(closes));
            }
        }
    }
}

#[test]
fn more_working_time_or_a_later_beginning_never_ends_earlier() {
    let zones = case::zones();
    for seed in 0..500 {
        let mut chance = Chance::new(seed);
        let case = Case::new(&mut chance, &zones);
        let hours = case.hours();
        let from = Timestamp(case.minute * MINUTE);
        let mut last = None;
        for time in 0..40 {
            let end = hours.after_working(from, Millis(time * 37 * MINUTE));
            assert!(end.is_none() || end >= last, "{time} {}", case.json());
            if let Some(end) = end {
                let inside = hours.is_open(end) || hours.is_open(end - Millis(1));
                assert!(inside && end >= from, "{time} {}", case.json());
            }
            last = end;
        }
        let mut last = None;
        for later in 0..40 {
            let from = from + Millis(later * 97 * MINUTE);
            let end = hours.after_working(from, Millis(200 * MINUTE));
            assert!(end.is_none() || end >= last, "{later} {}", case.json());
            last = end;
        }
    }
}

#[test]
fn no_moment_from_year_1_to_9999_and_none_beyond_makes_hours_panic() {
    let zones = case::zones();
    let (first, last) = (-62_135_596_800_000_i64, 253_402_300_799_999_i64);
    for seed in 0..400 {
        let mut chance = Chance::new(seed);
        let case = Case::new(&mut chance, &zones);
        let hours = case.hours();
        let zone = Zone::find(&case.zone).expect("a zone");
        let span = (last - first) as u64 / 1_000;
        let any = first + (chance.next() % span) as i64 * 1_000;
        let day = 86_400_000;
        for at in [any, first, last, first + day, last - day, last - 2 * day, i64::MIN, i64::MAX] {
            let at = Timestamp(at);
            let next = hours.next_open(at);
            assert!(next.is_none_or(|next| hours.is_open(next)), "{at:?} {}", case.json());
            let _when = (hours.is_open(at), hours.closes(at), hours.stretch(at));
            let _end = hours.after_working(at, Millis(i64::MAX));
            let _end = hours.after_working(at, Millis::minutes(240));
            let slots = hours.slots(at, Millis::minutes(30), 20);
            assert!(slots.take(50).all(|slot| hours.is_open(slot.from)), "{}", case.json());
            let _said = zone.local(at, Timestamp(any));
        }
    }
}
