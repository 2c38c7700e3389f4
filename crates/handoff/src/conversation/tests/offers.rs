//! What is said around answers and offers: thanks, "ok", "no", and questions that go on.

use super::*;
use warmline_model::{Card, Department, Tier};

impl Scene {
    fn standing(&self) -> Option<Trigger> {
        match self.machine.stage() {
            Stage::Bot(bot) => bot.offer.as_ref().map(|offer| offer.trigger),
            _ => None,
        }
    }

    fn asks(&self) -> Option<&str> {
        self.machine.unanswered().map(|(question, _)| question.text.as_str())
    }

    fn card(&self) -> &Card {
        self.machine.card()
    }
}

#[test]
fn taking_note_of_an_answer_asks_nothing_and_offers_nothing() {
    for text in
        ["ok", "got it", "great", "bye", "that's all", "👍", "tamam", "了解です", "no, that's all"]
    {
        let mut scene = Scene::new();
        scene.say(0, "Do you ship to Norway?");
        scene.bot_answers(1, 95);
        scene.say(2, text);
        assert_eq!((scene.asks(), scene.standing()), (None, None), "{text}");
    }
}

#[test]
fn nothing_else_is_no_complaint() {
    let mut scene = Scene::new();
    scene.say(0, "Do you ship to Norway?");
    scene.bot_answers(1, 95);
    scene.say(2, "thanks!");
    scene.say(3, "no");
    assert_eq!((scene.asks(), scene.standing()), (None, None));
    assert_eq!(scene.machine.listening.score(), 0);
    assert_eq!(scene.card().attempts[0].outcome, Outcome::Accepted);
}

#[test]
fn a_curt_no_to_an_answer_declines_it_and_offers_a_person() {
    let mut scene = Scene::new();
    scene.say(0, "Do you ship to Norway?");
    scene.bot_answers(1, 95);
    scene.say(2, "no");
    assert_eq!(scene.card().attempts[0].outcome, Outcome::Declined);
    assert_eq!((scene.asks(), scene.standing()), (None, Some(Trigger::LowConfidence)));
}

#[test]
fn an_offer_that_is_passed_over_is_respected_and_the_next_question_is_answered() {
    let mut scene = Scene::new();
    scene.say(0, "Where is my parcel from last week?");
    scene.bot_answers(1, 95);
    scene.say(2, "THIS IS USELESS, you damn machine");
    assert_eq!(scene.standing(), Some(Trigger::Frustration));
    scene.say(3, "Do you ship to Norway?");
    assert_eq!(scene.asks(), Some("Do you ship to Norway?"));
}

#[test]
fn different_questions_in_nearly_the_same_words_are_no_problem_stated_again() {
    let mut scene = Scene::new();
    for (n, colour) in (0..).zip(["blue", "red", "green", "black"]) {
        scene.say(n, &format!("is the {colour} lamp in stock?"));
        assert_eq!(scene.standing(), None, "{colour}");
        scene.bot_answers(n, 95);
    }
}

#[test]
fn a_late_answer_does_not_take_the_place_of_an_offer() {
    let mut scene = Scene::new();
    scene.say(0, "How do I set up the router?");
    let (epoch, to) = (scene.machine.epoch(), Seq(1));
    scene.say(1, "THIS IS USELESS, you damn machine");
    assert_eq!(scene.standing(), Some(Trigger::Frustration));
    scene.at(2, Event::BotAnswered { epoch, to, found: vec![found(40)] });
    assert_eq!(scene.standing(), Some(Trigger::Frustration));
    scene.say(3, "no");
    assert!(
        scene.asks().is_some_and(|text| text.contains("USELESS")),
        "the held question is asked"
    );
}

#[test]
fn an_answer_to_an_offer_may_say_more() {
    let offered = || {
        let mut scene = Scene::new();
        scene.say(0, "Something unknown about teapots");
        scene.bot_answers(1, 20);
        scene
    };
    for yes in ["yes please, my order is 12345", "Yes. It is about the red one", "Connect me"] {
        let mut scene = offered();
        scene.say(2, yes);
        assert!(scene.is_waiting(), "{yes}");
    }
    let mut scene = offered();
    scene.say(2, "Stay with the assistant");
    assert_eq!((scene.is_waiting(), scene.asks(), scene.standing()), (false, None, None));
}

#[test]
fn thanks_to_an_unsure_answer_say_that_it_matched() {
    let mut scene = Scene::new();
    scene.say(0, "Something about the return of my bag");
    scene.bot_answers(1, 70);
    scene.say(2, "thanks");
    assert_eq!(scene.card().attempts[0].outcome, Outcome::Accepted);
    scene.say(3, "no thanks");
    assert_eq!((scene.asks(), scene.standing()), (None, None));
}

#[test]
fn words_of_success_in_a_complaint_are_no_thanks() {
    for text in [
        "j'ai trouvé du verre dans mon yaourt",
        "it works on my laptop, the phone shows an error message all the time",
        "very helpful, you idiots",
        "the hotel was great, thanks",
    ] {
        let mut scene = Scene::new();
        scene.say(0, text);
        let glad = scene
            .log
            .iter()
            .any(|e| e.body.text() == Some(crate::wording::Words::Glad.template().text));
        assert!(!glad, "{text}");
    }
}

#[test]
fn an_earlier_matter_that_was_settled_decides_nothing_any_more() {
    let mut scene = Scene::new();
    scene.say(0, "how do I get a refund for a kettle?");
    scene.bot_answers(1, 95);
    scene.say(2, "that solved it, thanks");
    scene.say(3, "do you have the mug in blue?");
    scene.bot_answers(4, 95);
    scene.say(5, "talk to a human");
    assert_eq!((scene.card().tier, scene.card().department), (Tier::Standard, Department::SUPPORT));
}

#[test]
fn the_line_hears_of_another_team_and_a_policys_team_stays() {
    let mut scene = Scene::new();
    scene.say(0, "talk to a human");
    let effects = scene.say(1, "I was billed for a lamp and want the money back").to_vec();
    assert_eq!(joins(&effects), 1);
    assert_eq!((scene.card().tier, scene.card().department), (Tier::High, Department::BILLING));
    let mut scene = Scene::new();
    scene.say(0, "someone hacked my account");
    let effects = scene.say(1, "also I would like to cancel my subscription").to_vec();
    // What else they want reaches the desk in the summary.
    assert_eq!(joins(&effects), 1);
    assert_eq!(scene.card().department, Department::SECURITY);
}

#[test]
fn who_is_away_does_not_consent_by_silence() {
    let consent_after = Some(warmline_model::Millis::seconds(10));
    let settings = Settings { consent_after, ..Settings::default() };
    let mut scene = Scene { machine: Conversation::new(settings), ..Scene::new() };
    scene.say(0, "Something unknown about teapots");
    scene.bot_answers(1, 20);
    scene.at(2, Event::VisitorLeft);
    scene.at(12, Event::Woken);
    assert!(!scene.is_waiting());
    assert_eq!(scene.machine.next_deadline(), None);
}

#[test]
fn a_request_for_an_action_is_one_whatever_else_is_said_around_it() {
    for text in [
        "Please refund my order, I don't know where it is",
        "I want my money back, will I ever hear from you?",
        "close my account. what a waste",
        "refund me, no comment",
    ] {
        let mut scene = Scene::new();
        scene.say(0, text);
        assert!(scene.is_waiting(), "{text}");
    }
    for text in ["I don't want to close my account", "why did you close my account?"] {
        let mut scene = Scene::new();
        scene.say(0, text);
        assert!(!scene.is_waiting(), "{text}");
    }
}

#[test]
fn a_policy_is_no_case_in_a_question_about_it_or_its_contrary() {
    for text in [
        "Is the $120 jacket refundable?",
        "Wie lange dauert eine Rückerstattung von 200 Euro?",
        "I was not hacked, just forgot my password",
        "nobody was injured",
        "I was not charged twice",
        "thanks for the $250 refund!",
    ] {
        let mut scene = Scene::new();
        scene.say(0, text);
        let trigger = scene.card().reason.as_ref().map(|reason| reason.trigger);
        assert_ne!(trigger, Some(Trigger::Policy), "{text}");
    }
    let mut scene = Scene::new();
    scene.say(0, "my account was hacked, how do I get it back?");
    assert!(scene.is_waiting());
}

#[test]
fn a_policy_about_who_the_customer_is_lets_them_go_back_to_the_bot() {
    let policies = vec![crate::policy::PolicySetting {
        id: "vip_account".into(),
        on: Some(true),
        ..crate::policy::PolicySetting::default()
    }];
    let settings = Settings { policies, ..Settings::default() };
    let mut scene = Scene { machine: Conversation::new(settings), ..Scene::new() };
    let tier = Some("VIP".to_owned());
    let customer = warmline_model::Customer { tier, ..warmline_model::Customer::default() };
    scene.at(0, Event::CustomerKnown(customer));
    scene.say(1, "Do you ship to Norway?");
    assert!(scene.is_waiting());
    let cancel = scene.id();
    scene.at(2, Event::VisitorCancelledWait(cancel));
    scene.say(3, "Do you ship to Norway?");
    assert!(!scene.is_waiting());
}

#[test]
fn owners_can_not_switch_off_requests_for_a_person() {
    let settings = Settings { not_human_words: vec!["human".into()], ..Settings::default() };
    assert!(settings.check().is_err_and(|e| e.field == "not_human_words"), "R-001");
}
