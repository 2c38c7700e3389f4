//! A site's agents: accounts, invitations, sessions, and who may change whom.

use super::audit::{AuditEntry, diff};
use super::{SiteObject, SiteProfile};
use serde::{Deserialize, Serialize};
use warmline_handoff::DeskName;
use warmline_handoff::desk::Profile;
use warmline_model::{AgentId, Department, Language, Millis, Role, SiteId, Skill, Timestamp};
use warmline_wire::settings::{AgentAccount, ChangedBy, EditAgent, FieldFault};
use warmline_wire::{SignInLink, SignedIn};

/// How long a one-time code can be used.
pub(super) const CODE_LASTS: Millis = Millis::minutes(24 * 60);
/// How long a console stays signed in.
pub(super) const SESSION_LASTS: Millis = Millis::minutes(14 * 24 * 60);
/// How many sessions one agent may have; the oldest goes first.
const MAX_SESSIONS: usize = 20;
/// How many accounts a site may have.
const MAX_AGENTS: usize = 1_000;
/// How many conversations at once an agent may take.
const CAPACITY: std::ops::RangeInclusive<u32> = 1..=50;
/// The longest name, in characters.
const MAX_NAME: usize = 80;
/// How many skills and languages an agent may have.
const MAX_SKILLS: usize = 20;
const MAX_LANGUAGES: usize = Language::ALL.len();

/// An agent's account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Their id.
    pub agent: AgentId,
    /// The name customers see.
    pub name: String,
    /// Their team.
    pub department: Department,
    /// How many conversations they take at once.
    pub capacity: u32,
    /// What else they are good at, besides their department's work.
    #[serde(default)]
    pub skills: Vec<Skill>,
    /// What they speak besides the site's own language.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// What they may do.
    #[serde(default)]
    pub role: Role,
}

/// What a code or a session opens, and until when.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Grant {
    pub agent: AgentId,
    pub until: Timestamp,
}

impl Account {
    /// The account that an invitation asks for, with each skill and language once.
    ///
    /// # Errors
    /// The field, and what is allowed there.
    pub fn invited(link: SignInLink) -> Result<Self, String> {
        let SignInLink { site: _, agent, name, department, capacity, skills, languages, role } =
            link;
        let asked = EditAgent { agent, name, department, capacity, skills, languages, role };
        Self::checked(asked).map_err(|faults| {
            let first = faults.into_iter().next();
            first.map_or(String::new(), |fault| format!("{}: {}", fault.field, fault.message))
        })
    }

    /// The account as it was asked for, with each skill and language once.
    ///
    /// # Errors
    /// Each field that can't be.
    pub fn checked(asked: EditAgent) -> Result<Self, Vec<FieldFault>> {
        let EditAgent { agent, name, department, capacity, skills, languages, role } = asked;
        let name = name.trim().to_owned();
        let (skills, languages) = (distinct(skills), distinct(languages));
        let mut faults = Vec::new();
        let mut tell = |holds: bool, field: &str, message: String| {
            if !holds {
                faults.push(FieldFault { field: field.into(), message });
            }
        };
        let named = !name.is_empty() && name.chars().count() <= MAX_NAME;
        let plain = named && !name.contains(char::is_control);
        tell(plain, "name", format!("1 to {MAX_NAME} characters, as customers will see it"));
        let (least, most) = (CAPACITY.start(), CAPACITY.end());
        tell(CAPACITY.contains(&capacity), "capacity", format!("{least} to {most}"));
        let few = skills.len() <= MAX_SKILLS;
        tell(few, "skills", format!("at most {MAX_SKILLS}, not {}", skills.len()));
        let few = languages.len() <= MAX_LANGUAGES;
        tell(few, "languages", format!("at most {MAX_LANGUAGES}, not {}", languages.len()));
        if faults.is_empty() {
            Ok(Self { agent, name, department, capacity, skills, languages, role })
        } else {
            Err(faults)
        }
    }

    /// What a desk knows of them.
    pub fn profile(&self) -> Profile {
        Profile {
            name: self.name.clone(),
            department: self.department,
            capacity: self.capacity,
            skills: self.skills.clone(),
            languages: self.languages.clone(),
            role: self.role,
        }
    }

    /// The account of an agent, as a desk knows them.
    pub fn of(agent: AgentId, profile: Profile) -> Self {
        let Profile { name, department, capacity, skills, languages, role } = profile;
        Self { agent, name, department, capacity, skills, languages, role }
    }

    /// What their console is told.
    pub fn signed_in(&self, site: &SiteId) -> SignedIn {
        SignedIn {
            site: site.clone(),
            agent: self.agent.clone(),
            name: self.name.clone(),
            department: self.department,
            role: self.role,
            attachments: false,
        }
    }

    /// Who they are in the audit log.
    pub(super) fn changes_at(&self, now: Timestamp) -> ChangedBy {
        ChangedBy { agent: Some(self.agent.clone()), name: self.name.clone(), at: now }
    }

    fn edited(&self) -> EditAgent {
        let Self { agent, name, department, capacity, skills, languages, role } = self.clone();
        EditAgent { agent, name, department, capacity, skills, languages, role }
    }
}

fn distinct<T: Ord>(list: Vec<T>) -> Vec<T> {
    std::collections::BTreeSet::from_iter(list).into_iter().collect()
}

/// Why an account can't be changed.
pub(super) enum NotChanged {
    /// Somebody changed it since; none: it is gone.
    Conflict(Box<Option<AgentAccount>>),
    /// What can't be.
    Faults(Vec<FieldFault>),
}

/// An account as a form sends it, alone or with its version.
///
/// # Errors
/// The field that can't be read, and what is allowed there.
pub fn read_account<T: serde::de::DeserializeOwned>(json: &str) -> Result<T, FieldFault> {
    let mut read = serde_json::Deserializer::from_str(json);
    serde_path_to_error::deserialize(&mut read).map_err(|error| {
        let path = error.path().to_string();
        let field = path.strip_prefix("account.").unwrap_or(&path).to_owned();
        FieldFault { field, message: error.inner().to_string() }
    })
}

impl NotChanged {
    fn conflict(theirs: Option<AgentAccount>) -> Self {
        Self::Conflict(Box::new(theirs))
    }

    fn fault(field: &str, message: impl Into<String>) -> Self {
        Self::Faults(vec![FieldFault { field: field.into(), message: message.into() }])
    }
}

impl SiteObject {
    /// Where an agent works, once the site was set up.
    pub fn desk_of(&self, account: &Account) -> Option<DeskName> {
        self.profile.as_ref().map(|profile| profile.settings.desk_of(account.department))
    }

    /// Keeps an account and a one-time code for it, for whoever deploys.
    pub fn invite(
        &mut self,
        now: Timestamp,
        account: Account,
        code_hash: String,
    ) -> Vec<AuditEntry> {
        let by = ChangedBy { agent: None, name: "setup".into(), at: now };
        let before = self.accounts.get(&account.agent).cloned();
        let entry = match &before {
            Some(before) if *before == account => {
                let name = &account.name;
                AuditEntry::new(&by, format!("Made a sign-in link for {name}"), Vec::new())
            }
            _ => self.put_account(&by, account.clone()),
        };
        self.code(now, &account.agent, code_hash);
        vec![entry]
    }

    fn code(&mut self, now: Timestamp, agent: &AgentId, code_hash: String) -> Timestamp {
        let until = now + CODE_LASTS;
        self.codes.retain(|_, grant| grant.until > now);
        self.codes.insert(code_hash, Grant { agent: agent.clone(), until });
        until
    }

    /// Stores an account, and has its desks hear of it.
    fn put_account(&mut self, by: &ChangedBy, account: Account) -> AuditEntry {
        let revision = self.changed();
        let agent = account.agent.clone();
        let before = self.accounts.insert(agent.clone(), account.clone());
        self.account_versions.insert(agent, revision);
        let was = before.as_ref().and_then(|before| self.desk_of(before));
        for desk in was.into_iter().chain(self.desk_of(&account)) {
            self.desk_hears(desk);
        }
        let what = match &before {
            Some(before) => format!("Changed the account of {}", before.name),
            None => format!("Invited {}", account.name),
        };
        let of = |account: &Account| serde_json::to_value(account).unwrap_or_default();
        let fields = diff("", before.as_ref().map(of).as_ref(), Some(&of(&account)));
        AuditEntry::new(by, what, fields)
    }

    /// Spends a one-time code for a session. A code that was used or ran out opens nothing.
    pub fn sign_in(
        &mut self,
        now: Timestamp,
        code_hash: &str,
        session_hash: String,
    ) -> Option<&Account> {
        let grant = self.codes.remove(code_hash).filter(|grant| grant.until > now)?;
        self.sessions.retain(|_, session| session.until > now);
        let own = self.sessions.iter().filter(|(_, session)| session.agent == grant.agent);
        let mut own: Vec<_> = own.map(|(hash, s)| (s.until, hash.clone())).collect();
        own.sort();
        for (_, hash) in own.iter().rev().skip(MAX_SESSIONS - 1) {
            self.sessions.remove(hash);
        }
        let account = self.accounts.get(&grant.agent)?;
        let until = now + SESSION_LASTS;
        self.sessions.insert(session_hash, Grant { agent: grant.agent, until });
        Some(account)
    }

    /// Whose session this is, while it lasts.
    pub fn session(&self, now: Timestamp, session_hash: &str) -> Option<&Account> {
        let session = self.sessions.get(session_hash).filter(|s| s.until > now)?;
        self.accounts.get(&session.agent)
    }

    /// Ends a session.
    pub fn sign_out(&mut self, session_hash: &str) {
        self.sessions.remove(session_hash);
    }

    pub(super) fn agents(&self, now: Timestamp) -> Vec<AgentAccount> {
        self.accounts.keys().filter_map(|agent| self.agent(now, agent)).collect()
    }

    fn agent(&self, now: Timestamp, agent: &AgentId) -> Option<AgentAccount> {
        let account = self.accounts.get(agent)?.edited();
        let live = |grant: &&Grant| grant.agent == *agent && grant.until > now;
        Some(AgentAccount {
            account,
            version: self.account_versions.get(agent).copied().unwrap_or(1),
            invited_until: self.codes.values().filter(live).map(|grant| grant.until).max(),
            consoles: u32::try_from(self.sessions.values().filter(live).count())
                .unwrap_or(u32::MAX),
        })
    }

    /// A new account with a one-time code: until when that can be used.
    pub(super) fn invite_agent(
        &mut self,
        by: &ChangedBy,
        asked: EditAgent,
        code_hash: String,
    ) -> Result<(Timestamp, AuditEntry), NotChanged> {
        let account = self.checked(asked)?;
        if self.accounts.contains_key(&account.agent) {
            let message = "there is an account with this id; choose another id";
            return Err(NotChanged::fault("agent", message));
        }
        if self.accounts.len() >= MAX_AGENTS {
            let message = format!("a site may have {MAX_AGENTS} accounts");
            return Err(NotChanged::fault("agent", message));
        }
        let agent = account.agent.clone();
        let entry = self.put_account(by, account);
        Ok((self.code(by.at, &agent, code_hash), entry))
    }

    /// A new code for an agent, which makes older ones void.
    pub(super) fn link(
        &mut self,
        by: &ChangedBy,
        agent: &AgentId,
        code_hash: String,
    ) -> Option<(Timestamp, AuditEntry)> {
        let name = self.accounts.get(agent)?.name.clone();
        self.codes.retain(|_, grant| grant.agent != *agent);
        let entry = AuditEntry::new(by, format!("Made a sign-in link for {name}"), Vec::new());
        Some((self.code(by.at, agent, code_hash), entry))
    }

    /// Changes an account.
    pub(super) fn save_agent(
        &mut self,
        by: &ChangedBy,
        agent: &AgentId,
        version: u32,
        asked: EditAgent,
    ) -> Result<(AgentAccount, Option<AuditEntry>), NotChanged> {
        let before = self.at_version(by.at, agent, version)?;
        if asked.agent != *agent {
            return Err(NotChanged::fault("agent", "an id stays what it is"));
        }
        let account = self.checked(asked)?;
        if account.role < Role::Owner && before.account.role == Role::Owner {
            self.stays_owned(by, agent, "role")?;
        }
        let same = self.accounts.get(agent) == Some(&account);
        let entry = (!same).then(|| self.put_account(by, account));
        let after = self.agent(by.at, agent).ok_or_else(|| NotChanged::conflict(None))?;
        Ok((after, entry))
    }

    /// Removes an account: its sessions and codes open nothing from here on.
    pub(super) fn remove_agent(
        &mut self,
        by: &ChangedBy,
        agent: &AgentId,
        version: u32,
    ) -> Result<AuditEntry, NotChanged> {
        let before = self.at_version(by.at, agent, version)?;
        if by.agent.as_ref() == Some(agent) {
            let message = "nobody removes their own account; another owner can do that";
            return Err(NotChanged::fault("agent", message));
        }
        if before.account.role == Role::Owner {
            self.stays_owned(by, agent, "agent")?;
        }
        self.changed();
        self.codes.retain(|_, grant| grant.agent != *agent);
        self.sessions.retain(|_, grant| grant.agent != *agent);
        self.account_versions.remove(agent);
        let gone = self.accounts.remove(agent);
        if let Some(desk) = gone.as_ref().and_then(|gone| self.desk_of(gone)) {
            self.desk_hears(desk);
        }
        let fields = diff("", serde_json::to_value(gone).ok().as_ref(), None);
        let what = format!("Removed the account of {}", before.account.name);
        Ok(AuditEntry::new(by, what, fields))
    }

    fn at_version(
        &self,
        now: Timestamp,
        agent: &AgentId,
        version: u32,
    ) -> Result<AgentAccount, NotChanged> {
        let stands = self.agent(now, agent).ok_or_else(|| NotChanged::conflict(None))?;
        if stands.version == version { Ok(stands) } else { Err(NotChanged::conflict(Some(stands))) }
    }

    fn checked(&self, asked: EditAgent) -> Result<Account, NotChanged> {
        let account = Account::checked(asked).map_err(NotChanged::Faults)?;
        let teams = self.profile.as_ref().map(|SiteProfile { settings, .. }| settings.teams());
        if teams.is_some_and(|teams| !teams.contains_key(&account.department)) {
            let message = format!("there is no department \"{}\"", account.department);
            return Err(NotChanged::fault("department", message));
        }
        Ok(account)
    }

    /// A site without an owner could be changed by nobody in the console any more.
    fn stays_owned(&self, by: &ChangedBy, agent: &AgentId, field: &str) -> Result<(), NotChanged> {
        let owner = |account: &&Account| account.role == Role::Owner && account.agent != *agent;
        if !self.accounts.values().any(|account| owner(&account)) {
            let message = "this is the last owner; make somebody else an owner first";
            return Err(NotChanged::fault(field, message));
        }
        if by.agent.as_ref() == Some(agent) {
            let message =
                "nobody takes the owner's role from themselves; another owner can do that";
            return Err(NotChanged::fault(field, message));
        }
        Ok(())
    }
}
