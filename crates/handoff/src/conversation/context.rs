//! Who the customer is and where they are: what the site tells of them, and not they themselves.

use super::{Conversation, Effect, Stage, Turn};
use crate::card;
use crate::sources::SourceAnswer;
use warmline_model::{Customer, PageRef, TrailStep};

impl Conversation {
    pub(super) fn visitor_came(&mut self, turn: &mut Turn, page: Option<PageRef>) {
        let came = self.away_since.take().is_some();
        self.no_longer_by_mail(turn.now);
        let before = self.card.page.clone();
        if let Some(page) = &page {
            card::on_page(&mut self.card, page, turn.now);
        }
        if came || before != self.card.page {
            turn.effects.push(Effect::Show);
        }
    }

    pub(super) fn visitor_went(&mut self, turn: &mut Turn, steps: Vec<TrailStep>) {
        if card::went(&mut self.card, steps) {
            turn.effects.push(Effect::ShowTeam);
        }
    }

    /// Whether the site has vouched for somebody else here: a device may change hands.
    pub fn is_of_another(&self, customer: &Customer) -> bool {
        let known = &self.card.customer;
        let differ =
            |a: &Option<String>, b: &Option<String>| matches!((a, b), (Some(a), Some(b)) if a != b);
        known.verified && (differ(&known.id, &customer.id) || differ(&known.email, &customer.email))
    }

    pub(super) fn customer_known(&mut self, turn: &mut Turn, customer: Customer) {
        let before = self.card.clone();
        card::known(&mut self.card, customer);
        if self.card != before {
            turn.effects.push(Effect::Show);
        }
    }

    /// Neither waited for nor needed: a handoff goes on as it is, and whoever has the card sees more on it.
    pub(super) fn looked_up(&mut self, turn: &mut Turn, answers: Vec<SourceAnswer>) {
        let before = self.card.clone();
        card::looked_up(&mut self.card, answers);
        if self.card == before {
            return;
        }
        turn.effects.push(Effect::ShowTeam);
        let told = |card: &warmline_model::Card| (card.summary.clone(), card.customer.name.clone());
        if matches!(self.stage, Stage::Waiting(_)) && told(&before) != told(&self.card) {
            self.join(turn);
        }
    }
}
