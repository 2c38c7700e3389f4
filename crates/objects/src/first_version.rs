//! A desk as the first version stored it: one row with all of it, read once and stored record by record.

use crate::ConversationCall;
use crate::outbox::{Outbox, Row, Target};
use serde::Deserialize;
use warmline_handoff::DeskName;
use warmline_handoff::desk::Assigned;
use warmline_model::{
    AgentId, ConversationId, Department, Episode, Needs, Routing, Rule, SiteId, Timestamp,
};

/// What was stored.
#[derive(Deserialize)]
pub(crate) struct FirstVersion {
    pub site: SiteId,
    pub machine: serde_json::Value,
    outbox: Outbox,
}

/// What an assignment's call was.
#[derive(Deserialize)]
#[serde(tag = "call", rename_all = "snake_case")]
enum FirstCall {
    Assigned { episode: Episode, agent: AgentId, name: String, department: Department },
}

impl FirstVersion {
    /// The calls that must still arrive, as this version makes them. Standings are told anew.
    pub(crate) fn calls(self) -> impl Iterator<Item = (ConversationId, String)> {
        self.outbox.into_rows().filter_map(|Row { target, body, .. }| match target {
            Target::Conversation(to) => {
                let call: ConversationCall = match serde_json::from_str(&body) {
                    Ok(call) => call,
                    Err(_) => assigned(&to, &body)?,
                };
                let lasting = !matches!(call, ConversationCall::Placed { .. });
                lasting.then(|| (to, warmline_wire::write(&call)))
            }
            Target::Desk(_) | Target::History | Target::Outgoing => None,
        })
    }
}

/// The first version did not say why an agent got a conversation.
fn assigned(to: &ConversationId, body: &str) -> Option<ConversationCall> {
    let FirstCall::Assigned { episode, agent, name, department } =
        serde_json::from_str(body).ok()?;
    let routing = Routing {
        at: Timestamp::default(),
        needs: Needs { department, ..Needs::default() },
        waived: Vec::new(),
        rule: Rule::OnlyOne,
        candidates: Vec::new(),
        excluded: Vec::new(),
        excluded_more: 0,
        passed_over: 0,
    };
    Some(ConversationCall::Assigned(Box::new(Assigned {
        desk: DeskName::default(),
        conversation: to.clone(),
        episode,
        round: 1,
        agent,
        name,
        department,
        routing,
        from: None,
    })))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_were_still_to_be_made_are_made_as_this_version_makes_them() {
        let stored = r#"{"site":"demo","machine":{},"outbox":{"next":2,"failing":[],"rows":[
            {"id":1,"target":{"conversation":"c1"},"latest_wins":true,
             "body":"{\"call\":\"placed\",\"episode\":1,\"standing\":{\"position\":1,\"wait\":null,\"team_online\":true},\"as_of\":5}"},
            {"id":2,"target":{"conversation":"c1"},"latest_wins":false,
             "body":"{\"call\":\"assigned\",\"episode\":1,\"agent\":\"ana\",\"name\":\"Ana\",\"department\":\"support\"}"}
        ]}}"#;
        let first: FirstVersion = serde_json::from_str(stored).expect("a desk");
        let calls: Vec<_> = first.calls().collect();
        let [(to, body)] = &calls[..] else { panic!("{calls:?}") };
        assert_eq!(to.as_str(), "c1");
        let call: ConversationCall = serde_json::from_str(body).expect("a call");
        let ConversationCall::Assigned(assigned) = call else { panic!("{call:?}") };
        assert_eq!((assigned.agent.as_str(), assigned.round), ("ana", 1));
    }
}
