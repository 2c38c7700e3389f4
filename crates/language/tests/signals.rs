//! Signals of frustration in one message, and that the customer was helped, in fifteen languages.

use warmline_language::{Message, resolved, signals};
use warmline_model::Signal;

fn heard(text: &str) -> Vec<Signal> {
    signals(&Message::read(text)).into_iter().map(|heard| heard.signal).collect()
}

fn all_show(signal: Signal, texts: &[&str]) {
    let missed: Vec<_> = texts.iter().filter(|text| !heard(text).contains(&signal)).collect();
    assert!(missed.is_empty(), "{signal:?} not heard in {missed:#?}");
}

fn none_shows(signal: Signal, texts: &[&str]) {
    let false_fires: Vec<_> = texts
        .iter()
        .flat_map(|&text| signals(&Message::read(text)).into_iter().map(move |h| (text, h)))
        .filter(|(_, heard)| heard.signal == signal)
        .collect();
    assert!(false_fires.is_empty(), "{false_fires:#?}");
}

//
#[test]
fn swearing_and_insults_are_profanity() {
    all_show(
        Signal::Profanity,
        &[
            "this is fucking ridiculous",
            "WTF is going on",
            "you idiots lost my parcel again",
            "what a load of bullshit",
            "esto es una mierda",
            "que merda de atendimento",
            "c'est de la merde votre site",
            "so ein Scheißladen",
            "che cazzo succede",
            "godverdomme, alweer kapot",
            "kurwa, znowu to samo",
            "amk yine olmadı",
            "ふざけるな、金を返せ",
            "他妈的又坏了",
            "씨발 또 안되네",
            "يا حمير وين طلبي",
            "क्या बकवास है",
            "kya bakwas hai yeh",
            "да пошли вы нахуй",
            "бля, опять",
        ],
    );
    none_shows(
        Signal::Profanity,
        &[
            "hello, where is my order?",
            "the shell of the case is cracked",
            "I need a cocktail dress for my class",
            "my address is 5 Dickinson Street in Scunthorpe",
            "assistance with my assignment please",
            "a damn good service",
            "con gusto, un cono de helado",
            "je veux une bête de course",
            "quiero hablar con un agente",
            "der Mist-Filter ist verstopft",
            "垃圾袋什么时候发货",
            "쓰레기통 배송 문의",
            "рубля не хватает",
            "застрахуйте посылку",
            "my mc number and bc address",
        ],
    );
}

//
#[test]
fn capitals_are_shouting_and_acronyms_and_numbers_are_not() {
    all_show(
        Signal::Capitals,
        &[
            "WHERE IS MY ORDER",
            "STOP SENDING ME THE SAME ARTICLE!!!",
            "I HAVE BEEN WAITING FOR 3 WEEKS NOW",
            "RIDICULOUS!!",
            "DÓNDE ESTÁ MI PEDIDO",
            "ГДЕ МОЙ ЗАКАЗ",
            "WO BLEIBT MEIN PAKET",
            "Hi. THIS IS NOT WHAT I ORDERED",
        ],
    );
    none_shows(
        Signal::Capitals,
        &[
            "Where is my order?",
            "USPS",
            "USPS or UPS or DHL",
            "order ABCDEF-12345 QWERTZ",
            "OK",
            "HELLO",
            "JOHN SMITH",
            "my IBAN is DE89 3704",
            "Can I get a refund for the IPHONE CASE, please? It broke after one day",
            "注文はどこですか",
            "مرحبا أين طلبي",
            "मेरा ऑर्डर कहाँ है",
            "",
        ],
    );
}

// whether it answers a question is for the caller to judge.
#[test]
fn a_short_no_or_wrong_is_curt() {
    all_show(
        Signal::Curt,
        &[
            "no",
            "No.",
            "nope!",
            "wrong",
            "that's not it",
            "didn't help",
            "useless",
            "not helpful",
            "no, wrong",
            "No es eso",
            "no sirve",
            "errado",
            "não ajudou",
            "ce n'est pas ça",
            "faux",
            "falsch",
            "hilft nicht",
            "sbagliato",
            "non funziona",
            "klopt niet",
            "werkt niet",
            "źle",
            "nie pomogło",
            "yanlış",
            "işe yaramadı",
            "違います",
            "役に立たない",
            "不对",
            "没用",
            "아니요",
            "틀렸어요",
            "غلط",
            "لا",
            "गलत",
            "नहीं",
            "неверно",
            "не помогло",
            "нет",
        ],
    );
    none_shows(
        Signal::Curt,
        &[
            "no thanks",
            "no, thank you",
            "yes",
            "I have no order number because I checked out as a guest",
            "wrong size",
            "nein danke",
            "non merci",
            "谢谢，不用了，再见",
            "42",
            "",
        ],
    );
}

//
#[test]
fn the_problem_is_still_there() {
    all_show(
        Signal::StillThere,
        &[
            "it's still not working",
            "I have the same problem after the reset",
            "that did not help at all",
            "this doesn't solve it",
            "I already tried that",
            "that's not what I asked",
            "sigue sin funcionar",
            "no me ayudó",
            "continua não abrindo",
            "ça ne marche toujours pas",
            "es geht immer noch nicht",
            "ancora non funziona",
            "het werkt nog steeds niet",
            "nadal nie działa",
            "hala çalışmıyor",
            "まだ動かないです",
            "还是不行啊",
            "여전히 안 돼요",
            "نفس المشكلة",
            "अभी भी काम नहीं कर रहा",
            "abhi bhi nahi chal raha",
            "всё ещё не работает",
            "то же самое",
        ],
    );
    none_shows(
        Signal::StillThere,
        &[
            "is the offer still available?",
            "where is my order",
            "can you help me?",
            "¿dónde está mi pedido?",
            "wo ist mein Paket?",
            "我的订单在哪里",
            "где мой заказ",
        ],
    );
}

//
#[test]
fn urgency_is_heard_and_an_emergency_contact_is_none() {
    all_show(
        Signal::Urgency,
        &[
            "I need this ASAP",
            "it's urgent!",
            "I need a new card right now",
            "my flight leaves in an hour",
            "please hurry",
            "es urgente",
            "lo necesito cuanto antes",
            "preciso disso o mais rápido possível",
            "c'est urgent, mon vol part bientôt",
            "es ist dringend",
            "ho bisogno di una risposta al più presto",
            "het is dringend",
            "to bardzo pilne",
            "acil cevap lazım",
            "至急お願いします",
            "很急，快点",
            "급해요 지금 당장",
            "الموضوع عاجل",
            "तुरंत चाहिए",
            "jaldi karo",
            "срочно нужно",
        ],
    );
    none_shows(
        Signal::Urgency,
        &[
            "how do I add an emergency contact",
            "there's no rush",
            "it's not urgent",
            "I can't wait to try it",
            "Notfallkontakt ändern",
            "es ist nicht dringend",
            "紧急联系人怎么改",
            "緊急連絡先を変更したい",
            "это не срочно",
            "no es urgente",
            "where is my order?",
        ],
    );
}

//
#[test]
fn distress_is_heard() {
    all_show(
        Signal::Distress,
        &[
            "I'm scared I'll lose my home",
            "I am desperate",
            "I've been crying all day",
            "I don't know what to do anymore",
            "please, I'm begging you",
            "tengo miedo de perderlo todo",
            "estou desesperada",
            "je n'en peux plus",
            "ich bin verzweifelt",
            "sono disperata",
            "ik ben wanhopig",
            "jestem zrozpaczona",
            "çok korkuyorum",
            "もう限界です",
            "我快崩溃了",
            "너무 무서워요",
            "أنا خائفة جدا",
            "मुझे डर लग रहा है",
            "bahut pareshan hu",
            "я в отчаянии",
        ],
    );
    none_shows(
        Signal::Distress,
        &[
            "hello",
            "is this film scary?",
            "the baby is crying in the video",
            "keine Panik, alles gut",
            "手机app崩溃了",
            "где мой заказ",
        ],
    );
}

#[test]
fn the_evidence_is_what_was_written_and_not_endless() {
    let [heard] = &signals(&Message::read("It is Still NOT working, sorry"))[..] else {
        panic!("one signal")
    };
    assert_eq!((heard.signal, heard.words.as_str()), (Signal::StillThere, "Still NOT working"));
    let long = "ABCDE FGHIJ ".repeat(300);
    let heard = signals(&Message::read(&long));
    assert!(heard.iter().all(|heard| heard.words.chars().count() <= 120));
    assert!(signals(&Message::read("")).is_empty());
}

#[test]
fn the_customer_says_that_it_helped() {
    for text in [
        "that worked",
        "It works now, thanks!",
        "perfect, thanks",
        "problem solved",
        "that answers my question",
        "ya funciona, gracias",
        "resolvido, obrigado",
        "ça marche maintenant, merci",
        "funktioniert jetzt, danke",
        "ora funziona, grazie",
        "het werkt nu, bedankt",
        "już działa, dziękuję",
        "sorun çözüldü teşekkürler",
        "解決しました。ありがとうございます",
        "解决了，谢谢",
        "해결됐어요 감사합니다",
        "تم حل المشكلة شكرا",
        "हल हो गया धन्यवाद",
        "ho gaya thanks",
        "заработало, спасибо",
    ] {
        assert!(resolved(&Message::read(text)), "{text}");
    }
    for text in [
        "did that work?",
        "that didn't work",
        "it works now but the other one doesn't",
        "not solved",
        "when will it be fixed",
        "no funciona",
        "não resolveu",
        "ça ne marche pas",
        "es funktioniert nicht",
        "non ha funzionato",
        "het werkt niet",
        "nie działa",
        "çözülmedi",
        "まだ解決していません",
        "没有解决",
        "해결 안됐어요",
        "لم يتم حل المشكلة",
        "हल नहीं हुआ",
        "не помогло",
        "thanks",
        "hello",
        "",
    ] {
        assert!(!resolved(&Message::read(text)), "{text}");
    }
}
