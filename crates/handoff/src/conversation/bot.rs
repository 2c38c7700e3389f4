//! While the bot leads: what the visitor says, in the order of R-040: policy, request, failure, frustration.

use super::{
    Asks, Bot, Conversation, Effect, Offered, Pick, Question, Refused, Side, Stage, Turn, Unread,
    files, message_fault,
};
use crate::frustration::Before;
use crate::policy::{Match, action, only_takes_note};
use crate::wording::{self, Words};
use crate::{Understood, card, triage};
use warmline_language::{
    Message, SmallTalk, detect, explicit_request, mask, resolved, small_talk, tokens, yes_or_no,
};
use warmline_model::{
    Attachment, Author, Body, ChoiceKind, ClientId, Evidence, Outcome, Permission, Proof, Reason,
    Seq, Signal, Timestamp, Trigger,
};

/// From here on a message is no thanks, %.
const NEGATIVE: u8 = 60;
/// "That worked, thank you so much" is short; a longer message has more to say.
const LONGEST_THANKS: usize = 9;

impl Conversation {
    pub(super) fn visitor_said(
        &mut self,
        turn: &mut Turn,
        id: ClientId,
        text: String,
        attachments: Vec<Attachment>,
    ) {
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        if let Some(fault) = message_fault(&text, &attachments) {
            return turn.refuse(Side::Visitor, id, fault);
        }
        if matches!(self.stage, Stage::Closed { .. }) {
            self.reopen(turn);
        }
        // Masked in the browser already; here too, for whoever speaks the wire without one.
        let text = mask(&text).text.into_owned();
        let files = files::named(&attachments);
        let body = Body::said(text.clone(), attachments);
        let entry = self.store(turn, Author::Visitor, body, Some(id));
        // A bare number, or the answer to a question about what is arranged.
        let arranges = matches!(self.stage, Stage::Bot(_)) && self.arranging.is_some();
        let arranges = arranges && !self.self_service.asks();
        if arranges && self.answers_in_bot(turn, entry, &text) {
            return;
        }
        match &mut self.stage {
            Stage::Bot(bot) => {
                let offer = bot.offer.take();
                match text.trim().is_empty() {
                    true => self.offer_to_look(turn, entry, &text, &files),
                    false => self.spoken_to_bot(turn, entry, &text, &files, offer),
                }
            }
            Stage::Waiting(_) if text.trim().is_empty() => {
                self.sent_while_waiting(turn, entry, &files);
            }
            Stage::Waiting(_) => self.spoken_while_waiting(turn, entry, &text),
            Stage::Human(_) => self.said_to_human(turn, entry),
            Stage::Closed { .. } => {}
        }
    }

    /// After a promise was broken its options stand beside the assistant.
    fn answers_in_bot(&mut self, turn: &mut Turn, entry: Seq, text: &str) -> bool {
        let message = Message::read(text);
        // whoever asks for a person is asked nothing first.
        if self.request(&message).is_some() {
            return false;
        }
        let products = &self.rules.of(&self.settings).products;
        let language = self.card.language;
        let understood =
            Understood::of(&message, &self.settings, products, language, turn.now, entry);
        self.answers_options(turn, text, &understood.entities)
    }

    /// Words for the agent who leads, who owes an answer from now on.
    pub(super) fn said_to_human(&mut self, turn: &mut Turn, entry: Seq) {
        let Stage::Human(human) = &mut self.stage else { return };
        human.unread = Some(Unread::with(human.unread, turn.now, entry));
        if human.owed_since.is_none() {
            human.owed_since = Some(turn.now);
            turn.effects.push(Effect::ShowTeam);
        }
    }

    fn spoken_to_bot(
        &mut self,
        turn: &mut Turn,
        entry: Seq,
        text: &str,
        files: &str,
        offer: Option<Offered>,
    ) {
        let message = Message::read(text);
        let asks_match = offer.as_ref().is_some_and(|offer| offer.asks == Asks::Match);
        let before = match &offer {
            Some(_) => Before::Offer,
            None => self.before(),
        };
        let Heard { chat, request, reading, understood } =
            self.hear(turn.now, &message, entry, before);
        let judges = before == Before::Answer || asks_match;
        if let Some(policy) = self.policy(turn, &message, &understood, entry) {
            card::asked(&mut self.card, entry, text);
            let reason = Reason {
                trigger: Trigger::Policy,
                permission: Permission::Explained,
                policy: Some(policy.policy.clone()),
                evidence: policy.evidence.clone(),
            };
            return self.hand_off(turn, reason, Some(policy));
        }
        if let Some(words) = request {
            card::asked_for_human(&mut self.card, entry);
            if tells_more(text, &words) {
                card::asked(&mut self.card, entry, text);
            }
            return self.decided(turn, Trigger::Asked, entry, Proof::Words { words });
        }
        if self.answers_self_service(turn, entry, &message, &understood.entities) {
            return;
        }
        let offer = match offer {
            Some(offer) => match self.leads_with_an_answer(turn, &message, offer, entry) {
                Some(standing) => standing,
                None => return,
            },
            None => None,
        };
        let standing = match (offer, yes_or_no(&message)) {
            (Some(offer), Some(yes)) => {
                return self.answered_in_words(turn, offer, yes, entry, text);
            }
            (standing, _) => standing,
        };
        if !files.is_empty() {
            return self.sent_to_bot(turn, entry, &message, files);
        }
        // A bot of another maker says hello and thanks by itself.
        if self.outside {
            if chat.is_none() {
                card::asked(&mut self.card, entry, text);
            }
            return self.ask(turn, entry, text.to_owned());
        }
        let calm = understood.signals.is_empty() && understood.negative < NEGATIVE;
        let short = message.words() <= LONGEST_THANKS;
        let settles = reading.is_some_and(|reading| reading.settles);
        if judges && calm && short && resolved(&message) {
            return self.helped(turn, entry, text);
        }
        // They say that it helped, and nothing else: there is nothing to look up.
        if judges && calm && short && settles {
            self.keep_offer(standing);
            self.bot_says(turn, Words::Noted);
            return turn.effects.push(Effect::Show);
        }
        if chat.is_none() && (yes_or_no(&message).is_some() || only_takes_note(&message)) {
            return self.took_note(turn, before, entry, text, standing);
        }
        if let Some(chat) = chat {
            if chat == SmallTalk::Thanks && judges {
                return self.helped(turn, entry, text);
            }
            let words = match (chat, &standing) {
                (SmallTalk::Greeting, _) => Words::Greeting,
                (SmallTalk::Thanks, None) => Words::Welcome,
                // What stands is the offer's question, and no other.
                (SmallTalk::Thanks, Some(_)) => Words::Noted,
            };
            self.keep_offer(standing);
            self.bot_says(turn, words);
            return;
        }
        card::asked(&mut self.card, entry, text);
        if self.has_had_enough().is_none() && self.offers_self_service(turn, entry, &message) {
            return;
        }
        if let Some(words) = self.action(&message) {
            return self.decided(turn, Trigger::CannotDo, entry, Proof::Words { words });
        }
        // Passed over in silence: that offer is respected as refused, and this question is looked up.
        let passed_over = standing.as_ref().is_some_and(|offer| offer.held.is_some());
        if passed_over {
            self.listening.passed_over();
        } else if let Some((trigger, words)) = self.has_had_enough() {
            let evidence = self.evidence_of_frustration(trigger, entry);
            self.offer(turn, words, trigger, evidence, |offer| {
                offer.held = Some((entry, text.to_owned()));
            });
            return turn.effects.push(Effect::Show);
        }
        self.ask(turn, entry, text.to_owned());
    }

    /// What the customer's next message comes after.
    pub(super) fn before(&self) -> Before {
        match self.card.attempts.last() {
            Some(last) if last.outcome == Outcome::Unanswered => Before::Answer,
            Some(_) | None => Before::Nothing,
        }
    }

    /// Reads a message that the customer wrote to the bot.
    pub(super) fn hear(
        &mut self,
        at: Timestamp,
        message: &Message<'_>,
        entry: Seq,
        before: Before,
    ) -> Heard {
        let text = message.text();
        let chat = small_talk(message);
        let request = self.request(message);
        let replies = chat.is_none() && yes_or_no(message).is_none() && !only_takes_note(message);
        let reading = replies.then(|| {
            let answer = self.listening.answer();
            card::read_reply(&self.card, text, &answer, request.is_some())
        });
        let reading = reading.flatten();
        let in_vain = reading.is_some_and(|reading| reading.in_vain);
        let understood = match chat {
            Some(_) => Understood::default(),
            None => self.understand(at, message, entry, before, in_vain),
        };
        // How an answer is taken is told with whatever else the message asks for.
        if let Some(reading) = reading {
            card::replied(&mut self.card, entry, text, reading, request.is_some());
        }
        Heard { chat, request, reading, understood }
    }

    /// Reads a message once, and keeps what it told on the card.
    pub(super) fn understand(
        &mut self,
        at: Timestamp,
        message: &Message<'_>,
        entry: Seq,
        before: Before,
        in_vain: bool,
    ) -> Understood {
        if let Some(language) = detect(message) {
            self.card.language = language;
        }
        let language = self.card.language;
        let products = &self.rules.of(&self.settings).products;
        let understood = Understood::of(message, &self.settings, products, language, at, entry);
        let signals = self.listening.hear(at, message, &understood, before, entry, in_vain);
        card::understood(&mut self.card, entry, &understood, &signals, &self.listening);
        if let Some(department) = triage::department(&self.card, message) {
            self.card.department = department;
        }
        understood
    }

    pub(super) fn policy(
        &self,
        turn: &Turn,
        message: &Message<'_>,
        understood: &Understood,
        entry: Seq,
    ) -> Option<Match> {
        let policies = &self.rules.of(&self.settings).policies;
        let customer = &self.card.customer;
        policies.matching(message, understood, customer, turn.now, entry, &self.excused)
    }

    /// The words that ask for a person, by the language's rules and the owner's lists.
    fn request(&self, message: &Message<'_>) -> Option<String> {
        let rules = self.rules.of(&self.settings);
        if rules.not_human.find(message).is_some() {
            return None;
        }
        let asked = explicit_request(message).map(|request| request.evidence);
        asked.or_else(|| rules.human.find(message))
    }

    /// The words that ask for something only a person can do, unless they only ask how.
    pub(super) fn action(&self, message: &Message<'_>) -> Option<String> {
        let rules = self.rules.of(&self.settings);
        if rules.not_action.find(message).is_some() {
            return None;
        }
        rules.action.find(message).or_else(|| action(message))
    }

    /// Which limit of patience is reached, if one is, and the words of the offer.
    fn has_had_enough(&self) -> Option<(Trigger, String)> {
        let settings = &self.settings;
        if self.listening.score() >= settings.frustration_from {
            Some((Trigger::Frustration, self.say(Words::Frustrated, &[])))
        } else if self.listening.unsolved() >= settings.same_problem_from {
            Some((Trigger::SameProblem, self.say(Words::Proactive, &[("team", &self.team_name())])))
        } else if self.listening.turns() > u32::from(settings.turns_from) {
            Some((Trigger::ManyTurns, self.say(Words::Proactive, &[("team", &self.team_name())])))
        } else {
            None
        }
    }

    fn evidence_of_frustration(&self, trigger: Trigger, entry: Seq) -> Vec<Evidence> {
        let mut evidence: Vec<Evidence> = Vec::new();
        let turns = Evidence { entry, proof: Proof::Turns { count: self.listening.turns() } };
        if trigger == Trigger::ManyTurns {
            evidence.push(turns.clone());
        }
        let since = self.listening.since();
        let heard = self.card.signals.iter().rev().filter(|heard| heard.entry >= since);
        evidence.extend(heard.map(|heard| Evidence {
            entry: heard.entry,
            proof: Proof::Signal { signal: heard.signal, words: heard.words.clone() },
        }));
        if evidence.is_empty() {
            evidence.push(turns);
        }
        evidence
    }

    /// Looks for an answer.
    pub(super) fn ask(&mut self, turn: &mut Turn, entry: Seq, text: String) {
        let due = turn.now + self.settings.answer_due();
        if let Stage::Bot(bot) = &mut self.stage {
            bot.question = Some(Question { entry, text: text.clone(), due });
            bot.offer = None;
        }
        turn.effects.push(Effect::Ask { to: entry, text, epoch: self.epoch });
        turn.effects.push(Effect::Show);
    }

    /// A handoff on one piece of evidence, of which the customer is told and not asked.
    pub(super) fn decided(&mut self, turn: &mut Turn, trigger: Trigger, entry: Seq, proof: Proof) {
        let permission = match trigger {
            Trigger::CannotDo | Trigger::Policy => Permission::Explained,
            _ => Permission::NotNeeded,
        };
        let evidence = vec![Evidence { entry, proof }];
        self.hand_off(turn, Reason { trigger, permission, policy: None, evidence }, None);
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
        card::asked_for_human(&mut self.card, entry);
        self.decided(turn, Trigger::Button, entry, Proof::Button);
    }

    pub(super) fn visitor_answered(&mut self, turn: &mut Turn, id: ClientId, at: Seq, pick: Pick) {
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        if self.pressed_self_service(turn, &id, at, &pick) {
            return;
        }
        let standing = match &self.stage {
            Stage::Bot(bot) => bot.offer.clone().filter(|offer| offer.entry == at),
            Stage::Waiting(_) | Stage::Human(_) | Stage::Closed { .. } => None,
        };
        let Some(offer) = standing else {
            return turn.refuse(Side::Visitor, id, Refused::OfferGone);
        };
        let picked = match &pick {
            Pick::Article(article) => offer.alternative(article).cloned(),
            Pick::Connect | Pick::Stay => None,
        };
        let (choice, label) = match (&pick, &picked) {
            (Pick::Connect, _) => (ChoiceKind::Connect, wording::CONNECT.to_owned()),
            (Pick::Stay, _) => (ChoiceKind::Stay, wording::STAY.to_owned()),
            (Pick::Article(_), Some(found)) => (ChoiceKind::Article, found.label()),
            (Pick::Article(_), None) => return turn.refuse(Side::Visitor, id, Refused::OfferGone),
        };
        let chose = Body::Chose { offer: at, choice, label };
        let entry = self.store(turn, Author::Visitor, chose, Some(id));
        match (pick, picked) {
            (Pick::Connect, _) => self.offer_accepted(turn, offer, Permission::Given),
            (Pick::Article(_), Some(found)) => self.picked(turn, entry, found),
            (Pick::Stay | Pick::Article(_), _) => self.offer_declined(turn, offer),
        }
    }

    /// "Yes" and "no" in words, to whatever was asked.
    fn answered_in_words(
        &mut self,
        turn: &mut Turn,
        offer: Offered,
        yes: bool,
        at: Seq,
        text: &str,
    ) {
        match (offer.asks, yes) {
            (Asks::Connect, true) => self.offer_accepted(turn, offer, Permission::Given),
            (Asks::Connect, false) => self.offer_declined(turn, offer),
            (Asks::Match, true) => self.helped(turn, at, text),
            (Asks::Match, false) => {
                card::judged(&mut self.card, false, at, text);
                let words = self.say(Words::LowConfidence, &[]);
                self.offer(turn, words, offer.trigger, offer.evidence, |_| {});
                turn.effects.push(Effect::Show);
            }
        }
    }

    /// An offer answered in the first words of a longer message ("yes please, it is order 10452"), or by
    /// its button's words. The offer, if it still stands; nothing where the message is dealt with.
    fn leads_with_an_answer(
        &mut self,
        turn: &mut Turn,
        message: &Message<'_>,
        offer: Offered,
        entry: Seq,
    ) -> Option<Option<Offered>> {
        let text = message.text();
        let is = |label: &str| tokens(text) == tokens(label);
        let first = text.split([',', '.', '!', '\u{FF0C}', '\u{3002}', '\u{3001}']).next();
        let first = first.filter(|first| first.len() < text.trim().len());
        let leads = first.and_then(|first| yes_or_no(&Message::read(first)));
        match offer.asks {
            Asks::Connect if is(wording::STAY) => self.offer_declined(turn, offer),
            Asks::Connect if is(wording::CONNECT) || leads == Some(true) => {
                if leads.is_some() {
                    card::asked(&mut self.card, entry, text);
                }
                self.offer_accepted(turn, offer, Permission::Given);
            }
            Asks::Match if is(wording::CONNECT) => {
                self.offer_accepted(turn, offer, Permission::Given);
            }
            Asks::Match if is(wording::STAY) => self.offer_declined(turn, offer),
            Asks::Connect | Asks::Match => return Some(Some(offer)),
        }
        None
    }

    /// "Ok", "got it", "no" to nothing in particular: nothing is looked up. A curt "no" to an answer is a
    /// judgement of it.
    fn took_note(
        &mut self,
        turn: &mut Turn,
        before: Before,
        entry: Seq,
        text: &str,
        standing: Option<Offered>,
    ) {
        let no = yes_or_no(&Message::read(text)) == Some(false);
        if before == Before::Answer && no {
            card::judged(&mut self.card, false, entry, text);
            let signal = Signal::Curt;
            let proof = Proof::Signal { signal, words: text.to_owned() };
            let evidence = vec![Evidence { entry, proof }];
            let words = self.say(Words::LowConfidence, &[]);
            self.offer(turn, words, Trigger::LowConfidence, evidence, |_| {});
        } else {
            if before == Before::Answer {
                card::judged(&mut self.card, true, entry, text);
            }
            self.keep_offer(standing);
            self.bot_says(turn, Words::Noted);
        }
        turn.effects.push(Effect::Show);
    }

    /// Nothing was answered: an offer still stands, and silence to it is none any more.
    fn keep_offer(&mut self, standing: Option<Offered>) {
        if let Stage::Bot(bot) = &mut self.stage {
            bot.offer = standing.map(|offer| Offered { consent_at: None, ..offer });
        }
    }

    /// The customer says that it helped: the score starts again.
    fn helped(&mut self, turn: &mut Turn, entry: Seq, text: &str) {
        card::judged(&mut self.card, true, entry, text);
        self.calm_down();
        self.bot_says(turn, Words::Glad);
        turn.effects.push(Effect::Show);
    }

    /// The score, the count of messages and of failures start again; the mood with them.
    pub(super) fn calm_down(&mut self) {
        self.listening = crate::frustration::Listening::default();
        card::calmed(&mut self.card);
        if let Stage::Bot(bot) = &mut self.stage {
            *bot = Bot::default();
        }
    }

    /// A closed conversation goes on with the bot, and old messages fire nothing again.
    pub(super) fn reopen(&mut self, turn: &mut Turn) {
        self.fresh_start();
        self.enter(turn, Stage::Bot(Bot::default()));
    }
}

/// A message of the customer's to the bot, read.
pub(super) struct Heard {
    pub(super) chat: Option<SmallTalk>,
    /// The words that ask for a person.
    pub(super) request: Option<String>,
    pub(super) reading: Option<card::Replied>,
    understood: Understood,
}

/// Whether a message says more than the words that ask for a person.
pub(super) fn tells_more(text: &str, request: &str) -> bool {
    let count = |text: &str| text.split_whitespace().count();
    count(text) >= count(request) + 2
}
