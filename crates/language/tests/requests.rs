//! Requests for a person in fifteen languages, and what only looks like one.

use warmline_language::{Message, detect, explicit_request, tokens};
use warmline_model::Language;

/// A line per sentence: `+` asks for a person, `-` doesn't.
const SENTENCES: [(Language, &str); 15] = [
    (Language::En, include_str!("sentences/en.txt")),
    (Language::Es, include_str!("sentences/es.txt")),
    (Language::Pt, include_str!("sentences/pt.txt")),
    (Language::Fr, include_str!("sentences/fr.txt")),
    (Language::De, include_str!("sentences/de.txt")),
    (Language::It, include_str!("sentences/it.txt")),
    (Language::Nl, include_str!("sentences/nl.txt")),
    (Language::Pl, include_str!("sentences/pl.txt")),
    (Language::Tr, include_str!("sentences/tr.txt")),
    (Language::Ja, include_str!("sentences/ja.txt")),
    (Language::Zh, include_str!("sentences/zh.txt")),
    (Language::Ko, include_str!("sentences/ko.txt")),
    (Language::Ar, include_str!("sentences/ar.txt")),
    (Language::Hi, include_str!("sentences/hi.txt")),
    (Language::Ru, include_str!("sentences/ru.txt")),
];

fn sentences(mark: &str) -> impl Iterator<Item = (Language, &'static str)> {
    SENTENCES.iter().flat_map(move |&(language, lines)| {
        lines.lines().filter_map(move |line| Some((language, line.strip_prefix(mark)?.trim())))
    })
}

//
#[test]
fn a_person_is_asked_for_in_the_customers_own_words_in_every_language() {
    let missed: Vec<_> = sentences("+")
        .filter(|(_, text)| explicit_request(&Message::read(*text)).is_none())
        .collect();
    assert!(missed.is_empty(), "{missed:#?}");
    for language in Language::ALL {
        assert!(sentences("+").filter(|(l, _)| *l == language).count() >= 85);
        assert!(sentences("-").filter(|(l, _)| *l == language).count() >= 60);
    }
}

// talk about people, agents and bots is no request.
#[test]
fn what_only_mentions_a_person_stays_silent() {
    let false_fires: Vec<_> = sentences("-")
        .filter_map(|(language, text)| {
            Some((language, text, explicit_request(&Message::read(text))?))
        })
        .collect();
    assert!(false_fires.is_empty(), "{false_fires:#?}");
}

//
#[test]
fn the_universal_keywords_hand_off_alone() {
    for word in ["human", "agent", "manager"] {
        for text in [
            word.to_owned(),
            word.to_uppercase(),
            format!("{word}!!!"),
            format!("  {word} please"),
            format!("{word}, {word}, {word}"),
            format!("Hello. {word}."),
            format!("“{word}” 🙏"),
        ] {
            let found = explicit_request(&Message::read(&text));
            assert!(found.is_some(), "{text}");
        }
    }
}

//
#[test]
fn the_evidence_is_what_the_customer_wrote() {
    let text = "My parcel is lost. Please let me SPEAK to a hυman, it is due today";
    let found = explicit_request(&Message::read(text)).expect("a request");
    assert_eq!(found.language, Language::En);
    assert_eq!(found.evidence, "SPEAK to a hυman");
}

#[test]
fn nothing_is_read_into_empty_or_endless_messages() {
    for text in ["", " ", "🙂", "?", "\u{200B}", "\u{202E}\u{FEFF}"] {
        assert_eq!(explicit_request(&Message::read(text)), None, "{text:?}");
        assert_eq!(detect(&Message::read(text)), None, "{text:?}");
        assert!(tokens(text).is_empty(), "{text:?}");
    }
    for letter in ['a', '人', 'ا', 'क', 'あ', '한', 'я', '.', '\u{301}'] {
        let text = letter.to_string().repeat(4_000);
        assert_eq!(explicit_request(&Message::read(&text)), None, "{letter:?}");
        let _ = detect(&Message::read(&text));
    }
}

#[test]
fn no_text_panics() {
    let mut state = 7_u64;
    let mut next = |below: u32| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as u32) % below
    };
    let ends = [0x80, 0x250, 0x500, 0xA00, 0x3000, 0xFFFF, 0x11_0000];
    for round in 0..2_000 {
        let end = ends[round % ends.len()];
        let mut text: String = (0..next(60)).filter_map(|_| char::from_u32(next(end))).collect();
        if round % 3 == 0 {
            text.push_str(" human 人工客服 ");
            text.extend((0..next(20)).filter_map(|_| char::from_u32(next(end))));
        }
        if let Some(found) = explicit_request(&Message::read(&text)) {
            assert!(text.contains(&found.evidence), "{text:?}");
        }
        let _ = (tokens(&text), detect(&Message::read(&text)));
    }
}

#[test]
fn letters_that_grow_or_shrink_when_folded_never_break_the_evidence() {
    // One that grows and one that shrinks, around letters that are read one by one.
    for text in ["Ⱥ상담원연결해주세요é", "éȺ상담원", "ﬃ상담원İ", "Ⱥ人間と話したいé", "ẞ转人工ǆ"]
    {
        if let Some(request) = explicit_request(&Message::read(text)) {
            assert!(text.contains(&request.evidence), "{text}: {}", request.evidence);
        }
    }
}
