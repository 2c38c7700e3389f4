//! Triage: how urgent a handoff is and which team it goes to (R-080, R-091, Z-1).

use crate::Settings;
use crate::policy::{software, technical};
use warmline_language::Message;
use warmline_model::{Card, Department, Goal, Mood, Tier, Topic, Trigger};

/// How sure a topic must be to decide anything, %.
const SURE: u8 = 60;

/// How urgent a handoff is, of a policy's tier where one demanded it.
pub(crate) fn tier(
    trigger: Trigger,
    policy: Option<Tier>,
    card: &Card,
    settings: &Settings,
) -> Tier {
    let by_trigger = policy.unwrap_or(match trigger {
        Trigger::LowConfidence | Trigger::ConsecutiveLow | Trigger::BotFailed => Tier::Low,
        Trigger::Button
        | Trigger::Asked
        | Trigger::Policy
        | Trigger::CannotDo
        | Trigger::Frustration
        | Trigger::SameProblem
        | Trigger::ManyTurns => Tier::Standard,
    });
    let by_topic = match topic(card) {
        // A topic alone is too wide for Critical: "forgot my password" is about security too. The
        // policies name the words of a breach and of an injury.
        Some(
            Topic::Legal | Topic::BillingRefund | Topic::AccountSecurity | Topic::HealthSafety,
        ) => Tier::High,
        Some(Topic::Cancellation | Topic::Complaint | Topic::EnterprisePricing) | None => Tier::Low,
    };
    let by_mood = if card.mood >= Mood::VeryFrustrated { Tier::High } else { Tier::Low };
    let vip =
        card.customer.tier.as_ref().is_some_and(|tier| {
            settings.vip_tiers.iter().any(|vip| vip.eq_ignore_ascii_case(tier))
        });
    let by_plan = if vip { settings.vip_priority } else { Tier::Low };
    // The most urgent comes first in the order of tiers.
    by_trigger.min(by_topic).min(by_mood).min(by_plan)
}

/// The team for a message, where it shows one.
pub(crate) fn department(card: &Card, message: &Message<'_>) -> Option<Department> {
    let by_topic = topic(card).and_then(|topic| match topic {
        Topic::BillingRefund => Some(Department::BILLING),
        Topic::AccountSecurity => Some(Department::SECURITY),
        Topic::Cancellation => Some(Department::RETENTION),
        Topic::EnterprisePricing => Some(Department::SALES),
        Topic::Legal | Topic::HealthSafety => Some(Department::SUPPORT),
        // Whoever complains about a matter is helped by those who know the matter.
        Topic::Complaint => None,
    });
    let goal = card.wanted.as_ref().map(|wanted| wanted.goal);
    // Whoever wants a parcel or a paper is not helped by an engineer, whatever else does not work.
    let may_be = matches!(goal, None | Some(Goal::Fix | Goal::Access | Goal::Explain));
    let is_technical = || {
        may_be
            && (technical().find(message).is_some()
                || goal == Some(Goal::Fix) && software().find(message).is_some())
    };
    by_topic.or_else(|| is_technical().then_some(Department::TECHNICAL))
}

fn topic(card: &Card) -> Option<Topic> {
    card.topic.as_ref().filter(|found| found.percent >= SURE).map(|found| found.topic)
}
