//! The desk in an agent's words: clocks, offers, transfers, and how it all went.

use super::stopwatch;
use crate::service::{Alarm, Due, Kind, Trouble, rate};
use warmline_model::{Clock, Level, Millis, Status, WaitScore};
use warmline_wire::{News, TeamMember};

/// What may be said to let an offer pass; one's own words do as well.
pub const DECLINE_REASONS: [&str; 4] =
    ["Busy with another one", "Not my field", "I know the customer", "Ending my shift"];

/// Said when the desk can't be told anything.
pub const NOT_CONNECTED: &str =
    "Not connected at this moment. Try again when the connection is back.";
/// Said when the connection went while a transfer was on its way.
pub const TRANSFER_CUT_OFF: &str =
    "The connection was lost on the way. If it did not arrive, you can send it again.";
/// Said when the desk has taken a transfer.
pub const TRANSFER_BEGUN: &str = "Asked. It stays with you until somebody accepts.";

/// Said when a conversation left its agent while they passed it on.
pub const TRANSFER_GONE: &str = "It is not with you any more.";

/// A clock in a few words: "first answer due in 0:24".
pub fn due(due: Due) -> String {
    let time = stopwatch(Millis(due.left.0.abs()));
    match (due.clock, due.level) {
        (Clock::FirstResponse, None) => format!("First answer due in {time}"),
        (Clock::FirstResponse, Some(Level::Near)) => {
            format!("Nearly due: answer in {time}")
        }
        (Clock::Resolution, None) => format!("To be solved in {time}"),
        (Clock::Resolution, Some(Level::Near)) => format!("Nearly due: solve in {time}"),
        (Clock::FirstResponse, Some(Level::Breached)) => {
            format!("SLA breached: answer late{}", by(due))
        }
        (Clock::Resolution, Some(Level::Breached)) => {
            format!("SLA breached: overdue{}", by(due))
        }
    }
}

/// By how much, where that much has passed.
fn by(due: Due) -> String {
    if due.left.0 > -1_000 {
        return String::new();
    }
    format!(" by {}", stopwatch(Millis(-due.left.0)))
}

/// What was recorded of a clock: "First answer nearly due".
pub const fn sla(clock: Clock, level: Level) -> &'static str {
    match (clock, level) {
        (Clock::FirstResponse, Level::Near) => "First answer was nearly due",
        (Clock::FirstResponse, Level::Breached) => "First answer was late",
        (Clock::Resolution, Level::Near) => "Solving it was nearly due",
        (Clock::Resolution, Level::Breached) => "Not solved in time",
    }
}

/// A customer who waits for a word: "They have waited 1:20 for a word; back to the line in 0:40".
pub fn owed(waited: Millis, left: Millis) -> String {
    let waited = stopwatch(waited);
    if left.0 <= 0 {
        return format!("They have waited {waited} for a word; back to the line now");
    }
    format!("They have waited {waited} for a word; back to the line in {}", stopwatch(left))
}

/// An alarm, as it is said once to whoever can't see it.
pub fn alarm(alarm: &Alarm) -> String {
    let name = customer(alarm.customer.as_ref());
    let what = match alarm.kind {
        Kind::Near(Clock::FirstResponse) => "the first answer is nearly due",
        Kind::Near(Clock::Resolution) => "the time to solve it is nearly over",
        Kind::Breached(Clock::FirstResponse) => "the first answer is late",
        Kind::Breached(Clock::Resolution) => "it was not solved in time",
        Kind::Silent => "the customer waits for a word and goes back to the line soon",
    };
    format!("{name}: {what}.")
}

/// How many clocks are late or near; none where all is well.
pub fn trouble(trouble: Trouble) -> Option<String> {
    match (trouble.breached, trouble.near) {
        (0, 0) => None,
        (0, near) => Some(format!("{near} nearly due")),
        (breached, 0) => Some(format!("{breached} late")),
        (breached, near) => Some(format!("{breached} late, {near} nearly due")),
    }
}

/// The title of the page: what is late or near, then how many offers wait.
pub fn title(offers: usize, trouble: Trouble) -> String {
    let offers = if offers == 0 { String::new() } else { format!("({offers}) ") };
    match self::trouble(trouble) {
        Some(trouble) => format!("{offers}{trouble} \u{00b7} Warmline"),
        None => format!("{offers}Warmline"),
    }
}

/// A customer's name, where it is known.
pub fn customer(name: Option<&String>) -> String {
    name.cloned().unwrap_or_else(|| "Visitor".into())
}

/// What happened to a conversation of this agent's; `customer` is the name, where the screen knows it.
pub fn news(news: &News, customer: Option<&String>) -> Option<String> {
    let whose = customer.map_or_else(|| "Your conversation".to_owned(), |name| name.clone());
    Some(match news {
        News::PassedOn { name } => {
            format!("{whose} is with {name} now: they accepted what you passed on.")
        }
        News::NotPassedOn { why } => {
            let why = why.trim().trim_end_matches('.');
            if why.is_empty() {
                format!("{whose} stays with you: nobody accepted it.")
            } else {
                format!("{whose} stays with you. {}.", super::capital(why))
            }
        }
        News::TakenOver { name } => format!("{name} took over {}.", lower(&whose, customer)),
        News::Lost => format!(
            "{whose} is in the line again, at the front: the customer had waited long for a word, or your console was not connected."
        ),
        News::Unknown => return None,
    })
}

fn lower(whose: &str, customer: Option<&String>) -> String {
    if customer.is_some() { whose.to_owned() } else { "your conversation".into() }
}

/// A note of a colleague's in a conversation that is not open.
pub fn noted(author: &str, customer: Option<&String>) -> String {
    format!("{author} left a note: {}", self::customer(customer))
}

/// How well the told waits held, or that there are too few to say.
pub fn wait_score(score: &WaitScore) -> String {
    let scored = score.scored();
    let Some(inside) = rate(score.inside.into(), scored.into()) else {
        return format!("Too few waits to judge the estimate yet: {scored} of 20.");
    };
    let seconds = (score.mean_error.0.unsigned_abs() + 500) / 1_000;
    let off =
        if seconds < 90 { format!("{seconds} s") } else { format!("{} min", (seconds + 30) / 60) };
    format!("{inside} % of {scored} waits were inside the range we told; off by {off} on average.")
}

/// A count, with its share of a whole where that says something: "12 (5 %)".
pub fn share(part: u64, whole: u64) -> String {
    rate(part, whole).map_or_else(|| part.to_string(), |percent| format!("{part} ({percent} %)"))
}

/// How often an offer was let pass.
pub fn declined(times: u32) -> String {
    match times {
        1 => "Let pass once".into(),
        2 => "Let pass twice".into(),
        times => format!("Let pass {times} times"),
    }
}

/// Why a colleague of this status can't be given a conversation.
pub const fn not_free(status: Status) -> &'static str {
    match status {
        Status::Available => "",
        Status::Busy => "Busy: wants no new conversation",
        Status::Break => "On break",
        Status::Offline => "Not here",
    }
}

/// What a colleague is there for: "Billing · senior, refunds · speaks Spanish".
pub fn about(member: &TeamMember) -> String {
    let mut parts = vec![member.department.name()];
    let others = member.skills.iter().filter(|skill| **skill != member.department.into());
    let skills: Vec<String> = others.map(|of| super::routing::skill(*of)).collect();
    if !skills.is_empty() {
        parts.push(skills.join(", "));
    }
    let languages: Vec<&str> = member.languages.iter().map(|of| super::language(*of)).collect();
    if !languages.is_empty() {
        parts.push(format!("speaks {}", languages.join(", ")));
    }
    parts.join(" \u{00b7} ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock(clock: Clock, seconds: i64, level: Option<Level>) -> String {
        due(Due { clock, left: Millis::seconds(seconds), level })
    }

    #[test]
    fn a_clock_says_what_is_due_and_a_breach_is_said_plainly() {
        //
        assert_eq!(clock(Clock::FirstResponse, 24, None), "First answer due in 0:24");
        let near = Some(Level::Near);
        assert_eq!(clock(Clock::FirstResponse, 9, near), "Nearly due: answer in 0:09");
        let late = Some(Level::Breached);
        let said = clock(Clock::FirstResponse, -12, late);
        assert_eq!(said, "SLA breached: answer late by 0:12");
        assert_eq!(clock(Clock::Resolution, 0, late), "SLA breached: overdue");
    }

    #[test]
    fn the_title_tells_offers_and_what_is_late() {
        assert_eq!(title(0, Trouble::default()), "Warmline");
        assert_eq!(title(2, Trouble::default()), "(2) Warmline");
        let trouble = Trouble { breached: 1, near: 2 };
        assert_eq!(title(1, trouble), "(1) 1 late, 2 nearly due \u{00b7} Warmline");
    }

    #[test]
    fn news_names_the_customer_and_blames_nobody() {
        //
        let of = |told: News| news(&told, Some(&"Mia Lund".to_owned())).expect("words");
        let passed = of(News::PassedOn { name: "Ben".into() });
        assert_eq!(passed, "Mia Lund is with Ben now: they accepted what you passed on.");
        let kept = of(News::NotPassedOn { why: "nobody answered.".into() });
        assert_eq!(kept, "Mia Lund stays with you. Nobody answered.");
        assert_eq!(news(&News::Unknown, None), None);
        let taken = news(&News::TakenOver { name: "Sol".into() }, None);
        assert_eq!(taken.as_deref(), Some("Sol took over your conversation."));
    }

    #[test]
    fn the_wait_score_needs_twenty_waits() {
        //
        let score = |inside, shorter, longer| {
            wait_score(&WaitScore { inside, shorter, longer, mean_error: Millis::seconds(40) })
        };
        assert_eq!(score(9, 5, 5), "Too few waits to judge the estimate yet: 19 of 20.");
        let said = "82 % of 240 waits were inside the range we told; off by 40 s on average.";
        assert_eq!(score(197, 23, 20), said);
        assert_eq!([share(3, 19), share(3, 150)], ["3", "3 (2 %)"]);
    }
}
