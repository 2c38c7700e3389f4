//! Accounts: one-time codes, invitations, changes, and who may remove whom.

use super::*;
use crate::site::people::{CODE_LASTS, SESSION_LASTS};
use warmline_model::Language;
use warmline_wire::SignInLink;

#[test]
fn a_sign_in_code_opens_one_session_once_and_not_after_a_day() {
    let mut site = SiteObject::default();
    drop(site.invite(Timestamp(0), account("ana", Role::Agent), "code".into()));
    assert!(site.sign_in(Timestamp(1), "other", "s0".into()).is_none());
    assert!(site.sign_in(Timestamp(1), "code", "s1".into()).is_some());
    assert!(site.sign_in(Timestamp(2), "code", "s2".into()).is_none());
    assert_eq!(site.session(Timestamp(3), "s1").map(|a| a.name.as_str()), Some("ANA"));
    assert!(site.session(Timestamp(3), "s2").is_none());
    assert!(site.session(Timestamp(0) + SESSION_LASTS + Millis(9), "s1").is_none());
    site.sign_out("s1");
    assert!(site.session(Timestamp(3), "s1").is_none());
    drop(site.invite(Timestamp(0), account("ana", Role::Agent), "late".into()));
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
    let twice = invited(more).expect("an account");
    assert_eq!((twice.skills.len(), twice.languages.len()), (1, 1));
    assert_eq!(twice.signed_in(&SiteId::new("demo").expect("id")).role, Role::Supervisor);
    // An account that was stored before agents had skills, in a site of that time.
    let old = r#"{"agent":"ana","name":"ANA","department":"support","capacity":2}"#;
    assert_eq!(serde_json::from_str(old).ok(), Some(account("ana", Role::Agent)));
    let site =
        format!(r#"{{"profile":null,"accounts":{{"ana":{old}}},"codes":{{}},"sessions":{{}}}}"#);
    assert!(serde_json::from_str::<SiteObject>(&site).is_ok());
}

#[test]
fn an_agent_is_invited_changed_and_removed_and_is_out_at_once() {
    let mut scene = Scene::new();
    let asked = EditAgent {
        agent: id("zoe"),
        name: "Zoe".into(),
        department: Department::BILLING,
        capacity: 3,
        skills: Vec::new(),
        languages: vec![Language::Es],
        role: Role::Agent,
    };
    let link = |secret: &str| Link { told: format!("/console/#{secret}"), hash: secret.into() };
    let invite = C::Invite { account: asked.clone(), link: link("z1") };
    let invitation: Invitation = scene.get("olga", invite.clone());
    assert_eq!(invitation.url, "/console/#z1");
    assert!(scene.faults(invite)[0].starts_with("agent: there is an account"));
    assert_eq!(scene.agent("zoe").invited_until, Some(invitation.until));
    // A new link makes the older one void.
    let _: Invitation = scene.get("olga", C::Link { agent: id("zoe"), link: link("z2") });
    assert!(scene.site.sign_in(scene.now, "z1", "s".into()).is_none());
    assert!(scene.site.sign_in(scene.now, "z2", "zoe".into()).is_some());
    let zoe = scene.agent("zoe");
    assert_eq!((zoe.consoles, zoe.invited_until), (1, None));
    // Moved to a department with a desk of its own: both desks hear of it.
    let own = json!({"departments": {"billing": {"own_desk": true}}});
    assert_eq!(scene.save("olga", Section::Departments, 1, own).0, 200);
    scene.told();
    let moved = EditAgent { department: Department::SUPPORT, ..asked.clone() };
    let save = SaveAgent { version: zoe.version, account: moved };
    let after: AgentAccount =
        scene.get("omar", C::SaveAgent { agent: id("zoe"), save: save.clone() });
    let told = scene.told();
    assert_eq!(told.len(), 2);
    assert!(told.iter().any(|(desk, who)| desk == "all" && who.contains(&"zoe".into())));
    assert!(told.contains(&("department-billing".into(), vec![])));
    assert_eq!(scene.ask("olga", C::SaveAgent { agent: id("zoe"), save }).0, 409);
    let nowhere = EditAgent { department: Department::new("moon").expect("a name"), ..asked };
    let save = SaveAgent { version: after.version, account: nowhere };
    let told = scene.faults(C::SaveAgent { agent: id("zoe"), save });
    assert_eq!(told, ["department: there is no department \"moon\""]);
    // Removed: session and codes open nothing, the desk and what they had open hear of it.
    let open = ConversationId::new("c1").expect("an id");
    scene.memory.borrow_mut().opened.push((id("zoe"), open.clone()));
    let _: Invitation = scene.get("olga", C::Link { agent: id("zoe"), link: link("z3") });
    let version = scene.agent("zoe").version;
    let remove = C::RemoveAgent { agent: id("zoe"), version };
    let _: Checked = scene.get("olga", remove.clone());
    assert!(scene.site.session(scene.now, "zoe").is_none());
    assert!(scene.site.sign_in(scene.now, "z3", "s".into()).is_none());
    assert_eq!(scene.site.departures(), [Departure { agent: id("zoe"), conversation: open }]);
    assert!(scene.told().iter().all(|(_, who)| !who.contains(&"zoe".into())));
    let (status, body) = scene.ask("olga", remove);
    assert!(status == 409 && body.contains(r#""theirs":null"#), "{body}");
    assert!(scene.site.owes());
    let departure = scene.site.departures()[0].clone();
    scene.site.departed(&departure);
    assert!(!scene.site.owes());
}

#[test]
fn the_last_owner_stays_and_nobody_removes_or_demotes_themselves() {
    let mut scene = Scene::new();
    let remove = |scene: &mut Scene, agent: &str| {
        let version = scene.agent(agent).version;
        C::RemoveAgent { agent: id(agent), version }
    };
    let demote = |scene: &mut Scene, agent: &str| {
        let AgentAccount { account, version, .. } = scene.agent(agent);
        let account = EditAgent { role: Role::Agent, ..account };
        C::SaveAgent { agent: id(agent), save: SaveAgent { version, account } }
    };
    let own = remove(&mut scene, "olga");
    assert!(scene.faults(own)[0].starts_with("agent: nobody removes their own account"));
    let own = demote(&mut scene, "olga");
    assert!(scene.faults(own)[0].starts_with("role: nobody takes the owner's role"));
    let other = demote(&mut scene, "omar");
    assert_eq!(scene.ask("olga", other).0, 200);
    let last = demote(&mut scene, "olga");
    assert!(scene.faults(last)[0].starts_with("role: this is the last owner"));
    // Omar is no owner any more: his session sees less at once.
    let remove = remove(&mut scene, "olga");
    assert_eq!(scene.ask("omar", remove).0, 403);
}
