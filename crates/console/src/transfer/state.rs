//! Passing a conversation on: what is filled in, whether it can go, and what came of it (R-114).

use warmline_model::{AgentId, ConversationId, Department, Episode, Status};
use warmline_wire::{DeskView, FromConsole, TeamMember, TransferTo};

/// The longest reason, in characters.
pub const MAX_REASON: usize = 500;

/// The form, from when it is opened until the desk has taken it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Which conversation.
    pub conversation: ConversationId,
    /// Of which handoff.
    pub episode: Episode,
    /// To whom, once chosen.
    pub to: Option<TransferTo>,
    /// Why.
    pub reason: String,
    /// Whether it is on its way to the desk.
    pub sent: bool,
    /// Why the desk did not take it.
    pub refused: Option<String>,
}

/// What is still missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// To whom.
    To,
    /// Why.
    Reason,
    /// The reason is too long.
    Shorter,
}

impl Transfer {
    /// An empty form.
    pub const fn new(conversation: ConversationId, episode: Episode) -> Self {
        Self { conversation, episode, to: None, reason: String::new(), sent: false, refused: None }
    }

    /// What is missing before it can go, if anything.
    pub fn missing(&self) -> Option<Missing> {
        let reason = self.reason.trim();
        if self.to.is_none() {
            Some(Missing::To)
        } else if reason.is_empty() {
            Some(Missing::Reason)
        } else {
            (reason.chars().count() > MAX_REASON).then_some(Missing::Shorter)
        }
    }

    /// Sends it: the frame for the desk, where nothing is missing and it is not on its way already.
    pub fn send(&mut self) -> Option<FromConsole> {
        if self.sent || self.missing().is_some() {
            return None;
        }
        let to = self.to.clone()?;
        (self.sent, self.refused) = (true, None);
        let (conversation, episode) = (self.conversation.clone(), self.episode);
        Some(FromConsole::Transfer {
            conversation,
            episode,
            to,
            reason: self.reason.trim().to_owned(),
        })
    }

    /// The desk, or the missing connection, said no: it can be sent again.
    pub fn refuse(&mut self, why: String) {
        (self.sent, self.refused) = (false, Some(why));
    }

    /// Takes the desk's news: whether the form is done with, and how. A colleague who can't take it now
    /// is chosen no more.
    pub fn settle(&mut self, view: &DeskView) -> Option<Done> {
        let mine = view.mine.iter().find(|mine| mine.conversation == self.conversation);
        let Some(mine) = mine.filter(|mine| mine.episode == self.episode) else {
            return Some(Done::Gone);
        };
        if let Some(TransferTo::Agent { agent }) = &self.to
            && !self.sent
            && !view.team.iter().any(|m| m.id == *agent && obstacle(m).is_none())
        {
            self.to = None;
        }
        mine.passing_to.is_some().then_some(Done::Asked)
    }
}

/// How a form came to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The desk asks others now; it stays with this agent until one accepts.
    Asked,
    /// The conversation is not this agent's any more: it is with another desk, or over.
    Gone,
}

/// Why a colleague can't take a conversation now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// Their status is not "available".
    Status(Status),
    /// They have as many as they take.
    Full,
}

/// Whether something stands in the way of passing a conversation on to a colleague (R-083).
pub const fn obstacle(member: &TeamMember) -> Option<Obstacle> {
    match member.status {
        Status::Available if member.active < member.capacity => None,
        Status::Available => Some(Obstacle::Full),
        status => Some(Obstacle::Status(status)),
    }
}

/// The colleagues, whoever can take it first.
pub fn colleagues(view: &DeskView) -> Vec<TeamMember> {
    let mut team: Vec<TeamMember> =
        view.team.iter().filter(|member| member.id != view.me.id).cloned().collect();
    team.sort_by_key(|member| (obstacle(member).is_some(), member.active));
    team
}

/// How many of a team could take it now; none where this desk knows nobody of it.
pub fn free(view: &DeskView, department: Department) -> Option<usize> {
    let others = view.team.iter().filter(|m| m.id != view.me.id);
    let team: Vec<_> = others.filter(|m| m.department == department).collect();
    (!team.is_empty()).then(|| team.iter().filter(|m| obstacle(m).is_none()).count())
}

/// To whom, as a name for the screen.
pub fn name_of(view: &DeskView, to: &TransferTo) -> String {
    match to {
        TransferTo::Agent { agent } => agent_name(view, agent),
        TransferTo::Department { department } => format!("the {} team", department.name()),
    }
}

/// An agent's name, as far as the desk tells it.
pub fn agent_name(view: &DeskView, agent: &AgentId) -> String {
    let member = view.team.iter().find(|member| member.id == *agent);
    member.map_or_else(|| "a colleague".to_owned(), |member| member.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(mine: &str) -> DeskView {
        let json = format!(
            r#"{{"me":{{"id":"ana","name":"Ana","department":"support","status":"available","capacity":3}},
            "now":1,"offers":[],"line":[],"waiting":0,"mine":[{mine}],"departments":["support","billing"],
            "team":[{{"id":"ana","name":"Ana","status":"available","active":0,"capacity":3,"department":"support"}},
                    {{"id":"ben","name":"Ben","status":"break","active":0,"capacity":3,"department":"billing"}},
                    {{"id":"cy","name":"Cy","status":"available","active":2,"capacity":2,"department":"billing"}},
                    {{"id":"di","name":"Di","status":"available","active":1,"capacity":2,"department":"billing"}}]}}"#
        );
        serde_json::from_str(&json).expect("a view")
    }

    const MINE: &str = r#"{"conversation":"c1","episode":1,"summary":"","since":1"#;

    fn form() -> Transfer {
        let view = view(&format!("{MINE}}}"));
        Transfer::new(view.mine[0].conversation.clone(), view.mine[0].episode)
    }

    fn to(agent: &str) -> Option<TransferTo> {
        AgentId::new(agent).ok().map(|agent| TransferTo::Agent { agent })
    }

    #[test]
    fn nothing_goes_without_somebody_and_a_reason_and_nothing_goes_twice() {
        // R-114
        let mut form = form();
        assert_eq!((form.missing(), form.send()), (Some(Missing::To), None));
        form.to = to("di");
        form.reason = " \n".into();
        assert_eq!((form.missing(), form.send()), (Some(Missing::Reason), None));
        form.reason = "x".repeat(501);
        assert_eq!(form.missing(), Some(Missing::Shorter));
        form.reason = " A refund ".into();
        assert!(
            matches!(form.send(), Some(FromConsole::Transfer { reason, .. }) if reason == "A refund")
        );
        assert_eq!(form.send(), None);
        form.refuse("Taken.".into());
        assert!(form.send().is_some() && form.refused.is_none());
    }

    #[test]
    fn the_form_is_done_when_the_desk_took_it_or_the_conversation_is_gone() {
        let mut form = form();
        assert_eq!(form.settle(&view(&format!("{MINE}}}"))), None);
        let passing = r#","passing_to":{"kind":"department","department":"billing"}}"#;
        assert_eq!(form.settle(&view(&format!("{MINE}{passing}"))), Some(Done::Asked));
        assert_eq!(form.settle(&view("")), Some(Done::Gone));
    }

    #[test]
    fn a_colleague_who_can_not_take_it_any_more_is_not_chosen_any_more() {
        let mut form = form();
        let view = view(&format!("{MINE}}}"));
        for (agent, stays) in [("di", true), ("cy", false), ("ben", false)] {
            form.to = to(agent);
            assert_eq!(form.settle(&view), None);
            assert_eq!(form.to.is_some(), stays, "{agent}");
        }
    }

    #[test]
    fn whoever_can_take_it_comes_first_and_the_others_have_a_reason() {
        // R-083
        let view = view("");
        let seen: Vec<_> =
            colleagues(&view).iter().map(|m| (m.name.clone(), obstacle(m))).collect();
        assert_eq!(
            seen,
            [
                ("Di".to_owned(), None),
                ("Ben".to_owned(), Some(Obstacle::Status(Status::Break))),
                ("Cy".to_owned(), Some(Obstacle::Full)),
            ]
        );
        assert_eq!(free(&view, Department::BILLING), Some(1));
        assert_eq!(free(&view, Department::SALES), None);
    }
}
