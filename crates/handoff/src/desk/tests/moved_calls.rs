//! Booked calls and promises of a department that gets a desk of its own: none is left behind (R-133, R-136).

use super::{Scene, chat};
use crate::desk::{Desk, Effect, Event, Promised};
use crate::{DeskName, Settings};
use warmline_model::{Alternative, Department, Episode, Millis, Promise, Slot, Timestamp};

const OWN: &str = r#"{"departments": {"billing": {"own_desk": true}}}"#;

fn settings(json: &str) -> Box<Settings> {
    let settings: Settings = serde_json::from_str(json).expect("settings");
    assert_eq!(settings.check(), Ok(()));
    Box::new(settings)
}

fn promised(name: &str, slot: Slot) -> Promised {
    Promised {
        conversation: chat(name),
        episode: Episode(1),
        department: Department::BILLING,
        summary: String::new(),
        customer: None,
        promise: Promise {
            number: 1,
            kind: Alternative::Callback,
            contact: "1".into(),
            made: slot.from - Millis::minutes(300),
            due: slot.until,
            slot: Some(slot),
            at_risk: None,
            kept: None,
            broken: None,
            replaced: None,
        },
    }
}

fn wants(scene: &mut Scene, name: &str) -> Vec<Slot> {
    scene.effects.clear();
    scene.on(Event::SlotsWanted(chat(name), Episode(1), Department::BILLING));
    let told = scene.effects.iter().find_map(|effect| match effect {
        Effect::Slots(_, _, slots) => Some(slots.clone()),
        _ => None,
    });
    told.expect("free calls are told")
}

fn made(scene: &Scene) -> (usize, u64, usize) {
    let made = scene.desk.promises_kept().iter().map(|(_, count)| count.made).sum();
    (scene.desk.promises().count(), made, scene.desk.calls().len())
}

#[test]
fn a_department_with_a_new_desk_takes_its_booked_calls_along_and_nobody_gets_their_times() {
    let mut old = Scene::new(Settings::default());
    let slot = wants(&mut old, "c1")[0];
    old.on(Event::CallWanted(chat("c1"), Episode(1), Department::BILLING, slot, None));
    old.on(Event::Promised(promised("c1", slot)));
    assert_eq!(made(&old), (1, 1, 1));

    let mut new = Scene::new(Settings::default());
    let own = settings(OWN).desk_of(Department::BILLING);
    new.desk = Desk::named(own, Settings::default());
    new.on(Event::Configured(settings(OWN)));
    // What is still on its way is not offered to others.
    assert_eq!(wants(&mut new, "c2"), []);
    old.effects.clear();
    old.on(Event::Configured(settings(OWN)));
    let moves = Effect::MovePromise(chat("c1"), 1, DeskName::default(), own);
    assert!(old.effects.contains(&moves), "{:?}", old.effects);
    // The conversation passes it on, each word twice.
    for _ in 0..2 {
        new.on(Event::Promised(promised("c1", slot)));
        old.on(Event::PromiseMoved(chat("c1"), Episode(1), 1));
    }
    assert_eq!((made(&old), made(&new)), ((0, 0, 0), (1, 1, 1)));
    assert!(!new.effects.iter().any(|effect| matches!(effect, Effect::MovePromise(..))));
    new.wait(Millis::minutes(2));
    let free = wants(&mut new, "c2");
    assert!(!free.is_empty() && !free.contains(&slot));
    new.on(Event::CallWanted(chat("c2"), Episode(1), Department::BILLING, slot, None));
    assert!(new.effects.iter().any(|effect| matches!(effect, Effect::SlotTaken(..))));

    // A note that was under way to the old desk is sent after it.
    old.effects.clear();
    old.on(Event::Promised(promised("c1", slot)));
    assert!(old.effects.iter().any(|effect| matches!(effect, Effect::MovePromise(..))));
    // Given back, it stays free whatever comes late.
    let mut off = promised("c1", slot);
    off.promise.replaced = Some(Timestamp(new.now.0));
    new.on(Event::Promised(off));
    new.on(Event::CallCancelled(chat("c1"), Episode(1)));
    new.on(Event::Promised(promised("c1", slot)));
    assert!(new.desk.calls().is_empty());
}

#[test]
fn the_common_desk_offers_calls_from_the_first_moment() {
    let mut scene = Scene::new(Settings::default());
    scene.on(Event::Configured(settings("{}")));
    assert!(!wants(&mut scene, "c1").is_empty());
}
