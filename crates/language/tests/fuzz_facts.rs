//! Any text can come: nothing panics, nothing takes long, and what was hidden stays so. More rounds with
//! `WARMLINE_FUZZ=10000000`.

use std::time::{Duration, Instant};

use warmline_language::{Message, Products, Reading, detect, facts, mask};
use warmline_model::{Currency, Day, Language};
use warmline_testkit::Prng;

/// Pieces that the parsers look for, and what disturbs them.
const PIECES: [&str; 96] = [
    " ",
    " ",
    " ",
    "  ",
    "-",
    ".",
    ",",
    ":",
    "=",
    "/",
    "#",
    "+",
    "'",
    "\"",
    "“",
    "«",
    "(",
    ")",
    "\n",
    "!",
    "?",
    "•",
    "_",
    "@",
    "$",
    "€",
    "£",
    "₹",
    "%",
    "\u{200B}",
    "\u{202E}",
    "\u{301}",
    "\u{A0}",
    "🙂",
    "0",
    "1",
    "4",
    "7",
    "12",
    "27",
    "123",
    "2026",
    "4242",
    "5555",
    "4444",
    "4242424242424242",
    "536-90-4399",
    "12345678Z",
    "DE89",
    "3704",
    "0044",
    "0532",
    "0130",
    "00",
    "GB82",
    "WEST",
    "password",
    "is",
    "my",
    "pin",
    "code",
    "cvv",
    "for",
    "sk_live_",
    "eyJ",
    "Bearer",
    "token",
    "passport",
    "number",
    "order",
    "contraseña",
    "es",
    "пароль",
    "密码",
    "是",
    "パスワード",
    "は",
    "비밀번호",
    "٤",
    "٢",
    "４",
    "２",
    "a",
    "Z",
    "x1",
    "hunter2",
    "reset",
    "not",
    "example.com",
    "USD",
    "euros",
    "March",
    "5th",
    "yesterday",
    "k",
    "million",
];

fn text(prng: &mut Prng) -> String {
    let pieces = prng.below(14);
    let spaced = prng.chance(500);
    let mut text = String::new();
    for _ in 0..pieces {
        if prng.chance(40) {
            text.push(char::from_u32(prng.below(0x11_0000) as u32).unwrap_or('\u{FFFD}'));
        } else if prng.chance(100) {
            let digits = prng.below(20);
            text.extend((0..digits).map(|_| char::from(b'0' + prng.below(10) as u8)));
        } else {
            text.push_str(prng.pick::<&str>(&PIECES));
        }
        if spaced {
            text.push(' ');
        }
    }
    text
}

fn rounds() -> u64 {
    std::env::var("WARMLINE_FUZZ").ok().and_then(|n| n.parse().ok()).unwrap_or(5_000)
}

#[test]
fn what_was_hidden_stays_hidden_and_the_rest_stays() {
    let mut prng = Prng::new(71);
    for _ in 0..rounds() {
        let text = text(&mut prng);
        let once = mask(&text);
        let twice = mask(&once.text);
        assert_eq!(once.text, twice.text, "{text:?}");
        assert!(twice.found.is_empty(), "{text:?} -> {:?} -> {:?}", once.text, twice.found);
        if once.found.is_empty() {
            assert_eq!(once.text, text);
        }
    }
}

/// A long text takes not much more than its share: 64 times the text at most 64 * 8 times the time.
fn linear(what: &str, read: impl Fn(&str)) {
    for piece in PIECES.into_iter().chain([
        "-----BEGIN RSA PRIVATE KEY-----",
        "pin=",
        "a@",
        "1 ",
        "1.",
        "4 2 ",
        "sk-",
    ]) {
        let (short, long) = (piece.repeat(200), piece.repeat(200 * 64));
        let time = |text: &str| {
            (0..3)
                .map(|_| {
                    let start = Instant::now();
                    read(text);
                    start.elapsed()
                })
                .min()
                .unwrap_or_default()
        };
        let (short, long) = (time(&short).max(Duration::from_micros(20)), time(&long));
        assert!(long < short * 64 * 8, "{what}: {piece:?} {short:?} {long:?}");
    }
}

fn read_facts(text: &str, language: Language, products: &Products) {
    let today = Day { year: Some(2026), month: 2, day: Some(28) };
    let reading = Reading { language, currency: Currency::USD, today, products };
    let mut done = 0;
    for read in facts(&Message::read(text), &reading) {
        assert!(read.start >= done && text[read.start..].starts_with(&read.text), "{text:?}");
        done = read.start + read.text.len();
    }
}

fn products() -> Products {
    Products::new(&["Aero Lamp", "password", "4242", "パスワード", "a", "code 5th"])
}

#[test]
fn facts_and_languages_are_read_from_anything() {
    let (mut prng, products) = (Prng::new(62), products());
    for _ in 0..rounds() {
        let text = text(&mut prng);
        let language = *prng.pick(&Language::ALL);
        read_facts(&text, language, &products);
        let _ = detect(&Message::read(&text));
    }
}

#[test]
fn facts_are_read_in_linear_time() {
    let products = products();
    for language in [Language::En, Language::Ru, Language::Ja] {
        linear("facts", |text| read_facts(text, language, &products));
    }
}

#[test]
fn the_language_is_told_in_linear_time() {
    linear("detect", |text| {
        let _ = detect(&Message::read(text));
    });
}

#[test]
fn hiding_is_linear() {
    linear("mask", |text| {
        let _ = mask(text);
    });
}
