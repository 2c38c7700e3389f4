//! The card, told as sentences: what is wanted, what was declined, what comes next, the first words.

use super::*;
use crate::wording::{Templates, opening};
use warmline_model::{Customer, Goal, Moment};

fn titled(title: &str) -> Found {
    let id = title.to_lowercase().replace(' ', "-");
    let article = ArticleRef { id, title: title.into(), url: None };
    Found { article: Some(article), answer: "Try this.".into(), confidence: 92 }
}

impl Scene {
    fn answer(&mut self, seconds: i64, found: Vec<Found>) {
        let (to, epoch) = self.machine.unanswered().map(|(q, e)| (q.entry, e)).expect("asked");
        self.at(seconds, Event::BotAnswered { epoch, to, found });
    }

    fn goal(&self) -> Option<(Goal, bool)> {
        self.machine.card().wanted.as_ref().map(|wanted| (wanted.goal, wanted.stated))
    }

    fn steps(&self) -> String {
        let steps = self.machine.card().next_steps.iter().map(|step| step.text.as_str());
        steps.collect::<Vec<_>>().join("\n")
    }
}

#[test]
fn the_newest_wish_stands_and_what_was_refused_is_not_offered() {
    //
    let mut scene = Scene::new();
    scene.say(0, "The mug of order 4711 arrived broken");
    assert_eq!(scene.goal(), Some((Goal::Replacement, false)));
    scene.press(1);
    scene.say(2, "I would like a refund");
    assert_eq!(scene.goal(), Some((Goal::Refund, true)));
    scene.say(3, "no wait. I don't want a refund, I want a replacement");
    assert_eq!(scene.goal(), Some((Goal::Replacement, true)));
    assert!(scene.steps().contains("Offer a replacement"), "{}", scene.steps());
    assert!(!scene.steps().to_lowercase().contains("offer a refund"), "{}", scene.steps());
    let summary = &scene.machine.card().summary;
    assert!(summary.contains("wants a replacement"), "{summary}");
}

#[test]
fn why_an_answer_did_not_help_is_told_and_it_is_not_suggested_again() {
    //
    let mut scene = Scene::new();
    scene.say(0, "My router drops the connection");
    scene.answer(
        1,
        vec![
            titled("Restart your router"),
            titled("Restarting from the app"),
            titled("Change the channel"),
        ],
    );
    scene.say(9, "that didn't help, I already tried restarting");
    let card = scene.machine.card();
    let attempt = &card.attempts[0];
    assert_eq!(attempt.outcome, Outcome::Declined);
    let reply = attempt.reply.as_ref().map(|quote| quote.text.as_str());
    assert_eq!(reply, Some("that didn't help, I already tried restarting"));
    assert!(scene.steps().contains("Change the channel"), "{}", scene.steps());
    assert!(!scene.steps().contains("Restart"), "{}", scene.steps());
    assert!(card.summary.contains("“Restart your router” did not help"), "{}", card.summary);
    assert!(card.moments.iter().any(|m| m.moment == Moment::Declined
        && Some(m.entry) == attempt.reply.as_ref().map(|q| q.entry)));
}

#[test]
fn an_answer_that_is_spoken_against_while_asking_for_a_person_was_declined() {
    //
    let mut scene = Scene::new();
    scene.say(0, "My router drops the connection");
    scene.answer(1, vec![titled("Restart your router")]);
    scene.say(9, "That did not help. Let me talk to a human.");
    assert!(scene.is_waiting());
    assert_eq!(scene.machine.card().attempts[0].outcome, Outcome::Declined);
    assert!(scene.machine.card().attempts[0].reply.is_some());
}

#[test]
fn the_key_exchanges_stand_in_the_order_of_the_log_and_once_each() {
    //
    let mut scene = Scene::new();
    scene.say(0, "How do I bring the tent back?");
    scene.answer(1, vec![titled("Returns")]);
    scene.say(9, "What do you mean?");
    scene.answer(10, vec![titled("Returns")]);
    scene.say(20, "I want a refund");
    let card = scene.machine.card();
    let story: Vec<_> = card.moments.iter().map(|m| m.moment).collect();
    for moment in [Moment::Question, Moment::Confusion, Moment::Wanted, Moment::Trigger] {
        assert!(story.contains(&moment), "{moment:?}: {story:?}");
    }
    assert!(card.moments.is_sorted_by_key(|m| m.entry));
    for (n, moment) in card.moments.iter().enumerate() {
        assert!(!card.moments[n + 1..].contains(moment), "{moment:?}");
    }
}

#[test]
fn the_first_words_greet_by_name_name_the_matter_and_what_was_tried_and_ask_nothing_known() {
    // R-111, T5
    let mut scene = Scene::new();
    let maria = Customer { name: Some("Maria".into()), ..Customer::default() };
    scene.at(0, Event::CustomerKnown(maria));
    scene.say(0, "My router drops the connection every evening");
    scene.answer(1, vec![titled("Restart your router")]);
    scene.say(9, "that didn't help");
    scene.press(10);
    assert_eq!(
        opening(&Templates::default(), scene.machine.card(), "Ana", "Technical"),
        "Hi Maria, I am Ana from our Technical team. I can see that your router drops the connection \
         every evening. I can also see that “Restart your router” did not help. Let me take it from here."
    );
}

#[test]
fn a_name_that_is_none_is_never_said() {
    // names that are markup, formulas or right-to-left overrides.
    for bad in ["<b>x</b>", "=SUM(A1)", "a\u{202E}b", "http://x.example", "", " ", "12345", "@all"]
    {
        let mut scene = Scene::new();
        let customer = Customer { name: Some(bad.into()), ..Customer::default() };
        scene.at(0, Event::CustomerKnown(customer));
        scene.say(0, "My tent leaks");
        scene.press(1);
        let card = scene.machine.card();
        assert!(card.summary.starts_with("A customer "), "{bad}: {}", card.summary);
        assert!(
            opening(&Templates::default(), card, "Ana", "Support").starts_with("Hi, I am Ana"),
            "{bad}"
        );
    }
    let long = "x".repeat(100_000);
    let mut scene = Scene::new();
    let customer = Customer { name: Some(long), ..Customer::default() };
    scene.at(0, Event::CustomerKnown(customer));
    scene.say(0, &"my tent leaks ".repeat(200));
    scene.press(1);
    assert!(scene.machine.card().summary.chars().count() <= 260);
}

#[test]
fn a_question_that_only_opens_is_not_the_question() {
    //
    let mut scene = Scene::new();
    scene.say(0, "hi, I have a question about my order");
    scene.say(5, "Can I still change the address of order 4711?");
    let card = scene.machine.card();
    assert_eq!(card.question.as_ref().map(|quote| quote.entry), Some(Seq(2)));
    let questions = card.moments.iter().filter(|m| m.moment == Moment::Question);
    assert_eq!(questions.count(), 1);
    assert_eq!(scene.goal(), Some((Goal::Change, true)));
}
