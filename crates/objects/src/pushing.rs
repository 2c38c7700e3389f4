//! Where a site's agents can be woken by web push, and what is still to be sent there.
//!
//! A push has no words in it, so that one that is still to be sent stands for all that came since. Each subscription is a
//! record of its own, beside the site: a push writes that one, and nothing else.

use crate::outbox::retry_after;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use warmline_handoff::desk::Change;
use warmline_model::{AgentId, Millis, SiteId, Timestamp};

/// How many subscriptions one agent may have; the oldest goes first.
const MOST: usize = 10;
/// How many pushes are handed to the edge at once: as many connections as one of its calls may have open.
const AT_ONCE: usize = 6;
/// What was handed over and not heard of for so long is handed over again.
const LOOK_AGAIN: Millis = Millis::seconds(30);
/// After so long a push tells nobody anything.
const GIVE_UP: Millis = Millis::minutes(10);
/// Push services are asked again later than our own objects.
const SLOWER: i64 = 10;

const KEY: &str = "push-key";
const PREFIX: &str = "push/";

/// The site's key (RFC 8292). Its private half leaves the site's object only for the edge that signs with it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VapidKey {
    /// The public half as browsers and push services take it: 65 bytes, base64url.
    pub public: String,
    /// Both halves, as a JSON Web Key.
    pub private: String,
}

/// A device of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Subscription {
    agent: AgentId,
    /// The hash of the session that it was made with: it ends with that.
    session: String,
    /// Who sends, for the push service: the origin of this edge.
    sender: String,
    since: Timestamp,
    /// What is to be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<Due>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Due {
    /// When it was asked for last.
    asked: Timestamp,
    /// How often it was, so that what came while one was under way is sent too.
    number: u32,
    failed: u32,
    from: Timestamp,
}

/// Pushes handed to the edge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushJob {
    /// Whose.
    pub site: SiteId,
    /// Where to.
    pub pushes: Vec<Push>,
}

/// One push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Push {
    /// The address at the push service.
    pub endpoint: String,
    /// Who sends: an address of the web.
    pub sender: String,
    /// Which of the pushes to this endpoint.
    pub number: u32,
}

/// What became of a push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pushed {
    /// The push service has it.
    Taken,
    /// There is no such subscription any more.
    Gone,
    /// It is to be tried again, not before this is over, where the push service says so.
    Later(Option<Millis>),
    /// The push service does not take it, and never will.
    Refused,
}

/// A site's subscriptions.
#[derive(Default)]
pub struct Pushing {
    key: Option<VapidKey>,
    subscriptions: BTreeMap<String, Subscription>,
    changed: BTreeSet<String>,
}

impl Pushing {
    /// Loads what [`Self::changes`] stored.
    ///
    /// # Errors
    /// The record that can't be read.
    pub fn load(
        records: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, serde_json::Error> {
        let mut loaded = Self::default();
        for (key, json) in records {
            if key == KEY {
                loaded.key = Some(serde_json::from_str(&json)?);
            } else if let Some(endpoint) = key.strip_prefix(PREFIX) {
                loaded.subscriptions.insert(endpoint.to_owned(), serde_json::from_str(&json)?);
            }
        }
        Ok(loaded)
    }

    /// The records that changed since this was last asked.
    pub fn changes(&mut self) -> Vec<Change> {
        let record = |key: String| {
            let of = key.strip_prefix(PREFIX).and_then(|at| self.subscriptions.get(at));
            let value = match &key[..] {
                KEY => self.key.as_ref().and_then(|key| serde_json::to_string(key).ok()),
                _ => of.and_then(|subscription| serde_json::to_string(subscription).ok()),
            };
            Change { key, value }
        };
        std::mem::take(&mut self.changed).into_iter().map(record).collect()
    }

    /// The site's key, once it has one.
    pub fn key(&self) -> Option<&VapidKey> {
        self.key.as_ref()
    }

    /// Gives the site its key; the first one stays: browsers have subscribed with it.
    pub fn keep_key(&mut self, key: VapidKey) -> &VapidKey {
        if self.key.is_none() {
            self.changed.insert(KEY.into());
        }
        self.key.get_or_insert(key)
    }

    /// A browser in which this agent is signed in can be woken there: by them, and nobody else from here on.
    pub fn subscribe(
        &mut self,
        now: Timestamp,
        agent: &AgentId,
        session: &str,
        endpoint: &str,
        sender: &str,
    ) {
        let kept = self.subscriptions.get(endpoint);
        let kept = kept.filter(|kept| kept.agent == *agent && kept.session == session);
        if kept.is_some_and(|kept| kept.sender == sender) {
            return;
        }
        let subscription = Subscription {
            agent: agent.clone(),
            session: session.to_owned(),
            sender: sender.to_owned(),
            since: now,
            due: None,
        };
        self.subscriptions.insert(endpoint.to_owned(), subscription);
        self.touch(endpoint);
        let own = self.subscriptions.iter().filter(|(_, kept)| kept.agent == *agent);
        let mut own: Vec<_> =
            own.map(|(at, kept)| (kept.since, at != endpoint, at.clone())).collect();
        // The newest first; of the same moment, the one that was just made.
        own.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        for (_, _, oldest) in own.into_iter().skip(MOST) {
            self.forget(&oldest);
        }
    }

    /// This agent's browser can't be woken there any more.
    pub fn unsubscribe(&mut self, agent: &AgentId, endpoint: &str) {
        if self.subscriptions.get(endpoint).is_some_and(|kept| kept.agent == *agent) {
            self.forget(endpoint);
        }
    }

    /// Forgets those whose session is over; `signed_in` says whose a session is, while it lasts.
    pub fn keep_signed_in(&mut self, signed_in: impl Fn(&str) -> Option<AgentId>) {
        let over = |kept: &Subscription| signed_in(&kept.session).as_ref() != Some(&kept.agent);
        let over = self.subscriptions.iter().filter(|(_, kept)| over(kept));
        for endpoint in over.map(|(endpoint, _)| endpoint.clone()).collect::<Vec<_>>() {
            self.forget(&endpoint);
        }
    }

    /// The agents who can be woken.
    pub fn reachable(&self) -> BTreeSet<&AgentId> {
        self.subscriptions.values().map(|kept| &kept.agent).collect()
    }

    /// Their devices are to be woken; answers with those who have none.
    pub fn ring(&mut self, now: Timestamp, agents: Vec<AgentId>) -> Vec<AgentId> {
        for (endpoint, kept) in &mut self.subscriptions {
            if agents.contains(&kept.agent) {
                let due =
                    kept.due.get_or_insert(Due { asked: now, number: 0, failed: 0, from: now });
                due.asked = now;
                due.number = due.number.wrapping_add(1);
                self.changed.insert([PREFIX, endpoint].concat());
            }
        }
        let reachable = self.reachable();
        agents.iter().filter(|agent| !reachable.contains(agent)).cloned().collect()
    }

    /// What may be sent now; unless it is heard of, it is so again after a while.
    pub fn take_due(&mut self, now: Timestamp) -> Vec<Push> {
        let mut pushes = Vec::new();
        for (endpoint, kept) in &mut self.subscriptions {
            // Nothing was heard of it, however often it was handed over.
            if kept.due.take_if(|due| now - due.asked > GIVE_UP).is_some() {
                self.changed.insert([PREFIX, endpoint].concat());
                continue;
            }
            let Some(due) = kept.due.as_mut().filter(|due| due.from <= now) else { continue };
            if pushes.len() == AT_ONCE {
                break;
            }
            due.from = now + LOOK_AGAIN;
            let (endpoint, sender) = (endpoint.clone(), kept.sender.clone());
            pushes.push(Push { endpoint, sender, number: due.number });
        }
        pushes
    }

    /// What became of a push.
    pub fn sent(&mut self, now: Timestamp, push: &Push, outcome: &Pushed) {
        let Some(kept) = self.subscriptions.get_mut(&push.endpoint) else { return };
        let Some(due) = &mut kept.due else { return };
        match outcome {
            Pushed::Gone => return self.forget(&push.endpoint),
            Pushed::Taken | Pushed::Refused if due.number == push.number => kept.due = None,
            Pushed::Taken | Pushed::Refused => due.from = now,
            Pushed::Later(after) => {
                let own = Millis(retry_after(due.failed).0 * SLOWER);
                due.from = now + after.unwrap_or_default().max(own);
                due.failed = due.failed.saturating_add(1);
                if due.from - due.asked > GIVE_UP {
                    kept.due = None;
                }
            }
        }
        self.touch(&push.endpoint);
    }

    /// When something is to be sent.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        self.subscriptions.values().filter_map(|kept| kept.due.map(|due| due.from)).min()
    }

    fn forget(&mut self, endpoint: &str) {
        self.subscriptions.remove(endpoint);
        self.touch(endpoint);
    }

    fn touch(&mut self, endpoint: &str) {
        self.changed.insert([PREFIX, endpoint].concat());
    }
}

#[cfg(test)]
mod tests;
