//! A desk as records: what changed is written, and nothing else.

use super::{Assignment, Desk, Place, Profile, Promised, Waiter, promises};
use crate::settings::DeskName;
use crate::{Settings, desk::Agent};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::BTreeMap;
use warmline_model::{AgentId, ConversationId, Episode, Millis, Status, Timestamp};

/// A record that is to be written, or deleted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name among the records of a desk.
    pub key: String,
    /// Its new content as JSON; absent: it is gone.
    pub value: Option<String>,
}

/// Which record.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum RecordKey {
    Settings,
    Head,
    Waits,
    Agent(AgentId),
    Place(ConversationId),
    Case(ConversationId),
    Ended(ConversationId),
    Promise(promises::Key),
    Notices(AgentId),
}

impl RecordKey {
    fn name(&self) -> String {
        match self {
            Self::Settings => "settings".into(),
            Self::Head => "head".into(),
            Self::Waits => "waits".into(),
            Self::Agent(id) => format!("agent/{id}"),
            Self::Place(id) => format!("place/{id}"),
            Self::Case(id) => format!("case/{id}"),
            Self::Ended(id) => format!("ended/{id}"),
            // The first version had one for each handoff.
            Self::Promise((id, episode, 1)) => format!("promise/{id}/{}", episode.0),
            Self::Promise((id, episode, number)) => {
                format!("promise/{id}/{}-{number}", episode.0)
            }
            Self::Notices(id) => format!("notices/{id}"),
        }
    }
}

impl Desk {
    /// What is to be written of all that happened since this was last asked.
    pub fn changes(&mut self) -> Vec<Change> {
        let mut dirty = std::mem::take(&mut self.dirty);
        dirty.append(&mut self.unshown);
        let change = |key: &RecordKey| Change { key: key.name(), value: self.record(key) };
        dirty.iter().map(change).collect()
    }

    fn record(&self, key: &RecordKey) -> Option<String> {
        match key {
            RecordKey::Settings => json(Some(&self.settings)),
            RecordKey::Head => json(Some(&self.head)),
            RecordKey::Waits => json(Some(&self.waits)),
            RecordKey::Agent(id) => json(self.agents.get(id)),
            RecordKey::Place(id) => json(self.places.get(id)),
            RecordKey::Case(id) => json(self.cases.get(id)),
            RecordKey::Ended(id) => json(self.ended.get(id)),
            RecordKey::Promise(key) => json(self.promises.get(key)),
            RecordKey::Notices(id) => json(self.notices.get(id)),
        }
    }

    /// A desk from its records. Everybody who waits is told their standing again.
    ///
    /// # Errors
    /// The record that can't be read, and why.
    pub fn load(
        desk: DeskName,
        records: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, String> {
        let mut loaded = Self { desk, ..Self::default() };
        for (key, value) in records {
            let (kind, name) = key.split_once('/').unwrap_or((&key, ""));
            match kind {
                "settings" => loaded.settings = parse(&key, &value)?,
                "head" => loaded.head = parse(&key, &value)?,
                "waits" => loaded.waits = parse(&key, &value)?,
                "agent" => {
                    loaded.agents.insert(id(&key, name)?, parse(&key, &value)?);
                }
                "place" => {
                    loaded.places.insert(id(&key, name)?, parse(&key, &value)?);
                }
                "case" => {
                    loaded.cases.insert(id(&key, name)?, parse(&key, &value)?);
                }
                "ended" => {
                    loaded.ended.insert(id(&key, name)?, parse(&key, &value)?);
                }
                "promise" => {
                    let promised: Promised = parse(&key, &value)?;
                    loaded.promises.insert(promises::key(&promised), promised);
                }
                "notices" => {
                    loaded.notices.insert(id(&key, name)?, parse(&key, &value)?);
                }
                // A newer version's.
                _ => {}
            }
        }
        loaded.derive();
        Ok(loaded)
    }

    /// Builds again what follows from the records.
    pub(super) fn derive(&mut self) {
        self.teams = self.settings.teams();
        self.line = super::line::Line::default();
        self.timers = super::timers::Timers::default();
        (self.reach, self.forecast, self.positions_stale) = (None, None, true);
        // Should a sweep be due, it is.
        self.swept = Timestamp::default();
        self.sweep_at = (!self.places.is_empty()).then_some(self.clock);
        self.ended_order = self.ended.iter().map(|(id, (_, at))| (*at, id.clone())).collect();
        self.derive_promises();
        let dirty = std::mem::take(&mut self.dirty);
        for agent in self.agents.values_mut() {
            agent.cases.clear();
            agent.offers.clear();
        }
        for (id, case) in &self.cases {
            if let Some(agent) = self.agents.get_mut(&case.agent) {
                agent.cases.insert(id.clone());
            }
        }
        for (id, place) in std::mem::take(&mut self.places) {
            if let Some(offer) = &place.offer
                && let Some(agent) = self.agents.get_mut(&offer.agent)
            {
                agent.offers.insert(id);
            }
            self.line_up(place);
        }
        for id in self.agents.keys().cloned().collect::<Vec<_>>() {
            self.touch_agent(&id);
        }
        for id in self.cases.keys().cloned().collect::<Vec<_>>() {
            self.touch_case(&id);
        }
        for id in self.notices.keys().cloned().collect::<Vec<_>>() {
            self.timers.set(super::Who::Notice(id.clone()), self.notice_due(&id));
        }
        // Nothing of this is news to the store, nor to a console.
        self.dirty = dirty;
        self.affected.clear();
    }

    /// A desk that the first version stored, in one piece: all of it is to be written as records.
    ///
    /// # Errors
    /// Why it can't be read.
    pub fn from_first_version(desk: DeskName, stored: &str) -> Result<Self, String> {
        let first: FirstVersion = parse("the first version's desk", stored)?;
        let mut loaded = Self { desk, settings: first.settings, ..Self::default() };
        loaded.head.policies_fired = first.policies_fired;
        for (id, agent) in first.agents {
            let (status, connected) = (agent.status, agent.connected);
            // Gone since before it was noted: their customers are not left with them.
            let left = (!connected).then_some(Timestamp(1));
            let agent = Agent { status, connected, left, ..Agent::new(agent.profile) };
            loaded.agents.insert(id, agent);
        }
        for place in first.line {
            let ticket = loaded.ticket();
            let since = place.waiter.since;
            let id = place.waiter.conversation.clone();
            loaded.places.insert(id, Place::new(place.waiter, ticket, since));
        }
        for (id, case) in first.assigned {
            let FirstAssignment { agent, waiter, since, out_of_turn } = case;
            let (from, sla, transfers) = (None, Vec::new(), 0);
            loaded
                .cases
                .insert(id, Assignment { agent, waiter, since, out_of_turn, from, sla, transfers });
        }
        loaded.ended = first.ended;
        for span in first.handling {
            loaded.waits.handled(warmline_model::Department::default(), span);
        }
        loaded.astray = loaded.places.keys().cloned().collect();
        loaded.derive();
        let keys = [RecordKey::Settings, RecordKey::Head, RecordKey::Waits];
        loaded.dirty.extend(keys);
        loaded.dirty.extend(loaded.agents.keys().cloned().map(RecordKey::Agent));
        loaded.dirty.extend(loaded.places.keys().cloned().map(RecordKey::Place));
        loaded.dirty.extend(loaded.cases.keys().cloned().map(RecordKey::Case));
        loaded.dirty.extend(loaded.ended.keys().cloned().map(RecordKey::Ended));
        Ok(loaded)
    }
}

/// A desk as the first version stored it.
#[derive(Deserialize)]
struct FirstVersion {
    settings: Settings,
    agents: BTreeMap<AgentId, FirstAgent>,
    line: Vec<FirstPlace>,
    assigned: BTreeMap<ConversationId, FirstAssignment>,
    ended: BTreeMap<ConversationId, (Episode, Timestamp)>,
    handling: Vec<Millis>,
    #[serde(default)]
    policies_fired: BTreeMap<String, u64>,
}

#[derive(Deserialize)]
struct FirstAgent {
    profile: Profile,
    status: Status,
    connected: bool,
}

#[derive(Deserialize)]
struct FirstPlace {
    waiter: Waiter,
}

#[derive(Deserialize)]
struct FirstAssignment {
    agent: AgentId,
    waiter: Waiter,
    since: Timestamp,
    out_of_turn: bool,
}

fn json<T: Serialize>(record: Option<&T>) -> Option<String> {
    record.and_then(|record| serde_json::to_string(record).ok())
}

fn parse<T: DeserializeOwned>(key: &str, value: &str) -> Result<T, String> {
    serde_json::from_str(value).map_err(|error| format!("{key}: {error}"))
}

fn id<T: TryFrom<String>>(key: &str, name: &str) -> Result<T, String> {
    T::try_from(name.to_owned()).map_err(|_| format!("{key}: no name"))
}
