//! A conversation looked at: who leads, how far it is, what is known.

use super::{
    Bot, Card, ClientId, Conversation, Entry, Episode, Epoch, Question, Seq, Side, Stage, side_of,
};
use crate::hours::Zone;
use crate::wording::Choosable;
use crate::{Assistant, Settings};
use warmline_model::{ConversationId, Department, Tier};

impl Conversation {
    /// Learns its id, from which its ticket number follows; not stored.
    #[must_use]
    pub fn of(mut self, id: &ConversationId) -> Self {
        self.ticket = id.ticket();
        self
    }

    /// Learns an entry of the stored log again, after the machine was loaded.
    pub fn remember(&mut self, entry: &Entry) {
        if let (Some(side), Some(id)) = (side_of(&entry.author), &entry.client_id) {
            self.stored.insert((side, id.clone()), entry.seq);
        }
    }

    /// The site's settings when it was opened.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Who leads.
    pub fn stage(&self) -> &Stage {
        &self.stage
    }

    /// The present ownership.
    pub fn epoch(&self) -> Epoch {
        self.epoch
    }

    /// The present or last handoff; 0 if there was none.
    pub fn episode(&self) -> Episode {
        self.episode
    }

    /// The place of the newest entry.
    pub fn last(&self) -> Seq {
        self.last
    }

    /// How far the visitor and the team have read.
    pub fn seen(&self) -> (Seq, Seq) {
        self.seen
    }

    /// Whether the visitor has the widget open.
    pub fn visitor_online(&self) -> bool {
        self.away_since.is_none()
    }

    /// The card so far.
    pub fn card(&self) -> &Card {
        &self.card
    }

    /// The question that still has to be asked to a bot, and under which ownership.
    pub fn unanswered(&self) -> Option<(&Question, Epoch)> {
        match &self.stage {
            Stage::Bot(Bot { question: Some(question), .. }) => Some((question, self.epoch)),
            Stage::Bot(_) | Stage::Waiting(_) | Stage::Human(_) | Stage::Closed { .. } => None,
        }
    }

    /// Whether the open question is for the site's knowledge base, and not for a bot of its own.
    pub fn asks_knowledge(&self) -> bool {
        self.settings.assistant == Assistant::Knowledge && self.unanswered().is_some()
    }

    /// The visitor's time zone by its IANA name, where they told one that is known.
    pub fn zone(&self) -> Option<&str> {
        self.zone.as_deref()
    }

    pub(super) fn visitor_in_zone(&mut self, zone: Option<String>) {
        let known = zone.as_deref().and_then(Zone::find);
        self.zone = known.map(|zone| zone.name().to_owned()).or_else(|| self.zone.take());
    }

    /// Whether that action was done already, or refused: done again it is only answered again.
    pub fn knows(&self, side: Side, id: &ClientId) -> bool {
        self.stored.contains_key(&(side, id.clone()))
            || self.refused.iter().any(|(s, i, _)| *s == side && i == id)
    }

    /// Whom it concerns and how urgent it is, whatever was said: for previews.
    pub(crate) fn concern(&mut self, department: Department, tier: Tier) {
        (self.card.department, self.card.tier) = (department, tier);
    }

    /// What can be chosen now, with its time.
    pub(crate) fn choices_shown(&self) -> Vec<Choosable> {
        let standing = self.arranging.as_ref().map(|arranging| arranging.choices.clone());
        standing.unwrap_or_else(|| self.choices())
    }
}
