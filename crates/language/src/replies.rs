//! Short replies that need no knowledge base: yes and no to an offer, a greeting, thanks.

use crate::tokens;

/// A message that asks nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmallTalk {
    /// "Hello".
    Greeting,
    /// "Thank you".
    Thanks,
}

/// Whole messages that mean yes, as folded tokens joined by a space.
const YES: &[&str] = &[
    "yes",
    "yes please",
    "yeah",
    "yep",
    "sure",
    "ok",
    "okay",
    "please",
    "please do",
    "do it",
    "go ahead",
    "connect me",
    "yes connect me",
    "si",
    "si por favor",
    "sim",
    "sim por favor",
    "oui",
    "oui s il vous plait",
    "ja",
    "ja bitte",
    "ja graag",
    "bitte",
    "si grazie",
    "tak",
    "tak prosze",
    "evet",
    "lutfen",
    "はい",
    "お願いします",
    "好",
    "好的",
    "是的",
    "네",
    "예",
    "نعم",
    "हां",
    "हाँ",
    "да",
    "да пожалуйста",
];

/// Whole messages that mean no.
const NO: &[&str] = &[
    "no",
    "no thanks",
    "no thank you",
    "nope",
    "not now",
    "nah",
    "no gracias",
    "nao",
    "nao obrigado",
    "nao obrigada",
    "non",
    "non merci",
    "nein",
    "nein danke",
    "no grazie",
    "nee",
    "nee bedankt",
    "nie",
    "nie dziekuje",
    "hayir",
    "いいえ",
    "不",
    "不用",
    "不要",
    "아니요",
    "لا",
    "नहीं",
    "нет",
];

/// Whole messages that greet.
const GREETINGS: &[&str] = &[
    "hi",
    "hello",
    "hey",
    "hi there",
    "hello there",
    "hey there",
    "good morning",
    "good afternoon",
    "good evening",
    "hola",
    "buenos dias",
    "ola",
    "bom dia",
    "bonjour",
    "salut",
    "hallo",
    "guten tag",
    "ciao",
    "buongiorno",
    "goedendag",
    "czesc",
    "dzien dobry",
    "merhaba",
    "こんにちは",
    "你好",
    "您好",
    "안녕하세요",
    "مرحبا",
    "नमस्ते",
    "привет",
    "здравствуйте",
];

/// Whole messages that thank.
const THANKS: &[&str] = &[
    "thanks",
    "thank you",
    "thank you very much",
    "thanks a lot",
    "many thanks",
    "ok thanks",
    "great thanks",
    "perfect thanks",
    "thx",
    "gracias",
    "muchas gracias",
    "obrigado",
    "obrigada",
    "merci",
    "merci beaucoup",
    "danke",
    "danke schon",
    "vielen dank",
    "grazie",
    "grazie mille",
    "bedankt",
    "dank je",
    "dziekuje",
    "tesekkurler",
    "ありがとう",
    "谢谢",
    "감사합니다",
    "شكرا",
    "धन्यवाद",
    "спасибо",
];

/// Whether a whole message means yes (`true`) or no (`false`).
pub fn yes_or_no(text: &str) -> Option<bool> {
    if is_one_of(text, YES) {
        Some(true)
    } else if is_one_of(text, NO) {
        Some(false)
    } else {
        None
    }
}

/// Whether a whole message is a greeting or thanks and nothing else.
pub fn small_talk(text: &str) -> Option<SmallTalk> {
    if is_one_of(text, GREETINGS) {
        Some(SmallTalk::Greeting)
    } else if is_one_of(text, THANKS) {
        Some(SmallTalk::Thanks)
    } else {
        None
    }
}

/// Longer messages are never a short reply, and need not be looked at.
const LONGEST: usize = 40;

fn is_one_of(text: &str, phrases: &[&str]) -> bool {
    if text.chars().count() > LONGEST {
        return false;
    }
    let said = tokens(text);
    !said.is_empty() && phrases.iter().any(|phrase| tokens(phrase) == said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_replies_are_understood_in_several_languages_and_longer_ones_are_left_alone() {
        for yes in ["Yes!", "yes, please", "Sí, por favor", "Ja bitte", "好的", "да"] {
            assert_eq!(yes_or_no(yes), Some(true), "{yes}");
        }
        for no in ["No.", "no thanks", "Não", "нет", "いいえ"] {
            assert_eq!(yes_or_no(no), Some(false), "{no}");
        }
        assert_eq!(yes_or_no("yes but where is my parcel"), None);
        assert_eq!(small_talk("Hello!!"), Some(SmallTalk::Greeting));
        assert_eq!(small_talk("thank you"), Some(SmallTalk::Thanks));
        assert_eq!(small_talk("hello where is my order"), None);
        assert_eq!(small_talk(""), None);
        assert_eq!(small_talk("!!!"), None);
    }
}
