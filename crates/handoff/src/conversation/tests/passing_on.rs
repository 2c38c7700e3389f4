//! What is passed on, as its customer puts it right while they wait.

use super::*;
use crate::wording::{Templates, opening};
use warmline_model::{Body, Fact, Goal, Moment};

impl Scene {
    fn correct(&mut self, seconds: i64, text: &str) -> Vec<Effect> {
        let id = self.id();
        self.at(seconds, Event::VisitorCorrected(id, text.into())).to_vec()
    }

    fn strike(&mut self, seconds: i64, fact: Fact) -> Vec<Effect> {
        let id = self.id();
        self.at(seconds, Event::VisitorStruck(id, fact)).to_vec()
    }
}

fn order(number: &str) -> Fact {
    Fact::OrderNumber { number: number.into() }
}

fn waiting() -> Scene {
    let mut scene = Scene::new();
    scene.say(0, "I was charged twice for order 4711.");
    scene.press(1);
    scene
}

fn told(effects: &[Effect]) -> Option<String> {
    effects.iter().find_map(|effect| match effect {
        Effect::Tell(_, DeskNote::Join { summary, .. }) => Some(summary.clone()),
        _ => None,
    })
}

fn refused(effects: &[Effect]) -> bool {
    matches!(effects, [Effect::Refuse(Side::Visitor, Some(_), Refused::NotNow)])
}

#[test]
fn a_correction_stands_in_the_summary_and_the_desk_hears_of_it() {
    //
    let mut scene = waiting();
    let effects = scene.correct(5, "It is order 4712, not 4711, and I want it replaced");
    let summary = told(&effects).expect("the desk is told");
    assert!(summary.contains("It is order 4712, not 4711"), "{summary}");
    let card = scene.machine.card();
    assert_eq!(card.summary, summary);
    let facts: Vec<&Fact> = card.entities.iter().map(|entity| &entity.fact).collect();
    assert_eq!(facts, [&order("4712")]);
    assert_eq!(card.wanted.as_ref().map(|wanted| wanted.goal), Some(Goal::Replacement));
    assert!(card.moments.iter().any(|m| m.moment == Moment::Corrected));
    assert!(card.next_steps.iter().any(|step| step.text.contains("4712")), "{:?}", card.next_steps);
    assert!(!card.next_steps.iter().any(|step| step.text.contains("4711")));
    assert!(crate::card::points_into(card, &scene.log));
    let opening = opening(&Templates::default(), card, "Ana", "Support");
    assert!(opening.contains("4712"), "{opening}");
}

#[test]
fn a_struck_fact_is_gone_from_everything_and_is_not_asked_for_again() {
    //
    let mut scene = waiting();
    let questions = scene.notices(Notice::WaitQuestion);
    let effects = scene.strike(5, order("4711"));
    let summary = told(&effects).expect("the desk is told");
    assert!(!summary.contains("4711"), "{summary}");
    let card = scene.machine.card();
    assert!(card.entities.is_empty());
    assert!(!opening(&Templates::default(), card, "Ana", "Support").contains("4711"));
    let says = |scene: &Scene, word: &str| {
        scene.machine.card().next_steps.iter().any(|step| step.text.contains(word))
    };
    assert!(!says(&scene, "4711") && !says(&scene, "order number"));
    scene.say(9, "It happened in March");
    assert_eq!(scene.notices(Notice::WaitQuestion), questions);
    assert!(!says(&scene, "4711"));
    // Struck twice there is nothing left to strike.
    assert!(refused(&scene.strike(10, order("4711"))));
    // Said anew by the customer it holds again.
    scene.say(12, "sorry, it was order 4711 after all");
    assert!(says(&scene, "4711"));
    assert!(scene.machine.card().struck.is_empty());
}

#[test]
fn what_is_passed_on_is_put_right_only_while_waiting_and_ten_times_at_most() {
    let mut scene = Scene::new();
    scene.say(0, "Where is order 4711?");
    assert!(refused(&scene.correct(1, "no")) && refused(&scene.strike(1, order("4711"))));
    scene.press(2);
    for n in 0..10 {
        assert!(told(&scene.correct(3 + n, "it is about the second charge")).is_some());
    }
    assert!(refused(&scene.correct(20, "once more")));
    scene.assign(30);
    assert!(refused(&scene.correct(31, "no")) && refused(&scene.strike(31, order("4711"))));
}

#[test]
fn a_correction_is_masked_and_bounded_as_any_other_text() {
    //
    let mut scene = waiting();
    scene.correct(5, "my card is 4111 1111 1111 1111");
    let stored = scene.log.iter().rev().find_map(|entry| match &entry.body {
        Body::Corrected { text } => Some(text.clone()),
        _ => None,
    });
    let stored = stored.expect("stored");
    assert!(!stored.contains("4111 1111 1111"), "{stored}");
    assert!(!scene.machine.card().summary.contains("4111 1111 1111"));
    let long = scene.correct(6, &"x".repeat(4_001));
    assert!(matches!(long[..], [Effect::Refuse(_, _, Refused::TooLong)]));
    let empty = scene.correct(7, "  ");
    assert!(matches!(empty[..], [Effect::Refuse(_, _, Refused::Empty)]));
}
