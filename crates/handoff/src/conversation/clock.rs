//! Time: a clock that is set back shifts what is running, so that nobody waits for the difference. What was promised
//! stays at the time that was said.

use super::{Conversation, Human, Stage, Timestamp, Waiting};
use warmline_model::Millis;

impl Conversation {
    /// Notes what time it is, before anything is decided by it.
    pub(super) fn keep_time(&mut self, now: Timestamp) {
        if now < self.clock {
            self.shift(self.clock - now);
        }
        self.clock = now;
    }

    fn shift(&mut self, back: Millis) {
        let earlier = |at: &mut Timestamp| *at = *at - back;
        self.away_since.iter_mut().for_each(earlier);
        self.card.waiting_since.iter_mut().for_each(earlier);
        self.arranging.iter_mut().for_each(|arranging| arranging.shift(back));
        match &mut self.stage {
            Stage::Bot(bot) => {
                bot.question.iter_mut().for_each(|question| earlier(&mut question.due));
                let consent = bot.offer.iter_mut().filter_map(|offer| offer.consent_at.as_mut());
                consent.for_each(earlier);
            }
            Stage::Waiting(Waiting { since, as_of, .. }) => {
                earlier(since);
                // A standing that is not known yet has no time.
                if *as_of != Timestamp::default() {
                    earlier(as_of);
                }
            }
            Stage::Human(Human { since, owed_since, unread, .. }) => {
                earlier(since);
                unread.iter_mut().for_each(|unread| earlier(&mut unread.since));
                owed_since.iter_mut().for_each(earlier);
            }
            Stage::Closed { .. } => {}
        }
    }
}
