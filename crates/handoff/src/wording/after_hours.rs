//! The words of after hours: what can be chosen, what is promised, and what came of it (T7, R-131 to R-140).

use super::times::{Choosable, ClockOf, Opening, TimeWords};
use super::{Templates, Words};
use warmline_model::{Alternative, Promise, Slot};

/// How many free times are written out; buttons have more.
pub(crate) const TIMES_SAID: usize = 5;

/// T7, or its reminder: the team is offline, when it is at work again, and what can be chosen.
pub fn after_hours(
    clock: &ClockOf<'_>,
    opening: Option<Opening>,
    choices: &[Choosable],
    again: bool,
) -> String {
    let opens = opening.map(|opening| {
        let when = clock.opening(opening);
        clock.templates.say_times(Words::OpensAgain, &[], &[("when", &when)])
    });
    let words = if again { Words::AfterHoursAgain } else { Words::AfterHours };
    let fields = [("again", opens.as_deref().unwrap_or_default())];
    with_options(clock, words, &fields, choices)
}

/// Words that end in the options.
pub fn with_options(
    clock: &ClockOf<'_>,
    words: Words,
    fields: &[(&str, &str)],
    choices: &[Choosable],
) -> String {
    let options = options(clock, choices);
    let fields: Vec<(&str, &str)> =
        fields.iter().copied().chain([("options", &options[..])]).collect();
    clock.templates.say(words, &fields)
}

/// "Here are your options: (1) … (2) …"; without any, the way back.
pub fn options(clock: &ClockOf<'_>, choices: &[Choosable]) -> String {
    if choices.is_empty() {
        return clock.templates.say(Words::BackAnyTime, &[]);
    }
    let each = choices.iter().zip(1..).map(|(choice, n)| {
        let words = match choice.kind {
            Alternative::Callback => Words::OptionCall,
            Alternative::OnCall => Words::OptionOnCall,
            Alternative::SelfService => Words::OptionSelfService,
            Alternative::Email | Alternative::Unknown => Words::OptionTicket,
        };
        let when = clock.offered(choice);
        format!("({n}) {}", clock.templates.say_times(words, &[], &[("when", &when)]))
    });
    let each = each.collect::<Vec<_>>().join(" ");
    clock.templates.say(Words::Options, &[("options", &each)])
}

/// The first of the times that are free.
pub fn free_times(clock: &ClockOf<'_>, slots: &[Slot]) -> String {
    let each = slots.iter().take(TIMES_SAID).zip(1..).map(|(slot, n)| {
        let time = clock.free(*slot);
        format!("({n}) {}", clock.templates.say_times(Words::FreeTime, &[], &[("time", &time)]))
    });
    let times = each.collect::<Vec<_>>().join(" ");
    clock.templates.say(Words::FreeTimes, &[("times", &times)])
}

/// What is promised, by its record.
pub fn confirmed(
    templates: &Templates,
    promise: &Promise,
    ticket: &str,
    when: &TimeWords,
    by_default: bool,
) -> String {
    let words = match promise.kind {
        Alternative::Callback => Words::CallBooked,
        Alternative::OnCall => Words::OnCallAlerted,
        Alternative::Email | Alternative::SelfService | Alternative::Unknown if by_default => {
            Words::TicketByDefault
        }
        Alternative::Email | Alternative::SelfService | Alternative::Unknown => Words::TicketMade,
    };
    let fields = [("ticket", ticket), ("contact", &promise.contact)];
    templates.say_times(words, &fields, &[("when", when)])
}

/// The reminder of a booked call, or that it does not take place.
pub fn of_call(
    templates: &Templates,
    words: Words,
    promise: &Promise,
    ticket: &str,
    when: &TimeWords,
) -> String {
    let fields = [("ticket", ticket), ("contact", &promise.contact)];
    templates.say_times(words, &fields, &[("when", when)])
}

/// The apology for a promise that was not kept.
pub fn broken(templates: &Templates, kind: Alternative, when: &TimeWords) -> String {
    let words = match kind {
        Alternative::Callback => Words::BrokenCall,
        Alternative::OnCall => Words::BrokenOnCall,
        Alternative::Email | Alternative::SelfService | Alternative::Unknown => Words::BrokenEmail,
    };
    templates.say_times(words, &[], &[("when", when)])
}

/// The welcome of a customer who was away for a while. `more`: what follows, where it is not the question
/// whether there is more to add.
pub fn welcome_back(
    clock: &ClockOf<'_>,
    customer: &str,
    issue: Option<&str>,
    promise: Option<&Promise>,
    more: Option<&str>,
) -> String {
    let templates = clock.templates;
    let issue = issue.map(|issue| templates.say(Words::WelcomeIssue, &[("issue", issue)]));
    let promise = promise.map(|promise| {
        let when = clock.promised(promise);
        if promise.broken.is_some() {
            return broken(templates, promise.kind, &when);
        }
        let words = match promise.kind {
            Alternative::Callback => Words::WelcomeCall,
            Alternative::OnCall => Words::WelcomeOnCall,
            Alternative::Email | Alternative::SelfService | Alternative::Unknown => {
                Words::WelcomeEmail
            }
        };
        templates.say_times(words, &[], &[("when", &when)])
    });
    let more = more.map_or_else(|| templates.say(Words::WelcomeMore, &[]), str::to_owned);
    let fields = [
        ("customer", customer),
        ("issue", issue.as_deref().unwrap_or_default()),
        ("promise", promise.as_deref().unwrap_or_default()),
        ("more", &more),
    ];
    templates.say(Words::WelcomeBack, &fields)
}
