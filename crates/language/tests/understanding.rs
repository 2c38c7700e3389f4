//! What a message is about and how it sounds, in fifteen languages, and on text that nobody would write.

use std::time::{Duration, Instant};

use warmline_language::topics::topics;
use warmline_language::{Message, Turn, dissatisfaction, negativity, same_question};

#[test]
fn the_topic_of_a_plain_sentence_is_known_in_every_language() {
    // A line is the likeliest topic and a sentence; `none` for an ordinary message.
    let mut wrong = Vec::new();
    for line in include_str!("topics/sentences.txt").lines() {
        let Some((topic, text)) = line.split_once(" | ") else { continue };
        let found = topics(&Message::read(text));
        let said = found.first().map_or("none", |score| score.topic.code());
        if said != topic {
            wrong.push(format!("{text}: {said}, not {topic} {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_evidence_is_a_part_of_the_message() {
    let text = "Hello there. My lawyer, Ms Ortiz, will call.";
    let found = topics(&Message::read(text));
    assert_eq!(found[0].evidence, "lawyer");
    let text = "对不起，我要投诉";
    assert_eq!(topics(&Message::read(text))[0].evidence, "投诉");
}

#[test]
fn what_is_denied_is_no_danger() {
    for text in ["Nobody was hurt and there was no fire", "No injuries, just a scratch on the lid"]
    {
        let found = topics(&Message::read(text));
        assert!(found.iter().all(|score| score.topic.code() != "health_safety"), "{text}");
    }
}

#[test]
fn anger_sounds_worse_than_thanks_in_every_language() {
    for (angry, pleased) in [
        ("This is the worst service I ever had", "Thanks, great help"),
        ("Es un servicio pésimo, una vergüenza", "Muchas gracias, excelente"),
        ("Péssimo atendimento, uma vergonha", "Obrigado, foi excelente"),
        ("C'est inadmissible, un service horrible", "Merci, c'est parfait"),
        ("Das ist eine Frechheit, katastrophaler Service", "Danke, alles perfekt"),
        ("Servizio pessimo, vergognoso", "Grazie, perfetto"),
        ("Belachelijk, wat een slechte service", "Bedankt, uitstekend geholpen"),
        ("To skandal, okropna obsługa", "Dziękuję, świetnie"),
        ("Rezalet bir hizmet, berbat", "Teşekkürler, harika"),
        ("最悪の対応です", "ありがとう、完璧です"),
        ("太差了，垃圾服务", "谢谢，非常好"),
        ("정말 최악이에요, 짜증나요", "감사합니다, 최고예요"),
        ("خدمة فظيعة ومقرفة", "شكرا، ممتاز"),
        ("बकवास सेवा, बहुत घटिया", "धन्यवाद, बढ़िया"),
        ("Ужасный сервис, это позор", "Спасибо, отлично"),
    ] {
        let (bad, good) = (negativity(&Message::read(angry)), negativity(&Message::read(pleased)));
        assert!(bad >= 60 && good <= 40, "{angry}: {bad}, {pleased}: {good}");
    }
}

#[test]
fn not_good_is_bad_and_a_plain_question_is_neither() {
    assert!(negativity(&Message::read("this is not good at all")) >= 50);
    assert!(negativity(&Message::read("No problem, thank you")) < 40);
    assert!(negativity(&Message::read("Is there a store in Lyon?")) < 50);
}

#[test]
fn a_customer_turned_down_twice_is_less_satisfied_than_one_who_was_helped() {
    let turns = |bot: &str, customer: &str| {
        let (first, bot, customer) = (
            Message::read("I need a room for Friday"),
            Message::read(bot),
            Message::read(customer),
        );
        dissatisfaction(&[
            Turn { by_customer: true, message: &first },
            Turn { by_customer: false, message: &bot },
            Turn { by_customer: true, message: &customer },
        ])
    };
    let failed = turns("Sorry, I could not find any room.", "No, that is not what I asked");
    let helped = turns("Your room is booked.", "Perfect, thanks!");
    assert!(failed >= 60 && helped <= 20, "{failed} {helped}");
    let failed = turns("Leider konnte ich nichts finden.", "Nein, das hilft mir nicht");
    let helped = turns("Das Zimmer ist gebucht.", "Super, danke");
    assert!(failed >= 50 && helped <= 20, "{failed} {helped}");
    assert_eq!(dissatisfaction(&[]), 0);
}

#[test]
fn the_same_question_is_known_in_other_words_and_other_languages() {
    let same = |a: &str, b: &str| same_question(&Message::read(a), &Message::read(b));
    assert!(same("Where is my parcel?", "where's my parcel now") >= 50);
    assert!(same("Wo ist mein Paket?", "wo bleibt mein Paket") >= 50);
    assert!(same("私の荷物はどこですか", "荷物はどこにありますか") >= 50);
    assert!(same("Where is my parcel?", "Do you have blue shoes in size nine") < 50);
    assert!(same("Wo ist mein Paket?", "Habt ihr am Sonntag offen") < 50);
}

#[test]
fn nothing_can_make_it_stop_or_slow() {
    let wall = "lawyer refund fire not cancel my account, ".repeat(2_000);
    let texts = [
        String::new(),
        "🙂".to_owned(),
        "a".repeat(4_000),
        "火".repeat(4_000),
        "ا".repeat(4_000),
        "\u{200B}\u{202E}\u{FEFF}".to_owned(),
        "hυman lаwyer".to_owned(),
        "@".repeat(4_000),
        "sue@ @sue sue@@".to_owned(),
        "e\u{301}".repeat(4_000),
        wall,
    ];
    let start = Instant::now();
    for text in &texts {
        let message = Message::read(text);
        topics(&message);
        negativity(&message);
        dissatisfaction(&[Turn { by_customer: true, message: &message }]);
        same_question(&message, &message);
    }
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert_eq!(topics(&Message::read("my lаwyer"))[0].topic.code(), "legal");
    assert!(topics(&Message::read("")).is_empty() && topics(&Message::read("🙂")).is_empty());
}
