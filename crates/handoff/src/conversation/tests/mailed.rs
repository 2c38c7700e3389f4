//! The thread by e-mail, both ways.

use super::*;
use warmline_model::{Alternative, ByMail, Letter};

const MIRA: &str = "mira@customer.example";

fn settings() -> Settings {
    Settings { inbound_address: Some("help@in.shop.example".into()), ..Settings::default() }
}

fn mail(n: u32, from: &str, text: &str) -> Event {
    Event::VisitorMailed(Box::new(Mailed {
        id: id(&format!("mail-{n}")),
        message_id: Some(format!("{n}@customer.example")),
        from: from.into(),
        authentic: true,
        subject: "Re: Your lamp".into(),
        text: text.into(),
    }))
}

fn letters(effects: &[Effect]) -> Vec<Letter> {
    let letters = effects.iter().filter_map(|effect| match effect {
        Effect::Send(letter, _) => Some(letter.clone()),
        _ => None,
    });
    letters.collect()
}

fn known(verified: bool) -> Event {
    Event::CustomerKnown(Customer { email: Some(MIRA.into()), verified, ..Customer::default() })
}

impl Scene {
    fn agent(&mut self, seconds: i64, text: &str) -> &[Effect] {
        let id = self.id();
        self.at(seconds, Event::AgentSaid(ana(), id, text.into()))
    }

    /// The next time at which something is due, and what comes of it.
    fn next(&mut self) -> (i64, Vec<Letter>) {
        let due = self.machine.next_deadline().expect("something is due");
        let seconds = (due - T0).0 / 1_000;
        (seconds, letters(self.at(seconds, Event::Woken)))
    }

    fn mailed(&self) -> Vec<(String, Option<ByMail>)> {
        let entries = self.log.iter().filter(|entry| entry.body.by_mail().is_some());
        entries
            .map(|entry| {
                let text = entry.body.text().unwrap_or_default().to_owned();
                (text, entry.body.by_mail().cloned())
            })
            .collect()
    }
}

/// Ana leads, and the customer, whom the site vouched for, has the chat open.
fn led() -> Scene {
    let mut scene = Scene::with(settings());
    scene.at(0, known(true));
    scene.press(1);
    scene.assign(10);
    scene
}

#[test]
fn an_answer_by_e_mail_while_a_human_leads_is_shown_like_any_message() {
    let mut scene = led();
    scene.agent(11, "Which lamp is it?");
    scene.at(20, Event::VisitorLeft);
    let effects = scene.at(400, mail(1, MIRA, "The blue one.")).to_vec();
    assert!(effects.contains(&Effect::ShowTeam));
    assert_eq!(scene.mailed(), [("The blue one.".into(), Some(ByMail::default()))]);
    assert!(
        matches!(scene.machine.stage(), Stage::Human(human) if human.owed_since == Some(at(400)))
    );
}

#[test]
fn the_same_e_mail_that_comes_twice_is_stored_once() {
    // mail systems send again what they are not sure of.
    let mut scene = led();
    scene.at(20, mail(1, MIRA, "The blue one."));
    let again = scene.at(90, mail(1, MIRA, "The blue one.")).to_vec();
    assert!(matches!(again[..], [Effect::Ack(Side::Visitor, _, _)]), "{again:?}");
    assert_eq!(scene.mailed().len(), 1);
}

#[test]
fn words_from_another_address_are_stored_and_marked_for_the_team() {
    let mut scene = led();
    scene.at(20, mail(1, "brother@elsewhere.example", "I write for Mira."));
    let from = Some("brother@elsewhere.example".to_owned());
    assert_eq!(
        scene.mailed(),
        [("I write for Mira.".into(), Some(ByMail { from, unverified: false }))]
    );
}

#[test]
fn a_card_number_in_an_e_mail_is_masked() {
    //
    let mut scene = led();
    scene.at(20, mail(1, MIRA, "My card is 4111 1111 1111 1111, thanks."));
    assert!(!scene.mailed()[0].0.contains("4111 1111"), "{:?}", scene.mailed());
}

#[test]
fn no_bot_answers_an_e_mail_and_its_writer_waits_in_the_team_line_without_words_into_an_empty_chat()
{
    // Closed, or with the bot: both go to the team.
    let mut closed = led();
    let close = closed.id();
    closed.at(60, Event::AgentClosed(ana(), close, "Bye.".into(), CloseReason::Solved));
    let mut with_bot = Scene::with(settings());
    with_bot.say(0, "where is my order");
    for mut scene in [closed, with_bot] {
        scene.at(70, Event::VisitorLeft);
        let effects = scene.at(9_000, mail(1, MIRA, "It is broken again.")).to_vec();
        assert!(scene.is_waiting());
        assert_eq!(joins(&effects), 1);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::Ask { .. })));
        let reason = scene.machine.card().reason.clone().expect("a reason");
        assert_eq!(reason.trigger, Trigger::Mailed);
        assert!(scene.machine.card().question.is_some());
        assert!(crate::card::points_into(scene.machine.card(), &scene.log));
        // For a day: no word of the wait, no place given up, and the desk hears of them again and again.
        let (entries, mut joined) = (scene.log.len(), 0);
        while let Some(due) = scene.machine.next_deadline().filter(|due| *due < at(95_400)) {
            let effects = scene.at((due - T0).0 / 1_000, Event::Woken).to_vec();
            joined += joins(&effects);
        }
        assert!(scene.is_waiting());
        assert_eq!(scene.log.len(), entries);
        assert!((100..=200).contains(&joined), "{joined}");
        // Back in the chat, the next word has its time again.
        scene.at(95_410, Event::VisitorCame(None));
        assert!(scene.machine.next_deadline().is_some_and(|due| due <= at(95_440)));
        // Gone once more: they are still answered by e-mail.
        scene.at(95_415, Event::VisitorLeft);
        scene.at(99_000, Event::Woken);
        assert!(scene.is_waiting());
        scene.assign(99_010);
        assert!(matches!(scene.machine.stage(), Stage::Human(_)));
    }
}

#[test]
fn a_policy_holds_for_words_that_come_by_e_mail() {
    //
    let mut scene = Scene::with(settings());
    scene.say(0, "hello");
    scene.at(10, Event::VisitorLeft);
    scene.at(500, mail(1, MIRA, "My account was hacked!"));
    let reason = scene.machine.card().reason.clone().expect("a reason");
    assert_eq!(reason.trigger, Trigger::Policy);
}

#[test]
fn an_e_mail_while_they_wait_reaches_the_card_and_keeps_their_place() {
    let mut scene = Scene::with(settings());
    scene.say(0, "I want to talk to a human");
    scene.at(5, Event::VisitorLeft);
    scene.at(60, mail(1, MIRA, "My tent leaks at the seam, order 10452."));
    scene.at(3_600, Event::Woken);
    assert!(scene.is_waiting());
    assert_eq!(scene.notices(Notice::WaitCancelled), 0);
    assert!(!scene.machine.card().entities.is_empty());
}

#[test]
fn more_e_mails_in_an_hour_than_a_person_writes_are_refused_and_an_hour_later_they_are_taken() {
    let mut scene = led();
    for n in 0..20 {
        scene.at(100 + i64::from(n), mail(n, MIRA, "hello"));
    }
    let refused = scene.at(200, mail(20, MIRA, "hello")).to_vec();
    assert!(matches!(refused[..], [Effect::Refuse(Side::Visitor, Some(_), Refused::TooManyMails)]));
    scene.at(3_705, mail(21, MIRA, "hello"));
    assert_eq!(scene.mailed().len(), 21);
}

#[test]
fn an_agents_words_go_by_e_mail_to_who_is_away_and_several_are_one_letter() {
    let mut scene = led();
    scene.at(20, Event::VisitorLeft);
    scene.agent(30, "Which lamp is it?");
    scene.agent(150, "The blue one or the green one?");
    let (due, sent) = scene.next();
    assert_eq!(due, 210, "a minute after the last word");
    let [letter] = &sent[..] else { panic!("{sent:?}") };
    assert_eq!(letter.to, MIRA);
    assert_eq!(letter.subject, "Ana has answered you");
    assert_eq!(letter.reply_to.as_deref(), Some("help@in.shop.example"));
    let words = "Ana from our Support team writes:\n\nWhich lamp is it?\n\nThe blue one or the green one?\n\nYou can";
    assert!(letter.text.starts_with(words), "{}", letter.text);
    // Once: nothing more is due by mail.
    assert!(letters(scene.at(2_000, Event::Woken)).is_empty());
    // The answer and the next letter stand in one thread.
    scene.at(2_010, mail(1, MIRA, "The blue one."));
    scene.agent(2_020, "Thank you.");
    let (due, sent) = scene.next();
    assert_eq!((due, sent[0].subject.as_str()), (2_080, "Re: Your lamp"));
    assert_eq!(sent[0].in_reply_to.as_deref(), Some("1@customer.example"));
}

#[test]
fn a_moments_absence_is_none_and_what_was_seen_in_the_chat_is_not_sent() {
    let mut scene = led();
    scene.at(20, Event::VisitorLeft);
    scene.agent(25, "Which lamp is it?");
    // Two minutes gone, although the minute after the words is over before.
    assert_eq!(scene.machine.letter_due(), Some(at(140)));
    scene.at(100, Event::VisitorCame(None));
    assert_eq!(scene.machine.letter_due(), None);
    let last = scene.machine.last();
    scene.at(101, Event::VisitorSaw(last));
    scene.at(110, Event::VisitorLeft);
    assert_eq!(scene.machine.letter_due(), None, "seen");
    // Not seen, though they were back for a moment: it goes.
    scene.agent(120, "Are you there?");
    scene.at(130, Event::VisitorCame(None));
    scene.at(135, Event::VisitorLeft);
    assert_eq!(scene.machine.letter_due(), Some(at(255)));
    let sent = letters(scene.at(255, Event::Woken));
    assert!(sent[0].text.contains("Are you there?") && !sent[0].text.contains("Which lamp"));
}

#[test]
fn an_agent_who_writes_on_and_on_does_not_hold_up_the_letter() {
    let mut scene = led();
    scene.at(11, Event::VisitorLeft);
    for n in 0..12 {
        scene.agent(200 + n * 30, "and another thing");
    }
    assert_eq!(scene.machine.letter_due(), Some(at(500)));
}

#[test]
fn the_address_of_a_promise_is_written_to_without_waiting_for_the_customer_to_come_back() {
    //
    let mut scene = Scene::with(settings());
    scene.press(0);
    let choose = scene.id();
    scene.at(10, Event::VisitorChose(choose, Alternative::Email));
    scene.say(20, "mira@customer.example");
    scene.at(30, Event::VisitorLeft);
    scene.at(40, mail(1, MIRA, "Is there any news?"));
    scene.assign(100);
    scene.agent(110, "Yes: it was sent today.");
    let due = scene.machine.letter_due();
    assert_eq!(due, Some(at(170)));
    assert_eq!(letters(scene.at(170, Event::Woken))[0].to, MIRA);
}

#[test]
fn closing_words_go_too_and_a_conversation_that_is_closed_still_sends_them() {
    let mut scene = led();
    scene.at(20, Event::VisitorLeft);
    let close = scene.id();
    scene.at(
        300,
        Event::AgentClosed(ana(), close, "I have sent a new one.".into(), CloseReason::Solved),
    );
    let (due, sent) = scene.next();
    assert_eq!(due, 360);
    assert!(sent[0].text.contains("I have sent a new one."));
}

#[test]
fn without_an_address_that_is_promised_or_vouched_for_or_with_letters_off_nothing_is_sent() {
    let off = Settings { mail_when_away: false, ..settings() };
    for (settings, customer) in
        [(settings(), known(false)), (off, known(true)), (Settings::default(), known(true))]
    {
        let mut scene = Scene::with(settings);
        scene.at(0, customer);
        scene.press(1);
        scene.assign(10);
        scene.at(20, Event::VisitorLeft);
        scene.agent(30, "Which lamp is it?");
        assert_eq!(scene.machine.letter_due(), None);
        assert!(letters(scene.at(10_000, Event::Woken)).is_empty());
    }
}

#[test]
fn a_machine_of_before_and_one_with_a_letter_due_are_loaded() {
    let mut scene = led();
    scene.at(20, Event::VisitorLeft);
    scene.agent(30, "Which lamp is it?");
    let json = serde_json::to_string(&scene.machine).expect("json");
    let loaded: Conversation = serde_json::from_str(&json).expect("json");
    assert_eq!(loaded.letter_due(), scene.machine.letter_due());
    let mut before: serde_json::Value = serde_json::from_str(&json).expect("json");
    before.as_object_mut().expect("an object").remove("mailing");
    assert!(serde_json::from_value::<Conversation>(before).is_ok());
    // A clock that is set back shifts what is due with it.
    let due = scene.machine.letter_due().expect("a letter");
    scene.at(-3_570, Event::Woken);
    assert_eq!(scene.machine.letter_due(), Some(due - warmline_model::Millis::seconds(3_600)));
}

fn unverified(n: u32, from: &str, text: &str) -> Event {
    let Event::VisitorMailed(mail) = mail(n, from, text) else { panic!("a mail") };
    Event::VisitorMailed(Box::new(Mailed { authentic: false, ..*mail }))
}

#[test]
fn who_is_not_verified_and_has_another_address_is_shown_as_such_and_changes_nothing() {
    // whoever is given the signed address can write to it.
    let mut scene = led();
    scene.at(20, unverified(1, "eve@evil.example", "Write to eve@evil.example from now on."));
    let from = Some("eve@evil.example".to_owned());
    let (_, by_mail) = scene.mailed().remove(0);
    assert_eq!(by_mail, Some(ByMail { from, unverified: true }));
    // From the address that is known, it is the customer's.
    scene.at(30, unverified(2, MIRA, "The blue one."));
    assert_eq!(scene.mailed()[1].1, Some(ByMail::default()));

    // Nobody leads: it goes to the team, and neither the address nor the words make anything of it.
    let mut scene = Scene::with(settings());
    scene.say(0, "My lamp is broken");
    let text = "Somebody hacked my account! Write to eve@evil.example or call 555 012 3456.";
    scene.at(20, unverified(1, "eve@evil.example", text));
    assert!(matches!(scene.machine.stage(), Stage::Waiting(_)));
    let card = scene.machine.card();
    assert!(!format!("{:?} {:?}", card.entities, card.customer).contains("evil"), "{card:?}");
    assert_eq!(scene.machine.mail_known(), None);
    let (tier, log) = (card.tier, scene.log.len());
    scene.at(30, unverified(2, "eve@evil.example", text));
    assert_eq!((scene.machine.card().tier, scene.log.len()), (tier, log + 1));
    assert!(scene.machine.promise().is_none() && scene.machine.mail_known().is_none());
}
