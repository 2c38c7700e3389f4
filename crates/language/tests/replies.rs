//! Short replies in fifteen languages: yes and no, a greeting, thanks.

use warmline_language::{Message, SmallTalk, small_talk, yes_or_no};

#[test]
fn yes_and_no_are_understood_in_every_language() {
    for yes in [
        "Yes!",
        "yes, please",
        "yeah sure",
        "ok",
        "Please do",
        "go ahead",
        "yes connect me thanks",
        "Sí, por favor",
        "claro que sí",
        "sim, pode ser",
        "oui, je veux bien",
        "d'accord",
        "Ja bitte",
        "ja gerne",
        "sì grazie",
        "va bene",
        "ja graag",
        "tak, poproszę",
        "evet lütfen",
        "olur",
        "はい、お願いします",
        "お願いします",
        "好的，谢谢",
        "可以",
        "네",
        "네 부탁드립니다",
        "نعم من فضلك",
        "हाँ जी",
        "haan ji",
        "да, пожалуйста",
        "давайте",
    ] {
        assert_eq!(yes_or_no(&Message::read(yes)), Some(true), "{yes}");
    }
    for no in [
        "No.",
        "no thanks",
        "nope, thank you",
        "ok, no thanks",
        "not now",
        "no gracias",
        "Não",
        "não, obrigada",
        "non merci",
        "nein danke",
        "lieber nicht",
        "no grazie",
        "nee, dank je",
        "nie, dziękuję",
        "hayır teşekkürler",
        "いいえ、結構です",
        "不用了，谢谢",
        "아니요 괜찮아요",
        "لا شكرا",
        "नहीं धन्यवाद",
        "nahi",
        "нет, спасибо",
        "не надо",
    ] {
        assert_eq!(yes_or_no(&Message::read(no)), Some(false), "{no}");
    }
    for neither in [
        "yes but where is my parcel",
        "no one answers my mail",
        "",
        "!!!",
        "42",
        "hello",
        "thanks",
        "yes no",
        "where is my order",
    ] {
        assert_eq!(yes_or_no(&Message::read(neither)), None, "{neither}");
    }
}

#[test]
fn greetings_and_thanks_ask_nothing() {
    for hello in [
        "Hello!!",
        "hi there",
        "good morning everyone",
        "hola, buenas tardes",
        "oi, bom dia",
        "Bonjour madame",
        "Guten Tag zusammen",
        "buongiorno a tutti",
        "goedemorgen",
        "dzień dobry",
        "merhaba iyi günler",
        "こんにちは",
        "您好",
        "안녕하세요",
        "السلام عليكم",
        "नमस्ते जी",
        "namaste",
        "добрый день",
        "привет",
    ] {
        assert_eq!(small_talk(&Message::read(hello)), Some(SmallTalk::Greeting), "{hello}");
    }
    for thanks in [
        "thank you",
        "ok thanks a lot!",
        "great, thank you so much, bye",
        "vale, muchas gracias",
        "muito obrigado, tchau",
        "merci beaucoup, bonne journée",
        "super, vielen Dank",
        "grazie mille",
        "top, bedankt",
        "dziękuję bardzo",
        "çok teşekkürler",
        "ありがとうございます",
        "好的，谢谢",
        "감사합니다",
        "شكرا جزيلا",
        "बहुत धन्यवाद",
        "спасибо большое",
    ] {
        assert_eq!(small_talk(&Message::read(thanks)), Some(SmallTalk::Thanks), "{thanks}");
    }
    for neither in
        ["hello where is my order", "thanks but it is broken", "", "ok", "no", "你好，我的订单呢"]
    {
        assert_eq!(small_talk(&Message::read(neither)), None, "{neither}");
    }
}
