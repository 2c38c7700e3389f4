//! While the customer waits: a standing that stays live, a true word at its time, and a way back.

use super::{
    Bot, Conversation, DeskNote, Effect, Episode, Refused, Side, Stage, Standing, Timestamp, Turn,
    Waiting,
};
use crate::{card, wording};
use warmline_model::{Author, Body, ClientId, Millis, Notice, Reason, Seq, Trigger};

/// The time between two words to a waiting customer.
const WORD_EVERY: Millis = Millis::seconds(30);

/// When the next word is due: counted from the start of the wait, so that it can't drift.
pub(super) fn word_due(waiting: &Waiting) -> Timestamp {
    waiting.since + Millis(WORD_EVERY.0 * i64::from(waiting.next_word))
}

impl Conversation {
    /// From here on no bot writes: the ownership changed in this very turn.
    pub(super) fn hand_off(
        &mut self,
        turn: &mut Turn,
        trigger: Trigger,
        entry: Seq,
        evidence: String,
    ) {
        self.episode = Episode(self.episode.0 + 1);
        // Whoever asks is here, with or without a socket: the grace starts now and not earlier.
        self.away_since = self.away_since.map(|_| turn.now);
        let reason = Reason { trigger, entry, evidence };
        card::handed_off(&mut self.card, reason, turn.now);
        let words = wording::handoff_started(trigger);
        self.notice(turn, Author::Bot, Notice::HandoffStarted, words);
        let waiting = Waiting {
            since: turn.now,
            next_word: 1,
            standing: Standing::default(),
            as_of: Timestamp::default(),
        };
        self.enter(turn, Stage::Waiting(waiting));
        turn.effects.push(Effect::Tell(DeskNote::Join {
            episode: self.episode,
            tier: self.card.tier,
            department: self.card.department,
            summary: self.card.summary.clone(),
            customer: self.card.customer.name.clone(),
            since: turn.now,
        }));
    }

    pub(super) fn visitor_cancelled(&mut self, turn: &mut Turn, id: ClientId) {
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        if !matches!(self.stage, Stage::Waiting(_)) {
            return turn.refuse(Side::Visitor, id, Refused::NotNow);
        }
        self.store(turn, Author::Visitor, Body::CancelledWait, Some(id));
        self.back_to_bot(turn, wording::wait_cancelled());
    }

    fn back_to_bot(&mut self, turn: &mut Turn, words: String) {
        self.notice(turn, Author::Bot, Notice::WaitCancelled, words);
        self.card.reason = None;
        self.card.waiting_since = None;
        self.enter(turn, Stage::Bot(Bot::default()));
        turn.effects.push(Effect::Tell(DeskNote::Over { episode: self.episode }));
    }

    pub(super) fn desk_placed(
        &mut self,
        turn: &mut Turn,
        episode: Episode,
        standing: Standing,
        as_of: Timestamp,
    ) {
        if episode != self.episode {
            return;
        }
        if let Stage::Waiting(waiting) = &mut self.stage
            && waiting.as_of <= as_of
        {
            let first_word = waiting.as_of == Timestamp::default();
            waiting.as_of = as_of;
            if waiting.standing != standing {
                waiting.standing = standing;
                turn.effects.push(Effect::Show);
            }
            // Said at once, and not only at the first timed word.
            if first_word && !standing.team_online {
                let words = wording::team_offline();
                self.notice(turn, Author::Bot, Notice::TeamOffline, words);
            }
        }
    }

    pub(super) fn wait_went_on(&mut self, turn: &mut Turn) {
        let now = turn.now;
        if let Some(since) = self.away_since
            && now >= since + self.settings.keep_place
        {
            return self.back_to_bot(turn, wording::place_given_up());
        }
        let Stage::Waiting(waiting) = &mut self.stage else { return };
        if now < word_due(waiting) {
            return;
        }
        // Woken late, the customer hears the word for now, and the ones in between are not made up.
        let word = u32::try_from((now - waiting.since).0 / WORD_EVERY.0).unwrap_or(u32::MAX);
        waiting.next_word = word.saturating_add(1);
        let Standing { position, wait, team_online } = waiting.standing;
        let text = wording::still_waiting(word, position, wait, team_online);
        self.notice(turn, Author::Bot, Notice::StillWaiting, text);
    }
}
