//! Files that a customer or an agent sends, at each stage of a conversation.

use super::*;
use warmline_model::{Attachment, AttachmentId, ChoiceKind, MediaType, Permission, Proof};

fn file(name: &str) -> Attachment {
    Attachment {
        id: AttachmentId::new(name.replace('.', "-")).expect("id"),
        name: name.into(),
        kind: MediaType::Jpeg,
        bytes: 5,
        width: None,
        height: None,
    }
}

impl Scene {
    fn send(&mut self, seconds: i64, text: &str, names: &[&str]) -> &[Effect] {
        let id = self.id();
        let files = names.iter().map(|name| file(name)).collect();
        self.at(seconds, Event::VisitorSent(id, text.into(), files))
    }

    fn last_said(&self) -> &str {
        self.log.last().and_then(|entry| entry.body.text()).unwrap_or_default()
    }

    fn offers_to_look(&self) -> bool {
        let offer = matches!(self.log.last().map(|e| &e.body), Some(Body::Offer { .. }));
        offer && self.last_said().contains("can't look into files")
    }
}

#[test]
fn the_assistant_says_that_it_can_not_look_at_a_file_and_offers_somebody_who_can() {
    //
    let mut scene = Scene::new();
    scene.send(0, "", &["lamp.jpg"]);
    assert!(scene.offers_to_look(), "{}", scene.last_said());
    assert_eq!(scene.machine.unanswered(), None, "nothing is looked up for a picture");
    assert_eq!(scene.log[0].body.attachments(), [file("lamp.jpg")]);
    let offer = scene.log.last().map(|entry| entry.seq).expect("an offer");
    let id = scene.id();
    scene.at(5, Event::VisitorAnsweredOffer(id, offer, Pick::Connect));
    let reason = scene.machine.card().reason.clone().expect("handed off");
    assert_eq!((reason.trigger, reason.permission), (Trigger::CannotDo, Permission::Given));
    assert_eq!(reason.evidence[0].entry, Seq(1));
    assert_eq!(reason.evidence[0].proof, Proof::Words { words: "lamp.jpg".into() });
}

#[test]
fn a_question_with_a_file_is_not_answered_as_if_the_file_had_been_read() {
    //
    let mut scene = Scene::new();
    scene.send(0, "My lantern arrived broken, what can I do?", &["a.jpg", "b.jpg"]);
    assert!(scene.offers_to_look(), "{}", scene.last_said());
    assert_eq!(scene.machine.unanswered(), None);
    // Who stays with the assistant has the question looked up after all.
    let offer = scene.log.last().map(|entry| entry.seq).expect("an offer");
    let id = scene.id();
    scene.at(5, Event::VisitorAnsweredOffer(id, offer, Pick::Stay));
    let open = scene.machine.unanswered().map(|(question, _)| question.entry);
    assert_eq!(open, Some(Seq(1)));
    assert!(matches!(scene.log[2].body, Body::Chose { choice: ChoiceKind::Stay, .. }));
}

#[test]
fn what_hands_off_without_a_file_hands_off_with_one() {
    //
    for (text, trigger) in [
        ("Can I talk to a human please?", Trigger::Asked),
        ("My account was hacked, somebody changed my password", Trigger::Policy),
        ("Please cancel my order", Trigger::CannotDo),
    ] {
        let mut scene = Scene::new();
        scene.send(0, text, &["proof.jpg"]);
        let reason = scene.machine.card().reason.as_ref().map(|reason| reason.trigger);
        assert_eq!(reason, Some(trigger), "{text}");
        assert!(matches!(scene.machine.stage(), Stage::Waiting(_)), "{text}");
    }
    let mut scene = Scene::new();
    scene.send(0, "", &["a.jpg"]);
    scene.send(3, "Yes please", &["b.jpg"]);
    assert!(matches!(scene.machine.stage(), Stage::Waiting(_)), "an offer taken in words");
}

#[test]
fn a_file_without_words_waits_on_the_card_for_whoever_comes() {
    //
    let mut scene = Scene::new();
    scene.press(0);
    let said = scene.log.len();
    scene.send(5, " ", &["lamp.jpg"]);
    assert_eq!(scene.log.len(), said + 1, "nobody answers in between");
    let passed: Vec<&str> =
        scene.machine.card().passed_along.iter().map(|quote| quote.text.as_str()).collect();
    assert_eq!(passed, ["lamp.jpg"]);
    assert_eq!(scene.machine.card().question, None, "a name is not what it is about");
}

#[test]
fn with_a_person_a_file_is_a_word_like_any_other() {
    //
    let mut scene = Scene::new();
    scene.press(0);
    let to = scene.to(ana(), "Ana");
    scene.at(1, Event::DeskAssigned(Box::new(to)));
    scene.send(5, "", &["lamp.jpg"]);
    let owed =
        |scene: &Scene| matches!(scene.machine.stage(), Stage::Human(h) if h.owed_since.is_some());
    assert!(owed(&scene), "the customer waits for a word");
    let own = id("own");
    let sent = Event::AgentSent(ana(), own, String::new(), vec![file("label.jpg")]);
    scene.at(9, sent);
    assert!(!owed(&scene));
    assert_eq!(scene.log.last().map(|e| e.body.attachments().len()), Some(1));
    let ben = AgentId::new("ben").expect("id");
    let other = Event::AgentSent(ben, id("other"), String::new(), vec![file("label.jpg")]);
    assert!(matches!(scene.at(10, other), [Effect::Refuse(Side::Agent, _, Refused::NotYours)]));
}

#[test]
fn a_closed_conversation_begins_again_with_a_file_and_limits_hold() {
    //
    let mut scene = Scene::new();
    scene.press(0);
    let to = scene.to(ana(), "Ana");
    scene.at(1, Event::DeskAssigned(Box::new(to)));
    scene.at(2, Event::AgentClosed(ana(), id("bye"), "Bye.".into(), CloseReason::Solved));
    scene.send(9, "", &["lamp.jpg"]);
    assert!(scene.offers_to_look());
    let many: Vec<String> = (0..11).map(|n| format!("{n}.jpg")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let refused = |effects: &[Effect]| match effects {
        [Effect::Refuse(_, _, why)] => Some(*why),
        _ => None,
    };
    assert_eq!(refused(scene.send(10, "", &many)), Some(Refused::TooManyFiles));
    assert_eq!(refused(scene.send(11, "", &[])), Some(Refused::Empty));
    let long = "x".repeat(MAX_TEXT_CHARS + 1);
    assert_eq!(refused(scene.send(12, &long, &["a.jpg"])), Some(Refused::TooLong));
}
