//! Time: what is due next; and a clock that is set back shifts what is running, so that nobody waits for the
//! difference. What was promised stays at the time that was said.

use super::{Arranging, Conversation, Human, Stage, Timestamp, Waiting, unread, wait};
use warmline_model::Millis;

impl Conversation {
    /// When [`super::Event::Woken`] is due next.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let arranging = self.arranging.as_ref().and_then(Arranging::next_deadline);
        let served = self.self_service.next_deadline();
        let own = [self.next_alarm(), arranging, self.letter_due(), served];
        self.stage_deadline().into_iter().chain(own.into_iter().flatten()).min()
    }

    fn stage_deadline(&self) -> Option<Timestamp> {
        match &self.stage {
            Stage::Bot(bot) => {
                let question = bot.question.as_ref().map(|q| q.due);
                let consent = bot.offer.as_ref().and_then(|offer| offer.consent_at);
                question.into_iter().chain(consent).min()
            }
            Stage::Waiting(waiting) => {
                let word = match self.mailing.by_mail {
                    true => Some(wait::next_due(waiting)),
                    false => wait::word_due(waiting, self.away_since.is_some()),
                };
                word.into_iter().chain(self.gives_up_at()).chain(self.opens_at()).min()
            }
            Stage::Human(human) => {
                let silent = self.silent_at().filter(|_| !human.told_silent);
                silent.into_iter().chain(unread::told_at(human)).min()
            }
            Stage::Closed { .. } => None,
        }
    }

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
        self.on_call_from.iter_mut().for_each(earlier);
        self.mailing.times().for_each(earlier);
        self.self_service.shift(back);
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
