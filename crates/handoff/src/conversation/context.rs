//! Who the customer is and where they are: what the site tells of them, and not they themselves.

use super::arranging::Step;
use super::{Conversation, Effect, Stage, Turn};
use crate::sources::SourceAnswer;
use crate::{card, wording};
use warmline_model::{Author, CloseReason, Customer, Millis, Notice, Outcome, PageRef, TrailStep};

/// Who was away for less than this has not been away.
const BACK_AFTER: Millis = Millis::minutes(30);
/// The longest part of a question that is said again, in characters.
const LONGEST_ISSUE: usize = 120;

impl Conversation {
    /// Whoever comes back to something unfinished hears what it was and what was promised, from its record.
    fn welcome_back(&mut self, turn: &mut Turn) {
        let unfinished = match &self.stage {
            Stage::Human(_) => return,
            Stage::Waiting(_) => true,
            Stage::Bot(_) => self.unsolved(),
            Stage::Closed { reason, .. } => *reason == CloseReason::FollowUp,
        };
        let owed = self.owed().cloned();
        if owed.is_none() && !unfinished {
            return;
        }
        self.freshen();
        // Of a call that is not booked yet the question stands.
        let choosing = self.arranging.as_ref().filter(|a| a.step == Step::Choosing);
        let clock = self.clock_of();
        let options = choosing
            .filter(|arranging| !arranging.choices.is_empty())
            .map(|arranging| wording::options(&clock, &arranging.choices));
        let issue = self.card.question.as_ref();
        let issue = issue.map(|quote| card::shorten(quote.text.trim(), LONGEST_ISSUE));
        let name = card::name(&self.card).unwrap_or_default();
        let words = wording::welcome_back(
            &clock,
            &name,
            issue.as_deref(),
            owed.as_ref(),
            options.as_deref(),
        );
        self.notice(turn, Author::Bot, Notice::WelcomeBack, words);
    }

    /// Whether the assistant has not settled what they asked.
    fn unsolved(&self) -> bool {
        let settled = self.card.attempts.last().is_some_and(|a| a.outcome == Outcome::Accepted);
        self.card.question.is_some() && !settled
    }

    pub(super) fn visitor_came(&mut self, turn: &mut Turn, page: Option<PageRef>) {
        let away_since = self.away_since.take();
        let came = away_since.is_some();
        let before = self.card.page.clone();
        if let Some(page) = &page {
            card::on_page(&mut self.card, page, turn.now);
        }
        if came || before != self.card.page {
            turn.effects.push(Effect::Show);
        }
        if away_since.is_some_and(|since| turn.now - since >= BACK_AFTER) {
            self.welcome_back(turn);
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
