//! What the guard warns of, and where it stays silent.

use warmline_guard::{Warning, check};
use warmline_model::{AgentId, Author, Body, Card, Entity, Entry, Fact, Seq, Struck, Timestamp};

fn card() -> Card {
    let json = r#"{"version":3,"summary":"","customer":{"name":"Ana Ruiz","verified":false},"tier":"standard",
        "department":"general","language":"en","attempts":[],"passed_along":[],"articles":[]}"#;
    serde_json::from_str(json).expect("a card")
}

fn log(said: &[(&str, &str)]) -> Vec<Entry> {
    let entry = |(seq, (who, text)): (u64, &(&str, &str))| Entry {
        seq: Seq(seq),
        at: Timestamp(0),
        author: match *who {
            "customer" => Author::Visitor,
            "bot" => Author::Bot,
            _ => Author::Agent { id: AgentId::new("kim").expect("an id"), name: "Kim".to_owned() },
        },
        body: Body::words(*text),
        client_id: None,
    };
    (1..).zip(said).map(entry).collect()
}

fn repeats(asks: &str, answer: &str, entry: u64) -> Warning {
    let entry = (entry > 0).then_some(Seq(entry));
    Warning::Repeats { asks: asks.to_owned(), answer: answer.to_owned(), entry }
}

fn order() -> Fact {
    Fact::OrderNumber { number: "4711".to_owned() }
}

#[test]
fn a_question_for_the_order_number_is_answered_from_the_card_with_its_entry() {
    let log = log(&[("bot", "Hello!"), ("customer", "where is 4711")]);
    let entity = Entity { entry: Seq(2), text: "4711".to_owned(), fact: order() };
    let card = Card { entities: vec![entity], ..card() };
    let draft = "Hi Ana. Could you give me your order number?";
    let expected = [repeats("Could you give me your order number", "Order 4711", 2)];
    assert_eq!(check(draft, &card, &log), expected);
}

#[test]
fn a_name_that_the_site_gave_has_no_entry() {
    let expected = [repeats("may I have your name", "Name: Ana Ruiz", 0)];
    assert_eq!(check("Before we begin, may I have your name?", &card(), &[]), expected);
}

#[test]
fn a_half_typed_question_without_its_mark_is_seen() {
    let log = log(&[("customer", "order 4711 has not come")]);
    assert_eq!(
        check("what is your order num", &card(), &log),
        [repeats("what is your order num", "Order 4711", 1)]
    );
}

#[test]
fn what_the_customer_struck_out_is_not_known() {
    let log = log(&[("customer", "order 4711 has not come")]);
    let card = Card {
        struck: vec![Struck { entry: Seq(1), fact: order(), text: "4711".into() }],
        ..card()
    };
    assert_eq!(check("What is your order number?", &card, &log), []);
}

#[test]
fn naming_the_answer_is_a_confirmation_and_no_repetition() {
    let log = log(&[("customer", "order 4711 has not come")]);
    assert_eq!(check("Is it order 4711?", &card(), &log), []);
    assert_eq!(check("Could you confirm the order number 4711?", &card(), &log), []);
}

#[test]
fn another_thing_of_the_kind_and_an_unknown_one_may_be_asked_for() {
    let log = log(&[("customer", "order 4711 has not come to 12 Mill Lane, York")]);
    for draft in [
        "Is there another order number?",
        "What is the new address?",
        "What is the invoice number?",
    ] {
        assert_eq!(check(draft, &card(), &log), [], "{draft}");
    }
}

#[test]
fn what_was_tried_is_known_from_the_reply_to_the_bots_proposal() {
    let log = log(&[("bot", "Please restart the router."), ("customer", "did that, no change")]);
    let expected = repeats("Have you restarted", "Tried: “did that, no change”", 2);
    assert!(matches!(&check("Have you restarted the router?", &card(), &log)[..],
        [Warning::Repeats { answer, entry, .. }]
            if matches!(&expected, Warning::Repeats { answer: line, .. } if line == answer)
                && *entry == Some(Seq(2))));
    assert_eq!(check("Have you changed the cable?", &card(), &log), []);
}

#[test]
fn a_question_that_a_colleague_asked_in_similar_words_was_answered() {
    let log = log(&[
        ("agent", "What colour is the light on the front of the box?"),
        ("customer", "orange"),
    ]);
    let draft = "What colour is the light on the box?";
    assert_eq!(check(draft, &card(), &log), [repeats(draft, "Answered: “orange”", 2)]);
    assert_eq!(check("Is the light on the box orange?", &card(), &log), []);
    assert_eq!(check("What colour is the light on the second box?", &card(), &log), []);
}

#[test]
fn a_question_that_was_not_answered_may_be_asked_again() {
    let log = log(&[("bot", "Which size do you wear?"), ("customer", "I don't know")]);
    assert_eq!(check("Which size do you wear?", &card(), &log), []);
}

#[test]
fn another_figure_on_the_same_subject_contradicts_with_both_words_shown() {
    let log = log(&[("bot", "Good question. Refunds take 5 days."), ("customer", "ok")]);
    let expected = Warning::Contradicts {
        says: "Your refund takes 10 days.".to_owned(),
        before: "Refunds take 5 days.".to_owned(),
        entry: Seq(1),
    };
    assert_eq!(check("Thanks! Your refund takes 10 days.", &card(), &log), [expected]);
    assert_eq!(check("Refunds take 3 to 7 days.", &card(), &log), []);
    assert_eq!(check("A delivery takes 10 days.", &card(), &log), []);
}

#[test]
fn no_against_yes_contradicts() {
    let log = log(&[("agent", "Yes, we do ship to Norway.")]);
    assert_eq!(check("We don't ship to Norway.", &card(), &log).len(), 1);
    assert_eq!(check("We don't ship to Iceland.", &card(), &log), []);
    assert_eq!(check("Don't worry, we ship to Norway.", &card(), &log), []);
}

#[test]
fn a_correction_that_says_so_and_the_customers_words_are_no_contradiction() {
    let log = log(&[("bot", "Refunds take 5 days.")]);
    assert_eq!(check("Sorry, that was wrong: refunds take 10 days.", &card(), &log), []);
    assert_eq!(check("You wrote that refunds take 10 days.", &card(), &log), []);
}

#[test]
fn the_newest_statement_counts() {
    let log = log(&[
        ("bot", "Refunds take 5 days."),
        ("agent", "Sorry, that was wrong: refunds take 10 days."),
    ]);
    assert_eq!(check("Refunds take 10 days.", &card(), &log), []);
    assert_eq!(check("Refunds take 5 days.", &card(), &log).len(), 1);
}

/// Drafts, each with a log and whether a warning is due.
fn each(log: &[(&str, &str)], repeated: &[&str], silent: &[&str]) {
    let log = self::log(log);
    for draft in repeated {
        let warnings = check(draft, &card(), &log);
        assert!(matches!(warnings[..], [Warning::Repeats { .. }]), "{draft}: {warnings:?}");
    }
    for draft in silent {
        assert_eq!(check(draft, &card(), &log), [], "{draft}");
    }
}

#[test]
fn a_value_may_be_asked_for_with_any_verb_of_giving_having_or_needing() {
    each(
        &[("customer", "my order is 88-3021")],
        &[
            "Could you pop the order reference in here for me?",
            "Any chance you have your order number there?",
            "If you let me have the order number, I'll sort it out.",
            "I'm going to need that order number from you, please.",
            "And the order number was?",
        ],
        &[
            "You can find your order number in the confirmation email.",
            "Can I put your order number in the form?",
            "What's your dad's order number?",
            "I'll write as soon as I know what happened to your order.",
        ],
    );
}

#[test]
fn a_question_in_other_words_is_the_same_if_kind_and_noun_are() {
    each(
        &[("bot", "How heavy is the parcel?"), ("customer", "about 30 kg")],
        &[
            "What is the weight of the parcel?",
            "To pick a label I need the weight.",
            "So, how heavy is it?",
        ],
        &["How wide is the parcel?", "What is the weight of the second parcel?"],
    );
    each(
        &[("bot", "Which wood would you like?"), ("customer", "walnut")],
        &["Just tell me which wood it should be.", "And in which wood did you want it"],
        &["And which wood for the legs?", "Which wood did we send you?", "Would you like walnut?"],
    );
    each(
        &[("bot", "Which day suits you?"), ("customer", "Friday")],
        &["What day would suit you best?"],
        &["What time on Friday?"],
    );
}

#[test]
fn a_reply_that_evades_or_answers_another_kind_of_question_is_no_answer() {
    each(
        &[("bot", "What size are you?"), ("customer", "let me look")],
        &[],
        &["What size are you?"],
    );
    each(
        &[("bot", "Did you get a return label?"), ("customer", "yes, printed it out")],
        &[],
        &["What's the tracking number on that return label?"],
    );
}

#[test]
fn another_persons_or_another_things_value_may_be_asked_for() {
    each(
        &[("bot", "What size do you need?"), ("customer", "I need an L")],
        &["And which size do you need?"],
        &["And what size does your son need?"],
    );
    each(
        &[("customer", "Mower serial is LM-22871, but it's the battery that has died")],
        &["What is the serial number of the mower?"],
        &["What serial number is on the battery?"],
    );
}

#[test]
fn a_first_name_is_no_answer_to_who_asks_for_the_last() {
    let mut card = card();
    card.customer.name = Some("Jonas".to_owned());
    assert_eq!(check("And what is your surname?", &card, &[]), []);
    assert_eq!(check("What is your first name?", &card, &[]).len(), 1);
}

#[test]
fn what_was_said_unasked_is_found_beside_the_noun() {
    each(
        &[("customer", "The door of my Willowdown 2 freezer shows E41, we need four seals")],
        &[
            "Which of our freezers is it?",
            "What code is it showing?",
            "How many seals do you need?",
        ],
        &["How many doors does it have?", "Which colour is your freezer?"],
    );
}

#[test]
fn a_complaint_or_a_wish_does_not_tell_what_happened() {
    each(
        &[("customer", "I want to complain about your driver")],
        &[],
        &["I'm sorry. What happened?"],
    );
    each(
        &[("customer", "this app is rubbish, i want my money back")],
        &[],
        &["Would you tell me what went wrong?"],
    );
}

#[test]
fn the_opposite_is_seen_in_other_words() {
    for (before, draft) in [
        ("The museum is open on Mondays.", "The museum is closed on Mondays."),
        (
            "We pay for return shipping.",
            "Please note that the customer pays for the return shipping.",
        ),
        ("Breakfast is included.", "Breakfast costs 12 euros extra."),
        ("A repair takes about two weeks.", "It will be six weeks before a repair is done."),
        (
            "You may take two bags on the coach.",
            "Each passenger can take only one bag on the coach.",
        ),
        ("The pool is open until 8 pm.", "The pool closes at 6 pm."),
        ("La garantía es de 2 años.", "La garantía dura 3 años."),
        ("Hunde sind erlaubt.", "Hunde sind leider nicht erlaubt."),
    ] {
        assert_eq!(check(draft, &card(), &log(&[("bot", before)])).len(), 1, "{before} {draft}");
    }
}

#[test]
fn exceptions_sums_for_several_and_other_things_contradict_nothing() {
    for (before, draft) in [
        ("We close at 6 pm.", "Normally that's right, but tomorrow we close at 4 pm."),
        ("The deposit is $60 per canoe.", "Then the deposit for both canoes comes to $120."),
        ("The pool closes at 8 pm.", "The sauna closes at 10 pm."),
        ("The trial lasts 14 days.", "Your trial started 10 days ago, so 4 days are left."),
        ("The warranty covers the motor.", "The warranty does not cover the battery."),
        ("The shop opens at 9 am.", "On Sundays the shop opens at 11 am."),
    ] {
        assert_eq!(check(draft, &card(), &log(&[("bot", before)])), [], "{before} {draft}");
    }
}
