//! What the engine understood of one message, read once and used by every trigger.

use crate::Settings;
use warmline_language::topics::{TopicScore, topics};
use warmline_language::{
    Heard, Message, Products, Reading, Wishes, facts, negativity, signals, wishes,
};
use warmline_model::{Day, Entity, Fact, Language, Money, Seq, Signal, Timestamp};

/// One message, understood.
#[derive(Clone, Debug, Default)]
pub struct Understood {
    /// What it may be about, likeliest first.
    pub(crate) topics: Vec<TopicScore>,
    /// The facts in it.
    pub(crate) entities: Vec<Entity>,
    /// The signals of frustration in its words.
    pub(crate) signals: Vec<Heard>,
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
        Self {
            topics: topics(message),
            entities,
            signals: signals(message),
            wishes: wishes(message),
            negative: negativity(message),
            words: message.words(),
        }
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
