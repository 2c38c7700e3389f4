//! Triage: how urgent a handoff is and which team it goes to (R-080, R-091, Z-1).

use crate::Settings;
use crate::policy::{software, technical};
use warmline_language::Message;
use warmline_model::{Card, Department, Entity, Fact, Goal, Mood, Tier, Topic, Trigger};

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
        Trigger::LowConfidence | Trigger::ConsecutiveLow => Tier::Low,
        // It gave no information at all, not even a part.
        Trigger::BotFailed
        | Trigger::Button
        | Trigger::Asked
        | Trigger::Policy
        | Trigger::CannotDo
        | Trigger::Frustration
        | Trigger::SameProblem
        | Trigger::ManyTurns
        | Trigger::Mailed
        | Trigger::Bot => Tier::Standard,
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
    if by_topic.is_none() && goal == Some(Goal::Quote) {
        return Some(Department::SALES);
    }
    // What does not work is mostly named in the question, and seldom again after.
    let question = card.question.as_ref().map(|question| Message::read(question.text.as_str()));
    let asked_of = || question.as_ref().is_some_and(|question| software().find(question).is_some());
    let is_technical = || {
        may_be_technical(card)
            && (technical().find(message).is_some()
                || goal == Some(Goal::Fix) && (software().find(message).is_some() || asked_of()))
    };
    // A sum that is not right, and nothing that an engineer could mend.
    let is_billing = || {
        let sum = |entity: &Entity| matches!(entity.fact, Fact::Amount { .. });
        goal == Some(Goal::Fix) && card.entities.iter().any(sum)
    };
    by_topic
        .or_else(|| is_technical().then_some(Department::TECHNICAL))
        .or_else(|| is_billing().then_some(Department::BILLING))
}

/// Whether what they want may be a matter for engineers. Whoever wants a parcel or a paper is not helped by one,
/// whatever else does not work.
pub(crate) fn may_be_technical(card: &Card) -> bool {
    let goal = card.wanted.as_ref().map(|wanted| wanted.goal);
    matches!(goal, None | Some(Goal::Fix | Goal::Access | Goal::Explain))
}

fn topic(card: &Card) -> Option<Topic> {
    card.topic.as_ref().filter(|found| found.percent >= SURE).map(|found| found.topic)
}
