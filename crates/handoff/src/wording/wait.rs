//! The words to a customer who waits: each true at its moment (R-100 to R-104, T6a to T6c).

use super::times::{Choosable, about, given, within};
use super::{Templates, Words};
use crate::standing::Wait;
use warmline_model::{Alternative, Longer, Promise, Timestamp};

/// Nobody is at work when the wait begins.
pub fn team_offline(templates: &Templates, now: Timestamp, choices: &[Choosable]) -> String {
    let choice = named(templates, now, choices, Words::IfYouPrefer).unwrap_or_default();
    templates.say(Words::TeamOffline, &[("choice", &choice)])
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
    /// What they can choose, with the time by which it is promised.
    pub choices: &'a [Choosable],
    /// What time it is.
    pub now: Timestamp,
    /// What they have chosen without saying how to reach them.
    pub choosing: Option<Alternative>,
}

/// A true word during the wait (R-101, T6a to T6c).
pub fn still_waiting(templates: &Templates, word: &WaitWord<'_>) -> String {
    let text =
        if word.team_online { on_the_way(templates, word) } else { nobody_yet(templates, word) };
    let write = match word.choosing {
        Some(Alternative::Callback) => Words::WriteNumber,
        Some(Alternative::Email) => Words::WriteAddress,
        Some(Alternative::OnCall | Alternative::SelfService | Alternative::Unknown) | None => {
            return text;
        }
    };
    format!("{text} {}", templates.say(write, &[]))
}

fn on_the_way(templates: &Templates, word: &WaitWord<'_>) -> String {
    let say = |words, fields: &[(&str, &str)]| templates.say(words, fields);
    let place = match word.position {
        Some(1) => say(Words::PlaceNext, &[]),
        Some(n) => say(Words::PlaceNumber, &[("number", &n.to_string())]),
        None => say(Words::PlaceUnknown, &[]),
    };
    let place = ("place", &place[..]);
    let because = word.longer.and_then(|longer| because(templates, longer)).unwrap_or_default();
    let because = ("because", &because[..]);
    if word.apologize {
        let choice = named(templates, word.now, word.choices, Words::WaitOr);
        let choice = choice.unwrap_or_else(|| say(Words::WaitOrBack, &[]));
        return say(Words::LongWait, &[because, place, ("choice", &choice)]);
    }
    let why = if because.1.is_empty() { String::new() } else { say(Words::Longer, &[because]) };
    let why = ("why", &why[..]);
    match word.step {
        1 => say(Words::FirstWord, &[why, place]),
        2 => {
            let when = match word.wait {
                Some(wait) => {
                    templates.say_times(Words::WaitKnown, &[], &[("wait", &about(templates, wait))])
                }
                None => say(Words::WaitUnknown, &[place]),
            };
            say(Words::SecondWord, &[why, ("when", &when)])
        }
        _ => say(Words::LaterWord, &[why, place]),
    }
}

fn nobody_yet(templates: &Templates, word: &WaitWord<'_>) -> String {
    let say = |words, fields: &[(&str, &str)]| templates.say(words, fields);
    let sorry = if word.apologize { say(Words::Sorry, &[]) } else { String::new() };
    let choice = named(templates, word.now, word.choices, Words::IfYouPrefer);
    let choice = choice.unwrap_or_else(|| say(Words::BackAnyTime, &[]));
    let words = if word.step == 1 { Words::NobodyFirst } else { Words::NobodyLater };
    say(words, &[("sorry", &sorry), ("choice", &choice)])
}

/// Why a wait got longer than the customer was told.
fn because(templates: &Templates, longer: Longer) -> Option<String> {
    Some(match longer {
        Longer::UrgentAhead { more: 0 } | Longer::Unknown => return None,
        Longer::UrgentAhead { more: 1 } => templates.say(Words::OneUrgent, &[]),
        Longer::UrgentAhead { more } => {
            templates.say(Words::MoreUrgent, &[("number", &more.to_string())])
        }
        Longer::FewerPeople => templates.say(Words::FewerPeople, &[]),
        Longer::SlowerThanUsual => templates.say(Words::Slower, &[]),
    })
}

/// "If you prefer, a team member can call you back within 1 hour, or e-mail you within 4 hours."
fn named(
    templates: &Templates,
    now: Timestamp,
    choices: &[Choosable],
    sentence: Words,
) -> Option<String> {
    let each = choices.iter().filter_map(|choice| {
        let words = match choice.kind {
            Alternative::Callback => Words::ByCallback,
            Alternative::Email => Words::ByEmail,
            Alternative::OnCall | Alternative::SelfService | Alternative::Unknown => return None,
        };
        let time = within(templates, choice, now);
        Some(templates.say_times(words, &[], &[("time", &time)]))
    });
    let each: Vec<String> = each.collect();
    let choices = each.join(&templates.say(Words::Or, &[]));
    (!each.is_empty()).then(|| templates.say(sentence, &[("choices", &choices)]))
}

/// What is promised instead of the wait, with its time.
pub fn promised(templates: &Templates, promise: &Promise) -> String {
    let words = match promise.kind {
        Alternative::Callback => Words::PromisedCallback,
        Alternative::Email
        | Alternative::OnCall
        | Alternative::SelfService
        | Alternative::Unknown => Words::PromisedEmail,
    };
    let time = given(templates, promise);
    templates.say_times(words, &[("contact", &promise.contact)], &[("time", &time)])
}
