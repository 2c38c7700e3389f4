//! Recurrences against another implementation.
//!
//! `tests/recurrences.json` was made outside the project with python-dateutil 2.9 and zoneinfo: random rules, each
//! followed by naive clocks within a window around a change of the clock, and each of its times placed in the zone
//! (`fold=0`). Left out is where the two are known to differ, because RFC 5545 says so: weeks of the year without a day
//! of the week, and numbered days beside ones that are not.

use crate::rule::{Budget, Rule};
use crate::value::When;
use crate::zone::Zone;
use serde::Deserialize;

#[derive(Deserialize)]
struct Followed {
    rule: String,
    zone: String,
    begins: String,
    from: String,
    until: String,
    moments: Vec<i64>,
}

#[test]
fn seven_hundred_rules_over_changes_of_the_clock_come_to_what_another_implementation_says() {
    let all: Vec<Followed> =
        serde_json::from_str(include_str!("../../tests/recurrences.json")).expect("cases");
    assert!(all.len() >= 500, "{}", all.len());
    let mut budget = Budget::default();
    let mut wrong = Vec::new();
    for case in &all {
        let clock = |text: &str| When::read(text).expect(text).clock();
        let zone = Zone::find(&case.zone).expect("a zone");
        let rule = Rule::read(&case.rule).expect(&case.rule);
        let window = (clock(&case.from), clock(&case.until));
        let moment = |clock| zone.moment(clock);
        budget = if budget.take(1).is_ok() { Budget::default() } else { budget };
        let found = rule.clocks(clock(&case.begins), window, &moment, &mut budget);
        let found = found.map(|found| found.into_iter().map(moment).collect::<Vec<_>>());
        if found.as_deref() != Ok(&case.moments) {
            wrong.push(format!(
                "{} in {} from {}: {:?} and not {:?}",
                case.rule, case.zone, case.begins, found, case.moments
            ));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

#[test]
fn where_the_standard_says_more_than_that_implementation_it_is_followed() {
    let follow = |rule: &str, begins: &str| {
        let clock = |text: &str| When::read(text).expect(text).clock();
        let rule = Rule::read(rule).expect(rule);
        let window = (clock("20260101"), clock("20270101"));
        let found = rule.clocks(clock(begins), window, &|_| 0, &mut Budget::default());
        let found = found.expect("not too much").into_iter();
        found.map(|clock| clock.strftime("%m%d").to_string()).collect::<Vec<_>>()
    };
    // A week of the year without a day of the week has that of the beginning.
    assert_eq!(follow("FREQ=YEARLY;BYWEEKNO=20", "20240516T090000"), ["0514"]);
    // Every Monday, and the second Tuesday.
    let both = follow("FREQ=MONTHLY;BYMONTH=6;BYDAY=MO,2TU", "20250601T090000");
    assert_eq!(both, ["0601", "0608", "0609", "0615", "0622", "0629"]);
}
