//! The site object: desks that hear of changes, sections, keys, the audit log. People and articles: below.

mod articles;
mod calendars;
mod people;
mod self_service;

use super::call::{SettingsCall as C, SettingsReply};
use super::*;
use crate::SiteSetup;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use std::cell::RefCell;
use warmline_model::{Millis, Role};
use warmline_wire::settings::*;

/// What is stored beside a site, in memory.
#[derive(Default)]
struct Memory {
    articles: Vec<StoredArticle>,
    audit: Vec<AuditLine>,
    opened: Vec<(AgentId, ConversationId)>,
}

impl Shelf for Memory {
    fn article(&self, id: &str) -> Option<StoredArticle> {
        self.articles.iter().find(|stored| stored.article.id == id).cloned()
    }

    fn articles(&self) -> Vec<StoredArticle> {
        self.articles.clone()
    }

    fn size(&self) -> (usize, usize) {
        (self.articles.len(), 0)
    }

    fn page(&self, _q: &str, _after: Option<&str>) -> ArticlePage {
        ArticlePage::default()
    }

    fn audit(&self, _before: Option<u64>) -> AuditPage {
        AuditPage { lines: self.audit.iter().rev().cloned().collect(), more: false }
    }

    fn opened_by(&self, agent: &AgentId) -> Vec<ConversationId> {
        let own = self.opened.iter().filter(|(by, _)| by == agent);
        own.map(|(_, conversation)| conversation.clone()).collect()
    }
}

/// A site with an owner Olga, a second one Omar, a supervisor Sue and an agent Ana, each signed in with a
/// session of their id.
struct Scene {
    site: SiteObject,
    memory: RefCell<Memory>,
    now: Timestamp,
}

fn id(agent: &str) -> AgentId {
    AgentId::new(agent).expect("an id")
}

fn account(agent: &str, role: Role) -> Account {
    Account {
        agent: id(agent),
        name: agent.to_uppercase(),
        department: Department::SUPPORT,
        capacity: 2,
        skills: Vec::new(),
        languages: Vec::new(),
        role,
    }
}

fn setup(settings: Value) -> SiteSetup {
    let given = json!({"site": "demo", "name": "Demo", "settings": settings});
    serde_json::from_value(given).expect("a setup")
}

impl Scene {
    fn new() -> Self {
        let mut site = SiteObject::default();
        let now = Timestamp(1_000);
        drop(site.set_up(now, setup(json!({}))));
        let mut scene = Self { site, memory: RefCell::default(), now };
        for (agent, role) in [
            ("olga", Role::Owner),
            ("omar", Role::Owner),
            ("sue", Role::Supervisor),
            ("ana", Role::Agent),
        ] {
            drop(scene.site.invite(now, account(agent, role), agent.into()));
            assert!(scene.site.sign_in(now, agent, agent.into()).is_some());
        }
        scene.told();
        scene
    }

    /// All desks hear what there is to hear.
    fn told(&mut self) -> Vec<(String, Vec<String>)> {
        let news = self.site.news();
        news.iter().for_each(|news| self.site.heard(news.desk, news.revision));
        let names = |news: &DeskNews| news.agents.iter().map(|(id, _)| id.to_string()).collect();
        news.iter().map(|news| (news.desk.to_string(), names(news))).collect()
    }

    fn ask(&mut self, who: &str, call: C) -> (u16, String) {
        self.now = self.now + Millis(1);
        let turn = self.site.settings(self.now, who, call, &*self.memory.borrow());
        let mut memory = self.memory.borrow_mut();
        for change in turn.articles {
            let (id, put) = match change {
                ArticleChange::Put(stored) => (stored.article.id.clone(), Some(stored)),
                ArticleChange::Remove(id) => (id, None),
            };
            memory.articles.retain(|stored| stored.article.id != id);
            memory.articles.extend(put);
        }
        assert!(turn.keep || turn.audit.is_empty(), "what is logged is kept");
        for entry in turn.audit {
            let n = memory.audit.len() as u64 + 1;
            memory.audit.push(entry.line(n));
        }
        // Dropping it and loading it again changes nothing.
        let stored = serde_json::to_string(&self.site).expect("json");
        self.site = serde_json::from_str(&stored).expect("a site");
        match turn.reply {
            SettingsReply::Body(status, body) => (status, body),
            SettingsReply::Refused(refusal) => (403, refusal.message),
            SettingsReply::SignedOut => (401, String::new()),
        }
    }

    fn get<T: DeserializeOwned>(&mut self, who: &str, call: C) -> T {
        let (status, body) = self.ask(who, call);
        assert_eq!(status, 200, "{body}");
        serde_json::from_str(&body).expect("an answer")
    }

    fn section(&mut self, section: Section) -> SettingsSection {
        self.get("olga", C::Section { section })
    }

    fn save(&mut self, who: &str, section: Section, version: u32, value: Value) -> (u16, String) {
        let save = SaveSection { version, value: map(value) };
        self.ask(who, C::SaveSection { section, save })
    }

    fn faults(&mut self, call: C) -> Vec<String> {
        let (status, body) = self.ask("olga", call);
        assert_eq!(status, 422, "{body}");
        let checked: Checked = serde_json::from_str(&body).expect("faults");
        checked
            .faults
            .into_iter()
            .map(|fault| format!("{}: {}", fault.field, fault.message))
            .collect()
    }

    fn agent(&mut self, agent: &str) -> AgentAccount {
        let list: AgentList = self.get("olga", C::Agents);
        list.agents.into_iter().find(|of| of.account.agent == id(agent)).expect("an account")
    }

    fn last_line(&self) -> AuditLine {
        self.memory.borrow().audit.last().cloned().expect("a line")
    }
}

fn map(value: Value) -> Map<String, Value> {
    value.as_object().cloned().expect("an object")
}

#[test]
fn each_desk_is_told_its_agents_and_one_that_ended_too() {
    let mut scene = Scene::new();
    let billing = |own: bool| setup(json!({"departments": {"billing": {"own_desk": own}}}));
    let ben = Account { department: Department::BILLING, ..account("ben", Role::Agent) };
    drop(scene.site.invite(scene.now, ben, "b".into()));
    scene.told();
    let names = |told: Vec<(String, Vec<String>)>| -> Vec<(String, usize)> {
        told.into_iter().map(|(desk, agents)| (desk, agents.len())).collect()
    };
    drop(scene.site.set_up(scene.now, billing(true)));
    assert_eq!(names(scene.told()), [("all".into(), 4), ("department-billing".into(), 1)]);
    assert!(!scene.site.owes());
    drop(scene.site.set_up(scene.now, billing(false)));
    let told = names(scene.told());
    assert_eq!(told, [("department-billing".into(), 0), ("all".into(), 5)]);
}

#[test]
fn a_desk_that_heard_an_older_word_is_told_the_newer_one_too() {
    let mut scene = Scene::new();
    drop(scene.site.set_up(scene.now, setup(json!({"turns_from": 9}))));
    let before = scene.site.news();
    drop(scene.site.set_up(scene.now, setup(json!({"turns_from": 10}))));
    before.iter().for_each(|news| scene.site.heard(news.desk, news.revision));
    assert!(scene.site.owes());
}

#[test]
fn two_owners_on_one_section_lose_nothing_and_on_two_do_not_meet() {
    let mut scene = Scene::new();
    let read = scene.section(Section::Confidence);
    assert_eq!((read.version, read.value.len()), (1, 0));
    assert_eq!(read.defaults["answer_from"], json!(85));
    assert_eq!(read.profiles["healthcare"]["consecutive_below"], 87);
    let (status, _) = scene.save("olga", Section::Confidence, 1, json!({"answer_from": 90}));
    assert_eq!(status, 200);
    let (status, body) = scene.save("omar", Section::Confidence, 1, json!({"refuse_below": 50}));
    assert_eq!(status, 409);
    let conflict: Conflict<SettingsSection> = serde_json::from_str(&body).expect("a conflict");
    let theirs = conflict.theirs.expect("theirs");
    assert_eq!(theirs.value, map(json!({"answer_from": 90})));
    assert_eq!(theirs.changed.map(|by| by.name), Some("OLGA".into()));
    // Another section was not changed by anybody.
    let (status, _) = scene.save("omar", Section::Triggers, 1, json!({"turns_from": 5}));
    assert_eq!(status, 200);
    let mine = json!({"answer_from": 90, "refuse_below": 50});
    assert_eq!(scene.save("omar", Section::Confidence, theirs.version, mine).0, 200);
    let settings = scene.site.profile().expect("a site").settings.clone();
    let now = (settings.answer_from, settings.refuse_below, settings.turns_from);
    assert_eq!(now, (Some(90), Some(50), 5));
    // A field that is left out goes back to its default; what changes nothing raises no version.
    let section = scene.section(Section::Triggers);
    assert_eq!(
        scene.save("olga", Section::Triggers, section.version, json!({"turns_from": 5})).0,
        200
    );
    assert_eq!(scene.section(Section::Triggers), section);
    assert_eq!(scene.save("olga", Section::Triggers, section.version, json!({})).0, 200);
    assert_eq!(scene.site.profile().map(|p| p.settings.turns_from), Some(8));
    assert_eq!(
        scene.told(),
        [("all".into(), ["ana", "olga", "omar", "sue"].map(str::to_owned).into())]
    );
}

#[test]
fn a_save_checks_all_of_it_and_tells_every_fault_where_it_is() {
    let mut scene = Scene::new();
    let save = |section, value| {
        let version = if section == Section::Company { 2 } else { 1 };
        C::SaveSection { section, save: SaveSection { version, value: map(value) } }
    };
    let company = json!({"name": " ", "language": "xx", "origins": ["https://a.example", "b"], "turns_from": 3});
    let told = scene.faults(save(Section::Company, company));
    let fields: Vec<&str> =
        told.iter().filter_map(|fault| fault.split_once(": ")).map(|f| f.0).collect();
    assert_eq!(fields, ["turns_from", "name", "origins[1]", "language"], "{told:?}");
    assert!(told[0].contains("no such setting here"));
    let tiers = json!({"tiers": {"high": {"offer_stands": "soon", "reading_window": 20000}}, "near_breach": 0});
    assert_eq!(scene.faults(save(Section::Tiers, tiers)).len(), 2);
    let tiers = json!({"tiers": {"high": {"silent_after": 1}, "low": {"behind": 0}}});
    assert_eq!(scene.faults(save(Section::Tiers, tiers)).len(), 2);
    // What one section takes away, another may need.
    let lawyers = json!({"departments": {"lawyers": {}}});
    assert_eq!(scene.save("olga", Section::Departments, 1, lawyers).0, 200);
    let legal = json!({"policies": [{"id": "legal", "department": "lawyers"}]});
    assert_eq!(scene.save("olga", Section::Policies, 1, legal).0, 200);
    let version = scene.section(Section::Departments).version;
    let (status, body) = scene.save("olga", Section::Departments, version, json!({}));
    assert!(status == 422 && body.contains("policies[0].department"), "{body}");
    // All settings together have a limit.
    let words: Vec<String> = (0..9_000).map(|n| format!("a longer word {n}")).collect();
    let told = scene.faults(save(Section::Triggers, json!({"human_words": words})));
    assert!(told.iter().any(|fault| fault.contains("all settings together")), "{told:?}");
    // To check is not to change.
    let value = map(json!({"answer_from": 101}));
    let check =
        C::CheckSection { section: Section::Confidence, save: SaveSection { version: 9, value } };
    let checked: Checked = scene.get("sue", check);
    assert_eq!(checked.faults.len(), 1);
    assert_eq!(scene.section(Section::Confidence).version, 1);
}

#[test]
fn a_department_stays_while_somebody_is_in_it() {
    let mut scene = Scene::new();
    let lawyers = json!({"departments": {"lawyers": {}}});
    assert_eq!(scene.save("olga", Section::Departments, 1, lawyers).0, 200);
    let counsel = Account {
        department: Department::new("lawyers").expect("a name"),
        ..account("lea", Role::Agent)
    };
    drop(scene.site.invite(scene.now, counsel, "lea".into()));
    let version = scene.section(Section::Departments).version;
    let none = SaveSection { version, value: map(json!({})) };
    let save = C::SaveSection { section: Section::Departments, save: none };
    let told = scene.faults(save);
    assert_eq!(told, ["departments: LEA is still in \"lawyers\"; move them first"]);
}

#[test]
fn hours_are_told_in_place_and_a_check_says_whether_it_is_open_now() {
    // R-130. The scene plays on a Thursday, a second after midnight in UTC.
    let mut scene = Scene::new();
    let read = scene.section(Section::Hours);
    assert_eq!(read.defaults, map(json!({"hours": null, "department_hours": {}})));
    let week = json!({"thursday": ["09:00-12:00", "11:00-18:00"], "someday": []});
    let wrong = json!({
        "hours": {"zone": "Berlin", "week": {"thursday": ["09:00-12:00", "11:00-18:00"]}},
        "department_hours": {"billing": {"zone": "UTC", "week": week}, "lawyers": {"zone": "UTC"}}
    });
    let save = |value| SaveSection { version: 1, value: map(value) };
    let told = scene.faults(C::SaveSection { section: Section::Hours, save: save(wrong) });
    let fields: Vec<&str> =
        told.iter().filter_map(|fault| fault.split_once(": ")).map(|f| f.0).collect();
    let expected =
        ["department_hours.billing.week.someday", "hours.zone", "hours.week.thursday[1]"];
    assert_eq!(fields, expected, "{told:?}");
    assert!(told[1].ends_with("did you mean Europe/Berlin?"), "{told:?}");
    let right = json!({"hours": {"zone": "UTC", "week": {"thursday": ["09:00-18:00"]}}});
    let check = C::CheckSection { section: Section::Hours, save: save(right.clone()) };
    let checked: Checked = scene.get("sue", check);
    assert_eq!(checked.faults, []);
    assert_eq!(checked.now["hours"], "Now: closed until 09:00 (00:00 in UTC)");
    assert_eq!(scene.save("olga", Section::Hours, 1, right).0, 200);
    let settings = scene.site.profile().expect("a site").settings.clone();
    assert!(!settings.hours_of(Department::BILLING).is_open(scene.now));
}

#[test]
fn a_setup_raises_the_versions_of_what_it_changes() {
    let mut scene = Scene::new();
    let entries = scene.site.set_up(scene.now, setup(json!({"turns_from": 5})));
    assert_eq!(entries.len(), 1);
    let section = scene.section(Section::Triggers);
    assert!(section.version > 1);
    assert_eq!(section.changed.map(|by| (by.agent, by.name)), Some((None, "setup".into())));
    assert_eq!(scene.section(Section::Confidence).version, 1);
    assert_eq!(scene.save("olga", Section::Triggers, 1, json!({})).0, 409);
}

#[test]
fn owners_change_supervisors_see_and_agents_do_neither() {
    let mut scene = Scene::new();
    for (call, least) in [
        (C::Sections, Role::Supervisor),
        (C::Agents, Role::Supervisor),
        (C::Articles { q: String::new(), after: None }, Role::Supervisor),
        (C::MayAsk, Role::Supervisor),
        (C::MayImport, Role::Owner),
        (C::Keys, Role::Owner),
        (C::Audit { before: None }, Role::Owner),
        (C::RevokeKey { id: "k".into() }, Role::Owner),
        (C::RemoveAgent { agent: id("ana"), version: 0 }, Role::Owner),
    ] {
        assert_eq!(scene.ask("nobody", call.clone()).0, 401);
        assert_eq!(scene.ask("ana", call.clone()).0, 403);
        let sees = least <= Role::Supervisor;
        let (status, body) = scene.ask("sue", call.clone());
        assert_eq!(status == 200, sees, "{call:?}: {body}");
        assert!(sees || body == "only owners may do that", "{call:?}: {body}");
    }
    assert_eq!(scene.save("sue", Section::Desk, 1, json!({})).0, 403);
}

#[test]
fn the_secrets_of_systems_are_written_and_never_shown() {
    // R-172
    let mut scene = Scene::new();
    let all: AllSettings = scene.get("sue", C::Sections);
    assert_eq!(all.sections.len(), Section::ALL.len());
    let crm = |secret: Value, host: &str| {
        json!({"sources": [{"id": "crm", "name": "CRM", "secret": secret,
            "url": format!("https://{host}/c/{{customer.id}}"),
            "headers": {"authorization": "Bearer {secret}"}, "answers": {"loyalty": "tier"}}]})
    };
    let save =
        |scene: &mut Scene, version, value| scene.save("olga", Section::Sources, version, value);
    let (status, first) = save(&mut scene, 1, crm(json!("s3cret"), "crm.example"));
    assert_eq!(status, 200, "{first}");
    assert!(!first.contains("s3cret") && first.contains(r#""secret":true"#), "{first}");
    let of = |scene: &mut Scene| -> SettingsSection {
        scene.get("olga", C::Section { section: Section::Sources })
    };
    // What is not written again is kept, for the same host only.
    let version = of(&mut scene).version;
    let (status, why) = save(&mut scene, version, crm(json!(true), "elsewhere.example"));
    assert!(status == 422 && why.contains("sources[0].secret"), "{why}");
    let mut renamed = crm(json!(true), "crm.example");
    renamed["sources"][0]["name"] = json!("Customers");
    assert_eq!(save(&mut scene, version, renamed).0, 200);
    let stored = scene.site.sources()[0].clone();
    assert_eq!((stored.name.as_str(), stored.secret.is_some()), ("Customers", true));
    // Another secret is a change that the log tells of without either of them.
    let version = of(&mut scene).version;
    assert_eq!(save(&mut scene, version, crm(json!("n3w"), "crm.example")).0, 200);
    let log = scene.ask("olga", C::Audit { before: None }).1;
    assert!(!log.contains("s3cret") && !log.contains("n3w"), "{log}");
    // A slower one is told its place.
    let version = of(&mut scene).version;
    let mut slow = crm(json!(true), "crm.example");
    slow["sources"][0]["deadline"] = json!(900_000);
    let (status, why) = save(&mut scene, version, slow);
    assert!(status == 422 && why.contains("sources[0].deadline"), "{why}");
    assert_eq!(save(&mut scene, version, json!({})).0, 200);
    assert!(scene.site.sources().is_empty());
}

#[test]
fn a_key_opens_its_scope_until_it_is_revoked_and_is_never_shown_again() {
    let mut scene = Scene::new();
    let make = |name: &str, n: usize| C::MakeKey {
        new: NewKey { name: name.into(), scope: KeyScope::Read },
        id: format!("k{n}"),
        link: Link { told: format!("secret-{n}"), hash: format!("hash-{n}") },
    };
    assert!(scene.faults(make(" ", 0))[0].starts_with("name: 1 to 80"));
    let made: KeyMade = scene.get("olga", make("reports", 1));
    assert_eq!((made.secret.as_str(), made.key.name.as_str()), ("secret-1", "reports"));
    assert_eq!(scene.site.key("hash-1"), Some(KeyScope::Read));
    assert_eq!(scene.site.key("secret-1"), None);
    let (_, list) = scene.ask("olga", C::Keys);
    assert!(list.contains("reports") && !list.contains("secret") && !list.contains("hash"));
    let stored = serde_json::to_string(&scene.site).expect("json");
    assert!(!stored.contains("secret-1"));
    for n in 2..=50 {
        let _: KeyMade = scene.get("olga", make("more", n));
    }
    assert!(scene.faults(make("one too many", 51))[0].contains("50 keys"));
    let _: Checked = scene.get("olga", C::RevokeKey { id: "k1".into() });
    assert_eq!(scene.site.key("hash-1"), None);
    assert_eq!(scene.last_line().what, "Revoked the key \"reports\"");
}

#[test]
fn the_audit_log_says_who_changed_which_field_from_what_to_what() {
    let mut scene = Scene::new();
    let value = json!({"tiers": {"high": {"offer_stands": 25000}}, "near_breach": 70});
    assert_eq!(scene.save("olga", Section::Tiers, 1, value).0, 200);
    let line = scene.last_line();
    assert_eq!((line.by.name.as_str(), line.what.as_str()), ("OLGA", "Changed the tiers' clocks"));
    let fields: Vec<_> = line
        .fields
        .iter()
        .map(|f| (f.field.as_str(), f.before.as_deref(), f.after.as_deref()))
        .collect();
    assert_eq!(
        fields,
        [("near_breach", None, Some("70")), ("tiers.high.offer_stands", None, Some("25000"))]
    );
    let words = json!({"human_words": [], "action_words": vec!["cancel my plan"; 100]});
    assert_eq!(scene.save("omar", Section::Triggers, 1, words).0, 200);
    let line = scene.last_line();
    assert_eq!(line.fields.len(), 1);
    assert_eq!(line.fields[0].after.as_ref().map(|text| text.chars().count()), Some(200));
    let AgentAccount { account, version, .. } = scene.agent("ana");
    let account = EditAgent { capacity: 5, ..account };
    let _: AgentAccount =
        scene.get("olga", C::SaveAgent { agent: id("ana"), save: SaveAgent { version, account } });
    let line = scene.last_line();
    assert_eq!(line.what, "Changed the account of ANA");
    let field =
        AuditField { field: "capacity".into(), before: Some("2".into()), after: Some("5".into()) };
    assert_eq!(line.fields, [field]);
    let page: AuditPage = scene.get("olga", C::Audit { before: None });
    assert_eq!(page.lines.first(), Some(&line));
}
