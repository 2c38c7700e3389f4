//! The site object: settings, accounts, one-time sign-in codes, sessions. Secrets only as hashes.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use warmline_handoff::desk::Profile;
use warmline_handoff::policy::Policy;
use warmline_handoff::{DeskName, Settings};
use warmline_model::{AgentId, Department, Language, Millis, Role, SiteId, Skill, Tier, Timestamp};
use warmline_wire::{SignInLink, SignedIn};

/// How long a one-time code can be used.
const CODE_LASTS: Millis = Millis::minutes(24 * 60);
/// How long a console stays signed in.
const SESSION_LASTS: Millis = Millis::minutes(14 * 24 * 60);
/// How many sessions one agent may have; the oldest goes first.
const MAX_SESSIONS: usize = 20;
/// How many conversations at once an agent may take.
const CAPACITY: std::ops::RangeInclusive<u32> = 1..=50;
/// The longest name, in characters.
const MAX_NAME: usize = 80;
/// How many skills and languages an agent may have.
const MAX_SKILLS: usize = 20;
const MAX_LANGUAGES: usize = Language::ALL.len();

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
    /// How many handoffs it demanded (R-033).
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

impl Account {
    /// The account that an invitation asks for, with each skill and language once.
    ///
    /// # Errors
    /// The field, and what is allowed there.
    pub fn invited(link: SignInLink) -> Result<Self, String> {
        let SignInLink { site: _, agent, name, department, capacity, skills, languages, role } =
            link;
        let name = name.trim().to_owned();
        let (skills, languages) = (distinct(skills), distinct(languages));
        if name.is_empty() || name.chars().count() > MAX_NAME || name.contains(char::is_control) {
            return Err(format!("name: 1 to {MAX_NAME} characters, as customers will see it"));
        }
        if !CAPACITY.contains(&capacity) {
            return Err(format!("capacity: {} to {}", CAPACITY.start(), CAPACITY.end()));
        }
        if skills.len() > MAX_SKILLS {
            return Err(format!("skills: at most {MAX_SKILLS}, not {}", skills.len()));
        }
        if languages.len() > MAX_LANGUAGES {
            return Err(format!("languages: at most {MAX_LANGUAGES}, not {}", languages.len()));
        }
        Ok(Self { agent, name, department, capacity, skills, languages, role })
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

    /// What their console is told.
    pub fn signed_in(&self, site: &SiteId) -> SignedIn {
        SignedIn {
            site: site.clone(),
            agent: self.agent.clone(),
            name: self.name.clone(),
            department: self.department,
            role: self.role,
        }
    }
}

fn distinct<T: Ord>(list: Vec<T>) -> Vec<T> {
    std::collections::BTreeSet::from_iter(list).into_iter().collect()
}

/// What one of the site's desks is told when the site is set up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeskSetup {
    /// Which desk.
    pub desk: DeskName,
    /// The agents who work there.
    pub agents: Vec<(AgentId, Profile)>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Grant {
    agent: AgentId,
    until: Timestamp,
}

/// One site. Serialized whole; the articles are stored beside it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct SiteObject {
    profile: Option<SiteProfile>,
    accounts: BTreeMap<AgentId, Account>,
    /// One-time codes, by hash.
    codes: BTreeMap<String, Grant>,
    /// Signed-in consoles, by hash of the session's secret.
    sessions: BTreeMap<String, Grant>,
}

impl SiteObject {
    /// The site, once it was set up.
    pub fn profile(&self) -> Option<&SiteProfile> {
        self.profile.as_ref()
    }

    /// Takes over a setup that was checked.
    pub fn set_up(&mut self, setup: crate::SiteSetup) -> &SiteProfile {
        let version = self.profile.as_ref().map_or(0, |p| p.knowledge_version);
        self.profile.insert(SiteProfile {
            name: setup.name,
            origins: setup.origins,
            settings: setup.settings,
            knowledge_version: version + 1,
        })
    }

    /// The site's desks with their agents. One that a department had of its own until now is among them,
    /// so that it hears of its end.
    pub fn desks(&self, before: Option<&Settings>) -> Vec<DeskSetup> {
        let Some(SiteProfile { settings, .. }) = &self.profile else { return Vec::new() };
        let mut names = settings.desks();
        names.extend(before.into_iter().flat_map(Settings::desks));
        let of = |desk: DeskName| {
            let own = self.accounts.values().filter(|a| settings.desk_of(a.department) == desk);
            DeskSetup { desk, agents: own.map(|a| (a.agent.clone(), a.profile())).collect() }
        };
        distinct(names).into_iter().map(of).collect()
    }

    /// Where an agent works, once the site was set up.
    pub fn desk_of(&self, account: &Account) -> Option<DeskName> {
        self.profile.as_ref().map(|profile| profile.settings.desk_of(account.department))
    }

    /// Keeps an account and a one-time code for it.
    pub fn invite(&mut self, now: Timestamp, account: Account, code_hash: String) {
        self.codes.retain(|_, grant| grant.until > now);
        let agent = account.agent.clone();
        self.accounts.insert(agent.clone(), account);
        self.codes.insert(code_hash, Grant { agent, until: now + CODE_LASTS });
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
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account() -> Account {
        Account {
            agent: AgentId::new("ana").expect("id"),
            name: "Ana".into(),
            department: Department::SUPPORT,
            capacity: 2,
            skills: Vec::new(),
            languages: Vec::new(),
            role: Role::Agent,
        }
    }

    #[test]
    fn a_sign_in_code_opens_one_session_once_and_not_after_a_day() {
        let mut site = SiteObject::default();
        site.invite(Timestamp(0), account(), "code".into());
        assert!(site.sign_in(Timestamp(1), "other", "s0".into()).is_none());
        assert!(site.sign_in(Timestamp(1), "code", "s1".into()).is_some());
        assert!(site.sign_in(Timestamp(2), "code", "s2".into()).is_none());
        assert_eq!(site.session(Timestamp(3), "s1").map(|a| a.name.as_str()), Some("Ana"));
        assert!(site.session(Timestamp(3), "s2").is_none());
        assert!(site.session(Timestamp(0) + SESSION_LASTS + Millis(9), "s1").is_none());
        site.sign_out("s1");
        assert!(site.session(Timestamp(3), "s1").is_none());
        site.invite(Timestamp(0), account(), "late".into());
        assert!(site.sign_in(Timestamp(0) + CODE_LASTS, "late", "s3".into()).is_none());
    }

    #[test]
    fn an_invitation_out_of_bounds_is_refused_with_the_field_and_what_is_allowed() {
        let link = |more: &str| {
            let json = format!(r#"{{"site":"demo","agent":"ana","name":"Ana"{more}}}"#);
            serde_json::from_str::<SignInLink>(&json).map_err(|e| e.to_string())
        };
        let invited = |more: &str| link(more).and_then(Account::invited);
        let many: Vec<String> = (0..21).map(|n| format!("\"s{n}\"")).collect();
        let many = format!(r#","skills":[{}]"#, many.join(","));
        for (more, says) in [
            (r#","capacity":0"#, "capacity: 1 to 50"),
            (r#","capacity":51"#, "capacity: 1 to 50"),
            (&many[..], "skills: at most 20, not 21"),
            (r#","skills":["Big Skill"]"#, "skill must be 1 to 24 characters"),
            (r#","languages":["xx"]"#, "unknown variant `xx`"),
            (r#","role":"king""#, "unknown variant `king`"),
        ] {
            let refused = invited(more).expect_err(more);
            assert!(refused.contains(says), "{more}: {refused}");
        }
        let long = SignInLink { name: "x".repeat(81), ..link("").expect("a link") };
        assert!(Account::invited(long).is_err_and(|e| e.starts_with("name: 1 to 80")));
        let more = r#","skills":["senior","senior"],"languages":["es","es"],"role":"supervisor""#;
        let account = invited(more).expect("an account");
        assert_eq!((account.skills.len(), account.languages.len()), (1, 1));
        assert_eq!(account.signed_in(&SiteId::new("demo").expect("id")).role, Role::Supervisor);
        // An account that was stored before agents had skills.
        let old = r#"{"agent":"ana","name":"Ana","department":"support","capacity":2}"#;
        assert_eq!(serde_json::from_str::<Account>(old).ok(), Some(self::account()));
    }

    #[test]
    fn each_desk_is_told_its_agents_and_one_that_ended_too() {
        let mut site = SiteObject::default();
        let setup = |own: bool| -> crate::SiteSetup {
            let json = format!(
                r#"{{"site":"demo","name":"Demo",
                    "settings":{{"departments":{{"billing":{{"own_desk":{own}}}}}}}}}"#
            );
            serde_json::from_str(&json).expect("a setup")
        };
        site.set_up(setup(true));
        site.invite(Timestamp(0), account(), "a".into());
        let ben = AgentId::new("ben").expect("id");
        let billing = Account { agent: ben, department: Department::BILLING, ..account() };
        site.invite(Timestamp(0), billing, "b".into());
        let names = |desks: Vec<DeskSetup>| -> Vec<(String, usize)> {
            desks.iter().map(|d| (d.desk.to_string(), d.agents.len())).collect()
        };
        let before = site.profile().map(|p| p.settings.clone());
        assert_eq!(names(site.desks(None)), [("all".into(), 1), ("department-billing".into(), 1)]);
        site.set_up(setup(false));
        assert_eq!(
            names(site.desks(before.as_ref())),
            [("all".into(), 2), ("department-billing".into(), 0)]
        );
        assert_eq!(names(site.desks(None)), [("all".into(), 2)]);
    }
}
