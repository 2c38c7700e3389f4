//! What customers read: the site's words or the default ones, filled in with what is true now.

mod after_hours;
mod catalog;
mod opening;
mod templates;
mod times;
mod wait;

pub(crate) use after_hours::TIMES_SAID;
pub use after_hours::{
    after_hours, broken, confirmed, free_times, of_call, options, welcome_back, with_options,
};
pub use opening::opening;
pub use templates::{CATALOG, Field, Group, Holds, Template, Templates, Words};
pub use times::{Choosable, ClockOf, Opening, TimeWords, about, given, within};
pub use wait::{WaitWord, promised, still_waiting, team_offline};

use std::collections::BTreeMap;
use warmline_model::{Card, CloseReason, Reason, Tier, Trigger};

/// The button that takes an offer.
pub const CONNECT: &str = "Connect me";
/// The button that declines it.
pub const STAY: &str = "Stay with the assistant";

/// The words when a handoff starts: T1, T3, or a shorter word where the customer took an offer.
/// Outside the hours (`open` is false) none that says that somebody comes now.
pub fn handoff_started(templates: &Templates, reason: &Reason, tier: Tier, open: bool) -> String {
    let words = match (reason.trigger, tier) {
        (Trigger::Mailed, _) => Words::Mailed,
        (Trigger::Policy, _) if !open => Words::PolicyAfterHours,
        _ if !open => Words::PassedOnAfterHours,
        (Trigger::Button | Trigger::Asked, _) => Words::Asked,
        // T3's "shortly" for a critical one is left out: it would promise what is not known yet.
        (Trigger::Policy, Tier::Critical) => Words::PolicyCritical,
        (Trigger::Policy, _) => Words::Policy,
        (Trigger::CannotDo, _) => Words::CannotDo,
        (
            Trigger::LowConfidence
            | Trigger::ConsecutiveLow
            | Trigger::BotFailed
            | Trigger::Frustration
            | Trigger::SameProblem
            | Trigger::ManyTurns
            | Trigger::Bot,
            _,
        ) => Words::TookOffer,
    };
    let policy = reason.policy.as_ref().map_or("this", |policy| &policy.name);
    templates.say(words, &[("policy", policy)])
}

/// What an agent will want to know and the customer has not said yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// What it is about.
    Matter,
    /// Which order or invoice.
    OrderNumber,
}

/// T8: the closing words, drafted from the card, for each way to close it.
pub fn closing(templates: &Templates, card: &Card) -> BTreeMap<CloseReason, String> {
    let customer = card.customer.name.as_deref().unwrap_or_default();
    let drafted = |reason| {
        let words = match reason {
            CloseReason::Solved => Words::ClosingSolved,
            CloseReason::FollowUp => Words::ClosingFollowUp,
            CloseReason::NotSolved => Words::ClosingNotSolved,
            CloseReason::NoReply => Words::ClosingNoReply,
            CloseReason::NotForUs => Words::ClosingNotForUs,
        };
        (reason, templates.say(words, &[("customer", customer)]))
    };
    CloseReason::ALL.map(drafted).into()
}
