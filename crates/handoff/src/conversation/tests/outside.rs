//! A bot of another maker uses Warmline as its handoff layer (issue 6, "Bot in, bot out").

use super::*;
use warmline_model::{Fact, HandoffKind, Happened, Language, Mood, ProfileFact, Proof, Tier};

fn scene() -> Scene {
    let mut scene = Scene::new();
    let settings = scene.machine.settings().clone();
    scene.machine = Conversation::new(settings).from_outside(Some(Language::De));
    scene
}

fn line(name: &str, seconds: i64, by_customer: bool, text: &str) -> Line {
    let (client_id, text) = (id(name), text.to_owned());
    Line { client_id, at: at(seconds), by_customer, text, confidence: None }
}

fn transcript() -> Vec<Line> {
    vec![
        line("m1", 0, true, "Hello"),
        line("m2", 1, false, "Hi! How can I help?"),
        line("m3", 5, true, "My parcel for order 10452 arrived broken, card 4242 4242 4242 4242"),
        line("m4", 6, false, "You can send it back within 30 days."),
        line("m5", 20, true, "That does not help, I WANT A REFUND OF $1,250 NOW, damn it!"),
    ]
}

fn hand_off(scene: &mut Scene, seconds: i64, name: &str, told: Told) -> Vec<Effect> {
    scene.at(seconds, Event::BotHandedOff(id(name), Box::new(told))).to_vec()
}

fn refusals(scene: &Scene) -> Vec<Refused> {
    let why = |effect: &Effect| match effect {
        Effect::Refuse(_, _, why) => Some(*why),
        _ => None,
    };
    scene.last.iter().filter_map(why).collect()
}

#[test]
fn what_a_bot_brings_is_in_the_log_with_its_own_times_masked_and_read_for_the_card() {
    let mut scene = scene();
    scene.at(100, Event::BotBrought(transcript()));
    let times: Vec<Timestamp> = scene.log.iter().map(|entry| entry.at).collect();
    assert_eq!(times, [0, 1, 5, 6, 20].map(at));
    let authors: Vec<bool> = scene.log.iter().map(|e| e.author == Author::Visitor).collect();
    assert_eq!(authors, [true, false, true, false, true]);
    //
    let said = scene.log.iter().filter_map(|e| e.body.text()).collect::<String>();
    assert!(!said.contains("4242 4242 4242 4242"), "{said}");
    let card = scene.machine.card();
    assert!(card.question.as_ref().is_some_and(|q| q.entry == Seq(3)), "{card:#?}");
    let number = |e: &warmline_model::Entity| matches!(&e.fact, Fact::OrderNumber { number } if number == "10452");
    assert!(card.entities.iter().any(number), "{card:#?}");
    assert!(card.mood > Mood::Calm);
    let attempts: Vec<_> = card.attempts.iter().map(|a| (a.question, a.answer)).collect();
    assert_eq!(attempts, [(Seq(3), Seq(4))]);
    assert_eq!((card.attempts[0].confidence, card.attempts[0].outcome), (None, Outcome::Declined));
    assert!(crate::card::points_into(card, &scene.log));
}

#[test]
fn old_messages_fire_no_trigger_and_count_for_none_later() {
    let mut scene = scene();
    scene.at(100, Event::BotBrought(transcript()));
    assert!(matches!(scene.machine.stage(), Stage::Bot(Bot { question: None, offer: None, .. })));
    assert_eq!(scene.machine.episode(), Episode(0));
    assert!(!scene.log.iter().any(|e| matches!(e.body, Body::Offer { .. } | Body::Notice { .. })));
    // A calm message after it is a question to the bot, and no limit of patience is reached by it.
    scene.say(110, "Which address do I send it to?");
    assert!(scene.machine.unanswered().is_some());
}

#[test]
fn a_transcript_that_is_sent_again_changes_nothing_and_one_that_goes_on_adds_what_is_new() {
    let mut scene = scene();
    scene.at(100, Event::BotBrought(transcript()));
    let before = scene.machine.clone();
    assert!(scene.at(200, Event::BotBrought(transcript())).is_empty());
    assert_eq!(before.last(), scene.machine.last());
    let mut longer = transcript();
    longer.push(line("m6", 30, false, "I am sorry."));
    scene.at(200, Event::BotBrought(longer));
    assert_eq!(scene.machine.last(), Seq(6));
    assert_eq!(scene.log.last().map(|entry| entry.at), Some(at(30)));
}

#[test]
fn what_is_out_of_order_of_the_future_or_too_much_is_refused_whole() {
    let mut scene = scene();
    let mut mixed = transcript();
    mixed.swap(0, 4);
    scene.at(100, Event::BotBrought(mixed));
    assert_eq!(refusals(&scene), [Refused::OutOfOrder]);
    scene.at(100, Event::BotBrought(vec![line("f", 161, true, "x")]));
    assert_eq!(refusals(&scene), [Refused::NotYet]);
    assert_eq!(scene.machine.last(), Seq(0));
    // A clock that is a little fast is no reason to refuse, and nothing is later than now.
    scene.at(100, Event::BotBrought(vec![line("f", 130, true, "x")]));
    assert_eq!(scene.log.last().map(|entry| entry.at), Some(at(100)));
    scene.at(500, Event::BotBrought(vec![line("g", 39, true, "older by more than a minute")]));
    assert_eq!(refusals(&scene), [Refused::OutOfOrder]);
    let all = (1..Line::MOST).map(|n| line(&format!("n{n}"), 200, true, "ok")).collect();
    scene.at(500, Event::BotBrought(all));
    assert_eq!(scene.machine.last(), Seq(u64::from(Line::MOST)));
    scene.at(500, Event::BotBrought(vec![line("over", 300, true, "one more")]));
    assert_eq!(refusals(&scene), [Refused::TranscriptFull]);
}

#[test]
fn a_bots_handoff_is_told_on_the_card_as_the_bots_and_repeated_opens_nothing_new() {
    let mut scene = scene();
    scene.at(100, Event::BotBrought(transcript()));
    let told = Told {
        reason: Some("refund over my limit, password: hunter2".into()),
        department: Some(Department::BILLING),
        tier: Some(Tier::Critical),
        facts: vec![("Topic".into(), "broken lantern".into())],
        ..Told::default()
    };
    let effects = hand_off(&mut scene, 101, "h1", told.clone());
    assert!(effects.iter().any(|e| matches!(e, Effect::PassOn(Happened::HandedOff, _))));
    let card = scene.machine.card();
    assert_eq!((card.tier, card.department), (Tier::Critical, Department::BILLING));
    let reason = card.reason.as_ref().expect("a reason");
    assert_eq!((reason.trigger, reason.trigger.kind()), (Trigger::Bot, HandoffKind::Proactive));
    let Proof::Bot { words } = &reason.evidence[0].proof else { panic!("{reason:?}") };
    assert!(words.starts_with("refund over my limit") && !words.contains("hunter2"), "{words}");
    let fact = &card.profile[0];
    assert_eq!((fact.label.as_deref(), &*fact.source), (Some("Topic"), ProfileFact::BOT));
    assert!(crate::card::points_into(card, &scene.log));
    let again = hand_off(&mut scene, 102, "h1", told.clone());
    assert!(matches!(&again[..], [Effect::Ack(Side::Bot, _, _)]), "{again:?}");
    assert_eq!(scene.machine.went(), Some(Went::Waits));
    // Two at once: the second is told that it waits already.
    let _effects = hand_off(&mut scene, 102, "h2", told);
    assert_eq!((refusals(&scene), scene.machine.episode()), (vec![Refused::Waits], Episode(1)));
}

#[test]
fn what_a_bot_told_is_not_lost_when_the_sites_systems_are_asked() {
    let mut scene = scene();
    let told = Told { facts: vec![("Topic".into(), "lamp".into())], ..Told::default() };
    let _effects = hand_off(&mut scene, 1, "h1", told);
    scene.at(2, Event::LookedUp(Vec::new()));
    assert_eq!(scene.machine.card().profile.len(), 1);
}

#[test]
fn a_bot_takes_back_what_waits_and_never_what_a_person_has() {
    let mut scene = scene();
    let _effects = hand_off(&mut scene, 1, "h1", Told::default());
    scene.at(5, Event::BotTookBack(id("t1")));
    assert!(matches!(scene.machine.stage(), Stage::Bot(_)));
    assert_eq!(scene.machine.went(), Some(Went::Failed));
    scene.at(6, Event::BotTookBack(id("t2")));
    assert_eq!(refusals(&scene), [Refused::NotNow]);
    let _effects = hand_off(&mut scene, 7, "h2", Told { asked: true, ..Told::default() });
    assert_eq!(scene.machine.card().reason.as_ref().map(|r| r.trigger), Some(Trigger::Asked));
    scene.assign(8);
    //
    for event in [
        Event::BotTookBack(id("t3")),
        Event::BotClosed(id("x1"), CloseReason::Solved),
        Event::BotHandedOff(id("h3"), Box::default()),
        Event::BotBrought(vec![line("late", 9, false, "I can help with that!")]),
    ] {
        scene.at(9, event);
        assert_eq!(refusals(&scene), [Refused::HumanLeads]);
    }
    assert_eq!(scene.machine.went(), Some(Went::Accepted));
    scene.at(10, Event::AgentHandedBack(ana(), id("b1")));
    assert_eq!(scene.machine.went(), Some(Went::Completed));
    scene.at(11, Event::BotBrought(vec![line("m9", 11, true, "one more thing")]));
    assert_eq!(refusals(&scene), []);
}

#[test]
fn a_bot_closes_what_it_has_or_what_waits_and_a_new_handoff_opens_it_again() {
    let mut scene = scene();
    let _effects = hand_off(&mut scene, 1, "h1", Told::default());
    let effects = scene.at(2, Event::BotClosed(id("x1"), CloseReason::NoReply)).to_vec();
    assert!(effects.iter().any(|e| matches!(e, Effect::PassOn(Happened::Closed, _))));
    let over = |e: &Effect| matches!(e, Effect::Tell(_, DeskNote::Over { .. }));
    assert!(effects.iter().any(over), "{effects:?}");
    assert!(matches!(scene.machine.stage(), Stage::Closed { reason: CloseReason::NoReply, .. }));
    scene.at(3, Event::BotClosed(id("x2"), CloseReason::Solved));
    assert_eq!(refusals(&scene), [Refused::NotNow]);
    let _effects = hand_off(&mut scene, 4, "h2", Told::default());
    assert_eq!((scene.machine.went(), scene.machine.episode()), (Some(Went::Waits), Episode(2)));
}

#[test]
fn a_department_that_the_site_has_not_and_a_conversation_of_the_assistants_are_refused() {
    let mut scene = scene();
    let nowhere = Department::new("nowhere").expect("a name");
    let told = Told { department: Some(nowhere), ..Told::default() };
    let _effects = hand_off(&mut scene, 1, "h1", told);
    assert_eq!(refusals(&scene), [Refused::NoSuchDepartment]);
    let mut own = Scene::new();
    let _effects = hand_off(&mut own, 1, "h1", Told::default());
    assert_eq!(refusals(&own), [Refused::NotTheBots]);
    own.at(1, Event::BotBrought(transcript()));
    assert_eq!(refusals(&own), [Refused::NotTheBots]);
}

#[test]
fn whoever_talks_through_a_bot_keeps_their_place_without_a_connection() {
    // R-105 gives up the place of who is away: here the bot says so.
    let mut scene = scene();
    let _effects = hand_off(&mut scene, 1, "h1", Told::default());
    assert!(scene.at(2, Event::VisitorLeft).is_empty());
    scene.at(100_000, Event::Woken);
    assert!(matches!(scene.machine.stage(), Stage::Waiting(_)));
}

#[test]
fn what_was_stored_before_there_were_bots_of_others_still_loads() {
    let stored = serde_json::to_value(Conversation::new(Settings::default())).expect("JSON");
    let mut older = stored;
    let fields = older.as_object_mut().expect("an object");
    for field in ["outside", "brought", "last_at"] {
        assert!(fields.remove(field).is_some(), "{field}");
    }
    let again: Conversation = serde_json::from_value(older).expect("a machine");
    assert!(!again.is_from_outside());
}
