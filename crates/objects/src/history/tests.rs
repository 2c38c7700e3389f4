//! What users type never becomes an operator; pages have no doubles; like is what shares rare words.

use super::*;

fn search(words: &str) -> (String, Vec<String>) {
    let search = Search::new(words).expect("few words").expect("words");
    (search.any, search.each)
}

#[test]
fn words_phrases_and_the_beginning_of_the_last_word_are_looked_for() {
    assert_eq!(search("wrong charge").1, ["\"wrong\"", "\"charge\"*"]);
    assert_eq!(search("wrong charge").0, "\"wrong\" OR \"charge\"*");
    assert_eq!(search("\"wrong charge\" March").1, ["\"wrong charge\"", "\"March\"*"]);
    assert_eq!(search("March \"wrong charge\"").1, ["\"March\"", "\"wrong charge\""]);
    assert_eq!(search("March \"wrong cha").1, ["\"March\"", "\"wrong cha\"*"]);
    assert_eq!(search("\u{201e}falsche Rechnung\u{201c}").1, ["\"falsche Rechnung\""]);
}

#[test]
fn what_looks_like_an_operator_is_looked_for_as_words_or_not_at_all() {
    for (words, each) in [
        ("\" OR 1=1 --", &["\"OR 1=1 --\"*"][..]),
        ("NEAR(a b)", &["\"NEAR(a\"", "\"b)\"*"]),
        ("text:secret", &["\"text:secret\"*"]),
        ("a* AND NOT b", &["\"a*\"", "\"AND\"", "\"NOT\"", "\"b\"*"]),
        ("^x + {y}", &["\"^x\"", "\"{y}\"*"]),
        ("x\u{0}\u{1}y", &["\"xy\"*"]),
    ] {
        assert_eq!(search(words).1, each, "{words}");
    }
    for nothing in ["", "*", "\"", "\"\"\"", "- ( ) :", "\u{2}\u{3}", "🙂"] {
        assert_eq!(Search::new(nothing), Ok(None), "{nothing}");
    }
    let many = "word ".repeat(17);
    let refused = Search::new(&many).expect_err("too many");
    assert_eq!(refused.message, "q: at most 16 words, not 17");
}

#[test]
fn no_text_holds_the_marks_of_a_snippet_and_letters_without_spaces_are_words() {
    assert_eq!(searchable("a\u{2}b\u{3} c\nd"), "ab c\nd");
    let text = "请退款 now 환불";
    assert_eq!(searchable(text), "请\u{200b}退\u{200b}款 now 환\u{200b}불");
    assert_eq!(shown(&searchable(text)), text);
    assert_eq!(search("退款").1, ["\"退\u{200b}款\"*"]);
    assert_eq!(searchable(&"x".repeat(5_000)).len(), MAX_TEXT_CHARS);
    let found = found_at(3, "请\u{200b}\u{2}退\u{200b}款\u{3}");
    assert_eq!((found.entry, found.snippet.as_str()), (Some(Seq(3)), "请\u{2}退款\u{3}"));
    assert_eq!((found_at(0, "x").entry, found_at(-2, "x").entry), (None, None));
}

#[test]
fn a_page_begins_where_the_one_before_ended_and_what_no_page_gave_is_refused() {
    for after in [After::Before(Timestamp(1_763_000_000_000), 7), After::AllBut(vec![3, 1, 2])] {
        assert_eq!(After::read(&after.write()), Ok(after));
    }
    let long = format!("s{}", vec!["1"; MAX_FOUND + 1].join("."));
    for bad in ["", "s", "s1,2", "1", "1.x", "-", "sDROP", &long] {
        let refused = After::read(bad).expect_err(bad);
        assert!(refused.message.starts_with("after: what the page before gave"), "{bad}");
    }
}

#[test]
fn only_what_was_said_is_recorded() {
    let entry =
        |author, body| Entry { seq: Seq(1), at: Timestamp(1), author, body, client_id: None };
    let text = |text: &str| Body::words(text);
    assert_eq!(recorded(&entry(Author::Visitor, text("Hi"))).as_deref(), Some("Hi"));
    assert_eq!(recorded(&entry(Author::System, text("Hi"))), None);
    assert_eq!(recorded(&entry(Author::Visitor, text("…"))), None);
    assert_eq!(recorded(&entry(Author::Visitor, Body::AskedForHuman)), None);
    let rated = Body::Rated { score: 5, comment: Some("kind".into()) };
    assert_eq!(recorded(&entry(Author::Visitor, rated)).as_deref(), Some("kind"));
}

#[test]
fn a_question_is_looked_up_by_the_beginnings_of_its_longer_words() {
    let words = like_words("How do I get refunds, for the refunds of the kit?");
    assert_eq!(words, ["\"refun\"*"]);
    assert_eq!(like_words("Wo ist meine Rechnung?"), ["\"meine\"", "\"rechnu\"*"]);
    let pair = |two: &str| format!("\"{}\"", searchable(two));
    assert_eq!(like_words("请退款"), [pair("请退"), pair("退款")]);
    assert_eq!(like_words(&"abcdefgh ".repeat(9)).len(), 1);
    let many: String = (0..99).map(|n| format!("{n:02}question ")).collect();
    assert_eq!(like_words(&many).len(), LIKE_WORDS);
    assert!(like_words("?! \" OR").is_empty());
}

#[test]
fn like_is_what_shares_rare_words_and_the_same_topic_comes_first() {
    let other = |number| Candidate { number, same_topic: false };
    let same = |number| Candidate { number, same_topic: true };
    // Of 100: everybody has the first word, few the others.
    let common: Vec<Candidate> = (1..=90).map(other).chain([same(95)]).collect();
    let found = vec![common, vec![other(1), other(2), same(95)], vec![other(2)], vec![other(3)]];
    assert_eq!(most_like(100, &found), [95, 2, 3, 1]);
    assert_eq!(most_like(0, &[]), [0_u64; 0]);
    let all: Vec<Vec<Candidate>> = (0..3).map(|_| (0..50).map(other).collect()).collect();
    assert_eq!(most_like(50, &all).len(), MAX_LIKE);
}
