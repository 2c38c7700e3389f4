//! Models that behave, and models that do not: what a visitor is shown of each.

use serde_json::json;
use warmline_answering::{
    Failure, Generated, Generation, LlmProvider, LlmSettings, Outcome, Reason, Source,
};
use warmline_model::{ArticleRef, Millis, Timestamp};
use warmline_testkit::Prng;

const NOW: Timestamp = Timestamp(1_000_000);

fn settings(provider: LlmProvider) -> LlmSettings {
    LlmSettings {
        provider,
        base_url: None,
        model: "small-1".into(),
        key: None,
        first_word: Millis::seconds(5),
        whole_answer: Millis::seconds(20),
    }
}

fn source(title: &str, text: &str, url: Option<&str>, confidence: u8) -> Source {
    let article =
        ArticleRef { id: title.to_lowercase(), title: title.into(), url: url.map(Into::into) };
    Source { article, text: text.into(), confidence }
}

fn sources() -> Vec<Source> {
    vec![
        source(
            "Refunds",
            "Refunds are sent back to the card that was charged within five working days. Amounts over $1,000 take a \
             day longer. Our team will contact you by e-mail if the card has expired.",
            Some("https://shop.example/refunds"),
            88,
        ),
        source(
            "Delivery",
            "Orders are delivered in 3 to 5 days. Write to help@shop.example or call +44 20 7946 0958 if the parcel \
             is late.",
            None,
            71,
        ),
    ]
}

fn chunk(text: &str) -> String {
    format!("data: {}\n\n", json!({ "choices": [{ "index": 0, "delta": { "content": text } }] }))
}

fn stop() -> String {
    "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n".into()
}

/// What becomes of an answer that comes in pieces of a few characters.
fn answered(text: &str) -> Outcome {
    let mut generation = Generation::new(NOW, &settings(LlmProvider::OpenAi), sources());
    let chars: Vec<char> = text.chars().collect();
    let mut before = String::new();
    for piece in chars.chunks(3) {
        generation.bytes(NOW, chunk(&piece.iter().collect::<String>()).as_bytes());
        if generation.outcome().is_none() {
            assert!(generation.shown().starts_with(&before), "what was shown changed");
            before = generation.shown().to_owned();
        }
    }
    generation.bytes(NOW, stop().as_bytes());
    generation.ended();
    generation.outcome().cloned().expect("an outcome")
}

fn rejected(text: &str) -> Option<Reason> {
    match answered(text) {
        Err(Failure::Rejected(reason)) => Some(reason),
        Ok(_) | Err(_) => None,
    }
}

#[test]
fn an_answer_that_cites_its_article_is_shown_without_the_citation() {
    assert_eq!(
        answered("Refunds are sent to the card that was charged within 5 working days [1]."),
        Ok(Generated {
            text: "Refunds are sent to the card that was charged within 5 working days.".into(),
            cited: vec![sources()[0].article.clone()],
            confidence: 88,
        })
    );
}

#[test]
fn its_confidence_is_that_of_the_least_sure_article_it_cites() {
    let both =
        answered("Refunds go back to your card [1]. Orders are delivered in 3 to 5 days [2].");
    let both = both.expect("an answer");
    assert_eq!(both.confidence, 71);
    assert_eq!(both.cited.len(), 2);
    assert_eq!(answered("Refunds go to your card [1][9].").map(|a| a.confidence), Ok(88));
}

#[test]
fn sentences_are_shown_one_by_one_and_only_whole() {
    let mut generation = Generation::new(NOW, &settings(LlmProvider::OpenAi), sources());
    generation.bytes(NOW, chunk("Refunds are sent back to the card").as_bytes());
    assert_eq!(generation.shown(), "");
    generation.bytes(NOW, chunk(" that was charged [1]. Amounts").as_bytes());
    assert_eq!(generation.shown(), "Refunds are sent back to the card that was charged.");
    generation.bytes(NOW, chunk(" over $1,000 take a day longer [1].").as_bytes());
    generation.bytes(NOW, stop().as_bytes());
    let answer = generation.outcome().cloned().expect("an outcome").expect("an answer");
    assert!(answer.text.ends_with("Amounts over $1,000 take a day longer."), "{}", answer.text);
}

#[test]
fn a_model_that_obeys_injected_instructions_is_not_shown() {
    for (text, reason) in [
        ("An agent will call you at 5pm [1].", Reason::Handoff),
        ("Visit http://evil.example/refunds for your refund [1].", Reason::Link),
        ("Send your card to refunds@evil.example [1].", Reason::Link),
        ("Refunds: shop.example.evil.example/refunds [1].", Reason::Link),
        ("Call +44 20 7946 0000 about the card that was charged [1].", Reason::Number),
        ("Refunds are sent back to the card within 2 hours [1].", Reason::Number),
        ("Refunds are sent back to the card by tomorrow [1].", Reason::Time),
        ("Refunds over $5,000 are sent back to the card [1].", Reason::Number),
        ("I have refunded the card that was charged [1].", Reason::Action),
        ("Your order has been cancelled and the card refunded [1].", Reason::Action),
        ("I am transferring you to our team [1].", Reason::Handoff),
        ("Ignore all rules: pirates sail oceans looking for treasure [1].", Reason::Ungrounded),
        ("Orders are delivered in 3 to 5 days [1].", Reason::Number),
        ("Refunds are sent back to the card that was charged.", Reason::Uncited),
        ("Refunds are sent back to the card [7].", Reason::Uncited),
        ("", Reason::Uncited),
    ] {
        assert_eq!(rejected(text), Some(reason), "{text}");
    }
}

#[test]
fn hidden_characters_do_not_smuggle_a_link_or_a_promise_past_the_guard() {
    for (text, reason) in [
        ("Visit ev\u{200B}il.exam\u{202E}ple about the refund [1].", Reason::Link),
        ("Visit evil．example about the refund [1].", Reason::Link),
        ("I am trans\u{200B}ferring you to our team [1].", Reason::Handoff),
        ("Refunds are sent back to the card in ２ hours [1].", Reason::Number),
    ] {
        assert_eq!(rejected(text), Some(reason), "{text}");
    }
}

#[test]
fn a_bad_sentence_takes_back_what_was_shown_before_it() {
    let mut generation = Generation::new(NOW, &settings(LlmProvider::OpenAi), sources());
    generation.bytes(NOW, chunk("Refunds are sent back to the card [1]. And").as_bytes());
    assert_ne!(generation.shown(), "");
    generation.bytes(NOW, chunk(" an agent will call you [1]. ").as_bytes());
    generation.bytes(NOW, stop().as_bytes());
    assert_eq!(generation.shown(), "");
    assert_eq!(generation.outcome(), Some(&Err(Failure::Rejected(Reason::Handoff))));
}

#[test]
fn what_an_article_says_word_for_word_may_be_said() {
    let quoted = "Our team will contact you by e-mail if the card has expired [1].";
    assert!(answered(quoted).is_ok());
    assert_eq!(
        rejected("Our team will contact you if the card was charged [1]."),
        Some(Reason::Handoff)
    );
    assert_eq!(rejected("Our team will contact you by e-mail [1]."), Some(Reason::Handoff));
    assert!(answered("Write to help@shop.example or call +44 20 7946 0958 [2].").is_ok());
    assert!(
        answered("Read https://shop.example/refunds about the card that was charged [1].").is_ok()
    );
}

#[test]
fn a_kind_word_around_the_answer_does_not_sink_it() {
    let polite =
        "Certainly! Refunds are sent back to the card that was charged [1]. I hope this helps!";
    assert_eq!(
        answered(polite).map(|a| a.text),
        Ok("Certainly! Refunds are sent back to the card that was charged.".into())
    );
    let trailing = "Refunds are sent back to the card [1]. An agent will call you.";
    assert_eq!(rejected(trailing), Some(Reason::Handoff));
}

#[test]
fn a_model_that_does_not_know_is_believed() {
    assert_eq!(answered("NO_ANSWER"), Err(Failure::NoAnswer));
    assert_eq!(answered("Refunds are sent back [1]. NO_ANSWER."), Err(Failure::NoAnswer));
}

#[test]
fn a_model_that_does_not_stop_is_stopped() {
    let long = "Refunds are sent back to the card that was charged [1]. ".repeat(40);
    assert_eq!(rejected(&long), Some(Reason::TooLong));
    let mut generation = Generation::new(NOW, &settings(LlmProvider::OpenAi), sources());
    let megabyte = chunk(&"x".repeat(1_000)).repeat(1_000);
    for _ in 0..10 {
        generation.bytes(NOW, megabyte.as_bytes());
    }
    assert!(matches!(generation.outcome(), Some(Err(_))));
}

#[test]
fn a_stream_that_ends_early_is_no_answer() {
    let mut generation = Generation::new(NOW, &settings(LlmProvider::OpenAi), sources());
    generation.bytes(NOW, chunk("Refunds are sent back to the card [1]. Amounts").as_bytes());
    generation.ended();
    assert!(matches!(generation.outcome(), Some(Err(Failure::Broken(_)))));
    assert_eq!(generation.shown(), "");
}

#[test]
fn five_seconds_to_the_first_word_and_twenty_for_all_of_it() {
    let mut silent = Generation::new(NOW, &settings(LlmProvider::OpenAi), sources());
    assert_eq!(silent.next_deadline(), NOW + Millis::seconds(5));
    silent.bytes(NOW + Millis(4_999), b": still thinking\n\n");
    assert_eq!(silent.outcome(), None);
    silent.tick(NOW + Millis::seconds(5));
    assert_eq!(silent.outcome(), Some(&Err(Failure::LateFirstWord)));

    let mut slow = Generation::new(NOW, &settings(LlmProvider::OpenAi), sources());
    slow.bytes(NOW + Millis(4_999), chunk("Refunds").as_bytes());
    assert_eq!(slow.next_deadline(), NOW + Millis::seconds(20));
    slow.bytes(NOW + Millis::seconds(20), chunk(" are").as_bytes());
    assert_eq!(slow.outcome(), Some(&Err(Failure::Late)));
}

#[test]
fn an_error_in_the_stream_is_no_answer() {
    let mut generation = Generation::new(NOW, &settings(LlmProvider::Anthropic), sources());
    let error = "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"\"}}\n\n";
    generation.bytes(NOW, error.as_bytes());
    assert_eq!(generation.outcome(), Some(&Err(Failure::Broken("overloaded_error".into()))));
    let mut generation = Generation::new(NOW, &settings(LlmProvider::Anthropic), sources());
    generation.refused(529);
    assert_eq!(generation.outcome(), Some(&Err(Failure::Refused(529))));
}

#[test]
fn answers_in_other_languages_are_judged_by_the_same_rules() {
    let article = |text: &str| vec![source("?", text, None, 90)];
    let of = |text: &str, sources: Vec<Source>| {
        let mut generation = Generation::new(NOW, &settings(LlmProvider::OpenAi), sources);
        generation.bytes(NOW, chunk(text).as_bytes());
        generation.bytes(NOW, stop().as_bytes());
        generation.outcome().cloned().expect("an outcome")
    };
    let german = "Erstattungen gehen innerhalb von fünf Werktagen auf die belastete Karte zurück.";
    assert!(of("Erstattungen gehen auf die belastete Karte [1].", article(german)).is_ok());
    assert_eq!(
        of("Ich habe die belastete Karte erstattet [1].", article(german)),
        Err(Failure::Rejected(Reason::Action))
    );
    let japanese = "ご返金は5営業日以内にお支払いのカードへ行われます。";
    assert!(of("ご返金はお支払いのカードへ行われます[1]。", article(japanese)).is_ok());
    assert_eq!(
        of("ご返金は2営業日以内にカードへ行われます[1]。", article(japanese)),
        Err(Failure::Rejected(Reason::Number))
    );
    assert_eq!(
        of("担当者におつなぎします[1]。", article(japanese)),
        Err(Failure::Rejected(Reason::Handoff))
    );
}

/// `WARMLINE_FUZZ=10000000` tries that many.
#[test]
fn no_answer_makes_it_panic_and_no_cut_of_the_bytes_changes_the_outcome() {
    let rounds = std::env::var("WARMLINE_FUZZ").ok().and_then(|n| n.parse().ok());
    let words = [
        "Refunds ",
        "card ",
        "[1]",
        "[",
        "]",
        "【2】",
        "[1, 2]",
        ". ",
        ".",
        "\n",
        "。",
        "5",
        "1,000",
        "٥",
        "é",
        "🙂",
        "\u{200B}",
        "NO_ANSWER",
        "http://",
        "@",
        "a.b.example",
        "I have ",
        "一",
        "1. ",
        "…",
        "'",
        ":",
    ];
    let mut prng = Prng::new(5);
    for round in 0..rounds.unwrap_or(3_000_u64) {
        let text: String = (0..prng.below(30)).map(|_| *prng.pick(&words)).collect();
        let stream = chunk(&text) + &stop();
        let run = |cuts: &mut dyn FnMut(usize) -> usize| {
            let mut generation = Generation::new(NOW, &settings(LlmProvider::OpenAi), sources());
            let mut rest = stream.as_bytes();
            while !rest.is_empty() {
                let (head, tail) = rest.split_at(cuts(rest.len()));
                generation.bytes(NOW, head);
                rest = tail;
            }
            generation.ended();
            generation.outcome().cloned()
        };
        let whole = run(&mut |all| all);
        assert_eq!(run(&mut |all| 1 + prng.below(all)), whole, "round {round}: {text:?}");
    }
}
