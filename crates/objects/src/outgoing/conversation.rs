//! What a conversation passes on: its card of that moment, with a name that stays the same however often it is told.

use super::Delivery;
use warmline_handoff::conversation::Conversation;
use warmline_model::{
    Alternative, CallNews, Card, ConversationId, Happened, Letter, Promise, Timestamp,
};

/// The package of what happened.
pub(crate) fn package_of(
    now: Timestamp,
    id: &ConversationId,
    machine: &Conversation,
    happened: Happened,
    card: Card,
) -> Delivery {
    let promised = machine.promise().map(in_words);
    let mut key = format!("{id}/{}/{}", machine.episode().0, happened.code());
    let of_promise = matches!(happened, Happened::Ticket | Happened::Callback);
    if let Some(promise) = machine.promise().filter(|_| of_promise) {
        // Promised anew is news.
        key.push_str(&format!("/{}", promise.number));
    }
    Delivery {
        key,
        happened,
        at: now,
        conversation: id.clone(),
        ticket: machine.promise().map(|_| id.ticket()),
        promised,
        card,
        letter: None,
        to: None,
        call_news: machine
            .promise()
            .filter(|_| happened == Happened::Callback)
            .and_then(|promise| machine.call_news(now, promise.number)),
    }
}

/// A booked call does not take place: for the team's systems and calendar.
pub(crate) fn call_off_of(
    id: &ConversationId,
    machine: &Conversation,
    card: Card,
    news: CallNews,
) -> Delivery {
    let at = warmline_outgoing::iso(news.slot.from);
    Delivery {
        key: format!("{id}/{}/callback/{}-{}", machine.episode().0, news.call, news.sequence),
        happened: Happened::Callback,
        at: news.written,
        conversation: id.clone(),
        ticket: Some(id.ticket()),
        promised: Some(format!("Nothing: the call of {at} does not take place")),
        card,
        letter: None,
        to: None,
        call_news: Some(news),
    }
}

/// A letter to one person; `number` is another one for each of the conversation's.
pub(crate) fn letter_of(
    now: Timestamp,
    id: &ConversationId,
    machine: &Conversation,
    letter: Letter,
    number: u64,
) -> Delivery {
    let delivery = package_of(now, id, machine, Happened::Ticket, machine.card().clone());
    // The edge puts the conversation's tag into it: only there is the key with which it is signed.
    let inbound = machine.settings().inbound().filter(|_| letter.to.contains('@'));
    let reply_to = letter.reply_to.or_else(|| inbound.map(str::to_owned));
    let letter = Letter { reply_to, ..letter };
    Delivery { key: format!("{id}/letter/{number}"), letter: Some(letter), ..delivery }
}

/// What was promised, for the team, without how to reach the customer; in the world's clock, for the team may be anywhere.
fn in_words(promise: &Promise) -> String {
    let what = match promise.kind {
        Alternative::Callback => "A call",
        Alternative::Email => "An e-mail",
        Alternative::OnCall => "Whoever is on call",
        Alternative::SelfService | Alternative::Unknown => "Word from us",
    };
    format!("{what} by {}", warmline_outgoing::iso(promise.due))
}
