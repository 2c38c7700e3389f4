//! What is asked to be done to an order, an account or a payment, which no bot can do.

use std::sync::LazyLock;

use crate::Message;
use crate::lexicon::{Classes, Hit, List, class};
use crate::tokens::Gap;

/// How many words may stand between the asking and what is to be done, and between that and the thing.
const NEAR: u32 = 8;

struct Names {
    you: Classes,
    own: Classes,
    deed: Classes,
    thing: Classes,
    plan: Classes,
    how: Classes,
    stop: Classes,
    secret: Classes,
}

static NAMES: LazyLock<Names> = LazyLock::new(|| {
    let class = |name: &str| class(List::Actions, name);
    Names {
        you: class("you"),
        own: class("self"),
        deed: class("do"),
        thing: class("thing"),
        plan: class("plan"),
        how: class("how"),
        stop: class("stop"),
        secret: class("secret"),
    }
});

/// The words that ask for something to be done to an order, an account or a payment. A question about how it is done
/// and its contrary are none.
pub fn asked_action(message: &Message<'_>) -> Option<String> {
    let hits = message.hits(List::Actions);
    hits.iter().enumerate().find_map(|(place, deed)| {
        let (start, end) = asked(hits, place, deed, message)?;
        Some(message.text().get(start..end)?.to_owned())
    })
}

/// Where the asking for a deed begins and ends, if it is asked for.
fn asked(hits: &[Hit], place: usize, deed: &Hit, message: &Message<'_>) -> Option<(usize, usize)> {
    let names = &*NAMES;
    let has = |hit: &Hit, classes: Classes| hit.classes & classes != 0;
    if !has(deed, names.deed) {
        return None;
    }
    let same = |hit: &&Hit| hit.sentence == deed.sentence;
    let before: Vec<&Hit> = hits.get(..place)?.iter().rev().take_while(same).collect();
    let after =
        hits.get(place + 1..)?.iter().take_while(same).take_while(|hit| hit.at <= deed.at + NEAR);
    // In some languages the deed stands behind the thing.
    let behind = before.iter().copied().take_while(|hit| hit.at + NEAR >= deed.at);
    let around = |classes: Classes| {
        let found = after.clone().chain(behind.clone()).find(|hit| has(hit, classes));
        found.map(|hit| (hit.start, hit.end))
    };
    let near = || before.iter().copied().take_while(|hit| hit.at + NEAR >= deed.at);
    let told = near().find(|hit| has(hit, names.you | names.own));
    let opens = leads_up_to(message, deed);
    let told = match told {
        Some(told) => Some(told),
        // "Bitte" and "please" may come last: "ändern Sie die Adresse bitte".
        None => after.clone().find(|hit| opens && has(hit, names.you)),
    };
    // "Change the owner to me" begins with what is to be done.
    let by_you = told.map_or(opens, |told| has(told, names.you));
    let things = if by_you { names.thing | names.plan } else { names.thing };
    let (from, to) = around(things)?;
    let first = told.map_or(deed.start, |told| told.start.min(deed.start)).min(from);
    let turned = before.iter().any(|hit| has(hit, names.stop) && hit.start >= first)
        || after.clone().any(|hit| has(hit, names.secret));
    // "freeze membership how".
    let last = message.tokens().last().map(|token| token.start);
    let ends_with_how = after
        .clone()
        .any(|hit| has(hit, names.how) && !has(hit, names.you) && Some(hit.start) == last);
    let asks =
        ends_with_how || before.iter().any(|hit| has(hit, names.how) && !has(hit, names.you));
    if told.is_none() && !opens || asks || turned {
        return None;
    }
    Some((first, to.max(deed.end)))
}

/// Whether nothing but a lead-in stands between the beginning of a clause and a deed: "ok just cancel my order".
fn leads_up_to(message: &Message<'_>, deed: &Hit) -> bool {
    const LEADS: [&str; 16] = [
        "so", "then", "and", "ok", "okay", "well", "hi", "hello", "yes", "no", "now", "just",
        "also", "simply", "y", "und",
    ];
    let mut before = message.tokens().iter().rev().skip_while(|token| token.start > deed.start);
    let first = before.next().is_some_and(|token| token.before != Gap::Space);
    let mut led = before.take_while(|token| LEADS.contains(&token.text.as_str()));
    first || led.any(|token| token.before != Gap::Space)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_bot_can_do_is_heard_in_five_languages() {
        for text in [
            "Please change the owner of the account to me",
            "Be so kind and switch my account to the free plan.",
            "so they got there. please issue my refund now, 64.99 USD",
            "can you move my delivery from Wednesday to Friday?",
            "Could somebody correct the name on my ticket",
            "Too pricey for us. Please close our account at the end of the month",
            "I'd like to reschedule my appointment to Monday",
            "kindly downgrade us to the basic plan",
            "swap the delivery address to 12 Elm Street please",
            "Bitte ändern Sie die Lieferadresse meiner Bestellung",
            "Können Sie meine Buchung auf Freitag verschieben?",
            "Stornieren Sie bitte die zweite Bestellung",
            "Ich möchte meinen Termin verlegen",
            "¿Pueden cambiar la dirección de entrega?",
            "Quiero anular mi reserva",
            "Por favor alterem o nome da reserva",
            "Gostaria de cancelar a minha encomenda",
            "Pourriez-vous déplacer mon rendez-vous à mardi ?",
            "Merci d'annuler ma commande",
        ] {
            assert!(asked_action(&Message::read(text)).is_some(), "{text}");
        }
    }

    #[test]
    fn how_it_is_done_and_what_was_done_are_no_such_requests() {
        for text in [
            "How do I change the delivery address?",
            "Can I move my appointment online?",
            "Can you tell me how to cancel my subscription?",
            "please don't cancel my order",
            "I changed my address last week",
            "Where can I update my email address?",
            "Is it possible to swap the ticket?",
            "my order was moved to Friday",
            "Wie kann ich meine Bestellung ändern?",
            "¿Cómo puedo cambiar mi dirección?",
            "Comment annuler ma commande ?",
            "the app keeps changing my address",
            "just checking when my order arrives",
            "I want to change my password",
            "my name is Ada and I want to report a billing problem",
            "I just made a transfer to your account",
            "there is an issue with my payment",
        ] {
            assert_eq!(asked_action(&Message::read(text)), None, "{text}");
        }
    }
}
