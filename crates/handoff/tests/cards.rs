//! Scripted conversations with the card that a person expects of each: figures, floors, and the published schema.

#[path = "cards/expect.rs"]
mod expect;
#[path = "cards/play.rs"]
mod play;

use expect::Score;
use play::{Played, play};
use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The first number that is held out from all tuning.
const HELD_OUT: u32 = 121;

/// The scripts in the order of their names: those that rules were learned from, or those held out.
fn scripts(held_out: bool) -> Vec<(String, serde_json::Value)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(root().join("tests/cards"))
        .expect("tests/cards")
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ext| ext == "json"))
        .collect();
    files.sort();
    let name = |path: &Path| path.file_stem().expect("a name").to_string_lossy().into_owned();
    let number = |name: &str| name.chars().take_while(char::is_ascii_digit).collect::<String>();
    files
        .iter()
        .map(|path| (name(path), std::fs::read_to_string(path).expect("a file")))
        .filter(|(name, _)| {
            (number(name).parse::<u32>().expect("a number") >= HELD_OUT) == held_out
        })
        .map(|(name, text)| {
            let script = serde_json::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
            (name, script)
        })
        .collect()
}

/// Plays a set and prints its figures; with `told`, also each field that is wrong.
fn figures(held_out: bool, told: bool) -> (Score, Score) {
    let (mut card, mut summary) = (Score::default(), Score::default());
    let set = if held_out { "held out" } else { "learned from" };
    for (name, script) in scripts(held_out) {
        let played = play(&script);
        let (of_card, of_summary) = expect::compare(&script["expect"], &played);
        if told {
            let title = script["name"].as_str().unwrap_or_default();
            println!("{name} {title}\n    {}", played.card.summary);
            println!(
                "    {}",
                warmline_handoff::wording::opening(
                    &Default::default(),
                    &played.card,
                    "Ana",
                    "Support"
                )
            );
            if let Some(reason) = &played.card.reason {
                let at: Vec<_> = reason.evidence.iter().map(|evidence| evidence.entry).collect();
                let turn = |entry| played.turns.iter().position(|turn| turn.contains(&entry));
                let at: Vec<_> = at.into_iter().map(turn).collect();
                println!("    reason {:?} of turns {at:?}", reason.trigger);
            }
            for step in &played.card.next_steps {
                println!("    - {}", step.text);
            }
            for heard in &played.card.signals {
                println!("    signal {:?} {:?} {:?}", heard.entry, heard.signal, heard.words);
            }
            for wrong in of_card.wrong.iter().chain(&of_summary.wrong) {
                println!("    wrong: {wrong}");
            }
        }
        card.add(of_card);
        summary.add(of_summary);
    }
    println!(
        "{set}: card complete: {} of {} fields right ({} %)",
        card.right,
        card.all,
        card.percent()
    );
    println!("{set}: summary: {} of {} ({} %)", summary.right, summary.all, summary.percent());
    println!("{set}: wrong fields: {}", card.fields());
    (card, summary)
}

#[test]
fn the_card_is_what_a_person_expects_of_the_conversation() {
    // floors at the level reached.
    let told = std::env::var_os("CARDS_TOLD").is_some();
    let (card, summary) = figures(false, told);
    assert!(card.percent() >= CARD, "card: {:#?}", card.wrong);
    assert!(summary.percent() >= SUMMARY, "summary: {:#?}", summary.wrong);
}

#[test]
fn so_it_is_on_conversations_that_no_rule_was_tuned_on() {
    // never listed one by one, so that nobody tunes on them.
    let (card, summary) = figures(true, false);
    assert!(card.percent() >= HELD_OUT_CARD, "card: {} %", card.percent());
    assert!(summary.percent() >= HELD_OUT_SUMMARY, "summary: {} %", summary.percent());
}

/// Floors for the scripts that rules were learned from, %.
const CARD: u32 = 96;
const SUMMARY: u32 = 98;
/// Floors for those held out, %: the level of their first run. Wanted are 95 and 90.
const HELD_OUT_CARD: u32 = 79;
const HELD_OUT_SUMMARY: u32 = 89;

#[test]
fn every_card_fits_the_published_schema_and_points_into_its_log() {
    //
    let text = std::fs::read_to_string(root().join("schemas/card.v3.json")).expect("the schema");
    let schema: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let schema = jsonschema::draft202012::new(&schema).expect("a schema");
    for (name, script) in scripts(false).into_iter().chain(scripts(true)) {
        let Played { card, log, steps, .. } = play(&script);
        for card in steps.iter().chain([&card]) {
            let json = serde_json::to_value(card).expect("JSON");
            let faults: Vec<String> =
                schema.iter_errors(&json).map(|e| format!("{}: {e}", e.instance_path())).collect();
            assert!(faults.is_empty(), "{name}: {faults:#?}");
            assert!(warmline_handoff::card::points_into(card, &log), "{name}");
            let length = card.summary.chars().count();
            assert!(length <= 260, "{name}: {length}: {}", card.summary);
        }
    }
}
