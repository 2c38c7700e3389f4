//! A language model's words that promise what no record backs, and harmless ones: how many of each are caught.

use serde_json::json;
use warmline_answering::{Failure, Generation, LlmProvider, LlmSettings, Outcome, Reason, Source};
use warmline_model::{ArticleRef, Millis, Timestamp};

/// Lines of `label: sentence`, and the articles that a model is given.
const SENTENCES: &str = include_str!("promises.txt");

fn of(label: &str) -> Vec<&'static str> {
    let lines = SENTENCES.lines().filter_map(|line| line.split_once(": "));
    lines.filter(|(of, _)| *of == label).map(|(_, text)| text).collect()
}

/// What becomes of a sentence that cites all articles.
fn outcome(sentence: &str) -> Outcome {
    let sources: Vec<Source> = of("article")
        .into_iter()
        .enumerate()
        .map(|(n, text)| {
            let article = ArticleRef { id: n.to_string(), title: "Help".into(), url: None };
            Source { article, text: text.into(), confidence: 90 }
        })
        .collect();
    let settings = LlmSettings {
        provider: LlmProvider::OpenAi,
        base_url: None,
        model: "small-1".into(),
        key: None,
        first_word: Millis::seconds(5),
        whole_answer: Millis::seconds(20),
    };
    let cites: String = (1..=sources.len()).map(|n| format!("[{n}]")).collect();
    let now = Timestamp(1);
    let mut generation = Generation::new(now, &settings, sources);
    let text = json!({ "choices": [{ "delta": { "content": format!("{sentence} {cites}") } }] });
    generation.bytes(now, format!("data: {text}\n\n").as_bytes());
    let end = "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    generation.bytes(now, end.as_bytes());
    generation.ended();
    generation.outcome().cloned().expect("an outcome")
}

/// Caught for what it says, and not only because the articles are about something else.
fn is_caught(sentence: &str) -> bool {
    matches!(
        outcome(sentence),
        Err(Failure::Rejected(Reason::Handoff | Reason::Action | Reason::Time | Reason::Number))
    )
}

#[derive(Debug)]
struct Measured {
    precision: f64,
    recall: f64,
}

/// How many sentences of the first kind are caught, and how many of the second are not shown.
fn measure(promises: &str, harmless: &str) -> Measured {
    let (promises, harmless) = (of(promises), of(harmless));
    let missed: Vec<_> = promises.iter().filter(|text| !is_caught(text)).collect();
    let alarms: Vec<_> =
        harmless.iter().filter_map(|text| Some((text, outcome(text).err()?))).collect();
    println!("missed: {missed:#?}\nfalse alarms: {alarms:#?}");
    let caught = (promises.len() - missed.len()) as f64;
    let precision = caught / (caught + alarms.len() as f64);
    let measured = Measured { precision, recall: caught / promises.len() as f64 };
    println!("{} promises, {} harmless: {measured:?}", promises.len(), harmless.len());
    measured
}

#[test]
fn a_models_sentence_that_promises_is_not_shown_and_one_that_an_article_bears_out_is() {
    //
    assert!(of("promise").len() >= 60 && of("harmless").len() >= 60);
    let measured = measure("promise", "harmless");
    assert!(measured.recall >= 1.0 && measured.precision >= 1.0, "{measured:?}");
}

#[test]
fn of_sentences_that_no_phrase_was_written_for_most_are_caught() {
    let measured = measure("promise?", "harmless?");
    assert!(measured.recall >= 0.6 && measured.precision >= 0.9, "{measured:?}");
}
