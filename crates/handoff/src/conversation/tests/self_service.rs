//! What customers do by themselves, during the hours and after (R-135).

use super::after_hours::{OFFLINE, choose};
use super::*;
use crate::self_service::{ActionAnswer, ActionRun};
use warmline_model::{Alternative, LookUpOutcome};

const ACTIONS: &str = r#"{"hours": {"zone": "UTC", "week": {"monday": ["09:00-17:00"]}},
    "on_call": {"contacts": [{"id": "ana", "name": "Ana", "destination": "pager"}],
        "rotas": [{"id": "b", "departments": ["security"], "zone": "UTC", "contacts": ["ana"],
                   "at": "09:00", "from": "1970-01-01"}]},
    "self_service": [
    {"id": "order", "name": "Where is my order?", "phrases": ["where is my order", "track * order"],
     "needs": ["order_number"], "for_whom": "anybody", "url": "https://shop.example/order"},
    {"id": "password", "name": "Reset my password", "phrases": ["reset my password"], "needs": ["email"],
     "for_whom": "address_on_record", "changes": true, "url": "https://shop.example/password"},
    {"id": "account", "name": "What do I have?", "phrases": ["my account balance"],
     "url": "https://shop.example/account"}]}"#;

fn scene() -> Scene {
    Scene::with(serde_json::from_str(ACTIONS).expect("settings"))
}

impl Scene {
    fn pick(&mut self, seconds: i64, pick: Pick) -> &[Effect] {
        let id = self.id();
        let offer = self.machine.open_offer().expect("an open offer");
        self.at(seconds, Event::VisitorAnsweredOffer(id, offer, pick))
    }

    fn runs(&mut self, seconds: i64) -> Option<ActionRun> {
        self.machine.begin_self_service(at(seconds))
    }

    fn served(&mut self, seconds: i64, run: u32, json: &str) -> &[Effect] {
        let answer = ActionAnswer::read(200, json.as_bytes());
        self.at(seconds, Event::SelfServed(run, Box::new(answer)))
    }

    fn says(&self, words: &str) -> bool {
        self.log.iter().any(|entry| entry.body.text().is_some_and(|text| text.contains(words)))
    }
}

fn order() -> Pick {
    Pick::Article("order".into())
}

/// Asked, and answered by the shop.
fn told() -> Scene {
    let mut scene = scene();
    scene.say(0, "Where is my order 4711?");
    scene.pick(1, order());
    let run = scene.runs(2).expect("a run");
    assert_eq!(run.facts.values().collect::<Vec<_>>(), ["4711"]);
    scene.served(
        3,
        run.run,
        r#"{"text":"It arrives tomorrow.","facts":[{"label":"Carrier","value":"DHL"}]}"#,
    );
    scene
}

#[test]
fn words_that_mean_an_action_are_offered_it_and_what_is_missing_is_asked_one_at_a_time() {
    // R-135
    let mut scene = scene();
    scene.say(0, "Where is my order?");
    assert!(scene.last_words().starts_with("I can try to do that for you here"));
    assert!(scene.machine.unanswered().is_none());
    scene.pick(1, order());
    assert!(scene.last_words().starts_with("Which order, booking or invoice"));
    assert_eq!(scene.runs(1), None);
    // What can't be one is asked again, kindly.
    scene.say(2, "hm well");
    assert!(scene.last_words().contains("Nothing is lost"), "{}", scene.last_words());
    scene.say(3, "4711");
    let run = scene.runs(4).expect("a run");
    assert_eq!((run.action.as_str(), run.customer.verified), ("order", false));
    // Once: whoever asks again gets nothing to do.
    assert_eq!(scene.runs(5), None);
    scene.served(6, run.run, r#"{"text":"It is with the carrier."}"#);
    assert!(scene.says(
        "Our system says about \u{201c}Where is my order?\u{201d}:\n\nIt is with the carrier."
    ));
    assert_eq!(
        scene.last_words(),
        "Did that resolve your issue, or would you like me to arrange a follow-up with our team?"
    );
    // The answer told twice changes nothing.
    assert_eq!(scene.served(7, run.run, r#"{"text":"Again."}"#), []);
}

#[test]
fn solved_closes_it_as_solved_and_confirmed() {
    // R-135
    for words in [None, Some("yes"), Some("Yes, that solved it"), Some("that worked, thank you")] {
        let mut scene = told();
        match words {
            None => scene.pick(4, Pick::Stay),
            Some(words) => scene.say(4, words),
        };
        assert!(
            matches!(scene.machine.stage(), Stage::Closed { reason: CloseReason::Solved, .. }),
            "{words:?}: {}",
            scene.last_words()
        );
        let attempt = scene.machine.card().attempts.last().expect("an attempt");
        assert_eq!(attempt.outcome, Outcome::Accepted);
        assert_eq!(attempt.article.as_ref().map(|a| a.title.as_str()), Some("Where is my order?"));
        // Whoever writes again is answered again.
        scene.say(5, "Where is my order 4712?");
        assert!(scene.machine.open_offer().is_some());
    }
}

#[test]
fn a_follow_up_is_a_handoff_with_what_was_tried_and_what_it_said_on_the_card() {
    // R-135
    for words in [None, Some("no"), Some("please arrange a follow-up"), Some("Arrange a follow-up")]
    {
        let mut scene = told();
        match words {
            None => scene.pick(4, Pick::Connect),
            Some(words) => scene.say(4, words),
        };
        assert!(matches!(scene.machine.stage(), Stage::Waiting(_)), "{words:?}");
        assert_eq!(scene.machine.open_offer(), None);
        let card = scene.machine.card();
        let said: Vec<(&str, &str)> = card
            .profile
            .iter()
            .map(|f| (f.label.as_deref().unwrap_or_default(), f.value.as_str()))
            .collect();
        assert_eq!(said, [("Told the customer", "It arrives tomorrow."), ("Carrier", "DHL")]);
        assert_eq!(card.looked_up[0].source, "Self-service: Where is my order?");
        assert_eq!(card.looked_up[0].outcome, LookUpOutcome::Found);
        assert!(crate::card::points_into(card, &scene.log));
        let attempt = card.attempts.last().expect("an attempt");
        assert_ne!(attempt.outcome, Outcome::Accepted);
    }
}

#[test]
fn whoever_asks_for_a_person_in_the_middle_gets_one_at_once() {
    // R-001, R-135
    let middle: [fn(&mut Scene); 4] = [
        |scene| {
            scene.say(0, "Where is my order?");
        },
        |scene| {
            scene.say(0, "Where is my order?");
            scene.pick(1, order());
        },
        |scene| {
            scene.say(0, "Where is my order 4711?");
            scene.pick(1, order());
        },
        |scene| *scene = told(),
    ];
    for begin in middle {
        for press in [true, false] {
            let mut scene = scene();
            begin(&mut scene);
            if press {
                scene.press(9);
            } else {
                scene.say(9, "I want to talk to a human");
            }
            assert!(matches!(scene.machine.stage(), Stage::Waiting(_)));
            assert_eq!(scene.machine.open_offer(), None);
        }
    }
    // What was asked of the shop comes to the card, whoever leads by then.
    let mut scene = scene();
    scene.say(0, "Where is my order 4711?");
    scene.pick(1, order());
    let run = scene.runs(1).expect("a run");
    scene.press(2);
    scene.assign(3);
    let words = scene.log.len();
    scene.served(4, run.run, r#"{"text":"It is lost."}"#);
    assert_eq!(scene.log.len(), words);
    assert_eq!(scene.machine.card().profile[0].value, "It is lost.");
}

#[test]
fn a_try_that_never_came_back_is_told_and_asked_about_and_never_run_by_itself() {
    // R-135: at most once.
    let mut scene = scene();
    scene.say(0, "I want to reset my password, mia@shop.example");
    scene.pick(1, Pick::Article("password".into()));
    let first = scene.runs(1).expect("a run");
    assert_eq!(first.facts.values().collect::<Vec<_>>(), ["mia@shop.example"]);
    // The process died here: whatever is loaded again begins nothing.
    let stored = serde_json::to_string(&scene.machine).expect("json");
    scene.machine = serde_json::from_str(&stored).expect("a machine");
    assert_eq!(scene.runs(2), None);
    let due = scene.machine.next_deadline().expect("a deadline");
    scene.last = scene.machine.handle(due, Event::Woken);
    let said = scene.last.iter().find_map(|effect| match effect {
        Effect::Store(entry) => entry.body.text(),
        _ => None,
    });
    assert!(
        said.is_some_and(|text| text.contains("I can not say whether it was done")),
        "{said:?}"
    );
    assert_eq!(scene.runs(40), None);
    assert_eq!(scene.machine.next_deadline(), None);
    // Asked to, it is tried once more, under the same key.
    scene.pick(50, Pick::Article("password".into()));
    let second = scene.runs(50).expect("a second run");
    assert_eq!((second.key, second.run), (first.key, first.run + 1));
    assert_eq!(second.facts, first.facts);
    // The first one's answer, so late, is of no use any more.
    assert_eq!(scene.served(51, first.run, r#"{"text":"Done."}"#), []);
    scene.served(52, second.run, r#"{"text":"We have sent a link."}"#);
    assert!(scene.last_words().starts_with("Did that resolve"));
}

#[test]
fn what_fails_is_told_kindly_with_a_way_on() {
    // R-135
    for (answer, says) in [
        (ActionAnswer::read(500, b""), "our system could not do that"),
        (ActionAnswer::ended(LookUpOutcome::TooLarge), "our system could not do that"),
        (ActionAnswer::read(200, br#"{"failed":"No such order."}"#), "No such order."),
    ] {
        let mut scene = scene();
        scene.say(0, "Where is my order 4711?");
        scene.pick(1, order());
        let run = scene.runs(1).expect("a run").run;
        scene.at(2, Event::SelfServed(run, Box::new(answer)));
        assert!(scene.says(says), "{says}");
        scene.pick(3, Pick::Connect);
        assert!(matches!(scene.machine.stage(), Stage::Waiting(_)));
    }
    // Whoever does not want it goes on with the assistant.
    let mut scene = scene();
    scene.say(0, "Where is my order?");
    scene.pick(1, Pick::Stay);
    assert_eq!(scene.machine.open_offer(), None);
    scene.say(2, "Do you ship to Norway?");
    assert!(scene.machine.unanswered().is_some());
}

#[test]
fn what_is_for_vouched_customers_is_offered_to_nobody_else() {
    // R-135
    let mut scene = scene();
    scene.say(0, "What is my account balance?");
    assert_eq!(scene.machine.open_offer(), None);
    let customer = Customer { id: Some("7".into()), verified: true, ..Customer::default() };
    scene.at(1, Event::CustomerKnown(customer));
    scene.say(2, "What is my account balance?");
    scene.pick(3, Pick::Article("account".into()));
    let run = scene.runs(3).expect("a run");
    assert_eq!(run.customer.id.as_deref(), Some("7"));
    // An action that was not offered can't be picked.
    let mut scene = self::scene();
    scene.say(0, "Where is my order?");
    scene.pick(1, Pick::Article("account".into()));
    assert!(scene.last.iter().any(|e| matches!(e, Effect::Refuse(_, _, Refused::OfferGone))));
}

fn offline() -> Scene {
    let mut scene = scene();
    scene.machine = scene.machine.of(&ConversationId::new("c1").expect("id"));
    scene.say(0, "My tent leaks");
    scene.press(1);
    scene.place(2, OFFLINE);
    scene
}

#[test]
fn after_hours_it_is_one_of_the_options_and_its_end_leads_to_them_or_closes() {
    // R-135, R-131
    let mut scene = offline();
    let kinds = [Alternative::Email, Alternative::Callback, Alternative::SelfService];
    assert_eq!(scene.machine.alternatives(), kinds);
    assert!(scene.last_words().contains("(3) I can try to sort it out with you here"));
    choose(&mut scene, 3, Alternative::SelfService);
    assert!(scene.last_words().starts_with("I can try these for you here"));
    scene.pick(4, order());
    scene.say(5, "4711");
    assert!(matches!(scene.machine.stage(), Stage::Waiting(_)), "they keep their place");
    let run = scene.runs(6).expect("a run");
    scene.served(7, run.run, r#"{"text":"Sent."}"#);
    assert!(scene.machine.open_offer().is_some());
    let mut other = Scene { machine: scene.machine.clone(), log: scene.log.clone(), ..offline() };
    other.n = 50;
    scene.pick(8, Pick::Connect);
    assert!(scene.last_words().contains("Here are your options"), "{}", scene.last_words());
    scene.say(9, "1");
    assert!(scene.last_words().contains("Which e-mail address"));
    other.pick(8, Pick::Stay);
    assert!(matches!(other.machine.stage(), Stage::Closed { reason: CloseReason::Solved, .. }));
    let over = |effect: &Effect| matches!(effect, Effect::Tell(_, DeskNote::Over { .. }));
    assert!(other.last.iter().any(over), "nobody waits for them any more");
}

#[test]
fn words_and_numbers_choose_it_too_and_another_option_is_taken_at_any_time() {
    // R-135
    let mut scene = offline();
    scene.say(3, "3");
    assert!(scene.last_words().starts_with("I can try these for you here"));
    scene.say(4, "Where is my order?");
    assert!(scene.last_words().starts_with("Which order"));
    choose(&mut scene, 5, Alternative::Email);
    assert!(scene.last_words().contains("Which e-mail address"));
    scene.say(6, "mia@shop.example");
    scene.say(7, "Mia");
    assert!(scene.machine.owed().is_some());
    let mut scene = offline();
    scene.say(3, "track my order 4711");
    scene.pick(4, order());
    assert!(scene.runs(5).is_some());
}

#[test]
fn what_is_critical_goes_to_whoever_is_on_call_and_not_to_self_service() {
    // R-135, Z-6
    let mut scene = scene();
    scene.machine = scene.machine.of(&ConversationId::new("c1").expect("id"));
    scene.say(0, "Somebody hacked my account and changed my password");
    scene.place(2, OFFLINE);
    let kinds = scene.machine.alternatives();
    assert!(kinds.contains(&Alternative::OnCall), "{kinds:?}");
    assert!(!kinds.contains(&Alternative::SelfService), "{kinds:?}");
}

#[test]
fn while_a_try_runs_no_other_begins_and_what_is_asked_meanwhile_is_answered() {
    // R-135
    let mut scene = scene();
    scene.say(0, "Where is my order 4711?");
    scene.pick(1, order());
    let run = scene.runs(2).expect("a run");
    scene.say(3, "Where is my order 4711?");
    assert!(scene.last_words().contains("I am asking our system"));
    assert_eq!(scene.machine.open_offer(), None);
    scene.say(4, "Do you ship to Norway?");
    let (question, epoch) = scene.machine.unanswered().map(|(q, e)| (q.entry, e)).expect("asked");
    scene.served(5, run.run, r#"{"text":"It is with the carrier."}"#);
    assert!(scene.says("It is with the carrier."));
    let still = scene.machine.unanswered().map(|(q, e)| (q.entry, e));
    assert_eq!(still, Some((question, epoch)));
}

#[test]
fn what_may_have_been_done_is_done_again_under_the_same_name_only() {
    // R-135
    let mut scene = scene();
    scene.say(0, "reset my password");
    scene.pick(1, Pick::Article("password".into()));
    scene.say(2, "mia@shop.example");
    let first = scene.runs(3).expect("a run");
    let lost = || Box::new(ActionAnswer::ended(LookUpOutcome::Unreachable));
    scene.at(4, Event::SelfServed(first.run, lost()));
    let told = scene.log.len();
    // Told once more that it is not known: nothing is said twice.
    scene.at(5, Event::SelfServed(first.run, lost()));
    assert_eq!(scene.log.len(), told);
    scene.pick(6, Pick::Stay);
    scene.say(7, "reset my password");
    scene.pick(8, Pick::Article("password".into()));
    let again = scene.runs(9).expect("a run");
    assert_ne!(again.run, first.run);
    assert_eq!((again.key, again.facts), (first.key, first.facts));
}

#[test]
fn an_endpoint_is_asked_a_few_times_in_an_hour() {
    // R-135
    let mut scene = scene();
    for n in 0..6 {
        scene.say(10 * n, "Where is my order 4711?");
        scene.pick(10 * n + 1, order());
        let Some(run) = scene.runs(10 * n + 2) else {
            assert_eq!(n, 5);
            break;
        };
        assert!(n < 5);
        scene.served(10 * n + 3, run.run, r#"{"text":"It is with the carrier."}"#);
        scene.pick(10 * n + 4, Pick::Stay);
    }
    assert!(scene.says("I have asked our system several times now."), "{}", scene.last_words());
    scene.say(4_000, "Where is my order 4711?");
    scene.pick(4_001, order());
    assert!(scene.runs(4_002).is_some());
}
