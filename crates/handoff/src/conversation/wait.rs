//! While the customer waits: a standing that stays live, a true word at its time, and a way back.

use super::{
    Bot, Conversation, DeskNote, Effect, Episode, Refused, Side, Stage, Standing, Timestamp, Turn,
    Waiting,
};
use crate::frustration::{Before, Listening};
use crate::policy::Match;
use crate::standing::Wait;
use crate::wording::{Missing, WaitWord, Words};
use crate::{card, triage, wording};
use warmline_language::{Message, small_talk, tokens};
use warmline_model::{Author, Body, ClientId, Happened, Millis, Notice, Quote, Reason, Seq};

/// The time between two words to a waiting customer.
const WORD_EVERY: Millis = Millis::seconds(30);
/// With each so-manieth word the desk is told again that they wait: should it have lost them, by a call
/// that came late or a storage that was set back, they are in line again with their own clock.
const REJOIN_EVERY: u32 = 4;
/// From this word on the wait is long: the choices are named and stand out.
const LONG: u32 = 4;

/// When the next word is due: counted from the start of the wait, so that it can't drift. None: what is visible
/// says it all, because nobody is at work outside the hours, or because the customer has left such a wait.
pub(super) fn word_due(waiting: &Waiting, away: bool) -> Option<Timestamp> {
    let due = next_due(waiting);
    match waiting.after_hours {
        Some(after_hours) if away || !after_hours.over => None,
        Some(_) | None => Some(due),
    }
}

/// The same, whether there is anybody to read it or not.
pub(super) fn next_due(waiting: &Waiting) -> Timestamp {
    waiting.since + Millis(WORD_EVERY.0.saturating_mul(i64::from(waiting.next_word)))
}

/// How many words are due by now.
pub(super) fn words_by(since: Timestamp, now: Timestamp) -> u32 {
    u32::try_from((now - since).0.max(0) / WORD_EVERY.0).unwrap_or(u32::MAX)
}

/// A wait that began then. Words that were due before now are not made up for.
pub(super) fn since(since: Timestamp, now: Timestamp) -> Waiting {
    Waiting {
        since,
        next_word: words_by(since, now).saturating_add(1),
        standing: Standing::default(),
        as_of: Timestamp::default(),
        asked: 0,
        choices_named: false,
        longer_told: None,
        choosing: None,
        corrections: 0,
        after_hours: None,
    }
}

/// What a handoff is demanded with.
#[derive(Default)]
pub(super) struct Demand {
    /// How urgent it is at least.
    pub(super) tier: Option<warmline_model::Tier>,
    /// For which team, whatever it is about.
    pub(super) department: Option<warmline_model::Department>,
    /// The bot's own name for it.
    pub(super) id: Option<ClientId>,
}

impl Waiting {
    /// Whether the desk has said where they stand.
    pub fn placed(&self) -> bool {
        self.as_of != Timestamp::default()
    }

    /// Whether anyone who could serve them is at work, as far as known.
    pub fn team_online(&self) -> bool {
        !self.placed() || self.standing.team_online
    }

    /// Whether the wait has become long, so that the choices are to stand out.
    pub fn is_long(&self) -> bool {
        self.next_word > LONG
    }

    /// What is left of the range that the desk said; nothing once all of it has passed.
    fn remaining(&self, now: Timestamp) -> Option<Wait> {
        let passed = (now - self.as_of).0.max(0);
        let Wait { low, high } = self.standing.wait?;
        let left = |span: Millis| Millis(span.0.saturating_sub(passed).max(0));
        (high.0 > passed).then(|| Wait { low: left(low), high: left(high) })
    }
}

impl Conversation {
    /// From here on no bot writes: the ownership changed in this very turn.
    pub(super) fn hand_off(&mut self, turn: &mut Turn, reason: Reason, policy: Option<Match>) {
        let (tier, department) = match policy {
            Some(policy) => (Some(policy.tier), Some(policy.department)),
            None => (None, None),
        };
        self.hand_off_as(turn, reason, Demand { tier, department, id: None });
    }

    /// The same, as a policy or a bot of another maker demands it.
    pub(super) fn hand_off_as(&mut self, turn: &mut Turn, reason: Reason, demand: Demand) {
        self.arranged_otherwise(turn);
        (self.on_the_way, self.on_call_asks, self.on_call_from) = (false, 0, None);
        self.episode = Episode(self.episode.0 + 1);
        // Whoever asks is here, with or without a socket: the grace starts now and not earlier.
        self.away_since = self.away_since.map(|_| turn.now);
        self.card.tier = triage::tier(reason.trigger, demand.tier, &self.card, &self.settings);
        if let Some(department) = demand.department {
            self.card.department = department;
        }
        let open = self.hours().is_open(turn.now);
        let templates = &self.settings.templates;
        let words = wording::handoff_started(templates, &reason, self.card.tier, open);
        card::handed_off(&mut self.card, reason, turn.now);
        let started = Body::Notice { notice: Notice::HandoffStarted, text: words };
        self.store(turn, Author::Bot, started, demand.id);
        self.desk = self.settings.desk_of(self.card.department);
        self.at_desk_for = self.card.department;
        (self.round, self.answered, self.passed_by) = (0, false, None);
        self.sla.clear();
        self.enter(turn, Stage::Waiting(since(turn.now, turn.now)));
        self.ask_what_is_missing(turn);
        self.join(turn);
        self.pass_on(turn, Happened::HandedOff);
    }

    /// When the place of a customer who is away is given to the next. Never in a wait that began outside the hours:
    /// the team still sees it.
    pub(super) fn gives_up_at(&self) -> Option<Timestamp> {
        let Stage::Waiting(Waiting { after_hours: None, .. }) = &self.stage else { return None };
        self.away_since
            .filter(|_| !self.mailing.by_mail)
            .map(|since| since + self.settings.keep_place)
    }

    /// Whether the customer does not look at the chat.
    pub(super) fn is_elsewhere(&self) -> bool {
        self.away_since.is_some() || self.mailing.by_mail
    }

    /// When a wait outside the hours becomes one like any other.
    pub(super) fn opens_at(&self) -> Option<Timestamp> {
        let Stage::Waiting(waiting) = &self.stage else { return None };
        waiting.after_hours.filter(|after_hours| !after_hours.over)?.until
    }

    /// The team is at work again, or should be: the line goes on with its words and its alternatives.
    pub(super) fn hours_began(&mut self, turn: &mut Turn) {
        let Stage::Waiting(waiting) = &mut self.stage else { return };
        let Some(after_hours) = &mut waiting.after_hours else { return };
        if std::mem::replace(&mut after_hours.over, true) {
            return;
        }
        waiting.next_word = waiting.next_word.max(words_by(waiting.since, turn.now));
        if self.arranging.as_ref().is_some_and(|a| a.step == super::arranging::Step::Choosing) {
            self.arranging = None;
        }
        // Nothing is settled by itself in a line that goes on.
        if let Some(arranging) = &mut self.arranging {
            (arranging.remind_at, arranging.settle_at) = (None, None);
        }
        turn.effects.push(Effect::Show);
    }

    /// Whether the customer waits outside the hours.
    pub(super) fn waits_after_hours(&self) -> bool {
        let Stage::Waiting(waiting) = &self.stage else { return false };
        waiting.after_hours.is_some_and(|after_hours| !after_hours.over)
    }

    /// Joins the line of the card's department, or tells it what changed. At another desk than before
    /// it is the same handoff with the same clock.
    pub(super) fn join(&mut self, turn: &mut Turn) {
        let Some(since) = self.card.waiting_since else { return };
        let desk = self.settings.desk_of(self.card.department);
        if desk != self.desk && self.card.department != self.at_desk_for {
            self.go_to(turn, desk);
        }
        self.at_desk_for = self.card.department;
        let policy = self.card.reason.as_ref().and_then(|reason| reason.policy.as_ref());
        let note = DeskNote::Join {
            episode: self.episode,
            round: self.round,
            language: self.card.language,
            answered: self.answered,
            sla: self.sla.clone(),
            from: self.passed_by.clone(),
            tier: self.card.tier,
            department: self.card.department,
            policy: policy.map(|policy| policy.id.clone()),
            summary: self.card.summary.clone(),
            customer: self.card.customer.name.clone(),
            since,
        };
        self.tell(turn, note);
    }

    /// What the customer says while waiting reaches the card, and may make it more urgent.
    pub(super) fn spoken_while_waiting(&mut self, turn: &mut Turn, entry: Seq, text: &str) {
        let message = Message::read(text);
        let (tier, department) = (self.card.tier, self.card.department);
        let summary = self.card.summary.clone();
        let understood = self.understand(turn.now, &message, entry, Before::Nothing, false);
        let reached = self.how_reached(text, &understood.entities);
        if reached.is_some() {
            // A telephone number is not what it is about.
            let quote = Quote { entry, text: text.to_owned() };
            card::keep(&mut self.card.passed_along, quote);
        } else if small_talk(&message).is_none() {
            if understood.says_it_failed() || rules_out(&message) {
                card::ruled_out(&mut self.card, entry);
            }
            card::passed_along(&mut self.card, entry, text);
        }
        let policy = self.policy(turn, &message, &understood, entry);
        // Critical words once more: whoever is on call may be needed again at once.
        let critical =
            policy.as_ref().is_some_and(|policy| policy.tier == warmline_model::Tier::Critical);
        self.on_call_from = self.on_call_from.map(|at| if critical { turn.now } else { at });
        let on_call_again = self.on_call_again();
        let urgent = policy.filter(|policy| policy.tier < tier);
        // what a policy sends to a person at once is not put off to a call.
        if let (None, Some((kind, contact))) = (&urgent, reached) {
            return self.promise_it(turn, kind, contact);
        }
        if urgent.is_none()
            && self.answers_self_service(turn, entry, &message, &understood.entities)
        {
            return turn.effects.push(Effect::Show);
        }
        if urgent.is_none()
            && !self.mailing.by_mail
            && self.answers_options(turn, text, &understood.entities)
        {
            if matches!(self.stage, Stage::Waiting(_)) {
                turn.effects.push(Effect::Show);
            }
            return;
        }
        let urgent_now = urgent.is_some();
        if let Some(policy) = urgent {
            if let Stage::Waiting(waiting) = &mut self.stage {
                waiting.choosing = None;
            }
            self.self_service.rest();
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
        card::follow(&mut self.card);
        if (tier, department, summary)
            != (self.card.tier, self.card.department, self.card.summary.clone())
        {
            self.join(turn);
        }
        if urgent_now || on_call_again {
            self.urgent_after_hours(turn, on_call_again);
        }
        self.ask_what_is_missing(turn);
        turn.effects.push(Effect::Show);
    }

    /// One question at a time, two at most, and never before the handoff.
    fn ask_what_is_missing(&mut self, turn: &mut Turn) {
        // Who writes by e-mail reads no question in the chat.
        let missing = card::missing(&self.card).filter(|_| !self.mailing.by_mail);
        let Some(missing) = missing else { return };
        // One question at a time, and those about what is arranged come first.
        if self.arranging.is_some() {
            return;
        }
        let Stage::Waiting(waiting) = &mut self.stage else { return };
        let (number, words) = match missing {
            Missing::Matter => (1, Words::AskMatter),
            Missing::OrderNumber => (2, Words::AskNumber),
        };
        if waiting.asked < number {
            waiting.asked = number;
            let words = self.say(words, &[]);
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
        self.back_to_bot(turn, Words::WaitCancelled);
    }

    pub(super) fn back_to_bot(&mut self, turn: &mut Turn, words: Words) {
        let words = self.say(words, &[]);
        self.notice(turn, Author::Bot, Notice::WaitCancelled, words);
        self.leave_line(turn);
    }

    /// The handoff is over without a person, and the bot leads again.
    pub(super) fn leave_line(&mut self, turn: &mut Turn) {
        self.nobody_joins(turn);
        if let Some(policy) = self.card.reason.take().and_then(|reason| reason.policy)
            && self.rules.of(&self.settings).policies.is_about_customers_only(&policy.id)
        {
            self.excused.push(policy.id);
        }
        card::calmed(&mut self.card);
        self.listening = Listening::default();
        self.card.waiting_since = None;
        self.enter(turn, Stage::Bot(Bot::default()));
        self.over(turn);
    }

    pub(super) fn wait_went_on(&mut self, turn: &mut Turn) {
        let now = turn.now;
        if self.gives_up_at().is_some_and(|at| now >= at) {
            return self.back_to_bot(turn, Words::PlaceGivenUp);
        }
        if self.mailing.by_mail {
            return self.waits_by_mail(turn);
        }
        let away = self.is_elsewhere();
        let due = |waiting: &Waiting| word_due(waiting, away).is_some_and(|due| now >= due);
        if !matches!(&self.stage, Stage::Waiting(waiting) if due(waiting)) {
            return;
        }
        let choices = self.choices();
        let Stage::Waiting(waiting) = &mut self.stage else { return };
        // Woken late, the customer hears the word for now, and the ones in between are not made up.
        let step = words_by(waiting.since, now);
        let say_again = step.is_multiple_of(REJOIN_EVERY);
        let was_long = waiting.is_long();
        waiting.next_word = step.saturating_add(1);
        let longer = waiting.standing.longer.filter(|_| waiting.team_online());
        let text = wording::still_waiting(
            &self.settings.templates,
            &WaitWord {
                step,
                position: waiting.standing.position,
                wait: waiting.remaining(now),
                team_online: waiting.team_online(),
                longer: longer.filter(|_| longer != waiting.longer_told),
                apologize: step >= LONG && !waiting.choices_named,
                choices: &choices,
                choosing: waiting.choosing,
                now,
            },
        );
        waiting.longer_told = longer;
        waiting.choices_named |= step >= LONG;
        let became_long = waiting.is_long() && !was_long;
        self.notice(turn, Author::Bot, Notice::StillWaiting, text);
        if became_long {
            turn.effects.push(Effect::Show);
        }
        if say_again {
            self.join(turn);
        }
    }
}

/// Whether a message says what need not be tried: "reinstalled already", "not that one".
fn rules_out(message: &Message<'_>) -> bool {
    let words = tokens(message.text());
    let said = |phrase: &[&str]| words.windows(phrase.len()).any(|window| window == phrase);
    [
        &["already"][..],
        &["tried"],
        &["not", "that", "one"],
        &["not", "those"],
        &["spare", "me"],
        &["bereits"],
        &["schon", "probiert"],
        &["ya", "probe"],
        &["deja", "essaye"],
        &["ja", "tentei"],
    ]
    .into_iter()
    .any(said)
}
