//! The trade's words as an agent reads them.

pub mod calls;
pub mod desk;
pub mod on_call;
pub mod promises;
pub mod routing;
mod understanding;

pub use understanding::{
    day, fact, fact_value, goal, moment, mood, mood_key, outcome_key, proof, topic,
};

use warmline_model::{CloseReason, Language, Millis, Outcome, Status, Tier, Trigger};
use warmline_wire::{Code, Refusal, WaitRange};

/// A tier's name.
pub const fn tier(tier: Tier) -> &'static str {
    match tier {
        Tier::Critical => "Critical",
        Tier::High => "High",
        Tier::Standard => "Standard",
        Tier::Low => "Low",
    }
}

/// A tier as the end of a CSS class or test id.
pub const fn tier_key(tier: Tier) -> &'static str {
    match tier {
        Tier::Critical => "critical",
        Tier::High => "high",
        Tier::Standard => "standard",
        Tier::Low => "low",
    }
}

/// A status's name.
pub const fn status(status: Status) -> &'static str {
    match status {
        Status::Available => "Available",
        Status::Busy => "Busy",
        Status::Break => "Break",
        Status::Offline => "Offline",
    }
}

/// A status as the end of a CSS class or test id.
pub const fn status_key(status: Status) -> &'static str {
    match status {
        Status::Available => "available",
        Status::Busy => "busy",
        Status::Break => "break",
        Status::Offline => "offline",
    }
}

/// Why there is a handoff.
pub const fn trigger(trigger: Trigger) -> &'static str {
    match trigger {
        Trigger::Button => "Pressed \u{201c}Talk to a Human\u{201d}",
        Trigger::Asked => "Asked for a person in their own words",
        Trigger::Policy => "A policy of yours demands a person",
        Trigger::CannotDo => "Asked for something that only a person can do",
        Trigger::Frustration => "They sounded frustrated, and took the offer of a person",
        Trigger::SameProblem => {
            "The same problem after the assistant\u{2019}s answers; they took the offer of a person"
        }
        Trigger::ManyTurns => "Many messages and no end; they took the offer of a person",
        Trigger::Mailed => "Wrote an e-mail",
        Trigger::LowConfidence => {
            "The assistant was not sure enough; they took the offer of a person"
        }
        Trigger::ConsecutiveLow => "Two unsure answers in a row; they took the offer of a person",
        Trigger::Bot => "Your bot decided it",
        Trigger::BotFailed => "The assistant could not answer; they took the offer of a person",
    }
}

/// How an attempt of the assistant ended.
pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Unanswered => "They have not said whether it helped",
        Outcome::AskedFurther => "They asked further",
        Outcome::AskedForHuman => "They asked for a person",
        Outcome::NotAnswered => "Not sure enough to answer",
        Outcome::Accepted => "They accepted it",
        Outcome::Declined => "They did not accept it",
    }
}

/// A language's English name.
pub const fn language(language: Language) -> &'static str {
    match language {
        Language::En => "English",
        Language::Es => "Spanish",
        Language::Pt => "Portuguese",
        Language::Fr => "French",
        Language::De => "German",
        Language::It => "Italian",
        Language::Nl => "Dutch",
        Language::Pl => "Polish",
        Language::Tr => "Turkish",
        Language::Ja => "Japanese",
        Language::Zh => "Chinese",
        Language::Ko => "Korean",
        Language::Ar => "Arabic",
        Language::Hi => "Hindi",
        Language::Ru => "Russian",
    }
}

/// A span as a stopwatch shows it: `0:42`, `12:05`, `1:02:09`. Never below zero.
pub fn stopwatch(span: Millis) -> String {
    let seconds = (span.0 / 1_000).max(0);
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

/// A range of waits: "under 1 min", "2 to 4 min".
pub fn range(wait: WaitRange) -> String {
    let high = wait.high_s.div_ceil(60);
    match (wait.low_s / 60, high) {
        (_, 0 | 1) => "under 1 min".into(),
        (0, high) => format!("under {high} min"),
        (low, high) if low == high => format!("{high} min"),
        (low, high) => format!("{low} to {high} min"),
    }
}

/// The first letters of the first and the last word.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace();
    let first = words.next().and_then(|word| word.chars().next());
    let last = words.next_back().and_then(|word| word.chars().next());
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// How many files there are, if any.
pub fn files(number: usize) -> Option<String> {
    match number {
        0 => None,
        1 => Some("1 file".into()),
        _ => Some(format!("{number} files")),
    }
}

/// A rating: `★★★★☆`.
pub fn stars(score: u8) -> String {
    (1..=5).map(|n| if n <= score { '\u{2605}' } else { '\u{2606}' }).collect()
}

/// How a matter stood when it was closed.
pub const fn close_reason(reason: CloseReason) -> &'static str {
    match reason {
        CloseReason::Solved => "Solved",
        CloseReason::FollowUp => "To follow up",
        CloseReason::NotSolved => "Not solved",
        CloseReason::NoReply => "No reply",
        CloseReason::NotForUs => "Not for us",
    }
}

/// The same for tests.
pub const fn close_reason_id(reason: CloseReason) -> &'static str {
    match reason {
        CloseReason::Solved => "closed-solved",
        CloseReason::FollowUp => "closed-follow-up",
        CloseReason::NotSolved => "closed-not-solved",
        CloseReason::NoReply => "closed-no-reply",
        CloseReason::NotForUs => "closed-not-for-us",
    }
}

/// The same words with a capital letter first.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

/// Why something did not happen: the edge's own sentence, or one for its code.
pub fn refusal(refusal: &Refusal) -> String {
    if refusal.code == Code::UnsupportedVersion {
        return "This page is out of date. Load it again.".into();
    }
    let message = refusal.message.trim();
    if !message.is_empty() {
        let mut text = capital(message);
        if !text.ends_with(['.', '!', '?']) {
            text.push('.');
        }
        return text;
    }
    match refusal.code {
        Code::Taken => "A colleague was first.",
        Code::OfferGone => "That offer is over.",
        Code::NotYours => "Only the agent who leads the conversation can do that.",
        Code::AtCapacity => "You have as many conversations as your capacity.",
        Code::NotAvailable => "Your status does not allow that.",
        Code::NotAble => "It calls for a skill or a language that you do not have.",
        Code::NotAllowed => "Your role does not allow that.",
        Code::NotNow => "That is not possible any more.",
        Code::TooLong => "A message may have 4,000 characters.",
        Code::Closed => "The conversation is closed.",
        Code::SlowDown => "That was a little fast. Try again in a moment.",
        _ => "That did not work.",
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_reads_like_a_stopwatch_and_never_runs_backwards() {
        let read = |seconds| stopwatch(Millis::seconds(seconds));
        assert_eq!([read(-3), read(42), read(725)], ["0:00", "0:42", "12:05"]);
        assert_eq!(read(3_729), "1:02:09");
    }

    #[test]
    fn a_told_wait_is_never_shorter_in_words_than_it_was() {
        let read = |low_s, high_s| range(WaitRange { low_s, high_s });
        assert_eq!(read(0, 45), "under 1 min");
        assert_eq!(read(30, 90), "under 2 min");
        assert_eq!(read(60, 200), "1 to 4 min");
        assert_eq!(read(120, 120), "2 min");
    }

    #[test]
    fn initials_come_from_the_first_and_the_last_name() {
        assert_eq!(initials("Ana Lucía Moreno"), "AM");
        assert_eq!(initials("émile"), "É");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn a_refusal_is_told_in_the_edges_words_or_else_in_ours() {
        let told = |message: &str| refusal(&Refusal::new(Code::Taken, message));
        assert_eq!(told("taken by Ben"), "Taken by Ben.");
        assert_eq!(told(" "), "A colleague was first.");
    }
}
