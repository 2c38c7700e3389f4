//! An alert for a contact, and the word that it is over.

use super::{Desk, Effect, Need, RecordKey};
use warmline_model::{ContactId, ConversationId, Department, Episode, Timestamp};

/// What a contact is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// Its name, the same whenever it is sent.
    pub key: String,
    /// When it was decided.
    pub at: Timestamp,
    /// To whom.
    pub contact: ContactId,
    /// The id of the destination.
    pub destination: String,
    /// Their telephone number or e-mail address, where they have one of their own.
    pub to: Option<String>,
    /// The conversation in whose name it is sent: the most urgent of them.
    pub conversation: ConversationId,
    /// In which handoff.
    pub episode: Episode,
    /// For which team.
    pub department: Department,
    /// How many conversations wait for this contact.
    pub count: usize,
    /// Since when the first of them waits.
    pub since: Timestamp,
    /// Whether it is only tried.
    pub drill: bool,
}

impl Desk {
    /// One alert for all that a contact is to be told.
    pub(super) fn send_alert(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        contact: &ContactId,
        drill: bool,
    ) {
        let of_them = |need: &&Need| need.drill == drill && need.asks(contact);
        let asked: Vec<&Need> = self.on_call_needs().filter(of_them).collect();
        let untold = |need: &&&Need| need.asked().is_some_and(|step| step.sent.is_none());
        let mut told: Vec<ConversationId> = Vec::new();
        told.extend(asked.iter().filter(untold).map(|need| need.needed.conversation.clone()));
        let urgency = |need: &&&Need| (need.needed.tier, need.since);
        let first = asked.iter().filter(untold).min_by_key(urgency);
        let set = &self.settings.on_call;
        // Who is reached at the moment by nothing is no contact any more; the next is asked in time.
        let way =
            set.contact(contact).filter(|_| self.on_call.may_send(now, contact, set.hourly_alerts));
        let alert = first.zip(way).map(|(need, way)| Alert {
            key: key("alert", need, contact),
            at: now,
            contact: contact.clone(),
            destination: way.destination.clone(),
            to: way.to.clone(),
            conversation: need.needed.conversation.clone(),
            episode: need.needed.episode,
            department: need.needed.department,
            count: asked.len(),
            since: asked.iter().map(|need| need.since).min().unwrap_or(now),
            drill,
        });
        for id in told {
            let need = self.on_call.needs.get_mut(&id);
            if let Some(step) = need.and_then(|need| need.steps.last_mut()) {
                step.sent = Some(now);
                let leads = alert.as_ref().filter(|alert| alert.conversation == id);
                step.destination = leads.map(|alert| alert.destination.clone());
                self.dirty.insert(RecordKey::Need(id));
            }
        }
        if let Some(alert) = alert {
            self.on_call.note_sent(now, contact);
            self.dirty.insert(RecordKey::Alerts);
            effects.push(Effect::Alert(Box::new(alert)));
        }
    }

    /// Tells each destination that has an alert in this conversation's name that it is over, once.
    pub(super) fn resolve(
        &mut self,
        now: Timestamp,
        effects: &mut Vec<Effect>,
        id: &ConversationId,
    ) {
        let Some(need) = self.on_call.needs.get_mut(id).filter(|need| !need.resolved) else {
            return;
        };
        need.resolved = true;
        self.dirty.insert(RecordKey::Need(id.clone()));
        let mut told: Vec<&str> = Vec::new();
        for step in &need.steps {
            let Some(destination) = step.destination.as_deref() else { continue };
            if told.contains(&destination) {
                continue;
            }
            told.push(destination);
            effects.push(Effect::AllClear(Box::new(Alert {
                key: key("clear", need, &step.contact),
                at: now,
                contact: step.contact.clone(),
                destination: destination.to_owned(),
                to: None,
                conversation: id.clone(),
                episode: need.needed.episode,
                department: need.needed.department,
                count: 0,
                since: need.since,
                drill: need.drill,
            })));
        }
    }
}

/// By conversation, handoff, contact, how often somebody was asked, and for the how many-th need of the handoff.
fn key(what: &str, need: &Need, contact: &ContactId) -> String {
    let (conversation, episode) = (&need.needed.conversation, need.needed.episode.0);
    let again = match need.needed.asked {
        0 => String::new(),
        asked => format!("/{asked}"),
    };
    format!("on-call/{what}/{conversation}/{episode}/{contact}/{}{again}", need.steps.len())
}
