//! What ends a need: somebody acknowledges, an agent has the conversation, or it is over.

use super::{Desk, Effect, End, Need, RecordKey, Step};
use crate::conversation::OnCallNews;
use serde::{Deserialize, Serialize};
use warmline_model::{ContactId, ConversationId, Episode, Millis, Timestamp};

/// How much other systems' clocks may differ from this one.
const SKEW: Millis = Millis::seconds(60);

/// Somebody answers an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "snake_case")]
pub enum Answer {
    /// A contact follows the link that was made for them.
    Contact {
        /// In which handoff.
        episode: Episode,
        /// Who.
        contact: ContactId,
    },
    /// Another system says that somebody has it.
    Elsewhere {
        /// Their name.
        name: String,
        /// When they said so there.
        at: Timestamp,
    },
    /// Another system says that it is settled: nobody more is asked.
    Settled {
        /// When it was said there.
        at: Timestamp,
    },
}

impl Desk {
    /// The first who acknowledges has it, with all else that they were asked.
    pub(in crate::desk) fn on_call_answered(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        conversation: &ConversationId,
        answer: &Answer,
    ) {
        let Some(need) = self.need(conversation).filter(|need| need.can_be_acknowledged()) else {
            return;
        };
        // What is older than the alert is about an earlier one, or said again by somebody else.
        let said = |at: Timestamp| at + SKEW >= need.since;
        let was_asked = |id: &ContactId| need.steps.iter().any(|step| step.contact == *id);
        let (contact, name) = match answer {
            Answer::Contact { episode, contact } => {
                if *episode != need.needed.episode || !was_asked(contact) {
                    return;
                }
                (Some(contact.clone()), self.contact_name(contact))
            }
            Answer::Elsewhere { name, at } if said(*at) => {
                (need.steps.last().map(|step| step.contact.clone()), name.clone())
            }
            Answer::Settled { at } if said(*at) => {
                return self.end_need(now, conversation);
            }
            Answer::Elsewhere { .. } | Answer::Settled { .. } => return,
        };
        let drill = need.drill;
        // By the link they see all that they are asked; elsewhere only what they were sent.
        let by_link = matches!(answer, Answer::Contact { .. });
        let also = |need: &Need| {
            let of = |id: &ContactId| {
                let sees = |step: &Step| step.contact == *id && (by_link || step.sent.is_some());
                need.steps.iter().any(sees)
            };
            need.is_open() && need.drill == drill && contact.as_ref().is_some_and(of)
        };
        let theirs = self.on_call.needs.iter();
        let theirs = theirs.filter(|(id, need)| *id == conversation || also(need));
        for id in theirs.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            self.acknowledged(now, effects, &id, &name);
        }
    }

    /// The name of a contact: their account's, where they are an agent here.
    fn contact_name(&self, id: &ContactId) -> String {
        let Some(contact) = self.settings.on_call.contact(id) else { return id.to_string() };
        let account = contact.agent.as_ref().and_then(|agent| self.agents.get(agent));
        account.map_or_else(|| contact.name.clone(), |agent| agent.profile.name.clone())
    }

    fn acknowledged(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        id: &ConversationId,
        name: &str,
    ) {
        let Some(need) = self.on_call.needs.get_mut(id) else { return };
        need.end = Some(End::Acknowledged { name: name.to_owned(), at: now });
        self.dirty.insert(RecordKey::Need(id.clone()));
        if !need.drill {
            let news = OnCallNews::Acknowledged { name: name.to_owned() };
            effects.push(Effect::OnCall(id.clone(), need.needed.episode, news));
        } else {
            self.resolve(now, effects, id);
        }
    }

    fn end_need(&mut self, now: Timestamp, id: &ConversationId) {
        let need = self.on_call.needs.get_mut(id);
        if let Some(need) = need.filter(|need| need.can_be_acknowledged()) {
            need.end = Some(End::Over { at: now });
            self.dirty.insert(RecordKey::Need(id.clone()));
        }
    }

    /// The conversation is over, says that itself: nobody more is asked.
    pub(in crate::desk) fn need_over(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        id: &ConversationId,
        episode: Episode,
    ) {
        if self.need(id).is_some_and(|need| need.needed.episode <= episode) {
            self.end_need(now, id);
            self.resolve(now, effects, id);
        }
    }

    /// An agent who has the conversation has acknowledged.
    pub(super) fn served(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let has = |need: &Need| {
            let case = self.cases.get(&need.needed.conversation)?;
            let same = case.waiter.episode >= need.needed.episode && !need.resolved;
            same.then(|| (need.needed.conversation.clone(), self.name(&case.agent)))
        };
        for (id, name) in self.on_call_needs().filter_map(has).collect::<Vec<_>>() {
            if self.need(&id).is_some_and(Need::can_be_acknowledged) {
                self.acknowledged(now, effects, &id, &name);
            }
            self.resolve(now, effects, &id);
        }
    }
}
