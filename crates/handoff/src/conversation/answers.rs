//! While the bot leads: what it may answer, by its confidence, and the offers that go with it.

use super::{
    Asks, Conversation, Effect, Epoch, Found, Offered, Refused, Side, Stage, Turn, text_fault,
};
use crate::card;
use crate::wording::{self, Words};
use warmline_model::{
    Attempt, Author, Band, Body, Choice, ChoiceKind, Evidence, Outcome, Permission, Proof, Reason,
    Seq, Trigger,
};

/// How many other articles can be picked beside the one that was shown.
const ALTERNATIVES: usize = 2;
/// The longest label of a button, in characters.
const MAX_LABEL: usize = 60;

impl Found {
    /// What a button says that shows this article.
    pub(super) fn label(&self) -> String {
        let title = self.article.as_ref().map_or(self.answer.as_str(), |a| a.title.as_str());
        card::shorten(title, MAX_LABEL)
    }
}

impl Offered {
    /// The article of that id, where it can be picked.
    pub(super) fn alternative(&self, id: &str) -> Option<&Found> {
        let is = |found: &&Found| found.article.as_ref().is_some_and(|a| a.id == id);
        self.alternatives.iter().find(is)
    }
}

impl Conversation {
    pub(super) fn bot_answered(&mut self, turn: &mut Turn, epoch: Epoch, to: Seq, found: &[Found]) {
        if epoch != self.epoch || !matches!(self.stage, Stage::Bot(_)) {
            turn.effects.push(Effect::Refuse(Side::Agent, None, Refused::StaleEpoch));
            return;
        }
        let topic = self.card.topic.as_ref().filter(|t| t.entry == to).map(|t| t.topic);
        let bands = self.settings.bands(topic);
        let consecutive_below = self.settings.consecutive_below();
        let Stage::Bot(bot) = &mut self.stage else { return };
        // Only the newest question is owed an answer: an older one was asked again in other words.
        if bot.question.as_ref().is_none_or(|q| q.entry != to) {
            turn.effects.push(Effect::Refuse(Side::Agent, None, Refused::NotNow));
            return;
        }
        bot.question = None;
        let confidence = found.first().map_or(0, |f| f.confidence.min(100));
        let best = found.first().filter(|f| text_fault(&f.answer).is_none());
        let band = match best {
            Some(_) if confidence >= bands.answer_from => Band::High,
            Some(_) if confidence >= bands.refuse_below => Band::Medium,
            Some(_) | None => Band::Low,
        };
        bot.weak_answers =
            if confidence < consecutive_below { bot.weak_answers.saturating_add(1) } else { 0 };
        bot.failed = band != Band::High;
        let twice_weak = bot.weak_answers >= 2;
        let answer = match (best, band) {
            (Some(best), Band::High) => Some((best.answer.clone(), best)),
            (Some(best), Band::Medium) => {
                let words = match &best.article {
                    Some(article) => self.say(
                        Words::Qualified,
                        &[("title", &article.title), ("answer", &best.answer)],
                    ),
                    None => best.answer.clone(),
                };
                Some((words, best))
            }
            (Some(_), Band::Low) | (None, _) => None,
        };
        let answered = answer
            .map(|(text, best)| self.answer(turn, to, text, best.confidence.min(100), band, best));
        let evidence =
            vec![Evidence { entry: to, proof: Proof::Confidence { percent: confidence } }];
        let unsure = Trigger::LowConfidence;
        let worth = |f: &&Found| f.confidence >= bands.refuse_below / 2 && f.article.is_some();
        match band {
            _ if twice_weak => {
                let words = self.say(Words::Proactive, &[("team", &self.team_name())]);
                self.offer(turn, words, Trigger::ConsecutiveLow, evidence, |_| {});
            }
            Band::Medium => {
                let others = found.iter().skip(1).filter(worth);
                let others = others.filter(|f| text_fault(&f.answer).is_none());
                let alternatives: Vec<Found> = others.take(ALTERNATIVES).cloned().collect();
                let words = self.say(Words::DoesItMatch, &[]);
                self.offer(turn, words, unsure, evidence, |offer| {
                    offer.asks = Asks::Match;
                    offer.alternatives = alternatives;
                });
            }
            Band::Low => {
                let words = self.say(Words::LowConfidence, &[]);
                self.offer(turn, words, unsure, evidence, |_| {});
            }
            Band::High => {}
        }
        let related = found.iter().filter(worth).filter_map(|f| f.article.clone());
        card::related(&mut self.card, related);
        if answered.is_none() {
            self.not_answered(to, confidence);
        }
        turn.effects.push(Effect::Show);
    }

    pub(super) fn bot_failed(&mut self, turn: &mut Turn, epoch: Epoch, to: Seq) {
        let Stage::Bot(bot) = &mut self.stage else { return };
        if epoch != self.epoch || bot.question.as_ref().is_none_or(|q| q.entry != to) {
            return;
        }
        bot.question = None;
        bot.failed = true;
        let evidence = vec![Evidence { entry: to, proof: Proof::NoAnswer }];
        let words = self.say(Words::BotFailed, &[]);
        self.offer(turn, words, Trigger::BotFailed, evidence, |_| {});
        self.not_answered(to, 0);
        turn.effects.push(Effect::Show);
    }

    /// Shows an article that the customer picked.
    pub(super) fn picked(&mut self, turn: &mut Turn, entry: Seq, found: Found) {
        card::judged(&mut self.card, false, entry, &found.label());
        if let Stage::Bot(bot) = &mut self.stage {
            bot.offer = None;
        }
        let question = self.card.attempts.last().map_or(entry, |attempt| attempt.question);
        let confidence = found.confidence.min(100);
        self.answer(turn, question, found.answer.clone(), confidence, Band::High, &found);
        turn.effects.push(Effect::Show);
    }

    fn answer(
        &mut self,
        turn: &mut Turn,
        to: Seq,
        text: String,
        confidence: u8,
        band: Band,
        found: &Found,
    ) -> Seq {
        let article = found.article.clone();
        let body = Body::Answer { text, to, confidence, band, article: article.clone() };
        let answer = self.store(turn, Author::Bot, body, None);
        let outcome = Outcome::Unanswered;
        let confidence = Some(confidence);
        let attempt = Attempt { question: to, answer, article, confidence, outcome, reply: None };
        card::tried(&mut self.card, attempt);
        answer
    }

    /// The attempt to answer ended in an offer, which is the newest entry.
    fn not_answered(&mut self, question: Seq, confidence: u8) {
        let attempt = Attempt {
            question,
            answer: self.last,
            article: None,
            confidence: Some(confidence),
            outcome: Outcome::NotAnswered,
            reply: None,
        };
        card::tried(&mut self.card, attempt);
    }

    /// Offers a person; `with` fills in what this offer has beyond the question.
    pub(super) fn offer(
        &mut self,
        turn: &mut Turn,
        text: String,
        trigger: Trigger,
        evidence: Vec<Evidence>,
        with: impl FnOnce(&mut Offered),
    ) {
        // One offer stands at a time.
        self.self_service.rest();
        let unsure = matches!(
            trigger,
            Trigger::LowConfidence | Trigger::ConsecutiveLow | Trigger::BotFailed
        );
        let consent = self.settings.consent_after.filter(|_| unsure);
        let mut offered = Offered {
            entry: self.last.next(),
            trigger,
            evidence,
            asks: Asks::Connect,
            alternatives: Vec::new(),
            held: None,
            consent_at: consent.map(|after| turn.now + after),
        };
        with(&mut offered);
        // An answer that was given is not overridden by silence.
        if offered.asks == Asks::Match {
            offered.consent_at = None;
        }
        let articles = offered.alternatives.iter().map(|found| Choice {
            kind: ChoiceKind::Article,
            label: found.label(),
            article: found.article.as_ref().map(|article| article.id.clone()),
        });
        let plain = [(ChoiceKind::Connect, wording::CONNECT), (ChoiceKind::Stay, wording::STAY)];
        let plain = plain.map(|(kind, label)| Choice { kind, label: label.into(), article: None });
        let choices = articles.chain(plain).collect();
        self.store(turn, Author::Bot, Body::Offer { text, choices }, None);
        if let Stage::Bot(bot) = &mut self.stage {
            // An answer to an earlier question would take the place of what is asked now.
            bot.question = None;
            bot.offer = Some(offered);
        }
    }

    pub(super) fn offer_accepted(&mut self, turn: &mut Turn, offer: Offered, by: Permission) {
        card::took_offer(&mut self.card);
        let Offered { trigger, evidence, .. } = offer;
        self.hand_off(turn, Reason { trigger, permission: by, policy: None, evidence }, None);
    }

    /// A refusal is respected: the score starts again, and the question the offer came before is
    /// looked up after all.
    pub(super) fn offer_declined(&mut self, turn: &mut Turn, offer: Offered) {
        self.calm_down();
        self.bot_says(turn, Words::Staying);
        match offer.held {
            Some((entry, text)) => self.ask(turn, entry, text),
            None => turn.effects.push(Effect::Show),
        }
    }
}
