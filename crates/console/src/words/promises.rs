//! Promises in an agent's words: what is owed, how it stands, and how promises were kept.

use crate::service::{ENOUGH, rate};
use warmline_model::{Alternative, Millis, Promise, PromiseState, Timestamp};
use warmline_wire::PromisesKept;

/// What is promised.
pub const fn kind(kind: Alternative) -> &'static str {
    match kind {
        Alternative::Callback => "Callback",
        Alternative::Email => "E-mail",
        Alternative::OnCall => "On call",
        Alternative::SelfService | Alternative::Unknown => "Answer",
    }
}

/// How it stands, for a colour: "near" at risk, "breached" broken or overdue, "kept", or nothing.
pub fn level(promise: &Promise, now: Timestamp) -> Option<&'static str> {
    match promise.state() {
        PromiseState::Kept => Some("kept"),
        PromiseState::Replaced | PromiseState::Unknown => None,
        PromiseState::Broken => Some("breached"),
        PromiseState::Open | PromiseState::AtRisk if promise.due < now => Some("breached"),
        PromiseState::AtRisk => Some("near"),
        PromiseState::Open => None,
    }
}

/// How it stands: "Due in 12 min", "At risk: due in 12 min", "Broken: overdue by 3 min", "Kept".
pub fn standing(promise: &Promise, now: Timestamp) -> String {
    let left = promise.due - now;
    let (over, span) = (left.0 < 0, long(Millis(left.0.abs())));
    match promise.state() {
        PromiseState::Kept => "Kept".into(),
        PromiseState::Replaced => "No longer owed".into(),
        PromiseState::Broken if !promise.is_owed() => "Broken, made up for later".into(),
        PromiseState::Broken => format!("Broken: overdue by {span}"),
        PromiseState::AtRisk if !over => format!("At risk: due in {span}"),
        PromiseState::Open | PromiseState::AtRisk | PromiseState::Unknown if over => {
            format!("Overdue by {span}")
        }
        PromiseState::Open | PromiseState::AtRisk | PromiseState::Unknown => {
            format!("Due in {span}")
        }
    }
}

/// A span in the words of a day: "under 1 min", "12 min", "3 h 20 min", "2 days".
fn long(span: Millis) -> String {
    let minutes = span.0 / 60_000;
    let (hours, rest) = (minutes / 60, minutes % 60);
    match (hours, rest) {
        (0, 0) => "under 1 min".into(),
        (0, minutes) => format!("{minutes} min"),
        (hours, _) if hours >= 48 => format!("{} days", hours / 24),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

/// How many of those whose time has come were kept, with the share where there are enough of them: "19 of 20 (95 %)".
/// A dash where there are none.
pub fn kept(of: &PromisesKept) -> String {
    let due = of.kept.saturating_add(of.broken);
    if due == 0 {
        return "\u{2014}".into();
    }
    let share = rate(of.kept, due).map(|percent| format!(" ({percent} %)")).unwrap_or_default();
    format!("{} of {due}{share}", of.kept)
}

/// What came of the others: "24 made, 2 open, 1 at risk, 1 not needed". Says how many a share needs where there are
/// too few.
pub fn others(of: &PromisesKept) -> String {
    let mut parts = vec![format!("{} made", of.made)];
    for (number, name) in [(of.open, "open"), (of.at_risk, "at risk"), (of.replaced, "not needed")]
    {
        if number > 0 {
            parts.push(format!("{number} {name}"));
        }
    }
    if of.made > 0 && of.kept.saturating_add(of.broken) < ENOUGH {
        parts.push(format!("a share from {ENOUGH} on"));
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn promise() -> Promise {
        Promise {
            number: 1,
            slot: None,
            at_risk: None,
            broken: None,
            replaced: None,
            kind: Alternative::Callback,
            contact: String::new(),
            made: Timestamp(0),
            due: Timestamp(60 * MINUTE),
            kept: None,
        }
    }

    #[test]
    fn a_promise_is_due_or_overdue() {
        let promise = promise();
        let said = |minutes: i64| standing(&promise, Timestamp(minutes * MINUTE));
        assert_eq!(
            [said(48), said(60), said(63)],
            ["Due in 12 min", "Due in under 1 min", "Overdue by 3 min"]
        );
        assert_eq!(said(-140), "Due in 3 h 20 min");
        assert_eq!(said(60 + 60 * 72), "Overdue by 3 days");
    }

    #[test]
    fn what_is_at_risk_or_broken_says_so_in_words_and_not_by_colour_alone() {
        //
        let now = Timestamp(50 * MINUTE);
        let risk = Promise { at_risk: Some(now), ..promise() };
        assert_eq!(standing(&risk, now), "At risk: due in 10 min");
        assert_eq!(level(&risk, now), Some("near"));
        let later = Timestamp(70 * MINUTE);
        let broken = Promise { broken: Some(risk.due), ..risk.clone() };
        assert_eq!(standing(&broken, later), "Broken: overdue by 10 min");
        assert_eq!([level(&broken, later), level(&risk, later)], [Some("breached"); 2]);
        let late = Promise { kept: Some(later), ..broken };
        assert_eq!(standing(&late, later), "Broken, made up for later");
        let kept = Promise { kept: Some(now), ..promise() };
        assert_eq!((standing(&kept, later).as_str(), level(&kept, later)), ("Kept", Some("kept")));
    }

    #[test]
    fn a_share_of_kept_promises_needs_twenty_and_is_never_over_a_hundred() {
        //
        let of = |made, kept, broken, open| PromisesKept {
            kind: Alternative::Email,
            made,
            kept,
            broken,
            replaced: 0,
            open,
            at_risk: 0,
        };
        let none = of(0, 0, 0, 0);
        assert_eq!((super::kept(&none).as_str(), others(&none).as_str()), ("\u{2014}", "0 made"));
        assert_eq!(super::kept(&of(24, 19, 1, 4)), "19 of 20 (95 %)");
        assert_eq!(others(&of(24, 19, 1, 4)), "24 made, 4 open");
        assert_eq!(super::kept(&of(3, 2, 1, 0)), "2 of 3");
        assert_eq!(others(&of(3, 2, 1, 0)), "3 made, a share from 20 on");
        assert_eq!(super::kept(&of(5, u64::MAX, 1, 0)), format!("{0} of {0} (100 %)", u64::MAX));
    }
}
