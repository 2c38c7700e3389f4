//! What the engine understood of one message, read once and used by every trigger.

use crate::Settings;
use warmline_language::topics::{TopicScore, topics};
use warmline_language::{
    Alarm, Heard, Message, Products, Reading, Tone, Wishes, alarm, facts, negativity, signals,
    tone, wishes,
};
use warmline_model::{Day, Entity, Fact, Goal, Language, Money, Seq, Signal, Timestamp, Topic};

/// From here on a complaint is one about the service or somebody of the staff, %. Below, and where nobody wants to be
/// heard, it is the anger about another matter.
const OF_STAFF: u8 = 78;

/// The same where nobody of the staff is said to have done anything, %.
const SURE: u8 = 90;

/// What an alarm is about; the gravest last.
const ALARMS: [(Alarm, Topic); 3] = [
    (Alarm::Dispute, Topic::BillingRefund),
    (Alarm::Security, Topic::AccountSecurity),
    (Alarm::Health, Topic::HealthSafety),
];
/// How sure an alarm makes of its topic, %.
const ALARMED: u8 = 80;

/// What people live with, or what happened elsewhere: by itself nobody was harmed. The first letters of such words.
const CONDITIONS: [&str; 24] = [
    "wheelchair",
    "insulin",
    "diabet",
    "dosage",
    "blood pressure",
    "pregnan",
    "medication",
    "out of meds",
    "broke my",
    "broke a",
    "sprain",
    "fractur",
    "embaraz",
    "grávid",
    "gravid",
    "enceinte",
    "schwanger",
    "incinta",
    "rollstuhl",
    "silla de ruedas",
    "cadeira de rodas",
    "fauteuil roulant",
    "oxygen",
    "crutch",
];

/// The topic that goes with a wish that was said outright.
fn topic_of(goal: Goal) -> Option<Topic> {
    match goal {
        Goal::Refund => Some(Topic::BillingRefund),
        Goal::Cancel => Some(Topic::Cancellation),
        _ => None,
    }
}

/// One message, understood.
#[derive(Clone, Debug, Default)]
pub struct Understood {
    /// What it may be about, likeliest first.
    pub(crate) topics: Vec<TopicScore>,
    /// The facts in it.
    pub(crate) entities: Vec<Entity>,
    /// The signals of frustration in its words.
    pub(crate) signals: Vec<Heard>,
    /// How it is said.
    pub(crate) tone: Tone,
    /// What its writer wants, and does not want.
    pub(crate) wishes: Wishes,
    /// How likely it is negative, %.
    pub(crate) negative: u8,
    /// Its number of words.
    pub(crate) words: usize,
}

impl Understood {
    /// Reads a message.
    pub(crate) fn of(
        message: &Message<'_>,
        settings: &Settings,
        products: &Products,
        language: Language,
        now: Timestamp,
        entry: Seq,
    ) -> Self {
        let reading =
            Reading { language, currency: settings.currency, today: Day::of(now), products };
        let entities = facts(message, &reading)
            .into_iter()
            .map(|read| Entity { entry, text: read.text, fact: read.fact })
            .collect();
        let wishes = wishes(message);
        let heard = wishes.wanted.as_ref().is_some_and(|wish| wish.goal == Goal::Heard);
        let of_staff = if alarm(message, Alarm::Staff).is_some() { OF_STAFF } else { SURE };
        let matters = |found: &TopicScore| {
            found.topic != Topic::Complaint || found.percent >= of_staff || heard
        };
        let mut topics: Vec<TopicScore> = topics(message).into_iter().filter(matters).collect();
        let only_condition = |found: &TopicScore| {
            found.topic == Topic::HealthSafety && {
                let words = found.evidence.to_lowercase();
                CONDITIONS.iter().any(|condition| words.starts_with(condition))
            }
        };
        topics.retain(|found| !only_condition(found));
        // What several words together raise an alarm about comes first.
        for (kind, topic) in ALARMS {
            let known = topics.iter().any(|found| found.topic == topic && found.percent >= ALARMED);
            if let Some(evidence) = alarm(message, kind).filter(|_| !known) {
                topics.insert(0, TopicScore { topic, percent: ALARMED, evidence });
            }
        }
        let stated = wishes.wanted.as_ref().filter(|wish| wish.stated);
        if topics.is_empty()
            && let Some((wish, topic)) = stated.and_then(|wish| Some((wish, topic_of(wish.goal)?)))
        {
            topics.push(TopicScore { topic, percent: ALARMED, evidence: wish.words.clone() });
        }
        Self {
            topics,
            entities,
            signals: signals(message),
            tone: tone(message),
            wishes,
            negative: negativity(message),
            words: message.words(),
        }
    }

    /// The words that ask for money back, where it is said outright.
    pub(crate) fn wants_refund(&self) -> Option<String> {
        let wish = self.wishes.wanted.as_ref().filter(|wish| wish.stated)?;
        (wish.goal == Goal::Refund).then(|| wish.words.clone())
    }

    /// Whether it says that the answer before it did not help.
    pub(crate) fn says_it_failed(&self) -> bool {
        let failed = |heard: &Heard| matches!(heard.signal, Signal::Curt | Signal::StillThere);
        self.signals.iter().any(failed)
    }

    /// The sums of money in it.
    pub(crate) fn amounts(&self) -> impl Iterator<Item = Money> {
        self.entities.iter().filter_map(|entity| match entity.fact {
            Fact::Amount { money } => Some(money),
            _ => None,
        })
    }
}
