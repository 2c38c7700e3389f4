//! Who is asked, and the record of why (R-080 to R-086).

use super::{Scene, agent, chat, profile, skill, waiter};
use crate::Settings;
use crate::desk::{Event, Profile, Refused, Waiter};
use warmline_model::{
    Department, Episode, Exclusion, Language, Millis, Need, Rule, Status, Tier, WaivedBecause,
};

fn of(department: Department, name: &str) -> Profile {
    Profile { department, ..profile(name) }
}

#[test]
fn a_matter_goes_to_whoever_has_the_skill_and_to_nobody_else() {
    // R-080
    let mut scene = Scene::with(&["ana"]);
    scene.comes("bill", of(Department::BILLING, "bill"));
    scene.comes("tess", Profile { skills: vec![skill("billing")], ..profile("tess") });
    let about = |name: &str, scene: &Scene| Waiter {
        department: Department::BILLING,
        ..waiter(name, scene.now)
    };
    for name in ["c1", "c2", "c3", "c4"] {
        scene.joins_as(about(name, &scene));
        let who = scene.accepted(name);
        assert!(who == "bill" || who == "tess", "{who}");
    }
    // Both have two: Ana, who could, is not asked before the customer waited their time for the skill.
    scene.joins_as(about("c5", &scene));
    assert_eq!(scene.offered("c5"), None);
    scene.on(Event::Took(agent("ana"), chat("c5"), Episode(1)));
    assert_eq!(scene.refused(), [&Refused::NeedsSkill(vec![skill("billing")])]);
    scene.seconds(60);
    assert_eq!(scene.offered("c5").as_deref(), Some("ana"));
    let routing = &scene.desk.places()[&chat("c5")].offer.as_ref().expect("an offer").routing;
    assert_eq!(routing.waived[0].need, Need::Skill);
    assert_eq!(routing.waived[0].because, WaivedBecause::WaitedTooLong);
}

#[test]
fn security_waits_for_security_or_a_senior_and_never_for_less() {
    // R-080; bad input: the only skilled agent is offline.
    let mut scene = Scene::with(&["ana"]);
    let sue = of(Department::SECURITY, "sue");
    scene.on(Event::AgentKnown(agent("sue"), sue.clone()));
    let breach = Waiter {
        department: Department::SECURITY,
        tier: Tier::Critical,
        ..waiter("c1", scene.now)
    };
    scene.joins_as(breach);
    assert_eq!(scene.told("c1").map(|s| s.team_online), Some(false));
    scene.seconds(3_600);
    assert_eq!(scene.offered("c1"), None);
    scene.comes("zoe", Profile { skills: vec![skill("senior")], ..profile("zoe") });
    assert_eq!(scene.offered("c1").as_deref(), Some("zoe"));
}

#[test]
fn a_skill_that_nobody_of_the_team_has_is_not_waited_for() {
    let mut scene = Scene::with(&["ana"]);
    let spanish = Waiter {
        department: Department::SECURITY,
        language: Language::Es,
        ..waiter("c1", scene.now)
    };
    scene.joins_as(spanish);
    assert_eq!(scene.offered("c1").as_deref(), Some("ana"));
    let routing = &scene.desk.places()[&chat("c1")].offer.as_ref().expect("an offer").routing;
    let why: Vec<_> = routing.waived.iter().map(|w| (w.need, w.because)).collect();
    let nobody = WaivedBecause::NobodyHasIt;
    assert_eq!(why, [(Need::Language, nobody), (Need::Skill, nobody)]);
}

#[test]
fn another_language_goes_to_an_agent_who_speaks_it() {
    // R-080
    let mut scene = Scene::with(&["ana"]);
    scene.comes("eva", Profile { languages: vec![Language::Es], ..profile("eva") });
    scene.joins("c1");
    assert_eq!(scene.accepted("c1"), "ana");
    for name in ["c2", "c3"] {
        scene.joins_as(Waiter { language: Language::Es, ..waiter(name, scene.now) });
        assert_eq!(scene.accepted(name), "eva");
    }
    scene.joins_as(Waiter { language: Language::Es, ..waiter("c4", scene.now) });
    assert_eq!(scene.offered("c4"), None);
    scene.over("c2");
    assert_eq!(scene.offered("c4").as_deref(), Some("eva"));
}

#[test]
fn the_fewest_conversations_decide_then_depth_then_freshness_then_turns() {
    // R-082
    let mut scene = Scene::with(&["ana", "ben", "cat"]);
    let rule = |scene: &Scene, name: &str| {
        scene.desk.places()[&chat(name)].offer.as_ref().map(|offer| offer.routing.rule)
    };
    scene.joins("c1");
    assert_eq!(
        (scene.offered("c1").as_deref(), rule(&scene, "c1")),
        (Some("ana"), Some(Rule::Turn))
    );
    scene.accepts("ana", "c1");
    scene.joins("c2");
    assert_eq!(
        (scene.offered("c2").as_deref(), rule(&scene, "c2")),
        (Some("ben"), Some(Rule::Turn))
    );
    scene.accepts("ben", "c2");
    scene.joins("c3");
    assert_eq!(
        (scene.offered("c3").as_deref(), rule(&scene, "c3")),
        (Some("cat"), Some(Rule::FewestActive))
    );
    scene.accepts("cat", "c3");
    // Ana's goes on for ten minutes; Ben and Cat begin a new one; Cat has just closed one.
    scene.seconds(9 * 60);
    scene.over("c2").joins("c4");
    assert_eq!(scene.accepted("c4"), "ben");
    scene.over("c3").joins("c5");
    assert_eq!(scene.accepted("c5"), "cat");
    scene.seconds(61).joins("c6");
    // Ana is deep; Ben and Cat closed one within five minutes: it is Ben's turn after Cat.
    assert_eq!(
        (scene.offered("c6").as_deref(), rule(&scene, "c6")),
        (Some("ben"), Some(Rule::Turn))
    );
    scene.accepts("ben", "c6").joins("c7");
    assert_eq!(
        (scene.offered("c7").as_deref(), rule(&scene, "c7")),
        (Some("cat"), Some(Rule::OthersDeep))
    );
}

#[test]
fn whoever_has_just_closed_one_is_asked_before_an_equal() {
    // R-082
    let mut scene = Scene::with(&["ana", "ben"]);
    scene.joins("c1").joins("c2");
    assert_eq!((scene.accepted("c1"), scene.accepted("c2")), ("ana".into(), "ben".into()));
    scene.joins("c3").joins("c4");
    assert_eq!((scene.accepted("c3"), scene.accepted("c4")), ("ana".into(), "ben".into()));
    scene.seconds(400);
    scene.over("c2").seconds(400);
    scene.over("c1").joins("c5");
    let offer = scene.desk.places()[&chat("c5")].offer.as_ref().expect("an offer");
    assert_eq!((offer.agent.to_string(), offer.routing.rule), ("ana".into(), Rule::JustClosed));
}

#[test]
fn each_pool_has_its_own_turns() {
    // R-082: one pointer per pool, so that a busy pool does not starve an agent of another.
    let mut scene = Scene::new(Settings::default());
    for name in ["ana", "ben"] {
        let both =
            Profile { capacity: 50, skills: vec![skill("sales")], ..of(Department::BILLING, name) };
        scene.comes(name, both);
    }
    let mut seen = Vec::new();
    for n in 0..8 {
        let department = if n % 2 == 0 { Department::BILLING } else { Department::SALES };
        let name = format!("c{n}");
        scene.joins_as(Waiter { department, ..waiter(&name, scene.now) });
        let who = scene.accepted(&name);
        scene.on(Event::Over { conversation: chat(&name), episode: Episode(1), moved: false });
        scene.seconds(301);
        seen.push((department, who));
    }
    for department in [Department::BILLING, Department::SALES] {
        let turns: Vec<_> = seen.iter().filter(|(d, _)| *d == department).map(|(_, w)| w).collect();
        assert_eq!(turns, ["ana", "ben", "ana", "ben"], "{department}");
    }
}

#[test]
fn an_assignment_says_who_could_have_had_it_and_why_the_others_could_not() {
    // R-083, R-084
    let mut scene = Scene::with(&["ana", "bea", "cat", "dan", "eve"]);
    scene.on(Event::AgentSet(agent("bea"), Status::Break));
    scene.on(Event::AgentSet(agent("cat"), Status::Busy));
    scene.on(Event::AgentLeft(agent("dan")));
    scene.joins("c1");
    let who = scene.accepted("c1");
    let routing = &scene.assigned()[0].routing;
    assert_eq!(routing.candidates[0].agent.to_string(), who);
    let names: Vec<_> = routing.candidates.iter().map(|c| c.agent.to_string()).collect();
    assert_eq!(names, ["ana", "eve"]);
    let why: Vec<_> = routing.excluded.iter().map(|e| (e.name.as_str(), e.why)).collect();
    assert_eq!(
        why,
        [("bea", Exclusion::Break), ("cat", Exclusion::Busy), ("dan", Exclusion::Offline)]
    );
}

#[test]
fn a_critical_one_goes_first_and_nobody_waits_for_ever() {
    // R-081, R-086, R-090
    let mut scene = Scene::new(Settings::default());
    scene.joins_as(Waiter { tier: Tier::Low, ..waiter("low", scene.now) });
    scene.seconds(60);
    scene.joins("standard");
    scene.joins_as(Waiter { tier: Tier::High, ..waiter("high", scene.now) });
    scene.joins_as(Waiter { tier: Tier::Critical, ..waiter("critical", scene.now) });
    assert_eq!(scene.order(), ["critical", "high", "standard", "low"]);
    // Fifteen minutes later a new Critical one is no longer ahead of the Low one.
    scene.seconds(15 * 60);
    scene.joins_as(Waiter { tier: Tier::Critical, ..waiter("late", scene.now) });
    assert_eq!(scene.order(), ["critical", "high", "standard", "low", "late"]);
}

#[test]
fn taking_one_out_of_turn_leaves_a_trace() {
    // No cherry-picking without one.
    let mut scene = Scene::with(&["ana"]);
    scene.on(Event::AgentSet(agent("ana"), Status::Busy));
    scene.joins("c1").seconds(1).joins("c2");
    scene.on(Event::Took(agent("ana"), chat("c2"), Episode(1)));
    let routing = &scene.assigned()[0].routing;
    assert_eq!((routing.rule, routing.passed_over), (Rule::Took, 1));
    assert!(scene.desk.assigned()[&chat("c2")].out_of_turn);
    assert_eq!(scene.desk.tally().out_of_turn, 1);
}

#[test]
fn settings_of_the_site_decide_patience_skills_and_order() {
    let json = r#"{"departments": {"billing": {"others_after": 5000}, "legal": {"skilled_only": true}},
                   "tiers": {"standard": {"behind": 300000}}}"#;
    let settings: Settings = serde_json::from_str(json).expect("settings");
    let mut scene = Scene::new(settings);
    scene.on(Event::AgentKnown(agent("bill"), of(Department::BILLING, "bill")));
    let legal = Department::new("legal").expect("a department");
    scene.on(Event::AgentKnown(agent("lex"), of(legal, "lex")));
    scene.comes("ana", profile("ana"));
    scene.joins_as(Waiter { department: Department::BILLING, ..waiter("c1", scene.now) });
    scene.joins_as(Waiter { department: legal, ..waiter("c2", scene.now) });
    assert_eq!((scene.offered("c1"), scene.offered("c2")), (None, None));
    scene.wait(Millis(5_000));
    assert_eq!((scene.offered("c1").as_deref(), scene.offered("c2")), (Some("ana"), None));
}
