//! Sentences that announce or claim something, in the fifteen languages: phrases in `promises.txt`.

use super::Reason;
use std::collections::HashMap;
use std::sync::LazyLock;
use warmline_language::tokens;

/// `handoff:`, `action:`, `time:` and `secret:` lines of phrases, separated by commas; `…` stands for anything between
/// two parts of a phrase. A phrase is met at the beginning of a word, and its last word may go on unless a full stop
/// ends it.
const PHRASES: &str = include_str!("promises.txt");

/// How many bytes of its beginning a phrase is found by.
const KEY: usize = 3;

struct Phrase {
    kind: Reason,
    parts: Vec<String>,
}

/// All phrases, by their first bytes: those of scripts with spaces begin with one.
static ALL: LazyLock<HashMap<[u8; KEY], Vec<Phrase>>> = LazyLock::new(|| {
    let lines = PHRASES.lines().filter_map(|line| line.split_once(':'));
    let phrases =
        lines.flat_map(|(kind, texts)| texts.split(',').filter_map(|text| phrase(kind, text)));
    let mut all: HashMap<[u8; KEY], Vec<Phrase>> = HashMap::new();
    for phrase in phrases {
        if let Some(key) = phrase.parts[0].as_bytes().first_chunk() {
            all.entry(*key).or_default().push(phrase);
        }
    }
    all
});

fn phrase(kind: &str, text: &'static str) -> Option<Phrase> {
    let kind = match kind {
        "handoff" => Reason::Handoff,
        "action" => Reason::Action,
        "time" => Reason::Time,
        "secret" => Reason::Secret,
        _ => return None,
    };
    let unspaced = text.chars().any(is_unspaced);
    let fold = |part: &str| if unspaced { run(part) } else { words(part) };
    let mut parts: Vec<String> =
        text.split('…').map(fold).filter(|part| !part.trim().is_empty()).collect();
    if let (true, Some(last)) = (text.ends_with('.'), parts.last_mut()) {
        last.push(' ');
    }
    (!parts.is_empty()).then_some(Phrase { kind, parts })
}

/// What the sentence announces or claims, if anything.
pub(super) fn promise(sentence: &str) -> Option<Reason> {
    let met = met(sentence, |kind| !is_term(kind));
    let has = |kind| met.iter().any(|phrase| phrase.kind == kind).then_some(kind);
    has(Reason::Handoff).or_else(|| has(Reason::Action))
}

/// The words of time and of secrets in a text, each with what it would be where no article has it.
pub(super) fn terms(text: &str) -> impl Iterator<Item = (Reason, &'static str)> {
    met(text, is_term)
        .into_iter()
        .filter_map(|phrase| Some((phrase.kind, phrase.parts.first()?.as_str())))
}

fn is_term(kind: Reason) -> bool {
    matches!(kind, Reason::Time | Reason::Secret)
}

/// The phrases of some kinds in a text, in the order of their beginnings.
fn met(text: &str, wanted: fn(Reason) -> bool) -> Vec<&'static Phrase> {
    let mut out = Vec::new();
    for text in [format!("{} ", words(text)), run(text)] {
        for (at, key) in text.as_bytes().windows(KEY).enumerate() {
            let Some(phrases) = ALL.get(key) else { continue };
            let rest = &text.as_bytes()[at..];
            // In this order: a phrase with `…` looks through the rest, which only a sentence is short enough for.
            out.extend(phrases.iter().filter(|phrase| wanted(phrase.kind) && phrase.begins(rest)));
        }
    }
    out
}

impl Phrase {
    fn begins(&self, text: &[u8]) -> bool {
        let (first, others) =
            self.parts.split_first().map_or(("", &[][..]), |(f, o)| (f.as_str(), o));
        let Some(mut rest) = text.strip_prefix(first.as_bytes()) else { return false };
        others.iter().all(|part| {
            let part = part.as_bytes();
            let at = rest.windows(part.len()).position(|window| window == part);
            rest = at.map_or(&[][..], |at| &rest[at + part.len()..]);
            at.is_some()
        })
    }
}

/// Folded words, with a space before each.
fn words(text: &str) -> String {
    tokens(text).iter().map(|word| format!(" {word}")).collect()
}

/// Lower case without white space.
fn run(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn announcing_a_person_is_met_in_every_language() {
        for text in [
            "I am transferring you now.",
            "Hold on, I'll connect you to an agent.",
            "An agent will call you.",
            "Someone from our team will contact you shortly.",
            "Te paso con un agente.",
            "Vou transferir você para um atendente.",
            "Je vous mets en relation avec un conseiller.",
            "Ich verbinde Sie mit einem Mitarbeiter.",
            "La metto in contatto con un operatore.",
            "Ik verbind u door met een medewerker.",
            "Łączę z konsultantem.",
            "Sizi temsilciye bağlıyorum.",
            "担当者におつなぎします。",
            "我为您转接人工客服。",
            "상담원에게 연결해 드리겠습니다.",
            "سأحولك إلى موظف.",
            "मैं आपको एजेंट से जोड़ रहा हूँ।",
            "Соединяю вас с оператором.",
        ] {
            assert_eq!(promise(text), Some(Reason::Handoff), "{text}");
        }
    }

    #[test]
    fn claiming_a_deed_is_met_in_every_language() {
        for text in [
            "I have refunded your order.",
            "I've just cancelled it.",
            "Your refund has been issued.",
            "We have processed your request.",
            "He cancelado su pedido.",
            "Cancelei o seu pedido.",
            "J'ai annulé votre commande.",
            "Ich habe Ihre Bestellung storniert.",
            "Ho annullato il suo ordine.",
            "Ik heb uw bestelling geannuleerd.",
            "Anulowałem zamówienie.",
            "Siparişinizi iptal ettim.",
            "ご注文をキャンセルしました。",
            "我已为您取消订单。",
            "주문을 취소했습니다.",
            "لقد ألغيت طلبك.",
            "मैंने आपका ऑर्डर रद्द कर दिया है।",
            "Я отменил ваш заказ.",
        ] {
            assert_eq!(promise(text), Some(Reason::Action), "{text}");
        }
    }

    #[test]
    fn what_articles_say_every_day_is_neither() {
        for text in [
            "Open your settings and press Cancel.",
            "Refunds go back to the card that was charged.",
            "You can connect your calendar in the settings.",
            "We refund the full price if the item is unused.",
            "To transfer money, choose an account.",
            "Contact the courier if the parcel was not delivered.",
            "Sie können Ihre Bestellung in Ihrem Konto stornieren.",
            "Vous pouvez annuler votre commande dans votre compte.",
            "注文はマイページからキャンセルできます。",
        ] {
            assert_eq!(promise(text), None, "{text}");
        }
    }

    #[test]
    fn words_of_time_and_of_secrets_are_found() {
        assert_eq!(terms("It comes tomorrow or on Monday.").count(), 2);
        for text in ["Es kommt morgen.", "明日届きます", "Завтра", "غدا"] {
            assert!(terms(text).count() > 0, "{text}");
        }
        for text in ["Send us your card number.", "Ihre Kartennummer, bitte.", "カード番号"] {
            assert!(terms(text).any(|(reason, _)| reason == Reason::Secret), "{text}");
        }
        assert_eq!(terms("Open the settings.").count(), 0);
    }
}
