//! Texts nobody would write: no question about a message panics or takes more than linear time.
//!
//! `WARMLINE_FUZZ` sets how many texts are tried (3,000 without it).

use std::hint::black_box;
use std::time::{Duration, Instant};

use warmline_language::{
    Message, Phrases, detect, explicit_request, resolved, signals, small_talk, tokens, yes_or_no,
};
use warmline_testkit::Prng;

/// What the parsers look for, and what might trip them.
const PIECES: [&str; 64] = [
    "speak",
    "to",
    "a",
    "human",
    "agent",
    "not",
    "don't",
    "want",
    "I",
    "without",
    "talk",
    "manager",
    "connect",
    "me",
    "with",
    "is",
    "there",
    "anyone",
    "still",
    "no",
    "yes",
    "thanks",
    "hello",
    "asap",
    "urgent",
    "scared",
    "WHY",
    "quiero",
    "hablar",
    "con",
    "alguien",
    "je",
    "veux",
    "parler",
    "humain",
    "mit",
    "einem",
    "Menschen",
    "sprechen",
    "konuş",
    "temsilciye",
    "człowiekiem",
    "с",
    "человеком",
    "оператор",
    "مع",
    "موظف",
    "से",
    "बात",
    "人",
    "人工客服",
    "転送",
    "オペレーター",
    "상담원",
    "연결",
    "\u{200B}",
    "\u{202E}",
    "🙂",
    "İ",
    "ß",
    "ﬃ",
    "Ⱥ",
    "е\u{301}",
    "*",
];
const BETWEEN: [&str; 12] = [" ", " ", " ", " ", "", ", ", ". ", "\n", "\"", "“", "”", "'"];
const ENDS: [u32; 8] = [0x80, 0x80, 0x250, 0x500, 0xA00, 0x3100, 0xFFFF, 0x11_0000];

fn text(prng: &mut Prng) -> String {
    let mut out = String::new();
    for _ in 0..prng.below(14) {
        match prng.below(8) {
            0 => {
                let end = ENDS[prng.below(ENDS.len())] as usize;
                let letters = prng.below(12);
                let random = |prng: &mut Prng| u32::try_from(prng.below(end)).ok();
                out.extend((0..letters).filter_map(|_| char::from_u32(random(prng)?)));
            }
            1 => {
                let piece = PIECES[prng.below(PIECES.len())];
                out.push_str(&piece.repeat(1 + prng.below(4)));
            }
            2 => {
                // A slip: one letter of a word goes.
                let piece = PIECES[prng.below(PIECES.len())];
                let gone = prng.below(piece.chars().count());
                out.extend(piece.chars().enumerate().filter(|(at, _)| *at != gone).map(|(_, c)| c));
            }
            _ => out.push_str(PIECES[prng.below(PIECES.len())]),
        }
        out.push_str(BETWEEN[prng.below(BETWEEN.len())]);
    }
    out
}

/// Everything that can be asked of a message; what is quoted from it is in it.
fn ask_everything(text: &str) {
    let message = Message::read(text);
    if let Some(found) = explicit_request(&message) {
        assert!(text.contains(&found.evidence), "{text:?}");
    }
    for heard in signals(&message) {
        assert!(text.contains(&heard.words) && !heard.words.is_empty(), "{text:?}: {heard:?}");
    }
    black_box((
        resolved(&message),
        small_talk(&message),
        yes_or_no(&message),
        detect(&message),
        tokens(text),
    ));
}

fn rounds() -> usize {
    std::env::var("WARMLINE_FUZZ").ok().and_then(|count| count.parse().ok()).unwrap_or(3_000)
}

#[test]
fn no_text_makes_a_question_about_it_panic() {
    let mut prng = Prng::new(1);
    for _ in 0..rounds() {
        ask_everything(&text(&mut prng));
    }
}

#[test]
fn no_word_list_makes_its_parser_or_a_search_panic() {
    let mut prng = Prng::new(2);
    let mut accepted = 0;
    for _ in 0..rounds() {
        let lines: Vec<String> = (0..prng.below(4))
            .map(|_| {
                let line = text(&mut prng);
                if prng.below(3) == 0 { line.replace(' ', " * ") } else { line }
            })
            .collect();
        let searched = text(&mut prng);
        match Phrases::parse(&lines) {
            Ok(phrases) => {
                accepted += 1;
                if let Some(found) = phrases.find(&Message::read(&searched)) {
                    assert!(searched.contains(&found) && !found.is_empty(), "{lines:?}");
                }
            }
            Err(refused) => {
                assert!((1..=lines.len()).contains(&refused.line) && !refused.why.is_empty());
            }
        }
    }
    assert!(accepted > 0);
}

/// The shortest of three runs, so that a busy machine doesn't count.
fn shortest(run: impl Fn()) -> Duration {
    let time = |_| {
        let start = Instant::now();
        run();
        start.elapsed()
    };
    (0..3).map(time).min().unwrap_or_default()
}

#[test]
fn eight_times_the_text_takes_about_eight_times_as_long() {
    ask_everything("ready");
    let lines: Vec<String> =
        ["speak to * lawyer", "aa * bb * cc * dd", "人工 * 客服"].map(str::to_owned).to_vec();
    let phrases = Phrases::parse(&lines).expect("a list");
    for unit in [
        "a",
        "A",
        "agentt ",
        "人工客服我要",
        "オペレーターと",
        "상담원 연결 ",
        "speak to a agent speak to ",
        "I don't want to talk to a human without speaking to an agent. ",
        "\"speak to a human\" x ",
        "aa bb cc aa bb cc dd ",
        "not urgent not urgent ",
        "no, ",
        "SHOUT ",
        "से बात करनी है एजेंट ",
        "temsilciyle konuşmak istemiyorum ",
        "\u{202E}\u{200B}",
        "\"",
        "aaaab",
    ] {
        let of = |length| unit.chars().cycle().take(length).collect::<String>();
        let (short, long) = (of(4_000), of(32_000));
        let run = |text: &str| {
            ask_everything(text);
            black_box(phrases.find(&Message::read(text)));
        };
        let (once, eightfold) = (shortest(|| run(&short)), shortest(|| run(&long)));
        let most = once * 24 + Duration::from_millis(100);
        assert!(eightfold < most, "{unit:?}: {once:?}, and eight times the text {eightfold:?}");
    }
}
