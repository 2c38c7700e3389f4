//! What was understood of a conversation, in an agent's words.

use warmline_model::{
    Day, Fact, Goal, Moment, Money, Mood, Outcome, Proof, Signal, Topic, Trajectory,
};

/// A piece of evidence, and whether it is the customer's own words.
pub fn proof(proof: &Proof) -> (String, bool) {
    match proof {
        Proof::Button => ("the button".into(), false),
        Proof::Words { words } => (words.clone(), true),
        Proof::Topic { topic: about, percent } => {
            (format!("about {}, {percent} % sure", topic(*about)), false)
        }
        Proof::Amount { money } => (sum(money), false),
        Proof::Customer { fact } => (fact.clone(), false),
        Proof::Signal { signal: heard, words } if words.is_empty() => {
            (signal(*heard).into(), false)
        }
        Proof::Signal { signal: heard, words } => {
            (format!("{}: \u{201c}{words}\u{201d}", signal(*heard)), false)
        }
        Proof::Confidence { percent } => (format!("the assistant was {percent} % sure"), false),
        Proof::Turns { count } => (format!("{count} messages"), false),
        Proof::Bot { words } if words.is_empty() => ("the bot gave no reason".into(), false),
        Proof::Bot { words } => (format!("the bot: \u{201c}{words}\u{201d}"), false),
        Proof::NoAnswer => ("the assistant could not look for an answer".into(), false),
    }
}

/// A sum with two digits after the point.
fn sum(money: &Money) -> String {
    let Money { hundredths, currency } = money;
    format!("{} {}.{:02}", currency.code(), hundredths / 100, (hundredths % 100).abs())
}

/// A day: `2026-03-05`, or as much of it as was said.
pub fn day(day: Day) -> String {
    let two = |n: u8| [if n < 10 { "0" } else { "" }, &n.to_string()].concat();
    let year = day.year.map_or_else(|| "--".into(), |year| year.to_string());
    let month = two(day.month);
    let of_month = day.day.map_or_else(String::new, |n| ["-", &two(n)].concat());
    [year.as_str(), "-", &month, &of_month].concat()
}

/// What a fact says.
pub fn fact_value(fact: &Fact) -> String {
    match fact {
        Fact::Amount { money } => sum(money),
        Fact::OrderNumber { number } | Fact::Phone { number } => number.clone(),
        Fact::Email { address } => address.clone(),
        Fact::Date { day: on } => day(*on),
        Fact::Product { name } => name.clone(),
    }
}

/// What a customer wants, after "Wants".
pub const fn goal(goal: Goal) -> &'static str {
    match goal {
        Goal::Refund => "a refund",
        Goal::Replacement => "a replacement",
        Goal::Cancel => "to cancel",
        Goal::Change => "a change",
        Goal::Fix => "it put right",
        Goal::Status => "to know where it is",
        Goal::Access => "to get in again",
        Goal::Document => "a document",
        Goal::Explain => "an explanation",
        Goal::Quote => "a price or an offer",
        Goal::Heard => "to be heard",
    }
}

/// What an entry is to the story.
pub const fn moment(moment: Moment) -> &'static str {
    match moment {
        Moment::Question => "First question",
        Moment::Confusion => "Misunderstanding",
        Moment::Wanted => "What they want",
        Moment::Accepted => "An answer helped",
        Moment::Declined => "An answer did not help",
        Moment::AskedForHuman => "Asked for a person",
        Moment::Trigger => "Why a person",
        Moment::Corrected => "Put right",
    }
}

/// How an attempt ended, as the end of a CSS class.
pub const fn outcome_key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accepted => "accepted",
        Outcome::Declined => "declined",
        Outcome::Unanswered
        | Outcome::AskedFurther
        | Outcome::AskedForHuman
        | Outcome::NotAnswered => "open",
    }
}

/// What a message is about.
pub const fn topic(topic: Topic) -> &'static str {
    match topic {
        Topic::BillingRefund => "billing or a refund",
        Topic::AccountSecurity => "account security",
        Topic::Cancellation => "cancelling",
        Topic::Complaint => "a complaint",
        Topic::Legal => "a legal matter",
        Topic::HealthSafety => "health or safety",
        Topic::EnterprisePricing => "contracts or pricing",
    }
}

/// A signal of frustration.
const fn signal(signal: Signal) -> &'static str {
    match signal {
        Signal::Negative => "a negative message",
        Signal::Rephrased => "the same question again",
        Signal::Curt => "a curt reply",
        Signal::StillThere => "the problem is still there",
        Signal::Collapsed => "replies grew short",
        Signal::Profanity => "strong language",
        Signal::Capitals => "in capitals",
        Signal::SilenceThenNegative => "a long silence, then a negative message",
        Signal::Urgency => "urgency",
        Signal::Distress => "distress",
    }
}

/// What kind of fact.
pub const fn fact(fact: &Fact) -> &'static str {
    match fact {
        Fact::Amount { .. } => "amount",
        Fact::OrderNumber { .. } => "order number",
        Fact::Email { .. } => "e-mail",
        Fact::Phone { .. } => "phone",
        Fact::Date { .. } => "date",
        Fact::Product { .. } => "product",
    }
}

/// The mood and where it is going.
pub fn mood(mood: Mood, trajectory: Trajectory) -> String {
    let level = match mood {
        Mood::Calm => "calm",
        Mood::MildlyFrustrated => "mildly frustrated",
        Mood::Frustrated => "frustrated",
        Mood::VeryFrustrated => "very frustrated",
        Mood::Angry => "angry",
    };
    match trajectory {
        Trajectory::Rising => format!("{level}, rising"),
        Trajectory::Steady => level.into(),
        Trajectory::Calming => format!("{level}, calming"),
    }
}

/// A mood as the end of a CSS class: green, yellow, orange, red.
pub const fn mood_key(mood: Mood) -> &'static str {
    match mood {
        Mood::Calm => "green",
        Mood::MildlyFrustrated => "yellow",
        Mood::Frustrated => "orange",
        Mood::VeryFrustrated | Mood::Angry => "red",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use warmline_model::{Currency, Money};

    #[test]
    fn evidence_reads_as_a_sentence_and_only_the_customers_words_are_quoted() {
        //
        let money = Money { hundredths: 125_005, currency: Currency::USD };
        assert_eq!(proof(&Proof::Amount { money }), ("USD 1250.05".into(), false));
        let asked = Proof::Words { words: "a human".into() };
        assert_eq!(proof(&asked), ("a human".into(), true));
        let curt = Proof::Signal { signal: Signal::Curt, words: "nope".into() };
        assert_eq!(proof(&curt).0, "a curt reply: \u{201c}nope\u{201d}");
    }
}
