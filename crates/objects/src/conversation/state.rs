//! How a conversation stands, as each of the two sides may know it.

use super::ConversationObject;
use warmline_handoff::conversation::{Human, Stage, Waiting};
use warmline_handoff::desk::Assigned;
use warmline_handoff::wording;
use warmline_model::Card;
use warmline_wire::{
    AgentStage, AgentState, GivenFact, Hand, Options, PassedOn, PassingOn, PromiseCard, Seen,
    TimedChoice, VisitorStage, VisitorState, WaitRange,
};

impl ConversationObject {
    /// How far both sides have read.
    pub(super) fn seen(&self) -> Seen {
        let (visitor, agent) = self.machine.seen();
        Seen { visitor, agent }
    }

    /// How things stand, as the visitor may know it.
    pub(super) fn visitor_state(&self) -> VisitorState {
        let promise = self.machine.promise_shown().map(|promise| PromiseCard {
            number: promise.number,
            kind: promise.kind,
            contact: promise.contact.clone(),
            due: promise.due,
            slot: promise.slot,
            state: promise.state(),
            ticket: self.id.ticket(),
        });
        let options = self.machine.arranging().map(|arranging| Options {
            opens: self.machine.opens(),
            choices: arranging
                .choices
                .iter()
                .map(|choice| TimedChoice { kind: choice.kind, by: choice.by })
                .collect(),
            slots: arranging.slots().map(<[_]>::to_vec),
            booking: arranging.booking(),
        });
        VisitorState {
            stage: self.visitor_stage(),
            options: options.map(Box::new),
            promise: promise.map(Box::new),
        }
    }

    fn visitor_stage(&self) -> VisitorStage {
        match self.machine.stage() {
            Stage::Bot(bot) => VisitorStage::Bot {
                open_offer: self.machine.open_offer(),
                suggest_human: bot.failed,
            },
            Stage::Waiting(waiting) => VisitorStage::Waiting {
                since: waiting.since,
                position: waiting.standing.position,
                wait: wait_range(waiting),
                team_online: waiting.team_online(),
                alternatives: self.machine.alternatives(),
                long: waiting.is_long(),
                longer: waiting.standing.longer,
                open_offer: self.machine.open_offer(),
                passing_on: Some(Box::new(passing_on(self.machine.card()))),
            },
            Stage::Human(Human { name, department, .. }) => {
                let team = self.machine.settings().team(*department).name;
                let (name, department) = (name.clone(), *department);
                let passing_to = self.machine.passing_to();
                VisitorStage::Human { name, department, team, passing_to }
            }
            Stage::Closed { rating, .. } => VisitorStage::Closed { can_rate: rating.is_none() },
        }
    }

    /// How things stand, with all an agent may know.
    pub(super) fn agent_state(&self) -> AgentState {
        let card = self.machine.card();
        let mut opening = String::new();
        let stage = match self.machine.stage() {
            Stage::Bot(_) => AgentStage::Bot,
            Stage::Waiting(waiting) => AgentStage::Waiting {
                since: waiting.since,
                position: waiting.standing.position,
                wait: wait_range(waiting),
            },
            Stage::Human(human) => {
                let team = self.machine.settings().team(human.department).name;
                opening =
                    wording::opening(&self.machine.settings().templates, card, &human.name, &team);
                AgentStage::Human {
                    agent: human.agent.clone(),
                    name: human.name.clone(),
                    since: human.since,
                    passing_to: human.passing.as_ref().map(|passing| passing.name.clone()),
                    owed_since: human.owed_since,
                    silent_at: self.machine.silent_at(),
                }
            }
            Stage::Closed { at, rating, reason } => {
                AgentStage::Closed { at: *at, rating: *rating, reason: *reason }
            }
        };
        AgentState {
            stage,
            visitor_online: self.machine.visitor_online(),
            card: card.clone(),
            opening,
            closing: wording::closing(&self.machine.settings().templates, card),
            notes: self.machine.notes().to_vec(),
            hands: self.machine.hands().iter().map(hand).collect(),
            sla: self.machine.sla().to_vec(),
            ticket: self.id.ticket(),
            promises: self.machine.promises().cloned().collect(),
        }
    }
}

/// What of the card its customer may see, in their own words only.
fn passing_on(card: &Card) -> PassingOn {
    let facts = card.entities.iter();
    let tried = card.attempts.iter().filter_map(|attempt| attempt.article.as_ref());
    let mut titles: Vec<String> = Vec::new();
    for article in tried {
        if !titles.contains(&article.title) {
            titles.push(article.title.clone());
        }
    }
    PassingOn {
        question: card.question.as_ref().map(|quote| quote.text.clone()),
        wanted: card.wanted.as_ref().map(|wanted| wanted.goal),
        facts: facts.map(|e| GivenFact { fact: e.fact.clone(), text: e.text.clone() }).collect(),
        tried: titles,
        correction: card.correction.as_ref().map(|quote| quote.text.clone()),
    }
}

fn hand(to: &Assigned) -> Hand {
    let from = to.from.as_ref().map(|from| PassedOn {
        agent: from.agent.clone(),
        name: from.name.clone(),
        reason: from.reason.clone(),
    });
    Hand { agent: to.agent.clone(), name: to.name.clone(), routing: to.routing.clone(), from }
}

pub(super) fn wait_range(waiting: &Waiting) -> Option<WaitRange> {
    let seconds = |span: warmline_model::Millis| {
        u32::try_from(span.as_seconds_ceil().max(0)).unwrap_or(u32::MAX)
    };
    let wait = waiting.standing.wait?;
    Some(WaitRange { low_s: seconds(wait.low), high_s: seconds(wait.high) })
}
