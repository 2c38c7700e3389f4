//! What goes to a person at once, told by several words together: break-ins, harm, wrong charges, bad behaviour.

use std::sync::LazyLock;

use crate::Message;
use crate::lexicon::List;
use crate::patterns::{Pattern, together};
use crate::tone::{in_question, opens_a_question};

/// What a message raises the alarm about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alarm {
    /// Somebody else is in an account, or bought with it.
    Security,
    /// Somebody was hurt, or could have been.
    Health,
    /// A charge is said to be wrong.
    Dispute,
    /// Somebody of the staff behaved badly.
    Staff,
}

static PATTERNS: LazyLock<Vec<Pattern<Alarm>>> = LazyLock::new(|| {
    include_str!("alarms.patterns").lines().filter_map(|line| pattern(line).ok()).collect()
});

fn pattern(line: &str) -> Result<Pattern<Alarm>, String> {
    Pattern::read(line, List::Alarms, |head| match head {
        "security" => Some(Alarm::Security),
        "health" => Some(Alarm::Health),
        "dispute" => Some(Alarm::Dispute),
        "staff" => Some(Alarm::Staff),
        _ => None,
    })
}

/// The words of a message that raise an alarm of a kind.
pub fn alarm(message: &Message<'_>, kind: Alarm) -> Option<String> {
    let found = together(message.hits(List::Alarms), &PATTERNS);
    let told = |start, end| !in_question(message.text(), end) && !opens_a_question(message, start);
    let found =
        found.into_iter().find(|found| found.what == kind && told(found.start, found.end))?;
    Some(message.text().get(found.start..found.end)?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pattern_can_be_read() {
        for line in include_str!("alarms.patterns").lines() {
            if let Err(error) = pattern(line) {
                assert!(line.starts_with('#'), "{line}: {error}");
            }
        }
    }

    #[test]
    fn an_alarm_is_heard_in_other_words_and_languages() {
        for (kind, text) in [
            (Alarm::Security, "someone is shopping with my card"),
            (Alarm::Security, "There are three orders that I never placed"),
            (Alarm::Security, "In meinem Konto sind Bestellungen, die ich nicht gemacht habe"),
            (Alarm::Security, "hay compras en mi cuenta que no hice yo"),
            (Alarm::Health, "my daughter got a rash after using the cream"),
            (Alarm::Health, "das Netzteil hat Funken geschlagen"),
            (
                Alarm::Health,
                "J'ai une allergie depuis que... après la crème mon fils a des plaques",
            ),
            (Alarm::Dispute, "you took the same amount twice"),
            (Alarm::Dispute, "le montant prélevé ne correspond pas à la facture"),
            (Alarm::Staff, "the woman in your shop was incredibly rude"),
            (Alarm::Staff, "el repartidor me insultó"),
        ] {
            assert!(alarm(&Message::read(text), kind).is_some(), "{text}");
        }
    }

    #[test]
    fn ordinary_trouble_raises_none() {
        for text in [
            "my password is wrong and I can't log in",
            "my order came with a torn box",
            "is the cream safe for allergic skin?",
            "does the smoke alarm need batteries?",
            "I was not charged twice",
            "nobody was hurt when the heater caught fire in the film",
            "how do I see my invoices",
            "I logged into my account and my order is not there",
            "the driver left the parcel with a neighbour",
            "I was charged twelve dollars for shipping, how does that work",
            "I ordered the lamp for my wife after reading your newsletter",
            "the roast burned, how do I clean the tray",
        ] {
            for kind in [Alarm::Security, Alarm::Health, Alarm::Dispute, Alarm::Staff] {
                assert_eq!(alarm(&Message::read(text), kind), None, "{kind:?}: {text}");
            }
        }
    }
}
