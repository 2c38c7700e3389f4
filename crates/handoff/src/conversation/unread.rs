//! A customer's words that their agent does not read: the desk hears of them, and of their being read.

use super::{Conversation, DeskNote, Human, Stage, Turn, Unread};
use warmline_model::{Millis, Seq, Timestamp};

/// Whoever has the conversation in sight has read them by then, so that their desk hears of nothing.
const READ_WITHIN: Millis = Millis::seconds(5);

/// When the desk is to hear of it, if it is.
pub(super) fn told_at(human: &Human) -> Option<Timestamp> {
    let untold = human.unread.filter(|unread| unread.told != Some(unread.newest));
    untold.map(|unread| unread.since + READ_WITHIN)
}

impl Unread {
    /// The customer said something more.
    pub(super) fn with(before: Option<Self>, now: Timestamp, newest: Seq) -> Self {
        match before {
            Some(unread) if unread.told != Some(unread.newest) => Self { newest, ..unread },
            Some(unread) => Self { since: now, newest, ..unread },
            None => Self { since: now, newest, told: None },
        }
    }
}

impl Conversation {
    /// The desk hears of words that nobody reads, and of more of them.
    pub(super) fn stays_unread(&mut self, turn: &mut Turn) {
        let (episode, round) = (self.episode, self.round);
        if let Stage::Human(human) = &mut self.stage
            && told_at(human).is_some_and(|at| turn.now >= at)
            && let Some(unread) = &mut human.unread
        {
            unread.told = Some(unread.newest);
            let since = Some(unread.since);
            self.tell(turn, DeskNote::Unread { episode, round, since });
        }
    }

    /// Its agent has read up to there, or answered.
    pub(super) fn was_read(&mut self, turn: &mut Turn, up_to: Seq) {
        let (episode, round) = (self.episode, self.round);
        if let Stage::Human(human) = &mut self.stage
            && let Some(unread) = human.unread.take_if(|unread| unread.newest <= up_to)
            && unread.told.is_some()
        {
            self.tell(turn, DeskNote::Unread { episode, round, since: None });
        }
    }
}
