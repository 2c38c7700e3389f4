//! The triggers, told as sentences: policy over request over confidence over frustration (R-040).

use super::*;
use crate::policy::PolicySetting;
use warmline_model::{
    Currency, Customer, Day, Fact, HandoffKind, Money, Mood, Proof, Reason, Signal, Tier,
    Trajectory,
};

impl Scene {
    fn reason(&self) -> &Reason {
        self.machine.card().reason.as_ref().expect("a reason")
    }

    fn trigger(&self) -> Option<Trigger> {
        self.machine.card().reason.as_ref().map(|reason| reason.trigger)
    }

    fn offered(&self) -> Option<Trigger> {
        match self.machine.stage() {
            Stage::Bot(bot) => bot.offer.as_ref().map(|offer| offer.trigger),
            _ => None,
        }
    }

    fn policy(&self) -> Option<&str> {
        self.reason().policy.as_ref().map(|policy| policy.id.as_str())
    }
}

fn usd(hundredths: i64) -> Money {
    Money { hundredths, currency: Currency::USD }
}

#[test]
fn a_policy_goes_straight_to_the_right_team_and_says_why() {
    // R-030, R-031, R-041, R-091: each default, its tier and its team, with evidence that stands in the log.
    let cases = [
        (
            "Someone hacked my account and changed the address",
            "security",
            Tier::Critical,
            Department::SECURITY,
        ),
        (
            "I had an allergic reaction after using your cream",
            "health_safety",
            Tier::Critical,
            Department::SUPPORT,
        ),
        ("My lawyer will contact you about this", "legal", Tier::High, Department::SUPPORT),
        (
            "I demand a refund of $1,250.00 for the broken sofa",
            "large_refund",
            Tier::High,
            Department::BILLING,
        ),
        (
            "You charged me twice for the same lamp",
            "billing_dispute",
            Tier::High,
            Department::BILLING,
        ),
        (
            "Your driver was rude and threw the parcel over the fence",
            "employee_complaint",
            Tier::High,
            Department::SUPPORT,
        ),
        (
            "We need a custom enterprise contract for 400 seats",
            "enterprise_pricing",
            Tier::Standard,
            Department::SALES,
        ),
    ];
    for (text, policy, tier, department) in cases {
        let mut scene = Scene::new();
        scene.say(0, text);
        assert!(scene.is_waiting(), "{text}");
        assert_eq!(scene.policy(), Some(policy), "{text}");
        let (card, reason) = (scene.machine.card(), scene.reason());
        assert_eq!((card.tier, card.department), (tier, department), "{text}");
        assert_eq!(reason.trigger.kind(), HandoffKind::RuleBased);
        assert_eq!(reason.permission, Permission::Explained);
        assert!(crate::card::points_into(card, &scene.log), "{text}");
        assert!(!reason.evidence.is_empty());
        assert_eq!(scene.bot_entries(), 0, "the bot is bypassed");
        let told = scene.log.iter().find_map(|e| match &e.body {
            Body::Notice { notice: Notice::HandoffStarted, text } => Some(text.clone()),
            _ => None,
        });
        let name = &reason.policy.as_ref().expect("a policy").name;
        assert!(told.is_some_and(|told| told.contains(name.as_str())), "T3 names the topic");
    }
}

#[test]
fn the_same_policies_speak_other_languages() {
    // R-031, R-032.
    for (text, policy) in [
        ("Alguien entró en mi cuenta y la hackearon", "security"),
        ("Ich möchte eine Rückerstattung von 1.250,00 €", "large_refund"),
        ("J'ai été débité deux fois pour la même commande", "billing_dispute"),
        ("不正アクセスがありました", "security"),
        ("Меня взломали, помогите", "security"),
        ("تم اختراق حسابي", "security"),
    ] {
        let mut scene = Scene::new();
        scene.say(0, text);
        assert!(scene.is_waiting(), "{text}");
        assert_eq!(scene.policy(), Some(policy), "{text}");
    }
}

#[test]
fn a_question_about_a_policys_subject_is_no_case_for_it() {
    for text in [
        "How long does a refund take?",
        "What is your refund policy?",
        "I forgot my password",
        "Do you sell smoke alarms?",
        "I would like a refund of $20",
        "How do I cancel my newsletter?",
        "hello",
    ] {
        let mut scene = Scene::new();
        scene.say(0, text);
        let policy = scene.trigger() == Some(Trigger::Policy);
        assert!(!policy, "{text}: {:?}", scene.machine.card().reason);
    }
}

#[test]
fn a_policy_overrides_a_request_for_a_person_and_both_hand_off() {
    // R-040: the policy decides tier and team.
    let mut scene = Scene::new();
    scene.say(0, "Let me talk to a human, somebody hacked my account");
    assert_eq!(scene.trigger(), Some(Trigger::Policy));
    assert_eq!(scene.machine.card().department, Department::SECURITY);
}

#[test]
fn what_only_a_person_can_do_is_handed_over_and_what_is_only_asked_about_is_not() {
    // R-023.
    for text in ["Please refund me", "I want my money back", "close my account please"] {
        let mut scene = Scene::new();
        scene.say(0, text);
        assert_eq!(scene.trigger(), Some(Trigger::CannotDo), "{text}");
        assert_eq!(scene.reason().permission, Permission::Explained);
    }
    for text in ["How do I get a refund?", "Can I close my account online?"] {
        let mut scene = Scene::new();
        scene.say(0, text);
        assert!(!scene.is_waiting(), "{text}");
    }
}

#[test]
fn an_owner_adds_changes_and_switches_off_policies_and_words() {
    // R-031: and the site's own words for a person, and those that never mean one.
    let gift = PolicySetting {
        id: "gift_cards".into(),
        name: Some("gift cards".into()),
        words: Some(vec!["gift card * empty".into()]),
        tier: Some(Tier::Standard),
        department: Some(Department::BILLING),
        ..PolicySetting::default()
    };
    let off =
        |id: &str| PolicySetting { id: id.into(), on: Some(false), ..PolicySetting::default() };
    let higher = PolicySetting {
        id: "large_refund".into(),
        amount_over: Some(usd(500_000)),
        ..PolicySetting::default()
    };
    let settings = Settings {
        policies: vec![gift, off("security"), higher],
        human_words: vec!["concierge".into()],
        not_human_words: vec!["agent orange".into()],
        ..Settings::default()
    };
    let said = |text: &str| {
        let mut scene = Scene::with(settings.clone());
        scene.say(0, text);
        scene
    };
    assert_eq!(said("My gift card arrived empty").policy(), Some("gift_cards"));
    let asked = "What happens if a gift card is empty?";
    assert_eq!(said(asked).policy(), Some("gift_cards"), "an owner's words are meant as written");
    assert_ne!(said("My account was hacked").trigger(), Some(Trigger::Policy));
    assert_ne!(said("a refund of $1,250 is due to us").trigger(), Some(Trigger::Policy));
    assert_eq!(said("concierge please").trigger(), Some(Trigger::Asked));
    assert!(!said("agent orange").is_waiting());
}

#[test]
fn a_policy_that_matches_everything_or_can_not_be_read_is_refused_with_its_place() {
    let refused = |policy: PolicySetting| {
        let settings = Settings { policies: vec![policy], ..Settings::default() };
        settings.check().expect_err("refused").to_string()
    };
    let blank = PolicySetting { id: "all".into(), ..PolicySetting::default() };
    let everything = refused(blank.clone());
    assert!(
        everything.starts_with("policies[0] \"all\": it would match every message"),
        "{everything}"
    );
    let star = refused(PolicySetting { words: Some(vec!["*".into()]), ..blank.clone() });
    assert!(star.contains("words"), "{star}");
    let the = refused(PolicySetting {
        words: Some(vec!["refund".into(), "the".into()]),
        ..blank.clone()
    });
    assert!(the.contains('2'), "names the line: {the}");
    let nameless = refused(PolicySetting { id: " ".into(), ..blank });
    assert!(nameless.contains("id"), "{nameless}");
    let words = Settings { human_words: vec![String::new()], ..Settings::default() };
    assert!(words.check().is_err_and(|e| e.field == "human_words"));
    let unknown: Result<PolicySetting, _> = serde_json::from_str(r#"{"id":"x","wrods":["a"]}"#);
    assert!(unknown.is_err_and(|e| e.to_string().contains("wrods")));
}

#[test]
fn a_customers_plan_makes_any_handoff_more_urgent_and_a_long_term_customer_who_leaves_is_kept() {
    // R-031, Z-1.
    let customer = Customer { tier: Some("VIP".into()), ..Customer::default() };
    let mut scene = Scene::new();
    scene.at(0, Event::CustomerKnown(customer));
    scene.press(1);
    assert_eq!(scene.machine.card().tier, Tier::Critical);
    let since = |year| Customer {
        since: Some(Day { year: Some(year), month: 1, day: Some(1) }),
        ..Customer::default()
    };
    let leaves = |year: i32| {
        let mut scene = Scene::new();
        scene.at(0, Event::CustomerKnown(since(year)));
        scene.say(1, "I want to cancel my subscription");
        scene.trigger()
    };
    // The scene's clock stands in January 1970.
    assert_eq!(leaves(1960), Some(Trigger::Policy));
    assert_ne!(leaves(1970), Some(Trigger::Policy));
}

#[test]
fn frustration_adds_up_over_messages_and_a_person_is_offered_not_forced() {
    // R-010, R-012, R-013, R-041.
    let mut scene = Scene::new();
    scene.say(0, "Where is my parcel from last week?");
    scene.bot_answers(1, 95);
    scene.say(10, "no, that is wrong");
    assert_eq!(scene.offered(), None, "one signal is not enough");
    scene.bot_answers(11, 95);
    scene.say(20, "THIS IS STILL NOT WORKING");
    assert_eq!(scene.offered(), Some(Trigger::Frustration));
    assert!(!scene.is_waiting());
    let card = scene.machine.card();
    assert!(card.mood >= Mood::Frustrated, "{:?}", card.mood);
    assert_eq!(card.trajectory, Trajectory::Rising);
    assert!(card.signals.iter().all(|heard| heard.entry > Seq(0)));
    let offer = scene.open_offer();
    let press = scene.id();
    scene.at(30, Event::VisitorAnsweredOffer(press, offer, Pick::Connect));
    assert_eq!(scene.trigger(), Some(Trigger::Frustration));
    assert_eq!(scene.reason().permission, Permission::Given);
    let signals =
        scene.reason().evidence.iter().filter(|e| matches!(e.proof, Proof::Signal { .. }));
    assert!(signals.count() >= 2, "{:?}", scene.reason());
    assert!(crate::card::points_into(scene.machine.card(), &scene.log));
}

#[test]
fn a_refusal_is_respected_the_score_starts_again_and_the_question_is_answered_after_all() {
    // R-013.
    let mut scene = Scene::new();
    scene.say(0, "Where is my parcel from last week?");
    scene.bot_answers(1, 95);
    scene.say(10, "THIS IS USELESS, where is my damn parcel");
    assert_eq!(scene.offered(), Some(Trigger::Frustration));
    let (offer, press) = (scene.open_offer(), scene.id());
    scene.at(12, Event::VisitorAnsweredOffer(press, offer, Pick::Stay));
    assert_eq!(scene.machine.card().mood, Mood::Calm);
    let held = scene.machine.unanswered().map(|(question, _)| question.text.clone());
    assert!(held.is_some_and(|text| text.contains("parcel")));
    scene.bot_answers(13, 95);
    scene.say(20, "and when will it be here?");
    assert_eq!(scene.offered(), None);
}

#[test]
fn calm_messages_bring_the_score_down() {
    // R-010.
    let mut scene = Scene::new();
    scene.say(0, "My order is late");
    scene.bot_answers(1, 95);
    scene.say(10, "that did not help");
    let after = scene.machine.listening.score();
    scene.bot_answers(11, 95);
    for (n, text) in (20..).zip(["Which carrier brings it?", "Do you wrap gifts for birthdays?"]) {
        scene.say(n, text);
        scene.bot_answers(n, 95);
    }
    assert!(scene.machine.listening.score() < after);
    assert_eq!(scene.offered(), None);
}

#[test]
fn the_same_problem_after_two_answers_offers_a_person() {
    // R-020.
    let settings = Settings { frustration_from: 60, ..Settings::default() };
    let mut scene = Scene::with(settings);
    scene.say(0, "My lamp does not switch on any more");
    scene.bot_answers(1, 95);
    scene.say(10, "it is still not working");
    assert_eq!(scene.offered(), None);
    scene.bot_answers(11, 95);
    scene.say(20, "same problem");
    assert_eq!(scene.offered(), Some(Trigger::SameProblem));
}

#[test]
fn many_messages_without_an_end_offer_a_person() {
    // R-021: eight by default.
    let mut scene = Scene::new();
    let questions = [
        "Do you ship to Norway?",
        "What does gift wrapping cost?",
        "Which sizes are there?",
        "Is the blue one back in stock?",
        "How heavy is the large bag?",
        "Can it be washed?",
        "Is there a shop in Lyon?",
        "When do you open on Saturdays?",
        "Do you take cheques?",
    ];
    for (n, question) in questions.iter().enumerate() {
        assert_eq!(scene.offered(), None, "{n}");
        let n = i64::try_from(n).expect("few");
        scene.say(10 * n, question);
        scene.bot_answers(10 * n + 1, 95);
    }
    assert_eq!(scene.offered(), Some(Trigger::ManyTurns));
}

#[test]
fn a_long_silence_and_then_a_negative_message_is_a_signal() {
    // R-011.
    let mut scene = Scene::new();
    scene.say(0, "Where is my parcel?");
    scene.bot_answers(1, 95);
    scene.say(200, "this is terrible, I am so disappointed with you");
    let heard: Vec<Signal> = scene.machine.card().signals.iter().map(|s| s.signal).collect();
    assert!(heard.contains(&Signal::SilenceThenNegative), "{heard:?}");
}

#[test]
fn a_reopened_chat_and_a_hand_back_fire_nothing_of_before() {
    // The score, the turns and the policies belong to the episode.
    let mut scene = Scene::new();
    scene.say(0, "THIS IS USELESS and my account was hacked");
    assert!(scene.is_waiting());
    scene.assign(1);
    let id = scene.id();
    scene.at(2, Event::AgentHandedBack(ana(), id));
    assert_eq!(scene.machine.card().mood, Mood::Calm);
    assert!(scene.machine.card().signals.is_empty());
    scene.say(3, "Do you ship to Norway?");
    assert_eq!((scene.offered(), scene.trigger()), (None, None));
    scene.press(4);
    scene.assign(5);
    let id = scene.id();
    scene.at(6, Event::AgentClosed(ana(), id, "Done.".into(), CloseReason::Solved));
    scene.say(7, "Thank you, and do you ship to Norway?");
    assert!(!scene.is_waiting());
    assert_eq!(scene.machine.listening.turns(), 1);
}

#[test]
fn yes_and_no_answer_what_was_asked() {
    // R-051: "Does that match?" is not "Shall I connect you?".
    let mut scene = Scene::new();
    scene.say(0, "Something about the return of my bag");
    scene.bot_answers(1, 70);
    scene.say(2, "yes");
    assert!(!scene.is_waiting());
    assert_eq!(scene.machine.card().attempts[0].outcome, Outcome::Accepted);
    scene.say(3, "And what about exchanging the coat then?");
    scene.bot_answers(4, 70);
    scene.say(5, "no");
    assert_eq!(scene.machine.card().attempts[1].outcome, Outcome::Declined);
    assert!(scene.offered().is_some(), "now a person is offered");
    scene.say(6, "yes please");
    assert!(scene.is_waiting());
}

#[test]
fn other_articles_can_be_picked_in_the_medium_band() {
    let mut scene = Scene::new();
    scene.say(0, "Something about the return of my bag");
    let other = |id: &str, confidence| Found {
        article: Some(ArticleRef { id: id.into(), title: format!("About {id}"), url: None }),
        answer: format!("Words about {id}."),
        confidence,
    };
    let found = vec![found(70), other("exchange", 55), other("warranty", 40), other("x", 10)];
    let epoch = scene.machine.epoch();
    scene.at(1, Event::BotAnswered { epoch, to: Seq(1), found });
    let offer = scene.open_offer();
    let choices = scene.log.iter().find_map(|e| match &e.body {
        Body::Offer { choices, .. } => Some(choices.clone()),
        _ => None,
    });
    let articles: Vec<_> = choices.iter().flatten().filter_map(|c| c.article.as_deref()).collect();
    assert_eq!(articles, ["exchange", "warranty"]);
    let press = scene.id();
    scene.at(2, Event::VisitorAnsweredOffer(press, offer, Pick::Article("nothing".into())));
    assert!(matches!(scene.last[..], [Effect::Refuse(_, _, Refused::OfferGone)]));
    let press = scene.id();
    scene.at(3, Event::VisitorAnsweredOffer(press, offer, Pick::Article("exchange".into())));
    let shown = scene.log.iter().rev().find_map(|e| match &e.body {
        Body::Answer { text, .. } => Some(text.as_str()),
        _ => None,
    });
    assert_eq!(shown, Some("Words about exchange."));
    assert_eq!(scene.offered(), None);
}

#[test]
fn silence_is_consent_only_where_the_site_says_so_and_never_over_an_answer() {
    // Z-2.
    let consent_after = Some(warmline_model::Millis::seconds(10));
    let mut scene = Scene::with(Settings { consent_after, ..Settings::default() });
    scene.say(0, "Something unknown about teapots");
    scene.bot_answers(1, 20);
    scene.at(10, Event::Woken);
    assert!(!scene.is_waiting());
    assert_eq!(scene.machine.next_deadline(), Some(at(11)));
    scene.at(11, Event::Woken);
    assert!(scene.is_waiting());
    assert_eq!(scene.reason().permission, Permission::Silence);
    let mut patient = Scene::new();
    patient.say(0, "Something unknown about teapots");
    patient.bot_answers(1, 20);
    patient.at(600, Event::Woken);
    assert!(!patient.is_waiting());
}

#[test]
fn what_is_missing_is_asked_while_the_customer_already_waits_and_never_before() {
    // R-042: one question at a time, two at most.
    let mut scene = Scene::new();
    scene.press(0);
    assert!(scene.is_waiting());
    assert_eq!(scene.notices(Notice::WaitQuestion), 1);
    scene.say(5, "I was billed for a lamp that I never ordered and want the refund");
    assert_eq!(scene.notices(Notice::WaitQuestion), 2);
    scene.say(9, "order 10452");
    scene.say(10, "and nothing else");
    assert_eq!(scene.notices(Notice::WaitQuestion), 2);
    let card = scene.machine.card();
    assert!(
        card.entities
            .iter()
            .any(|e| matches!(&e.fact, Fact::OrderNumber { number } if number == "10452"))
    );
    assert_eq!(card.passed_along.len(), 3);
}

#[test]
fn what_is_said_while_waiting_can_make_it_more_urgent_and_never_less() {
    let mut scene = Scene::new();
    scene.say(0, "I would like to talk to a human");
    let effects = scene.say(5, "somebody hacked my account").to_vec();
    assert_eq!(joins(&effects), 1);
    assert_eq!(scene.machine.card().tier, Tier::Critical);
    let effects = scene.say(9, "and my parcel is late").to_vec();
    assert_eq!(joins(&effects), 0);
    assert_eq!(scene.machine.card().tier, Tier::Critical);
}

#[test]
fn secrets_are_masked_before_they_are_stored_anywhere() {
    // R-071, at the edge.
    let mut scene = Scene::new();
    scene.say(0, "My card is 4242 4242 4242 4242 and my password is hunter2");
    let stored = format!("{:?} {:?}", scene.log, scene.machine);
    assert!(!stored.contains("4242 4242 4242") && !stored.contains("hunter2"), "{stored}");
}
