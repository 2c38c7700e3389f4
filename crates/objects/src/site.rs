//! The site object: settings, accounts, one-time sign-in codes, sessions, keys. Secrets only as hashes.

mod articles;
mod ask;
mod audit;
mod calendars;
mod call;
mod destinations;
mod hours;
mod inbound;
mod keys;
mod on_call;
mod people;
mod plan;
mod preview;
mod reading;
mod sections;
pub(crate) mod self_service;
mod sources;

#[cfg(test)]
mod tests;

pub use articles::{ArticleChange, StoredArticle};
pub use ask::ask;
pub use audit::AuditEntry;
pub(crate) use calendars::Addresses;
pub use calendars::foreign_calendars;
pub use call::{Imports, Link, SettingsCall, SettingsReply, SettingsTurn, Shelf};
pub use destinations::foreign_destinations;
pub use inbound::{Claimed, InboundOf};
pub use people::{Account, read_account};
pub(crate) use reading::read_settings;
pub use self_service::foreign_actions;
pub use sources::foreign_addresses;

use crate::{DestinationSetting, OutgoingRoutes};
use keys::StoredKey;
use people::Grant;
use sections::Stamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warmline_handoff::desk::Profile;
use warmline_handoff::policy::Policy;
use warmline_handoff::sources::{Asks, ProfileSource};
use warmline_handoff::{DeskName, Settings};
use warmline_model::{AgentId, ConversationId, Department, SiteId, Tier, Timestamp};
use warmline_wire::settings::{ChangedBy, Section};

/// What the edge needs to know of a site on each request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SiteProfile {
    /// The company's name.
    pub name: String,
    /// Origins that may embed the widget.
    pub origins: Vec<String>,
    /// The rules.
    pub settings: Settings,
    /// Rises with each change of the knowledge base.
    pub knowledge_version: u32,
    /// By what its sources can be asked about a customer; they themselves, with their secrets, stay in the site's object.
    #[serde(default)]
    pub asks: Asks,
}

/// A policy of the site's, and how often it fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyCount {
    /// Which.
    pub id: String,
    /// What customers read.
    pub name: String,
    /// Whether it is used.
    pub on: bool,
    /// How urgent.
    pub tier: Tier,
    /// Which team.
    pub department: Department,
    /// How many handoffs it demanded.
    pub fired: u64,
}

impl SiteProfile {
    /// The site's policies, the most urgent first, each with its count.
    pub fn policies(&self, fired: &BTreeMap<String, u64>) -> Vec<PolicyCount> {
        let rules = self.settings.rules().unwrap_or_default();
        let count = |policy: &Policy| PolicyCount {
            id: policy.id.clone(),
            name: policy.name.clone(),
            on: policy.on,
            tier: policy.tier,
            department: policy.department,
            fired: fired.get(&policy.id).copied().unwrap_or(0),
        };
        rules.policies.all().iter().map(count).collect()
    }

    /// Whether a page of this origin may use the site's widget; `own` is the edge's.
    pub fn allows(&self, origin: &str, own: &str) -> bool {
        origin == own || self.origins.iter().any(|o| o == origin)
    }
}

/// What one of the site's desks is to hear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeskNews {
    /// Which desk.
    pub desk: DeskName,
    /// The agents who work there: all of them.
    pub agents: Vec<(AgentId, Profile)>,
    /// As of which change of the site.
    pub revision: u32,
}

/// An agent who is not the site's any more, in a conversation that they had open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Departure {
    /// Who.
    pub agent: AgentId,
    /// Where.
    pub conversation: ConversationId,
}

/// A text that is in no log.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[secret]")
    }
}

/// One site. Serialized whole; articles, the audit log and who opened what are stored beside it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteObject {
    /// Which site; absent where nothing was changed since this is kept.
    site: Option<SiteId>,
    profile: Option<SiteProfile>,
    accounts: BTreeMap<AgentId, Account>,
    /// At which revision each account was changed last.
    account_versions: BTreeMap<AgentId, u32>,
    /// One-time codes, by hash.
    codes: BTreeMap<String, Grant>,
    /// Signed-in consoles, by hash of the session's secret.
    sessions: BTreeMap<String, Grant>,
    keys: Vec<StoredKey>,
    /// Rises with each change; versions are what it was then.
    revision: u32,
    sections: BTreeMap<Section, Stamp>,
    /// Desks that have not heard of a change yet, and of which.
    untold: Vec<(DeskName, u32)>,
    departures: Vec<Departure>,
    /// The systems that are asked about a customer, with their secrets.
    sources: Vec<ProfileSource>,
    /// Where packages and letters go, with their secrets.
    destinations: Vec<DestinationSetting>,
    /// With what PagerDuty signs its webhooks.
    pagerduty_secret: Secret,
    /// Of an object that bears an address for e-mails in place of a site's name: whose it is.
    inbound_of: Option<SiteId>,
    /// Of the same: who holds it while their settings are saved.
    inbound_held: Option<inbound::Held>,
    /// Of the same: since when the settings of whoever has it name another.
    inbound_left: Option<Timestamp>,
    /// The edge's own origin, where links to the console and alerts lead.
    origin: String,
    /// The addresses of the calendars, by their ids.
    calendars: Addresses,
    /// With what requests to the endpoints of self-service are signed, by the ids of their actions.
    action_secrets: Addresses,
}

impl SiteObject {
    /// The systems that are asked about a customer, with their secrets: for the edge that asks them, and nobody else.
    pub fn sources(&self) -> &[ProfileSource] {
        &self.sources
    }

    /// Where packages and letters go, with their secrets: for the object that delivers, and nobody else.
    pub fn destinations(&self) -> &[DestinationSetting] {
        &self.destinations
    }

    /// With what PagerDuty signs its webhooks, for the edge that checks them; empty: nothing is stored.
    pub fn pagerduty_secret(&self) -> &str {
        &self.pagerduty_secret.0
    }

    /// Who gets what, without any secret.
    pub fn outgoing_routes(&self) -> OutgoingRoutes {
        OutgoingRoutes {
            name: self.profile.as_ref().map(|profile| profile.name.clone()).unwrap_or_default(),
            origin: self.origin.clone(),
            destinations: self.destinations.iter().map(Into::into).collect(),
        }
    }

    /// The edge's own origin. A request names one too, and whoever sends it may name any: that counts only if it is
    /// `sure`, as configured or told by whoever deploys, or where none is known yet.
    pub fn seen_at(&mut self, origin: String, sure: bool) {
        if sure || self.origin.is_empty() {
            self.origin = origin;
        }
    }

    /// The site, once it was set up.
    pub fn profile(&self) -> Option<&SiteProfile> {
        self.profile.as_ref()
    }

    /// Which site it is, once something was changed.
    pub fn site(&self) -> Option<&SiteId> {
        self.site.as_ref()
    }

    /// Says which site it is.
    pub fn named(&mut self, site: SiteId) {
        self.site = Some(site);
    }

    /// Takes over a setup that was checked: all sections but those that stay as they are.
    pub fn set_up(&mut self, now: Timestamp, setup: crate::SiteSetup) -> Vec<AuditEntry> {
        let by = ChangedBy { agent: None, name: "setup".into(), at: now };
        self.named(setup.site);
        let before = self.profile.take();
        let version = before.as_ref().map_or(0, |profile| profile.knowledge_version);
        let after = SiteProfile {
            name: setup.name,
            origins: setup.origins,
            settings: setup.settings,
            knowledge_version: version + 1,
            asks: Asks::default(),
        };
        self.changed();
        self.desks_hear(before.as_ref().map(|profile| &profile.settings));
        self.desks_hear(Some(&after.settings));
        let mut entries = self.sections_changed(&by, before.as_ref(), &after);
        self.profile = Some(SiteProfile { asks: Asks::of(&self.sources), ..after });
        entries.extend(self.sources_changed(&by, setup.sources));
        self.calendars = setup.calendar_addresses;
        self.action_secrets = setup.self_service_secrets;
        entries
    }

    /// A change: its number.
    fn changed(&mut self) -> u32 {
        // From 2: what never was changed has version 1.
        self.revision = self.revision.max(1).saturating_add(1);
        self.revision
    }

    fn knowledge_changed(&mut self) -> u32 {
        let revision = self.changed();
        if let Some(profile) = &mut self.profile {
            profile.knowledge_version = profile.knowledge_version.saturating_add(1);
        }
        revision
    }

    /// All desks of these settings are to hear of the change that was just made.
    fn desks_hear(&mut self, settings: Option<&Settings>) {
        for desk in settings.map(Settings::desks).unwrap_or_default() {
            self.desk_hears(desk);
        }
    }

    fn desk_hears(&mut self, desk: DeskName) {
        self.untold.retain(|(untold, _)| *untold != desk);
        self.untold.push((desk, self.revision));
    }

    /// What a desk has not heard yet, if there is one. One that a department had of its own until now is
    /// among them, so that it hears of its end.
    pub fn news(&self) -> Vec<DeskNews> {
        let Some(SiteProfile { settings, .. }) = &self.profile else { return Vec::new() };
        let of = |(desk, revision): &(DeskName, u32)| {
            let own = self.accounts.values().filter(|a| settings.desk_of(a.department) == *desk);
            let agents = own.map(|a| (a.agent.clone(), a.profile())).collect();
            DeskNews { desk: *desk, agents, revision: *revision }
        };
        self.untold.iter().map(of).collect()
    }

    /// A desk heard of all changes up to this one.
    pub fn heard(&mut self, desk: DeskName, revision: u32) {
        self.untold.retain(|(untold, of)| *untold != desk || *of > revision);
    }

    /// Conversations that are to hear that an agent is gone.
    pub fn departures(&self) -> &[Departure] {
        &self.departures
    }

    /// An agent left these conversations, which they had open.
    pub fn depart(&mut self, departures: Vec<Departure>) {
        self.departures.extend(departures);
    }

    /// A conversation heard that an agent is gone.
    pub fn departed(&mut self, departure: &Departure) {
        self.departures.retain(|other| other != departure);
    }

    /// Whether somebody is still to hear of a change.
    pub fn owes(&self) -> bool {
        !self.untold.is_empty() || !self.departures.is_empty()
    }
}
