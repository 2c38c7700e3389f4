//! One conversation: a log, one owner at a time, and an ownership epoch that late writers fail against.

mod answers;
mod bot;
mod event;
mod human;
mod wait;

#[cfg(test)]
mod tests;

pub use crate::standing::Standing;
pub use event::{DeskNote, Effect, Event, Found, Pick, Refused, Side};

use crate::frustration::Listening;
use crate::{Assistant, Rules, Settings, card};
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, VecDeque};
use std::sync::OnceLock;
use warmline_model::{
    AgentId, Author, Body, CARD_VERSION, Card, ClientId, Customer, Department, Entry, Episode,
    Epoch, Evidence, MAX_TEXT_CHARS, Notice, PageRef, Permission, Seq, Timestamp, Trigger,
};

/// How many refused actions are remembered.
const REFUSALS_KEPT: usize = 50;

/// Who leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "stage", rename_all = "snake_case")]
pub enum Stage {
    /// The bot.
    Bot(Bot),
    /// Nobody: the customer waits.
    Waiting(Waiting),
    /// A named human.
    Human(Human),
    /// Closed.
    Closed {
        /// When.
        at: Timestamp,
        /// The customer's rating.
        rating: Option<u8>,
    },
}

/// The bot leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bot {
    /// The question it is looking for an answer to, and by when.
    pub question: Option<Question>,
    /// The offer of a person that stands.
    pub offer: Option<Offered>,
    /// How many answers in a row were below the site's setting.
    pub weak_answers: u8,
    /// Whether the last question got no plain answer.
    pub failed: bool,
}

/// A question the bot is working on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// Its place in the log.
    pub entry: Seq,
    /// Its words.
    pub text: String,
    /// When not having answered becomes a failure.
    pub due: Timestamp,
}

/// An offer of a person that can still be answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Its place in the log.
    pub entry: Seq,
    /// What would be the reason of the handoff.
    pub trigger: Trigger,
    /// What that reason rests on.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// What "yes" answers.
    #[serde(default)]
    pub asks: Asks,
    /// Other articles that the customer can pick.
    #[serde(default)]
    pub alternatives: Vec<Found>,
    /// A question that the offer came before: looked up if the offer is declined.
    #[serde(default)]
    pub held: Option<(Seq, String)>,
    /// When silence counts as consent, where the site says so (Z-2).
    #[serde(default)]
    pub consent_at: Option<Timestamp>,
}

/// What an offer asks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asks {
    /// "Shall I connect you?"
    #[default]
    Connect,
    /// "Does that match your situation?"
    Match,
}

/// The customer waits. The next word to them always has its time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Waiting {
    /// Since when.
    pub since: Timestamp,
    /// Which word is next: 1 at 30 s, 2 at 60 s, and so on.
    pub next_word: u32,
    /// Where they stand.
    pub standing: Standing,
    /// When the desk said so.
    pub as_of: Timestamp,
    /// How many questions the customer was asked while waiting.
    #[serde(default)]
    pub asked: u8,
}

/// A human leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Human {
    /// Who.
    pub agent: AgentId,
    /// The name the customer sees.
    pub name: String,
    /// Their team.
    pub department: Department,
    /// Since when.
    pub since: Timestamp,
}

/// The machine of one conversation. Serialized whole; the log itself is stored entry by entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conversation {
    settings: Settings,
    stage: Stage,
    epoch: Epoch,
    episode: Episode,
    last: Seq,
    seen: (Seq, Seq),
    /// Since when the visitor has no connection; absent while there is one.
    away_since: Option<Timestamp>,
    card: Card,
    /// What is listened to across the messages of this episode.
    #[serde(default)]
    listening: Listening,
    /// Policies about who the customer is that they went back to the bot from: not demanded again.
    #[serde(default)]
    excused: Vec<String>,
    /// The newest actions that were refused: the same one, come late on another socket, stays refused.
    refused: VecDeque<(Side, ClientId, Refused)>,
    /// Which actions are in the log already; rebuilt by [`Conversation::remember`], not stored twice.
    #[serde(skip)]
    stored: HashMap<(Side, ClientId), Seq>,
    #[serde(skip)]
    rules: Compiled,
}

/// The rules of the settings, compiled when first needed and never stored.
#[derive(Clone, Debug, Default)]
struct Compiled(OnceLock<Rules>);

impl PartialEq for Compiled {
    /// They follow from the settings, which are compared.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Compiled {}

impl Compiled {
    /// Settings were checked when saved; should stored ones not be readable by this version, the
    /// defaults hold.
    fn of(&self, settings: &Settings) -> &Rules {
        self.0.get_or_init(|| settings.rules().unwrap_or_default())
    }
}

impl Conversation {
    /// A conversation in which nothing was said yet.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            stage: Stage::Bot(Bot::default()),
            epoch: Epoch(0),
            episode: Episode(0),
            last: Seq(0),
            seen: (Seq(0), Seq(0)),
            away_since: None,
            card: card::blank(),
            listening: Listening::default(),
            excused: Vec::new(),
            refused: VecDeque::new(),
            stored: HashMap::new(),
            rules: Compiled::default(),
        }
    }

    /// A machine that an older version stored, as this one writes it.
    #[must_use]
    pub fn upgraded(mut self) -> Self {
        self.card.version = CARD_VERSION;
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

    /// When [`Event::Woken`] is due next.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        match &self.stage {
            Stage::Bot(bot) => {
                let question = bot.question.as_ref().map(|q| q.due);
                let consent = bot.offer.as_ref().and_then(|offer| offer.consent_at);
                question.into_iter().chain(consent).min()
            }
            Stage::Waiting(waiting) => {
                let word = wait::word_due(waiting);
                let give_up = self.away_since.map(|since| since + self.settings.keep_place);
                Some(give_up.map_or(word, |at| at.min(word)))
            }
            Stage::Human(_) | Stage::Closed { .. } => None,
        }
    }

    /// Takes an event at a moment, and says what is to be done about it.
    #[must_use]
    pub fn handle(&mut self, now: Timestamp, event: Event) -> Vec<Effect> {
        let mut turn = Turn { now, effects: Vec::new() };
        match event {
            Event::VisitorSaid(id, text) => self.visitor_said(&mut turn, id, text),
            Event::VisitorAskedForHuman(id) => self.visitor_asked(&mut turn, id),
            Event::VisitorAnsweredOffer(id, offer, pick) => {
                self.visitor_answered(&mut turn, id, offer, pick);
            }
            Event::CustomerKnown(customer) => self.customer_known(&mut turn, customer),
            Event::VisitorCancelledWait(id) => self.visitor_cancelled(&mut turn, id),
            Event::VisitorRated(id, score, remark) => {
                self.visitor_rated(&mut turn, id, score, remark);
            }
            Event::VisitorSaw(seq) => {
                if seq > self.seen.0 && seq <= self.last {
                    self.seen.0 = seq;
                    turn.effects.push(Effect::ShowSeen);
                }
            }
            Event::VisitorCame(page) => self.visitor_came(&mut turn, page),
            Event::VisitorLeft => {
                if self.away_since.is_none() {
                    self.away_since = Some(now);
                    // Who is not here does not consent by silence.
                    if let Stage::Bot(Bot { offer: Some(offer), .. }) = &mut self.stage {
                        offer.consent_at = None;
                    }
                    turn.effects.push(Effect::Show);
                }
            }
            Event::BotAnswered { epoch, to, found } => {
                self.bot_answered(&mut turn, epoch, to, &found);
            }
            Event::BotFailed { epoch, to } => self.bot_failed(&mut turn, epoch, to),
            Event::DeskPlaced { episode, standing, as_of } => {
                self.desk_placed(&mut turn, episode, standing, as_of);
            }
            Event::DeskAssigned { episode, agent, name, department } => {
                self.desk_assigned(&mut turn, episode, agent, name, department);
            }
            Event::AgentSaid(agent, id, text) => self.agent_said(&mut turn, &agent, id, text),
            Event::AgentHandedBack(agent, id) => self.agent_handed_back(&mut turn, &agent, id),
            Event::AgentClosed(agent, id, text) => {
                self.agent_closed(&mut turn, &agent, id, text);
            }
            Event::AgentSaw(agent, seq) => {
                let owns = matches!(&self.stage, Stage::Human(h) if h.agent == agent);
                if owns && seq > self.seen.1 && seq <= self.last {
                    self.seen.1 = seq;
                    turn.effects.push(Effect::ShowSeen);
                }
            }
            Event::Woken => self.woken(&mut turn),
        }
        self.remember_refusals(&turn.effects);
        turn.effects
    }

    fn remember_refusals(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Refuse(side, Some(id), why) = effect {
                self.refused.retain(|(s, i, _)| (s, i) != (side, id));
                self.refused.push_back((*side, id.clone(), *why));
            }
        }
        while self.refused.len() > REFUSALS_KEPT {
            self.refused.pop_front();
        }
    }

    fn woken(&mut self, turn: &mut Turn) {
        match &self.stage {
            Stage::Bot(Bot { question: Some(question), .. }) if turn.now >= question.due => {
                let (epoch, to) = (self.epoch, question.entry);
                self.bot_failed(turn, epoch, to);
            }
            Stage::Bot(Bot { offer: Some(offer), .. })
                if offer.consent_at.is_some_and(|at| turn.now >= at) =>
            {
                let offer = offer.clone();
                self.offer_accepted(turn, offer, Permission::Silence);
            }
            Stage::Waiting(_) => self.wait_went_on(turn),
            Stage::Bot(_) | Stage::Human(_) | Stage::Closed { .. } => {}
        }
    }

    fn visitor_came(&mut self, turn: &mut Turn, page: Option<PageRef>) {
        let came = self.away_since.take().is_some();
        let before = self.card.page.clone();
        if let Some(page) = &page {
            card::on_page(&mut self.card, page);
        }
        let news = came || before != self.card.page;
        if news {
            turn.effects.push(Effect::Show);
        }
    }

    fn customer_known(&mut self, turn: &mut Turn, customer: Customer) {
        if self.card.customer != customer {
            self.card.customer = customer;
            turn.effects.push(Effect::Show);
        }
    }

    /// A repeated action is answered as it was before, and changes nothing.
    fn is_repeat(&self, turn: &mut Turn, side: Side, id: &ClientId) -> bool {
        let before = self.refused.iter().find(|(s, i, _)| *s == side && i == id);
        if let Some((_, _, why)) = before {
            turn.refuse(side, id.clone(), *why);
            return true;
        }
        let key = (side, id.clone());
        let Some(seq) = self.stored.get(&key) else { return false };
        turn.effects.push(Effect::Ack(side, key.1, *seq));
        true
    }

    fn store(&mut self, turn: &mut Turn, author: Author, body: Body, id: Option<ClientId>) -> Seq {
        self.last = self.last.next();
        if let (Author::Bot, Some(text)) = (&author, body.text()) {
            self.listening.bot_spoke(turn.now, text);
        }
        let entry = Entry { seq: self.last, at: turn.now, author, body, client_id: id };
        self.remember(&entry);
        let ack = entry.client_id.clone().zip(side_of(&entry.author));
        turn.effects.push(Effect::Store(entry));
        if let Some((id, side)) = ack {
            turn.effects.push(Effect::Ack(side, id, self.last));
        }
        self.last
    }

    /// Whatever comes next, old messages fire nothing again.
    fn fresh_start(&mut self) {
        card::fresh_start(&mut self.card);
        self.listening = Listening::default();
        self.excused.clear();
    }

    fn notice(&mut self, turn: &mut Turn, author: Author, notice: Notice, text: String) -> Seq {
        self.store(turn, author, Body::Notice { notice, text }, None)
    }

    /// Moves to another stage under a new ownership.
    fn enter(&mut self, turn: &mut Turn, stage: Stage) {
        self.epoch = Epoch(self.epoch.0 + 1);
        self.stage = stage;
        turn.effects.push(Effect::Show);
    }
}

/// One call of `handle`: when it is, and what came of it so far.
struct Turn {
    now: Timestamp,
    effects: Vec<Effect>,
}

impl Turn {
    fn refuse(&mut self, side: Side, id: ClientId, why: Refused) {
        self.effects.push(Effect::Refuse(side, Some(id), why));
    }
}

fn side_of(author: &Author) -> Option<Side> {
    match author {
        Author::Visitor => Some(Side::Visitor),
        Author::Agent { .. } => Some(Side::Agent),
        Author::Bot | Author::System => None,
    }
}

fn text_fault(text: &str) -> Option<Refused> {
    if text.trim().is_empty() {
        Some(Refused::Empty)
    } else if text.chars().count() > MAX_TEXT_CHARS {
        Some(Refused::TooLong)
    } else {
        None
    }
}
