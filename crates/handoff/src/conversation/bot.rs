//! While the bot leads: what the visitor says, what the bot may answer, and when a person is offered.

use super::{
    Bot, Conversation, Effect, Epoch, Found, Offered, Question, Refused, Side, Stage, Turn,
    text_fault,
};
use crate::{card, wording};
use warmline_language::{Message, explicit_request, small_talk, yes_or_no};
use warmline_model::{
    Attempt, Author, Band, Body, Choice, ChoiceKind, ClientId, Outcome, Seq, Trigger,
};

impl Conversation {
    pub(super) fn visitor_said(&mut self, turn: &mut Turn, id: ClientId, text: String) {
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        if let Some(fault) = text_fault(&text) {
            return turn.refuse(Side::Visitor, id, fault);
        }
        if matches!(self.stage, Stage::Closed { .. }) {
            self.reopen(turn);
        }
        let body = Body::Text { text: text.clone() };
        let entry = self.store(turn, Author::Visitor, body, Some(id));
        match &self.stage {
            Stage::Bot(bot) => {
                let offer = bot.offer;
                self.spoken_to_bot(turn, entry, &text, offer);
            }
            Stage::Waiting(_) => {
                card::passed_along(&mut self.card, entry, &text);
                turn.effects.push(Effect::Show);
            }
            Stage::Human(_) | Stage::Closed { .. } => {}
        }
    }

    fn spoken_to_bot(&mut self, turn: &mut Turn, entry: Seq, text: &str, offer: Option<Offered>) {
        if let Some(request) = explicit_request(&Message::read(text)) {
            card::asked_for_human(&mut self.card);
            return self.hand_off(turn, Trigger::Asked, entry, request.evidence);
        }
        match (offer, yes_or_no(text)) {
            (Some(offer), Some(true)) => return self.offer_accepted(turn, offer),
            (Some(_), Some(false)) => return self.offer_declined(turn),
            (Some(_) | None, _) => {}
        }
        if let Some(kind) = small_talk(text) {
            let words = match kind {
                warmline_language::SmallTalk::Greeting => wording::greeting(),
                warmline_language::SmallTalk::Thanks => wording::welcome(),
            };
            self.store(turn, Author::Bot, Body::Text { text: words }, None);
            return;
        }
        card::asked(&mut self.card, entry, text);
        let due = turn.now + self.settings.bot_timeout;
        let text = text.to_owned();
        if let Stage::Bot(bot) = &mut self.stage {
            bot.question = Some(Question { entry, text: text.clone(), due });
            bot.offer = None;
        }
        turn.effects.push(Effect::Ask { to: entry, text, epoch: self.epoch });
        turn.effects.push(Effect::Show);
    }

    pub(super) fn visitor_asked(&mut self, turn: &mut Turn, id: ClientId) {
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        if matches!(self.stage, Stage::Closed { .. }) {
            self.reopen(turn);
        }
        // Pressed twice, or pressed while a human is there already: there is nothing left to do.
        if matches!(self.stage, Stage::Waiting(_) | Stage::Human(_)) {
            return turn.refuse(Side::Visitor, id, Refused::NotNow);
        }
        let entry = self.store(turn, Author::Visitor, Body::AskedForHuman, Some(id));
        card::asked_for_human(&mut self.card);
        self.hand_off(
            turn,
            Trigger::Button,
            entry,
            "pressed \u{201c}Talk to a Human\u{201d}".into(),
        );
    }

    pub(super) fn visitor_answered(
        &mut self,
        turn: &mut Turn,
        id: ClientId,
        offer: Seq,
        choice: ChoiceKind,
    ) {
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        let standing = match &self.stage {
            Stage::Bot(bot) => bot.offer.filter(|o| o.entry == offer),
            Stage::Waiting(_) | Stage::Human(_) | Stage::Closed { .. } => None,
        };
        let Some(standing) = standing else {
            return turn.refuse(Side::Visitor, id, Refused::OfferGone);
        };
        let label = label_of(choice).to_owned();
        let chose = Body::Chose { offer, choice, label };
        self.store(turn, Author::Visitor, chose, Some(id));
        match choice {
            ChoiceKind::Connect => self.offer_accepted(turn, standing),
            ChoiceKind::Stay => self.offer_declined(turn),
        }
    }

    fn offer_accepted(&mut self, turn: &mut Turn, offer: Offered) {
        let evidence = match offer.trigger {
            Trigger::BotFailed => "the assistant could not look for an answer".into(),
            Trigger::LowConfidence | Trigger::ConsecutiveLow | Trigger::Asked | Trigger::Button => {
                format!("the assistant was {} % sure", offer.confidence)
            }
        };
        card::asked_for_human(&mut self.card);
        self.hand_off(turn, offer.trigger, offer.entry, evidence);
    }

    fn offer_declined(&mut self, turn: &mut Turn) {
        if let Stage::Bot(bot) = &mut self.stage {
            *bot = Bot::default();
        }
        self.store(turn, Author::Bot, Body::Text { text: wording::staying() }, None);
        turn.effects.push(Effect::Show);
    }

    pub(super) fn bot_answered(&mut self, turn: &mut Turn, epoch: Epoch, to: Seq, found: &[Found]) {
        if epoch != self.epoch || !matches!(self.stage, Stage::Bot(_)) {
            turn.effects.push(Effect::Refuse(Side::Agent, None, Refused::StaleEpoch));
            return;
        }
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
            Some(_) if confidence >= self.settings.answer_from => Band::High,
            Some(_) if confidence >= self.settings.refuse_below => Band::Medium,
            Some(_) | None => Band::Low,
        };
        bot.weak_answers = if confidence < self.settings.consecutive_below {
            bot.weak_answers.saturating_add(1)
        } else {
            0
        };
        bot.failed = band != Band::High;
        let twice_weak = bot.weak_answers >= 2;
        let answer = match (best, band) {
            (Some(best), Band::High) => Some((best.answer.clone(), best.article.clone())),
            (Some(best), Band::Medium) => {
                let words = match &best.article {
                    Some(article) => wording::qualified(&article.title, &best.answer),
                    None => best.answer.clone(),
                };
                Some((words, best.article.clone()))
            }
            (Some(_), Band::Low) | (None, _) => None,
        };
        let article = answer.as_ref().and_then(|(_, article)| article.clone());
        let answered = answer.map(|(text, article)| {
            let body = Body::Answer { text, to, confidence, band, article };
            self.store(turn, Author::Bot, body, None)
        });
        let offered = match band {
            _ if twice_weak => {
                let words = wording::proactive(self.card.department);
                Some(self.offer(turn, words, Trigger::ConsecutiveLow, confidence))
            }
            Band::Medium => {
                let words = wording::does_it_match();
                Some(self.offer(turn, words, Trigger::LowConfidence, confidence))
            }
            Band::Low => {
                let words = wording::low_confidence();
                Some(self.offer(turn, words, Trigger::LowConfidence, confidence))
            }
            Band::High => None,
        };
        let outcome = if answered.is_some() { Outcome::Unanswered } else { Outcome::NotAnswered };
        let related: Vec<_> = found
            .iter()
            .filter(|f| f.confidence >= self.settings.refuse_below / 2)
            .filter_map(|f| f.article.clone())
            .collect();
        if let Some(place) = answered.or(offered) {
            let attempt = Attempt { question: to, answer: place, article, confidence, outcome };
            card::tried(&mut self.card, attempt, &related);
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
        let offer = self.offer(turn, wording::bot_failed(), Trigger::BotFailed, 0);
        let attempt = Attempt {
            question: to,
            answer: offer,
            article: None,
            confidence: 0,
            outcome: Outcome::NotAnswered,
        };
        card::tried(&mut self.card, attempt, &[]);
        turn.effects.push(Effect::Show);
    }

    fn offer(&mut self, turn: &mut Turn, text: String, trigger: Trigger, confidence: u8) -> Seq {
        let choices = [ChoiceKind::Connect, ChoiceKind::Stay]
            .map(|kind| Choice { kind, label: label_of(kind).to_owned() })
            .to_vec();
        let entry = self.store(turn, Author::Bot, Body::Offer { text, choices }, None);
        if let Stage::Bot(bot) = &mut self.stage {
            bot.offer = Some(Offered { entry, trigger, confidence });
        }
        entry
    }

    /// A closed conversation goes on with the bot, and old messages fire nothing again.
    fn reopen(&mut self, turn: &mut Turn) {
        card::fresh_start(&mut self.card);
        self.enter(turn, Stage::Bot(Bot::default()));
    }
}

fn label_of(choice: ChoiceKind) -> &'static str {
    match choice {
        ChoiceKind::Connect => "Connect me",
        ChoiceKind::Stay => "Stay with the assistant",
    }
}
