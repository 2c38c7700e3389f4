//! What the card of a promise says, and the choices with their times: never more than is still true.

use warmline_model::{Alternative, PromiseState, Timestamp};
use warmline_wire::{PromiseCard, TimedChoice};

/// How a promise stands for whoever waits for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// There is time to keep it. Whether little or much of it is the team's concern.
    Owed,
    /// Its time is over by the clock, and the edge has not said yet what came of it.
    Passed,
    /// It was not kept.
    Broken,
    /// It was kept.
    Kept,
}

/// How the promise stands at `now`, by the edge's clock; none where there is nothing to show.
pub fn standing(card: &PromiseCard, now: Timestamp) -> Option<Standing> {
    match card.state {
        PromiseState::Open | PromiseState::AtRisk => {
            Some(if now > end(card) { Standing::Passed } else { Standing::Owed })
        }
        PromiseState::Broken => Some(Standing::Broken),
        PromiseState::Kept => Some(Standing::Kept),
        PromiseState::Replaced | PromiseState::Unknown => None,
    }
}

/// When its time is over: a call may still come until its slot ends.
pub fn end(card: &PromiseCard) -> Timestamp {
    card.slot.map_or(card.due, |slot| slot.until)
}

/// What was promised, and how it stands.
pub const fn title(kind: Alternative, standing: Standing) -> &'static str {
    match (standing, kind) {
        (Standing::Owed, Alternative::Email) => "You get an answer by e-mail",
        (Standing::Owed, Alternative::Callback) => "You get a call",
        (Standing::Owed, Alternative::OnCall) => "A person joins this chat",
        (Standing::Owed, Alternative::SelfService | Alternative::Unknown) => "You get an answer",
        (Standing::Passed, _) => "The time for this has passed",
        (Standing::Broken, _) => "We are sorry: we did not keep this",
        (Standing::Kept, Alternative::Email) => "You have your answer by e-mail",
        (Standing::Kept, Alternative::Callback) => "You had your call",
        (Standing::Kept, Alternative::OnCall) => "A person joined this chat",
        (Standing::Kept, Alternative::SelfService | Alternative::Unknown) => "You have your answer",
    }
}

/// When: `due` and `until` are the moments in words, `until` where it is a booked call.
pub fn time(standing: Standing, due: &str, until: Option<&str>) -> String {
    let span = match until {
        Some(until) => [due, " to ", until].concat(),
        None => due.to_owned(),
    };
    let by = if until.is_some() { "" } else { "by " };
    match standing {
        Standing::Owed => capital(&[by, &span].concat()),
        Standing::Passed | Standing::Broken => ["It was due ", by, &span, "."].concat(),
        Standing::Kept => {
            ["It was promised ", if until.is_some() { "for " } else { by }, &span].concat()
        }
    }
}

/// Where to: nothing where somebody joins the chat.
pub fn place(card: &PromiseCard, standing: Standing) -> Option<String> {
    match standing {
        Standing::Passed => Some("Nobody reached you? Write to us here.".to_owned()),
        Standing::Owed if !card.contact.is_empty() => {
            let to = if card.kind == Alternative::Callback { "At " } else { "To " };
            Some([to, &card.contact].concat())
        }
        Standing::Owed | Standing::Broken | Standing::Kept => None,
    }
}

/// A choice's button. `by` is the choice's moment in words, `minutes` how far off it is; both only where it is
/// still ahead.
pub fn choice(kind: Alternative, by: Option<&str>, minutes: i64) -> Option<String> {
    let with = |text: &str, before: &str| match by {
        Some(by) => [text, before, by].concat(),
        None => text.to_owned(),
    };
    Some(match kind {
        Alternative::Email => with("Open a ticket", ": answer by "),
        Alternative::Callback if by.is_none() => "Choose a time for a call".to_owned(),
        Alternative::Callback => with("Get a call", " by "),
        Alternative::OnCall if by.is_some() && minutes < 120 => {
            let minutes = if minutes <= 1 { "1 minute".to_owned() } else { several(minutes) };
            ["Alert the person on call: joins within ", &minutes].concat()
        }
        Alternative::OnCall => with("Alert the person on call", ": joins by "),
        Alternative::SelfService => "Do it here myself".to_owned(),
        Alternative::Unknown => return None,
    })
}

fn several(minutes: i64) -> String {
    [&minutes.to_string(), " minutes"].concat()
}

/// The choice's moment and how many minutes it is off, where it is still ahead of `now`: a choice that has been
/// shown for long says no time that is over.
pub fn ahead(choice: TimedChoice, now: Timestamp) -> Option<(Timestamp, i64)> {
    let by = choice.by.filter(|by| *by > now)?;
    Some((by, ((by - now).0 + 30_000) / 60_000))
}

/// By how much the edge's clock is ahead of this one, after an entry that was stored `at` has come `now`. One
/// that has come at once tells it; an older one can only show that this clock is behind.
pub fn skew(known: i64, at: Timestamp, now: Timestamp, at_once: bool) -> i64 {
    let ahead = (at - now).0;
    if at_once || ahead > known { ahead } else { known }
}

/// The same words with a capital letter first.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_model::Slot;

    const MINUTE: i64 = 60_000;

    fn card(state: PromiseState) -> PromiseCard {
        PromiseCard {
            number: 1,
            kind: Alternative::Email,
            contact: "mia@shop.example".into(),
            due: Timestamp(10 * MINUTE),
            slot: None,
            state,
            ticket: "T-7KQ2-M9XA".into(),
        }
    }

    #[test]
    fn a_card_never_claims_a_future_that_is_over_though_no_frame_comes() {
        //
        let open = card(PromiseState::Open);
        assert_eq!(standing(&open, Timestamp(10 * MINUTE)), Some(Standing::Owed));
        assert_eq!(standing(&open, Timestamp(10 * MINUTE + 1)), Some(Standing::Passed));
        let late = Standing::Passed;
        assert_eq!(title(open.kind, late), "The time for this has passed");
        assert_eq!(time(late, "today, 10:30", None), "It was due by today, 10:30.");
        assert_eq!(place(&open, late).as_deref(), Some("Nobody reached you? Write to us here."));
    }

    #[test]
    fn what_is_at_risk_alarms_the_team_and_not_the_customer() {
        //
        let (open, risk) = (card(PromiseState::Open), card(PromiseState::AtRisk));
        assert_eq!(standing(&open, Timestamp(0)), standing(&risk, Timestamp(0)));
        assert_eq!(time(Standing::Owed, "tomorrow, 10:30", None), "By tomorrow, 10:30");
        assert_eq!(place(&risk, Standing::Owed).as_deref(), Some("To mia@shop.example"));
    }

    #[test]
    fn a_booked_call_may_come_until_its_slot_ends() {
        //
        let slot = Slot { from: Timestamp(10 * MINUTE), until: Timestamp(25 * MINUTE) };
        let call = PromiseCard {
            kind: Alternative::Callback,
            slot: Some(slot),
            ..card(PromiseState::Open)
        };
        assert_eq!(standing(&call, Timestamp(20 * MINUTE)), Some(Standing::Owed));
        assert_eq!(standing(&call, Timestamp(26 * MINUTE)), Some(Standing::Passed));
        assert_eq!(time(Standing::Owed, "today, 10:30", Some("10:45")), "Today, 10:30 to 10:45");
        assert_eq!(place(&call, Standing::Owed).as_deref(), Some("At mia@shop.example"));
    }

    #[test]
    fn a_broken_promise_is_owned_and_what_was_replaced_is_not_shown() {
        //
        let broken = standing(&card(PromiseState::Broken), Timestamp(0));
        assert_eq!(broken, Some(Standing::Broken));
        assert!(title(Alternative::Callback, Standing::Broken).contains("sorry"));
        assert_eq!(title(Alternative::Callback, Standing::Kept), "You had your call");
        for state in [PromiseState::Replaced, PromiseState::Unknown] {
            assert_eq!(standing(&card(state), Timestamp(0)), None);
        }
    }

    #[test]
    fn each_choice_says_its_time_and_none_that_is_over() {
        //
        let said = choice;
        let by = Some("Monday, 10:30");
        let said_of = |kind| said(kind, by, 15).unwrap_or_default();
        assert_eq!(said_of(Alternative::Email), "Open a ticket: answer by Monday, 10:30");
        assert_eq!(said_of(Alternative::Callback), "Get a call by Monday, 10:30");
        assert_eq!(
            said_of(Alternative::OnCall),
            "Alert the person on call: joins within 15 minutes"
        );
        let call = said(Alternative::Callback, None, 0);
        assert_eq!(call.as_deref(), Some("Choose a time for a call"));
        let ticket = said(Alternative::Email, None, 0);
        assert_eq!(ticket.as_deref(), Some("Open a ticket"));
        assert_eq!(said(Alternative::Unknown, by, 15), None);
        let at = |now| {
            ahead(TimedChoice { kind: Alternative::OnCall, by: Some(Timestamp(15 * MINUTE)) }, now)
        };
        assert_eq!(at(Timestamp(900)), Some((Timestamp(15 * MINUTE), 15)));
        assert_eq!(at(Timestamp(15 * MINUTE)), None);
    }

    #[test]
    fn a_clock_that_is_wrong_is_put_right_by_what_comes_at_once_and_by_nothing_old() {
        // this clock is two minutes ahead, then two behind.
        assert_eq!(skew(0, Timestamp(0), Timestamp(2 * MINUTE), true), -2 * MINUTE);
        assert_eq!(skew(0, Timestamp(0), Timestamp(2 * MINUTE), false), 0);
        assert_eq!(skew(0, Timestamp(2 * MINUTE), Timestamp(0), false), 2 * MINUTE);
    }
}
