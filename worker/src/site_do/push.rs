//! Where the site's agents can be woken: subscriptions end with the session that made them.

use super::Loaded;
use serde::{Deserialize, Serialize};
use warmline_model::{AgentId, SiteId, Timestamp};
use warmline_objects::{Account, Push, Pushed, VapidKey};
use worker::{Response, Result};

/// A call about web push.
#[derive(Serialize, Deserialize)]
#[serde(tag = "push", rename_all = "snake_case")]
pub enum PushCall {
    /// The site's key, for the edge that signs with it. Answer: `Option<VapidKey>`.
    Key,
    /// This is the site's key from here on, if it has none. Answer: the public half of the one that stays.
    KeepKey {
        /// A new key.
        key: VapidKey,
    },
    /// The browser of this session can be woken there. Answer: `Option<SignedInAt>`.
    Subscribe {
        /// Which site it is.
        site: SiteId,
        /// The session's hash.
        session_hash: String,
        /// The address, as it was checked.
        endpoint: String,
        /// The address of this edge.
        sender: String,
    },
    /// It can't any more. Answer: whether anybody is signed in with that session.
    Unsubscribe {
        /// The session's hash.
        session_hash: String,
        /// The address.
        endpoint: String,
    },
    /// From a desk: wake these agents' devices. Answer: those who have none.
    Ring {
        /// Who.
        agents: Vec<AgentId>,
    },
    /// From the edge: what became of pushes. Answer: true.
    Sent {
        /// Each, and what became of it.
        outcomes: Vec<(Push, Pushed)>,
    },
}

impl Loaded {
    pub(super) fn push(&mut self, now: Timestamp, call: PushCall) -> Result<Response> {
        let answer = match call {
            PushCall::Key => Response::from_json(&self.pushing.key()),
            PushCall::KeepKey { key } => Response::from_json(&self.pushing.keep_key(key).public),
            PushCall::Subscribe { site, session_hash, endpoint, sender } => {
                if self.object.site().is_none() {
                    self.object.named(site);
                    self.keep(&[], &[])?;
                }
                let account = self.object.session(now, &session_hash).cloned();
                self.keep_signed_in(now);
                if let Some(Account { agent, .. }) = &account {
                    self.pushing.subscribe(now, agent, &session_hash, &endpoint, &sender);
                }
                Response::from_json(&account.map(|account| self.at_work(account)))
            }
            PushCall::Unsubscribe { session_hash, endpoint } => {
                let agent = self.object.session(now, &session_hash).map(|own| own.agent.clone());
                if let Some(agent) = &agent {
                    self.pushing.unsubscribe(agent, &endpoint);
                }
                Response::from_json(&agent.is_some())
            }
            PushCall::Ring { agents } => {
                self.keep_signed_in(now);
                Response::from_json(&self.pushing.ring(now, agents))
            }
            PushCall::Sent { outcomes } => {
                for (push, outcome) in outcomes {
                    self.pushing.sent(now, &push, &outcome);
                }
                Response::from_json(&true)
            }
        };
        self.keep_pushing()?;
        answer
    }

    /// Subscriptions whose session is over are gone with it.
    pub(super) fn keep_signed_in(&mut self, now: Timestamp) {
        let Self { object, pushing, .. } = self;
        let signed_in = |session: &str| object.session(now, session).map(|own| own.agent.clone());
        pushing.keep_signed_in(signed_in);
    }

    /// Stores what changed of the subscriptions, and has sent what is due.
    pub(super) fn keep_pushing(&mut self) -> Result<()> {
        self.store.put_records(&self.pushing.changes())?;
        self.store.set_alarm(self.due())
    }
}
