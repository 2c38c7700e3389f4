//! The words to a customer who waits: each true at its moment (R-100 to R-104, T6a to T6c).

use super::Missing;
use crate::standing::Wait;
use warmline_model::{Alternative, Longer, Millis};

/// what is missing most, asked while the customer already waits.
pub fn wait_question(missing: Missing) -> String {
    match missing {
        Missing::Matter => {
            "You are in line. While you wait: what is it about? I will pass it along, so that you \
             need not say it twice."
        }
        Missing::OrderNumber => {
            "You are in line. If you have the order or invoice number at hand, write it here, and \
             the agent can look it up before saying hello."
        }
    }
    .into()
}

/// Nobody is at work when the wait begins.
pub fn team_offline(choices: &[(Alternative, Millis)]) -> String {
    let words = "Nobody from our team is online at this moment. Your place in line is kept, and the \
                 whole conversation is saved for the first person who comes online.";
    match named(choices) {
        Some(choices) => format!("{words} If you prefer, a team member can {choices}."),
        None => words.into(),
    }
}

/// What a word during the wait can say.
#[derive(Clone, Copy, Debug)]
pub struct WaitWord<'a> {
    /// 1 at 30 s, 2 at 60 s, and so on.
    pub step: u32,
    /// 1 is next; absent if not known.
    pub position: Option<u32>,
    /// How long it will still take; absent if not known.
    pub wait: Option<Wait>,
    /// Whether anyone who could serve them is at work.
    pub team_online: bool,
    /// Why it takes longer than they were told, where they have not heard that reason yet.
    pub longer: Option<Longer>,
    /// Whether to apologize for the long wait and name the choices: T6c.
    pub apologize: bool,
    /// What they can choose, with the time within which it is promised.
    pub choices: &'a [(Alternative, Millis)],
    /// What they have chosen without saying how to reach them.
    pub choosing: Option<Alternative>,
}

/// A true word during the wait (R-101, T6a to T6c).
pub fn still_waiting(word: &WaitWord<'_>) -> String {
    let mut text = if word.team_online { on_the_way(word) } else { nobody_yet(word) };
    text.push_str(match word.choosing {
        Some(Alternative::Callback) => " To be called back instead, write your phone number here.",
        Some(Alternative::Email) => " To get an e-mail instead, write your address here.",
        Some(Alternative::Unknown) | None => "",
    });
    text
}

fn on_the_way(word: &WaitWord<'_>) -> String {
    let place = match word.position {
        Some(1) => "you are next in line".to_owned(),
        Some(n) => format!("you are number {n} in line"),
        None => "you are in line".to_owned(),
    };
    let why = word.longer.and_then(why);
    if word.apologize {
        let why = why.map(|why| format!(": {why}")).unwrap_or_default();
        let choice = match named(word.choices) {
            Some(choices) => format!(
                "Would you prefer to keep waiting, or would you like a team member to {choices}?"
            ),
            None => "You can keep waiting, or go back to the assistant at any time.".into(),
        };
        return format!("I apologize for the longer wait{why}. Right now {place}. {choice}");
    }
    let why = why.map(|why| format!("I am sorry, this takes longer than I told you: {why}. "));
    let why = why.unwrap_or_default();
    match word.step {
        1 => format!(
            "{why}Still finding the right person for you -- {place}. While you wait, is there \
             anything else about your situation I should pass along to the agent?"
        ),
        2 => {
            let when = match word.wait {
                Some(wait) => format!("A team member should be with you in {}.", about(wait)),
                None => format!("Right now {place}."),
            };
            format!(
                "{why}Thank you for your patience. {when} All the details of our conversation are \
                 ready for them."
            )
        }
        _ => format!("{why}Thank you for waiting. Right now {place}."),
    }
}

fn nobody_yet(word: &WaitWord<'_>) -> String {
    let sorry = if word.apologize { "I apologize for the longer wait. " } else { "" };
    let asks = match word.step {
        1 => "While you wait, is there anything else about your situation I should pass along?",
        _ => "You are still in line.",
    };
    let choice = match named(word.choices) {
        Some(choices) => format!("If you prefer, a team member can {choices}."),
        None => "You can go back to the assistant at any time.".into(),
    };
    format!("{sorry}Nobody from our team is online yet. {asks} {choice}")
}

/// Why a wait got longer than the customer was told.
fn why(longer: Longer) -> Option<String> {
    Some(match longer {
        Longer::UrgentAhead { more: 0 } | Longer::Unknown => return None,
        Longer::UrgentAhead { more: 1 } => "one more urgent conversation has to go first".into(),
        Longer::UrgentAhead { more } => {
            format!("{more} more urgent conversations have to go first")
        }
        Longer::FewerPeople => "fewer people of our team are available than before".into(),
        Longer::SlowerThanUsual => "the conversations before yours take longer than usual".into(),
    })
}

/// "call you back within 1 hour, or e-mail you within 4 hours".
fn named(choices: &[(Alternative, Millis)]) -> Option<String> {
    let each = choices.iter().filter_map(|(kind, time)| match kind {
        Alternative::Callback => Some(format!("call you back within {}", span(*time))),
        Alternative::Email => Some(format!("e-mail you within {}", span(*time))),
        Alternative::Unknown => None,
    });
    let each: Vec<String> = each.collect();
    (!each.is_empty()).then(|| each.join(", or "))
}

/// A span that was promised, in words.
fn span(time: Millis) -> String {
    let minutes = (time.as_seconds_ceil() + 59) / 60;
    let (number, unit) = match minutes {
        m if m % (24 * 60) == 0 => (m / (24 * 60), "day"),
        m if m % 60 == 0 => (m / 60, "hour"),
        m => (m, "minute"),
    };
    if number == 1 { format!("1 {unit}") } else { format!("{number} {unit}s") }
}

/// The one question after a choice, if nobody knows how to reach them.
pub fn how_to_reach(kind: Alternative) -> String {
    match kind {
        Alternative::Callback => {
            "Which phone number can we call you back on? Write it here. Until then you keep your \
             place in line."
        }
        Alternative::Email | Alternative::Unknown => {
            "Which e-mail address can we write to? Write it here. Until then you keep your place \
             in line."
        }
    }
    .into()
}

/// What is promised instead of the wait, with its time.
pub fn promised(kind: Alternative, contact: &str, within: Millis) -> String {
    let what = match kind {
        Alternative::Callback => format!("A team member will call you at {contact}"),
        Alternative::Email | Alternative::Unknown => {
            format!("A team member will send an e-mail to {contact}")
        }
    };
    format!(
        "{what} within {}. They will have everything so far, so you need not wait in line. I am \
         here if you need anything else in the meantime.",
        span(within)
    )
}

/// A wait in words: "about 2 to 4 minutes".
pub fn about(wait: Wait) -> String {
    let high = wait.high.as_seconds_ceil();
    if high <= 60 {
        return "less than a minute".into();
    }
    let low = Millis(wait.low.0).as_seconds_ceil() / 60;
    let high = (high + 59) / 60;
    if low == 0 {
        format!("less than {high} minutes")
    } else if low == high {
        format!("about {high} minutes")
    } else {
        format!("about {low} to {high} minutes")
    }
}
