//! Booked calls as calendars are told of them: with a letter, with the team's note, and to be downloaded.

use crate::Delivery;
use crate::outgoing::routes::console_link;
use warmline_calendar::{Invitation, Method};
use warmline_model::{CallNews, ConversationId};
use warmline_outgoing::MailPeople;

/// The same for all that is told of one call.
fn uid(conversation: &ConversationId, news: &CallNews) -> String {
    format!("call-{conversation}-{}", news.call)
}

/// What the visitor downloads; `sender` is the address at which the site takes answers, if it does.
pub(crate) fn download(
    conversation: &ConversationId,
    news: &CallNews,
    site: &str,
    sender: Option<&str>,
) -> String {
    let invitation = Invitation {
        method: if news.cancelled { Method::Cancel } else { Method::Publish },
        uid: &uid(conversation, news),
        sequence: news.sequence,
        written: news.written,
        slot: news.slot,
        site,
        sender: sender.unwrap_or_default(),
        customer: "",
        address: None,
        ticket: Some(&conversation.ticket()),
        description: &news.description,
    };
    invitation.text()
}

/// What goes by e-mail: to the customer with their letter, or to the team with its note, which may not say how to
/// reach the customer. None: this destination sends no e-mail.
pub(crate) fn sent(
    delivery: &Delivery,
    news: &CallNews,
    site: &str,
    origin: &str,
    people: Option<&MailPeople>,
) -> Option<String> {
    let link = console_link(origin, &delivery.conversation);
    let customer = delivery.card.customer.name.as_deref().unwrap_or_default();
    let (name, address, description) = match &delivery.letter {
        Some(letter) => (customer, &letter.to, &news.description),
        None => (site, &people?.to, &link),
    };
    let name = if name.is_empty() { address } else { name };
    let invitation = Invitation {
        method: if news.cancelled { Method::Cancel } else { Method::Request },
        uid: &uid(&delivery.conversation, news),
        sequence: news.sequence,
        written: news.written,
        slot: news.slot,
        site,
        sender: people.map_or("", |people| &people.from),
        customer: name,
        address: Some(address),
        ticket: delivery.ticket.as_deref(),
        description,
    };
    Some(invitation.text())
}
