//! Drafts and logs nobody would write: the guard never panics, and is quick enough for each keystroke.
//!
//! `WARMLINE_FUZZ` sets how many are tried (3,000 without it).

use std::hint::black_box;
use std::time::{Duration, Instant};

use warmline_guard::{Warning, check};
use warmline_model::{Author, Body, Card, Entry, Seq, Timestamp};
use warmline_testkit::Prng;

const PIECES: [&str; 48] = [
    "what",
    "is",
    "your",
    "order",
    "number",
    "4711",
    "#4711",
    "could",
    "you",
    "give me",
    "e-mail",
    "jo@post.example",
    "when",
    "did",
    "you order",
    "have you tried",
    "restarting",
    "refunds",
    "take",
    "5",
    "5-7",
    "10 %",
    "$49.00",
    "€ 49,90",
    "days",
    "not",
    "don't",
    "ship",
    "to Norway",
    "sorry",
    "wrong",
    "cuál es su",
    "número de pedido",
    "wie lautet",
    "Bestellnummer",
    "quel est",
    "人工客服",
    "\u{202E}",
    "\u{200B}",
    "🙂",
    "ß",
    "ﬃ",
    "9am",
    "14:00",
    "2026-03-01",
    "99999999999999999999999",
    "-",
    "%",
];
const BETWEEN: [&str; 10] = [" ", " ", " ", "", ", ", ". ", "? ", "\n", "\"", "“"];

fn text(prng: &mut Prng) -> String {
    let mut out = String::new();
    for _ in 0..prng.below(16) {
        if prng.below(9) == 0 {
            let letters = prng.below(8);
            out.extend(
                (0..letters)
                    .filter_map(|_| char::from_u32(u32::try_from(prng.below(0x11_0000)).ok()?)),
            );
        }
        out.push_str(PIECES[prng.below(PIECES.len())]);
        out.push_str(BETWEEN[prng.below(BETWEEN.len())]);
    }
    out
}

fn card() -> Card {
    let json = r#"{"version":3,"summary":"","customer":{"name":"Ana","verified":false},"tier":"standard",
        "department":"general","language":"en","attempts":[],"passed_along":[],"articles":[],
        "entities":[{"entry":1,"text":"4711","kind":"order_number","number":"4711"}]}"#;
    serde_json::from_str(json).expect("a card")
}

fn entry(seq: u64, text: String) -> Entry {
    let author = if seq.is_multiple_of(2) { Author::Bot } else { Author::Visitor };
    Entry { seq: Seq(seq), at: Timestamp(0), author, body: Body::words(text), client_id: None }
}

#[test]
fn no_draft_and_no_log_make_the_guard_panic() {
    let rounds =
        std::env::var("WARMLINE_FUZZ").ok().and_then(|count| count.parse().ok()).unwrap_or(3_000);
    let (mut prng, card) = (Prng::new(5), card());
    for _ in 0..rounds {
        let entries = prng.below(6);
        let log: Vec<Entry> = (1..).take(entries).map(|seq| entry(seq, text(&mut prng))).collect();
        let draft = text(&mut prng);
        for warning in check(&draft, &card, &log) {
            match warning {
                Warning::Repeats { asks, answer, .. } => {
                    assert!(draft.contains(&asks) && !answer.is_empty(), "{draft:?}: {asks:?}");
                }
                Warning::Contradicts { says, before, entry } => {
                    assert!(!says.is_empty() && !before.is_empty() && entry.0 > 0, "{draft:?}");
                }
            }
        }
    }
}

#[test]
fn an_empty_draft_is_fine() {
    assert!(check("", &card(), &[]).is_empty());
    assert!(check(" \n?!", &card(), &[entry(1, String::new())]).is_empty());
}

/// A build that is not optimised is given twenty times as long.
#[test]
fn a_draft_of_4000_characters_against_200_entries_is_checked_within_a_keystroke() {
    let said = [
        "I ordered the lamp on 3 March and it has not come yet, can you check?",
        "Delivery takes 3 to 5 business days. Have you looked at the tracking page already?",
        "Yes I have, nothing there since Monday. I already restarted the app as well.",
        "Refunds take 5 days. We do not ship to islands. Which size do you normally wear?",
    ];
    let log: Vec<Entry> = (1..=200)
        .map(|seq| entry(seq, said[usize::try_from(seq).unwrap() % said.len()].to_owned()))
        .collect();
    let mut draft = String::new();
    while draft.len() < 4_000 {
        draft.push_str("Thank you for waiting. Could you give me your order number, please? Refunds take 10 days. ");
        draft.push_str(
            "When did it start, and have you tried another browser? What does the box look like? ",
        );
    }
    let card = card();
    black_box(check(&draft, &card, &log));
    // The fastest of several: other programs on the machine make the rest slower.
    let timed = (0..30).map(|_| {
        let begun = Instant::now();
        black_box(check(&draft, &card, &log));
        begun.elapsed()
    });
    let each = timed.min().unwrap_or_default();
    println!("{each:?} for each draft");
    let limit = if cfg!(debug_assertions) { 40 } else { 2 };
    assert!(each < Duration::from_millis(limit), "{each:?}");
}
