//! While a human leads: the bot is silent, and only the owner speaks for the team.

use super::{
    Bot, Conversation, DeskNote, Effect, Refused, Side, Stage, Turn, message_fault, text_fault,
};
use crate::wording::Words;
use warmline_language::mask;
use warmline_model::{
    AgentId, Attachment, Author, Body, ClientId, CloseReason, Happened, MAX_TEXT_CHARS, Notice,
};

impl Conversation {
    pub(super) fn agent_said(
        &mut self,
        turn: &mut Turn,
        agent: &AgentId,
        id: ClientId,
        text: String,
        attachments: Vec<Attachment>,
    ) {
        if self.is_repeat(turn, Side::Agent, &id) {
            return;
        }
        let Some(author) = self.owner(agent) else {
            return turn.refuse(Side::Agent, id, Refused::NotYours);
        };
        if let Some(fault) = message_fault(&text, &attachments) {
            return turn.refuse(Side::Agent, id, fault);
        }
        self.may_be_mailed(turn.now, &author, &text, &attachments);
        self.store(turn, author, Body::said(text, attachments), Some(id));
        self.has_answered(turn);
        self.somebody_answered(turn);
        self.was_read(turn, self.last);
        if let Stage::Human(human) = &mut self.stage
            && human.owed_since.take().is_some()
        {
            human.told_silent = false;
            turn.effects.push(Effect::ShowTeam);
        }
    }

    /// The desk's clock of the first response stops at the first words of a person, once.
    fn has_answered(&mut self, turn: &mut Turn) {
        if !self.answered {
            self.answered = true;
            self.tell(turn, DeskNote::Answered { episode: self.episode, at: turn.now });
        }
    }

    pub(super) fn agent_handed_back(&mut self, turn: &mut Turn, agent: &AgentId, id: ClientId) {
        if self.is_repeat(turn, Side::Agent, &id) {
            return;
        }
        let (Some(author), Stage::Human(human)) = (self.owner(agent), &self.stage) else {
            return turn.refuse(Side::Agent, id, Refused::NotYours);
        };
        let text = self.say(Words::HandedBack, &[("agent", &human.name)]);
        let body = Body::Notice { notice: Notice::HandedBack, text };
        self.store(turn, author, body, Some(id));
        self.fresh_start();
        self.enter(turn, Stage::Bot(Bot::default()));
        self.over(turn);
    }

    pub(super) fn agent_closed(
        &mut self,
        turn: &mut Turn,
        agent: &AgentId,
        id: ClientId,
        text: String,
        reason: CloseReason,
    ) {
        if self.is_repeat(turn, Side::Agent, &id) {
            return;
        }
        let (Some(author), Stage::Human(human)) = (self.owner(agent), &self.stage) else {
            return turn.refuse(Side::Agent, id, Refused::NotYours);
        };
        if let Some(fault) = text_fault(&text) {
            return turn.refuse(Side::Agent, id, fault);
        }
        let words = self.say(Words::Closed, &[("agent", &human.name)]);
        self.may_be_mailed(turn.now, &author, &text, &[]);
        self.store(turn, author, Body::words(text), Some(id));
        self.has_answered(turn);
        self.somebody_answered(turn);
        self.notice(turn, Author::System, Notice::Closed, words);
        self.enter(turn, Stage::Closed { at: turn.now, rating: None, reason });
        self.over(turn);
        self.pass_on(turn, Happened::Closed);
    }

    pub(super) fn visitor_rated(
        &mut self,
        turn: &mut Turn,
        id: ClientId,
        score: u8,
        remark: Option<String>,
    ) {
        if self.is_repeat(turn, Side::Visitor, &id) {
            return;
        }
        let Stage::Closed { rating: rating @ None, .. } = &mut self.stage else {
            return turn.refuse(Side::Visitor, id, Refused::NotNow);
        };
        if !(1..=5).contains(&score) {
            return turn.refuse(Side::Visitor, id, Refused::BadScore);
        }
        if remark.as_ref().is_some_and(|r| r.chars().count() > MAX_TEXT_CHARS) {
            return turn.refuse(Side::Visitor, id, Refused::TooLong);
        }
        *rating = Some(score);
        let comment = remark.filter(|r| !r.trim().is_empty());
        let comment = comment.map(|words| mask(&words).text.into_owned());
        self.store(turn, Author::Visitor, Body::Rated { score, comment }, Some(id));
        turn.effects.push(Effect::Show);
    }

    fn owner(&self, agent: &AgentId) -> Option<Author> {
        match &self.stage {
            Stage::Human(human) if human.agent == *agent => {
                Some(Author::Agent { id: human.agent.clone(), name: human.name.clone() })
            }
            Stage::Bot(_) | Stage::Waiting(_) | Stage::Human(_) | Stage::Closed { .. } => None,
        }
    }
}
