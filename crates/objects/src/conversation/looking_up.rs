//! What the site's systems are asked about the customer: when, and what becomes of their answers.
//!
//! The object asks nobody itself: it gives a [`LookUpJob`] away and goes on. Nothing waits for the answer, and one that
//! never comes is told on the card.

use super::{Context, ConversationObject};
use crate::Turn;
use serde::{Deserialize, Serialize};
use warmline_handoff::conversation::Event;
use warmline_handoff::sources::{Asks, Known, MAX_DEADLINE, SourceAnswer};
use warmline_model::{ConversationId, LookUp, LookUpOutcome, Millis, SiteId, Timestamp};

/// How long a job may take besides the slowest source; one that takes longer was lost with its process.
const ON_THE_WAY: Millis = Millis::seconds(7);
/// How often it is begun at most.
const TRIES: u8 = 2;
/// What all of them are called, where it is not known which there are.
const ALL: &str = "The site's systems";

/// A customer to be looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LookUpJob {
    /// Whose conversation it is.
    pub site: SiteId,
    /// Which conversation.
    pub conversation: ConversationId,
    /// To be named in the answer.
    pub round: u32,
    /// By what.
    pub known: Known,
}

/// How far the look-ups are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct LookingUp {
    asks: Asks,
    /// By what they were begun last.
    known: Known,
    /// Rises whenever that changes.
    round: u32,
    step: Step,
    tries: u8,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Step {
    /// There is nothing to ask, or it was asked.
    #[default]
    Idle,
    /// They are to be asked.
    Due,
    /// They were asked, and are to be done by then.
    Begun(Timestamp),
}

impl LookingUp {
    pub(super) fn of(asks: Asks) -> Self {
        Self { asks, ..Self::default() }
    }

    pub(super) fn next_deadline(&self, now: Timestamp) -> Option<Timestamp> {
        match self.step {
            Step::Idle => None,
            Step::Due => Some(now),
            Step::Begun(until) => Some(until),
        }
    }
}

impl ConversationObject {
    /// Sees whether more is known of the customer than was looked up; whether that changed anything.
    pub(super) fn consider_look_up(&mut self) -> bool {
        let known = self.looking_up.asks.known(self.machine.card());
        if known == self.looking_up.known {
            return false;
        }
        let step = if known.is_empty() { Step::Idle } else { Step::Due };
        let LookingUp { asks, round, .. } = self.looking_up;
        self.looking_up = LookingUp { asks, known, round: round + 1, step, tries: 0 };
        true
    }

    /// What is to be looked up now, if anything; from this turn on it is under way, until its answer or its time.
    pub fn begin_look_up(&mut self, context: &Context<'_>) -> (Turn, Option<LookUpJob>) {
        let mut turn = Turn::default();
        let due = self.looking_up.next_deadline(context.now).is_some_and(|at| at <= context.now);
        if !due {
            self.finish(context, &mut turn, false);
            return (turn, None);
        }
        if self.looking_up.tries >= TRIES {
            let outcome = LookUpOutcome::Unreachable;
            let look_up =
                LookUp { source: ALL.into(), at: context.now, outcome, unverified: false };
            self.looking_up.step = Step::Idle;
            let answers = vec![SourceAnswer { look_up, facts: Vec::new() }];
            self.happened(context, &mut turn, Event::LookedUp(answers));
            self.finish(context, &mut turn, true);
            return (turn, None);
        }
        self.looking_up.tries += 1;
        self.looking_up.step = Step::Begun(context.now + MAX_DEADLINE + ON_THE_WAY);
        let job = LookUpJob {
            site: self.site.clone(),
            conversation: self.id.clone(),
            round: self.looking_up.round,
            known: self.looking_up.known.clone(),
        };
        self.finish(context, &mut turn, true);
        (turn, Some(job))
    }

    /// What the site's systems say; of somebody else than is known by now, it is let go.
    pub(super) fn looked_up(
        &mut self,
        context: &Context<'_>,
        turn: &mut Turn,
        round: u32,
        answers: Vec<SourceAnswer>,
    ) {
        if round == self.looking_up.round {
            self.looking_up.step = Step::Idle;
            self.happened(context, turn, Event::LookedUp(answers));
        }
    }
}
