//! What is passed on to whoever comes: the customer can put it right while they wait.

use super::{Conversation, Effect, Refused, Side, Stage, Turn, text_fault};
use crate::{Understood, card};
use warmline_language::{Message, mask};
use warmline_model::{Author, Body, ClientId, Fact};

/// How often in one wait the customer may say anew what is passed on.
const MOST_CORRECTIONS: u8 = 10;

impl Conversation {
    /// In the customer's own words. These stand before our summary.
    pub(super) fn visitor_corrected(&mut self, turn: &mut Turn, id: ClientId, text: String) {
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        if let Some(fault) = text_fault(&text) {
            return turn.refuse(Side::Visitor, id, fault);
        }
        match &mut self.stage {
            Stage::Waiting(waiting) if waiting.corrections < MOST_CORRECTIONS => {
                waiting.corrections += 1;
            }
            _ => return turn.refuse(Side::Visitor, id, Refused::NotNow),
        }
        // Masked in the browser already; here too, for whoever speaks the wire without one.
        let text = mask(&text).text.into_owned();
        let body = Body::Corrected { text: text.clone() };
        let entry = self.store(turn, Author::Visitor, body, Some(id));
        let products = &self.rules.of(&self.settings).products;
        let message = Message::read(text.as_str());
        let language = self.card.language;
        let understood =
            Understood::of(&message, &self.settings, products, language, turn.now, entry);
        card::corrected(&mut self.card, entry, text.clone(), &understood);
        self.passes_on_anew(turn);
    }

    /// A fact that does not hold, or is not to be passed on.
    pub(super) fn visitor_struck(&mut self, turn: &mut Turn, id: ClientId, fact: Fact) {
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        let known = self.card.entities.iter().find(|entity| entity.fact == fact);
        let text = known.map(|entity| entity.text.clone());
        let (true, Some(text)) = (matches!(self.stage, Stage::Waiting(_)), text) else {
            return turn.refuse(Side::Visitor, id, Refused::NotNow);
        };
        let body = Body::Struck { text: text.clone(), fact: fact.clone() };
        let entry = self.store(turn, Author::Visitor, body, Some(id));
        card::struck_out(&mut self.card, entry, fact, text);
        self.passes_on_anew(turn);
    }

    /// The desk hears the new summary, as any other change of a waiter.
    fn passes_on_anew(&mut self, turn: &mut Turn) {
        self.join(turn);
        turn.effects.push(Effect::Show);
    }
}
