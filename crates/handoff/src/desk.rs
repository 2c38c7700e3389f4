//! The desk of a site: agents, the line, offers, and one owner for each handoff.

mod estimate;
mod offers;

#[cfg(test)]
mod tests;

pub use crate::standing::Wait;
use crate::{Settings, standing::Standing};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warmline_model::{
    AgentId, ConversationId, Department, Episode, Millis, Status, Tier, Timestamp,
};

/// How long the end of a handoff is remembered, so that a late note can't bring it back.
const REMEMBER_ENDED: Millis = Millis::minutes(24 * 60);
/// How many handling times the estimate looks back on.
const HANDLING_SAMPLES: usize = 50;

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The site's settings changed.
    Configured(Box<Settings>),
    /// A handoff joins the line. Repeating it is harmless.
    Joined(Waiter),
    /// A handoff is over, says its conversation. Repeating it is harmless.
    Over(ConversationId, Episode),
    /// An agent's console is connected; their profile as the site knows it.
    AgentCame(AgentId, Profile),
    /// An agent's last console is gone.
    AgentLeft(AgentId),
    /// An agent says how they are.
    AgentSet(AgentId, Status),
    /// An agent takes what they were offered.
    Accepted(AgentId, ConversationId, Episode),
    /// An agent lets it go to the next.
    Declined(AgentId, ConversationId, Episode),
    /// An agent takes one out of turn.
    Took(AgentId, ConversationId, Episode),
    /// The moment of [`Desk::next_deadline`] has come, or passed.
    Woken,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Tell a waiting conversation where it stands.
    Place(ConversationId, Episode, Standing),
    /// Tell a conversation whose it is now.
    Assign {
        /// Which.
        conversation: ConversationId,
        /// Of which handoff.
        episode: Episode,
        /// The new owner.
        agent: AgentId,
        /// Their name.
        name: String,
        /// Their team.
        department: Department,
    },
    /// Tell an agent that it is theirs.
    Confirm(AgentId, ConversationId),
    /// Tell an agent why it is not.
    Refuse(AgentId, ConversationId, Refused),
    /// The desk changed: show it to all consoles.
    Show,
}

/// Why an agent did not get a conversation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Another agent was first: their name.
    Taken(String),
    /// It does not wait any more.
    Gone,
    /// It is being offered to another agent: their name.
    OfferedTo(String),
    /// The agent has as many as they can take: that many.
    AtCapacity(u32),
    /// The agent is on break or offline.
    NotAvailable,
}

/// One who waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiter {
    /// The conversation.
    pub conversation: ConversationId,
    /// The handoff.
    pub episode: Episode,
    /// How urgent.
    pub tier: Tier,
    /// For which team.
    pub department: Department,
    /// The policy that demanded it, if one did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// The card's summary.
    pub summary: String,
    /// The customer's name.
    pub customer: Option<String>,
    /// Since when.
    pub since: Timestamp,
}

/// What the site knows of an agent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The name customers see.
    pub name: String,
    /// Their team.
    pub department: Department,
    /// How many conversations they take at once.
    pub capacity: u32,
}

/// An agent at the desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// What the site knows.
    pub profile: Profile,
    /// What they say.
    pub status: Status,
    /// Whether a console of theirs is connected.
    pub connected: bool,
    /// When they were last offered something: equals take turns by it.
    offered_at: Timestamp,
}

/// An offer that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// To whom.
    pub agent: AgentId,
    /// Since when.
    pub at: Timestamp,
    /// Until when there is time to read.
    pub read_until: Timestamp,
    /// When it goes to the next agent.
    pub expires: Timestamp,
}

/// A place in the line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Who waits.
    pub waiter: Waiter,
    /// The offer that stands, if any.
    pub offer: Option<Offer>,
    /// Who passed on it, and until when they are not asked again.
    passed: Vec<(AgentId, Timestamp)>,
    /// What the conversation was last told.
    told: Option<Standing>,
}

/// A conversation that an agent has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assignment {
    /// Who has it.
    pub agent: AgentId,
    /// As it was in the line.
    pub waiter: Waiter,
    /// Since when.
    pub since: Timestamp,
    /// Whether the agent took it out of turn.
    pub out_of_turn: bool,
}

/// The machine of one site's desk.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    settings: Settings,
    agents: BTreeMap<AgentId, Agent>,
    /// Most urgent first, then longest waiting.
    line: Vec<Place>,
    assigned: BTreeMap<ConversationId, Assignment>,
    /// The last handoff of each conversation that is over, and when it was.
    ended: BTreeMap<ConversationId, (Episode, Timestamp)>,
    /// The newest handling times.
    handling: Vec<Millis>,
    /// How often each policy demanded a handoff, by its id.
    #[serde(default)]
    policies_fired: BTreeMap<String, u64>,
}

impl Desk {
    /// An empty desk.
    pub fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// The agents ever seen.
    pub fn agents(&self) -> &BTreeMap<AgentId, Agent> {
        &self.agents
    }

    /// The line, in its order.
    pub fn line(&self) -> &[Place] {
        &self.line
    }

    /// Who has what.
    pub fn assigned(&self) -> &BTreeMap<ConversationId, Assignment> {
        &self.assigned
    }

    /// How often each policy demanded a handoff, by its id.
    pub fn policies_fired(&self) -> &BTreeMap<String, u64> {
        &self.policies_fired
    }

    /// How many conversations an agent has.
    pub fn active(&self, agent: &AgentId) -> u32 {
        let n = self.assigned.values().filter(|a| a.agent == *agent).count();
        u32::try_from(n).unwrap_or(u32::MAX)
    }

    /// When [`Event::Woken`] is due next.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        let offers = self.line.iter().filter_map(|p| p.offer.as_ref().map(|o| o.expires));
        let passed = self.line.iter().filter(|p| p.offer.is_none());
        let again = passed.flat_map(|p| p.passed.iter().map(|(_, until)| *until));
        offers.chain(again).min()
    }

    /// Takes an event at a moment, and says what is to be done about it.
    #[must_use]
    pub fn handle(&mut self, now: Timestamp, event: Event) -> Vec<Effect> {
        let mut effects = Vec::new();
        match event {
            Event::Configured(settings) => self.settings = *settings,
            Event::Joined(waiter) => self.joined(waiter),
            Event::Over(conversation, episode) => self.over(now, conversation, episode),
            Event::AgentCame(id, profile) => self.agent_came(id, profile),
            Event::AgentLeft(id) => {
                if let Some(agent) = self.agents.get_mut(&id) {
                    agent.connected = false;
                }
            }
            Event::AgentSet(id, status) => {
                if let Some(agent) = self.agents.get_mut(&id) {
                    agent.status = status;
                }
            }
            Event::Accepted(agent, conversation, episode) => {
                self.claim(now, &mut effects, agent, conversation, episode, false);
            }
            Event::Declined(agent, conversation, episode) => {
                self.passed(now, &agent, &conversation, episode);
            }
            Event::Took(agent, conversation, episode) => {
                self.claim(now, &mut effects, agent, conversation, episode, true);
            }
            Event::Woken => {}
        }
        self.settle_offers(now);
        self.tell_standings(&mut effects);
        effects.push(Effect::Show);
        effects
    }

    fn joined(&mut self, waiter: Waiter) {
        let over = self.ended.get(&waiter.conversation).map(|(episode, _)| *episode);
        let known = self.line.iter().find(|p| p.waiter.conversation == waiter.conversation);
        let has = self.assigned.get(&waiter.conversation).map(|a| a.waiter.episode);
        let newest = over.max(known.map(|p| p.waiter.episode)).max(has);
        if newest >= Some(waiter.episode) {
            return self.became_urgent(waiter);
        }
        if let Some(policy) = &waiter.policy {
            *self.policies_fired.entry(policy.clone()).or_default() += 1;
        }
        // A newer handoff of the same conversation: what came before it is over.
        self.line.retain(|p| p.waiter.conversation != waiter.conversation);
        self.assigned.remove(&waiter.conversation);
        self.line_up(Place { waiter, offer: None, passed: Vec::new(), told: None });
    }

    /// The same handoff again is nothing new, unless the customer said something that makes it more
    /// urgent or another team's: then it moves up, with its clock and its offer.
    fn became_urgent(&mut self, waiter: Waiter) {
        let same =
            |w: &Waiter| w.conversation == waiter.conversation && w.episode == waiter.episode;
        let at = self.line.iter().position(|p| {
            let changed = waiter.tier != p.waiter.tier || waiter.department != p.waiter.department;
            same(&p.waiter) && changed && waiter.tier <= p.waiter.tier
        });
        if let Some(at) = at {
            if let Some(policy) = &waiter.policy
                && self.line[at].waiter.policy != waiter.policy
            {
                *self.policies_fired.entry(policy.clone()).or_default() += 1;
            }
            let mut place = self.line.remove(at);
            place.waiter = Waiter { since: place.waiter.since, ..waiter };
            self.line_up(place);
        }
    }

    fn line_up(&mut self, place: Place) {
        let rank = |w: &Waiter| (w.tier, w.since, w.conversation.clone());
        let at = self.line.partition_point(|p| rank(&p.waiter) <= rank(&place.waiter));
        self.line.insert(at, place);
    }

    fn over(&mut self, now: Timestamp, conversation: ConversationId, episode: Episode) {
        self.line.retain(|p| p.waiter.conversation != conversation || p.waiter.episode > episode);
        if let Some(assignment) = self.assigned.get(&conversation)
            && assignment.waiter.episode <= episode
        {
            self.handling.push(now - assignment.since);
            if self.handling.len() > HANDLING_SAMPLES {
                self.handling.remove(0);
            }
            self.assigned.remove(&conversation);
        }
        self.ended.retain(|_, (_, at)| now - *at < REMEMBER_ENDED);
        let ended = self.ended.entry(conversation).or_insert((episode, now));
        *ended = (ended.0.max(episode), now);
    }

    fn agent_came(&mut self, id: AgentId, profile: Profile) {
        match self.agents.get_mut(&id) {
            Some(agent) => {
                agent.profile = profile;
                agent.connected = true;
            }
            None => {
                let offered_at = Timestamp::default();
                let status = Status::Offline;
                self.agents.insert(id, Agent { profile, status, connected: true, offered_at });
            }
        }
    }

    /// Tells each waiting conversation its standing, where that changed.
    fn tell_standings(&mut self, effects: &mut Vec<Effect>) {
        let pool = self.pool();
        for (index, place) in self.line.iter_mut().enumerate() {
            let position = u32::try_from(index + 1).unwrap_or(u32::MAX);
            let standing = Standing {
                position: Some(position),
                wait: pool.wait_at(position),
                team_online: pool.online,
            };
            if place.told != Some(standing) {
                place.told = Some(standing);
                let waiter = &place.waiter;
                effects.push(Effect::Place(waiter.conversation.clone(), waiter.episode, standing));
            }
        }
    }
}
