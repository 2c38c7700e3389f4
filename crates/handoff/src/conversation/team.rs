//! What only the team sees: notes, how each agent was chosen, clocks that run out.

use super::{Conversation, Effect, Refused, Side, Turn};
use crate::card;
use crate::desk::Assigned;
use warmline_language::mask;
use warmline_model::{AgentId, ClientId, Episode, Note, SlaEvent};

impl Conversation {
    /// Notes of colleagues, oldest first.
    pub fn notes(&self) -> &[Note] {
        &self.notes
    }

    /// How its agents were chosen, oldest first.
    pub fn hands(&self) -> &[Assigned] {
        &self.hands
    }

    /// Near-breaches and breaches of this handoff.
    pub fn sla(&self) -> &[SlaEvent] {
        &self.sla
    }

    /// A note is no word to the customer: nothing of it is in the log.
    pub(super) fn agent_noted(
        &mut self,
        turn: &mut Turn,
        agent: AgentId,
        name: String,
        id: ClientId,
        text: &str,
    ) {
        if self.is_repeat(turn, Side::Agent, &id) {
            return;
        }
        let fault = if text.trim().is_empty() {
            Some(Refused::Empty)
        } else if text.chars().count() > Note::MAX_CHARS {
            Some(Refused::NoteTooLong)
        } else {
            (self.notes.len() >= Note::MAX).then_some(Refused::NotesFull)
        };
        if let Some(fault) = fault {
            return turn.refuse(Side::Agent, id, fault);
        }
        let text = mask(text).text.into_owned();
        self.notes.push(Note { at: turn.now, agent, name, text, client_id: id.clone() });
        turn.effects.push(Effect::Ack(Side::Agent, id, self.last));
        turn.effects.push(Effect::ShowTeam);
    }

    /// Each pair of clock and level is kept once in a handoff.
    pub(super) fn desk_sla(&mut self, turn: &mut Turn, episode: Episode, event: SlaEvent) {
        let same = |known: &SlaEvent| (known.clock, known.level) == (event.clock, event.level);
        if episode == self.episode && !self.sla.iter().any(same) {
            card::keep(&mut self.sla, event);
            turn.effects.push(Effect::ShowTeam);
        }
    }
}
