//! The site's conversations, for the console: lists, search, and what was resolved before.

use crate::{AgentState, Code, Refusal};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use warmline_model::{
    AgentId, Card, CloseReason, ConversationId, Department, Entry, Goal, Language, Mood, Seq, Tier,
    Timestamp, Topic,
};

/// How many conversations one page of a list has.
pub const HISTORY_PAGE: usize = 50;

/// The longest search, in characters.
pub const MAX_SEARCH: usize = 200;

/// The longest name of a page, in bytes.
const MAX_AFTER: usize = 8_000;

/// How many entries one page of a conversation's log has.
pub const LOG_PAGE: usize = 500;

/// Who leads a conversation, as lists show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Lead {
    /// The assistant.
    Bot,
    /// Nobody: the customer waits.
    Waiting,
    /// A human.
    Human,
    /// Closed.
    Closed,
}

/// Which conversations are asked for: `GET /api/v1/console/conversations`, each field a parameter of the
/// address. Absent ones do not narrow it down.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryQuery {
    /// Words that must stand in its messages, notes or summary; quoted: next to each other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub q: Option<String>,
    /// Who leads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lead: Option<Lead>,
    /// Which agent had it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<AgentId>,
    /// For which team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub department: Option<Department>,
    /// How urgent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<Tier>,
    /// The conversations of the customer of this one, without itself: by an address that the site vouched
    /// for or that the customer gave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer_of: Option<ConversationId>,
    /// Closed ones that are like this one and went well, without itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<ConversationId>,
    /// The page after this one: what the page before said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

impl HistoryQuery {
    /// Reads an address's parameters. An empty `q` is as none.
    ///
    /// # Errors
    /// A parameter that there is not, is there twice, or has a value that it can't have: which, and what is
    /// allowed.
    pub fn read(parameters: impl IntoIterator<Item = (String, String)>) -> Result<Self, Refusal> {
        let mut query = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for (name, text) in parameters {
            if seen.contains(&name) {
                return Err(malformed(&name, "once"));
            }
            match name.as_str() {
                "q" => query.q = search(text)?,
                "lead" => query.lead = Some(value(&name, text, "bot, waiting, human or closed")?),
                "agent" => query.agent = Some(value(&name, text, "an agent's id")?),
                "department" => {
                    query.department = Some(value(&name, text, "a department's id")?);
                }
                "tier" => query.tier = Some(value(&name, text, "critical, high, standard or low")?),
                "customer_of" => {
                    query.customer_of = Some(value(&name, text, "a conversation's id")?);
                }
                "like" => query.like = Some(value(&name, text, "a conversation's id")?),
                "after" if text.len() <= MAX_AFTER => query.after = Some(text),
                "after" => return Err(malformed(&name, "what the page before gave as `next`")),
                _ => {
                    let known = "q, lead, agent, department, tier, customer_of, like or after";
                    let name: String = name.chars().take(40).collect();
                    return Err(malformed(&name, &format!("there is no such parameter: {known}")));
                }
            }
            seen.push(name);
        }
        if query.like.is_some() && (query.q.is_some() || query.after.is_some()) {
            return Err(malformed("like", "not together with q or after"));
        }
        Ok(query)
    }
}

fn search(text: String) -> Result<Option<String>, Refusal> {
    if text.chars().count() > MAX_SEARCH {
        return Err(malformed("q", &format!("at most {MAX_SEARCH} characters")));
    }
    Ok(Some(text).filter(|text| !text.trim().is_empty()))
}

/// A parameter's value, read as it would be in JSON.
fn value<T: DeserializeOwned>(name: &str, text: String, allowed: &str) -> Result<T, Refusal> {
    serde_json::from_value(serde_json::Value::String(text)).map_err(|_| malformed(name, allowed))
}

fn malformed(name: &str, allowed: &str) -> Refusal {
    Refusal::new(Code::Malformed, format!("{name}: {allowed}"))
}

/// `GET /api/v1/console/conversations/{id}`: a conversation as it stands, and a page of its log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConversationRead {
    /// What an agent knows before saying hello.
    pub card: Card,
    /// How it stands.
    pub state: AgentState,
    /// The log after the entry that was asked for, in order: at most [`LOG_PAGE`].
    pub entries: Vec<Entry>,
    /// To be asked for as `after_seq` for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Seq>,
}

/// One page of a list, the newest first; of a search, the best first.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HistoryPage {
    /// At most [`HISTORY_PAGE`].
    pub conversations: Vec<Past>,
    /// To be asked for the next page; absent on the last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// A conversation in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Which.
    pub conversation: ConversationId,
    /// Who leads.
    pub lead: Lead,
    /// When it was opened.
    pub opened: Timestamp,
    /// When its newest entry was stored.
    pub updated: Timestamp,
    /// The card's summary.
    pub summary: String,
    /// The customer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The agent who had it last, with their name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agent: Option<(AgentId, String)>,
    /// For which team.
    pub department: Department,
    /// How urgent.
    pub tier: Tier,
    /// The customer's language.
    pub language: Language,
    /// About what.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topic: Option<Topic>,
    /// What the customer wanted to come of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wanted: Option<Goal>,
    /// How the customer felt.
    pub mood: Mood,
    /// Whether a person was asked for, or a handoff fired.
    pub handed_off: bool,
    /// 1 to 5.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// How the matter stood when a human closed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed_as: Option<CloseReason>,
    /// The agent's words that settled it, if it went well.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub helped: Option<String>,
    /// Where the words were found: the entry, and some of its text with `\u{2}` before and `\u{3}` after
    /// each word that was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<FoundAt>,
}

/// A place where the words of a search stand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundAt {
    /// The entry; absent where it is the summary or a note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Seq>,
    /// Some of its text.
    pub snippet: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(parameters: &[(&str, &str)]) -> Result<HistoryQuery, String> {
        let owned = parameters.iter().map(|(name, text)| ((*name).into(), (*text).into()));
        HistoryQuery::read(owned).map_err(|refusal| refusal.message)
    }

    #[test]
    fn each_parameter_is_read_and_an_empty_search_is_none() {
        let all = [
            ("q", "wrong charge"),
            ("lead", "closed"),
            ("agent", "ana"),
            ("department", "billing"),
            ("tier", "high"),
            ("customer_of", "c1"),
            ("after", "1.2"),
        ];
        let query = read(&all).expect("a query");
        assert_eq!(query.q.as_deref(), Some("wrong charge"));
        assert_eq!((query.lead, query.tier), (Some(Lead::Closed), Some(Tier::High)));
        assert_eq!(query.department, Some(Department::BILLING));
        assert_eq!(query.customer_of.map(String::from).as_deref(), Some("c1"));
        assert_eq!(read(&[("q", "  ")]), Ok(HistoryQuery::default()));
        assert!(read(&[("like", "c1"), ("lead", "closed")]).is_ok());
    }

    #[test]
    fn what_is_malformed_is_named_with_what_is_allowed() {
        let long = "x".repeat(201);
        for (parameters, says) in [
            (&[("q", long.as_str())][..], "q: at most 200 characters"),
            (&[("lead", "me")], "lead: bot, waiting, human or closed"),
            (&[("tier", "")], "tier: critical, high, standard or low"),
            (&[("agent", "a b")], "agent: an agent's id"),
            (&[("department", "Billing")], "department: a department's id"),
            (&[("like", "../x")], "like: a conversation's id"),
            (&[("like", "c1"), ("q", "x")], "like: not together with q or after"),
            (&[("lead", "bot"), ("lead", "human")], "lead: once"),
            (&[("limit", "5")], "limit: there is no such parameter: q, lead, "),
        ] {
            let refused = read(parameters).expect_err(says);
            assert!(refused.starts_with(says), "{refused}");
        }
    }
}
