//! What the object that delivers needs to know of a site's settings: who gets what. No secret is among it.

use super::{Delivery, DestinationSetting};
use crate::invites;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use warmline_handoff::Settings;
use warmline_handoff::conversation::Conversation;
use warmline_model::{ConversationId, Happened, Letter, SiteId, Timestamp};
use warmline_outgoing::{Kind, MailPeople, Package};

/// Who gets what of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingRoutes {
    /// The company's name.
    pub name: String,
    /// The origin under which the console was used when the destinations were saved.
    pub origin: String,
    /// The destinations, in the order of the settings.
    pub destinations: Vec<OutgoingRoute>,
}

/// A destination, without what is entered for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutgoingRoute {
    /// Its id.
    pub id: String,
    /// What the team calls it.
    pub name: String,
    /// Which system.
    pub kind: Kind,
    /// What it gets a package for.
    pub wants: BTreeSet<Happened>,
    /// Whether it may get the customer's address and number.
    pub contact: bool,
    /// Whether letters to e-mail addresses go by it.
    pub mail: bool,
    /// Whether letters to telephone numbers go by it.
    pub phone: bool,
    /// Of one for e-mail: who sends, and who of the team gets it. Routes that an older version stored have none.
    #[serde(default)]
    pub people: Option<MailPeople>,
}

impl From<&DestinationSetting> for OutgoingRoute {
    fn from(of: &DestinationSetting) -> Self {
        Self {
            id: of.id.clone(),
            name: of.name.clone(),
            kind: of.system.kind(),
            wants: of.wants.clone(),
            contact: of.contact,
            mail: of.carries("@"),
            phone: of.carries("+"),
            people: of.system.people().cloned(),
        }
    }
}

impl OutgoingRoutes {
    /// Which destinations get this, and which systems they are.
    ///
    /// A destination that is named and gone, and a letter that nothing carries, are among them all the same: they
    /// become dead letters that say so.
    pub(super) fn of(&self, delivery: &Delivery) -> Vec<(String, Kind)> {
        let found = |route: &OutgoingRoute| (route.id.clone(), route.kind);
        if let Some(to) = &delivery.to {
            let named = self.destinations.iter().find(|route| route.id == *to);
            // The end of an alert is told only to what can end one; others would read it as another alert.
            if delivery.happened == Happened::Closed {
                let ends = named.filter(|route| route.kind == Kind::PagerDuty);
                return ends.map(found).into_iter().collect();
            }
            return vec![named.map_or_else(|| (to.clone(), Kind::Webhook), found)];
        }
        if let Some(letter) = &delivery.letter {
            let mail = letter.to.contains('@');
            let carrier =
                self.destinations.iter().find(|route| if mail { route.mail } else { route.phone });
            // Of the kinds of which nothing is repeated by itself, whatever carries it later.
            let none = || (String::new(), if mail { Kind::Cloudflare } else { Kind::Twilio });
            return vec![carrier.map_or_else(none, found)];
        }
        let wanting = |route: &&OutgoingRoute| route.wants.contains(&delivery.happened);
        self.destinations.iter().filter(wanting).map(found).collect()
    }

    /// What a destination gets.
    pub(super) fn package(&self, delivery: &Delivery, destination: &str) -> Package {
        let Delivery { happened, at, conversation, ticket, promised, card, letter, .. } = delivery;
        let route = self.destinations.iter().find(|route| route.id == destination);
        let invite = delivery.call_news.as_ref().and_then(|news| {
            let people = route.and_then(|route| route.people.as_ref());
            invites::sent(delivery, news, &self.name, &self.origin, people)
        });
        let (with_letter, with_note) = match letter {
            Some(_) => (invite, None),
            None => (None, invite),
        };
        let letter = letter.clone().map(|letter| Letter { invite: with_letter, ..letter });
        let whole = Package {
            happened: *happened,
            at: *at,
            site: self.name.clone(),
            conversation: conversation.clone(),
            link: console_link(&self.origin, conversation),
            ticket: ticket.clone(),
            promised: promised.clone(),
            card: card.clone(),
            letter,
            invite: with_note,
        };
        if route.is_some_and(|route| route.contact) || whole.letter.is_some() {
            whole
        } else {
            whole.without_contact()
        }
    }
}

/// The address of a conversation in the console. Only on a machine for development is the console's own not `https`.
pub(crate) fn console_link(origin: &str, conversation: &ConversationId) -> String {
    let host = origin.split_once("://").map_or(origin, |(_, host)| host);
    format!("https://{host}/console/#/c/{conversation}")
}

/// A package that says of itself that it is a test.
pub fn test_package(
    now: Timestamp,
    site: &SiteId,
    routes: &OutgoingRoutes,
    happened: Happened,
) -> Option<Package> {
    let conversation = ConversationId::new(format!("test-{}", now.0)).ok()?;
    let mut card = Conversation::new(Settings::default()).card().clone();
    card.summary = "This is a test from Warmline. Nothing happened; there is nothing to do.".into();
    let link = console_link(&routes.origin, &conversation);
    let name = if routes.name.is_empty() { site.to_string() } else { routes.name.clone() };
    Some(Package {
        happened,
        at: now,
        site: name,
        conversation,
        link,
        ticket: None,
        promised: None,
        card,
        letter: None,
        invite: None,
    })
}
