//! Plays a scripted conversation through the machine, as a shell would.

use serde_json::Value;
use warmline_handoff::conversation::{Bot, Effect, Event, Found, Pick, Stage};
use warmline_handoff::{Conversation, Settings};
use warmline_model::{ArticleRef, Card, ClientId, Customer, Entry, Seq, Timestamp, Trigger};

/// When the scripts are played: the 20th of February 2026.
const T0: i64 = 1_771_588_800_000;
/// The time between two turns, in milliseconds.
const STEP: i64 = 20_000;

/// A conversation that was played.
pub struct Played {
    /// The card at the end.
    pub card: Card,
    /// The card after each turn.
    pub steps: Vec<Card>,
    /// The whole log.
    pub log: Vec<Entry>,
    /// For each turn, the entries that it made.
    pub turns: Vec<Vec<Seq>>,
}

/// Plays a script with the default settings.
pub fn play(script: &Value) -> Played {
    let mut machine = Conversation::new(Settings::default());
    let mut played = Played {
        card: machine.card().clone(),
        steps: Vec::new(),
        log: Vec::new(),
        turns: Vec::new(),
    };
    let mut customer = script["customer"].clone();
    if customer.is_object() && customer.get("verified").is_none() {
        customer["verified"] = false.into();
    }
    if let Ok(customer) = serde_json::from_value::<Customer>(customer) {
        let _ = machine.handle(Timestamp(T0), Event::CustomerKnown(customer));
    }
    // An offer of a person from not being sure, to which no answer of the bot came since.
    let mut offered: Option<Trigger> = None;
    for (n, turn) in script["turns"].as_array().expect("turns").iter().enumerate() {
        let n = i64::try_from(n).expect("few");
        let now = Timestamp(T0 + (n + 1) * STEP);
        let id = ClientId::new(format!("t{n}")).expect("an id");
        let mut entries = Vec::new();
        // An offer that the script does not know of is declined, and its question looked up.
        if turn.get("bot").is_some()
            && machine.unanswered().is_none()
            && let Stage::Bot(Bot { offer: Some(offer), .. }) = machine.stage()
        {
            let stay = ClientId::new(format!("s{n}")).expect("an id");
            let event = Event::VisitorAnsweredOffer(stay, offer.entry, Pick::Stay);
            for effect in machine.handle(now, event) {
                if let Effect::Store(entry) = effect {
                    played.log.push(entry);
                }
            }
        }
        // They wrote on after an offer and take it then: the bot had nothing to say to what they added, and offered again.
        let gone = matches!(machine.stage(), Stage::Bot(Bot { offer: None, .. }));
        if let (Some(trigger), true, Some("connect")) = (offered, gone, turn["choose"].as_str())
            && let Some((question, epoch)) = machine.unanswered()
        {
            let to = question.entry;
            let event = match trigger {
                Trigger::BotFailed => Event::BotFailed { epoch, to },
                _ => Event::BotAnswered { epoch, to, found: Vec::new() },
            };
            for effect in machine.handle(now, event) {
                if let Effect::Store(entry) = effect {
                    played.log.push(entry);
                }
            }
        }
        if turn.get("bot").is_some() {
            offered = None;
        }
        if let Stage::Bot(Bot { offer: Some(offer), .. }) = machine.stage() {
            let unsure = [Trigger::LowConfidence, Trigger::ConsecutiveLow, Trigger::BotFailed];
            offered = Some(offer.trigger).filter(|trigger| unsure.contains(trigger));
        }
        if let Some(event) = event(&machine, turn, id) {
            for effect in machine.handle(now, event) {
                if let Effect::Store(entry) = effect {
                    entries.push(entry.seq);
                    played.log.push(entry);
                }
            }
        }
        played.turns.push(entries);
        played.steps.push(machine.card().clone());
    }
    played.card = machine.card().clone();
    played
}

fn event(machine: &Conversation, turn: &Value, id: ClientId) -> Option<Event> {
    if let Some(text) = turn["customer"].as_str() {
        return Some(Event::VisitorSaid(id, text.to_owned()));
    }
    if turn.get("press").is_some() {
        return Some(Event::VisitorAskedForHuman(id));
    }
    if let Some(helped) = turn["helped"].as_bool() {
        let words = if helped { "Yes, that helped, thank you" } else { "Not really" };
        return Some(Event::VisitorSaid(id, words.to_owned()));
    }
    if let Some(choice) = turn["choose"].as_str() {
        let Stage::Bot(Bot { offer: Some(offer), .. }) = machine.stage() else {
            // The offer that the script expects was not made: so that the rest can be read, they ask.
            return (choice == "connect").then_some(Event::VisitorAskedForHuman(id));
        };
        let pick = if choice == "connect" { Pick::Connect } else { Pick::Stay };
        return Some(Event::VisitorAnsweredOffer(id, offer.entry, pick));
    }
    let (question, epoch) = machine.unanswered()?;
    let to = question.entry;
    if turn.get("bot_failed").is_some() {
        return Some(Event::BotFailed { epoch, to });
    }
    let article = serde_json::from_value::<ArticleRef>(turn["article"].clone()).ok();
    let confidence = turn["confidence"].as_u64().and_then(|c| u8::try_from(c).ok()).unwrap_or(90);
    let answer = turn["bot"].as_str().unwrap_or_default().to_owned();
    let found = match answer.is_empty() {
        true => Vec::new(),
        false => vec![Found { article, answer, confidence }],
    };
    Some(Event::BotAnswered { epoch, to, found })
}
