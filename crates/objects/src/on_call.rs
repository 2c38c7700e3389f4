//! Whoever is on call, seen from the edge: the page behind the link of an alert, and PagerDuty's news.

mod page;
mod pagerduty;

pub use page::{PAGE_STYLE, page};
pub use pagerduty::{MAX_WEBHOOK, PagerDutyNews, pagerduty_news};

use serde::{Deserialize, Serialize};
use warmline_handoff::DeskName;
use warmline_handoff::desk::Answer;
use warmline_model::{ContactId, ConversationId, Department, Episode, Millis, Timestamp};

/// How long the link of an alert can be used.
pub const LINK_LASTS: Millis = Millis::minutes(2 * 60);

/// What stands for the common desk, in a link's place.
const COMMON: &str = "-";

/// What the edge wants of a desk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "wants", rename_all = "snake_case")]
pub enum OnCallCall {
    /// How it stands, for whoever follows a link; nothing is changed. Answer: a body, [`Page`].
    Look(Link),
    /// Whoever follows a link has it. Answer: as [`Self::Look`].
    Acknowledge(Link),
    /// Another system says something of an alert.
    Heard {
        /// Of which conversation.
        conversation: ConversationId,
        /// What.
        answer: Answer,
    },
    /// Try the chain of a team. Answer: a body, [`warmline_wire::DrillState`].
    Drill {
        /// Which.
        department: Department,
    },
    /// The newest drill. Answer: as [`Self::Drill`].
    LastDrill,
}

/// What a link was made for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Which desk alerted them.
    pub desk: DeskName,
    /// Which conversation.
    pub conversation: ConversationId,
    /// In which handoff.
    pub episode: Episode,
    /// Who was alerted.
    pub contact: ContactId,
}

impl Link {
    /// What stands in an alert where its link is to be: the edge puts it in, which alone can sign.
    pub(crate) fn placeholder(&self) -> String {
        let desk = serde_json::to_value(self.desk).unwrap_or_default();
        let desk = desk.as_str().unwrap_or(COMMON);
        let (episode, contact) = (self.episode.0, &self.contact);
        format!("{{on-call {} {episode} {contact} {desk}}}", self.conversation)
    }
}

/// A body with its links, made by `sign` from what each is for.
pub fn with_links(body: &str, sign: impl Fn(&Link) -> String) -> String {
    let mut whole = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once("{on-call ") {
        whole.push_str(before);
        let read = after.split_once('}').and_then(|(link, rest)| Some((read(link)?, rest)));
        match read {
            Some((link, behind)) => {
                whole.push_str(&sign(&link));
                rest = behind;
            }
            None => {
                whole.push_str("{on-call ");
                rest = after;
            }
        }
    }
    whole.push_str(rest);
    whole
}

fn read(text: &str) -> Option<Link> {
    let mut parts = text.split(' ');
    let conversation = ConversationId::new(parts.next()?).ok()?;
    let episode = Episode(parts.next()?.parse().ok()?);
    let contact = ContactId::new(parts.next()?).ok()?;
    let desk = match parts.next()? {
        COMMON => DeskName::default(),
        department => serde_json::from_value(department.into()).ok()?,
    };
    parts.next().is_none().then_some(Link { desk, conversation, episode, contact })
}

/// What whoever follows a link is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Page {
    /// How it stands.
    pub stands: Stands,
    /// Whether it is a drill.
    pub drill: bool,
    /// The conversation's, and all others that they have with it; at most twenty.
    pub items: Vec<Item>,
    /// How many more there are.
    pub more: usize,
}

/// How an alert stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stands", rename_all = "snake_case")]
pub enum Stands {
    /// Nobody has it.
    Open,
    /// Somebody has it.
    Has {
        /// Their name.
        name: String,
    },
    /// It is over, or not known any more.
    Over,
}

/// A conversation that waits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Which.
    pub conversation: ConversationId,
    /// What it is about.
    pub summary: String,
    /// For which team, as it is called.
    pub team: String,
    /// Since when.
    pub since: Timestamp,
    /// That by the clock of the rota's zone: `14:02 (Europe/Berlin)`.
    pub since_words: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_links_place_is_found_again_and_what_is_none_stays_as_it_is() {
        let link = Link {
            desk: serde_json::from_str("\"billing\"").expect("a desk"),
            conversation: ConversationId::new("c1").expect("an id"),
            episode: Episode(3),
            contact: ContactId::new("ana").expect("an id"),
        };
        let body = format!("I have it: {} {{on-call me}} {{on-call ", link.placeholder());
        let whole = with_links(&body, |of| {
            assert_eq!(*of, link);
            "https://x.example/y".into()
        });
        assert_eq!(whole, "I have it: https://x.example/y {on-call me} {on-call ");
    }
}
