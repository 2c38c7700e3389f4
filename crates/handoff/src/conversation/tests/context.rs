//! Where the visitor was, and what the site's systems know: on the card, and in nobody's way.

use super::*;
use crate::sources::SourceAnswer;
use warmline_model::{
    LookUp, LookUpOutcome, PageRef, ProductEvent, ProfileFact, ProfileField, Step, TrailStep,
};

fn page(at: i64, url: &str, title: &str) -> TrailStep {
    let page = PageRef { url: url.into(), title: title.into() };
    TrailStep { at: Timestamp(at), step: Step::Page(page) }
}

fn event(at: i64, name: &str, attributes: &[(&str, &str)]) -> TrailStep {
    let attributes = attributes.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
    let event = ProductEvent { name: name.into(), attributes: attributes.collect() };
    TrailStep { at: Timestamp(at), step: Step::Event(event) }
}

fn urls(card: &Card) -> Vec<&str> {
    let urls = card.trail.iter().filter_map(|step| match &step.step {
        Step::Page(page) => Some(page.url.as_str()),
        Step::Event(_) => None,
    });
    urls.collect()
}

#[test]
fn pages_and_events_before_the_question_are_on_the_card() {
    //
    let mut scene = Scene::new();
    let steps = vec![
        page(1, "https://shop.example/tents?token=s3cret#top", "Tents"),
        event(2, "export failed", &[("file", "q3.csv"), ("password", "swordfish")]),
        page(3, "https://user:key@shop.example/cart", "Cart"),
        page(4, "https://shop.example/cart", "Cart (2)"),
        page(5, "javascript:alert(1)", "x"),
    ];
    let effects = scene.at(0, Event::VisitorWent(steps));
    assert_eq!(effects, [Effect::ShowTeam]);
    let card = scene.machine.card();
    assert_eq!(urls(card), ["https://shop.example/tents", "https://shop.example/cart"]);
    assert_eq!(card.page.as_ref().map(|page| page.title.as_str()), Some("Cart (2)"));
    let Step::Event(event) = &card.trail[1].step else { panic!("{:?}", card.trail) };
    assert_eq!(event.attributes.get("file").map(String::as_str), Some("q3.csv"));
    //
    assert!(!format!("{card:?}").contains("swordfish"), "{event:?}");
    // The same page again is no news, and a new matter begins where they are.
    let again = Event::VisitorWent(vec![page(6, "https://shop.example/cart", "Cart (2)")]);
    assert_eq!(scene.at(1, again), []);
}

#[test]
fn what_was_before_may_be_told_after_and_a_page_is_told_once() {
    // the opening names the page, and the trail before it comes with the first frame.
    let mut scene = Scene::new();
    let cart = PageRef { url: "https://shop.example/cart".into(), title: "Cart".into() };
    scene.at(100, Event::VisitorCame(Some(cart)));
    let told = |ms| (T0 + warmline_model::Millis(ms)).0;
    scene.at(
        101,
        Event::VisitorWent(vec![
            page(told(1_000), "https://shop.example/tents", "Tents"),
            event(told(2_000), "export failed", &[]),
            page(told(90_000), "https://shop.example/cart", "Cart"),
        ]),
    );
    let card = scene.machine.card();
    assert_eq!(urls(card), ["https://shop.example/tents", "https://shop.example/cart"]);
    assert_eq!(card.trail.last().map(|step| step.at.0), Some(told(90_000)));
    // An older page that comes late is not where they are.
    let late = page(told(1_500), "https://shop.example/stoves", "Stoves");
    scene.at(102, Event::VisitorWent(vec![late]));
    let card = scene.machine.card();
    assert_eq!(card.page.as_ref().map(|page| page.title.as_str()), Some("Cart"));
    assert_eq!(urls(card).len(), 3);
}

#[test]
fn what_is_sensitive_in_a_title_an_address_or_an_attribute_is_masked_and_the_newest_are_kept() {
    //
    let mut scene = Scene::new();
    let number = "4111111111111111";
    let steps = vec![
        page(1, &format!("https://shop.example/pay/{number}"), &format!("Card {number}")),
        event(2, "paid", &[("card", number), ("note", "ok\u{202E}")]),
    ];
    let _shown = scene.at(0, Event::VisitorWent(steps));
    let json = serde_json::to_string(scene.machine.card()).expect("JSON");
    assert!(!json.contains(number) && !json.contains('\u{202E}'), "{json}");
    let many = (0..100).map(|n| event(n, &format!("click {n}"), &[])).collect();
    let _shown = scene.at(1, Event::VisitorWent(many));
    let card = scene.machine.card();
    assert_eq!((card.trail.len(), urls(card).len()), (TrailStep::KEPT + 1, 1));
    let last = card.trail.last().map(|step| &step.step);
    assert!(matches!(last, Some(Step::Event(e)) if e.name == "click 99"), "{last:?}");
}

fn answer(facts: &[(ProfileField, &str)], outcome: LookUpOutcome) -> SourceAnswer {
    let source = || "CRM".to_owned();
    let facts = facts.iter().map(|(field, value)| ProfileFact {
        field: *field,
        label: None,
        value: (*value).to_owned(),
        source: source(),
        asked_about: false,
    });
    let look_up = LookUp { source: source(), at: Timestamp(7), outcome, unverified: false };
    SourceAnswer { look_up, facts: facts.collect() }
}

#[test]
fn a_handoff_waits_for_no_look_up_and_hears_of_it_when_it_comes() {
    //
    let mut scene = Scene::new();
    let customer = Customer { id: Some("7".into()), verified: true, ..Customer::default() };
    scene.at(0, Event::CustomerKnown(customer));
    scene.at(1, Event::VisitorAskedForHuman(id("a")));
    assert!(matches!(scene.machine.stage(), Stage::Waiting(_)));
    let failed = answer(&[], LookUpOutcome::TooSlow { ms: 800 });
    assert_eq!(scene.at(2, Event::LookedUp(vec![failed.clone()])), [Effect::ShowTeam]);
    assert_eq!(scene.machine.card().looked_up.first(), Some(&failed.look_up));
    // The same again, as a call that is repeated: nothing.
    assert_eq!(scene.at(3, Event::LookedUp(vec![failed])), []);
    let found = answer(&[(ProfileField::Name, "Maria Lind")], LookUpOutcome::Found);
    let effects = scene.at(4, Event::LookedUp(vec![found])).to_vec();
    assert_eq!(scene.machine.card().customer.name.as_deref(), Some("Maria Lind"));
    let told = effects.iter().any(|effect| {
        matches!(effect, Effect::Tell(_, DeskNote::Join { customer: Some(name), .. }) if name == "Maria Lind")
    });
    assert!(told, "the desk's line has the name: {effects:?}");
    assert!(!effects.contains(&Effect::Show), "nothing of it is the visitor's to see");
}
