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
        body: Body::Text { text: (*text).to_owned() },
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
