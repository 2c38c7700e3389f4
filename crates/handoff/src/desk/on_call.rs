//! Calling whoever is on call: whom, when again, when the backup, and when nobody more.
//!
//! Each need is asked of one contact after the other: the first, the backup, and once more, for as long as
//! customers were told that somebody joins. What one contact is asked within two minutes is one alert, which says
//! how many conversations it is about, and no contact gets more alerts within an hour than the site says.

mod alert;
mod news;

pub use alert::Alert;
pub use news::Answer;

use super::{Desk, Effect, OnCallNeeded};
use crate::conversation::OnCallNews;
use crate::desk::records::RecordKey;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use warmline_model::{ContactId, ConversationId, Millis, Timestamp};

/// What a contact is asked within this time of an alert becomes one other alert.
const GATHER: Millis = Millis::minutes(2);
/// Over which time a contact's alerts are counted.
const HOUR: Millis = Millis::minutes(60);
/// How often somebody is asked for one need: the first and the backup, twice.
const MAX_STEPS: usize = 4;
/// How long a need is remembered, so that a late note can't bring it back.
const REMEMBERED: Millis = Millis::minutes(24 * 60);
/// How soon after a drill there may be another.
const DRILL_AGAIN: Millis = Millis::minutes(5);

/// A conversation for which whoever is on call was needed, or a drill.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Need {
    /// What is needed; of a drill, nothing of any customer's.
    pub needed: OnCallNeeded,
    /// Whether it is only tried.
    #[serde(default)]
    pub drill: bool,
    /// Since when.
    pub since: Timestamp,
    /// By when somebody joins, as the customer was told.
    pub by: Timestamp,
    /// Who was asked, in order.
    pub steps: Vec<Step>,
    /// How it ended; absent: it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<End>,
    /// Whether those who were alerted were told that it is over.
    #[serde(default)]
    resolved: bool,
}

/// Somebody was asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Who.
    pub contact: ContactId,
    /// Their name then.
    pub name: String,
    /// When it was decided.
    pub at: Timestamp,
    /// When the alert left that tells of it; absent: it waits for others, to be told with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent: Option<Timestamp>,
    /// The destination that has an alert in this conversation's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    destination: Option<String>,
}

/// How a need ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "end", rename_all = "snake_case")]
pub enum End {
    /// Somebody has it.
    Acknowledged {
        /// Their name.
        name: String,
        /// When.
        at: Timestamp,
    },
    /// Nobody could be reached. Somebody may yet acknowledge.
    Unanswered {
        /// When that was clear.
        at: Timestamp,
    },
    /// It is over, or was seen to elsewhere, before anybody acknowledged.
    Over {
        /// When.
        at: Timestamp,
    },
}

/// What is known of on-call at a desk, stored record by record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OnCall {
    pub(super) needs: BTreeMap<ConversationId, Need>,
    /// When each contact was sent alerts within the last hour.
    pub(super) sent: BTreeMap<ContactId, Vec<Timestamp>>,
}

impl Need {
    /// Whether somebody is still asked.
    pub fn is_open(&self) -> bool {
        self.end.is_none()
    }

    /// Whether an acknowledgement would be the first.
    fn can_be_acknowledged(&self) -> bool {
        matches!(self.end, None | Some(End::Unanswered { .. }))
    }

    /// Who is asked now.
    fn asked(&self) -> Option<&Step> {
        self.steps.last().filter(|_| self.is_open())
    }

    fn asks(&self, contact: &ContactId) -> bool {
        self.asked().is_some_and(|step| step.contact == *contact)
    }

    fn age(&self, now: Timestamp) -> Millis {
        now - self.since
    }
}

impl OnCall {
    fn may_send(&self, now: Timestamp, contact: &ContactId, most: u8) -> bool {
        let sent = self.sent.get(contact).map_or(&[][..], Vec::as_slice);
        sent.iter().filter(|at| now - **at < HOUR).count() < usize::from(most)
    }

    /// From when on a contact may be told of more.
    fn tells_again(&self, contact: &ContactId) -> Option<Timestamp> {
        self.sent.get(contact)?.iter().max().map(|last| *last + GATHER)
    }

    fn note_sent(&mut self, now: Timestamp, contact: &ContactId) {
        let sent = self.sent.entry(contact.clone()).or_default();
        sent.retain(|at| now - *at < HOUR);
        sent.push(now);
        self.sent.retain(|_, sent| sent.iter().any(|at| now - *at < HOUR));
    }

    /// No time that runs may run longer than its span; whether one would have.
    pub(super) fn clock_was_set_back(&mut self, now: Timestamp) -> bool {
        let before = self.clone();
        for need in self.needs.values_mut() {
            need.since = need.since.min(now);
            for step in &mut need.steps {
                step.at = step.at.min(now);
                step.sent = step.sent.map(|at| at.min(now));
            }
        }
        self.sent.values_mut().flatten().for_each(|at| *at = (*at).min(now));
        *self != before
    }
}

impl Desk {
    /// The conversations for which whoever is on call was needed within the last day, and drills.
    pub fn on_call_needs(&self) -> impl Iterator<Item = &Need> {
        self.on_call.needs.values()
    }

    /// What became of the need of this conversation.
    pub fn need(&self, conversation: &ConversationId) -> Option<&Need> {
        self.on_call.needs.get(conversation)
    }

    pub(super) fn on_call_needed(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        needed: OnCallNeeded,
    ) {
        let turn = |needed: &OnCallNeeded| (needed.episode, needed.asked);
        let news = self.need(&needed.conversation).is_none_or(|known| {
            let same = known.needed.episode == needed.episode;
            turn(&known.needed) < turn(&needed) && !(same && known.is_open())
        });
        if news {
            self.call_out(now, effects, needed, false);
        }
    }

    pub(super) fn drill_wanted(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        drill: OnCallNeeded,
    ) {
        let recent = |need: &Need| need.drill && need.age(now) < DRILL_AGAIN;
        if !self.on_call_needs().any(recent) && self.need(&drill.conversation).is_none() {
            // Of drills, the newest is enough.
            let before = self.on_call.needs.iter().filter(|(_, need)| need.drill);
            for id in before.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
                self.forget_need(&id);
            }
            self.call_out(now, effects, drill, true);
        }
    }

    fn call_out(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        needed: OnCallNeeded,
        drill: bool,
    ) {
        let id = needed.conversation.clone();
        let by = now + self.settings.on_call.joins_within;
        let (steps, end, resolved) = (Vec::new(), None, false);
        let need = Need { needed, drill, since: now, by, steps, end, resolved };
        let tell = Effect::OnCall(id.clone(), need.needed.episode, OnCallNews::Alerted { by });
        self.on_call.needs.insert(id.clone(), need);
        self.dirty.insert(RecordKey::Need(id.clone()));
        if self.ask_next(now, effects, &id) && !drill {
            effects.push(tell);
        }
    }

    /// Asks whoever is to be asked next; whether there is somebody.
    fn ask_next(&mut self, now: Timestamp, effects: &mut Vec<Effect>, id: &ConversationId) -> bool {
        let next = self.next_step(now, id);
        let Some(need) = self.on_call.needs.get_mut(id) else { return false };
        self.dirty.insert(RecordKey::Need(id.clone()));
        let asked = next.is_some();
        match next {
            Some(step) => need.steps.push(step),
            None => {
                need.end = Some(End::Unanswered { at: now });
                if need.drill {
                    self.resolve(now, effects, id);
                } else {
                    let episode = need.needed.episode;
                    effects.push(Effect::OnCall(id.clone(), episode, OnCallNews::Unanswered));
                }
            }
        }
        asked
    }

    fn next_step(&self, now: Timestamp, id: &ConversationId) -> Option<Step> {
        let need = self.need(id)?;
        let set = &self.settings.on_call;
        let asked = need.steps.len();
        if asked >= MAX_STEPS || (asked > 0 && now >= need.by) {
            return None;
        }
        let standby = set.on_call(need.needed.department, now)?;
        let mut order = vec![standby.first];
        order.extend(standby.backup);
        // After one of them comes the other.
        if order.first() == need.steps.last().map(|step| &step.contact) {
            order.rotate_left(1);
        }
        let reachable = |contact: &&ContactId| {
            self.on_call.may_send(now, contact, set.hourly_alerts)
                || (!need.drill
                    && self.on_call_needs().any(|other| !other.drill && other.asks(contact)))
        };
        let contact = order.iter().filter(reachable).find_map(|contact| set.contact(contact))?;
        let (contact, name) = (contact.id.clone(), contact.name.clone());
        Some(Step { contact, name, at: now, sent: None, destination: None })
    }

    /// What follows from time and from what happened at the desk.
    pub(super) fn see_to_needs(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        if self.on_call.needs.is_empty() {
            return;
        }
        self.served(now, effects);
        self.escalate(now, effects);
        self.send_alerts(now, effects);
        let old = |need: &Need| !need.is_open() && need.age(now) >= REMEMBERED;
        let old = self.on_call.needs.iter().filter(|(_, need)| old(need));
        for id in old.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            self.forget_need(&id);
        }
    }

    fn forget_need(&mut self, id: &ConversationId) {
        self.on_call.needs.remove(id);
        self.dirty.insert(RecordKey::Need(id.clone()));
    }

    /// When whoever was asked has had their time: what the customer was told goes before it.
    fn is_left_at(&self, need: &Need, step: &Step) -> Timestamp {
        let left = step.at + self.settings.on_call.acknowledge_within;
        if step.at < need.by { left.min(need.by) } else { left }
    }

    /// When [`Self::see_to_needs`] has something to do.
    pub(super) fn needs_due(&self) -> Option<Timestamp> {
        let of = |need: &Need| {
            let step = need.asked()?;
            let waits = step.sent.is_none().then(|| self.on_call.tells_again(&step.contact));
            let left = self.is_left_at(need, step);
            Some(waits.flatten().map_or(left, |at| at.min(left)))
        };
        self.on_call_needs().filter_map(of).min()
    }

    /// Those who did not acknowledge in time are left, with all that they were told at about the same time.
    fn escalate(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let due =
            |need: &Need| need.asked().filter(|step| self.is_left_at(need, step) <= now).cloned();
        let left: Vec<(bool, Step)> =
            self.on_call_needs().filter_map(|need| Some((need.drill, due(need)?))).collect();
        let near = |need: &Need| {
            need.asked().is_some_and(|step| {
                left.iter().any(|(drill, other)| {
                    *drill == need.drill
                        && other.contact == step.contact
                        && step.at - other.at <= GATHER
                })
            })
        };
        let ids = self.on_call.needs.iter().filter(|(_, need)| near(need));
        for id in ids.map(|(id, _)| id.clone()).collect::<Vec<_>>() {
            self.ask_next(now, effects, &id);
        }
    }

    /// Whom each contact is to be told of, in one alert.
    fn send_alerts(&mut self, now: Timestamp, effects: &mut Vec<Effect>) {
        let waits = |need: &Need| {
            let step = need.asked().filter(|step| step.sent.is_none())?;
            Some((step.contact.clone(), need.drill))
        };
        let groups: BTreeSet<(ContactId, bool)> = self.on_call_needs().filter_map(waits).collect();
        for (contact, drill) in groups {
            if drill || self.on_call.tells_again(&contact).is_none_or(|at| at <= now) {
                self.send_alert(now, effects, &contact, drill);
            }
        }
    }
}
