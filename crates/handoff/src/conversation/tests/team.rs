//! What only the team sees.

use super::*;
use warmline_model::{Clock, Level};

fn note(scene: &mut Scene, seconds: i64, name: &str, text: &str) -> Vec<Effect> {
    let id = scene.id();
    let agent = AgentId::new(name).expect("id");
    scene.at(seconds, Event::AgentNoted(agent, name.to_uppercase(), id, text.into())).to_vec()
}

#[test]
fn a_note_is_kept_for_the_team_and_nothing_of_it_reaches_the_customer() {
    // a supervisor who watches may write one, too; R-071: it is masked.
    let mut scene = Scene::new();
    scene.press(0);
    scene.assign(10);
    let log = scene.log.len();
    let effects =
        note(&mut scene, 20, "sue", "their card is 4111 1111 1111 1111, ask for the bill");
    assert!(
        matches!(effects[..], [Effect::Ack(Side::Agent, _, _), Effect::ShowTeam]),
        "no frame for the visitor: {effects:?}"
    );
    assert_eq!(scene.log.len(), log);
    let [kept] = scene.machine.notes() else { panic!("one note") };
    assert_eq!((kept.at, kept.name.as_str()), (at(20), "SUE"));
    assert!(!kept.text.contains("4111 1111") && kept.text.ends_with("ask for the bill"));
    // Kept when the owner changes, and when the bot leads again.
    let back = scene.id();
    scene.at(30, Event::AgentHandedBack(ana(), back));
    scene.press(40);
    assert_eq!(scene.machine.notes().len(), 1);
}

#[test]
fn a_note_that_comes_twice_is_acknowledged_twice_and_kept_once() {
    //
    let mut scene = Scene::new();
    let event = Event::AgentNoted(ana(), "Ana".into(), id("same"), "a note".into());
    scene.at(0, event.clone());
    assert!(matches!(scene.at(1, event.clone())[..], [Effect::Ack(Side::Agent, _, _)]));
    let json = serde_json::to_string(&scene.machine).expect("json");
    scene.machine = serde_json::from_str(&json).expect("json");
    assert!(matches!(scene.at(2, event)[..], [Effect::Ack(Side::Agent, _, _)]));
    assert_eq!(scene.machine.notes().len(), 1);
}

#[test]
fn a_note_that_is_empty_too_long_or_one_too_many_is_refused_for_what_it_is() {
    let mut scene = Scene::new();
    let mut refused = |text: &str| match &note(&mut scene, 0, "ana", text)[..] {
        [Effect::Refuse(Side::Agent, Some(_), why)] => Some(*why),
        _ => None,
    };
    assert_eq!(refused(" \n"), Some(Refused::Empty));
    assert_eq!(refused(&"\u{E9}".repeat(Note::MAX_CHARS + 1)), Some(Refused::NoteTooLong));
    for _ in 0..Note::MAX {
        assert_eq!(refused(&"\u{E9}".repeat(Note::MAX_CHARS)), None);
    }
    assert_eq!(refused("one more"), Some(Refused::NotesFull));
}

#[test]
fn clocks_that_run_out_are_kept_once_each_and_only_of_this_handoff() {
    //
    let mut scene = Scene::new();
    scene.press(0);
    let episode = scene.machine.episode();
    let event = |level, seconds| SlaEvent { clock: Clock::FirstResponse, level, at: at(seconds) };
    assert_eq!(scene.at(72, Event::DeskSla(episode, event(Level::Near, 72))), [Effect::ShowTeam]);
    assert_eq!(scene.at(73, Event::DeskSla(episode, event(Level::Near, 73))), []);
    assert_eq!(scene.at(74, Event::DeskSla(Episode(0), event(Level::Breached, 74))), []);
    scene.at(90, Event::DeskSla(episode, event(Level::Breached, 90)));
    assert_eq!(scene.machine.sla().len(), 2);
    let cancel = scene.id();
    scene.at(91, Event::VisitorCancelledWait(cancel));
    scene.press(92);
    assert!(scene.machine.sla().is_empty());
}

#[test]
fn how_each_agent_was_chosen_is_kept_for_the_newest_twenty() {
    //
    let mut scene = Scene::new();
    scene.press(0);
    for n in 0..30 {
        let name = format!("agent-{n}");
        let to = scene.to(AgentId::new(&name).expect("id"), &name);
        scene.at(n, Event::DeskAssigned(Box::new(to)));
    }
    let hands: Vec<&str> = scene.machine.hands().iter().map(|to| to.name.as_str()).collect();
    assert_eq!((hands.len(), hands[0], hands[19]), (20, "agent-10", "agent-29"));
}
