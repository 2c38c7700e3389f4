//! The law of a conversation, told as sentences.

mod after_hours;
mod calls;
mod card;
mod context;
mod desk;
mod everyday;
mod files;
mod mailed;
mod offers;
mod outside;
mod passing_on;
mod promises;
mod review;
mod self_service;
mod team;
mod triggers;
mod unread;
mod wait;
mod words;

use super::*;
use warmline_model::{
    AgentId, ArticleRef, Band, CloseReason, ConversationId, Customer, Department, Needs, Outcome,
    PageRef, Routing, Rule, Trigger,
};

const T0: Timestamp = Timestamp(1_000_000);

fn at(seconds: i64) -> Timestamp {
    T0 + warmline_model::Millis::seconds(seconds)
}

fn id(text: &str) -> ClientId {
    ClientId::new(text).expect("id")
}

fn ana() -> AgentId {
    AgentId::new("ana").expect("id")
}

/// A conversation with its log, as a shell would keep it.
struct Scene {
    machine: Conversation,
    log: Vec<Entry>,
    last: Vec<Effect>,
    n: u32,
}

impl Scene {
    fn new() -> Self {
        Self::with(Settings::default())
    }

    fn with(settings: Settings) -> Self {
        assert_eq!(settings.check(), Ok(()));
        let machine = Conversation::new(settings);
        Self { machine, log: Vec::new(), last: Vec::new(), n: 0 }
    }

    fn at(&mut self, seconds: i64, event: Event) -> &[Effect] {
        self.last = self.machine.handle(at(seconds), event);
        let stored = self.last.iter().filter_map(|effect| match effect {
            Effect::Store(entry) => Some(entry.clone()),
            _ => None,
        });
        self.log.extend(stored);
        &self.last
    }

    fn id(&mut self) -> ClientId {
        self.n += 1;
        id(&format!("c{}", self.n))
    }

    fn say(&mut self, seconds: i64, text: &str) -> &[Effect] {
        let id = self.id();
        self.at(seconds, Event::VisitorSaid(id, text.into()))
    }

    fn press(&mut self, seconds: i64) -> &[Effect] {
        let id = self.id();
        self.at(seconds, Event::VisitorAskedForHuman(id))
    }

    fn bot_answers(&mut self, seconds: i64, confidence: u8) -> &[Effect] {
        let (to, epoch) = match self.machine.unanswered() {
            Some((question, epoch)) => (question.entry, epoch),
            None => (Seq(1), self.machine.epoch()),
        };
        self.at(seconds, Event::BotAnswered { epoch, to, found: vec![found(confidence)] })
    }

    /// The next assignment, as the desk that has the handoff would make it.
    fn to(&self, agent: AgentId, name: &str) -> Assigned {
        let routing = Routing {
            at: T0,
            needs: Needs::default(),
            waived: Vec::new(),
            rule: Rule::OnlyOne,
            candidates: Vec::new(),
            excluded: Vec::new(),
            excluded_more: 0,
            passed_over: 0,
        };
        Assigned {
            desk: self.machine.desk,
            conversation: ConversationId::new("c").expect("id"),
            episode: self.machine.episode(),
            round: self.machine.round + 1,
            agent,
            name: name.to_owned(),
            department: Department::SUPPORT,
            routing,
            from: None,
        }
    }

    fn assign(&mut self, seconds: i64) -> &[Effect] {
        let to = self.to(ana(), "Ana");
        self.at(seconds, Event::DeskAssigned(Box::new(to)))
    }

    fn place(&mut self, seconds: i64, standing: Standing) -> &[Effect] {
        let episode = self.machine.episode();
        let round = self.machine.round;
        self.at(seconds, Event::DeskPlaced { episode, round, standing, as_of: at(seconds) })
    }

    fn last_words(&self) -> &str {
        self.log.iter().rev().find_map(|entry| entry.body.text()).unwrap_or_default()
    }

    fn bot_entries(&self) -> usize {
        let answers = |e: &&Entry| matches!(e.body, Body::Answer { .. } | Body::Offer { .. });
        self.log.iter().filter(answers).count()
    }

    fn notices(&self, notice: Notice) -> usize {
        let is = |e: &&Entry| matches!(e.body, Body::Notice { notice: n, .. } if n == notice);
        self.log.iter().filter(is).count()
    }

    fn open_offer(&self) -> Seq {
        match self.machine.stage() {
            Stage::Bot(Bot { offer: Some(offer), .. }) => offer.entry,
            stage => panic!("no offer stands: {stage:?}"),
        }
    }

    fn is_waiting(&self) -> bool {
        matches!(self.machine.stage(), Stage::Waiting(_))
    }
}

fn found(confidence: u8) -> Found {
    let article = ArticleRef { id: "returns".into(), title: "Returns".into(), url: None };
    Found { article: Some(article), answer: "Within 30 days.".into(), confidence }
}

fn over(episode: Episode) -> Effect {
    Effect::Tell(DeskName::default(), DeskNote::Over { episode, moved: false })
}

fn joins(effects: &[Effect]) -> usize {
    effects.iter().filter(|e| matches!(e, Effect::Tell(_, DeskNote::Join { .. }))).count()
}

#[test]
fn an_explicit_request_never_gets_another_bot_answer() {
    // by text, with the notice, the state and the note to the desk in one turn.
    for text in ["human", "can I talk to a real person please", "let me speak to your manager"] {
        let mut scene = Scene::new();
        scene.say(0, "How long does delivery take to Canada?");
        let effects = scene.say(1, text).to_vec();
        assert_eq!(joins(&effects), 1, "{text}");
        assert!(scene.is_waiting(), "{text}");
        assert_eq!(scene.notices(Notice::HandoffStarted), 1);
        assert_eq!(scene.bot_entries(), 0, "{text}");
        let reason = scene.machine.card().reason.as_ref().expect("a reason");
        assert_eq!(reason.trigger, Trigger::Asked);
        // the reason names its evidence.
        assert!(!reason.evidence.is_empty());
    }
}

#[test]
fn the_button_hands_off_at_once_from_the_first_second_and_without_any_bot() {
    // nothing was said, no knowledge base was ever asked.
    let mut scene = Scene::new();
    let effects = scene.press(0).to_vec();
    assert_eq!(joins(&effects), 1);
    assert!(!effects.iter().any(|e| matches!(e, Effect::Ask { .. })));
    assert!(scene.is_waiting());
}

#[test]
fn a_bot_answer_that_comes_after_the_handoff_is_refused() {
    // the answer was begun while the bot led.
    let mut scene = Scene::new();
    scene.say(0, "where is my order");
    let begun_under = scene.machine.epoch();
    scene.press(1);
    scene.assign(5);
    let late = Event::BotAnswered { epoch: begun_under, to: Seq(1), found: vec![found(99)] };
    assert_eq!(scene.at(6, late), [Effect::Refuse(Side::Agent, None, Refused::StaleEpoch)]);
    assert_eq!(scene.bot_entries(), 0);
    let late_failure = Event::BotFailed { epoch: begun_under, to: Seq(1) };
    assert!(scene.at(7, late_failure).is_empty());
}

#[test]
fn a_stale_answer_is_refused_even_when_the_bot_leads_again() {
    // handed back means a new ownership, and answers of the old one stay out.
    let mut scene = Scene::new();
    scene.say(0, "where is my order");
    let begun_under = scene.machine.epoch();
    scene.press(1);
    scene.assign(5);
    let back = scene.id();
    scene.at(9, Event::AgentHandedBack(ana(), back));
    assert!(matches!(scene.machine.stage(), Stage::Bot(_)));
    let late = Event::BotAnswered { epoch: begun_under, to: Seq(1), found: vec![found(99)] };
    assert_eq!(scene.at(10, late), [Effect::Refuse(Side::Agent, None, Refused::StaleEpoch)]);
}

#[test]
fn each_confidence_band_has_its_own_behaviour() {
    // 85 answers, 84 and 60 qualify and offer, 59 does not answer.
    let shape = |confidence: u8| {
        let mut scene = Scene::new();
        scene.say(0, "can I bring it back after a month");
        scene.bot_answers(1, confidence);
        let answers: Vec<_> = scene
            .log
            .iter()
            .filter_map(|e| match &e.body {
                Body::Answer { band, confidence, text, .. } => {
                    Some((*band, *confidence, text.contains("sounds like")))
                }
                _ => None,
            })
            .collect();
        let offered = matches!(scene.machine.stage(), Stage::Bot(b) if b.offer.is_some());
        (answers, offered)
    };
    assert_eq!(shape(100), (vec![(Band::High, 100, false)], false));
    assert_eq!(shape(85), (vec![(Band::High, 85, false)], false));
    assert_eq!(shape(84), (vec![(Band::Medium, 84, true)], true));
    assert_eq!(shape(60), (vec![(Band::Medium, 60, true)], true));
    assert_eq!(shape(59), (vec![], true));
    assert_eq!(shape(0), (vec![], true));
}

#[test]
fn two_unsure_answers_in_a_row_offer_a_person_and_a_sure_one_between_them_does_not() {
    //
    let trigger = |confidences: [u8; 3]| {
        let mut scene = Scene::new();
        for (n, confidence) in confidences.into_iter().enumerate() {
            let texts = ["Is the tent waterproof?", "Where is the shop?", "Do you sell stoves?"];
            scene.say(n as i64 * 10, texts[n]);
            scene.bot_answers(n as i64 * 10 + 1, confidence);
        }
        match scene.machine.stage() {
            Stage::Bot(bot) => bot.offer.as_ref().map(|o| o.trigger),
            _ => None,
        }
    };
    assert_eq!(trigger([90, 79, 79]), Some(Trigger::ConsecutiveLow));
    assert_eq!(trigger([79, 90, 79]), Some(Trigger::LowConfidence));
    assert_eq!(trigger([90, 90, 90]), None);
}

#[test]
fn an_offer_is_taken_or_left_by_button_or_by_word_and_only_once() {
    // R-041, Z-2: proactive asks first.
    let offered = || {
        let mut scene = Scene::new();
        scene.say(0, "something rather strange");
        scene.bot_answers(1, 20);
        scene
    };
    let mut scene = offered();
    assert!(!scene.is_waiting());
    let (press, offer) = (scene.id(), scene.open_offer());
    scene.at(2, Event::VisitorAnsweredOffer(press, offer, Pick::Connect));
    assert!(scene.is_waiting());
    assert_eq!(
        scene.machine.card().reason.as_ref().map(|r| r.trigger),
        Some(Trigger::LowConfidence)
    );
    let again = scene.id();
    let second = Event::VisitorAnsweredOffer(again.clone(), offer, Pick::Connect);
    assert_eq!(
        scene.at(3, second),
        [Effect::Refuse(Side::Visitor, Some(again), Refused::OfferGone)]
    );

    let mut scene = offered();
    scene.say(2, "yes please");
    assert!(scene.is_waiting());

    let mut scene = offered();
    let (press, offer) = (scene.id(), scene.open_offer());
    scene.at(2, Event::VisitorAnsweredOffer(press, offer, Pick::Stay));
    assert!(!scene.is_waiting());
    // a refusal is respected, the count starts again.
    assert!(matches!(scene.machine.stage(), Stage::Bot(b) if *b == Bot::default()));
}

#[test]
fn a_bot_that_stays_silent_is_a_failure_at_its_time_and_offers_a_person() {
    // R-024, and the watchdog: the deadline is known from the question on.
    let mut scene = Scene::new();
    scene.say(0, "where is my order");
    assert_eq!(scene.machine.next_deadline(), Some(at(10)));
    assert!(scene.at(9, Event::Woken).is_empty());
    scene.at(10, Event::Woken);
    assert_eq!(scene.bot_entries(), 1);
    assert!(scene.machine.next_deadline().is_none());
    // A second wake-up for the same moment does nothing more.
    assert!(scene.at(10, Event::Woken).is_empty());
}

#[test]
fn an_action_that_was_refused_stays_refused_when_it_comes_again_late() {
    //
    let mut scene = Scene::new();
    scene.press(0);
    let twice = Event::VisitorAskedForHuman(id("twice"));
    let refused = [Effect::Refuse(Side::Visitor, Some(id("twice")), Refused::NotNow)];
    assert_eq!(scene.at(1, twice.clone()), refused);
    scene.at(2, Event::VisitorCancelledWait(id("cancel")));
    assert_eq!(scene.at(3, twice), refused);
    assert!(matches!(scene.machine.stage(), Stage::Bot(_)));
}

#[test]
fn only_the_owner_speaks_for_the_team_and_the_customer_is_told_who_that_is() {
    //
    let mut scene = Scene::new();
    scene.say(0, "my tent leaks");
    scene.press(1);
    let early = scene.id();
    let refused = scene.at(2, Event::AgentSaid(ana(), early, "hi".into())).to_vec();
    assert!(matches!(refused[..], [Effect::Refuse(Side::Agent, Some(_), Refused::NotYours)]));
    scene.assign(3);
    assert_eq!(
        scene.log.last().and_then(|e| e.body.text()),
        Some("You are now connected with Ana from our Support team.")
    );
    let ben = AgentId::new("ben").expect("id");
    let other = scene.id();
    let refused = scene.at(4, Event::AgentSaid(ben, other, "hi".into())).to_vec();
    assert!(matches!(refused[..], [Effect::Refuse(Side::Agent, Some(_), Refused::NotYours)]));
    let own = scene.id();
    scene.at(5, Event::AgentSaid(ana(), own, "Hello!".into()));
    // The bot is silent from the moment a human owns the conversation.
    let effects = scene.say(6, "is there a human?").to_vec();
    assert!(!effects.iter().any(|e| matches!(e, Effect::Ask { .. })));
}

#[test]
fn closing_is_followed_by_one_rating_and_writing_again_opens_without_a_new_handoff() {
    // R-183 (CSAT once), and a reopened chat does not re-fire on old messages.
    let mut scene = Scene::new();
    scene.say(0, "I want to talk to a human");
    scene.assign(3);
    let close = scene.id();
    let effects = scene
        .at(60, Event::AgentClosed(ana(), close, "Glad it works.".into(), CloseReason::Solved))
        .to_vec();
    let episode = scene.machine.episode();
    assert!(effects.contains(&over(episode)));
    let rate = |score| move |id| Event::VisitorRated(id, score, None);
    let bad = scene.id();
    assert!(matches!(
        scene.at(61, rate(6)(bad))[..],
        [Effect::Refuse(Side::Visitor, Some(_), Refused::BadScore)]
    ));
    let first = scene.id();
    scene.at(62, rate(5)(first));
    let second = scene.id();
    assert!(matches!(
        scene.at(63, rate(1)(second))[..],
        [Effect::Refuse(Side::Visitor, Some(_), Refused::NotNow)]
    ));
    let effects = scene.say(90, "do you sell stoves?").to_vec();
    assert!(effects.iter().any(|e| matches!(e, Effect::Ask { .. })));
    assert!(matches!(scene.machine.stage(), Stage::Bot(_)));
    assert_eq!(scene.machine.episode(), episode);
}

#[test]
fn an_action_that_comes_twice_is_acknowledged_twice_and_stored_once() {
    //
    let mut scene = Scene::new();
    let once = id("same");
    scene.at(0, Event::VisitorSaid(once.clone(), "hello there".into()));
    let n = scene.log.len();
    let effects = scene.at(1, Event::VisitorSaid(once.clone(), "hello there".into())).to_vec();
    assert_eq!(effects, [Effect::Ack(Side::Visitor, once.clone(), Seq(1))]);
    assert_eq!(scene.log.len(), n);
    // The same after the machine was loaded again: the log itself is the memory.
    let json = serde_json::to_string(&scene.machine).expect("json");
    let mut loaded: Conversation = serde_json::from_str(&json).expect("json");
    scene.log.iter().for_each(|entry| loaded.remember(entry));
    assert_eq!(loaded, scene.machine);
    assert_eq!(
        loaded.handle(at(2), Event::VisitorSaid(once.clone(), "hello there".into())),
        [Effect::Ack(Side::Visitor, once, Seq(1))]
    );
}

#[test]
fn an_empty_or_over_long_text_is_refused_and_four_thousand_characters_are_not() {
    let mut scene = Scene::new();
    for (text, why) in [("", Refused::Empty), (" \n\t", Refused::Empty)] {
        assert!(
            matches!(scene.say(0, text)[..], [Effect::Refuse(Side::Visitor, Some(_), w)] if w == why)
        );
    }
    assert!(matches!(
        scene.say(0, &"x".repeat(4_001))[..],
        [Effect::Refuse(Side::Visitor, Some(_), Refused::TooLong)]
    ));
    scene.say(0, &"\u{1F600}".repeat(4_000));
    assert_eq!(scene.last.iter().filter(|e| matches!(e, Effect::Ack(..))).count(), 1);
}

#[test]
fn the_card_is_complete_when_the_trigger_fires_and_points_at_its_entries() {
    //
    let mut scene = Scene::new();
    scene.say(0, "Can I return a tent I used once?");
    scene.bot_answers(1, 92);
    scene.say(20, "that is not what I meant, it is damaged");
    scene.bot_answers(21, 30);
    scene.press(30);
    let card = scene.machine.card();
    assert_eq!(card.question.as_ref().map(|q| q.entry), Some(Seq(1)));
    let outcomes: Vec<_> = card.attempts.iter().map(|a| a.outcome).collect();
    assert_eq!(outcomes, [Outcome::Declined, Outcome::NotAnswered]);
    assert_eq!(card.attempts[0].reply.as_ref().map(|quote| quote.entry), Some(Seq(3)));
    assert!(card.summary.contains("can return a tent they used once"), "{}", card.summary);
    assert!(crate::card::points_into(card, &scene.log));
}

#[test]
fn seen_only_goes_forward_and_never_past_the_log() {
    let mut scene = Scene::new();
    scene.say(0, "hello there");
    let last = scene.machine.last();
    assert_eq!(scene.at(1, Event::VisitorSaw(last)), [Effect::ShowSeen]);
    assert!(scene.at(2, Event::VisitorSaw(Seq(1))).is_empty());
    assert!(scene.at(2, Event::VisitorSaw(Seq(999))).is_empty());
    assert!(scene.at(2, Event::AgentSaw(ana(), last)).is_empty());
}

#[test]
fn a_page_is_kept_without_its_query_and_fragment_and_only_if_it_is_of_the_web() {
    //
    let mut scene = Scene::new();
    let page = |url: &str| Event::VisitorCame(Some(PageRef { url: url.into(), title: "T".into() }));
    scene.at(0, page("https://shop.example/a?b=c#token"));
    let kept = |scene: &Scene| scene.machine.card().page.clone().map(|p| p.url);
    assert_eq!(kept(&scene).as_deref(), Some("https://shop.example/a"));
    scene.at(1, page("javascript:alert(1)"));
    assert_eq!(kept(&scene).as_deref(), Some("https://shop.example/a"));
    scene.at(2, page(&format!("https://shop.example/{}", "x".repeat(900))));
    assert_eq!(kept(&scene).map(|url| url.chars().count()), Some(500));
}

#[test]
fn an_answer_to_a_question_that_is_not_open_is_refused_and_not_called_stored() {
    let mut scene = Scene::new();
    scene.say(0, "where is my order");
    let epoch = scene.machine.epoch();
    let answer = |to| Event::BotAnswered { epoch, to: Seq(to), found: vec![found(99)] };
    assert_eq!(scene.at(1, answer(7)), [Effect::Refuse(Side::Agent, None, Refused::NotNow)]);
    scene.at(2, answer(1));
    assert_eq!(scene.bot_entries(), 1);
    assert_eq!(scene.at(3, answer(1)), [Effect::Refuse(Side::Agent, None, Refused::NotNow)]);
}
