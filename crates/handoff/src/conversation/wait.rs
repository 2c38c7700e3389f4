//! While the customer waits: a standing that stays live, a true word at its time, and a way back.

use super::{
    Bot, Conversation, DeskNote, Effect, Episode, Refused, Side, Stage, Standing, Timestamp, Turn,
    Waiting,
};
use crate::frustration::{Before, Listening};
use crate::policy::Match;
use crate::wording::Missing;
use crate::{card, triage, wording};
use warmline_language::{Message, small_talk};
use warmline_model::{Author, Body, ClientId, Millis, Notice, Reason, Seq};

/// The time between two words to a waiting customer.
const WORD_EVERY: Millis = Millis::seconds(30);

/// When the next word is due: counted from the start of the wait, so that it can't drift.
pub(super) fn word_due(waiting: &Waiting) -> Timestamp {
    waiting.since + Millis(WORD_EVERY.0 * i64::from(waiting.next_word))
}

impl Conversation {
    /// From here on no bot writes: the ownership changed in this very turn.
    pub(super) fn hand_off(&mut self, turn: &mut Turn, reason: Reason, policy: Option<Match>) {
        self.episode = Episode(self.episode.0 + 1);
        // Whoever asks is here, with or without a socket: the grace starts now and not earlier.
        self.away_since = self.away_since.map(|_| turn.now);
        let demanded = policy.as_ref().map(|policy| policy.tier);
        self.card.tier = triage::tier(reason.trigger, demanded, &self.card, &self.settings);
        if let Some(policy) = &policy {
            self.card.department = policy.department;
        }
        let words = wording::handoff_started(&reason, self.card.tier);
        card::handed_off(&mut self.card, reason, turn.now);
        self.notice(turn, Author::Bot, Notice::HandoffStarted, words);
        let waiting = Waiting {
            since: turn.now,
            next_word: 1,
            standing: Standing::default(),
            as_of: Timestamp::default(),
            asked: 0,
        };
        self.enter(turn, Stage::Waiting(waiting));
        self.ask_what_is_missing(turn);
        self.join(turn, turn.now);
    }

    fn join(&self, turn: &mut Turn, since: Timestamp) {
        let policy = self.card.reason.as_ref().and_then(|reason| reason.policy.as_ref());
        turn.effects.push(Effect::Tell(DeskNote::Join {
            episode: self.episode,
            tier: self.card.tier,
            department: self.card.department,
            policy: policy.map(|policy| policy.id.clone()),
            summary: self.card.summary.clone(),
            customer: self.card.customer.name.clone(),
            since,
        }));
    }

    /// What the customer says while waiting reaches the card, and may make it more urgent.
    pub(super) fn spoken_while_waiting(&mut self, turn: &mut Turn, entry: Seq, text: &str) {
        let message = Message::read(text);
        let (tier, department) = (self.card.tier, self.card.department);
        let understood = self.understand(turn, &message, entry, Before::Nothing);
        if small_talk(&message).is_none() {
            card::passed_along(&mut self.card, entry, text);
        }
        let policy = self.policy(turn, &message, &understood, entry);
        if let Some(policy) = policy.filter(|policy| policy.tier < tier) {
            self.card.tier = policy.tier;
            self.card.department = policy.department;
            if let Some(reason) = &mut self.card.reason {
                reason.policy = Some(policy.policy);
                reason.evidence.extend(policy.evidence);
            }
        } else if let Some(reason) = &self.card.reason {
            let by_now = triage::tier(reason.trigger, None, &self.card, &self.settings);
            self.card.tier = by_now.min(tier);
            // A policy's team stays, whatever else is said.
            if reason.policy.is_some() {
                self.card.department = department;
            }
        }
        if let Some(since) = self.card.waiting_since
            && (tier, department) != (self.card.tier, self.card.department)
        {
            self.join(turn, since);
        }
        self.ask_what_is_missing(turn);
        turn.effects.push(Effect::Show);
    }

    /// One question at a time, two at most, and never before the handoff.
    fn ask_what_is_missing(&mut self, turn: &mut Turn) {
        let Some(missing) = card::missing(&self.card) else { return };
        let Stage::Waiting(waiting) = &mut self.stage else { return };
        let number = match missing {
            Missing::Matter => 1,
            Missing::OrderNumber => 2,
        };
        if waiting.asked < number {
            waiting.asked = number;
            let words = wording::wait_question(missing);
            self.notice(turn, Author::Bot, Notice::WaitQuestion, words);
        }
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
        if let Some(policy) = self.card.reason.take().and_then(|reason| reason.policy)
            && self.rules.of(&self.settings).policies.is_about_customers_only(&policy.id)
        {
            self.excused.push(policy.id);
        }
        card::calmed(&mut self.card);
        self.listening = Listening::default();
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
