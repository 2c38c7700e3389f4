//! Calling whoever is on call: whom, when again, how often, and what ends it (R-134, R-137).

use super::{Scene, agent, chat, profile, waiter};
use crate::conversation::OnCallNews;
use crate::desk::{Alert, Answer, Effect, End, Event, OnCallNeeded};
use crate::{Desk, DeskName, Settings};
use std::collections::BTreeMap;
use warmline_model::{ContactId, Department, Episode, Millis, Tier, Timestamp};

/// Ana and Ben take turns, Cem has no turn; the rota began long ago.
fn settings(change: &str) -> Settings {
    let json = format!(
        r#"{{"on_call": {{
            "contacts": [
                {{"id": "ana", "name": "Ana", "destination": "pager"}},
                {{"id": "ben", "name": "Ben", "destination": "sms", "to": "+4915112345678", "agent": "ben"}},
                {{"id": "cem", "name": "Cem", "destination": "sms"}}
            ],
            "rotas": [{{"id": "r", "zone": "UTC", "contacts": ["ana", "ben"], "day": "monday", "at": "09:00",
                        "from": "2023-11-13"}}]
            {change}
        }}}}"#
    );
    serde_json::from_str(&json).expect("settings")
}

fn scene() -> Scene {
    Scene::new(settings(""))
}

fn needed(name: &str, episode: u32) -> OnCallNeeded {
    OnCallNeeded {
        conversation: chat(name),
        episode: Episode(episode),
        asked: 0,
        department: Department::SUPPORT,
        tier: Tier::Critical,
        summary: "the shop is down".into(),
        customer: None,
        card: Box::new(crate::card::blank()),
    }
}

fn contact(name: &str) -> ContactId {
    ContactId::new(name).expect("an id")
}

fn link(name: &str) -> Answer {
    Answer::Contact { episode: Episode(1), contact: contact(name) }
}

impl Scene {
    fn calls_out(&mut self, name: &str) -> &mut Self {
        self.on(Event::OnCallNeeded(needed(name, 1)))
    }

    fn answers(&mut self, name: &str, answer: Answer) -> &mut Self {
        self.on(Event::OnCallAnswered(chat(name), answer))
    }

    fn minutes(&mut self, minutes: i64) -> &mut Self {
        self.wait(Millis::minutes(minutes))
    }

    /// Who was alerted, for how many conversations, since this was last asked.
    fn alerted(&mut self) -> Vec<String> {
        let of = |effect: &Effect| match effect {
            Effect::Alert(alert) => Some(format!("{} {}", alert.contact, alert.count)),
            Effect::AllClear(alert) => Some(format!("clear {}", alert.destination)),
            _ => None,
        };
        let all = self.effects.iter().filter_map(of).collect();
        self.effects.retain(|effect| of(effect).is_none());
        all
    }

    /// What conversations were told, since this was last asked.
    fn heard(&mut self) -> Vec<String> {
        let of = |effect: &Effect| match effect {
            Effect::OnCall(id, _, OnCallNews::Alerted { .. }) => Some(format!("{id} alerted")),
            Effect::OnCall(id, _, OnCallNews::Acknowledged { name }) => {
                Some(format!("{id} {name}"))
            }
            Effect::OnCall(id, _, OnCallNews::Unanswered) => Some(format!("{id} unanswered")),
            _ => None,
        };
        let all = self.effects.iter().filter_map(of).collect();
        self.effects.retain(|effect| of(effect).is_none());
        all
    }

    fn last_alert(&self) -> &Alert {
        let of = |effect: &Effect| matches!(effect, Effect::Alert(_));
        match self.effects.iter().rfind(|effect| of(effect)) {
            Some(Effect::Alert(alert)) => alert,
            _ => panic!("no alert"),
        }
    }
}

#[test]
fn the_first_is_alerted_then_the_backup_after_five_minutes_then_once_more_then_nobody() {
    // R-134
    let mut scene = scene();
    scene.calls_out("c1");
    let by = scene.now + Millis::minutes(15);
    let told = Effect::OnCall(chat("c1"), Episode(1), OnCallNews::Alerted { by });
    assert!(scene.effects.contains(&told));
    assert_eq!((scene.alerted(), scene.heard().len()), (vec!["ana 1".to_owned()], 1));
    scene.wait(Millis(5 * 60_000 - 1));
    assert!(scene.alerted().is_empty(), "not a moment too soon");
    scene.wait(Millis(1));
    assert_eq!(scene.alerted(), ["ben 1"]);
    scene.minutes(5);
    assert_eq!(scene.alerted(), ["ana 1"], "once more");
    assert!(scene.heard().is_empty());
    scene.minutes(5);
    assert_eq!(scene.heard(), ["c1 unanswered"], "when somebody was to have joined");
    assert_eq!(scene.minutes(600).alerted(), [""; 0]);
    assert!(scene.heard().is_empty());
}

#[test]
fn an_acknowledgement_by_link_ends_the_alerts_and_is_told_with_the_name() {
    let mut scene = scene();
    scene.calls_out("c1").minutes(5).alerted();
    scene.heard();
    scene.answers("c1", link("ana"));
    assert_eq!(
        scene.heard(),
        ["c1 Ana"],
        "the first may still be the first, after the backup was asked"
    );
    scene.answers("c1", link("ben")).answers("c1", link("ana")).minutes(60);
    assert!(scene.heard().is_empty() && scene.alerted().is_empty(), "the first one wins");
    let end = scene.desk.need(&chat("c1")).and_then(|need| need.end.clone());
    assert!(matches!(end, Some(End::Acknowledged { name, .. }) if name == "Ana"));
}

#[test]
fn whoever_was_not_asked_or_is_of_another_handoff_acknowledges_nothing() {
    let mut scene = scene();
    scene.calls_out("c1").answers("c1", link("cem")).answers("c1", link("ben"));
    scene.answers("c1", Answer::Contact { episode: Episode(2), contact: contact("ana") });
    scene.answers("c2", link("ana"));
    assert_eq!(scene.heard(), ["c1 alerted"]);
    scene.calls_out("c1").minutes(5);
    assert_eq!(scene.alerted(), ["ana 1", "ben 1"]);
}

#[test]
fn a_late_acknowledgement_still_counts_as_long_as_the_conversation_goes_on() {
    let mut scene = scene();
    scene.calls_out("c1").calls_out("c2").minutes(30).heard();
    scene.answers("c1", link("ben"));
    assert_eq!(scene.heard(), ["c1 Ben"]);
    scene.over("c2").answers("c2", link("ben"));
    assert!(scene.heard().is_empty(), "it is over");
}

#[test]
fn an_agent_who_has_the_conversation_has_acknowledged_and_the_pager_is_told() {
    let mut scene = scene();
    scene.joins_as(waiter("c1", scene.now)).calls_out("c1").seconds(30).alerted();
    scene.comes("eve", profile("Eve"));
    scene.heard();
    scene.on(Event::Took(agent("eve"), chat("c1"), Episode(1)));
    assert_eq!(scene.heard(), ["c1 Eve"]);
    assert_eq!(scene.alerted(), ["clear pager"]);
    assert!(scene.over("c1").minutes(60).alerted().is_empty(), "told once");
}

#[test]
fn a_conversation_that_is_over_is_nobodys_alarm_any_more() {
    let mut scene = scene();
    scene.calls_out("c1").minutes(6);
    assert_eq!(scene.alerted(), ["ana 1", "ben 1"]);
    assert_eq!(scene.over("c1").alerted(), ["clear pager", "clear sms"]);
    scene.over("c1").calls_out("c1").answers("c1", link("ana")).minutes(60);
    assert!(scene.alerted().is_empty());
    assert_eq!(scene.heard(), ["c1 alerted"]);
    // A later handoff of the same conversation is another matter.
    scene.on(Event::OnCallNeeded(needed("c1", 2)));
    assert_eq!(scene.alerted(), ["ana 1"]);
}

#[test]
fn the_same_need_again_alerts_nobody_again() {
    let mut scene = scene();
    for _ in 0..20 {
        scene.calls_out("c1").seconds(5);
    }
    assert_eq!(
        (scene.alerted(), scene.heard()),
        (vec!["ana 1".to_owned()], vec!["c1 alerted".to_owned()])
    );
}

#[test]
fn a_need_that_ended_without_anybody_may_come_once_more_and_alerts_anew() {
    // R-134
    let mut scene = scene();
    let again = || Event::OnCallNeeded(OnCallNeeded { asked: 1, ..needed("c1", 1) });
    scene.calls_out("c1").seconds(5).on(again());
    assert_eq!(scene.alerted(), ["ana 1"], "not while somebody is asked");
    scene.minutes(30);
    assert_eq!(scene.heard(), ["c1 alerted", "c1 unanswered"]);
    scene.alerted();
    let first = scene.desk.need(&chat("c1")).map(|need| need.steps.len());
    assert!(first > Some(1));
    scene.calls_out("c1");
    assert!(scene.alerted().is_empty(), "the first need, told late");
    scene.on(again());
    assert_eq!(scene.last_alert().key, "on-call/alert/c1/1/ana/1/1", "another name");
    assert_eq!((scene.alerted().len(), scene.heard()), (1, vec!["c1 alerted".to_owned()]));
    scene.on(again());
    assert!(scene.alerted().is_empty());
}

#[test]
fn several_within_a_few_minutes_are_one_alert_more_that_says_how_many() {
    let mut scene = scene();
    for name in ["c1", "c2", "c3", "c4"] {
        scene.calls_out(name).seconds(20);
    }
    assert_eq!(scene.alerted(), ["ana 1"]);
    scene.minutes(1);
    assert_eq!(scene.last_alert().since, Timestamp(1_700_000_000_000));
    assert_eq!(scene.alerted(), ["ana 4"]);
    scene.minutes(3);
    assert_eq!(scene.alerted(), ["ben 4"], "and one for the backup");
    scene.heard();
    scene.answers("c4", link("ben"));
    assert_eq!(scene.heard(), ["c1 Ben", "c2 Ben", "c3 Ben", "c4 Ben"]);
    assert!(scene.minutes(60).alerted().is_empty());
}

#[test]
fn a_contact_gets_so_many_alerts_an_hour_and_then_the_other_is_asked() {
    let mut scene = Scene::new(settings(r#", "hourly_alerts": 2"#));
    let mut told = Vec::new();
    for n in 0..5 {
        let name = format!("c{n}");
        scene.calls_out(&name).seconds(1).answers(&name, link("ana")).answers(&name, link("ben"));
        scene.minutes(3);
        told.extend(scene.heard());
    }
    assert_eq!(scene.alerted(), ["ana 1", "ana 1", "ben 1", "ben 1"]);
    assert_eq!(told.last().map(String::as_str), Some("c4 unanswered"), "{told:?}");
    // An hour after the first, there is room again.
    scene.minutes(46).calls_out("later");
    assert_eq!(scene.alerted(), ["ana 1"]);
}

#[test]
fn with_nobody_on_call_it_is_unanswered_at_once() {
    let away = r#", "rotas": [{"id": "r", "zone": "UTC", "contacts": ["ana"], "at": "09:00", "from": "2099-01-01"}]"#;
    let json = serde_json::to_string(&settings("")).expect("json");
    let mut all: serde_json::Value = serde_json::from_str(&json).expect("json");
    let gap: serde_json::Value =
        serde_json::from_str(&format!("{{{}}}", &away[2..])).expect("json");
    all["on_call"]["rotas"] = gap["rotas"].clone();
    for settings in [serde_json::from_value(all).expect("settings"), Settings::default()] {
        let mut scene = Scene::new(settings);
        scene.calls_out("c1").calls_out("c1");
        assert_eq!(scene.heard(), ["c1 unanswered"]);
        assert!(scene.minutes(60).alerted().is_empty());
    }
}

#[test]
fn what_another_system_says_counts_unless_it_is_about_an_earlier_alert() {
    let mut scene = scene();
    scene.calls_out("c1");
    let said = |at| Answer::Elsewhere { name: "Ana P.".into(), at };
    scene.answers("c1", said(scene.now - Millis::minutes(10)));
    scene.answers("c1", Answer::Settled { at: scene.now - Millis::minutes(10) });
    assert_eq!(scene.heard(), ["c1 alerted"], "said again by somebody else");
    scene.answers("c1", said(scene.now));
    assert_eq!(scene.heard(), ["c1 Ana P."]);
    let settled = Answer::Settled { at: scene.now };
    scene.calls_out("c2").answers("c2", settled).minutes(60);
    assert_eq!(scene.heard(), ["c2 alerted"], "settled there: nobody more is asked");
    assert_eq!(scene.alerted(), ["ana 1"], "and what waits to be told is not told");
}

#[test]
fn whoever_acknowledges_elsewhere_has_not_what_they_were_not_told_of() {
    let mut scene = scene();
    scene.calls_out("c1").seconds(30).calls_out("c2").seconds(30);
    let said = Answer::Elsewhere { name: "Ana P.".into(), at: scene.now };
    scene.answers("c1", said);
    assert_eq!(scene.heard(), ["c1 alerted", "c2 alerted", "c1 Ana P."]);
    scene.minutes(1);
    assert_eq!(scene.alerted(), ["ana 1", "ana 1"], "the other one is still told");
}

#[test]
fn a_clock_that_is_set_back_makes_nobody_wait_longer_for_the_backup() {
    let mut scene = scene();
    scene.calls_out("c1").minutes(4).alerted();
    scene.now = scene.now - Millis::minutes(600);
    scene.on(Event::Woken).minutes(5);
    assert_eq!(scene.alerted(), ["ben 1"]);
    // A leap forward asks the next, and not all of them at once.
    scene.now = scene.now + Millis::minutes(7);
    scene.on(Event::Woken);
    assert!(scene.alerted().len() <= 1);
}

#[test]
fn a_drill_alerts_whoever_is_on_call_and_touches_no_customer() {
    // R-137
    let mut scene = scene();
    scene.calls_out("c1").seconds(1).alerted();
    scene.heard();
    scene.on(Event::OnCallDrill(needed("drill-1", 1)));
    assert!(scene.last_alert().drill);
    assert_eq!(scene.alerted(), ["ana 1"], "it does not hide among other alerts");
    scene.on(Event::OnCallDrill(needed("drill-2", 1)));
    assert!(scene.alerted().is_empty(), "one at a time");
    scene.answers("drill-1", link("ana"));
    assert!(scene.heard().is_empty());
    assert_eq!(scene.alerted(), ["clear pager"], "and is ended where it began");
    assert!(scene.desk.need(&chat("c1")).is_some_and(crate::desk::Need::is_open));
    scene.over("c1").minutes(5).on(Event::OnCallDrill(needed("drill-3", 1)));
    assert!(scene.desk.need(&chat("drill-1")).is_none());
    scene.minutes(4);
    scene.alerted();
    scene.minutes(2);
    assert_eq!(scene.alerted(), ["ben 1"], "the chain goes on in a drill");
}

#[test]
fn loading_the_desk_between_any_two_steps_changes_nothing() {
    let story = |restarts: bool| {
        let mut scene = Scene::new(Settings::default());
        let mut stored: BTreeMap<String, String> = BTreeMap::new();
        scene.on(Event::Configured(Box::new(settings(""))));
        for second in 0..1_500 {
            match second {
                10 => scene.calls_out("c1"),
                50 => scene.calls_out("c2"),
                200 => scene.calls_out("c3"),
                400 => scene.answers("c3", link("ana")),
                500 => scene.calls_out("c4"),
                700 => scene.over("c1"),
                _ => &mut scene,
            };
            scene.seconds(1);
            if restarts {
                for change in scene.desk.changes() {
                    match change.value {
                        Some(value) => stored.insert(change.key, value),
                        None => stored.remove(&change.key),
                    };
                }
                scene.desk = Desk::load(DeskName::default(), stored.clone()).expect("its records");
            }
        }
        scene.effects.retain(|effect| !matches!(effect, Effect::Show | Effect::ShowTo(_)));
        scene.effects
    };
    let plain = story(false);
    assert!(plain.len() > 8, "{plain:?}");
    assert_eq!(plain, story(true));
}

#[test]
fn each_alert_has_a_name_of_its_own_that_is_the_same_when_it_is_made_again() {
    let keys = || {
        let mut scene = scene();
        scene.calls_out("c1").minutes(14).over("c1");
        let key = |effect: &Effect| match effect {
            Effect::Alert(alert) | Effect::AllClear(alert) => Some(alert.key.clone()),
            _ => None,
        };
        scene.effects.iter().filter_map(key).collect::<Vec<_>>()
    };
    let all = keys();
    assert_eq!(all.iter().collect::<std::collections::BTreeSet<_>>().len(), 5, "{all:?}");
    assert_eq!(all, keys());
}
