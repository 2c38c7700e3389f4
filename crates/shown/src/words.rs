//! What the widget itself says. Everything else is said by the edge, in the visitor's language.

use warmline_model::{Alternative, Department, Goal, Longer};
use warmline_wire::{Code, WaitRange};

/// The button of R-004, by the same name everywhere.
pub const TALK_TO_A_HUMAN: &str = "Talk to a Human";

/// How long it will take, as far as that can be known.
pub fn wait(range: WaitRange) -> String {
    let (low, high) = (range.low_s / 60, range.high_s.div_ceil(60));
    let mut text = String::from("Estimated wait: ");
    if high <= 1 {
        text.push_str(if range.high_s < 60 { "less than a minute" } else { "about a minute" });
        return text;
    }
    if low == 0 {
        text.push_str("up to ");
    } else if low == high {
        text.push_str("about ");
    } else {
        text.push_str(&low.to_string());
        text.push_str(" to ");
    }
    text.push_str(&high.to_string());
    text.push_str(" minutes");
    text
}

/// Where in the line.
pub fn position(position: Option<u32>) -> String {
    match position {
        None => "Finding the right person for you".to_owned(),
        Some(1) => "You are next in line".to_owned(),
        Some(number) => {
            let mut text = String::from("You are number ");
            text.push_str(&number.to_string());
            text.push_str(" in line");
            text
        }
    }
}

/// What is known about the wait.
pub fn outlook(range: Option<WaitRange>, team_online: bool) -> String {
    match (range, team_online) {
        (_, false) => "Our team is offline at the moment. Your place in line is kept.".to_owned(),
        (Some(range), true) => wait(range),
        (None, true) => "We can't say yet how long it will take. Your place is kept.".to_owned(),
    }
}

/// A span in minutes and seconds.
pub fn elapsed(seconds: u32) -> String {
    let (minutes, seconds) = (seconds / 60, seconds % 60);
    let mut text = minutes.to_string();
    text.push_str(if seconds < 10 { ":0" } else { ":" });
    text.push_str(&seconds.to_string());
    text
}

/// Which team a human is of, by the site's own name for it, or whom they are bringing in.
pub fn team(team: &str, department: Department, passing_to: Option<&str>) -> String {
    if let Some(whom) = passing_to {
        return ["Bringing in ", whom].concat();
    }
    let name = department.name();
    ["Person from our ", if team.is_empty() { &name } else { team }, " team"].concat()
}

/// Why the wait got longer than was told.
pub fn longer(longer: Longer) -> Option<&'static str> {
    match longer {
        Longer::UrgentAhead { more: 0 } | Longer::Unknown => None,
        Longer::UrgentAhead { more: 1 } => {
            Some("This takes longer than we told you: an urgent conversation has to go first.")
        }
        Longer::UrgentAhead { .. } => {
            Some("This takes longer than we told you: urgent conversations have to go first.")
        }
        Longer::FewerPeople => {
            Some("This takes longer than we told you: fewer people are available than before.")
        }
        Longer::SlowerThanUsual => {
            Some("This takes longer than we told you: the conversations before yours take longer.")
        }
    }
}

/// The button of something else than to wait, with its name for tests.
pub const fn alternative(kind: Alternative) -> Option<(&'static str, &'static str)> {
    match kind {
        Alternative::Callback => Some(("choose-callback", "Call me back")),
        Alternative::Email => Some(("choose-email", "E-mail me")),
        Alternative::OnCall | Alternative::SelfService | Alternative::Unknown => None,
    }
}

/// What the visitor wants, as it is passed on.
pub const fn goal(goal: Goal) -> &'static str {
    match goal {
        Goal::Refund => "You want your money back",
        Goal::Replacement => "You want a replacement",
        Goal::Cancel => "You want to cancel",
        Goal::Change => "You want something changed",
        Goal::Fix => "You want this put right",
        Goal::Status => "You want to know where things stand",
        Goal::Access => "You want to get back in",
        Goal::Document => "You want a document",
        Goal::Explain => "You want to know how this works",
        Goal::Quote => "You want a price or an offer",
        Goal::Heard => "You want to be heard",
    }
}

/// Why a link from another device does not work.
pub const fn link_refused(code: Code) -> &'static str {
    match code {
        Code::Expired => {
            "This link is too old to be used. On your other device, press \u{201c}Continue on \
             another device\u{201d} again for a new one."
        }
        _ => "This link does not open a conversation on this site.",
    }
}

/// Why a conversation can't go on by itself.
pub fn ended(code: Code) -> &'static str {
    match code {
        Code::UnsupportedVersion => {
            "There is a newer version of this chat. Please reload the page."
        }
        Code::ForeignOrigin => "This chat is not available on this site.",
        Code::Expired => "This conversation has been idle for too long to be opened again.",
        _ => "This conversation can't be opened any more.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_is_told_as_a_range_and_never_understated() {
        //
        let told = |low_s, high_s| wait(WaitRange { low_s, high_s });
        assert_eq!(told(10, 40), "Estimated wait: less than a minute");
        assert_eq!(told(30, 60), "Estimated wait: about a minute");
        assert_eq!(told(30, 90), "Estimated wait: up to 2 minutes");
        assert_eq!(told(60, 170), "Estimated wait: 1 to 3 minutes");
        assert_eq!(told(120, 120), "Estimated wait: about 2 minutes");
    }

    #[test]
    fn a_wait_that_cannot_be_known_is_not_made_up() {
        //
        assert!(outlook(None, true).starts_with("We can't say yet"));
        assert!(outlook(None, false).starts_with("Our team is offline"));
        assert_eq!(elapsed(65), "1:05");
    }

    #[test]
    fn a_person_is_of_the_team_as_the_site_calls_it_and_it_shows_whom_they_bring_in() {
        //
        let billing = Department::BILLING;
        assert_eq!(team("Money", billing, None), "Person from our Money team");
        assert_eq!(team("", billing, None), "Person from our Billing team");
        assert_eq!(team("Money", billing, Some("our Legal team")), "Bringing in our Legal team");
    }

    #[test]
    fn a_reason_or_a_choice_that_this_version_does_not_know_is_not_shown() {
        assert_eq!(longer(Longer::Unknown), None);
        assert_eq!(alternative(Alternative::Unknown), None);
        assert!(link_refused(Code::Expired).contains("too old"));
    }
}
